"""A closed register: every command, every value of an option, every word that the shell offers, and JSON, while it is closed."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import ways
from tests.conftest import Run

from amflow import registry
from amflow.book import access_log
from amflow.book.opening import open_book
from amflow.shell import access
from test_hostile import leaves, sample, slots, typed

ENDS = ("register open", "register close", "book encrypt", "demo", "init", "completion words")
"""Free commands that would make the register, the book or its file another one."""


@pytest.fixture
def shut(run: Run, home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with something of everything, its register closed; nothing of the machine is ever started."""
    made = tmp_path_factory.getbasetemp() / "prepared.db"
    if not made.exists():
        ways.prepared(run, made)
    path = Path(shutil.copy(made, home / "book.db"))
    run("config", "set", "name", "Li")
    run("register", "open")
    run("register", "close")
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PATH", str(home / "nothing"))
    return path


@pytest.fixture
def told(shut: Path) -> Callable[[str], list[str]]:
    """Whose name, number or mail stands in a text."""
    connection = sqlite3.connect(shut)
    found = connection.execute("SELECT name, phone, email FROM customer").fetchall()
    connection.close()
    secrets = {one for row in found for one in row if len(one) > 1}
    assert len(secrets) > 50
    return lambda text: [one for one in secrets if one in text]


def lines(path: Path) -> list[tuple[str, str, str]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT kind, command, detail FROM access ORDER BY id").fetchall()
    finally:
        connection.close()


def every() -> Iterator[list[str]]:
    """Each command with what it must have, and with a value of each argument and option that takes a text."""
    for words, command in leaves():
        if " ".join(words) not in ENDS:
            yield [*words, *(sample(one) for one in command.params if one.required)]
    for slot in slots():
        if " ".join(slot.command) not in ENDS:
            yield typed(slot, "c1")


def test_nothing_that_can_be_typed_tells_of_anybody(run: Run, shut: Path, told: Any) -> None:
    wanted = []
    for number, words in enumerate(every()):
        path = next(" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in COMMANDS)
        said = run(words[0], ("--quiet", "--json")[number % 2], *words[1:], code=None)
        assert told(said.stdout + said.stderr) == [], words
        if access.class_of(path) == registry.FREE:
            continue
        # What is no command line at all is turned away before anybody asks whether the register is closed.
        assert said.code in (1, 2) or path in access.RESCUES, (words, said)
        if said.code == 1:
            assert said.stdout == "", words
            assert "amflow register open" in said.stderr, (words, said)
            wanted.append(path)
    assert len(wanted) > 500
    assert [line[1] for line in lines(shut) if line[0] == "refused"] == wanted
    assert not [line for line in lines(shut) if line[0] in ("list", "export")]


COMMANDS = {" ".join(words) for words, _command in leaves()}


def test_no_word_that_is_offered_tells_of_anybody(run: Run, shut: Path, told: Any) -> None:
    before = lines(shut)
    for words, command in leaves():
        needed = [sample(one) for one in command.params if one.param_type_name == "argument"]
        asked = [[*words, *needed[:count]] for count in range(len(needed) + 1)]
        asked += [[*words, one.opts[0]] for one in command.params if one.param_type_name == "option"]
        for place, typed_before in enumerate(asked):
            for shell, begun in (("bash", ""), (("fish", "zsh")[place % 2], ("c1", "张", "")[place % 3])):
                said = run("completion", "words", shell, *typed_before, begun).stdout
                assert told(said) == [], (typed_before, begun)
    assert lines(shut) == before


def test_what_is_free_is_offered_still(run: Run, shut: Path) -> None:
    assert run("completion", "words", "bash", "goal", "show", "").stdout
    assert not run("completion", "words", "bash", "goal", "edit", "").stdout
    assert "came" in run("completion", "words", "bash", "campaign", "mark", "g2", "").stdout


def test_its_copies_are_put_nowhere_else(run: Run, shut: Path, home: Path) -> None:
    copy = shut.with_name("book.db.backups") / "2026-11-20.db"
    copy.parent.mkdir(exist_ok=True)
    shutil.copy(shut, copy)

    said = run("--book", str(home / "other.db"), "book", "restore", str(copy), "--yes", code=1)

    assert "amflow register open" in said.stderr
    run("register", "open")
    run("--book", str(home / "other.db"), "book", "restore", str(copy), "--yes")


def test_the_supervisor_sees_that_it_was_tried(run: Run, shut: Path, screen: Any) -> None:
    run("today", code=1)
    run("export", "x.csv", "--what", "customers", code=1)

    page = run("register", "audit", "--json").json

    assert page["sound"] is True
    assert page["days"][-1]["remarks"] == ["2 tries while closed"]
    assert (page["days"][-1]["listings"], page["exports"]) == (0, [])
    said = [(line["kind"], line["command"], line["detail"]) for line in run("register", "show", "--json").json["items"]]
    assert said[:2] == [("refused", "export", "let-out"), ("refused", "today", None)]
    assert "refused: the register was closed" in screen("register", "show")
    assert "it would have left the book" in screen("register", "show", width=110)


def test_a_try_of_before_it_was_a_kind_is_one_still(run: Run, shut: Path, screen: Any) -> None:
    book = open_book(shut)
    access_log.append(book, access_log.AccessLine("export", "export", "Li", "refused"), "2026-11-25T01:31:00Z")
    book.close()

    page = run("register", "audit", "--json").json

    assert page["days"][-1]["remarks"] == ["1 try while closed"]
    assert (page["sound"], page["exports"]) == (True, [])
    assert run("register", "show", "--json").json["items"][0]["kind"] == "refused"
    assert "refused: the register was closed" in screen("register", "show")


def test_a_book_that_cannot_be_written_is_closed_all_the_same(run: Run, shut: Path) -> None:
    holder = sqlite3.connect(shut)
    holder.execute("BEGIN IMMEDIATE")
    run("config", "set", "busy_seconds", "0")
    try:
        assert "closed" in run("customer", "list", code=1).stderr
    finally:
        holder.close()


def test_a_locked_book_is_unlocked_and_its_register_stays_closed(run: Any, home: Any, tmp_path: Any) -> None:
    pytest.importorskip("sqlcipher3")
    word = tmp_path / "word"
    word.write_text("four old trees")
    word.chmod(0o600)
    run("config", "set", "keep_key", "never")
    run("config", "set", "passphrase_file", str(word))
    run("customer", "add", "Grace Field")
    run("book", "encrypt", "--passphrase-file", str(word))
    run("register", "open", "--by", "Ann")
    closed = run("register", "close", "--by", "Ann")
    assert "tomorrow" not in closed.stdout and "register open asks for the passphrase" in closed.stdout

    told = run("book", "unlock", "--passphrase-file", str(word)).stdout

    assert "the register is closed still" in told and "amflow register open" in told


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_copy_that_was_made_while_it_was_open_is_closed_too(
    run: Run, home: Path, secret: Path, encrypted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", "Zwyndham")
    run("task", "add", "the copy of the day has her")
    (copy,) = (home / "book.db.backups").iterdir()
    if encrypted:
        run("book", "encrypt", "--passphrase-file", str(secret))
    assert "Zwyndham" in run("customer", "list", "--book", str(copy)).stdout
    run("register", "open", "--by", "Ann")
    run("register", "close", "--by", "Ann")

    for words in (["customer", "list"], ["export", "-", "--format", "json"], ["show", "c1"]):
        told = run(*words, "--book", str(copy), code=1)
        assert "register open" in told.stderr and "Zwyndham" not in told.stdout + told.stderr
    assert "Zwyndham" not in run("completion", "words", "bash", "--book", str(copy), "show", "Zw").stdout
    assert [line[2] for line in run("register", "show").lines].count("customer list") == 1

    run("register", "open", "--by", "Ann")
    assert "Zwyndham" in run("customer", "list", "--book", str(copy)).stdout
    (home / "book.db").write_bytes(b"no book any more")
    assert "Zwyndham" in run("customer", "list", "--book", str(copy)).stdout
