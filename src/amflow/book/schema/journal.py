"""The tables in which the book keeps what it knows of itself and what was done to it. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from amflow.book.schema.row import Instant, Row, one_of


class About(Row, table=True):
    """What the book knows of itself: which playbook it is lived by."""

    __tablename__: ClassVar[Any] = "about"

    name: str = Field(unique=True)
    value: str


class Change(SQLModel, table=True):
    """One command that changed the book: the unit of undo."""

    __tablename__: ClassVar[Any] = "change"
    __table_args__: ClassVar[Any] = (one_of("kind", "do", "undo", "redo"), Index("change_kind", "kind", "undone_by"))

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    at: Instant
    command: str
    summary: str = ""
    kind: str = "do"
    """`do`, `undo` (takes back every change whose `undone_by` names it) or `redo` (takes back an undo)."""
    undone_by: int | None = Field(default=None, foreign_key="change.id", index=True)


class Journal(SQLModel, table=True):
    """One row that a change touched: what it was and became, as JSON; an insert has no before, a delete no after."""

    __tablename__: ClassVar[Any] = "journal"
    __table_args__: ClassVar[Any] = (Index("journal_row", "table_name", "row_id"),)

    id: int | None = Field(default=None, primary_key=True)
    change_id: int = Field(foreign_key="change.id", index=True)
    table_name: str
    row_id: int
    before: str | None = None
    after: str | None = None
