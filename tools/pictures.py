"""The pictures of the first page: what a terminal of 80 columns shows of the demo book, as SVG; `--check` only compares.

Nothing in them is loaded from anywhere: the letters are the reader's own, of a font with even widths.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tools import readme

PICTURES = readme.ROOT / "docs" / "pictures"

COMMAND = ["amflow", "today"]

FILES = {"en": "today.svg", "zh": "today-zh.svg"}

COLUMNS, WIDTH, HEIGHT, EDGE = 80, 8.4, 19, 16
"""The screen, and the points of a sign and of the margin."""

THEME = TerminalTheme(
    (252, 252, 250),
    (40, 42, 46),
    [
        (40, 42, 46),
        (178, 34, 34),
        (40, 120, 60),
        (150, 100, 0),
        (30, 90, 170),
        (130, 60, 140),
        (0, 120, 130),
        (90, 94, 100),
    ],
)
"""Dark on light, every colour against the ground by at least 4.5 to 1."""

FONT = "Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'Microsoft YaHei', 'PingFang SC', monospace"


def picture(language: str) -> str:
    """The screen in that language, as SVG."""
    with tempfile.TemporaryDirectory() as name:
        environment = readme.env(Path(name), readme.Shown(language, "demo", "", ""))
        readme.typed(["demo", "--quiet"], environment, Path(name))
        del environment["NO_COLOR"]
        said = readme.typed(COMMAND[1:], environment | {"TERM": "xterm-256color"}, Path(name)).text
    console = Console(width=COLUMNS, file=StringIO(), force_terminal=True, legacy_windows=False)
    shown = Text.assemble(("$ ", "dim"), " ".join(COMMAND), "\n", Text.from_ansi(said))
    lines = console.render_lines(shown, pad=False)
    texts = "\n".join(text for row, line in enumerate(lines) for text in _texts(row, line))
    wide, high = COLUMNS * WIDTH + 2 * EDGE, len(lines) * HEIGHT + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high}" role="img">\n'
        f"<title>{' '.join(COMMAND)}</title>\n"
        f'<rect width="{wide:g}" height="{high}" rx="8" fill="{THEME.background_color.hex}" stroke="#c8c8c4"/>\n'
        f'<g font-family="{FONT}" font-size="14">\n{texts}\n</g>\n</svg>\n'
    )


def _texts(row: int, line: list[Segment]) -> Iterator[str]:
    """The words of a line, each where its column is: Chinese signs are two columns wide in every font."""
    column = 0
    for text, style, _control in line:
        for width, signs in groupby(text, cell_len):
            part = "".join(signs)
            # Each stretch of words by itself: browsers differ in what they make of two spaces, and of those at an end.
            for words in re.finditer(r"\S+(?: \S+)*", part):
                x = EDGE + (column + width * words.start()) * WIDTH
                place = f'x="{x:g}" y="{EDGE + row * HEIGHT + 14}"'
                length = f'textLength="{cell_len(words[0]) * WIDTH:g}" lengthAdjust="spacing"'
                yield f"<text {place} {length}{_look(style)}>{escape(words[0])}</text>"
            column += width * len(part)


def _look(style: Style | None) -> str:
    if style is None:
        return f' fill="{THEME.foreground_color.hex}"'
    colour = style.color.get_truecolor(THEME) if style.color else THEME.foreground_color
    return "".join(
        (
            f' fill="{colour.hex}"',
            ' font-weight="bold"' if style.bold else "",
            ' fill-opacity="0.72"' if style.dim else "",
            ' font-style="italic"' if style.italic else "",
        )
    )


def main(words: list[str]) -> int:
    """Draw them, or compare."""
    stale = 0
    for language, name in FILES.items():
        path, new = PICTURES / name, picture(language)
        stale += not path.exists() or path.read_text("utf-8") != new
        if "--check" not in words:
            path.parent.mkdir(exist_ok=True)
            path.write_text(new, "utf-8")
    return int(stale > 0 and "--check" in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
