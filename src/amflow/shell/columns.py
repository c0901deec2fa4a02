"""A list on a screen: its columns side by side, and where they would be cut to pieces, each record in a sentence."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.locale import _
from amflow.shell.folding import cells as wide
from amflow.shell.screen import CUT, GAP, NARROW, Screen, Span
from amflow.shell.views import shortly

if TYPE_CHECKING:
    from amflow.shell.views import ListColumn

WHOLE = ("ref", "title", "right", "whole")
"""Columns of these styles are cut last."""

NAME = 22
"""A name is told by so many cells, where its table has no room for the whole of it."""


def draw(screen: Screen, columns: "Sequence[ListColumn]", items: Sequence[Any], *, give: str, wrap: bool) -> None:
    """The records under their titles; a column that says nothing of anybody would only take room from the others."""
    shown = [column for column in columns if not column.data_only]
    rows = [[_span(column, item, screen) for column in shown] for item in items]
    said = [at for at in range(len(shown)) if any(row[at].text for row in rows)]
    if screen.width < NARROW and _room(screen, _needs(shown, rows, said)) < 0:
        for row in rows:
            _in_a_sentence(screen, [(shown[at], row[at]) for at in said if row[at].text])
        return
    said = _spared(screen, shown, _needs(shown, rows, said))
    left = [shown[at] for at in said]
    keys = [column.key for column in left]
    screen.table(
        [[row[at] for at in said] for row in rows],
        titles=[_(column.title) for column in left],
        right=[at for at, column in enumerate(left) if column.style == "right"],
        give=keys.index(give) if give in keys else None,
        # Half a name, a number or a day says nothing.
        keep={
            at: NAME if column.style == "title" else screen.width
            for at, column in enumerate(left)
            if column.style in WHOLE or any(isinstance(column.value(one), date) for one in items)
        },
        wrap=wrap,
    )


def _needs(columns: "Sequence[ListColumn]", rows: Sequence[Sequence[Span]], said: Iterable[int]) -> dict[int, int]:
    """How many cells each column takes before it says too little."""
    most = {at: max(wide(_(columns[at].title)), *(wide(row[at].text) for row in rows)) for at in said}
    return {at: min(size, _least(columns[at].style, size)) for at, size in most.items()}


def _least(style: str, size: int) -> int:
    return NAME if style == "title" else size if style in WHOLE else CUT


def _room(screen: Screen, needs: dict[int, int]) -> int:
    return screen.width - sum(needs.values()) - GAP * (len(needs) - 1)


def _spared(screen: Screen, columns: "Sequence[ListColumn]", needs: dict[int, int]) -> list[int]:
    """The columns that are shown: those that can be spared go before all the others are cut to pieces."""
    for at in sorted((at for at in needs if columns[at].spare), key=lambda at: columns[at].spare):
        if _room(screen, needs) >= 0:
            break
        del needs[at]
    return list(needs)


def _in_a_sentence(screen: Screen, said: "Sequence[tuple[ListColumn, Span]]") -> None:
    """A record on a narrow screen: its reference, then what the columns say; of a bare number its title too."""
    words: list[Span] = []
    for column, span in said:
        between = "" if not words else "  " if words[-1].style == "ref" else " · "
        title = f"{_(column.title)} " if column.style == "right" and span.text.isdecimal() and column.title else ""
        words += [Span(between, "dim"), span._replace(text=title + " ".join(span.text.split()))]
    screen.line(*words, wrap=True, hang=4)


def _span(column: "ListColumn", item: Any, screen: Screen) -> Span:
    value = column.say(item) if column.say else column.value(item)
    style = "" if column.style in ("right", "whole") else column.style
    return Span(shortly(value, screen.today, narrow=screen.width < NARROW), style)
