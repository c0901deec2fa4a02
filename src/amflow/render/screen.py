"""The terminal: Rich behind a handful of styles and shapes, so that every screen looks alike.

Texts from the book are always handed over as `rich.text.Text`, never as markup: a customer called `[red]` stays that.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.book.values import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {
    "title": "bold",
    "step": "bold cyan",
    "ref": "cyan",
    "dim": "bright_black",
    "late": "bold red",
    "soon": "yellow",
    "good": "green",
    "bad": "red",
    "quote": "italic",
    "": "",
}
"""What each kind of word looks like; the words carry the meaning, colour only helps."""


class Span(NamedTuple):
    """Words in one style."""

    text: str
    style: str = ""


class Screen:
    """A terminal of a width, with or without colour."""

    def __init__(self, *, color: bool | None, width: int, today: date) -> None:
        from rich.console import Console

        self.today = today
        self.width = width
        self.console: Console = Console(
            width=width,
            highlight=False,
            markup=False,
            emoji=False,
            soft_wrap=False,
            force_terminal=True,
            legacy_windows=False,
            no_color=None if color is None else not color,
            color_system="auto" if color is not False else None,
        )

    def text(self, *spans: Span | str) -> "Text":
        """The spans in a row."""
        from rich.text import Text

        line = Text(end="")
        for span in spans:
            words, style = (span, "") if isinstance(span, str) else span
            line.append(harmless(words), STYLES[style])
        return line

    def line(self, *spans: Span | str, indent: int = 0, wrap: bool = False) -> None:
        """One line; what does not fit is cut with an ellipsis, or wrapped under its indent."""
        from rich.padding import Padding

        text = self.text(*spans)
        if wrap:
            text.no_wrap = False
            self.console.print(Padding(text, (0, 0, 0, indent)) if indent else text)
            return
        text.pad_left(indent)
        text.truncate(self.width, overflow="ellipsis")
        self.console.print(text, no_wrap=True, overflow="ellipsis", crop=True)

    def both(self, left: Sequence[Span | str], right: Sequence[Span | str], indent: int = 0) -> None:
        """A line with something at its right end; the left part gives way."""
        end = self.text(*right)
        start = self.text(*left)
        start.pad_left(indent)
        room = self.width - end.cell_len - 2
        start.truncate(room, overflow="ellipsis", pad=True)
        self.console.print(start + self.text("  ") + end, no_wrap=True, overflow="ellipsis", crop=True)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def table(
        self,
        rows: Iterable[Sequence[Any]],
        *,
        titles: Sequence[str] = (),
        right: Sequence[int] = (),
        give: int | None = None,
        indent: int = 0,
    ) -> None:
        """Columns that line up, double-width characters counted. `right` names columns set right; `give` the one that
        is cut first when the line is too long."""
        from rich.table import Table
        from rich.text import Text

        lines = [[cell if isinstance(cell, Text) else self.text(cell) for cell in row] for row in rows]
        if not lines:
            return
        grid = Table(
            box=None, show_header=bool(titles), padding=(0, 2, 0, 0), pad_edge=False, header_style=STYLES["dim"]
        )
        count = max(len(row) for row in lines)
        give = count - 1 if give is None else give
        for index in range(count):
            grid.add_column(
                self.text(titles[index]) if titles else "",
                justify="right" if index in right else "left",
                no_wrap=True,
                overflow="ellipsis",
                min_width=None if index == give else min(_widest(lines, titles, index), self.width // 3),
            )
        for row in lines:
            grid.add_row(*row)
        if indent:
            from rich.padding import Padding

            self.console.print(Padding(grid, (0, 0, 0, indent)))
        else:
            self.console.print(grid)


def _widest(lines: list[list["Text"]], titles: Sequence[str], index: int) -> int:
    from rich.cells import cell_len

    cells = [row[index].cell_len for row in lines if index < len(row)]
    return max([*cells, cell_len(titles[index]) if titles else 0])
