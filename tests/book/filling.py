"""A row in every table that knows a customer, made from the schema alone: what comes to the book later is filled by itself."""

import re
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint

from amflow.book import derived_columns, values
from amflow.book.change import Change
from amflow.book.schema.tables import TABLES, TYPED_COLUMNS
from amflow.book.store import Book

READ = {"task": {"repeats": "1w"}}
"""Words that the program reads, and not only shows."""

OWN = ("id", "uid", "created_at", "updated_at", "owner")
SHAPES = (
    (values.a_birthday, "--03-08"),
    (values.a_date, "2026-11-20"),
    (values.a_time, "09:00"),
    (values.a_moment, "2026-11-20T09:00"),
    (values.an_instant, "2026-11-20T01:00:00Z"),
)


def keys(table: str) -> dict[str, str]:
    """The columns that refer to another row, with the table that they refer to."""
    columns = TABLES[table].__table__.columns  # type: ignore[attr-defined]
    return {one.name: key.column.table.name for one in columns for key in one.foreign_keys}


def about_customers() -> list[str]:
    """Every table with a way to a customer, those that are referred to in front."""
    found: list[str] = []
    while more := [
        name
        for name in TABLES
        if name not in (*found, "customer", "change", "journal")
        and {"customer", *found} & {*keys(name).values()}
        and not ({*keys(name).values()} - {name, "customer", *found} & _with_a_way())
    ]:
        found += more
    return found


def _with_a_way() -> set[str]:
    found = {"customer"}
    while more := {name for name in TABLES if name not in found and found & {*keys(name).values()}}:
        found |= more
    return found - {"customer"}


class Filling:
    """Rows that say in every column whose they are; those of two customers are otherwise alike."""

    def __init__(self, book: Book, change: Change) -> None:
        self.book = book
        self.change = change
        self.made: dict[tuple[str, int], int] = {}
        self.free: dict[str, int] = {}

    def all_of(self, customer: int, third: int) -> None:
        """A row in every table for the customer, in each of its columns that names one; a third stands in the others."""
        for table in about_customers():
            if table == "attachment":
                # It names a file beside the book, which is not there.
                continue
            own = [name for name, target in keys(table).items() if target == "customer"]
            # The firm for which somebody spoke is no way of its own to be about somebody.
            for column in [name for name in own if name != "firm_id"] or [""]:
                self.row(table, customer, **{name: customer if name in (column, "firm_id") else third for name in own})

    def row(self, table: str, customer: int, **fixed: int) -> int:
        """One row of the table."""
        fields = TABLES[table].model_fields
        row: dict[str, Any] = dict(fixed)
        for column, target in keys(table).items():
            if column not in row and target != table:
                row[column] = self.made.get((target, customer)) or self._free(target)
        words = {
            found[1]: found[2]
            for one in TABLES[table].__table__.constraints  # type: ignore[attr-defined]
            if isinstance(one, CheckConstraint)
            and (found := re.match(r"(\w+) IN \((?:'', )?'([^']+)'", str(one.sqltext)))
        }
        words |= READ.get(table, {})
        for name, field in fields.items():
            if name not in (*OWN, *row, *keys(table)):
                row[name] = words.get(name, self._value(table, name, field, customer))
        number = self.change.insert(table, **row)
        self.made[table, customer] = number
        return number

    def _free(self, table: str) -> int:
        if table not in self.free:
            self.free[table] = self.row(table, 0)
        return self.free[table]

    def _value(self, table: str, name: str, field: Any, customer: int) -> Any:
        constraints = TABLES[table].__table__.constraints  # type: ignore[attr-defined]
        single = any(
            isinstance(one, UniqueConstraint) and name in one.columns and not {*one.columns.keys()} & {*keys(table)}
            for one in constraints
        )
        if "int" in str(field.annotation):
            return 1
        validators = [getattr(one, "func", None) for one in _said(field)]
        shape = next((text for known, text in SHAPES if known in validators), None)
        if shape is not None:
            return shape
        if isinstance(field.default, str) and field.default.startswith(("{", "[")):
            return field.default
        return f"{table} {name} of {customer}" if single or name in TYPED_COLUMNS[table] else f"{table} {name}"


def _said(field: Any) -> list[Any]:
    from typing import get_args

    return [
        *field.metadata,
        *(said for kind in get_args(field.annotation) for said in getattr(kind, "__metadata__", ())),
    ]


def settle(book: Book, change: Change) -> None:
    """What is kept because it follows, as the commands would have left it."""
    for table, row_id, columns in list(derived_columns.beside(book)):
        change.update(table, row_id, **columns)
    derived_columns.count_anew(book, change)
