"""The terminal: Rich behind a handful of styles and shapes, so that every screen looks alike.

Texts from the book are always handed over as `rich.text.Text`, never as markup: a customer called `[red]` stays that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from amflow.book.values import harmless
from amflow.dates import format as date_format
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {
    "title": "bold",
    "step": "bold cyan",
    "ref": "cyan",
    # Not "bright black": in some schemes that is the colour of the ground.
    "dim": "dim",
    "late": "bold red",
    # Not yellow, which nobody can read on white.
    "soon": "magenta",
    "good": "green",
    "bad": "red",
    "quote": "italic",
    "": "",
}
"""What each kind of word looks like; the words carry the meaning, colour only helps."""


GAP = 2
"""Spaces between two columns."""

NARROW, WIDE = 60, 120
"""Columns below which a screen says only what has to be said, and from which it cuts no reason."""

NARROWEST, CUT = 8, 14
"""Below so many cells a column is not cut, and the one that gives way first not before the others give way too."""


class Span(NamedTuple):
    """Words in one style."""

    text: str
    style: str = ""


class Screen:
    """A terminal of a width and height, with or without colour."""

    def __init__(self, *, color: bool | None, width: int, height: int, today: date) -> None:
        from rich.console import Console

        class Terminal(Console):
            def on_broken_pipe(self) -> None:
                # Rich would end the program with 1; what a reader that went away means is for the boundary to say.
                raise BrokenPipeError

        self.today = today
        self.width, self.height = width, height
        self.console: Console = Terminal(
            width=width,
            height=25,  # with both said, Rich believes them on a dumb terminal too
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

    def line(self, *spans: Span | str, indent: int = 0, wrap: bool = False, hang: int = 0) -> None:
        """One line; what does not fit is cut with an ellipsis, or goes on below under its indent and `hang` signs more."""
        if wrap:
            for part in self.folded(*spans, indent=indent, hang=hang):
                self.put(part)
            return
        text = self.text(*spans)
        text.pad_left(indent)
        self.put(shortened(text, self.width))

    def folded(self, *spans: Span | str, indent: int = 0, hang: int = 0) -> "list[Text]":
        """The lines that the words take, under their indent."""
        parts = self._folded(self.text(*spans), self.width - indent, hang)
        for at, part in enumerate(parts):
            part.pad_left(indent + (hang if at else 0))
        return parts

    def put(self, line: "Text") -> None:
        """A line that is made: no blanks at its end, which a reader who marks and copies it would take along."""
        line.rstrip()
        self.console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def _folded(self, text: "Text", width: int, hang: int = 0) -> "list[Text]":
        """The text in lines of that width, broken between words and never inside a command."""
        from amflow.shell.folding import breaks

        parts: list[Text] = []
        for line in text.split("\n", allow_blank=True) or [text]:
            parts += line.divide(breaks(line.plain, max(width, 1), hang))
        for part in parts:
            part.end = "\n"
            part.rstrip()
        return parts

    def both(self, left: Sequence[Span | str], right: Sequence[Span | str], indent: int = 0) -> None:
        """A line with something at its right end; the left part gives way."""
        end = self.text(*right)
        start = self.text(*left)
        start.pad_left(indent)
        room = self.width - end.cell_len - 2
        start = shortened(start, room)
        start.pad_right(max(room - start.cell_len, 0))
        self.put(start + self.text("  ") + end)

    def _cell(self, cell: Any) -> "Text":
        from rich.text import Text

        return cell.copy() if isinstance(cell, Text) else self.text(_on_a_line(cell))

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def table(
        self,
        rows: "Iterable[Sequence[Any] | Text]",
        *,
        titles: Sequence[str] = (),
        right: Sequence[int] = (),
        give: int | None = None,
        keep: Mapping[int, int] = MappingProxyType({}),
        indent: int = 0,
        wrap: bool = False,
    ) -> None:
        """Columns that line up, double-width characters counted. `right` names columns set right; `give` the one that
        is cut first when the line is too long; those of `keep` are cut last, below so many cells. `wrap` goes on below
        instead of cutting the last one. A cell that is None leaves its room to the one behind it; a row that is a Text
        is a line of its own."""
        from rich.text import Text

        # A note of several lines is one line in a table: else its second stands at the edge of the screen.
        lines: list[Any] = [
            row if isinstance(row, Text) else [cell if cell is None else self._cell(cell) for cell in row]
            for row in rows
        ]
        if titles and lines:
            lines.insert(0, [self.text(Span(title, "dim")) for title in titles])
        widths = _widths([row for row in lines if not isinstance(row, Text)])
        count = len(widths)
        if count:
            _fit(widths, self.width - indent - GAP * (count - 1), count - 1 if give is None else give, keep)
        for row in lines:
            if isinstance(row, Text):
                self.put(row)
                continue
            line = Text(" " * indent, end="")
            more = self._folded(row[-1], widths[-1]) if wrap else []
            row = [*row[:-1], more.pop(0)] if more else row
            room = 0
            for at, cell in enumerate(row):
                room += widths[at]
                if cell is None:
                    room += GAP if widths[at] else 0
                    continue
                # What goes on below is cut nowhere: a command that is longer than the line stands there whole.
                cell = cell if wrap and at == len(row) - 1 else shortened(cell, room)
                space = room - cell.cell_len
                if at in right:
                    cell.pad_left(space)
                elif at < len(row) - 1:
                    cell.pad_right(space)
                line.append_text(cell)
                if at < len(row) - 1 and room:
                    line.append(" " * GAP)
                room = 0
            self.put(line)
            for below in more:
                left = " " * (indent + sum(widths[:-1]) + GAP * (count - 1))
                self.put(Text(left) + below)


_COMMAND = "amflow "


def shortened(text: "Text", room: int) -> "Text":
    """The text in so many cells. A command that stands in it is for typing: the words before it give way, not its end."""
    at = text.plain.rfind(_COMMAND)
    tail = text[at:] if at > 0 else text
    if text.cell_len > room and at > 0 and tail.cell_len + 2 <= room:
        text = _without_half_a_command(text[:at], room - tail.cell_len - 1)
        return text.append(" ").append_text(tail)
    text.truncate(room, overflow="ellipsis")
    return text


def _without_half_a_command(text: "Text", room: int) -> "Text":
    """The words before a command in so many cells; another command among them is whole or left out."""
    text.rstrip()
    begin = text.plain.find(_COMMAND)
    end = text.plain.find(" · ", begin)
    if text.cell_len > room and begin > 0 and text[: end if end > 0 else len(text)].cell_len + 2 > room:
        said = text.plain[:begin].rstrip(" :：·")
        text = text[: len(said)].append(" …")
    text.truncate(room, overflow="ellipsis")
    return text


def _on_a_line(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell.replace("\n", " · ")
    return Span(cell.text.replace("\n", " · "), cell.style) if isinstance(cell, Span) else cell


def _widths(rows: "list[list[Text | None]]") -> list[int]:
    """How wide each column is by what stands in it; a title without anything under it takes no room."""
    widths = [0] * max(map(len, rows), default=0)
    for row in rows:
        for at, cell in enumerate(row):
            if cell is not None and not (at and row[at - 1] is None):
                widths[at] = max(widths[at], cell.cell_len)
    for row in rows:
        for at, cell in enumerate(row):
            if cell is not None and at and row[at - 1] is None:
                before = widths[at - 1] and widths[at - 1] + GAP
                widths[at] = max(widths[at], cell.cell_len - before)
    return widths


def _fit(widths: list[int], room: int, give: int, keep: Mapping[int, int]) -> None:
    """Narrow the columns to the room: the one that gives way first, but not to a stump; then always the widest, never below
    a few signs, and those of `keep` below theirs only where the others leave nothing more."""
    over = sum(widths) - room
    cut = max(min(over, widths[give] - CUT), 0)
    widths[give] -= cut
    over -= cut
    for least in ({at: keep.get(at, NARROWEST) for at in range(len(widths))}, {}):
        while over > 0:
            widest = max(range(len(widths)), key=lambda at: (widths[at] > least.get(at, NARROWEST), widths[at]))
            if widths[widest] <= least.get(widest, NARROWEST):
                break
            widths[widest] -= 1
            over -= 1


BARS = "▁▂▃▄▅▆▇█"


def bars(values: Sequence[float | None], low: float = 1, high: float = 5) -> str:
    """Scores as little bars between the two ends of their scale; a gap where nobody was asked."""
    return "".join(
        " " if value is None else BARS[round((min(max(value, low), high) - low) / (high - low) * 7)] for value in values
    )


WHOLE = ("ref", "title", "right", "whole")
"""Columns of these styles are cut last."""

NAME = 22
"""A name is told by so many cells, where its table has no room for the whole of it."""


class _Listed(Protocol):
    """What a list says of each of its records (`shell.views.ListColumn`)."""

    @property
    def title(self) -> str: ...

    @property
    def style(self) -> str: ...

    @property
    def data_only(self) -> bool: ...

    @property
    def spare(self) -> int: ...

    @property
    def say(self) -> Callable[[Any], str] | None: ...

    @property
    def key(self) -> str: ...

    def value(self, record: Any) -> Any: ...


def draw_list(screen: Screen, columns: Sequence[_Listed], items: Sequence[Any], *, give: str, wrap: bool) -> None:
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


def _needs(columns: Sequence[_Listed], rows: Sequence[Sequence[Span]], said: Iterable[int]) -> dict[int, int]:
    """How many cells each column takes before it says too little."""
    from amflow.shell.folding import cells as wide

    most = {at: max(wide(_(columns[at].title)), *(wide(row[at].text) for row in rows)) for at in said}
    return {at: min(size, _least(columns[at].style, size)) for at, size in most.items()}


def _least(style: str, size: int) -> int:
    return NAME if style == "title" else size if style in WHOLE else CUT


def _room(screen: Screen, needs: dict[int, int]) -> int:
    return screen.width - sum(needs.values()) - GAP * (len(needs) - 1)


def _spared(screen: Screen, columns: Sequence[_Listed], needs: dict[int, int]) -> list[int]:
    """The columns that are shown: those that can be spared go before all the others are cut to pieces."""
    for at in sorted((at for at in needs if columns[at].spare), key=lambda at: columns[at].spare):
        if _room(screen, needs) >= 0:
            break
        del needs[at]
    return list(needs)


def _in_a_sentence(screen: Screen, said: Sequence[tuple[_Listed, Span]]) -> None:
    """A record on a narrow screen: its reference, then what the columns say; of a bare number its title too."""
    words: list[Span] = []
    for column, span in said:
        between = "" if not words else "  " if words[-1].style == "ref" else " · "
        title = f"{_(column.title)} " if column.style == "right" and span.text.isdecimal() and column.title else ""
        words += [Span(between, "dim"), span._replace(text=title + " ".join(span.text.split()))]
    screen.line(*words, wrap=True, hang=4)


def _span(column: _Listed, item: Any, screen: Screen) -> Span:
    value = column.say(item) if column.say else column.value(item)
    style = "" if column.style in ("right", "whole") else column.style
    return Span(shortly(value, screen.today, narrow=screen.width < NARROW), style)


def shortly(value: Any, today: date, *, narrow: bool = False) -> str:
    """A value as a person reads it on a screen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, date):
        return date_format.column(value, today, narrow=narrow)
    return str(value)
