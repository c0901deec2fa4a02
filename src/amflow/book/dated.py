"""The table of when each field of a customer's file was told. Part of `models.py`, which is the place to begin."""

from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from amflow.book.rows import Day, Row


class FieldDate(Row, table=True):
    """The day on which a field of the playbook was last written in a customer's file: what is old must be asked anew."""

    __tablename__: ClassVar[Any] = "field_date"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("customer_id", "field", name="field_date_once"),
        Index("field_date_age", "field", "on_date"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    field: str
    """The key of the playbook's field."""
    on_date: Day
