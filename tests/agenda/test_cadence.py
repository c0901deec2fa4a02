"""Callbacks on real days: the tenth day after buying, the cadence from the last real contact, holidays, make-up days.

1 to 7 October 2026 are free; Sunday 20 September and Saturday 10 October are worked instead.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from days import bought, customer, items


def _due(run: Any, day: str) -> list[str]:
    return [item["customer"]["name"] for item in items(run, "callback", "--on", day) if item["kind"] == "callback"]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-09-10", "2026-09-20", "2026-09-24"),  # the tenth day is a Sunday that is worked, the fifteenth a holiday
        ("2026-09-21", "2026-10-08", "2026-10-08"),  # the tenth to fifteenth day are all holidays
        ("2026-09-23", "2026-10-08", "2026-10-08"),  # the last day is the first after them
        ("2026-09-30", "2026-10-10", "2026-10-15"),  # a Saturday that is worked
        ("2026-11-16", "2026-11-26", "2026-12-01"),
    ],
)
def test_the_tenth_day_after_buying_on_real_days(run: Any, day: str, first: str, last: str) -> None:
    customer(run, "王伟", on=day)
    bought(run, "王伟", on=day)
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()

    assert [_due(run, when) for when in (before, first, last, after)] == [[], ["王伟"], ["王伟"], []]


def test_a_callback_that_fell_into_holidays_is_missed_only_after_the_first_working_day(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-09-21T10:00")
    customer(run, "王伟", on="2026-09-21")
    bought(run, "王伟", on="2026-09-21")

    def missed(day: str) -> float:
        figures = run("summary", "--from", "2026-10-01", "--to", "2026-10-10", "--on", day, "--json").json
        return figures["figures"]["callbacks_missed"]["value"]

    assert (missed("2026-10-08"), missed("2026-10-10")) == (0, 1)


def test_the_cadence_counts_from_the_last_real_contact(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-09-01")
    bought(run, "张敏", on="2026-09-01")

    def due(day: str) -> Any:
        item = run("show", "张敏", "--on", day, "--json").json["item"]
        return item["next_due_on"], item["latest_due_on"]

    # The callback of the tenth day comes before the turn of the cadence.
    assert due("2026-09-02") == ("2026-09-11", "2026-10-13")
    run("skip", run("show", "张敏", "--on", "2026-09-02", "--json").json["item"]["next_ref"], "--on", "2026-09-02")
    assert due("2026-09-02") == ("2026-09-29", "2026-10-13")
    run("log-call", "张敏", "talked", "--no-next", "--outcome", "no-answer", "--on", "2026-09-10")
    run("log-message", "张敏", "talked", "--no-next", "--on", "2026-09-11")
    assert due("2026-09-12") == ("2026-09-29", "2026-10-13")
    run("log-call", "张敏", "talked", "--no-next", "--on", "2026-09-20")
    assert due("2026-09-21") == ("2026-10-19", "2026-10-30")
    run("undo")
    assert due("2026-09-21") == ("2026-09-29", "2026-10-13")


def test_next_and_latest_day_are_shown(run: Any, screen: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-01")
    bought(run, "张敏", on="2026-11-01")

    page = screen("show", "张敏")

    assert "Mon 30 Nov" in page
    assert "late after" in page
    assert "Fri 11 Dec" in page


def test_a_promise_made_in_a_visit_is_a_callback_counted_in_working_days(run: Any) -> None:
    customer(run, "张敏", on="2026-09-29")
    run("log-visit", "张敏", "talked", "--next", "+3wd send the sheet", "--on", "2026-09-29")

    # 30 September, then 8 and 9 October.
    def promised(day: str) -> list[str]:
        return [item["title"] for item in items(run, "callback", "--on", day) if item["why"].startswith("promised")]

    assert [promised(day) for day in ("2026-10-08", "2026-10-09", "2026-10-10")] == [
        [],
        ["send the sheet"],
        ["send the sheet"],
    ]


def test_a_next_step_without_a_day_is_for_the_next_working_day_a_make_up_saturday_too(run: Any) -> None:
    customer(run, "张敏", on="2026-10-09")
    run("log-visit", "张敏", "talked", "--next", "send the sheet", "--on", "2026-10-09")

    assert [item["due_on"] for item in items(run, "callback", "--on", "2026-10-10")] == ["2026-10-10"]


def test_whoever_was_taken_over_is_got_to_know_from_the_next_day_on(run: Any) -> None:
    for number in range(7):
        customer(run, f"客户{number}", "--tier", "gold" if number == 6 else "", on="2026-11-24")

    assert items(run, "outreach", "--on", "2026-11-24") == []
    asked = [item["customer"]["name"] for item in items(run, "outreach", "--on", "2026-11-25")]

    assert (len(asked), asked[0]) == (5, "客户6"), "a portion a day, the highest tier first"
    assert run("show", "c1", "--json").json["item"]["next_due_on"] == "2026-11-25"
