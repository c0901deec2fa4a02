"""Putting a copy back in the book's place: looked over first, told what would be lost, the present book kept aside."""

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from amflow import done
from amflow.book import attachments, engine, migrations, strangers
from amflow.book.change import ERASE, Row
from amflow.book.encryption import copies
from amflow.book.encryption.copies import MARK
from amflow.book.engine import Key, connect, errors
from amflow.book.engine import row as row_class
from amflow.book.opening import open_book
from amflow.book.safety import backups, exchange
from amflow.book.sqlite_errors import damaged, failures, newer, not_a_book, told, why
from amflow.book.store import Book
from amflow.errors import NotFound, Refused, Unusable
from amflow.locale import _, of_system
from amflow.records import NamedTuple
from amflow.tempfiles import let_go

PATIENCE = 30.0
"""Seconds that putting a copy back waits for others who are writing."""


class Look(NamedTuple):
    """A copy that could be put back, and what that would mean."""

    file: Path
    """The file that was named."""
    part: Path
    """The same, brought up to date, beside the book."""
    lost: list[Row] | None
    """The commands of the present book that the copy does not have, newest first; None where nobody can know: the book is
    gone, cannot be read, or was begun anew."""
    back: list[Row]
    """The commands that only the copy has, newest first."""
    returned: list[str]
    """Whom the present book has erased, and the copy still has: their references."""
    until: str
    """The instant of the copy's last command; empty where it has none."""
    counts: dict[str, tuple[int, int]]
    """How many records of each kind: now, and in the copy."""
    missing: list[str]
    """Files attached to the copy's papers that lie neither beside it nor beside the book."""
    files_key: Key | None
    """What opens the files that lie beside the copy."""
    key: Key | None
    """What opens the part."""
    opened: bool = False
    """Whether the book becomes plain, and the copy is of an encrypted one."""


@contextmanager
def look(
    book: Book | None,
    path: Path,
    file: Path,
    content: bytes | None = None,
    key: Key | None = None,
    files_key: Key | None = None,
) -> Iterator[Look]:
    """Look the copy over; `content` is what it holds where the file itself is sealed,
    `key` what opens an encrypted one, `files_key` the files beside it. `book` is None where the present one
    at `path` cannot be read any more. Raises NotFound, Unusable, Refused."""
    if not file.is_file():
        raise NotFound(_("there is no file {path}").format(path=file), _("amflow book backups lists the copies"))
    if path.exists() and file.samefile(path):
        raise Refused(_("{path} is the book itself").format(path=file), _("amflow book backups lists the copies"))
    with engine.part(path) as part:
        # Where nothing is written yet the copy says whether the book is encrypted: else it would lie there plain.
        mine = key if book is None or _unwritten(book) else book.key
        _bring(file, part, content, key, mine)
        other = connect(part, mine, isolation_level=None)
        other.row_factory = row_class(other)
        try:
            engine.bounded(other, file)
            _must_be_sound(other, file)
            # It says so of the copy: the book itself need not keep it.
            opened = other.execute("DELETE FROM about WHERE name = ?", (MARK,)).rowcount > 0 and mine is None
            lost, back, present = _beyond(book, other)
            returned = _returned(book, lost, other)
            last = other.execute("SELECT at FROM change ORDER BY id DESC LIMIT 1").fetchone()
            until = last[0] if last else ""
            counts = {
                name: (number, other.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
                for name, number in present.items()
            }
            near = _names_beside(file, files_key) | _names_beside(path, book.key if book else key)
            kept = other.execute("SELECT name, kept FROM attachment WHERE kept <> '' ORDER BY id").fetchall()
            missing = [row["name"] for row in kept if row["kept"] not in near]
            # One file, without side files, is what is put in the book's place.
            other.execute("PRAGMA journal_mode = DELETE")
        except errors(also=MemoryError) as error:
            raise _of_copy(error, file) from error
        finally:
            other.close()
        yield Look(file, part, lost, back, returned, until, counts, missing, files_key, mine, opened)


def _beyond(book: Book | None, other: sqlite3.Connection) -> tuple[list[Row] | None, list[Row], dict[str, int]]:
    """What the copy does not have, what only it has, and how many records the present book has: nothing of it where a
    part of the present book cannot be read. That is no fault of the copy."""
    if book is None:
        return None, [], {}
    try:
        lost, back = backups.changes_beyond(book, other)
        # In a book that was begun anew there is nothing to lose; what the former one had it does not know.
        return None if _unwritten(book) else lost, back, book.counts()
    except errors():
        return None, [], {}


def _names_beside(path: Path, key: Key | None) -> set[str]:
    """The names in the book of the files that lie beside the book or copy at this path, as far as the key opens them."""
    found = set()
    for file in attachments.ours(attachments.folder(path)):
        with suppress(attachments.Unread):
            found.add(file.name if key is None else attachments.kept_name(file, key))
    return found


def _returned(book: Book | None, lost: list[Row] | None, other: sqlite3.Connection) -> list[str]:
    """Whom the commands that the copy does not have erased: a number is given to nobody else, so it is them where the copy has
    it. A copy of another book has no part of the history, and other people under the numbers."""
    if book is None or lost is None or len(lost) == book.number("SELECT count(*) FROM change"):
        return []
    erased = [
        int(found[1]) for row in lost if row["command"] == ERASE and (found := re.match(r"c(\d+)", row["summary"]))
    ]
    there = [one for one in erased if other.execute("SELECT 1 FROM customer WHERE id = ?", (one,)).fetchone()]
    return [f"c{one}" for one in sorted(there)]


def _unwritten(book: Book) -> bool:
    """Whether nobody has written into the book yet: it was made just now."""
    return book.key is None and not book.one("SELECT 1 FROM change LIMIT 1")


def _bring(file: Path, part: Path, content: bytes | None, key: Key | None, mine: Key | None) -> None:
    """Have the copy beside the book, under the book's own key: what was encrypted never lies there plain."""
    if content is not None and mine is None:
        part.write_bytes(content)
        return
    if content is not None or key != mine:
        source = connect(":memory:") if content is not None else connect(file, key)
        target = connect(part, mine, isolation_level=None)
        try:
            if content is not None:
                source.deserialize(content)
            engine.bounded(source, file)
            _must_be_ours(source, file)
            copies.transfer(source, target)
        except errors(also=MemoryError) as error:
            raise _of_copy(error, file) from error
        finally:
            target.close()
            source.close()
        return
    try:
        shutil.copyfile(file, part)
        newest = file.with_name(f"{file.name}-wal")
        if newest.is_file():
            # A book that was copied while it was open: its newest commands are still in here.
            shutil.copyfile(newest, part.with_name(f"{part.name}-wal"))
    except OSError as error:
        raise Unusable(
            _("{path} cannot be brought beside the book: {why}").format(path=file, why=of_system(error)),
            _("make room, and look at who may read it; or take another copy"),
            untouched=True,
        ) from error


def _of_copy(error: Exception, file: Path) -> Unusable:
    known = told(error, file)
    return known if isinstance(known, Unusable) else damaged(file)


def _must_be_ours(other: sqlite3.Connection, file: Path) -> int:
    """The version of the book that this is, before anything else is asked of it. Raises Unusable, Refused."""
    version: int = other.execute("PRAGMA user_version").fetchone()[0]
    if other.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        raise not_a_book(file)
    if version > len(migrations.STEPS):
        raise newer(file, version)
    found = strangers.of(other)
    if found:
        raise Refused(strangers.said(file, found), _("take another copy"), untouched=True)
    return version


def _must_be_sound(other: sqlite3.Connection, file: Path) -> None:
    version = _must_be_ours(other, file)
    if other.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise damaged(file)
    other.execute("BEGIN")
    migrations.grow(other, version)
    other.execute("COMMIT")
    if other.execute("PRAGMA foreign_key_check").fetchone():
        raise damaged(file)


class PutBack(NamedTuple):
    """A copy that is the book now."""

    aside: Path | None
    """Where the former book is kept; None where there was none."""
    unfinished: str
    """Why the files that belong to it were not brought, or empty: the book is the copy all the same."""


WHAT = "book restore"


def put_back(book: Book | None, path: Path, looked: Look, day: str) -> PutBack:
    """Let the book at `path` be the copy, and keep the former one under that day. Whole or not at all; until the copy stands
    in its place it can be broken off. Raises Unusable."""
    if book is None:
        return _anew(path, looked, f"{day}-damaged")
    if looked.key != book.key:
        book.close()
        return _anew(path, looked, f"{day}-replaced")
    try:
        aside = _over(book, looked)
    except _Unreadable:
        book.close()
        return _anew(path, looked, f"{day}-damaged")
    return PutBack(aside, _brought(book, looked))


def _brought(book: Book, looked: Look) -> str:
    """Bring the files that lie beside the copy; why not, where that fails."""
    try:
        attachments.bring(book, looked.file, looked.files_key)
    except failures() as error:
        return why(error, book.path)
    return ""


class _Unreadable(Exception):
    """A part of the present book cannot be read, so the copy cannot be written over it: its file goes aside itself."""


def _over(book: Book, looked: Look) -> Path:
    """Write the copy over the present book, which is copied first: others may have it open. Raises Unusable, _Unreadable."""
    until, held = time.monotonic() + PATIENCE, False

    def patient(_status: int, left: int, _total: int) -> None:
        nonlocal held
        if left <= step and not held:
            # The last step writes it for good.
            held = True
            last.enter_context(done.writing(WHAT))
        elif not held and time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    copy = connect(looked.part, book.key)
    # Two steps at least: before the last one a Ctrl-C takes all back.
    step = max(1, min(4096, copy.execute("PRAGMA page_count").fetchone()[0] - 1))
    aside = None
    try:
        aside = backups.before(book, "replaced")
        with ExitStack() as last:
            copy.backup(book.raw, pages=step, progress=patient)
    except errors(also=Unusable) as error:
        words = str(error.__cause__ if isinstance(error, Unusable) else error)
        # SQLCipher writes no more to a file of which it could not read a page, and calls that read-only.
        sealed = book.key is not None and "readonly" in words and os.access(book.path, os.W_OK)
        if sealed or "malformed" in words or "not a database" in words:
            if aside:
                aside.unlink(missing_ok=True)
            raise _Unreadable from error
        raise told(error, book.path) or error from error
    except KeyboardInterrupt:
        if aside:
            let_go(aside)
        raise
    finally:
        copy.close()
        book.forget()
    with suppress(*errors()):
        book.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return aside


def _anew(path: Path, looked: Look, name: str) -> PutBack:
    """Let the copy be the book's file; the former one is kept under that name."""
    aside = backups.free_name(path, name)
    try:
        exchange.exchange(path, looked.part, aside, WHAT)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be made: {why}").format(path=path, why=of_system(error)), untouched=True
        ) from error
    kept = aside if aside.exists() else None
    try:
        fresh = open_book(path, unlock=lambda _path, _opens: looked.key or Key("", ""))
    except failures() as error:
        return PutBack(kept, why(error, path))
    try:
        return PutBack(kept, _brought(fresh, looked))
    finally:
        fresh.close()
