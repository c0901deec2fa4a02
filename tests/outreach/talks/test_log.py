"""Writing down a talk: everything that follows from it, what is asked, what is refused, and one undo for all of it."""

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from days import bought, ctrl_c, customer, deal, items, refs, rows, task


def _one(book: Any, sql: str, *values: Any) -> dict[str, Any]:
    return dict(book.one(sql, *values))


def test_a_visit_changes_everything_that_hangs_on_it(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-02")
    deal(run, "张敏", on="2026-11-10")
    task(run, "look at the note", "--for", "张敏", "--due", "today 15:00")
    task(run, "send the sheet", "--for", "张敏", "--due", "today")

    item = run(
        "log-visit", "张敏", "wants six months", "--outcome", "interested", "--intent", "b", "--minutes", "40",
        "--with", "小李", "--next", "周四上午10点 带上产品单", "--json",
    ).json["item"]  # fmt: skip

    assert (item["customer"]["ref"], item["deal"]["ref"], item["settled"], item["intent"]) == ("c1", "d1", ["t1"], "B")
    assert item["next"] == {
        "ref": "t3", "due_on": "2026-11-26", "due_at": "2026-11-26T10:00:00+08:00", "title": "带上产品单"
    }  # fmt: skip
    touch = _one(book, "SELECT * FROM touch")
    assert (touch["kind"], touch["held_on"], touch["held_at"], touch["minutes"]) == ("visit", "2026-11-25", "09:30", 40)
    assert (touch["outcome"], touch["intent"], touch["reached"], touch["companions"]) == ("interested", "B", 1, "小李")
    who = _one(book, "SELECT * FROM customer")
    assert (who["last_touch_on"], who["quiet_since"], who["intent"]) == ("2026-11-25", "2026-11-25", "B")
    assert book.one("SELECT quiet_since FROM deal")[0] == "2026-11-25"
    after = _one(book, "SELECT * FROM task WHERE id = 3")
    assert (after["promised"], after["touch_id"], after["deal_id"], after["due_time"]) == (1, 1, 1, "10:00")
    states = [row["state"] for row in book.all("SELECT state FROM task ORDER BY id")]
    assert states == ["done", "open", "open"], "a visit ends the appointment, not the sheet that was promised"


@pytest.mark.parametrize(
    ("words", "due_on", "due_at", "title"),
    [
        ("fri 10:00 send the proposal", "2026-11-27", "2026-11-27T10:00:00+08:00", "send the proposal"),
        ("+3wd call", "2026-11-30", None, "call"),
        ("明天下午3点 送资料", "2026-11-26", "2026-11-26T15:00:00+08:00", "送资料"),
        ("下周三", "2026-12-02", None, "talk again"),
        ("下周三上午", "2026-12-02", None, "上午: talk again"),
        ("下周二下午打电话", "2026-12-01", None, "下午打电话"),
        ("tomorrow morning", "2026-11-26", None, "morning: talk again"),
        ("send the proposal", "2026-11-26", None, "send the proposal"),
        ("today call again", "2026-11-25", None, "call again"),
    ],
)
def test_the_next_step_becomes_a_dated_task(run: Any, words: str, due_on: str, due_at: str | None, title: str) -> None:
    customer(run, "张敏")

    upcoming = run("log-call", "张敏", "talked", "--next", words, "--json").json["item"]["next"]

    assert (upcoming["due_on"], upcoming["due_at"], upcoming["title"]) == (due_on, due_at, title)
    assert run("show", upcoming["ref"], "--json").json["item"]["due_on"] == due_on


def test_a_next_talk_is_ended_by_the_next_talk(run: Any) -> None:
    customer(run, "张敏")
    run("log-call", "张敏", "talked", "--next", "fri")

    settled = run("log-visit", "张敏", "talked", "--on", "2026-11-27", "--json").json["item"]["settled"]

    assert settled == ["t1"]


def test_what_was_promised_is_not_ended_by_talking(run: Any) -> None:
    customer(run, "张敏")
    run("log-call", "张敏", "talked", "--next", "fri send the proposal")

    run("log-call", "张敏", "talked", "--on", "2026-11-27")

    assert refs(run, "callback", "--on", "2026-11-27") == ["t1"]


@pytest.mark.parametrize(("kind", "ended"), [("visit", ["t1"]), ("call", ["t2"]), ("message", ["t3"])])
def test_a_talk_ends_the_tasks_that_it_was(run: Any, kind: str, ended: list[str]) -> None:
    """Of several that are open the one of its kind; what else it may have been stays open, and is named."""
    customer(run, "张敏")
    for of in ("visit", "call", "message"):
        task(run, of, "--for", "张敏", "--kind", of, "--due", "today")
    task(run, "later", "--for", "张敏", "--kind", kind, "--due", "tomorrow")
    customer(run, "王伟")
    task(run, "other", "--for", "王伟", "--kind", kind, "--due", "today")

    assert run(f"log-{kind}", "张敏", "talked", "--json").json["item"]["settled"] == ended


@pytest.mark.parametrize(
    "words", [("log-call", "--outcome", "no-answer"), ("log-visit", "--outcome", "no-answer"), ("log-message",)]
)
def test_nobody_reached_resets_nothing(run: Any, book: Any, words: tuple[str, ...]) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-10-01")
    bought(run, "张敏", on="2026-11-13")
    task(run, "call", "--for", "张敏", "--kind", "call", "--due", "today")
    run("plan", "--accept", "today")
    before = [one["ref"] for one in run("show", "张敏", "--json").json["item"]["due"]]

    result = run(words[0], "张敏", "", *words[1:], "--json").json["item"]

    assert result["settled"] == []
    assert [one["ref"] for one in run("show", "张敏", "--json").json["item"]["due"]] == before != []
    who = _one(book, "SELECT * FROM customer")
    assert (who["quiet_since"], who["last_touch_on"]) == ("2026-10-01", None)
    assert [row["state"] for row in book.all("SELECT state FROM plan_line")] == ["planned"]


def test_a_call_settles_the_callback_after_buying(run: Any, book: Any) -> None:
    customer(run, "张敏", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")
    (ref,) = refs(run, "callback")

    settled = run("log-call", "张敏", "all well", "--json").json["item"]["settled"]

    assert settled == [ref]
    assert refs(run, "callback") == []
    kept = _one(book, "SELECT * FROM settled")
    assert (kept["rule"], kept["state"], kept["for_date"], kept["touch_id"]) == ("t10", "done", "2026-11-13", 1)


def test_a_call_before_the_tenth_day_leaves_it_due(run: Any) -> None:
    customer(run, "张敏", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")

    run("log-call", "张敏", "talked", "--on", "2026-11-20")

    assert len(refs(run, "callback")) == 1


def test_the_deal_is_attached_when_it_is_the_only_open_one(run: Any, book: Any) -> None:
    customer(run, "张敏")
    bought(run, "张敏", on="2026-11-25")
    for deals, expected in ((1, "d2"), (2, None)):
        deal(run, "张敏")
        assert run("log-call", "张敏", "talked", "--json").json["item"]["deal"] == (
            expected and {"ref": expected, "title": None}
        ), deals
    assert run("log-call", "张敏", "talked", "--deal", "d3", "--json").json["item"]["deal"]["ref"] == "d3"


def test_a_deal_of_somebody_else_or_of_nobody_is_refused(run: Any) -> None:
    customer(run, "张敏")
    customer(run, "王伟")
    deal(run, "王伟")

    assert "another customer's deal" in run("log-call", "张敏", "talked", "--deal", "d1", code=2).stderr
    assert "no deal d9" in run("log-call", "张敏", "talked", "--deal", "d9", code=3).stderr


def test_a_talk_in_the_past_counts_from_its_day(run: Any, book: Any) -> None:
    customer(run, "张敏", on="2026-11-02")
    run("log-call", "张敏", "new", "--on", "2026-11-20")

    item = run("log-visit", "张敏", "old", "--at", "2026-11-10 15:00", "--json").json["item"]

    assert (item["held_on"], item["held_at"]) == ("2026-11-10", "2026-11-10T15:00:00+08:00")
    assert book.one("SELECT quiet_since FROM customer")[0] == "2026-11-20"
    assert run("log-call", "张敏", "talked", "--at", "9:00", "--json").json["item"]["held_on"] == "2026-11-25"
    assert run("log-call", "张敏", "talked", "--at", "昨天", "--json").json["item"]["held_on"] == "2026-11-24"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--at", "tomorrow"), 2, "still to come"),
        (("--at", "10:00"), 2, "still to come"),
        (("--at", "blursday"), 2, "is not a date"),
        (("--next", "yesterday call"), 2, "is over"),
        (("--next", "today 9:00 call"), 2, "is over"),
        (("--next", "thu 26:00 call"), 2, "is not clear"),
        (("--next", "next week call"), 2, "is not clear"),
        (("--next", "x" * 501), 2, "longer than"),
        (("--outcome", "intrested"), 2, "did you mean Interested?"),
        (("--intent", "E"), 2, "one of: A Ready to decide, B "),
        (("--minutes", "-5"), 2, "minutes"),
        (("--minutes", "soon"), 2, "minutes"),
        (("--deal", "c1"), 3, "no deal"),
        (("--with", "x" * 501), 2, "longer than"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    run: Any, home: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    customer(run, "张敏")
    before = rows(home / "book.db")

    result = run("log-visit", "张敏", "note", *words, code=code)

    assert told in result.stderr
    assert result.stdout == ""
    assert rows(home / "book.db") == before


def test_an_outcome_may_be_given_by_its_title(run: Any) -> None:
    customer(run, "张敏")

    assert run("log-call", "张敏", "talked", "--outcome", "No answer", "--json").json["item"]["outcome"] == "no-answer"


def test_a_note_comes_from_stdin(run: Any, book: Any) -> None:
    customer(run, "张敏")

    run("log-call", "张敏", "-", stdin="first line\nsecond\x1b[31m line\n")

    assert book.one("SELECT note FROM touch")[0] == "first line\nsecond[31m line"


def test_without_a_terminal_nothing_is_asked_and_nothing_is_no_talk(run: Any, book: Any) -> None:
    customer(run, "张敏")
    for words in ((), ("",), ("--no-next",), ("-",)):
        told = run("log-visit", "张敏", *words, "--no-input", code=2).stderr
        assert 'amflow log-visit 张敏 "…", or how it ended: --outcome …' in told

    run("log-visit", "张敏", "--outcome", "no-answer", "--no-input")

    assert [(row["note"], row["reached"]) for row in book.all("SELECT note, reached FROM touch")] == [("", 0)]


def test_one_undo_takes_all_of_it_back(run: Any, home: Path) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-13")
    bought(run, "张敏", on="2026-11-13")
    deal(run, "张敏")
    task(run, "visit", "--for", "张敏", "--due", "today 11:00")
    run("plan", "--accept", "today")
    before = rows(home / "book.db")

    run("log-visit", "张敏", "talked", "--intent", "A", "--next", "fri 10:00 papers")
    after = rows(home / "book.db")
    run("undo")

    assert after != before
    assert rows(home / "book.db") == before
    run("redo")
    assert rows(home / "book.db") == after


def test_the_first_talk_with_a_lead_is_done_when_it_took_place(run: Any) -> None:
    run("lead", "add", "孙丽", "--on", "2026-11-24")
    run("log-call", "孙丽", "talked", "--on", "2026-11-24")

    (item,) = items(run, "prospect")

    assert "first talk is due" not in (item["why"] or "")


# On a terminal


def _typed(home: Path, *words: str) -> pexpect.spawn:
    environment = {**os.environ, "TERM": "dumb", "AMFLOW_BOOK": str(home / "book.db"), "NO_COLOR": "1"}
    return pexpect.spawn(
        sys.executable,
        ["-m", "amflow", *words],
        env=environment,
        encoding="utf-8",
        dimensions=(40, 160),
        timeout=20,
    )


def test_a_visit_without_a_note_asks_five_questions_in_order(run: Any, home: Path, book: Any) -> None:
    customer(run, "张敏")
    child = _typed(home, "log-visit", "张敏")

    for question, answer in (
        ("1/5 Greet", "well"),
        (r"2/5 Understand.*still open:\s+Have you invested", ""),
        ("3/5 Show", "the six-month sheet"),
        ("4/5 Answer", "the rate"),
        ("how it ended .1 Interested, 2 ", "intrested"),
        ("did you mean Interested", "1"),
        ("5/5 next step", "yesterday"),
        ("is over", "fri 10:00 papers"),
    ):
        child.expect(question)
        child.sendline(answer)
    child.expect("logged")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    touch = _one(book, "SELECT * FROM touch")
    assert touch["note"] == (
        "Greet and introduce: well\nShow what fits: the six-month sheet\nAnswer questions: the rate"
    )
    assert touch["outcome"] == "interested"
    assert book.one("SELECT title, due_on FROM task")["due_on"] == "2026-11-27"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("log-visit", "张敏", "note"), []),
        (("log-visit", "张敏", "note", "--next", ""), []),
        (("log-visit", "张敏", "note", "--no-next"), []),
        (("log-visit", "张敏", "note", "--next", "fri"), []),
        (("log-visit", "张敏", "--outcome", "interested", "--no-input"), []),
    ],
)
def test_only_what_is_missing_is_asked(run: Any, home: Path, words: tuple[str, ...], asked: list[str]) -> None:
    customer(run, "张敏")
    child = _typed(home, *words)

    for question in asked:
        assert child.expect([rf"{question}[^)]*\)", "logged"]) == 0
        child.sendline("")
    assert child.expect(["logged", r"\(Enter"]) == 0
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_who_wants_it_is_asked_for_the_next_step_of_every_talk(run: Any, home: Path) -> None:
    customer(run, "张敏")
    run("config", "set", "ask_next", "always")
    child = _typed(home, "log-visit", "张敏", "note")

    assert child.expect([r"next step[^)]*\)", "logged"]) == 0
    child.sendline("no such day, and next week")
    # What is not understood is asked again, with the way out.
    assert child.expect([r"Enter: none\)", "logged"]) == 0
    child.sendline("")
    assert child.expect(["logged", r"\(Enter"]) == 0
    child.expect(pexpect.EOF)


def test_breaking_off_while_asked_writes_nothing(run: Any, home: Path, book: Any) -> None:
    customer(run, "张敏")
    child = _typed(home, "log-visit", "张敏")
    child.expect("1/5 Greet")
    # On a loaded machine the key can come between two states of the terminal: a person would press it again.
    for _press in range(3):
        ctrl_c(child)
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=5) == 0:
            break
    child.close()

    assert child.exitstatus == 130
    assert book.number("SELECT count(*) FROM touch") == 0


@pytest.mark.parametrize("words", ["none", "No", "-", "n/a", "no next step", "无", "没有。", "不用"])
def test_no_next_step_may_be_said(run: Any, book: Any, words: str) -> None:
    run("customer", "add", "Gareth Pugh")
    run("log-call", "gareth", "sounded well", "--next", words)

    assert book.number("SELECT count(*) FROM task") == 0


def test_what_they_say_of_themselves_is_written_with_the_talk(run: Any, screen: Any, book: Any) -> None:
    """W11, W12: risk tolerance, income, what the money is for: once, in the talk in which it was said."""
    run("playbook", "use", "retail-bank")
    run("customer", "add", "张敏")
    said = ("--answer", "goal=a flat", "--field", "risk-tolerance=C3", "--field", "children=two")
    for wrong in (("--field", "risk-tolerance=C9"), ("--field", "children"), ("--answer", "nosuch=1")):
        run("log-visit", "张敏", "at the branch", "--no-next", *wrong, code=2)
    assert book.one("SELECT 1 FROM touch") is None

    told = screen("log-visit", "张敏", "at the branch", "--no-next", *said)

    assert "noted goal=a flat, risk-tolerance=C3, children=two" in " ".join(told.split())
    assert "Risk tolerance" not in told, "what was said just now is asked for no more"
    item = run("show", "张敏", "--json").json["item"]
    assert item["profile"] == {"risk-tolerance": "C3", "children": "two"}
    assert book.one("SELECT touch_id, value FROM answer WHERE question = 'goal'")["touch_id"] == 1
    run("undo")
    assert book.one("SELECT profile FROM customer")["profile"] == "{}"
    assert book.one("SELECT 1 FROM answer") is None


def test_what_somebody_says_of_their_firm_is_the_firms(run: Any, book: Any) -> None:
    run("playbook", "use", "enterprise")
    run("customer", "add", "东方机械", "--organisation")
    run("customer", "add", "王刚", "--org", "东方机械")

    run("log-call", "王刚", "a word", "--no-next", "--field", "procurement=tender")

    kept = {row["name"]: row["profile"] for row in book.all("SELECT name, profile FROM customer")}
    assert kept == {"东方机械": '{"procurement": "tender"}', "王刚": "{}"}


def test_what_comes_next_after_a_call_in_vain_is_not_the_line_that_it_was(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", "王伟", "--tier", "gold", "--on", "2026-10-01")
    run("plan", "today", "--accept")
    (line,) = run("plan", "today", "--json").json["items"]
    assert line["ref"] in run("log-call", "王伟", "--outcome", "no-answer", "--no-next").stdout
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T17:00")
    told = run("log-call", "王伟", "once more", "--outcome", "no-answer", "--no-next").stdout
    assert line["ref"] not in told and "a talk is still due" in told


def test_how_a_talk_ended_can_be_said_later(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-02")
    run("log-call", "张敏", "wants six months", "--at", "2026-11-24 10:00")
    late = ("log-call", "张敏", "--at", "2026-11-24 10:00", "--outcome")

    assert "nothing was changed" in run(*late, "no-answer", code=1).stderr
    said = run(*late, "undecided").stdout

    assert "how it ended is written down" in said
    touch = book.one("SELECT outcome, note, held_at FROM touch")
    assert tuple(touch) == ("undecided", "wants six months", "10:00")
    assert "written down already (Undecided)" in run(*late, "interested", code=1).stderr
    run(*late, "interested", "--anyway")
    assert book.number("SELECT count(*) FROM touch") == 2, "another one where that is said"
    run("undo", "2")
    assert book.one("SELECT outcome FROM touch")[0] == ""
    assert run("book", "check").code == 0


def test_a_talk_that_is_there_is_not_written_a_second_time(run: Any, book: Any, home: Path) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-02")
    at = ("--at", "2026-11-24 10:00")
    run("log-visit", "张敏", "saw the shop", *at)

    assert "how it ended is missing" in run("log-visit", "张敏", *at, code=2).stderr
    assert "--anyway" in run("log-visit", "张敏", "something else", *at, code=1).stderr
    assert "--anyway" in run("log-visit", "张敏", *at, "--product", "a note", code=1).stderr
    child = _typed(home, "log-visit", "张敏", *at)
    child.expect("visit with")
    child.expect("how it ended .1 Interested")
    child.sendline("2")
    child.expect("how it ended is written down, Undecided")
    child.expect(pexpect.EOF)

    assert [tuple(row) for row in book.all("SELECT outcome, note FROM touch")] == [("undecided", "saw the shop")]


def test_what_was_bought_in_a_talk_that_is_there_makes_no_second_one(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-02")
    run("log-call", "张敏", "wants six months", "--at", "2026-11-24 10:00")

    run("log-call", "张敏", "--at", "2026-11-24 10:00", "--outcome", "bought")

    assert [row["outcome"] for row in book.all("SELECT outcome FROM touch")] == ["bought"]


@pytest.mark.parametrize(
    "words",
    ["not in", "out", "away", "no reply", "voicemail", "engaged", "不在", "没人", "无人接听", "关机", "占线", "没接"],
)
def test_everyday_words_say_that_nobody_was_reached(run: Any, book: Any, words: str) -> None:
    customer(run, "张敏", "--tier", "gold", on="2026-11-02")

    said = run("log-visit", "张敏", "--outcome", words, "--no-next")

    assert "No answer" in said.stdout
    assert tuple(book.one("SELECT outcome, reached FROM touch")) == ("no-answer", 0)


def test_half_a_word_of_two_outcomes_is_asked_back(run: Any) -> None:
    customer(run, "张敏")

    refused = run("log-call", "张敏", "--outcome", "not i", code=2).stderr

    assert "Not interested" in refused
    assert "No answer" in refused


def test_a_task_stands_for_its_customer_and_is_ticked_off(run: Any, book: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    deal(run, "张敏", on="2026-11-20")
    task(run, "call about the soup", "--for", "张敏", "--due", "fri")
    task(run, "buy pens")

    said = run("log-call", "t1", "loved it", "--no-next").stdout

    assert "call with 张敏 (c1) logged" in said
    assert book.one("SELECT state FROM task WHERE id = 1")[0] == "done"
    assert "call with 张敏 (c1) logged" in run("log-call", "t1", "once more", "--no-next").stdout
    assert "amflow done t2" in run("log-call", "t2", "x", code=2).stderr
    run("log-visit", "d1", "the rate", "--no-next")
    assert tuple(book.one("SELECT kind, deal_id FROM touch ORDER BY id DESC")) == ("visit", 1)
    run("case", "open", "c1", "late")
    assert 'amflow log-call c1 "…"' in run("log-call", "x1", "x", code=2).stderr


def test_what_is_to_be_done_for_them_before_the_next_talk_is_said(run: Any) -> None:
    customer(run, "张敏", "--tier", "gold")
    task(run, "bring the samples", "--for", "张敏", "--due", "fri")

    said = run("log-visit", "张敏", "saw the shop", "--no-next").stdout

    assert "t1  Fri 27 Nov  bring the samples" in said


@pytest.mark.parametrize("words", ["没接通", "No answer", "voicemail."])
def test_a_note_that_only_says_that_nobody_was_there_is_no_talk(run: Any, words: str) -> None:
    run("playbook", "use", "general")
    run("customer", "add", "张敏", "--on", "2026-11-02")

    assert "No answer" in run("log-call", "张敏", words, "--no-next").stdout

    item = run("show", "c1", "--json").json["item"]
    assert item["last_touch_on"] is None
    run("log-message", "张敏", words, "--no-next")
