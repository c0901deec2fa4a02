"""Pages that call themselves workbooks: an `.xls` that many programs write is a table in HTML, or XML of 2003."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from amflow.errors import Unusable
from amflow.files.forms import layout
from amflow.files.forms.encoding import decoded
from amflow.files.forms.table import FileTable, TableRow, bounded, other_width, restored
from amflow.locale import _

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
        self._across = self._down = 0
        """How many further columns and rows the cell stands for."""
        self._above: dict[int, tuple[int, str]] = {}
        """By column what stands there from a cell above, and for how many rows more."""
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
            said = dict(attrs)
            index = said.get("ss:index") or ""
            while index.isdigit() and len(self._row) + 1 < min(int(index), _MOST_COLUMNS):
                self._row.append("")
            self._across = _few(said.get("colspan"), 1) or _few(said.get("ss:mergeacross"))
            self._down = _few(said.get("rowspan"), 1) or _few(said.get("ss:mergedown"))
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
            self._come_down()
            text = "".join(self._cell).strip()
            if self._down:
                self._above[len(self._row)] = (self._down, text)
            self._row += [text, *[""] * self._across]
        self._cell = None

    def _come_down(self) -> None:
        """A merged cell stands for all of its rows."""
        while self._row is not None and len(self._row) in self._above:
            left, text = self._above.pop(len(self._row))
            if left > 1:
                self._above[len(self._row)] = (left - 1, text)
            self._row.append(text)

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._come_down()
        if self._row and any(self._row):
            self.found.append((self._line, self._row))
        self._row = None

    def close(self) -> None:
        """The page ends, perhaps in the middle of a row."""
        super().close()
        self._end_row()


def _few(text: str | None, own: int = 0) -> int:
    """A count of rows or columns beyond the cell's `own`."""
    return min(int(text) - own, _MOST_COLUMNS) if text and text.isascii() and text.isdigit() and int(text) > own else 0


class Page(FileTable):
    """The table on a page."""

    def __init__(self, name: str, records: list[TableRow], found: layout.Layout) -> None:
        super().__init__(name, found.heading, len(records))
        self._records = records
        self._layout = found
        self.heading_lines, self.unit = found.lines, found.unit
        self.notes = (_("{file}: read as a page, which is what it is").format(file=name), *layout.told(name, found))

    def rows(self) -> Iterator[TableRow]:
        """The rows below the heading; a row that is filled beyond it is refused."""
        width = len(self.heading)
        extras = layout.Extras(self._layout)
        for line, cells, long, _aside in self._records[self._layout.last + 1 :]:
            beyond = any(cells[width:])
            wrong = long or (other_width(len(cells), width) if beyond else "")
            filled = cells if beyond else (cells + [""] * width)[:width]
            yield TableRow(line, restored(filled), wrong, extras.reason(cells))


def read(path: Path, name: str, wanted: layout.Wanted) -> Page:
    """The table on the page. Raises Unusable where there is none."""
    parser = _Rows()
    parser.feed(decoded(path.read_bytes()))
    parser.close()
    records = [TableRow(line, *bounded(cells)) for line, cells in parser.found]
    if not records:
        raise Unusable(
            _("{file} is a page without a table").format(file=name), _("save it as CSV (UTF-8), or as a workbook")
        )
    return Page(name, records, layout.find(records[: layout.LOOKED], wanted, name))
