"""What is asked on a terminal is completed: customers by name and pinyin, words of a list; Esc goes back, or out."""

import os
import sys
from typing import Any

import pexpect
import pytest

from days import customer


@pytest.fixture
def typed(run: Any) -> Any:
    """Types a command line on a terminal that can edit a line."""
    for name in ("张敏", "章明", "王伟"):
        customer(run, name)

    def spawn(*words: str) -> Any:
        return pexpect.spawn(
            sys.executable, ["-m", "amflow", *words], env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"},
            encoding="utf-8", timeout=20, dimensions=(40, 160),
        )  # fmt: skip

    return spawn


def test_customers_and_words_are_completed_and_esc_goes_back(typed: Any, book: Any, home: Any) -> None:
    before = {path.name for path in home.iterdir()}
    child = typed("log-visit")
    child.expect("customer .*:")
    child.send("zhangm")
    # Two are called so: they are shown while it is typed, and Tab takes the one after the other.
    child.expect("张敏.*c1.*章明.*c2")
    child.send("\x15wangw\t\r")
    child.expect(r"王伟 \(c3\)")
    child.expect("1/5 Greet.*:")
    child.send("well\r")
    child.expect("2/5 Underst.*:")
    child.send("half a wo\x1b")
    child.expect(r"1/5 Greet.*\[well\].*:")
    # The arrow brings what was answered, to be mended.
    child.send("\x1b[A\x7f\x7f\x7fent\r")
    for place in (2, 3, 4):
        child.expect(f"{place}/5 .*:")
        child.send("\r")
    child.expect("how it ended.*:")
    child.send("agr\t\r")
    child.expect("5/5 .*:")
    child.send("\r")
    child.expect("logged")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    row = book.one("SELECT customer_id, outcome, note FROM touch")
    assert (row["customer_id"], row["outcome"]) == (3, "agreed")
    assert "went" in row["note"]
    assert {path.name for path in home.iterdir()} - before <= {"book.db", "state", "data", "cache"}


def test_esc_before_the_first_question_leaves_and_writes_nothing(typed: Any, book: Any) -> None:
    child = typed("deal", "add")
    child.expect("customer.*:")
    child.send("\x1b")
    child.expect("nothing was changed")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert book.number("SELECT count(*) FROM deal") == 0
