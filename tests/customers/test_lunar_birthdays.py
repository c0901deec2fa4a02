"""Lunar birthdays in the book: written as said, due on their day, shown with both dates, found through an index."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from amflow.agenda import due_rules
from amflow.book import migrations
from amflow.book.store import Book
from amflow.shell.context import App

Run = Callable[..., Any]


def test_a_lunar_birthday_is_due_on_its_day_with_both_dates(run: Run, screen: Callable[..., str]) -> None:
    run("customer", "add", "王伟", "--birthday", "农历1985年十月十七")
    run("customer", "add", "李强", "--birthday", "11-25")

    page = screen("prep")

    assert "王伟" in page
    assert "turns 41 (lunar 10-17)" in page
    assert "李强" in page
    shown = run("customer", "show", "王伟", "--json").json["item"]
    assert (shown["birthday"], shown["birthday_next"]) == ("lunar 1985-10-17", "2026-11-25")
    assert "Wed 25 Nov 2026" in screen("customer", "show", "王伟")


def test_the_age_counts_lunar_years(run: Run, screen: Callable[..., str]) -> None:
    # The twelfth month of 1985 lies in January 1986.
    run("customer", "add", "周婷", "--birthday", "lunar 1985-12-20")

    assert "turns 41" in screen("prep", "--on", "2027-01-27")


def test_the_settings_hold_at_once(run: Run, screen: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    run("customer", "add", "何静", "--birthday", "闰六月初一")
    assert "何静" in screen("prep", "--on", "2026-07-14")
    monkeypatch.setenv("AMFLOW_LUNAR_LEAP", "only")
    assert "何静" not in screen("prep", "--on", "2026-07-14")
    assert "何静" in screen("prep", "--on", "2025-07-25")


@pytest.mark.parametrize(
    "words", ["农历十三月初一", "闰正月初一", "lunar 2021-04-01 leap", "lunar 2090-01-01", "农历明天"]
)
def test_an_impossible_lunar_date_is_refused(run: Run, words: str) -> None:
    run("customer", "add", "张敏", "--birthday", words, code=2)
    assert run("customer", "list", "--json").json["items"] == []


def test_it_comes_in_from_a_file_and_a_wrong_one_is_left_out_there(run: Run, book: Book, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "姓名,生日\n张敏,农历十月十五\n李强,农历十三月初一\n赵磊,1990-01-02\n", "utf-8"
    )
    (tmp_path / "map.toml").write_text('[fields]\nname = "姓名"\nbirthday = "生日"\n', "utf-8")

    told = run("import", "people.csv", "--as", "customer", "--map", "map.toml", code=None)

    kept = {row["name"]: (row["birthday"], row["birthday_md"]) for row in book.all("SELECT * FROM customer")}
    assert kept == {"张敏": ("lunar --10-15", "L10-15"), "李强": ("", ""), "赵磊": ("1990-01-02", "01-02")}, told


def test_the_question_stays_an_indexed_one(run: Run, book: Book) -> None:
    run("customer", "add", "王伟", "--birthday", "农历十月十七")
    asked: list[str] = []
    app = App()
    app.book._connection.set_trace_callback(asked.append)
    assert due_rules.due(app.desk, "prep")[1] == 1
    app.close()

    questions = [sql for sql in asked if "birthday_md IN" in sql]
    assert questions and "'L10-17'" in questions[0]
    for sql in questions:
        assert any("ix_customer_birthday_md" in step for step in book.explain(sql)), book.explain(sql)


def test_an_old_book_gets_the_new_columns(home: Path, run: Run) -> None:
    import sqlite3

    old = sqlite3.connect(home / "book.db")
    migrations.STEPS[0](old)
    old.execute(
        "INSERT INTO task (uid, created_at, updated_at, title, due_on) VALUES"
        " ('u', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z', 'old', '2026-11-27')"
    )
    old.execute("PRAGMA user_version = 1")
    old.execute("PRAGMA application_id = 1634559596")
    old.commit()
    old.close()

    run("task", "edit", "t1", "--every", "weekly")
    run("done", "t1")

    assert [item["due_on"] for item in run("task", "list", "--json").json["items"]] == ["2026-12-04"]
    assert list((home / "book.db.backups").glob("*-before-v*.db"))
