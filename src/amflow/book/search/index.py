"""What finds records and follows from their rows alone: the index of words, the tails of phone numbers.

`Change` tells it of every row that is written, taken out or put back, so that undo and import keep it right by
themselves; it is in no journal. `rebuild` makes it anew, `differences` compares.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from amflow.book.engine import row as row_class
from amflow.book.search import trigrams
from amflow.book.search.trigrams import Entry

GATHERED = 20_000
"""So many rows are gathered before the index is written: it likes them many, and in order."""

progress: Callable[[int, int], None] | None = None
"""Told now and then how many records of how many are in the index, while it is made anew: in a large book that takes
minutes. Whoever opens the book for a person sets it."""

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
        if table not in trigrams.SOURCES:
            return
        row = after if after is not None else before
        assert row is not None
        key = (table, row["id"])
        was = self._entries[key][0] if key in self._entries else trigrams.entry(table, before) if before else None
        self._entries[key] = (was, trigrams.entry(table, after) if after else None)
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
        for customer_id, phone in self._numbers.items():
            self._connection.execute("DELETE FROM number WHERE customer_id = ?", (customer_id,))
            if phone:
                _put_numbers(self._connection, customer_id, *phone)
        self._numbers.clear()


def _put_numbers(connection: sqlite3.Connection, customer_id: int, phone: str, world: str) -> None:
    if not phone:
        return
    from amflow.book.phones import backwards

    connection.executemany(
        "INSERT INTO number (customer_id, back) VALUES (?, ?)",
        [(customer_id, back) for back in backwards(phone, world)],
    )


def rebuild(connection: sqlite3.Connection) -> None:
    """Make it all anew from the rows."""
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("DELETE FROM number")
    of = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in trigrams.SOURCES)
    for done, (table, row) in enumerate(_rows(connection)):
        if progress and not done % _TOLD_EVERY:
            progress(done, of)
        entry = trigrams.entry(table, row)
        if entry:
            connection.execute(_PUT_IN, entry)
        if table == "customer":
            _put_numbers(connection, row["id"], row["phone"], row["phone_e164"])
    if progress:
        progress(of, of)
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")


def differences(connection: sqlite3.Connection) -> int:
    """How many records are not found as they are, or found and not there."""
    from amflow.book.phones import backwards

    wanted: set[int] = set()
    numbers: set[tuple[int, str]] = set()
    for table, row in _rows(connection):
        entry = trigrams.entry(table, row)
        if entry:
            wanted.add(entry[0])
        if table == "customer" and row["phone"]:
            numbers |= {(row["id"], back) for back in backwards(row["phone"], row["phone_e164"])}
    kept = {row[0] for row in connection.execute("SELECT id FROM search_docsize")}
    tails = {(row[0], row[1]) for row in connection.execute("SELECT customer_id, back FROM number")}
    return len(wanted ^ kept) + len(numbers ^ tails)


def _rows(connection: sqlite3.Connection) -> Any:
    """Every row with words, in the order in which the index likes them: by day."""
    for table, source in sorted(trigrams.SOURCES.items(), key=lambda pair: pair[1].code):
        cursor = connection.cursor()
        cursor.row_factory = row_class(connection)
        day = f"coalesce({source.day}, substr(created_at, 1, 10))"
        for row in cursor.execute(f"SELECT * FROM {table} ORDER BY {day}, id"):
            yield table, row
