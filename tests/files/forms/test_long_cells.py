"""A cell of millions of characters: its row is refused in its time, whatever the form of the file."""

import os
import time
import zipfile
from pathlib import Path

import pytest
from tests.conftest import Run

from amflow.files.forms import detect

LONG = "x" * 20_000_000
OF = "http://schemas.openxmlformats.org/"
RELATION = f"{OF}officeDocument/2006/relationships"
SHEET = f"{OF}spreadsheetml/2006/main"
LIST = f"{OF}package/2006/relationships"


def workbook(file: Path, text: str) -> None:
    """A sheet with a name and, below it, one more."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{said}</t></is></c></row>'
        for at, said in ((1, "name"), (2, text), (3, "李四"))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OF}package/2006/content-types"><Default Extension="xml"'
        ' ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{LIST}"><Relationship Id="a" Type="{RELATION}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LIST}"><Relationship Id="a"'
        f' Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def page(file: Path, text: str) -> None:
    """The same as a page that calls itself a workbook."""
    rows = "".join(f"<tr><td>{said}</td></tr>" for said in ("name", text, "李四"))
    file.write_text(f"<html><table>{rows}</table></html>", "utf-8")


def lines(file: Path, text: str) -> None:
    """The same as CSV."""
    file.write_text(f"name\n{text}\n李四\n", "utf-8")


@pytest.mark.parametrize(("made", "ending"), [(workbook, "xlsx"), (page, "xls"), (lines, "csv")])
def test_its_row_alone_is_refused(made, ending: str, run: Run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    made(tmp_path / f"long.{ending}", LONG)
    begun = time.monotonic()

    told = run("import", str(tmp_path / f"long.{ending}"), "--as", "customer", code=None)

    assert time.monotonic() - begun < 20
    assert "a cell is longer than 131072 characters" in told.stdout
    assert "李四" in run("customer", "list").stdout


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="the devices of POSIX")
def test_a_device_without_an_end_is_read_to_a_limit(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "LARGEST_ASIDE", 4 << 20)

    assert "larger than 4 MB" in run("import", "/dev/zero", "--as", "customer", code=5).stderr

    (tmp_path / "a.csv").write_text("name\nA B\n")
    for words in (["--map", "/dev/zero"], ["--map", "/dev/urandom"]):
        assert "larger than 4 MB" in run("import", str(tmp_path / "a.csv"), *words, code=5).stderr
