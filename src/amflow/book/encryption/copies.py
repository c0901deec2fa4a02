"""One book into another file: row by row, plain to encrypted and back, which SQLite's own copying cannot do; and copies under
a passphrase, in the age format, what `age --decrypt` opens too."""

import sqlite3
from pathlib import Path
from typing import Any

from amflow import outfiles
from amflow.book import engine
from amflow.book.store import Book
from amflow.book.values import new_uid
from amflow.errors import Refused, Unusable
from amflow.locale import _

BEGINS = b"age-encryption.org/v1"
MARK = "encrypted"
"""What a copy says of itself, among the book's facts: the book that it is of was encrypted. It is in no journal."""

ARMOURED = b"-----BEGIN AGE ENCRYPTED FILE-----"


def is_sealed(path: Path) -> bool:
    """Whether the file begins as one in the age format does."""
    if not path.is_file():
        # A pipe would be waited for.
        return False
    try:
        with path.open("rb") as file:
            return file.read(len(ARMOURED)).startswith((BEGINS, ARMOURED))
    except OSError:
        return False


def seal(book: Book, target: Path, passphrase: str) -> None:
    """A copy of the book under a passphrase. It is made in memory: no plain copy touches the disk. Raises Unusable."""
    tool = _age()
    plain = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if book.key is None:
            book.raw.backup(plain)
        else:
            book.raw.execute("BEGIN")
            transfer(book.raw, plain)
            book.raw.execute("ROLLBACK")
            now = book.now()
            plain.execute("DELETE FROM about WHERE name = ?", (MARK,))
            plain.execute(
                "INSERT INTO about (uid, created_at, updated_at, name, value) VALUES (?, ?, ?, ?, '1')",
                (new_uid(), now, now, MARK),
            )
        content = plain.serialize()
    finally:
        plain.close()
    outfiles.write(target, tool.passphrase.encrypt(content, passphrase), _("name another place"))


def unseal(path: Path, passphrase: str) -> bytes:
    """What is under the passphrase. Raises Refused when it is not the right one, or the file was damaged."""
    tool = _age()
    try:
        content: bytes = tool.passphrase.decrypt(path.read_bytes(), passphrase)
    except tool.DecryptError as error:
        raise Refused(
            _("{path} does not open with this passphrase").format(path=path),
            _("say it again; a damaged file does not open either"),
        ) from error
    if content.startswith(engine.PLAIN):
        # Written ahead it was; in memory it cannot be, and SQLite would not open it there.
        content = content[:18] + b"\x01\x01" + content[20:]
    return content


def _age() -> Any:
    try:
        import pyrage
        import pyrage.passphrase
    except ImportError as error:
        from amflow import extras

        raise Unusable(_("copies under a passphrase need another package"), extras.command(extras.ENCRYPT)) from error
    return pyrage


AT_ONCE = 2_000

OF_SQLITE = ("sqlite_stat1", "sqlite_sequence")


def transfer(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Let the empty target hold everything that the source holds: rows, indexes, views, search, numbers of version.

    The source must not change meanwhile. Nothing is put on the disk safely: whoever calls settles the file.
    """
    target.execute("PRAGMA synchronous = OFF")
    target.execute("BEGIN")
    parts = source.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid").fetchall()
    parts = [tuple(part) for part in parts]
    kinds = {row[1]: row[2] for row in source.execute("PRAGMA main.table_list").fetchall()}
    tables = [part for part in parts if part[0] == "table"]
    # What a search keeps is made with it, and filled like any other table.
    for _kind, name, sql in tables:
        if sql and kinds.get(name) != "shadow" and not name.startswith("sqlite_"):
            target.execute(sql)
    if any(name == "sqlite_stat1" for _kind, name, _sql in tables):
        target.execute("ANALYZE sqlite_schema")
    for _kind, name, _sql in tables:
        if kinds.get(name) in ("virtual", "view") or (name.startswith("sqlite_") and name not in OF_SQLITE):
            continue
        _fill(source, target, name)
    for kind, name, sql in parts:
        # The triggers at last: what they keep counted came over with its own table.
        if sql and kind in ("index", "view", "trigger") and not name.startswith("sqlite_"):
            target.execute(sql)
    for number in ("application_id", "user_version"):
        target.execute(f"PRAGMA {number} = {source.execute(f'PRAGMA {number}').fetchone()[0]}")
    target.execute("COMMIT")


def _fill(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    target.execute(f'DELETE FROM "{table}"')
    columns = source.execute(f'SELECT * FROM pragma_table_info("{table}")').fetchall()
    into = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})'
    cursor = source.execute(f'SELECT * FROM "{table}"')
    while rows := cursor.fetchmany(AT_ONCE):
        target.executemany(into, [tuple(row) for row in rows])


def same(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether both are sound and hold the same number of rows in every table: asked before the first is let go of."""
    if other.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        return False
    counts = [f'SELECT count(*) FROM "{name}"' for name in engine.tables(one)]
    return all(one.execute(sql).fetchone()[0] == other.execute(sql).fetchone()[0] for sql in counts)
