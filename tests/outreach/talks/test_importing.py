"""Talks from a file: everything that follows from a talk follows from its row."""

from typing import Any

import pytest

from days import customer


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")


def test_talks_answer_the_callbacks_that_were_due_and_no_others(run: Any, figures: Any, file: Any, book: Any) -> None:
    run("lead", "add", "王伟", "13812345678", "--on", "2026-11-20")
    run("lead", "add", "李强", "13912345678", "--on", "2026-11-20")
    rows = "王伟,call,2026-11-19,before\n王伟,call,2026-11-23,the answer\n王伟,call,2026-11-24,another\n"

    figures(file("t.csv", f"customer,kind,held_on,note\n{rows}李强,message,2026-11-23,no talk\n"), "--as", "touch")

    (settled,) = book.all("SELECT * FROM settled")
    told = book.get("touch", settled["touch_id"])
    assert (settled["customer_id"], settled["rule"], settled["state"]) == (1, settled["rule"], "done")
    assert told["note"] == "the answer"


def test_a_series_moves_on_and_the_colleagues_come_along(run: Any, figures: Any, file: Any, book: Any) -> None:
    customer(run, "张敏")
    run("task", "add", "see them", "--for", "张敏", "--kind", "visit", "--due", "2026-11-23", "--every", "2 weeks")
    run("visit", "t1", "--with", "Ann", "--confirmed=", code=None)

    figures(file("t.csv", "customer,held_on\n张敏,2026-11-23\n"), "--as", "touch")

    states = [(row["state"], row["due_on"]) for row in book.all("SELECT state, due_on FROM task ORDER BY id")]
    assert states == [("done", "2026-11-23"), ("open", "2026-12-07")]
    assert book.get("customer", 1)["last_touch_on"] == "2026-11-23"


def test_a_talk_belongs_to_the_only_open_deal_once_that_was_begun(run: Any, figures: Any, file: Any, book: Any) -> None:
    customer(run, "张敏")
    run("deal", "add", "loan", "--for", "张敏", "--on", "2026-11-20")

    figures(file("t.csv", "customer,held_on\n张敏,2026-11-19\n张敏,2026-11-23\n"), "--as", "touch")

    assert [row["deal_id"] for row in book.all("SELECT deal_id FROM touch ORDER BY held_on")] == [None, 1]


def test_imported_again_nothing_is_settled_twice_and_one_undo_takes_all_back(
    run: Any, figures: Any, file: Any, tables: Any
) -> None:
    customer(run, "张敏")
    run("task", "add", "call", "--for", "张敏", "--kind", "call", "--due", "2026-11-23")
    before = tables()
    source = file("t.csv", "customer,kind,held_on\n张敏,call,2026-11-24\n")

    assert figures(source, "--as", "touch") == {"added": 1}
    after = tables()
    assert figures(source, "--as", "touch") == {"unchanged": 1}
    assert tables() == after

    run("undo")
    assert tables() == before
