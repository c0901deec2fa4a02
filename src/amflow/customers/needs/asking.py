"""What customers reply in a talk: the playbook's questions asked one by one, read (`answers.py`), filed, shown again.

The needs analysis (`W12`) and the callback (`W11`) share it: `about` says which of the two a question belongs to.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

from amflow.customers.needs import answer_values
from amflow.errors import Usage
from amflow.locale import _, aside, sentences
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.book.store import Change
    from amflow.playbooks.model import Question


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


def prompt(question: "Question") -> str:
    """The question as it is asked on a terminal, with what may be answered."""
    return aside(str(question.title), answer_values.expected(question))


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
            return answer_values.read(desk, question, text) if text.strip() else ""
        except Usage as error:
            words_asked = sentences(error.message, error.hint)


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
        value = answer_values.read(desk, question, text) if text.strip() else ""
        if value:
            found[question.key] = value
    return found


def _named(known: dict[str, "Question"], name: str) -> "Question":
    from amflow.playbooks.titles import known_key

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
            answer_values.said(desk, question, held[question.key]["value"]),
            date.fromisoformat(held[question.key]["on_date"]),
        )
        for question in questions(desk, about)
        if question.key in held
    ]
