"""Words laid out on a terminal's width: broken between words and between Chinese signs, never inside a command."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import combining, east_asian_width

from typer._click.formatting import HelpFormatter

from amflow.locale import _

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_COMMAND = r"amflow(?: (?:\"[^\"]*\"|“[^”]*”|[^\s\"“”·,，、;；：。()（）]+))+"
_PIECE = rf"(?:[“（《「(\[]*)(?:{_COMMAND}|[{_WIDE}]|[^\s{_WIDE}“（《「]+|[“（《「])[，。、；：！？）》」”…,.;:)\]]*\s*(?:·\s+)*"
"""What stays on one line: a command, a word, or a Chinese sign, with the signs that belong to it and the point that parts it from
the next. Most commands break no line, and to compile it takes as long as twenty modules."""


def cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return (
        len(text)
        if text.isascii()
        else sum((east_asian_width(sign) in "WF") + 1 for sign in text if not combining(sign))
    )


def breaks(text: str, width: int, indent: int = 0) -> list[int]:
    """Where the text goes on in the next line, for lines of that width of which all but the first are indented."""
    found = []
    room = width - (len(text) - len(text.lstrip()))
    for piece in re.finditer(_PIECE, text):
        need = cells(piece[0].rstrip())
        if need > room and piece.start():
            found.append(piece.start())
            room = width - indent
        room -= cells(piece[0])
    return found


def fold(text: str, width: int, indent: int = 0) -> str:
    """The text in lines of that width, each line of it by itself; what it begins with as space is kept below."""
    return "\n".join(_folded(line, width, indent) for line in text.split("\n"))


def _folded(line: str, width: int, indent: int) -> str:
    if len(line) * 2 <= width:
        return line
    left = len(line) - len(line.lstrip()) + indent
    begin, parts = 0, []
    for end in [*breaks(line, width, left), len(line)]:
        parts.append(line[begin:end].rstrip() if end < len(line) else line[begin:])
        begin = end
    return f"\n{' ' * left}".join(parts)


class Formatter(HelpFormatter):
    """A page of help: broken as all that we say, between words and never inside a command, with a Chinese sign two cells wide."""

    def write_examples(self, typed: Iterable[str]) -> None:
        """What is typed for example, each on a line, before everything else."""
        self.write("".join(f"  {one}\n" for one in typed) + "\n")

    def write_heading(self, heading: str) -> None:
        """What stands over a list."""
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How it is typed."""
        self.write(fold(f"{prefix or ''}{prog} {args}", self.width, 2).rstrip() + "\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, under the indent."""
        left = " " * self.current_indent
        self.write("\n\n".join(fold(left + one, self.width) for one in text.split("\n\n")) + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names, and beside them what they mean."""
        widest = min(max(cells(name) for name, _text in rows), col_max)
        left, right = " " * self.current_indent, " " * (self.current_indent + widest + col_spacing)
        for name, text in rows:
            first, *others = fold(text, max(self.width - len(right), 10)).split("\n")
            beside = cells(name) <= widest
            gap = " " * (widest - cells(name) + col_spacing) if beside else f"\n{right}"
            self.write(f"{left}{name}{gap}{first}".rstrip() + "\n")
            self.write("".join(f"{right}{line}\n" for line in others))


class HelpLeafed:
    """A command whose help is leafed through where it is longer than the terminal."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows it."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.callback = _show_help
        return option


def _show_help(ctx: Any, _parameter: Any, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from amflow.shell import pager

        pager.out(ctx.get_help() + "\n")
        ctx.exit()
