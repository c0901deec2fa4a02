"""Targets of products, lines and tiers, stretch targets, splitting, tables of targets; where a period is heading."""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.book import migrations
from amflow.dates import periods
from amflow.dates.workdays import WorkCalendar
from amflow.summary import trend
from amflow.summary.targets.pieces import shares


@pytest.fixture
def tiers(run: Any, book: Any) -> None:
    """Two gold customers and a silver one, each visited this week, the gold ones twice."""
    for name, tier in (("王伟", "gold"), ("张敏", "gold"), ("李强", "silver")):
        run("customer", "add", name, "--tier", tier, "--on", "2026-11-02")
    for number, words in ((1, "a talk"), (2, "a talk"), (3, "a talk"), (1, "another"), (2, "another")):
        run("log-visit", f"c{number}", words, "--no-next")


def part(run: Any, metric: str, scope: str, *words: str) -> Any:
    found = run("summary", "--week", *words, "--json").json["by_part"]
    return next(one for one in found if (one["metric"], one["scope"]) == (metric, scope))


def test_a_part_has_its_own_figure_against_its_own_target(run: Any, screen: Any, tiers: None) -> None:
    run("target", "set", "visits", "10", "--period", "week", "--tier", "gold")
    run("target", "set", "visits", "20", "--period", "week")
    gold = part(run, "visits", "Gold")

    assert (gold["value"], gold["target"], gold["share"]) == (4, 10, 0.4)
    assert run("summary", "--week", "--json").json["figures"]["visits"]["target"] == 20
    assert "Gold" in screen("summary", "--week")
    assert "| Gold | Visits | 4 |" in run("summary", "--week", "--plain", "--format", "md").stdout
    assert "part\tGold\tvisits\t4\tcount\t10\t0.4" in run("summary", "--week").stdout


def test_the_figure_of_a_part_and_the_records_behind_it_agree(run: Any, tiers: None) -> None:
    run("target", "set", "visits", "10", "--period", "week", "--tier", "gold")

    listed = run("summary", "--week", "--explain", "visits", "--of", "gold", "--json").json

    assert len(listed["items"]) == listed["value"] == part(run, "visits", "Gold")["value"] == 4
    assert {item["customer"]["name"] for item in listed["items"]} == {"王伟", "张敏"}
    assert run("summary", "--of", "gold", code=2).stderr.startswith("error: --of needs --explain")
    assert "is called “nobody”" in run("summary", "--explain", "visits", "--of", "nobody", code=3).stderr


def test_a_product_has_the_deals_and_orders_that_are_of_it(run: Any, tiers: None) -> None:
    for name in ("Note A", "Fund B"):
        run("product", "add", name)
    for number, (product, amount) in enumerate((("Note A", "10万"), ("Fund B", "3万"), ("Note A", "5万")), 1):
        run("deal", "add", "a deal", "--for", f"c{number}", "--amount", amount, "--product", product)
        run("deal", "win", f"d{number}", "--force", "--why", "so")
    run("target", "set", "deals_won_amount", "20万", "--product", "Note A")

    assert run("summary", "--month", "--json").json["by_part"][0]["value"] == 150_000


def test_a_line_has_the_shops_on_it(run: Any, tiers: None) -> None:
    run("customer", "edit", "c3", "--line", "North")
    run("target", "set", "visits", "5", "--period", "week", "--line", "north")

    assert part(run, "visits", "North")["value"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "training_hours", "5", "--product", "Note A"), "Hours of training is not counted by product"),
        (("set", "callbacks_missed", "5", "--tier", "gold"), "Callbacks missed is not counted by tier"),
        (("set", "visits", "5", "--tier", "platinum"), "tier: “platinum” is not in the playbook"),
        (("split", "visits", "--into", "year", "--period", "month"), "year"),
        (("split", "visits", "--into", "product"), "products are named"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(run: Any, tiers: None, words: tuple[str, ...], said: str) -> None:
    run("product", "add", "Note A")
    run("target", "set", "visits", "40")

    assert said in run("target", *words, code=2).stderr


def test_a_stretch_is_hoped_for_and_no_gap(run: Any, screen: Any, tiers: None) -> None:
    run("target", "set", "visits", "5", "--period", "week")
    run("target", "set", "visits", "30", "--period", "week", "--level", "stretch")
    found = run("summary", "--week", "--json").json

    assert (found["figures"]["visits"]["target"], found["figures"]["visits"]["stretch"]) == (5, 30)
    assert found["gaps"] == []
    assert "stretch 30" in screen("summary", "--week")
    assert (
        "is easier than the base"
        in run("target", "set", "visits", "4", "--period", "week", "--level", "stretch", code=2).stderr
    )
    assert "is easier than the base" in run("target", "set", "visits", "31", "--period", "week", code=2).stderr
    run("target", "remove", "visits", "--period", "week", "--level", "stretch")
    assert "stretch" not in run("summary", "--week", "--json").json["figures"]["visits"]


def test_parts_that_ask_for_more_than_the_whole_are_said(run: Any, tiers: None) -> None:
    run("target", "set", "visits", "20")

    assert "beside each other" not in run("target", "set", "visits", "15", "--tier", "gold").stdout
    assert (
        "by tier the targets come to 25, the whole is 20"
        in run("target", "set", "visits", "10", "--tier", "silver").stdout
    )


def test_a_quarter_is_split_into_its_months_by_their_working_days(run: Any) -> None:
    run("target", "set", "visits", "100", "--period", "quarter")
    pieces = run("target", "split", "visits", "--period", "quarter", "--into", "month", "--json").json["items"]

    assert [piece["starts_on"] for piece in pieces] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert sum(piece["value"] for piece in pieces) == 100
    assert pieces[0]["value"] < pieces[1]["value"]  # the National Day week
    assert run("summary", "--month", "--json").json["figures"]["visits"]["target"] == pieces[1]["value"]
    run("undo")
    assert len(run("target", "list", "--json").json["items"]) == 1


def test_a_week_across_two_months_has_what_both_owe_in_it_and_days_off_have_nothing(run: Any, screen: Any) -> None:
    run("target", "set", "visits", "21")
    weeks = run("target", "split", "visits", "--into", "week", "-n", "--json").json["items"]
    days = run("target", "split", "visits", "--into", "day", "-n", "--json").json["items"]

    assert {week["starts_on"]: week["value"] for week in weeks} == {
        "2026-11-02": 5, "2026-11-09": 5, "2026-11-16": 5, "2026-11-23": 5, "2026-11-30": 1 + 4,
    }  # fmt: skip
    assert "of the week from Mon 30 Nov 2026 4 are owed for the month beside it" in screen(
        "target", "split", "visits", "--into", "week", "-n"
    )
    assert [day["value"] for day in days] == [1] * 21
    assert len(run("target", "list", "--json").json["items"]) == 1  # nothing was written


def test_a_target_is_split_over_tiers_by_their_customers_or_by_weights(run: Any, tiers: None) -> None:
    run("target", "set", "visits", "30")

    def split(*words: str) -> dict[str, int]:
        items = run("target", "split", "visits", *words, "--json").json["items"]
        return {item["part"]: item["value"] for item in items}

    assert split("--into", "tier", "-n") == {"Gold": 20, "Silver": 10}
    assert split("--into", "tier", "--weights", "1,2") == {"Gold": 10, "Silver": 20}
    assert split("--into", "tier", "--weights", "silver=1", "--yes") == {"Silver": 30}


@given(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=1, max_size=40), st.sampled_from([1, 100]))
def test_the_pieces_come_to_the_whole(whole: int, weights: list[int], unit: int) -> None:
    if not any(weights):
        weights[0] = 1
    pieces = shares(whole, weights, unit)

    assert sum(pieces) == whole
    assert min(pieces) >= 0
    assert all(piece == 0 for piece, weight in zip(pieces, weights, strict=True) if not weight)
    assert all(
        one >= other
        for one, weight in zip(pieces, weights, strict=True)
        for other, less in zip(pieces, weights, strict=True)
        if weight > less
    )
    if whole % unit == 0:
        assert all(piece % unit == 0 for piece in pieces)


TABLE = """metric,value,period,since,scope,part,level
visits,60,month,2026-11,all,,base
成交金额,20万,quarter,2026Q4,,,
deals_won,15,month,2026-11,,,stretch
deals_won,10,month,2026-11,,,base
visits,24,week,2026-w48,tier,gold,base
"""


def test_a_table_is_taken_whole_and_the_second_time_changes_nothing(run: Any, tmp_path: Path, tiers: None) -> None:
    (tmp_path / "t.csv").write_text(TABLE, "utf-8")

    assert run("import", "--as", "target", str(tmp_path / "t.csv"), "-n", "--json").json["item"]["changed"] == 5
    assert run("target", "list").stdout == ""
    assert run("import", "--as", "target", str(tmp_path / "t.csv"), "--json").json["item"] == {
        "read": 5,
        "changed": 5,
        "dry_run": False,
    }
    before = run("target", "list").stdout
    assert run("import", "--as", "target", str(tmp_path / "t.csv"), "--json").json["item"]["changed"] == 0
    assert "2026-10-01" in before
    assert "deals_won_amount\tAmount won\t200000" in before

    run("target", "export", str(tmp_path / "again.csv"))
    assert run("import", "--as", "target", str(tmp_path / "again.csv"), "--json").json["item"]["changed"] == 0
    run("undo")
    assert run("target", "list").stdout == ""
    run("import", "--as", "target", str(tmp_path / "again.csv"))
    assert run("target", "list").stdout == before


def test_toml_says_the_same(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(
        '[[target]]\nmetric = "visits"\nvalue = 60\n\n[[target]]\nmetric = "calls"\nvalue = 90\nperiod = "week"\n'
    )

    run("import", "--as", "target", str(file))

    assert [(one["metric"], one["value"]) for one in run("target", "list", "--json").json["items"]] == [
        ("visits", 60),
        ("calls", 90),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metric,value\nvisits,x\ncalls,5\n", "line 2: “x” is not a number of things"),
        ("metric,value\nvisits,5\nvisits,6\n", "line 3: another value than line 2 has for the same"),
        (
            "metric,value,level\nvisits,9,base\nvisits,6,stretch\n",
            "line 3: the stretch target 6 is easier than the base 9",
        ),
        ("metric,value,scope\nvisits,9,tier\n", "line 2: scope and part go together"),
        ("metric,value,period\nvisits,9,fortnight\n", "line 2: “fortnight” is none of day, week"),
        ("metric,value,since\nvisits,9,some day\n", "line 2: "),
        ("what,how\nvisits,9\n", "has no columns “metric” and “value”"),
        ("metric,value,starts_on\nvisits,9,2026-11-01\n", "is a table of the book's own columns"),
    ],
)
def test_a_table_with_something_wrong_changes_nothing(run: Any, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text, "utf-8")

    result = run("import", "--as", "target", str(tmp_path / "t.csv"), code=5)

    assert said in result.stderr
    assert run("target", "list").stdout == ""


@pytest.mark.parametrize("text", ["", "target = 5", "[[target]]\nwhat = 1", "x = [", "target = [1]"])
def test_toml_with_something_wrong_is_refused(run: Any, tmp_path: Path, text: str) -> None:
    (tmp_path / "t.toml").write_text(text)

    assert run("import", "--as", "target", str(tmp_path / "t.toml"), code=5).stderr.startswith("error: ")


def test_a_running_period_says_where_it_is_heading(run: Any, screen: Any, tiers: None) -> None:
    run("target", "set", "visits", "20", "--period", "week")
    visits = run("summary", "--week", "--json").json["figures"]["visits"]

    assert visits["forecast"] == 8.3  # five in three of five days
    assert "forecast: Visits 8.3 of 20" in screen("summary", "--week")
    over = run("summary", "--from", "2026-11-16", "--to", "2026-11-20", "--json").json["figures"]["visits"]
    assert "forecast" not in over


def test_deals_that_should_close_count_by_the_chance_of_their_stage(run: Any, tiers: None) -> None:
    run(
        "deal",
        "add",
        "near",
        "--pipeline",
        "account-opening",
        "--for",
        "c1",
        "--amount",
        "10万",
        "--expected",
        "2026-11-27",
    )
    run(
        "deal",
        "add",
        "far",
        "--pipeline",
        "account-opening",
        "--for",
        "c2",
        "--amount",
        "50万",
        "--expected",
        "2027-02-01",
    )
    won = run("summary", "--week", "--json").json["figures"]
    listed = run("summary", "--week", "--explain", "pipeline", "--json").json
    (near,) = listed["items"]

    assert near["title"] == "near"
    assert near["weighted"]["amount"] == listed["amount"]["amount"] == won["deals_won_amount"]["with_pipeline"]
    assert near["weighted"]["amount"] == near["amount"]["amount"] * near["chance_share"] > 0
    assert won["deals_won"]["with_pipeline"] == round(near["chance_share"], 1)


def test_the_same_days_a_year_before_stand_beside(run: Any, screen: Any, tiers: None) -> None:
    for day in ("2025-11-03", "2025-11-10", "2025-11-28"):
        run("log-visit", "c1", "a talk", "--no-next", "--at", f"{day} 10:00")
    found = run("summary", "--month", "--json").json

    assert found["figures"]["visits"]["last_year"] == 2  # the 28th is further on than today
    assert "last year" in screen("summary", "--month")
    assert run("summary", "--day", "--json").json["year_before"] is None


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_a_running_period_is_held_to_as_many_working_days(today: date, kind: str) -> None:
    calendar = WorkCalendar()
    around = {
        "week": periods.week_of, "month": periods.month_of, "quarter": periods.quarter_of, "year": periods.year_of,
    }  # fmt: skip
    period = around[kind](today)
    before = trend.year_before(period, calendar, today)
    if before is None:
        assert calendar.count(period.start, today) == 0
        return
    whole = around[kind](before.start)
    assert before.start == whole.start
    assert 350 <= (period.start - before.start).days <= 366
    passed = min(calendar.count(period.start, today), calendar.count(whole.start, whole.end))
    if today < period.end:
        assert calendar.count(before.start, before.end) == passed
    else:
        assert before == whole


def test_an_older_book_keeps_its_targets(tmp_path: Path) -> None:
    before = [step.name for step in migrations.STEPS].index("targets_of_parts")
    with sqlite3.connect(tmp_path / "old.db", isolation_level=None) as connection:
        for step in migrations.STEPS[:before]:
            step(connection)
        connection.execute(
            "INSERT INTO target (uid, created_at, updated_at, metric, period, starts_on, value)"
            " VALUES ('u', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'visits', 'month', '2026-01-01', 15)"
        )
        migrations.STEPS[before](connection)
        row = connection.execute("SELECT id, metric, scope, part, level, value FROM target").fetchone()
    connection.close()

    assert row == (1, "visits", "", "", "base", 15)


# Customers


def _shops(run):
    for name in ("东门烟酒店", "河滨便利", "站前超市"):
        run("customer", "add", name, "--organisation")
    run("line", "assign", "Riverside", "c1", "c2", "c3")


def test_a_lines_target_is_split_over_its_customers_and_each_has_its_own_figure(run, screen, monkeypatch):
    """W18: the plan by period, line and customer."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    _shops(run)
    run("target", "set", "visits", "10", "--line", "Riverside")
    pieces = run("target", "split", "visits", "--line", "Riverside", "--into", "customer", "--json").json["items"]
    assert sum(one["value"] for one in pieces) == 10
    assert {one["part"] for one in pieces} == {"东门烟酒店", "河滨便利", "站前超市"}

    run("target", "set", "visits", "2", "--for", "河滨便利")
    run("log-visit", "河滨便利", "display agreed", "--next", "")
    (own,) = [one for one in run("summary", "--month", "--json").json["by_part"] if one["scope"] == "c2"]
    assert (own["customer"]["name"], own["value"], own["target"], own["share"]) == ("河滨便利", 1, 2, 0.5)
    assert "1 record" in screen("summary", "--month", "--explain", "visits", "--of", "河滨便利")
    masked = run("summary", "--month", "--format", "md", "--mask").stdout
    assert "河滨便利" not in masked
    assert "| Visits | 1 | 2 [50%]" in masked
    run("target", "set", "visits", "20")
    assert "named" in run("target", "split", "visits", "--into", "customer", code=2).stderr


def test_a_customers_targets_go_with_a_merge_and_come_back_from_a_table(run, tmp_path, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    _shops(run)
    run("target", "set", "visits", "2", "--for", "c1")
    run("target", "set", "calls", "5", "--for", "c2")
    run("target", "set", "visits", "3", "--for", "c2")
    run("target", "export", str(tmp_path / "t.csv"))
    assert "0 new or changed" in run("import", "--as", "target", str(tmp_path / "t.csv")).stdout

    run("customer", "merge", "c1", "c2", "--yes")
    found = {(one["metric"], one["part"], one["value"]) for one in run("target", "list", "--json").json["items"]}
    assert found == {("visits", "东门烟酒店", 2), ("calls", "东门烟酒店", 5)}


def test_a_day_that_a_split_left_without_a_piece_has_no_target(run: Any) -> None:
    run("target", "set", "calls", "10", "--period", "month")
    run("target", "split", "calls", "--period", "month", "--into", "day", "--yes")
    days = [f"2026-11-{day:02}" for day in range(1, 31)]

    aims = [run("summary", "--day", "--on", day, "--json").json["figures"]["calls"].get("target") for day in days]

    assert sum(one["value"] if isinstance(one, dict) else one or 0 for one in aims) == 10
