"""A file beside an encrypted book: its pieces in a SQLCipher file of its own, under a key that follows from the book's.

Its name is a keyed hash, and its own name lies inside: whoever has the file and not the key learns how large it is.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from amflow.book import engine
from amflow.book.engine import Key

DIGITS = 32


def key_of(key: Key) -> Key:
    """The key of the files of a book: whoever learns it has not learnt the book's."""
    return Key(_keyed(key, "amflow attached files"), key.salt)


def name_of(key: Key, kept: str) -> str:
    """What the file is called on the disk; `kept` is its name in the book, which is made of its content."""
    return _keyed(key, f"amflow name of {kept}")[:DIGITS]


def _keyed(key: Key, what: str) -> str:
    import hmac

    return hmac.new(bytes.fromhex(key.raw), what.encode(), "sha256").hexdigest()


class SealedWriter:
    """The file that is being sealed, at a name of its own."""

    def __init__(self, part: Path, key: Key) -> None:
        self._file = engine.connect(part, key_of(key), isolation_level=None)
        # Thrown away where it is not whole, and put on the disk at once by whoever gives it its name.
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("BEGIN")
        self._file.execute("CREATE TABLE piece (content BLOB NOT NULL)")
        self._file.execute("CREATE TABLE file (kept TEXT NOT NULL)")

    def write(self, piece: bytes) -> None:
        """The next piece."""
        self._file.execute("INSERT INTO piece VALUES (?)", (piece,))

    def done(self, kept: str) -> None:
        """It is whole: write its name in the book down in it."""
        self._file.execute("INSERT INTO file VALUES (?)", (kept,))
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Close the file, whole or not."""
        self._file.close()


def kept_name(path: Path, key: Key) -> str:
    """The name in the book of a sealed file. Raises an SQLite error where the key is another one or it is damaged."""
    file = _open(path, key)
    try:
        return str(file.execute("SELECT kept FROM file").fetchone()[0])
    finally:
        file.close()


def pieces(path: Path, key: Key) -> Iterator[bytes]:
    """What the file holds. Raises an SQLite error where the key is another one or it is damaged."""
    file = _open(path, key)
    try:
        for (content,) in file.execute("SELECT content FROM piece ORDER BY rowid"):
            yield content
    finally:
        file.close()


def _open(path: Path, key: Key) -> sqlite3.Connection:
    # Only to read: a file that is not there is not to be made.
    return engine.connect(f"{path.absolute().as_uri()}?mode=ro", key_of(key), uri=True)
