"""A first run: what amflow should know of the person, asked for or given, and kept where it belongs (`W01`)."""

import re
from collections.abc import Callable, Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from amflow import locale, settings
from amflow.asking import again
from amflow.errors import AmflowError
from amflow.locale import _
from amflow.setup import settings_file
from amflow.setup.places import CURRENCY_OF, here

if TYPE_CHECKING:
    from amflow.playbooks.choosing import Choice
    from amflow.settings import Settings

KEPT = ("lang", "country", "currency", "name", "firm", "branch")
"""What is kept in the settings; the playbook is kept in the book, the first one in both."""


NEEDED = ("playbook",)
"""What nobody can guess: asked until it is said."""

WIDTH = 74
"""Signs of a line of what a trade is, so that no terminal breaks a word."""


QUESTIONS = 8
"""So many lines of a terminal are the questions that stand beside the list of trades."""


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
        *above, question = wrapped(question)
        while True:
            for line in above:
                self.say(line)
            given = self._ask(question, present)
            question = again(question)
            try:
                given = self._check(name, given)
            except AmflowError as error:
                self.say(" · ".join(part for part in (error.message, error.hint) if part))
                continue
            if given or present or name not in NEEDED:
                return given
            self.say(_("without it nothing is written: {what}").format(what=question))


CHINESE = ("", "CN", "HK", "MO", "TW")
ELSEWHERE = "general"
"""The trade that is proposed to whoever lives in another country."""


def wrapped(text: str) -> list[str]:
    """A question in lines that no terminal breaks inside a word: it takes two columns for a sign of Chinese."""
    lines, width = [""], 0
    for word in re.findall(r"[\x21-\x7f]+ ?|[^\x21-\x7f]", text):
        size = sum(1 if sign.isascii() else 2 for sign in word)
        # A sign that ends a clause stands with what it ends.
        if width + size > WIDTH and word not in "，。；：、）":
            lines.append("")
            width = 0
        lines[-1] += word
        width += size
    return [line.rstrip() for line in lines]


def ask(talk: Conversation, present: dict[str, str], known: "list[Choice] | None", answers: dict[str, str]) -> None:
    """Put the answers to the seven questions into `answers`, the language first: the others are asked in it. What was
    answered is in there when the conversation is broken off. `known` are the playbooks; None: the trade stays."""
    answers["lang"] = talk.answer("lang", "language · 语言 (en, zh)", present["lang"])
    locale.use(answers["lang"])
    country = _("country, for its holidays and phones (China, US, DE-BY; none: Mon to Fri)")
    answers["country"] = talk.answer("country", country, present["country"])
    # Whoever moves pays with something else.
    moved = answers["country"] != present["country"]
    pays = CURRENCY_OF.get(answers["country"][:2], "") if moved else ""
    answers["currency"] = talk.answer("currency", _("currency (its three letters)"), pays or present["currency"])
    if known is not None:
        talk.say(_("trades:"))
    told = [wrapped(str(one.sentence)) for one in known or ()]
    # A list whose first trades have gone out of sight is no choice: a low terminal has their names, each in a line.
    brief = sum(1 + len(lines) for lines in told) + QUESTIONS > get_terminal_size().lines
    for place, (one, lines) in enumerate(zip(known or (), told, strict=True), 1):
        talk.say(f"  {place}  {one.title}  ({one.name})")
        for line in () if brief else lines:
            talk.say(f"     {line}")
    if brief and known:
        talk.say(_("amflow playbook list says more of each"))
    questions = {
        "playbook": _("trade (number or name)"),
        "name": _("your name"),
        "firm": _("your firm"),
        "branch": _("your branch or territory"),
    }
    places = {one.name: str(place) for place, one in enumerate(known or (), 1)}
    if not present["playbook"] and answers["country"][:2] not in CHINESE:
        # The trades of banks and shops are those of China: there nobody can guess which.
        present = present | {"playbook": ELSEWHERE}
    if known is None:
        del questions["playbook"]
    for name, question in questions.items():
        shown = places.get(present[name], present[name])
        answers[name] = talk.answer(name, question, shown)


def guessed(present: "Settings") -> dict[str, str]:
    """The country and the currency as they are set, or as this machine seems to stand where nobody has set them."""
    kept = {name: str(getattr(present, name)) for name in ("country", "currency")}
    there = here() if present.places["country"] == "default" else ""
    if there:
        kept["country"] = there
    if present.places["currency"] == "default":
        kept["currency"] = CURRENCY_OF.get(kept["country"][:2], kept["currency"])
    return kept


def changed(answers: dict[str, str], present: dict[str, str], unsaid: Iterable[str] = ()) -> dict[str, str]:
    """The answers that say something new, or say what so far only is so: who chose a country stays in it, wherever the machine
    goes. `unsaid` are the settings that the file does not have."""
    return {name: answer for name, answer in answers.items() if answer and (answer != present[name] or name in unsaid)}


def unsaid(present: "Settings") -> set[str]:
    """The settings that nobody has chosen: by default, by the machine or for one command they are what they are."""
    return {*KEPT} - {*settings.read_file(present.file)}


def keep(present: "Settings", answers: dict[str, str]) -> None:
    """Write the answers that belong into the settings. Raises Usage, Unusable; then nothing more is written."""
    # A trade that is chosen first is that of a new book too.
    first = ("playbook",) if present.places["playbook"] == "default" else ()
    for name in (*KEPT, *first):
        if name in answers:
            settings_file.store(present, name, answers[name])
