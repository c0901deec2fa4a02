"""The demo books have lived for a year: whatever is learnt from a book is learnt from each of them."""

from typing import Any

import pytest

TRADES = (
    "securities-branch", "general", "corporate-bank", "enterprise", "retail-bank", "retail-territory", "wealth-center",
    "wholesale",
)  # fmt: skip


@pytest.mark.parametrize("trade", TRADES)
def test_a_book_of_each_trade_shows_what_is_learnt(run: Any, monkeypatch: pytest.MonkeyPatch, trade: str) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-30T08:00")
    run("demo", "--playbook", trade)

    score = run("summary", "--month", "--json").json["score"]
    told = run("summary", "--forecast", "--back-test", "--json", "--on", "2026-11-13").json["items"]
    dead = {one["ref"] for one in run("deal", "sweep", "--json").json["items"]}
    open_deals = {one["ref"] for one in run("convert", "--json").json["items"] if one["kind"] == "deal"}
    planned = {one["ref"] for one in run("plan", "--json").json["items"]}
    late = [one for one in run("outreach", "--json").json["items"] if one["section"] == "talks" and one["late"]]

    assert score["order"]["enough"]
    assert score["calls"]["enough"]
    assert len(dead) >= 2
    assert not dead & (open_deals | planned)
    won = next(one for one in told if one["metric"] == "deals_won")
    assert 0 < won["low"] < won["value"] < won["high"] < 3 * won["value"]
    assert len([one for one in won["past"] if one["came"]]) == 12
    assert all(one["times"] for one in run("campaign", "list", "--best", "--json").json["items"])
    assert len(late) < 8, "whom the year before was about is not owed a talk"
