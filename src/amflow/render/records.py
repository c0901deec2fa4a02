"""How each kind of record is laid out as a list, as a page of its own, or as the change that made it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.locale import N_, _, ngettext
from amflow.render.views import ChangeView, Column, ItemView, ListView

if TYPE_CHECKING:
    from amflow.book.store import ChangeLine

HISTORY = (
    Column("at", N_("when"), "dim", get=lambda line: local(line.at)),
    Column("command", N_("command"), "ref"),
    Column("summary", N_("what")),
    Column("rows", N_("rows"), "right"),
    Column("undone", N_("taken back")),
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


def counts(path: Path, numbers: dict[str, int]) -> ItemView:
    """A sound book and what it holds."""
    return ItemView(
        "book",
        {"path": str(path), **numbers},
        list(numbers.items()),
        title=[_("the book is sound: {path}").format(path=path)],
    )


def local(instant: str) -> str:
    """An instant of the book (UTC) as local date and time."""
    from datetime import UTC, datetime

    moment = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
