"""Workbooks as offices make them: merged, hidden, in several sheets, with dates and numbers of every kind, locked or broken."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

Made = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Write a workbook: `fill` is handed it and its first sheet."""

    def write(fill: Callable[[Any, Any], None], name: str = "b.xlsx", **options: Any) -> str:
        with Workbook(str(tmp_path / name), options) as book:
            fill(book, book.add_worksheet("first"))
        return str(tmp_path / name)

    return write


@pytest.fixture
def kept(book: Any) -> Callable[..., list[tuple[Any, ...]]]:
    """These columns of every customer."""
    return lambda *columns: [tuple(row) for row in book.all(f"SELECT {', '.join(columns)} FROM customer ORDER BY id")]


def rows(sheet: Any, *lines: tuple[Any, ...]) -> None:
    """Write the lines from the top."""
    for place, line in enumerate(lines):
        sheet.write_row(place, 0, line)


def test_a_merged_cell_stands_for_all_of_its_rows_but_no_amount_does(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows(sheet, ("姓名", "地址", "资产"), ("张一",), ("张二",), ("张三",))
        sheet.merge_range("B2:B3", "城东")
        sheet.merge_range("C2:C3", 500)

    said = run("import", made(fill), "--as", "customer").stderr

    assert "merged cells stand for each of their rows: 1 was filled in (地址)" in said
    assert kept("name", "address", "assets_minor") == [
        ("张一", "城东", 50000),
        ("张二", "城东", None),
        ("张三", "", None),
    ]


def test_a_heading_of_two_rows_with_merged_cells(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:D1", "客户明细")
        sheet.merge_range("A2:A3", "姓名")
        sheet.merge_range("B2:C2", "联系方式")
        rows(sheet)
        sheet.write_row(2, 1, ("手机\n号码", "邮箱"))
        sheet.merge_range("D2:D3", "资产(万元)")
        sheet.write_row(3, 0, ("张三", 13800000001.0, "a@b.cn", 0.1))

    said = run("import", made(fill), "--as", "customer").stderr

    assert "the heading was found in line 2 and 3" in said
    assert kept("name", "phone", "email", "assets_minor") == [("张三", "13800000001", "a@b.cn", 100000)]


def test_hidden_rows_are_taken_and_said_and_hidden_sheets_come_last(made: Made, run: Any, kept: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        rows(sheet, ("姓名",), ("nobody",))
        second = book.add_worksheet("second")
        rows(second, ("姓名",), ("张三",), ("李四",))
        second.set_row(2, None, None, {"hidden": True})
        second.activate()
        second.set_first_sheet()
        sheet.hide()

    said = run("import", made(fill), "--as", "customer").stderr

    assert kept("name") == [("张三",), ("李四",)]
    assert "the sheet “second” was taken; --sheet takes another: first" in said
    assert "1 hidden row was taken as well (line 3)" in said


def test_the_sheet_whose_columns_are_known_is_taken_before_a_cover(made: Made, run: Any, kept: Any) -> None:
    def fill(book: Any, sheet: Any) -> None:
        rows(sheet, ("客户资产明细",), ("2026",))
        rows(book.add_worksheet("x"), ("姓名", "电话"), ("张三", 138))

    run("import", made(fill), "--as", "customer")

    assert kept("name", "phone") == [("张三", "138")]


@pytest.mark.parametrize("first_day", [1900, 1904])
def test_days_and_numbers_as_the_spreadsheet_shows_them(made: Made, run: Any, kept: Any, first_day: int) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy/m/d"})
        rows(
            sheet,
            ("姓名", "出生日期", "资产"),
            ("a", "1985年10月15日", 3.3000000000000003),
            ("b", "1985.10.15", 57.699999999999996),
        )
        sheet.write_row(3, 0, ("c", None, 1e10))
        sheet.write_datetime(3, 1, date(1985, 10, 15), day)
        sheet.write_formula("C5", "=1+2", None, 3)
        sheet.write_row(4, 0, ("d", "19851015"))
        sheet.write_row(5, 0, ("_x0065_", None, 1e-7))

    said = run("import", made(fill, date_1904=first_day == 1904), "--as", "customer").stderr

    day = "1985-10-15"
    assert kept("name", "birthday", "assets_minor") == [
        ("a", day, 330),
        ("b", day, 5770),
        ("c", day, 10**12),
        ("d", day, 300),
        ("e", "", 0),
    ]
    assert "1 amount was finer than CNY can be" in said


def test_a_day_in_a_cell_that_is_not_formatted_as_one(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows(sheet, ("姓名", "出生日期"), ("张三", 31335))

    said = run("import", made(fill), "--as", "customer").stderr

    assert kept("birthday") == [("1985-10-15",)]
    assert "1 day is not formatted as one and was taken as the spreadsheet's number of it: 31335 is 1985-10-15" in said
    # Of a workbook that counts from 1904 the number may be another day: the person comes, the birthday is told.
    other = run("import", made(fill, "c.xlsx", date_1904=True), "--as", "customer").stderr
    assert "looks like a day of Excel" in other


def packed(path: Path, parts: dict[str, str]) -> str:
    """An archive with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return str(path)


ODS = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    "content.xml": (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    ),
}


def cell(text: str, more: str = "") -> str:
    """A cell of an open document."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods(path: Path, rows: str) -> str:
    """An open document with these rows."""
    return packed(path, {**ODS, "content.xml": ODS["content.xml"].replace("{rows}", rows)})


def test_an_open_document_is_read(tmp_path: Path, run: Any, kept: Any) -> None:
    lines = [("姓名", "电话"), ("张三", "138")]
    text = "".join(f"<table:table-row>{''.join(map(cell, line))}</table:table-row>" for line in lines)

    run("import", ods(tmp_path / "a.ods", text), "--as", "customer")

    assert kept("name", "phone") == [("张三", "138")]


def test_an_open_document_that_claims_a_field_of_cells_is_refused(tmp_path: Path, run: Any) -> None:
    wide = cell("x" * 30_000, 'table:number-columns-repeated="16000"')
    rows = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'

    said = run("import", ods(tmp_path / "a.ods", rows), "--as", "customer", code=5).stderr

    assert "cannot be read as a workbook" in said


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"word/document.xml": "<a/>", "[Content_Types].xml": ""}, "it is a Word document"),
        ({"ppt/presentation.xml": "<a/>"}, "it is a presentation"),
        ({"Index/Document.iwa": "x"}, "it is of Numbers"),
        ({"a.csv": "name\nA"}, "it is another kind of archive"),
        ({"xl/workbook.bin": "x", "[Content_Types].xml": ""}, "cannot be read as a workbook"),
        ({"xl/workbook.xml": "<a/>", "[Content_Types].xml": ""}, "cannot be read as a workbook"),
    ],
)
def test_other_archives_are_refused_for_the_true_reason(
    tmp_path: Path, run: Any, parts: dict[str, str], why: str
) -> None:
    assert why in run("import", packed(tmp_path / "a.xlsx", parts), "--as", "customer", code=5).stderr


@pytest.mark.parametrize("claim", ['uniqueCount="4294967295"', "uniqueCount = '99999999'"])
def test_a_workbook_that_claims_more_texts_than_it_holds_is_refused(
    made: Made, tmp_path: Path, run: Any, claim: str
) -> None:
    source = made(lambda _book, sheet: rows(sheet, ("姓名",), ("张三",)))
    with zipfile.ZipFile(source) as archive:
        parts = {entry: archive.read(entry).decode() for entry in archive.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace('uniqueCount="2"', claim)

    said = run("import", packed(tmp_path / "evil.xlsx", parts), "--as", "customer", code=5).stderr

    assert "and has no room for them" in said


def test_a_workbook_whose_parts_lie_elsewhere_is_read(made: Made, tmp_path: Path, run: Any, kept: Any) -> None:
    source = made(lambda _book, sheet: rows(sheet, ("姓名",), ("张三",)))
    with zipfile.ZipFile(source) as archive:
        parts = {entry.replace("/", "\\"): archive.read(entry).decode() for entry in archive.namelist()}

    run("import", packed(tmp_path / "windows.xlsx", parts), "--as", "customer")

    assert kept("name") == [("张三",)]


def test_a_locked_workbook_says_so(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    )

    assert "is locked with a password" in run("import", str(path), "--as", "customer", code=5).stderr


def test_a_page_with_merged_cells_and_a_title(file: Any, run: Any, kept: Any) -> None:
    page = (
        "<html><table><tr><td colspan=3>客户明细</td></tr><tr><th>公司</th><th>姓名</th><th>电话</th></tr>"
        "<tr><td rowspan=2>东方机械</td><td>张三</td><td>1</td></tr><tr><td>李四</td><td>2</td></tr>"
        "<tr><td colspan=2>合计</td><td>2人</td></tr></table></html>"
    )
    run("customer", "add", "东方机械", "--organisation")

    run("import", file("a.xls", page), "--as", "customer")

    assert kept("name", "phone", "organisation_id") == [("东方机械", "", None), ("张三", "1", 1), ("李四", "2", 1)]


def test_cells_merged_over_both_rows_of_a_heading_make_it_one(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A2", "客户经理")
        sheet.merge_range("B1:C1", "客户信息")
        sheet.merge_range("D1:E1", "资产情况")
        sheet.merge_range("F1:F2", "产品")
        rows(sheet, (), ("", "客户名称", "联系电话", "存款", "理财"), ("陈静", "张一", "1", 5, 6, "理财"))

    said = run("import", made(fill), "--as", "customer").stderr

    assert "the heading was found in line 1 and 2: 客户经理, 客户名称, 联系电话, 资产情况 存款" in said
    assert kept("name", "phone") == [("张一", "1")]


def branch(groups: tuple[str, ...]) -> Callable[[Any, Any], None]:
    """A branch's list: a title, single headings merged over two rows beside a group of assets in 万元, a total."""

    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:F1", "城东支行客户金融资产明细表")
        for column, heading in zip("ABC", ("客户姓名", "手机", "客户等级"), strict=True):
            sheet.merge_range(f"{column}2:{column}3", heading)
        sheet.merge_range("D2:F2", "金融资产(万元)")
        sheet.write_row(2, 3, groups)
        sheet.write_row(3, 0, ("张三", "13800000001", "金卡", 1.5, 20, 30.25))
        sheet.write_row(4, 0, ("合计", "", "", 1.5, 20, 30.25))

    return fill


def test_a_group_of_which_each_column_may_be_the_assets_gives_none(made: Made, run: Any, kept: Any) -> None:
    said = run("import", made(branch(("活期", "定期", "理财"))), "--as", "customer").stderr

    columns = "金融资产 活期(万元), 金融资产 定期(万元), 金融资产 理财(万元)"
    assert f"{columns}: each of them may be “assets”, and none was taken" in said
    assert "1 row is no record" in said
    assert kept("name", "phone", "tier", "assets_minor") == [("张三", "13800000001", "gold", None)]


@pytest.mark.parametrize("whole", ["合计", "总资产", "总额"])
def test_the_whole_of_a_group_is_taken_in_its_unit(made: Made, run: Any, kept: Any, whole: str) -> None:
    said = run("import", made(branch(("活期", "定期", whole))), "--as", "customer").stderr

    assert "金融资产 活期(万元), 金融资产 定期(万元): each of them may be “assets”" not in said
    assert ("may be “assets” as well" in said) == (whole == "总资产")
    assert kept("name", "assets_minor") == [("张三", 30_250_000)]


def test_of_two_columns_of_assets_one_is_taken_and_the_other_named(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows(sheet, ("客户姓名", "时点AUM", "月日均AUM"), ("张三", 100, 90))

    said = run("import", made(fill), "--as", "customer").stderr

    assert "月日均AUM: may be “assets” as well; “时点AUM” was taken" in said
    assert kept("assets_minor") == [(10_000,)]


def test_a_heading_of_three_rows(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:A3", "客户姓名")
        sheet.merge_range("B1:B3", "手机")
        sheet.merge_range("C1:F1", "金融资产(万元)")
        sheet.merge_range("C2:D2", "存款")
        sheet.merge_range("E2:F2", "投资")
        sheet.write_row(2, 2, ("活期", "定期", "理财", "基金"))
        sheet.write_row(3, 0, ("张三", "13800000001", 1, 2, 3, 4))

    said = run("import", made(fill), "--as", "customer").stderr

    assert "the heading was found in line 1 and 2 and 3" in said
    assert "金融资产 存款 活期(万元), 金融资产 存款 定期(万元), 金融资产 投资 理财(万元)" in said
    assert kept("name", "phone") == [("张三", "13800000001")]


def test_the_phone_of_the_office_is_the_second_one_wherever_it_stands(made: Made, run: Any, book: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows(
            sheet,
            ("客户号*", "单位电话", "客户姓名*", "手机"),
            ("7", "021-5555", "张三", "138"),
            ("8", "021-6", "李四"),
        )

    run("import", made(fill))

    found = [(row["phone"], row["profile"]) for row in book.all("SELECT phone, profile FROM customer ORDER BY id")]
    assert found == [("138", '{"phone2": "021-5555"}'), ("", '{"phone2": "021-6"}')]


def test_errors_of_formulas_are_named_with_their_lines_and_never_taken(made: Made, run: Any, kept: Any) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        rows(sheet, ("客户号", "姓名", "电话", "资产", "别的"), ("7", "张三", "1"), ("8", "李四", "2"), ("9", "王五"))
        sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
        sheet.write_formula("D3", "=VLOOKUP(1,A:A,1)", None, "#N/A")
        sheet.write_formula("E3", "=X!A1", None, "#REF!")
        sheet.write_formula("A4", "=X!A1", None, "#REF!")
        rows_below = ("合计", None, None)
        sheet.write_row(4, 1, rows_below)
        sheet.write_formula("D5", "=SUM(D2:D4)", None, "#N/A")

    result = run("import", made(fill), "--as", "customer", "--json")

    assert "“资产”: 2 cells hold errors of the spreadsheet and were taken as blank (lines 2, 3)" in result.stderr
    assert "“客户号”: 1 cell holds an error of the spreadsheet and was taken as blank (line 4)" in result.stderr
    assert "别的”" not in result.stderr
    assert [row["why"] for row in result.json["items"]] == ["客户号 is blank"]
    assert "\n#REF!,王五,,,,4," in Path(result.json["rejects"]).read_text("utf-8-sig")
    assert kept("name", "assets_minor") == [("张三", None), ("李四", None)]
