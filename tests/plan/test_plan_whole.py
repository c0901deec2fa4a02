"""The whole plan: everything that may be on it, fitted into the timed day, changed as a page, taken to a calendar, held
against what was done; and the visit cycle."""

import itertools
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.agenda.items import Item
from days import customer, task


def _lines(run: Any, *words: str) -> list[dict[str, Any]]:
    return run("plan", *words, "--json").json["items"]


def test_goals_cases_and_errands_are_on_it_and_are_settled_by_what_ends_them(run: Any, book: Any) -> None:
    customer(run, "王伟")
    run("goal", "add", "pass the exam", "--due", "2026-11-27")
    run("case", "open", "王伟", "the card does not work", "--kind", "complaint")
    found = {line["ref"]: line for line in _lines(run)}

    assert {"a1", "x1"} <= set(found)
    assert found["x1"]["points"] == sum(term["points"] for term in found["x1"]["terms"]) > found["a1"]["points"]

    run("plan", "--accept")
    run("done", "a1", "--on", "2026-11-26")
    run("case", "resolve", "x1", "a new card", "--on", "2026-11-26")
    states = {row["ref"]: row["state"] for row in book.all("SELECT ref, state FROM plan_line")}
    assert states["a1"] == "done"
    assert states["x1"] == "done"


@pytest.mark.parametrize("trade", ["securities-branch", "retail-bank", "wholesale", "retail-territory"])
def test_what_is_accepted_has_the_hours_that_were_shown(run: Any, demo_of: Any, monkeypatch: Any, trade: str) -> None:
    demo_of(trade)
    shown = {line["ref"]: line["time"] for line in _lines(run) if line["fits"]}

    run("plan", "--accept")
    accepted = {line["ref"]: line["time"] for line in _lines(run) if line["fits"]}
    monkeypatch.setenv("EDITOR", "true")
    run("plan", "--editor")
    untouched = {line["ref"]: line["time"] for line in _lines(run) if line["fits"]}

    assert len(shown) > 5
    assert {ref: at for ref, at in accepted.items() if ref in shown} == shown
    assert untouched == accepted


def test_a_case_that_was_answered_stays_on_the_plan_until_it_is_solved(run: Any, book: Any) -> None:
    customer(run, "王伟")
    run("case", "open", "王伟", "the card does not work", "--kind", "complaint")
    run("plan", "--accept")
    run("case", "answer", "x1", "we look into it")
    assert [row["state"] for row in book.all("SELECT state FROM plan_line WHERE ref = 'x1'")] == ["planned"]
    run("case", "resolve", "x1", "a new card", "--on", "2026-11-26")
    assert [row["state"] for row in book.all("SELECT state FROM plan_line WHERE ref = 'x1'")] == ["done"]


def test_an_order_that_came_is_done_in_the_plan(run: Any, book: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "wholesale")
    customer(run, "王伟")
    run("order", "add", "rice", "--for", "王伟", "--promised", "tomorrow")
    run("plan", "--accept")
    run("order", "deliver", "o1", "--on", "2026-11-26")
    assert [row["state"] for row in book.all("SELECT state FROM plan_line WHERE ref = 'o1'")] == ["done"]


def test_weights_are_settings_and_zero_switches_a_term_off(run: Any) -> None:
    task(run, "plain", "--due", "tomorrow")
    run("config", "set", "weigh_task", "99")
    run("config", "set", "weigh_last_day", "0")

    terms = {term["term"]: term["points"] for term in run("plan", "--explain", "t1", "--json").json["items"]}

    assert terms == {"task": 99}


def test_a_visit_is_not_put_into_the_morning_meeting(run: Any) -> None:
    customer(run, "王伟")
    task(run, "go there", "--for", "王伟", "--due", "tomorrow", "--kind", "visit")

    (line,) = [line for line in _lines(run) if line["ref"] == "t1"]

    assert line["fits"]
    assert line["time"] >= "09:00"


def test_a_day_of_no_minutes_takes_appointments_alone(run: Any) -> None:
    run("config", "set", "day_minutes", "0")
    customer(run, "王伟")
    task(run, "meet", "--for", "王伟", "--due", "tomorrow 10:00")
    task(run, "plain", "--due", "tomorrow")

    assert {line["ref"]: line["fits"] for line in _lines(run) if line["ref"][0] == "t"} == {"t1": True, "t2": False}


def test_the_page_moves_drops_adds_and_names_its_mistakes(
    run: Any, tmp_path: Path, monkeypatch: Any, book: Any
) -> None:
    for number in (1, 2, 3):
        task(run, f"task {number}", "--due", "tomorrow")
    page = tmp_path / "page.txt"
    page.write_text("t3 10\nt1 -> mon\n+ 25 something new\n", "utf-8")
    monkeypatch.setenv("EDITOR", f"cp {page}")

    run("plan", "--editor")

    rows = book.all("SELECT on_date, title, minutes, state FROM v_plan ORDER BY on_date")
    assert ("2026-11-26", "task 3", 10, "planned") in [tuple(row) for row in rows]
    assert ("2026-11-26", "something new", 25, "planned") in [tuple(row) for row in rows]
    assert ("2026-11-30", "task 1", 30, "planned") in [tuple(row) for row in rows]
    assert book.get("task", 1)["due_on"] == "2026-11-30"
    assert [row["title"] for row in rows if row["state"] == "dropped"] == ["task 2", "task 1"]

    page.write_text("t3 10\nt3 5\nzz what\n\nt3 -> someday\n", "utf-8")
    said = run("plan", "--editor", "--no-input", code=1).stderr
    assert "line 2" in said and "line 3" in said and "line 5" in said
    run("undo")
    assert not book.all("SELECT 1 FROM plan_line")


def test_commands_change_minutes_day_and_order(run: Any, book: Any) -> None:
    for number in (1, 2, 3):
        task(run, f"task {number}", "--due", "tomorrow")
    run("plan", "--accept")
    run("plan", "--minutes", "t2=5", "--move", "t1=mon", "--order", "t3,t2")

    assert [line["ref"] for line in _lines(run) if line["state"] == "planned"] == ["t3", "t2"]
    assert [line["minutes"] for line in _lines(run) if line["ref"] == "t2"] == [5]
    run("plan", "--minutes", "t2=0", code=2)
    run("plan", "--move", "t2", code=2)
    run("plan", "--minutes", "t99=5", code=3)


def test_a_calendar_goes_out_and_comes_back_moved(run: Any, tmp_path: Path, book: Any) -> None:
    from icalendar import Calendar

    customer(run, "王伟")
    task(run, "meet", "--for", "王伟", "--due", "tomorrow 10:00")
    file = tmp_path / "plan.ics"
    assert "accepted yet" in run("plan", "--ics", str(file), code=1).stderr
    run("plan", "--accept")
    run("plan", "--ics", str(file))
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["DTSTART"].dt == datetime(2026, 11, 26, 10)
    assert int(event["SEQUENCE"]) >= 0
    assert len(event.subcomponents) == 1
    assert all(len(line) <= 75 for line in file.read_bytes().split(b"\r\n"))

    run("plan", "--ics", str(file))
    file.write_bytes(file.read_bytes().replace(b"20261126T10", b"20261127T11"))
    run("import", str(file))

    assert [tuple(row) for row in book.all("SELECT due_on, due_time FROM task")] == [("2026-11-27", "11:00")]
    note = tmp_path / "note.txt"
    note.write_text("mine", "utf-8")
    run("plan", "--ics", str(note), code=1)
    assert note.read_text("utf-8") == "mine"


def test_the_habit_shows_what_is_planned_and_never_done(run: Any) -> None:
    assert "no plan" in run("plan", "--history").stdout or not run("plan", "--history", "--json").json["planned"]
    task(run, "the tax papers", "--due", "2026-11-25")
    run("plan", "--accept", "today")
    run("plan", "--accept", "tomorrow")

    found = run("plan", "--history", "--on", "2026-11-30", "--json").json

    assert [(one["ref"], one["times"]) for one in found["items"]] == [("t1", 2)]
    assert (found["planned"], found["done"]) == (2, 0)


@pytest.mark.parametrize("words", [(), ("--week",), ("--month",), ("--review",)])
def test_an_empty_book_says_so(run: Any, screen: Any, words: tuple[str, ...]) -> None:
    assert screen("plan", *words)
    run("plan", *words, "--json")


def test_friday_before_a_make_up_saturday_plans_it(run: Any) -> None:
    # 2026-02-14 is worked for the Spring Festival.
    assert run("plan", "--on", "2026-02-13", "--json").json["on"] == "2026-02-14"


@given(
    count=st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    start=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
)
def test_everybody_is_laid_out_as_often_as_asked_and_evenly(count: tuple[int, int, int], start: date) -> None:
    from amflow.plan.territory.visit_cycle import Shop, _laid_out

    days = [date.fromordinal(start.toordinal() + at) for at in range(20)]
    load: Counter[date] = Counter()
    for at, (number, parts) in enumerate(zip(count, (4, 2, 1), strict=True)):
        shops = [Shop(at * 100 + one, "x", "", "") for one in range(number)]
        for part in range(parts):
            stretch = days[part * 20 // parts : (part + 1) * 20 // parts]
            placed = _laid_out(shops, stretch, load)
            assert sorted(shop.id for _day, shop in placed) == [shop.id for shop in shops]
            load.update(day for day, _shop in placed)
    for week in range(4):
        loads = [load[day] for day in days[week * 5 : week * 5 + 5]]
        assert max(loads) - min(loads) <= 1


@given(
    things=st.lists(st.tuples(st.integers(1, 200), st.booleans(), st.booleans()), max_size=25),
    room=st.integers(0, 600),
)
def test_it_never_holds_more_than_there_is_and_every_appointment(things: Any, room: int) -> None:
    from types import SimpleNamespace

    from amflow.plan import fitting
    from amflow.plan.fitting import PlanLine

    day = date(2026, 11, 26)
    blocks = [
        SimpleNamespace(start="08:30", end="09:00", step="prep"),
        SimpleNamespace(start="09:00", end="17:00", step=""),
    ]
    desk: Any = SimpleNamespace(
        settings=SimpleNamespace(travel_minutes=15),
        playbook=SimpleNamespace(blocks=blocks),
        today=date(2026, 11, 25),
        clock="09:00",
        now=datetime.combine(day, time()),
    )
    lines = [
        PlanLine(
            Item(f"t{at}", "prep", "task", "x", due_on=day, due_time="10:00" if fixed else "", minutes=minutes,
                 task_id=at, command="amflow log-visit c1" if visit else ""),
            0, [], True, "proposed",
        )
        for at, (minutes, fixed, visit) in enumerate(things)
    ]  # fmt: skip
    found = fitting.fitted(desk, day, lines, room)

    fixed = [line for line in found if line.item.due_time]
    others = [line for line in found if not line.item.due_time and line.fits]
    lengths = [line.item.minutes + fitting.way(desk, line.item) for line in (*fixed, *others)]
    assert all(line.fits for line in fixed)
    assert not others or sum(lengths) <= room
    spans = sorted((fitting.minute(line.at), line.item.minutes) for line in others if line.at)
    assert all(a + length <= b for (a, length), (b, _length) in itertools.pairwise(spans))
    assert all(line.at >= "09:15" for line in others if line.at and "visit" in line.item.command)


def test_a_complaint_is_planned_before_its_own_deadline(run: Any) -> None:
    customer(run, "王伟")
    for number in range(12):
        task(run, f"task {number}", "--due", "today")
    run("case", "open", "王伟", "the card does not work", "--kind", "complaint")

    line = next(line for line in _lines(run, "--for", "today") if line["ref"] == "x1")
    assert (
        "2026-11-25T08:30:00+08:00"
        <= f"2026-11-25T{line['time']}:00+08:00"
        < line["due_at"]
        < "2026-11-25T20:00:00+08:00"
    )


def test_a_page_that_was_left_as_it_is_changes_nothing_and_says_so(run: Any, book: Any, monkeypatch: Any) -> None:
    task(run, "plain", "--due", "tomorrow")
    monkeypatch.setenv("EDITOR", "true")

    said = run("plan", "--editor")

    assert "nothing was changed" in said.stderr
    assert said.stdout == ""
    assert not book.all("SELECT 1 FROM plan_line")


def test_the_minutes_of_a_day_are_those_of_its_lines_and_of_the_ways(run: Any, screen: Any) -> None:
    customer(run, "王伟")
    run("config", "set", "day_minutes", "120")
    task(run, "go there", "--for", "王伟", "--due", "tomorrow 10:00", "--kind", "visit")
    for number in (1, 2, 3, 4):
        task(run, f"task {number}", "--due", "tomorrow")

    plan = run("plan", "--json").json

    fit = [line["minutes"] for line in plan["items"] if line["fits"]]
    assert len(fit) < len(plan["items"])
    assert plan["on_the_way"] == 15
    assert plan["taken"] == sum(fit) + 15 <= 120
    assert "15 min of it on the way" in screen("plan", width=120)


def test_what_is_accepted_takes_the_ways_that_were_shown(run: Any) -> None:
    customer(run, "王伟")
    run("log-visit", "王伟", "asks about a deposit", "--next", "2026-11-26 14:00 bring the papers")
    shown = run("plan", "--json").json
    accepted = run("plan", "--accept", "--json").json

    assert shown["on_the_way"] == accepted["on_the_way"] > 0
    assert shown["taken"] == accepted["taken"]


def test_a_plan_of_tomorrow_says_no_yesterday(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("lead", "add", "Anna Berg")
    monkeypatch.setenv("AMFLOW_LANG", "en")
    reasons = [line["why"] for line in _lines(run) if line["kind"] in ("lead", "plan")]
    assert any("25 Nov" in reason for reason in reasons)
    assert not any("yesterday" in reason for reason in reasons)

    run("plan", "--accept")
    tomorrow = run("plan", "--on", "2026-11-26", "--json", "today").json["items"]
    assert any("yesterday" in line["why"] for line in tomorrow)


def test_what_lapsed_is_not_carried_over_from_plan_to_plan(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    customer(run, "王伟", on="2026-11-20")
    run("case", "open", "王伟", "charged twice", "--kind", "complaint", "--on", "2026-11-20")
    run("case", "resolve", "x1", "paid back", "--on", "2026-11-20")
    asked = [line for line in _lines(run, "--on", "2026-11-24") if line["ref"].startswith("r")]
    run("plan", "--accept", "--on", "2026-11-24")
    later = [line["ref"] for line in _lines(run, "--on", "2026-11-30")]

    assert asked
    assert asked[0]["ref"] not in later


def test_what_is_accepted_is_called_what_it_was_proposed_as(run: Any) -> None:
    customer(run, "王伟")
    run("case", "open", "王伟", "the card does not work", "--kind", "complaint")
    run("lead", "add", "Anna Berg", "asks for an account")
    shown = {line["ref"]: line["title"] for line in _lines(run)}
    run("plan", "--accept")

    assert {"x1", "c2"} <= set(shown)
    assert {line["ref"]: line["title"] for line in _lines(run)} == shown


def test_what_was_accepted_is_called_alike_by_the_plan_the_day_and_the_brief(run: Any) -> None:
    run("lead", "add", "孙丽", "--impression", "looks at quotes")
    customer(run, "张敏")
    run("campaign", "add", "Open house", "--from", "2026-11-20", "--to", "2026-12-20")
    run("campaign", "invite", "Open house", "张敏")
    run("plan", "--accept", "today")

    def names(found: Any) -> set[str]:
        return {one.get("title") or one["text"] for one in found if one.get("section") in (None, "plan", "planned")}

    wanted = {"looks at quotes", "Open house g1"}
    assert names(run("plan", "--json", "today").json["items"]) == wanted
    assert names(run("today", "--json").json["items"]) >= wanted
    assert names(run("brief", "--json").json["items"]) == wanted
    run("log-call", "孙丽", "talked", "--no-next")
    run("log-call", "张敏", "talked", "--no-next", "--campaign", "g1=accepted")
    assert names(run("brief", "--json").json["items"]) == wanted


def test_a_visit_that_the_cadence_asks_for_is_a_visit_of_the_plan_bought_or_not(run: Any) -> None:
    run("playbook", "use", "retail-bank")
    customer(run, "张敏", "--tier", "gold", on="2026-08-03")
    run("plan", "--accept", "today")

    (line,) = run("plan", "--json", "today").json["items"]
    assert (line["title"], line["command"]) == ("visit", "amflow log-visit c1")
    run("log-visit", "张敏", "talked", "--no-next")
    assert run("summary", "--json").json["figures"]["visit_plan_rate"]["value"] == 1
