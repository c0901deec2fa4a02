"""Events of the calendar: the list, the page about one, what changed."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, _
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, in_columns, named

if TYPE_CHECKING:
    from amflow.prep.events.records import Event

COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("on_date", N_("when"), "dim"),
    ListColumn("until_on", N_("until"), "dim"),
    ListColumn("kind", N_("kind"), say=lambda event: event.kind_title),
    ListColumn("title", N_("what"), "title"),
    ListColumn("note", N_("remark"), "dim", say=lambda event: event.note.replace("\n", " ")),
)


def listing(found: Sequence["Event"], empty: str) -> ListView:
    """Events, the first in front."""
    give = "note" if any(one.note for one in found) else "title"
    return ListView("events", COLUMNS, found, empty=empty, give=give)


def page(one: "Event") -> ItemView:
    """One event."""
    lines = [(_("kind"), one.kind_title), (_("when"), _days(one.on_date, one.until_on)), (_("remark"), one.note)]
    return ItemView("event", in_columns(COLUMNS, one), lines, title=named(one.title, one.ref))


def changed(one: "Event", word: str) -> ChangeView:
    """An event that was written, changed or taken out: with its days as they were understood."""
    then = [(_("when"), _days(one.on_date, one.until_on)), (_("kind"), one.kind_title)]
    return ChangeView("event", in_columns(COLUMNS, one), f"{one.title} ({one.ref}) {word}", then)


def _days(first: date, last: date | None) -> str:
    return date_format.between(first, last) if last and last > first else date_format.day(first)
