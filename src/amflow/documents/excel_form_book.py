"""The parts of an Excel form's file: its sheets with their rows, and what refers to rows (formulas, charts, tables, names)."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.documents import excel_form_rows
from amflow.documents.excel_form_looks import FormStyles, RowRoom, named
from amflow.documents.excel_form_rows import RowMoves

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_CHAIN = "xl/calcChain.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOST_ROWS = 50_000

TAG = re.compile(r"\{[{%#]")
"""Where a tag begins."""

_DAY, _SHARE, _WHOLE, _PARTS = 14, 9, 3, 4
"""Excel's own formats for days, shares and numbers, where the form gives a cell none."""


class FormBook:
    """A workbook, taken apart and put together again."""

    def __init__(self, content: bytes) -> None:
        from lxml import etree

        self._parser = etree.XMLParser(resolve_entities=False, no_network=True)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self._files = {one.filename: packed.read(one) for one in packed.infolist() if not one.is_dir()}
        self._trees: dict[str, Any] = {}
        self.book = self.tree("xl/workbook.xml")
        self.styles = FormStyles(self.tree("xl/styles.xml")) if "xl/styles.xml" in self._files else None
        places = self._relations("xl/workbook.xml")
        self.words = self._words()
        self.sheets = [
            FormSheet(self, str(one.get("name")), places[one.get(f"{{{_RELATION}}}id")])
            for one in self.book.iter(named("sheet"))
            if places[one.get(f"{{{_RELATION}}}id")].startswith("xl/worksheets/")
        ]

    def tree(self, name: str) -> Any:
        """That part of the file, to be read and changed."""
        from lxml import etree

        if name not in self._trees:
            self._trees[name] = etree.fromstring(self._files[name], self._parser)
        return self._trees[name]

    def beside(self, part: str, kind: str) -> list[str]:
        """The parts of that kind that the part has of its own: `/drawing`, `/table`."""
        found = self._relations(part, kind)
        return [name for name in found.values() if name in self._files]

    def _relations(self, part: str, kind: str = "") -> dict[str, str]:
        folder, name = posixpath.split(part)
        file = f"{folder}/_rels/{name}.rels"
        if file not in self._files:
            return {}
        return {
            str(one.get("Id")): posixpath.normpath(posixpath.join("/", folder, str(one.get("Target")))).lstrip("/")
            for one in self.tree(file)
            if str(one.get("Type")).endswith(kind) and one.get("TargetMode") != "External"
        }

    def _words(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._files:
            return []
        return [said(one) for one in self.tree("xl/sharedStrings.xml").iter(named("si"))]

    def saved(self) -> bytes:
        """The file, with every reference where its row has gone."""
        from lxml import etree

        moves = {sheet.name: sheet.moves for sheet in self.sheets if sheet.moves is not None}
        for sheet in self.sheets:
            sheet.refer(moves)
        for name in self._files:
            if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                _refer_chart(self.tree(name), moves)
        for one in self.book.iter(named("definedName")):
            one.text = excel_form_rows.moved(one.text or "", "", moves)
        self._reckon_anew()
        self._forget_tags()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in self._files.items():
                tree = self._trees.get(name)
                whole = (
                    content
                    if tree is None
                    else etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
                )
                packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), whole, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _forget_tags(self) -> None:
        """The form's tags stay in no corner of the file: their words are kept beside the sheets, by number."""
        from lxml import etree

        if any(TAG.search(words) for words in self.words):
            for one in list(self.tree("xl/sharedStrings.xml").iter(named("si"))):
                if TAG.search(said(one)):
                    for inner in list(one):
                        one.remove(inner)
                    etree.SubElement(one, named("t"))

    def _reckon_anew(self) -> None:
        """Let Excel reckon the formulas when it opens the file, and forget in which order it did."""
        from lxml import etree

        reckoned = self.book.find(named("calcPr"))
        if reckoned is None:
            reckoned = etree.Element(named("calcPr"))
            before = [
                one
                for one in self.book
                if etree.QName(one).localname in ("sheets", "externalReferences", "definedNames")
            ]
            before[-1].addnext(reckoned)
        reckoned.set("fullCalcOnLoad", "1")
        if self._files.pop(_CHAIN, None) is not None:
            for name, ending in (
                ("xl/_rels/workbook.xml.rels", "calcChain.xml"),
                ("[Content_Types].xml", "calcChain.xml"),
            ):
                for one in list(self.tree(name)):
                    if str(one.get("Target") or one.get("PartName")).endswith(ending):
                        one.getparent().remove(one)


class FormSheet:
    """A sheet of the form."""

    def __init__(self, book: FormBook, name: str, part: str) -> None:
        self.book, self.name, self.part = book, name, part
        self.tree = book.tree(part)
        self.data = self.tree.find(named("sheetData"))
        self.moves: RowMoves | None = None
        self._numbered()
        self._formulas_apart()

    def _numbered(self) -> None:
        """Rows and cells by their numbers, where a writer left them to be counted."""
        last = 0
        for row in self.data:
            last = int(row.get("r") or last + 1)
            row.set("r", str(last))

    def _formulas_apart(self) -> None:
        """What Excel keeps once for many cells, in each of them."""
        masters: dict[str, tuple[str, str]] = {}
        for cell in self.data.iter(named("c")):
            formula = cell.find(named("f"))
            if formula is None or formula.get("t") != "shared":
                continue
            here, number = str(cell.get("r")), str(formula.get("si"))
            if formula.text:
                masters[number] = here, formula.text
            elif number in masters:
                first, text = masters[number]
                right = excel_form_rows.columns_between(first, here)
                formula.text = excel_form_rows.copied(
                    text, excel_form_rows.row_of(here) - excel_form_rows.row_of(first), right
                )
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)

    def numbers(self) -> list[int]:
        """The rows that the form has."""
        return [int(row.get("r")) for row in self.data]

    def texts(self) -> Iterator[tuple[int, str, str]]:
        """Each cell of words: its row, its name, the words."""
        for row in self.data:
            for cell in row.iter(named("c")):
                words = self._text(cell)
                if words:
                    yield int(row.get("r")), str(cell.get("r")), words

    def _text(self, cell: Any) -> str:
        if cell.get("t") == "s":
            return self.book.words[int(cell.findtext(named("v")) or 0)]
        inline = cell.find(named("is"))
        return "" if inline is None else said(inline)

    def fill_gaps(self) -> None:
        """Rows that the form leaves out, as empty ones: between tags they come again too."""
        from lxml import etree

        last = 0
        for row in list(self.data):
            number = int(row.get("r"))
            if number > MOST_ROWS:
                break
            for empty in range(last + 1, number):
                row.addprevious(etree.Element(named("row"), r=str(empty)))
            last = number

    def set_down(self, rows: list[tuple[int, dict[str, Any]]]) -> None:
        """The rows as they came, each with new values in its cells."""
        from copy import deepcopy

        by_number = {int(row.get("r")): row for row in self.data}
        self.moves = RowMoves(list(by_number))
        room = RowRoom(self.tree, self.book.styles)
        for row in list(self.data):
            self.data.remove(row)
        for number, values in rows:
            made, new = deepcopy(by_number[number]), self.moves.next(number)
            made.set("r", str(new))
            made.attrib.pop("spans", None)
            room.fit(made, values)
            for cell in made.iter(named("c")):
                column = excel_form_rows.column_of(str(cell.get("r")))
                if column in values:
                    self._fill(cell, values[column])
                cell.set("r", f"{column}{new}")
                cell.set("was", str(number))
            self.data.append(made)

    def _fill(self, cell: Any, value: Any) -> None:
        from lxml import etree

        for inner in list(cell):
            cell.remove(inner)
        cell.attrib.pop("t", None)
        if value is None:
            return
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            words = etree.SubElement(etree.SubElement(cell, named("is")), named("t"))
            words.text = value
            words.set(_SPACE, "preserve")
            return
        kind = "b" if isinstance(value, bool) else ""
        if kind:
            cell.set("t", kind)
        number, form = self._number(value)
        etree.SubElement(cell, named("v")).text = number
        if form and self.book.styles is not None:
            cell.set("s", self.book.styles.formatted(int(cell.get("s") or 0), form))

    def _number(self, value: Any) -> tuple[str, int]:
        """The number as Excel keeps it, and the format where the form gives none."""
        if isinstance(value, bool):
            return str(int(value)), 0
        if isinstance(value, date):
            start = (
                date(1904, 1, 1) if self.book.book.find(f"{named('workbookPr')}[@date1904='1']") is not None else None
            )
            day = value.date() if isinstance(value, datetime) else value
            return str((day - (start or date(1899, 12, 30))).days), _DAY
        if isinstance(value, Money):
            return repr(value.number()), _WHOLE if isinstance(value.number(), int) else _PARTS
        return repr(float(value)) if isinstance(value, Rate) else repr(value), _SHARE if isinstance(value, Rate) else 0

    def refer(self, moves: dict[str, RowMoves]) -> None:
        """Let formulas and what lies over the cells go where their rows have gone."""
        for cell in self.data.iter(named("c")):
            was = cell.attrib.pop("was", None)
            formula = cell.find(named("f"))
            if formula is None:
                continue
            now = excel_form_rows.row_of(str(cell.get("r")))
            formula.text = excel_form_rows.moved(formula.text or "", self.name, moves, (int(was or now), now))
            result = cell.find(named("v"))
            if result is not None:
                cell.remove(result)
            cell.attrib.pop("t", None)
        if self.moves is not None:
            self._over(self.moves)

    def _over(self, moves: RowMoves) -> None:
        self._merged(moves)
        size = self.tree.find(named("dimension"))
        if size is not None:
            self.tree.remove(size)
        for one in self.tree.iter():
            for name in ("ref", "sqref"):
                if one.get(name) and one.tag not in (named("f"), named("mergeCell")):
                    one.set(name, " ".join(_span(each, moves) for each in one.get(name).split()))
        for name in ("formula", "formula1", "formula2"):
            for one in self.tree.iter(named(name)):
                one.text = excel_form_rows.moved(one.text or "", self.name, {self.name: moves})
        for one in self.tree.iter(named("brk")):
            if one.getparent().tag == named("rowBreaks"):
                one.set("id", str(moves.last(int(one.get("id")))))
        self._beside(moves)

    def _beside(self, moves: RowMoves) -> None:
        """Pictures, charts and tables are parts of their own."""
        for name in self.book.beside(self.part, "/drawing"):
            for row in self.book.tree(name).iter(f"{{{_DRAWING}}}row"):
                row.text = str(moves.first(int(row.text) + 1) - 1)
        for name in self.book.beside(self.part, "/table"):
            for one in self.book.tree(name).iter():
                if one.get("ref"):
                    one.set("ref", _span(one.get("ref"), moves))

    def _merged(self, moves: RowMoves) -> None:
        """A merged row that comes again is merged each time."""
        from lxml import etree

        merged = self.tree.find(named("mergeCells"))
        for one in [] if merged is None else list(merged):
            first, _colon, last = str(one.get("ref")).partition(":")
            row = excel_form_rows.row_of(first)
            if row == excel_form_rows.row_of(last):
                for went in moves.went.get(row, [row]):
                    span = f"{excel_form_rows.column_of(first)}{went}:{excel_form_rows.column_of(last)}{went}"
                    merged.append(etree.Element(named("mergeCell"), ref=span))
                merged.remove(one)
            else:
                one.set("ref", _span(one.get("ref"), moves))
        if merged is not None:
            merged.set("count", str(len(merged)))


def said(words: Any) -> str:
    """The words of a cell, without the signs above Chinese that say how it is read."""
    return "".join(
        one.text or "" for one in words.iter(named("t")) if one.getparent().tag != named("rPh")
    )  # fmt: skip


def _span(reference: str, moves: RowMoves) -> str:
    """`B5:C7` where its rows have gone; columns alone stay."""
    first, colon, last = reference.partition(":")
    if not re.search(r"\d", first):
        return reference
    begins = excel_form_rows.with_row(first, moves.first)
    return f"{begins}:{excel_form_rows.with_row(last, moves.last)}" if colon else begins


def _refer_chart(tree: Any, moves: dict[str, RowMoves]) -> None:
    """A chart draws the rows as they are now; what it drew of the form is forgotten."""
    for formula in tree.iter(f"{{{_CHART}}}f"):
        # A form has a chart of one row; its name is one cell all the same.
        named = formula.getparent().getparent().tag == f"{{{_CHART}}}tx"
        new = excel_form_rows.moved(formula.text or "", "", moves, spread=not named)
        for kept in ("numCache", "strCache"):
            cache = formula.getparent().find(f"{{{_CHART}}}{kept}")
            if cache is not None:
                formula.getparent().remove(cache)
        formula.text = new
