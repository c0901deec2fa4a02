"""Pages that show real output: the commands in their `console` blocks are run and what they print is written below them.

A block follows a comment that says on which book: `<!-- shown: demo -->` a fresh demo book, `<!-- shown: sales -->` an
empty book beside the sales data (`$AMFLOW_DATA/crm-sales`, when it is there), `<!-- shown: start -->` a book that begins
empty and goes on from block to block of its page. Behind it may stand at what time: `<!-- shown: start 17:30 -->`. A block
behind `<!-- file: customers.csv -->` is a file that lies there. The pages below `zh` are run in Chinese.
`tools/readme.py` rewrites the blocks; `tools/readme.py --check` compares.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / name for name in ("docs/tour.md", "docs/first-day.md", "docs/zh/tour.md", "docs/zh/first-day.md")]
BLOCK = re.compile(r"(<!-- (shown|file): (\S+) ?(\d\d:\d\d)? -->\n```\w*\n)(.*?)(```\n)", re.DOTALL)
DATA = Path(os.environ.get("AMFLOW_DATA", ROOT.parent / "shared" / "data"))
DAY, HOUR = "2026-11-25", "09:30"


class Shown(NamedTuple):
    """A block of a page: in what language, on which book, when, and its lines."""

    language: str
    book: str
    at: str
    text: str


def run(block: Shown, folder: Path) -> str:
    """The block with what its commands print now, in a home that is this folder."""
    environment = env(folder, block)
    place = folder if block.book == "start" else DATA if DATA.is_dir() else ROOT
    parts = []
    for line in commands(block.text):
        words = shlex.split(line.replace("\\\n", ""))
        parts.append("\n".join(f"{'$' if not n else '>'} {part}" for n, part in enumerate(line.split("\n"))))
        parts.append(typed(words, environment, place).replace(str(folder), "~").rstrip("\n"))
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


def env(folder: Path, block: Shown) -> dict[str, str]:
    """Where a block is run: a home of its own, a fixed moment, a terminal of 80 columns without colour."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("AMFLOW_", "XDG_", "LC_"))}
    return (
        mine
        | {
            "HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder / ".config"),
            "XDG_DATA_HOME": str(folder / ".local/share"),
            "XDG_STATE_HOME": str(folder / ".local/state"),
            "XDG_CACHE_HOME": str(folder / ".cache"),
            "AMFLOW_NOW": f"{DAY}T{block.at or HOUR}",
            "AMFLOW_LANG": block.language,
            "AMFLOW_FORCE_TTY": "80",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "TZ": "Asia/Shanghai",
        }
        | ({} if block.book == "start" else {"AMFLOW_BOOK": str(folder / "book.db")})
    )


def typed(words: list[str], environment: dict[str, str], place: Path) -> str:
    """What a command line prints: stdout, then stderr."""
    words = [word.replace("examples/", f"{ROOT}/examples/") for word in words[1:]]
    ended = subprocess.run(
        [sys.executable, "-m", "amflow", *words],
        env=environment,
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return (ended.stdout + ended.stderr).replace(f"{ROOT}/", "")


def refreshed(page: str, language: str = "en") -> str:
    """The page with every block as it would be printed now; blocks about data that is not here stay as they are."""
    with tempfile.TemporaryDirectory() as everything:
        start, demo = Path(everything) / "start", Path(everything) / "demo"
        start.mkdir()

        def fresh(match: re.Match[str]) -> str:
            head, what, name, at, text, end = match.groups()
            if what == "file":
                (start / name).write_text(text, "utf-8")
                return match[0]
            if name == "sales" and not (DATA / "crm-sales").is_dir():
                return match[0]
            block = Shown(language, name, at or "", text)
            if name == "demo" and not demo.exists():
                demo.mkdir()
                typed(["amflow", "demo", "--quiet"], env(demo, block), demo)
            folder = start if name == "start" else Path(tempfile.mkdtemp(dir=everything))
            if name == "demo":
                shutil.copytree(demo, folder, dirs_exist_ok=True)
            return head + run(block, folder) + end

        return BLOCK.sub(fresh, page)


def language(page: Path) -> str:
    """The language that a page is in."""
    return "zh" if page.parent.name == "zh" else "en"


def main() -> int:
    """Rewrite the pages, or say that one is out of date."""
    stale = 0
    for page in PAGES:
        old = page.read_text("utf-8")
        new = refreshed(old, language(page))
        stale += new != old
        if "--check" not in sys.argv:
            page.write_text(new, "utf-8")
    return int(stale > 0 and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
