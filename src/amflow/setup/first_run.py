"""A first run: what amflow should know of the person, asked for or given, and kept where it belongs (`W01`)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow import locale, settings
from amflow.errors import AmflowError
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.playbooks.choosing import Choice
    from amflow.settings import Settings

KEPT = ("lang", "name", "firm", "branch")
"""What is kept in the settings; the playbook is kept in the book."""


class Conversation:
    """A conversation on the terminal: `ask` puts a question with its present answer, `check` gives the answer as it is
    kept and refuses a wrong one by raising, `say` tells why."""

    def __init__(
        self, ask: Callable[[str, str], str], check: Callable[[str, str], str], say: Callable[[str], None]
    ) -> None:
        self._ask = ask
        self._check = check
        self.say = say

    def answer(self, name: str, question: str, present: str) -> str:
        """The answer to a question, asked again until it is possible; `check` gives it as it is kept."""
        while True:
            given = self._ask(question, present)
            try:
                given = self._check(name, given)
            except AmflowError as error:
                self.say(" ".join(part for part in (error.message, error.hint) if part))
                continue
            return given


def asked(talk: Conversation, present: dict[str, str], known: "list[Choice]") -> dict[str, str]:
    """The answers to the five questions, the language first: the others are asked in it. `known` are the playbooks."""
    answers = {"lang": talk.answer("lang", "language · 语言 (en, zh)", present["lang"])}
    locale.use(answers["lang"])
    talk.say(_("trades:"))
    for place, one in enumerate(known, 1):
        talk.say(f"  {place}  {one.title}  ({one.name})")
    questions = {
        "playbook": _("trade (number or name)"),
        "name": _("your name"),
        "firm": _("your firm"),
        "branch": _("your branch or territory"),
    }
    return answers | {name: talk.answer(name, question, present[name]) for name, question in questions.items()}


def changed(answers: dict[str, str], present: dict[str, str]) -> dict[str, str]:
    """The answers that say something new."""
    return {name: answer for name, answer in answers.items() if answer and answer != present[name]}


def check(name: str, answer: str) -> None:
    """Refuse what cannot be a setting of that name. Raises Usage."""
    if name in KEPT and answer:
        settings.parse(settings.named(name), answer, name)


def keep(present: "Settings", answers: dict[str, str]) -> None:
    """Write the answers that belong into the settings. Raises Usage, Unusable; then nothing more is written."""
    for name in KEPT:
        if name in answers:
            settings.store(present, name, answers[name])
