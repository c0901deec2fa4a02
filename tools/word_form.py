"""Make the Word form that is shipped: src/amflow/templates/documents/report.docx.

    python tools/word_form.py

It is a form like any employer's: Word's own styles under their own names, and Jinja tags in the text. Whoever wants another
look copies it and attaches the employer's template, whose styles take over, and names it with `--template`.
"""

import re
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from amflow.documents.native_charts import PLAIN

TARGET = Path(__file__).resolve().parent.parent / "src" / "amflow" / "templates" / "documents" / "report.docx"

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
DARK, QUIET = RGBColor(0x1C, 0x1F, 0x23), RGBColor(0x5B, 0x62, 0x6A)
WIDE = Cm(17)

TABLE = "Plain Table 2"
"""The style of the tables, by Word's own name: paragraphs in them have none of their own, so that it decides."""

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:styleId="PlainTable2">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="42"/><w:qFormat/>
  <w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>
  <w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="D9DAD6"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D9DAD6"/>
  </w:tblBorders><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="5B626A"/><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr></w:tblStylePr>
</w:style>
"""

UNDER = "{% if by %}{{ by }} · {% endif %}{% for one in under %}{% if one %}{{ one }} · {% endif %}{% endfor %}{{ day(today) }}"


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
    lines(document, "{%p for sentence in sentences %}")
    document.add_paragraph("{{ sentence }}", style="Body Text")
    lines(document, "{%p endfor %}", "{%p if not parts %}", "{{ empty }}", "{%p endif %}")
    lines(document, '{%p set last = namespace(group="") %}', "{%p for part in parts %}")
    lines(document, '{%p set group = part.group|default("") %}', "{%p if group and group != last.group %}")
    document.add_paragraph("{{ group }}", style="Heading 1")
    lines(document, "{%p endif %}", "{%p set last.group = group %}")
    for condition, level in (("part.title and not group", 1), ("part.title and group", 2)):
        lines(document, f"{{%p if {condition} %}}")
        document.add_paragraph(
            "{{ part.title }}{% if part.note %}  {{ part.note }}{% endif %}", style=f"Heading {level}"
        )
        lines(document, "{%p endif %}")
    lines(document, "{%p for block in part.blocks %}", '{%p if block.title and kind(block) != "chart" %}')
    document.add_paragraph("{{ block.title }}", style="Heading 3")
    lines(document, "{%p endif %}", '{%p if kind(block) == "figures" %}')
    figures(document)
    foot(document)
    lines(document, '{%p elif kind(block) == "table" %}')
    listed(document)
    foot(document)
    lines(document, '{%p elif kind(block) == "facts" %}')
    facts(document)
    document.add_paragraph("", style="Caption")
    lines(document, '{%p elif kind(block) == "chart" %}', "{{p chart(block) }}")
    lines(document, '{%p elif kind(block) == "words" %}', "{%p for line in block.text.splitlines() %}")
    lines(document, "{%p if block.quiet %}")
    document.add_paragraph("{{ line }}", style="Caption")
    lines(
        document,
        "{%p else %}",
        "{{ line }}",
        "{%p endif %}",
        "{%p endfor %}",
        '{%p elif kind(block) == "points" %}',
        "{%p for item in block.items %}",
    )
    document.add_paragraph("{{ item }}", style="List Bullet")
    lines(document, "{%p endfor %}", '{%p elif kind(block) == "blank" %}', "{%p for line in range(block.lines) %}")
    to_write_on = document.add_paragraph("\t")
    to_write_on.paragraph_format.space_before = Pt(10)
    to_write_on.paragraph_format.tab_stops.add_tab_stop(WIDE, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    lines(document, "{%p endfor %}", "{%p endif %}", "{%p endfor %}", "{%p endfor %}")
    bottom = section.footer.paragraphs[0]
    bottom.paragraph_format.tab_stops.add_tab_stop(WIDE, WD_TAB_ALIGNMENT.RIGHT)
    bottom.add_run("{{ title }}  ·  {{ day(today) }}\t")
    _field(bottom, "PAGE")
    bottom.add_run(" / ")
    _field(bottom, "NUMPAGES")
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
    document.add_paragraph("{{ block.foot }}", style="Caption")


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
    table = _table(document, 2, head=False)
    _fill(table.rows[0], ["{%tr for name, value in block.items %}"])
    _fill(table.add_row(), ["{{ name }}", "{{ said(value) }}"])
    _fill(table.add_row(), ["{%tr endfor %}"])


def _look(document: Any) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(properties.find(qn("w:rFonts")))
    # What everything has is no property of “Normal”: that would win over the style of a table.
    for name in ("w:sz", "w:szCs"):
        properties.find(qn(name)).set(qn("w:val"), "20")
    spacing = defaults.find(qn("w:pPrDefault")).find(qn("w:pPr")).find(qn("w:spacing"))
    for name, value in (("after", "60"), ("line", "252"), ("lineRule", "auto")):
        spacing.set(qn(f"w:{name}"), value)
    for name in ("Normal", "Title", "Subtitle", "Body Text", "List Bullet", "Caption", "Footer"):
        _bare(styles[name])
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        _bare(styles[name])
    for name, size, color, before, after in (
        ("Title", 20, DARK, 0, 0),
        ("Subtitle", 10, QUIET, 0, 8),
        ("Heading 1", 13, DARK, 14, 4),
        ("Heading 2", 11, DARK, 8, 2),
        ("Heading 3", 10, QUIET, 6, 2),
        ("Body Text", 11, DARK, 0, 4),
        ("Caption", 8.5, QUIET, 2, 4),
        ("Footer", 8.5, QUIET, 0, 0),
    ):
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.italic = Pt(size), color, False
        style.font.bold = name.startswith("Heading")
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = name.startswith(("Heading", "Title"))
    # The shipped title has a blue line under it; ours has none.
    for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    for stops in list(styles["Footer"].element.iter(qn("w:tabs"))):
        stops.getparent().remove(stops)
    styles.element.append(parse_xml(TABLE_STYLE))
    _theme(document)
    _new_word(document)


def _bare(style: Any) -> None:
    """Without a font of its own: it has that of the document, or of the employer's."""
    properties = style.element.rPr
    if properties is not None:
        style.element.remove(properties)


def _theme(document: Any) -> None:
    """The theme's first color and its letters are those of the charts."""
    for part in document.part.package.iter_parts():
        if "theme" in str(part.partname):
            text = part.blob.decode()
            text = re.sub(r'(<a:accent1>\s*<a:srgbClr val=")[0-9A-F]{6}', rf"\g<1>{PLAIN.upper()}", text)
            text = re.sub(r'(<a:m(?:aj|in)orFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{LATIN}", text)
            part._blob = text.encode()


def _new_word(document: Any) -> None:
    """Not opened as a document of an old Word."""
    compat = document.settings.element.find(qn("w:compat"))
    for old in compat.findall(qn("w:compatSetting")):
        if old.get(qn("w:name")) == "compatibilityMode":
            compat.remove(old)
    mode = OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        mode.set(qn(f"w:{name}"), value)
    compat.append(mode)


def _fonts(element: Any) -> None:
    """Latin and Chinese fonts by name: a theme's would be the reader's, and Japanese on many a machine."""
    for name in list(element.attrib):
        del element.attrib[name]
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", CHINESE)):
        element.set(qn(f"w:{name}"), font)


def _table(document: Any, columns: int, *, head: bool = True) -> Any:
    table = document.add_table(rows=1, cols=columns)
    table.style = document.styles[TABLE]
    table.autofit = True
    properties = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    look = properties.find(qn("w:tblLook"))
    for name, on in (("firstRow", head), ("firstColumn", False), ("noHBand", True), ("noVBand", True)):
        look.set(qn(f"w:{name}"), str(int(on)))
    look.set(qn("w:val"), "0620" if head else "0600")
    return table


def _fill(row: Any, texts: list[str], right: tuple[int, ...] = (), bold: tuple[int, ...] = ()) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for at, cell in enumerate(row.cells):
        # Widths that suit what the tables hold, not the cells of the tags: Word reckons them itself.
        width = cell._tc.get_or_add_tcPr().get_or_add_tcW()
        width.set(qn("w:type"), "auto")
        width.set(qn("w:w"), "0")
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(texts[at] if at < len(texts) else "")
        if at in bold:
            run.style = "Strong"
        if at in right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _heading(row: Any) -> None:
    """Repeated at the top of each page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _field(paragraph: Any, name: str) -> None:
    """What Word reckons: the page, how many there are."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
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
