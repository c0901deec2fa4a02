"""How the cells of an Excel form look: their formats, and how tall a row must be for what is filled in."""

from copy import deepcopy
from typing import Any

from amflow.documents import excel_form_rows, parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DEFAULT_WIDTH, _DEFAULT_HEIGHT, _TALLEST = 8.43, 15.0, 409.0


def named(name: str) -> str:
    """The full name of an element of a workbook."""
    return f"{{{MAIN}}}{name}"


class FormStyles:
    """The formats of cells, and more of them where a day or a share stands in a cell without any."""

    def __init__(self, tree: Any) -> None:
        self._cells = tree.find(named("cellXfs"))
        self._made: dict[tuple[int, int], str] = {}

    def formatted(self, style: int, form: int) -> str:
        """The number of that style with a number format, where it has none of its own."""
        if style >= len(self._cells) or self._cells[style].get("numFmtId", "0") != "0":
            return str(style)
        if (style, form) not in self._made:
            made = deepcopy(self._cells[style])
            made.set("numFmtId", str(form))
            made.set("applyNumberFormat", "1")
            self._cells.append(made)
            self._cells.set("count", str(len(self._cells)))
            self._made[style, form] = str(len(self._cells) - 1)
        return self._made[style, form]

    def wraps(self, style: int) -> bool:
        """Whether words in such a cell go on in a further line."""
        aligned = self._cells[style].find(named("alignment")) if style < len(self._cells) else None
        return aligned is not None and aligned.get("wrapText") in ("1", "true")


class RowRoom:
    """The columns of a sheet, for the height of rows whose words wrap: not every reader reckons it."""

    def __init__(self, tree: Any, styles: FormStyles | None) -> None:
        form = tree.find(named("sheetFormatPr"))
        told = {} if form is None else form.attrib
        self._height = float(told.get("defaultRowHeight") or _DEFAULT_HEIGHT)
        self._width = float(told.get("defaultColWidth") or _DEFAULT_WIDTH)
        self._columns = [
            (int(one.get("min")), int(one.get("max")), float(one.get("width") or self._width))
            for one in tree.iter(named("col"))
        ]
        self._merged = [str(one.get("ref")) for one in tree.iter(named("mergeCell"))]
        self._styles = styles

    def fit(self, row: Any, values: dict[str, Any]) -> None:
        """Give the row the height that its longest words ask for, unless the form says how tall it is."""
        if self._styles is None or row.get("customHeight") in ("1", "true"):
            return
        lines = 1
        for cell in row.iter(named("c")):
            words = values.get(excel_form_rows.column_of(str(cell.get("r"))))
            if isinstance(words, str) and self._styles.wraps(int(cell.get("s") or 0)):
                room = max(self._room(str(cell.get("r"))) - 1, 1)
                lines = max(lines, sum(-(-parts.columns(line) // int(room)) or 1 for line in words.splitlines()))
        if lines > 1:
            row.set("ht", f"{min(lines * self._height, _TALLEST):g}")
            row.set("customHeight", "1")

    def _room(self, cell: str) -> float:
        """The width of the cell, with those that it is merged with."""
        first = last = excel_form_rows.number_of(cell)
        for merged in self._merged:
            begins, _colon, ends = merged.partition(":")
            if begins == cell:
                last = excel_form_rows.number_of(ends)
        return sum(self._of(column) for column in range(first, last + 1))

    def _of(self, column: int) -> float:
        return next((width for first, last, width in self._columns if first <= column <= last), self._width)
