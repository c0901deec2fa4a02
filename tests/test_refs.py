"""References of what the book derives: the same as long as the thing is due, of nothing else afterwards."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import refs as agenda_refs
from days import bought, customer, items, refs, rows

RULES = st.sampled_from(["t10", "birthday", "new-lead", "rhythm"])
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(RULES, st.integers(1, 10**9), DAYS)
def test_a_reference_is_read_back_as_what_it_is(rule: str, customer_id: int, day: date) -> None:
    ref = agenda_refs.derived(rule, customer_id, day)

    read = agenda_refs.parse(ref.upper())

    assert read == agenda_refs.Ref("r", customer_id, agenda_refs.letters(rule, day))
    assert agenda_refs.of_table(ref, "r") is None


@given(RULES, RULES, DAYS, DAYS)
def test_more_letters_tell_apart_what_two_do_not(one: str, other: str, first: date, second: date) -> None:
    if (one, first) != (other, second) and abs((first - second).days) < 400:
        assert agenda_refs.letters(one, first, 6) != agenda_refs.letters(other, second, 6)


def test_it_is_the_same_over_the_days_and_resolves_to_its_customer(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-10-10")
    customer(run, "张敏", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")
    bought(run, "王伟", on="2026-10-10")

    seen = [
        {item["ref"]: item["customer"]["name"] for item in items(run, "callback", "--on", f"2026-11-{day}")}
        for day in range(23, 28)
    ]

    assert len(seen[0]) == 2
    assert all(shown == seen[0] for shown in seen)
    for ref, name in seen[0].items():
        for day in ("2026-11-23", "2026-11-27"):
            assert run("show", ref, "--on", day, "--json").json["item"]["name"] == name


def test_a_talk_gives_the_cadence_a_new_reference_and_the_old_one_says_so(run: Any, home: Path) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-10-01")
    bought(run, "王伟", on="2026-10-01")
    (old,) = refs(run, "callback")
    run("log-call", "王伟", "talked")
    before = rows(home / "book.db")

    for words in (("done", old), ("skip", old), ("move", old, "fri"), ("show", old), ("plan", "--add", old)):
        told = run(*words, code=3).stderr
        assert f"{old} is not due any more" in told
        assert "amflow show c1" in told

    assert rows(home / "book.db") == before
    (new,) = refs(run, "callback", "--on", "2027-01-15")
    assert new != old


@pytest.mark.parametrize(("ref", "code"), [("r9bb", 3), ("r1", 2), ("m1", 2), ("r1aa", 2), ("q7", 2), ("張", 2)])
def test_what_names_nothing_is_refused(run: Any, ref: str, code: int) -> None:
    customer(run, "王伟")

    run("done", ref, code=code)


def test_a_removed_customers_reference_names_nothing(run: Any) -> None:
    customer(run, "王伟", "--birthday", "11-27")
    (ref,) = refs(run, "prep")
    run("customer", "remove", "王伟")

    run("done", ref, code=3)


def test_two_things_that_share_their_letters_are_told_apart_by_longer_ones(run: Any) -> None:
    customer(run, "王伟", on="2026-01-05")
    first, second = _colliding()
    for day in (first, second):
        bought(run, "王伟", on=day.isoformat())
    days = [(first + timedelta(days=after)).isoformat() for after in range(10, 18)]
    due = {
        day: [one["ref"] for one in items(run, "callback", "--on", day) if one["title"][:8] == "Call ten"]
        for day in days
    }
    on, shown = next((day, found) for day, found in due.items() if len(found) == 2)
    assert len(set(shown)) == 2

    refused = run("done", shown[0][:4], "--on", on, code=4)

    longer = [line.split()[0] for line in refused.stderr.splitlines() if line.startswith("  r1")]
    assert set(longer) == set(shown)
    run("done", longer[1], "--on", on)


def _colliding() -> tuple[date, date]:
    """Two days, near enough for both callbacks to be due at once, whose references share their two letters."""
    for shift in range(200_000):
        first = date(2026, 2, 1) + timedelta(days=shift)
        for apart in range(1, 3):
            second = first + timedelta(days=apart)
            if agenda_refs.letters("t10", first) == agenda_refs.letters("t10", second):
                return first, second
    raise AssertionError("no such days")
