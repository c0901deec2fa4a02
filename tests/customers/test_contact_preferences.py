"""What a customer has asked for is honoured on every screen that leads to a talk, and said where it is gone against."""

from pathlib import Path
from typing import Any

import pytest

from amflow.customers import contact_preferences
from days import items


@pytest.fixture
def quiet(run: Any) -> str:
    """王伟 wants no calls, and to be left alone around noon."""
    run("customer", "add", "王伟", "--tier", "gold", "--no-call", "--quiet-hours", "9:00-14:00", "--on", "2026-06-01")
    return "王伟"


def test_a_task_says_it_and_proposes_no_call(run: Any, quiet: str) -> None:
    run("task", "add", "ask about the offer", "--for", quiet, "--kind", "call", "--due", "today")
    run("task", "add", "print the sheet", "--for", quiet, "--due", "today")

    asked = {item["title"]: item for item in items(run, "prep") if item["ref"].startswith("t")}

    assert asked["ask about the offer"]["why"] == "no calls, please · not before 14:00"
    assert asked["ask about the offer"]["command"] == "amflow done t1"
    assert asked["print the sheet"]["why"] is None


def test_an_hour_in_their_quiet_hours_is_said_when_it_is_fixed_and_where_it_is_shown(run: Any, quiet: str) -> None:
    told = run("task", "add", "call", "--kind", "call", "--for", quiet, "--due", "fri 12:30").stderr
    assert "王伟 has asked not to be called" in told
    assert "王伟 wants to be left alone from 09:00 to 14:00" in told
    assert "left alone" in run("task", "edit", "t1", "--due", "fri 13:00").stderr
    assert "left alone" in run("move", "t1", "mon 10:00").stderr
    assert "left alone" not in run("move", "t1", "mon 15:00").stderr
    run("move", "t1", "mon 10:00")
    (item,) = run("task", "list", "--json").json["items"]
    assert "in their quiet hours, 09:00–14:00" in item["why"]


def test_a_visit_that_was_agreed_on_is_no_disturbance(run: Any, quiet: str) -> None:
    assert run("task", "add", "see them", "--kind", "visit", "--for", quiet, "--due", "fri 12:30").stderr == ""


def test_the_callback_list_the_plan_leads_and_deals_say_it(run: Any, quiet: str) -> None:
    run("lead", "add", "李芳")
    run("customer", "edit", "李芳", "--no-call")
    run("deal", "add", "a loan", "--pipeline", "sale", "--for", quiet)

    lists = {
        step: {item["customer"]["name"]: item for item in items(run, step)}
        for step in ("outreach", "convert", "prospect")
    }

    assert "not before 14:00" in lists["outreach"][quiet]["why"]
    assert "no calls, please · not before 14:00" in lists["convert"][quiet]["why"]
    assert "no calls, please" in lists["prospect"]["李芳"]["why"]
    assert lists["prospect"]["李芳"]["command"] == "amflow log-message c2"
    planned = {item["customer"]["name"]: item for item in run("plan", "--json").json["items"]}
    assert "not 09:00–14:00" in planned[quiet]["why"]
    run("plan", "--accept")
    run("customer", "edit", "李芳", "--quiet-hours", "10-11")
    again = {item["customer"]["name"]: item for item in run("plan", "--json").json["items"]}
    assert "not 09:00–14:00" in again[quiet]["why"]
    assert "not 10:00–11:00" in again["李芳"]["why"]


def test_words_to_say_come_with_a_warning(run: Any, quiet: str) -> None:
    key = run("script", "list").lines[0][0]

    said = run("script", "show", key, "--for", quiet)

    assert "王伟: no calls, please · not before 14:00" in said.stderr
    assert "no calls" not in said.stdout


def test_a_calendar_says_it_too(run: Any, quiet: str, tmp_path: Path) -> None:
    run("task", "add", "call", "--kind", "call", "--for", quiet, "--due", "fri 15:00")
    run("export", "out.ics")

    text = (tmp_path / "out.ics").read_text("utf-8").replace("\r\n ", "")

    assert "no calls" in text
    assert "quiet from 09:00–14:00" in text


def test_hours_that_cross_midnight() -> None:
    row = {"no_contact": 0, "no_call": 0, "quiet_from": "21:00", "quiet_until": "08:00"}

    assert contact_preferences.words(row, "22:00") == "not before 08:00"
    assert contact_preferences.words(row, "09:00") == ""
    assert contact_preferences.words(row, "00:00") == "not 21:00–08:00"
    assert contact_preferences.words(row, "09:00", "07:30") == "in their quiet hours, 21:00–08:00"
