"""What each column says of itself in the schema, and who goes by it: public views, masking, erasing."""

import sqlite3
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import AfterValidator

from amflow.book import migrations, public_views
from amflow.book.erasure.erase import KEPT, SECRET
from amflow.book.schema.row import Brought
from amflow.book.schema.tables import TABLES, TYPED_COLUMNS
from amflow.files.export import masking

COLUMNS = [(table, name, field) for table, model in TABLES.items() for name, field in model.model_fields.items()]
EVERYWHERE = set(Brought.model_fields)
"""What every record has: a view shows of it what is of use there."""

SAYS = (str, AfterValidator)
"""The marks of `row.py`, and what a day or an hour is held to."""


@pytest.fixture(scope="module")
def newest() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.grow(connection, 0)
    yield connection
    connection.close()


def read_by(connection: sqlite3.Connection, view: str) -> set[tuple[str, str]]:
    """The columns of tables that the view reads."""
    found = set()

    def note(action: int, table: str, column: str, _database: str, _view: str) -> int:
        if action == sqlite3.SQLITE_READ:
            found.add((table, column))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(note)
    connection.execute(f"SELECT * FROM {view}")
    connection.set_authorizer(None)
    return {(table, column) for table, column in found if table in TABLES}


def names() -> list[str]:
    return [view.split()[2] for view in public_views.VIEWS]


def said_of(field: Any) -> tuple[Any, ...]:
    """What the column's type says beside its affinity."""
    return (*field.metadata, *(one for kind in get_args(field.annotation) for one in getattr(kind, "__metadata__", ())))


def test_every_column_of_text_says_what_it_holds() -> None:
    """`Line` or `Words` where a person typed it, `Code`, a day or an hour where nobody did: a bare `str` says nothing."""
    bare = [
        (table, name)
        for table, name, field in COLUMNS
        if field.annotation in (str, str | None) and not any(isinstance(one, SAYS) for one in said_of(field))
    ]

    assert bare == []
    assert TYPED_COLUMNS["deal"] == ["external_key", "title", "lost_why"]
    assert "line" not in TYPED_COLUMNS["customer"]


def test_every_column_is_in_a_public_view_or_says_why_not(newest: sqlite3.Connection) -> None:
    shown = {column for view in names() for column in read_by(newest, view)}
    missing, wrong = [], []
    for table, model in TABLES.items():
        kept_back = getattr(model, "not_in_views", {})
        columns = {name for name in model.model_fields if name not in EVERYWHERE or "*" in kept_back}
        named = {name for names in kept_back for name in (columns if names == "*" else names.split())}
        missing += [f"{table}.{name}" for name in columns - named if (table, name) not in shown]
        # A table that has no view of its own may lend its title to another's.
        said = named if "*" not in kept_back else set()
        wrong += [f"{table}.{name}" for name in said if (table, name) in shown or name not in model.model_fields]

    assert missing == [], "put them into public_views.py, or into not_in_views with the reason"
    assert wrong == [], "these are in a public view, or no columns at all"


def test_no_view_reads_what_is_secret(newest: sqlite3.Connection) -> None:
    assert not {table for view in names() for table, _column in read_by(newest, view)} & set(SECRET)
    assert set(SECRET) | set(KEPT) <= set(TABLES)


def test_what_a_mask_leaves_open_is_a_column_and_nobodys_words(newest: sqlite3.Connection) -> None:
    open_, there = set(), set()
    for view in names():
        typed = {name for table, name in read_by(newest, view) if name in TYPED_COLUMNS[table]}
        columns = {row[1] for row in newest.execute(f"SELECT * FROM pragma_table_info('{view}')")}
        there |= columns
        open_ |= {(view, name) for name in columns & typed if masking.of(view.removeprefix("v_"), name) is None}

    # Two facts of the customer's page are no columns.
    assert there | {"last_touch_bulk", "reached_on"} >= masking._COLUMNS
    assert open_ == {("v_products", "name"), ("v_products", "series")}
