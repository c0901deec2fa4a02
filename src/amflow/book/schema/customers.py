"""The tables of customers: who they are and who belongs to whom, what finds them, tiers, days that matter, their answers."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from amflow.book.derived_columns import (
    BY_INTENT_ALONE,
    REACHABLE_CLIENT,
    REACHABLE_PROSPECT,
    REACHABLE_STRANGER,
    REACHABLE_WISH,
)
from amflow.book.schema.row import Birthday, Brought, Clock, Code, Day, Label, Line, OfFirm, Row, Words, one_of


class Customer(Brought, table=True):
    """A person or an organisation: first a lead, then a customer (`c12`)."""

    __tablename__: ClassVar[Any] = "customer"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "person", "organisation"),
        one_of("status", "lead", "customer", "dropped", "removed"),
        one_of("salutation", "", "ms", "mr"),
        UniqueConstraint("external_source", "external_key", name="customer_external"),
        Index("customer_clients", "tier", "quiet_since", sqlite_where=text(REACHABLE_CLIENT)),
        Index("customer_prospects", "tier", "quiet_since", sqlite_where=text(REACHABLE_PROSPECT)),
        Index("customer_strangers", "tier", "quiet_since", sqlite_where=text(REACHABLE_STRANGER)),
        Index("customer_intents", "intent", "quiet_since", "tier", "client_since", sqlite_where=text(REACHABLE_WISH)),
        Index("customer_tiers", "tier", sqlite_where=text("status = 'customer' AND no_contact = 0")),
        Index("customer_wishes", "intent", "quiet_since", sqlite_where=text(f"{REACHABLE_WISH} AND {BY_INTENT_ALONE}")),
        Index("customer_leads", "status", "lead_on"),
        Index("customer_keen", "last_touch_on", sqlite_where=text("status = 'lead' AND intent <> ''")),
        Index("customer_signals", "status", "signal", "lead_on"),
        Index("customer_found", "lead_on"),
        Index("customer_added", "added_on"),
        Index("customer_converted", "converted_on"),
        Index("customer_dropped", "dropped_on"),
        Index("customer_named", "name_key", "status"),
        Index("customer_adopted", "adopted_on"),
        Index("customer_email", text("email COLLATE NOCASE")),
        Index("customer_line", "line", "stop", sqlite_where=text("line <> ''")),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "name_key phone_key phone_e164 birthday_md profile_on": "follow from the columns beside them",
        "adopted_on contact_id": "no other program has asked for it yet",
        "behind": "follows from tiers, intents and deals of the firm and its people",
    }

    kind: Code = "person"
    status: Code = "customer"
    name: Line
    name_key: Code
    """The name as it is told apart from others (`values.folded_name`)."""
    salutation: Code = ""
    """`ms`, `mr` or unknown: how scripts address the person."""
    phone: Line = ""
    phone_key: Code = Field(default="", index=True)
    """The digits of the phone alone."""
    phone_e164: Code = ""
    """The numbers in it as the world writes them, `+8613800138000`, a space between two; empty where none is valid."""
    email: Line = ""
    address: Line = ""
    organisation_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """The organisation that a person works for or speaks for; the parent of a subsidiary."""
    role: Line = ""
    contact_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """The person of an organisation whom one turns to first; where none is named, it is who decides by their role."""
    tier: Code = ""
    intent: Code = ""
    source: Code = ""
    signal: Code = ""
    segment: Line = ""
    referrer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    impression: Words = ""
    birthday: Birthday = ""
    """`YYYY-MM-DD`, `--MM-DD` where the year is not known; a lunar one `lunar 1985-10-15`, `lunar --04-01 leap`."""
    birthday_md: Code = Field(default="", index=True)
    """What "whose is next" is asked by: `MM-DD`, or `L10-15` of the lunar calendar, `L04-01+` in a leap month."""
    assets_minor: int | None = None
    currency: Code = ""
    profile: Words = "{}"
    """The playbook's own fields, as a JSON object of texts."""
    profile_on: Code = "{}"
    """The day on which each of them was written, by its key (kept by the write)."""
    no_contact: int = 0
    """1: has asked not to be contacted; always honoured."""
    no_call: int = 0
    """1: has asked not to be called; visits and messages are welcome."""
    quiet_from: Clock = ""
    quiet_until: Clock = ""
    """The hours in which the customer wants to be left alone, local time; they may cross midnight."""
    language: Code = ""
    """`en` or `zh`: what scripts and messages to the customer speak; empty is the program's language."""
    added_on: Day
    lead_on: Day | None = None
    converted_on: Day | None = None
    dropped_on: Day | None = None
    dropped_why: Words = ""
    client_since: Day | None = Field(default=None)
    """The first deal won (kept by the write; a test recomputes it)."""
    last_touch_on: Day | None = None
    """The last talk: the last touch that reached them, or others for them as well (kept by the write)."""
    quiet_since: Day
    """The last real contact, or the day the customer came into the book: every cadence counts from here (kept)."""
    behind: int = 0
    """1: the cadence asks another of their firm (`derived_columns.BEHIND`, kept by the write)."""
    line: Label = ""
    """The line (`W18`) of the territory that the shop is visited on."""
    stop: int | None = None
    """Its place in the order of the line's day."""
    adopted_on: Day | None = None
    """The day on which the person took this customer over as their own (认养)."""


class Position(Row, table=True):
    """A further organisation of a person and the role there; the main one is `customer.organisation_id` and `role`."""

    __tablename__: ClassVar[Any] = "position"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("person_id", "organisation_id", name="position_once"),
        CheckConstraint("person_id <> organisation_id", name="position_elsewhere"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "the main organisation and role are in the customer's view"}

    person_id: int = Field(foreign_key="customer.id")
    organisation_id: int = Field(foreign_key="customer.id", index=True)
    role: Line = ""


class Relation(Row, table=True):
    """How two customers belong together: the first is the second's `kind`. Who brought whom is `customer.referrer_id`.

    Of a relation that is the same from both sides the smaller number is the first; a child is kept as its parent.
    """

    __tablename__: ClassVar[Any] = "relation"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "spouse", "parent", "sibling", "household", "colleague", "friend"),
        UniqueConstraint("customer_id", "other_id", "kind", name="relation_once"),
        CheckConstraint("customer_id <> other_id", name="relation_to_another"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "a tie is read from both sides, which one row does not say"}

    customer_id: int = Field(foreign_key="customer.id")
    other_id: int = Field(foreign_key="customer.id", index=True)
    kind: Code


class Reading(SQLModel, table=True):
    """A way to type a name: pinyin, initials, another script. Follows from the name alone, so that it is never undone;
    filled when a name is first written, because the library that knows takes longer to load than a question."""

    __tablename__: ClassVar[Any] = "reading"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("name_key", "key", name="reading_once"),
        Index("reading_key", "key", "whole", "name_key"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "follows from the name"}

    id: int | None = Field(default=None, primary_key=True)
    name_key: Code
    key: Code
    whole: int
    """2: the whole name read out; 1: its initials; 0: a part of it."""


class Number(SQLModel, table=True):
    """A phone number of a customer, its digits backwards: found by its tail. Follows from the customer's row (kept)."""

    __tablename__: ClassVar[Any] = "number"
    __table_args__: ClassVar[Any] = (Index("number_back", "back", "customer_id"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "follows from the phone"}

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(index=True)
    """No foreign key: the row is nobody's record, and goes and comes with the customer's."""
    back: Code


class TierChange(Row, table=True):
    """A customer moved from one tier to another; who was moved up has newly qualified (`W11`: collect the VIP card)."""

    __tablename__: ClassVar[Any] = "tier_change"
    __table_args__: ClassVar[Any] = (
        Index("tier_change_day", "on_date", "raised"),
        Index("tier_change_customer", "customer_id", "on_date"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    from_tier: Code = ""
    to_tier: Code = ""
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
        Index("special_date_md", "date_md", "customer_id"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"date_md": "follows from the day"}

    customer_id: int = Field(foreign_key="customer.id")
    title: Line
    on_date: Birthday
    """Written as a birthday is: `2016-12-03`, `--12-03` without a year, `lunar --08-15`."""
    date_md: Code
    """What "whose is next" is asked by: `MM-DD`, or `L08-15` of the lunar calendar."""


class Answer(OfFirm, table=True):
    """What a customer answered to a question of the playbook, and when; the latest one holds, the others are its history."""

    __tablename__: ClassVar[Any] = "answer"
    __table_args__: ClassVar[Any] = (
        one_of("about", "needs", "callback"),
        Index("answer_customer", "customer_id", "about", "question", "on_date"),
        Index("answer_given", "about", "question", "on_date"),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "touch_id": "the talk that it came out of",
        "firm_id": "as the talks have it",
    }

    customer_id: int = Field(foreign_key="customer.id")
    about: Code
    """What the question belongs to: the needs analysis, or the callback."""
    question: Code
    """The key of the playbook's question."""
    value: Words
    """The answer as the question's type keeps it: a text, a date, a choice's key, `yes` or `no`, whole minor units."""
    on_date: Day
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
