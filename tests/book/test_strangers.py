"""A book that somebody else made: what is in it beside a book's own tables and views is never run."""

import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from tests.conftest import Run

from amflow.book import engine, migrations, strangers

ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n AS name FROM r ORDER BY n DESC"
SMALL, LARGE = "'%.*c', 9, ", "'%.*c', 900000000, "
HUGE = f"printf({SMALL}'x')"
"""A text that is made huge when the book is: what runs it then would take seconds and the memory."""

CRAFTED = {
    "a trigger": ("CREATE TRIGGER wipe AFTER INSERT ON customer BEGIN DELETE FROM touch; END", "trigger wipe"),
    "a view": (f"CREATE VIEW evil AS {ENDLESS}", "view evil"),
    "a view of ours": (
        f"DROP VIEW v_customers; CREATE VIEW v_customers AS {ENDLESS}",
        "view v_customers (not as amflow makes it)",
    ),
    "a table": ("CREATE TABLE more (id INTEGER)", "table more"),
    "a column": (f"ALTER TABLE customer ADD COLUMN evil TEXT GENERATED ALWAYS AS ({HUGE}) VIRTUAL", "table customer"),
    "an index": (f"CREATE INDEX evil ON customer (length({HUGE}))", "index evil"),
    "a part of an index": (f"CREATE INDEX evil ON customer (name) WHERE {HUGE} > 'x'", "index evil"),
}


@pytest.fixture(params=CRAFTED)
def crafted(request: pytest.FixtureRequest, home: Path, run: Run) -> tuple[Path, str]:
    """A book of somebody else's, and what is named of it."""
    run("customer", "add", "张敏")
    file = home / "crafted.db"
    shutil.copyfile(home / "book.db", file)
    sql, says = CRAFTED[request.param]
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.executescript(sql)
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?)", (SMALL, LARGE))
    connection.close()
    return file, says


def test_it_is_not_opened_and_its_records_can_be_brought_out(crafted: tuple[Path, str], home: Path, run: Run) -> None:
    file, says = crafted
    for words in (
        ["customer", "list"],
        ["customer", "add", "李强"],
        ["export", "--what", "customers"],
        ["book", "check"],
    ):
        told = run("--book", str(file), *words, code=5).stderr
        assert says in told
        assert "amflow book salvage" in told

    run("--book", str(file), "book", "salvage", str(home / "saved.db"))

    assert "张敏" in run("--book", str(home / "saved.db"), "customer", "list").stdout


def test_it_is_not_put_in_the_books_place(crafted: tuple[Path, str], run: Run) -> None:
    file, says = crafted

    assert says in run("book", "restore", str(file), "--yes", code=1).stderr

    assert "张敏" in run("customer", "list").stdout


def test_one_of_an_older_version_takes_no_step(home: Path, run: Run) -> None:
    file = home / "old.db"
    old = sqlite3.connect(file, isolation_level=None)
    for step in migrations.STEPS[:5]:
        step(old)
    old.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    old.execute("PRAGMA user_version = 5")
    old.execute(f"CREATE VIEW evil AS {ENDLESS}")
    old.close()

    assert "view evil" in run("--book", str(file), "today", code=5).stderr

    kept = sqlite3.connect(file)
    assert kept.execute("PRAGMA user_version").fetchone() == (5,)
    kept.execute("DROP VIEW evil").connection.close()
    run("--book", str(file), "customer", "list")


def test_an_index_of_ones_own_is_no_stranger(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    connection = sqlite3.connect(home / "book.db", isolation_level=None)
    connection.execute('CREATE INDEX "mine" ON customer ("phone", name DESC)')
    connection.close()

    assert "张敏" in run("customer", "list").stdout


def test_the_newest_version_is_known_by_its_digest() -> None:
    """After a step, or a view that reads otherwise, the right value stands in the failure."""
    assert strangers.digest(strangers._words(migrations.made(migrations.STEPS))) == strangers.NEWEST


def test_a_name_without_end_is_a_sentence(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    connection = sqlite3.connect(home / "book.db", isolation_level=None)
    connection.execute(f"UPDATE customer SET name = printf('%.*c', {engine.LONGEST_VALUE + 1}, 'x')")
    connection.close()

    for words in (["customer", "list"], ["show", "c1"], ["export", "--what", "customers"]):
        assert "more time or room than a book needs" in run(*words, code=5).stderr


def test_a_file_of_somebody_elses_ends_in_its_time(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS", 0.2)
    file = home / "other.db"
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute(f"CREATE VIEW evil AS {ENDLESS.replace(' ORDER BY n DESC', '')}")
    engine.bounded(connection, file)

    begun = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute("SELECT sum(name) FROM evil").fetchone()

    assert time.monotonic() - begun < 5
    connection.close()
