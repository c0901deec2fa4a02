"""A first run: what amflow should know of the person, asked for or given, and kept where it belongs (`W01`)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from amflow import locale, settings
from amflow.errors import AmflowError
from amflow.locale import _, listed
from amflow.playbooks import loader

if TYPE_CHECKING:
    from pathlib import Path

    from amflow.settings import Settings

KEPT = ("lang", "name", "firm", "branch")
"""What is kept in the settings; the playbook is kept in the book."""


class Talk:
    """A conversation on the terminal: `ask` puts a question with its present answer, `check` refuses a wrong one by
    raising, `say` tells why."""

    def __init__(
        self, ask: Callable[[str, str], str], check: Callable[[str, str], None], say: Callable[[str], None]
    ) -> None:
        self._ask = ask
        self._check = check
        self._say = say

    def answer(self, name: str, question: str, present: str) -> str:
        """The answer to a question, asked again until it is possible."""
        while True:
            given = self._ask(question, present)
            try:
                self._check(name, given)
            except AmflowError as error:
                self._say(" ".join(part for part in (error.message, error.hint) if part))
                continue
            return given


def asked(talk: Talk, present: dict[str, str], folder: "Path") -> dict[str, str]:
    """The answers to the five questions, the language first: the others are asked in it. `folder` has the person's own
    playbooks."""
    trades = [name for name, _path, _shipped in loader.names(folder)]
    answers = {"lang": talk.answer("lang", _("language (en, zh)"), present["lang"])}
    locale.use(answers["lang"])
    questions = {
        "playbook": _("trade ({choices})").format(choices=listed(trades)),
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
