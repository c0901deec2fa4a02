"""The journal read backwards: what was done, taking it back, doing it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from typing import Any

from amflow.book.change import ERASE, Change, ChangeLine
from amflow.book.engine import errors
from amflow.book.store import Book
from amflow.errors import Refused, Unusable
from amflow.locale import _, ngettext
from amflow.records import filled


def history(book: Book, limit: int) -> list[ChangeLine]:
    """The last commands that changed the book, newest first; undoing is not a line of its own."""
    rows = book.all(
        "SELECT id, at, command, summary, undone_by,"
        " (SELECT count(*) FROM journal WHERE change_id = change.id) AS rows"
        " FROM change WHERE kind = 'do' ORDER BY id DESC LIMIT ?",
        limit,
    )
    return [
        # An erasure names itself: it cannot be taken back, and is not.
        filled(ChangeLine, row, undone=row["undone_by"] not in (None, row["id"]))
        for row in rows
    ]


def erasure(book: Book) -> str:
    """The erasure that is the last command which still holds, as `customer erase c3`; else empty. No undo reaches it."""
    row = book.one(
        "SELECT * FROM change WHERE kind = 'do' AND (undone_by IS NULL OR (undone_by = id AND command = ?))"
        " ORDER BY id DESC LIMIT 1",
        ERASE,
    )
    if row is None or row["undone_by"] is None:
        return ""
    # Behind the reference it says where the person still stands.
    return f"{ERASE} {''.join(takewhile(str.isalnum, row['summary']))}"


def undo(book: Book, count: int | None = None) -> list[ChangeLine]:
    """Take back the last command, or so many, newest first, whole. Raises Refused when there are not so many, and where the
    last is an erasure: whoever says a number means those before it."""
    if count is None and (last := erasure(book)):
        raise Refused(
            _("the last command, {command}, cannot be taken back").format(command=last),
            _("amflow history shows what was done before it, amflow undo 1 takes the last of that back"),
            untouched=True,
        )
    count = count or 1
    with _change(book, "undo") as change:
        found = book.all("SELECT * FROM change WHERE kind = 'do' AND undone_by IS NULL ORDER BY id DESC LIMIT ?", count)
        if len(found) < count:
            raise Refused(
                _("only {n} can be undone").format(n=len(found)) if found else _("there is nothing to undo"),
                _("amflow history shows what was done"),
            )
        for row in found:
            _take_back(book, change, row["id"])
        change.summary = ", ".join(row["command"] for row in found)
    return [_line(book, row, undone=True) for row in found]


def redo(book: Book, count: int = 1) -> list[ChangeLine]:
    """Do again so many commands that undo took back: what one undo took back comes back as one. Raises Refused when something
    was done since, or there are not so many."""
    again: list[Any] = []
    with _change(book, "redo") as change:
        while len(again) < count:
            undo = book.one(
                "SELECT id FROM change WHERE kind = 'undo' AND undone_by IS NULL"
                " AND id > (SELECT coalesce(max(id), 0) FROM change WHERE kind = 'do') ORDER BY id DESC LIMIT 1"
            )
            if undo is None and again:
                raise Refused(_("only {n} can be redone").format(n=len(again)), _("amflow history shows what was done"))
            if undo is None:
                raise Refused(_("there is nothing to redo"), _("redo works right after undo"))
            more = book.all("SELECT * FROM change WHERE undone_by = ? ORDER BY id", undo["id"])
            again += more
            if count > 1 and len(again) > count:
                raise Refused(
                    ngettext("one undo took back {n} command", "one undo took back {n} commands", len(more)).format(
                        n=len(more)
                    ),
                    _("amflow redo does all of it again"),
                )
            _take_back(book, change, undo["id"])
            book.raw.execute("UPDATE change SET undone_by = NULL WHERE undone_by = ? AND kind = 'do'", (undo["id"],))
        change.summary = ", ".join(row["command"] for row in again)
    return [_line(book, row, undone=False) for row in again]


@contextmanager
def _change(book: Book, command: str) -> Iterator[Change]:
    try:
        with book.change(command, kind=command) as change:
            yield change
    except errors("IntegrityError") as error:
        # What the lines say together points to rows that are not there.
        raise Unusable(
            _("the journal is damaged: {why}").format(why=error),
            _("amflow book check says where, amflow book backups lists the copies"),
            untouched=True,
        ) from error


def _take_back(book: Book, change: Change, change_id: int) -> None:
    # A row may point at one that comes back after it; the whole is consistent again at commit.
    book.raw.execute("PRAGMA defer_foreign_keys = ON")
    for line in book.all("SELECT * FROM journal WHERE change_id = ? ORDER BY id DESC", change_id):
        change.put_back(line)
    book.raw.execute("UPDATE change SET undone_by = ? WHERE id = ?", (change.id, change_id))


def _line(book: Book, row: Any, *, undone: bool) -> ChangeLine:
    rows = book.number("SELECT count(*) FROM journal WHERE change_id = ?", row["id"])
    return filled(ChangeLine, row, rows=rows, undone=undone)
