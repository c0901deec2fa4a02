"""What a tortured book is looked at with: every row as one number, its access log, its files, names that lie about in plain."""

import hashlib
import re
import sqlite3
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from amflow.book import access_log, engine, integrity, migrations
from amflow.book.encryption import copies
from amflow.book.engine import Key
from amflow.book.migrations import APPLICATION_ID
from amflow.book.opening import open_book
from amflow.book.safety import backups

MARKS = (engine.PLAIN, "慕容".encode(), b"the scan of ")
"""What a plain book or file of the torture holds, and neither random bytes nor a playbook do."""

derive = cache(engine.derive)


class Seen(NamedTuple):
    """A book as it is: `rows` is everything but the access log, and what a copy says of itself."""

    rows: str
    changes: int
    looks: int
    open: bool | None
    """The register; None where it was never opened or closed."""


class Keys:
    """The passphrases that a book may be under: `word` is the one it is under, `other` the one a new key comes from."""

    def __init__(self, folder: Path) -> None:
        self.file, self.next_file, self.copy_file = folder / "word.txt", folder / "next.txt", folder / "copyword.txt"
        self.word, self.other, self.copy = "horse battery", "staple correct", "horse battery"
        self.salts: set[str] = set()
        self.write()

    def write(self) -> None:
        """Let the files say what is known here."""
        for file, word in ((self.file, self.word), (self.next_file, self.other), (self.copy_file, self.copy)):
            file.write_text(f"{word}\n", "utf-8")

    def swap(self) -> None:
        """The other passphrase is the book's now."""
        self.word, self.other = self.other, self.word
        self.write()

    def of(self, path: Path) -> Key | None:
        """The key of the file; None where it is plain. Raises ValueError where no passphrase opens it."""
        salt = engine.salt(path)
        if not salt:
            return None
        self.salts.add(salt)
        for word in (self.word, self.other):
            key = derive(word, salt)
            if _opens(path, key):
                return key
        raise ValueError(f"{path.name} opens with no passphrase that it ever had")

    def is_under(self, path: Path, word: str) -> bool:
        """Whether that passphrase opens the file."""
        salt = engine.salt(path)
        return bool(salt) and _opens(path, derive(word, salt))


def _opens(path: Path, key: Key) -> bool:
    trial = engine.connect(path, key)
    try:
        trial.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except engine.errors("DatabaseError"):
        return False
    finally:
        trial.close()
    return True


def see(path: Path, key: Key | None) -> Seen:
    """The book at this path."""
    connection = engine.connect(path, key)
    try:
        return _seen(connection)
    finally:
        connection.close()


def see_sealed(path: Path, word: str) -> Seen:
    """The book in a copy of the age format."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(copies.unseal(path, word))
        return _seen(connection)
    finally:
        connection.close()


def _seen(connection: Any) -> Seen:
    sums = hashlib.sha256()
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'"
        " AND name <> 'access' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        where = f" WHERE name NOT IN ('{access_log.HEAD}', '{copies.MARK}')" if table == "about" else ""
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "id" or not where]
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}{where} ORDER BY 1"):
            sums.update(repr((table, tuple(row))).encode("utf-8", "surrogatepass"))
    changes = connection.execute("SELECT count(*) FROM change").fetchone()[0]
    looks = connection.execute("SELECT count(*) FROM access").fetchone()[0]
    last = connection.execute(
        "SELECT kind FROM access WHERE kind IN ('open', 'close') ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Seen(sums.hexdigest(), changes, looks, last[0] == "open" if last else None)


def numbers(path: Path, key: Key | None, sql: str) -> list[int]:
    """The first column of the answer."""
    connection = engine.connect(path, key)
    try:
        return [row[0] for row in connection.execute(sql)]
    finally:
        connection.close()


def kept(path: Path, key: Key | None) -> int:
    """How many files the book keeps."""
    return numbers(path, key, "SELECT count(DISTINCT kept) FROM attachment WHERE kept <> ''")[0]


def problems(path: Path, keys: Keys, *, replayed: bool = True) -> list[str]:
    """What `book check` (attached files are part of it) and the chain of the access log say of the book; not `replayed`,
    without holding it to its journal: the rows of a book are those that were held to it before."""
    try:
        key = keys.of(path)
        book = open_book(path, unlock=lambda _path, _opens: key or derive(keys.word, engine.salt(path)))
    except Exception as error:
        return [f"the book does not open: {error}"]
    try:
        found = (integrity.problems if replayed else integrity.beside_rows)(book)
        broken = access_log.verified(book)[2]
        if broken:
            found.append(f"the access log does not hold: {broken}")
        if book.raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            found.append("the book is not written ahead any more")
        return found
    finally:
        book.close()


def secrets(path: Path, key: Key | None) -> tuple[bytes, ...]:
    """What nobody is to read of the customers: whole names, phones, mails, as they stand in a file."""
    connection = engine.connect(path, key)
    try:
        found = connection.execute("SELECT name, phone, email FROM customer").fetchall()
    finally:
        connection.close()
    return tuple({text.encode() for row in found for text in row if len(text.encode()) > SHORT})


SHORT = 5
"""A name of so few bytes may stand anywhere."""


def plain(book: Path, *others: Path, marks: tuple[bytes, ...] = ()) -> list[str]:
    """The files of an encrypted book, and those below the other folders, that tell something in plain."""
    files = [one for one in book.parent.iterdir() if one.name.lstrip(".").startswith(book.name)]
    every = [file for one in (*files, *others) for file in (one.rglob("*") if one.is_dir() else (one,))]
    return [str(file.relative_to(book.parent)) for file in every if file.is_file() and _tells(file.read_bytes(), marks)]


def _tells(content: bytes, marks: tuple[bytes, ...] = ()) -> bool:
    return _pattern((*MARKS, *marks)).search(content) is not None


@cache
def _pattern(marks: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(_tree(marks), re.DOTALL)


def _tree(marks: Iterable[bytes]) -> bytes:
    """Any of the marks, as a pattern that reads a file once: hundreds of names, each looked for by itself, were half of the
    time of a turn."""
    if b"" in (ends := set(marks)):
        return b""
    first: dict[bytes, set[bytes]] = {}
    for end in ends:
        first.setdefault(end[:1], set()).add(end[1:])
    return b"(?:" + b"|".join(re.escape(sign) + _tree(rest) for sign, rest in sorted(first.items())) + b")"


def unreadable_copies(book: Path, keys: Keys) -> list[str]:
    """The copies beside the book that neither are plain nor open with a passphrase that it had."""
    found = []
    for one in backups.listing(book):
        try:
            if not _opens_plain(one.path) and keys.of(one.path) is None:
                found.append(one.path.name)
        except ValueError:
            found.append(one.path.name)
    return found


def _opens_plain(path: Path) -> bool:
    return engine.begins(path) == engine.PLAIN


def old_book(path: Path, version: int, key: Key | None) -> None:
    """A book of that version, with one customer."""
    connection = engine.connect(path, key, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for step in migrations.STEPS[:version]:
        step(connection)
    connection.execute(
        "INSERT INTO customer (uid, created_at, updated_at, name, name_key, added_on, quiet_since)"
        " VALUES ('u', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '慕容', '慕容', '2026-01-01', '2026-01-01')"
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
