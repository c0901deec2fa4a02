"""The one agenda in a small book: what is typed at its references, what fills weekends, what comes in part, whom one takes
over."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from amflow import refs as references
from amflow.agenda import planned_talks
from amflow.today import page as today
from days import bought, customer, deal, items, put, refs, task
from fixtures.messages import queue, reachable


def test_a_lead_is_done_skipped_and_moved_by_its_own_reference(run: Any, book: Any) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    assert refs(run, "prospect") == ["c1"]

    assert run("done", "c1", "--json").json["item"]["state"] == "done"
    assert book.number("SELECT count(*) FROM touch WHERE kind = 'call' AND customer_id = 1") == 1
    run("undo")
    run("skip", "c1", "--why", "travels")
    assert (refs(run, "prospect"), refs(run, "prospect", "--on", "2026-11-26")) == ([], ["c1"])
    run("undo")
    moved = run("move", "c1", "fri", "10:00", "--json").json["item"]
    assert (moved["next"]["ref"], moved["until_at"][11:16]) == ("t1", "10:00")
    assert (refs(run, "prospect"), "c1" in str(run("plan").stdout.split())) == ([], False)
    assert "1 open lead, 1 tried today or with a talk planned" in run("prospect", "--json").json["line"]
    assert items(run, "prep", "--on", "2026-11-27")[0]["customer"]["ref"] == "c1"


def test_a_deal_is_moved_to_a_day_and_is_quiet_no_more(run: Any) -> None:
    customer(run, "周婷", on="2026-09-01")
    deal(run, "周婷", on="2026-09-01")
    assert items(run, "convert")[0]["late"]

    run("move", "d1", "fri")

    assert not items(run, "convert")[0]["late"]
    assert run("show", "t1", "--json").json["item"]["due_on"] == "2026-11-27"


def test_whoever_is_met_with_their_firm_is_not_proposed_for_it(run: Any) -> None:
    run("customer", "add", "Harbour Ltd", "--organisation", "--on", "2026-06-01")
    run("customer", "add", "Ann Lee", "--employer", "Harbour Ltd", "--on", "2026-06-01", code=None)
    run("log-call", "c1", "hello", "--no-next", "--at", "2026-06-02 10:00")
    before = {one["customer"]["ref"] for one in items(run, "outreach")}
    assert before

    run("task", "add", "the contract", "--for", next(iter(before)), "--kind", "visit", "--due", "fri 10:00")

    assert {one["customer"]["ref"] for one in items(run, "outreach")} == set()


def test_what_falls_due_on_a_weekend_is_due_on_monday(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-10-01")
    bought(run, "张敏", on="2026-10-01")
    run("log-call", "张敏", "hello", "--no-next", "--at", "2026-11-01 10:00")  # every 28 days: on Sunday

    assert [refs(run, "callback", "--on", day) == [] for day in ("2026-11-29", "2026-11-30")] == [True, False]
    assert items(run, "callback", "--on", "2026-11-30")[0]["due_on"] == "2026-11-30"


def test_a_call_on_the_sunday_is_the_one_that_is_due_on_monday(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-29T10:00")
    customer(run, "张敏", on="2026-11-19")
    bought(run, "张敏", on="2026-11-19")  # ten days after: on Sunday

    assert run("log-call", "张敏", "all well", "--no-next", "--json").json["item"]["settled"] != []
    assert refs(run, "callback", "--on", "2026-11-30") == []


def test_what_is_to_be_before_its_day_begins_on_the_friday_before(bank: Any) -> None:
    reachable(bank, "李强", on="2026-10-01")
    bank("holding", "add", "90-day note", "--for", "李强", "--amount", "20万", "--matures", "2026-12-12")

    found = [bool(queue(bank, "--on", day)) for day in ("2026-12-03", "2026-12-04")]

    assert found == [False, True]  # seven days before would be a Saturday


def test_a_birthday_on_a_sunday_stays_on_it(run: Any) -> None:
    customer(run, "张敏", "--birthday", "1985-11-29")

    (found,) = items(run, "prep", "--on", "2026-11-27")

    assert (found["kind"], found["due_on"]) == ("birthday", "2026-11-29")
    assert "irthday" not in run("plan", "--on", "2026-11-30", "2026-12-02").stdout


def test_two_messages_of_one_customer_never_share_a_reference(bank: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def letters(day: date) -> str:
        return references.letters("special-date", day)

    day = next(
        day for day in (date(2026, 11, 26) + timedelta(n) for n in range(3000)) if letters(day) == letters(day + timedelta(1))
    )  # fmt: skip
    reachable(bank, "张敏", on="2026-11-25")
    for at in (day, day + timedelta(1)):
        bank("customer", "date", "c1", f"2016-{at:%m-%d}", f"day {at:%d}")
    monkeypatch.setenv("AMFLOW_NOW", f"{day}T09:30")

    found = [one["ref"] for one in bank("message", "queue", "--json").json["items"]]

    assert len(found) == len(set(found)) == 2
    for ref in found:
        assert bank("skip", ref, "--json").json["item"]["state"] == "skipped"


def test_an_order_that_came_in_part_is_due_until_the_rest_has_come(run: Any) -> None:
    run("playbook", "use", "wholesale")
    customer(run, "何静")
    run("order", "add", "rice", "--for", "何静", "--units", "10", "--promised", "2026-12-20")
    assert refs(run, "callback") == []

    run("order", "deliver", "o1", "--units", "4")
    (found,) = items(run, "callback")
    assert (found["ref"], found["late"]) == ("o1", False)
    assert "came in part · 6 still to come" in found["why"]
    assert "o1" in {line["ref"] for line in run("plan", "--json").json["items"]}

    run("order", "deliver", "o1", "--units", "6")
    assert "o1" not in refs(run, "callback")


def test_whoever_was_taken_over_on_one_day_is_spread_over_the_weeks(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-12-01T09:30")
    run("config", "set", "get_to_know", "2")
    for number in range(20):
        customer(run, f"Customer {number}", on="2026-03-02")

    month = run("plan", "--month", "--json").json

    days = Counter(one["on"] for one in month["items"])
    assert sum(days.values()) == 20
    assert set(days.values()) == {2}
    assert max(days) == "2026-12-14"


def test_what_is_shown_is_offered(run: Any) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    customer(run, "张敏", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")
    due = refs(run, "callback")[0]

    for prefix, ref in (("r", due), (due[:2], due), ("c1", "c1")):
        for verb in ("done", "skip", "move"):
            assert ref in run("completion", "words", "bash", verb, prefix).stdout


def test_an_hour_that_is_said_in_a_plan_is_one(run: Any) -> None:
    run("plan", "--add", "14:00 the sheet", "2026-11-26")

    (line,) = [one for one in run("plan", "--json", "2026-11-26").json["items"] if one["ref"] == "t1"]
    assert (line["due_at"], line["title"]) == ("2026-11-26T14:00:00+08:00", "the sheet")


def test_whoever_was_turned_to_today_is_proposed_the_next_day(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "securities-branch")
    for name in ("孙丽", "钱多多", "郑爽"):
        run("lead", "add", name)
    run("log-visit", "孙丽", "in the lobby", "--no-next")
    run("log-call", "钱多多", "", "--outcome", "no-answer", "--no-next")

    assert refs(run, "prospect") == ["c3"]
    assert run("today", "--json").json["first"] == ["c3"]
    assert "3 open leads, the oldest from today, 2 tried today" in run("prospect", "--json").json["line"]
    assert refs(run, "prospect", "--on", "tomorrow") == ["c1", "c2", "c3"]


def test_who_is_talked_to_anyway_is_asked_once_a_screen_and_anew_after_a_change(desk_of: Any) -> None:
    desk = desk_of("general")
    for name in ("张敏", "孙丽"):
        put(desk, "customer", name=name, status="lead", lead_on="2026-11-24")
    put(desk, "task", title="talk", kind="call", due_on="2026-11-26", customer_id=1)
    asked: list[str] = []

    desk.book.raw.set_trace_callback(asked.append)
    found = today.today(desk, 5)
    desk.book.raw.set_trace_callback(None)

    of_tasks = [one for one in asked if planned_talks.TASKS[:80] in one]
    assert of_tasks
    assert len(of_tasks) == len(set(of_tasks)), "each is asked once"
    assert [item.customer for page in found.pages for item in page.items if item.kind == "lead"] == ["孙丽"]
    put(desk, "task", title="talk", kind="call", due_on="2026-11-26", customer_id=2)
    assert [item for page in today.today(desk, 5).pages for item in page.items if item.kind == "lead"] == []


@pytest.mark.parametrize("trade", ["retail-territory", "wholesale", "securities-branch"])
def test_a_lead_with_an_appointment_is_proposed_on_none_of_the_days_around_it(
    run: Any, monkeypatch: pytest.MonkeyPatch, trade: str
) -> None:
    run("playbook", "use", trade)
    run("lead", "add", "孙丽", "--on", "2026-11-23")
    run("log-call", "孙丽", "talked", "--next", "thu 14:00 show it", "--on", "2026-11-24")

    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        monkeypatch.setenv("AMFLOW_NOW", f"{day}T09:00")
        shown = {one["ref"] for step in ("prospect", "outreach", "callback", "plan") for one in items(run, step)}
        shown |= {one["ref"] for one in run("plan", "--week", "--json").json["items"]}
        assert not {ref for ref in shown if ref[0] in "cr"}, day


def test_what_comes_next_is_every_promise_task_accepted_line_and_clock_on_its_day(run: Any) -> None:
    customer(run, "张敏", "--phone", "13800000001", on="2026-11-20")
    run("lead", "add", "孙丽", "--impression", "looks at quotes")
    run("log-call", "张敏", "talked", "--next", "tomorrow send the sheet")
    task(run, "call them", "--kind", "call", "--for", "张敏", "--due", "2026-11-26 15:00")
    task(run, "tidy up", "--due", "2026-11-26")
    task(run, "some day")
    run("case", "open", "张敏", "card swallowed", "--severity", "normal")
    run("plan", "--add", "c2", "2026-11-26")
    run("plan", "--add", "t3", "2026-11-26")
    run("plan", "--add", "t4", "2026-11-26")

    ahead = run("summary", "--json").json["next"]["items"]
    shown = {one["ref"]: (one["title"], one["due_at"]) for one in ahead if one["ref"][0] != "x"}

    assert shown == {
        "t1": ("send the sheet", None),
        "t2": ("call them", "2026-11-26T15:00:00+08:00"),
        "t3": ("tidy up", shown["t3"][1]),
        "t4": ("some day", shown["t4"][1]),
        "c2": ("looks at quotes", shown["c2"][1]),
    }
    assert len(ahead) == len({one["ref"] for one in ahead})
    week = {one["ref"] for one in run("summary", "--week", "--on", "2026-11-20", "--json").json["next"]["items"]}
    assert {"t1", "t2", "t3", "x1"} <= week


def test_the_week_has_whom_a_rule_asks_to_talk_to_on_the_day_from_which_it_does(run: Any) -> None:
    for name, day in (("王伟", "2026-11-16"), ("李强", "2026-11-23")):
        customer(run, name, on=day)
        bought(run, name, on=day)
    run("lead", "add", "孙丽", "--on", "2026-11-24")

    week = run("plan", "--week", "--json").json["items"]

    assert [(one["on"], one["customer"]["name"], one["ref"][0]) for one in week] == [
        ("2026-11-25", "孙丽", "c"),
        ("2026-11-26", "王伟", "r"),
    ]
    assert [one["ref"] for one in week if one["customer"]["name"] == "王伟"] == [
        one["ref"] for one in items(run, "callback", "--on", "2026-11-26")
    ]


def test_a_firm_without_one_of_its_own_is_talked_to_by_its_people(run: Any) -> None:
    """Neither the firm nor its contact is a customer alone: both stand behind somebody."""
    run("customer", "add", "Acme", "--organisation")
    run("customer", "add", "Bob", "--org", "Acme")

    run("log-call", "Bob", "hello", "--no-next")

    for step in ("today", "outreach", "prospect", "callback", "plan"):
        assert run(step).code == 0


def test_a_call_does_no_visit_of_the_cycle(run: Any, book: Any, desk_of: Any) -> None:
    run("playbook", "use", "retail-territory")
    tier = next(one for one in desk_of("retail-territory").playbook.tiers if one.visits and one.cycle_days)
    customer(run, "Shop", "--organisation", "--tier", tier.key, "--line", "North", on="2026-10-01")
    run("plan", "--add", "c1")
    assert [row["kind"] for row in book.all("SELECT kind FROM plan_line WHERE customer_id = 1")] == ["visit"]

    run("log-call", "Shop", "rang", "--no-next")

    assert book.all("SELECT state FROM plan_line WHERE customer_id = 1")[0]["state"] == "planned"
    run("log-visit", "Shop", "was there", "--no-next")
    assert book.all("SELECT state FROM plan_line WHERE customer_id = 1")[0]["state"] == "done"
