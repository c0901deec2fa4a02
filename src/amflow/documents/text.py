"""The parts of a report as lines of plain text that line up, a Chinese character taking two columns."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from amflow.book.values import harmless
from amflow.documents import parts
from amflow.documents.parts import Blank, Block, Facts, Figures, Points, Table, Words, left, right, widest
from amflow.locale import _

_WIDEST = 48
"""Beyond so many columns a cell no longer pushes the next column out: only its own line gets longer."""


def lines(block: Block, today: date) -> list[str]:
    """The block, line by line."""
    head = [f"{block.title}:"] if block.title and not isinstance(block, Figures) else []
    return [*head, *(line.rstrip() for line in _lines(block, today))]


def _lines(block: Block, today: date) -> Iterator[str]:
    if isinstance(block, Figures):
        yield from _figures(block, today)
    elif isinstance(block, Table):
        yield from _table(block, today)
    elif isinstance(block, Facts):
        wide = widest(name for name, _value in block.items)
        yield from (f"{left(name, wide)}  {_flat(parts.said(value, today))}" for name, value in block.items)
    elif isinstance(block, Words):
        yield from block.text.splitlines()
    elif isinstance(block, Points):
        yield from (f"- {_flat(item)}" for item in block.items)
    elif isinstance(block, Blank):
        yield from ("_" * 60 for _line in range(block.lines))
    else:
        yield from _table(parts.as_table(block), today)


def _figures(block: Figures, today: date) -> Iterator[str]:
    wide = widest(line.title for line in block.lines)
    if block.targeted:
        yield left("", wide) + right(_("actual"), 14) + right(_("target"), 18) + "   " + _("pace")
    else:
        yield left("", wide) + right(_("actual"), 14)
    for line in block.lines:
        said = left(line.title, wide) + right(parts.said(line.value, today), 14)
        yield said + right(line.against, 18) + "   " + line.pace
    if block.foot:
        yield block.foot


def _table(block: Table, today: date) -> Iterator[str]:
    columns = range(len(block.columns))
    listed = [[_cell(block, row, at, today) for at in columns] for row in block.rows]
    if any(column.title for column in block.columns):
        listed.insert(0, [column.title for column in block.columns])
    wide = [min(widest(row[at] for row in listed), _WIDEST) for at in columns]
    set_right = [parts.set_right(block, at) for at in columns]
    for row in listed:
        yield "  ".join((right if set_right[at] else left)(row[at], wide[at]) for at in columns)
    if block.foot:
        yield block.foot


def _cell(block: Table, row: tuple[Any, ...], at: int, today: date) -> str:
    words = _flat(parts.said(row[at], today))
    return words or ("______" if block.columns[at].blank else "")


def _flat(text: str) -> str:
    return harmless(text).replace("\n", " ").replace("\t", " ")
