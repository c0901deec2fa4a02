"""Workbooks in the other forms than `.xlsx`: what older programs and other ones write."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.workbooks import ods, xls, xlsb
from xlsxwriter import Workbook

LIST = [
    ["姓名", "手机", "生日", "资产(万元)"],
    ["夏岚", 13800138000.0, "1979-03-02", 12.5],
    ["童一鸣", "13900139003", "腊月廿三", 3.0],
]


@pytest.mark.parametrize("form", [xls, xlsb, ods])
def test_every_form_of_workbook_is_read(file: Any, run: Any, book: Any, form: Callable[..., bytes]) -> None:
    source = file(f"list.{form.__name__}", form({"说明": [], "客户": LIST}))

    said = run("import", source, "--as", "customer").stderr

    assert "the sheet “客户” was taken" in said
    rows = book.all("SELECT name, phone, birthday, assets_minor FROM customer ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("夏岚", "13800138000", "1979-03-02", 12_500_000),
        ("童一鸣", "13900139003", "lunar --12-23", 3_000_000),
    ]


@pytest.mark.parametrize("name", ["list.xls", "list.xlsx", "list.csv"])
def test_an_old_workbook_is_known_by_its_content(file: Any, figures: Any, name: str) -> None:
    assert figures(file(name, xls({"a": LIST})), "--as", "customer") == {"added": 2}


def test_a_locked_one_and_a_damaged_one_are_refused_for_the_true_reason(file: Any, run: Any) -> None:
    whole = xls({"a": LIST})
    for content, why in (
        (xls({"a": LIST}, locked=True), "it is locked with a password"),
        (whole[: len(whole) // 2], "it is damaged, or not whole"),
        (whole[:512] + b"\xff" * 64 + whole[576:], "it is damaged, or not whole"),
    ):
        said = run("import", file("a.xls", content), "--as", "customer", code=5).stderr
        assert why in said
        assert "unexpected" not in said


@pytest.fixture
def three(tmp_path: Path) -> str:
    """A workbook of an empty sheet, one that is only a heading, and one with a row."""
    with Workbook(str(tmp_path / "three.xlsx")) as made:
        made.add_worksheet("customers")
        made.add_worksheet("空表").write_row(0, 0, ["姓名", "手机"])
        page = made.add_worksheet("Sheet1")
        page.write_row(0, 0, ["姓名", "手机"])
        page.write_row(1, 0, ["夏岚", "13800138000"])
    return str(tmp_path / "three.xlsx")


def test_the_first_sheet_with_rows_is_taken(three: str, figures: Any) -> None:
    assert figures(three, "--as", "customer") == {"added": 1}


def test_an_empty_sheet_is_named(three: str, run: Any) -> None:
    said = run("import", three, "--as", "customer", "--sheet", "customers", code=5).stderr

    assert "the sheet “customers” is empty" in said
    assert "空表, Sheet1" in said
