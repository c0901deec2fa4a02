"""Who is due is due by the tier; among those who are, their own rhythm says who comes first."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from amflow.agenda.own_rhythm import Rhythm
from days import bought, customer, items


def _client(run: Any, name: str, *days: str) -> None:
    customer(run, name, "--tier", "gold", on="2026-06-01")
    for day in days:
        run("log-call", name, "talked", "--at", day, "--no-next")


def test_among_those_who_are_due_many_talks_come_before_one(run: Any) -> None:
    _client(run, "seldom", "2026-10-20")
    _client(run, "often", "2026-08-18", "2026-09-01", "2026-09-15", "2026-09-29", "2026-10-21")
    for name in ("seldom", "often"):
        bought(run, name, on="2026-06-02")

    found = {one["customer"]["name"]: one for one in items(run, "callback") if one["kind"] == "rhythm"}
    assert list(found) == ["often", "seldom"]
    assert "usually every 16 days, now 35" in found["often"]["why"]
    assert "quiet 36 days" in found["seldom"]["why"]


def test_whoever_is_late_stands_above_the_rhythm(run: Any) -> None:
    _client(run, "late", "2026-07-20")
    _client(run, "often", "2026-08-18", "2026-09-01", "2026-09-15", "2026-09-29", "2026-10-21")
    for name in ("late", "often"):
        bought(run, name, on="2026-06-02")

    found = [one for one in items(run, "callback") if one["kind"] == "rhythm"]
    assert [(one["customer"]["name"], one["late"]) for one in found] == [("late", True), ("often", False)]


def test_three_talks_say_no_rhythm(run: Any) -> None:
    _client(run, "few", "2026-09-01", "2026-09-15", "2026-09-29")
    bought(run, "few", on="2026-06-02")

    (found,) = [one for one in items(run, "callback") if one["kind"] == "rhythm"]
    assert "usually" not in found["why"]


@given(st.integers(1, 50), st.integers(0, 900))
def test_more_contacts_or_a_younger_silence_never_come_later(contacts: int, quiet: int) -> None:
    weight = Rhythm(contacts).weight(quiet)

    assert Rhythm(contacts + 1).weight(quiet) > weight > Rhythm(contacts).weight(quiet + 7) > 0
