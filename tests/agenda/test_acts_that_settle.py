"""What a due item asks for settles it, whichever command did it, and the answer says what was settled."""

from datetime import date
from typing import Any

import pytest

from days import customer, task
from fixtures.messages import birthday, queue, reachable


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        (("log-message", "张敏", "happy birthday!"), True),
        (("log-message", "张敏", "祝您生日快乐"), True),
        (("log-call", "张敏", "wished her a happy birthday"), True),
        (("log-visit", "张敏", "送了蛋糕，祝她健康"), True),
        (("log-call", "张敏", "the sheet"), False),
        (("log-message", "张敏", "the sheet follows"), False),
        (("log-call", "张敏", "the sheet", "--outcome", "no-answer"), False),
    ],
)
def test_a_greeting_by_message_or_call_settles_the_birthday(bank: Any, words: tuple[str, ...], gone: bool) -> None:
    ref = birthday(bank, "张敏")

    answer = bank(*words, "--no-next", "--json").json["item"]

    assert (ref in answer["settled"]) is gone
    assert ("张敏/birthday" in queue(bank)) is not gone


def test_a_talk_about_something_else_says_how_the_greeting_is_ended(bank: Any) -> None:
    ref = birthday(bank, "张敏")

    told = bank("log-call", "张敏", "催还款", "--no-next").stderr
    assert f"Birthday today: once greeted, amflow message sent {ref}" in told
    bank("message", "sent", ref)
    assert ref not in bank("log-call", "张敏", "利率单", "--no-next").stderr


def test_what_was_settled_is_named(bank: Any, screen: Any) -> None:
    ref = birthday(bank, "张敏")

    assert f"{ref} Birthday" in screen("log-call", "张敏", "many happy returns", "--no-next")
    bank("undo")
    assert ref in {one["ref"] for one in queue(bank).values()}


def test_another_message_of_the_queue_is_no_greeting(bank: Any) -> None:
    birthday(bank, "张敏")
    bank("note", "add", "网点周六上午照常营业", "--important")

    bank("message", "sent", queue(bank)["张敏/important"]["ref"])

    assert "张敏/birthday" in queue(bank)


def test_three_days_early_a_call_is_a_greeting_where_it_says_so(bank: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-23T09:30")
    reachable(bank, "张敏", "--tier", "gold", "--birthday", "1985-11-25")

    assert bank("log-call", "张敏", "the sheet", "--no-next", "--json").json["item"]["settled"] == []
    assert bank("log-call", "张敏", "wished a happy birthday", "--no-next", "--json").json["item"]["settled"] != []


def test_a_score_settles_the_check_of_satisfaction(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("playbook", "use", "general")
    customer(run, "张敏", on="2026-11-01")
    run("case", "open", "张敏", "late", "--at", "2026-11-18 09:00")
    run("case", "resolve", "x1", "sent again", "--at", "2026-11-20 10:00")
    assert "really solved" in run("callback").stdout

    answer = run("callback", "score", "张敏", "5", "--json").json["item"]

    assert len(answer["settled"]) == 1
    assert "really solved" not in run("callback").stdout


def test_a_won_account_settles_the_invitation(bank: Any, screen: Any) -> None:
    reachable(bank, "何静", "--assets", "600000", on="2026-10-01")
    bank("customer", "upgrade", "何静")
    assert "何静/card" in queue(bank)
    bank("deal", "add", "a loan", "--for", "何静", "--pipeline", "loan")
    bank("deal", "win", "d1", "--force", "--why", "so")
    assert "何静/card" in queue(bank)
    bank("deal", "add", "the card", "--for", "何静", "--pipeline", "account-opening")

    assert "collect the VIP card" in screen("deal", "win", "d2", "--force", "--why", "so")
    assert "何静/card" not in queue(bank)


def test_a_talk_about_a_case_settles_nothing_else(run: Any) -> None:
    run("playbook", "use", "enterprise")
    customer(run, "张敏", on="2026-11-01")
    run("task", "add", "agree on the kick-off", "--for", "张敏", "--kind", "call", "--due", "2026-11-25")
    run("case", "open", "张敏", "late", "--at", "2026-11-25 08:00")

    run("case", "answer", "x1", "a new part is on its way", "--talk", "call")

    assert run("show", "t1", "--json").json["item"]["state"] == "open"
    run("log-call", "张敏", "the kick-off is on Monday", "--no-next")
    assert run("show", "t1", "--json").json["item"]["state"] == "done"


@pytest.mark.parametrize(
    ("step", "kind", "done"),
    [
        ("thu call again", "call", True),
        ("thu call about the fund", "call", True),
        ("周四电话回访", "call", True),
        ("thu visit", "visit", False),
        ("周四上门拜访", "visit", False),
        ("thu call the tax office", "todo", False),
        ("周四电话信贷部催件", "todo", False),
        ("thu send the proposal", "message", False),
        ("周四发方案", "message", False),
        ("周四发货", "todo", False),
    ],
)
def test_a_promise_is_ended_by_the_talk_that_does_it(
    run: Any, book: Any, monkeypatch: pytest.MonkeyPatch, step: str, kind: str, done: bool
) -> None:
    customer(run, "张敏")
    run("log-call", "张敏", "wants to know more", "--next", step)
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T10:00")

    run("log-call", "张敏", "told", "--no-next")

    task = book.get("task", 1)
    assert (task["kind"], task["state"]) == (kind, "done" if done else "open")


def test_what_was_to_be_sent_is_done_by_the_message_and_else_said_to_be_left(run: Any, screen: Any) -> None:
    customer(run, "张敏")
    run("log-call", "张敏", "wants to know more", "--next", "today send the tariff", "--anyway")
    run("task", "add", "copy the passport", "--for", "张敏", "--due", "today")

    said = screen("log-visit", "张敏", "told", "--no-next")
    assert "left open" in said and "t1 send the tariff, t2 copy the passport" in said
    assert run("log-message", "张敏", "the tariff", "--json").json["item"]["settled"] == ["t1"]


def test_a_birthday_that_was_planned_is_not_planned_when_it_is_over(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("playbook", "use", "general")
    customer(run, "张敏", "--birthday", "1985-11-26", on="2026-10-01")
    run("log-call", "张敏", "hello", "--no-next", "--at", "2026-11-24 10:00")
    ref = next(one["ref"] for one in run("prep", "--json").json["items"] if one["kind"] == "birthday")
    run("plan", "--add", ref, "2026-11-26")

    monkeypatch.setenv("AMFLOW_NOW", "2026-11-27T17:00")

    assert "张敏" not in run("plan").stdout


def test_an_hour_alone_is_one_of_the_tasks_own_day(run: Any) -> None:
    run("task", "add", "the sheet", "--due", "2026-12-01 10:00")
    run("move", "t1", "11:30")
    assert run("show", "t1", "--json").json["item"]["due_at"] == "2026-12-01T11:30:00+08:00"
    run("task", "edit", "t1", "--due", "16:00")
    assert run("show", "t1", "--json").json["item"]["due_at"] == "2026-12-01T16:00:00+08:00"
    run("task", "edit", "t1", "--due", "today 15:00")
    assert "8:00 is over" in run("move", "t1", "8:00", code=2).stderr


def test_as_much_is_redone_as_was_undone(run: Any) -> None:
    for name in ("one", "two", "three"):
        run("task", "add", name)

    run("undo", "3")
    assert "took back 3 commands" in run("redo", "2", code=1).stderr
    run("redo", "3")
    assert len(run("task", "list").lines) == 3
    for _time in range(3):
        run("undo")
    run("redo", "2")
    assert len(run("task", "list").lines) == 2
    run("redo", "2", code=1)


def test_a_trade_without_lines_says_so(run: Any, screen: Any) -> None:
    run("playbook", "use", "retail-bank")
    customer(run, "张敏")

    assert "has no lines" in screen("line", "list")
    assert "has no lines" in run("line", "list").stderr
    for words in (("assign", "east", "c1"), ("show", "east"), ("order", "east", "c1"), ("leave", "c1")):
        assert "has no lines" in run("line", *words, code=1).stderr
    run("playbook", "use", "retail-territory")
    run("line", "assign", "east", "c1")


def test_what_was_found_says_whose_it_is(run: Any, screen: Any) -> None:
    customer(run, "Ann Lee")
    run("customer", "add", "Ann Lee", "--anyway")
    run("customer", "edit", "c2", "--impression", "loves sailing")
    run("deal", "add", "a sailing boat", "--pipeline", "sale", "--for", "c1")
    run("task", "add", "sailing papers", "--deal", "d1")

    found = {item["ref"]: item["customer"]["ref"] for item in run("find", "sailing", "--json").json["items"]}
    assert found == {"c2": "c2", "d1": "c1", "t1": "c1"}
    shown = screen("find", "sailing")
    assert "Ann Lee c1" in shown
    assert next(line for line in shown.splitlines() if line.startswith("c2")).count("Ann Lee") == 1


def test_an_old_appointment_that_comes_first_has_its_day(run: Any, screen: Any) -> None:
    customer(run, "张敏")
    run("task", "add", "the papers", "--for", "张敏", "--kind", "visit", "--due", "today 10:00")
    first = screen("today", "--on", "2026-11-27")

    assert "Wed 25 Nov 10:00" in first[first.index("first:") :]


def test_a_talk_without_a_score_leaves_the_check_open_and_says_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("playbook", "use", "general")
    customer(run, "张敏", on="2026-11-01")
    run("case", "open", "张敏", "late", "--at", "2026-11-18 09:00")
    run("case", "resolve", "x1", "sent again", "--at", "2026-11-20 10:00")
    ref = next(one["ref"] for one in run("callback", "--json").json["items"] if "really solved" in one["title"])
    run("plan", "--add", ref, "today")

    told = run("log-call", "张敏", "asked for the new sheet", "--no-next").stderr

    assert f"{ref} After a complaint: is it really solved? stays open" in told
    assert "amflow callback score c1 1-5 --case x1" in told
    assert "really solved" in run("callback").stdout and "done" not in run("plan", "today").stdout
    assert ref in run("log-call", "张敏", "content", "--score", "4", "--no-next", "--json").json["item"]["settled"]
    assert "really solved" not in run("callback").stdout
    assert "stays open" not in run("log-call", "张敏", "once more", "--no-next").stderr
    bare = run("callback", "do", "张敏", "--no-input", code=2).stderr
    assert "what was said is missing" in bare


def test_a_sale_and_a_delivery_say_that_they_ended_the_intent(run: Any, screen: Any) -> None:
    run("playbook", "use", "wholesale")
    for name in ("张敏", "王伟"):
        customer(run, name)
        run("log-call", name, "wants rice", "--intent", "A", "--no-next")
    run("product", "add", "rice")

    assert "carried out: from here the tier's cadence counts" in screen(
        "log-call", "张敏", "yes", "--outcome", "bought", "--product", "rice", "--units", "5", "--deal", "new", "--no-next",
        "--at", "8:30",
    )  # fmt: skip
    assert run("customer", "show", "张敏", "--json").json["item"]["intent"] is None
    run("order", "add", "rice", "--for", "王伟", "--units", "5")
    assert "carried out: from here the tier's cadence counts" in screen("order", "deliver", "o2")


def test_done_says_that_a_talk_was_written_down(run: Any, book: Any) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-20")
    command = 'amflow log-call c1 --at "2026-11-25 09:30"'

    assert f"a call; how it ended: {command}" in run("done", "c1").stdout

    again = run("done", "c1", code=1).stderr
    assert "no talk with 孙丽 (c1) is due" in again
    assert 'amflow log-call c1 "…"' in again
    run("log-call", "c1", "--at", "2026-11-25 09:30", "--outcome", "interested")
    assert [row["outcome"] for row in book.all("SELECT outcome FROM touch")] == ["interested"]
    assert run("done", "c1", "--at", "9:10").code == 0, "whoever says when has talked"


def test_a_task_of_whom_no_talk_is_due_is_named(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    run("log-call", "张敏", "a word", "--no-next")
    task(run, "bring the samples", "--for", "张敏", "--due", "fri")

    assert "amflow done t1 ticks off bring the samples" in run("done", "c1", code=1).stderr


def test_what_was_said_behind_a_reference_is_a_talk(run: Any) -> None:
    customer(run, "张敏")
    task(run, "call about the soup", "--for", "张敏", "--due", "today")
    task(run, "buy pens")

    for words in (["loved the soup range"], ["loved", "the", "soup", "range"]):
        assert 'amflow log-call t1 "loved the soup range"' in run("done", "t1", *words, code=2).stderr
    assert run("done", "t1", "buy pens").code == 0


def test_a_talk_that_is_left_out_comes_back_on_a_working_day(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("playbook", "use", "wholesale")
    customer(run, "张敏", on="2026-01-05")
    run("log-call", "张敏", "a word", "--on", "2026-01-05", "--no-next")
    for day in range(23, 28):
        monkeypatch.setenv("AMFLOW_NOW", f"2026-11-{day}T09:30")
        ref = next(item["ref"] for item in run("outreach", "--json").json["items"] if item["ref"].startswith("r"))
        until = run("skip", ref, "--json").json["item"]["until_on"]
        assert date.fromisoformat(until).weekday() < 5
        run("undo")
