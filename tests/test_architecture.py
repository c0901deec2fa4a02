"""The house: which room may know which, what a file may look like, and what a daily command may load."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
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


def test_every_file_says_what_lives_there_and_stays_small() -> None:
    for path, (text, tree) in parsed().items():
        assert ast.get_docstring(tree), f"{path}: no module docstring"
        assert len(text.splitlines()) <= 400, f"{path}: longer than 400 lines: it is becoming two"
        futures = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "__future__"]
        assert not futures, f"{path}: future annotations break SQLModel and slow Typer"


def test_records_are_named_tuples() -> None:
    for path, (_text, tree) in parsed().items():
        names = {name for node in ast.walk(tree) for name in names_in(node)}

        assert "dataclass" not in names, f"{path}: a dataclass costs seventy times a record at import"
        if path.name != "records.py":
            typed = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "typing"]
            assert not [n for n in typed if "NamedTuple" in names_in(n)], f"{path}: amflow.records has it"


@cache
def parsed() -> dict[Path, tuple[str, ast.Module]]:
    """Every file of the program with what is in it."""
    texts = {path: path.read_text("utf-8") for path in FILES}
    return {path: (text, ast.parse(text)) for path, text in texts.items()}


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
for place, words in enumerate(json.loads(sys.argv[2])):
    child = os.fork()
    if not child:
        os.dup2(os.open(f"{sys.argv[1]}/{place}.said", os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(1, 2)
        code = amflow.cli.app(words, standalone_mode=False)
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
        found.append((code, {name.split(".")[0] for name in names}, said))
    return found


def known() -> list[list[str]]:
    """The daily commands that the program has."""
    import typer

    there = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return [words for name, words in DAILY.items() if name in there]


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


def test_a_daily_command_loads_nothing_heavy(tmp_path: Path, a_book: None) -> None:
    for words, (code, names, said) in zip(known(), loaded(tmp_path, known()), strict=True):
        assert code == 0, (words, said)
        assert names.isdisjoint({*HEAVY, "rich"}), (words, names & {*HEAVY, "rich"})


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
