"""The tables of what customers say: answers to the playbook's questions, scores of satisfaction. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class Answer(Row, table=True):
    """What a customer answered to a question of the playbook, and when; the latest one holds, the others are its history."""

    __tablename__: ClassVar[Any] = "answer"
    __table_args__: ClassVar[Any] = (
        one_of("about", "needs", "callback"),
        Index("answer_customer", "customer_id", "about", "question", "on_date"),
        Index("answer_given", "about", "question", "on_date"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    about: str
    """What the question belongs to: the needs analysis, or the callback."""
    question: str
    """The key of the playbook's question."""
    value: str
    """The answer as the question's type keeps it: a text, a date, a choice's key, `yes` or `no`, whole minor units."""
    on_date: Day
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)


class Score(Row, table=True):
    """How satisfied a customer said to be: CSAT from 1 to 5, or NPS (would you recommend us) from 0 to 10."""

    __tablename__: ClassVar[Any] = "score"
    __table_args__: ClassVar[Any] = (
        one_of("scale", "csat", "nps"),
        CheckConstraint("value BETWEEN 0 AND 10 AND (scale = 'nps' OR value BETWEEN 1 AND 5)", name="value_on_scale"),
        Index("score_customer", "customer_id", "on_date"),
        Index("score_day", "on_date", "scale", "value"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    scale: str
    value: int
    on_date: Day
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    why: Line = ""
    """What the customer said beside it."""
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case whose solution was rated."""
