"""Copies of the book: one a day before the first writing, one before each new version, one of what a restore replaced.

They lie in a folder beside the book, `book.db.backups`, each a whole book in one file. Of the daily ones are kept the
last seven days, then the last of each of four weeks and of twelve months.
"""

import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from amflow import done, outfiles
from amflow.book import attachments
from amflow.book.change import Row
from amflow.book.engine import connect, errors, is_full, part
from amflow.book.sqlite_errors import told
from amflow.book.store import Book
from amflow.errors import AmflowError
from amflow.locale import _
from amflow.outfiles import SIDES, put
from amflow.records import NamedTuple
from amflow.tempfiles import take_away

_DAY = 24 * 3600

DAYS, WEEKS, MONTHS = 7, 4, 12
"""How many of each are kept."""

LARGE = 64 << 20
"""A book of so many bytes takes a moment to copy: the person is told why they wait."""


class Backup(NamedTuple):
    """A copy that lies beside the book."""

    path: Path
    made_on: date
    kind: str
    """`day`, `before-v7` (a new version of the book), `replaced` (by a restore) or `left` (half made by what was cut off)."""
    size: int
    """Bytes."""


def folder(book: Path) -> Path:
    """Where the copies of this book lie."""
    return book.with_name(book.name + outfiles.COPIES)


def of_day(book: Path, day: str) -> Path:
    """The copy of that day, `YYYY-MM-DD`."""
    return folder(book) / f"{day}.db"


def listing(book: Path) -> list[Backup]:
    """The copies there are, newest first."""
    found = []
    with suppress(OSError):
        for path in folder(book).glob("*.db"):
            day = _day(path.name[:10])
            if day:
                found.append(Backup(path, day, path.stem[11:] or "day", path.stat().st_size))
    return sorted(found, key=lambda copy: (copy.made_on, copy.path.name), reverse=True)


def half_made(book: Path, left: Iterable[Path] = ()) -> list[Backup]:
    """What commands that were cut off left beside the book, and what else is `left` of them; not what one is making now."""
    place, began = attachments.folder(book), f".{book.name}."
    found = set(left)
    with suppress(OSError):
        found |= {one for one in book.parent.iterdir() if one.name.startswith(began) and not _is_marker(one)}
    for around in (folder(book), place):
        with suppress(OSError):
            found |= {one for one in around.iterdir() if outfiles.PART in one.name}
    held = []
    for one in found:
        with suppress(OSError):
            status = one.lstat()
            # The next command takes away what was noted: what is there for so long was not.
            if one in left or not outfiles.is_part(one) or time.time() - status.st_mtime > _DAY:
                held.append(Backup(one, date.fromtimestamp(status.st_mtime), "left", status.st_size))
    return sorted(held, key=lambda one: one.path)


def _is_marker(file: Path) -> bool:
    return file.suffix in (".rewriting", ".restoring")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def copy(book: Book, target: Path, what: str = "") -> None:
    """A complete copy of the book as it is now, safe while others write; whole or not at all. `what` it is to the person,
    where it is what they asked for. Raises Unusable."""
    if what:
        done.begun()
    try:
        with part(target) as made:
            _copy_into(book, made)
            put(made, target, what)
    except errors() as error:
        raise told(error, target) or error from error


def _copy_into(book: Book, file: Path) -> None:
    # SQLite copies nothing from a connection that is writing, and would wait for itself for ever.
    source = connect(book.path, book.key) if book.raw.in_transaction else book.raw
    made = connect(file, book.key)
    try:
        # What is not whole is thrown away, and the whole is put on the disk once, by `settle`.
        made.execute("PRAGMA synchronous = OFF")
        source.backup(made)
        # A copy is one file that can be carried: no side files.
        made.execute("PRAGMA journal_mode = DELETE")
    finally:
        made.close()
        if source is not book.raw:
            source.close()


def daily(book: Book) -> None:
    """Make today's copy where there is none yet, and let the old ones go. It never stops the command that writes."""
    target = of_day(book.path, book.now()[:10])
    if target.exists() or not os.access(book.path, os.W_OK) or is_full(book.path):
        return
    if not book.one("SELECT 1 FROM change LIMIT 1"):
        return
    if book.path.stat().st_size >= LARGE:
        book.warn(_("keeping today's copy of the book…"))
    try:
        copy(book, target)
        tidy(book.path, date.fromisoformat(target.stem))
    except (AmflowError, OSError) as error:
        why = error.message if isinstance(error, AmflowError) else str(error)
        book.warn(_("today's copy of the book could not be kept: {why}").format(why=why))


def before(book: Book, what: str) -> Path:
    """Put a copy aside before something that changes the whole book; its path. Raises Unusable."""
    target = free_name(book.path, f"{book.now()[:10]}-{what}")
    copy(book, target)
    return target


def free_name(book: Path, name: str) -> Path:
    """A name in the folder of copies that is not taken yet."""
    target, number = folder(book) / f"{name}.db", 1
    while target.exists():
        number += 1
        target = folder(book) / f"{name}-{number}.db"
    return target


def kept(days: Iterable[date]) -> set[date]:
    """Which of these days' copies stay: the last seven days counted from the newest copy, then the last of each of the
    four weeks and of the twelve months that end with it."""
    newest_first = sorted(set(days), reverse=True)
    if not newest_first:
        return set()
    newest = newest_first[0]
    stay = {day for day in newest_first if day > newest - timedelta(days=DAYS)}
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest_first:
        if day > newest - timedelta(weeks=WEEKS):
            weeks.setdefault(day.isocalendar()[:2], day)
        if (newest.year - day.year) * 12 + newest.month - day.month < MONTHS:
            months.setdefault((day.year, day.month), day)
    return stay | set(weeks.values()) | set(months.values())


def tidy(book: Path, today: date) -> None:
    """Let go of the daily copies that the rule does not keep, of others after a year, and of what was left half made."""
    found = listing(book)
    # A copy that claims to be of a later day (a clock that went wrong) must not push the others out.
    stay = kept([one.made_on for one in found if one.kind == "day" and one.made_on <= today])
    for one in found:
        old = one.made_on < today - timedelta(days=366)
        gone = one.made_on <= today and one.made_on not in stay if one.kind == "day" else old
        if gone:
            forget(one)
    for one in half_made(book):
        forget(one)


def forget(copy: Backup) -> bool:
    """Let go of a copy and of what lies beside it, the bytes written over first; gives whether it is gone."""
    gone = [take_away(copy.path.with_name(copy.path.name + end)) for end in ("", *SIDES)]
    return all(gone)


def changes_beyond(book: Book, other: sqlite3.Connection) -> tuple[list[Row], list[Row]]:
    """The commands that the book has and the other has not, and the other way round; newest first."""
    sql = "SELECT uid, at, command, summary FROM change ORDER BY id DESC"
    mine = book.all(sql)
    theirs = other.execute(sql).fetchall()
    known, here = {row["uid"] for row in theirs}, {row["uid"] for row in mine}
    return [row for row in mine if row["uid"] not in known], [row for row in theirs if row["uid"] not in here]
