"""Tasks that come back: done, left out, moved, ended, undone; and whole, by property."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from days import bought, customer, refs

Run = Callable[..., Any]


def due(run: Run) -> list[tuple[str, str]]:
    return [(item["ref"], item["due_on"]) for item in run("task", "list", "--json").json["items"]]


def test_done_makes_the_next_and_one_undo_takes_both_back(run: Run) -> None:
    run("task", "add", "figures", "--every", "fri")
    done = run("done", "t1", "--json").json["item"]

    assert done["next"] == {"ref": "t2", "due_on": "2026-12-04"}
    assert due(run) == [("t2", "2026-12-04")]
    run("undo")
    assert due(run) == [("t1", "2026-11-27")]


def test_from_the_due_date_or_from_the_day_it_was_done(run: Run) -> None:
    run("task", "add", "by due", "--every", "2 weeks", "--due", "2026-11-20")
    run("task", "add", "by done", "--every", "2 weeks after done", "--due", "2026-11-20")
    run("done", "t1", "t2")

    assert due(run) == [("t3", "2026-12-04"), ("t4", "2026-12-09")]


def test_a_moved_task_still_stands_for_its_own_day(run: Run) -> None:
    run("task", "add", "figures", "--every", "每周五")
    run("move", "t1", "tue")
    run("done", "t1", "--on", "2026-12-01")

    assert due(run) == [("t2", "2026-12-04")]


def test_leaving_one_out_moves_the_series_on(run: Run) -> None:
    run("task", "add", "report", "--every", "month end")
    run("skip", "t1")

    assert due(run) == [("t2", "2026-12-31")]


def test_a_series_ends_by_count_by_day_and_by_word(run: Run) -> None:
    run("task", "add", "twice", "--every", "1 day", "--times", "2")
    run("task", "add", "until", "--every", "1 day", "--until", "tomorrow")
    run("task", "add", "ended", "--every", "1 day")
    run("task", "edit", "t3", "--every", "none")
    run("done", "t1", "t2", "t3")
    assert due(run) == [("t4", "2026-11-26"), ("t5", "2026-11-26")]
    run("done", "t4", "t5", "--on", "tomorrow")
    assert due(run) == []


def test_the_hour_the_customer_and_the_promise_go_on(run: Run) -> None:
    run("customer", "add", "张敏")
    run(
        "task",
        "add",
        "call",
        "--for",
        "张敏",
        "--due",
        "fri 10:00",
        "--every",
        "weekly",
        "--kind",
        "call",
        "--told",
    )
    logged = run("log-call", "张敏", "talked", "--no-next", "--on", "2026-11-27", "--json").json["item"]

    assert logged["follows"] == [{"ref": "t2", "due_on": "2026-12-04"}]
    item = run("task", "show", "t2", "--json").json["item"]
    assert (item["due_at"], item["customer"]["name"]) == ("2026-12-04T10:00:00+08:00", "张敏")


def test_a_page_says_the_series(screen: Callable[..., str]) -> None:
    screen("task", "add", "report", "--every", "每月底", "--times", "6")
    page = screen("task", "show", "t1")

    assert "every month on its last day" in page
    assert "6 times left" in page


@pytest.mark.parametrize(
    "words",
    [
        ("--until", "fri"),
        ("--every", "fri", "--times", "0"),
    ],
)
def test_what_makes_no_series_is_refused(run: Run, words: tuple[str, ...]) -> None:
    run("task", "add", "x", *words, code=2)
    assert due(run) == []


def test_a_year_of_a_monthly_task_neither_skips_nor_repeats(run: Run) -> None:
    run("task", "add", "report", "--every", "monthly", "--due", "2027-01-31")
    days = []
    for number in range(1, 13):
        [(ref, day)] = due(run)
        days.append(day)
        assert ref == f"t{number}"
        late = date.fromisoformat(day) + timedelta(days=number)
        run("done", ref, "--on", late.isoformat())

    ends = [date(2027 + (m == 12), m % 12 + 1, 1) - timedelta(days=1) for m in range(1, 13)]
    worked = [one - timedelta(days=max(one.weekday() - 4, 0)) for one in ends]
    assert days == [ends[0].isoformat(), *(one.isoformat() for one in worked[1:])]


def test_the_end_of_a_month_is_the_last_day_of_each_whatever_day_it_is_due(
    run: Run, screen: Callable[..., str]
) -> None:
    told = screen("task", "add", "report", "--due", "end of month", "--every", "month", "--on", "2027-01-04")

    assert "Sun 31 Jan is a day off" in run("task", "edit", "t1", "--due", "end of month", "--on", "2027-01-04").stderr
    assert "Fri 29 Jan 2027" in told and "every month on its last day" in told
    run("done", "t1", "--on", "2027-01-29")
    assert due(run) == [("t2", "2027-02-26")]
    run("done", "t2", "--on", "2027-02-26")
    assert due(run) == [("t3", "2027-03-31")]


def test_a_day_off_is_named_wherever_a_day_is_typed_for_what_is_to_be_done(
    run: Run, screen: Callable[..., str]
) -> None:
    run("customer", "add", "Ann")
    assert "Sat 28 Nov is a day off" in run("task", "add", "tidy up", "--due", "in 3 days").stderr
    assert "Sat 28 Nov is a day off" in run("task", "add", "tidy up", "--due", "sat").stderr
    assert [day for _ref, day in due(run)] == ["2026-11-28", "2026-11-30"]
    assert "Mon 30 Nov  call her · Sat 28 Nov is a day off" in screen(
        "log-call", "Ann", "well", "--next", "in 3 days call her"
    )
    assert "Sat 28 Nov is a day off" in run("move", "t1", "in 3 days").stderr
    assert "day off" not in run("move", "t1", "fri").stderr


def test_a_change_of_the_day_moves_the_series(run: Run) -> None:
    run("task", "add", "figures", "--every", "weekly", "--due", "fri")
    run("task", "edit", "t1", "--due", "2026-12-01")
    run("done", "t1")

    assert due(run) == [("t2", "2026-12-08")]


def test_several_days_in_a_list(run: Run, screen: Callable[..., str]) -> None:
    for day in ("fri", "mon", "tue"):
        run("task", "add", day, "--due", day)

    listed = run("task", "list", "--due", "fri - mon", "--json").json
    assert [item["title"] for item in listed["items"]] == ["fri", "mon"]
    assert (listed["due_from"], listed["due_to"]) == ("2026-11-27", "2026-11-30")
    assert "27–30 Nov 2026" in screen("task", "list", "--due", "fri - mon")
    assert "several days" in run("task", "add", "x", "--due", "mon-wed", code=2).stderr
    span = run("summary", "--from", "mon-wed", "--json").json
    assert (span["period"]["from"], span["period"]["to"]) == ("2026-11-23", "2026-11-25")


def test_a_part_of_a_day_without_an_hour_is_not_dropped(run: Run) -> None:
    customer(run, "秦川")
    bought(run, "秦川", on="2026-11-15")
    due = next(ref for ref in refs(run, "callback") if ref.startswith("r"))

    refused = run("move", due, "下周二上午", code=2)

    assert "“上午” says no hour" in refused.stderr
    assert run("move", due, "下周二上午10点").code == 0
