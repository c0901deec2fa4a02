"""Opening a book: the file is made where there is none, an old one brought up to date, what was cut off brought to its end."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from amflow import outfiles
from amflow.book import migrations, strangers
from amflow.book.engine import (
    Key,
    Unlock,
    connect_book,
    errors,
    key_of,
    make_file,
    marker_of,
    restoring_of,
    write_ahead,
)
from amflow.book.sqlite_errors import newer, not_a_book, read_only, told
from amflow.book.store import Book
from amflow.book.values import instant
from amflow.errors import Unusable
from amflow.locale import _


def open_book(
    path: Path,
    *,
    owner: str = "",
    busy_seconds: float = 20.0,
    now: Callable[[], str] = instant,
    unlock: Unlock | None = None,
) -> Book:
    """Open the book at this path; `unlock` finds the key of an encrypted one. Raises Unusable when it is not one, is
    newer, or cannot be read."""
    named, path = path, outfiles.real(outfiles.led_to(path))
    if os.path.lexists(restoring_of(path)):
        from amflow.book.safety import exchange

        exchange.finish(path, busy_seconds)
    made = not path.exists()
    if made or (path.is_file() and not path.stat().st_size):
        _must_be_the_first(named, path)
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
        _must_be_of_one(path, key)
        connection = connect_book(path, busy_seconds, key)
    except errors() as error:
        raise told(error, path) or error from error
    book = Book(connection, path, owner=owner, made=made, now=now)
    book.key = key
    try:
        _prepare(book)
    except BaseException as error:
        meaning = told(error, path, connection) if isinstance(error, errors()) else None
        connection.close()
        if meaning:
            raise meaning from error
        raise
    if was_rewritten:
        from amflow.book.encryption import rewrite

        rewrite.sweep(book, was_rewritten)
    else:
        with suppress(*errors("OperationalError")):
            write_ahead(connection)
    return book


def _must_be_of_one(path: Path, key: Key | None) -> None:
    beside = path.with_name(f"{path.name}-wal")
    with suppress(OSError):
        # As a rule there is none, or another command is at it.
        if beside.stat().st_size:
            from amflow.book.safety import mixture

            mixture.must_be_of_one(path, beside, key)


class Gone(Unusable):
    """There was a book, and it is not there."""


def _must_be_the_first(named: Path, path: Path) -> None:
    """Raises Gone where something says that there was a book: an empty one in its place would be taken for it."""
    from amflow.book import attachments
    from amflow.book.safety import backups

    copies = [one.path for one in backups.listing(path) if one.size]
    files = attachments.folder(path)
    found = [*copies, *(file for file in (files.iterdir() if files.is_dir() else ()))]
    if not path.exists():
        sides = (path.with_name(path.name + end) for end in ("-wal", "-journal"))
        found += [side for side in sides if side.exists()]
        # Another command may have begun the book meanwhile.
        found = [] if path.exists() else found
    if found:
        restore = _("amflow book restore {path}; for a new book put that elsewhere").format(path=found[0])
        raise Gone(
            _("there is no book at {path}, but there was one: {found} is there").format(path=path, found=found[0]),
            restore if copies else _("put the book back there; for a new one put that elsewhere"),
        )
    if named.is_symlink() and not path.exists():
        raise Gone(
            _("{path} leads to {target}, where no book is").format(path=named, target=path),
            _("is a disk missing? for a new book: amflow --book {target} today").format(target=path),
        )


def _prepare(book: Book) -> None:
    if _version(book) < len(migrations.STEPS):
        _migrate(book)
    elif not _is_ours(book.raw):
        raise not_a_book(book.path)
    else:
        _must_be_known(book)


def _must_be_known(book: Book) -> None:
    found = strangers.of(book.raw)
    if found:
        raise Unusable(
            strangers.said(book.path, found),
            _("amflow book salvage FILE brings its records out into a new book"),
            untouched=True,
        )


def _version(book: Book) -> int:
    version: int = book.raw.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations.STEPS):
        raise newer(book.path, version) if _is_ours(book.raw) else not_a_book(book.path)
    if version < 0:
        raise not_a_book(book.path)
    return version


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == migrations.APPLICATION_ID)


def _migrate(book: Book) -> None:
    connection = book.raw
    if _is_ours(connection) and not os.access(book.path, os.W_OK):
        # Said before the copy is made, which would be left behind.
        raise read_only(book.path)
    from amflow.book.transaction import writing

    with writing(connection):
        # Asked again: another process may have done it while this one waited for the lock.
        version = _version(book)
        empty = not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if not (empty if version == 0 else _is_ours(connection)):
            raise not_a_book(book.path)
        if version:
            # Before a step is taken: it would run what somebody else put there.
            _must_be_known(book)
        if 0 < version < len(migrations.STEPS):
            from amflow.book.safety import backups

            backups.before(book, f"before-v{len(migrations.STEPS)}")
        migrations.grow(connection, version)
        connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    # Not possible inside a transaction, nor while another process looks on; then one that comes later does it.
    with suppress(*errors("OperationalError")):
        write_ahead(connection)
