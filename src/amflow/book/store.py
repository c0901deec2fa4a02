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

from amflow.book import migrations
from amflow.book.change import Change, ChangeLine, Row, instant
from amflow.book.trouble import newer, not_a_book, read_only, told
from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system

if TYPE_CHECKING:
    from amflow.book.access import Entry
    from amflow.book.erasing import Erased

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
        self._about: dict[str, str] | None = None
        self.choose: Callable[[str, tuple[str, ...]], str] | None = None
        """How the person at the terminal is asked which of several is meant; None where nobody is there."""

    @classmethod
    def open(cls, path: Path, *, owner: str = "", busy_seconds: float = 5.0, now: Callable[[], str] = instant) -> Self:
        """Open the book at this path. Raises Unusable when it is not one, is newer, or cannot be read."""
        made = not path.exists()
        if made:
            _make_file(path)
        elif path.is_dir():
            raise Unusable(_("{path} is a folder, not a book").format(path=path), _("name a file with --book"))
        try:
            connection = _connect(path, busy_seconds)
        except sqlite3.Error as error:
            raise told(error, path) or error from error
        book = cls(connection, path, owner=owner, made=made, now=now)
        try:
            book._prepare()
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error):
                raise told(error, path) or error from error
            raise
        return book

    def _prepare(self) -> None:
        version = self._version()
        if version < len(migrations.STEPS):
            self._migrate()
        elif not self._is_ours():
            raise not_a_book(self.path)

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
                self.copy_to(self.path.with_name(f"{self.path.name}.v{version}.bak"))
            for step in migrations.STEPS[version:]:
                step(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(migrations.STEPS)}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self._write_ahead()

    def _write_ahead(self) -> None:
        # Not possible inside a transaction, nor while another process looks on; then one that comes later does it.
        with suppress(sqlite3.OperationalError):
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
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
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
            if isinstance(error, sqlite3.Error):
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
        from amflow.book import restoring

        try:
            return restoring.restore(self, self._connection, version, rows)
        finally:
            self._about = None

    def erase(self, customer_id: int) -> "Erased":
        """Take a person out for good, journal and bytes included: what no undo may bring back."""
        from amflow.book import erasing

        try:
            return erasing.erase(self, self._connection, customer_id, self.now())
        except sqlite3.Error as error:
            raise told(error, self.path) or error from error

    def log_access(self, entry: "Entry", now: str = "") -> None:
        """Add a line to the access log of a locked register. Raises Unusable where the book cannot be written."""
        from amflow.book import access

        try:
            access.append(self._connection, entry, now or self.now())
        except sqlite3.Error as error:
            raise told(error, self.path) or error from error

    def put_away(self) -> None:
        """Close the book's file as a register is closed at the end of the day."""
        from amflow.book import access

        access.put_away(self._connection, self.path)

    # The journal

    def history(self, limit: int) -> list[ChangeLine]:
        """The last commands that changed the book, newest first; undoing is not a line of its own."""
        rows = self.all(
            "SELECT id, at, command, summary, undone_by,"
            " (SELECT count(*) FROM journal WHERE change_id = change.id) AS rows"
            " FROM change WHERE kind = 'do' ORDER BY id DESC LIMIT ?",
            limit,
        )
        return [
            # An erasure names itself: it cannot be taken back, and is not.
            ChangeLine(
                row["id"],
                row["at"],
                row["command"],
                row["summary"],
                row["rows"],
                row["undone_by"] not in (None, row["id"]),
            )
            for row in rows
        ]

    def undo(self, count: int = 1) -> list[ChangeLine]:
        """Take back the last commands, newest first, whole. Raises Refused when there are not so many."""
        with self.change("undo", kind="undo") as change:
            found = self.all(
                "SELECT * FROM change WHERE kind = 'do' AND undone_by IS NULL ORDER BY id DESC LIMIT ?", count
            )
            if len(found) < count:
                raise Refused(
                    _("only {n} can be undone").format(n=len(found)) if found else _("there is nothing to undo"),
                    _("amflow history shows what was done"),
                )
            for row in found:
                self._take_back(change, row["id"])
            change.summary = ", ".join(row["command"] for row in found)
        return [self._line(row, undone=True) for row in found]

    def redo(self, count: int = 1) -> list[ChangeLine]:
        """Do again what the last undo took back. Raises Refused when something was done since, or there is nothing."""
        again: list[Row] = []
        with self.change("redo", kind="redo") as change:
            for turn in range(count):
                undo = self.one(
                    "SELECT id FROM change WHERE kind = 'undo' AND undone_by IS NULL"
                    " AND id > (SELECT coalesce(max(id), 0) FROM change WHERE kind = 'do') ORDER BY id DESC LIMIT 1"
                )
                if undo is None and turn:
                    raise Refused(
                        _("only {n} can be redone").format(n=turn),
                        _("what one undo took back comes back with one redo"),
                    )
                if undo is None:
                    raise Refused(_("there is nothing to redo"), _("redo works right after undo"))
                again += self.all("SELECT * FROM change WHERE undone_by = ? ORDER BY id", undo["id"])
                self._take_back(change, undo["id"])
                self._connection.execute(
                    "UPDATE change SET undone_by = NULL WHERE undone_by = ? AND kind = 'do'", (undo["id"],)
                )
            change.summary = ", ".join(row["command"] for row in again)
        return [self._line(row, undone=False) for row in again]

    def _take_back(self, change: Change, change_id: int) -> None:
        # A row may point at one that comes back after it; the whole is consistent again at commit.
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        for line in self.all("SELECT * FROM journal WHERE change_id = ? ORDER BY id DESC", change_id):
            change.put_back(line)
        self._connection.execute("UPDATE change SET undone_by = ? WHERE id = ?", (change.id, change_id))

    def _line(self, row: Row, *, undone: bool) -> ChangeLine:
        rows = self.number("SELECT count(*) FROM journal WHERE change_id = ?", row["id"])
        return ChangeLine(row["id"], row["at"], row["command"], row["summary"], rows, undone)

    # The file

    def copy_to(self, target: Path) -> None:
        """A complete copy of the book as it is now, safe while others write; whole or not at all. Raises Unusable."""
        part = target.with_name(f"{target.name}.part")
        try:
            _make_file(part, replace=True, named=target)
            self._copy_into(part)
            part.replace(target)
        except sqlite3.Error as error:
            raise told(error, target) or error from error
        finally:
            with suppress(OSError):
                part.unlink()

    def _copy_into(self, file: Path) -> None:
        # SQLite copies nothing from a connection that is writing, and would wait for itself for ever.
        source = sqlite3.connect(self.path) if self._connection.in_transaction else self._connection
        copy = sqlite3.connect(file)
        try:
            source.backup(copy)
            # A copy is one file that can be carried: no side files.
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
            if source is not self._connection:
                source.close()

    def counts(self) -> dict[str, int]:
        """How many records of each kind the book holds."""
        names = ("customer", "touch", "task", "deal", "product", "note", "target", "change")
        return {name: self.number(f"SELECT count(*) FROM {name}") for name in names}

    def names_unread(self) -> int:
        """How many names of the book have no readings yet: those of a book older than they are."""
        from amflow.book import readings

        return len(readings.missing(self._connection))

    def mend(self) -> int:
        """Make anew what follows from the rows; says how many names were read. Nothing that a person wrote changes."""
        from amflow.book import mending

        return mending.mend(self._connection)

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file, and rows that point nowhere; empty when all is well."""
        found = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [
            _("{table} {id} points to a {parent} that is not there").format(table=row[0], id=row[1], parent=row[2])
            for row in self._connection.execute("PRAGMA foreign_key_check")
        ]
        from amflow.book import lookup

        wrong = 0 if found else lookup.differences(self._connection)
        if wrong:
            found.append(_("{n} records are not found as they are: amflow book check --fix").format(n=wrong))
        return found


def _connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    target, uri = str(path), False
    if not os.access(path, os.W_OK):
        # Without the right to write beside it SQLite cannot make its side files: read the file as it stands.
        still = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
        target, uri = f"{path.absolute().as_uri()}?mode=ro{still}", True
    connection = sqlite3.connect(target, timeout=busy_seconds, isolation_level=None, uri=uri)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    # A command that said "done" survives a crash of the program; FULL also survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _make_file(path: Path, *, replace: bool = False, named: Path | None = None) -> None:
    """An empty file that only its owner can read, in a folder that only its owner can enter; `named` is the path that
    a refusal speaks of."""
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
            path.parent.chmod(0o700)
        if replace and path.exists():
            path.unlink()
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        # Another process was quicker; it is the same book.
        return
    except OSError as error:
        raise Unusable(
            _("{path} cannot be made: {why}").format(path=named or path, why=of_system(error)),
            _("name another place with --book or AMFLOW_BOOK"),
        ) from error


def placeholders(values: Iterable[Any]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" for _value in values)
