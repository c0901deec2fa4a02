"""What finds records and follows from their rows alone: the index of words, the tails of phone numbers.

`Change` tells it of every row that is written, taken out or put back, so that undo and import keep it right by
themselves; it is in no journal. `rebuild` makes it anew, `differences` compares.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from amflow.book import engine
from amflow.book.values import folded, folded_name
from amflow.records import NamedTuple

GATHERED = 20_000
"""So many rows are gathered before the index is written: it likes them many, and in order."""

_TOLD_EVERY = 5_000

_TAKE_OUT = "INSERT INTO search (search, rowid, body) VALUES ('delete', ?, ?)"
_PUT_IN = "INSERT INTO search (rowid, body) VALUES (?, ?)"


class Lookup:
    """What a change does to the finding of its rows: what each was before it, and is after it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._entries: dict[tuple[str, int], tuple[Entry | None, Entry | None]] = {}
        self._numbers: dict[int, tuple[str, str] | None] = {}
        self.names: set[str] = set()
        """The folded names that were written: each of them may need its readings."""

    def wrote(self, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """A row of the table was this before and is that now; None where it was not there."""
        if table not in SOURCES:
            return
        row = after if after is not None else before
        assert row is not None
        key = (table, row["id"])
        was = self._entries[key][0] if key in self._entries else entry(table, before) if before else None
        self._entries[key] = (was, entry(table, after) if after else None)
        if table == "customer":
            self._customer(before, after, row["id"])
        if len(self._entries) >= GATHERED:
            self.flush()
            self.read_out()

    def _customer(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, row_id: int) -> None:
        if after is None:
            self._numbers[row_id] = None
        elif before is None or (before["phone"], before["phone_e164"]) != (after["phone"], after["phone_e164"]):
            self._numbers[row_id] = (after["phone"], after["phone_e164"])
        if after is not None and (before is None or before["name_key"] != after["name_key"]):
            self.names.add(after["name_key"])

    def read_out(self) -> None:
        """Make the readings of the names that were written and have none."""
        if self.names:
            from amflow.book.search import pinyin

            pinyin.fill(self._connection, sorted(self.names))
            self.names.clear()

    def flush(self) -> None:
        """Write what was gathered."""
        changed = [(was, now) for was, now in self._entries.values() if was != now]
        self._connection.executemany(_TAKE_OUT, sorted(was for was, _now in changed if was))
        self._connection.executemany(_PUT_IN, sorted(now for _was, now in changed if now))
        self._entries.clear()
        self._connection.executemany("DELETE FROM number WHERE customer_id = ?", [(one,) for one in self._numbers])
        _put_numbers(self._connection, [(number, *phone) for number, phone in self._numbers.items() if phone])
        self._numbers.clear()


def _put_numbers(connection: sqlite3.Connection, phones: list[tuple[int, str, str]]) -> None:
    """Write the tails of these: the number of the customer, the phone as it was typed, and as the world writes it."""
    from amflow.book.phones import backwards

    connection.executemany(
        "INSERT INTO number (customer_id, back) VALUES (?, ?)",
        [(number, back) for number, phone, world in phones if phone for back in backwards(phone, world)],
    )


def fold_names_anew(connection: sqlite3.Connection) -> None:
    """Bring the folded names of customers up to date, where names are folded otherwise than when they were written; they
    are found as before, and their readings go along."""
    cursor = connection.cursor()
    cursor.row_factory = engine.row(connection)
    lookup = Lookup(connection)
    for row in cursor.execute("SELECT * FROM customer").fetchall():
        before = dict(row)
        old, new = before["name_key"], folded_name(before["name"])
        if old == new:
            continue
        connection.execute("UPDATE customer SET name_key = ? WHERE id = ?", (new, before["id"]))
        connection.execute("UPDATE OR IGNORE reading SET name_key = ? WHERE name_key = ?", (new, old))
        connection.execute("DELETE FROM reading WHERE name_key = ?", (old,))
        made = entry("customer", before)
        # A book that is built from its rows gets its index afterwards: what is not in it cannot be taken out.
        if made and connection.execute("SELECT 1 FROM search_docsize WHERE id = ?", made[:1]).fetchone():
            lookup.wrote("customer", before, {**before, "name_key": new})
            lookup.names.clear()
    lookup.flush()


def rebuild(connection: sqlite3.Connection) -> None:
    """Make it all anew from the rows."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("DELETE FROM number")
    of = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in SOURCES)
    for done, (table, row) in enumerate(_rows(connection)):
        if engine.progress and not done % _TOLD_EVERY:
            engine.progress(done, of)
        made = entry(table, row)
        if made:
            connection.execute(_PUT_IN, made)
        if table == "customer":
            _put_numbers(connection, [(row["id"], row["phone"], row["phone_e164"])])
    if engine.progress:
        engine.progress(of, of)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def differences(connection: sqlite3.Connection) -> int:
    """How many records are not found as they are, or found and not there."""
    from amflow.book.phones import backwards

    wanted: set[int] = set()
    numbers: set[tuple[int, str]] = set()
    for table, row in _rows(connection):
        made = entry(table, row)
        if made:
            wanted.add(made[0])
        if table == "customer" and row["phone"]:
            numbers |= {(row["id"], back) for back in backwards(row["phone"], row["phone_e164"])}
    kept = {row[0] for row in connection.execute("SELECT id FROM search_docsize")}
    tails = {(row[0], row[1]) for row in connection.execute("SELECT customer_id, back FROM number")}
    return len(wanted ^ kept) + len(numbers ^ tails)


def _rows(connection: sqlite3.Connection) -> Any:
    """Every row with words, in the order in which the index likes them: by day."""
    for table, source in sorted(SOURCES.items(), key=lambda pair: pair[1].code):
        cursor = connection.cursor()
        cursor.row_factory = engine.row(connection)
        day = f"coalesce({source.day}, substr(created_at, 1, 10))"
        for row in cursor.execute(f"SELECT * FROM {table} ORDER BY {day}, id"):
            yield table, row


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
    words = [folded(part) for part in parts]
    if table == "customer" and row["name_key"] not in words:
        words.append(row["name_key"])
    return APART.join(words)


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
    return " AND ".join(_spelt_either_way(term) for term in wanted)


def _spelt_either_way(term: str) -> str:
    """As it was typed, or as names are kept: with another dot, in simplified signs."""
    ways = [_asked(way.translate(_SAFE)) for way in dict.fromkeys((term, folded_name(term)))]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _asked(term: str) -> str:
    if len(term) < 3:
        return f'"{term}" *'
    return '"' + " ".join(term[at : at + 3] for at in range(len(term) - 2)) + '"'
