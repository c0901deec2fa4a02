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


def test_whoever_is_not_known_yet_has_a_day_and_who_has_none_is_told_why(run: Any, screen: Any) -> None:
    """A few a day are got to know, from the day after they came; no day is called full that is empty."""
    for name in "ABCDEFGH":
        run("customer", "add", f"Person {name}", "--tier", "gold")
    week = run("plan", "--week", "--json").json
    assert [one["on"] for one in week["items"]] == ["2026-11-26"] * 5 + ["2026-11-27"] * 3

    run("config", "set", "get_to_know", "2")
    told = " ".join(screen("plan", "--week").split())
    assert "only 2 a day who are not known yet" in told and "the days are full" not in told
