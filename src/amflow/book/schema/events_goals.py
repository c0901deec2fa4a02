"""The tables of what has a date of its own: events in the calendar, one's own goals. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class Event(Row, table=True):
    """A dated event that customers may be told of (`e7`): a share issue, a launch, a campaign, a day the firm is closed."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("until_on IS NULL OR until_on >= on_date", name="until_not_before"),
        UniqueConstraint("external_source", "external_key", name="event_external"),
        Index("event_day", "on_date"),
        Index("event_until", "until_on"),
    )

    kind: str
    """share-issue, launch, campaign, meeting, training, closed or other."""
    on_date: Day
    until_on: Day | None = None
    """Its last day, where it lasts longer than one."""
    title: Line
    note: str = ""
    external_source: str | None = None
    external_key: str | None = None


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
    state: str = "open"
    done_on: Day | None = Field(default=None)
    """The day it was reached, or given up."""
    why: str = ""
