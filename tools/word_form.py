"""Make the Word form that is shipped: src/amflow/templates/documents/report.docx.

    python tools/word_form.py

It is a form like any employer's: Word's own styles, and Jinja tags in the text. Whoever wants another look copies it,
changes its styles, and names it with `--template`.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).resolve().parent.parent / "src" / "amflow" / "templates" / "documents" / "report.docx"

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
QUIET = RGBColor(0x5B, 0x62, 0x6A)

UNDER = (
    '{{ under|join(" · ") }}{% if name %} · {{ name }}{% endif %}{% if firm %} · {{ firm }}{% endif %}'
    "{% if branch %} · {{ branch }}{% endif %}"
)


def main() -> None:
    """Write the form."""
    document = Document()
    _look(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph(UNDER, style="Subtitle")
    lines(
        document,
        "{%p if not parts %}",
        "{{ empty }}",
        "{%p endif %}",
        "{%p for part in parts %}",
        "{%p if part.title %}",
    )
    document.add_paragraph("{{ part.title }}{% if part.note %}  {{ part.note }}{% endif %}", style="Heading 1")
    lines(document, "{%p endif %}", "{%p for block in part.blocks %}", "{%p if block.title %}")
    document.add_paragraph("{{ block.title }}", style="Heading 2")
    lines(document, "{%p endif %}", '{%p if kind(block) == "figures" %}')
    figures(document)
    foot(document)
    lines(document, '{%p elif kind(block) == "table" %}')
    listed(document)
    foot(document)
    lines(document, '{%p elif kind(block) == "facts" %}')
    facts(document)
    document.add_paragraph("", style="Foot")
    lines(document, '{%p elif kind(block) == "words" %}', "{%p for line in block.text.splitlines() %}", "{{ line }}")
    lines(document, "{%p endfor %}", '{%p elif kind(block) == "points" %}', "{%p for item in block.items %}")
    document.add_paragraph("{{ item }}", style="List Bullet")
    lines(document, "{%p endfor %}", '{%p elif kind(block) == "blank" %}', "{%p for line in range(block.lines) %}")
    document.add_paragraph("_" * 80)
    lines(document, "{%p endfor %}", "{%p endif %}", "{%p endfor %}", "{%p endfor %}")
    bottom = section.footer.paragraphs[0]
    bottom.style = document.styles["Foot"]
    bottom.add_run("{{ day(today) }}  ·  ")
    _page_number(bottom)
    document.core_properties.author = ""
    document.core_properties.title = "{{ title }}"
    document.core_properties.comments = ""
    document.save(str(TARGET))
    print(f"{TARGET.stat().st_size} bytes: {TARGET}")


def lines(document: Any, *texts: str) -> None:
    """Words, most of them tags that vanish."""
    for text in texts:
        document.add_paragraph(text)


def foot(document: Any) -> None:
    """The sentence below a table; empty, it keeps two tables apart."""
    document.add_paragraph("{{ block.foot }}", style="Foot")


def figures(document: Any) -> None:
    """The figures with their targets."""
    titles = [
        "",
        '{{ _("actual") }}',
        '{{ _("target") }}',
        '{{ _("reached") }}',
        '{{ _("pace") }}',
        "{{ block.history }}",
    ]
    cells = [
        "{{ line.title }}",
        "{{ said(line.value) }}",
        "{{ short(line.target) if line.target is not none }}",
        "{{ percent(line.share) }}",
        "{{ line.pace }}",
        "{{ spark(line.history) }}",
    ]
    table = _table(document, 6)
    _fill(table.rows[0], titles, right=(1, 2, 3))
    _heading(table.rows[0])
    _fill(table.add_row(), ["{%tr for line in block.lines %}"])
    _fill(table.add_row(), cells, right=(1, 2, 3), bold=(1,))
    _fill(table.add_row(), ["{%tr endfor %}"])


def listed(document: Any) -> None:
    """Any table: as many columns as there are, numbers set right."""
    table = _table(document, 7)
    _fill(table.rows[0], ['{%tr if block.columns|selectattr("title")|list %}'])
    head = table.add_row()
    each = "{%tc for column in block.columns %}"
    numeric = "{%tc if set_right(block, loop.index0) %}"
    _fill(
        head,
        [each, numeric, "{{ column.title }}", "{%tc else %}", "{{ column.title }}", "{%tc endif %}", "{%tc endfor %}"],
        right=(2,),
    )
    _heading(head)
    _fill(table.add_row(), ["{%tr endif %}"])
    _fill(table.add_row(), ["{%tr for row in block.rows %}"])
    each = "{%tc for cell in row %}"
    _fill(
        table.add_row(),
        [each, numeric, "{{ said(cell) }}", "{%tc else %}", "{{ said(cell) }}", "{%tc endif %}", "{%tc endfor %}"],
        right=(2,),
    )
    _fill(table.add_row(), ["{%tr endfor %}"])


def facts(document: Any) -> None:
    """Names with their values."""
    table = _table(document, 2)
    _fill(table.rows[0], ["{%tr for name, value in block.items %}"])
    _fill(table.add_row(), ["{{ name }}", "{{ said(value) }}"])
    _fill(table.add_row(), ["{%tr endfor %}"])


def _look(document: Any) -> None:
    styles = document.styles
    for name, size, color in (
        ("Normal", 10, None),
        ("Title", 20, None),
        ("Subtitle", 10, QUIET),
        ("Heading 1", 13, None),
    ):
        _font(styles[name], size, color)
    _font(styles["Heading 2"], 10.5, QUIET)
    _font(styles["List Bullet"], 10, None)
    _font(styles.add_style("Foot", 1), 8.5, QUIET)
    _font(styles.add_style("In table", 1), 9, None)
    _font(styles.add_style("Table head", 1), 8.5, QUIET)
    for name, before, after in (
        *(("Normal", 0, 3), ("Title", 0, 0), ("Subtitle", 0, 8), ("Heading 1", 14, 4), ("Heading 2", 8, 2)),
        *(("Foot", 2, 4), ("In table", 2, 2), ("Table head", 2, 2)),
    ):
        style = styles[name].paragraph_format
        style.space_before, style.space_after = Pt(before), Pt(after)
    # The shipped title has a blue line under it; ours has none.
    for border in styles["Title"].element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break
    fonts = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")).find(qn("w:rFonts"))
    _fonts(fonts)


def _font(style: Any, size: float, color: RGBColor | None) -> None:
    style.font.name, style.font.size, style.font.italic = LATIN, Pt(size), False
    style.font.color.rgb = color or RGBColor(0x1C, 0x1F, 0x23)
    _fonts(style.element.rPr.rFonts)


def _fonts(element: Any) -> None:
    """Latin and Chinese fonts by name: a theme's would be the reader's, and Japanese on many a machine."""
    for name in list(element.attrib):
        del element.attrib[name]
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        element.set(qn(f"w:{name}"), font)


def _table(document: Any, columns: int) -> Any:
    table = document.add_table(rows=1, cols=columns)
    table.autofit = True
    properties = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "D9DAD6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.append(borders)
    return table


def _fill(row: Any, texts: list[str], right: tuple[int, ...] = (), bold: tuple[int, ...] = ()) -> None:
    for at, cell in enumerate(row.cells):
        # Widths that suit what the tables hold, not the cells of the tags: Word reckons them itself.
        width = cell._tc.get_or_add_tcPr().get_or_add_tcW()
        width.set(qn("w:type"), "auto")
        width.set(qn("w:w"), "0")
        paragraph = cell.paragraphs[0]
        paragraph.style = "In table"
        run = paragraph.add_run(texts[at] if at < len(texts) else "")
        run.bold = at in bold or None
        if at in right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _heading(row: Any) -> None:
    """Repeated at the top of each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].style = "Table head"


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            sign = OxmlElement("w:fldChar")
            sign.set(qn("w:fldCharType"), kind)
        else:
            sign = OxmlElement("w:instrText")
            sign.text = text
        run._r.append(sign)


if __name__ == "__main__":
    main()
