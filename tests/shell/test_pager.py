"""What is longer than the terminal is leafed through, help and pages alike, and it is said how to leave."""

import os
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pexpect
import pytest

pytestmark = pytest.mark.skipif(which("less") is None, reason="there is no less here")

LONG = (("customer", "--help"), ("deal",), ("help", "commands"), ("visit", "c1"), ("customer", "list"))


def _leafed(words: tuple[str, ...], rows: int, **more: str) -> Any:
    # Where several test together, LINES says 24, and it would be believed before the terminal.
    ours = ("LESS", "PAGER", "LINES", "COLUMNS")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return pexpect.spawn(
        str(Path(sys.executable).parent / "amflow"), list(words), env={**env, "TERM": "xterm", **more}, encoding="utf-8",
        timeout=30, dimensions=(rows, 80),
    )  # fmt: skip


@pytest.fixture
def many(run: Any) -> None:
    for number in range(30):
        run("customer", "add", f"Client {number}")


@pytest.mark.parametrize("words", LONG, ids=" ".join)
def test_a_long_page_begins_at_its_top_and_says_how_it_is_left(many: None, words: tuple[str, ...]) -> None:
    child = _leafed(words, 10)
    child.expect("q: back")
    assert child.before.count("\n") < 11, "no more than the terminal shows"
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0


def test_in_chinese_it_is_said_above_the_page(many: None) -> None:
    child = _leafed(("customer", "list"), 10, AMFLOW_LANG="zh")
    child.expect("q 返回")
    child.send("q")
    child.expect(pexpect.EOF)


def test_a_person_s_own_less_is_left_alone_and_a_short_page_is_not_leafed(many: None) -> None:
    child = _leafed(("customer", "list"), 10, LESS="FIRX")
    child.expect("Client 3")
    child.send("q")
    child.expect(pexpect.EOF)
    assert "q: back" not in child.before
    child = _leafed(("customer", "list"), 60)
    child.expect(pexpect.EOF)
    assert "q: back" not in child.before
