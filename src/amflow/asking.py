"""A question put until its answer can be understood: a slip of the hand costs that answer alone. And yes and no, in whatever
words they are said."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from amflow.errors import AmflowError, Usage
from amflow.locale import _, sentences

Ask = Callable[[str, str], str]
"""Puts a question, with the answer that Enter alone gives; what is answered comes back."""

Answer = TypeVar("Answer")

YES = (
    *("yes", "y", "true", "ok", "sure", "是", "是的", "有", "对", "好", "好的", "行", "会", "要", "可以"),
    *("愿意", "顺利", "嗯", "确认", "继续", "接着", "接着填", "接着来"),
)
NO = (
    *("no", "n", "false", "nope", "anew", "cancel", "否", "不", "不是", "没", "没有", "无", "不会", "不可以"),
    *("不愿意", "不顺利", "不要", "不接", "不用", "不了", "不行", "不必", "不对", "不好", "别", "算了"),
    *("取消", "重新", "重新开始", "重来"),
)

NONE = (*NO, "none", "-")
"""What is typed where none is."""


def is_yes(text: str) -> bool:
    """Whether the words say yes; else they say no. Raises Usage where they say neither."""
    from unicodedata import normalize

    wanted = " ".join(normalize("NFKC", text).casefold().split()).rstrip(".。!")
    if wanted in YES or wanted == _("yes"):
        return True
    if wanted in NO or wanted == _("no"):
        return False
    raise Usage(_("“{text}” is neither yes nor no").format(text=text), _("answer yes or no"))


def agreed(ask: Callable[[str], str], question: str, *, default: bool) -> bool:
    """Whether the answer is yes, asked until it is one of the two; Enter alone is what `default` says."""
    told = _("{question} (yes/no, Enter: yes)") if default else _("{question} (yes/no, Enter: no)")
    first = words = told.format(question=question)
    while True:
        answer = ask(words)
        if not answer.strip():
            return default
        try:
            return is_yes(answer)
        except Usage as error:
            words = again(first, told.format(question=sentences(error.message, question)))


Words = tuple[str, str]
"""What may be typed, and what it means."""


class Offering(str):
    """A question with what may be answered to it, by what is typed so far: a terminal that can completes it."""

    offered: Callable[[str], Iterable[Words]]


def offering(question: str, offered: Callable[[str], Iterable[Words]]) -> Offering:
    """The question, with what may be answered to it."""
    asked = Offering(question)
    asked.offered = offered
    return asked


def beginning(words: Iterable[Words]) -> Callable[[str], list[Words]]:
    """Those of the words that begin as what is typed, whatever the case."""
    known = list(words)
    return lambda typed: [one for one in known if one[0].casefold().startswith(typed.casefold())]


class PutAgain(str):
    """What is said of an answer that was refused, put as the question: that answer is none to go back to."""

    of: str
    """The question as it was put first."""
    offered: Callable[[str], Iterable[Words]] | None = None


def again(question: str, told: str = "") -> PutAgain:
    """The same question once more, after an answer that was none to it, with what is `told` of that."""
    asked = PutAgain(told or question)
    asked.of = question
    asked.offered = getattr(question, "offered", None)
    return asked


def until_understood(ask: Callable[[str], str], question: str, read: Callable[[str], Answer]) -> Answer:
    """What `read` makes of the answer. Where it refuses one, what it says of it is put as the question, with the way out: Enter
    alone, where that is an answer. What `ask` itself raises ends the questions."""
    first = question
    while True:
        answer = ask(question)
        try:
            return read(answer)
        except AmflowError as error:
            told = sentences(error.message, error.hint)
        with suppress(AmflowError):
            read("")
            told = _("{question} (Enter: none)").format(question=told)
        question = again(first, told)
