"""The CSV file: encoding, separator, quoted lines, rows that are not right.

Nothing here keeps the rows: a file of a million is read in the memory of one.
"""

import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from amflow.errors import Unusable
from amflow.files.forms import encoding, layout
from amflow.files.forms.table import LONGEST_CELL, FileTable, TableRow, other_width, restored, too_long
from amflow.files.forms.units import UNKNOWN
from amflow.locale import _

_LONGEST_LINE = 16 * 1024 * 1024
_MOST_RETRIES = 1000
_SIGNS = ",;\t|"
"""What may separate the cells."""


class Csv(FileTable):
    """A CSV file."""

    def __init__(self, name: str, path: Path, coded: str = "", wanted: layout.Wanted = layout.Wanted()) -> None:
        """Look at the file. `coded` is the encoding that somebody said, else it is found out; `wanted` finds the heading.

        Raises Unusable when it is no text, is empty, or has no heading.
        """
        self._path = path
        self._text = encoding.of(path, name, coded)
        with self._open() as file:
            feed = _Feed(file)
            first = _first(feed)
            if not first:
                raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
            said = _separator(first)
            self._begins = feed.at if said else feed.at - 1
            self._wrapped = False
        self.delimiter, found = self._looked(said, first, wanted, name)
        if self.delimiter == _WRAPPED:
            self._wrapped = True
            self.delimiter, found = self._looked("", first, wanted, name)
        super().__init__(name, found.heading, self._text.lines)
        self._layout = found
        self.heading_lines, self.unit = found.lines, found.unit
        self.comma_may_be_decimal = self.delimiter == ";" or found.again
        self.encoding = self._text.codec.removesuffix("-sig")
        notes = []
        if self.encoding != "utf-8":
            notes.append(_("{file}: read as {encoding}").format(file=name, encoding=self.encoding))
        if self._wrapped:
            notes.append(
                _("{file}: every line is one quoted cell; it was read as what stands in the quotes").format(file=name)
            )
        self.notes = (*notes, *layout.told(name, found))

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._text.codec, errors="surrogateescape", newline="")

    def _looked(self, said: str, first: str, wanted: layout.Wanted, name: str) -> tuple[str, layout.Layout]:
        """What separates the cells and where the heading is: the sign by which most columns are known."""
        best: tuple[tuple[int, int], str, layout.Layout] | None = None
        wrong = _("it is not text") if "\x00" in first else ""
        outside = "".join(first.split('"')[::2])
        for sign in said or _SIGNS:
            begin = list(islice(self._records(sign), layout.LOOKED))
            if len(begin) > 1 and not self._wrapped and all(map(_is_wrapped, begin)):
                return _WRAPPED, layout.Layout(0, [], (), (), UNKNOWN, 0, False)
            sound = [TableRow(row.line, restored(row.cells)) for row in begin if not row.wrong]
            found = layout.find(sound, wanted, name) if sound else None
            if begin and begin[0].wrong and (found is None or found.known < 2):
                wrong = wrong or begin[0].wrong
                continue
            if found and (best is None or (found.known, outside.count(sign)) > best[0]):
                best = ((found.known, outside.count(sign)), sign, found)
        if best is None or "\x00" in first:
            raise Unusable(
                _("{file}: the heading cannot be read: {why}").format(file=name, why=wrong), _("is it a CSV file?")
            )
        return best[1], best[2]

    def _records(self, delimiter: str) -> Iterator[TableRow]:
        """Every record that is not blank, from the first line on."""
        with self._open() as file:
            feed = _Feed(file)
            for _line in range(self._begins):
                next(feed, None)
                feed.forget()
            for row in _rows(feed, "," if self._wrapped else delimiter):
                inner = _unwrapped(row, delimiter) if self._wrapped else row
                if inner.wrong or any(map(str.strip, inner.cells)):
                    yield inner

    def rows(self) -> Iterator[TableRow]:
        """The rows that are not blank, with what is wrong with them."""
        width, nul, strays, last = len(self.heading), self._text.nul, self._text.strays, self.heading_lines[-1]
        extras = layout.Extras(self._layout)
        for line, cells, wrong, _aside in self._records(self.delimiter):
            if line <= last:
                continue
            cells = self._layout.cut(cells)
            aside = "" if wrong else extras.reason(cells)
            if len(cells) > width and not any(map(str.strip, cells[width:])):
                del cells[width:]
            why = wrong
            if not why and len(cells) != width:
                why = other_width(len(cells), width)
            if not why and nul and any("\x00" in cell for cell in cells):
                why = _("a NUL byte: this is not text")
            if strays and any(map(_is_stray, cells)):
                why = _("not text in {encoding}, as the rest of the file is").format(encoding=self.encoding)
            yield TableRow(line, restored(cells), why, aside)


_WRAPPED = "quoted"
_SEPARATOR = re.compile(r'"?sep=(.)"?[,;\t]*\s*', re.IGNORECASE)


def _separator(line: str) -> str:
    """What the line `sep=;` says, which only spreadsheets read; empty for any other line."""
    match = _SEPARATOR.fullmatch(line)
    return match[1] if match else ""


def _is_wrapped(row: TableRow) -> bool:
    """Whether the row is one quoted cell in which a whole row of quoted cells stands: a file that was saved once too often."""
    inside = row.cells[0] if row.cells else ""
    return not row.wrong and not any(row.cells[1:]) and bool(re.search(r'[,;\t]"|"[,;\t]', inside))


def _unwrapped(row: TableRow, delimiter: str) -> TableRow:
    from csv import Error, reader

    if row.wrong or not row.cells:
        return row
    try:
        return row._replace(cells=next(reader([row.cells[0]], delimiter=delimiter, strict=True), []))
    except Error as error:
        return row._replace(wrong=_told(str(error)))


def _is_stray(cell: str) -> bool:
    return not cell.isascii() and re.search("[\udc80-\udcff]", cell) is not None


def _first(feed: "_Feed") -> str:
    """The first line with something on it, which a file may have blank ones before; empty where there is none."""
    for line in feed:
        if line.strip():
            return line
        feed.forget()
    return ""


class _Feed:
    """The lines, one at a time, with those of the record that is being read at hand to be read again."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._back: deque[str] = deque()
        self.kept: list[str] = []
        self.at = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
            # What no cell can hold is not kept: only its beginning is refused.
            while (more := self._file.readline(_LONGEST_LINE)) and not more.endswith(("\n", "\r")):
                pass
        self.kept.append(line)
        self.at += 1
        return line

    def forget(self) -> None:
        """A record ends here."""
        self.kept.clear()

    def again(self, after: int = 0) -> None:
        """Go back to the line that is so many after the beginning of the record."""
        lines = self.kept[after:]
        self._back.extendleft(reversed(lines))
        self.at -= len(lines)
        self.kept.clear()


def _rows(feed: _Feed, delimiter: str) -> Iterator[TableRow]:
    from csv import Error, reader

    rows = reader(feed, delimiter=delimiter, strict=True)
    retries = 0
    while True:
        feed.forget()
        first = feed.at
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Error as error:
            yield TableRow(first + 1, [feed.kept[0].rstrip("\r\n")[:LONGEST_CELL]], _told(str(error)))
            if feed.at > first + 1 and retries < _MOST_RETRIES:
                # A quote that was not closed has swallowed the lines below: they are read again on their own.
                retries += 1
                feed.again(1)
                rows = reader(feed, delimiter=delimiter, strict=True)
            continue
        yield TableRow(first + 1, cells)


def _told(error: str) -> str:
    if "limit" in error:
        # Mostly a quote was not closed.
        return too_long()
    return _("a quote is not closed, or stands where none may")
