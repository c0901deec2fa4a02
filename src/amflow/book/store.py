"""The book itself: one SQLite file, opened on first use, read by questions and changed in one way.

`Book.change` is the only way to write: one transaction, and for each row what it was and what it became in the journal,
which is what undo and history are. Reading never writes.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from amflow import registry
from amflow.book import migrations
from amflow.book.change import Change, ChangeLine, Row, instant
from amflow.book.engine import Key, errors
from amflow.book.opening import Unlock, connect, key_of, make_file, marker_of, open_to_others
from amflow.book.sqlite_errors import newer, not_a_book, read_only, told
from amflow.book.write_lock import begin
from amflow.errors import Refused, Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.book.access_log import AccessLine
    from amflow.book.erasure.erase import Erased

APPLICATION_ID = 0x616D666C
"""`amfl` in the header of the file: what `file` and `book check` know a book by."""

__all__ = ["Book", "Change", "ChangeLine", "Row", "instant", "placeholders"]


class Book:
    """An open book. `Book.open` makes the file where there is none and brings an old one up to date."""

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
        self._about: dict[str, str] | None = None
        self.copies = False
        """Whether a copy is kept each day, before the first writing."""
        self.warn: Callable[[str], None] = lambda _text: None
        """Says what a person should know while the command goes on."""
        self.choose: Callable[[str, tuple[str, ...]], str] | None = None
        """How the person at the terminal is asked which of several is meant; None where nobody is there."""

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        owner: str = "",
        busy_seconds: float = 20.0,
        now: Callable[[], str] = instant,
        unlock: Unlock | None = None,
    ) -> Self:
        """Open the book at this path; `unlock` finds the key of an encrypted one. Raises Unusable when it is not one, is
        newer, or cannot be read."""
        made = not path.exists()
        if made:
            make_file(path)
        elif path.is_dir():
            raise Unusable(_("{path} is a folder, not a book").format(path=path), _("name a file with --book"))
        elif not path.is_file():
            # A pipe would be waited for, and beside a device a file would be left.
            raise not_a_book(path)
        was_rewritten = path.stat().st_ino if os.path.lexists(marker_of(path)) else 0
        try:
            key = key_of(path, unlock)
            connection = connect(path, busy_seconds, key)
        except errors() as error:
            raise told(error, path) or error from error
        book = cls(connection, path, owner=owner, made=made, now=now)
        book.key = key
        try:
            book._prepare()
        except BaseException as error:
            meaning = told(error, path, book) if isinstance(error, errors()) else None
            connection.close()
            if meaning:
                raise meaning from error
            raise
        if was_rewritten:
            from amflow.book.encryption import rewrite

            rewrite.sweep(book, was_rewritten)
        return book

    def _prepare(self) -> None:
        version = self._version()
        if version < len(migrations.STEPS):
            self._migrate()
        elif not self._is_ours():
            raise not_a_book(self.path)
        if self.number("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger')"):
            # Ours has none: they would do somebody else's will whenever a row is written.
            raise Refused(
                _("{path} does things by itself that amflow never taught it (triggers)").format(path=self.path),
                _("drop them with the program that made them, or go back to a copy; nothing was changed"),
            )

    @property
    def is_open_to_others(self) -> bool:
        """Whether others on this machine may read the file."""
        return open_to_others(self.path)

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations.STEPS):
            raise newer(self.path, version) if self._is_ours() else not_a_book(self.path)
        return version

    def _is_ours(self) -> bool:
        return bool(self._connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)

    def _migrate(self) -> None:
        connection = self._connection
        if self._is_ours() and not os.access(self.path, os.W_OK):
            # Said before the copy is made, which would be left behind.
            raise read_only(self.path)
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Asked again: another process may have done it while this one waited for the lock.
            version = self._version()
            empty = not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if not (empty if version == 0 else self._is_ours()):
                raise not_a_book(self.path)
            if 0 < version < len(migrations.STEPS):
                from amflow.book.safety import backups

                backups.before(self, f"before-v{len(migrations.STEPS)}")
            migrations.grow(connection, version)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._write_ahead()

    def _write_ahead(self) -> None:
        # Not possible inside a transaction, nor while another process looks on; then one that comes later does it.
        with suppress(*errors("OperationalError")):
            self._connection.execute("PRAGMA journal_mode = WAL")

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
        return self.one(f"SELECT * FROM {table} WHERE id = ?", row_id)

    def explain(self, sql: str, *values: Any) -> list[str]:
        """How SQLite would answer the question, a line a step."""
        return [row["detail"] for row in self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    def holds(self, *tables: str) -> bool:
        """Whether the book has these tables: one that was damaged may not."""
        sql = f"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ({placeholders(tables)})"
        return self.number(sql, *tables) == len(tables)

    def about(self, name: str) -> str | None:
        """What the book knows of itself under this name (`playbook`)."""
        if self._about is None:
            self._about = {row["name"]: row["value"] for row in self.all("SELECT name, value FROM about")}
        return self._about.get(name)

    # Writing

    @contextmanager
    def change(self, command: str, *, kind: str = "do") -> Iterator[Change]:
        """Write: everything inside is one transaction and one line of the history, or nothing at all.

        Raises Unusable when the book is locked by another program, read-only, or the disk is full.
        """
        connection = self._connection
        if self.copies:
            from amflow.book.safety import backups

            backups.daily(self)
        try:
            begin(connection)
        except errors() as error:
            raise told(error, self.path) or error from error
        try:
            change = Change(connection, command, self._owner, kind, self.now())
            yield change
            if change.empty:
                connection.execute("ROLLBACK")
            else:
                change.finish()
                connection.execute("UPDATE change SET summary = ? WHERE id = ?", (change.summary, change.id))
                connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, errors()):
                raise told(error, self.path) or error from error
            raise
        finally:
            self._about = None

    def remember(self, change: Change, name: str, value: str) -> None:
        """Keep a fact about the book itself, as part of the change."""
        row = self.one("SELECT id FROM about WHERE name = ?", name)
        if row is None:
            change.insert("about", name=name, value=value)
        else:
            change.update("about", row["id"], value=value)

    def restore(self, version: int, rows: Iterable[tuple[str, dict[str, Any]]]) -> int:
        """Let this empty book be a whole other one: rows as (table, columns), of that version of the book.

        The one other way to write: there is nothing to take back, and the rows bring their own journal. Raises Refused
        when the book holds records, Unusable when the rows are no book; then nothing is changed.
        """
        from amflow.book.safety import restore_export

        try:
            return restore_export.restore(self, self._connection, version, rows)
        finally:
            self._about = None

    def erase(self, customer_id: int) -> "Erased":
        """Take a person out for good, journal and bytes included: what no undo may bring back."""
        from amflow.book.erasure import erase as erasure_erase

        try:
            return erasure_erase.erase(self, self._connection, customer_id, self.now())
        except errors() as error:
            raise told(error, self.path) or error from error

    def log_access(self, entry: "AccessLine", now: str = "") -> None:
        """Add a line to the access log of a locked register. Raises Unusable where the book cannot be written."""
        from amflow.book import access_log

        try:
            access_log.append(self._connection, entry, now or self.now())
        except errors() as error:
            raise told(error, self.path) or error from error

    def put_away(self) -> None:
        """Close the book's file as a register is closed at the end of the day."""
        from amflow.book import access_log

        access_log.put_away(self._connection, self.path)

    # The journal

    def history(self, limit: int) -> list[ChangeLine]:
        """The last commands that changed the book, newest first; undoing is not a line of its own."""
        from amflow.book import undo as book_undo

        return book_undo.history(self, limit)

    def undo(self, count: int = 1) -> list[ChangeLine]:
        """Take back the last commands, newest first, whole. Raises Refused when there are not so many."""
        from amflow.book import undo as book_undo

        return book_undo.undo(self, count)

    def redo(self, count: int = 1) -> list[ChangeLine]:
        """Do again what the last undo took back. Raises Refused when something was done since, or there is nothing."""
        from amflow.book import undo as book_undo

        return book_undo.redo(self, count)

    # The file

    @property
    def raw(self) -> sqlite3.Connection:
        """The connection itself: for the modules of this room that look after the file, and for nobody else."""
        return self._connection

    def forget(self) -> None:
        """Ask the file anew for what was kept in memory: it was changed beside this object."""
        self._about = None

    def copy_to(self, target: Path) -> None:
        """A complete copy of the book as it is now, safe while others write; whole or not at all. Raises Unusable."""
        from amflow.book.safety import backups

        backups.copy(self, target)

    def seal(self, target: Path, passphrase: str) -> None:
        """A copy under a passphrase, in the age format. Raises Unusable."""
        from amflow.book.encryption import age_copies

        age_copies.seal(self, target, passphrase)

    def problems(self) -> list[str]:
        """What is wrong with the book: the file, rows that point nowhere, what the journal tells otherwise; empty when all
        is well."""
        from amflow.book import integrity

        return integrity.problems(self) or integrity.beside_journal(self)

    def mend(self) -> int:
        """Make anew what follows from the rows; says how many names were read. Nothing that a person wrote changes."""
        from amflow.book import integrity

        return integrity.mend(self)

    def names_unread(self) -> int:
        """How many names of the book have no readings yet: those of a book older than they are."""
        from amflow.book import integrity

        return integrity.names_unread(self)

    def counts(self) -> dict[str, int]:
        """How many records of each kind the book holds."""
        names = [one.table for one in sorted(registry.FAMILIES, key=lambda one: one.rank) if one.counted]
        return {name: self.number(f"SELECT count(*) FROM {name}") for name in (*names, "change")}


def placeholders(values: Iterable[Any]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" for _value in values)
