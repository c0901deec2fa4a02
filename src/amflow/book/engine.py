"""The file of a book: which SQLite reads it, made for its owner alone, written so that it lasts, one writer at a time.

Python's own SQLite, or SQLCipher where the file is encrypted: both speak the same language (DB-API), but each has errors
and rows of its own. Only an encrypted file loads SQLCipher. This is the one place that knows.
"""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import EBUSY
from pathlib import Path
from typing import Any

from amflow import outfiles
from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system
from amflow.records import NamedTuple

PLAIN = outfiles.BOOK
"""What a plain book begins with; an encrypted one begins with its salt."""

PAGE = 4096
"""An encrypted file is pages of so many bytes."""

DISTINCT = 190
"""So many different bytes, at least, are among the first 512 of an encrypted file."""

ROUNDS = 256_000
"""Of PBKDF2-HMAC-SHA512, as SQLCipher 4 itself turns a passphrase into a key."""


progress: Callable[[int, int], None] | None = None
"""Told now and then how many records of how many are in the index of words, while it is made anew: in a large book that
takes minutes. Whoever opens the book for a person sets it."""


class Key(NamedTuple):
    """What opens an encrypted file, as hexadecimal digits: the raw key and the salt that the file begins with."""

    raw: str
    salt: str


def derive(passphrase: str, salt: str) -> Key:
    """The key that SQLCipher makes of the passphrase for a file with this salt; it takes a tenth of a second."""
    from hashlib import pbkdf2_hmac

    return Key(pbkdf2_hmac("sha512", passphrase.encode(), bytes.fromhex(salt), ROUNDS, 32).hex(), salt)


def begins(path: Path) -> bytes:
    """The first bytes of the file; empty where there is none, or a pipe, which would be waited for."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb", buffering=0) as file:
            return file.read(16)
    except OSError:
        return b""


def salt(path: Path) -> str:
    """The salt of the file where it looks encrypted, else empty: a page that begins with neither SQLite's words nor any
    text. The last page may be a piece of one: a full disk cuts off what SQLite was about to add, and the book is whole
    without it."""
    first = begins(path)
    if len(first) < 16 or first == PLAIN or (size := path.stat().st_size) < PAGE:
        return ""
    with path.open("rb") as file:
        page = file.read(512)
    random = sum(byte >= 128 for byte in page) > len(page) // 4
    # What is no whole number of pages must look like nothing else at all: of 256 bytes a random page has 220 in it.
    if size % PAGE:
        random = random and len(set(page)) > DISTINCT
    return first.hex() if random else ""


def connect(target: Path | str, key: Key | None = None, **more: Any) -> sqlite3.Connection:
    """Connect to the file, which is made where there is none; with a key it is an encrypted one. Raises Unusable where
    the package for that is missing. Whether the key is right shows with the first question."""
    if key is None:
        plain: sqlite3.Connection = sqlite3.connect(target, **more)
        return plain
    cipher = _cipher()
    connection: sqlite3.Connection = cipher.connect(str(target), **more)
    # It would tell of every wrong key on stderr.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.raw}{key.salt}'\"")
    # What SQLite spills stays in memory. Wiping every piece of it when it is let go of (`cipher_memory_security`) is left
    # off, as SQLCipher has it by itself: it makes opening half as slow again, for a process that lives a tenth of a second.
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _cipher() -> Any:
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        from amflow import extras

        raise Unusable(_("an encrypted book needs another package"), extras.command(extras.ENCRYPT)) from error
    return dbapi2


def row(connection: sqlite3.Connection) -> Any:
    """The class of rows whose columns have names, for this connection."""
    return sqlite3.Row if isinstance(connection, sqlite3.Connection) else _cipher().Row


def errors(name: str = "Error", also: type[Exception] | None = None) -> tuple[type[Exception], ...]:
    """The errors to catch: of both, as far as both are loaded; `name` is that of the DB-API (`OperationalError`),
    `also` another kind to catch with them."""
    own: type[Exception] = getattr(sqlite3, name)
    other = sys.modules.get("sqlcipher3.dbapi2")
    found = [own, *([also] if also else []), *([getattr(other, name)] if other else [])]
    return tuple(found)


def scratch(secret: bool) -> sqlite3.Connection:
    """A file for the notes of one command, which nobody else sees and which goes with it; a secret one is encrypted with a
    key that is thrown away."""
    if not secret:
        return sqlite3.connect("", isolation_level=None)
    from tempfile import mkstemp

    handle, name = mkstemp(prefix="amflow-", suffix=".notes")
    os.close(handle)
    connection = connect(name, Key(os.urandom(32).hex(), os.urandom(16).hex()), isolation_level=None)
    # Opened before it loses its name: SQLite opens a file with its first question.
    connection.execute("PRAGMA user_version = 1")
    if os.name == "posix":
        Path(name).unlink()
    return connection


Unlock = Callable[[Path, Callable[[Key], bool]], Key]
"""Finds the key of an encrypted file; it is handed what tries one."""


def key_of(path: Path, unlock: Unlock | None) -> Key | None:
    """The key of the file; None where it is not encrypted. Raises Usage, Refused."""
    if not salt(path):
        return None
    if unlock is None:
        raise Refused(_("{path} is encrypted").format(path=path), _("amflow book unlock"))
    return unlock(path, lambda key: opens(path, key))


def opens(path: Path, key: Key) -> bool:
    """Whether the key opens the file."""
    # Only to read, where closing it would bring what lies beside the file into it, which may be of another copy.
    trial = _reach(path, key, to_write=not _waits_beside(path), timeout=30)
    try:
        # The first page alone: reading all that the book is made of would take as long as opening it.
        trial.execute("PRAGMA user_version").fetchone()
    except errors("DatabaseError") as error:
        if "not a database" in str(error):
            return False
        # Whoever sees that the file is cut off has read its beginning.
        if "malformed" not in str(error):
            raise
    finally:
        trial.close()
    return True


def connect_book(path: Path, busy_seconds: float, key: Key | None = None) -> sqlite3.Connection:
    connection = _reach(path, key, timeout=busy_seconds, isolation_level=None)
    connection.row_factory = row(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    _narrow(connection, path)
    # A command that said "done" survives a crash of the program; FULL also survives a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def write_ahead(connection: sqlite3.Connection) -> None:
    """Let what is written into the file be written ahead, where it is not yet. Raises OperationalError, of either engine."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise sqlite3.OperationalError("disk I/O error")


LONGEST_VALUE = 16 << 20
"""Bytes of one value of a book: what a person can write down is a hundredth of it."""

MOST_MEMORY = 1 << 30
SECONDS = 60
"""What SQLite may take for a file that somebody else made, beside what its size takes."""


def _narrow(connection: sqlite3.Connection, file: Path) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    if isinstance(connection, sqlite3.Connection):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    else:
        # SQLCipher's driver cannot say how long a value may be: what all of them together may take is limited.
        connection.execute(f"PRAGMA hard_heap_limit = {_most(file)}")


def _most(file: Path) -> int:
    return MOST_MEMORY + 4 * file.stat().st_size


def bounded(connection: sqlite3.Connection, file: Path) -> None:
    """Let SQLite go no further in this file, which may be anybody's, than a book of its size can need: in time, in
    memory, in the length of a value."""
    until = time.monotonic() + SECONDS + file.stat().st_size / (1 << 20)
    connection.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    connection.execute(f"PRAGMA hard_heap_limit = {_most(file)}")
    _narrow(connection, file)


SHARED = 1 << 15
"""Bytes that SQLite lays beside a book before it reads it, so that several can; they are there while anybody has it open."""


def is_full(path: Path) -> bool:
    """Whether the disk has no room even for what is laid beside a book that is only read."""
    if os.name != "posix":
        return False
    with suppress(OSError):
        disk = os.statvfs(path)
        free = (disk.f_bavail if os.geteuid() else disk.f_bfree) * disk.f_frsize
        return free < SHARED + PAGE and not _is_shared(path)
    return False


def _is_shared(path: Path) -> bool:
    with suppress(OSError):
        return path.with_name(f"{path.name}-shm").stat().st_size >= SHARED
    return False


def room_for(path: Path) -> int:
    """Megabytes that writing into the book takes, with the copy that is made of it before the first of a day."""
    with suppress(OSError):
        return (path.stat().st_size >> 20) + 2
    return 2


def _reach(path: Path, key: Key | None, *, to_write: bool = True, **more: Any) -> sqlite3.Connection:
    """Connect to a book as far as one may: to be written, to be read, or where nothing can be put beside it."""
    if to_write and os.access(path, os.W_OK) and not is_full(path):
        return connect(str(path), key, **more)
    target = f"{path.absolute().as_uri()}?mode=ro"
    if os.access(path.parent, os.W_OK) and not is_full(path):
        return connect(target, key, uri=True, **more)
    # SQLite cannot make its side files: read the file as it stands, and what of the last commands waits beside it.
    if os.name != "posix" or not _waits_beside(path):
        return connect(f"{target}&immutable=1", key, uri=True, **more)
    connection = connect(f"{target}&vfs=unix-none", key, uri=True, **more)
    # Then the index of what waits is made in memory.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection


def _waits_beside(path: Path) -> bool:
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def make_file(path: Path) -> None:
    """An empty file that only its owner can read, in a folder that only its owner can enter. Raises Unusable."""
    try:
        make_folder(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        # Another process was quicker; it is the same book.
        return
    except OSError as error:
        raise _not_made(path, error) from error


def make_folder(folder: Path) -> None:
    """The folder, for its owner alone where it is made now."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        folder.chmod(0o700)


def _not_made(path: Path, error: OSError) -> Unusable:
    if error.errno == EBUSY:
        return Unusable(
            _("{path} is mounted by itself: no other file can take its place").format(path=path),
            _("mount its folder instead"),
            untouched=True,
        )
    return Unusable(
        _("{path} cannot be made: {why}").format(path=path, why=of_system(error)),
        _("name another place with --book or AMFLOW_BOOK"),
    )


@contextmanager
def part(target: Path) -> Iterator[Path]:
    """A new file beside the target for what is not whole yet; it takes the target's place by `outfiles.put`. Raises
    Unusable."""
    try:
        make_folder(target.parent)
        with outfiles.part(target) as made:
            yield made
    except OSError as error:
        raise _not_made(target, error) from error


def marker_of(path: Path) -> Path:
    """There while the book, its files and its copies are rewritten under another key, or where that was cut off."""
    return path.with_name(f".{path.name}.rewriting")


def restoring_of(path: Path) -> Path:
    """There while another file takes the place of the book's, or where that was cut off."""
    return path.with_name(f".{path.name}.restoring")


def original(copy: Path) -> Path | None:
    """The book beside which this copy lies; None for what is no such copy."""
    around = copy.parent
    if not around.name.endswith(outfiles.COPIES):
        return None
    book = around.with_name(around.name.removesuffix(outfiles.COPIES))
    return book if book.is_file() else None


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


def tables(connection: sqlite3.Connection) -> list[str]:
    """The names of the tables of the file, those that SQLite keeps for itself and for a search left out."""
    found = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
    return [row[0] for row in found if not row[0].startswith("sqlite_")]
