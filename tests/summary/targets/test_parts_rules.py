"""The rules of parts themselves: what a scope names, how a target is split, and what makes no pieces."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.dates import periods
from amflow.errors import NotFound, Usage
from amflow.summary.targets import attainment, scopes, split
from amflow.summary.targets import records as targets
from days import put

MONTH = {"metric": "visits", "period": "month", "starts_on": "2026-11-01"}


@pytest.fixture
def desk(desk_of: Any) -> Any:
    desk = desk_of("retail-territory")
    put(desk, "product", name="carton", name_key="carton")
    for tier, line in (("a", "north"), ("a", "south"), ("b", "north"), ("b", "")):
        key = {tier.key: tier.key for tier in desk.playbook.tiers}
        put(desk, "customer", name=f"{tier}{line}", tier=sorted(key)[0 if tier == "a" else 1], line=line)
    return desk


def tiers(desk: Any) -> list[str]:
    return sorted(tier.key for tier in desk.playbook.tiers)[:2]


def test_one_part_is_named_or_none(desk: Any) -> None:
    assert scopes.read(desk).whole
    assert scopes.read(desk, line="north") == scopes.Scope("line", "north", "north")
    assert scopes.read(desk, product="p1") == scopes.Scope("product", "1", "carton")
    with pytest.raises(Usage, match="--product --line cannot go together"):
        scopes.read(desk, product="p1", line="north")


@pytest.mark.parametrize("text", ["north", "carton"])
def test_a_part_is_found_by_its_name_whatever_it_is(desk: Any, text: str) -> None:
    assert scopes.named(desk, text).title == text
    assert scopes.named(desk, tiers(desk)[0]).kind == "tier"
    with pytest.raises(NotFound):
        scopes.named(desk, "the moon")


@pytest.mark.parametrize(
    ("kind", "key", "title"),
    [
        ("", "", ""),
        ("product", "1", "carton"),
        ("product", "99", "p99"),
        ("line", "gone", "gone"),
        ("tier", "platinum", "platinum"),
    ],
)
def test_a_part_that_is_gone_keeps_its_key_for_a_name(desk: Any, kind: str, key: str, title: str) -> None:
    found = scopes.kept(desk, kind, key)

    assert (found.kind, found.key, found.title) == (kind, key, title)


def test_the_parts_are_those_that_customers_are_on(desk: Any) -> None:
    assert [(scope.key, count) for scope, count in scopes.parts(desk, "line")] == [("north", 2), ("south", 1)]
    assert {scope.key: count for scope, count in scopes.parts(desk, "tier")} == dict.fromkeys(tiers(desk), 2)


@pytest.mark.parametrize(
    ("into", "weights", "pieces"),
    [
        ("week", "", 5),
        ("day", "", 21),
        ("line", "", 2),
        ("line", "3,1", 2),
        ("tier", "", 2),
    ],
)
def test_the_pieces_of_a_split_come_to_the_whole(desk: Any, into: str, weights: str, pieces: int) -> None:
    put(desk, "target", value=50, **MONTH)

    looked = split.split(desk, "visits", "month", into, weights, dry_run=True)

    assert (looked.changed, desk.book.number("SELECT count(*) FROM target")) == (0, 1)
    done = split.split(desk, "visits", "month", into, weights)
    assert len(done.pieces) == len(looked.pieces) == pieces
    beside = sum(int(piece.value) for piece in done.beside)
    assert sum(int(piece.value) for piece in done.pieces) == 50 + beside
    assert split.split(desk, "visits", "month", into, weights).changed == 0


@pytest.mark.parametrize(
    ("kind", "into", "weights", "error", "said"),
    [
        ("month", "month", "", Usage, "is not split into"),
        ("month", "year", "", Usage, "is not split into"),
        ("week", "day", "", NotFound, "has no target"),
        ("month", "line", "1", Usage, "1 weights for 2 pieces"),
        ("month", "line", "0,0", Usage, "all weights are 0"),
        ("month", "line", "many,1", Usage, "is no weight"),
        ("month", "product", "", Usage, "products are named"),
        ("month", "product", "p1=2", Usage, "is not counted by product"),
        ("month", "product", "p1=1,carton=2", Usage, "is named twice"),
    ],
)
def test_what_makes_no_pieces_is_refused_and_nothing_written(
    desk: Any, kind: str, into: str, weights: str, error: type[Exception], said: str
) -> None:
    put(desk, "target", value=50, **MONTH)

    with pytest.raises(error, match=said):
        split.split(desk, "visits", kind, into, weights)

    assert desk.book.number("SELECT count(*) FROM target") == 1


def test_a_share_has_no_pieces_and_a_part_is_split_by_time_alone(desk: Any) -> None:
    put(desk, "target", value=9000, metric="shelf_rate", period="month", starts_on="2026-11-01")
    put(desk, "target", value=10, scope="line", part="north", **MONTH)

    with pytest.raises(Usage, match="has no pieces"):
        split.split(desk, "shelf_rate", "month", "week", "")
    with pytest.raises(Usage, match="by time alone"):
        split.split(desk, "visits", "month", "tier", "", scopes.Scope("line", "north", "north"))


# Aims


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2026, 1, 1), date(2028, 2, 29)])
def test_the_period_around_a_day_holds_it(day: date) -> None:
    for kind in attainment.KINDS:
        found = periods.around(kind, day)

        assert found.kind == kind
        assert found.start <= day <= found.end


@given(value=st.integers(0, 10**6), since=st.integers(0, 30), more=st.integers(1, 30), rest=st.integers(0, 30))
@settings(max_examples=60)
def test_neighbouring_shares_come_to_the_share_of_both(value: int, since: int, more: int, rest: int) -> None:
    workdays = since + more + rest

    def share(start: int, end: int) -> int:
        return attainment.PeriodShare(date(2026, 1, 1), start, end, workdays, now=end).of(value, 100, by_now=False)

    assert share(0, since) + share(since, since + more) == share(0, since + more)
    assert share(0, workdays) == value


def test_a_target_holds_until_another_one_and_nought_ends_it(desk: Any) -> None:
    for start, value in (("2026-09-01", 30), ("2026-10-01", 0), ("2026-11-01", 40)):
        put(desk, "target", metric="visits", period="month", starts_on=start, value=value)

    held = [
        attainment.goals(desk, periods.month_of(date(2026, month, 5))).get("visits") for month in (8, 9, 10, 11, 12)
    ]

    assert [goal and (goal.value, goal.derived) for goal in held] == [
        None, (30, False), None, (40, False), (40, False),
    ]  # fmt: skip


def test_a_week_has_its_share_of_the_month_and_an_own_target_comes_first(desk: Any) -> None:
    put(desk, "target", value=42, **MONTH)
    week = periods.week_of(desk.today)

    derived = attainment.goals(desk, week)["visits"]
    put(desk, "target", metric="visits", period="week", starts_on="2026-11-23", value=7)

    assert (derived.value, derived.period, derived.derived) == (10, "month", True)
    assert attainment.goals(desk, week)["visits"] == attainment.PeriodTarget(7, "week", False, 4)


@pytest.mark.parametrize("kind", ["month", "quarter", "year"])
@pytest.mark.parametrize("metric", ["visits", "complaints", "orders_amount"])
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    values=st.tuples(st.integers(1, 400), st.integers(0, 400)),
    into=st.sampled_from(["day", "week"]),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_pieces_come_to_the_whole_every_working_day_has_one_and_the_last_one_ends(
    desk: Any, kind: str, metric: str, values: tuple[int, int], into: str, day: date
) -> None:
    """W18: what the parts have in a week comes to what the whole has in it; behind the period what held before holds."""
    desk = desk._replace(now=desk.now.replace(month=day.month, day=day.day))
    period = periods.around(kind, day)
    with desk.book.change("test") as change:
        for row in desk.book.all("SELECT id FROM target"):
            change.delete("target", row["id"])
    names = dict(zip(tiers(desk), values, strict=True))
    for tier, value in {"": sum(values), **names}.items():
        scope = scopes.Scope("tier", tier, tier) if tier else scopes.ALL
        targets.put(desk._replace(now=desk.now.replace(year=2025)), metric, str(value), kind, scope)
    behind = periods.following(periods.around(into, period.end))
    before = attainment.every_goal(desk, behind)

    pieces = {}
    for tier, value in {"": sum(values), **names}.items():
        if value:
            done = split.split(desk, metric, kind, into, "", scopes.Scope("tier", tier) if tier else scopes.ALL)
            minor = [getattr(one.value, "minor", one.value) for one in (*done.pieces, *done.beside)]
            pieces[tier] = dict(zip([one.starts_on for one in done.pieces], minor, strict=False))
            unit = 100 if metric == "orders_amount" else 1
            assert sum(pieces[tier].values()) - sum(minor[len(done.pieces) :]) == value * unit
    whole = pieces.pop("")
    for start, piece in whole.items():
        assert piece == sum(one[start] for one in pieces.values())
    days = [period.start + timedelta(days=at) for at in range((period.end - period.start).days + 1)]
    assert {periods.around(into, one).start for one in days if desk.calendar.is_workday(one)} == set(whole)
    assert attainment.every_goal(desk, behind) == before
    assert {one.period for found in before.values() for one in found.values()} <= {kind, "day"}
    assert targets.against(desk, metric) == []
