"""What was done in the book and taken back, and what it holds."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amflow import registry
from amflow.book import change
from amflow.locale import N_, _, ngettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.book.store import ChangeLine

HISTORY = (
    ListColumn("at", N_("when"), "dim", get=lambda line: local(line.at)),
    ListColumn("command", N_("command"), "ref"),
    ListColumn("summary", N_("what")),
    ListColumn("rows", N_("rows"), "right"),
    ListColumn("undone", N_("taken back")),
)


def history(lines: Sequence["ChangeLine"]) -> ListView:
    """What was done, newest first."""
    return ListView(
        "history", HISTORY, lines, empty=_("nothing was done yet"), give="summary", foot=[_("undo: amflow undo")]
    )


def taken_back(what: str, lines: Sequence["ChangeLine"], word: str, then: str) -> ChangeView:
    """The commands that were taken back, or done again."""
    named = [f"{line.command}: {line.summary}" if line.summary else line.command for line in lines]
    rows = ngettext("{n} row", "{n} rows", sum(line.rows for line in lines))
    item = {"commands": [line.command for line in lines], "rows": sum(line.rows for line in lines)}
    shown = [("", name) for name in named[:10]] + ([("", f"… {len(named)}")] if len(named) > 10 else [])
    return ChangeView(what, item, f"{word} ({rows})", [*shown, ("", then)], undo=False)


TABLES = {one.table: registry.called(one.table) for one in registry.FAMILIES if one.counted} | {"change": N_("changes")}
"""What the rows of a table are called."""


def counts(path: Path, numbers: dict[str, int]) -> ItemView:
    """A sound book and what it holds."""
    return ItemView(
        "book",
        {"path": str(path), **numbers},
        [(_(TABLES.get(name, name)), number) for name, number in numbers.items()],
        title=[_("the book is sound: {path}").format(path=path)],
    )


def local(instant: str) -> str:
    """An instant of the book (UTC) as local date and time."""
    return change.local(instant).strftime("%Y-%m-%d %H:%M")
