"""Which SQLite reads a file: Python's own, or SQLCipher where the file is encrypted. The one place that knows.

Both speak the same language (DB-API), but each has errors and rows of its own. Only an encrypted file loads SQLCipher.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.locale import _
from amflow.records import NamedTuple

PLAIN = b"SQLite format 3\0"
"""What a plain book begins with; an encrypted one begins with its salt."""

PAGE = 4096
"""An encrypted file is pages of so many bytes."""

DISTINCT = 190
"""So many different bytes, at least, are among the first 512 of an encrypted file."""

ROUNDS = 256_000
"""Of PBKDF2-HMAC-SHA512, as SQLCipher 4 itself turns a passphrase into a key."""


class Key(NamedTuple):
    """What opens an encrypted file, as hexadecimal digits: the raw key and the salt that the file begins with."""

    raw: str
    salt: str


def derive(passphrase: str, salt: str) -> Key:
    """The key that SQLCipher makes of the passphrase for a file with this salt; it takes a tenth of a second."""
    from hashlib import pbkdf2_hmac

    return Key(pbkdf2_hmac("sha512", passphrase.encode(), bytes.fromhex(salt), ROUNDS, 32).hex(), salt)


def begins(path: Path) -> bytes:
    """The first bytes of the file; empty where there is none."""
    try:
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
        raise Unusable(_("an encrypted book needs another package"), _("pip install 'amflow[encrypt]'")) from error
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
    import os
    from tempfile import mkstemp

    handle, name = mkstemp(prefix="amflow-", suffix=".notes")
    os.close(handle)
    connection = connect(name, Key(os.urandom(32).hex(), os.urandom(16).hex()), isolation_level=None)
    # Opened before it loses its name: SQLite opens a file with its first question.
    connection.execute("PRAGMA user_version = 1")
    if os.name == "posix":
        Path(name).unlink()
    return connection
