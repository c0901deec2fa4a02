"""What customers answer to the playbook's questions: read by the question's type, asked one by one, filed, shown again.

The needs analysis (`W12`) and the callback (`W11`) share it: `about` says which of the two a question belongs to.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from amflow.book import values
from amflow.book.money import Money, amount
from amflow.errors import Usage
from amflow.locale import N_, _, listed

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.playbooks.model import Question
    from amflow.routine.desk import Desk

YES = ("yes", "y", "true", "是", "是的", "有", "对", "好", "会", "可以", "愿意", "顺利")
NO = ("no", "n", "false", "否", "不", "不是", "没", "没有", "无", "不会", "不可以", "不愿意", "不顺利")
"""What people write for yes and for no, folded."""

WORDS = {"yes": N_("yes"), "no": N_("no")}

_UNITS = {"": 0, "k": 3, "千": 3, "万": 4, "m": 6, "百万": 6, "千万": 7, "亿": 8}


class Answered(NamedTuple):
    """An answer that is filed: the latest one to its question."""

    question: "Question"
    value: str
    """As the book keeps it."""
    shown: str
    """As a person reads it."""
    on_date: date


def questions(desk: "Desk", about: str) -> list["Question"]:
    """The playbook's questions of the needs analysis (`needs`) or of the callback (`callback`), in its order."""
    return [question for question in desk.playbook.questions if question.about == about]


def parsed(desk: "Desk", question: "Question", text: str) -> str:
    """The answer as the book keeps it: a text, a plain number, whole minor units, `YYYY-MM-DD`, a choice's key, `yes`
    or `no`. Empty stays empty. Raises Usage for what the question's type cannot be."""
    bare = text.strip()
    if not bare:
        return ""
    if question.type == "money":
        return str(amount(bare, desk.settings.currency))
    if question.type == "date":
        from amflow.calendars.words import day

        return day(bare, desk.now, desk.calendar).isoformat()
    if question.type == "number":
        return _number(bare)
    if question.type == "choice":
        return _choice(question, bare)
    if question.type == "yes-no":
        return _yes_or_no(question, bare)
    return values.line(bare, str(question.title))


def _number(text: str) -> str:
    import re
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-").lower()
    match = re.fullmatch(r"(-?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,9}))?(百万|千万|千|万|亿|k|m)?", bare)
    if match is None:
        raise Usage(_("“{text}” is not a number").format(text=text), _("such as 12, 3.5, 1,200 or 3万"))
    sign, whole, fraction, unit = match.group(1), match.group(2).replace(",", ""), match.group(3) or "", match.group(4)
    # The point moves right by the unit's power of ten; nothing is rounded.
    power = _UNITS[unit or ""]
    moved = fraction.ljust(power, "0")
    digits, rest = (whole + moved[:power]).lstrip("0") or "0", moved[power:].rstrip("0")
    return f"{sign}{digits}.{rest}" if rest else f"{sign}{digits}" if digits != "0" else "0"


def _choice(question: "Question", text: str) -> str:
    """The choice by its key, by what is shown for it, or by its place in the list where no key is a number."""
    wanted = values.folded(text)
    shown = choices(question)
    keys = list(shown)
    for place, key in enumerate(keys):
        # In either language: what was said is often written down in the customer's.
        label = question.labels[place : place + 1]
        if wanted in (key.casefold(), *(values.folded(words) for one in label for words in one)):
            return key
    if wanted.isdecimal() and not any(key.isdecimal() for key in keys) and 0 < int(wanted) <= len(keys):
        return keys[int(wanted) - 1]
    raise Usage(
        _("{question} “{text}” is none of the answers").format(question=question.title, text=text),
        _("one of: {choices}").format(choices=listed(list(_numbered(question)))),
    )


def _yes_or_no(question: "Question", text: str) -> str:
    wanted = values.folded(text)
    if wanted in YES:
        return "yes"
    if wanted in NO:
        return "no"
    raise Usage(_("{question} “{text}” is neither yes nor no").format(question=question.title, text=text), _("y or n"))


def choices(question: "Question") -> dict[str, str]:
    """The keys of a choice with what is shown for each, in the playbook's order."""
    labels = [str(label) for label in question.labels] or list(question.choices)
    return dict(zip(question.choices, labels, strict=True))


def _numbered(question: "Question") -> Iterator[str]:
    """The choices as they may be typed: `5 Very satisfied` where the key is a number, else by their place."""
    shown = choices(question)
    by_key = any(key.isdecimal() for key in shown)
    for place, (key, label) in enumerate(shown.items(), 1):
        yield f"{key if by_key else place} {label}"


def words(desk: "Desk", question: "Question", value: str) -> str:
    """The answer that the book keeps, as a person reads it. What the playbook does not know any more is left as it is."""
    if question.type == "money" and value.lstrip("-").isdecimal():
        return str(Money(int(value), desk.settings.currency))
    if question.type == "choice":
        return choices(question).get(value, value)
    if question.type == "yes-no":
        return _(WORDS[value]) if value in WORDS else value
    return value


def prompt(question: "Question") -> str:
    """The question as it is asked on a terminal, with what may be answered."""
    if question.type == "choice":
        return f"{question.title} ({' · '.join(_numbered(question))})"
    if question.type == "yes-no":
        return f"{question.title} (y/n)"
    return str(question.title)


def asked(desk: "Desk", about: str, ask: Callable[[str], str], known: Iterable[str] = ()) -> dict[str, str]:
    """Ask every question but those `known` already; Enter leaves one out, and one that was not understood is asked
    again. Gives the answers by the question's key, as the book keeps them."""
    passed = set(known)
    found: dict[str, str] = {}
    for question in questions(desk, about):
        if question.key in passed:
            continue
        value = _until_read(desk, question, ask)
        if value:
            found[question.key] = value
    return found


def _until_read(desk: "Desk", question: "Question", ask: Callable[[str], str]) -> str:
    words_asked = prompt(question)
    while True:
        text = ask(words_asked)
        try:
            return parsed(desk, question, text)
        except Usage as error:
            words_asked = f"{error.message}. {error.hint}"


def given(desk: "Desk", about: str, pairs: Iterable[str]) -> dict[str, str]:
    """The answers that were typed as `--answer KEY=VALUE`, by the question's key or its words. An empty value leaves
    the question out. Raises Usage."""
    known = {question.key: question for question in questions(desk, about)}
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise Usage(
                _("“{text}” is not QUESTION=ANSWER").format(text=pair),
                _("such as --answer {key}=…").format(key=next(iter(known), "use")),
            )
        question = _named(known, name.strip())
        value = parsed(desk, question, text)
        if value:
            found[question.key] = value
    return found


def _named(known: dict[str, "Question"], name: str) -> "Question":
    from amflow.routine.people import known_key

    titles = {key: str(question.title) for key, question in known.items()}
    if not name or not titles:
        raise Usage(_("the playbook has no question “{name}”").format(name=name), _("amflow playbook show lists them"))
    return known[known_key(name, titles, _("question"))]


def file(
    desk: "Desk",
    change: "Change",
    customer_id: int,
    about: str,
    found: dict[str, str],
    *,
    on: date | None = None,
    touch_id: int | None = None,
) -> None:
    """File the answers of a talk; the latest to a question holds, the others are its history."""
    day = (on or desk.today).isoformat()
    for key, value in found.items():
        change.insert(
            "answer",
            customer_id=customer_id,
            about=about,
            question=key,
            value=value,
            on_date=day,
            touch_id=touch_id,
        )


def latest(desk: "Desk", customer_id: int, about: str) -> list[Answered]:
    """What the customer last answered to each of the playbook's questions, in its order; unanswered ones left out."""
    rows = desk.book.all(
        "SELECT question, value, on_date FROM answer WHERE customer_id = ? AND about = ? ORDER BY question, on_date, id",
        customer_id,
        about,
    )
    held = {row["question"]: row for row in rows}
    return [
        Answered(
            question,
            held[question.key]["value"],
            words(desk, question, held[question.key]["value"]),
            date.fromisoformat(held[question.key]["on_date"]),
        )
        for question in questions(desk, about)
        if question.key in held
    ]
