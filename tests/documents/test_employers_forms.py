"""The forms of employers in Word, Excel and HTML: the three in examples/forms, filled whole, and what a form in Excel can do."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import markupsafe
import pytest
import xlsxwriter

from amflow.documents import template_limits

FORMS = Path(__file__).parents[2] / "examples" / "forms"

EXAMPLES = {
    "bank-week.docx": ("retail-bank", "zh", "--week", ("李娜", "人民路支行", "客户经理工作周报", "五、下周安排")),
    "wholesale-week.xlsx": ("wholesale", "en", "--week", ("李娜", "人民路支行", "Weekly account report", "Total")),
    "territory-month.html.j2": ("retail-territory", "en", "--month", ("李娜", "人民路支行", "Lines and shops", "<svg")),
}
"""Each with its trade, its language, its period, and words that stand in it."""


def texts_of(path: Path) -> str:
    """All that is in the file, and its words with no marks between them."""
    raw = path.read_bytes()
    if not raw.startswith(b"PK"):
        return raw.decode()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))]
        whole = "\n".join(packed.read(name).decode() for name in names)
    return whole + re.sub(r"<[^>]+>", "", whole)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_filled_from_its_trades_demo(
    run: Any, demo_of: Any, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade, lang, period, words = EXAMPLES[name]
    for key, value in (("PLAYBOOK", trade), ("LANG", lang), ("NAME", "李娜"), ("BRANCH", "人民路支行")):
        monkeypatch.setenv(f"AMFLOW_{key}", value)
    demo_of(trade)
    ending = name.removesuffix(".j2").rpartition(".")[2]
    typed = ("summary", period, "--on", "2026-11-24", "--template", str(FORMS / name), "-o")

    run(*typed, f"plain.{ending}", "--plain")
    run(*typed, f"covered.{ending}")
    plain, covered = (texts_of(tmp_path / f"{one}.{ending}") for one in ("plain", "covered"))
    told = run("summary", period, "--on", "2026-11-24", "--json").json

    for text in (plain, covered):
        assert not re.search(r"\{[{%#]|[%}]\}", text)
        assert [one for one in words if one not in text] == []
    assert [one["title"] for one in told["figures"].values() if one.get("target") and one["title"] not in plain] == []
    names = {line[6] for line in run(*typed[:4]).lines if line[0] == "next" and line[6]}
    assert names
    escaped = {str(markupsafe.escape(one)) if ending == "html" else escape(one) for one in names}
    assert [one for one in escaped if one not in plain] == []
    assert [one for one in escaped if one in covered] == []


def test_every_example_says_how_it_is_filled() -> None:
    readme = (FORMS / "README.md").read_text("utf-8")

    assert {file.name for file in FORMS.iterdir()} == {"README.md", *EXAMPLES}
    assert [name for name in EXAMPLES if f"--template {name} " not in readme] == []


def test_the_examples_are_those_that_their_tool_makes() -> None:
    pytest.importorskip("docx")
    from tools import example_forms

    for name, made in (
        ("bank-week.docx", example_forms.bank_week),
        ("wholesale-week.xlsx", example_forms.wholesale_week),
    ):
        assert parts_of(io.BytesIO(made())) == parts_of(FORMS / name), "python tools/example_forms.py"


def form(path: Path, cells: dict[str, str], *, merged: str = "", patch: Any = None) -> None:
    """A form with a chart of its one row of deals, and a name for its total."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Week's sheet")
    wrapped = book.add_format({"text_wrap": True})
    for place, text in cells.items():
        write = sheet.write_formula if text.startswith("=") else sheet.write_string
        write(place, text, wrapped if place.startswith("F") else None)
    if merged:
        sheet.merge_range(merged, "")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "='Week''s sheet'!$A$1", "values": "='Week''s sheet'!$C$5:$C$5"})
    sheet.insert_chart("A20", chart)
    book.define_name("Total", "='Week''s sheet'!$C$8")
    book.close()
    if patch:
        with zipfile.ZipFile(path) as packed:
            content = {name: packed.read(name) for name in packed.namelist()}
        content["xl/worksheets/sheet1.xml"] = patch(content["xl/worksheets/sheet1.xml"].decode()).encode()
        with zipfile.ZipFile(path, "w") as packed:
            for name, part in content.items():
                packed.writestr(name, part)


DEALS = {
    "A1": "{{ period.title }} of {{ name or 'nobody' }}",
    "A2": "visits",
    "B2": "{{ figures.visits.value }}",
    "C2": "=B2*2",
    "A4": "{%tr for deal in won %}",
    "A5": "{{ deal.on }}",
    "B5": "{{ deal.customer }}",
    "C5": "{{ deal.amount }}",
    "D5": "=C5*2+C$5+LOG10(10)",
    "F5": "{{ 'long ' * 40 }}",
    "A6": "{%tr endfor %}",
    "A8": "total",
    "C8": "=SUM(C5:C5)",
    "D8": "=IF(C8>0,\"C5 of 'B5'\",'Week''s sheet'!C2)",
    "E8": "=C8+1",
    "E9": "=C9+1",
    "A10": "{% if lost %}{{ lost[0].why }}{% endif %}",
}


def parts_of(path: Path | io.BytesIO) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


def test_a_form_in_excel_gets_values_and_grows_with_all_that_refers_to_its_rows(
    run: Any, hand: Any, week: Any, tmp_path: Path
) -> None:
    calamine = pytest.importorskip("python_calamine")
    evil = hand.customer("=1+1")
    hand.deal("@SUM(A1)", "2026-11-20", "2026-11-24", "won", amount_minor=100, customer_id=evil)

    def shared(xml: str) -> str:
        """Excel keeps a formula that was filled down but once."""
        xml = xml.replace("<f>C8+1</f>", '<f t="shared" ref="E8:E9" si="0">C8+1</f>')
        return xml.replace("<f>C9+1</f>", '<f t="shared" si="0"/>')

    form(tmp_path / "form.xlsx", DEALS, merged="G5:H5", patch=shared)
    run("summary", "--week", "--template", "form.xlsx", "-o", "w.xlsx", "--plain")
    rows = calamine.CalamineWorkbook.from_path(str(tmp_path / "w.xlsx")).get_sheet_by_index(0).to_python()
    found = parts_of(tmp_path / "w.xlsx")
    sheet = found["xl/worksheets/sheet1.xml"]
    formulas = dict(re.findall(r'<c r="(\w+)"[^>]*><f>([^<]*)</f>', sheet))

    assert rows[0][0] == "Week 48 · 23–29 Nov 2026 of nobody"
    assert rows[1][1] == 3
    won = rows[3:7]
    assert {row[1] for row in won} == {"张敏", "王伟 & Söhne <GmbH>", "", "=1+1"}
    assert {row[2] for row in won} == {5000, 45563.5, 1200, 1}
    assert {row[0] for row in won} == {date(2026, 11, 24), date(2026, 11, 25)}
    assert rows[8][0] == "total"
    assert rows[10][0] == "too dear"
    assert formulas["D4"] == "C4*2+C$4+LOG10(10)"
    assert formulas["D7"] == "C7*2+C$7+LOG10(10)"
    assert formulas["C9"] == "SUM(C4:C7)"
    assert formulas["D9"] == "IF(C9&gt;0,\"C5 of 'B5'\",'Week''s sheet'!C2)"
    assert (formulas["E9"], formulas["E10"]) == ("C9+1", "C10+1")
    assert "1+1" not in formulas.values()
    assert re.findall(r'<mergeCell ref="(\w+:\w+)"', sheet) == [f"G{row}:H{row}" for row in (4, 5, 6, 7)]
    assert re.search(r'<row r="4"[^>]* ht="\d+"', sheet), "long words have room"
    assert "'Week''s sheet'!$C$4:$C$7</c:f>" in found["xl/charts/chart1.xml"]
    assert "'Week''s sheet'!$A$1</c:f>" in found["xl/charts/chart1.xml"]
    assert "'Week''s sheet'!$C$9</definedName>" in found["xl/workbook.xml"]
    assert 'fullCalcOnLoad="1"' in found["xl/workbook.xml"]
    assert re.search(r"<xdr:from>.*?<xdr:row>20</xdr:row>", found["xl/drawings/drawing1.xml"])


def test_rows_that_do_not_come_leave_a_sum_of_nothing(run: Any, tmp_path: Path) -> None:
    form(tmp_path / "form.xlsx", DEALS)
    run("summary", "--week", "--template", "form.xlsx", "-o", "w.xlsx", "--plain")
    sheet = parts_of(tmp_path / "w.xlsx")["xl/worksheets/sheet1.xml"]

    # The row above, and never the total itself.
    assert '<c r="C5"><f>SUM(C3:C3)</f>' in sheet


@pytest.mark.parametrize(
    ("place", "text", "why"),
    [
        ("B7", "{{ nobody }}", "Week's sheet!B7: 'nobody' is undefined"),
        ("B7", "so {{ nobody }}", "Week's sheet!B7: 'nobody' is undefined"),
        ("A4", "{%tr for %}", "Week's sheet!A4: "),
        ("C5", "{{ deal.__class__.__mro__ }}", "Week's sheet!C5: "),
        ("C5", "{{ 'x' * 10000000 }}", "“*” is not allowed here"),
        ("C5", "{{ deal.amount", "Week's sheet!"),
        (
            "B7",
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            "not done after 1 seconds",
        ),
    ],
)
def test_a_broken_form_is_named_with_its_cell(
    run: Any, week: Any, tmp_path: Path, place: str, text: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_limits, "SECONDS", 1 if "range" in text else 30)
    form(tmp_path / "form.xlsx", {**DEALS, place: text})

    told = run("summary", "--week", "--template", "form.xlsx", "-o", "out.xlsx", code=5).stderr

    assert told.startswith("error: form.xlsx")
    assert why in told
    assert "hint: amflow summary --fields" in told
    assert not (tmp_path / "out.xlsx").exists()


def test_what_is_no_workbook_or_no_template_of_one_is_refused(run: Any, week: Any, home: Path, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("not a workbook")
    with zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", "<broken")

    for name, why in (("text", "is not a workbook"), ("bad", "bad.xlsx: "), ("none", "cannot be read")):
        told = run("summary", "--week", "--template", f"{name}.xlsx", "-o", "o.xlsx", code=5).stderr
        assert why in told
    for template, output in (("text.xlsx", "o.docx"), ("text.docx", "o.xlsx"), ("text.md", "o.xlsx")):
        assert "is not made from" in run("summary", "--template", template, "-o", output, code=2).stderr

    folder = home / "config" / "amflow" / "templates" / "summary"
    folder.mkdir(parents=True)
    form(folder / "summary.xlsx", DEALS)
    run("summary", "--week", "-o", "own.xlsx", "--plain")
    assert "GmbH" in texts_of(tmp_path / "own.xlsx")
