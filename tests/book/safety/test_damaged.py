"""A book that was damaged or tampered with: every command ends in one clean line, and the commands for it do their work."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

from amflow.book import undo
from amflow.book.store import Book

EVERY = [
    ("today",),
    ("show", "c1"),
    ("log-call", "c1", "again", "--no-next"),
    ("undo",),
    ("history",),
    ("summary", "--week"),
    ("find", "savings"),
    ("customer", "erase", "c1", "--yes"),
    ("export", "--what", "customers"),
    ("book", "check"),
    ("book", "check", "--fix"),
    ("book", "backups"),
    ("book", "backup", "copy.db"),
]


@pytest.fixture
def lived(home: Path, run: Run, once: Any) -> Path:
    """A book in which a little was done."""
    once("a book in which a little was done", lambda: _live(run))
    return home / "book.db"


def _live(run: Run) -> None:
    run("customer", "add", "张敏", "--tier", "gold", "--phone", "13812348000")
    run("log-visit", "c1", "about her savings", "--next", "fri 10:00 call")
    run("deal", "add", "savings", "--pipeline", "account-opening", "--for", "c1", "--amount", "20万")
    run("customer", "edit", "c1", "--tier", "silver")


def harm(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for sql in statements:
        connection.execute(sql)
    connection.close()


def all_end_cleanly(run: Run) -> None:
    """No command shows a traceback: `run` would raise it. What is refused is said in an error and a hint."""
    for words in EVERY:
        said = run(*words, code=None)
        if said.code:
            assert said.stderr.count("error: ") == 1 and said.stderr.count("hint: ") == 1, (words, said)
            assert said.code in (1, 3, 5), (words, said)


TABLES = [
    "customer",
    "touch",
    "task",
    "deal",
    "about",
    "change",
    "journal",
    "access",
    "note",
    "search",
    "number",
    "reading",
]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_told_and_the_rest_is_brought_out(lived: Path, home: Path, run: Run, table: str) -> None:
    harm(lived, f"DROP TABLE {table}")

    said = run("book", "check", code=5).stderr

    assert "1 problem in the book" in said
    assert f"{table} is missing" in said
    run("book", "salvage", str(home / "saved.db"))
    all_end_cleanly(run)
    saved = ("--book", str(home / "saved.db"))
    for words in (("today",), ("history",), ("customer", "list")):
        run(*saved, *words)
    assert "Traceback" not in run(*saved, "undo", code=None).stderr
    if table != "customer":
        assert "张敏" in run(*saved, "customer", "list").stdout


def test_what_is_missing_is_said_by_any_command_that_needs_it(
    lived: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm(lived, "DROP TABLE touch")

    said = run("show", "c1", code=5).stderr

    assert said.startswith(
        f"error: {lived} is damaged: table touch is missing\nhint: amflow book backups lists the copies;"
    )
    assert "amflow book salvage FILE" in said
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "已损坏：缺少 table touch" in run("show", "c1", code=5).stderr


def test_rows_of_a_missing_table_are_counted_as_lost(lived: Path, home: Path, run: Run) -> None:
    harm(lived, "DROP TABLE touch")

    told = run("book", "salvage", str(home / "saved.db"), "--json").json["item"]["tables"]

    assert told["touch"] == {"rows": 0, "lost": 1}
    assert told["customer"] == {"rows": 1, "lost": 0}


def test_a_missing_column_leaves_the_others(lived: Path, home: Path, run: Run) -> None:
    # SQLite lets no column go that a view reads, and no view that a trigger reads.
    sql = "SELECT type, name FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY type"
    made = sqlite3.connect(lived).execute(sql).fetchall()
    harm(lived, *(f"DROP {kind} {name}" for kind, name in made), "ALTER TABLE touch DROP COLUMN note")

    assert "column touch.note is missing" in run("book", "check", code=5).stderr

    told = run("book", "salvage", str(home / "saved.db"), "--json").json["item"]["tables"]
    assert told["touch"] == {"rows": 1, "lost": 0}
    all_end_cleanly(run)


HARM = {
    "no JSON": ("UPDATE journal SET before = '{{'", "it is not JSON"),
    "no JSON after": ("UPDATE journal SET after = '{{'", "it is not JSON"),
    "endless": ("UPDATE journal SET after = '" + "[" * 100_000 + "'", "it is not JSON"),
    "no row": ("UPDATE journal SET before = '[]', after = '[1]'", "it is not a row"),
    "nothing": ("UPDATE journal SET before = NULL, after = NULL", "it holds nothing"),
    "another table": (
        "UPDATE journal SET table_name = 'x; DROP TABLE customer'",
        "there is no table x; DROP TABLE customer",
    ),
    "the history": ("UPDATE journal SET table_name = 'change'", "there is no table change"),
    "the schema": ("UPDATE journal SET table_name = 'sqlite_schema'", "there is no table sqlite_schema"),
    "a column": (
        """UPDATE journal SET before = '{"name = 1, tier":"x"}'""",
        "has no column name = 1, tier",
    ),
    "values": ("""UPDATE journal SET before = '{"name":{"a":1}}'""", "it is not a row"),
}


@pytest.mark.parametrize("kind", list(HARM))
def test_a_line_of_the_journal_that_is_damaged_or_made_up(lived: Path, home: Path, run: Run, kind: str) -> None:
    sql, why = HARM[kind]
    harm(lived, sql)
    before = list(sqlite3.connect(lived).execute("SELECT * FROM customer"))

    said = run("undo", code=5).stderr

    assert said.startswith("error: line ") and why in said
    assert "amflow book check" in said and "amflow book backups" in said
    assert list(sqlite3.connect(lived).execute("SELECT * FROM customer")) == before
    number = sqlite3.connect(lived).execute("SELECT max(id) FROM journal").fetchone()[0]
    listed = run("book", "check", code=5).stderr
    assert f"line {number} of the journal is damaged" in listed
    run("book", "salvage", str(home / "saved.db"))
    saved = ("--book", str(home / "saved.db"))
    assert "is damaged" not in run(*saved, "book", "check", code=None).stderr
    assert "nothing to undo" in run(*saved, "undo", code=1).stderr, "a command is taken back whole or not at all"
    run(*saved, "customer", "erase", "c1", "--yes")
    all_end_cleanly(run)


CRAFTED = [
    "UPDATE journal SET row_id = 999",
    """UPDATE journal SET before = '{"name":5, "id":99999999999999999999999}' WHERE after IS NOT NULL""",
    """UPDATE journal SET before = '{"owner":"\\ud800"}', after = '{"owner":"x"}'""",
    """UPDATE journal SET before = '{"name":5}', after = '{"name":"x"}' WHERE table_name = 'customer'""",
    """UPDATE journal SET before = '{"tier":null}', after = '{"tier":"x"}' WHERE table_name = 'customer'""",
    """UPDATE journal SET before = '{"added_on":"never"}', after = '{"added_on":"x"}' WHERE table_name = 'customer'""",
    """UPDATE journal SET before = '{"referrer_id":999}', after = '{"referrer_id":1}' WHERE table_name = 'customer'""",
]


@pytest.mark.parametrize("sql", CRAFTED)
def test_a_line_that_fits_no_row_changes_nothing(lived: Path, home: Path, run: Run, sql: str) -> None:
    harm(lived, sql)

    assert run("undo", code=None).code in (0, 3, 5)

    assert sqlite3.connect(lived).execute("PRAGMA foreign_key_check").fetchall() == []
    assert run("book", "check", code=5).stderr.startswith("error: ")
    run("book", "salvage", str(home / "saved.db"))
    all_end_cleanly(run)


def test_fields_that_are_no_json_are_named_and_the_rest_is_brought_out(lived: Path, home: Path, run: Run) -> None:
    harm(lived, "UPDATE customer SET profile = '{{'")

    assert "customer 1: profile is not JSON" in run("book", "check", code=5).stderr
    assert "customer 1: profile is not JSON" in run("show", "c1", code=5).stderr

    run("book", "salvage", str(home / "saved.db"))
    all_end_cleanly(run)
    run("--book", str(home / "saved.db"), "show", "c1")


def test_a_mistake_of_ours_keeps_its_traceback(lived: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(book: Book, _limit: int) -> None:
        book.all("SELECT * FROM no_such_thing")

    monkeypatch.setattr(undo, "history", wrong)

    with pytest.raises(sqlite3.OperationalError, match="no_such_thing"):
        run("history")


def test_a_damaged_line_stops_no_undo_of_another_command(lived: Path, run: Run) -> None:
    harm(lived, "UPDATE journal SET before = '{{' WHERE id = 1")

    run("undo")

    assert json.loads(run("show", "c1", "--json").stdout)["item"]["tier"] == "gold"
    assert "line 1 of the journal is damaged: it is not JSON" in run("book", "check", code=5).stderr
