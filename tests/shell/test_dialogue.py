"""Being asked on a terminal: what was answered is never lost, one can go back, and saying nothing writes nothing."""

import os
import sys
from typing import Any

import pexpect
import pytest

from days import customer


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

    child.expect(r"张敏 \(c1\) · Gold.*< goes one question back.*1/5 Greet")
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


def test_a_slip_in_the_credit_sheet_is_asked_again(run: Any, typed: Any, book: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("deal", "add", "a flat", "--for", "c1", "--pipeline", "loan", "--amount", "50万")

    child = typed("deal", "credit", "d1", "--ask")
    _say(child, ("Yearly income", "much"), ("not an amount", "20万"), ("Collateral", "-"), ("Amount asked", ""))
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
    assert {line["key"]: line["value"] for line in kept["lines"]}["debts"] == 30000


def test_enter_through_the_credit_sheet_writes_none(run: Any, typed: Any, book: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-bank")
    run("deal", "add", "a flat", "--for", "c1", "--pipeline", "loan", "--amount", "50万")

    child = typed("deal", "credit", "d1")
    _say(
        child,
        *(
            (words, "")
            for words in ("Yearly income", "Collateral", "Amount asked", "Other", "Credit report", "Purpose")
        ),
    )
    child.expect("nothing was written")

    assert _ends(child) == 0
    assert book.number("SELECT count(*) FROM credit_sheet") == 0


def test_a_short_question_keeps_what_was_answered_too(typed: Any, run: Any) -> None:
    child = typed("goal", "add")
    _say(child, ("the goal", "read two books"))
    child.expect("the day")
    child.sendcontrol("c")
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
    child.send("\x03")
    child.expect("the book is encrypted: what was answered is kept nowhere")

    assert _ends(child) == 130
    again = typed("log-visit", "c1")
    assert again.expect(["go on with", "1/5 Greet"]) == 1
    again.close(force=True)
