"""What is told about the file itself: a clock that stands before the last entry, a copy that a sync laid beside it."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from days import customer


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("AMFLOW_NOW", moment)


def test_a_clock_before_the_last_entry_is_said_once(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2031-03-04T08:00")
    customer(run, "Ann Bo")
    at(monkeypatch, "2026-11-25T09:30")

    first = run("task", "add", "call her")
    second = run("task", "add", "write to her")

    assert "the clock stands before the last entry of the book (Tue 4 Mar 2031): amflow history" in first.stderr
    assert "clock" not in second.stderr


@pytest.mark.parametrize(("moment", "told"), [("2026-11-24T09:40", False), ("2026-11-24T09:20", True)])
def test_two_machines_may_differ_by_hours(run: Any, monkeypatch: pytest.MonkeyPatch, moment: str, told: bool) -> None:
    customer(run, "Ann Bo")
    at(monkeypatch, moment)

    assert ("clock" in run("task", "add", "call her").stderr) is told


def test_looking_at_another_day_is_no_clock_that_is_wrong(run: Any) -> None:
    customer(run, "Ann Bo")

    assert run("log-call", "Ann Bo", "talked", "--no-next", "--on", "2026-11-20").stderr.count("clock") == 0


COPIES = (
    "book.sync-conflict-20260103-101112-ABC1234.db",
    "book (Ann's conflicted copy 2026-01-03).db",
    "book (conflicted copy 2026-01-03 101112).db",
    "book(冲突副本 2026-01-03).db",
    "book (1).db",
    "book 2.db",
)


@pytest.mark.parametrize("name", COPIES)
@pytest.mark.parametrize("words", [("today",), ("book", "check")])
def test_a_copy_that_a_sync_laid_beside_the_book_is_named(run: Any, home: Path, name: str, words: tuple[str]) -> None:
    customer(run, "Ann Bo")
    (home / name).write_bytes((home / "book.db").read_bytes())

    assert f"beside the book lies {name}" in run(*words).stderr


@pytest.mark.parametrize("name", ["book-2025.db", "book.db.bak", "notes (1).db", "bookshop.db", "book.db-wal2"])
def test_what_is_no_copy_of_a_sync_is_not_named(run: Any, home: Path, name: str) -> None:
    customer(run, "Ann Bo")
    (home / name).touch()

    assert run("today").stderr == ""


def test_a_book_that_is_imported_as_a_list_says_how_it_comes_over(run: Any, home: Path) -> None:
    customer(run, "Ann Bo")
    run("book", "backup", str(home / "other.db"))

    told = run("import", str(home / "other.db"), code=5).stderr

    assert "is a book, or another SQLite file" in told
    assert f"amflow export more.csv --what customers --book {home / 'other.db'}" in told


def test_what_was_written_in_the_copy_comes_over_by_its_uid(run: Any, home: Path) -> None:
    customer(run, "Ann Bo")
    run("book", "backup", str(home / "book (1).db"))
    other = ("--book", str(home / "book (1).db"))
    run("log-visit", "Ann Bo", "on the road", "--no-next", *other)
    run("customer", "add", "Bo Cee", *other)
    for what in ("customers", "touches"):
        run("export", str(home / f"{what}.csv"), "--what", what, *other)

    run("import", str(home / "customers.csv"), "--as", "customer")
    run("import", str(home / "touches.csv"), "--as", "touch")

    names = [item["name"] for item in run("customer", "list", "--json").json["items"]]
    assert sorted(names) == ["Ann Bo", "Bo Cee"]
    assert run("show", "Ann Bo", "--json").json["item"]["last_touch_on"] == "2026-11-25"


def test_a_version_that_no_book_has_is_refused_in_a_line(run: Any, home: Path) -> None:
    customer(run, "Ann Bo")
    connection = sqlite3.connect(home / "book.db")
    connection.execute("PRAGMA user_version = -3")
    connection.close()

    assert "is not an amflow book" in run("today", code=5).stderr


def test_a_passphrase_that_is_no_text_is_refused_in_a_line(run: Any, tmp_path: Path) -> None:
    customer(run, "Ann Bo")
    (tmp_path / "word").write_bytes("密码一二三".encode("gbk"))

    assert "is not text in UTF-8" in run("book", "encrypt", "--passphrase-file", str(tmp_path / "word"), code=2).stderr
