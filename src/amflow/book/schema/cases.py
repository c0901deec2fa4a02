"""The tables of looking after customers: their cases (`x9`) with every step, and the access log of the register.

Part of the declaration of the book in `models.py`.
"""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from amflow.book.schema.row import Clock, Day, Instant, Line, Moment, Row, one_of


class Case(Row, table=True):
    """A complaint, a problem or a question that a customer brought, with the clocks that run over it (`W03`, `W07`)."""

    __tablename__: ClassVar[Any] = "cases"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "complaint", "problem", "question"),
        one_of("severity", "low", "normal", "high", "urgent"),
        one_of("state", "open", "resolved"),
        Index("cases_customer", "customer_id", "state", "opened_on"),
        Index("cases_open", "state", "breaks_at"),
        Index("cases_opened", "opened_on"),
        Index("cases_resolved", "resolved_on"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    title: Line
    kind: str
    severity: str
    state: str = "open"
    opened_on: Day
    opened_at: Clock
    answered_on: Day | None = None
    """When the customer had a first answer; an answer that solves it at once is both."""
    answered_at: Clock = ""
    resolved_on: Day | None = None
    resolved_at: Clock = ""
    answer_by: Moment = ""
    """When the first answer is owed, local; empty where no clock runs. Promised when it was opened, so it is kept."""
    solve_by: Moment = ""
    breaks_at: Moment = ""
    """Which of the two is next while it is open (kept); far away where no clock runs, empty once it is resolved."""
    escalated_to: Line = ""
    """Who has it now, where it was passed up."""
    reported_on: Day | None = None
    """When it was last reported up."""


class CaseStep(Row, table=True):
    """What was done about a case, and when."""

    __tablename__: ClassVar[Any] = "case_step"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "opened", "answered", "noted", "escalated", "reported", "resolved", "reopened", "changed"),
        Index("case_step_case", "case_id", "on_date", "at_time"),
    )

    case_id: int = Field(foreign_key="cases.id")
    kind: str
    on_date: Day
    at_time: Clock
    text: str = ""
    whom: Line = ""
    """To whom it was passed or reported."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)


class Access(SQLModel, table=True):
    """A line of the access log of a locked register (`W09`): who opened, closed, listed or let out what.

    Never changed and never undone; each carries the sha256 of the one before, so that a line changed, taken out or put
    in by hand is found. It names no customer, so that erasing one leaves it whole.
    """

    __tablename__: ClassVar[Any] = "access"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "open", "close", "list", "export", "check"),
        Index("access_kind", "kind", "id"),
        Index("access_day", "on_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: Instant
    on_date: Day
    """The local day and time of `at`."""
    at_time: Clock
    kind: str
    command: str
    who: Line = ""
    detail: Line = ""
    unmasked: int = 0
    """1: an export with phone numbers and names in full."""
    before: str
    """The hash of the line before; empty in the first."""
    hash: str
