"""Every screen shows parts of one agenda: what is due has one reference everywhere, is counted alike, is proposed once, and
falls on a working day."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

TRADES = (
    "corporate-bank", "enterprise", "general", "retail-bank", "retail-territory", "securities-branch", "wealth-center",
    "wholesale",
)  # fmt: skip

STEPS = ("prep", "prospect", "outreach", "convert", "callback", "plan")
TALKS = ("lead", "talk", "rhythm", "campaign", "cycle")
"""Kinds of items that ask for a talk, and no more."""

MONDAY = "2026-11-30T09:00"


@pytest.fixture
def lived(run: Any, once: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the test's book be one that was lived in: the trade's demo book, a week later, with appointments, leads, a
    campaign, birthdays and orders of its own."""

    def put(trade: str) -> None:
        def live() -> None:
            monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:30")
            run("demo", "--playbook", trade)
            if trade == "wealth-center":
                run("register", "open", code=None)
            monkeypatch.setenv("AMFLOW_NOW", "2026-11-28T10:00")
            run("lead", "add", "Lead Met", "--phone", "13800009001")
            run("lead", "add", "Lead Free", "--phone", "13800009002")
            run("customer", "add", "Quiet One", "--phone", "13800009003", "--on", "2026-08-03", "--anyway")
            run("customer", "add", "Quiet Two", "--phone", "13800009004", "--on", "2026-08-03", "--anyway")
            run("customer", "add", "Born Soon", "--birthday", "1985-12-05", "--phone", "13800009005")
            run("campaign", "add", "Open house", "--from", "2026-11-20", "--to", "2026-12-20")
            run("campaign", "invite", "Open house", "Quiet One", "Quiet Two", "Lead Met", "Lead Free")
            monkeypatch.setenv("AMFLOW_NOW", MONDAY)
            run("task", "add", "show it", "--for", "Lead Met", "--kind", "visit", "--due", "2026-12-02 14:00")
            run("task", "add", "the yearly talk", "--for", "Quiet One", "--kind", "visit", "--due", "2026-12-03")
            order = run(
                "order", "add", "rice", "--for", "Quiet Two", "--units", "10", "--promised", "2026-12-20", "--json"
            )
            run("order", "deliver", order.json["item"]["ref"], "--units", "4")

        once(f"lived {trade}", live)
        monkeypatch.setenv("AMFLOW_NOW", MONDAY)

    return put


def screens(run: Any) -> dict[str, list[dict[str, Any]]]:
    """What each screen lists, without what only the checklist has."""
    found = {step: run(step, "--all", "--json").json["items"] for step in STEPS}
    found["today"] = run("today", "--full", "--json").json["items"]
    for name, words in {
        "plan next": ("plan", "--full", "2026-12-01"),
        "plan today": ("plan", "--full", "today"),
        "week": ("plan", "--week"),
        "month": ("plan", "--month"),
        "queue": ("message", "queue"),
        "brief": ("brief",),
    }.items():
        found[name] = run(*words, "--json").json["items"]
    return {name: [one for one in items if one.get("kind") != "check"] for name, items in found.items()}


_SEEN: dict[str, dict[str, list[dict[str, Any]]]] = {}


def seen(run: Any, trade: str) -> dict[str, list[dict[str, Any]]]:
    """What the screens of the trade's book list as it was lived, looked at once."""
    if trade not in _SEEN:
        _SEEN[trade] = screens(run)
    return _SEEN[trade]


@pytest.mark.parametrize("trade", TRADES)
def test_no_two_things_of_a_screen_share_a_reference(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    for name, items in seen(run, trade).items():
        if name in ("brief", "week", "month"):
            continue  # a case may be told in two parts; a week or a month may visit somebody twice
        # What is on the plan is shown where it is done, too: as the same thing.
        shown = Counter(one["ref"] for one in items if one.get("kind") != "plan")
        assert [ref for ref, count in shown.items() if count > 1] == [], name


@pytest.mark.parametrize("trade", TRADES)
def test_a_reference_is_one_thing_on_every_screen(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    whose: dict[str, set[str]] = {}
    letters: dict[str, set[str]] = {}
    for items in seen(run, trade).values():
        for one in items:
            if one["ref"] and one.get("customer"):
                whose.setdefault(one["ref"], set()).add(one["customer"]["ref"])
            if found := re.fullmatch(r"([rm])(\d+[a-z]+)", one["ref"] or ""):
                letters.setdefault(found[2], set()).add(found[1])
    assert {ref: many for ref, many in whose.items() if len(many) > 1} == {}
    assert {ref: many for ref, many in letters.items() if len(many) > 1} == {}


@pytest.mark.parametrize("trade", TRADES)
def test_a_talk_with_somebody_has_one_reference(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    talks: dict[str, set[str]] = {}
    for name, items in seen(run, trade).items():
        for one in items:
            if one.get("kind") in ("lead", "talk", "rhythm", "cycle") and not name.startswith("plan "):
                talks.setdefault(one["customer"]["ref"], set()).add(one["ref"] or "")
    assert {whom: many for whom, many in talks.items() if len(many) > 1} == {}


@pytest.mark.parametrize("trade", TRADES)
def test_what_is_shown_can_be_typed(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    known = {
        one["ref"]: one for items in seen(run, trade).values() for one in items if one["ref"] not in (None, "", "queue")
    }
    sorts: dict[tuple[str, str], list[str]] = {}
    for ref, one in known.items():
        sorts.setdefault((ref[0], one.get("kind") or ""), []).append(ref)
    wrong = {}
    # The first and the last of each sort: a whole screen of each trade takes minutes and says no more.
    for ref in {each for refs in sorts.values() for each in (refs[0], refs[-1])}:
        if (shown := run("show", ref, code=None)).code:
            wrong[f"show {ref}"] = shown.stderr
        for words in (("done", ref), ("skip", ref), ("move", ref, "2026-12-04")):
            answer = run(*words, code=None)
            if answer.code == 0:
                run("undo")
            elif re.search(r"not a reference|is not due any more|there is no |more than one thing", answer.stderr):
                wrong[" ".join(words)] = answer.stderr
    assert wrong == {}


@pytest.mark.parametrize("trade", TRADES)
def test_counts_are_those_of_the_rows(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    for step in run("today", "--json").json["steps"]:
        page = run(step["step"], "--all", "--json").json if step["step"] not in ("plan", "summary") else None
        if page is None:
            continue
        rows = Counter(one["section"] for one in page["items"])
        assert {key: count for key, count in step["open"].items() if count} == {
            key: rows[key] for key in page["open"] if rows[key]
        }, step["step"]
    queue = run("message", "queue", "--json").json
    kinds = Counter(one["kind"] for one in queue["items"])
    told = [one for one in run("brief", "--json").json["items"] if one["section"] == "messages" and one["value"]]
    assert {one["key"]: one["value"] for one in told} == {key: kinds[key] for key in {one["key"] for one in told}}
    assert sum(one["value"] for one in told) == sum(kinds[one["key"]] for one in told)
    waiting = next(one for one in run("today", "--json").json["steps"] if one["step"] == "outreach")["open"]
    assert waiting.get("messages", 0) == queue["waiting"] - queue["meter"].get("at_ceiling", 0)


@pytest.mark.parametrize("trade", TRADES)
def test_whoever_is_talked_to_is_proposed_nowhere(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    wrong = []
    for name, items in seen(run, trade).items():
        for one in items:
            whom = (one.get("customer") or {}).get("name")
            planned = one["ref"].startswith("t") if name in ("week", "month") else one.get("kind") not in TALKS
            if whom in ("Lead Met", "Quiet One") and not planned:
                wrong.append((name, one))
    assert wrong == []
    assert "Lead Free" in {one["customer"]["name"] for one in seen(run, trade)["prospect"]}


@pytest.mark.parametrize("trade", TRADES)
def test_whoever_has_an_accepted_visit_is_not_proposed_again(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    found = [one for one in run("plan", "--full", "--json", "2026-12-01").json["items"] if one["kind"] in TALKS]
    some = [next(one for one in found if one["kind"] == kind) for kind in {one["kind"] for one in found}]
    assert len(some) > 1
    for one in some:
        run("plan", "--add", one["ref"], "2026-12-01")
    accepted = {one["customer"]["ref"] for one in some}
    proposed = [
        (name, one["ref"], one["customer"]["name"])
        for name, items in screens(run).items()
        if name not in ("plan next", "week", "month", "plan today")
        for one in items
        if one.get("kind") in TALKS and one["customer"]["ref"] in accepted
    ]
    later = [
        one["ref"]
        for one in run("plan", "--full", "--json", "2026-12-02").json["items"]
        if one["kind"] in TALKS and one["customer"]["ref"] in accepted
    ]
    assert (proposed, later) == ([], [])


@pytest.mark.parametrize("trade", TRADES)
def test_what_is_reckoned_is_due_on_working_days(run: Any, lived: Any, trade: str, desk_of: Any) -> None:
    lived(trade)
    workday = desk_of(trade, MONDAY).calendar.is_workday
    wrong = []
    for name, items in seen(run, trade).items():
        for one in items:
            if not re.match(r"[rm]\d+[a-z]", one["ref"] or "") or one.get("kind") == "birthday":
                continue
            for field in ("due_on", "date", "until"):
                day = one.get(field)
                if day and not workday(date.fromisoformat(day)):
                    wrong.append((name, one["ref"], field, day, one.get("kind"), one.get("why") or one.get("title")))
    assert wrong == []


@pytest.mark.parametrize("trade", TRADES)
def test_no_deal_is_told_to_advance_out_of_its_last_stage(run: Any, lived: Any, trade: str) -> None:
    lived(trade)
    wrong = {}
    for one in run("convert", "--full", "--json").json["items"]:
        if one["kind"] == "deal" and " advance " in one["command"]:
            answer = run(*one["command"].split()[1:], code=None)
            if answer.code:
                wrong[one["ref"]] = answer.stderr
            else:
                run("undo")
    assert wrong == {}


@pytest.mark.parametrize("trade", TRADES)
def test_one_talk_with_somebody_is_asked_for_once(run: Any, lived: Any, trade: str) -> None:
    """By the cadence, as a lead, or by a rule: whoever a rule asks to talk to is in no other list."""
    lived(trade)
    found = seen(run, trade)
    asked = [one for step in ("prospect", "outreach", "callback") for one in found[step] if one.get("customer")]
    talks = Counter(one["customer"]["ref"] for one in asked if one["kind"] in ("lead", "talk", "rhythm"))
    ruled = {
        one["customer"]["ref"]
        for one in asked
        if one["kind"] == "callback" and one["ref"].startswith("r") and " message " not in one["command"]
    }
    assert [whom for whom, count in talks.items() if count > 1] == []
    assert sorted(talks.keys() & ruled) == []


def test_the_next_contact_is_what_comes_first_whoever_asks_for_it(run: Any, screen: Any) -> None:
    """Cadence, rule, plan or an appointment: page, report and answer say the same."""
    run("playbook", "use", "general")
    run("customer", "add", "张敏", "--tier", "gold", "--on", "2026-11-20")
    told = run("log-call", "张敏", "well", "--at", "yesterday", "--next", "").stdout
    by_cadence = run("show", "张敏", "--json").json["item"]

    run("task", "add", "bring the sheet", "--for", "张敏", "--due", "fri 10:00")

    item = run("show", "张敏", "--json").json["item"]
    assert by_cadence["next_ref"] is None and by_cadence["next_due_on"] > "2026-12-01" and "by cadence" in told
    assert (item["next_due_on"], item["next_ref"]) == ("2026-11-27", "t1")
    assert "t1  Fri 27 Nov 10:00  bring the sheet" in screen("show", "张敏")
    report = run("report", "customer", "张敏").stdout
    assert "2026-11-27" in report and "t1 10:00 bring the sheet" in report
    assert "t1  Fri 27 Nov 10:00  bring the sheet" in screen("log-call", "张敏", "once more", "--no-next")
    run("task", "edit", "t1", "--due", "2027-03-05")
    assert run("show", "张敏", "--json").json["item"]["next_ref"] is None


def test_a_talk_that_is_agreed_on_is_what_its_rule_asks_for(run: Any, monkeypatch: Any) -> None:
    """W17: one item, with both reasons; a talk agreed on for after the last day of the rule does not stand for it."""
    run("playbook", "use", "enterprise")
    run("customer", "add", "Acme", "--organisation")
    run("deal", "add", "press line", "--for", "c1", "--pipeline", "contract", "--on", "2026-11-19")
    run("deal", "win", "d1", "--force", "--why", "signed", "--on", "2026-11-20")

    def titles(*day: str) -> str:
        return run("today", "--full", *day).stdout

    assert titles().count("Kick-off agreed on") == 1
    run("task", "add", "kick-off", "--for", "c1", "--due", "today 15:00", "--kind", "visit")
    assert (titles().count("kick-off"), titles().count("Kick-off agreed on")) == (1, 1)
    assert "Kick-off agreed on" not in run("callback").stdout
    run("move", "t1", "thu 10:00")
    assert "Kick-off agreed on" not in titles()
    assert titles("--on", "2026-11-26").count("Kick-off agreed on") == 1
    run("task", "edit", "t1", "--due", "2026-12-08 10:00")
    assert titles().count("Kick-off agreed on") == 1


def test_a_task_nobody_did_keeps_a_lead_out_of_prospecting_for_a_week(run: Any) -> None:
    run("lead", "add", "Ann", "--on", "2026-11-10")
    run("task", "add", "find out", "--for", "c1", "--due", "2026-11-13", "--on", "2026-11-10")

    days = {
        day: "Ann" in run("prospect", "--on", f"2026-11-{day}").stdout.split("\n", 1)[0]
        or "c1" in [one["ref"] for one in run("prospect", "--on", f"2026-11-{day}", "--json").json["items"]]
        for day in (20, 23)
    }
    assert days == {20: False, 23: True}
