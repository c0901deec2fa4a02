"""The plan of the next day: proposed with reasons, accepted as far as it fits, carried over, marked by what is done."""

from pathlib import Path
from typing import Any

import pytest
from tests.convert.deals.histories import ended, standing

from days import bought, customer, deal, refs, rows, task


def _lines(run: Any, *words: str) -> list[dict[str, Any]]:
    return run("plan", *words, "--json").json["items"]


def _states(book: Any) -> list[tuple[str, str]]:
    return [(row["on_date"], row["state"]) for row in book.all("SELECT on_date, state FROM plan_line ORDER BY id")]


@pytest.fixture
def busy(run: Any, once: Any) -> None:
    """One thing of each kind for tomorrow, Thursday."""
    once("a busy day", lambda: _busy(run))


def _busy(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    customer(run, "张敏", "--birthday", "11-28", on="2026-11-20")
    customer(run, "周婷", "--intent", "A", on="2026-11-20")
    deal(run, "张敏", "--amount", "1,000,000", on="2026-11-02")
    run("lead", "add", "孙丽")
    task(run, "appointment", "--for", "张敏", "--due", "tomorrow 10:00")
    task(run, "plain", "--due", "tomorrow")
    task(run, "promise", "--for", "张敏", "--due", "tomorrow", "--promised")


def test_it_is_proposed_for_the_next_working_day_ranked_with_reasons(run: Any, busy: None) -> None:
    plan = run("plan", "--json").json

    assert plan["on"] == "2026-11-26"
    ranked = sorted(plan["items"], key=lambda line: -line["points"])
    assert [line["title"] for line in ranked[:2]] == ["appointment", "promise"]
    hours = [(line["due_at"] or "")[11:16] or line["time"] or "99" for line in plan["items"] if line["fits"]]
    assert "10:00" in hours
    assert hours == sorted(hours)
    over = [line["points"] for line in plan["items"] if not line["fits"]]
    assert plan["items"][len(hours) :] == [line for line in plan["items"] if not line["fits"]]
    assert over == sorted(over, reverse=True)
    for line in plan["items"]:
        assert line["points"] == sum(term["points"] for term in line["terms"]), line
        assert line["state"] == "proposed"
    subjects = {(line["customer"] and line["customer"]["name"], line["kind"]) for line in plan["items"]}
    assert {("王伟", "rhythm"), ("张敏", "birthday"), ("周婷", "talk"), ("孙丽", "lead"), (None, "task")} <= subjects


def test_friday_plans_monday(run: Any) -> None:
    assert run("plan", "--on", "2026-11-27", "--json").json["on"] == "2026-11-30"
    assert run("plan", "--json", "sat").json["on"] == "2026-11-28"
    assert "is over" in run("plan", "yesterday", code=2).stderr


def test_proposing_writes_nothing(run: Any, busy: None, home: Path) -> None:
    before = rows(home / "book.db")

    run("plan")
    run("plan", "--explain", _lines(run)[0]["ref"])

    assert rows(home / "book.db") == before


def test_why_says_the_terms(run: Any, busy: None) -> None:
    ref = next(line["ref"] for line in _lines(run) if line["title"] == "appointment")

    terms = {term["term"]: term["points"] for term in run("plan", "--explain", ref.upper(), "--json").json["items"]}

    assert terms["appointment"] == 200
    run("plan", "--explain", "t99", code=3)


def test_accepting_takes_what_fits_and_is_the_same_twice(run: Any, home: Path) -> None:
    run("config", "set", "day_minutes", "100")
    for number, minutes in enumerate((60, 50, 30, 20, 10), 1):
        task(run, f"task {number}", "--due", "today" if number == 1 else "tomorrow", "--minutes", str(minutes))
    expected = {"t1": True, "t2": False, "t3": True, "t4": False, "t5": True}
    assert {line["ref"]: line["fits"] for line in _lines(run)} == expected

    first = _lines(run, "--accept")
    kept = rows(home / "book.db")
    second = _lines(run, "--accept")

    assert {line["ref"] for line in first if line["state"] == "planned"} == {"t1", "t3", "t5"}
    assert first == second
    assert rows(home / "book.db") == kept


def test_whoever_is_talked_to_anyway_gets_one_line(run: Any, home: Path) -> None:
    customer(run, "王伟", "--tier", "gold", "--birthday", "11-27", on="2026-09-01")
    bought(run, "王伟", on="2026-11-13")

    lines = _lines(run)

    assert {line["kind"] for line in lines} == {"callback", "birthday"}, "the visit that is due comes with the callback"
    first = _lines(run, "--accept")
    kept = rows(home / "book.db")
    assert _lines(run, "--accept") == first
    assert rows(home / "book.db") == kept


def test_things_are_added_by_reference_and_in_words(run: Any, busy: None) -> None:
    customer(run, "郑", on="2026-11-20")

    run("plan", "--add", "c5", "--add", "d2", "--add", "order leaflets", "--add", refs(run, "callback")[0])
    assert "t4 talk with 郑 is in the plan already" in run("plan", "--add", "c5", code=1).stderr

    added = [(line["title"], line["state"]) for line in _lines(run) if line["state"] == "planned"]
    assert len(added) == 4
    assert ("order leaflets", "planned") in added
    assert run("task", "list", "--to", "tomorrow", "--json").json["items"][-1]["due_on"] == "2026-11-26"


@pytest.mark.parametrize("words", ["下午三点 去社区摆摊", "下午三点：去社区摆摊", "明天下午3点去社区摆摊"])
def test_words_that_are_added_keep_their_hour(run: Any, busy: None, words: str) -> None:
    run("plan", "--add", words)

    line = next(one for one in _lines(run) if one["title"] == "去社区摆摊")
    assert (line["state"], line["due_at"]) == ("planned", "2026-11-26T15:00:00+08:00")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("order leaflets 20 min", 20),
        ("整理名单半小时", 30),
        ("prepare, 1.5 hours", 90),
        ("tariff 45分钟", 45),
        ("call", 30),
    ],
)
def test_minutes_that_are_said_are_kept(run: Any, words: str, minutes: int) -> None:
    run("plan", "--add", words)
    run("task", "add", words)

    assert [line["minutes"] for line in _lines(run)] == [minutes]
    assert {one["minutes"] for one in run("task", "list", "--json").json["items"]} == {minutes}


def test_a_line_is_dropped_by_its_customer_where_only_one_is_theirs(run: Any) -> None:
    for name in ("郑", "王伟"):
        customer(run, name, on="2026-11-25")
    run("plan", "--add", "c1", "--add", "c2")
    task(run, "sheet", "--for", "王伟", "--due", "tomorrow")

    run("plan", "--drop", "c1")
    assert "t1" not in [line["ref"] for line in _lines(run)]
    told = run("plan", "--drop", "c2", code=4).stderr
    assert "more than one thing" in told and "t2  talk with 王伟" in told and "t3  sheet" in told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--add", "k1"), 2),
        (("--add", "周五下午三点 去社区摆摊"), 2),
        (("--add", "三点 去社区摆摊"), 2),
        (("--add", "t99"), 3),
        (("--add", "d99"), 3),
        (("--add", "c99"), 3),
        (("--add", "r1bb"), 3),
        (("--add", " "), 2),
        (("--add", "fine", "--add", "t99"), 3),
        (("--drop", "t99"), 3),
        (("--accept", "--drop", "t99"), 3),
        (("--accept", "--for", "whenever"), 2),
    ],
)
def test_what_cannot_be_planned_is_refused_and_nothing_written(
    run: Any, busy: None, home: Path, words: tuple[str, ...], code: int
) -> None:
    before = rows(home / "book.db")

    run("plan", *words, code=code)

    assert rows(home / "book.db") == before


def test_a_closed_deal_is_not_planned(run: Any) -> None:
    customer(run, "张敏")
    run("deal", "add", "an account", "--for", "张敏")
    run("deal", "lose", "d1", "--why", "price")

    assert "lost already" in run("plan", "--add", "d1", code=1).stderr


def test_the_papers_that_a_deal_was_won_without_are_planned(run: Any) -> None:
    customer(run, "张敏")
    bought(run, "张敏", on="2026-11-25")

    run("plan", "--add", "d1")

    assert [line["ref"] for line in _lines(run)] == ["d1"]


def test_dropped_it_is_not_proposed_for_that_day_again_but_may_be_added(run: Any, book: Any) -> None:
    task(run, "plain", "--due", "tomorrow")
    run("plan", "--drop", "t1")
    assert _lines(run) == []
    assert _lines(run, "--for", "fri")[0]["ref"] == "t1"

    run("plan", "--add", "t1")
    assert [line["state"] for line in _lines(run)] == ["planned"]
    run("plan", "--drop", "t1")
    assert _lines(run) == []
    assert _states(book) == [("2026-11-26", "dropped")]


def test_a_lead_keeps_its_reference_when_it_is_accepted(run: Any) -> None:
    run("lead", "add", "孙丽")
    (line,) = _lines(run)

    (kept,) = _lines(run, "--accept")

    assert (line["ref"], kept["ref"]) == ("c1", "c1")
    assert _lines(run, "--drop", "c1") == []


def test_what_was_not_done_is_carried_over_and_the_old_line_becomes_moved(run: Any, book: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    task(run, "without a day")
    task(run, "much later", "--due", "2027-01-15")
    task(run, "done in time", "--due", "today")
    customer(run, "张敏")
    deal(run, "张敏")
    run("plan", "--accept", "--add", "t1", "--add", "t2", "--add", "d2", "today")
    run("log-call", "张敏", "talked", "--next", "2027-02-01 papers")
    run("done", "t3")
    assert len(_states(book)) == 6

    found = {line["ref"]: line for line in _lines(run)}

    carried = {ref for ref, line in found.items() if any("carried over" in term["term"] for term in line["terms"])}
    assert {"t1", "t2", "d2", "c2"} <= carried
    assert len(carried) == 5
    assert "t3" not in found
    run("plan", "--accept")
    assert sorted(state for day, state in _states(book) if day == "2026-11-25") == ["done"] + ["moved"] * 5
    assert [state for day, state in _states(book) if day == "2026-11-26"] == ["planned"] * 5


def test_what_was_planned_a_week_ago_is_carried_and_longer_ago_forgotten(run: Any) -> None:
    task(run, "without a day")
    run("plan", "--add", "t1", "today")

    assert [line["ref"] for line in _lines(run, "--for", "2026-12-02", "--on", "2026-12-01")] == ["t1"]
    assert _lines(run, "--for", "2026-12-03", "--on", "2026-12-02") == []


def test_doing_marks_the_line(run: Any, book: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    customer(run, "张敏", on="2026-11-02")
    deal(run, "张敏", on="2026-11-02")
    for title in ("done", "left out", "moved", "waits"):
        task(run, title, "--due", "today")
    run("plan", "--accept", "today")
    run("plan", "--add", "c2", "today")
    assert len(_states(book)) == 7

    run("done", "t1")
    run("skip", "t2")
    run("move", "t3", "fri")
    run("log-visit", "王伟", "talked")
    run("deal", "advance", "d2")
    run("log-call", "张敏", "talked")

    rows = book.all("SELECT title, rule, kind, customer, state FROM v_plan")
    assert {(row["title"] or row["kind"], row["customer"]): row["state"] for row in rows} == {
        ("done", None): "done", ("left out", None): "skipped", ("moved", None): "moved", ("waits", None): "planned",
        ("visit", "王伟"): "done", ("Account opening", "张敏"): "done", ("talk with 张敏", "张敏"): "done",
    }  # fmt: skip
    assert [
        item["ref"] for item in run("today", "--step", "plan", "--json").json["items"] if item["kind"] == "plan"
    ] == ["t4"]
    assert "today 4/7 done" in run("today", "--step", "plan", "--json").json["steps"][0]["line"]


def test_work_that_came_before_its_day_is_done(run: Any, book: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    task(run, "plain", "--due", "tomorrow")
    run("plan", "--accept")

    run("done", "t1")
    run("log-visit", "王伟", "talked")

    assert _states(book) == [("2026-11-26", "done")] * 2


def test_the_end_of_a_day_fixes_what_came_of_its_plan(run: Any, book: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    for title in ("late", "later", "never"):
        task(run, title, "--due", "today")
    run("plan", "--accept", "today")
    day = ("plan", "--history", "--json", "--on", "2026-11-27")
    before = run(*day).json

    run("done", "t1", "--on", "2026-11-26")
    run("move", "t2", "mon", "--on", "2026-11-26")
    run("skip", "t3", "--on", "2026-11-26")
    run("log-visit", "王伟", "talked", "--on", "2026-11-26")

    after = run(*day).json
    assert (before["planned"], before["done"]) == (after["planned"], after["done"]) == (4, 0)
    assert sorted(state for _day, state in _states(book)) == ["moved"] * 4
    summary = run("summary", "--on", "2026-11-25", "--json").json["plan"]
    assert (summary["planned"], summary["done"], summary["moved"]) == (4, 0, 4)


def test_a_talk_of_yesterday_written_down_today_counts_for_yesterday(run: Any, book: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    run("plan", "--accept", "today")

    run("log-visit", "王伟", "talked", "--at", "yesterday 15:00", "--on", "2026-11-26")

    assert _states(book) == [("2026-11-25", "done")]


def test_a_line_says_what_is_so_today_and_keeps_no_words(run: Any) -> None:
    customer(run, "王伟", "--tier", "gold", on="2026-09-01")
    bought(run, "王伟", on="2026-09-01")
    task(run, "send the offer", "--for", "王伟", "--due", "tomorrow")
    run("plan", "--accept")

    run("customer", "edit", "王伟", "--name", "王大伟")
    run("task", "edit", "t1", "--title", "send the second offer")

    lines = {line["ref"]: (line["customer"]["name"], line["title"]) for line in _lines(run)}
    assert lines["t1"] == ("王大伟", "send the second offer")
    assert ("王大伟", "visit") in lines.values()


def test_what_today_had_given_up_and_did_after_all_is_done_today(run: Any, book: Any) -> None:
    task(run, "plain", "--due", "today")
    run("plan", "--accept", "today")
    run("plan", "--accept")
    assert _states(book) == [("2026-11-25", "moved"), ("2026-11-26", "planned")]

    run("done", "t1")

    # Done once, it counts once.
    assert _states(book) == [("2026-11-25", "done"), ("2026-11-26", "dropped")]


def test_a_done_line_is_not_dropped(run: Any) -> None:
    task(run, "plain", "--due", "today")
    run("plan", "--accept", "today")
    run("done", "t1")

    assert "is done already" in run("plan", "--drop", "t1", "today", code=1).stderr


def test_a_removed_customer_and_a_dropped_lead_leave_the_plan(run: Any, book: Any) -> None:
    customer(run, "王伟", "--birthday", "11-27")
    run("lead", "add", "孙丽")
    run("plan", "--accept")

    run("customer", "remove", "王伟")
    run("lead", "drop", "孙丽", "--why", "moved away")

    assert {*_states(book)} == {("2026-11-26", "dropped")}


def test_a_very_long_name_can_be_planned(run: Any) -> None:
    run("lead", "add", "n" * 500)

    assert len(_lines(run, "--accept")) == 1


def test_accepting_is_one_undo(run: Any, busy: None, home: Path) -> None:
    before = rows(home / "book.db")

    run("plan", "--accept", "--add", "order leaflets", "--drop", "t1")
    run("undo")

    assert rows(home / "book.db") == before


def test_the_visits_that_the_cycle_has_on_a_day_are_proposed_for_it(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """W18: frequency, cycle and content per retail customer reach the plan of the day, and plan against actual."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    for number in range(5):
        run("customer", "add", f"{'甲乙丙丁戊'[number]}店", "--organisation", "--tier", "gold", "--line", "一号线")
    week = run("plan", "--week", "--json").json["items"]
    tomorrow = [one["ref"] for one in week if one["on"] == "2026-11-26"]
    lines = [one for one in run("plan", "--json").json["items"] if one["kind"] == "cycle"]

    assert tomorrow
    assert sorted(one["ref"] for one in lines) == sorted(tomorrow)
    assert "Brands, display, stock" in lines[0]["why"] and "一号线" in lines[0]["why"]
    assert "by the visit cycle" in run("plan", "--explain", tomorrow[0]).stdout

    run("plan", "--accept")
    run("log-visit", tomorrow[0], "all in order", "--no-next", "--on", "2026-11-26")
    (state,) = [
        one["state"]
        for one in run("plan", "--on", "2026-11-26", "--json", "2026-11-26").json["items"]
        if one["customer"]["ref"] == tomorrow[0]
    ]
    assert state == "done"
    agenda = run("summary", "--agenda", "--format", "md").stdout
    assert "visits by the cycle: 1" in agenda and "一号线 1" in agenda


def test_an_appointment_that_was_not_kept_is_owed_like_a_promise(run: Any) -> None:
    customer(run, "张敏")
    for title, more in (("alone", ()), ("with her", ("--for", "张敏"))):
        task(run, title, *more, "--due", "2026-11-24 10:00", on="2026-11-20")

    points = {line["title"]: {term["term"]: term["points"] for term in line["terms"]} for line in _lines(run)}

    assert points["with her"]["an appointment that was not kept"] == 60
    assert points["alone"]["task"] == 25


def test_a_dead_deal_is_not_planned_whatever_day_it_was_expected_on(run: Any, desk_of: Any) -> None:
    desk = desk_of("general")
    for at in range(20):
        ended(desk, 10, "won", f"2026-11-{at % 20 + 1:02d}")
    dead, alive = (standing(desk, days, expected_on="2026-11-20") for days in (200, 5))
    run("config", "set", "playbook", "general")

    assert [line["ref"] for line in _lines(run) if line["kind"] == "deal"] == [f"d{alive}"]
    assert run("deal", "sweep", "--json").json["items"][0]["ref"] == f"d{dead}"
