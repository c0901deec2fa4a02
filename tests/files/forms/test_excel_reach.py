"""How far the cells of a workbook reach, however it says so: one far away asks for more memory than there is."""

import zipfile
from pathlib import Path

import pytest
from tests.conftest import Run

HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
FAR = {
    "single quotes": "<row r='30000'><c r='XFD30000'><v>1</v></c></row>",
    "zeros in front": '<row r="30000"><c r="XFD00000000030000"><v>1</v></c></row>',
    "spaces": '<row r = "30000"><c r = "XFD30000"><v>1</v></c></row>',
    "a bracket in a value": '<row r="30000"><c s=">" r="XFD30000"><v>1</v></c></row>',
    "a place in another value": '<row r="30000"><c s=\' r="A1"\' r="XFD30000"><v>1</v></c></row>',
    "small letters": '<row r="30000"><c r="xfd30000"><v>1</v></c></row>',
    "rows that do not say their place": "<row><c><v>1</v></c></row>" * 30000 + '<row><c r="XFD1"><v>1</v></c></row>',
    "cells that do not say their place": '<row r="30000">' + "<c><v>1</v></c>" * 1000 + "</row>",
    "a prefix": '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="30000">'
    '<x:c r="XFD30000"><x:v>1</x:v></x:c></x:row>',
    "a long tag": f'<row r="30000"><c {" " * 400_000} r="XFD30000"><v>1</v></c></row>',
}
TYPES = "http://schemas.openxmlformats.org"


def workbook(path: Path, rows: str, sheet: str = "sheet1.xml") -> None:
    """A workbook with these rows, in a file of that name."""
    links = f'<Relationships xmlns="{TYPES}/package/2006/relationships"><Relationship Id="r1" Type="{TYPES}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", f'<Types xmlns="{TYPES}/package/2006/content-types"/>')
        file.writestr(
            "_rels/.rels",
            f'{links}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{TYPES}/spreadsheetml/2006/main" xmlns:r="{TYPES}/officeDocument/2006/relationships">'
            '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{links}/officeDocument/2006/relationships/worksheet" Target="worksheets/{sheet}"/></Relationships>',
        )
        content = f"<sheetData>{HEADING}{rows}</sheetData>"
        file.writestr(
            f"xl/worksheets/{sheet}", f'<worksheet xmlns="{TYPES}/spreadsheetml/2006/main">{content}</worksheet>'
        )


@pytest.mark.parametrize("rows", FAR.values(), ids=FAR.keys())
def test_a_cell_far_away_is_seen(rows: str, run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "far.xlsx", rows)
    said = run("import", "far.xlsx", "--as", "customer", code=5).stderr
    assert "too far" in said or "a tag without an end" in said


def test_a_sheet_under_another_name_is_seen(run: Run, tmp_path: Path) -> None:
    workbook(tmp_path / "far.xlsx", FAR["spaces"], "picture.png")
    assert "too far" in run("import", "far.xlsx", "--as", "customer", code=5).stderr


def test_rows_and_cells_need_not_say_their_place(run: Run, tmp_path: Path) -> None:
    names = "".join(f'<row><c t="inlineStr"><is><t>Wang{number}</t></is></c></row>' for number in range(1500))
    workbook(tmp_path / "near.xlsx", names)
    assert "1500" in run("import", "near.xlsx", "--as", "customer", "--json").stdout
