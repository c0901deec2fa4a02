"""Reports as Word documents: a form with Jinja tags, the shipped one or the employer's own, filled in the sandbox.

The library is an extra. A form keeps its looks; a report brings the words, and Chinese gets a font where a form names none.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from amflow import apart, extras
from amflow.documents import form_files, template_limits, templates, word_charts
from amflow.documents.view import ReportView
from amflow.errors import Unusable
from amflow.locale import N_, _
from amflow.settings import Settings
from amflow.templates import shipped

CHINESE = "Microsoft YaHei"
"""The font of Chinese where a form names none: there on every Windows with Chinese, and known to the others."""

_NEAR = 60

_SECONDS_TO_BLAME = 3
"""What finding the place of a mistake may take beside filling the form."""


def made(view: ReportView, template: Path | None, settings: Settings) -> bytes:
    """The document. Raises Unusable for a form that is none, that has a mistake or reaches for what it may not have."""
    try:
        from docxtpl import DocxTemplate
    except ImportError:
        raise Unusable(
            _("writing Word documents is an extra"),
            _("{command} · or take --format html").format(command=extras.command(extras.WORD)),
        ) from None
    path = template or _form(templates.places(view), settings.templates)
    handed = templates.given(view, settings, "docx")
    maker = templates.environment("docx", settings.templates, handed["today"])
    no_form, hint = (
        _("{path} is not a Word document (.docx)"),
        _("save it in Word as .docx, and name it with --template"),
    )
    form = DocxTemplate(io.BytesIO(form_files.read(path, "word/document.xml", no_form, hint)))
    maker.globals["chart"] = word_charts.placing(form, CHINESE)

    def fill() -> bytes:
        out = io.BytesIO()
        with _blamed(path, form, view), template_limits.in_time(template_limits.SECONDS):
            form.render(handed, maker, autoescape=True)
            word_charts.side_by_side(form.docx)
            if template is None:
                _fit(form.docx)
            _with_chinese(form.docx)
            form.save(out)
        return out.getvalue()

    if template is None and not path.is_relative_to(settings.templates):
        return fill()
    try:
        return apart.done(fill, template_limits.SECONDS + _SECONDS_TO_BLAME)
    except apart.Unended:
        why = str(template_limits.Endless(N_("it is not done after {n} seconds"), template_limits.SECONDS))
        raise _unusable(path, "", why, templates.hint(view)) from None


def _form(names: tuple[str, ...], own: Path) -> Path:
    """The form for such a report: the person's own, else the shipped one."""
    files = [f"{name}.docx" for name in names]
    found = next((own / file for file in files if (own / file).exists()), None)
    return found or next(filter(None, map(shipped, files)))


@contextmanager
def _blamed(path: Path, form: Any, view: ReportView) -> Iterator[None]:
    """Say which form is to blame and near which words, whatever goes wrong in it. Raises Unusable."""
    import jinja2

    hint = templates.hint(view)
    try:
        yield
    except Unusable:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise _unusable(path, _near(form, error.lineno), error.message or "", hint) from error
    except Exception as error:
        _place, line = templates.place(error, str(path))
        raise _unusable(path, _near(form, line), str(error) or type(error).__name__, hint) from error


def _unusable(path: Path, near: str, why: str, hint: str) -> Unusable:
    why = re.sub(r"\s+", " ", why)[:300]
    if near:
        return Unusable(_("{path}, near “{words}”: {why}").format(path=path, words=near, why=why), hint)
    return Unusable(_("{path}: {why}").format(path=path, why=why), hint)


def _near(form: Any, line: int) -> str:
    """The words of the form in that line of its XML: Word has no lines to name."""
    if not line:
        return ""
    try:
        with template_limits.in_time(template_limits.SECONDS_OF_A_MESSAGE):
            lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", form.patch_xml(form.get_xml())).splitlines()
            around = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in lines[max(line - 1, 0) :])
            return next(filter(None, around), "")[:_NEAR]
    except Exception:  # noqa: BLE001 - it only helps to find the place: what is wrong is said without it
        return ""


def _with_chinese(document: Any) -> None:
    """Name a font for Chinese where the form does not: else Word takes whichever it likes, often a Japanese one."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        styles.insert(0, defaults)
    place = defaults
    for name in ("w:rPrDefault", "w:rPr", "w:rFonts"):
        found = place.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            place.insert(0, found)
        place = found
    if not place.get(qn("w:eastAsia")) and not _theme_has_chinese(document, place):
        place.attrib.pop(qn("w:eastAsiaTheme"), None)
        place.set(qn("w:eastAsia"), CHINESE)


def _theme_has_chinese(document: Any, fonts: Any) -> bool:
    """Whether the form's theme names a font for Chinese, and the defaults refer to it."""
    from docx.oxml.ns import qn

    if not fonts.get(qn("w:eastAsiaTheme")):
        return False
    language = document.settings.element.find(qn("w:themeFontLang"))
    # A theme names Chinese beside Japanese and Korean, and takes it for a document in Chinese alone.
    chinese = language is not None and str(language.get(qn("w:eastAsia"))).startswith("zh")
    named = rb'<a:ea typeface="[^"]+"' + (rb'|script="Hans" typeface="[^"]+"' if chinese else b"")
    themes = (part.blob for part in document.part.package.iter_parts() if "theme" in str(part.partname))
    return any(re.search(named, blob) for blob in themes)


_LONGEST = 40
_FEW_ROWS = 8
_NARROW = 16
_SIGN = 125
"""The room of a sign, in twips."""


def _fit(document: Any) -> None:
    """Give the columns of the shipped form's tables room by what stands in them: readers that do not reckon it themselves
    would make all of them alike."""
    from docx.oxml.ns import qn

    section = document.sections[0]
    room = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    for table in document.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
        if not rows or any(len(row) != len(grid) for row in rows):
            continue
        most = [max(min(_width(row[at]), _LONGEST) for row in rows) + 4 for at in range(len(grid))]
        # Columns to write into share what the others leave.
        empty = [
            at for at in range(len(grid)) if len(rows) > 1 and not any(row[at] for row in rows[1:]) and rows[0][at]
        ]
        wide = _shared(most, room)
        for at in empty:
            wide[at] += (room - sum(wide)) // len(empty)
        for at, column in enumerate(grid):
            column.set(qn("w:w"), str(wide[at]))
        table._tbl.tblPr.find(qn("w:tblW")).set(qn("w:type"), "dxa")
        table._tbl.tblPr.find(qn("w:tblW")).set(qn("w:w"), str(sum(wide)))
        _kept_together(table)
        for row in table._tbl.tr_lst:
            for cell, twips in zip(row.tc_lst, wide, strict=True):
                cell.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(twips))
                cell.tcPr.tcW.set(qn("w:type"), "dxa")


def _kept_together(table: Any) -> None:
    """A table of a few rows is not cut by a page's end."""
    if len(table.rows) <= _FEW_ROWS:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _shared(most: list[int], room: int) -> list[int]:
    """The room among columns that want so many signs: where it is short the wide ones give way, so that no name and no
    heading of one word is broken."""
    narrow = sum(one for one in most if one <= _NARROW) * _SIGN
    rest = sum(one for one in most if one > _NARROW)
    if narrow > room / 2 or not rest:
        scale = min(room / sum(most), _SIGN)
        return [round(one * scale) for one in most]
    scale = min((room - narrow) / rest, _SIGN)
    return [round(one * (_SIGN if one <= _NARROW else scale)) for one in most]


def _width(text: str) -> int:
    """So many columns of a letter's width; little bars are as wide as Chinese."""
    from amflow.documents.parts import BARS, columns

    return columns(text) + sum(sign in BARS for sign in text)
