"""The way to the file: connecting to it, making it for its owner alone, and writing it so that it lasts."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from amflow.book import engine
from amflow.book.engine import Key
from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system

Unlock = Callable[[Path, Callable[[Key], bool]], Key]
"""Finds the key of an encrypted file; it is handed what tries one."""


def key_of(path: Path, unlock: Unlock | None) -> Key | None:
    """The key of the file; None where it is not encrypted. Raises Usage, Refused."""
    if not engine.salt(path):
        return None
    if unlock is None:
        raise Refused(_("{path} is encrypted").format(path=path), _("amflow book unlock"))
    return unlock(path, lambda key: opens(path, key))


def opens(path: Path, key: Key) -> bool:
    """Whether the key opens the file."""
    trial = engine.connect(path, key, timeout=30)
    try:
        # The first page alone: reading all that the book is made of would take as long as opening it.
        trial.execute("PRAGMA user_version").fetchone()
    except engine.errors("DatabaseError") as error:
        if "not a database" in str(error):
            return False
        raise
    finally:
        trial.close()
    return True


def connect(path: Path, busy_seconds: float, key: Key | None = None) -> sqlite3.Connection:
    target, uri = str(path), False
    if not os.access(path, os.W_OK):
        # Without the right to write beside it SQLite cannot make its side files: read the file as it stands.
        still = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
        target, uri = f"{path.absolute().as_uri()}?mode=ro{still}", True
    connection = engine.connect(target, key, timeout=busy_seconds, isolation_level=None, uri=uri)
    connection.row_factory = engine.row(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    # A command that said "done" survives a crash of the program; FULL also survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def make_file(path: Path, *, replace: bool = False, named: Path | None = None) -> None:
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


def part_of(path: Path) -> Path:
    """What the book's file is rewritten into, under another key."""
    return path.with_name(f".{path.name}.part")


def marker_of(path: Path) -> Path:
    """There while the book, its files and its copies are rewritten under another key, or where that was cut off."""
    return path.with_name(f".{path.name}.rewriting")


def open_to_others(path: Path) -> bool:
    """Whether anybody but its owner may read or write the file, where the system knows of such rights."""
    with suppress(OSError):
        status = path.stat()
        # Somebody else's file is not ours to close.
        return os.name == "posix" and status.st_uid == os.getuid() and bool(status.st_mode & 0o077)
    return False


def close_to_others(path: Path) -> None:
    """Let the file, what SQLite keeps beside it and its folder of copies be for their owner alone."""
    for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            one.chmod(0o600)


def settle(path: Path) -> None:
    """Have the file and its name on the disk before going on: a power cut may come."""
    for place, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        # Not every system lets a folder be opened.
        with suppress(OSError):
            handle = os.open(place, flags)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
