"""The timed day (`W11`): which block the clock is in, what belongs to it, and when one checked in."""

from itertools import pairwise

import pytest

from amflow.playbooks import loader, sources
from days import customer, task

TRADES = [name for name, _path, _shipped in sources.names(None)]


def at(run, monkeypatch, clock, day="2026-11-25"):
    monkeypatch.setenv("AMFLOW_NOW", f"{day}T{clock}")
    return run("today", "--json").json


@pytest.mark.parametrize("trade", TRADES)
def test_blocks_follow_each_other_and_belong_to_a_step(trade):
    blocks = loader.load(trade, None, None).blocks

    assert all(one.start < one.end for one in blocks)
    assert all(one.end <= other.start for one, other in pairwise(blocks))
    assert {one.step for one in blocks} >= {"prep", "prospect", "outreach", "convert", "callback", "summary", "plan"}


@pytest.mark.parametrize("trade", TRADES)
def test_every_edge_of_every_block_is_right(run, screen, monkeypatch, trade):
    """At its first minute a block is on, at its last it is over; one run a trade, as many questions as it has blocks."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", trade)
    blocks = loader.load(trade, None, None).blocks
    edges = sorted({one.start for one in blocks} | {one.end for one in blocks})

    for clock in edges[:3] + edges[-2:]:
        found = at(run, monkeypatch, clock)
        on = [one for one in blocks if one.start <= clock < one.end]
        later = [one for one in blocks if one.start > clock]
        assert found["block"] == (on[0].step if on else None)
        assert (found["next_block"] or {}).get("from_time") == (None if on or not later else later[0].start)


def test_the_step_of_the_block_is_marked_with_the_checks_of_its_hour(run, screen, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T10:05")

    page = screen("today")

    assert "● 10:00–11:30 Work log: appointments, messages" in page
    marked = [line for line in page.splitlines() if line.startswith("▸")]
    assert len(marked) == 1
    assert "3 Outreach" in marked[0]
    checks = {item["ref"]: item for item in run("today", "--json").json["items"] if item["kind"] == "check"}
    now = run("today", "--json").json["now"]
    assert [checks[ref]["due_at"][11:16] for ref in now] == ["10:15", "11:30"]
    assert checks[now[0]]["title"] in page


def test_what_is_done_is_not_asked_for_any_more(run, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    found = at(run, monkeypatch, "08:20")
    run("done", found["now"][0])

    assert at(run, monkeypatch, "08:20")["now"] == found["now"][1:]


@pytest.mark.parametrize(("clock", "shown"), [("07:00", "○ 08:00–09:00"), ("12:30", "○ 13:30–16:00"), ("20:00", "")])
def test_outside_of_the_blocks_the_next_one_is_named(screen, monkeypatch, clock, shown):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    monkeypatch.setenv("AMFLOW_NOW", f"2026-11-25T{clock}")

    page = screen("today")

    assert shown in page
    assert "●" not in page
    assert "▸" not in page


def test_a_day_off_has_no_blocks(run, screen, monkeypatch):
    found = at(run, monkeypatch, "09:30", day="2026-11-28")

    assert (found["block"], found["next_block"], found["now"]) == (None, None, [])
    assert "▸" not in screen("today")


def test_a_check_in_keeps_its_time_and_says_how_late_it_was(run, screen, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    for day, clock in (("23", "08:28"), ("24", "08:30"), ("25", "08:31")):
        monkeypatch.setenv("AMFLOW_NOW", f"2026-11-{day}T{clock}")
        told = run("done", "k5").stdout
        assert clock in told
        assert ("1 minute late" in told) is (clock == "08:31")

    assert "done at 08:31, 1 minute late" in screen("prep")
    times = run("show", "k5", "--json").json["item"]["times"]
    assert [(one["on"], one["at"][11:16], one["late"]) for one in times] == [
        ("2026-11-25", "08:31", True), ("2026-11-24", "08:30", False), ("2026-11-23", "08:28", False),
    ]  # fmt: skip


def test_one_that_was_left_out_says_why(run, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    run("skip", "k5", "--why", "on leave")

    (mark,) = run("show", "k5", "--json").json["item"]["times"]
    assert (mark["state"], mark["at"], mark["why"]) == ("skipped", None, "on leave")


def test_a_plan_of_today_proposes_nothing_before_now(run, monkeypatch):
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "张敏", "--tier", "gold")
    task(run, "the sheet", "--for", "张敏", "--kind", "visit", "--due", "today 09:30")
    for number in range(14):
        task(run, f"call {number}", "--kind", "call", "--due", "today")

    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T16:10")
    plan = run("plan", "--json", "today").json

    assert all((line["due_at"] or "9")[11:] >= "16:10" for line in plan["items"] if line["due_at"])
    assert all(line["time"] is None or line["time"] >= "16:10" for line in plan["items"])
    assert "its hour was 09:30" in next(line for line in plan["items"] if line["ref"] == "t1")["why"]
    # The bank's day has so many minutes left, and no more is proposed for it.
    fits = [line for line in plan["items"] if line["fits"]]
    assert 0 < sum(line["minutes"] for line in fits) <= plan["minutes"] < 120
    assert len(fits) < len(plan["items"])


def test_the_plan_says_how_much_of_it_is_the_way(run, screen):
    customer(run, "张敏")
    task(run, "the sheet", "--for", "张敏", "--kind", "visit", "--due", "tomorrow 10:00")
    task(run, "papers", "--due", "tomorrow")

    plan = run("plan", "--json").json

    assert plan["on_the_way"] > 0
    assert plan["taken"] == sum(line["minutes"] for line in plan["items"] if line["fits"]) + plan["on_the_way"]
    assert f"{plan['on_the_way']} min of it on the way" in screen("plan")


def test_today_names_the_command_that_shows_the_plan_of_today(run, screen):
    for number in range(7):
        task(run, f"call {number}", "--due", "today")
    run("plan", "--accept", "today")

    assert "amflow plan today" in screen("today")


def test_nobody_is_called_in_the_morning_meeting(run):
    run("playbook", "use", "retail-bank")
    for name in ("张敏", "王芳", "孙丽", "周明"):
        run("customer", "add", name, "--tier", "diamond", "--on", "2026-08-03", "--anyway")
    run("task", "add", "the loan's papers", "--for", "张敏", "--due", "2026-11-26 10:00")

    lines = run("plan", "--json").json["items"]

    hours = [one["time"] for one in lines if one["customer"] and one["time"]]
    assert len(hours) > 2
    assert min(hours) >= "09:00"
