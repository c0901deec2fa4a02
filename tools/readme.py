"""README.md shows real output: the commands in its `console` blocks are run and what they print is written below them.

A block follows a comment that says on which book: `<!-- shown: demo -->` a fresh demo book, `<!-- shown: sales -->` an
empty book beside the sales data (`$AMFLOW_DATA/crm-sales`, when it is there), `<!-- shown: zh -->` the demo in Chinese.
`tools/readme.py` rewrites the blocks; `tools/readme.py --check` compares.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- shown: (demo|sales|zh) -->\n```console\n)(.*?)(```\n)", re.DOTALL)
DATA = Path(os.environ.get("AMFLOW_DATA", ROOT.parent / "shared" / "data"))
NOW = "2026-11-25T09:30"


class Shown(NamedTuple):
    """A block of the page: on which book, and its lines."""

    book: str
    text: str


def run(block: Shown) -> str:
    """The block with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        environment = env(Path(folder), block.book)
        if block.book != "sales":
            typed(["amflow", "demo", "--quiet"], environment)
        parts = []
        for line in commands(block.text):
            words = shlex.split(line.replace("\\\n", ""))
            parts.append("\n".join(f"{'$' if not n else '>'} {part}" for n, part in enumerate(line.split("\n"))))
            parts.append(typed(words, environment).rstrip("\n"))
        return "\n".join(part for part in parts if part) + "\n"


def commands(text: str) -> list[str]:
    """The command lines of a block; one that goes on in the next line keeps its backslash and line break."""
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif line.startswith("> ") and found and found[-1].endswith("\\"):
            found[-1] += "\n" + line[2:]
    return found


def env(folder: Path, book: str) -> dict[str, str]:
    """Where a block is run: a home of its own, a fixed moment, a terminal of 80 columns without colour."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_", "LC_"))}
    return mine | {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "AMFLOW_BOOK": str(folder / "book.db"),
        "AMFLOW_NOW": NOW,
        "AMFLOW_LANG": "zh" if book == "zh" else "en",
        "AMFLOW_FORCE_TTY": "80",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "TZ": "Asia/Shanghai",
    }


def typed(words: list[str], environment: dict[str, str]) -> str:
    """What a command line prints: stdout, then stderr."""
    place = DATA if DATA.is_dir() else ROOT
    words = [word.replace("examples/", f"{ROOT}/examples/") for word in words[1:]]
    ended = subprocess.run(
        [sys.executable, "-m", "amflow", *words],
        env=environment,
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
    )
    return (ended.stdout + ended.stderr).replace(f"{ROOT}/", "")


def refreshed(page: str) -> str:
    """The page with every block as it would be printed now; blocks about data that is not here stay as they are."""

    def fresh(match: re.Match[str]) -> str:
        book, text = match[2], match[3]
        if book == "sales" and not (DATA / "crm-sales").is_dir():
            return match[0]
        return match[1] + run(Shown(book, text)) + match[4]

    return BLOCK.sub(fresh, page)


def main() -> int:
    """Rewrite the page, or say that it is out of date."""
    old = PAGE.read_text("utf-8")
    new = refreshed(old)
    if "--check" in sys.argv:
        return int(new != old)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
