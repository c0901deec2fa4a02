"""What a daily command may load: nothing that takes longer than the command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from amflow.lean import LATER
from amflow.shell.app import app

HEAVY = (
    "sqlcipher3",
    "keyring",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "jinja2",
    "dateutil",
    "tomllib",
    "typing_extensions",
    "asyncio",
    "vobject",
    "icalendar",
    "feedparser",
    "python_calamine",
    "xlsxwriter",
    "zipfile",
    "html.parser",
    "pypinyin",
    "phonenumbers",
    "chinese_calendar",
    "holidays",
    "borax",
    "urllib.request",
    "socket",
    "ssl",
    "http",
)

DAILY = {
    "today": ["today"],
    "prep": ["prep"],
    "prospect": ["prospect"],
    "outreach": ["outreach"],
    "convert": ["convert"],
    "callback": ["callback"],
    "waiting": ["waiting"],
    "plan": ["plan"],
    "summary": ["summary", "--week"],
    "log-visit": ["log-visit", "c1", "a talk", "--no-next"],
    "log-call": ["log-call", "c1", "a talk", "--next", "fri 10:00 call again"],
    "log-message": ["log-message", "c1", "a word", "--no-next"],
    "done": ["done", "k1"],
    "skip": ["skip", "k2"],
    "move": ["move", "t1", "+1wd"],
    "show": ["show", "c1"],
    "find": ["find", "talk"],
    "undo": ["undo"],
    "history": ["history"],
}
"""What is typed many times a day; each must stay light."""

PROBE = """
import json, os, sys
from amflow import lean
lean.load()
import amflow.shell.app
for place, words in enumerate(json.loads(sys.argv[2])):
    child = os.fork()
    if not child:
        os.dup2(os.open(f"{sys.argv[1]}/{place}.said", os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(1, 2)
        code = amflow.shell.app.app(words, standalone_mode=False)
        sys.stdout.flush()
        with open(f"{sys.argv[1]}/{place}.json", "w") as file:
            json.dump([code, sorted(sys.modules)], file)
        os._exit(0)
    os.waitpid(child, 0)
"""
"""Each line in a process that has loaded what the console's entry loads, and no more: starting Python for each would take
as long again."""


def loaded(folder: Path, lines: list[list[str]], *, terminal: bool = False) -> list[tuple[int, set[str], str]]:
    """Run command lines, each in an interpreter of its own: its exit code, all modules it loaded, what it said."""
    environment = {**os.environ, "AMFLOW_PLAYBOOK": ""} | ({"AMFLOW_FORCE_TTY": "80"} if terminal else {})
    subprocess.run(
        [sys.executable, "-c", PROBE, str(folder), json.dumps(lines)],
        env=environment,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    found = []
    for place in range(len(lines)):
        code, names = json.loads((folder / f"{place}.json").read_text())
        said = (folder / f"{place}.said").read_text()
        found.append((code, {*names, *(name.split(".")[0] for name in names)}, said))
    return found


def known() -> list[list[str]]:
    """The daily commands that the program has."""
    there = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return [words for name, words in DAILY.items() if name in there]


@pytest.fixture
def a_book(run) -> None:  # type: ignore[no-untyped-def]
    """A customer and a task to act on, and everything that is compiled once in the caches."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    if "customer" in commands:
        run("customer", "add", "张敏")
    if "task" in commands:
        run("task", "add", "bring the papers", "--due", "today")
    if "today" in commands:
        run("today")


def test_a_daily_command_loads_nothing_heavy(tmp_path: Path, a_book: None) -> None:
    for words, (code, names, said) in zip(known(), loaded(tmp_path, known()), strict=True):
        assert code == 0, (words, said)
        assert names.isdisjoint({*HEAVY, "rich"}), (words, names & {*HEAVY, "rich"})


LOOKING = ("today", "prep", "prospect", "outreach", "convert", "callback", "waiting", "summary")
"""What writes nothing, and names nobody."""

OF_WRITING = {"amflow.book.change", "amflow.book.search.index", "amflow.customers.matching", "amflow.plan.changes"}


def test_what_only_looks_loads_nothing_of_what_writes(tmp_path: Path, a_book: None) -> None:
    lines = [DAILY[name] for name in LOOKING]
    for words, (code, names, said) in zip(lines, loaded(tmp_path, lines), strict=True):
        assert code == 0, (words, said)
        assert names.isdisjoint(OF_WRITING), (words, names & OF_WRITING)


def test_what_only_looks_loads_nothing_that_only_typer_would_need(tmp_path: Path, a_book: None) -> None:
    lines = [DAILY[name] for name in LOOKING]
    for words, (code, names, said) in zip(lines, loaded(tmp_path, lines), strict=True):
        assert code == 0, (words, said)
        assert names.isdisjoint(LATER), (words, names & set(LATER))


AT_MOST = 138
"""Modules and folders of ours that the morning takes to be shown; each costs as much as a question to the book."""


def test_the_morning_takes_no_more_modules(tmp_path: Path, a_book: None) -> None:
    ((code, names, said),) = loaded(tmp_path, [["today"]])

    assert code == 0, said
    ours = {name for name in names if name.startswith("amflow")}
    assert len(ours) <= AT_MOST, sorted(ours)


def test_rich_is_there_for_a_terminal_only(tmp_path: Path, a_book: None) -> None:
    for words, (code, names, said) in zip(known(), loaded(tmp_path, known(), terminal=True), strict=True):
        assert code == 0, (words, said)
        assert names.isdisjoint(HEAVY), (words, names & set(HEAVY))
        assert "rich" in names, words


def test_the_probe_would_see_a_heavy_module(tmp_path: Path) -> None:
    # The page of a report goes through Jinja.
    (_version, light, _said), (code, heavy, said) = loaded(tmp_path, [["--version"], ["brief", "--format", "md"]])

    assert code == 0, said
    assert "amflow" in light and "jinja2" not in light
    assert "jinja2" in heavy
