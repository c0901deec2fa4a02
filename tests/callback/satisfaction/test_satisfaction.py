"""Satisfaction: what is added up, the trends, who is very satisfied and who is slipping."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amflow.callback.satisfaction import records as satisfaction
from days import customer


@pytest.fixture
def people(run: Any) -> None:
    for name, tier in (("张敏", "gold"), ("王伟", "silver"), ("周婷", "silver")):
        customer(run, name, "--tier", tier, on="2026-08-01")
    for name, score, day in (
        ("张敏", "4", "2026-10-12"), ("张敏", "5", "2026-11-10"), ("王伟", "5", "2026-10-13"), ("王伟", "3", "2026-11-11"),
        ("周婷", "5", "2026-11-12"),
    ):  # fmt: skip
        run("callback", "score", name, score, "--at", day)


def _page(run: Any, *words: str) -> dict[str, Any]:
    return run("callback", "score", *words, "--json").json


def test_a_month_with_its_tiers_and_trend(run: Any, people: None) -> None:
    page = _page(run)

    assert (page["figures"]["csat"], page["figures"]["csat_asked"]) == (4.33, 3)
    assert [level["csat"] for level in page["figures"]["history"]][-2:] == [4.5, 4.33]
    tiers = {tier["key"]: tier for tier in page["tiers"]}
    assert (tiers["gold"]["csat"], tiers["silver"]["csat"], tiers["silver"]["satisfied_share"]) == (5.0, 4.0, 0.5)
    assert _page(run, "--week")["figures"]["csat_asked"] == 0


def test_candidates_and_those_who_slip(run: Any, people: None) -> None:
    run("case", "open", "周婷", "fee")

    page = _page(run)

    # 周婷 is content, but something of hers is open.
    assert [one["name"] for one in page["very_satisfied"]["items"]] == ["张敏"]
    assert [(one["name"], one["before"], one["value"]) for one in page["slipping"]["items"]] == [("王伟", 5, 3)]
    run("customer", "edit", "张敏", "--no-contact")
    assert _page(run)["very_satisfied"]["items"] == []


def test_nps_is_promoters_less_detractors(run: Any, people: None) -> None:
    for name, score in (("张敏", "10"), ("王伟", "6"), ("周婷", "9")):
        run("callback", "score", name, "--nps", score)

    assert _page(run)["figures"]["nps"] == 33


def test_scores_are_listed_with_their_occasion(run: Any, people: None, screen: Any) -> None:
    run("log-call", "张敏", "talked", "--score", "4", "--no-next")
    run("case", "open", "张敏", "fee")
    run("callback", "score", "张敏", "3", "--case", "x1", "--note", "slow")

    lines = run("callback", "score", "张敏").lines
    assert [(line[4], line[5], line[6]) for line in lines[:2]] == [("3", "", "x1"), ("4", "call", "")]
    assert "slow" in screen("callback", "score", "张敏")
    assert run("callback", "score", "--full", "--last", "2").lines == lines[:2]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("王伟", "6"), 2, "no score"), (("王伟", "0"), 2, "no score"), (("王伟", "five"), 2, "no score"),
        (("王伟", "--note", "slow"), 2, "score is missing"), (("王伟", "--nps", "-1"), 2, "no score"),
        (("nobody", "5"), 3, "no customer"),
        (("王伟", "5", "--case", "x1"), 1, "another customer's case"), (("王伟", "5", "--at", "tomorrow"), 2, "still to come"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(run: Any, people: None, words: tuple[str, ...], code: int, says: str) -> None:
    run("case", "open", "张敏", "fee")

    assert says in run("callback", "score", *words, code=code).stderr


def test_nobody_asked_yet_is_said(screen: Any) -> None:
    assert "nobody was asked" in screen("callback", "score")


scores = some.lists(some.tuples(some.sampled_from(["csat", "nps"]), some.integers(1, 5)))


@given(scores)
def test_levels_stay_on_their_scales(found: list[tuple[str, int]]) -> None:
    level = satisfaction.level({"scale": scale, "value": value} for scale, value in found)

    assert level.asked + level.asked_nps == len(found)
    assert level.average is None or 1 <= level.average <= 5
    assert level.nps is None or -100 <= level.nps <= 100
    assert (level.average is None) == (level.asked == 0)


@pytest.mark.parametrize(
    ("said", "score"), [("非常满意", 5), ("一般", 3), ("dissatisfied", 2), ("Very Dissatisfied", 1)]
)
def test_a_score_may_be_said_in_the_words_for_it(run: Any, said: str, score: int) -> None:
    customer(run, "何晓雯")

    run("callback", "score", "何晓雯", said)
    assert run("show", "何晓雯", "--json").json["item"]["satisfaction"] == score


def test_whom_to_ask_is_the_same_on_both_screens(run: Any) -> None:
    """W09: who was asked is not named again, nor whose firm has a case open."""
    customer(run, "东方机械", "--organisation", "--tier", "gold")
    customer(run, "王刚", "--org", "东方机械")
    customer(run, "何晓雯")
    for name in ("王刚", "何晓雯"):
        run("callback", "score", name, "5")

    def told() -> tuple[set[str], set[str]]:
        very = run("callback", "score", "--json").json["very_satisfied"]["items"]
        asked = run("referral", "candidates", "--json").json["items"]
        return {one["ref"] for one in very}, {one["ref"] for one in asked}

    assert told() == ({"c2", "c3"}, {"c2", "c3"})
    run("referral", "ask", "何晓雯")
    assert told() == ({"c2"}, {"c2"})
    run("case", "open", "东方机械", "late")
    assert told() == (set(), set())
