"""When somebody is reached best: said of one person, where enough calls to them speak."""

from typing import Any

import pytest

from amflow.customers import best_hour
from days import customer


def _calls(run: Any, hours: dict[str, str]) -> None:
    """Calls at these hours: `+` for each that was answered, `-` for each that was not, a day each."""
    day = 0
    for hour, ends in hours.items():
        for end in ends:
            day += 1
            outcome = ("--outcome", "no-answer") if end == "-" else ()
            run("log-call", "张敏", f"{day}", "--at", f"2026-10-{day:02d} {hour}", "--no-next", *outcome)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ({"10:30": "+++", "16:20": "-----"}, "reached best 10:00–12:00 (3 of 3)"),
        ({"10:30": "+++", "16:20": "----"}, ""),
        ({"10:30": "++", "16:20": "------"}, ""),
        ({"10:30": "++++", "16:20": "++++"}, ""),
    ],
    ids=["plain", "seven calls", "two in the part", "always"],
)
def test_the_best_hour_is_said_where_the_calls_say_it(run: Any, desk_of: Any, hours: dict[str, str], said: str) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-09-01")
    _calls(run, hours)

    assert best_hour.words(desk_of(), 1) == said
    assert (run("show", "c1", "--json").json["item"]["best_hour"] or "") == said


def test_calls_after_the_day_are_not_known(run: Any, desk_of: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-09-01")
    _calls(run, {"10:30": "+++", "16:20": "-----"})

    assert best_hour.words(desk_of(now="2026-10-06T09:30"), 1) == ""
