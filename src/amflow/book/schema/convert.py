"""The tables of selling: products, deals with their stages and papers, what others owe, credit, terms."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from amflow.book.schema.row import Brought, Code, Day, Line, Row, Words, not_negative, one_of


class Product(Brought, table=True):
    """What is sold (`p3`)."""

    __tablename__: ClassVar[Any] = "product"
    __table_args__: ClassVar[Any] = (
        *not_negative("price_minor", "least_minor"),
        UniqueConstraint("external_source", "external_key", name="product_external"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"name_key": "follows from the name"}

    name: Line = Field(index=True)
    name_key: Code = Field(index=True)
    series: Line = ""
    price_minor: int | None = None
    currency: Code = ""
    description: Words = ""
    service: Code = ""
    """The key of the playbook's kind of service; what is financial may only be proposed where its risk fits (`W12`)."""
    risk: Code = ""
    """The key of the playbook's risk class."""
    term: Code = ""
    """How long the money is bound, as an offset: `90d`, `6m`; empty where it is not."""
    least_minor: int | None = None
    """The smallest amount that can be put in."""
    aspects: Words = "{}"
    """What the playbook wants known of every product (`W03`): a JSON object of texts by the aspect's key."""


class Unsuited(Row, table=True):
    """A product that a customer took or is about to, although it does not suit them: the reason is kept (`W12`)."""

    __tablename__: ClassVar[Any] = "unsuited"
    __table_args__: ClassVar[Any] = (one_of("verdict", "too-high", "no-class", "not-assessed", "expired"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    customer_id: int = Field(foreign_key="customer.id", index=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    holding_id: int | None = Field(default=None, foreign_key="holding.id", index=True)
    verdict: Code
    """Why it did not suit: its risk is above the tolerance, or one of the two is not known, or no longer."""
    risk: Code = ""
    """The product's risk class on that day."""
    tolerance: Code = ""
    """What the customer could bear on that day."""
    assessed_on: Day | None = None
    on_date: Day
    why: Line
    """The reason."""


class Deal(Brought, table=True):
    """An intent on its way to an account, a contract, an order (`d3`). A deal may wait for its customer's name."""

    __tablename__: ClassVar[Any] = "deal"
    __table_args__: ClassVar[Any] = (
        one_of("state", "open", "won", "lost"),
        *not_negative("amount_minor"),
        UniqueConstraint("external_source", "external_key", name="deal_external"),
        Index("deal_open", "state", "pipeline", "stage", "quiet_since"),
        Index("deal_quiet", "state", "quiet_since"),
        one_of("counted_in", "", "order", "holding"),
        Index(
            "deal_closed",
            "state",
            "closed_on",
            "pipeline",
            "currency",
            "counted_in",
            "amount_minor",
            "customer_id",
            "created_at",
        ),
        Index("deal_opened", "opened_on", "state", "pipeline"),
        Index("deal_closing", "state", "expected_on"),
        Index("deal_standing", "state", "pipeline", "stage", "stage_on", "currency", "amount_minor", "product_id"),
        Index("deal_owed", "state", "closed_on", sqlite_where=text("papers_owed <> ''")),
        Index("deal_product", "product_id", "state", "closed_on"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"papers_owed": "no other program has asked for it yet"}

    title: Line
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    pipeline: Code
    stage: Code
    state: Code = "open"
    amount_minor: int | None = None
    currency: Code = ""
    counted_in: Code = ""
    """Which of its records carries the amount, by the playbook's choice (kept by the write): then it is not counted here."""
    opened_on: Day | None = None
    """The day it was really begun; a prospect that nobody has spoken to has none."""
    stage_on: Day
    expected_on: Day | None = None
    closed_on: Day | None = None
    lost_why: Words = ""
    papers_owed: Code = ""
    """The keys of the papers that it was won without and that are not there yet (kept by the write)."""
    quiet_since: Day
    """The last touch about it, or the day its stage last changed (kept by the write)."""


class DealStage(Row, table=True):
    """One step in a deal's history: which stage it entered and when; `won` and `lost` close it."""

    __tablename__: ClassVar[Any] = "deal_stage"
    __table_args__: ClassVar[Any] = (Index("deal_stage_entered", "entered_on", "stage", "deal_id"),)

    deal_id: int = Field(foreign_key="deal.id", index=True)
    stage: Code
    entered_on: Day
    why: Words = ""


class StageEnded(SQLModel, table=True):
    """How many deals that ended were in a stage for so many days, or had so many to go from it to their end; each in the last
    time it was there. Follows from the deals and their history (kept by triggers): chances are learnt from it."""

    __tablename__: ClassVar[Any] = "stage_ended"
    __table_args__: ClassVar[Any] = (
        one_of("span", "stay", "end"),
        UniqueConstraint("pipeline", "month", "stage", "span", "days", name="stage_ended_once"),
        Index("stage_ended_longest", "pipeline", "stage", "span", "days", sqlite_where=text("won > 0")),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "follows from the deals and their history"}

    id: int | None = Field(default=None, primary_key=True)
    pipeline: Code
    month: Code
    """In which they ended: `2026-11`."""
    stage: Code
    span: Code
    """stay: the days in the stage; end: those from entering it until the deal was won or lost."""
    days: int
    """By the day for eight weeks, then by the week, after a year by four weeks, up to five years."""
    won: int
    lost: int


class DealPaper(Row, table=True):
    """A document that a deal's procedure asks for, and where it stands."""

    __tablename__: ClassVar[Any] = "deal_paper"
    __table_args__: ClassVar[Any] = (
        one_of("state", "received", "verified", "rejected", "waived"),
        UniqueConstraint("deal_id", "paper", name="deal_paper_once"),
        Index("deal_paper_expires", "expires_on", "state", "counted", "deal_id"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    deal_id: int = Field(foreign_key="deal.id", index=True)
    paper: Code
    state: Code
    on_date: Day
    why: Line = ""
    """Why it was rejected or waived."""
    dated_on: Day | None = None
    """The paper's own date."""
    expires_on: Day | None = None
    """The last day on which it is good."""
    counted: int = 0
    """1: that day was counted from the paper's date; 0: it stands on the paper."""


class Attachment(Row, table=True):
    """A file that belongs to a document of a deal: kept in the book's folder, or only pointed to."""

    __tablename__: ClassVar[Any] = "attachment"
    __table_args__: ClassVar[Any] = (CheckConstraint("bytes >= 0", name="bytes_not_negative"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "names files of a folder that amflow keeps"}

    deal_id: int = Field(foreign_key="deal.id", index=True)
    paper: Code
    """The key of the document, as in `deal_paper`."""
    name: Line
    """What the file was called."""
    kept: Code = ""
    """Its name in the book's folder of files; empty where it is only pointed to."""
    path: Words = ""
    """Where it lies; empty where it was copied."""
    sha256: Code
    bytes: int
    on_date: Day


class Waiting(Row, table=True):
    """Something that a department or a colleague owes (`w7`): an errand, or a review with its decision (`W14`, C14)."""

    __tablename__: ClassVar[Any] = "waiting"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "errand", "review"),
        one_of("state", "open", "answered", "approved", "declined", "void", "dropped"),
        *not_negative("amount_minor"),
        Index("waiting_state", "state", "promised_on"),
        Index("waiting_deal", "deal_id", "state"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    kind: Code = "errand"
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """Whom it is about, where it is about no deal; a deal knows its customer by itself."""
    whom: Line
    """The key of a department of the playbook, or a colleague as typed."""
    title: Line
    stage: Code = ""
    """The stage of the deal that a review belongs to; a deal that goes back before it makes the decision void."""
    asked_on: Day
    promised_on: Day | None = None
    state: Code = "open"
    ended_on: Day | None = None
    answer: Line = ""
    """What was answered, or the reason of a decision."""
    conditions: Line = ""
    """What an approval depends on."""
    amount_minor: int | None = None
    """How much was approved, in the deal's currency."""
    told_on: Day | None = None
    """When the customer was told of the decision."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    """The touch in which the customer was told."""


class WaitingWord(Row, table=True):
    """What was said on the way: a question of theirs with our answer, or that they were chased."""

    __tablename__: ClassVar[Any] = "waiting_word"
    __table_args__: ClassVar[Any] = (one_of("kind", "chase", "question"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    waiting_id: int = Field(foreign_key="waiting.id", index=True)
    kind: Code
    on_date: Day
    words: Line = ""
    answer: Line = ""
    """Our answer to a question."""
    answered_on: Day | None = None
    promised_on: Day | None = None
    """What they promised when they were chased."""


class CreditSheet(Row, table=True):
    """An assessment of a deal by the playbook's credit lines, and the limit that it suggests (`W14`); the latest holds."""

    __tablename__: ClassVar[Any] = "credit_sheet"
    __table_args__: ClassVar[Any] = (*not_negative("suggested_minor", "own_minor"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    deal_id: int = Field(foreign_key="deal.id", index=True)
    on_date: Day
    lines: Words
    """The lines as they were reckoned with: a JSON list of key, value, use and factor."""
    complete: int = 0
    """1: no line of the sheet was left open."""
    suggested_minor: int | None = None
    own_minor: int | None = None
    """The manager's own figure."""
    own_why: Line = ""
    currency: Code


class DealTerm(Row, table=True):
    """A point that is negotiated: where we stand, where they stand, what was agreed (`W17`)."""

    __tablename__: ClassVar[Any] = "deal_term"
    __table_args__: ClassVar[Any] = (UniqueConstraint("deal_id", "topic", name="deal_term_once"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "belongs to a negotiation: of one's own desk"}

    deal_id: int = Field(foreign_key="deal.id")
    topic: Line
    ours: Line = ""
    theirs: Line = ""
    agreed: Line = ""
    agreed_on: Day | None = None
    removed_on: Day | None = None
    """When it was negotiated no more; a point with a bottom line stays, with the reason beside that."""


class DealBottom(Row, table=True):
    """The line that is not crossed in a negotiation. It is in no export, no report and no list: only `deal terms` shows it."""

    __tablename__: ClassVar[Any] = "deal_bottom"
    not_in_views: ClassVar[dict[str, str]] = {"*": "the line that is not crossed is one's own secret"}

    term_id: int = Field(foreign_key="deal_term.id", unique=True)
    value: Line
    why: Line = ""
    """Why something beyond it was agreed, or it was moved or taken away."""


class DealConcession(Row, table=True):
    """What one side gave way in, and when."""

    __tablename__: ClassVar[Any] = "deal_concession"
    __table_args__: ClassVar[Any] = (one_of("side", "ours", "theirs"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "belongs to a negotiation: of one's own desk"}

    term_id: int = Field(foreign_key="deal_term.id", index=True)
    side: Code
    on_date: Day
    words: Line
