"""What a person is told on the way about the file itself."""

from collections.abc import Callable
from pathlib import Path

from amflow.book.safety import beside
from amflow.book.store import Book
from amflow.locale import _
from amflow.shell.output import as_line


def about_clock(book: Book) -> None:
    """Say that the clock stood before the entry that was the last one, once something was written by it."""
    later = beside.written_later(book)
    if later is not None:
        from amflow.dates.format import day

        told = _(
            "the clock stands before the last entry of the book ({day}): amflow history shows what was written then"
        )
        book.warn(told.format(day=day(later.date())))


def about_copies(book: Book) -> None:
    """Say that a sync laid a copy of the book beside it."""
    for name in beside.conflict_copies(book):
        told = _(
            "beside the book lies {name}: what was written there is not here; {command} says how it comes in, then put it away"
        )
        book.warn(told.format(name=name, command=as_line(["amflow", "import", str(book.path.with_name(name))])))


def about_plain(path: Path, sealed: bool, left: tuple[Path, ...], warn: Callable[[str], None]) -> None:
    """Say what commands that were cut off left behind, and what lies in plain beside an encrypted book: until it is gone. The
    key is not needed for it."""
    for one in left:
        warn(_("{path} was left half made and cannot be taken away: look at who may write there").format(path=one))
    if not sealed:
        return
    from amflow.book.encryption import rewrite
    from amflow.book.safety import backups

    told = _("{path} is still plain beside the encrypted book: amflow book encrypt tries again")
    for one in (*rewrite.remaining(path), *rewrite.unsealed(path)):
        warn(told.format(path=one))
    told = _("{path} was left half made, and may be plain: amflow book backups --forget-before tomorrow lets go of it")
    for half in backups.half_made(path):
        warn(told.format(path=half.path))
