"""The day by its seven steps, where leads came from, and which words were used: as the day's summary tells them."""

from typing import Any

import pytest


@pytest.fixture
def branch(run: Any) -> Any:
    run("init", "--playbook", "securities-branch", "--no-input")
    return run


def _sections(run: Any, *words: str) -> dict[str, Any]:
    return {one["key"]: one for one in run("summary", *words, "--json").json["sections"]}


def _texts(section: dict[str, Any]) -> list[str]:
    return [line["text"] for one in section["lists"] for line in one["items"]]


def test_the_day_is_told_by_its_seven_steps_with_true_hours(branch: Any) -> None:
    branch("done", "phoned in", "--at", "8:25")
    branch("lead", "add", "Zhang Min", "--source", "lobby", "--signal", "custody")
    branch("log-visit", "c1", "asked", "--at", "9:00", "--script", "hardship", "--next", "fri 10:00 papers")
    branch("case", "open", "c1", "who said what", "--kind", "dispute", "--talk", "call")

    found = _sections(branch, "--day")

    assert [key for key in found if key.startswith("step-")] == [
        f"step-{step}" for step in ("prep", "prospect", "outreach", "convert", "callback", "summary", "plan")
    ]
    assert _texts(found["step-prep"])[0] == "08:25 Phoned in: on post"
    assert "new lead · Lobby · Comes to arrange third-party custody" in _texts(found["step-prospect"])
    # The call that opened the case is told with the case.
    assert [line for line in _texts(found["step-outreach"]) if line[:2].isdigit()] == [
        "09:00 visit · Sharing a hardship"
    ]
    assert any(line.endswith("dispute: opened") for line in _texts(found["step-callback"]))
    assert found["step-plan"]["facts"] == [{"title": "left", "value": "Tomorrow's visits chosen by customer type"}]


def test_a_day_that_is_over_is_told_as_it_stood(branch: Any) -> None:
    branch("done", "k5", "--at", "8:28", "--on", "2026-11-24")
    branch("done", "k5", "--at", "8:25")

    assert _texts(_sections(branch, "--day", "--on", "2026-11-24")["step-prep"])[0] == "08:28 Phoned in: on post"


def test_a_day_without_anything_has_no_steps(branch: Any) -> None:
    assert not [key for key in _sections(branch, "--day") if key.startswith("step-")]


def test_sources_and_signals_add_up_to_the_figures(branch: Any) -> None:
    for name, *said in (
        ("Zhang Min", "--source", "lobby", "--signal", "custody"),
        ("Li Lei", "--source", "lobby"),
        ("Wang Wu", "--source", "teller", "--signal", "quotes-screen"),
    ):
        branch("lead", "add", name, *said)
    for number, words in ((1, "talked"), (1, "talked again"), (3, "talked")):
        branch("log-visit", f"c{number}", words, "--next", "")
    branch("deal", "add", "account", "--for", "c1", "--pipeline", "account-opening")
    branch("deal", "win", "d1", "--force", "--why", "papers in the post")

    found = branch("summary", "--week", "--json").json
    sources, signals = next(one["lists"] for one in found["sections"] if one["key"] == "sources")

    assert sources["rows"] == [["Lobby", 2, 2, 1], ["Teller", 1, 1, 0]]
    assert signals["rows"] == [
        ["Looks at quotes on the lobby computer", 1, 1, 0],
        ["Comes to arrange third-party custody", 1, 2, 1],
        ["not said", 1, 0, 0],
    ]
    for at, figure in ((1, "leads_new"), (2, "visits"), (3, "accounts_opened")):
        for grid in (sources, signals):
            assert sum(row[at] for row in grid["rows"]) == found["figures"][figure]["value"]


def test_words_used_are_counted_with_what_followed(branch: Any) -> None:
    branch("lead", "add", "Zhang Min")
    branch("lead", "add", "Li Lei")
    # A family, a script of it, in either language, by a beginning.
    branch("log-visit", "c1", "a", "--script", "short-opener", "--objection", "just-looking", "--next", "fri call")
    branch("log-visit", "c2", "b", "--script", "opener-software", "--objection", "我考虑考虑", "--next", "")
    branch("log-call", "c2", "c", "--script", "诉苦", "--outcome", "agreed", "--next", "")
    branch("deal", "add", "account", "--for", "c2", "--pipeline", "account-opening")
    branch("deal", "win", "d1", "--force", "--why", "papers in the post")

    families, objections = _sections(branch, "--day")["scripts"]["lists"]
    listed = {one["key"]: one for one in branch("script", "list", "--json").json["items"]}

    assert families["rows"] == [["Short opener", 2, 1, 1], ["Sharing a hardship", 1, 1, 1]]
    assert objections["rows"] == [["I am only here to pay a bill.", 1, 1, 0], ["I will think about it.", 1, 0, 1]]
    assert [listed["opener-passing-by"][name] for name in ("used", "next", "won")] == [2, 1, 1]
    assert branch("log-visit", "c1", "x", "--script", "nonsense", code=2).stderr.startswith("error: script")


def test_a_new_share_is_followed_by_allotment_and_payment(branch: Any) -> None:
    branch("customer", "add", "Zhang Min", "--phone", "13800000001")
    branch("deal", "add", "Jiangnan", "--for", "c1", "--pipeline", "new-share")  # on a Wednesday

    assert "allotment" not in branch("callback", "--on", "2026-11-26").stdout
    due = branch("callback", "--json", "--on", "2026-11-27").json["items"]
    assert [one["title"] for one in due if one["section"] == "rules"] == ["New share: tell the allotment"]
    (message,) = branch("message", "queue", "--json", "--on", "2026-11-27").json["items"]
    assert "The allotment of Jiangnan is out today" in message["text"]
    # Who got none is told, and reminded of nothing.
    branch("deal", "lose", "d1", "--why", "not allotted")
    assert branch("message", "queue", "--json", "--on", "2026-11-27").json["items"] == []


def test_a_step_called_finished_is_finished_on_every_screen(
    branch: Any, screen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T08:20")
    branch("lead", "add", "Zhang Min")
    assert "k5" in branch("today", "--json").json["now"]

    branch("done", "prep")

    assert "k5" not in branch("today", "--json").json["now"]
    assert "✓ 08:20" in screen("prep").splitlines()[0] and "✓ 08:20" in screen("today")
    facts = _sections(branch, "--day")["step-prep"]["facts"]
    assert [one["title"] for one in facts] == ["finished", "not ticked"] and facts[0]["value"] == "08:20"
