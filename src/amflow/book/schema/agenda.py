"""The tables of the day: tasks, what was done with what is due, steps and checks, the lines of an accepted plan."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Brought, Clock, Code, Day, Line, OfFirm, Row, Words, one_of


class Task(Brought, table=True):
    """Something to do on a day (`t45`): an appointment where it has an hour, a promise where a customer was told."""

    __tablename__: ClassVar[Any] = "task"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "done", "dropped"),
        one_of("kind", "todo", "visit", "call", "message"),
        CheckConstraint("repeats_left IS NULL OR repeats_left > 0", name="repeats_left_positive"),
        Index("task_due", "state", "due_on", "due_time"),
        Index("task_done", "done_on", "state"),
        Index("task_customer", "customer_id", "state", "due_on"),
        Index("task_external", "external_source", "external_key", unique=True),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "confirmed_on confirmed_by companions": "no other program has asked for it yet",
        "touch_id": "the talk that it came out of",
        "due_counted repeats scheduled_on repeats_until repeats_left": "how the next day is counted: amflow does it",
    }

    title: Line
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    kind: Code = "todo"
    step: Code = "prep"
    due_on: Day | None = None
    due_time: Clock = ""
    minutes: int | None = None
    promised: int = 0
    """1: the customer was told that it will happen."""
    state: Code = "open"
    done_on: Day | None = None
    why: Words = ""
    confirmed_on: Day | None = None
    """The day on which the customer confirmed the appointment (`W13`)."""
    confirmed_by: Line = ""
    """Who confirmed it, and how."""
    companions: Line = ""
    """Colleagues who will come along."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    """The touch that it came out of."""
    due_counted: Code = ""
    """How the day was counted where its holidays were not decided yet, `2026-12-25+10wd`: it is shown as provisional."""
    repeats: Code = ""
    """How often it comes back: `2w`, `1w:4`, `1m:31`, `2w after done`; empty for a task that is done once."""
    scheduled_on: Day | None = None
    """The day of the series that it stands for, wherever it was moved: the next one is counted from here."""
    repeats_until: Day | None = None
    """No day of the series lies after it."""
    repeats_left: int | None = None
    """How many times are left, this one counted."""
    """The appointment's UID in the calendar that it came from."""


class Settled(OfFirm, table=True):
    """What a person did with something that the book derives (a callback, a birthday): done, skipped or moved."""

    __tablename__: ClassVar[Any] = "settled"
    __table_args__: ClassVar[Any] = (
        one_of("state", "done", "skipped", "moved"),
        UniqueConstraint("rule", "customer_id", "for_date", name="settled_once"),
        Index("settled_day", "on_date", "state"),
        Index("settled_until", "until_on"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "what is done with a derived item: without its rule it says nothing"}

    rule: Code
    customer_id: int = Field(foreign_key="customer.id", index=True)
    for_date: Day
    """The date of the event that made it due."""
    state: Code
    on_date: Day
    until_on: Day | None = None
    """Where it was moved: the day it comes back."""
    until_time: Clock = ""
    """The hour of that day, where one was said."""
    why: Words = ""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)


class DayStep(Row, table=True):
    """A step of a day that was called finished."""

    __tablename__: ClassVar[Any] = "day_step"
    __table_args__: ClassVar[Any] = (UniqueConstraint("on_date", "step", name="day_step_once"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "how one's own day went"}

    on_date: Day
    step: Code
    at_time: Clock = ""


class DayCheck(Row, table=True):
    """A checklist item on a day: done (with its time: a check-in) or skipped."""

    __tablename__: ClassVar[Any] = "day_check"
    __table_args__: ClassVar[Any] = (
        one_of("state", "done", "skipped"),
        UniqueConstraint("on_date", "check_key", name="day_check_once"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "how one's own day went"}

    on_date: Day
    check_key: Code
    state: Code
    at_time: Clock = ""
    why: Words = ""


class PlanLine(Row, table=True):
    """A line of a day's accepted plan, what it is about, and what became of it: plan against actual is read from here.

    What it is called and why it is there follow from what it is about (`book/planned.py`). With its day the outcome is
    fixed: what is done afterwards leaves it `moved`. `skipped` was left out on its day; `dropped` was taken out of the plan
    and counts no more.
    """

    __tablename__: ClassVar[Any] = "plan_line"
    __table_args__: ClassVar[Any] = (
        one_of("state", "planned", "done", "moved", "skipped", "dropped"),
        Index("plan_line_day", "on_date", "state"),
        Index("plan_line_customer", "customer_id", "on_date"),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "for_date": "points to what the line is about: its title says it",
        "place at_time": "no other program has asked for it yet",
    }

    on_date: Day
    minutes: int = 0
    state: Code = "planned"
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    rule: Code = ""
    for_date: Day | None = None
    ref: Code = Field(default="", index=True)
    """What it is about, where neither task, deal nor customer says it: `x4`, `o3`, `w7`, `a2`, `queue`."""
    kind: Code = ""
    """What sort of thing it is: `visit`, `call`, or the kind of the item."""
    place: int = 0
    """Its place in the day as the person ordered it."""
    at_time: Clock = ""
    """When it was to begin as it was accepted; empty where nothing was said of it."""
