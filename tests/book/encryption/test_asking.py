"""Being asked for a passphrase on a terminal: said whose it is, asked again after a slip, and asked before a lock is changed."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from tests.conftest import Run

from amflow.book.encryption import keyring
from days import ctrl_c
from fixtures.encrypted import NAME, WORD

pytest.importorskip("sqlcipher3.dbapi2")


@pytest.fixture
def typed(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Types a command line on a terminal, where the passphrase is kept nowhere."""
    monkeypatch.delenv("AMFLOW_PASSPHRASE_FILE")

    def spawn(*words: str) -> Any:
        return pexpect.spawn(
            sys.executable, ["-m", "amflow", *words], env={**os.environ, "TERM": "dumb"}, encoding="utf-8", timeout=30,
            dimensions=(40, 160),
        )  # fmt: skip

    return spawn


def answer(child: Any, *words: str, asked: str = "passphrase of book.db: ") -> None:
    for word in words:
        child.expect_exact(asked)
        child.sendline(word)


def end(child: Any) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus), str(child.before)


@pytest.mark.parametrize("words", [("today",), ("find", NAME), ("customer", "list")])
def test_a_slip_is_no_end(typed: Callable[..., Any], words: tuple[str, ...]) -> None:
    """The right one was refused: it had been asked for once more to write down what a closed register had not refused."""
    child = typed(*words)
    answer(child, "a slip")
    child.expect("the passphrase does not open")
    answer(child, WORD)

    code, said = end(child)
    assert (code, NAME in said) == (0, words != ("today",))


def test_who_does_not_know_it_is_asked_three_times(typed: Callable[..., Any]) -> None:
    child = typed("today")
    answer(child, "one", "two", "three")

    code, said = end(child)
    assert code == 1
    assert "passphrase of" not in said
    assert "error: the passphrase does not open" in said


def test_a_copy_that_is_put_back_asks_for_its_own_passphrase(
    typed: Callable[..., Any], run: Run, home: Path, secret: Path
) -> None:
    copy = home / "safe.age"
    run("--book", str(home / "other.db"), "book", "backup", str(copy), "--encrypt", "--passphrase-file", str(secret))
    child = typed("book", "restore", str(copy), "--dry-run")
    answer(child, WORD)
    answer(child, WORD, asked="passphrase of safe.age: ")

    assert end(child)[0] == 0


@pytest.mark.parametrize("verb", ["rekey", "decrypt"])
def test_who_sits_at_the_terminal_changes_no_lock(
    typed: Callable[..., Any], run: Run, sealed: Path, secret: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The key is kept for half a day: it opens the book for the work, and not its lock."""
    if keyring._kernel() is None:
        pytest.skip("the kernel lends no keyring here")
    monkeypatch.setenv("AMFLOW_KEEP_KEY", "session")
    run("book", "unlock", "--passphrase-file", str(secret))
    try:
        assert NAME in run("customer", "list").stdout
        more = ("--new-passphrase-file", str(secret)) if verb == "rekey" else ("--yes",)
        assert "passphrase is missing" in run("book", verb, *more, code=2).stderr
        before = sealed.read_bytes()

        child = typed("book", verb, *more)
        answer(child, "one", "two", "three")
        code, said = end(child)
        assert (code, "does not open" in said, sealed.read_bytes() == before) == (1, True, True)

        child = typed("book", verb, *more)
        answer(child, WORD)
        assert end(child)[0] == 0
        assert sealed.read_bytes() != before
    finally:
        run("book", "lock", code=None)


def test_what_was_broken_off_at_its_question_is_no_export(
    typed: Callable[..., Any], run: Run, secret: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("AMFLOW_REGISTER", "on")
    child = typed("book", "decrypt", "--passphrase-file", str(secret))
    child.expect("without a passphrase")
    ctrl_c(child)
    assert end(child)[0] == 130
    monkeypatch.setenv("AMFLOW_PASSPHRASE_FILE", str(secret))

    child = typed("summary", "--week", "-o", str(home / "week.md"))
    child.expect("cover the customers' names")
    ctrl_c(child)
    assert end(child)[0] == 130
    run("book", "decrypt", code=2)
    run("customer", "list")
    assert run("register", "audit", "--json").json["exports"] == []

    run("book", "decrypt", "--yes")
    assert [one["command"] for one in run("register", "audit", "--json").json["exports"]] == ["book decrypt"]
