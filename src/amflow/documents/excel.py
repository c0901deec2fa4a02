"""Reports as Excel workbooks: a sheet a part, numbers as numbers, days as days, charts as Excel's own.

Texts are written as texts whatever they begin with: never as a formula or a link.
"""

import io
import re
from datetime import date
from typing import Any

from amflow import extras
from amflow.book.money import SIGNS, Money
from amflow.book.quantities import Rate
from amflow.book.values import harmless
from amflow.documents import parts
from amflow.errors import Unusable
from amflow.locale import _, pgettext

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_000
_NARROWEST, _WIDEST = 8, 48
_FULL = 46
"""So many signs a line of the widest column holds where words are not broken."""
_ROW = 15
_MOST_LINES = 27
"""Excel knows no row taller than 409 points."""
_CHART_ROWS = 15

_COLORS = {"good": "#1a6e43", "soon": "#855700", "bad": "#ad2a25"}


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
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": harmless(found.title), "author": "", "comments": ""})
    looks = Looks(book)
    names: set[str] = set()
    told = parts.full(found.parts)
    for place, part in enumerate(told or (parts.Part("", (parts.Words(found.empty),)),)):
        name = _name(part.title or (_("Figures") if found.parts and told else found.title), names)
        _Sheet(book, book.add_worksheet(name), looks).write(found if place == 0 else None, part)
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


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]


class _Sheet:
    """One sheet, filled from the top."""

    def __init__(self, book: Any, sheet: Any, looks: Looks) -> None:
        self.book, self.sheet, self.looks = book, sheet, looks
        self.row = 0
        self.widths: dict[int, int] = {}
        self.tall: dict[int, int] = {}
        """How many lines a row takes where that is more than one: not every reader reckons it."""
        self.heads: list[int] = []

    def write(self, found: parts.Report | None, part: parts.Part) -> None:
        """Write the part; the first one carries the report's title."""
        if found is not None:
            self._line(found.title, bold=True, font_size=15)
            self._line(" · ".join(found.under), font_color="#5b626a")
            self.row += 1
        if part.title:
            self._line(f"{part.title}  {part.note}".strip(), bold=True, font_size=12)
        for block in part.blocks:
            if block.title and not isinstance(block, parts.Chart):
                self._line(block.title, font_color="#5b626a")
            self._block(block)
            self.row += 1
        for at, width in self.widths.items():
            self.sheet.set_column(at, at, max(_NARROWEST, min(width + 2, _WIDEST)))
        for at, lines in self.tall.items():
            self.sheet.set_row(at, _ROW * lines)
        if len(self.heads) == 1:
            self.sheet.freeze_panes(self.heads[0] + 1, 0)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)

    def _block(self, block: parts.Block) -> None:
        if isinstance(block, parts.Figures):
            self._figures(block)
        elif isinstance(block, parts.Table):
            self._table(block)
        elif isinstance(block, parts.Chart):
            self._chart(block)
        elif isinstance(block, parts.Facts):
            for row in block.items:
                self._cells(row)
        else:
            for line in _texts(block):
                self._line(line)

    def _figures(self, block: parts.Figures) -> None:
        history = max((len(line.history) for line in block.lines), default=0)
        titles = [_("figure"), _("actual")]
        if block.targeted:
            titles += [_("target"), pgettext("of a target", "reached"), _("pace")]
        # The last of the history is the figure itself.
        before = list(range(history - 1, 0, -1))
        right = [False, True, *([True, True, False] if block.targeted else []), *[True] * len(before)]
        self._head([*titles, *(f"−{n}" for n in before)], right)
        if before and block.history:
            self._put(self.row - 2, len(titles), block.history, font_color="#5b626a")
        for line in block.lines:
            goal = []
            if block.targeted:
                share = None if line.share is None else parts.SaidValue(Rate(line.share), "", line.state)
                goal = [line.target, share, line.pace]
            past: list[Any] = [*[None] * (history - len(line.history)), *line.history][:-1]
            self._cells([line.title, line.value, *goal, *past], bold_second=True)
        if block.foot:
            self._line(block.foot, font_color="#5b626a")

    def _table(self, block: parts.Table) -> None:
        if any(column.title for column in block.columns):
            right = [parts.set_right(block, at) for at in range(len(block.columns))]
            self._head([column.title for column in block.columns], right)
        for row in block.rows[:MOST_ROWS]:
            self._cells(row)
        if block.foot:
            self._line(block.foot, font_color="#5b626a")

    def _chart(self, block: parts.Chart) -> None:
        table = parts.as_table(block)
        self._line(block.title, bold=True)
        first = self.row + 1
        self._head([column.title for column in table.columns], [False, *[True] * len(block.series)])
        for row in table.rows:
            self._cells(row)
        chart = self.book.add_chart({"type": "bar" if block.kind == "bars" else "column"})
        last = self.row - 1
        for at, series in enumerate(block.series, 1):
            chart.add_series(
                {
                    "name": harmless(series.title),
                    "categories": [self.sheet.name, first, 0, last, 0],
                    "values": [self.sheet.name, first, at, last, at],
                    "fill": {"color": "#2f5d8a" if at == 1 else "#b9bec4"},
                }
            )
        chart.set_title({"none": True})
        chart.set_legend({"none": True} if len(block.series) == 1 else {"position": "bottom"})
        chart.set_size({"width": 460, "height": 240})
        if block.kind == "bars":
            chart.set_y_axis({"reverse": True})
        # Units that have nothing in common make no picture together: their shares are beside the figures.
        if block.kind != "bars" or len({_unit(value) for value in block.series[0].values}) == 1:
            self.sheet.insert_chart(first - 1, len(table.columns) + 1, chart, {"description": harmless(block.title)})
            self.row = max(self.row, first + _CHART_ROWS - 2)

    def _head(self, titles: list[str], right: list[bool] | None = None) -> None:
        for at, title in enumerate(titles):
            aligned = {"align": "right"} if right and right[at] else {}
            self._put(self.row, at, title, bold=True, bottom=1, **aligned)
        self.heads.append(self.row)
        self.row += 1

    def _line(self, text: str, **look: Any) -> None:
        if "font_size" in look:
            self.sheet.set_row(self.row, look["font_size"] * 1.4)
        self.sheet.write_string(self.row, 0, harmless(text)[:LONGEST_CELL], self.looks.get(**look))
        self.row += 1

    def _cells(self, values: Any, *, bold_second: bool = False) -> None:
        for at, value in enumerate(values):
            bold = {"bold": True} if bold_second and at == 1 else {}
            color = _COLORS.get(parts.state(value))
            self._put(self.row, at, parts.bare(value), **bold, **({"font_color": color} if color else {}))
        self.row += 1

    def _put(self, row: int, at: int, value: Any, **look: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Money):
            number = {"num_format": _money_format(value.currency)}
            self.sheet.write_number(row, at, value.number(), self.looks.get(**look, **number))
            self._wide(at, f"{value.number():,.2f}¥ ")
        elif isinstance(value, Rate):
            self.sheet.write_number(row, at, float(value), self.looks.get(**look, num_format="0.0%"))
        elif isinstance(value, bool):
            self._put(row, at, _("yes") if value else "", **look)
        elif isinstance(value, int | float):
            whole = {"num_format": "#,##0" if float(value).is_integer() else "#,##0.0"}
            self.sheet.write_number(row, at, value, self.looks.get(**look, **whole))
            self._wide(at, f"{value:,}")
        elif isinstance(value, date) and value.year >= 1900:
            self.sheet.write_datetime(row, at, value, self.looks.get(**look, num_format="yyyy-mm-dd", align="left"))
            self._wide(at, "2026-11-25")
        else:
            text = harmless(str(value))[:LONGEST_CELL]
            # A long text is wrapped in its cell, a short one is not broken.
            lines = sum(-(-parts.columns(line) // _FULL) or 1 for line in text.splitlines())
            self.sheet.write_string(row, at, text, self.looks.get(**look, **({"text_wrap": True} if lines > 1 else {})))
            if lines > 1:
                self.tall[row] = max(self.tall.get(row, 0), min(lines, _MOST_LINES))
            self._wide(at, text)

    def _wide(self, at: int, text: str) -> None:
        self.widths[at] = max(self.widths.get(at, 0), min(parts.columns(text), _WIDEST))


def _texts(block: parts.Words | parts.Points | parts.Blank) -> list[str]:
    if isinstance(block, parts.Words):
        return block.text.splitlines()
    return [f"· {item}" for item in block.items] if isinstance(block, parts.Points) else ["_" * 60] * block.lines


def _unit(value: Any) -> str:
    value = parts.bare(value)
    return value.currency if isinstance(value, Money) else "number"


def _money_format(currency: str) -> str:
    """`¥#,##0.00`, with as many digits as the currency has."""
    decimals = Money(0, currency).decimals
    sign = SIGNS.get(currency, f"{re.sub(r'[^A-Z]', '', currency)} ")
    return f'"{sign}"#,##0' + ("." + "0" * decimals if decimals else "")
