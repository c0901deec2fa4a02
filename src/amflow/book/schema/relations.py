"""The tables that tie people together, and those that find them: positions, relations, readings of names, numbers.

Part of the declaration of the book in `models.py`.
"""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from amflow.book.schema.row import Line, Row, one_of


class Position(Row, table=True):
    """A further organisation of a person and the role there; the main one is `customer.organisation_id` and `role`."""

    __tablename__: ClassVar[Any] = "position"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("person_id", "organisation_id", name="position_once"),
        CheckConstraint("person_id <> organisation_id", name="position_elsewhere"),
    )

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

    customer_id: int = Field(foreign_key="customer.id")
    other_id: int = Field(foreign_key="customer.id", index=True)
    kind: str


class Reading(SQLModel, table=True):
    """A way to type a name: pinyin, initials, another script. Follows from the name alone, so that it is never undone;
    filled when a name is first written, because the library that knows takes longer to load than a question."""

    __tablename__: ClassVar[Any] = "reading"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("name_key", "key", name="reading_once"),
        Index("reading_key", "key", "whole", "name_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name_key: str
    key: str
    whole: int
    """2: the whole name read out; 1: its initials; 0: a part of it."""


class Number(SQLModel, table=True):
    """A phone number of a customer, its digits backwards: found by its tail. Follows from the customer's row (kept)."""

    __tablename__: ClassVar[Any] = "number"
    __table_args__: ClassVar[Any] = (Index("number_back", "back", "customer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(index=True)
    """No foreign key: the row is nobody's record, and goes and comes with the customer's."""
    back: str
