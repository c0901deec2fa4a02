"""A table as a file holds it, row by row: what every form of file is read as."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from amflow.errors import Unusable
from amflow.files.forms.units import UNKNOWN, Unit, of_heading
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

_GUARDED = re.compile(r"'+[=+\-@\t\r]|'+\d[\d ]*$")
_AS_TEXT = re.compile(r'="(?:[^"]|"")*"')


ERRORS = ("#ERROR!", "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
"""The errors of a workbook, which its reader passes over; the first where it is not known which one stands there."""


LONGEST_CELL = 131_072
"""Characters: four times as many as a spreadsheet's cell can hold."""


class TableRow(NamedTuple):
    """A row of the file: the line it begins in (from 1, the heading is one), its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    wrong: str = ""
    aside: str = ""
    """What stands there where it is no record: a total, a footer, the heading once more."""


class FileTable:
    """A file of rows under a heading. `rows` may be asked again and again; `lines` is about how many there are."""

    encoding = "utf-8"
    notes: tuple[str, ...] = ()
    """What a person should know about how it was read."""
    unit: Unit = UNKNOWN
    """Of amounts whose own heading says none."""
    native = False
    """Whether its numbers are those of a spreadsheet."""
    comma_may_be_decimal = False
    """Whether `1,250` in it may be 1.25: where a semicolon parts the cells, and where refused rows stand that came from there."""
    currencies: Mapping[int, set[str]] = MappingProxyType({})
    """By the place of a column those in which its cells are formatted, empty for none; where nothing is known, nothing."""
    since_1904 = False
    """Whether that spreadsheet counts its days from 1904."""
    heading_lines: tuple[int, ...] = ()
    """Where the heading stands, of a file that may have other lines above it."""

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
        from amflow.book.values import folded

        found = [index for index, heading in enumerate(self.heading) if heading == name]
        if not found:
            found = [index for index, heading in enumerate(self.heading) if folded(heading) == folded(name)]
        if not found:
            # A map may leave out what stands behind a heading: the unit, the time zone, the star of what must be filled in.
            bare = [folded(of_heading(heading)[0].strip(" *")) for heading in self.heading]
            found = [index for index, heading in enumerate(bare) if heading == folded(name)]
        if len(found) > 1:
            raise Unusable(
                _("{file} has more than one column “{name}”").format(file=self.name, name=name),
                _("rename one of them in the heading"),
            )
        return found[0] if found else None

    def heading_of(self, column: str) -> str:
        """The column's heading as the file has it, with the unit that a map leaves out; the name itself where there is none."""
        at = self.column(column) if column else None
        return column if at is None else self.heading[at]


class TableInMemory(FileTable):
    """A table whose rows are in memory: a card file, a calendar, a page."""

    def __init__(self, name: str, heading: list[str], records: list[TableRow], notes: tuple[str, ...] = ()) -> None:
        super().__init__(name, heading, len(records))
        self._records = records
        self.notes = notes

    def rows(self) -> Iterator[TableRow]:
        """Every row."""
        return iter(self._records)


def too_long() -> str:
    """Why a row with a cell beyond LONGEST_CELL is not taken."""
    return _("a cell is longer than {n} characters").format(n=LONGEST_CELL)


def bounded(cells: list[str]) -> tuple[list[str], str]:
    """The cells, none beyond LONGEST_CELL, and what is to be said where one was."""
    if max(map(len, cells), default=0) <= LONGEST_CELL:
        return cells, ""
    return [cell[:LONGEST_CELL] for cell in cells], too_long()


def other_width(cells: int, width: int) -> str:
    """Why a row that is not as wide as the heading is not taken."""
    return ngettext("{n} cell where the heading has {width}", "{n} cells where the heading has {width}", cells).format(
        width=width
    )


def restored(cells: list[str]) -> list[str]:
    """The cells without what keeps a spreadsheet from taking them for formulas or numbers: `'=x`, `'138…`, `="138…"`."""
    return [_restored(cell) if cell[:1] in ("'", "=") else cell for cell in cells]


def _restored(cell: str) -> str:
    if _AS_TEXT.fullmatch(cell):
        return cell[2:-1].replace('""', '"')
    return cell[1:] if _GUARDED.match(cell) else cell


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula; `restored` gives it back."""
    return "'" + text if text[:1] in "=+-@\t\r'" and re.match(r"'*[=+\-@\t\r]|'+\d[\d ]*$", text) else text
