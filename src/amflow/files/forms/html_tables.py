"""Pages that call themselves workbooks: an `.xls` that many programs write is a table in HTML, or XML of 2003."""

from html.parser import HTMLParser
from pathlib import Path

from amflow.errors import Unusable
from amflow.files.forms.csv import TableInMemory, TableRow, decoded, restored
from amflow.locale import _, ngettext

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


def read(path: Path, name: str) -> TableInMemory:
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
        wrong = ""
        if len(cells) > width:
            wrong = ngettext(
                "{n} cell where the heading has {width}", "{n} cells where the heading has {width}", len(cells)
            ).format(width=width)
        records.append(TableRow(line, restored(cells + [""] * (width - len(cells))), wrong))
    return TableInMemory(name, heading, records, (_("{file}: read as a page, which is what it is").format(file=name),))
