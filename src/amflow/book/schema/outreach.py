"""The tables of talking to customers: contacts, messages, campaigns and whom they are for."""

from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from amflow.book.schema.row import Brought, Clock, Code, Day, Line, Row, Words, not_negative, one_of


class Touch(Brought, table=True):
    """One contact with a customer: a visit, a call, a message, a reception."""

    __tablename__: ClassVar[Any] = "touch"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "visit", "call", "message", "reception"),
        *not_negative("minutes"),
        Index("touch_customer", "customer_id", "held_on"),
        Index("touch_reached", "customer_id", "reached", "held_on"),
        Index("touch_day", "held_on", "kind", "outcome", "reached", "customer_id"),
        Index("touch_script", "script", "held_on", sqlite_where=text("script <> ''")),
        Index("touch_objection", "objection", "held_on", sqlite_where=text("objection <> ''")),
        Index("touch_external", "external_source", "external_key", unique=True),
    )

    customer_id: int = Field(foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    kind: Code
    held_on: Day
    held_at: Clock = ""
    minutes: int | None = None
    note: Words = ""
    outcome: Code = ""
    reached: int = 1
    """1: a real contact, somebody was spoken to; 0: no answer, or a message sent into the open."""
    intent: Code = ""
    """The intent level that the touch left behind, where it changed it."""
    companions: Line = ""
    """Colleagues who came along."""
    script: Code = ""
    """The key of the playbook's script, or of the family of scripts, that was used (`W01`)."""
    objection: Code = ""
    """The key of the objection that the customer raised."""


class TouchWith(Row, table=True):
    """Somebody else whom a touch was one with: the firm that the person speaks for, the people of a firm who were there."""

    __tablename__: ClassVar[Any] = "touch_with"
    __table_args__: ClassVar[Any] = (UniqueConstraint("customer_id", "touch_id", name="touch_with_once"),)

    touch_id: int = Field(foreign_key="touch.id", index=True)
    customer_id: int = Field(foreign_key="customer.id")


class Message(Row, table=True):
    """A message to a customer (`m5`): a draft once somebody wrote or edited it, then sent or left out (`W11`).

    What a rule makes due is no row until then. The touch says that it was sent; this says of which kind it was.
    """

    __tablename__: ClassVar[Any] = "message"
    __table_args__: ClassVar[Any] = (
        one_of("state", "draft", "sent", "skipped"),
        Index("message_customer", "customer_id", "state", "rule", "for_date"),
        Index("message_drafts", "rule", "customer_id", sqlite_where=text("state = 'draft'")),
        Index("message_state", "state", "sent_on", "category"),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "rule for_date template": "where its words came from: the text is there",
        "touch_id": "the talk that it came out of",
    }

    customer_id: int = Field(foreign_key="customer.id")
    rule: Code = ""
    """The rule that made it due; empty for one that somebody wrote."""
    for_date: Day | None = None
    """With `rule`: the date of the event."""
    category: Code = ""
    """The playbook's kind of messages that it is counted under."""
    template: Code = ""
    """The template that its words come from, while nobody has changed them."""
    text: Words = ""
    """Its words; of a draft empty where the template's are meant."""
    state: Code = "draft"
    sent_on: Day | None = None
    sent_at: Clock = ""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    why: Words = ""
    """Why it was sent although the check had something against it, or why it was left out."""


class Campaign(Row, table=True):
    """A campaign or an event: of a kind of the playbook, with a partner, for some time, with a goal (`g2`)."""

    __tablename__: ClassVar[Any] = "campaign"
    __table_args__: ClassVar[Any] = (
        *not_negative("goal"),
        one_of("counts", "customers", "pieces"),
        Index("campaign_running", "closed_on", "ends_on"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"note": "no other program has asked for it yet"}

    title: Line
    kind: Code = ""
    """The key of the playbook's kind of campaign, or empty."""
    partner: Line = ""
    """With whom it is held: the host bank, a supplier."""
    starts_on: Day | None = None
    ends_on: Day | None = None
    goal: int | None = None
    """What it should bring (`W18`)."""
    counts: Code = "customers"
    """What the goal is of, and so what is counted: customers who buy, or pieces."""
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    """The brand that it is for: what is ordered of it in its time counts by itself."""
    note: Words = ""
    closed_on: Day | None = None


class CampaignEntry(Row, table=True):
    """A customer on the list of a campaign: where they stand, their share of the plan, what they brought."""

    __tablename__: ClassVar[Any] = "campaign_entry"
    __table_args__: ClassVar[Any] = (
        one_of("state", "listed", "invited", "accepted", "came", "bought", "declined"),
        *not_negative("share", "reached"),
        UniqueConstraint("campaign_id", "customer_id", name="campaign_entry_once"),
        Index("campaign_entry_state", "campaign_id", "state", "on_date"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"reached": "no other program has asked for it yet"}

    campaign_id: int = Field(foreign_key="campaign.id")
    customer_id: int = Field(foreign_key="customer.id", index=True)
    state: Code = "listed"
    on_date: Day
    """Since when they stand there."""
    share: int | None = None
    reached: int | None = None
    note: Line = ""
