"""A question put until its answer can be understood: a slip of the hand costs that answer alone."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from amflow.errors import AmflowError
from amflow.locale import _, sentences

Ask = Callable[[str, str], str]
"""Puts a question, with the answer that Enter alone gives; what is answered comes back."""

Answer = TypeVar("Answer")


class PutAgain(str):
    """What is said of an answer that was refused, put as the question: that answer is none to go back to."""

    of: str
    """The question as it was put first."""


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
        question = PutAgain(told)
        question.of = first
