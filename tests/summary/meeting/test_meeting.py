"""The weekly meeting: decisions become tasks, and the next agenda says what became of them; comments are kept."""

import re

import pytest
from tests.conftest import Run


def parts(found: object) -> dict[str, dict]:  # type: ignore[type-arg]
    return {part["key"]: part for part in found["parts"]}  # type: ignore[index]


def test_a_decision_is_a_task_and_the_next_agenda_says_what_became_of_it(run: Run) -> None:
    ref = run("meeting", "decide", "three visits to hotels", "--json", "--due", "fri", "--by", "陈伟").json["item"][
        "ref"
    ]
    assert run("show", ref, "--json").json["item"]["title"] == "three visits to hotels"
    run("done", ref)

    found = parts(run("summary", "--agenda", "--json", "--on", "2026-12-02").json)
    decided = [one for block in found["decisions"]["blocks"] for one in block.get("decisions", [])]
    assert [(one["ref"], one["state"], one["who"], one["due_on"]) for one in decided] == [
        (ref, "done", "陈伟", "2026-11-27")
    ]


def test_an_open_decision_is_asked_after_however_old_and_is_overdue(run: Run, screen) -> None:  # type: ignore[no-untyped-def]
    run("meeting", "decide", "call the supplier", "--due", "tomorrow")
    assert "overdue" in screen("summary", "--agenda", "--on", "2027-03-03")


def test_comments_stand_in_this_weeks_agenda_and_the_next_and_not_longer(run: Run) -> None:
    run("meeting", "comment", "watch the new brand", "--by", "陈主任")
    for day, there in (("2026-11-26", True), ("2026-12-03", True), ("2026-12-10", False)):
        assert ("watch the new brand" in run("summary", "--agenda", "--on", day).stdout) is there


def test_projects_that_are_late_or_quiet_are_a_point_of_the_meeting(run: Run, screen) -> None:  # type: ignore[no-untyped-def]
    run("playbook", "use", "enterprise")
    run("customer", "add", "东方机械", "--organisation", "--on", "2026-10-01")
    for title, pipeline, expected in (
        ("new line", "project", "2026-11-20"),
        ("second site", "project", "2026-12-30"),
        ("framework", "contract", "2026-11-20"),
    ):
        run(
            "deal",
            "add",
            title,
            "--for",
            "东方机械",
            "--pipeline",
            pipeline,
            "--expected",
            expected,
            "--on",
            "2026-11-18",
        )

    def point(day: str) -> list[str]:
        blocks = parts(run("summary", "--agenda", "--json", "--on", day).json)["projects"]["blocks"]
        return [one["text"] for block in blocks for one in block.get("items", [])]

    assert point("2026-11-19") == []
    assert point("2026-11-23") == ["new line"]
    assert point("2026-12-16") == ["new line", "second site"]
    assert "quiet 28" in screen("summary", "--agenda", "--on", "2026-12-16")


def test_undo_takes_the_decision_and_its_task_back(run: Run) -> None:
    ref = run("meeting", "decide", "something", "--json", "--due", "fri").json["item"]["ref"]
    run("undo")
    run("show", ref, code=3)
    assert "something" not in run("summary", "--agenda").stdout


def test_nothing_said_is_refused(run: Run) -> None:
    run("meeting", "comment", " ", code=2)
    run("meeting", "decide", "x", code=2)
    run("meeting", "decide", "x", "--due", "someday", code=2)


def test_the_agenda_of_an_empty_book_has_every_point_of_the_playbook(run: Run) -> None:
    found = parts(run("summary", "--agenda", "--json").json)
    assert {"results", "gaps", "comments", "complaints", "market", "learning", "next-week", "decisions"} <= set(found)


def test_what_is_kept_travels_in_the_whole_export(run: Run, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    run("meeting", "decide", "three visits", "--due", "fri")
    run("summary", "--write", "market", "--words", "prices stay")
    run("export", str(tmp_path / "whole.json"))
    monkeypatch.setenv("AMFLOW_BOOK", str(tmp_path / "other.db"))
    run("import", str(tmp_path / "whole.json"))
    assert "three visits" in run("summary", "--agenda").stdout
    assert "prices stay" in run("summary", "--analysis").stdout


def test_the_agenda_has_what_was_solved_with_its_remedy_and_what_came_late_with_its_cause(run, monkeypatch):
    """W18: problems opened and solved, late deliveries, causes and remedies."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    run("customer", "add", "川味食府", "--organisation")
    run("case", "open", "c1", "rice was wet", "--kind", "complaint", "--on", "2026-11-23")
    run("case", "resolve", "x1", "exchanged the same day", "--on", "2026-11-24")
    run("order", "add", "rice", "--for", "c1", "--ordered", "2026-11-16", "--promised", "2026-11-20")
    run("order", "deliver", "o1", "--why", "lorry broke down", "--on", "2026-11-23")

    for words in (("--agenda",), ("--analysis",)):
        page = run("summary", *words).stdout
        assert "exchanged the same day" in page, words
        assert "came 3 days late · lorry broke down" in page, words
    assert "complaints resolved\t1" in run("summary", "--analysis").stdout


def test_cause_and_remedy_stand_on_screen_in_the_meeting_and_the_months_analysis(run, screen):
    """W18: the differing indicator, its cause, the remedy; its key is for programs alone."""
    run("target", "set", "visits", "4000")
    run("target", "set", "complaints_on_time", "95%")
    run("customer", "add", "川味食府")
    run("case", "open", "c1", "late", "--kind", "complaint", "--severity", "urgent", "--on", "2026-11-16")
    run("case", "resolve", "x1", "sent")
    run(
        "target",
        "explain",
        "visits",
        "--cause",
        "two days of training",
        "--remedy",
        "three more visits",
        "--due",
        "wed",
    )

    agenda, analysis = screen("summary", "--agenda"), screen("summary", "--analysis")

    for page in (agenda, analysis):
        told = " ".join(page.split())
        assert "two days of training" in told
        assert "three more visits" in told
    assert "0 of 4,000" in analysis and "0% of 95%" in analysis
    assert not any(line.split()[:2] == ["visits", "Visits"] for line in analysis.splitlines())
    assert re.search(r"  t1 +three more visits", agenda[agenda.index("\n 7. ") :]), (
        "the remedy is something to do next week"
    )


def test_what_came_short_is_told_with_its_cause_before_it_is_late(run, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    run("customer", "add", "川味食府", "--organisation")
    run("order", "add", "rice", "--for", "c1", "--units", "40", "--promised", "today")
    run("order", "deliver", "o1", "--units", "30", "--why", "the yard was full")

    for words in (("--agenda",), ("--analysis",), ("--week",)):
        assert "30 of 40 came · the yard was full" in run("summary", *words).stdout, words


@pytest.mark.parametrize(("trade", "suggested"), [("retail-bank", "market"), ("retail-territory", "topic")])
def test_learning_is_of_learning_alone_and_a_trade_without_lines_has_no_line(
    run, screen, monkeypatch, trade, suggested
):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", trade)
    run("customer", "add", "张敏", "--tier", "gold" if trade == "retail-bank" else "", "--on", "2026-08-03")
    for kind in ("training", "suggestion", "challenge"):
        run("note", "add", f"a {kind}", "--kind", kind)

    points = parts(run("summary", "--agenda", "--json").json)
    said = {
        key: {item["text"] for block in one["blocks"] for item in block.get("items", [])} for key, one in points.items()
    }

    assert "a training" in said["learning"]
    assert not said["learning"] & {"a suggestion", "a challenge"}
    assert "a suggestion" in said[suggested]
    assert sum("a challenge" in texts for texts in said.values()) == 1
    week = screen("summary", "--agenda") + screen("plan", "--week")
    assert "no line" not in week or trade == "retail-territory"
