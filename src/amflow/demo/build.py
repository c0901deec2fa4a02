"""Where the demo book goes: never into a person's own book; made aside and put in its place when it is whole."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from amflow import outfiles
from amflow.book.engine import part
from amflow.book.opening import open_book
from amflow.book.safety import backups
from amflow.book.store import Book
from amflow.demo import cases as care
from amflow.demo import story
from amflow.desk import Desk
from amflow.errors import Refused
from amflow.locale import _, ngettext
from amflow.records import NamedTuple
from amflow.settings import Settings, path_of

NAME = "demo.db"
MARK = "demo"
"""The fact that a demo book knows of itself."""


class Made(NamedTuple):
    """A demo book that was made."""

    path: Path
    playbook: str
    title: str
    seed: int
    counts: dict[str, int]


def choose(settings: Settings, named: Path, to: str) -> Path:
    """Where the demo book goes: the file that `--output` says, else the one that was named for this run (`--book`,
    `AMFLOW_BOOK`), else one beside the person's own book."""
    if to:
        return path_of(to)
    if settings.places["book"] == "environment" or named != outfiles.real(settings.book_file):
        return named
    return settings.folders.data / NAME


def make(path: Path, now: datetime, desk_for: Callable[[Book], Desk], seed: int) -> Made:
    """Make the demo book at that path, in place of an earlier one, as if it had been written until `now`.

    Raises Refused where another book is there.
    """
    refuse_others(path)
    path = outfiles.real(path)
    with part(path) as aside:
        book = open_book(aside, now=lambda: f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        try:
            desk = desk_for(book)
            with book.change("demo") as change:
                book.remember(change, MARK, "1")
                book.remember(change, "playbook", desk.playbook.name)
                story.tell(desk, change, seed)
                change.summary = str(desk.playbook.title)
            care.register(desk, seed)
            counts = book.counts()
        finally:
            book.close()
        _forget_former(path)
        outfiles.put(aside, path, str(path))
    return Made(path, desk.playbook.name, str(desk.playbook.title), seed, counts)


def refuse_others(path: Path) -> None:
    """Say no where a book is that this did not make. Raises Refused; Unusable where the file is no book."""
    if not path.exists() or (path.is_file() and not path.stat().st_size):
        return
    book = open_book(path)
    try:
        first = book.one("SELECT command FROM change ORDER BY id LIMIT 1")
        # Undone, a demo book has forgotten that it is one; its history has not.
        ours = book.about(MARK) == "1" or (first is not None and first["command"] == MARK)
        people = book.number("SELECT count(*) FROM customer")
    finally:
        book.close()
    if not ours:
        raise Refused(
            _("{path} is a book of your own").format(path=path),
            _("put the demo elsewhere: amflow demo --output FILE"),
            (ngettext("{n} customer", "{n} customers", people),),
            untouched=True,
        )


def _forget_former(path: Path) -> None:
    """Let go of the copies of a book that will be no more, and of what SQLite keeps beside it."""
    for copy in backups.listing(path):
        backups.forget(copy)
    with suppress(OSError):
        backups.folder(path).rmdir()
    for end in outfiles.SIDES:
        path.with_name(path.name + end).unlink(missing_ok=True)
