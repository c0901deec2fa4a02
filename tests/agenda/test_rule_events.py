"""What becomes due from holdings, orders and a customer's standing, and what is told of the record behind it."""

from pathlib import Path
from typing import Any

import pytest

from amflow.agenda.rule_events import EVENTS
from amflow.playbooks import vocabulary


def test_every_live_event_can_be_asked_and_no_other() -> None:
    assert set(EVENTS) == set(vocabulary.EVENTS)


@pytest.fixture
def bank(run: Any) -> None:
    run("playbook", "use", "retail-bank")
    run("customer", "add", "张敏", "--tier", "gold")


RULES = {
    "Product matures within a week": "maturity",
    "Take-profit line reached": "take-profit",
    "Stop-loss line reached": "stop-loss",
    "Ten days after buying": "t10-bought",
    "Newly qualified: collect the VIP card": "card",
    "Newly adopted: introduce yourself": "adopted",
    "Special date": "special-date",
    "Important information to pass on": "important",
    "The day after delivery": "after-delivery",
}
"""The rules by their titles: a message is shown by what it is about, with the rule's title beside it."""


def _items(run: Any, *words: str, step: str = "outreach") -> dict[str, dict[str, Any]]:
    """What the rules make due, by reference."""
    items = run(step, *words, "--json").json["items"]
    return {item["ref"]: item for item in items if item["kind"] in ("callback", "message")}


def _due(run: Any, *words: str, step: str = "outreach") -> list[tuple[str, str]]:
    found = _items(run, *words, step=step).values()
    return [(RULES.get(item["why"]) or RULES[item["title"]], item["title"]) for item in found]


def _refs(run: Any, *words: str) -> dict[str, str]:
    return {RULES[item["why"]]: ref for ref, item in _items(run, *words).items()}


def _note(run: Any, name: str, matures: str, amount: str = "20万") -> None:
    run("holding", "add", name, "--for", "张敏", "--amount", amount, "--matures", matures)


def test_a_maturity_is_told_with_product_day_and_amount(run: Any, bank: None) -> None:
    _note(run, "90-day note", "2026-12-02")

    assert _due(run) == [("maturity", "90-day note matures Wed 2 Dec, ¥200,000")]
    assert _due(run, "--on", "2026-11-24") == []
    assert _due(run, "--on", "2026-12-03") == []


def test_in_chinese_too(run: Any, bank: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    _note(run, "90天理财", "2026-12-02")

    assert [item["title"] for item in _items(run).values()] == ["90天理财将于12月2日 周三到期，¥200,000"]


def test_two_on_a_day_are_one_thing_told_and_left_out_together(run: Any, bank: None) -> None:
    _note(run, "90-day note", "2026-12-01")
    _note(run, "180-day note", "2026-12-01", "5万")
    _note(run, "year note", "2026-12-02")

    told = [title for _rule, title in _due(run)]
    assert len(told) == 2
    assert "90-day note matures Tue 1 Dec, ¥200,000; 180-day note matures Tue 1 Dec, ¥50,000" in told
    run(
        "message",
        "skip",
        next(ref for ref, item in _items(run).items() if "180-day" in item["title"]),
        "--why",
        "told by phone",
    )
    assert [title for _rule, title in _due(run)] == ["year note matures Wed 2 Dec, ¥200,000"]


def test_what_was_sold_is_due_no_more_moved_or_not(run: Any, bank: None) -> None:
    _note(run, "90-day note", "2026-12-01")
    run("move", _refs(run)["maturity"], "fri")
    assert len(_due(run, "--on", "2026-11-27")) == 1

    run("holding", "sell", "h1")

    assert _due(run, "--on", "2026-11-27") == []


def test_a_purchase_of_ten_days_ago(run: Any, bank: None) -> None:
    run("holding", "add", "note", "--for", "张敏", "--amount", "1000", "--bought", "2026-11-15")
    run("holding", "add", "old", "--for", "张敏", "--amount", "1000", "--bought", "2025-11-15")

    assert _due(run) == [("t10-bought", "note bought Sun 15 Nov, ¥1,000")]


def _prices(run: Any, tmp_path: Path, *lines: str) -> None:
    file = tmp_path / "p.csv"
    file.write_text("\n".join(["product,date,price", *(f"Fund,{line}" for line in lines)]), "utf-8")
    run("import", str(file), "--as", "price")


def test_a_line_is_reached_on_the_first_day_beyond_it(run: Any, bank: None, tmp_path: Path) -> None:
    run("product", "add", "Fund")
    run("holding", "add", "Fund", "--for", "张敏", "--units", "100", "--take-profit", "1.2", "--stop-loss", "0.9")
    _prices(run, tmp_path, "2026-11-19,1.1", "2026-11-20,1.2", "2026-11-23,1.25", "2026-11-24,1.1")

    assert _due(run, "--on", "2026-11-23") == [
        ("take-profit", "Fund at 1.2 on Fri 20 Nov, reached the take-profit line 1.2")
    ]
    assert _due(run, "--on", "2026-11-24") == [], "the rule lapses after three days"
    _prices(run, tmp_path, "2026-11-25,0.85")
    assert _due(run) == [("stop-loss", "Fund at 0.85 on Wed 25 Nov, reached the stop-loss line 0.9")]


def test_prices_from_before_the_purchase_reach_nothing(run: Any, bank: None, tmp_path: Path) -> None:
    run("product", "add", "Fund")
    run("holding", "add", "Fund", "--for", "张敏", "--units", "100", "--bought", "2026-11-25", "--take-profit", "1.2")
    _prices(run, tmp_path, "2026-11-19,1.1", "2026-11-24,1.3")

    assert _due(run) == []


def test_moved_up_adopted_and_remembered(run: Any, bank: None) -> None:
    run("customer", "add", "王伟", "--tier", "silver", "--assets", "60万")
    run("customer", "upgrade", "王伟")
    run("customer", "adopt", "王伟")
    run("customer", "date", "王伟", "2016-11-26", "wedding anniversary")

    assert dict(_due(run)) == {
        "card": "Gold card since Wed 25 Nov",
        "adopted": "adopted Wed 25 Nov",
        "special-date": "wedding anniversary (10 years) Thu 26 Nov",
    }
    run("customer", "edit", "王伟", "--tier", "silver")
    assert "card" not in dict(_due(run)), "who was moved down again collects no card"


def test_who_is_set_into_a_tier_for_the_first_time_has_not_newly_qualified(run: Any, bank: None) -> None:
    run("customer", "add", "王伟")
    run("customer", "edit", "王伟", "--tier", "gold")

    assert _due(run) == []


def test_an_important_note_is_due_for_whom_the_rule_names_or_for_one(run: Any, bank: None) -> None:
    run("customer", "add", "王伟", "--tier", "gold")
    run("customer", "add", "李芳", "--tier", "silver")
    run("note", "add", "rates fall", "--important")
    run("note", "add", "her branch moves", "--important", "--for", "张敏", "--on", "2026-11-24")
    run("note", "add", "only a remark")

    titles = sorted(title for _rule, title in _due(run))
    assert titles == ["“her branch moves”, Tue 24 Nov", "“rates fall”, Wed 25 Nov", "“rates fall”, Wed 25 Nov"]


def test_nobody_who_wants_to_be_left_alone(run: Any, bank: None) -> None:
    _note(run, "90-day note", "2026-12-01")
    run("note", "add", "rates fall", "--important")
    run("customer", "edit", "张敏", "--no-contact")

    assert _due(run) == []


@pytest.fixture
def shop(run: Any) -> None:
    run("playbook", "use", "wholesale")
    run("customer", "add", "川味食府", "--organisation", "--on", "2026-11-02")


def test_a_delivery_is_called_after_and_missed_when_nobody_does(
    run: Any, shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-17T10:00")
    for name in ("oil", "rice"):
        run("order", "add", name, "--for", "川味食府", "--amount", "2400", "--ordered", "2026-11-16")
    run("order", "deliver", "o1")
    run("order", "deliver", "o2", "--at", "2026-11-16")

    due = _due(run, "--on", "2026-11-18", step="callback")
    assert due == [("after-delivery", "The day after delivery")] * 2
    reasons = [item["why"] for item in _items(run, "--on", "2026-11-18", step="callback").values()]
    assert "oil delivered Tue 17 Nov, ¥2,400, until Fri 20 Nov" in reasons
    run("log-call", "川味食府", "all there", "--score", "5", "--on", "2026-11-18")
    assert _due(run, "--on", "2026-11-18", step="callback") == []
    figures = run("summary", "--from", "2026-11-16", "--to", "2026-11-30", "--on", "2026-12-01", "--json").json[
        "figures"
    ]
    assert figures["callbacks_missed"]["value"] == 0


def test_old_deliveries_that_are_brought_in_make_no_flood(run: Any, shop: None, tmp_path: Path) -> None:
    file = tmp_path / "o.csv"
    rows = [f"川味食府,oil {day},2026-10-{day:02},2026-10-{day:02}" for day in range(1, 31)]
    file.write_text("\n".join(["客户,名称,下单日期,送达日期", *rows]), "utf-8")
    run("import", str(file), "--as", "order")

    assert _due(run, step="callback") == []
    figures = run("summary", "--from", "2026-10-01", "--to", "2026-11-24", "--json").json["figures"]
    assert figures["callbacks_missed"]["value"] == 0
