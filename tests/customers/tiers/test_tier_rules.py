"""The rules of standing themselves: which moves count as up, who has qualified, who is adopted; and who a filter means."""

from typing import Any

import pytest

from amflow.customers import filters
from amflow.customers.tiers import records as tiers
from amflow.errors import NotFound, Refused, Usage
from days import put


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("retail-bank")


def customer(desk: Any, name: str, tier: str = "", assets: int | None = None, **values: Any) -> int:
    """A customer with assets of so many yuan."""
    minor = None if assets is None else assets * 100
    return put(desk, "customer", name=name, tier=tier, assets_minor=minor, **values)


def test_a_tier_that_nobody_knows_stands_below_all(desk: Any) -> None:
    ranks = [tiers.rank(desk.playbook, tier) for tier in ("", "platinum", "standard", "silver", "gold", "diamond")]

    assert ranks == [0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("was", "to", "qualified", "raised"),
    [
        ("silver", "gold", False, 1),
        ("gold", "silver", False, 0),
        ("", "gold", False, 0),  # only filed
        ("", "gold", True, 1),
        ("platinum", "gold", False, 1),
        ("gold", "gold", True, None),  # no move at all
    ],
)
def test_what_counts_as_moving_up(desk: Any, was: str, to: str, qualified: bool, raised: int | None) -> None:
    row = desk.book.get("customer", customer(desk, "张敏", was))

    with desk.book.change("test") as change:
        tiers.record_move(desk, change, row, to, "so", qualified=qualified)

    kept = desk.book.one("SELECT raised, why FROM tier_change")
    assert (kept and tuple(kept)) == (None if raised is None else (raised, "so"))
    assert [move.why for move in tiers.history(desk, row["id"])] == ([] if raised is None else ["so"])


@pytest.mark.parametrize(
    ("tier", "assets", "move"),
    [
        ("standard", 49_999, None),
        ("standard", 50_000, ("up", "silver")),
        ("silver", 3_000_000, ("up", "diamond")),
        ("gold", 500_000, None),
        ("gold", 499_999, ("below", "silver")),
        ("gold", 1, ("below", "standard")),
        ("", 500_000, ("up", "gold")),
        ("gold", None, None),  # nothing is known: nobody falls
    ],
)
def test_who_could_stand_elsewhere(desk: Any, tier: str, assets: int | None, move: tuple[str, str] | None) -> None:
    number = customer(desk, "张敏", tier, assets)

    found = [(one.move, one.to) for one in tiers.proposals(desk)]

    assert found == ([move] if move else [])
    assert [(one.move, one.to) for one in tiers.proposals(desk, [number])] == found
    assert tiers.proposals(desk, [99]) == []


def test_the_highest_stand_in_front_and_the_fallen_behind(desk: Any) -> None:
    for name, tier, assets in (("a", "gold", 1), ("b", "standard", 60_000), ("c", "standard", 4_000_000)):
        customer(desk, name, tier, assets)

    assert [one.name for one in tiers.proposals(desk)] == ["c", "b", "a"]


def test_qualifying_moves_all_or_those_named_and_nobody_down(desk: Any) -> None:
    for name, tier, assets in (("a", "gold", 1), ("b", "standard", 60_000), ("c", "standard", 4_000_000)):
        customer(desk, name, tier, assets)

    assert [one.to for one in tiers.qualify(desk, ["b"])] == ["silver"]
    with pytest.raises(Refused, match="below the own tier"):
        tiers.qualify(desk, ["c", "a"])
    assert [one.to for one in tiers.qualify(desk, [])] == ["diamond"]
    with pytest.raises(Refused, match="nobody has newly qualified"):
        tiers.qualify(desk, [])
    with pytest.raises(Refused, match="no higher tier"):
        tiers.qualify(desk, ["c"])
    assert [row["tier"] for row in desk.book.all("SELECT tier FROM customer ORDER BY id")] == [
        "gold", "silver", "diamond",
    ]  # fmt: skip


def test_by_hand_it_goes_up_alone(desk: Any) -> None:
    customer(desk, "张敏", "silver")

    assert tiers.upgrade(desk, "张敏", "", "").to == "gold"
    assert tiers.upgrade(desk, "张敏", "diamond", "the family").why == "the family"
    for to in ("", "gold"):
        with pytest.raises(Refused, match="that tier or a higher one"):
            tiers.upgrade(desk, "张敏", to, "")
    with pytest.raises(Usage):
        tiers.upgrade(desk, "张敏", "platinum", "")
    with pytest.raises(NotFound):
        tiers.upgrade(desk, "nobody", "", "")


def test_adopted_are_those_named_or_those_picked_and_each_once(desk: Any) -> None:
    for name, tier in (("a", "gold"), ("b", "gold"), ("c", "silver")):
        customer(desk, name, tier)
    customer(desk, "d", status="lead")
    nobody = filters.Filter()

    first = tiers.adopt(desk, ["a", "c1"], nobody, leads=False)
    second = tiers.adopt(desk, [], filters.Filter(tier="gold"), leads=False)
    leads = tiers.adopt(desk, [], nobody, leads=True)

    assert [([line.name for line in one.lines], one.before) for one in (first, second, leads)] == [
        (["a"], 0), (["b"], 1), (["d"], 0),
    ]  # fmt: skip
    with pytest.raises(Refused, match="all of them are adopted already"):
        tiers.adopt(desk, [], filters.Filter(tier="gold"), leads=False)
    with pytest.raises(Refused, match="nobody is like that"):
        tiers.adopt(desk, [], filters.Filter(tier="diamond"), leads=False)
    for texts, leads_too in ((["c"], True), ([], False)):
        with pytest.raises(Usage, match="whom"):
            tiers.adopt(desk, texts, nobody, leads=leads_too)


def test_released_they_are_somebody_elses_and_only_once(desk: Any) -> None:
    customer(desk, "a", adopted_on="2026-11-02")

    assert [line.name for line in tiers.release(desk, ["a"])] == ["a"]
    with pytest.raises(Refused, match="is not adopted"):
        tiers.release(desk, ["a"])


# Filters


@pytest.fixture
def people(desk: Any) -> Any:
    first = customer(desk, "张敏", "gold", segment="owners", adopted_on="2026-11-02", line="north")
    customer(desk, "王伟", "platinum", referrer_id=first, source="teller")
    customer(desk, "张伟", source="referral", intent="A", status="lead", lead_on="2026-11-01")
    customer(desk, "李强", signal="comes-back", status="lead", lead_on="2026-11-20")
    return desk


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, ["张敏", "王伟", "张伟", "李强"]),
        ({"tier": "gold"}, ["张敏"]),
        ({"tier": "platinum"}, ["王伟"]),  # of another trade, and still carried
        ({"segment": "owners"}, ["张敏"]),
        ({"source": "referral"}, ["张伟"]),
        ({"signal": "comes-back"}, ["李强"]),
        ({"intent": "a"}, ["张伟"]),
        ({"referrer": "张敏"}, ["王伟"]),
        ({"line": "north"}, ["张敏"]),
        ({"adopted": True}, ["张敏"]),
        ({"post": True}, ["王伟"]),
        ({"older": 24}, ["张伟"]),
        ({"older": 5}, ["张伟", "李强"]),
        ({"text": "伟"}, ["王伟", "张伟"]),
        ({"text": "伟", "intent": "A"}, ["张伟"]),
        ({"tier": "silver"}, []),
    ],
)
def test_whom_a_filter_means(people: Any, wanted: dict[str, Any], names: list[str]) -> None:
    which = filters.Filter(**wanted)

    clause, bound = filters.where(people, which)

    found = people.book.all(f"SELECT name FROM customer WHERE {clause} ORDER BY id", *bound)
    assert [row["name"] for row in found] == names
    assert which.empty == (not wanted)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [({"tier": "bronze"}, Usage), ({"segment": "kings"}, Usage), ({"referrer": "nobody"}, NotFound)],
)
def test_a_word_that_nobody_knows_is_refused(people: Any, wanted: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        filters.where(people, filters.Filter(**wanted))


def test_a_condition_of_the_playbook_is_met_or_not(people: Any) -> None:
    assert filters.meets(people, 1, "tier >= silver")
    assert not filters.meets(people, 3, "tier >= silver")
    assert not filters.meets(people, 99, "tier >= silver")


@pytest.mark.parametrize(
    ("trade", "values", "segment"),
    [
        ("corporate-bank", {"kind": "organisation"}, None),
        ("retail-bank", {"kind": "person"}, None),
        ("retail-bank", {"kind": "person", "segment": "owners"}, None),
    ],
)
def test_a_group_is_proposed_only_where_one_alone_fits(
    desk_of: Any, trade: str, values: dict[str, Any], segment: str | None
) -> None:
    desk = desk_of(trade)

    found = filters.segment_for(desk, put(desk, "customer", **values))

    assert (found and found.key) == segment
    assert filters.segment_for(desk, 99) is None
