"""The tables of preparing: notes, events in the calendar, goals of one's own."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from amflow.book.schema.row import Brought, Code, Day, Line, Row, Words, not_negative, one_of


class Note(Row, table=True):
    """A remark about the market, a competitor, a product, a customer."""

    __tablename__: ClassVar[Any] = "note"
    __table_args__: ClassVar[Any] = (
        *not_negative("minutes"),
        Index("note_day", "on_date"),
        Index("note_kind", "kind", "on_date"),
        Index("note_important", "on_date", sqlite_where=text("important = 1")),
    )

    kind: Code
    on_date: Day
    text: Words
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    minutes: int | None = None
    """How long it took: for training."""
    link: Line = ""
    """Where it can be read: of a headline that was kept."""
    important: int = 0
    """1: to be passed on to the customers whom the playbook's rule names (`W11`: important information)."""


class Event(Brought, table=True):
    """A dated event that customers may be told of (`e7`): a share issue, a launch, a campaign, a day the firm is closed."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("until_on IS NULL OR until_on >= on_date", name="until_not_before"),
        UniqueConstraint("external_source", "external_key", name="event_external"),
        Index("event_day", "on_date"),
        Index("event_until", "until_on"),
    )

    kind: Code
    """share-issue, launch, campaign, meeting, training, closed or other."""
    on_date: Day
    until_on: Day | None = None
    """Its last day, where it lasts longer than one."""
    title: Line
    note: Words = ""


class Goal(Row, table=True):
    """A goal of one's own (`a3`), to be reached by a day (`W03`, `W15`: development is appraised too)."""

    __tablename__: ClassVar[Any] = "goal"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "done", "dropped"),
        Index("goal_due", "state", "due_on"),
        Index("goal_done", "done_on"),
    )

    title: Line
    due_on: Day
    state: Code = "open"
    done_on: Day | None = Field(default=None)
    """The day it was reached, or given up."""
    why: Words = ""
