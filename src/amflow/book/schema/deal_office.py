"""The tables of conversion: what others owe, what was attached, assessed and bargained for. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class Attachment(Row, table=True):
    """A file that belongs to a document of a deal: kept in the book's folder, or only pointed to."""

    __tablename__: ClassVar[Any] = "attachment"
    __table_args__: ClassVar[Any] = (CheckConstraint("bytes >= 0", name="bytes_not_negative"),)

    deal_id: int = Field(foreign_key="deal.id", index=True)
    paper: str
    """The key of the document, as in `deal_paper`."""
    name: Line
    """What the file was called."""
    kept: str = ""
    """Its name in the book's folder of files; empty where it is only pointed to."""
    path: str = ""
    """Where it lies; empty where it was copied."""
    sha256: str
    bytes: int
    on_date: Day


class Waiting(Row, table=True):
    """Something that a department or a colleague owes (`w7`): an errand, or a review with its decision (`W14`, C14)."""

    __tablename__: ClassVar[Any] = "waiting"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "errand", "review"),
        one_of("state", "open", "answered", "approved", "declined", "void", "dropped"),
        CheckConstraint("amount_minor IS NULL OR amount_minor >= 0", name="amount_not_negative"),
        Index("waiting_state", "state", "promised_on"),
        Index("waiting_deal", "deal_id", "state"),
    )

    kind: str = "errand"
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """Whom it is about, where it is about no deal; a deal knows its customer by itself."""
    whom: Line
    """The key of a department of the playbook, or a colleague as typed."""
    title: Line
    stage: str = ""
    """The stage of the deal that a review belongs to; a deal that goes back before it makes the decision void."""
    asked_on: Day
    promised_on: Day | None = None
    state: str = "open"
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

    waiting_id: int = Field(foreign_key="waiting.id", index=True)
    kind: str
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
    __table_args__: ClassVar[Any] = (
        CheckConstraint("suggested_minor IS NULL OR suggested_minor >= 0", name="suggested_not_negative"),
        CheckConstraint("own_minor IS NULL OR own_minor >= 0", name="own_not_negative"),
    )

    deal_id: int = Field(foreign_key="deal.id", index=True)
    on_date: Day
    lines: str
    """The lines as they were reckoned with: a JSON list of key, value, use and factor."""
    complete: int = 0
    """1: no line of the sheet was left open."""
    suggested_minor: int | None = None
    own_minor: int | None = None
    """The manager's own figure."""
    own_why: Line = ""
    currency: str


class DealTerm(Row, table=True):
    """A point that is negotiated: where we stand, where they stand, what was agreed (`W17`)."""

    __tablename__: ClassVar[Any] = "deal_term"
    __table_args__: ClassVar[Any] = (UniqueConstraint("deal_id", "topic", name="deal_term_once"),)

    deal_id: int = Field(foreign_key="deal.id")
    topic: Line
    ours: Line = ""
    theirs: Line = ""
    agreed: Line = ""
    agreed_on: Day | None = None


class DealBottom(Row, table=True):
    """The line that is not crossed in a negotiation. It is in no export, no report and no list: only `deal terms` shows it."""

    __tablename__: ClassVar[Any] = "deal_bottom"

    term_id: int = Field(foreign_key="deal_term.id", unique=True)
    value: Line


class DealConcession(Row, table=True):
    """What one side gave way in, and when."""

    __tablename__: ClassVar[Any] = "deal_concession"
    __table_args__: ClassVar[Any] = (one_of("side", "ours", "theirs"),)

    term_id: int = Field(foreign_key="deal_term.id", index=True)
    side: str
    on_date: Day
    words: Line
