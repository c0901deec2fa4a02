"""Where the rows of an Excel form have gone: a row that came again for each deal moves what is below it, and every reference to a
row, in formulas, charts and merged cells, goes along.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable

_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?<![\w.$\]!'])(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<first>\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})(?::(?P<last>\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}))?(?![\w(.!])"
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]+)")


class RowMoves:
    """Where each row of a sheet went: once, several times, or nowhere."""

    def __init__(self, there: list[int]) -> None:
        self.there = sorted(there)
        """The rows that the form has, those of its tags too."""
        self.went: dict[int, list[int]] = {row: [] for row in there}
        self._before, self._last = 0, 0
        self._ends: dict[int, int] = {}

    def next(self, row: int) -> int:
        """Set down that row again; gives its new number. Rows that the form leaves out stay out, those of tags close up."""
        left_out = 1
        if row > self._before:
            between = bisect_left(self.there, row) - bisect_right(self.there, self._before)
            left_out = row - self._before - between
        self._before, self._last = row, self._last + left_out
        self.went[row].append(self._last)
        return self._last

    def first(self, row: int) -> int:
        """Where the row stands, first of all; if it went nowhere, the row above: a sum below it must not be of itself."""
        return self._place(row, 0)

    def last(self, row: int) -> int:
        """Where the row stands for the last time."""
        return self._place(row, -1)

    def nearest(self, row: int, to: int) -> int:
        """Of several, the one that is nearest to that new row."""
        went = self.went.get(row)
        return min(went, key=lambda one: abs(one - to)) if went else self.first(row)

    def _place(self, row: int, which: int) -> int:
        went = self.went.get(row)
        if went:
            return went[which]
        if row in self.went:
            return max(self._end(row), 1)
        above = bisect_right(self.there, row) - 1
        return row if above < 0 else self._end(self.there[above]) + row - self.there[above]

    def _end(self, row: int) -> int:
        """The last new row of what the form has down to that row. Asked once all are set down."""
        if not self._ends:
            end, hidden = 0, 0
            for one in self.there:
                end = max([end, *self.went[one]])
                hidden += not self.went[one]
                self._ends[one] = end or one - hidden
        return self._ends[row]


def moved(
    formula: str, sheet: str, moves: dict[str, RowMoves], at: tuple[int, int] | None = None, *, spread: bool = False
) -> str:
    """The formula with its references where the rows have gone; `at` is the row that it stood in and the one it stands in now.
    What is one row of the form and several now is all of them in a range, and in a single reference the nearest; or all of them
    there too, where it is to `spread`."""

    def replaced(match: re.Match[str]) -> str:
        if not match["first"]:
            return match[0]
        found = moves.get(name_of(match["sheet"]) if match["sheet"] else sheet)
        own = at is not None and (not match["sheet"] or name_of(match["sheet"]) == sheet)
        return (
            match[0]
            if found is None
            else f"{match['sheet'] or ''}{_one(match, found, at if own else None, spread=spread)}"
        )

    return _REFERENCE.sub(replaced, formula)


def _one(match: re.Match[str], moves: RowMoves, at: tuple[int, int] | None, *, spread: bool) -> str:
    first, last = match["first"], match["last"]
    if spread and not last and moves.first(row_of(first)) != moves.last(row_of(first)):
        last = first
    rows = {row_of(one) for one in (first, last) if one}
    if at is not None and rows == {at[0]}:
        first, last = with_row(first, lambda _row: at[1]), last and with_row(last, lambda _row: at[1])
    elif last:
        first, last = with_row(first, moves.first), with_row(last, moves.last)
    else:
        first = with_row(first, (lambda row: moves.nearest(row, at[1])) if at else moves.first)
    return f"{first}:{last}" if last else first


def name_of(written: str) -> str:
    """The sheet's name in a reference, `'My sheet'!`."""
    bare = written.removesuffix("!")
    return bare[1:-1].replace("''", "'") if bare.startswith("'") else bare


def row_of(reference: str) -> int:
    """The row of `B5`."""
    found = _CELL.fullmatch(reference)
    assert found is not None
    return int(found[4])


def column_of(reference: str) -> str:
    """The column of `B5`."""
    return re.sub(r"[^A-Z]", "", reference)


def with_row(reference: str, new: Callable[[int], int]) -> str:
    """The reference with another row."""
    return _CELL.sub(lambda found: f"{found[1]}{found[2]}{found[3]}{new(int(found[4]))}", reference)


def copied(formula: str, down: int, right: int) -> str:
    """The formula as it is so many rows and columns further, as when it is filled down: Excel keeps such a one but once."""

    def shifted(cell: re.Match[str]) -> str:
        column = cell[2] if cell[1] else _letters(_number(cell[2]) + right)
        return f"{cell[1]}{column}{cell[3]}{int(cell[4]) + (0 if cell[3] else down)}"

    def replaced(match: re.Match[str]) -> str:
        if not match["first"]:
            return match[0]
        ends = (_CELL.sub(shifted, one) for one in (match["first"], match["last"]) if one)
        return (match["sheet"] or "") + ":".join(ends)

    return _REFERENCE.sub(replaced, formula)


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found


def _letters(number: int) -> str:
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def number_of(reference: str) -> int:
    """The number of the column of `B5`, from 1 on."""
    return _number(column_of(reference))


def columns_between(first: str, last: str) -> int:
    """So many columns `last` is to the right of `first`."""
    return number_of(last) - number_of(first)
