"""Every word of the book, found wherever it stands: an index of all three-sign pieces of its texts.

A plain full-text index takes a Chinese sentence for one word. This one keeps, for every place in a text, the three
signs that begin there; a term of three signs or more is those pieces in a row, a shorter one is their beginning. What it
finds is exactly what reading every text would find. The row's number carries the day, so that the newest come first
without being sorted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from amflow.book.values import folded
from amflow.records import NamedTuple

APART = "\ue00a"
"""Stands between two fields of a record; no term can hold it."""

_SAFE = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}
# The tokenizer of SQLite parts words at these; here they are signs like any other.


class WordSource(NamedTuple):
    """A table whose words are found: its place in the number, the column of its day, its columns of text."""

    code: int
    day: str
    columns: tuple[str, ...]


SOURCES = {
    "customer": WordSource(0, "added_on", ("name", "phone", "email", "address", "role", "segment", "impression")),
    "touch": WordSource(1, "held_on", ("note", "companions")),
    "deal": WordSource(2, "stage_on", ("title", "lost_why")),
    "task": WordSource(3, "due_on", ("title", "why")),
    "note": WordSource(4, "on_date", ("text",)),
}
"""What is searched. A customer's profile (JSON) is read too; a removed customer is not found."""

TABLES = {source.code: table for table, source in SOURCES.items()}

Entry = tuple[int, str]
"""A row of the index: its number, and the pieces."""


def text_of(table: str, row: Mapping[str, Any]) -> str:
    """All words of a record, folded, its fields apart."""
    parts = [row[column] for column in SOURCES[table].columns if row[column]]
    if table == "customer" and row["profile"] not in ("{}", ""):
        from json import loads

        parts += [str(value) for value in loads(row["profile"]).values()]
    return APART.join(folded(part) for part in parts)


def entry(table: str, row: Mapping[str, Any]) -> Entry | None:
    """What the index keeps of a record; None of one without words, or removed."""
    if table == "customer" and row["status"] == "removed":
        return None
    text = text_of(table, row)
    return (number(table, row), pieces(text)) if text else None


def number(table: str, row: Mapping[str, Any]) -> int:
    """The number of a record in the index: its day, its table, its own number."""
    source = SOURCES[table]
    day = date.fromisoformat(row[source.day] or row["created_at"][:10]).toordinal()
    return int((day << 40) | (source.code << 36) | row["id"])


def record(place: int) -> tuple[str, int]:
    """The table and the number of the record that a number of the index stands for."""
    return TABLES[(place >> 36) & 15], place & ((1 << 36) - 1)


def pieces(text: str) -> str:
    """The three signs that begin at each place of a folded text."""
    safe = text.translate(_SAFE)
    return " ".join([safe[at : at + 3] for at in range(len(safe))])


def terms(text: str) -> list[str]:
    """What is looked for: the words of the text, each once."""
    return list(dict.fromkeys(folded(text).split()))


def question(wanted: Iterable[str]) -> str:
    """The terms as the index is asked for them: all of them."""
    return " AND ".join(_asked(term.translate(_SAFE)) for term in wanted)


def _asked(term: str) -> str:
    if len(term) < 3:
        return f'"{term}" *'
    return '"' + " ".join(term[at : at + 3] for at in range(len(term) - 2)) + '"'
