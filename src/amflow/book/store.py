"""The book itself: one SQLite file, opened on first use, read by questions and changed in one way.

`Book.change` is the only way to write: one transaction, and for each row what it was and what it became in the journal,
which is what undo and history are. Reading never writes.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Row
from typing import TYPE_CHECKING, Any, TypeVar

from amflow import registry
from amflow.book.engine import Key, errors

if TYPE_CHECKING:
    from amflow.book.change import Change, ChangeLine

Answer = TypeVar("Answer")

__all__ = ["Book", "Change", "ChangeLine", "Row", "conditions", "placeholders"]

_AT_ONCE = 500
"""So many numbers stand in one question."""

_MANY = 10
"""From so many rows on one question for all of them is quicker."""


class Book:
    """An open book; `opening.py` makes the file where there is none and brings an old one up to date."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, *, owner: str, made: bool, now: Callable[[], str]
    ) -> None:
        self._connection = connection
        self.path = path
        self.made = made
        """Whether this opening made the file: a first run."""
        self._owner = owner
        self.now = now
        """The instant that the journal writes, UTC."""
        self.key: Key | None = None
        """What opens the file, where it is encrypted."""
        self._kept: dict[Any, Any] = {}
        """Answers that nothing but a change makes another."""
        self._going: Change | None = None
        """The change that is being written."""
        self.before_change: Callable[[Book], None] = lambda _book: None
        """What is done before each writing: keeping the copy of the day."""
        self.of_day_before: Callable[[Book], dict[str, Any] | None] = lambda _book: None
        """The measure that keeps how the last day left the book, asked before each writing; None where it is kept."""
        self.after_change: Callable[[Book], None] = lambda _book: None
        """What is done once a writing is safe: a look at the clock that it was written by."""
        self.warn: Callable[[str], None] = lambda _text: None
        """Says what a person should know while the command goes on."""
        self.choose: Callable[[str, tuple[str, ...]], str] | None = None
        """How the person at the terminal is asked which of several is meant; None where nobody is there."""
        self.tier_title: Callable[[str], str] = lambda key: key
        """What the trade calls the tier of this key."""

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    # Reading

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Every row that answers the question."""
        return self._connection.execute(sql, values).fetchall()

    def each(self, sql: str, *values: Any) -> Iterator[Row]:
        """The rows that answer, one at a time: for what may be large."""
        return iter(self._connection.execute(sql, values))

    def among(self, numbers: Iterable[int], sql: str, *values: Any) -> Iterator[Row]:
        """The rows that answer for these numbers, which stand in front of the other values, for `{marks}` in the question: it
        is asked as often as SQLite can take so many."""
        wanted = sorted(set(numbers))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self.all(sql.replace("{marks}", placeholders(some)), *some, *values)

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row that answers, or None."""
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def number(self, sql: str, *values: Any) -> int:
        """The number that answers; 0 where the answer is empty."""
        row = self._connection.execute(sql, values).fetchone()
        return row[0] or 0 if row else 0

    def get(self, table: str, row_id: int) -> Row | None:
        """The row with this number."""
        ahead: Row | None = None if self._connection.in_transaction else self._kept.get((table, row_id))
        return ahead or self.one(f"SELECT * FROM {table} WHERE id = ?", row_id)

    def read_ahead(self, table: str, numbers: Iterable[int]) -> None:
        """Read the rows that will be asked for one by one; a few are as quick so."""
        wanted = {number for number in numbers if (table, number) not in self._kept}
        if len(wanted) >= _MANY and not self._connection.in_transaction:
            for row in self.among(wanted, f"SELECT * FROM {table} WHERE id IN ({{marks}})"):
                self._kept[table, row["id"]] = row

    def explain(self, sql: str, *values: Any) -> list[str]:
        """How SQLite would answer the question, a line a step."""
        return [row["detail"] for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    def holds(self, *tables: str) -> bool:
        """Whether the book has these tables: one that was damaged may not."""
        sql = f"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ({placeholders(tables)})"
        return self.number(sql, *tables) == len(tables)

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Whatever is asked inside is asked of one moment of the book: others may write meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def about(self, name: str) -> str | None:
        """What the book knows of itself under this name (`playbook`)."""
        about = self.kept("about", lambda: dict(map(tuple, self.all("SELECT name, value FROM about"))))
        return about.get(name)

    def kept(self, question: Any, ask: Callable[[], Answer]) -> Answer:
        """The answer to what several lists of a screen ask: it is asked once, after a change anew, and while one is written
        every time."""
        if self._connection.in_transaction:
            return ask()
        if question not in self._kept:
            self._kept[question] = ask()
        answer: Answer = self._kept[question]
        return answer

    # Writing

    @contextmanager
    def change(self, command: str, summary: str = "", *, kind: str = "do") -> Iterator["Change"]:
        """Write: everything inside is one transaction and one line of the history, or nothing at all. `summary` is what the
        history says it is about; a command that knows it only later sets it on the change.

        What is asked for within another is part of that: a command that does the same with several records is one change.

        Raises Unusable when the book is locked by another program, read-only, or the disk is full.
        """
        if self._going is not None:
            yield from self._part_of(self._going, summary)
            return
        from amflow.book.change import Change
        from amflow.book.sqlite_errors import told
        from amflow.book.transaction import begin, commit

        connection = self._connection
        self.before_change(self)
        measure = self.of_day_before(self) if kind == "do" else None
        try:
            begin(connection)
        except errors() as error:
            raise told(error, self.path) or error from error
        try:
            change = Change(connection, command, self._owner, kind, self.now())
            change.summary = summary
            self._going = change
            yield change
            if change.empty:
                connection.execute("ROLLBACK")
            else:
                if measure:
                    change.insert("measure", **measure)
                change.finish()
                connection.execute("UPDATE change SET summary = ? WHERE id = ?", (change.summary, change.id))
                commit(connection, change.summary or command, undo=kind == "do")
                with suppress(*errors()):
                    # It is written, whatever is the matter with a look at it.
                    self.after_change(self)
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, errors()):
                raise told(error, self.path) or error from error
            raise
        finally:
            self._going = None
            self.forget()

    def _part_of(self, whole: "Change", summary: str) -> "Iterator[Change]":
        before, whole.summary = whole.summary, summary
        yield whole
        whole.summary = ", ".join(filter(None, (before, whole.summary)))
        self.forget()

    def remember(self, change: "Change", name: str, value: str) -> None:
        """Keep a fact about the book itself, as part of the change."""
        row = self.one("SELECT id FROM about WHERE name = ?", name)
        if row is None:
            change.insert("about", name=name, value=value)
        else:
            change.update("about", row["id"], value=value)

    # The file

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself: for the modules of this room that look after the file, and for nobody else."""
        return self._connection

    def forget(self) -> None:
        """Ask the file anew for what was kept in memory: it was changed beside this object."""
        self._kept.clear()

    def counts(self) -> dict[str, int]:
        """How many records of each kind the book holds."""
        names = [one.table for one in sorted(registry.FAMILIES, key=lambda one: one.rank) if one.counted]
        return {name: self.number(f"SELECT count(*) FROM {name}") for name in (*names, "change")}


def placeholders(values: Iterable[Any]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" for _value in values)


def conditions(*asked: tuple[str, Any]) -> tuple[str, list[Any]]:
    """The conditions of a question, and the values that they are bound to. Each comes beside its value, or a tuple of values;
    one whose value is None or empty is not asked."""
    clauses, bound = [], list[Any]()
    for clause, value in asked:
        if value is not None and value != "":
            clauses.append(clause)
            bound += value if isinstance(value, tuple) else (value,)
    return " AND ".join(clauses) or "1", bound
