"""The check before a message leaves: nothing unfilled, not too long, no forbidden word, within the ceiling, and never
against the customer's wishes."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.customers import contact_preferences as wishes
from amflow.errors import AmflowError
from amflow.locale import _, listed, ngettext
from amflow.outreach.messages import forbidden_words as forbidden
from amflow.outreach.messages import quotas as meter
from amflow.outreach.messages import sms_length as sms
from amflow.outreach.messages.records import Waiting
from amflow.outreach.scripts import template_values as wording
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk

Speak = Callable[[str, str, wording.Values], wording.Said]
"""Makes the text of a template in a language, with those values."""


class Problem(NamedTuple):
    """Something that the check has against a message."""

    key: str
    """unfilled, long, forbidden, language, ceiling; quiet, no-contact, removed, template or empty."""
    words: str

    @property
    def final(self) -> bool:
        """Whether no reason lets it through: what the customer wished, and what has no words at all."""
        return self.key in ("quiet", "no-contact", "removed", "template", "empty")


class Draft(NamedTuple):
    """A message with its words, as the check finds it."""

    waiting: Waiting
    text: str
    language: str
    size: sms.Size
    problems: tuple[Problem, ...]

    @property
    def ref(self) -> str:
        """`m31fk`."""
        return self.waiting.ref

    @property
    def full(self) -> bool:
        """Whether its customer is at a ceiling."""
        return any(problem.key == "ceiling" for problem in self.problems)

    @property
    def against(self) -> str:
        """What the check has against it, in a line."""
        return " · ".join(problem.words for problem in self.problems)


class Check:
    """The check of one command: the list of words and the customers' messages are read once."""

    def __init__(self, desk: "Desk", speak: Speak, waiting: Iterable[Waiting], day: date | None = None) -> None:
        self.desk = desk
        self._speak = speak
        self._words = forbidden.words(desk.settings)
        self._tally = meter.Tally(desk, [one.customer["id"] for one in waiting], day or desk.today)

    def draft(self, one: Waiting, text: str = "", clock: str = "") -> Draft:
        """The message with its words; `text` stands in place of its own, `clock` is when it goes out. What
        passes is counted: of two to the same customer the second one may be one too many."""
        language = wording.language(one.customer)
        problems = self._wishes(one.customer, clock or self.desk.clock)
        missing: tuple[str, ...] = ()
        words = text or one.text
        if not words and one.template:
            try:
                said = self._speak(one.template, language, wording.values(self.desk, one.customer, one.due, language))
                words, missing = said.text, said.missing
            except AmflowError as error:
                problems.append(Problem("template", error.message))
        elif words:
            missing = _braces(words)
        problems += self._of_text(words, missing, language)
        if not words and not any(problem.key == "template" for problem in problems):
            problems.append(Problem("empty", _("it has no words")))
        full = self._tally.full(one.customer["id"])
        if full:
            problems.append(Problem("ceiling", full))
        if not problems:
            self._tally.take(one.customer["id"])
        return Draft(one, words, language, sms.size(words), tuple(problems))

    def _wishes(self, customer: Any, clock: str) -> list[Problem]:
        if customer["status"] == "removed":
            return [Problem("removed", _("no longer in the book"))]
        if customer["no_contact"]:
            return [Problem("no-contact", _("asked not to be contacted"))]
        if wishes.is_quiet(customer, clock):
            return [Problem("quiet", _("not before {time}").format(time=customer["quiet_until"]))]
        return []

    def _of_text(self, text: str, missing: tuple[str, ...], language: str) -> list[Problem]:
        found = []
        if missing:
            said = ngettext("{names} is not filled", "{names} are not filled", len(missing))
            found.append(Problem("unfilled", said.format(names=listed(missing))))
        size, most = sms.size(text), self.desk.settings.message_parts
        if most and size.parts > most:
            said = ngettext("{parts} SMS, {n} at most", "{parts} SMS, {n} at most", most)
            found.append(Problem("long", said.format(parts=size.parts)))
        held = forbidden.inside(text, self._words)
        if held:
            found.append(Problem("forbidden", _("forbidden: {words}").format(words=listed(held))))
        if text and _other(text, language):
            name = {"en": _("English"), "zh": _("Chinese")}[language]
            found.append(Problem("language", _("not in {language}").format(language=name)))
        return found


def checked(
    desk: "Desk", speak: Speak, waiting: list[Waiting], clock: str = "", day: date | None = None
) -> list[Draft]:
    """All of them with their words and what the check has against each."""
    check = Check(desk, speak, waiting, day)
    return [check.draft(one, clock=clock) for one in waiting]


def _braces(text: str) -> tuple[str, ...]:
    """Holes that are left in a written text: `{holding.name}` of a template, `{姓名}`, `[product]`, `XX` by hand."""
    import re

    return tuple(dict.fromkeys(re.findall(r"\{\{?\s*[\w. ]{1,40}\s*\}?\}|\[[^\W\d][\w. ]{0,40}\]|【】|\bXX+\b", text)))


def _other(text: str, language: str) -> bool:
    """Whether a text is plainly not in that language: Chinese without a Chinese sign, English of Chinese signs."""
    chinese = sum("\u3400" <= sign <= "\u9fff" for sign in text)
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    return (not chinese and latin > 10) if language == "zh" else chinese > latin
