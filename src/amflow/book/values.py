"""What a value in the book may look like: dates, times, instants, text that is safe to show, folded names.

Shared by the models, the importers and the commands, so that one rule decides what gets in.
"""

import os
import re
import time
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from amflow.errors import Usage
from amflow.locale import _

LONGEST_LINE = 500
LONGEST_TEXT = 100_000
LARGEST_MINOR = 10**15
"""Ten thousand milliards in minor units: beyond it a figure is a slip of the keyboard."""

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"

INSTANT = "%Y-%m-%dT%H:%M:%SZ"
"""How the book writes an instant, in UTC."""


def instant() -> str:
    """Now, as the book writes instants. The journal's own clock: no rule of the day depends on it."""
    return time.strftime(INSTANT, time.gmtime())


def local(instant: str) -> datetime:
    """An instant of the book (UTC) as the moment it was here."""
    return datetime.fromisoformat(instant).astimezone()


def new_uid() -> str:
    """A name for a row that no other book will give."""
    return os.urandom(12).hex()


def harmless(text: str) -> str:
    """The text without control characters, escapes, direction overrides, lone surrogates; newlines and tabs stay."""
    # What can be printed holds none of them; of a million cells hardly one is otherwise.
    if text.isprintable():
        return text
    return re.sub(_CONTROL, "", text.replace("\r\n", "\n").replace("\r", "\n"))


FOLLOWED = ("http", "https", "mailto")
"""Links that a document may make one can click on: others run something, or open a file of the reader's."""


def scheme(link: str) -> str:
    """What the link begins with (`https`); empty where it names none, such as www.example.com:80."""
    found, colon, _rest = link.strip().partition(":")
    return found.lower() if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+-]*", found) else ""


def escaped(json: str) -> str:
    """JSON text with what `harmless` takes out written as JSON's own escapes: the same value, safe on a terminal."""
    if json.isprintable():
        return json
    return re.sub(_CONTROL, lambda sign: f"\\u{ord(sign[0]):04x}", json)


def plain_text(text: str) -> str:
    """One line of harmless text, spaces folded. Raises ValueError when it is longer than LONGEST_LINE."""
    line = " ".join(harmless(text).split())
    if len(line) > LONGEST_LINE:
        raise ValueError(_("longer than {n} characters").format(n=LONGEST_LINE))
    return line


def long_text(text: str) -> str:
    """Harmless text of several lines. Raises ValueError when it is longer than LONGEST_TEXT."""
    kept = harmless(text).strip()
    if len(kept) > LONGEST_TEXT:
        raise ValueError(_("longer than {n} characters").format(n=LONGEST_TEXT))
    return kept


def a_date(text: str) -> str:
    """The text, when it is a real day written `YYYY-MM-DD`; raises ValueError otherwise."""
    # `fromisoformat` alone would also take week dates and other spellings, which sort wrong as text.
    if not re.fullmatch(_DATE, text):
        raise ValueError(_("not a date written YYYY-MM-DD"))
    date.fromisoformat(text)
    return text


def a_time(text: str) -> str:
    """The text, when it is empty or a clock time `HH:MM`; raises ValueError otherwise."""
    if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError(_("not a time written HH:MM"))
    return text


def a_moment(text: str) -> str:
    """The text, when it is empty or a local moment `YYYY-MM-DDTHH:MM`; raises ValueError otherwise."""
    if text:
        day, sign, clock = text.partition("T")
        a_date(day)
        if not sign or not a_time(clock):
            raise ValueError(_("not a moment written YYYY-MM-DDTHH:MM"))
    return text


def an_instant(text: str) -> str:
    """The text, when it is an instant in UTC; raises ValueError otherwise: a time without a zone is refused."""
    if not re.fullmatch(_INSTANT, text):
        raise ValueError(_("not an instant in UTC"))
    datetime.fromisoformat(text)
    return text


_LUNAR = r"lunar (?:\d{4}-|--)(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30)( leap)?"


def a_birthday(text: str) -> str:
    """The text, when it is empty, a date, `--MM-DD` (29 February is one), or a lunar date as the book keeps it
    (`lunar 1985-10-15`; whether it exists is asked where it is written); raises ValueError otherwise."""
    if not text or re.fullmatch(_LUNAR, text):
        return text
    if text.startswith("--"):
        a_date("2000" + text[1:])
        return text
    return a_date(text)


def month_and_day(birthday: str) -> str:
    """`MM-DD` of a birthday, `L10-15` of a lunar one (`L04-01+` in a leap month), or empty."""
    if birthday.startswith("lunar "):
        bare = birthday.removesuffix(" leap")
        return f"L{bare[-5:]}{'+' if bare != birthday else ''}"
    return birthday[-5:] if birthday else ""


# One row of a file asks for the same name up to eight times.
@lru_cache(maxsize=512)
def folded(name: str) -> str:
    """The name as it is searched for: compatibility forms unified, without case, spaces folded."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


_HAN = "[\u3400-\u9fff\U00020000-\U000323af]"
_JOINT = r"[\s·•‧・.∙⋅]+"
_JOINTS = rf"(?<={_HAN}){_JOINT}|{_JOINT}(?={_HAN})"
_MARKS = str.maketrans("’‘ʼ‐\u2011–", "'''---")


@lru_cache(maxsize=512)
def folded_name(name: str) -> str:
    """A customer's name as it is told apart from others: folded, without the dots and spaces beside Chinese signs
    (阿依古丽·买买提, 阿依古丽•买买提 and 阿依古丽买买提 are one, and so are 王　芳 and 王芳), traditional signs simplified."""
    key = folded(name)
    if key.isascii():
        return key
    from amflow.book.search.pinyin import simplified

    key = key.translate(_MARKS)
    return simplified(key if key.isalnum() else re.sub(_JOINTS, "", key))


def digits(phone: str) -> str:
    """The digits of a phone number, for finding it by its tail."""
    return re.sub("[^0-9]", "", unicodedata.normalize("NFKC", phone))


def line(text: str, what: str) -> str:
    """`plain_text` for something that a person typed; `what` names it in the refusal. Raises Usage."""
    try:
        kept = plain_text(text)
    except ValueError as error:
        raise Usage(_("{what}: {why}").format(what=what, why=error), _("what is longer belongs into a note")) from error
    if not kept:
        raise Usage(_("{what} is empty").format(what=what), _("write a word or two, or leave it out altogether"))
    return kept


def words(text: str, what: str) -> str:
    """`long_text` for something that a person typed; empty is allowed. Raises Usage."""
    try:
        return long_text(text)
    except ValueError as error:
        raise Usage(_("{what}: {why}").format(what=what, why=error), _("divide it into several")) from error


def day_or_none(text: str | None) -> date | None:
    """A date of the book as a day."""
    return date.fromisoformat(text) if text else None
