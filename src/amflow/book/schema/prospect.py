"""The tables of finding customers: introductions, visitors received."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from amflow.book.derived_columns import REWARD_OPEN, THANKS_OPEN
from amflow.book.schema.row import Clock, Code, Day, Line, Row


class Referral(Row, table=True):
    """A customer who was asked to introduce somebody, and whom they brought; or whom a colleague passed on (`f7`)."""

    __tablename__: ClassVar[Any] = "referral"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("customer_id IS NOT NULL OR colleague <> ''", name="brought_by_somebody"),
        CheckConstraint("asked_on IS NOT NULL OR made_on IS NOT NULL", name="asked_or_made"),
        UniqueConstraint("customer_id", "introduced_id", name="referral_once"),
        Index("referral_asked", "asked_on"),
        Index("referral_made", "made_on"),
        Index("referral_open", "made_on", sqlite_where=text(THANKS_OPEN)),
        Index("referral_unrewarded", "made_on", sqlite_where=text(REWARD_OPEN)),
    )
    not_in_views: ClassVar[dict[str, str]] = {"words": "no other program has asked for it yet"}

    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    """Who introduces; empty where a colleague does."""
    colleague: Line = ""
    """The colleague's name, whose desk is the source of the one introduced."""
    introduced_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    asked_on: Day | None = None
    words: Line = ""
    """By which words the customer was asked, or what they said of the new one."""
    made_on: Day | None = None
    met_on: Day | None = None
    thanked_on: Day | None = None
    rewarded_on: Day | None = None
    reward: Line = ""
    closed_on: Day | None = None
    """Asked, and nothing came of it."""
    why: Line = ""


class Reception(Row, table=True):
    """A visitor at the door, and where they were led to (`W09`); mostly nobody whose name one knows."""

    __tablename__: ClassVar[Any] = "reception"
    __table_args__: ClassVar[Any] = (
        Index("reception_day", "on_date", "channel"),
        Index("reception_handled", "on_date", "service", sqlite_where=text("service <> ''")),
    )
    not_in_views: ClassVar[dict[str, str]] = {"touch_id": "the talk that it came out of"}

    on_date: Day
    at_time: Clock = ""
    channel: Code
    """The key of the playbook's channel."""
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    note: Line = ""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    service: Code = ""
    """What was done for them (`W06`): the key of the playbook's service, or empty."""
