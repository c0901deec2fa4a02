"""The lines of a territory: who is on them, in what order, who is due by frequency and cycle."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.book import migrations
from amflow.book.store import Book
from amflow.locale import Text
from amflow.plan.territory import records as territory
from amflow.playbooks.customer_model import Tier


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")


@pytest.fixture
def shops(run: Any) -> None:
    for name, tier in (("甲店", "gold"), ("乙店", "silver"), ("丙店", "standard"), ("丁店", "gold")):
        run("customer", "add", name, "--organisation", "--tier", tier, "--on", "2026-11-20")


def stops(run: Any, name: str, *words: str) -> list[Any]:
    found: list[Any] = run("line", "show", name, "--json", *words).json["items"]
    return found


def refs(run: Any, name: str) -> list[str]:
    return [stop["ref"] for stop in stops(run, name)]


def test_shops_are_put_on_a_line_and_in_order(run: Any, shops: None) -> None:
    run("line", "assign", "三号线", "丙店", "甲店")
    run("line", "assign", "三号线", "丁店")
    assert refs(run, "三号") == ["c3", "c1", "c4"]

    run("line", "order", "三号线", "c4", "c3")
    assert refs(run, "三号线") == ["c4", "c3", "c1"]
    run("customer", "edit", "c1", "--stop", "1")
    assert refs(run, "三号线")[0] == "c1"
    run("undo", "2")
    assert refs(run, "三号线") == ["c3", "c1", "c4"]

    run("line", "leave", "c3")
    assert refs(run, "三号线") == ["c1", "c4"]
    assert run("line", "list", "--json").json["items"][0]["shops"] == 2


def test_what_cannot_be(run: Any, shops: None) -> None:
    assert "line assign" in run("line", "show", "三号线", code=3).stderr
    run("line", "assign", "三号线", "c1")
    run("line", "assign", "三号支线", "c2")
    run("line", "show", "三", code=3)
    run("line", "order", "三号线", "c2", code=1)
    run("line", "leave", "c3", code=1)
    run("line", "assign", "三号线", "nobody", code=3)
    run("line", "assign", " ", "c1", code=2)
    run("customer", "edit", "c1", "--stop", "first", code=2)
    run("customer", "edit", "c1", "--field", "line=三号线", code=2)


def test_frequency_and_cycle_say_who_is_due(run: Any, shops: None) -> None:
    """The cycle of 28 days runs from 23 November; a key shop is due once a week, a growing one every other week."""
    run("line", "assign", "三号线", "c1", "c2", "c3", "c4")
    found = {stop["ref"]: stop for stop in stops(run, "三号线")}
    assert {ref: (one["made"], one["due"], one["visits"], one["state"]) for ref, one in found.items()} == {
        "c1": (0, 1, 4, "due"), "c2": (0, 1, 2, "due"), "c3": (0, 1, 1, "due"), "c4": (0, 1, 4, "due"),
    }  # fmt: skip

    run("log-visit", "c1", "talked", "--no-next")
    run("log-visit", "c3", "talked", "--no-next", "--outcome", "no-answer")
    run("log-call", "c4", "talked", "--no-next")
    states = {stop["ref"]: (stop["made"], stop["state"]) for stop in stops(run, "三号线")}
    assert states == {"c1": (1, "today"), "c2": (0, "due"), "c3": (0, "due"), "c4": (0, "due")}

    later = {stop["ref"]: (stop["due"], stop["state"]) for stop in stops(run, "三号线", "--on", "2026-11-27")}
    assert later["c1"] == (1, "later")
    later = {stop["ref"]: (stop["due"], stop["state"]) for stop in stops(run, "三号线", "--on", "2026-12-01")}
    assert later == {"c1": (2, "due"), "c2": (1, "due"), "c3": (1, "due"), "c4": (2, "behind")}

    # The next cycle counts anew.
    again = stops(run, "三号线", "--on", "2026-12-21")[0]
    assert (again["made"], again["due"]) == (0, 1)


def test_the_route_says_what_waits_and_what_the_visit_is_about(run: Any, screen: Any, shops: None) -> None:
    run("line", "assign", "三号线", "c1", "c2")
    run("task", "add", "display stand", "--for", "c2", "--due", "today")
    run("customer", "edit", "c1", "--no-contact")
    told = screen("line", "show", "三号线")

    assert "left alone" in told
    assert "t1 display stand" in told
    assert "Brands, display, stock" in told
    assert "23 Nov–20 Dec 2026" in told
    assert all(len(line.encode("gbk", "replace")) <= 80 for line in told.splitlines())
    listed = screen("line", "list")
    assert "三号线" in listed
    assert "三号线 · 1" in screen("customer", "show", "c1")


def test_a_line_comes_from_a_file(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "shops.csv"
    file.write_text("名称,类型,所属线路,拜访顺序\n甲店,企业,一号线,2\n乙店,企业,一号线,1\n", encoding="utf-8")
    run("import", str(file), "--as", "customer")
    assert refs(run, "一号线") == ["c2", "c1"]
    out = run("export", "--what", "customers", "--format", "csv").stdout
    assert "一号线" in out


def test_a_book_that_kept_the_line_in_the_file_has_it_as_a_line(run: Any, home: Path) -> None:
    run("customer", "add", "甲店", "--organisation", "--field", "licence=A")
    book = run("export").json
    book["version"] = [step.name for step in migrations.STEPS].index("needs_and_visits")
    for row in book["tables"]["customer"]:
        row["profile"] = json.dumps({"licence": "A", "line": "一号线"}, ensure_ascii=False)
    with closing(sqlite3.connect(":memory:")) as then:
        for step in migrations.STEPS[: book["version"]]:
            step(then)
        for table in list(book["tables"]):
            columns = {row[1] for row in then.execute(f"SELECT * FROM pragma_table_info('{table}')")}
            if not columns:
                del book["tables"][table]
                continue
            for row in book["tables"][table]:
                for column in set(row) - columns:
                    del row[column]
    old = home / "old.json"
    old.write_text(json.dumps(book, ensure_ascii=False), "utf-8")
    run("import", str(old), "--book", str(home / "new.db"))

    items = run("line", "show", "一号线", "--json", "--book", str(home / "new.db")).json["items"]
    assert [one["ref"] for one in items] == ["c1"]
    run("book", "check", "--book", str(home / "new.db"))


TIER = Tier("gold", 3, "", 7, 10, "visit", 30, 4, 28, Text("", ""), Text("", ""))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 12), st.integers(1, 60))
def test_a_cycle_is_whole_and_its_visits_are_due_in_it(day: date, visits: int, days: int) -> None:
    """The law of cycles: they follow each other without a gap, and on the last day all of their visits should be made."""
    tier = TIER._replace(visits=visits, cycle_days=days)
    span = territory.cycle(tier, day)
    assert span is not None
    start, end = span
    assert start <= day <= end
    assert (end - start).days == days - 1
    assert territory.cycle(tier, end + timedelta(days=1)) == (end + timedelta(days=1), end + timedelta(days=days))
    assert territory.should(tier, end) == visits
    assert territory.should(tier, start) >= 1
    assert start == day or territory.should(tier, day) >= territory.should(tier, day - timedelta(days=1))


def test_lines_go_with_the_person(run: Any, book: Book, shops: None) -> None:
    run("line", "assign", "三号线", "c2")
    run("customer", "merge", "c1", "c2", "--yes")
    assert refs(run, "三号线") == ["c1"]


def test_numbered_lines_come_in_their_order(run: Any) -> None:
    for number, name in enumerate(("十号线", "二号线", "一号线", "乡镇线", "Line 3"), 1):
        run("customer", "add", f"店{number}", "--organisation", "--line", name)
    assert [one["name"] for one in run("line", "list", "--json").json["items"]] == [
        "一号线", "二号线", "Line 3", "十号线", "乡镇线"
    ]  # fmt: skip


def test_the_route_says_what_a_campaign_still_asks_of_each_shop(run: Any, shops: None) -> None:
    """W18: the brand plan is split by line and customer, and dispatched daily."""
    run("line", "assign", "三号线", "c1", "c2")
    run("campaign", "add", "new brand", "--kind", "new-brand", "--goal", "9")
    run("campaign", "invite", "g1", "c1", "c2")
    run("campaign", "split", "g1", "--share", "c1=5", "--share", "c2=4")
    run("campaign", "mark", "g1", "c1", "bought", "--units", "2")
    run("campaign", "mark", "g1", "c2", "bought", "--units", "4")
    assert [stop["tasks"] for stop in stops(run, "三号线")] == [["g1 new brand 2 of 5"], []]
    run("campaign", "close", "g1")
    assert [stop["tasks"] for stop in stops(run, "三号线")] == [[], []]


def test_a_shop_that_came_in_the_middle_of_a_cycle_owes_no_visit_of_before(run: Any) -> None:
    run("config", "set", "playbook", "retail-territory")
    for name, day in (("old shop", "2026-11-16"), ("new shop", "2026-12-07")):
        run("customer", "add", name, "--organisation", "--tier", "gold", "--line", "East", "--on", day)

    stops = {stop["name"]: stop for stop in run("line", "show", "East", "--json", "--on", "2026-12-07").json["items"]}
    assert (stops["old shop"]["due"], stops["old shop"]["state"]) == (3, "behind")
    assert (stops["new shop"]["due"], stops["new shop"]["state"]) == (1, "due")
    week = run("plan", "--week", "--json", "--on", "2026-12-07").json["items"]
    assert sum(item["customer"]["name"] == "new shop" for item in week) == 1


def test_a_visit_on_the_plan_is_seen_on_its_line_and_on_the_day_at_its_hour(run: Any) -> None:
    run("config", "set", "playbook", "retail-territory")
    run("customer", "add", "shop", "--organisation", "--tier", "gold", "--line", "East")
    run("plan", "--accept", "today")

    at = next(line["time"] for line in run("plan", "--json", "today").json["items"] if line["ref"] == "c1")
    assert at
    assert run("line", "show", "East", "--json").json["items"][0]["tasks"] == [f"planned {at}"]
    planned = [item for item in run("today", "--json").json["items"] if item["kind"] == "plan"]
    assert [item["due_at"] for item in planned] == [f"2026-11-25T{at}:00+08:00"]


def test_no_visit_is_left_out_while_a_day_has_room(run: Any) -> None:
    """Two long visits are agreed on for one day: it counts two and is full, and the short ones of its turn go to others."""
    run("playbook", "use", "retail-territory")
    run("config", "set", "day_minutes", "60")
    for name in ("甲", "乙"):
        run("customer", "add", name, "--organisation", "--tier", "gold")
        run("task", "add", "盘点", "--for", name, "--kind", "visit", "--due", "2026-11-26 10:00")
    for at in range(17):
        run("customer", "add", f"店{at}", "--organisation", "--tier", "silver")

    assert run("plan", "--month", "--json").json["left"] == []
    run("customer", "add", "店17", "--organisation", "--tier", "silver")
    assert [one["why"] for one in run("plan", "--month", "--json").json["left"]] == ["the days are full"]
