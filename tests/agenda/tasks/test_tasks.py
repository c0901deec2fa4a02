"""Tasks, and done, skip, move: several references at once, all of them or none."""

from pathlib import Path
from typing import Any

import pytest

from days import bought, customer, deal, items, refs, rows, task


def _state(run: Any, ref: str) -> tuple[str, str | None]:
    item = run("task", "show", ref, "--json").json["item"]
    return item["state"], item["due_on"]


def test_a_task_is_added_with_its_day_in_words(run: Any) -> None:
    customer(run, "张敏")
    item = run("task", "add", "带产品单", "--for", "张敏", "--due", "后天上午10点", "--told", "--json").json["item"]

    assert (item["ref"], item["due_at"], item["customer"]["name"]) == ("t1", "2026-11-27T10:00:00+08:00", "张敏")
    run("task", "edit", "t1", "--due", "下周三", "--title", "bring\x1b it")
    edited = run("show", "t1", "--json").json["item"]
    assert (edited["due_on"], edited["due_at"], edited["title"]) == ("2026-12-02", None, "bring it")


def test_a_task_about_a_deal_is_about_its_customer(run: Any) -> None:
    customer(run, "张敏")
    customer(run, "王伟")
    deal(run, "张敏")

    assert run("task", "add", "papers", "--deal", "d1", "--json").json["item"]["customer"]["name"] == "张敏"
    assert "another customer's deal" in run("task", "add", "x", "--deal", "d1", "--for", "王伟", code=2).stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", ""), 2),
        (("add", "x", "--due", "soonish"), 2),
        (("add", "x", "--kind", "party"), 2),
        (("add", "x", "--minutes", "-1"), 2),
        (("add", "x", "--for", "nobody"), 3),
        (("add", "x", "--deal", "d9"), 3),
        (("edit", "t1"), 3),
        (("show", "t1"), 3),
    ],
)
def test_a_task_that_cannot_be_is_refused(run: Any, home: Path, words: tuple[str, ...], code: int) -> None:
    run("today")
    before = rows(home / "book.db")

    run("task", *words, code=code)

    assert rows(home / "book.db") == before


def test_tasks_show_in_their_day_and_are_carried_over(run: Any) -> None:
    task(run, "today's", "--due", "today")
    task(run, "at ten", "--due", "today 10:00")
    task(run, "old", "--due", "2026-11-20")
    task(run, "promised", "--due", "today", "--promised")
    task(run, "tomorrow's", "--due", "tomorrow")
    task(run, "some day")

    prep = run("prep", "--json").json["items"]

    assert [(item["section"], item["title"]) for item in prep if item["kind"] != "check"] == [
        ("today", "at ten"),
        ("today", "today's"),
        ("carried", "old"),
    ]
    assert [item["title"] for item in items(run, "callback")] == ["promised"]
    assert [item["title"] for item in run("task", "list", "--json").json["items"]][-1] == "some day"
    assert all(item["step"] == "prep" for item in prep)


def test_several_are_done_at_once_or_none(run: Any, home: Path) -> None:
    customer(run, "张敏", "--birthday", "11-27")
    for title in ("one", "two"):
        task(run, title, "--due", "today")
    (birthday,) = refs(run, "prep")[2:]
    before = rows(home / "book.db")

    for bad, code in (("t9", 3), ("k99", 3), ("d1", 3), ("fri", 2), ("r1bb", 3), ("x1", 2)):
        run("done", "t1", "k1", birthday, bad, code=code)
        run("skip", "t1", "k1", birthday, bad, code=code)
    run("move", "t1", birthday, "k1", "fri", code=1)
    assert rows(home / "book.db") == before

    result = run("done", "T1", "t2", "t1", "k1", birthday, "--json").json
    assert [one["ref"] for one in result["items"]] == ["t1", "t2", "k1", birthday]
    assert refs(run, "prep") == []
    run("undo")
    assert rows(home / "book.db") == before


def test_what_is_done_cannot_be_done_again(run: Any, home: Path) -> None:
    task(run, "one", "--due", "today")
    run("done", "t1")
    before = rows(home / "book.db")

    for words in (("done", "t1"), ("skip", "t1"), ("move", "t1", "fri"), ("plan", "--add", "t1")):
        assert "t1 is done already" in run(*words, code=1).stderr
    assert rows(home / "book.db") == before


def test_one_talk_does_all_that_was_named(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-10-01")
    bought(run, "张敏", on="2026-11-13")
    task(run, "call about the note", "--for", "张敏", "--kind", "call", "--due", "today")
    due = [one["ref"] for one in run("show", "张敏", "--json").json["item"]["due"] if one["ref"] != "t1"]
    assert due

    run("done", *due, "t1")

    assert book.number("SELECT count(*) FROM touch") == 1
    assert refs(run, "callback") == refs(run, "prep") == []


def test_skipping_keeps_the_reason_and_until_brings_it_back(run: Any, book: Any) -> None:
    task(run, "one", "--due", "today")
    task(run, "two", "--due", "today 10:00")

    run("skip", "t1", "--why", "not needed\x07")
    run("skip", "t2", "--until", "fri")

    assert book.one("SELECT state, why FROM task WHERE id = 1")["why"] == "not needed"
    assert _state(run, "t1")[0] == "dropped"
    assert _state(run, "t2") == ("open", "2026-11-27")
    assert run("show", "t2", "--json").json["item"]["due_at"] == "2026-11-27T10:00:00+08:00"


@pytest.mark.parametrize(
    ("words", "due_at"),
    [
        (("fri",), "2026-11-27T10:00:00+08:00"),
        (("next", "tue", "3pm"), "2026-12-01T15:00:00+08:00"),
        (("后天上午11点",), "2026-11-27T11:00:00+08:00"),
    ],
)
def test_moving_keeps_the_hour_unless_another_is_named(run: Any, words: tuple[str, ...], due_at: str) -> None:
    task(run, "one", "--due", "today 10:00")

    run("move", "t1", *words)

    assert run("show", "t1", "--json").json["item"]["due_at"] == due_at


@pytest.mark.parametrize(
    "words", [("t1",), ("t1", "yesterday"), ("t1", "today", "9:00"), ("t1", "x"), ("fri",), ("prep", "fri")]
)
def test_a_day_that_is_over_or_missing_moves_nothing(run: Any, words: tuple[str, ...]) -> None:
    task(run, "one", "--due", "today 10:00")

    run("move", *words, code=2)

    assert _state(run, "t1") == ("open", "2026-11-25")


def test_a_check_is_done_with_its_time_and_only_once_a_day(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T08:29")
    run("done", "k5")

    shown = {item["ref"]: item for item in run("prep", "--json").json["items"]}
    assert (shown["k5"]["state"], shown["k5"]["why"]) == ("done", "done at 08:29")
    assert "was done at 08:29" in run("done", "k5", code=1).stderr
    assert "belongs to today" in run("move", "k5", "fri", code=1).stderr
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T08:25")
    assert {item["ref"]: item["state"] for item in run("prep", "--json").json["items"]}["k5"] == "open"


def test_a_check_of_another_weekday_is_not_marked(run: Any) -> None:
    numbers = {
        int(item["ref"][1:]) for item in run("today", "--full", "--json").json["items"] if item["kind"] == "check"
    }
    absent = next(number for number in range(1, max(numbers)) if number not in numbers)

    assert "is not on today's list" in run("done", f"k{absent}", code=1).stderr


def test_checks_follow_the_calendar(run: Any) -> None:
    def keys(day: str) -> set[str]:
        return {item["title"] for item in run("summary", "--on", day, "--json", code=None).json.get("items", [])} | {
            item["title"] for item in run("today", "--step", "summary", "--full", "--on", day, "--json").json["items"]
        }

    assert "The week's report sent up" in keys("2026-11-27")
    assert "The week's report sent up" not in keys("2026-11-26")
    assert "Appraisal: target, satisfaction, own growth" in keys("2026-11-30")
    assert "Appraisal: target, satisfaction, own growth" not in keys("2026-11-27")
    assert [title for title in keys("2026-11-28") if "report" in title] == []


def test_a_step_is_called_finished_by_its_name_once(run: Any) -> None:
    run("done", "prep", "k20")

    page = next(step for step in run("today", "--json").json["steps"] if step["step"] == "prep")
    assert page["finished"] is True
    assert "Preparation was finished at 09:30" in run("done", "prep", code=1).stderr
    run("undo")
    assert next(step for step in run("today", "--json").json["steps"] if step["step"] == "prep")["finished"] is False


def test_a_day_that_is_over_is_taken_and_said(run: Any) -> None:
    assert "is over: it is late from the beginning" in run("task", "add", "late", "--due", "yesterday").stderr
    assert "is over" in run("task", "add", "late", "--due", "today 9:00").stderr
    assert run("task", "add", "in time", "--due", "today").stderr == ""
    assert run("task", "add", "in time", "--due", "today 10:00").stderr == ""
    assert "is over" in run("task", "edit", "t3", "--due", "2026-11-23").stderr


def test_a_task_that_is_earlier_than_before_is_said_to_be(run: Any) -> None:
    run("task", "add", "survey", "--due", "2026-12-01")

    assert run("move", "t1", "wed").stderr == "", "said on a Wednesday it is the one that comes"
    moved = run("move", "t1", "mon")
    assert "Mon 30 Nov" in moved.stdout
    assert "t1 is earlier now: it was for Wed 2 Dec" in moved.stderr


def test_what_is_dropped_is_called_dropped(run, monkeypatch):
    run("task", "add", "x")
    run("task", "add", "y")

    assert "t1 x: dropped" in run("drop", "t1").stdout
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "t2 y：已放弃" in run("drop", "t2").stdout
