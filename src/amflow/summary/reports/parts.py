"""What reports that are read and handed up are made of: sections with figures, facts, lists and what a person wrote."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.records import NamedTuple
from amflow.summary.meeting.records import AgendaLine

if TYPE_CHECKING:
    from amflow.summary.page import Figure


class Fact(NamedTuple):
    """A name with its value."""

    title: str
    value: Any


class Listing(NamedTuple):
    """Lines of the book under a title; `more` are not listed."""

    title: str
    items: tuple[AgendaLine, ...]
    more: int = 0


class Grid(NamedTuple):
    """A table of its own."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class ReportSection(NamedTuple):
    """A section of a report."""

    key: str
    title: str
    asks: str = ""
    """What belongs into it, in the playbook's words."""
    facts: tuple[Fact, ...] = ()
    figures: tuple["Figure", ...] = ()
    lists: tuple[Listing | Grid, ...] = ()
    written: str = ""
    """What the person wrote."""
    open: bool = False
    """Whether a person is to write something: without it there are lines to write into."""


class ReportParts(NamedTuple):
    """A report that is handed up."""

    what: str
    title: str
    under: tuple[str, ...]
    today: date
    sections: tuple[ReportSection, ...]
    history_title: str = ""
    foot: str = ""
