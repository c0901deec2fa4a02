"""Reading a CSV file as it comes: encoding, separator, quoted lines, rows that are not right."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from amflow.errors import Unusable
from amflow.locale import _, ngettext, of_system

LONGEST_CELL = 131_072
"""Signs in a cell; beyond it a quote was not closed."""
_MOST_RETRIES = 1000


class Record(NamedTuple):
    """A row of the file: the line it begins in (from 1, the heading is one), its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    wrong: str = ""


class Table(NamedTuple):
    """A file that was read."""

    name: str
    encoding: str
    delimiter: str
    heading: list[str]
    records: list[Record]

    def column(self, name: str) -> int | None:
        """The place of a column, by its heading as written, else without regard to case and width; None without one.

        Raises Unusable where two columns answer.
        """
        found = [index for index, heading in enumerate(self.heading) if heading == name]
        if not found:
            from amflow.book.values import folded

            found = [index for index, heading in enumerate(self.heading) if folded(heading) == folded(name)]
        if len(found) > 1:
            raise Unusable(
                _("{file} has more than one column “{name}”").format(file=self.name, name=name),
                _("rename one of them in the heading"),
            )
        return found[0] if found else None


def contents(path: Path) -> bytes:
    """The bytes of the file, or of stdin for `-`. Raises Unusable when it cannot be read."""
    if str(path) == "-":
        buffer = getattr(sys.stdin, "buffer", None)
        return buffer.read() if buffer is not None else sys.stdin.read().encode()
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)), _("nothing was changed")
        ) from error


def read(name: str, data: bytes, encoding: str = "") -> Table:
    """The table in these bytes. `encoding` is what the map says, else it is found out: byte-order mark, UTF-8, GB18030.

    Raises Unusable when it is no text, is empty, or has no heading.
    """
    text, used = _decoded(name, data, encoding)
    lines = _lines(text)
    skipped = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    del lines[:skipped]
    if not lines:
        raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
    delimiter = _delimiter(lines[0])
    rows = _rows(lines, delimiter)
    first = next(rows, None)
    if first is None or first.wrong or "\x00" in lines[0]:
        why = first.wrong if first and first.wrong else _("it is not text")
        raise Unusable(
            _("{file}: the heading cannot be read: {why}").format(file=name, why=why), _("is it a CSV file?")
        )
    heading = [" ".join(cell.split()) for cell in first.cells]
    records = list(_checked(rows, len(heading), skipped, nul="\x00" in text))
    return Table(name, used, delimiter, heading, records)


def _decoded(name: str, data: bytes, encoding: str) -> tuple[str, str]:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unusable(
            _("{file} is a workbook, not a CSV file").format(file=name), _("save it as CSV (UTF-8) and import that")
        )
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    by_mark = next((codec for mark, codec in marked.items() if data.startswith(mark)), "")
    for codec in [encoding] if encoding else [by_mark] if by_mark else ["utf-8", "gb18030"]:
        try:
            return data.decode(codec), codec.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    tried = encoding or by_mark or "UTF-8, GB18030"
    raise Unusable(
        _("{file} is not text in {encoding}").format(file=name, encoding=tried),
        _('save it as CSV (UTF-8), or let the map say: encoding = "cp1252"'),
    )


def _lines(text: str) -> list[str]:
    from io import StringIO

    # Only \n, \r\n and \r end a line of a CSV file; str.splitlines knows seven more signs.
    return list(StringIO(text, newline=""))


def _delimiter(line: str) -> str:
    """What separates the cells of the heading: the one of `,` `;` and tab that stands most often outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t", key=outside.count)


class _Feed:
    """The lines, one at a time, from a place that can be set back."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _rows(lines: list[str], delimiter: str) -> Iterator[Record]:
    from csv import Error, reader

    feed = _Feed(lines)
    rows = reader(feed, delimiter=delimiter, strict=True)
    retries = 0
    while True:
        first = feed.at
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Error as error:
            yield Record(first + 1, [lines[first].rstrip("\r\n")], _told(str(error)))
            if feed.at > first + 1 and retries < _MOST_RETRIES:
                # A quote that was not closed has swallowed the lines below: they are read again on their own.
                retries += 1
                feed.at = first + 1
                rows = reader(feed, delimiter=delimiter, strict=True)
            continue
        yield Record(first + 1, cells)


def _told(error: str) -> str:
    if "limit" in error:
        return _("a cell is longer than {n} characters").format(n=LONGEST_CELL)
    return _("a quote is not closed, or stands where none may")


def _checked(rows: Iterator[Record], width: int, skipped: int, *, nul: bool) -> Iterator[Record]:
    """The rows that are not blank, with what is wrong with them."""
    for line, cells, wrong in rows:
        if not wrong and not any(map(str.strip, cells)):
            continue
        why = wrong
        if not why and len(cells) != width:
            why = ngettext(
                "{n} cell where the heading has {width}", "{n} cells where the heading has {width}", len(cells)
            ).format(width=width)
        if not why and nul and any("\x00" in cell for cell in cells):
            why = _("a NUL byte: this is not text")
        yield Record(line + skipped, cells, why)
