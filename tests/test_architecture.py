"""The house: its storeys and rooms, and what a file may look like."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import amflow

SOURCE = Path(amflow.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
PAGE = SOURCE.parents[1] / "docs" / "architecture.md"

STOREYS = {
    "ground": (
        "__init__",
        "errors",
        "done",
        "asking",
        "records",
        "registry",
        "locale",
        "toml",
        "tempfiles",
        "outfiles",
        "compiled",
        "apart",
        "settings",
        "templates",
        "extras",
        "lean",
    ),
    "commands": ("__main__", "commands", "commands.*"),
    "views": (
        "view",
        "*.view",
        "*_view",
        "documents",
        "documents.*",
        "shell.views",
        "shell.contract.dialect",
        "shell.output",
        "shell.screen",
        "shell.folding",
        "shell.pager",
    ),
    "shell": ("shell", "shell.*"),
    "pages": (
        "*.page",
        "today",
        "today.*",
        "demo",
        "demo.*",
        "plan.proposal",
        "plan.changes",
        "plan.editor_page",
        "summary.reports",
    ),
    "store": ("book", "book.*", "dates", "dates.*", "playbooks", "playbooks.*"),
    "rules": ("*",),
}
"""What stands on which storey: a module is of the first one that has a pattern for it."""

ORDER = ("ground", "store", "rules", "pages", "views", "shell", "commands")
"""From the ground up: each may use those before it, and its own."""

ROOMS = (
    "book", "playbooks", "dates", "desk", "refs", "register", "files", "customers", "agenda", "outreach", "convert", "callback",
    "prospect", "prep", "plan", "summary", "today", "setup", "demo",
)  # fmt: skip
"""The rooms of the store and of the rules, from the ground up: each may use those before it."""


class Import(NamedTuple):
    """One import of ours: which file has it, in which line, and the module that it fetches."""

    file: str
    line: int
    target: str


def name_of(path: Path) -> str:
    """A file as the name of its module below amflow: `prospect.leads.records`."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") or "__init__"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


NAMES = {name_of(path): path for path in FILES}


def imports(path: Path) -> Iterator[Import]:
    """Every import of ours in the file, those inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "amflow":
            base = str(node.module).removeprefix("amflow").lstrip(".")
            for alias in node.names:
                inside = f"{base}.{alias.name}".lstrip(".")
                yield Import(name_of(path), node.lineno, inside if inside in NAMES else base or "__init__")


def every_import() -> list[Import]:
    return [found for path in FILES for found in imports(path)]


def storey_of(module: str) -> str:
    return next(name for name, patterns in STOREYS.items() if any(fnmatch(module, one) for one in patterns))


def room_of(module: str) -> str:
    return module.partition(".")[0]


def forbidden(found: Import) -> bool:
    """Whether the import goes up: to a higher storey, or on the same one to a room that comes later. Pages and views show what
    many rooms have, and are kept from circles alone."""
    here, there = ORDER.index(storey_of(found.file)), ORDER.index(storey_of(found.target))
    if there != here or ORDER[here] in ("pages", "views"):
        return there > here
    rooms = room_of(found.file), room_of(found.target)
    return all(room in ROOMS for room in rooms) and ROOMS.index(rooms[1]) > ROOMS.index(rooms[0])


def test_no_import_goes_up() -> None:
    found = every_import()

    assert len(found) > 1000, "the walk must see the imports"
    assert sorted({(one.file, one.target) for one in found if forbidden(one)}) == []


def test_an_import_that_goes_up_would_be_seen() -> None:
    assert forbidden(Import("book.store", 1, "customers.records"))
    assert forbidden(Import("prep.page", 1, "prep.visits.view"))
    assert forbidden(Import("customers.records", 1, "callback.cases.records"))
    assert forbidden(Import("prep.brief.view", 1, "commands.prep.brief"))
    assert not forbidden(Import("prep.page", 1, "book.store"))


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, straight or by way of others: whoever can be come back to."""
    reach: dict[str, set[str]] = {}
    for start in edges:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for one in edges.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        reach[start] = seen
    found = {tuple(sorted(one for one in edges if one in reach[start] and start in reach[one])) for start in edges}
    return sorted(list(one) for one in found if one)


def test_nothing_imports_itself_by_way_of_others() -> None:
    edges: dict[str, set[str]] = defaultdict(set)
    for one in every_import():
        if one.target != one.file:
            edges[one.file].add(one.target)

    assert circles(edges) == []


def test_a_circle_would_be_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_the_page_shows_the_same_storeys_and_rooms() -> None:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    shown = [line.split("|")[1].strip() for line in lines]

    assert [one for one in shown if one in ORDER] == list(reversed(ORDER))
    assert " < ".join(ROOMS) in " ".join(PAGE.read_text("utf-8").split())


@pytest.mark.parametrize("page", [PAGE, SOURCE.parents[1] / "CONTRIBUTING.md"], ids=lambda page: page.stem)
def test_a_page_names_files_that_are_there(page: Path) -> None:
    named = re.findall(r"`([a-z_]+/[a-z_/]+(?:\.[a-z]+)?)`", page.read_text("utf-8"))
    places = (SOURCE, SOURCE.parents[1])

    assert len(named) > 5, "the page names files"
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_a_docstring_names_files_that_are_there() -> None:
    """A name in backticks that leads nowhere sends a stranger to the wrong room."""
    wrong = []
    parts = {path.name for path in FILES}
    for name, path in NAMES.items():
        for one in re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", path.read_text("utf-8")):
            # `importing.py` alone is a part that every family may have.
            there = one in parts if "/" not in one else any((place / one).exists() for place in (SOURCE, path.parent))
            wrong += [] if there else [(name, one)]

    assert wrong == []


def test_every_file_says_what_lives_there_and_stays_small() -> None:
    silent = [name for name, path in NAMES.items() if not ast.get_docstring(tree(path))]
    long = [name for name, path in NAMES.items() if len(path.read_text("utf-8").splitlines()) > 400]
    futures = [
        name
        for name, path in NAMES.items()
        if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in ast.walk(tree(path)))
    ]

    assert silent == [], "no module docstring"
    assert long == [], "longer than 400 lines: it is becoming two"
    assert futures == [], "future annotations break SQLModel and slow Typer"


def test_no_folder_is_too_full_to_read() -> None:
    folders = {path.parent for path in FILES}

    assert [str(one) for one in folders if len(list(one.glob("*.py"))) > 25] == []


def test_no_public_class_has_its_name_twice() -> None:
    """The tables of book/schema are called as what they hold; everything else is told apart by its name."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, path in NAMES.items():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not name.startswith("book.schema"):
                places[node.name].append(name)

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_records_are_named_tuples() -> None:
    """A dataclass costs seventy times a record at import, `typing.NamedTuple` ten times: amflow.records has one."""
    wrong = []
    for name, path in NAMES.items():
        for node in ast.walk(tree(path)):
            typed = isinstance(node, ast.ImportFrom) and node.module == "typing" and "NamedTuple" in names_in(node)
            if "dataclass" in names_in(node) or (typed and name != "records"):
                wrong.append(name)

    assert wrong == []


def names_in(node: ast.AST) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []


def test_a_view_takes_records_and_asks_nobody() -> None:
    """A view is made of what the rules hand it: who asks while drawing draws something else each time."""
    asking = []
    for name, path in NAMES.items():
        if storey_of(name) != "views":
            continue
        for node in ast.walk(tree(path)):
            for argument in getattr(getattr(node, "args", None), "args", ()):
                kind = ast.unparse(argument.annotation).strip("'\"") if argument.annotation else ""
                if argument.arg == "desk" or kind in ("Desk", "Book", "App"):
                    asking.append((name, getattr(node, "name", ""), argument.arg))

    assert asking == []


def test_what_writes_is_in_the_changes() -> None:
    """Where a family has a changes.py, its other files write nothing: one place to look for who may write what."""
    writing = []
    for name, path in NAMES.items():
        changes = path.with_name("changes.py")
        if changes.exists() and path.name in ("records.py", "page.py", "view.py"):
            calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
            writing += [(name, node.lineno) for node in calls if ast.unparse(node.func).endswith("book.change")]

    assert writing == []


def test_commands_stay_thin() -> None:
    """A command parses, calls and shows: no SQL, no Rich, no date arithmetic, and a body of ten lines or so."""
    long = []
    for path in sorted((SOURCE / "commands").rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and any(a.arg == "context" for a in node.args.args):
                body = [n for n in node.body if not is_docstring(n) and not isinstance(n, ast.ImportFrom)]
                lines = sum((n.end_lineno or 0) - n.lineno + 1 for n in body)
                if lines > 16:
                    long.append((path.name, node.name, lines))
        assert not {"rich", "sqlite3", "timedelta"} & {name for node in ast.walk(tree(path)) for name in names_in(node)}

    assert long == []


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
