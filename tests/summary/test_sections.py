"""The sections that a trade names beside figures and deals: on the screen, through a pipe, as JSON, in documents."""

from pathlib import Path
from typing import Any

import pytest

from amflow.playbooks.loader import load
from amflow.playbooks.vocabulary import CORE_SECTIONS
from amflow.summary import trade_sections
from days import customer, deal

TRADES = (
    "corporate-bank", "enterprise", "general", "retail-bank", "retail-territory", "securities-branch", "wealth-center",
    "wholesale",
)  # fmt: skip


def test_every_section_that_a_summary_can_have_is_made_somewhere(home: Path) -> None:
    named = {
        section
        for trade in TRADES
        for report in load(trade, home / "playbooks", home / "cache").reports
        if report.key in ("day", "week", "month")
        for section in report.sections
    }

    assert named - {"gaps", "steps"} <= {*trade_sections.TITLES, *CORE_SECTIONS}


@pytest.mark.parametrize("trade", TRADES)
def test_each_stands_in_every_form_where_the_book_has_something_to_say(
    run: Any, demo_of: Any, screen: Any, trade: str
) -> None:
    demo_of(trade)
    found = {section["key"]: section for section in run("summary", "--month", "--json").json["sections"]}
    shown, page = screen("summary", "--month"), run("summary", "--month", "--plain", "--format", "md").stdout
    tabs = {line.split("\t")[0] for line in run("summary", "--month").stdout.splitlines()}

    assert "market" in found
    for key, section in found.items():
        assert section["title"] in shown
        assert f"## {section['title']}" in page
        assert key in tabs
        assert section["facts"] or section["lists"]


def test_a_section_with_nothing_in_it_is_left_out(run: Any, screen: Any) -> None:
    assert run("summary", "--week", "--json").json["sections"] == []
    assert "Market" not in screen("summary", "--week")


def test_the_market_is_what_was_noted_in_the_period(run: Any) -> None:
    run("note", "add", "two tenders are open", "--kind", "market")
    run("note", "add", "an old one", "--kind", "market", "--on", "2026-09-01")

    (section,) = run("summary", "--week", "--json").json["sections"]

    assert [item["text"] for item in section["lists"][0]["items"]] == ["two tenders are open"]


def test_names_in_a_section_are_covered_with_the_others(run: Any, demo_of: Any) -> None:
    demo_of("wholesale")
    whole = run("summary", "--week", "--plain", "--format", "md").stdout
    names = {
        item["customer"]["name"]
        for section in run("summary", "--week", "--json").json["sections"]
        for one in section["lists"]
        for item in one.get("items", [])
        if item["customer"]
    }
    masked = run("summary", "--week", "--mask", "--format", "md").stdout

    assert names
    for name in names:
        assert name in whole
        assert name not in masked


def test_a_share_of_nothing_is_a_dash_and_no_nought(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody failed at what was not to be done: in the summary, and in the final one that is kept."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "general")
    run("customer", "add", "张敏")
    run("case", "open", "张敏", "charged twice")
    run("case", "resolve", "x1", "paid back")
    run("target", "set", "complaints_on_time", "100%", "--on", "2026-11-18")
    page = run("summary", "--week", "--format", "txt").stdout
    assert "Complaints solved in time" in page and "–" not in _figure(page)
    page = run("summary", "--week", "--on", "2026-12-02", "--format", "txt").stdout
    assert "–" in _figure(page) and "[0%]" not in _figure(page) and "▼" not in _figure(page)
    run("summary", "--week", "--on", "2026-12-02", "--final")
    assert "–" in _figure(run("summary", "--format", "txt", "s1").stdout)


def test_a_share_of_none_of_those_there_are_is_a_gap(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    run("target", "set", "shelf_rate", "90%", "--period", "week")
    assert not run("summary", "--week", "--json").json["gaps"]
    run("target", "measure", "shelf_rate", "0/20")
    assert [gap["metric"] for gap in run("summary", "--week", "--json").json["gaps"]] == ["shelf_rate"]


def _figure(page: str) -> str:
    return next(line for line in page.splitlines() if line.startswith("Complaints solved in time"))


def test_what_the_playbook_calls_things_is_not_covered_and_who_it_was_is(run: Any, demo_of: Any) -> None:
    """A table of channels, kinds or posts without its words would say nothing."""
    demo_of("wealth-center")
    told = {one["key"]: one["lists"] for one in run("summary", "--month", "--json").json["sections"]}
    masked = run("summary", "--month", "--mask", "--format", "md").stdout
    whole = run("summary", "--month", "--plain", "--format", "md").stdout

    for key in ("reception", "messages"):
        for row in told[key][0]["rows"]:
            assert f"| {row[0]} | " in masked
    people = {
        name
        for one in told["referrals"]
        for item in one.get("items", [])
        for name in (item["text"], item["customer"]["name"])
    }
    assert people
    for name in people:
        assert name in whole
        assert name not in masked
    assert "next: Meet the new one" in masked or "next: Thank the introducer" in masked


def test_what_a_week_counts_is_named(run: Any, screen: Any, home: Path) -> None:
    """Whoever reads `deals opened 7` and `no outcome 1` asks which."""
    for number in range(7):
        customer(run, f"客户{number}", on="2026-11-20")
        run("log-call", f"c{number + 1}", "--outcome", "interested", "--at", "2026-11-24 10:00")
        deal(run, f"客户{number}", "--amount", str(1000 * (number + 1)), on="2026-11-24")
    run("log-visit", "c2", "saw the shop", "--at", "2026-11-24 15:00")

    found = {section["key"]: section for section in run("summary", "--week", "--json").json["sections"]}
    shown = screen("summary", "--week")
    page, plain = (run("summary", "--week", "--format", "md", *more).stdout for more in (("--mask",), ("--plain",)))

    opened, (talked, unsaid) = found["opened"]["lists"][0], found["talked"]["lists"]
    assert (len(opened["items"]), opened["more"], opened["items"][0]["customer"]["name"]) == (6, 1, "客户6")
    assert (talked["items"][0]["ref"], talked["items"][0]["text"], talked["more"]) == (
        "c2", "1 visit · 1 call · Interested", 1,
    )  # fmt: skip
    assert [item["ref"] for item in unsaid["items"]] == ["c2"]
    command = 'amflow log-visit c2 --at "2026-11-24 15:00"'
    assert command in " ".join(shown.split())
    assert "客户6" in plain
    assert "客户6" not in page
    assert "1 visit · 1 call · Interested" in page
    assert command not in page + plain
    run(*command.split()[1:3], "--at", "2026-11-24 15:00", "--outcome", "undecided")
    assert "not written down" not in screen("summary", "--week")


def test_a_message_waits_for_no_outcome(run: Any, screen: Any) -> None:
    customer(run, "张敏")
    run("log-message", "张敏", "sent the list")

    assert "not written down" not in screen("summary", "--week")
