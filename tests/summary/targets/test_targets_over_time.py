"""Targets beside each other and over time: days of a week, weeks of a month, stretch and base, parts and the whole; and what a
running period is compared with."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.summary.targets.attainment import PeriodShare
from amflow.summary.targets.pieces import shares


def figure(run: Any, metric: str, *words: str) -> Any:
    return run("summary", *words, "--json").json["figures"][metric]


def listed(run: Any) -> dict[tuple[str, str], Any]:
    return {(one["period"], one["starts_on"]): one["value"] for one in run("target", "list", "--json").json["items"]}


# Days have whole targets


def test_a_week_is_whole_visits_a_day(run: Any, screen: Any) -> None:
    run("target", "set", "visits", "12", "--period", "week")
    days = [figure(run, "visits", "--on", f"2026-11-{day}")["target"] for day in range(23, 28)]

    assert days == [2, 3, 2, 3, 2]
    assert "target" not in figure(run, "visits", "--on", "2026-11-28")
    assert "2.4" not in screen("summary", "--day")


def test_few_of_a_month_fall_on_some_of_its_weeks(run: Any) -> None:
    run("target", "set", "deals_won", "2")
    weeks = [figure(run, "deals_won", "--week", "--on", f"2026-11-{day:02}").get("target") for day in (4, 11, 18, 25)]

    assert weeks == [None, 1, None, 1]


@given(st.integers(0, 10**6), st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_the_shares_of_a_target_come_to_it(value: int, parts: list[int]) -> None:
    workdays = sum(parts)
    ends = [sum(parts[: at + 1]) for at in range(len(parts))]
    pieces = [
        PeriodShare(date(2026, 1, 1), end - part, end, workdays, now=end).of(value, 1, by_now=False)
        for end, part in zip(ends, parts, strict=True)
    ]

    assert sum(pieces) == value
    assert all(abs(piece - value * part / workdays) <= 1 for piece, part in zip(pieces, parts, strict=True))


# A split stays where it belongs


def test_weeks_that_a_month_was_split_into_end_with_it(run: Any) -> None:
    run("target", "set", "visits", "42")
    run("target", "split", "visits", "--into", "week", "--weights", "3,2,1,1,0")

    assert figure(run, "visits", "--week", "--on", "2026-11-04")["target"] == 18
    december = figure(run, "visits", "--week", "--on", "2026-12-09")
    assert (december["target"], december["target_by"]) == (9, "month")  # 42 over 23 working days
    run("undo")
    assert listed(run) == {("month", "2026-11-01"): 42}


def test_what_held_before_a_split_holds_again_after_it(run: Any, hand: Any) -> None:
    hand.target("visits", "week", "2026-10-05", 7)
    run("target", "set", "visits", "42")
    run("target", "split", "visits", "--into", "week")

    assert figure(run, "visits", "--week", "--on", "2026-12-09")["target"] == 7
    before = listed(run)
    run("target", "split", "visits", "--into", "week")
    assert listed(run) == before


def test_the_next_month_split_plants_no_target_for_good(run: Any) -> None:
    run("target", "set", "visits", "42")
    run("target", "split", "visits", "--into", "week")
    run("target", "split", "visits", "--into", "week", "--on", "2026-12-02")

    later = figure(run, "visits", "--week", "--on", "2027-01-13")
    assert later["target_by"] == "month"
    run("target", "split", "visits", "--into", "day", "--on", "2027-02-02")
    run("target", "split", "visits", "--into", "day", "--on", "2027-03-02")
    assert figure(run, "visits", "--day", "--on", "2027-04-14")["target_by"] == "month"


def test_a_split_asks_before_it_takes_the_place_of_what_was_set(run: Any, hand: Any) -> None:
    """W18: the months that a person set are named, and stay until somebody says yes; what was split so already is not asked."""
    hand.target("visits", "month", "2026-10-01", 30)
    run("target", "set", "visits", "60", "--period", "quarter")
    before = listed(run)
    assert (
        "in place of Visits: 30 a month, from Thu 1 Oct 2026?"
        in run("target", "split", "visits", "--period", "quarter", "--into", "month", code=2).stderr
    )
    told = run("target", "split", "visits", "--period", "quarter", "--into", "month", "-n", "--json").json
    assert (listed(run), [one["value"] for one in told["items"]]) == (before, [18, 20, 22])
    run("target", "split", "visits", "--period", "quarter", "--into", "month", "--yes")
    run("target", "split", "visits", "--period", "quarter", "--into", "month")
    assert listed(run) == {
        ("month", "2026-10-01"): 18, ("month", "2026-11-01"): 20, ("month", "2026-12-01"): 22,
        ("month", "2027-01-01"): 30, ("quarter", "2026-10-01"): 60,
    }  # fmt: skip


def test_parts_in_time_that_do_not_come_to_the_whole_are_said(run: Any, screen: Any) -> None:
    run("target", "set", "visits", "60", "--period", "quarter")
    run("target", "split", "visits", "--period", "quarter", "--into", "month")
    assert "beside each other" not in screen("target", "list")
    said = "Visits a quarter: by month the targets come to 70, the whole is 60"
    assert said in run("target", "set", "visits", "30").stdout
    assert run("target", "list", "--json").json["against"] == [said]
    run("target", "split", "visits", "--into", "week")
    run("target", "set", "visits", "9", "--period", "week")
    assert len(run("target", "list", "--json").json["against"]) == 2
    assert figure(run, "visits", "--month")["target"] == 30


def test_a_quarter_is_what_its_months_were_given(run: Any) -> None:
    run("target", "set", "visits", "120", "--period", "year")
    run("target", "split", "visits", "--period", "year", "--into", "month", "--weights", ",".join(["1"] * 11 + ["9"]))

    quarter = figure(run, "visits", "--quarter")
    assert (quarter["target"], quarter["target_by"]) == (66, "month")
    assert figure(run, "visits", "--year")["target"] == 120


def test_a_stretch_is_split_like_the_base(run: Any) -> None:
    for value, level in (("40", "base"), ("60", "stretch")):
        run("target", "set", "visits", value, "--level", level)
        run("target", "split", "visits", "--into", "week", "--level", level)

    week = figure(run, "visits", "--week")
    assert (week["target"], week["stretch"]) == (10, 15)


def test_few_pieces_are_spread_over_the_days() -> None:
    assert shares(3, [1] * 9) == [0, 0, 1] * 3
    assert shares(7, [5, 1, 1, 1, 1]) == [4, 0, 1, 1, 1]


# Stretch and base, parts and the whole


def test_a_stretch_is_held_to_the_base_at_every_time(run: Any) -> None:
    run("target", "set", "visits", "20")
    run("target", "set", "visits", "30", "--on", "2026-12-01", "--level", "stretch")

    assert "easier than the base 40" in run("target", "set", "visits", "40", code=2).stderr
    run("target", "set", "visits", "35", "--on", "2027-01-01", "--level", "stretch")
    run("target", "set", "visits", "25", "--on", "2027-01-01")
    run("target", "set", "visits", "32", "--on", "2026-10-01")
    assert "easier" in run("target", "remove", "visits", code=2).stderr  # 32 would hold again, above 30


def test_parts_are_said_to_ask_for_too_much_wherever_targets_are_seen(run: Any, screen: Any, tmp_path: Path) -> None:
    words = "Visits a month: by tier the targets come to 25, the whole is 20"
    (tmp_path / "t.csv").write_text(
        "metric,value,scope,part\nvisits,20,,\nvisits,15,tier,gold\nvisits,10,tier,silver\n", "utf-8"
    )

    assert words in run("import", "--as", "target", str(tmp_path / "t.csv")).stdout
    assert run("target", "list", "--json").json["against"] == [words]
    assert words in screen("target", "list")
    run("target", "set", "visits", "25")
    assert run("target", "list", "--json").json["against"] == []
    assert figure(run, "visits", "--month")["target"] == 25


def test_the_list_counts_what_explain_lists(run: Any, screen: Any, hand: Any) -> None:
    for number, tier in enumerate(("gold", "gold", "silver"), 1):
        hand.touch(hand.customer(f"王{number}", tier=tier), "visit", "2026-11-24", number)
    run("target", "set", "visits", "6", "--period", "week", "--tier", "gold")
    run("target", "set", "visits", "12")

    items = {one["part"]: one for one in run("target", "list", "--json").json["items"]}
    behind = run("summary", "--week", "--explain", "visits", "--of", "gold", "--json").json

    assert items["Gold"]["actual"] == len(behind["items"]) == 3
    assert (items["Gold"]["share"], items[None]["actual"], items[None]["share"]) == (0.5, 6, 0.5)
    assert "3  [50%]" in screen("target", "list")


def test_a_part_shows_its_stretch(run: Any, screen: Any, hand: Any) -> None:
    hand.touch(hand.customer(tier="gold"), "visit", "2026-11-24", 3)
    for value, level in (("6", "base"), ("9", "stretch")):
        run("target", "set", "visits", value, "--period", "week", "--tier", "gold", "--level", level)

    assert "6 [50%] · stretch 9" in screen("summary", "--week")
    assert "| 6 [50%] | 9 |" in run("summary", "--week", "--plain", "--format", "md").stdout


def test_a_product_with_a_target_stays(run: Any) -> None:
    run("product", "add", "Note A")
    run("target", "set", "deals_won", "3", "--product", "p1")

    assert "Note A has a target" in run("product", "remove", "p1", code=1).stderr
    run("target", "remove", "deals_won", "--product", "Note A")
    run("product", "remove", "p1")


# Tables


WRONG = """metric,value,period,since,scope,part,level
visits,60,,2026-11,,,
visits,61,month,2026-11-20,,,
calls,x,,,,,
foo,4,,,,,
messages,5,quarter,2026-11,,,
training_hours,5,,,product,Note A,
deals_won,9,,,,,base
deals_won,8,,,,,stretch
"""


def test_every_wrong_line_is_named(run: Any, tmp_path: Path) -> None:
    run("product", "add", "Note A")
    (tmp_path / "t.csv").write_text(WRONG, "utf-8")

    said = run("import", "--as", "target", str(tmp_path / "t.csv"), code=5).stderr

    for words in (
        "line 3: another value than line 2 has for the same",
        "line 4: “x” is not a number of things",
        "line 5: metric: “foo” is not in the playbook",
        "line 6: a target by the quarter does not start with “2026-11”",
        "line 7: Hours of training is not counted by product",
        "line 9: the stretch target 8 is easier than the base 9",
    ):
        assert words in said
    assert run("target", "list").stdout == ""


def test_a_chinese_table_from_stdin_says_by_its_start_what_period_is_meant(run: Any) -> None:
    table = "指标,目标,起始,范围,对象,级别\n拜访量,90,2026Q4,,,基本\n拜访量,120,2026Q4,,,挑战目标\nvisits,9,2026-w48,等级,gold,\n"
    result = run("import", "--as", "target", "-", "--json", stdin=table.replace("拜访量", "visits"))

    assert result.json["item"]["changed"] == 3
    items = run("target", "list", "--json").json["items"]
    assert [(one["value"], one["period"], one["level"], one["scope"]) for one in items] == [
        (90, "quarter", "base", None),
        (120, "quarter", "stretch", None),
        (9, "week", "base", "tier"),
    ]  # fmt: skip


def test_toml_names_the_line(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text('[[target]]\nmetric = "visits"\nvalue = 1\n\n[[target]]\nmetric = "calls"\nvalue = 2\nwhat = 3\n')

    assert "line 5: “what” is not known" in run("import", "--as", "target", str(file), code=5).stderr


# What is compared


def test_a_running_week_is_held_to_the_week_before_up_to_the_same_day(run: Any, screen: Any, hand: Any) -> None:
    who = hand.customer()
    for day, times in (("2026-11-16", 2), ("2026-11-18", 3), ("2026-11-19", 4), ("2026-11-23", 1)):
        hand.touch(who, "visit", day, times)
    run("target", "set", "visits", "12", "--period", "week")
    found = run("summary", "--week", "--json").json

    assert (found["figures"]["visits"]["before"], found["figures"]["visits"]["previous"]) == (5, 9)
    assert found["period_before"] == "16–18 Nov 2026"
    assert "16–18 Nov 2026: " in screen("summary", "--week")
    page = run("summary", "--week", "--plain", "--format", "md").stdout
    assert "| at this pace | target | before |" in page
    assert "before: 16–18 Nov 2026" in page
    assert run("summary", "--week", "--on", "2026-11-29", "--json").json["period_before"] is None
    assert figure(run, "visits", "--week", "--on", "2026-11-28")["before"] == 9


def test_a_year_is_a_year_after_the_one_before(run: Any, hand: Any) -> None:
    hand.touch(hand.customer(), "visit", "2025-03-03", 2)
    hand.touch(hand.customer("王伟"), "visit", "2025-12-30", 5)
    visits = figure(run, "visits", "--year")

    assert (visits["before"], visits["last_year"], visits["previous"]) == (2, 2, 7)


OWN = """name = "own"
extends = "general"
title = { en = "Own", zh = "自用" }
sentence = { en = "A trade.", zh = "一个行业。" }

[[pipeline]]
key = "house"
title = { en = "Sale", zh = "销售" }

[[pipeline.stage]]
key = "first"
probability = 0
title = { en = "First", zh = "初谈" }

[[pipeline.stage]]
key = "second"
probability = 0
title = { en = "Second", zh = "再谈" }
"""


@pytest.fixture
def own(home: Path, run: Any) -> None:
    """A playbook whose stages have no chance: 0 throughout."""
    folder = home / "config" / "amflow" / "playbooks"
    folder.mkdir(parents=True)
    (folder / "own.toml").write_text(OWN, "utf-8")
    run("playbook", "use", "own")


def test_without_chances_in_the_playbook_they_are_counted_from_what_became_of_deals(
    run: Any, screen: Any, hand: Any, own: None
) -> None:
    who = hand.customer()
    for number, state in enumerate(("won", "won", "won", "lost")):
        deal = hand.deal(f"old {number}", "2026-09-01", "2026-10-10", state, pipeline="house", customer_id=who)
        hand.stage(deal, "first", "2026-09-01")
        if number in (0, 3):
            hand.stage(deal, "second", "2026-09-20")
    open_ = {"pipeline": "house", "expected_on": "2026-11-27", "customer_id": who}
    for stage, amount in (("first", 100_000), ("second", 300_000)):
        hand.deal(stage, "2026-11-02", stage=stage, amount_minor=amount, **open_)

    behind = run("summary", "--week", "--explain", "pipeline", "--json").json
    found = run("summary", "--week", "--json").json

    assert [(one["chance_share"], one["counted"]) for one in behind["items"]] == [(0.7917, True), (0.5, True)]
    assert behind["amount"]["amount"] == found["figures"]["deals_won_amount"]["with_pipeline"] == 2_291.67
    assert found["chances_counted"] is True
    words = "chances learnt from the own deals that ended"
    for screenful in (screen("summary", "--week"), screen("summary", "--week", "--explain", "pipeline")):
        assert words in " ".join(screenful.split())


@pytest.mark.parametrize(
    ("typed", "kind"), [("每周", "week"), ("weekly", "week"), ("每季度", "quarter"), ("年度", "year")]
)
def test_a_period_is_typed_as_it_is_said(run: Any, typed: str, kind: str) -> None:
    assert run("target", "set", "visits", "15", "--period", typed, "--json").json["item"]["period"] == kind


def test_what_should_be_little_ends_too(run: Any, screen: Any, tmp_path: Path) -> None:
    run("target", "set", "complaints", "4")
    run("target", "split", "complaints", "--into", "week")
    assert "beside each other" not in run("target", "set", "complaints", "none", "--period", "week").stdout
    run("undo")
    run("target", "set", "complaints", "none", "--on", "2027-01-05")
    run("target", "export", str(tmp_path / "t.csv"))

    assert figure(run, "complaints", "--week", "--on", "2026-12-16")["target_by"] == "month"
    assert "target" not in figure(run, "complaints", "--month", "--on", "2027-02-10")
    assert "no target from here on" in screen("target", "list")
    before = run("target", "list", "--json").json["items"]
    assert "0 new or changed" in run("import", "--as", "target", str(tmp_path / "t.csv")).stdout
    run("target", "set", "complaints", "9", "--on", "2027-01-05")
    run("import", "--as", "target", str(tmp_path / "t.csv"))
    assert run("target", "list", "--json").json["items"] == before
