"""`plan --week` in a trade whose types of customer have no cycle: what is agreed, and whom the cadence asks for."""

from typing import Any


def test_the_week_says_by_which_cadence_who_comes_when(run: Any, screen: Any) -> None:
    run("customer", "add", "Zhang Min", "--tier", "gold", "--on", "2026-10-01")
    run("log-visit", "c1", "met", "--next", "", "--on", "2026-10-30")  # every 28 days: on Friday
    run("customer", "add", "Li Lei", "--tier", "gold", "--on", "2026-10-01")
    run("log-visit", "c2", "met", "--next", "thu 10:00 papers")

    week = [(one["on"], one["ref"], one["content"]) for one in run("plan", "--week", "--json").json["items"]]

    assert week == [("2026-11-26", "t1", "10:00 papers"), ("2026-11-27", "r1kz", "visit, every 28 days")]
    assert "Zhang Min" in screen("plan", "--week")


def test_an_empty_week_says_where_the_cadence_stands(run: Any, screen: Any) -> None:
    assert "amflow playbook show" in " ".join(screen("plan", "--week").split())
