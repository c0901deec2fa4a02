"""The tables of looking back: targets, what is measured outside, causes and remedies of gaps, what was said and handed in."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Code, Day, Line, Row, Words, one_of


class Target(Row, table=True):
    """What should be reached: a metric in a period, of all the work or of a part. Money in minor units, counts as they are."""

    __tablename__: ClassVar[Any] = "target"
    __table_args__: ClassVar[Any] = (
        one_of("period", "day", "week", "month", "quarter", "year"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        one_of("scope", "", "product", "line", "tier", "customer"),
        one_of("level", "base", "stretch"),
        UniqueConstraint("metric", "period", "starts_on", "scope", "part", "level", name="target_once"),
    )

    metric: Code
    period: Code
    starts_on: Day
    value: int
    scope: Code = ""
    part: Code = ""
    """The product's or the customer's number, the line's name, the tier's key."""
    level: Code = "base"
    ended: int = 0
    """1: from here on there is none. Of what should be much a value of 0 says the same."""


class Measure(Row, table=True):
    """A figure that the book cannot count, as somebody measured it on a day: a shelf rate, customers' assets (`W18`)."""

    __tablename__: ClassVar[Any] = "measure"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("whole >= 0", name="whole_not_negative"),
        Index("measure_metric", "metric", "on_date"),
        Index("measure_day", "on_date"),
    )

    metric: Code
    on_date: Day
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """At whose place it was measured; empty for all of them."""
    value: int
    """Of rates a share or a number, in ten-thousandths; of amounts minor units."""
    whole: int = 0
    """Of rates what `value` is a part of, in ten-thousandths: 18 of 20; 10000 for a bare share."""
    note: Line = ""


class Gap(Row, table=True):
    """Why a figure is below its line, what is done about it by when, and what became of it (`W18`)."""

    __tablename__: ClassVar[Any] = "gap"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("metric", "period", "starts_on", name="gap_once"),
        Index("gap_period", "period", "starts_on"),
    )

    metric: Code
    period: Code
    starts_on: Day
    cause: Line
    remedy: Line
    by_on: Day
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    """The remedy as a task."""
    result: Line = ""
    """What became of it, as was said at the next summary."""
    result_on: Day | None = None


class FinalSummary(Row, table=True):
    """A summary as it was handed in (`s3`): what is changed in the book later does not change it."""

    __tablename__: ClassVar[Any] = "final_summary"
    __table_args__: ClassVar[Any] = (UniqueConstraint("period", "starts_on", "ends_on", name="final_summary_once"),)

    period: Code
    starts_on: Day
    ends_on: Day
    final_on: Day
    title: Line
    document: Words
    """The whole of it, as JSON."""


class ReportWord(Row, table=True):
    """A comment of the supervisor, a decision of the weekly meeting, or what was written under a part of the month's
    analysis (`W18`)."""

    __tablename__: ClassVar[Any] = "report_word"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "comment", "decision", "analysis"),
        Index("report_word_kind", "kind", "on_date"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    kind: Code
    on_date: Day
    """The day of the meeting; of an analysis the first day of its month."""
    part: Code = ""
    """The key of the analysis's part."""
    text: Words
    who: Line = ""
    """Who said it; of a decision, who is to carry it out."""
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    """The task that a decision became."""
