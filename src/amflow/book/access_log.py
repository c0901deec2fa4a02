"""The access log of a locked register: lines that are only ever added, each with the sha256 of the one before (`W09`).

Not a change: nothing of it is in the journal, and no undo takes it back. The last line's hash is kept in the book's facts
about itself too, so that lines cut off at the end are missed. Whoever edits the file by hand and knows how this works
can still write a whole new chain: the fingerprint that the supervisor's page prints is what tells.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from amflow.book.engine import errors
from amflow.book.store import Book
from amflow.book.values import local, new_uid
from amflow.records import NamedTuple

HEAD = "access"
"""The name under which the book keeps the number and the hash of the last line."""

FIELDS = ("id", "at", "on_date", "at_time", "kind", "command", "who", "detail", "unmasked", "before")
"""What a line's hash is made of, in this order."""


REFUSED = "refused"
"""The kind of a line about a command that the closed register did not let in."""

LOOKS = ("list", "export", REFUSED)
"""The kinds of lines that are written beside what was asked for."""


class AccessLine(NamedTuple):
    """A line to be added."""

    kind: str
    command: str
    who: str
    detail: str = ""
    unmasked: bool = False


class Broken(NamedTuple):
    """The first place where the chain does not hold."""

    id: int
    why: str
    """changed, gap, cut or first."""


def state(book: Book) -> sqlite3.Row | None:
    """The last opening or closing; None where the register was never opened or closed."""
    ends = book.one(
        "SELECT (SELECT max(id) FROM access WHERE kind = 'open') AS opened,"
        " (SELECT max(id) FROM access WHERE kind = 'close') AS closed"
    )
    last = max(ends["opened"] or 0, ends["closed"] or 0) if ends is not None else 0
    return book.get("access", last) if last else None


def begun(book: Book) -> bool:
    """Whether there is any line: a book that keeps a log goes on keeping it."""
    return book.one("SELECT 1 FROM access LIMIT 1") is not None


def append(book: Book, entry: AccessLine, now: str = "") -> None:
    """Add a line, in a transaction of its own: two programs at once make two lines of one chain. Raises Unusable where the
    book cannot be written."""
    try:
        _append(book.raw, entry, now or book.now())
    except errors() as error:
        from amflow.book.sqlite_errors import told

        raise told(error, book.path) or error from error


def _append(connection: sqlite3.Connection, entry: AccessLine, now: str) -> None:
    here = local(now)
    from amflow.book.transaction import writing

    with writing(connection, "" if entry.kind in LOOKS else entry.command):
        last = connection.execute("SELECT id, hash FROM access ORDER BY id DESC LIMIT 1").fetchone()
        line: dict[str, Any] = {
            "id": (last["id"] if last else 0) + 1,
            "at": now,
            "on_date": f"{here:%Y-%m-%d}",
            "at_time": f"{here:%H:%M}",
            **entry._asdict(),
            "unmasked": int(entry.unmasked),
            "before": last["hash"] if last else "",
        }
        line["hash"] = hashed(line)
        marks = ", ".join("?" * len(line))
        connection.execute(f"INSERT INTO access ({', '.join(line)}) VALUES ({marks})", tuple(line.values()))
        _keep_head(connection, f"{line['id']}:{line['hash']}", now)


def _keep_head(connection: sqlite3.Connection, head: str, now: str) -> None:
    done = connection.execute("UPDATE about SET value = ?, updated_at = ? WHERE name = ?", (head, now, HEAD))
    if not done.rowcount:
        connection.execute(
            "INSERT INTO about (uid, created_at, updated_at, name, value) VALUES (?, ?, ?, ?, ?)",
            (new_uid(), now, now, HEAD, head),
        )


def hashed(line: Mapping[str, Any] | sqlite3.Row) -> str:
    """The hash of a line: over its fields and, with the one before, over all that came before."""
    from hashlib import sha256
    from json import dumps

    fields = [line[name] for name in FIELDS]
    return sha256(dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def verified(book: Book) -> tuple[int, str, Broken | None]:
    """How many lines there are, the hash of the last, and the first place where the chain does not hold."""
    count, before = 0, ""
    for line in book.each("SELECT * FROM access ORDER BY id"):
        count += 1
        if line["id"] != count:
            return count, before, Broken(count, "first" if count == 1 else "gap")
        if line["before"] != before or hashed(line) != line["hash"]:
            return count, before, Broken(line["id"], "changed")
        before = line["hash"]
    row = book.one("SELECT value FROM about WHERE name = ?", HEAD)
    kept = row["value"] if row is not None else ""
    if kept != (f"{count}:{before}" if count else ""):
        return count, before, Broken(count + 1, "cut")
    return count, before, None


def put_away(book: Book) -> None:
    """Leave nothing beside the closed book: all of it in the one file, which its owner alone may open."""
    book.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with suppress(OSError):
        book.path.chmod(0o600)
