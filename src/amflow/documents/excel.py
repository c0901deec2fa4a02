"""Reports as Excel workbooks: a sheet a part, numbers as numbers, days as days, charts as Excel's own.

Texts are written as texts whatever they begin with: never as a formula or a link.
"""

import io
import re
from collections.abc import Iterator
from itertools import groupby

from amflow import extras, locale
from amflow.book.values import harmless
from amflow.documents import parts, reading
from amflow.documents.excel_sheet import Looks, ReportSheet
from amflow.errors import Unusable
from amflow.locale import _

_LATIN, _CHINESE = "Calibri", "Microsoft YaHei"
_WORDS = (parts.Words, parts.Points, parts.Facts, parts.Blank)


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
    told = parts.full(tuple(reading.handed_up(part) for part in found.parts))
    for place, some in enumerate(_by_sheet(told or (parts.Part("", (parts.Words(found.empty),)),))):
        name = some[0].title or some[0].group or (_("Figures") if found.parts and told else found.title)
        ReportSheet(book, book.add_worksheet(_name(name, names)), looks).write(found, some, first=place == 0)
    book.close()
    return out.getvalue()


def _by_sheet(told: tuple[parts.Part, ...]) -> Iterator[tuple[parts.Part, ...]]:
    """A part a sheet; parts of words alone that follow each other are one: a sheet of two lines says nothing."""

    def of_words(pair: tuple[int, parts.Part]) -> int:
        return -1 if all(isinstance(block, _WORDS) for block in pair[1].blocks) else pair[0]

    return (tuple(part for _place, part in some) for _key, some in groupby(enumerate(told), of_words))


def _name(title: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and only once."""
    base = re.sub(r"[\[\]:*?/\\]", " ", harmless(title)).strip(" '")[:31].strip() or _("Part")
    name, turn = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        turn += 1
        name = f"{base[: 30 - len(str(turn))]} {turn}"
    taken.add(name.casefold())
    return name
