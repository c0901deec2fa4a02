"""Passphrases that are typed: what they mean is said before, a slip is noticed, a short one and Ctrl-C are answered."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from tests.conftest import Run

from days import ctrl_c

pytest.importorskip("sqlcipher3")


@pytest.fixture
def typed(run: Run) -> Iterator[Callable[..., Any]]:
    """Types a command line on a terminal; the key is kept nowhere."""
    run("config", "set", "keep_key", "never")
    children: list[Any] = []

    def spawn(*words: str, lang: str = "en") -> Any:
        child = pexpect.spawn(
            sys.executable, ["-m", "amflow", *words], env={**os.environ, "TERM": "dumb", "AMFLOW_LANG": lang},
            encoding="utf-8", timeout=20, dimensions=(40, 200),
        )  # fmt: skip
        children.append(child)
        return child

    yield spawn
    for child in children:
        child.close(force=True)


def _say(child: Any, *pairs: tuple[str, str]) -> None:
    for question, answer in pairs:
        child.expect(question)
        child.sendline(answer)


def _ends(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def test_a_book_is_encrypted_with_open_eyes(typed: Callable[..., Any], run: Run, home: Path) -> None:
    run("customer", "add", "Grace Field")

    child = typed("book", "encrypt")
    child.expect("nobody can bring")
    child.expect("elsewhere stay readable to anybody")
    _say(child, ("passphrase: ", "abc"), ("once more: ", "abd"), ("two different ones", "abc"), ("once more: ", "abc"))
    # A short one is asked about before anything is done with it.
    child.expect("fewer than 10")
    assert (home / "book.db").read_bytes()[:6] == b"SQLite"
    _say(child, ("all the same", ""), ("passphrase: ", "four old trees"), ("once more: ", "four old trees"))
    child.expect("is encrypted")

    assert _ends(child) == 0
    (home / "word").write_text("four old trees")
    (home / "word").chmod(0o600)
    run("book", "unlock", "--passphrase-file", str(home / "word"))


@pytest.mark.parametrize(
    ("lang", "asked", "once_more"), [("en", "passphrase: ", "once more"), ("zh", "口令：", "再输入一次")]
)
def test_ctrl_c_at_the_question_is_answered(
    typed: Callable[..., Any], run: Run, lang: str, asked: str, once_more: str
) -> None:
    run("customer", "add", "Grace Field")
    child = typed("book", "encrypt", lang=lang)
    child.expect(asked)
    child.sendline("four old trees")
    child.expect(once_more)
    ctrl_c(child)
    child.expect("interrupted; nothing was changed" if lang == "en" else "已中断；")

    assert _ends(child) == 130
    assert "Repeat" not in child.before


def test_where_the_book_is_needs_no_passphrase(run: Run, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMFLOW_PASSPHRASE_FILE")

    assert str(sealed) in run("book", "path").stdout
    assert "retail-bank" in run("playbook", "list").stdout
    assert "Ann Reed" in run("init", "--name", "Ann Reed").stdout
    assert "its passphrase is missing" in run("init", "--playbook", "general", code=2).stderr
