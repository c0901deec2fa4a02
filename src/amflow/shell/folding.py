"""Words laid out on a terminal's width: broken between words and between Chinese signs, never inside a command."""

import re
from unicodedata import combining, east_asian_width

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_COMMAND = r"amflow(?: (?:\"[^\"]*\"|“[^”]*”|[^\s\"“”·,，;；。()（）]+))+"
_PIECE = re.compile(
    rf"(?:[“（《「(\[]*)(?:{_COMMAND}|[{_WIDE}]|[^\s{_WIDE}“（《「]+|[“（《「])[，。、；：！？）》」”…,.;:)\]]*\s*"
)
"""What stays on one line: a command, a word, or a Chinese sign, with the signs that belong to it."""


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
    for piece in _PIECE.finditer(text):
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
