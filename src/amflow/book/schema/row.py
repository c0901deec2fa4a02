"""What all tables share: the types of their columns, and the columns that every record has; and the tables in which the
book keeps what it knows of itself and what was done to it."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator
from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from amflow.book.values import a_birthday, a_date, a_moment, a_time, an_instant, plain_text

Day = Annotated[str, AfterValidator(a_date)]
Clock = Annotated[str, AfterValidator(a_time)]
Moment = Annotated[str, AfterValidator(a_moment)]
Instant = Annotated[str, AfterValidator(an_instant)]
Birthday = Annotated[str, AfterValidator(a_birthday)]

TYPED, MADE = "typed", "made"
Line = Annotated[str, AfterValidator(plain_text), TYPED]
"""What a person typed, in one line: erasing somebody looks for them in it."""
Words = Annotated[str, TYPED]
"""The same at any length, and what is kept as JSON of it."""
Code = Annotated[str, MADE]
"""Nobody's words: a key of the program or the playbook, or what the program made of another column."""
Label = Annotated[Code, AfterValidator(plain_text)]
"""A key that somebody chose: the name of a line of the territory."""


def one_of(column: str, *words: str) -> CheckConstraint:
    """The column holds one of these words and nothing else."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    """Each of the columns is empty, or zero or more; what is counted in a smaller unit is named without that."""
    return tuple(
        CheckConstraint(
            f"{one} IS NULL OR {one} >= 0", name=f"{one.removesuffix('_minor').removesuffix('_e4')}_not_negative"
        )
        for one in columns
    )


class Row(SQLModel):
    """What every record has: a number to type, a name unique in the world, when it was written and whose it is."""

    id: int | None = Field(default=None, primary_key=True)
    uid: Code = Field(unique=True)
    created_at: Instant
    updated_at: Instant
    owner: Code = ""

    not_in_views: ClassVar[dict[str, str]] = {}
    """The columns that no public view has (`*`: none of them), and why; it goes for those above without saying."""


class Brought(Row):
    """A record that may have been brought in from another program: which one, and what it is called there."""

    external_source: Code | None = None
    external_key: Words | None = None


class OfFirm(Row):
    """A record of what somebody said or asked: it stays with the firm that they spoke for at its time."""

    firm_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    """Where they worked at that time (kept by the write)."""


class About(Row, table=True):
    """What the book knows of itself: which playbook it is lived by."""

    __tablename__: ClassVar[Any] = "about"
    not_in_views: ClassVar[dict[str, str]] = {"*": "what the book knows of itself"}

    name: Code = Field(unique=True)
    value: Code


class Change(SQLModel, table=True):
    """One command that changed the book: the unit of undo."""

    __tablename__: ClassVar[Any] = "change"
    __table_args__: ClassVar[Any] = (one_of("kind", "do", "undo", "redo"), Index("change_kind", "kind", "undone_by"))
    not_in_views: ClassVar[dict[str, str]] = {"*": "what the book knows of itself"}

    id: int | None = Field(default=None, primary_key=True)
    uid: Code = Field(unique=True)
    at: Instant
    command: Code
    summary: Words = ""
    kind: Code = "do"
    """`do`, `undo` (takes back every change whose `undone_by` names it) or `redo` (takes back an undo)."""
    undone_by: int | None = Field(default=None, foreign_key="change.id", index=True)


class Journal(SQLModel, table=True):
    """One row that a change touched: what it was and became, as JSON; an insert has no before, a delete no after."""

    __tablename__: ClassVar[Any] = "journal"
    __table_args__: ClassVar[Any] = (Index("journal_row", "table_name", "row_id"),)
    not_in_views: ClassVar[dict[str, str]] = {"*": "what the book knows of itself"}

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="change.id", index=True)
    table_name: Code
    row_id: int
    before: Words | None = None
    after: Words | None = None


class Access(SQLModel, table=True):
    """A line of the access log of a locked register (`W09`): who opened, closed, listed or let out what,
    and what was tried while it was closed.

    Never changed and never undone; each carries the sha256 of the one before, so that a line changed, taken out or put
    in by hand is found. It names no customer, so that erasing one leaves it whole.
    """

    __tablename__: ClassVar[Any] = "access"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "open", "close", "list", "export", "refused", "check"),
        Index("access_kind", "kind", "id"),
        Index("access_day", "on_date"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "what the book knows of itself"}

    id: int | None = Field(default=None, primary_key=True)
    at: Instant
    on_date: Day
    """The local day and time of `at`."""
    at_time: Clock
    kind: Code
    command: Code
    who: Line = ""
    detail: Line = ""
    unmasked: int = 0
    """1: an export with phone numbers and names in full."""
    before: Code
    """The hash of the line before; empty in the first."""
    hash: Code
