"""The checklist of a day: at most fifteen items to look at, habits ticked in one go."""

from datetime import date, timedelta
from typing import Any

import pytest

from amflow.playbooks.loader import SHIPPED

TRADES = sorted(path.stem for path in SHIPPED.glob("*.toml"))


def _open(run: Any, day: str, *options: str) -> list[str]:
    items = run("today", *options, "--json", "--on", day).json["items"]
    return [item["ref"] for item in items if item["kind"] == "check" and item["state"] == "open"]


@pytest.mark.parametrize("trade", TRADES)
def test_no_day_of_a_trade_shows_more_than_fifteen_items(run: Any, trade: str) -> None:
    run("config", "set", "playbook", trade)
    # The last days of a year have what every day, Friday, month and quarter asks for.
    days = [date(2026, 12, 25) + timedelta(days=number) for number in range(8)]

    for day in days:
        shown, everything = _open(run, day.isoformat()), _open(run, day.isoformat(), "--full")
        assert len(shown) <= 15
        assert set(shown) <= set(everything)


def test_what_has_an_hour_and_what_is_rare_comes_before_what_is_for_every_day(run: Any) -> None:
    run("config", "set", "playbook", "retail-bank")
    listed = run("today", "--json", "--on", "2026-12-31").json["items"]
    titles = [item["title"] for item in listed if item["kind"] == "check"]

    assert "Appraisal: target, satisfaction, own growth" in titles
    assert "Documents in order" not in titles


def test_habits_are_ticked_in_one_go_and_taken_back_in_one(run: Any) -> None:
    before = _open(run, "2026-11-25", "--full")
    shown = _open(run, "2026-11-25")
    assert "28 habits: amflow done habits" in run("today", "--json").json["steps"][5]["line"]

    said = run("done", "habits").stdout
    assert "28 habits" in said
    own = said.partition("left open\t")[2].split(" ", 1)[0]
    open_still = [
        item
        for item in run("today", "--full", "--json").json["items"]
        if item["kind"] == "check" and item["state"] == "open"
    ]
    assert int(own) == len(open_still)

    assert _open(run, "2026-11-25") == shown
    assert len(_open(run, "2026-11-25", "--full")) == len(before) - 28
    assert "habits" not in run("today", "--json").json["steps"][5]["line"]
    assert "no habit of today is open" in run("done", "habits", code=1).stderr
    run("undo")
    assert _open(run, "2026-11-25", "--full") == before


def test_a_habit_may_be_ticked_alone_by_its_number_and_the_word_in_chinese(run: Any) -> None:
    run("config", "set", "lang", "zh")
    first = _open(run, "2026-11-25", "--full")
    shown = _open(run, "2026-11-25")
    alone = next(ref for ref in first if ref not in shown)
    run("done", alone)

    assert "27" in run("done", "日常习惯").stdout


def test_an_item_is_named_by_words_and_keeps_the_hour_that_it_was_done_at(run: Any) -> None:
    run("config", "set", "playbook", "securities-branch")

    assert "k5 Phoned in: on post 08:25" in run("done", "phoned in", "--at", "8:25").stdout
    assert "k10" in run("done", "新股", "--at", "yesterday 8:50").stdout
    (today,) = (one for one in run("today", "--json").json["items"] if one["ref"] == "k5")
    assert (today["state"], today["why"]) == ("done", "done at 08:25")
    assert run("show", "k10", "--json").json["item"]["times"][0]["on"] == "2026-11-24"

    assert "may be any of" in run("done", "News", code=2).stderr
    assert "is still to come" in run("done", "k9", "--at", "11:00", code=2).stderr
    assert "not on that day's list" in run("done", "k9", "--at", "sunday 9:00", code=1).stderr
    assert "nothing that is open is called “nonsense”" in run("done", "nonsense", code=2).stderr


def test_a_day_alone_says_no_hour(run: Any) -> None:
    run("done", "k1", "--at", "yesterday")

    assert run("show", "k1", "--json").json["item"]["times"][0]["at"] is None


def test_what_was_done_yesterday_counts_for_yesterdays_plan(run: Any) -> None:
    run("task", "add", "send the form", "--due", "2026-11-24", "--on", "2026-11-23")
    run("plan", "--add", "t1", "--on", "2026-11-23", "2026-11-24")
    run("done", "t1", "--at", "yesterday 19:30")

    yesterday = run("summary", "--day", "--on", "2026-11-24", "--json").json
    assert (yesterday["plan"]["done"], yesterday["figures"]["tasks_done"]["value"]) == (1, 1)


def test_what_a_rule_made_due_is_done_by_a_talk_at_that_hour(run: Any) -> None:
    run("lead", "add", "Zhang Min", "--on", "2026-11-23")
    ref = next(one["command"] for one in run("prospect", "--json").json["items"] if one["customer"]["ref"] == "c1")
    assert ref == "amflow log-call c1"
    due = run("show", "c1", "--json").json["item"]["due"][0]["ref"]
    run("done", due, "--at", "yesterday 16:00")

    (talk,) = run("show", "c1", "--json").json["item"]["touches"]
    assert (talk["held_on"], talk["held_at"], talk["kind"]) == (
        "2026-11-24",
        "2026-11-24T16:00:00+08:00",
        "call",
    )


def test_what_the_book_knows_ticks_itself(run: Any) -> None:
    run("config", "set", "playbook", "securities-branch")

    def state(ref: str) -> str:
        return next(one["state"] for one in run("today", "--json").json["items"] if one["ref"] == ref)

    titles = {one["title"]: one["ref"] for one in run("today", "--json").json["items"]}
    market, leads = titles["The market's direction"], titles["Every open lead has a next step"]
    run("lead", "add", "Zhang Min")
    assert (state(market), state(leads)) == ("open", "open")
    run("note", "add", "quiet", "--kind", "market")
    run("log-visit", "c1", "talked", "--next", "fri 10:00 papers")
    assert (state(market), state(leads)) == ("done", "done")
    # A mark by hand says more than what is known.
    run("done", market)
    assert state(market) == "done"
