"""Tiers and who has qualified, adoption, special dates: kept with date and reason, undone whole, merged, erased, exported."""

import json
from typing import Any

import pytest


@pytest.fixture
def bank(run: Any) -> None:
    """A retail bank: gold from 500,000 on, silver from 50,000."""
    run("playbook", "use", "retail-bank")
    for name, tier, assets in (("王伟", "standard", "350万"), ("张敏", "gold", "60万"), ("李芳", "gold", "10万")):
        run("customer", "add", name, "--tier", tier, "--assets", assets)


def _proposed(run: Any) -> list[tuple[str, str, str]]:
    return [(one["name"], one["move"], one["to_tier"]) for one in run("customer", "upgrade", "--json").json["items"]]


def test_who_has_qualified_is_listed_with_the_figures(run: Any, bank: None, screen: Any) -> None:
    assert _proposed(run) == [("王伟", "up", "diamond"), ("李芳", "below", "silver")]
    page = screen("customer", "upgrade", width=120)
    assert "assets ¥3,500,000 ≥ ¥3,000,000" in page
    assert "assets ¥100,000 < ¥500,000" in page


def test_holdings_count_where_no_assets_are_written_down_upwards_only(run: Any, bank: None) -> None:
    run("customer", "add", "周婷", "--tier", "standard")
    run("customer", "add", "孙丽", "--tier", "gold")
    run("holding", "add", "note", "--for", "周婷", "--amount", "80万")
    run("holding", "add", "note", "--for", "孙丽", "--amount", "1万")

    assert ("周婷", "up", "gold") in _proposed(run)
    assert "孙丽" not in [name for name, *_rest in _proposed(run)]
    run("holding", "sell", "h1")
    assert "周婷" not in [name for name, *_rest in _proposed(run)]


def test_moving_up_is_recorded_and_undone_with_one_undo(run: Any, bank: None, book: Any) -> None:
    run("customer", "upgrade", "--all")

    row = book.one("SELECT * FROM tier_change")
    assert (row["from_tier"], row["to_tier"], row["raised"], row["on_date"]) == ("standard", "diamond", 1, "2026-11-25")
    assert run("show", "王伟", "--json").json["item"]["tiers"][0]["why"] == "assets ¥3,500,000 ≥ ¥3,000,000"
    assert "nobody has newly qualified" in run("customer", "upgrade", "--all", code=1).stderr
    run("undo")
    assert book.number("SELECT count(*) FROM tier_change") == 0
    assert run("show", "王伟", "--json").json["item"]["tier"] == "standard"


def test_by_hand_it_is_recorded_too(run: Any, bank: None, book: Any) -> None:
    run("customer", "upgrade", "李芳", "--why", "the family's accounts together")
    run("customer", "edit", "李芳", "--tier", "silver")
    run("customer", "edit", "李芳", "--tier", "silver")

    rows = book.all("SELECT to_tier, raised FROM tier_change ORDER BY id")
    assert [tuple(row) for row in rows] == [("diamond", 1), ("silver", 0)]
    run("customer", "upgrade", "王伟", "--tier", "diamond")
    assert "that tier or a higher one" in run("customer", "upgrade", "王伟", "--why", "so", code=1).stderr


def test_an_import_that_moves_a_tier_is_recorded_and_a_first_one_is_not(
    run: Any, bank: None, book: Any, tmp_path: Any
) -> None:
    file = tmp_path / "c.csv"
    file.write_text("姓名,等级\n王伟,gold\n新人,gold\n", "utf-8")
    run("import", str(file), "--as", "customer")

    assert [tuple(row) for row in book.all("SELECT to_tier, raised FROM tier_change")] == [("gold", 1)]


def test_segments_are_typed_and_listed_by_the_playbooks_words(run: Any, screen: Any, bank: None) -> None:
    run("customer", "edit", "张敏", "--segment", "owners")

    assert [one["name"] for one in run("customer", "list", "--segment", "owners", "--json").json["items"]] == ["张敏"]
    assert "nobody is like that" in screen("customer", "list", "--segment", "retired")
    assert "is not in the playbook" in run("customer", "edit", "张敏", "--segment", "kings", code=2).stderr


def test_the_way_to_approach_a_segment_stands_where_one_prepares(run: Any, screen: Any, bank: None) -> None:
    run("customer", "edit", "张敏", "--segment", "owners")
    told = "Shop and business owners: Settlement, loan, then private wealth"

    parts = {part["key"]: part["lines"] for part in run("visit", "张敏", "--json").json["parts"]}

    assert "Shop and business owners" in parts["who"]
    assert told in parts["ways"]
    assert screen("show", "张敏").count("Shop and business owners") == 1
    assert told in run("visit", "张敏", "--mask", "--format", "md").stdout


def test_a_batch_is_adopted_once_and_taken_back_with_one_undo(run: Any, bank: None) -> None:
    answer = run("customer", "adopt", "--tier", "gold", "--json").json["item"]
    again = run("customer", "adopt", "王伟", "张敏", "--json").json["item"]

    assert (answer["adopted"], answer["already"]) == (2, 0)
    assert (again["adopted"], again["already"]) == (1, 1)
    run("undo")
    run("undo")
    assert run("customer", "list", "--adopted", "--json").json["items"] == []


def test_days_are_kept_solar_and_lunar_and_taken_out(run: Any, bank: None) -> None:
    run("customer", "date", "王伟", "2016-12-03", "wedding anniversary")
    run("customer", "date", "王伟", "农历八月十五", "family dinner")
    run("customer", "date", "王伟", "12月24日", "the shop's anniversary")

    days = run("customer", "date", "王伟", "--json").json["items"]
    assert [(one["title"], one["on"], one["next_on"]) for one in days] == [
        ("wedding anniversary", "2016-12-03", "2026-12-03"),
        ("the shop's anniversary", "--12-24", "2026-12-24"),
        ("family dinner", "lunar --08-15", "2027-09-15"),
    ]
    assert "is kept already" in run("customer", "date", "王伟", "2016-12-03", "wedding anniversary", code=1).stderr
    run("customer", "date", "王伟", "", "wedding")
    assert len(run("customer", "date", "王伟", "--json").json["items"]) == 2
    assert "has no day" in run("customer", "date", "王伟", "", "wedding", code=3).stderr
    assert "is not a day of the year" in run("customer", "date", "王伟", "2027-02-30", "x", code=2).stderr
    assert "wedding anniversary" in run("customer", "date", "王伟", "12-03", code=2).stderr
    assert "family dinner" in run("export", "--format", "ics", "--birthdays").stdout


def test_everything_goes_with_the_customer(run: Any, bank: None, book: Any, tmp_path: Any) -> None:
    run("customer", "upgrade", "王伟")
    run("customer", "adopt", "王伟")
    run("customer", "date", "王伟", "12-03", "wedding")
    run("holding", "add", "note", "--for", "王伟", "--amount", "1万")
    run("order", "add", "cards", "--for", "王伟", "--promised", "fri")
    held = json.loads(run("export", "--for", "王伟").stdout)["held"]
    assert {"tier_change", "special_date", "holding", "orders"} <= set(held)

    whole = tmp_path / "book.json"
    run("export", str(whole))
    other = tmp_path / "other.db"
    run("import", str(whole), "--book", str(other))
    assert run("show", "王伟", "--book", str(other), "--json").json == run("show", "王伟", "--json").json

    run("customer", "merge", "张敏", "王伟", "--yes")
    page = run("show", "张敏", "--json").json["item"]
    assert [len(page[name]) for name in ("holdings", "orders", "dates", "tiers")] == [1, 1, 1, 1]
    run("customer", "erase", "张敏", "--yes")
    tables = ("tier_change", "special_date", "holding")
    assert [book.number(f"SELECT count(*) FROM {table}") for table in tables] == [0, 0, 0]
    assert book.one("SELECT customer_id, name FROM orders")[:] == (None, "—")


def test_adoptions_moves_up_and_orders_are_counted(run: Any, bank: None) -> None:
    run("customer", "adopt", "--tier", "gold")
    run("customer", "upgrade", "王伟")
    for amount in ("1200", "800"):
        run("order", "add", "cards", "--for", "王伟", "--amount", amount)
    run("order", "cancel", "o2", "--why", "too late")

    figures = run("summary", "--day", "--json").json["figures"]
    names = ("customers_adopted", "customers_upgraded", "orders", "orders_amount")
    assert [figures[name]["value"] for name in names] == [2, 1, 1, 1200]
