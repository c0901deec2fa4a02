"""Make the forms of employers that are shown as examples: examples/forms/bank-week.docx and wholesale-week.xlsx.

    python tools/example_forms.py

The third, territory-month.html.j2, is text and written by hand. Each is such a paper as an employer hands out, with the tags put
in; none looks like the shipped documents.
"""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from xlsxwriter import Workbook

FORMS = Path(__file__).resolve().parent.parent / "examples" / "forms"
RED, GREEN, MADE = RGBColor(0xA6, 0x1B, 0x29), "1F5C3A", datetime(2026, 1, 1, tzinfo=UTC)

Row = tuple[str, ...]

RESULTS: list[Row] = [
    ("指标", "本周完成", "本周目标", "达成率", "进度"),
    ("{%tr for one in shown if one.target is not none %}",),
    (
        "{{ one.title }}",
        "{{ number(one.value) }}",
        "{{ number(one.target) }}",
        "{{ percent(one.share) }}",
        "{{ pace(one) }}",
    ),
    ("{%tr endfor %}",),
]
WON: list[Row] = [
    ("日期", "客户", "业务内容", "金额"),
    ("{%tr for deal in won %}",),
    ("{{ short_day(deal.on) }}", "{{ deal.customer or '–' }}", "{{ deal.title }}", "{{ deal.amount or '–' }}"),
    ("{%tr endfor %}",),
    ("合计", "", "", "{{ deals_total(won) if won else '本周无成交' }}"),
]
GAPS: list[Row] = [
    ("未达标指标", "完成 / 目标", "原因", "改进措施", "期限"),
    ("{%tr for gap in gaps %}",),
    (
        *("{{ gap.title }}", "{{ number(gap.value) }} / {{ number(gap.target) }}", "{{ gap.cause }}"),
        *("{{ gap.remedy }}", "{{ short_day(gap.remedy_by) if gap.remedy_by }}"),
    ),
    ("{%tr endfor %}",),
]
NEXT: list[Row] = [
    ("日期", "时间", "客户", "事项"),
    ("{%tr for item in ahead.appointments %}",),
    ("{{ short_day(item.on) }}", "{{ item.at }}", "{{ item.customer or '–' }}", "{{ item.title }}"),
    ("{%tr endfor %}",),
]


def main() -> None:
    """Write both."""
    FORMS.mkdir(parents=True, exist_ok=True)
    for name, content in (("bank-week.docx", bank_week()), ("wholesale-week.xlsx", wholesale_week())):
        (FORMS / name).write_bytes(content)
        print(f"{len(content)} bytes: {FORMS / name}")


def bank_week() -> bytes:
    """The week's report of a bank, in Word."""
    document = Document()
    _chinese(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    title = document.add_paragraph("客户经理工作周报", style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _table(
        document,
        [
            ("网点", "{{ branch or firm }}", "客户经理", "{{ name }}"),
            ("周次", "{{ period.title }}", "填报日期", "{{ day(today) }}"),
        ],
        head=False,
    )
    for text in ("{%p for sentence in sentences %}", "{{ sentence }}", "{%p endfor %}"):
        document.add_paragraph(text)
    for heading, block in (
        ("一、指标完成情况", RESULTS),
        ("二、成交业务", WON),
        ("三、差距、原因与措施", GAPS),
    ):
        document.add_paragraph(heading, style="Heading 1")
        _table(document, block)
        if block is RESULTS:
            for text in ("{%p for one in charts[:1] %}", "{{p chart(one) }}", "{%p endfor %}"):
                document.add_paragraph(text)
    document.add_paragraph("四、工作量", style="Heading 1")
    for text in (
        "客户联系：{{ shares(touches_by_kind) or '无' }}",
        "计划执行：{{ plan_words(plan) if plan.planned else '本周未列计划' }}",
    ):
        document.add_paragraph(text, style="List Bullet")
    document.add_paragraph("五、下周安排（{{ ahead.title }}）", style="Heading 1")
    _table(document, NEXT)
    for text in ("{%p if ahead.more %}", "另有 {{ ahead.more }} 项未列出。", "{%p endif %}"):
        document.add_paragraph(text)
    document.add_paragraph()
    document.add_paragraph("填报人签字：________________        主管意见及签字：________________________")
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = "客户经理工作周报"
    document.core_properties.created = document.core_properties.modified = MADE.replace(tzinfo=None)
    out = io.BytesIO()
    document.save(out)
    return _same_each_time(out.getvalue())


def _chinese(document: Any) -> None:
    for name, size, color in (
        ("Normal", 10.5, None),
        ("Title", 20, RED),
        ("Heading 1", 12, RED),
        ("List Bullet", 10.5, None),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), "黑体" if color else "宋体")
        if color:
            style.font.color.rgb = color
    for border in list(document.styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _table(document: Any, rows: list[Row], *, head: bool = True) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        made = table.add_row()
        for cell, text in zip(made.cells, row, strict=False):
            cell.text = text
            if (head and number == 0) or (not head and row.index(text) % 2 == 0):
                _shaded(cell, "F3E3E4")
        if head and number == 0:
            made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _shaded(cell: Any, color: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
    cell.paragraphs[0].runs[0].bold = True


def wholesale_week() -> bytes:
    """The week of an account manager in wholesale, in Excel."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"title": "Weekly account report", "author": "", "created": MADE.replace(tzinfo=None)})
    looks = {name: book.add_format({"font_name": "Arial", "font_size": 10, **look}) for name, look in LOOKS.items()}
    _week(book, looks)
    _next_week(book, looks)
    book.close()
    return _same_each_time(out.getvalue())


_EDGE = {"border": 1, "border_color": "#B5C4BB", "valign": "vcenter"}
LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": f"#{GREEN}"},
    "label": {"bold": True, "font_color": f"#{GREEN}"},
    "text": {},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": f"#{GREEN}", **_EDGE},
    "head apart": {"bold": True, "font_color": "#FFFFFF", "bg_color": f"#{GREEN}", "indent": 1, **_EDGE},
    "head right": {"bold": True, "font_color": "#FFFFFF", "bg_color": f"#{GREEN}", "align": "right", **_EDGE},
    "cell": _EDGE,
    "wrapped": {"text_wrap": True, "indent": 1, "align": "left", **_EDGE},
    "number": {"num_format": "[>=100]#,##0;General", **_EDGE},
    "share": {"num_format": "0%", **_EDGE},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", **_EDGE},
    "money": {"num_format": "#,##0", **_EDGE},
    "total": {"num_format": "#,##0", "bold": True, "top": 2},
    "total text": {"bold": True, "top": 2},
}


def _week(book: Any, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Week")
    sheet.set_column("A:A", 30, looks["text"])
    sheet.set_column("B:D", 14, looks["text"])
    sheet.set_column("E:F", 26, looks["text"])
    sheet.merge_range("A1:F1", "Weekly account report", looks["title"])
    for row, (label, text) in enumerate(
        (("Account manager", "{{ name }}"), ("Store", "{{ branch or firm }}"), ("Week", "{{ period.title }}")), 1
    ):
        sheet.write(row, 0, label, looks["label"])
        sheet.write(row, 1, text, looks["text"])
    _rows(
        sheet,
        5,
        looks,
        ("Target", "Actual", "Target", "Reached", "Cause", "Remedy"),
        "{%tr for one in shown if one.target is not none and one.value is not none %}",
        (
            ("{{ one.title }}", "cell"),
            ("{{ one.value }}", "number"),
            ("{{ one.target }}", "number"),
            ("=B8/C8", "share"),
            ("{{ one.cause }}", "wrapped"),
            ("{{ one.remedy }}", "wrapped"),
        ),
    )
    _rows(
        sheet,
        10,
        looks,
        ("Won: customer", "Date", "Amount", "Share", "What", ""),
        "{%tr for deal in won %}",
        (
            ("{{ deal.customer }}", "cell"),
            ("{{ deal.on }}", "day"),
            ("{{ deal.amount }}", "money"),
            ("=IF(C$15=0,0,C13/C$15)", "share"),
            ("{{ deal.title }}", "wrapped"),
            ("", "cell"),
        ),
    )
    sheet.write("A15", "Total", looks["total text"])
    sheet.write("B15", "", looks["total text"])
    sheet.write_formula("C15", "=SUM(C13:C13)", looks["total"])
    sheet.write("A17", "Contacts", looks["label"])
    sheet.write("B17", "{{ shares(touches_by_kind) or 'none' }}", looks["text"])
    sheet.write("A18", "Plan", looks["label"])
    sheet.write("B18", "{{ plan_words(plan) if plan.planned else 'no plan' }}", looks["text"])
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Reached",
            "categories": ["Week", 7, 0, 7, 0],
            "values": ["Week", 7, 3, 7, 3],
            "fill": {"color": f"#{GREEN}"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": "0%"},
        }
    )
    chart.set_title({"name": "Reached", "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_tick_mark": "none"})
    chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 760, "height": 260})
    sheet.insert_chart("A20", chart, {"description": "how much of each target was reached"})
    _printed(sheet)


def _next_week(book: Any, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet("Next week")
    sheet.set_column("A:B", 12, looks["text"])
    sheet.set_column("C:C", 28, looks["text"])
    sheet.set_column("D:D", 44, looks["text"])
    sheet.merge_range("A1:D1", "{{ ahead.title }}", looks["title"])
    _rows(
        sheet,
        2,
        looks,
        ("Date", "Time", "Customer", "What"),
        "{%tr for item in ahead.appointments %}",
        (
            ("{{ item.on }}", "day"),
            ("{{ item.at }}", "cell"),
            ("{{ item.customer }}", "cell"),
            ("{{ item.title }}", "wrapped"),
        ),
    )
    sheet.autofilter(2, 0, 4, 3)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    _printed(sheet)


def _rows(
    sheet: Any, row: int, looks: dict[str, Any], heads: tuple[str, ...], tag: str, cells: tuple[tuple[str, str], ...]
) -> None:
    """A head, and below it the row that comes again, between its tags."""
    for at, (head, (_text, look)) in enumerate(zip(heads, cells, strict=True)):
        right, apart = look in ("number", "share", "money"), look == "wrapped"
        sheet.write(row, at, head, looks["head right" if right else "head apart" if apart else "head"])
    sheet.write(row + 1, 0, tag, looks["text"])
    for at, (text, look) in enumerate(cells):
        sheet.write(row + 2, at, text, looks[look])
    sheet.write(row + 3, 0, "{%tr endfor %}", looks["text"])


def _printed(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer("&R&P / &N")


def _same_each_time(content: bytes) -> bytes:
    """The same file again, without the hours of its parts: made anew it does not differ."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            new.writestr(zipfile.ZipInfo(one.filename, (1980, 1, 1, 0, 0, 0)), old.read(one), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
