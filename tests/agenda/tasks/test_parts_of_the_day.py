"""A part of the day, an hour by which, from one hour to another: said of a next step or of a task, and where the plan puts it."""

from typing import Any

import pytest

from days import customer

SAID = [
    ("明天下午寄样品", "下午寄样品", "13:00", "18:00"),
    ("明天中午陪餐", "中午陪餐", "12:00", "12:30"),
    ("明天傍晚回电话", "傍晚回电话", "16:30", "19:00"),
    ("明晚请客", "晚上请客", "18:00", "18:30"),
    ("明天上午整理名单", "上午整理名单", "08:00", "12:00"),
    ("tomorrow afternoon drop off forms", "afternoon drop off forms", "13:00", "18:00"),
    ("call back tomorrow evening", "call back (evening)", "18:00", "22:00"),
]


@pytest.mark.parametrize(("words", "title", "begin", "end"), SAID)
@pytest.mark.parametrize("way", ["next", "add", "due"])
def test_the_plan_places_what_names_a_part_of_the_day_in_it(
    run: Any, book: Any, monkeypatch: Any, way: str, words: str, title: str, begin: str, end: str
) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "郑一鸣")
    if way == "next":
        run("log-call", "c1", "ok", "--next", words)
    elif way == "add":
        run("task", "add", words)
    else:
        run("task", "add", title, "--due", "tomorrow")

    assert book.one("SELECT title, due_on, due_time FROM task")[:] == (title, "2026-11-26", "")
    line = next(one for one in run("plan", "--json").json["items"] if one["ref"] == "t1")
    assert begin <= line["time"] < end


def test_another_moment_takes_the_part_of_the_day_out_of_the_title(run: Any, book: Any) -> None:
    run("task", "add", "送证件", "--due", "周五上午")
    assert book.one("SELECT title FROM task")["title"] == "上午送证件"

    run("move", "t1", "下周二下午")
    assert book.one("SELECT title, due_on FROM task")[:] == ("下午送证件", "2026-12-01")
    run("move", "t1", "下周三下午3点半")
    assert book.one("SELECT title, due_time FROM task")[:] == ("送证件", "15:30")
    run("move", "t1", "下周四晚上")
    assert book.one("SELECT title, due_on, due_time FROM task")[:] == ("晚上送证件", "2026-12-03", "")
    run("move", "t1", "下周五")
    assert book.one("SELECT title FROM task")["title"] == "晚上送证件"


def test_from_one_hour_to_another_is_the_hour_and_how_long(run: Any, book: Any) -> None:
    customer(run, "郑一鸣")
    run("log-call", "c1", "ok", "--next", "周五下午4点到5点一刻 复核")
    run("task", "add", "training", "--due", "fri 9:30-11:00")

    rows = book.all("SELECT title, due_time, minutes FROM task ORDER BY id")
    assert [row[:] for row in rows] == [("复核", "16:00", 75), ("training", "09:30", 90)]


@pytest.mark.parametrize(
    ("words", "title", "due"),
    [
        ("周五前交月报", "交月报", "2026-11-27"),
        ("下午4点前回邮件", "回邮件", "2026-11-25T16:00:00+08:00"),
        ("send the minutes by fri", "send the minutes", "2026-11-27"),
    ],
)
def test_a_task_without_due_is_due_when_its_words_say(run: Any, words: str, title: str, due: str) -> None:
    item = run("task", "add", words, "--json").json["item"]

    assert (item["title"], item["due_at"] or item["due_on"]) == (title, due)


def test_a_day_in_a_title_that_is_not_clear_is_left_there_and_said(run: Any) -> None:
    added = run("task", "add", "准备周四会议的材料")

    assert "“周四”" in added.stderr
    assert "amflow move t1" in added.stderr
    assert run("task", "show", "t1", "--json").json["item"]["due_on"] is None


def test_an_item_moved_within_its_day_moves_its_line_of_the_plan(run: Any) -> None:
    run("task", "add", "check the forms", "--due", "tomorrow 9:30")
    run("plan", "--accept")

    run("move", "t1", "tomorrow 15:00")
    line = next(one for one in run("plan", "--json").json["items"] if one["ref"] == "t1")
    assert (line["due_at"], line["state"]) == ("2026-11-26T15:00:00+08:00", "planned")

    run("move", "t1", "fri")
    assert all(one["ref"] != "t1" or one["state"] != "planned" for one in run("plan", "--json").json["items"])
    run("move", "t1", "tomorrow 16:00")
    line = next(one for one in run("plan", "--json").json["items"] if one["ref"] == "t1")
    assert (line["due_at"], line["state"]) == ("2026-11-26T16:00:00+08:00", "planned")
