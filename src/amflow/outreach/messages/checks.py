"""The check before a message leaves: nothing unfilled, not too long, no forbidden word, within the ceiling, and never
against the customer's wishes.

How long a message is for a phone is said by the alphabet it needs (3GPP TS 23.038, 23.040). No message may hold a word of
the shipped list of its language, with what the person's own file adds to it and takes out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.customers import contact_preferences
from amflow.errors import AmflowError, Unusable
from amflow.locale import _, listed, ngettext, of_system
from amflow.outreach.messages import quotas
from amflow.outreach.messages.records import Waiting
from amflow.outreach.scripts import records as scripts
from amflow.records import NamedTuple
from amflow.templates import FOLDERS

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.settings import Settings


Speak = Callable[[str, str, scripts.Values], scripts.TemplateText]
"""Makes the text of a template in a language, with those values."""


class DraftProblem(NamedTuple):
    """Something that the check has against a message."""

    key: str
    """unfilled, long, forbidden, language, ceiling, mute; quiet, no-contact, removed, template or empty."""
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
    size: "SmsSize"
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
        self._words = forbidden_words(desk.settings)
        self._tally = quotas.MessageTally(desk, [one.customer["id"] for one in waiting], day or desk.today)

    def draft(self, one: Waiting, clock: str = "") -> Draft:
        """The message with its words; `clock` is when it goes out. What passes is counted: of two to the same customer the
        second one may be one too many."""
        language = scripts.language(one.to)
        problems = self._wishes(one.customer, one.to, clock or self.desk.clock)
        missing: tuple[str, ...] = ()
        words = one.text
        if not words and one.template:
            try:
                said = self._speak(
                    one.template,
                    language,
                    scripts.template_values(self.desk, one.customer, one.due, language, one.contact),
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
        return Draft(one, words, language, sms_size(words), tuple(problems))

    def _wishes(self, customer: Any, to: Any, clock: str) -> list[DraftProblem]:
        if customer["status"] == "removed":
            return [DraftProblem("removed", _("no longer in the book"))]
        if customer["no_contact"]:
            return [DraftProblem("no-contact", _("asked not to be contacted"))]
        if not (to["phone"] or to["email"]):
            return [DraftProblem("mute", _("no phone number, no mail"))]
        if contact_preferences.is_quiet(to, clock):
            return [DraftProblem("quiet", _("not before {time}").format(time=to["quiet_until"]))]
        return []

    def _of_text(self, text: str, missing: tuple[str, ...], language: str) -> list[DraftProblem]:
        found = []
        if missing:
            said = ngettext("{names} is not filled", "{names} are not filled", len(missing))
            found.append(DraftProblem("unfilled", said.format(names=listed(missing))))
        size, most = sms_size(text), self.desk.settings.message_parts
        if most and size.parts > most:
            said = ngettext("{parts} SMS, {n} at most", "{parts} SMS, {n} at most", most)
            found.append(DraftProblem("long", said.format(parts=size.parts)))
        held = forbidden_in(text, self._words)
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
    return [check.draft(one, clock) for one in waiting]


def _braces(text: str) -> tuple[str, ...]:
    """Holes that are left in a written text: `{holding.name}` of a template, `{姓名}`, `[product]`, `XX` by hand."""
    return tuple(dict.fromkeys(re.findall(r"\{\{?\s*[\w. ]{1,40}\s*\}?\}|\[[^\W\d][\w. ]{0,40}\]|【】|\bXX+\b", text)))


def _other(text: str, language: str) -> bool:
    """Whether a text is plainly not in that language: Chinese without a Chinese sign, English of Chinese signs."""
    chinese = sum("\u3400" <= sign <= "\u9fff" for sign in text)
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    return (not chinese and latin > 10) if language == "zh" else chinese > latin


GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The signs of the default alphabet, seven bits each."""

ESCAPED = frozenset("\f^{}\\[~]|€")
"""The signs that take two places in it."""

WHOLE, PART = {True: 160, False: 70}, {True: 153, False: 67}
"""How much goes into one message, and into each part of a longer one: of the default alphabet, and of any other text."""


class SmsSize(NamedTuple):
    """How long a text is."""

    chars: int
    """Places: of the default alphabet, or UTF-16 units of anything else (a face such as 😀 takes two)."""
    parts: int
    gsm: bool
    """Whether the default alphabet is enough: one Chinese sign makes the whole message twice as long."""


def sms_size(text: str) -> SmsSize:
    """The size of a text as an SMS; an empty one has no parts."""
    gsm = all(sign in GSM or sign in ESCAPED for sign in text)
    widths = [(2 if sign in ESCAPED else 1) if gsm else (2 if ord(sign) > 0xFFFF else 1) for sign in text]
    chars = sum(widths)
    if chars <= WHOLE[gsm]:
        return SmsSize(chars, 1 if chars else 0, gsm)
    # A sign of two places is never cut in two: a part may end one place early.
    parts, left = 1, PART[gsm]
    for width in widths:
        if width > left:
            parts, left = parts + 1, PART[gsm]
        left -= width
    return SmsSize(chars, parts, gsm)


SHIPPED = FOLDERS["message"]

DENIED = {True: r"(?<![不非未勿])", False: r"(?<!\bnot )(?<!\bno )(?<!\bnever )(?<!\bnon-)(?<![\w])"}
"""What may stand in front of a word and turns it round: `不保本` is no promise. By whether the word is Chinese."""

LARGEST = 100_000


def forbidden_words(settings: "Settings") -> list[str]:
    """The list in force. In the person's file a line adds a word, one that begins with `-` takes it out, `#` says
    something to the reader. Raises Unusable where that file is no text."""
    found = {}
    for path in (SHIPPED / "forbidden.en.txt", SHIPPED / "forbidden.zh.txt"):
        found.update({_folded(line): line for line in _lines(path)})
    for line in _lines(settings.forbidden_file):
        word = line.removeprefix("-").strip()
        if line.startswith("-"):
            found.pop(_folded(word), None)
        elif word:
            found[_folded(word)] = word
    return list(found.values())


def forbidden_in(text: str, listed: list[str]) -> list[str]:
    """Which of the listed words the text holds, the longest of those that lie in each other."""
    plain = _folded(text)
    found = [
        word for word in listed if (key := _folded(word)) and key in _spaced(plain, key) and _stands_in(key, plain)
    ]
    return [word for word in found if not any(word != other and _folded(word) in _folded(other) for other in found)]


def _stands_in(key: str, plain: str) -> bool:
    if not key.isascii():
        return re.search(DENIED[True] + re.escape(key), _close(plain)) is not None
    return re.search(DENIED[False] + re.escape(key) + r"(?![\w])", plain) is not None


def _spaced(plain: str, key: str) -> str:
    """The text in which the word is looked for: in a Chinese one spaces hide nothing."""
    return plain if key.isascii() else _close(plain)


def _close(plain: str) -> str:
    return re.sub(r"\s+", "", plain)


def _folded(text: str) -> str:
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()
    return folded.replace("’", "'")


def _lines(path: Path) -> list[str]:
    hint = _("it is the list of words that no message may hold: one a line, in UTF-8")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
        text = raw.decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Unusable(_("{path} cannot be read: {why}").format(path=path, why=of_system(error)), hint) from error
    except UnicodeDecodeError as error:
        raise Unusable(_("{path} is not a text in UTF-8").format(path=path), hint) from error
    if "\0" in text or len(raw) > LARGEST:
        raise Unusable(_("{path} is not a list of words").format(path=path), hint)
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
