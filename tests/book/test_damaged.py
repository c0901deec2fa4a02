"""`book check` meets what is damaged in a single field with a line each, and looks at one moment of a book that others write."""

import random
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

from amflow.book import integrity, unreadable
from amflow.book.opening import open_book
from amflow.book.schema.tables import TABLES, validators


def fields(path: Path, like: str) -> Iterator[tuple[str, str, int]]:
    """Every column of that type with a row of its table."""
    connection = sqlite3.connect(path)
    for table in TABLES:
        rows = [one[0] for one in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
        for _number, column, kind, *_more in (
            connection.execute(f"PRAGMA table_info({table})").fetchall() if rows else ()
        ):
            if kind == like and column != "id":
                yield table, column, random.Random(f"{table} {column}").choice(rows)
    connection.close()


def damaged(path: Path, table: str, column: str, number: int, value: Any) -> bool:
    """Whether the field took the value; what the schema itself refuses cannot be damaged so."""
    connection = sqlite3.connect(path)
    try:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, number))
        connection.commit()
    except sqlite3.IntegrityError:
        return False
    finally:
        connection.close()
    return True


def test_every_day_that_is_none_is_named(run: Run, full: Path) -> None:
    dates = validators(tuple(unreadable._WRITTEN))
    content, met = full.read_bytes(), 0
    for table in dates:
        full.write_bytes(content)
        wanted = [
            f"{table} {number}: {column} is no day or time"
            for _table, column, number in (one for one in fields(full, "TEXT") if one[0] == table)
            if column in dates[table] and damaged(full, table, column, number, "2026-13-45")
        ]
        book = open_book(full)
        said = integrity.problems(book)
        book.close()
        assert set(wanted) <= set(said), table
        met += len(wanted)
    assert met > 120


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("customer", "birthday", "1985-02-30", "customer 1: birthday is no day or time"),
        ("customer", "added_on", "yesterday", "customer 1: added_on is no day or time"),
        ("task", "due_time", "25:00", "task 1: due_time is no day or time"),
        ("change", "at", "2026-11-25 09:00", "change 1: at is no day or time"),
        ("deal", "amount_minor", 2**62, "deal 1: amount_minor is no amount"),
        ("customer", "assets_minor", -(2**63), "customer 1: assets_minor is no amount"),
        ("customer", "profile", "[1]", "customer 1: profile is not JSON"),
        ("task", "repeats", "every so often", "t1: how it comes back cannot be read"),
    ],
)
def test_a_damaged_field_is_a_line(run: Run, full: Path, table: str, column: str, value: Any, says: str) -> None:
    assert damaged(full, table, column, 1, value)

    assert says in run("book", "check", code=5).stderr


@pytest.mark.parametrize("words", [("today",), ("task", "list"), ("plan",), ("show", "c1")])
def test_whoever_meets_a_damaged_field_says_so(run: Run, full: Path, words: tuple[str, ...]) -> None:
    for table, column in (("task", "due_on"), ("customer", "quiet_since"), ("touch", "held_on")):
        connection = sqlite3.connect(full)
        connection.execute(f"UPDATE {table} SET {column} = '2026-11-2x'")
        connection.commit()
        connection.close()

    said = run(*words, code=5).stderr

    assert "is damaged: " in said and "is no day or time" in said


@pytest.mark.parametrize(
    ("table", "column", "value", "words", "says"),
    [
        ("customer", "profile", "[1,2]", ("show", "c1"), "customer 1: profile is not JSON"),
        ("customer", "profile", '{"a":' + "[" * 9_000 + "]" * 9_000 + "}", ("show", "c1"), "customer 1: profile is not JSON"),
        ("task", "repeats", "9" * 9_000 + "d", ("done", "t1"), "t1: how it comes back cannot be read"),
    ],
)  # fmt: skip
def test_a_field_of_another_kind_is_named_where_a_command_breaks_off(
    run: Run, full: Path, table: str, column: str, value: str, words: tuple[str, ...], says: str
) -> None:
    assert damaged(full, table, column, 1, value)

    said = run(*words, code=5).stderr

    assert f"is damaged: {says}" in said
    assert "mistake in amflow" not in said


def test_no_damage_of_a_field_is_a_mistake_of_ours(run: Run, full: Path) -> None:
    """A part of all fields, another one each day; the rules of what is written are asked of every one of them."""
    content = full.read_bytes()
    some = [*((one, "damaged") for one in fields(full, "TEXT")), *((one, 2**63 - 1) for one in fields(full, "INTEGER"))]
    for (table, column, number), value in random.Random(7).sample(some, 20):
        full.write_bytes(content)
        if damaged(full, table, column, number, value):
            said = run("book", "check", code=None)
            assert said.code in (0, 5), (table, column, said)


def test_it_looks_at_one_moment(run: Run, full: Path) -> None:
    """Another program writes all the while, and has amounts counted elsewhere."""
    over = threading.Event()

    def write() -> None:
        book = open_book(full, busy_seconds=20)
        number = 0
        while not over.is_set():
            number += 1
            with book.change("deal edit", "d1") as change:
                change.update("deal", 1, title=f"title {number}")
                change.insert("note", kind="own", on_date="2026-11-25", text=f"n {number}")
        book.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _time in range(6):
            run("book", "check")
    finally:
        over.set()
        writer.join()
