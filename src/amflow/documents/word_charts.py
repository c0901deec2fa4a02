"""Charts in a Word document, as Word's own: `{{p chart(charts[0]) }}` in a form puts one where it stands.

A chart is a part of the file with its numbers in it, and with a little workbook, so that “Edit data” in Word finds them. The
colors of what has no state are the theme's: those of the form, the shipped one or the employer's.
"""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from amflow.book.values import harmless
from amflow.documents import parts
from amflow.documents.native_charts import COLORS, QUIET, Plot, plotted
from amflow.locale import _

EMU = 360_000
"""So many of Word's smallest units are a centimetre."""

_ROW, _AROUND, _TALL = 0.62, 1.7, 4.6
"""Centimetres: a lying bar, title and axis around them, a chart of columns."""

_GAP = 0.3
_LETTER, _BOLD, _MOST_OF_IT = 0.16, 0.19, 0.45
"""Centimetres: a letter of a label, one of a title; and the part of a chart that labels may take."""
_SHEET = "Sheet1"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def placing(form: Any, chinese: str) -> Callable[..., Any]:
    """What a form calls to have a chart drawn where it stands; `form` is what docxtpl fills."""
    from markupsafe import Markup

    number = 0

    def chart(block: parts.Chart, width: float = 0) -> Any:
        """The chart as a paragraph, so many centimetres wide: by itself half the page, with targets or long names all of it. What
        makes no picture is nothing."""
        nonlocal number
        plot = plotted(block)
        if plot is None:
            return Markup("<w:p/>")
        number += 1
        room = _room(form.docx)
        half = (room - _GAP) / 2
        long = plot.lying and parts.columns(plot.title) * _BOLD > half
        alone = plot.marked or long or _labels(plot) > half * _MOST_OF_IT
        wide = min(width or (room if alone else half), room)
        tall = _AROUND + _ROW * len(plot.labels) if plot.lying else _TALL
        tall = max(tall, _TALL) if wide <= half else tall
        part = getattr(form, "current_rendering_part", None) or form.docx.part
        return Markup(_paragraph(_added(part, plot, chinese, wide, tall), number, plot, wide, tall))  # noqa: S704 - each text is escaped

    return chart


def _room(document: Any) -> float:
    section = document.sections[0]
    return float((section.page_width - section.left_margin - section.right_margin) / EMU)


def in_words(plot: Plot) -> str:
    """What the picture shows, for those who do not see it."""
    values = (f"{label} {_said(plot, value)}" for label, value in zip(plot.labels, plot.values, strict=True))
    return _("{what}: {why}").format(what=plot.title, why=", ".join(values))


def _said(plot: Plot, value: float | None) -> str:
    return parts.NONE if value is None else f"{value:.0%}" if plot.form == "0%" else f"{value:,.10g}"


def _paragraph(relation: str, number: int, plot: Plot, wide: float, tall: float) -> str:
    size = f'cx="{round(wide * EMU)}" cy="{round(tall * EMU)}"'
    told = f'id="{9000 + number}" name="Chart {number}" descr={quoteattr(harmless(in_words(plot)))}'
    return (
        '<w:p><w:pPr><w:spacing w:before="60" w:after="60" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline xmlns:wp="{_DRAWING}" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:docPr {told}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_MAIN}"><a:graphicData uri="{_CHART}">'
        f'<c:chart xmlns:c="{_CHART}" xmlns:r="{_OFFICE}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _added(part: Any, plot: Plot, chinese: str, wide: float, tall: float) -> str:
    """Put the chart into the document's file; gives the relation by which it is found."""
    from docx.opc.part import Part

    package = part.package
    made = Part(package.next_partname("/word/charts/chart%d.xml"), _TYPE, b"", package)
    relation = str(part.relate_to(made, f"{_OFFICE}/chart"))
    numbers = _workbook(plot)
    inside = ""
    if numbers:
        name = package.next_partname("/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx")
        inside = made.relate_to(Part(name, _WORKBOOK, numbers, package), f"{_OFFICE}/package")
    made._blob = _xml(plot, inside, chinese, _layout(plot, wide, tall)).encode()
    return relation


def _workbook(plot: Plot) -> bytes:
    """The numbers as Word opens them; nothing where the writer is not there."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        return b""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # No hour of its own: a document that is written again is the same.
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet(_SHEET)
    form = book.add_format({"num_format": plot.form})
    sheet.write_string(0, 1, harmless(plot.name))
    for row, (label, value) in enumerate(zip(plot.labels, plot.values, strict=True), 1):
        sheet.write_string(row, 0, harmless(label))
        if value is not None:
            sheet.write_number(row, 1, value, form)
    sheet.set_column(0, 0, 30)
    book.close()
    return out.getvalue()


def _xml(plot: Plot, inside: str, chinese: str, layout: str) -> str:
    """The chart's own part."""
    direction = "bar" if plot.lying else "col"
    bars = (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{_series(plot)}<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )
    title = (
        '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900" b="1"/></a:pPr><a:r><a:rPr lang="en-US" sz="900"'
        f' b="1"/><a:t>{escape(harmless(plot.title))}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )
    font = f'<a:defRPr sz="800"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill><a:ea typeface="{chinese}"/></a:defRPr>'
    data = f'<c:externalData r:id="{inside}"><c:autoUpdate val="0"/></c:externalData>' if inside else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}" xmlns:r="{_OFFICE}"><c:roundedCorners val="0"/><c:chart>{title}'
        f'<c:autoTitleDeleted val="0"/><c:plotArea>{layout}{bars}{_axes(plot)}</c:plotArea>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{font}</a:pPr><a:endParaRPr/></a:p></c:txPr>{data}</c:chartSpace>"
    )


def _layout(plot: Plot, wide: float, tall: float) -> str:
    """Where bars lie there is room for their labels in one line: of those that wrap, some would be left out."""
    if not plot.lying:
        return "<c:layout/>"
    left = min(_MOST_OF_IT, _labels(plot) / wide + 0.01)
    width = (0.93 if plot.marked else 0.86) - left
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{0.85 / tall:.4f}"/><c:w val="{width:.4f}"/><c:h val="{1 - 1.5 / tall:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )


def _labels(plot: Plot) -> float:
    """How many centimetres the names of lying bars take; those of standing ones are below them."""
    return max(map(parts.columns, plot.labels)) * _LETTER if plot.lying else 0


def _series(plot: Plot) -> str:
    """The bars: how they look, their labels, their numbers."""
    last = len(plot.labels) + 1
    labels = "".join(
        f'<c:pt idx="{at}"><c:v>{escape(harmless(label))}</c:v></c:pt>' for at, label in enumerate(plot.labels)
    )
    numbers = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(plot.values) if value is not None
    )
    count = f'<c:ptCount val="{len(plot.labels)}"/>'
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>{_SHEET}!$B$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(harmless(plot.name))}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"{_bars_look(plot)}"
        f"<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${last}</c:f><c:strCache>{count}{labels}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{_SHEET}!$B$2:$B${last}</c:f><c:numCache>"
        f"<c:formatCode>{escape(plot.form)}</c:formatCode>{count}{numbers}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _bars_look(plot: Plot) -> str:
    def fill(state: str) -> str:
        color = f'<a:srgbClr val="{COLORS[state]}"/>' if state in COLORS else '<a:schemeClr val="accent1"/>'
        return f"<c:spPr><a:solidFill>{color}</a:solidFill></c:spPr>"

    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{fill(state)}</c:dPt>'
        for at, state in enumerate(plot.states)
        if state in COLORS
    )
    written = (
        f'<c:dLbls><c:numFmt formatCode={quoteattr(plot.form)} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        if plot.labelled
        else ""
    )
    return f'{fill("")}<c:invertIfNegative val="0"/>{points}{written}'


def _axes(plot: Plot) -> str:
    """Where each bar has its number the axis of numbers would say it again; the line of a target stays."""
    quiet = f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill></a:ln></c:spPr>'
    seen = plot.marked or not plot.labelled
    top = f'<c:max val="{plot.highest:.10g}"/>'
    step = f'<c:majorUnit val="{plot.step:g}"/>' if plot.step else ""
    # What lies is turned round so that the first is above; its axis goes below.
    turned, places, crosses = ("maxMin", "lb", "max") if plot.lying else ("minMax", "bl", "autoZero")
    sides = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{turned}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{places[0]}"/><c:numFmt formatCode="General" sourceLinked="0"/>{sides}{quiet}<c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="0"/></c:scaling>'
        f'<c:delete val="{int(not seen)}"/><c:axPos val="{places[1]}"/>'
        f"{f'<c:majorGridlines>{quiet}</c:majorGridlines>' if seen else ''}"
        f'<c:numFmt formatCode={quoteattr(plot.form)} sourceLinked="0"/>{sides}'
        '<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="1"/>'
        f'<c:crosses val="{crosses}"/><c:crossBetween val="between"/>{step}</c:valAx>'
    )


def _half(document: Any, paragraph: Any) -> bool:
    """Whether the paragraph is a chart that leaves room for another."""
    if paragraph.find(f".//{{{_CHART}}}chart") is None:
        return False
    return int(paragraph.find(f".//{{{_DRAWING}}}extent").get("cx")) / EMU < _room(document) / 2


def side_by_side(document: Any) -> None:
    """Let charts that stand one below the other share a paragraph: two of half a page go beside each other."""
    from docx.oxml.ns import qn

    waits = None
    for paragraph in list(document.element.body):
        half = paragraph.tag == qn("w:p") and _half(document, paragraph)
        if half and waits is not None:
            for run in paragraph.findall(qn("w:r")):
                waits.append(run)
            paragraph.getparent().remove(paragraph)
            waits = None
        else:
            waits = paragraph if half else None
