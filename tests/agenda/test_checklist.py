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

    assert "28 habits" in run("done", "habits").stdout

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
