"""The tables of a customer's standing: moves between tiers, and the days that matter to them. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Birthday, Day, Line, Row


class TierChange(Row, table=True):
    """A customer moved from one tier to another; who was moved up has newly qualified (`W11`: collect the VIP card)."""

    __tablename__: ClassVar[Any] = "tier_change"
    __table_args__: ClassVar[Any] = (
        Index("tier_change_day", "on_date", "raised"),
        Index("tier_change_customer", "customer_id", "on_date"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    from_tier: str = ""
    to_tier: str = ""
    raised: int = 0
    """1: the new tier stood above the old one in the playbook of that day."""
    on_date: Day
    why: Line = ""
    """The condition that the customer met, with the customer's own figures; empty where it was set by hand."""


class SpecialDate(Row, table=True):
    """A day that matters to a customer every year, beside the birthday: an anniversary, the day a firm was founded."""

    __tablename__: ClassVar[Any] = "special_date"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "on_date", "title", name="special_date_once"),
        Index("special_date_md", "date_md"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    title: Line
    on_date: Birthday
    """Written as a birthday is: `2016-12-03`, `--12-03` without a year, `lunar --08-15`."""
    date_md: str
    """What "whose is next" is asked by: `MM-DD`, or `L08-15` of the lunar calendar."""
