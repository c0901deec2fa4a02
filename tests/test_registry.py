"""The registry: every place that it names is there, nothing that it says is said a second time, and one line is enough."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlmodel import SQLModel

import amflow
import amflow.commands
from amflow import registry
from amflow.book import migrations, public_views
from amflow.book.opening import open_book
from amflow.book.schema.row import Day, Line
from amflow.book.schema.tables import TABLES as SCHEMA
from amflow.files.export.export import views
from amflow.files.import_.column_map import kind_of
from amflow.registry import FAMILIES, WRITES, Family
from amflow.shell import access
from amflow.shell.app import app

SOURCE = Path(amflow.__file__).parent
TESTS = Path(__file__).parent

OF_RECORDS = [one for one in FAMILIES if one.letter or one.table]


def folder(family: Family, root: Path) -> Path:
    """Where the family lives below the root: the folder of its command file's name, or the room of a file alone."""
    place = root.joinpath(*family.file.split("."))
    return place if place.is_dir() else place.parent


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.nouns)
def test_every_place_that_a_family_names_is_there(family: Family) -> None:
    assert hasattr(import_module(f"amflow.commands.{family.file}"), "register")
    imports = (pair.split("=")[1] for pair in family.imports.split())
    asked = (family.page, family.acts, family.plans, family.calls)
    for places in (*asked, *imports, *family.of_customer.values()):
        for place in places.split():
            assert registry.named(place) is not None
    if family.offers and not family.offers.startswith("SELECT "):
        assert callable(registry.named(family.offers))


def test_what_completion_asks_of_the_book_can_be_asked(tmp_path: Path) -> None:
    book = open_book(tmp_path / "book.db")
    asked = [book.all(one.offers) for one in FAMILIES if one.offers.startswith("SELECT ")]
    book.close()

    assert len(asked) > 10


def test_no_noun_letter_or_table_stands_twice() -> None:
    for said in (
        [noun for one in FAMILIES for noun in one.nouns.split()],
        [one.letter for one in FAMILIES if one.letter],
        [one.table for one in FAMILIES if one.table],
        [one.rank for one in FAMILIES if one.rank < 99],
        [name for one in FAMILIES for names in one.called for name in names.split()],
        [place for one in FAMILIES for place in one.of_customer],
    ):
        assert len(said) == len(set(said))


@pytest.mark.parametrize("family", OF_RECORDS, ids=lambda one: one.nouns)
def test_a_family_of_records_has_its_folder_and_tests_at_the_same_path(family: Family) -> None:
    here, there = folder(family, SOURCE), folder(family, TESTS)

    assert list(here.glob("*.py")), here
    assert list(there.glob("test_*.py")), there


def test_every_verb_that_does_otherwise_than_its_noun_is_a_command() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]

    assert list(commands) == list(registry.OF_NOUN)
    for family in FAMILIES:
        verbs = {verb for noun in family.nouns.split() for verb in getattr(commands[noun], "commands", (noun,))}
        verbs |= set(family.nouns.split())
        assert set(f"{family.free} {family.shows} {family.writes} {family.lets_out}".split()) <= verbs
        classes = {access.class_of(f"{noun} {verb}") for noun in family.nouns.split() for verb in verbs}
        assert classes, family.nouns


def test_what_can_be_let_out_and_brought_in_is_said_where_it_is_asked_for(run: Any) -> None:
    made = {view.split()[2] for view in public_views.VIEWS}
    help_of_export, help_of_import = (" ".join(run(noun, "--help").stdout.split()) for noun in ("export", "import"))

    assert set(views().values()) <= made
    assert all(word in help_of_export for word in views())
    assert all(word in help_of_import for word in registry.importing())
    assert [kind_of(word).name for word in registry.importing()] == [*registry.importing()]


# No second list

TABLES = {one.table for one in FAMILIES if one.table}
LETTERS = {one.letter for one in FAMILIES} | {one.derived for one in FAMILIES}

ELSEWHERE = {
    "book/figures.py": "what a figure is counted from",
    "book/erasure/": "which rows stay as sums without their person",
    "book/search/": "which tables are searched: their codes stand in the index of every book",
    "callback/cases/": "fields of a case in JSON, called as tables are",
    "commands/outreach/": "options, called as tables are",
    "shell/options.py": "options, called as tables are",
    "outreach/scripts/": "what a template may say, called as tables are",
    "outreach/talks/": "what a talk tells in JSON, called as tables are",
    "shell/contract/": "keys of JSON, called as tables are",
    "plan/": "kinds of items of the day, called as tables are",
}
"""Where several kinds of records stand side by side for a reason of their own."""

UNITS = ("book/money.py", "customers/needs/answer_values.py", "dates/durations.py", "dates/recurrence_words.py")
"""Where such letters are thousands, days, weeks and months."""


def lists(path: Path) -> Iterator[tuple[int, set[str], set[str]]]:
    """Every list, mapping or match in the file: its line, the letters and the tables in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        inside: list[ast.AST | None] = []
        if isinstance(node, ast.Dict):
            inside = [*node.keys, *node.values]
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            inside = [*node.elts]
        elif isinstance(node, ast.Match):
            inside = [one for case in node.cases for one in ast.walk(case.pattern)]
        words = {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        yield getattr(node, "lineno", 0), words & (LETTERS - {""}), words & TABLES


def test_no_list_of_kinds_is_kept_outside_of_the_registry() -> None:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = str(path.relative_to(SOURCE))
        if not name.startswith(("book/schema/", "book/migrations/", "demo/", "registry.py")):
            for line, letters, tables in lists(path):
                if (len(letters) > 1 and name not in UNITS) or len(tables) > 2:
                    found.setdefault(name, []).append((line, letters | tables))

    assert {name: said for name, said in found.items() if not name.startswith(tuple(ELSEWHERE))} == {}
    unused = [place for place in ELSEWHERE if not any(name.startswith(place) for name in found)]
    assert unused == [], "an exception that nobody needs any more"


def test_a_second_list_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "lists.py"
    file.write_text('PAGES = {"d": 1, "t": 2}\nKEPT = ("task", "deal", "note")\n', "utf-8")

    assert [(sorted(letters), sorted(tables)) for _line, letters, tables in lists(file) if letters or tables] == [
        (["d", "t"], []),
        ([], ["deal", "note", "task"]),
    ]


# A new kind of record: its folder, its table, a line

VINES = Family(
    "vine", "garden", WRITES,
    letter="v", table="vine", exports="vines", imports="vine=garden.vines:Vines",
    page="garden.vines:one garden.vines:page",
    of_customer={55: "garden.vines:of_customer garden.vines:grown"},
    acts="garden.vines:ACTIONS",
    offers="SELECT id, title FROM vine WHERE pruned_on IS NULL ORDER BY id", rank=98,
    called={"vine vines": "grape vines"},
)  # fmt: skip

FAMILY = '''
"""Vines: what grows in the yard."""

from amflow import refs
from amflow.agenda.actions import Acted, Actions
from amflow.errors import NotFound, Refused
from amflow.files.import_.fields import UID, WHOSE, RecordKind, a_field
from amflow.files.import_.plain_writer import PlainWriter
from amflow.shell.views import ItemView, ListColumn, ListView


class Vines(PlainWriter):
    kind = RecordKind("vine", "vine", "vines", ("title",), (UID, WHOSE, a_field("title", headings=("grape",))), must=("title",))
    same = ("customer_id", "title")


def one(desk, text):
    row = desk.book.get("vine", refs.of_table(text, "v") or 0)
    if row is None:
        raise NotFound(f"there is no vine {text}", "")
    return row


def page(row):
    return ItemView("vine", {"ref": f"v{row['id']}", "title": row["title"], "pruned_on": row["pruned_on"]}, [])


def of_customer(desk, number):
    return desk.book.all("SELECT id, title FROM vine WHERE customer_id = ?", number)


def grown(rows):
    columns = ListColumn("ref", "ref", get=lambda row: f"v{row['id']}"), ListColumn("title", "vine", get=lambda row: row["title"])
    return "what they grow", ListView("vines", columns, rows)


def _done(act, found):
    act.change.update("vine", found.record["id"], pruned_on=act.desk.today.isoformat())
    return Acted(found.ref, found.record["title"], "done")


def _skip(act, found):
    raise Refused(f"{found.ref} grows whether you like it or not", "")


ACTIONS = Actions(one, _done, _skip)
'''

COMMAND = '''
"""amflow vine: what grows in the yard."""

from amflow.shell.command import family
from amflow.shell.context import App


def plant(app: App, title: str) -> None:
    """Plant one."""
    with app.book.change("vine plant") as change:
        change.insert("vine", title=title)


def listed(app: App) -> None:
    """List them."""
    app.out.document(" ".join(row["title"] for row in app.book.all("SELECT title FROM vine")))


register = family("vine", "What grows in the yard.", {"plant": plant, "list": listed})
'''

MIGRATION = (
    """CREATE TABLE vine (id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '', title TEXT NOT NULL, pruned_on TEXT, customer_id INTEGER) STRICT""",
    "CREATE VIEW v_vines AS SELECT 'v' || id AS ref, title, pruned_on FROM vine",
)


class Vine(SQLModel):
    """The table of the made-up family, as the schema would declare it."""

    uid: str = ""
    title: Line
    pruned_on: Day | None = None
    customer_id: int | None = None


@pytest.fixture
def vines(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book with a table more, and a program with a family more: two files and a line."""
    for package, name, text in ((amflow, "garden/vines", FAMILY), (amflow.commands, "garden", COMMAND)):
        root = tmp_path / package.__name__
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / f"{name}.py").write_text(text, "utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(root)])
    monkeypatch.setattr(registry, "FAMILIES", (*FAMILIES, VINES))
    monkeypatch.setitem(registry.OF_NOUN, "vine", VINES)
    monkeypatch.setitem(SCHEMA, "vine", Vine)
    run("customer", "add", "张敏")
    step = (lambda connection: [connection.execute(sql) for sql in MIGRATION],)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *step))


def test_a_kind_of_record_is_known_everywhere_by_one_line(run: Any, vines: None, tmp_path: Path) -> None:
    assert "What grows in the yard." in run("help", "commands").stdout
    run("vine", "plant", "Riesling")

    assert run("show", "v1", "--json").json["item"] == {"ref": "v1", "title": "Riesling", "pruned_on": None}
    assert "there is no vine v2" in run("show", "v2", code=3).stderr
    assert run("completion", "words", "bash", "amflow", "done", "v").stdout == "v1\tRiesling\n"
    assert "grows whether you like it" in run("skip", "v1", code=None).stderr
    assert "is not a reference" in run("move", "v1", "fri", code=None).stderr
    assert "cannot be planned" in run("plan", "--add", "v1", code=2).stderr
    run("done", "v1")
    assert run("show", "v1", "--json").json["item"]["pruned_on"] == "2026-11-25"
    run("undo")
    assert run("export", "--what", "vines").stdout.splitlines()[1].startswith("v1,Riesling")
    assert "grape vines" in run("export", str(tmp_path / "whole"), "--format", "csv").stdout


def test_a_kind_of_record_comes_from_a_file_and_stands_on_the_customers_page(
    run: Any, vines: None, tmp_path: Path
) -> None:
    file = tmp_path / "vines.csv"
    file.write_text("grape,customer\nRiesling,张敏\n,张敏\nMerlot,nobody\n", "utf-8")
    told = run("import", str(file), "--as", "vine", "--json").json

    assert told["figures"]["added"]["value"] == 1
    assert [one["line"] for one in told["items"]] == [3, 4]
    assert run("import", str(file), "--as", "vine", "--json").json["figures"]["unchanged"]["value"] == 1
    assert run("customer", "show", "c1", "--json").json["item"]["vines"] == [{"ref": "v1", "title": "Riesling"}]
    assert "vine" in run("import", str(file), "--as", "win", code=2).stderr


def test_the_lists_of_a_customers_page_stand_in_the_order_of_their_places(run: Any, vines: None) -> None:
    shown = [question for question, _view in registry.of_customer()]

    assert shown[0] == "customers.page:due"
    assert shown[shown.index("garden.vines:of_customer") - 1] == "customers.birthdays:days_of"


def test_a_closed_register_keeps_a_new_kind_of_record_by_its_line(run: Any, vines: None) -> None:
    run("config", "set", "name", "李薇")
    run("register", "open")
    run("register", "close")

    assert "closed" in run("vine", "list", code=None).stderr
    assert "closed" in run("vine", "plant", "Riesling", code=None).stderr
    assert (access.class_of("vine list"), access.class_of("vine plant")) == (registry.SHOWS, registry.WRITES)
