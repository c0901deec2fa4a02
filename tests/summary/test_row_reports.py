"""What the workflow rows ask of a report stands in the report, not only in the playbook: on the demo book of the trade."""

import json
from typing import Any, NamedTuple

import pytest

from amflow.playbooks import loader


class Held(NamedTuple):
    """A fact of a row, the trade that lives it, and the sections that its report must have something in."""

    row: str
    trade: str
    words: tuple[str, ...]
    sections: tuple[str, ...]


HELD = (
    Held("W02", "enterprise", ("summary", "--week"), ("orders", "market", "competitors")),
    Held("W03", "general", ("summary", "--month"), ("satisfaction", "market", "competitors")),
    Held("W16", "general", ("summary", "--month"), ("competitors", "suggestions")),
    Held("W05", "wholesale", ("summary", "--week"), ("orders", "satisfaction", "competitors")),
    Held("W10", "wholesale", ("summary", "--month"), ("orders", "market", "competitors", "suggestions")),
    Held("W04", "corporate-bank", ("summary", "--week"), ("orders", "competitors")),
    Held("W15", "general", ("summary", "--month"), ("satisfaction",)),
    Held("W11", "retail-bank", ("summary", "--week"), ("messages", "market")),
    Held("W09", "wealth-center", ("summary", "--day", "--on", "2026-11-24"), ("reception",)),
    Held("W09", "wealth-center", ("summary", "--week"), ("messages", "reception", "referrals")),
    Held("W09", "wealth-center", ("summary", "--month"), ("reception", "referrals")),
    Held("W18", "retail-territory", ("summary", "--week"), ("brands", "market", "suggestions")),
    *(
        Held(
            "W18",
            "retail-territory",
            ("summary", period),
            ("customers", "brands", "market", "service", "suggestions"),
        )
        for period in ("--month", "--quarter", "--year")
    ),
)


@pytest.mark.parametrize("held", HELD, ids=lambda held: f"{held.row} {' '.join(held.words)}")
def test_a_report_says_what_its_row_asks_for(run: Any, demo_of: Any, held: Held) -> None:
    demo_of(held.trade)
    assert held.row in loader.load(held.trade, None, None).carries

    told = {one["key"]: one for one in run(*held.words, "--json").json["sections"]}

    assert set(held.sections) <= told.keys()
    for key in held.sections:
        lists = told[key]["lists"]
        assert told[key]["facts"] or any(one.get("items") or one.get("rows") for one in lists)


def test_a_week_says_where_visitors_were_led_and_how_introductions_stand(run: Any, monkeypatch: Any) -> None:
    """W09: diversion is counted by way; the one introduced met, the introducer thanked and rewarded."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wealth-center")
    run("log-reception", "s", "n", "--on", "2026-11-18")
    run("log-reception", "s", "s", "e")
    for name in ("张敏", "李强"):
        run("customer", "add", name)
    run("referral", "add", "张敏", "钱芳")
    run("referral", "thank", "f1")
    run("referral", "ask", "李强", "a neighbour")
    run("referral", "add", "张敏", "孙丽", "--on", "2026-11-16")
    run("lead", "add", "周婷", "--source", "teller", "--colleague", "小周")

    told = {one["key"]: one["lists"] for one in run("summary", "--week", "--json").json["sections"]}

    assert told["reception"][0]["rows"] == [
        ["Self-service machines", 2, 1], ["Phone, net and mobile bank", 1, 0], ["Non-cash area", 0, 1],
    ]  # fmt: skip
    lines = {
        one["title"]: [
            [said["name"] if isinstance(said, dict) else said for said in item.values()]
            for item in one.get("items", [])
        ]
        for one in told["referrals"]
    }
    assert lines["brought by customers"] == [["f1", "钱芳", "张敏", "thanked · next: Meet the new one"]]
    assert [line[:3] for line in lines["asked, nobody came yet"]] == [["f2", "a neighbour", "李强"]]
    assert lines["thanks and rewards that are owed"] == [["f3", "孙丽", "张敏", "Thank the introducer · Tue 17 Nov"]]
    assert told["referrals"][-1]["rows"] == [["Teller", 1]]


def test_a_customer_is_reported_to_management_in_five_parts(run: Any, demo_of: Any) -> None:
    """W02: needs, cooperation, satisfaction, competitors, market trends."""
    demo_of("enterprise")
    page = run("report", "customer", "c1", "--format", "md", "--plain").stdout

    parts = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]

    assert parts == ["Needs", "Cooperation", "Satisfaction", "Competitors", "Market trends"]
    assert "customer since: \n" not in page


def test_the_weekly_meeting_hears_gaps_with_cause_and_remedy(run: Any, demo_of: Any) -> None:
    """W18: the differing indicator, its cause, the remedy; and what became of last week's."""
    demo_of("retail-territory")
    page = run("summary", "--agenda", "--format", "md", "--plain").stdout
    (cause,) = run("target", "explain", "--on", "2026-11-16", "--json").json["items"]

    assert "### promised last week: what became of it?" in page
    assert cause["cause"] in page
    assert cause["remedy"] in page

    run("target", "explain", cause["metric"], "--result", "both afternoons kept", "--on", "2026-11-16")
    assert "both afternoons kept" in run("summary", "--agenda", "--format", "md", "--plain").stdout


@pytest.mark.parametrize("trade", ["general", "wholesale", "wealth-center", "retail-territory"])
def test_a_case_goes_up_to_whoever_the_trade_has_above(run: Any, trade: str) -> None:
    run("init", "--playbook", trade, "--name", "me", "--no-input")
    run("customer", "add", "周婷")
    run("case", "open", "周婷", "two boxes short")
    superior = loader.load(trade, None, None).superior.en
    run("case", "escalate", "x1", "--why", "above my limit")

    assert superior
    assert json.loads(run("case", "show", "x1", "--json").stdout)["item"]["escalated_to"] == superior


def test_lines_to_write_on_are_lines_in_markdown(run: Any) -> None:
    page = run("summary", "--analysis", "--format", "md").stdout

    assert r"\_\_\_\_" in page
    assert r"\\" not in page
