"""Workbooks (xlsx, xlsb, xls, ods): a sheet as a table, as its program shows it.

The reader is not Python, so what it would stumble over is looked for before it is asked.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from amflow.errors import Unusable, Usage
from amflow.extras import EXCEL, command
from amflow.files.forms import cell_currencies, layout, packed
from amflow.files.forms.table import ERRORS, FileTable, TableRow, bounded, other_width, restored
from amflow.locale import _, listed, ngettext
from amflow.records import NamedTuple

_MOST_MEMORY = 2 << 30
"""Bytes that the reader may ask for in a form whose claims cannot be looked through before."""
_SECONDS = 120
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_OF_HEADING = 3
"""Over so many further rows a cell of a heading may be merged."""
_TOLD = 5
"""So many lines are named."""


class Sheet(NamedTuple):
    """What the reader gives of a sheet."""

    title: str
    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    """The first and last corner of each merged cell, from 0."""
    layout: layout.Layout


class Worksheet(FileTable):
    """One sheet of a workbook."""

    native = True

    def __init__(self, name: str, sheet: Sheet, marks: packed.Marks, notes: tuple[str, ...]) -> None:
        """`marks` are what the reader does not tell of the sheet."""
        for row, column, which in zip(marks.errors[::3], marks.errors[1::3], marks.errors[2::3], strict=True):
            if row <= len(sheet.rows) and column <= len(sheet.rows[row - 1]):
                sheet.rows[row - 1][column - 1] = ERRORS[which]
        self._rows = sheet.rows
        self._layout = sheet.layout
        self._first = sheet.layout.lines[-1]
        super().__init__(name, sheet.layout.heading, len(sheet.rows))
        self.unit, self.heading_lines = sheet.layout.unit, sheet.layout.lines
        filled = self._fill_down(sheet.merged)
        self.notes = (*notes, *layout.told(name, sheet.layout), *filled, *self._not_shown(marks.hidden))

    def rows(self) -> Iterator[TableRow]:
        """The rows below the heading that are not blank; a row that is filled beyond the heading is refused."""
        width = len(self.heading)
        extras = layout.Extras(self._layout)
        for place, row in enumerate(self._rows[self._first :], self._first + 1):
            cells, wrong = bounded(self._layout.cut([_text(cell) for cell in row]))
            if not any(map(str.strip, cells)):
                continue
            aside = extras.reason(cells)
            if any(map(str.strip, cells[width:])):
                count = max(index for index, cell in enumerate(cells) if cell.strip()) + 1
                wrong = wrong or other_width(count, width)
                cells = cells[:count]
            else:
                cells = (cells + [""] * width)[:width]
            yield TableRow(place, restored(cells), wrong, aside)

    def _fill_down(self, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> tuple[str, ...]:
        """A merged cell stands for all of its rows. Amounts do not: they would be counted again in each."""
        columns: dict[int, int] = {}
        left = sum(map(len, self._rows))
        for (top, column), (bottom, _last) in merged:
            first = max(top, self._first)
            if bottom <= top or bottom < self._first or top >= len(self._rows) or column >= len(self._rows[top]):
                continue
            value = self._rows[top][column]
            if _text(value) == "" or self._role(column) == layout.AMOUNT:
                continue
            for row in self._rows[first + (first == top) : bottom + 1]:
                if left <= 0:
                    break
                left -= 1
                if _text(row[column]) == "" and any(_text(cell).strip() for cell in row):
                    row[column] = value
                    columns[column] = columns.get(column, 0) + 1
        if not columns:
            return ()
        count = sum(columns.values())
        return (
            ngettext(
                "{file}: merged cells stand for each of their rows: {n} was filled in ({columns})",
                "{file}: merged cells stand for each of their rows: {n} were filled in ({columns})",
                count,
            ).format(file=self.name, columns=listed([self._called(column) for column in columns])),
        )

    def _role(self, column: int) -> str:
        return self._layout.roles[column] if column < len(self._layout.roles) else ""

    def _called(self, column: int) -> str:
        return (self.heading[column] if column < len(self.heading) else "") or str(column + 1)

    def _not_shown(self, hidden: set[int]) -> tuple[str, ...]:
        last = len(self._rows)
        there = sorted(row for row in hidden if self._first < row <= last and any(map(_text, self._rows[row - 1])))
        if not there:
            return ()
        lines = listed([str(row) for row in there[:_TOLD]]) + ("…" if len(there) > _TOLD else "")
        return (
            ngettext(
                "{file}: {n} hidden row was taken as well (line {lines})",
                "{file}: {n} hidden rows were taken as well (lines {lines})",
                len(there),
            ).format(file=self.name, lines=lines),
        )


class Asked(NamedTuple):
    """Which sheet is meant: the one that somebody named, else one that is called so as its kind is."""

    sheet: str = ""
    called: tuple[str, ...] = ()
    wanted: layout.Wanted = layout.Wanted()


def read(path: Path, name: str, form: str, asked: Asked) -> FileTable:
    """The sheet that is asked for, that is called so as its kind is, the first whose columns are known, or the first with
    anything in it; hidden ones last.

    Raises Unusable for what is no workbook or too large, or without the reader; Usage for a sheet that is not there.
    """
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise Unusable(
            _("{file} is a workbook, and the package that reads those is not installed").format(file=name),
            _("{command} · or save it as CSV (UTF-8)").format(command=command(EXCEL)),
        ) from None
    inside = packed.Packed(form, {})
    if form == "xlsx":
        inside = packed.measured(path, name)
    else:
        packed.refuse_locked(path, name)
    if inside.form != "xlsx":
        _try_out(path, name)
    try:
        with path.open("rb") as file, _hushed():
            # By content: a name can say anything.
            book = CalamineWorkbook.from_filelike(file)
            titles = [each.name for each in sorted(book.sheets_metadata, key=_is_hidden)]
            shown = [each.name for each in book.sheets_metadata if not _is_hidden(each)]
            wanted = _wanted(titles, asked, name)
            found = _chosen(book, wanted, shown, asked.wanted, name)
            if found is None and not asked.sheet and wanted != titles:
                # What is called like the kind may hold nothing.
                found = _chosen(book, titles, shown, asked.wanted, name)
    except (Usage, Unusable):
        raise
    except BaseException as error:
        # What the reader stumbles over may come as a panic, which is no Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        why = _true_reason(path, inside.form, error)
        said = why if isinstance(why, str) else _("it is damaged, or not whole ({why})").format(why=why)
        raise packed.unreadable(name, said) from error
    if found is None and asked.sheet and len(titles) > 1:
        raise Unusable(
            _("{file}: the sheet “{sheet}” is empty").format(file=name, sheet=asked.sheet),
            _("it has: {sheets}").format(sheets=listed(titles)),
        )
    if found is None:
        raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
    table = Worksheet(name, found, packed.marks(path, inside, found.title), _told(name, found.title, titles))
    table.since_1904 = inside.since_1904
    if inside.form == "xlsx":
        table.currencies = cell_currencies.of(path, found.title, table.heading_lines[-1])
    return table


def _is_hidden(sheet: Any) -> bool:
    return str(sheet.visible).rpartition(".")[2] != "Visible"


def _chosen(book: Any, titles: list[str], shown: list[str], wanted: layout.Wanted, name: str) -> Sheet | None:
    """The first sheet whose columns are known, else the first with anything in it; a hidden one, and one with nothing below
    its heading, only without another."""
    best, rank = None, (False, -1)
    for title in titles:
        if best is not None and title not in shown:
            break
        sheet = book.get_sheet_by_name(title)
        rows = sheet.to_python(skip_empty_area=False)
        begin: list[TableRow] = []
        for line, row in enumerate(rows, 1):
            cells = restored(bounded([_text(cell) for cell in row])[0])
            if any(map(str.strip, cells)):
                begin.append(TableRow(line, cells))
            if len(begin) == layout.LOOKED:
                break
        _fill_heading(begin, sheet.merged_cell_ranges or [])
        if not begin:
            continue
        try:
            found = layout.find(begin, wanted, name)
        except Unusable:
            if len(titles) == 1:
                raise
            continue
        this = (len(begin) > found.last + 1, found.known)
        if this > rank:
            best, rank = Sheet(title, rows, sheet.merged_cell_ranges or [], found), this
        if rank >= (True, 2) or len(titles) == 1:
            break
    return best


def _fill_heading(begin: list[TableRow], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Let a cell that is merged with those below stand in all of them: so a heading of several rows shows that it is one."""
    at = {record.line - 1: record.cells for record in begin}
    for (top, column), (bottom, _last) in merged:
        for row in range(top + 1, min(bottom, top + _MOST_OF_HEADING) + 1):
            below = at.get(row, [])
            if column < len(below) and not below[column] and top in at:
                below[column] = at[top][column]


def _try_out(path: Path, name: str) -> None:
    """Let another process read it first: what ends or fills that one is not read here. Raises Unusable."""
    from amflow import apart

    def read() -> bytes:
        from python_calamine import CalamineWorkbook

        try:
            with path.open("rb") as file:
                book = CalamineWorkbook.from_filelike(file)
                for title in book.sheet_names:
                    book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S110 - told by the one who reads it in earnest
            pass
        return b""

    try:
        apart.done(read, _SECONDS, _MOST_MEMORY)
    except apart.Unended as error:
        if error.why == apart.TIME:
            raise packed.unreadable(name, _("it is not read after {n} seconds").format(n=_SECONDS)) from None
        raise packed.unreadable(name, _("it says that it holds more than there is room for")) from None


def _true_reason(path: Path, form: str, error: BaseException) -> object:
    """What the reader says of the file when it is told its form; asked to find that out, it says only that it cannot."""
    from python_calamine import CalamineWorkbook, PasswordError

    from amflow import tempfiles

    if "detect" not in str(error):
        return error
    with tempfiles.folder() as folder:
        called = folder / f"book.{form}"
        called.symlink_to(path.resolve())
        try:
            with _hushed():
                CalamineWorkbook.from_path(called)
        except PasswordError:
            return _("it is locked with a password: save it without one")
        except Exception as found:  # noqa: BLE001 - whatever the reader says
            return found
    return error


@contextmanager
def _hushed() -> Iterator[None]:
    """Without the pages that the reader's own runtime writes to stderr when it stumbles."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


def _wanted(titles: list[str], asked: Asked, name: str) -> list[str]:
    if asked.sheet:
        found = [title for title in titles if title.casefold() == asked.sheet.casefold()]
        if not found:
            raise Usage(
                _("{file} has no sheet “{sheet}”").format(file=name, sheet=asked.sheet),
                _("it has: {sheets}").format(sheets=listed(titles)),
            )
        return found
    return [title for title in titles if title.casefold() in asked.called] or titles


def _told(name: str, title: str, titles: list[str]) -> tuple[str, ...]:
    if len(titles) < 2:
        return ()
    rest = listed([other for other in titles if other != title])
    return (
        _("{file}: the sheet “{sheet}” was taken; --sheet takes another: {rest}").format(
            file=name, sheet=title, rest=rest
        ),
    )


def _text(cell: Any) -> str:
    """A cell as a CSV file would have it: days ISO, whole numbers without a point, no more digits than a spreadsheet has."""
    match cell:
        case str():
            return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell) if "_x" in cell else cell
        case bool():
            return "yes" if cell else "no"
        case float():
            return _number(cell)
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case timedelta():
            minutes = int(cell.total_seconds()) // 60
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    from decimal import Decimal

    return f"{Decimal(text):f}"
