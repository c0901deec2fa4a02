"""The morning brief: what the meeting asks for, on a screen, as a document, for programs."""

import re
from itertools import pairwise
from typing import Any

import pytest

from amflow.commands.prep.brief import made
from amflow.documents import templates
from amflow.prep.brief import view as brief_view
from amflow.shell.context import App


@pytest.fixture
def bank(run, monkeypatch):
    """A retail bank's book with a yesterday."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-24T15:00")
    run("customer", "add", "张敏", "--phone", "13800138000", "--intent", "B")
    run("log-visit", "张敏", "angry about the rate\nwill think", "--outcome", "problem", "--no-next")
    run("lead", "add", "孙丽", "--source", "teller")
    run("lead", "add", "钱芳", "--source", "teller")
    run("lead", "add", "周明", "--source", "phone")
    run("note", "add", "nobody answers before ten", "--kind", "challenge")
    run("target", "set", "visits", "2", "--period", "day")
    run("task", "add", "call the notary", "--due", "2026-11-24")
    run("plan", "--accept", "--on", "2026-11-23")
    run("product", "add", "90-day note", "--price", "10000", "--note", "quarterly interest")
    run("product", "add", "gold bar")
    run("task", "add", "bring the sheet", "--for", "张敏", "--due", "2026-11-25 10:00")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T08:10")
    run("note", "add", "deposit rates fall", "--kind", "market")
    run("note", "add", "large deposits sell out on Friday", "--kind", "bulletin")
    run("note", "add", "headline of the day", "--kind", "market", "--link", "https://example.com/1")
    run("event", "add", "series 12 on sale", "--at", "today", "--kind", "launch")
    return run


def section(result, key):
    return [item for item in result.json["items"] if item["section"] == key]


def test_every_section_has_what_it_asks_for(bank):
    found = bank("brief", "--json")

    assert found.json["sections"] == [
        "targets",
        "challenges",
        "referrals",
        "needs",
        "plan",
        "market",
        "products",
        "messages",
    ]
    assert ("Visits", "1 of 2 [50%]") in [(one["text"], one["detail"]) for one in section(found, "targets")]
    difficult = {(one["key"], one["text"]) for one in section(found, "challenges")}
    assert {
        ("problem", "angry about the rate"),
        ("challenge", "nobody answers before ten"),
        ("undone", "call the notary"),
    } <= difficult
    assert [(one["key"], one["detail"]) for one in section(found, "referrals")] == [("teller", "孙丽 (c2), 钱芳 (c3)")]
    (need,) = section(found, "needs")
    assert (need["time"], need["customer"]["name"], need["ref"]) == ("10:00", "张敏", "t2")
    assert "ask: " in need["detail"]
    assert need["detail"].startswith("B ")
    assert [one["key"] for one in section(found, "market")] == ["market", "bulletin", "headline", "event"]
    assert section(found, "messages")


def test_the_product_of_the_day_is_picked_or_each_in_turn(bank):
    def product(*words):
        return section(bank("brief", "--json", *words), "products")[0]["text"]

    assert product("--product", "gold bar") == "gold bar"
    assert {product("--on", day) for day in ("2026-11-25", "2026-11-26")} == {"90-day note", "gold bar"}
    week = [product("--on", f"2026-11-{day}") for day in (23, 24, 25, 26, 27)]
    assert all(one != other for one, other in pairwise(week))
    assert bank("brief", "--product", "nothing such", code=3)
    assert "quarterly interest" in bank("brief", "--product", "90-day note").stdout


def test_an_empty_book_says_what_would_fill_each_section(run, screen):
    page = screen("brief")

    assert "amflow product add" in page
    assert "amflow news keep N" in page
    assert "Traceback" not in page


def test_it_is_shown_on_a_page_and_as_documents(bank, screen, tmp_path):
    page = screen("brief")
    assert "Morning brief · Wed 25 Nov 2026" in page
    assert max(map(len, page.splitlines())) <= 80
    for form in ("md", "html", "txt"):
        file = tmp_path / f"brief.{form}"
        bank("brief", "-o", str(file), "--plain")
        text = file.read_text("utf-8")
        assert "angry about the rate" in text
        assert "series 12 on sale" in text
        assert not any(line != line.rstrip() for line in text.splitlines()) or form != "txt"
    assert '<a href="https://example.com/1">' in (tmp_path / "brief.html").read_text("utf-8")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc/passwd", "www.x.cn"]
)
def test_what_leads_nowhere_on_the_web_is_no_link(run, link):
    """It is words beside the note, as it was typed."""
    for address in (link, "https://example.com/2", "mailto:desk@example.com"):
        run("note", "add", f"rates fall {address}", "--kind", "market", "--link", address)

    page = run("brief", "--plain", "--format", "html").stdout

    assert re.findall('href="([^"]*)"', page) == ["mailto:desk@example.com", "https://example.com/2"]
    assert f">{link}</small>" in page


def test_names_are_text_in_a_document_never_marks(run):
    run("customer", "add", "<b>Star</b> *x*")
    run("task", "add", "a <i>sheet</i>", "--for", "c1", "--due", "today 10:00")

    assert "&lt;b&gt;Star&lt;/b&gt;" in run("brief", "--format", "html").stdout
    assert r"\<b\>Star" in run("brief", "--format", "md").stdout


def test_a_template_of_ones_own_makes_it(bank, tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("{{ report }} {{ day(today) }} {{ parts|length }}")

    assert bank("brief", "--template", str(file)).stdout == "Morning brief Wed 25 Nov 2026 8\n"
    file.write_text("{{ nothing }}")
    assert "amflow brief --fields" in bank("brief", "--template", str(file), code=5).stderr


def names_in(handed, name=""):
    if isinstance(handed, dict) and not name:
        for key, value in handed.items():
            yield from names_in(value, key)
    elif name in ("figures", "under") or name.endswith(".blocks"):
        yield f"{name}[]"
    elif hasattr(handed, "_fields"):
        for field in handed._fields:
            yield from names_in(getattr(handed, field), f"{name}.{field}")
    elif isinstance(handed, tuple) and handed and hasattr(handed[0], "_fields"):
        for one in handed:
            yield from names_in(one, f"{name}[]")
    else:
        yield name


def test_the_list_of_variables_is_what_is_handed_over(bank):
    app = App()
    handed = templates.given(brief_view.BriefView(made(app.desk)), app.settings)
    app.close()

    found = {name for name in names_in(handed) if not name.endswith(".lines")}
    assert found == set(brief_view.MEANINGS)
    assert set(names_in(brief_view.sample())) == set(brief_view.MEANINGS)
    assert len(bank("brief", "--fields", "--json").json["items"]) == len(brief_view.MEANINGS)


def test_on_monday_the_results_of_friday_are_told(run):
    assert run("brief", "--on", "2026-11-30", "--json").json["last_on"] == "2026-11-27"


def test_it_never_changes_the_book(bank):
    before = bank("history", "--json").json
    bank("brief")

    assert bank("history", "--json").json == before


def test_every_market_and_competitor_note_since_the_last_day_stands_there_and_the_own_plan(run):
    """W06, W07: what was noted of the market, and what one has planned for today."""
    for at in range(7):
        run("note", "add", f"price war {at}", "--kind", "competitor", "--on", "2026-11-24")
        run("note", "add", f"new issue {at}", "--kind", "market")
    run("note", "add", "last week's", "--kind", "bulletin", "--on", "2026-11-20")
    run("note", "add", "older still", "--kind", "bulletin", "--on", "2026-11-19")
    run("plan", "--add", "bring the sheet", "today")

    found = run("brief", "--json")
    told = [(one["key"], one["text"]) for one in section(found, "market")]
    noted = [
        *(("competitor", f"price war {at}") for at in range(7)),
        *(("market", f"new issue {at}") for at in range(7)),
    ]
    assert sorted(told) == sorted([*noted, ("bulletin", "last week's")])
    assert [one["text"] for one in section(found, "plan")] == ["bring the sheet"]


def test_what_came_short_or_late_is_a_challenge(run, monkeypatch):
    """W05: late or short deliveries are told in the morning, with their cause."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    run("customer", "add", "川味食府", "--organisation")
    run("order", "add", "rice", "--for", "c1", "--units", "40", "--promised", "today")
    run("order", "deliver", "o1", "--units", "30", "--why", "the yard was full")
    assert "30 of 40 came · the yard was full" in run("brief", "--on", "2026-11-26").stdout


def test_the_day_s_quota_says_how_much_of_it_is_done(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    (quota,) = [line for line in section(run("brief", "--json"), "messages") if line["key"] == "gold-messages"]
    assert quota["detail"] == "messages 0/20"


def test_what_came_up_today_is_not_told_of_yesterday(bank, screen):
    bank("case", "open", "张敏", "card swallowed")
    bank("note", "add", "the system is slow", "--kind", "challenge")

    page = screen("brief")
    part = page[page.index("\nChallenges") :].partition("\n\n")[0]

    assert "yesterday" not in part.splitlines()[1]
    told = part.split()
    assert told[told.index("slow") + 1] == "today"
    assert told[told.index("ten") + 1] == "yesterday"
