"""The check before a message leaves: nothing unfilled, not too long, no forbidden word, within the ceiling, and never
against the customer's wishes."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.customers import contact_preferences
from amflow.errors import AmflowError
from amflow.locale import _, listed, ngettext
from amflow.outreach.messages import forbidden_words, quotas, sms_length
from amflow.outreach.messages.records import Waiting
from amflow.outreach.scripts import template_values
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk

Speak = Callable[[str, str, template_values.Values], template_values.TemplateText]
"""Makes the text of a template in a language, with those values."""


class DraftProblem(NamedTuple):
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
    size: sms_length.Size
    problems: tuple[DraftProblem, ...]

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


class DraftCheck:
    """The check of one command: the list of words and the customers' messages are read once."""

    def __init__(self, desk: "Desk", speak: Speak, waiting: Iterable[Waiting], day: date | None = None) -> None:
        self.desk = desk
        self._speak = speak
        self._words = forbidden_words.words(desk.settings)
        self._tally = quotas.MessageTally(desk, [one.customer["id"] for one in waiting], day or desk.today)

    def draft(self, one: Waiting, text: str = "", clock: str = "") -> Draft:
        """The message with its words; `text` stands in place of its own, `clock` is when it goes out. What
        passes is counted: of two to the same customer the second one may be one too many."""
        language = template_values.language(one.customer)
        problems = self._wishes(one.customer, clock or self.desk.clock)
        missing: tuple[str, ...] = ()
        words = text or one.text
        if not words and one.template:
            try:
                said = self._speak(
                    one.template, language, template_values.values(self.desk, one.customer, one.due, language)
                )
                words, missing = said.text, said.missing
            except AmflowError as error:
                problems.append(DraftProblem("template", error.message))
        elif words:
            missing = _braces(words)
        problems += self._of_text(words, missing, language)
        if not words and not any(problem.key == "template" for problem in problems):
            problems.append(DraftProblem("empty", _("it has no words")))
        full = self._tally.full(one.customer["id"])
        if full:
            problems.append(DraftProblem("ceiling", full))
        if not problems:
            self._tally.take(one.customer["id"])
        return Draft(one, words, language, sms_length.size(words), tuple(problems))

    def _wishes(self, customer: Any, clock: str) -> list[DraftProblem]:
        if customer["status"] == "removed":
            return [DraftProblem("removed", _("no longer in the book"))]
        if customer["no_contact"]:
            return [DraftProblem("no-contact", _("asked not to be contacted"))]
        if contact_preferences.is_quiet(customer, clock):
            return [DraftProblem("quiet", _("not before {time}").format(time=customer["quiet_until"]))]
        return []

    def _of_text(self, text: str, missing: tuple[str, ...], language: str) -> list[DraftProblem]:
        found = []
        if missing:
            said = ngettext("{names} is not filled", "{names} are not filled", len(missing))
            found.append(DraftProblem("unfilled", said.format(names=listed(missing))))
        size, most = sms_length.size(text), self.desk.settings.message_parts
        if most and size.parts > most:
            said = ngettext("{parts} SMS, {n} at most", "{parts} SMS, {n} at most", most)
            found.append(DraftProblem("long", said.format(parts=size.parts)))
        held = forbidden_words.inside(text, self._words)
        if held:
            found.append(DraftProblem("forbidden", _("forbidden: {words}").format(words=listed(held))))
        if text and _other(text, language):
            name = {"en": _("English"), "zh": _("Chinese")}[language]
            found.append(DraftProblem("language", _("not in {language}").format(language=name)))
        return found


def checked(
    desk: "Desk", speak: Speak, waiting: list[Waiting], clock: str = "", day: date | None = None
) -> list[Draft]:
    """All of them with their words and what the check has against each."""
    check = DraftCheck(desk, speak, waiting, day)
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
