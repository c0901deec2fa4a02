"""The migrations build exactly what the schema declares."""

import ast
import re
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic_core import PydanticUndefined
from sqlmodel import SQLModel, create_engine
from tests.book import dumping

from amflow.book import migrations
from amflow.book.opening import open_book
from amflow.book.schema.tables import TABLES
from amflow.book.store import Book

AFFINITY = {"INTEGER": "INTEGER", "TEXT": "TEXT", "VARCHAR": "TEXT"}


class Shape(NamedTuple):
    """A table as SQLite knows it, without the order or the wording in which it was declared."""

    columns: dict[str, tuple[str, bool, int]]
    """Type by affinity, whether it may not be empty, its place in the primary key."""
    keys: set[tuple[str, str, str]]
    uniques: set[tuple[str, ...]]
    indexes: dict[str, tuple[bool, tuple[str, ...], str]]
    """Whether unique, its columns, the condition of a partial one."""
    checks: dict[str, str]


def shapes(connection: sqlite3.Connection) -> dict[str, Shape]:
    tables = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'"
    )
    return {name: shape(connection, name, sql) for name, sql in tables.fetchall()}


def shape(connection: sqlite3.Connection, table: str, sql: str) -> Shape:
    columns = {
        name: (AFFINITY[kind], bool(notnull) and not key, key)
        for _place, name, kind, notnull, _default, key in connection.execute(f"PRAGMA table_info({table})")
    }
    keys = {(row[3], row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
    uniques, indexes = set(), {}
    for _place, name, unique, origin, _partial in connection.execute(f"PRAGMA index_list({table})").fetchall():
        names = tuple(row[2] for row in connection.execute(f"PRAGMA index_info({name})"))
        if origin == "u":
            uniques.add(names)
        else:
            text = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
            indexes[name] = (bool(unique), names, squeezed(text.partition(" WHERE ")[2]))
    checks = {
        name: squeezed(text) for name, text in re.findall(r"CONSTRAINT (\w+) CHECK \((.*)\)", squeezed(sql, "\n"))
    }
    return Shape(columns, keys, uniques, indexes, checks)


def squeezed(text: str, keep: str = "") -> str:
    """The text with its white space folded; newlines that are kept part the lines."""
    lines = text.split("\n") if keep else [" ".join(text.split())]
    return "\n".join(" ".join(line.split()).rstrip(",") for line in lines)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("migrated") / "book.db"
    open_book(path).close()
    return sqlite3.connect(path)


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("declared") / "book.db"
    engine = create_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    return sqlite3.connect(path)


def test_the_tables_are_the_same(migrated: sqlite3.Connection, declared: sqlite3.Connection) -> None:
    assert set(shapes(migrated)) == set(shapes(declared)) == set(TABLES)


@pytest.mark.parametrize("part", Shape._fields)
def test_each_table_is_the_same(migrated: sqlite3.Connection, declared: sqlite3.Connection, part: str) -> None:
    built, wanted = shapes(migrated), shapes(declared)

    differ = {
        table: (getattr(built[table], part), getattr(one, part))
        for table, one in wanted.items()
        if getattr(built[table], part) != getattr(one, part)
    }
    assert not differ, (
        f"{part}: what book/migrations builds, and what book/schema declares; write a step for what is new"
    )


def test_the_comparison_sees_what_it_compares(migrated: sqlite3.Connection) -> None:
    customer = shapes(migrated)["customer"]

    assert customer.checks["status_known"] == "status IN ('lead', 'customer', 'dropped', 'removed')"
    assert ("referrer_id", "customer", "id") in customer.keys
    assert ("external_source", "external_key") in customer.uniques
    assert customer.indexes["customer_clients"][2].startswith("status = 'customer' AND no_contact = 0")


def test_the_defaults_are_the_same(migrated: sqlite3.Connection) -> None:
    for table, model in TABLES.items():
        in_book: dict[str, Any] = {
            row[1]: None if row[4] is None else ast.literal_eval(row[4])
            for row in migrated.execute(f"PRAGMA table_info({table})")
        }

        fields = model.model_fields.items()
        wanted = {name: None if field.default is PydanticUndefined else field.default for name, field in fields}
        assert in_book == wanted, table


def test_every_table_is_strict(migrated: sqlite3.Connection) -> None:
    """A number in a text column would be kept silently otherwise."""
    loose = [row[1] for row in migrated.execute("PRAGMA table_list") if row[1] in TABLES and not row[5]]

    assert loose == []


def test_every_foreign_key_has_an_index(migrated: sqlite3.Connection) -> None:
    """Without one, taking a row away reads the whole table that points to it."""
    for table, found in shapes(migrated).items():
        first = {names[0] for _unique, names, _where in found.indexes.values()} | {names[0] for names in found.uniques}
        assert {column for column, _parent, _id in found.keys} <= first, table


def test_the_steps_are_numbered_one_after_the_other() -> None:
    assert [step.file[:3] for step in migrations.STEPS] == [f"{at:02}_" for at in range(1, len(migrations.STEPS) + 1)]
    assert {"people_found", "needs_and_visits"} == set(migrations.SEARCHED_ANEW) & {
        step.name for step in migrations.STEPS
    }


def test_a_failing_step_leaves_the_old_book(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_book(home / "book.db").close()
    before = dump(home / "book.db")

    def halfway(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (id INTEGER)")
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, halfway))
        with pytest.raises(RuntimeError):
            open_book(home / "book.db")

    assert dump(home / "book.db") == before
    open_book(home / "book.db").close()


def test_the_old_book_is_copied_aside_before_a_step(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_book(home / "book.db").close()
    before = dump(home / "book.db")
    monkeypatch.setattr(
        migrations,
        "STEPS",
        (*migrations.STEPS, lambda connection: connection.execute("CREATE TABLE more (id INTEGER)")),
    )

    open_book(home / "book.db").close()

    (aside,) = (home / "book.db.backups").glob(f"*-before-v{len(migrations.STEPS)}.db")
    assert dump(aside) == before
    assert "more" in "".join(dump(home / "book.db"))
    assert aside.stat().st_mode & 0o777 == 0o600


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [*dumping.lines(connection), str(connection.execute("PRAGMA user_version").fetchone())]


def test_the_planner_is_told_of_indexes_that_exist(migrated: sqlite3.Connection) -> None:
    known = {(table, index) for table, index, _stat in migrated.execute("SELECT tbl, idx, stat FROM sqlite_stat1")}
    there = {tuple(row) for row in migrated.execute("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index'")}

    assert len(known) > 30
    assert known <= there


def test_a_range_of_dates_is_preferred_to_a_status_that_most_rows_have(book: Book) -> None:
    plan = book.explain("SELECT id FROM customer WHERE birthday_md IN ('11-25', '11-26') AND status = 'customer'")

    assert plan == ["SEARCH customer USING INDEX ix_customer_birthday_md (birthday_md=?)"]
