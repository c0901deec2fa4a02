"""What a person is told on the way about the file itself."""

from amflow.book.safety import beside
from amflow.book.store import Book
from amflow.locale import _


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
        told = _("beside the book lies {name}: what was written there is not here; amflow import says how it comes in")
        book.warn(told.format(name=name))
