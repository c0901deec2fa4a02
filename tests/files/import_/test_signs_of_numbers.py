"""How numbers stand in files: which sign is before the decimals, in which unit and currency. Nothing is guessed in silence."""

from typing import Any

import pytest
from tests.conftest import Person

from amflow.files.forms import layout
from amflow.files.forms.detect import FormHints, opened
from amflow.files.import_.column_map import kind_of
from amflow.files.import_.dialog import columns


@pytest.fixture
def assets(book: Any) -> Any:
    """The assets of everybody, in minor units, with their currency."""
    return lambda: {row["name"]: (row["assets_minor"], row["currency"]) for row in book.all("SELECT * FROM customer")}


@pytest.fixture
def brought(run: Any, file: Any) -> Any:
    """Import a text as customers: what was said, and why rows were refused."""

    def bring(text: str, *words: str, name: str = "list.csv", code: int | None = None) -> tuple[str, list[str]]:
        result = run("import", file(name, text), "--as", "customer", *words, "--json", code=code)
        return result.stderr, [row["why"] for row in result.json["items"]]

    return bring


def test_a_comma_before_the_cents_is_told_by_the_whole_column(brought: Any, assets: Any) -> None:
    said, refused = brought("Name;Assets\nA;12,50\nB;7,25\nC;1,250\nD;1.234,5\nE;300\n")
    assert not refused
    assert {name: minor for name, (minor, _code) in assets().items()} == {
        "A": 1250,
        "B": 725,
        "C": 125,
        "D": 123450,
        "E": 30000,
    }
    assert said.count("Assets: 12,50: a comma stands before the cents") == 1


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ('Name,Assets\nA,"1,250"\n', 125_000),
        ('Name,Assets\nA,"1,250"\nB,3.30\n', 125_000),
        ("Name;Assets\nA;1,250\nB;1,250,000\n", 125_000),
        ("Name;Assets\nA;1.250\nB;1.250.000\n", 125_000),
        ("Name;Assets\nA;1.250\nB;€ 3,50\n", 125_000),
    ],
)
def test_a_number_that_may_be_two_goes_with_the_others(brought: Any, assets: Any, text: str, minor: int) -> None:
    assert brought(text)[1] == []
    assert assets()["A"][0] == minor


def test_where_both_signs_or_none_stand_before_cents_a_doubtful_number_is_refused(brought: Any, assets: Any) -> None:
    doubt = '“1,250” may be 1250 or 1.250: say decimal = "," or "." in a map'
    assert brought("Name;Assets\nA;1,250\nB;300\n")[1] == [f"Assets: {doubt}"]
    assert brought('Name,Assets\nC,"12,50"\nD,3.30\nE,"1,250"\n')[1][1] == f"Assets: {doubt}"
    assert assets().keys() == {"B", "D"}


def test_the_file_of_refused_rows_reads_its_numbers_as_the_first(
    run: Any, file: Any, assets: Any, tmp_path: Any
) -> None:
    text = "Name;Assets;Added on\nA;12,50;2026-01-02\n;1,250;2026-01-02\n;1.250;2026-01-02\n"
    refused = tmp_path / "again.csv"
    run("import", file("a.csv", text), "--as", "customer", "--rejects", str(refused))
    mended = refused.read_text("utf-8-sig").replace("\n,1.2500,", "\nB,1.2500,").replace("\n,1250,", "\nC,1250,")
    refused.write_text(mended, "utf-8-sig")
    run("import", str(refused), "--as", "customer")
    assert {name: minor for name, (minor, _code) in assets().items()} == {"A": 1250, "B": 125, "C": 125_000}


def test_a_doubt_stays_one_in_the_file_of_refused_rows(run: Any, file: Any, tmp_path: Any) -> None:
    refused = tmp_path / "again.csv"
    run("import", file("a.csv", "Name;Assets\nA;1,250\nB;3\n"), "--as", "customer", "--rejects", str(refused))
    again = run("import", str(refused), "--as", "customer", "--json", code=None)
    assert "may be 1250 or 1.250" in again.json["items"][0]["why"]


def test_a_map_that_says_the_comma_takes_no_dot_for_one_of_thousands(brought: Any, file: Any, assets: Any) -> None:
    words = 'as = "customer"\nsource = "bank"\nkey = "No"\ndecimal = ","\n[fields]\nname = "Name"\nassets = "Assets"\n'
    reasons = brought("No;Name;Assets\n1;A;1,250\n2;B;12.50\n", "--map", file("m.toml", words))[1]
    assert reasons == ["Assets: “12.50”: in this column a comma stands before the cents"]
    assert assets()["A"][0] == 125


@pytest.mark.parametrize(("answer", "sign"), [("1250", "."), ("1.250", ",")])
def test_who_is_asked_says_what_the_number_is(tmp_path: Any, answer: str, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name;Assets\nA;1,250\nB;3\n")
    person = Person("", "", "more", answer)
    with opened(path, FormHints(kind_of("customer"), "", "", layout.Wanted()), "2026-11-30") as found:
        the_map = columns.ask(found, person.ask, person.say)
    assert person.asked[-1] == "Assets: is “1,250” 1250 or 1.250"
    assert next(rule.decimal for rule in the_map.rules if rule.field.key == "assets") == sign


@pytest.mark.parametrize("unit", ["k£", "(k£)", "k", "in k£", "thousands"])
@pytest.mark.parametrize("how", [(), ("--heading", "1")])
def test_a_row_of_units_below_the_heading_is_no_record(
    brought: Any, assets: Any, unit: str, how: tuple[str, ...]
) -> None:
    said, refused = brought(f"Name,Phone,Assets\n,,{unit}\nA,0770091,12.5\n", *how)
    assert not refused
    assert assets()["A"][0] == 1_250_000
    assert "1 is taken as 1,000" in said


def test_the_unit_of_a_field_of_the_file_is_worked_in_or_said(brought: Any, book: Any, run: Any) -> None:
    from json import loads

    run("config", "set", "currency", "GBP")
    head = "Name,Turnover (k£),Industry (k£),Annual revenue (k£)\n"
    said, refused = brought(f"{head}A,12.5,12.5,1\nB,about 5,ships,\n")
    assert not refused
    kept = [loads(row["profile"]) for row in book.all("SELECT profile FROM customer ORDER BY id")]
    assert kept == [{"turnover": "12500", "industry": "12.5 k£"}, {"turnover": "about 5", "industry": "ships"}]
    assert "“Turnover (k£)” is in k£: 1 is taken as 1,000" in said
    assert "“Industry (k£)” is kept in words, its unit behind each number: 1 is “1 k£”" in said


def workbook(path: Any, *looks: str, heading: str = "Assets") -> str:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("List")
        sheet.write_row(0, 0, ["Name", heading])
        for row, look in enumerate(looks, 1):
            sheet.write_row(row, 0, [f"A{row}"])
            sheet.write_number(row, 1, 1000, made.add_format({"num_format": look}))
    return str(path)


EURO, POUND = "[$€-407]#,##0.00", '"£"#,##0.00'


@pytest.mark.parametrize(
    ("looks", "heading", "code"),
    [
        ((EURO, "#,##0.00\\ [$€-407];-#,##0.00"), "Assets", "EUR"),
        ((POUND, "0.00"), "Assets", "GBP"),
        ((EURO,), "Assets (£)", "GBP"),
        (("[$¥-411]#,##0",), "Assets", "JPY"),
        (("[$CHF]\\ #,##0.00",), "Assets", "CHF"),
    ],
)
def test_the_currency_in_which_cells_are_formatted_is_theirs(
    run: Any, tmp_path: Any, assets: Any, looks: tuple[str, ...], heading: str, code: str
) -> None:
    run("config", "set", "currency", "GBP")
    said = run("import", workbook(tmp_path / "a.xlsx", *looks, heading=heading), "--as", "customer").stderr
    assert {currency for _minor, currency in assets().values()} == {code}
    assert (f"formatted in {code}, and are taken so" in said) == (code != "GBP")


def test_cells_in_several_currencies_are_refused(run: Any, tmp_path: Any, assets: Any) -> None:
    run("config", "set", "currency", "GBP")
    refused = run("import", workbook(tmp_path / "a.xlsx", EURO, POUND), "--as", "customer", code=None)
    assert "formatted in several currencies: EUR, GBP" in refused.stderr
    assert not assets()


def test_every_field_is_known_by_its_key_and_by_its_title() -> None:
    from amflow import locale, registry
    from amflow.files.import_.column_map import kind_of
    from amflow.files.import_.fields import by_heading, title

    for kind in map(kind_of, registry.importing()):
        for field in kind.fields:
            for heading in (field.key, field.key.replace("_", " ").capitalize(), title(field)):
                found = by_heading(kind, heading)
                assert found is not None, (kind.name, heading)
                assert found.key == field.key or heading.casefold() in (*found.headings, found.key), (
                    kind.name,
                    heading,
                )
    assert locale.current() == "en"


@pytest.mark.parametrize("total", ["GBP 300.00", "300 EUR", "£300", ""])
def test_the_totals_of_a_report_are_no_record(brought: Any, assets: Any, total: str) -> None:
    said, refused = brought(f"Name,Phone,Assets\nA,0770091,100\nGrand Totals (4 records),,{total}\n")
    assert not refused
    assert assets().keys() == {"A"}
    assert "Grand Totals (4 records)" in said


def test_a_totals_row_of_deals_is_no_deal(run: Any, file: Any, book: Any) -> None:
    text = "Opportunity Name,Stage,Close Date,Account Name,Amount\nA,Won,2026-10-10,Alpha Ltd,100\n"
    run("import", file("deals.csv", f"{text}Grand Totals (4 records),,,,GBP 100.00\n"))
    assert [row["title"] for row in book.all("SELECT title FROM deal")] == ["A"]
