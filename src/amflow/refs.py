"""The references a person types: a letter and a number for a record, and for what the book derives a letter, the
customer's number and two letters computed from its rule and date (`r31fk`): the same whenever it is shown."""

import re
import zlib
from datetime import date

from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

# Patterns are compiled when the first reference is read, not by every command that shows one.
# Consonants only, without those that look like digits: no reference spells a word or reads as a number.
_LETTERS = "bcdfghjkmnpqrstvwxz"
_RECORD = r"([a-z])(\d{1,12})"
_DERIVED = rf"[rm](\d{{1,12}})([{_LETTERS}]{{2,6}})"


class Ref(NamedTuple):
    """A reference, taken apart. `letters` is empty for a record."""

    letter: str
    number: int
    letters: str = ""


def parse(text: str) -> Ref | None:
    """The reference that the text is, or None when it is not one."""
    bare = text.strip().lower()
    if not bare.isascii():
        # Typed in full width.
        from unicodedata import normalize

        bare = normalize("NFKC", bare)
    derived = re.fullmatch(_DERIVED, bare)
    if derived:
        return Ref(bare[0], int(derived.group(1)), derived.group(2))
    record = re.fullmatch(_RECORD, bare)
    return Ref(record.group(1), int(record.group(2))) if record else None


def of_table(text: str, letter: str) -> int | None:
    """The number in a reference with this letter, or None."""
    ref = parse(text)
    return ref.number if ref and ref.letter == letter and not ref.letters else None


SHORTEST = 2
LONGEST = 4
"""As many letters tell any two things of one customer apart."""


def derived(rule: str, customer_id: int, for_date: date, letter: str = "r", count: int = SHORTEST) -> str:
    """The reference of something derived: stable, and of the customer whose number it carries; `m` for a message. With
    `LONGEST` letters it is told apart from everything else of the customer."""
    return f"{letter}{customer_id}{letters(rule, for_date, count)}"


def letters(rule: str, for_date: date, count: int = SHORTEST) -> str:
    """The letters of a rule and a date; more than two tell apart what two do not."""
    code = zlib.crc32(f"{rule}|{for_date.isoformat()}".encode())
    base = len(_LETTERS)
    return "".join(_LETTERS[code // base**place % base] for place in range(count))


def unknown(text: str) -> Usage:
    """The refusal of something that is no reference."""
    return Usage(
        _("“{text}” is not a reference").format(text=text),
        _("a reference is shown beside each thing: t45, k2, d3, c12, w7, r31fk"),
    )
