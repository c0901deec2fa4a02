"""Hostile text: into every text parameter of every command, found by walking the app, and out of a crafted book onto every
screen. A command that is added is met here by itself."""

import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from tests.conftest import Run

from amflow.book import engine, integrity
from amflow.book.opening import open_book
from amflow.shell.app import app

CORPUS = (
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b]0;title\x07\x1b[2J\x1b[31mred",
    "\x9b31mC1",
    "‮evil‬‏",
    "zero​width﻿join‍er",
    "[red]markup[/red] [/] [link=http://x]",
    "{{ 7*7 }} {% for x in ().__class__.__mro__ %}",
    "'; DROP TABLE customer; --",
    "=cmd|'/c calc'!A0",
    "<script>alert(1)</script>",
    "line\r\nBEGIN:VALARM\nX-EVIL:1",
    "lone\ud800surrogate",
    "𝒳𝓎 😀👨‍👩‍👧 ﷽",
    "客户" * 400_000,
    "../../../etc/passwd",
    "-1",
    "--help",
    "%s%n{0}{x}",
    "",
    "   ",
)
"""What comes in from cards, feeds and keyboards: escapes, direction, markup, templates, SQL, formulas, headers, sizes."""

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f‪-‮⁦-⁩]")
"""What must not reach a terminal by itself: control signs and direction overrides; newlines and tabs may."""

SPAN = len(CORPUS) if os.environ.get("AMFLOW_HOSTILE") == "all" else 1
"""So many strings each parameter meets in a run; which of them turns with its name and the day, so that together they meet
all, and over the days each parameter does. AMFLOW_HOSTILE=all lets every parameter meet every string."""

TODAY = int(time.time()) // 86_400

LEFT_OUT = {("demo",), ("config", "completion"), ("completion", "words")}
"""`demo` has no text parameter but its file; the others write into the shell's own files."""


class Slot(NamedTuple):
    """A text parameter of a command: the words before it, its option (empty for an argument), its place."""

    command: tuple[str, ...]
    option: str
    place: int
    others: tuple[str, ...]
    """What must be typed beside it."""


def leaves(command: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that can be typed, with its words."""
    command = command or typer.main.get_command(app)
    if hasattr(command, "commands"):
        for name, child in command.commands.items():
            yield from leaves(child, (*words, name))
    else:
        yield words, command


def takes_text(parameter: Any) -> bool:
    return type(parameter.type).__name__ in ("StringParamType", "StringParam", "Path", "TyperPath", "FuncParamType")


def sample(parameter: Any) -> str:
    """Something that fits a required argument."""
    names = {"DEAL": "d1", "TASK": "t1", "REF": "c1", "DATE": "fri", "N": "1", "FILE": "x.csv", "STATE": "received"}
    return names.get(parameter.metavar or "", "c1")


def slots() -> list[Slot]:
    found = []
    for words, command in leaves():
        if words in LEFT_OUT:
            continue
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        for place, one in enumerate(arguments):
            if takes_text(one):
                others = tuple(sample(other) for other in arguments if other is not one and other.required)
                found.append(Slot(words, "", min(place, len(others)), others))
        required = tuple(sample(one) for one in arguments if one.required)
        for one in command.params:
            if one.param_type_name == "option" and takes_text(one) and one.expose_value:
                found += [Slot(words, one.opts[0], 0, required)]
    return found


SLOTS = slots()


def typed(slot: Slot, text: str) -> list[str]:
    if slot.option:
        return [*slot.command, *slot.others, slot.option, text]
    before, after = slot.others[: slot.place], slot.others[slot.place :]
    # Behind `--` it is an argument whatever it looks like.
    return [*slot.command, "--", *before, text, *after]


@pytest.fixture
def full(run: Run, once: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book with something of most kinds; no editor, browser or program of the machine is ever started."""
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setenv("PATH", str(home / "nothing"))
    once("a full book", lambda: fill(run))
    return home / "book.db"


def fill(run: Run) -> None:
    run("customer", "add", "张敏", "--tier", "gold", "--phone", "13800138000")
    run("customer", "add", "李强")
    run("lead", "add", "王伟")
    run("deal", "add", "an account", "--for", "c1", "--amount", "20万")
    run("product", "add", "a note")
    run("log-visit", "c1", "a talk", "--next", "fri 10:00 call")
    run("note", "add", "a market note")
    run("target", "set", "visits", "10", "--week", code=None)


def met(words: list[str], run: Run) -> str:
    """Run it; what it printed. Nothing but an exit code of ours may come of it."""
    result = run(*words, code=None)
    assert result.code in (0, 1, 2, 3, 4, 5), (words, result)
    said = result.stdout + result.stderr
    assert "Traceback" not in said, (words, said)
    return said


@pytest.mark.parametrize("part", range(4))
def test_hostile_text_goes_in_harmlessly(part: int, run: Run, full: Path) -> None:
    assert len(SLOTS) > 100, "the walk must see the parameters"
    plain = full.read_bytes()
    for slot in SLOTS[part::4]:
        start = zlib.crc32(" ".join((*slot.command, slot.option)).encode())
        for step in range(SPAN):
            text = CORPUS[(start + TODAY + step * 5 if len(CORPUS) > SPAN else step) % len(CORPUS)]
            said = met(typed(slot, text), run)
            assert not UNSAFE.search(said.replace("\r\n", "\n")), (slot, text[:40], said[:400])
        if slot.command == ("book", "encrypt") and engine.salt(full):
            # A passphrase was found in one of the files that were named: on with the book as it was.
            full.write_bytes(plain)
    book = open_book(full)
    assert integrity.problems(book) == []
    assert book.number("SELECT count(*) FROM customer") >= 3
    book.close()


def planted(path: Path) -> int:
    """Put hostile text into every text column of the book that may hold any, as a crafted book would."""
    connection = sqlite3.connect(path)
    evil = "\x1b]52;c;aGFja2Vk\x07‮[bold]<script>x</script>=1+1\x9b2J"
    count = 0
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT'").fetchall()
    for (table,) in tables:
        if table in ("change", "journal", "reading", "number", "stage_ended", "about"):
            continue
        for _place, column, kind, *_rest in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if kind == "TEXT" and column in (
                "name",
                "title",
                "note",
                "text",
                "why",
                "reason",
                "role",
                "address",
                "summary",
            ):
                count += connection.execute(f"UPDATE {table} SET {column} = ? || {column}", (evil,)).rowcount
    connection.execute("UPDATE change SET summary = ? || summary", (evil,))
    connection.commit()
    connection.close()
    return count


def readers() -> list[list[str]]:
    """Every command that can be typed with no more than a reference."""
    found = []
    for words, command in leaves():
        required = [one for one in command.params if one.param_type_name == "argument" and one.required]
        if words not in LEFT_OUT and all(takes_text(one) for one in required):
            found.append([*words, *(sample(one) for one in required)])
    return found


@pytest.mark.parametrize("form", ["tabs", "screen", "json"])
def test_hostile_text_in_a_crafted_book_is_shown_harmlessly(
    form: str, run: Run, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert planted(full) >= 8
    content = full.read_bytes()
    if form == "screen":
        monkeypatch.setenv("AMFLOW_FORCE_TTY", "80")
    for words in readers():
        full.write_bytes(content)
        for side in ("-wal", "-shm"):
            full.with_name(full.name + side).unlink(missing_ok=True)
        said = met([*words, *(["--json"] if form == "json" else [])], run)
        assert not UNSAFE.search(said), (words, UNSAFE.findall(said), said[:600])


def test_the_walk_would_see_a_new_command() -> None:
    words = {slot.command for slot in SLOTS}

    assert {("customer", "add"), ("log-visit",), ("find",), ("deal", "lose")} <= words


def test_the_look_would_see_an_escape() -> None:
    assert UNSAFE.search("a\x1b[31mb")
    assert not UNSAFE.search("a\tb\n王伟 😀")
