"""Maps: read from TOML, held to what there is, and documented by an example that works."""

import json
import re
from pathlib import Path

import pytest
from tests.fixtures.imports import ACCOUNTS_MAP

from amflow import registry
from amflow.files.import_ import column_map_toml
from amflow.files.import_.column_map import kind_of

DOCS = Path(__file__).parents[3] / "docs" / "import.md"
CHINESE = DOCS.parent / "zh" / DOCS.name


@pytest.fixture
def mistakes(file, run, tables):
    """The lines that a map is refused with."""

    def found(text, kind="customer", code=5):
        before = tables()
        result = run(
            "import", file("c.csv", "name,born\nA,1\n"), "--as", kind, "--map", file("m.toml", text), code=code
        )
        assert tables() == before
        assert "hint: " in result.stderr
        return [line.strip() for line in result.stderr.splitlines() if not line.startswith("hint: ")]

    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fields]\nname = "name"\n\nphne = "x"', "line 4: there is no “phne” here: did you mean phone?"),
        ('[feilds]\nname = "name"', "line 1: there is no “feilds” here: did you mean fields?"),
        ('[fields]\nname = { colum = "name" }', "line 2: there is no “colum” here: did you mean column?"),
        ('[fields]\nname = { text = "" }', "line 2: name needs either column or text"),
        ('[fields]\nname = 3', "line 2: name should be a column, or a table with column = …"),
        ('[fields]\nphone = "name"', "line 1: customer needs name"),
        ('[fields]\nname = "name"\n[set]\nname = "x"', "line 4: name stands under [fields] too"),
        ('[fields]\nname = "name"\n[set]\ntier = []', "line 4: tier should be a text in quotes"),
        ('key = "name"\n[fields]\nname = "name"', "line 1: key needs source"),
        ('key = 3\n[fields]\nname = "name"', "line 1: key should be a column, or a list of columns"),
        ('date = "next week"\n[fields]\nname = "name"', "line 1: “next week” is not a date format"),
        ('date = "month/day"\n[fields]\nname = "name"', "line 1: a date needs its year"),
        ('date = "%d/%q"\n[fields]\nname = "name"', "line 1: “%d/%q” is not a date format"),
        ('decimal = ";"\n[fields]\nname = "name"', "line 1: decimal should be one of: “.”, “,”"),
        ('encoding = "klingon"\n[fields]\nname = "name"', "line 1: there is no encoding “klingon”"),
        ('encoding = "hex"\n[fields]\nname = "name"', "line 1: there is no encoding “hex”"),
        ('[fields.name]\ncolumn = "name"\nblank = "no"', "line 3: blank should be one of: “keep”, “erase”, “refuse”"),
        ('[fields.name]\ncolumn = "name"\nunknown = "create"', "line 3: unknown means nothing for name"),
        ('[fields.name]\ncolumn = "name"\nvalues = 1', "line 3: values should be a table"),
        ('fields = 1', "line 1: fields should be a table: [fields]"),
        ('[fields]\nname = "name"\n[profile]\nprofesion = "born"', "line 4: there is no field “profesion”"),
        ('[fields]\nname = "name"\n[profile]\nphone = "born"', "line 4: phone is a field of its own: [fields]"),
        ('[fields]\nname = "name"\n[profile]\n"A b" = "born"', "line 4: “A b” is not a key"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line(mistakes, text, said):
    assert any(line.startswith(said) for line in mistakes(text)), mistakes(text)


def test_all_mistakes_are_named_at_once(mistakes):
    said = mistakes('[fields]\nname = "name"\nphne = "a"\nemial = "b"')

    assert len(said) == 3


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a = [", 5, "is not TOML"),
        ("as = 'deal'\n[fields]\ntitle = 'name'", 2, "is a map for deal, not for customer"),
        ("as = 'dael'", 5, "as = “dael” is not possible"),
        ("[fields]\nname = 'nmae'\nphone = 'tel'", 5, "has no columns “nmae”, “tel”"),
        ("[fields]\nname.text = '{nmae}'", 5, "has no column “nmae”"),
    ],
)
def test_what_cannot_be_used_at_all_is_refused(mistakes, text, code, said):
    assert said in mistakes(text, code=code)[0]


def test_a_missing_column_names_those_that_are_there(file, run):
    source, the_map = file("c.csv", "nome,tel\nA,1\n"), file("m.toml", '[fields]\nname = "name"')

    result = run("import", source, "--as", "customer", "--map", the_map, code=5)

    assert "hint: it has: nome, tel\n" in result.stderr


def test_a_column_that_is_there_twice_is_refused_when_it_is_needed(file, run, figures):
    source = file("c.csv", "name,tel,tel\nA,1,2\n")

    assert figures(source, "--as", "customer") == {"added": 1}
    the_map = file("m.toml", '[fields]\nname = "name"\nphone = "tel"')
    assert "more than one column “tel”" in run("import", source, "--as", "customer", "--map", the_map, code=5).stderr


def test_no_map_and_no_kind_names_the_option(file, run):
    assert "--as is missing" in run("import", file("c.csv", "name\nA\n"), code=2).stderr
    assert "one of: customers, talks, tasks" in run("import", file("c.csv", "name\n"), "--as", "cat", code=2).stderr
    assert "cannot be read" in run("import", file("c.csv", "name\n"), "--map", "none.toml", code=5).stderr


def test_no_map_and_no_known_heading_says_what_there_is(file, run):
    result = run("import", file("c.csv", "nome,tel\nA,1\n"), "--as", "customer", code=5)

    assert "no column says name, and without it there is no record of the kind customer" in result.stderr
    assert "nome, tel" in result.stderr


@pytest.mark.parametrize(
    ("form", "cell", "stored"),
    [
        ("month/day/year", "10/5/2016", "2016-10-05"),
        ("day.month.year", "05.10.2016", "2016-10-05"),
        ("year年month月day日", "2016年1月5日", "2016-01-05"),
        ("%d %b %y", "05 Oct 16", "2016-10-05"),
        ("%Y-%m-%d %H:%M", "2016-10-05 09:30", "2016-10-05"),
        ("", "2016-10-05", "2016-10-05"),
        # With the year in front nobody can mistake day and month, whatever the map says: workbooks give days so.
        ("month/day/year", "2016-10-05", "2016-10-05"),
        ("", "2016/1/5", "2016-01-05"),
        ("", "2016年1月5日", "2016-01-05"),
        ("", "2016-10-05 00:00:00", "2016-10-05"),
    ],
)
def test_dates_are_read_as_the_map_says(file, figures, book, form, cell, stored):
    said = f'date = "{form}"\n' if form else ""
    the_map = file("m.toml", f'{said}[fields]\nname = "name"\nadded_on = "seit"')

    assert figures(file("c.csv", f"name,seit\nA,{cell}\n"), "--as", "customer", "--map", the_map) == {"added": 1}
    assert book.get("customer", 1)["added_on"] == stored


NO_SUCH_DAY = "“{cell}”: the calendar has no such day, read as month/day/year"
NOT_SO = "“{cell}” is not a day written month/day/year"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("13/13/2016", NO_SUCH_DAY),
        ("2/30/2016", NO_SUCH_DAY),
        ("2016-13-05", "“{cell}”: the calendar has no such day"),
        ("10/5/16", NOT_SO),
        ("10/5/0016", NOT_SO),
        ("1/1/2500", NOT_SO),
        ("today", NOT_SO),
        ("20261301", "“{cell}”: the calendar has no such day"),
    ],
)
@pytest.mark.parametrize("blank", ["keep", "refuse"])
def test_any_other_date_is_never_guessed_and_costs_only_itself(file, run, cell, why, blank):
    seit = f'{{ column = "seit", blank = "{blank}" }}'
    the_map = file("m.toml", f'date = "month/day/year"\n[fields]\nname = "name"\nadded_on = {seit}')

    result = run(
        "import", file("c.csv", f"name,seit\nA,{cell}\n"), "--as", "customer", "--map", the_map, "--json", code=None
    )

    if blank == "refuse":
        assert result.json["items"][0]["why"] == "seit: " + why.format(cell=cell)
    else:
        said = "1 day was left out, and the rest of the row taken (line 2: seit: " + why.format(cell=cell)
        assert said in result.stderr
        assert not result.json["items"]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1/2/2026", "day or month first? say --dates day/month/year"),
        ("46082", "looks like a day of Excel, 2026-03-01"),
        ("2026-13-01", "the calendar has no such day"),
    ],
)
def test_a_day_that_a_record_is_about_costs_the_record(file, run, cell, why):
    run("customer", "add", "A")

    result = run("import", file("c.csv", f"customer,held_on\nA,{cell}\n"), "--as", "touch", "--json", code=1)

    assert why in result.json["items"][0]["why"]


@pytest.mark.parametrize(("cell", "stored"), [("2/29", "--02-29"), ("12/1", "--12-01")])
def test_a_birthday_may_do_without_its_year(file, figures, book, cell, stored):
    the_map = file("m.toml", '[fields]\nname = "name"\nbirthday = { column = "b", date = "month/day" }')

    figures(file("c.csv", f"name,b\nA,{cell}\n"), "--as", "customer", "--map", the_map)

    assert tuple(book.get("customer", 1)[name] for name in ("birthday", "birthday_md")) == (stored, stored[2:])


def test_several_columns_make_one_key(file, figures, book):
    the_map = file("m.toml", 'source = "x"\nkey = ["nr", "year"]\n[fields]\nname = "name"')

    assert figures(file("c.csv", "nr,year,name\n1,16,A\n1,17,B\n,,C\n"), "--as", "customer", "--map", the_map) == {
        "added": 2,
        "refused": 1,
    }
    assert [row[0] for row in book.all("SELECT external_key FROM customer ORDER BY id")] == ["1 | 16", "1 | 17"]


@pytest.mark.parametrize(
    ("page", "example", "first", "second", "industry"),
    [
        (DOCS, "kunden", "Acme GmbH", "Beta AG", "IT"),
        (CHINESE, "往来单位", "样例机械有限公司", "样例食品有限公司", "制造"),
    ],
)
def test_the_page_about_it_works_as_it_stands(page, example, first, second, industry, file, figures, book):
    examples = dict(re.findall(r"<!-- example: (\S+) -->\n```\w*\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
    names = {name: file(name, text) for name, text in examples.items()}

    assert figures(names[f"{example}.csv"], "--map", names[f"{example}.toml"]) == {"added": 2}

    rows = [tuple(row) for row in book.all("SELECT name, kind, tier, assets_minor, added_on, profile FROM customer")]
    assert [(*row[:-1], json.loads(row[-1])) for row in rows] == [
        (first, "organisation", "gold", 125050, "2019-02-03", {"industry": industry}),
        (second, "organisation", "standard", None, "2026-11-25", {}),
    ]


def test_the_page_names_every_word_and_field():
    page = DOCS.read_text("utf-8")
    words = {*column_map_toml.TOP, *column_map_toml.FOR_FIELD} | {
        field.key for word in registry.importing() for field in kind_of(word).fields
    }

    assert not [word for word in words if f"`{word}`" not in page and f"`[{word}]`" not in page]


def test_the_shipped_maps_are_right():
    for path in sorted((DOCS.parents[1] / "examples").glob("*/*.toml")):
        assert column_map_toml.read(path, "").rules


def test_a_byte_order_mark_and_windows_lines_are_fine_in_a_map(file, figures):
    text = "\ufeff" + ACCOUNTS_MAP.replace("\n", "\r\n")
    source = file("a.csv", "id,account,tel,parent,sector\n1,A,,,\n")

    assert figures(source, "--as", "customer", "--map", file("m.toml", text)) == {"added": 1}
