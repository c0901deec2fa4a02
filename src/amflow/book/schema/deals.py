"""The tables of deals: where each stands, how it came there, the documents its procedure asks for. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class Deal(Row, table=True):
    """An intent on its way to an account, a contract, an order (`d3`). A deal may wait for its customer's name."""

    __tablename__: ClassVar[Any] = "deal"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "won", "lost"),
        CheckConstraint("amount_minor IS NULL OR amount_minor >= 0", name="amount_not_negative"),
        UniqueConstraint("external_source", "external_key", name="deal_external"),
        Index("deal_open", "state", "pipeline", "stage", "quiet_since"),
        Index("deal_quiet", "state", "quiet_since"),
        Index("deal_closed", "state", "closed_on", "pipeline", "currency", "amount_minor", "customer_id", "created_at"),
        Index("deal_opened", "opened_on"),
        Index("deal_closing", "state", "expected_on"),
    )

    title: Line
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    pipeline: str
    stage: str
    state: str = "open"
    amount_minor: int | None = None
    currency: str = ""
    opened_on: Day | None = None
    """The day it was really begun; a prospect that nobody has spoken to has none."""
    stage_on: Day
    expected_on: Day | None = None
    closed_on: Day | None = None
    lost_why: str = ""
    quiet_since: Day
    """The last touch about it, or the day its stage last changed (kept by the write)."""
    external_source: str | None = None
    external_key: str | None = None


class DealStage(Row, table=True):
    """One step in a deal's history: which stage it entered and when; `won` and `lost` close it."""

    __tablename__: ClassVar[Any] = "deal_stage"
    __table_args__: ClassVar[Any] = (Index("deal_stage_entered", "entered_on", "stage", "deal_id"),)

    deal_id: int = Field(foreign_key="deal.id", index=True)
    stage: str
    entered_on: Day
    why: str = ""


class DealPaper(Row, table=True):
    """A document that a deal's procedure asks for, and where it stands."""

    __tablename__: ClassVar[Any] = "deal_paper"
    __table_args__: ClassVar[Any] = (
        one_of("state", "received", "verified", "rejected", "waived"),
        UniqueConstraint("deal_id", "paper", name="deal_paper_once"),
        Index("deal_paper_expires", "expires_on", "state", "counted", "deal_id"),
    )

    deal_id: int = Field(foreign_key="deal.id", index=True)
    paper: str
    state: str
    on_date: Day
    why: Line = ""
    """Why it was rejected or waived."""
    dated_on: Day | None = None
    """The paper's own date."""
    expires_on: Day | None = None
    """The last day on which it is good."""
    counted: int = 0
    """1: that day was counted from the paper's date; 0: it stands on the paper."""
