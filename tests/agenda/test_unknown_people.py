"""The morning after an import: people of whom no talk is known are got to know a few at a time; and talks that a wrong clock
dated ahead silence nobody."""

import re
from pathlib import Path
from typing import Any

import pytest

from amflow.agenda import contact_cadence
from days import bought, customer, items, refs


@pytest.fixture
def listed(run: Any, tmp_path: Path) -> None:
    """Thirty firms and twelve people of an old list, who came years ago."""
    lines = ["name,kind,tier,added_on,phone"]
    lines += [f"Firm {n} Ltd,organisation,standard,2015-05-{n % 28 + 1:02}," for n in range(30)]
    lines += [
        f"Person {n:02},person,{'gold' if n % 4 == 0 else 'silver'},2016-01-{n + 1:02},138001380{n:02}"
        for n in range(12)
    ]
    file = tmp_path / "old.csv"
    file.write_text("\n".join(lines) + "\n")
    run("import", str(file), "--as", "customer")


def test_nobody_is_called_quiet_for_thousands_of_days(run: Any, listed: None, screen: Any) -> None:
    for page in (run("outreach", "--full").stdout, screen("today"), screen("plan", "--full")):
        assert re.search(r"quiet \d", page) is None
    assert "no talk known" in screen("outreach")


def test_they_come_in_portions_the_highest_tier_first(run: Any, listed: None) -> None:
    first = items(run, "outreach", "--all")

    assert [item["customer"]["name"] for item in first[:3]] == ["Person 00", "Person 04", "Person 08"]
    assert len(first) == 5
    assert not any(item["late"] for item in first)
    names = {item["ref"]: item["customer"]["name"] for item in first}
    assert [names[ref] for ref in run("today", "--json").json["first"]] == ["Person 00", "Person 04", "Person 08"]


def test_one_that_was_talked_to_makes_room_for_the_next(run: Any, listed: None) -> None:
    before = [item["customer"]["name"] for item in items(run, "outreach", "--all")]

    run("log-call", "Person 00", "introduced myself", "--no-next")

    after = [item["customer"]["name"] for item in items(run, "outreach", "--all")]
    assert after[:4] == before[1:]
    assert len(after) == 5


def test_how_many_is_a_setting(run: Any, listed: None) -> None:
    run("config", "set", "get_to_know", "2")
    assert len(items(run, "outreach", "--all")) == 2
    run("config", "set", "get_to_know", "0")
    assert items(run, "outreach", "--all") == []


def test_whoever_was_talked_to_stands_before_them(run: Any, listed: None) -> None:
    customer(run, "Old Friend", "--tier", "standard", on="2026-01-05")
    run("log-call", "Old Friend", "talked", "--no-next", "--on", "2026-01-06")

    assert items(run, "outreach", "--all")[0]["customer"]["name"] == "Old Friend"
    assert "quiet 323 days" in items(run, "outreach", "--all")[0]["why"]


def test_the_files_of_firms_that_nobody_knows_yet_are_not_called_wrong(run: Any, listed: None) -> None:
    (one,) = run("customer", "health", "--json").json["doubts"]
    assert one["words"] == "30 organisations without anybody to speak to, and no talk known"

    run("log-call", "Firm 3 Ltd", "asked for the accountant", "--no-next")

    talked, others = run("customer", "health", "--json").json["doubts"]
    assert (talked["name"], talked["words"]) == ("Firm 3 Ltd", "an organisation without anybody to speak to")
    assert others["words"].startswith("29 organisations")


def test_whoever_did_not_answer_is_as_unknown_as_before(run: Any, listed: None, screen: Any) -> None:
    run("log-call", "Person 00", "", "--outcome", "no-answer", "--on", "2026-11-23")
    ref = run("message", "write", "Person 04", "I am your new account manager.", "--json").json["item"]["ref"]
    run("message", "sent", ref)

    found = items(run, "outreach", "--all")

    assert [(one["customer"]["name"], one["why"]) for one in found[:3]] == [
        ("Person 00", "no talk known, tried Mon 23 Nov"),
        ("Person 04", "no talk known, a message on Wed 25 Nov"),
        ("Person 08", "no talk known"),
    ]
    assert not any(one["late"] for one in found)
    for page in (run("callback", "--full").stdout, screen("today"), screen("plan", "--full")):
        assert re.search(r"quiet \d|20(15|16)", page) is None


def test_the_next_talk_with_somebody_unknown_is_due_now_and_not_years_ago(run: Any, listed: None, screen: Any) -> None:
    run("log-call", "Person 00", "", "--outcome", "no-answer")

    for name in ("Person 00", "Person 04"):
        item = run("show", name, "--json").json["item"]
        assert (item["next_due_on"], item["latest_due_on"], item["last_touch_on"]) == ("2026-11-25", None, None)
    page = screen("show", "Person 00")
    assert re.search(r"last talk +no talk known\n +tried last +Wed 25 Nov\n", page)


# A clock that was wrong


@pytest.mark.parametrize("client", [False, True])
def test_a_talk_dated_ahead_silences_nobody(run: Any, monkeypatch: pytest.MonkeyPatch, client: bool) -> None:
    step = "callback" if client else "outreach"
    customer(run, "Ann Bo", "--tier", "gold", on="2026-09-01")
    run("log-call", "Ann Bo", "met her", "--no-next", "--on", "2026-09-01")
    if client:
        bought(run, "Ann Bo", on="2026-09-01")
    before = [item for item in items(run, step) if item["kind"] in ("rhythm", "talk")]
    due = run("show", "Ann Bo", "--json").json["item"]["next_due_on"]

    monkeypatch.setenv("AMFLOW_NOW", "2033-05-06T09:00")
    run("log-visit", "Ann Bo", "the battery was empty", "--no-next")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:30")

    after = [item for item in items(run, step) if item["kind"] in ("rhythm", "talk")]
    assert after == before != []
    assert run("show", "Ann Bo", "--json").json["item"]["next_due_on"] == due == "2026-09-29"
    assert refs(run, step, "--on", "2026-09-28") == []


def test_it_is_named_before_everything_else(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        customer(run, f"Nobody {number}", "--phone", f"12{number}")
    monkeypatch.setenv("AMFLOW_NOW", "2033-05-06T09:00")
    run("log-visit", "Nobody 3", "the battery was empty", "--no-next")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:30")

    first = run("customer", "health", "--json").json["doubts"][0]

    assert (first["name"], first["what"]) == ("Nobody 3", "ahead")
    assert first["words"] == "a talk of Fri 6 May 2033: that day lies ahead"


def test_who_was_added_by_a_wrong_clock_is_quiet_since_today(desk_of: Any) -> None:
    from days import put

    desk = desk_of()
    number = put(desk, "customer", added_on="2031-01-01", quiet_since="2031-01-01", last_touch_on=None)

    assert contact_cadence.quiet_since(desk, desk.book.get("customer", number)) == desk.today


AHEAD_UNSEEN = (
    "today --all", "outreach --full", "callback --full", "convert --full", "prospect --full", "deal list", "deal list --quiet",
    "show d1", "show c1", "show c2", "customer list", "customer ask", "lead list", "line list", "line show 东线",
    "summary --week", "summary --month", "summary --explain visits", "visit c1", "report customer c1", "plan", "brief",
    "customer intent c1",
)  # fmt: skip
"""What asks for the last talk, or for talks up to now."""


def test_a_talk_dated_ahead_is_no_last_talk_anywhere(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was two days ahead: whatever tells of talks tells the same as before, but for the file's health."""
    customer(run, "Ann Bo", "--tier", "gold", "--line", "东线", on="2026-09-01")
    run("log-visit", "Ann Bo", "met her", "--no-next", "--on", "2026-10-01")
    run("deal", "add", "fund", "--pipeline", "sale", "--for", "Ann Bo", "--on", "2026-09-02")
    run("lead", "add", "Cy Dee", "--on", "2026-11-24")
    run("log-call", "Cy Dee", "called", "--no-next", "--on", "2026-11-24")

    def told() -> dict[str, str]:
        return {line: run(*line.split(), "--json", code=None).stdout for line in AHEAD_UNSEEN}

    before = told()
    assert "fund" in before["deal list --quiet"], "the deal is quiet"
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T09:00")
    run("log-visit", "Ann Bo", "the clock was wrong", "--no-next")
    run("log-call", "Cy Dee", "the clock was wrong", "--no-next")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:30")

    after = told()
    assert {line for line in AHEAD_UNSEEN if before[line] != after[line]} == set()
    assert [one["name"] for one in run("customer", "health", "--json").json["doubts"][:2]] == ["Ann Bo", "Cy Dee"]
