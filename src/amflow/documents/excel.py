"""Reports as Excel workbooks: a sheet a part, numbers as numbers, days as days, charts as Excel's own.

Texts are written as texts whatever they begin with: never as a formula or a link.
"""

import io
import re

from amflow import extras, locale
from amflow.book.values import harmless
from amflow.documents import parts
from amflow.documents.excel_sheet import Looks, ReportSheet
from amflow.errors import Unusable
from amflow.locale import _

_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"


def made(found: parts.Report) -> bytes:
    """The workbook. Raises Unusable without the writer."""
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise Unusable(
            _("a package that writes workbooks is not installed"),
            _("{command} · or take --format html").format(command=extras.command(extras.EXCEL)),
        ) from None
    out = io.BytesIO()
    # One font for letters and Chinese, else the lines of a row stand at two heights.
    font = {"font_name": _CHINESE if locale.current() == "zh" else _LATIN, "font_size": 10}
    texts = {"strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, {"in_memory": True, "default_format_properties": font, **texts})
    book.set_properties({"title": harmless(found.title), "author": "", "comments": ""})
    looks = Looks(book)
    names: set[str] = set()
    told = parts.full(found.parts)
    for place, part in enumerate(told or (parts.Part("", (parts.Words(found.empty),)),)):
        name = _name(part.title or part.group or (_("Figures") if found.parts and told else found.title), names)
        ReportSheet(book, book.add_worksheet(name), looks).write(found, part, first=place == 0)
    book.close()
    return out.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and only once."""
    base = re.sub(r"[\[\]:*?/\\]", " ", harmless(title)).strip(" '")[:31].strip() or _("Part")
    name, turn = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        turn += 1
        name = f"{base[: 30 - len(str(turn))]} {turn}"
    taken.add(name.casefold())
    return name
