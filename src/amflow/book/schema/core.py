"""Every table of the book, declared once: the place to learn the data.

Dates are local `YYYY-MM-DD`, times local `HH:MM`, instants UTC `YYYY-MM-DDTHH:MM:SSZ`, money whole minor units beside
its currency. The tests hold the migrations to this file, and what arrives from outside is validated with it. The daily
commands never import it: SQLModel takes longer to load than they take to answer.
"""

from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from amflow.book.schema import (
    cases,
    deal_office,
    deals,
    events_goals,
    journal,
    measures_and_finals,
    messages,
    needs,
    products_holdings_orders,
    referrals_reception_campaigns,
    relations,
    reports,
    tiers,
    unsuited,
)
from amflow.book.schema.row import Birthday, Clock, Day, Line, Row, one_of
from amflow.book.shared_conditions import REACHABLE_CLIENT, REACHABLE_PROSPECT, REACHABLE_WISH

CustomerKind = Literal["person", "organisation"]
CustomerStatus = Literal["lead", "customer", "dropped", "removed"]


class Customer(Row, table=True):
    """A person or an organisation: first a lead, then a customer (`c12`)."""

    __tablename__: ClassVar[Any] = "customer"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "person", "organisation"),
        one_of("status", "lead", "customer", "dropped", "removed"),
        one_of("salutation", "", "ms", "mr"),
        UniqueConstraint("external_source", "external_key", name="customer_external"),
        Index("customer_clients", "tier", "quiet_since", sqlite_where=text(REACHABLE_CLIENT)),
        Index("customer_prospects", "tier", "quiet_since", sqlite_where=text(REACHABLE_PROSPECT)),
        Index("customer_intents", "intent", "quiet_since", "tier", "client_since", sqlite_where=text(REACHABLE_WISH)),
        Index("customer_leads", "status", "lead_on"),
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

    kind: str = "person"
    status: str = "customer"
    name: Line
    name_key: str
    """The name folded for finding: NFKC, no case."""
    salutation: str = ""
    """`ms`, `mr` or unknown: how scripts address the person."""
    phone: Line = ""
    phone_key: str = Field(default="", index=True)
    """The digits of the phone alone."""
    phone_e164: str = ""
    """The numbers in it as the world writes them, `+8613800138000`, a space between two; empty where none is valid."""
    email: Line = ""
    address: Line = ""
    organisation_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """The organisation that a person works for or speaks for; the parent of a subsidiary."""
    role: Line = ""
    tier: str = ""
    intent: str = ""
    source: str = ""
    signal: str = ""
    segment: Line = ""
    referrer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    impression: str = ""
    birthday: Birthday = ""
    """`YYYY-MM-DD`, `--MM-DD` where the year is not known; a lunar one `lunar 1985-10-15`, `lunar --04-01 leap`."""
    birthday_md: str = Field(default="", index=True)
    """What "whose is next" is asked by: `MM-DD`, or `L10-15` of the lunar calendar, `L04-01+` in a leap month."""
    assets_minor: int | None = None
    currency: str = ""
    profile: str = "{}"
    """The playbook's own fields, as a JSON object of texts."""
    profile_on: str = "{}"
    """The day on which each of them was written, by its key (kept by the write)."""
    no_contact: int = 0
    """1: has asked not to be contacted; always honoured."""
    no_call: int = 0
    """1: has asked not to be called; visits and messages are welcome."""
    quiet_from: Clock = ""
    quiet_until: Clock = ""
    """The hours in which the customer wants to be left alone, local time; they may cross midnight."""
    language: str = ""
    """`en` or `zh`: what scripts and messages to the customer speak; empty is the program's language."""
    added_on: Day
    lead_on: Day | None = None
    converted_on: Day | None = None
    dropped_on: Day | None = None
    dropped_why: str = ""
    client_since: Day | None = Field(default=None)
    """The first deal won (kept by the write; a test recomputes it)."""
    last_touch_on: Day | None = None
    """The last touch of any kind (kept by the write)."""
    quiet_since: Day
    """The last real contact, or the day the customer came into the book: every cadence counts from here (kept)."""
    line: Line = ""
    """The line (`W18`) of the territory that the shop is visited on."""
    stop: int | None = None
    """Its place in the order of the line's day."""
    external_source: str | None = None
    external_key: str | None = None
    adopted_on: Day | None = None
    """The day on which the person took this customer over as their own (认养)."""


class Touch(Row, table=True):
    """One contact with a customer: a visit, a call, a message, a reception."""

    __tablename__: ClassVar[Any] = "touch"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "visit", "call", "message", "reception"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        Index("touch_customer", "customer_id", "held_on"),
        Index("touch_reached", "customer_id", "reached", "held_on"),
        Index("touch_day", "held_on", "kind", "outcome"),
        Index("touch_external", "external_source", "external_key", unique=True),
    )

    customer_id: int = Field(foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    kind: str
    held_on: Day
    held_at: Clock = ""
    minutes: int | None = None
    note: str = ""
    outcome: str = ""
    reached: int = 1
    """1: a real contact, somebody was spoken to; 0: no answer, or a message sent into the open."""
    intent: str = ""
    """The intent level that the touch left behind, where it changed it."""
    companions: Line = ""
    """Colleagues who came along."""
    external_source: str | None = None
    external_key: str | None = None


class Task(Row, table=True):
    """Something to do on a day (`t45`): an appointment where it has an hour, a promise where a customer was told."""

    __tablename__: ClassVar[Any] = "task"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "done", "dropped"),
        one_of("kind", "todo", "visit", "call", "message"),
        CheckConstraint("repeats_left IS NULL OR repeats_left > 0", name="repeats_left_positive"),
        Index("task_due", "state", "due_on", "due_time"),
        Index("task_done", "done_on"),
        Index("task_customer", "customer_id", "state", "due_on"),
        Index("task_external", "external_source", "external_key", unique=True),
    )

    title: Line
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    kind: str = "todo"
    step: str = "prep"
    due_on: Day | None = None
    due_time: Clock = ""
    minutes: int | None = None
    promised: int = 0
    """1: the customer was told that it will happen."""
    state: str = "open"
    done_on: Day | None = None
    why: str = ""
    confirmed_on: Day | None = None
    """The day on which the customer confirmed the appointment (`W13`)."""
    confirmed_by: Line = ""
    """Who confirmed it, and how."""
    companions: Line = ""
    """Colleagues who will come along."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    """The touch that it came out of."""
    due_counted: str = ""
    """How the day was counted where its holidays were not decided yet, `2026-12-25+10wd`: it is shown as provisional."""
    repeats: str = ""
    """How often it comes back: `2w`, `1w:4`, `1m:31`, `2w after done`; empty for a task that is done once."""
    scheduled_on: Day | None = None
    """The day of the series that it stands for, wherever it was moved: the next one is counted from here."""
    repeats_until: Day | None = None
    """No day of the series lies after it."""
    repeats_left: int | None = None
    """How many times are left, this one counted."""
    external_source: str | None = None
    external_key: str | None = None
    """The appointment's UID in the calendar that it came from."""


class Settled(Row, table=True):
    """What a person did with something that the book derives (a callback, a birthday): done, skipped or moved."""

    __tablename__: ClassVar[Any] = "settled"
    __table_args__: ClassVar[Any] = (
        one_of("state", "done", "skipped", "moved"),
        UniqueConstraint("rule", "customer_id", "for_date", name="settled_once"),
        Index("settled_day", "on_date", "state"),
        Index("settled_until", "until_on"),
    )

    rule: str
    customer_id: int = Field(foreign_key="customer.id", index=True)
    for_date: Day
    """The date of the event that made it due."""
    state: str
    on_date: Day
    until_on: Day | None = None
    """Where it was moved: the day it comes back."""
    until_time: Clock = ""
    """The hour of that day, where one was said."""
    why: str = ""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)


class DayStep(Row, table=True):
    """A step of a day that was called finished."""

    __tablename__: ClassVar[Any] = "day_step"
    __table_args__: ClassVar[Any] = (UniqueConstraint("on_date", "step", name="day_step_once"),)

    on_date: Day
    step: str
    at_time: Clock = ""


class DayCheck(Row, table=True):
    """A checklist item on a day: done (with its time: a check-in) or skipped."""

    __tablename__: ClassVar[Any] = "day_check"
    __table_args__: ClassVar[Any] = (
        one_of("state", "done", "skipped"),
        UniqueConstraint("on_date", "check_key", name="day_check_once"),
    )

    on_date: Day
    check_key: str
    state: str
    at_time: Clock = ""
    why: str = ""


class PlanLine(Row, table=True):
    """A line of a day's accepted plan, and what became of it: plan against actual is read from here."""

    __tablename__: ClassVar[Any] = "plan_line"
    __table_args__: ClassVar[Any] = (
        one_of("state", "planned", "done", "moved", "dropped"),
        Index("plan_line_day", "on_date", "state"),
        Index("plan_line_customer", "customer_id", "on_date"),
    )

    on_date: Day
    title: Line
    reason: Line = ""
    minutes: int = 0
    state: str = "planned"
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    rule: str = ""
    for_date: Day | None = None
    ref: str = Field(default="", index=True)
    """What it is about, where neither task, deal nor customer says it: `x4`, `o3`, `w7`, `a2`, `queue`."""
    kind: str = ""
    """What sort of thing it is: `visit`, `call`, or the kind of the item."""
    place: int = 0
    """Its place in the day as the person ordered it."""
    at_time: Clock = ""
    """When it was to begin as it was accepted; empty where nothing was said of it."""


class Note(Row, table=True):
    """A remark about the market, a competitor, a product, a customer."""

    __tablename__: ClassVar[Any] = "note"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
        Index("note_day", "on_date"),
        Index("note_kind", "kind", "on_date"),
        Index("note_important", "on_date", sqlite_where=text("important = 1")),
    )

    kind: str
    on_date: Day
    text: str
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    minutes: int | None = None
    """How long it took: for training."""
    link: Line = ""
    """Where it can be read: of a headline that was kept."""
    important: int = 0
    """1: to be passed on to the customers whom the playbook's rule names (`W11`: important information)."""


class Target(Row, table=True):
    """What should be reached: a metric in a period, of all the work or of a part. Money in minor units, counts as they are."""

    __tablename__: ClassVar[Any] = "target"
    __table_args__: ClassVar[Any] = (
        one_of("period", "day", "week", "month", "quarter", "year"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        one_of("scope", "", "product", "line", "tier"),
        one_of("level", "base", "stretch"),
        UniqueConstraint("metric", "period", "starts_on", "scope", "part", "level", name="target_once"),
    )

    metric: str
    period: str
    starts_on: Day
    value: int
    scope: str = ""
    part: str = ""
    """The product's number, the line's name, the tier's key."""
    level: str = "base"


# The order of declaration; those of the other files come behind those that they point to.
_MODELS: list[Any] = [
    products_holdings_orders.Product,
    *(model for model in Row.__subclasses__() if model.__module__ == __name__),
    deals.Deal,
    deals.DealStage,
    deals.DealPaper,
    products_holdings_orders.Holding,
    products_holdings_orders.Order,
    products_holdings_orders.Price,
    relations.Position,
    relations.Relation,
    relations.Reading,
    relations.Number,
    needs.Answer,
    needs.Score,
    events_goals.Event,
    events_goals.Goal,
    unsuited.Unsuited,
    messages.Message,
    tiers.TierChange,
    tiers.SpecialDate,
    deal_office.Attachment,
    deal_office.Waiting,
    deal_office.WaitingWord,
    deal_office.CreditSheet,
    deal_office.DealTerm,
    deal_office.DealBottom,
    deal_office.DealConcession,
    referrals_reception_campaigns.Referral,
    referrals_reception_campaigns.Reception,
    referrals_reception_campaigns.Campaign,
    referrals_reception_campaigns.CampaignEntry,
    cases.Case,
    cases.CaseStep,
    cases.Access,
    reports.ReportWord,
    measures_and_finals.Measure,
    measures_and_finals.Gap,
    measures_and_finals.FinalSummary,
    journal.About,
    journal.Change,
    journal.Journal,
]

TABLES: dict[str, type[SQLModel]] = {model.__tablename__: model for model in _MODELS}
"""The tables by name, in the order in which they are declared."""
