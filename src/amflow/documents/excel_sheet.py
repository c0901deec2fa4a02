"""A sheet of a workbook: the blocks of a part, with widths, formats and the set-up for print."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.book.values import harmless
from amflow.documents import excel_charts, native_charts, parts
from amflow.locale import _, pgettext

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_000
_NARROWEST, _WIDEST = 8, 48
_FULL = 46
"""So many signs a line of the widest column holds where words are not broken."""
_READABLE = 90
"""A sentence goes across so many signs at least."""
_DEFAULT = 8.43
"""A column that nobody has set."""
_ROW = 15
_PIXELS_OF_A_ROW = 20
_MOST_LINES = 27
"""Excel knows no row taller than 409 points."""
_NEAR_THE_TOP = 8
"""A head further down would take the screen if it stayed in sight."""
_WORTH_PICKING = 3
_LONGEST_FOOT = 120
_TO_WRITE_IN = 24
_A_PAGE = 80
"""Charts of so many rows are not cut by a page's end: the sheet is made as small as one page asks."""
_APART = {"align": "left", "indent": 1}
"""Words beside a number keep away from it."""
_QUIET = f"#{native_charts.QUIET}"


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


class ReportSheet:
    """One sheet, filled from the top."""

    def __init__(self, book: Any, sheet: Any, looks: Looks) -> None:
        self.book, self.sheet, self.looks = book, sheet, looks
        self.row = 0
        self.widths: dict[int, int] = {}
        self.tall: dict[int, int] = {}
        """How many lines a row takes where that is more than one: not every reader reckons it."""
        self.heads: list[TableHead] = []
        self.sentences: list[tuple[int, str, dict[str, Any]]] = []
        """What goes across the columns: set when their widths are known."""
        self.pictures: list[tuple[Any, str, int, int, int]] = []
        """Charts with their words, row and column, and whether they are the right ones of two: set likewise."""

    def write(self, found: parts.Report, some: tuple[parts.Part, ...], *, first: bool) -> None:
        """Write the parts; the first sheet carries the report's title."""
        if first:
            self._line(found.title, bold=True, font_size=15)
            self._line(" · ".join(filter(None, (found.by, *found.under))), font_color=_QUIET)
            self.row += 1
            for sentence in found.sentences:
                self._sentence(sentence)
            self.row += bool(found.sentences)
        for part in some:
            self._part(part)
        self._columns()
        self._print(found)

    def _part(self, part: parts.Part) -> None:
        title = part.title or part.group
        if title:
            self._line(f"{title}  {part.note}".strip(), bold=True, font_size=12)
        for blocks in _together(part.blocks):
            block = blocks[0]
            if isinstance(block, parts.Chart) and block.kind == "course":
                self._courses([one for one in blocks if isinstance(one, parts.Chart)])
            else:
                if block.title and not isinstance(block, parts.Chart):
                    self._line(block.title, font_color=_QUIET)
                self._block(block)
            self.row += 1

    def _columns(self) -> None:
        wide = {at: max(_NARROWEST, min(width + 2, _WIDEST)) for at, width in self.widths.items()}
        for at, width in wide.items():
            self.sheet.set_column(at, at, width)
        last = max(wide, default=0)
        while sum(wide.get(at, _DEFAULT) for at in range(last + 1)) < _READABLE:
            last += 1
        room = round(sum(wide.get(at, _DEFAULT) for at in range(last + 1)))
        for row, text, look in self.sentences:
            form = self.looks.get(**look, text_wrap=True)
            self.sheet.merge_range(row, 0, row, last, "", form) if last else None
            self.sheet.write_string(row, 0, text, form)
            self.tall[row] = _lines(text, room - 2)
        for chart, title, row, column, across in self.pictures:
            beside = {"x_offset": across * (excel_charts.WIDE + 10), "description": title}
            self.sheet.insert_chart(row, column, chart, beside)
        for at, lines in self.tall.items():
            self.sheet.set_row(at, _ROW * min(lines, _MOST_LINES))

    def _print(self, found: parts.Report) -> None:
        """One table: its head stays in sight and on every page, and its rows can be picked."""
        if len(self.heads) == 1 and self.heads[0].row <= _NEAR_THE_TOP:
            head = self.heads[0]
            self.sheet.freeze_panes(head.row + 1, 0)
            self.sheet.repeat_rows(head.row)
            if head.last - head.row >= _WORTH_PICKING:
                self.sheet.autofilter(head.row, 0, head.last, head.columns - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.sheet.fit_to_pages(1, 1 if self.pictures and self.row <= _A_PAGE else 0)
        self.sheet.hide_gridlines(2)
        title = harmless(found.title).replace("&", "&&")[:_LONGEST_FOOT]
        self.sheet.set_footer(f"&L{title} · &A&R&P / &N")

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
                self._sentence(line, **({"font_color": _QUIET} if getattr(block, "quiet", False) else {}))

    def _figures(self, block: parts.Figures) -> None:
        lines = (*block.lines, *block.folded)
        history = max((len(line.history) for line in lines), default=0)
        titles = [_("figure"), _("actual")]
        if block.targeted:
            titles += [_("target"), pgettext("of a target", "reached"), _("pace")]
        # The last of the history is the figure itself.
        before = list(range(history - 1, 0, -1))
        right = [False, True, *([True, True, False] if block.targeted else []), *[True] * len(before)]
        if before and block.history:
            self._put(self.row, len(titles), block.history, font_color=_QUIET)
            self.row += 1
        head = self._head([*titles, *(f"−{n}" for n in before)], right)
        for line in lines:
            goal = []
            if block.targeted:
                share = None if line.share is None else parts.SaidValue(Rate(line.share), "", line.state)
                goal = [line.target, share, line.pace]
            past: list[Any] = [*[None] * (history - len(line.history)), *line.history][:-1]
            self._cells([line.title, line.value, *goal, *past], bold_second=True)
        head.last = self.row - 1
        if block.foot:
            self._sentence(block.foot, font_color=_QUIET)

    def _table(self, block: parts.Table) -> None:
        head = None
        for at, column in enumerate(block.columns):
            if column.blank:  # room to write in
                self._wide(at, " " * _TO_WRITE_IN)
        if any(column.title for column in block.columns):
            right = [parts.set_right(block, at) for at in range(len(block.columns))]
            head = self._head([column.title for column in block.columns], right)
        for row in block.rows[:MOST_ROWS]:
            self._cells(row)
        if head:
            head.last = self.row - 1
        if block.foot:
            self._sentence(block.foot, font_color=_QUIET)

    def _chart(self, block: parts.Chart) -> None:
        """The numbers of bars, and the picture beside them."""
        table = parts.as_table(block)
        plot = native_charts.plotted(block)
        against = plot is not None and plot.lying and len(block.series) > 1
        titles = [column.title for column in table.columns]
        begun = self.row
        self._line(block.title, bold=True)
        self._head(
            [*titles, *([pgettext("of a target", "reached")] if against else [])], [False, *[True] * len(titles)]
        )
        for at, row in enumerate(table.rows):
            share = plot.values[at] if plot and against else None
            self._cells([*row, *([None if share is None else Rate(share)] if against else [])])
        if plot is not None:
            numbers = excel_charts.SeriesCells(self.row - len(table.rows), len(titles) if against else 1, True)
            tall = self._picture(plot, numbers, begun, len(titles) + (2 if against else 1))
            self.row = max(self.row, begun + tall)

    def _courses(self, blocks: list[parts.Chart]) -> None:
        """Courses over the same periods: one table of numbers, and below it the pictures, side by side."""
        self._line(blocks[0].over or blocks[0].title, bold=True)
        head = self._head(["", *blocks[0].labels], [False, *[True] * len(blocks[0].labels)])
        drawn = []
        for block in blocks:
            plot = native_charts.plotted(block)
            if plot is not None:
                drawn.append((plot, excel_charts.SeriesCells(self.row, 1, False, head.row)))
            for series in block.series:
                self._cells([series.title, *series.values])
        self.row += 1
        for at, (plot, numbers) in enumerate(drawn):
            tall = self._picture(plot, numbers, self.row, 0, across=at % 2)
            if at % 2 or at == len(drawn) - 1:
                self.row += tall

    def _picture(
        self, plot: native_charts.Plot, numbers: excel_charts.SeriesCells, row: int, column: int, across: int = 0
    ) -> int:
        """Set the chart there; gives how many rows it takes. The widths of the columns are not known yet: it is set last."""
        chart, tall = excel_charts.added(self.book, self.sheet.name, plot, numbers)
        self.pictures.append((chart, harmless(plot.title), row, column, across))
        return tall // _PIXELS_OF_A_ROW + 1

    def _head(self, titles: list[str], right: list[bool] | None = None) -> "TableHead":
        for at, title in enumerate(titles):
            aligned = {"align": "right"} if right and right[at] else _APART if at else {}
            look = {"bold": True, "bottom": 1, **aligned}
            if title:
                self._put(self.row, at, title, **look)
                # The sign to pick rows by takes room too.
                self._wide(at, title + "  ")
            else:
                self.sheet.write_blank(self.row, at, None, self.looks.get(**look))
        self.heads.append(TableHead(self.row, self.row, len(titles)))
        self.row += 1
        return self.heads[-1]

    def _line(self, text: str, **look: Any) -> None:
        if "font_size" in look:
            self.sheet.set_row(self.row, look["font_size"] * 1.4)
        self.sheet.write_string(self.row, 0, harmless(text)[:LONGEST_CELL], self.looks.get(**look))
        self.row += 1

    def _sentence(self, text: str, **look: Any) -> None:
        self.sentences.append((self.row, harmless(text)[:LONGEST_CELL], look))
        self.row += 1

    def _cells(self, values: Any, *, bold_second: bool = False) -> None:
        tall = any(_lines(str(parts.bare(value)), _FULL) > 1 for value in values if not parts.is_number(value))
        for at, value in enumerate(values):
            bold = {"bold": True} if bold_second and at == 1 else {}
            color = native_charts.COLORS.get(parts.state(value))
            apart = _APART if at and not parts.is_number(value) else {}
            top = {"valign": "top"} if tall else {}
            self._put(self.row, at, parts.bare(value), **bold, **apart, **_colored(color), **top)
        self.row += 1

    def _put(self, row: int, at: int, value: Any, **look: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, Money):
            self.sheet.write_number(row, at, value.number(), self.looks.get(**look, num_format=_money_format(value)))
            self._wide(at, f"{value.number():,}¥ ")
        elif isinstance(value, Rate):
            self.sheet.write_number(row, at, float(value), self.looks.get(**look, num_format="0.0%"))
        elif isinstance(value, bool):
            self._put(row, at, _("yes") if value else "", **look)
        elif isinstance(value, int | float):
            whole = {"num_format": "#,##0" if float(value).is_integer() else "#,##0.0"}
            self.sheet.write_number(row, at, value, self.looks.get(**look, **whole))
            self._wide(at, f"{value:,}")
        elif isinstance(value, date) and value.year >= 1900:
            form = {"align": "left", **look, "num_format": "yyyy-mm-dd"}
            self.sheet.write_datetime(row, at, value, self.looks.get(**form))
            self._wide(at, "2026-11-25 ")
        else:
            text = harmless(str(value))[:LONGEST_CELL]
            # A long text is wrapped in its cell, a short one is not broken.
            lines = _lines(text, _FULL)
            self.sheet.write_string(row, at, text, self.looks.get(**look, **({"text_wrap": True} if lines > 1 else {})))
            if lines > 1:
                self.tall[row] = max(self.tall.get(row, 0), lines)
            self._wide(at, text)

    def _wide(self, at: int, text: str) -> None:
        self.widths[at] = max(self.widths.get(at, 0), min(parts.columns(text), _WIDEST))


class TableHead:
    """The head of a table: its row, the last row below it, and how many columns it has."""

    def __init__(self, row: int, last: int, columns: int) -> None:
        self.row, self.last, self.columns = row, last, columns


def _together(blocks: tuple[parts.Block, ...]) -> Iterator[list[parts.Block]]:
    """The blocks, courses over the same periods together."""

    def periods(block: parts.Block) -> tuple[str, ...] | int:
        return block.labels if isinstance(block, parts.Chart) and block.kind == "course" else id(block)

    return (list(some) for _periods, some in groupby(blocks, periods))


def _colored(color: str | None) -> dict[str, str]:
    return {"font_color": f"#{color}"} if color else {}


def _lines(text: str, room: int) -> int:
    """How many lines the text takes in so much room."""
    return sum(-(-parts.columns(line) // room) or 1 for line in text.splitlines())


def _texts(block: parts.Words | parts.Points | parts.Blank) -> list[str]:
    if isinstance(block, parts.Words):
        return block.text.splitlines()
    return [f"· {item}" for item in block.items] if isinstance(block, parts.Points) else ["_" * 60] * block.lines


def _money_format(value: Money) -> str:
    """`¥#,##0`, and `¥#,##0.50` where an amount below a thousand has a part of its unit."""
    money, decimals = native_charts.sign(value.currency), value.decimals
    whole = f"{money}#,##0"
    if not decimals or isinstance(value.number(), int):
        return whole
    return f"[>=1000]{whole};[<=-1000]-{whole};{whole}.{'0' * decimals}"
