"""The table of what people say in meetings and write in reports. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class ReportWord(Row, table=True):
    """A comment of the supervisor, a decision of the weekly meeting, or what was written under a part of the month's
    analysis (`W18`)."""

    __tablename__: ClassVar[Any] = "report_word"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "comment", "decision", "analysis"),
        Index("report_word_kind", "kind", "on_date"),
    )

    kind: str
    on_date: Day
    """The day of the meeting; of an analysis the first day of its month."""
    part: Line = ""
    """The key of the analysis's part."""
    text: str
    who: Line = ""
    """Who said it; of a decision, who is to carry it out."""
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    """The task that a decision became."""
