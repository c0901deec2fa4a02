"""A table as a file holds it, row by row; and the CSV file: encoding, separator, quoted lines, rows that are not right.

Nothing here keeps the rows: a file of a million is read in the memory of one.
"""

import re
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from amflow.errors import Unusable
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

LONGEST_CELL = 131_072
"""Signs in a cell; beyond it a quote was not closed."""
_LONGEST_LINE = 16 * 1024 * 1024
_MOST_RETRIES = 1000
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class TableRow(NamedTuple):
    """A row of the file: the line it begins in (from 1, the heading is one), its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    wrong: str = ""


class FileTable:
    """A file of rows under a heading. `rows` may be asked again and again; `lines` is about how many there are."""

    encoding = "utf-8"
    notes: tuple[str, ...] = ()
    """What a person should know about how it was read."""

    def __init__(self, name: str, heading: list[str], lines: int) -> None:
        self.name = name
        self.heading = heading
        self.lines = lines

    def rows(self) -> Iterator[TableRow]:
        """Every row that is not blank."""
        raise NotImplementedError

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


class TableInMemory(FileTable):
    """A table whose rows are in memory: a card file, a calendar, a page."""

    def __init__(self, name: str, heading: list[str], records: list[TableRow], notes: tuple[str, ...] = ()) -> None:
        super().__init__(name, heading, len(records))
        self._records = records
        self.notes = notes

    def rows(self) -> Iterator[TableRow]:
        """Every row."""
        return iter(self._records)


class Csv(FileTable):
    """A CSV file."""

    def __init__(self, name: str, path: Path, encoding: str = "") -> None:
        """Look at the file. `encoding` is what the map says, else it is found out: byte-order mark, UTF-8, GB18030.

        Raises Unusable when it is no text, is empty, or has no heading.
        """
        self._path = path
        self._text = of(path, name, encoding)
        with self._open() as file:
            feed = _Feed(file)
            first = _first(feed)
            if not first:
                raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
            self.delimiter = _delimiter(first)
            feed.again()
            head = next(_rows(feed, self.delimiter), None)
        if head is None or head.wrong or "\x00" in first:
            why = head.wrong if head and head.wrong else _("it is not text")
            raise Unusable(
                _("{file}: the heading cannot be read: {why}").format(file=name, why=why), _("is it a CSV file?")
            )
        super().__init__(name, [" ".join(cell.split()) for cell in restored(head.cells)], self._text.lines)
        self.encoding = self._text.codec.removesuffix("-sig")
        if self.encoding != "utf-8":
            self.notes = (_("{file}: read as {encoding}").format(file=name, encoding=self.encoding),)

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._text.codec, errors="surrogateescape", newline="")

    def rows(self) -> Iterator[TableRow]:
        """The rows that are not blank, with what is wrong with them."""
        width, nul, strays = len(self.heading), self._text.nul, self._text.strays
        with self._open() as file:
            feed = _Feed(file)
            _first(feed)
            feed.again()
            records = _rows(feed, self.delimiter)
            next(records, None)
            for line, cells, wrong in records:
                if not wrong and not any(map(str.strip, cells)):
                    continue
                why = wrong
                if not why and len(cells) != width:
                    why = other_width(len(cells), width)
                if not why and nul and any("\x00" in cell for cell in cells):
                    why = _("a NUL byte: this is not text")
                if strays and any(map(_is_stray, cells)):
                    why = _("not text in {encoding}, as the rest of the file is").format(encoding=self.encoding)
                yield TableRow(line, restored(cells), why)


def other_width(cells: int, width: int) -> str:
    """Why a row that is not as wide as the heading is not taken."""
    return ngettext("{n} cell where the heading has {width}", "{n} cells where the heading has {width}", cells).format(
        width=width
    )


def restored(cells: list[str]) -> list[str]:
    """The cells without the `'` that keeps a spreadsheet from taking them for formulas."""
    return [cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell for cell in cells]


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; `restored` gives it back."""
    return "'" + text if text[:1] in "=+-@\t\r'" and re.match(r"'*[=+\-@\t\r]", text) else text


def _is_stray(cell: str) -> bool:
    return not cell.isascii() and re.search("[\udc80-\udcff]", cell) is not None


def _first(feed: "_Feed") -> str:
    """The first line with something on it, which a file may have blank ones before; empty where there is none."""
    for line in feed:
        if line.strip():
            return line
        feed.forget()
    return ""


def _delimiter(line: str) -> str:
    """What separates the cells of the heading: the one of `,` `;` and tab that stands most often outside quotes."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t", key=outside.count)


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
        return _("a cell is longer than {n} characters").format(n=LONGEST_CELL)
    return _("a quote is not closed, or stands where none may")


_AT_ONCE = 1 << 20
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class TextEncoding(NamedTuple):
    """How to read the file: the codec, about how many lines, whether some break the encoding or hold NUL bytes."""

    codec: str
    lines: int
    strays: bool
    nul: bool


def of(path: Path, name: str, encoding: str = "") -> TextEncoding:
    """The encoding of the file; `encoding` decides it. Raises Unusable when it is no text."""
    with path.open("rb") as file:
        head = file.read(4)
    marked = next((codec for mark, codec in _MARKS.items() if head.startswith(mark)), "")
    for codec in [encoding] if encoding else [marked] if marked else ["utf-8"]:
        whole = _whole(path, codec)
        if whole is not None:
            return whole
    found = None if encoding or marked.startswith("utf-16") else _by_lines(path, marked)
    if found is None:
        tried = encoding or marked or "UTF-8, GB18030"
        raise Unusable(
            _("{file} is not text in {encoding}").format(file=name, encoding=tried),
            _('save it as CSV (UTF-8), or let the map say: encoding = "cp1252"'),
        )
    return found


def decoded(data: bytes) -> str:
    """A text that is in memory, as well as it can be read."""
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return data.decode(codec, "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            yield piece


def _whole(path: Path, codec: str) -> TextEncoding | None:
    """The file in this encoding, or None where any of it is not."""
    decoder = getincrementaldecoder(codec)()
    lines, nul = 1, False
    try:
        for piece in _pieces(path):
            text = decoder.decode(piece)
            lines += text.count("\n") or text.count("\r")
            nul = nul or "\x00" in text
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return None
    return TextEncoding(codec, lines, False, nul)


def _by_lines(path: Path, marked: str) -> TextEncoding | None:
    """What most of its lines are written in. A line of the other encoding is found again when it is read: it is refused
    alone, and never shown as what it does not say."""
    lines = utf8 = neither = broken = 0
    nul = False
    with path.open("rb") as file:
        while line := file.readline(_AT_ONCE):
            lines += 1
            nul = nul or b"\x00" in line
            if line.isascii():
                continue
            if _is(line, "utf-8"):
                utf8 += 1
            else:
                broken += 1
                neither += not _is(line, "gb18030")
    if marked or utf8 > broken:
        return TextEncoding(marked or "utf-8", lines, True, nul)
    if neither * 2 >= utf8 + broken:
        return None
    return TextEncoding("gb18030", lines, bool(neither), nul)


def _is(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
