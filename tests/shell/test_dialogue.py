"""Being asked on a terminal: what was answered is never lost, one can go back, and saying nothing writes nothing."""

import os
import sys
from typing import Any

import pexpect
import pytest

from days import ctrl_c, customer


@pytest.fixture
def typed(run: Any) -> Any:
    """Types a command line on a terminal."""
    customer(run, "张敏", "--tier", "gold")
    customer(run, "王伟")

    def spawn(*words: str) -> Any:
        return pexpect.spawn(
            sys.executable, ["-m", "amflow", *words], env={**os.environ, "TERM": "dumb"}, encoding="utf-8", timeout=20,
            dimensions=(40, 160),
        )  # fmt: skip

    return spawn


def _say(child: Any, *pairs: tuple[str, str]) -> None:
    for question, answer in pairs:
        child.expect(question)
        child.sendline(answer)


def _ends(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def test_whom_it_is_about_is_said_before_the_first_question(typed: Any, book: Any) -> None:
    child = typed("log-visit", "c1")

    child.expect(r"张敏 \(c1\) · Gold.*Esc or < goes one question back.*1/5 Greet")
    for _question in range(6):
        child.sendline("")
    child.expect("nothing was answered: nothing was written")

    assert _ends(child) == 0
    assert book.number("SELECT count(*) FROM touch") == 0


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_what_was_answered_before_the_dialogue_was_broken_off_is_offered_again(typed: Any, book: Any, key: str) -> None:
    child = typed("log-visit", "c1")
    _say(child, ("1/5 Greet", "well"), ("2/5 Underst", "a car"))
    child.expect("3/5 Show")
    child.send(key)
    child.expect("kept for a day; to go on: amflow log-visit c1")
    assert _ends(child) == 130
    assert book.number("SELECT count(*) FROM touch") == 0

    child = typed("log-visit", "c1")
    _say(
        child, ("go on with what was answered before", ""), (r"2/5 Underst.*\[a car\]", ""), ("3/5 Show", ""), ("4/5 ", ""),
        ("how it ended", "interested"), ("next step", ""),
    )  # fmt: skip
    child.expect("logged")

    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "Greet and introduce: well\nUnderstand the needs: a car"
    again = typed("log-visit", "c1")
    assert again.expect(["go on with", "1/5 Greet"]) == 1
    again.close(force=True)


def test_one_can_begin_anew(typed: Any, book: Any) -> None:
    child = typed("log-call", "c2")
    _say(child, ("what was said", "busy"))
    child.expect("next step")
    child.sendcontrol("d")
    _ends(child)

    child = typed("log-call", "c2")
    _say(child, ("go on with", "n"), ("what was said", "free"), ("next step", ""))

    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "free"


def test_a_question_can_be_gone_back_to(typed: Any, book: Any) -> None:
    child = typed("log-call", "王伟")
    _say(child, ("what was said", "<"), ("the first question", "bsuy"), ("next step", "<"))
    _say(child, (r"what was said.*\[bsuy\]", "busy"), ("next step", ""))

    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "busy"


def test_help_is_no_answer_to_go_back_to(typed: Any, tmp_path: Any) -> None:
    (tmp_path / "in.csv").write_text("name,phone,x\n陈桂芳,13812345678,y\n", "utf-8")

    child = typed("import", str(tmp_path / "in.csv"), "--as", "customer", "--ask")
    _say(child, (r"name \(", ""), (r"phone \(", "?"), (r"phone \(", "<"), (r"name \(.*\[name\]", ""))
    _say(child, (r"phone \(.*\[phone\]", ""), (r"x \(", ""))

    child.expect("added +1")
    assert _ends(child) == 0


def test_a_slip_in_the_credit_sheet_is_asked_again(run: Any, typed: Any, book: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("deal", "add", "a flat", "--for", "c1", "--pipeline", "loan", "--amount", "50万")

    child = typed("deal", "credit", "d1", "--ask")
    _say(child, ("Yearly income", "much"), ("not an amount", "20万"), ("collateral", "-"), ("Amount asked", ""))
    child.expect("Other loans")
    child.sendcontrol("d")
    child.expect("amflow deal credit d1 --ask")
    assert _ends(child) == 130

    child = typed("deal", "credit", "d1", "--ask")
    _say(
        child,
        ("go on with", ""),
        ("Amount asked", ""),
        ("Other loans", "0"),
        ("Credit report", "<"),
        ("Other loans", "3万"),
    )
    _say(child, ("Credit report", ""), ("Purpose", "a flat"))
    assert _ends(child) == 0
    kept = run("deal", "credit", "d1", "--json").json["item"]
    assert {line["key"]: line["value"] for line in kept["lines"]}["debts"]["amount"] == 30000


def test_enter_through_the_credit_sheet_writes_none(run: Any, typed: Any, book: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("deal", "add", "a flat", "--for", "c1", "--pipeline", "loan", "--amount", "50万")

    child = typed("deal", "credit", "d1")
    _say(
        child,
        *(
            (words, "")
            for words in ("Yearly income", "collateral", "Amount asked", "Other", "Credit report", "Purpose")
        ),
    )
    child.expect("nothing was written")

    assert _ends(child) == 0
    assert book.number("SELECT count(*) FROM credit_sheet") == 0


def test_a_short_question_keeps_what_was_answered_too(typed: Any, run: Any) -> None:
    child = typed("goal", "add")
    _say(child, ("the goal", "read two books"))
    child.expect("the day")
    ctrl_c(child)
    child.expect("amflow goal add")
    assert _ends(child) == 130

    child = typed("goal", "add")
    _say(child, ("go on with", ""), (r"the goal \[read two books\]", ""), ("the day", "end of month"))
    assert _ends(child) == 0
    assert run("goal", "list").stdout.count("read two books") == 1


def test_what_goes_into_an_encrypted_book_is_kept_nowhere_else(typed: Any, run: Any, secret: Any) -> None:
    run("book", "encrypt", "--passphrase-file", str(secret))
    child = typed("log-visit", "c1")
    _say(child, ("1/5 Greet", "Planted-Zhuravlyova was well"))
    child.expect("2/5 Underst")
    ctrl_c(child)
    child.expect("the book is encrypted: what was answered is kept nowhere")

    assert _ends(child) == 130
    again = typed("log-visit", "c1")
    assert again.expect(["go on with", "1/5 Greet"]) == 1
    again.close(force=True)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (("deal", "add"), "customer: "),
        (("deal", "lose", "d1"), "the reason: "),
        (("goal", "add"), "the goal: "),
        (("event", "add"), "what it is: "),
        (("note", "add"), "the note: "),
        (("meeting", "decide"), "the decision: "),
        (("case", "open", "c1"), "what it is about: "),
    ],
)
def test_what_is_needed_is_asked_again_and_enter_writes_nothing(
    run: Any, typed: Any, book: Any, words: tuple[str, ...], question: str
) -> None:
    run("deal", "add", "a flat", "--for", "c1", "--pipeline", "sale")
    before = book.number("SELECT count(*) FROM journal")

    child = typed(*words)
    child.expect(question)
    child.sendline("")
    child.expect("without it nothing is written.*Ctrl-C leaves it")
    child.sendline("")
    child.expect("without it nothing is written")
    ctrl_c(child)

    assert _ends(child) == 130
    assert book.number("SELECT count(*) FROM journal") == before


def test_a_customer_and_a_day_that_are_not_understood_are_asked_again(typed: Any, book: Any) -> None:
    child = typed("deal", "add", "a flat", "--pipeline", "sale")
    _say(child, ("customer: ", "nobody"), ("no customer is called", "张敏"))
    child.expect("begun")
    assert _ends(child) == 0

    child = typed("goal", "add", "ten visits")
    _say(child, ("the day: ", "31 feb"), ("not a date", "fri"))
    child.expect("set")
    assert _ends(child) == 0
    assert book.one("SELECT customer_id FROM deal")["customer_id"] == 1


def test_a_wrong_answer_to_which_one_asks_again(run: Any, typed: Any, book: Any) -> None:
    customer(run, "张敏", "--anyway")

    child = typed("log-call", "张敏", "busy", "--no-next")
    _say(child, ("which one", "c9"), ("c9 is none of them.*which one", "c3"))
    child.expect("logged")

    assert _ends(child) == 0
    assert book.one("SELECT customer_id FROM touch")["customer_id"] == 3


def test_a_next_step_that_is_refused_keeps_the_note(typed: Any, run: Any, book: Any) -> None:
    child = typed("log-call", "c1", "busy", "--next", "fri 31 feb papers")
    child.expect("31 feb.*Enter: none")
    child.sendline("fri papers")
    child.expect("logged")
    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "busy"

    refused = run("log-call", "c1", "busy again", "--next", "fri 31 feb papers", code=2)
    assert "Nothing was written" in refused.stderr
    assert book.number("SELECT count(*) FROM touch") == 1


def test_breaking_off_without_an_answer_says_one_thing(typed: Any, book: Any) -> None:
    child = typed("customer", "ask", "c1")
    child.expect("1/")
    ctrl_c(child)
    child.expect("nothing was answered: nothing was written")

    assert "kept" not in child.before.replace("keeps what was answered", "")
    assert _ends(child) == 0


def test_the_trade_is_asked_until_it_is_said(typed: Any, run: Any) -> None:
    child = typed("init")
    _say(child, ("language", ""), ("country", ""), ("currency", ""), ("trade .number", ""), ("without it", "2"))
    _say(child, ("your name", ""), ("your firm", ""), ("your branch", ""))
    child.expect("set up")

    assert _ends(child) == 0


def test_enter_chooses_no_pipeline(typed: Any, book: Any) -> None:
    child = typed("deal", "add", "a flat", "--for", "c1")
    _say(child, ("which pipeline", ""), ("without it nothing is written", "sale"))
    child.expect("begun")

    assert _ends(child) == 0
    assert book.one("SELECT pipeline FROM deal")["pipeline"] == "sale"


def test_a_slip_is_no_answer_to_go_back_to(typed: Any, book: Any) -> None:
    child = typed("log-call", "c2")
    _say(child, ("what was said", "busy"), ("next step", "31 november"), ("no such day", "<"), (r"\[busy\]", ""))
    child.expect(r"next step, with its day \(Enter: none\)(.*): ")
    assert "31 november" not in child.match[1]
    child.sendline("fri call")

    assert _ends(child) == 0
    assert book.one("SELECT due_on FROM task")["due_on"] == "2026-11-27"


def test_a_slip_at_the_line_of_the_heading_is_asked_again(typed: Any, book: Any, tmp_path: Any) -> None:
    file = tmp_path / "guests.csv"
    file.write_text(
        "guests of the fair,,\nNovember,,\nname,phone,city\nAnn Lee,13800138001,Hull\nBo Ek,13800138002,York\n"
    )

    child = typed("import", str(file), "--as", "customer", "--ask", "--dry-run")
    _say(child, ("the heading is in line", "9"), ("the heading is in line", "3"), (r"name \(Ann Lee", ""))
    child.close(force=True)


@pytest.mark.parametrize("key", ["\x03", "\x04"])
@pytest.mark.parametrize("goes_on", [False, True])
def test_what_was_kept_is_kept_until_it_is_written_or_given_up(typed: Any, book: Any, key: str, goes_on: bool) -> None:
    child = typed("log-visit", "c2")
    _say(child, ("1/5 Greet", "friendly"), ("2/5 Underst", "a loan"))
    child.expect("3/5 Show")
    ctrl_c(child)
    assert _ends(child) == 130

    # Broken off at the question itself, or at the answer that is put again.
    child = typed("log-visit", "c2")
    child.expect("go on with what was answered before")
    if goes_on:
        child.sendline("")
        child.expect(r"2/5 Underst.*\[a loan\]")
    child.send(key)
    child.expect("kept for a day; to go on: amflow log-visit c2")
    assert _ends(child) == 130

    child = typed("log-visit", "c2")
    _say(child, ("go on with what was answered before", "yes"), (r"2/5 Underst.*\[a loan\]", ""), ("3/5 Show", ""))
    _say(child, ("4/5 ", ""), ("how it ended", ""), ("next step", ""))
    child.expect("logged")
    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "Greet and introduce: friendly\nUnderstand the needs: a loan"


@pytest.mark.parametrize("no", ["不", "不要", "不接", "不用", "否"])
def test_no_is_understood_in_chinese_and_what_is_neither_is_asked_again(
    typed: Any, book: Any, monkeypatch: Any, no: str
) -> None:
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    child = typed("log-call", "c2")
    _say(child, ("谈了什么", "在开会"))
    child.expect("下一步.*：")
    child.sendcontrol("d")
    _ends(child)

    child = typed("log-call", "c2")
    _say(child, ("接着填吗.*是/否", "也许"), ("“也许”.*是/否", no), ("谈了什么", "有空"), ("下一步", ""))

    assert _ends(child) == 0
    assert book.one("SELECT note FROM touch")["note"] == "有空"
