"""The house: which room may know which, what a file may look like, and what a daily command may load."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import amflow
from amflow.cli import app

SOURCE = Path(amflow.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

BELOW = {"errors", "locale", "loose", "records", "toml"}
"""What everyone may know."""

ARROWS = {
    "__main__": {"cli"},
    "cli": {"commands", "context", "book"},
    "commands": {"routine", "exchange", "render", "context", "settings"},
    "context": {"routine", "book", "playbooks", "calendars", "render", "settings", "keeper"},
    "keeper": {"book", "settings"},
    "render": {"routine", "exchange", "book", "calendars", "playbooks", "settings"},
    "routine": {"playbooks", "calendars", "book", "settings"},
    "exchange": {"playbooks", "calendars", "book", "settings"},
    "playbooks": set(),
    "calendars": set(),
    "book": set(),
    "settings": set(),
    "locale": set(),
    "errors": set(),
    "loose": set(),
    "records": set(),
    "toml": set(),
    "__init__": set(),
}
"""Each room and the rooms it may import from; docs/architecture.md shows the same table."""

NARROW = {
    ("cli", "book"): {"amflow.book.trouble", "amflow.book.values", "amflow.book.engine"},
    ("context", "render"): {"amflow.render.output"},
    ("context", "routine"): {"amflow.routine.desk"},
}
"""Where only these modules of the other room are meant."""


class Import(NamedTuple):
    """One import of ours: where it stands, which room it leaves and which module it fetches."""

    file: str
    line: int
    room: str
    module: str

    @property
    def target(self) -> str:
        """The room that is imported from."""
        return self.module.split(".")[1] if "." in self.module else "__init__"


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


def modules(node: ast.AST) -> list[str]:
    """The modules of ours that the statement imports; `from amflow.book import store` is `amflow.book.store`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.split(".")[0] == "amflow"]
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "amflow":
        inside = [f"{node.module}.{alias.name}" for alias in node.names]
        return sorted({name if is_module(name) else str(node.module) for name in inside})
    return []


def is_module(name: str) -> bool:
    path = SOURCE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def imports() -> Iterator[Import]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for module in modules(node):
                yield Import(str(path.relative_to(SOURCE)), node.lineno, room_of(path), module)  # type: ignore[attr-defined]


def forbidden(found: Import) -> bool:
    if found.target == found.room or found.target in BELOW or found.target == "__init__":
        return False
    if found.target not in ARROWS[found.room]:
        return True
    only = NARROW.get((found.room, found.target))
    return only is not None and found.module not in only


def test_imports_point_the_way_the_table_says() -> None:
    found = list(imports())

    assert len(found) > 50, "the walk must see the imports"
    assert [line for line in found if forbidden(line)] == []


def test_a_wrong_arrow_would_be_seen() -> None:
    assert forbidden(Import("book/store.py", 1, "book", "amflow.routine.people"))
    assert forbidden(Import("routine/prep.py", 1, "routine", "amflow.render.views"))
    assert forbidden(Import("commands/book.py", 1, "commands", "amflow.book.store"))
    assert not forbidden(Import("routine/prep.py", 1, "routine", "amflow.book.store"))


def test_the_page_shows_the_same_table() -> None:
    page = (SOURCE.parent.parent / "docs" / "architecture.md").read_text("utf-8")
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        if len(cells) == 2 and cells[0] in ARROWS:
            rows[cells[0]] = {word.strip(" `") for word in cells[1].split(",") if word.strip(" `–")}

    assert rows == {room: targets for room, targets in ARROWS.items() if room != "__init__"}


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
    for path in sorted((SOURCE / "commands").glob("*.py")):
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
import amflow.cli
code = amflow.cli.app(sys.argv[1:], standalone_mode=False)
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
