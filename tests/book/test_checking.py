"""`book check`: the journal against the rows, what is kept because it follows; `book salvage`: what can still be read."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run


@pytest.fixture
def lived(home: Path, run: Run, once: Any) -> Path:
    """A book in which much was done: written, changed, taken back, merged, imported."""
    once("a book in which much was done", lambda: _live(home, run))
    return home / "book.db"


def _live(home: Path, run: Run) -> None:
    for name in ("张敏", "李强", "王伟", "王玮"):
        run("customer", "add", name, "--tier", "gold")
    run("log-visit", "c1", "a talk", "--next", "fri 10:00 call")
    run("deal", "add", "an account", "--for", "c1", "--amount", "20万")
    run("deal", "advance", "d1", "--force", "--why", "known")
    run("done", "t1")
    run("undo", "2")
    run("redo")
    run("customer", "remove", "c2")
    run("customer", "merge", "c3", "c4", "--yes")
    (home / "in.csv").write_text("name,phone\n" + "".join(f"客户{n},1380000{n:04d}\n" for n in range(300)), "utf-8")
    run("import", str(home / "in.csv"), "--as", "customer")
    run("undo")
    run("redo")


def written(path: Path, sql: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute(sql, values).rowcount
    connection.commit()
    connection.close()


def test_a_sound_book_is_called_sound(lived: Path, run: Run) -> None:
    assert run("book", "check").code == 0


def test_an_erasure_leaves_a_sound_book(lived: Path, run: Run) -> None:
    run("deal", "win", "d1", "--force", "--why", "so")
    run("customer", "erase", "c1", "--yes")

    run("book", "check")


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("UPDATE customer SET tier = 'silver' WHERE id = 1", "customer 1 is not what the journal says: tier"),
        ("DELETE FROM deal_stage WHERE id = 1", "deal_stage 1 is missing"),
        ("DELETE FROM journal WHERE table_name = 'customer' AND row_id = 1", "1 row of customer is not in the journal"),
        ("UPDATE customer SET quiet_since = '2020-01-01' WHERE id = 1", "1 row of customer is not counted as it is"),
    ],
)
def test_what_was_changed_by_hand_is_found(lived: Path, run: Run, sql: str, says: str) -> None:
    written(lived, sql)

    assert says in run("book", "check", code=5).stderr


def test_a_line_of_the_journal_that_was_changed_by_hand_is_found(lived: Path, run: Run) -> None:
    written(
        lived,
        "UPDATE journal SET before = json_set(before, '$.stage', 'elsewhere') WHERE table_name = 'deal' AND"
        " json_extract(before, '$.stage') IS NOT NULL",
    )

    assert "does not fit" in run("book", "check", code=5).stderr


def test_what_is_counted_wrong_is_mended(lived: Path, run: Run) -> None:
    # A journal line beside it, as a mistake of the program would have written it.
    written(lived, "UPDATE customer SET quiet_since = '2020-01-01' WHERE id = 1")
    written(
        lived,
        "UPDATE journal SET after = json_set(after, '$.quiet_since', '2020-01-01') WHERE table_name = 'customer'"
        " AND row_id = 1 AND json_extract(after, '$.quiet_since') IS NOT NULL",
    )
    run("book", "check", "--fix", code=None)

    assert "not counted" not in run("book", "check", code=None).stderr


@pytest.mark.parametrize(
    ("table", "column"),
    [("customer", "name_key"), ("customer", "birthday_md"), ("product", "name_key"), ("special_date", "date_md")],
)
def test_whatever_is_kept_because_it_follows_is_recomputed(lived: Path, run: Run, table: str, column: str) -> None:
    run("customer", "edit", "c1", "--birthday", "1980-05-06")
    run("customer", "date", "c1", "2026-12-24", "founding")
    run("product", "add", "one-year note")
    written(lived, f"UPDATE {table} SET {column} = '01-01' WHERE id = 1")

    assert f"1 row of {table} is not counted as it is" in run("book", "check", code=5).stderr
    run("book", "check", "--fix")


def spoiled(path: Path, table: str) -> None:
    """Spoil one page that holds rows of the table, as a bad disk would."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = connection.execute(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 1", (table,)
    ).fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_a_damaged_page_is_named_with_what_it_holds(lived: Path, run: Run) -> None:
    spoiled(lived, "customer")

    assert "customer" in run("book", "check", code=5).stderr


@pytest.mark.parametrize("table", ["customer", "journal"])
def test_salvage_brings_out_all_but_the_damaged_page(
    lived: Path, home: Path, run: Run, screen: Callable[..., str], table: str
) -> None:
    before = {row[0] for row in sqlite3.connect(lived).execute("SELECT name FROM customer")}
    spoiled(lived, table)
    damaged = lived.read_bytes()

    told = run("book", "salvage", str(home / "saved.db"), "--json").json["item"]["tables"]

    assert lived.read_bytes() == damaged
    new = sqlite3.connect(home / "saved.db")
    after = {row[0] for row in new.execute("SELECT name FROM customer")}
    assert after <= before
    if table == "customer":
        assert 200 < len(after) < len(before), "a page of customers is lost, and no more"
        assert told["customer"]["lost"] > 0
    else:
        assert after == before
    assert new.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert new.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [row[0] for row in new.execute("SELECT title FROM deal")] == ["an account"]
    new.close()
    name = max(after)
    assert name in run("--book", str(home / "saved.db"), "find", name).stdout
    assert "saved.db" in screen("book", "salvage", str(home / "saved.db"), code=1)


def test_salvage_of_what_is_no_book_makes_nothing(home: Path, run: Run) -> None:
    (home / "book.db").write_bytes(b"\x00" * 8192)

    run("book", "salvage", str(home / "saved.db"), code=5)

    assert not (home / "saved.db").exists()
