"""Workbooks (xlsx, xls): a sheet as a table. What is packed is measured before it is unpacked.

Pages that call themselves workbooks are read as what they are: an `.xls` that many programs
write is a table in HTML, or XML of 2003.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any

from amflow import extras
from amflow.errors import Unusable, Usage
from amflow.files.forms.csv import FileTable, TableInMemory, TableRow, decoded, other_width, restored
from amflow.locale import _

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of a workbook when it is unpacked."""
MOST_CELLS = 16 * 1024 * 1024
"""Cells of the rectangle that a sheet fills: one in the last corner alone would ask for seventeen thousand million."""
_PIECE = 1 << 18
_TAG = re.compile(rb"<(?:[^\s<>/!?:]+:)?(c|row)(?=[\s/>])([^<]*)")
"""A row or a cell. No value holds a `<`, so what goes up to the next one has all of its attributes."""
_PLACE = re.compile(rb"""(?:^|[\s"'])r\s*=\s*["']([A-Za-z]*)0*(\d*)""")
_BEGIN = re.compile(rb"<(?:[^\s<>/!?:]+:)?(?:c|row)[\s/>]")
_USUAL = re.compile(rb'<(?:c|row) r="([A-Z]{0,3})([1-9]\d{0,6})"')
"""As every writer writes them: then there is no need to walk."""
_LONGEST_TAG = 10_000


class Worksheet(FileTable):
    """One sheet of a workbook."""

    def __init__(self, name: str, rows: list[list[Any]], first: int, notes: tuple[str, ...]) -> None:
        """`first` is the place of the heading among the rows."""
        self._rows = rows
        self._first = first
        self.notes = notes
        heading = [" ".join(_text(cell).split()) for cell in rows[first]]
        while heading and not heading[-1]:
            heading.pop()
        super().__init__(name, restored(heading), len(rows))

    def rows(self) -> Iterator[TableRow]:
        """The rows below the heading that are not blank; a row that is filled beyond the heading is refused."""
        width = len(self.heading)
        for place, row in enumerate(self._rows[self._first + 1 :], self._first + 2):
            cells = [_text(cell) for cell in row]
            if not any(map(str.strip, cells)):
                continue
            wrong = ""
            if any(map(str.strip, cells[width:])):
                count = max(index for index, cell in enumerate(cells) if cell.strip()) + 1
                wrong = other_width(count, width)
                cells = cells[:count]
            else:
                cells = (cells + [""] * width)[:width]
            yield TableRow(place, restored(cells), wrong)


def read(path: Path, name: str, form: str, sheet: str, called: tuple[str, ...]) -> FileTable:
    """The sheet that is asked for, that is called so as its kind is, or the first with anything in it.

    Raises Unusable for what is no workbook or too large, or without the reader; Usage for a sheet that is not there.
    """
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise Unusable(
            _("{file} is a workbook, and the package that reads those is not installed").format(file=name),
            _("{command} · or save it as CSV (UTF-8)").format(command=extras.command(extras.EXCEL)),
        ) from None
    if form == "xlsx":
        _measured(path, name)
    try:
        with path.open("rb") as file, _hushed():
            # By content: a name can say anything.
            book = CalamineWorkbook.from_filelike(file)
            titles = list(book.sheet_names)
            wanted = _wanted(titles, sheet, called, name)
            sheets = {title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in wanted}
    except Usage:
        raise
    except BaseException as error:
        # The reader is not Python: what it stumbles over may come as a panic, which is no Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise Unusable(
            _("{file} cannot be read as a workbook: {why}").format(file=name, why=str(error)[:200]),
            _("open it in its own program and save it again, or save it as CSV (UTF-8)"),
        ) from error
    filled = {title: rows for title, rows in sheets.items() if any(any(map(_text, row)) for row in rows)}
    if not filled:
        raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
    title, rows = next(iter(filled.items()))
    return Worksheet(name, rows, _heading(rows), _told(name, title, titles))


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


def _wanted(titles: list[str], sheet: str, called: tuple[str, ...], name: str) -> list[str]:
    if sheet:
        found = [title for title in titles if title.casefold() == sheet.casefold()]
        if not found:
            raise Usage(
                _("{file} has no sheet “{sheet}”").format(file=name, sheet=sheet),
                _("it has: {sheets}").format(sheets=", ".join(titles)),
            )
        return found
    return [title for title in titles if title.casefold() in called] or titles


def _told(name: str, title: str, titles: list[str]) -> tuple[str, ...]:
    if len(titles) < 2:
        return ()
    rest = ", ".join(other for other in titles if other != title)
    return (
        _("{file}: the sheet “{sheet}” was taken; --sheet takes another: {rest}").format(
            file=name, sheet=title, rest=rest
        ),
    )


def _heading(rows: list[list[Any]]) -> int:
    """Where the heading is: the first row with anything in it, but for a title above it that stands alone."""
    filled = [(place, sum(1 for cell in row if _text(cell))) for place, row in enumerate(rows[:50])]
    filled = [(place, count) for place, count in filled if count]
    if len(filled) > 1 and filled[0][1] == 1 and filled[1][1] > 1:
        return filled[1][0]
    return filled[0][0]


def _text(cell: Any) -> str:
    """A cell as a CSV file would have it: days ISO, whole numbers without a point."""
    match cell:
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
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


# What is packed


def _measured(path: Path, name: str) -> None:
    """Unpack piece by piece, keep nothing, and stop where it grows too large. Raises Unusable."""
    import struct
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as archive, path.open("rb") as raw:
            total = 0
            for entry in archive.infolist():
                if entry.flag_bits & 1:
                    raise Unusable(_("{file} is locked with a password").format(file=name), _("save it without one"))
                total += _entry(raw, entry, name, MOST_UNPACKED - total)
            if not {"xl/workbook.xml", "[Content_Types].xml"} <= set(archive.namelist()):
                raise ValueError(_("it is another kind of archive"))
    except (BadZipFile, NotImplementedError, EOFError, ValueError, OSError, OverflowError, struct.error) as error:
        raise Unusable(
            _("{file} cannot be read as a workbook: {why}").format(file=name, why=error),
            _("open it in its own program and save it again, or save it as CSV (UTF-8)"),
        ) from error


def _entry(raw: IO[bytes], entry: Any, name: str, left: int) -> int:
    """The true size of one packed file, whatever its own label says of it."""
    import zlib
    from struct import unpack

    if entry.compress_type not in (0, 8):
        raise ValueError(_("it is packed in a way that is not understood"))
    raw.seek(entry.header_offset + 26)
    length, extra = unpack("<HH", raw.read(4))
    raw.seek(length + extra, 1)
    unpacker = zlib.decompressobj(-15) if entry.compress_type == 8 else None
    packed, size, before = entry.compress_size, 0, b""
    reach = _Reach(name)
    while packed > 0 and (piece := raw.read(min(_PIECE, packed))):
        packed -= len(piece)
        while piece:
            try:
                plain = unpacker.decompress(piece, _PIECE) if unpacker else piece
            except zlib.error as error:
                raise ValueError(str(error)) from error
            size += len(plain)
            if size > left:
                raise Unusable(
                    _("{file} unpacks to more than {n} MB").format(file=name, n=MOST_UNPACKED >> 20),
                    _("save what you need of it as CSV: that may be of any size"),
                )
            # Of every file: any of them may be what the workbook calls its sheet.
            before = reach.of(before + plain)
            piece = unpacker.unconsumed_tail if unpacker else b""
    return size


class _Reach:
    """How far the cells of a sheet reach, as its reader counts: where a row or a cell does not say its place, it is the
    next one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = 0
        self._last_row = self._last_column = 0

    def of(self, text: bytes) -> bytes:
        """Look through the text; gives the end that may be half a tag. Raises Unusable, ValueError."""
        whole = text.rfind(b"<")
        usual = _USUAL.findall(text, 0, max(whole, 0))
        if len(usual) == len(_BEGIN.findall(text, 0, max(whole, 0))):
            rows = {int(digits) for digits in {digits for _letters, digits in usual}}
            columns = {letters for letters, _digits in usual}
            self._row = int(usual[-1][1]) if usual else self._row
            self._column = _number(usual[-1][0]) if usual else self._column
            self._last_row = max(self._last_row, *rows, 0)
            self._last_column = max(self._last_column, *map(_number, columns), 0)
        else:
            self._walk(text, whole)
        if self._last_row * self._last_column > MOST_CELLS:
            raise Unusable(
                _("{file}: its cells reach to row {row} and column {column}: too far").format(
                    file=self._name, row=self._last_row, column=self._last_column
                ),
                _("take out what stands far from the rest, or save it as CSV"),
            )
        if whole < 0:
            return b""
        end = text[whole:]
        if len(end) <= _LONGEST_TAG:
            return end
        # A long text; a row or a cell has none of its own.
        if _TAG.match(end):
            raise ValueError(_("it holds a tag without an end"))
        return end[:_LONGEST_TAG]

    def _walk(self, text: bytes, whole: int) -> None:
        for kind, inside in _TAG.findall(text, 0, whole):
            # The furthest of them: what looks like a place may stand in another value.
            places = _PLACE.findall(inside)
            row = max((int(digits[:9] or 0) for _letters, digits in places), default=0)
            column = max((_number(letters) for letters, _digits in places), default=0)
            if kind == b"row":
                self._row = row or self._row + 1
                self._column = 0
            else:
                self._column = column or self._column + 1
                # A cell may say another row than the one it stands in.
                self._last_row = max(self._last_row, self._row, row)
                self._last_column = max(self._last_column, self._column)


def _number(letters: bytes) -> int:
    """The number of a column: `B` is 2."""
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


# Pages

_MOST_COLUMNS = 1000


class _Rows(HTMLParser):
    """Gathers the rows of the first table that has any; tables inside tables are text of their cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, list[str]]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._line = 0
        self._depth = 0
        self._whole = False
        """The first table that has rows is read to its end: a workbook may be written as a page of many."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A row or a cell begins."""
        tag = tag.rpartition(":")[2]
        if self._whole:
            return
        if tag == "table":
            self._depth += 1
        elif tag in ("tr", "row"):
            self._end_row()
            self._row, self._line = [], self.getpos()[0]
        elif tag in ("td", "th", "cell") and self._row is not None:
            self._end_cell()
            index = dict(attrs).get("ss:index") or ""
            while index.isdigit() and len(self._row) + 1 < min(int(index), _MOST_COLUMNS):
                self._row.append("")
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        tag = tag.rpartition(":")[2]
        if tag in ("td", "th", "cell"):
            self._end_cell()
        elif tag in ("tr", "row"):
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._depth -= 1
            self._whole = self._depth <= 0 and len(self.found) > 0

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None and len(self._row) < _MOST_COLUMNS:
            self._row.append("".join(self._cell).strip())
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row and any(self._row):
            self.found.append((self._line, self._row))
        self._row = None

    def close(self) -> None:
        """The page ends, perhaps in the middle of a row."""
        super().close()
        self._end_row()


def read_page(path: Path, name: str) -> TableInMemory:
    """The table on the page. Raises Unusable where there is none."""
    parser = _Rows()
    parser.feed(decoded(path.read_bytes()))
    parser.close()
    rows = parser.found
    if len(rows) > 1 and len(rows[0][1]) == 1 < len(rows[1][1]):
        # A title above the heading.
        rows = rows[1:]
    if not rows:
        raise Unusable(
            _("{file} is a page without a table").format(file=name), _("save it as CSV (UTF-8), or as a workbook")
        )
    heading = [" ".join(cell.split()) for cell in rows[0][1]]
    width = len(heading)
    records = []
    for line, cells in rows[1:]:
        wrong = other_width(len(cells), width) if len(cells) > width else ""
        records.append(TableRow(line, restored(cells + [""] * (width - len(cells))), wrong))
    return TableInMemory(name, heading, records, (_("{file}: read as a page, which is what it is").format(file=name),))
