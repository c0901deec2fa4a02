"""Rows that were refused, mended in their own file and imported again: they come in exactly as they would have at once."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

HEADING = ("客户姓名", "手机号码", "出生日期", "客户层级", "开户日期", "AUM")
ROWS = (
    ("王秀兰", "13800000001", "腊月廿三", "金卡", "25/12/2019", 70.866),
    ("李建国", "13800000002", "十月十二", "坏", "3/1/2020", 26.18),
    ("张伟", "13800000003", "15/10/1980", "坏", "4/2/2020", 8.125),
    ("刘洋", "13800000004", "80-10-15", "坏", 43831, 0.5),
)
KEPT = "SELECT name, phone, birthday, tier, added_on, assets_minor, currency, impression FROM customer ORDER BY name"


def branch_list(path: Path, *, bad: str) -> str:
    """A list of a branch with its unit above the heading; the tier of most is a word that nobody knows."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("明细")
    sheet.write(0, 0, "城南支行客户明细表")
    sheet.write(1, 0, "单位：万元")
    sheet.write_row(2, 0, HEADING)
    for at, row in enumerate(ROWS, 3):
        for column, cell in enumerate(row):
            value = bad if cell == "坏" else cell
            (sheet.write_number if isinstance(value, int | float) else sheet.write_string)(at, column, value)
    book.close()
    return str(path)


@pytest.fixture
def both(run: Any, book: Any, tmp_path: Path) -> Any:
    """What the book keeps of a list that is right, and of one whose rows were refused and mended."""

    def compare(*words: str, mapped: tuple[str, ...] = ()) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], str]:
        run("import", branch_list(tmp_path / "right.xlsx", bad="金卡"), *words)
        at_once = [tuple(row) for row in book.all(KEPT)]
        run("undo")
        run("import", branch_list(tmp_path / "list.xlsx", bad="坏"), *words)
        refused = tmp_path / "list.xlsx.rejects.csv"
        mended = tmp_path / "mended.csv"
        mended.write_text(refused.read_text("utf-8-sig").replace(",坏,", ",金卡,"), "utf-8")
        said = run("import", str(mended), *(mapped or words)).stderr
        return at_once, [tuple(row) for row in book.all(KEPT)], said

    return compare


@pytest.fixture(autouse=True)
def of_the_bank(run: Any) -> None:
    run("init", "--playbook", "retail-bank")


def test_by_their_headings(both: Any) -> None:
    at_once, mended, said = both("--as", "customer")

    assert mended == at_once
    assert [row[5] for row in sorted(at_once)] == [500_000, 8_125_000, 26_180_000, 70_866_000]
    assert "its amounts are in 万元" in said
    assert {row[2] for row in at_once} == {"lunar --12-23", "lunar --10-12", "1980-10-15"}


def test_by_a_map_that_says_no_unit(both: Any, file: Any) -> None:
    the_map = file("m.toml", 'as = "customer"\nheading = 3\n[fields]\nname = "客户姓名"\n'
        'phone = "手机号码"\nbirthday = "出生日期"\ntier = "客户层级"\nadded_on = {column = "开户日期", date = "%d/%m/%Y"}\n'
        'assets = "AUM"\n')  # fmt: skip

    at_once, mended, _said = both("--map", the_map)

    assert mended == at_once
    assert max(row[5] for row in at_once) == 70_866_000


def test_a_unit_behind_a_heading_counts_where_a_map_leaves_it_out(run: Any, book: Any, file: Any) -> None:
    the_map = file("m.toml", 'as = "customer"\n[fields]\nname = "name"\nassets = "AUM 合计"\n')

    run("import", file("a.csv", "name,AUM 合计(万元)\nA,70.86\n"), "--map", the_map)

    assert book.number("SELECT assets_minor FROM customer") == 70_860_000


def test_line_and_reason_are_no_columns_and_do_not_pile_up(run: Any, book: Any, file: Any) -> None:
    source = file("a.csv", "name,tier\nA,x\nB,x\n")
    run("import", source, "--as", "customer", code=1)
    first = Path(f"{source}.rejects.csv")
    first.write_text(first.read_text("utf-8-sig").replace("A,x", "A,"), "utf-8-sig")

    run("import", str(first), "--as", "customer")

    assert book.one("SELECT line FROM customer")["line"] == ""
    second = Path(f"{source}.rejects.2.csv")
    assert second.read_text("utf-8-sig").splitlines()[0] == "name,tier,line,reason"
    assert first.read_text("utf-8-sig").count("\n") == 3


def test_rows_that_wait_to_be_mended_are_not_written_over(run: Any, file: Any, screen: Any) -> None:
    source = file("a.csv", "name,tier\nA,x\nB,\n")
    run("import", source, "--as", "customer")
    first = Path(f"{source}.rejects.csv")
    before = first.read_bytes()

    assert run("import", source, "--as", "customer").lines[-1] == ["rejects", str(first)]
    Path(source).write_text("name,tier\nC,y\nB,\n")
    assert f"amflow import {source}.rejects.2.csv --as customer\n" in screen("import", source, "--as", "customer")
    assert first.read_bytes() == before


def test_assets_a_thousand_times_off_are_named(run: Any, file: Any) -> None:
    run("import", file("a.csv", "name,phone,assets\nA,138,708600\nB,139,100\n"), "--as", "customer")

    said = run("import", file("b.csv", "name,phone,assets\nA,138,70.86\nB,139,900\n"), "--as", "customer").stderr

    assert "is the unit right? A 708600 → 70.86" in said.replace(",", "")


def test_a_file_without_such_records_is_refused_as_a_whole(run: Any, file: Any) -> None:
    refused = run("import", file("a.csv", "客户姓名,备注\n张敏,x\n李强,y\n"), "--as", "touch", code=5)

    assert "no column says held on" in refused.stderr
    assert not list(Path.cwd().glob("*.rejects.csv"))


def test_a_list_of_deposits_says_once_what_they_are(run: Any, book: Any, file: Any) -> None:
    the_map = file("m.toml", 'as = "holding"\n[set]\nname = "定期存款"\n[fields]\n'
        'customer = {column = "姓名", unknown = "create"}\nmatures_on = "定期到期日"\namount = "金额"\n')  # fmt: skip

    said = run(
        "import", file("a.csv", "姓名,定期到期日,金额\n张敏,2026-12-01,5\n李强,,\n"), "--map", the_map, "--json"
    ).json

    assert [row["why"] for row in said["items"]] == ["the row says only whose it is"]
    assert tuple(book.one("SELECT name, matures_on FROM holding")) == ("定期存款", "2026-12-01")


def test_a_bad_birthday_costs_only_itself(run: Any, book: Any, file: Any) -> None:
    said = run(
        "import", file("a.csv", "name,birthday\nA,1985-02-30\nB,十月十二\nC,45-3-2\nD,2030-01-01\n"), "--as", "customer"
    )

    assert [row["birthday"] for row in book.all("SELECT birthday FROM customer ORDER BY name")] == [
        "",
        "",
        "1945-03-02",
        "",
    ]
    assert "3 days were left out, and the rest of their rows taken" in said.stderr
    assert "“十月十二” may be of either calendar" in said.stderr


def test_a_column_of_the_lunar_calendar_says_so(run: Any, book: Any, file: Any) -> None:
    run("import", file("a.csv", "姓名,农历生日\n张敏,十月十二\n李强,1980-10-15\n"), "--as", "customer")

    kept = [row["birthday"] for row in book.all("SELECT birthday FROM customer ORDER BY id")]
    assert kept == ["lunar --10-12", "lunar 1980-10-15"]


def test_a_word_that_is_nearly_a_tier_is_proposed_and_columns_are_told(run: Any, file: Any) -> None:
    said = run(
        "import", file("a.csv", "客户姓名,客户层级,AUM合计\n张敏,白金,5\n李强,金卡,6\n"), "--as", "customer"
    ).stderr

    assert "“客户层级”: “白金” may be “Gold card”" in said
    assert "客户姓名 → name, 客户层级 → tier, AUM合计 → assets" in said
