"""The house: what a file may look like, and what a daily command may load."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import amflow
from amflow.shell.app import app

SOURCE = Path(amflow.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_file_says_what_lives_there_and_stays_small(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)

    assert ast.get_docstring(tree), "no module docstring"
    assert len(text.splitlines()) <= 400, "longer than 400 lines: it is becoming two"
    futures = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
    assert not futures, "future annotations break SQLModel and slow Typer"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_records_are_named_tuples(path: Path) -> None:
    names = {name for node in ast.walk(ast.parse(path.read_text("utf-8"))) for name in names_in(node)}

    assert "dataclass" not in names, "a dataclass costs seventy times a record at import"
    if path.name != "records.py":
        typed = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)]
        assert not [n for n in typed if n.module == "typing" and "NamedTuple" in names_in(n)], "amflow.records has it"


def names_in(node: ast.AST) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []


def test_commands_stay_thin() -> None:
    """A command parses, calls and shows: no SQL, no Rich, no date arithmetic, and a body of ten lines or so."""
    long = []
    for path in sorted((SOURCE / "commands").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(a.arg == "context" for a in node.args.args):
                body = [n for n in node.body if not is_docstring(n)]
                lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
                if lines > 16:
                    long.append((path.name, node.name, lines))
        assert not {"rich", "sqlite3", "timedelta"} & {name for node in ast.walk(tree) for name in names_in(node)}

    assert long == []


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# What a daily command loads

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
import amflow.shell.app
code = amflow.shell.app.app(sys.argv[1:], standalone_mode=False)
sys.stdout.flush()
os.write(3, json.dumps([code, sorted(sys.modules)]).encode())
"""


def loaded(words: list[str], *, terminal: bool = False) -> tuple[int, set[str], str]:
    """Run a command line in a fresh interpreter; its exit code, all modules it loaded, what it said."""
    import json

    reading, writing = os.pipe()
    environment = {**os.environ, "AMFLOW_PLAYBOOK": ""} | ({"AMFLOW_FORCE_TTY": "80"} if terminal else {})
    script = PROBE.replace("os.write(3", f"os.write({writing}")
    process = subprocess.run(
        [sys.executable, "-c", script, *words],
        pass_fds=[writing],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    assert said, process.stderr
    code, names = json.loads(said)
    return code, {name.split(".")[0] for name in names}, process.stdout + process.stderr


def known() -> list[str]:
    """The daily commands that the program has."""
    import typer

    return [name for name in DAILY if name in typer.main.get_command(app).commands]  # type: ignore[attr-defined]


@pytest.fixture
def a_book(run) -> None:  # type: ignore[no-untyped-def]
    """A customer and a task to act on, and everything that is compiled once in the caches."""
    import typer

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    if "customer" in commands:
        run("customer", "add", "张敏")
    if "task" in commands:
        run("task", "add", "bring the papers", "--due", "today")
    if "today" in commands:
        run("today")


@pytest.mark.parametrize("name", known())
def test_a_daily_command_loads_nothing_heavy(name: str, a_book: None) -> None:
    code, names, said = loaded(DAILY[name])

    assert code == 0 or name == "undo", said
    assert names.isdisjoint({*HEAVY, "rich"}), names & {*HEAVY, "rich"}


@pytest.mark.parametrize("name", known())
def test_rich_is_there_for_a_terminal_only(name: str, a_book: None) -> None:
    code, names, said = loaded(DAILY[name], terminal=True)

    assert code == 0 or name == "undo", said
    assert names.isdisjoint(HEAVY), names & set(HEAVY)
    assert ("rich" in names) == (code == 0)


def test_the_probe_would_see_a_heavy_module() -> None:
    assert "amflow" in loaded(["--version"])[1]
