"""Charts of Word and Excel are their own and worth their place; the form's styles are Word's; sheets are set up for print."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

BUILT_IN = {
    "Title", "Subtitle", "Body Text", "heading 1", "heading 2", "heading 3", "List Bullet", "caption", "footer", "Strong",
    "Plain Table 2", "Normal", "Normal Table",
}  # fmt: skip


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def month(run: Any, hand: Any, week: Any, tmp_path: Path) -> Path:
    """A month with targets and deals on their way, in Word and in Excel."""
    for metric, value in (("visits", "20"), ("calls", "20"), ("deals_won", "2"), ("deals_won_amount", "40k")):
        run("target", "set", metric, value, "--period", "month")
    for number, stage in enumerate(("needs", "needs", "proposal", "application")):
        deal = hand.deal(
            f"open {number}", "2026-11-12", amount_minor=1_000_000 * (number + 1), pipeline="account-opening"
        )
        hand.stage(deal, stage, "2026-11-13")
    run("summary", "--month", "-o", "m.docx", "--plain")
    run("summary", "--month", "-o", "m.xlsx", "--plain")
    return tmp_path


def test_word_has_charts_of_its_own_with_their_numbers(run: Any, month: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    found = parts_of(month / "m.docx")
    charts = sorted(name for name in found if re.fullmatch(r"word/charts/chart\d+\.xml", name))
    relations = found["word/_rels/document.xml.rels"].decode()
    body = found["word/document.xml"].decode()

    assert len(charts) >= 3
    assert len(re.findall(r"<c:chart ", body)) == len(charts)
    for used in re.findall(r'<c:chart [^>]*r:id="(\w+)"', body):
        assert f'Id="{used}"' in relations
    assert body.count("descr=") >= len(charts)
    kinds = set()
    for name in charts:
        tree = ElementTree.fromstring(found[name])
        kinds.add(tree.find(f".//{CHART}barDir").get("val"))
        values = {
            int(one.get("idx")): float(one.findtext(f"{CHART}v")) for one in tree.iterfind(f".//{CHART}val//{CHART}pt")
        }
        count = int(tree.find(f".//{CHART}val//{CHART}ptCount").get("val"))
        assert len(values) >= 3
        assert tree.find(f".//{CHART}dispBlanksAs").get("val") == "gap"
        relation = found[name.replace("charts/", "charts/_rels/") + ".rels"].decode()
        inside = re.search(r'Target="\.\./(embeddings/[^"]+)"', relation)
        assert inside, "“Edit data” has a workbook"
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(found[f"word/{inside[1]}"]))
        rows = book.get_sheet_by_index(0).to_python()[1:]
        assert len(rows) == count
        assert [row[1] for row in rows] == [values.get(at, "") for at in range(count)]
    assert kinds == {"bar", "col"}


def test_bars_with_targets_are_shares_of_them(month: Path) -> None:
    targets = next(
        chart
        for name, chart in parts_of(month / "m.docx").items()
        if "chart" in name and b"actual against target" in chart
    )
    labels = re.findall(r"<c:v>(Visits[^<]*)</c:v>", targets.decode())

    assert labels[0] == "Visits  15 / 20"
    assert "<c:v>0.75</c:v>" in targets.decode()
    assert '<c:majorUnit val="1"/>' in targets.decode(), "a line where the target is"


def test_the_form_has_words_own_styles_and_heads_that_come_again(month: Path) -> None:
    found = parts_of(month / "m.docx")
    body, styles = found["word/document.xml"].decode(), found["word/styles.xml"].decode()
    names = dict(re.findall(r'w:styleId="([^"]+)"[^>]*>\s*<w:name w:val="([^"]+)"', styles))
    used = {names[one] for one in re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', body)}

    assert {name.lower() for name in used} <= {name.lower() for name in BUILT_IN}
    for heading in ("Heading1", "Heading2", "Heading3"):
        style = re.search(rf'<w:style [^>]*w:styleId="{heading}".*?</w:style>', styles, re.DOTALL)
        assert style, heading
        assert re.search(r"<w:keepNext(?: w:val=\"(?:1|true)\")?/>", style[0]), heading
        assert "rFonts" not in style[0], "the font is the document's, or the employer's"
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", body, re.DOTALL):
        if re.search(r'w:firstRow="1"', table):
            assert "<w:tblHeader" in table[: table.index("</w:tr>")]
        assert "<w:cantSplit" in table
    assert "NUMPAGES" in "".join(part.decode() for name, part in found.items() if "footer" in name)


def test_a_workbook_is_set_up_for_the_screen_and_for_print(month: Path) -> None:
    found = parts_of(month / "m.xlsx")
    book, styles = found["xl/workbook.xml"].decode(), found["xl/styles.xml"].decode()
    names = re.findall(r'<sheet name="([^"]+)"', book)
    sheets = {name: found[f"xl/worksheets/sheet{at}.xml"].decode() for at, name in enumerate(names, 1)}

    for xml in sheets.values():
        assert 'orientation="landscape"' in xml
        assert 'fitToPage="1"' in xml
        assert "&amp;P / &amp;N" in xml
    won = sheets["Won"]
    assert re.search(r'<pane ySplit="\d+"[^>]*state="frozen"', won)
    assert re.search(r'<autoFilter ref="A(\d+):\w(\d+)"', won)
    assert "_xlnm.Print_Titles" in book
    assert '&quot;¥&quot;#,##0"' in styles
    assert "[&gt;=1000]&quot;¥&quot;#,##0" in styles, "no pence on thousands"
    assert 'formatCode="yyyy-mm-dd"' in styles
    charts = [part.decode() for name, part in found.items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) >= 3
    for chart in charts:
        assert len(re.findall(r"<c:v>[\d.]+</c:v>", chart[chart.index("<c:val>") :])) >= 3 or "numCache" not in chart
    for name in ("Money", "Figures"):
        assert any(name in one for one in names), names


def test_of_too_few_numbers_there_is_no_picture(run: Any, hand: Any, tmp_path: Path) -> None:
    hand.touch(hand.customer("张敏"), "visit", "2026-11-24")
    run("target", "set", "visits", "20", "--period", "month")
    run("summary", "--month", "-o", "m.docx", "--plain")
    run("summary", "--month", "-o", "m.xlsx", "--plain")

    for name in ("m.docx", "m.xlsx"):
        charts = [
            part.decode() for part_name, part in parts_of(tmp_path / name).items() if "/charts/chart" in part_name
        ]
        assert [chart for chart in charts if 'barDir val="bar"' in chart] == []


def test_a_chart_stands_where_the_employers_form_wants_it(run: Any, month: Path) -> None:
    docx = pytest.importorskip("docx")
    form = docx.Document()
    for text in ("before", "{{p chart(charts[0], 12) }}", "after"):
        form.add_paragraph(text)
    form.save("form.docx")

    run("summary", "--month", "--template", "form.docx", "-o", "own.docx", "--plain")
    body = parts_of(month / "own.docx")["word/document.xml"].decode()

    assert body.index(">before<") < body.index("<c:chart ") < body.index(">after<")
    assert 'cx="4320000"' in body
