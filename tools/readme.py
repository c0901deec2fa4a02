"""Pages whose commands are run: what stands on them can be typed, and what they show or say of it is so.

A block follows a comment that says on which book: `<!-- shown: demo -->` a fresh demo book, `<!-- shown: sales -->` an
empty book beside the sales data (`$AMFLOW_DATA/crm-sales`, when it is there), `<!-- shown: start -->` a book that begins
empty and goes on from block to block of its page. Behind it may stand when: `<!-- shown: start 17:30 -->`, and for a page
that goes through a week `<!-- shown: start fri 17:30 -->`. What the commands of a `shown` block print is written below
them. A `typed` block shows its commands alone: each must be done, and together they must say every word of a comment
below it, `<!-- says: t1; gold -->`. A block behind `<!-- file: customers.csv -->` is a file that lies there, and
`<!-- files: first-day.md -->` lays down those of another page. The pages below `zh` and `*.zh-CN.md` are run in Chinese.
`tools/readme.py` rewrites the pages and names what is not so; `tools/readme.py --check` only compares.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FIRST = ("README.md", "README.zh-CN.md")
TOLD = ("tour.md", "first-day.md", "from-elsewhere.md", "first-week/*.md")
PAGES = [ROOT / name for name in FIRST] + [
    page for folder in ("docs", "docs/zh") for name in TOLD for page in sorted((ROOT / folder).glob(name))
]
BLOCK = re.compile(
    r"(<!-- (shown|file|typed): (\S+)((?: \S+)*) -->\n```\w*\n)(.*?)(```\n)(<!-- says: (.*?) -->\n)?", re.DOTALL
)
FILES = re.compile(r"<!-- files: (\S+) -->")
DATA = Path(os.environ.get("AMFLOW_DATA", ROOT.parent / "shared" / "data"))
DAY, HOUR = "2026-11-25", "09:30"
WEEK = {name: f"2026-11-{number}" for number, name in enumerate(("mon", "tue", "wed", "thu", "fri"), 23)}


class Shown(NamedTuple):
    """A block of a page: in what language, on which book, when, and its lines."""

    language: str
    book: str
    at: str
    text: str


class Said(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    text: str


Way = Callable[[list[str], dict[str, str], Path], Said]
"""How a command line is run: its words, its environment, where."""


def run(block: Shown, folder: Path, way: Way) -> list[tuple[str, Said]]:
    """The commands of a block and what each says now, in a home that is this folder."""
    environment = env(folder, block)
    place = folder if block.book == "start" else DATA if DATA.is_dir() else ROOT
    found = []
    for line in commands(block.text):
        words = shlex.split(line.replace("\\\n", ""), comments=True)[1:]
        said = way([word.replace("examples/", f"{ROOT}/examples/") for word in words], environment, place)
        found.append((line, Said(said.code, said.text.replace(f"{ROOT}/", "").replace(str(folder), "~").rstrip("\n"))))
    return found


def shown(said: list[tuple[str, Said]]) -> str:
    """The block as a terminal shows it."""
    parts = []
    for line, one in said:
        parts.append("\n".join(f"{'$' if not n else '>'} {part}" for n, part in enumerate(line.split("\n"))))
        parts.append(one.text)
    return "\n".join(part for part in parts if part) + "\n"


def commands(text: str) -> list[str]:
    """The command lines of a block, which is a screen or nothing but commands; one that goes on in the next line keeps its
    backslash and line break."""
    found: list[str] = []
    first = "$ " if re.search(r"^\$ ", text, re.MULTILINE) else "amflow "
    for line in text.splitlines():
        if line.startswith(first):
            found.append(line.removeprefix("$ "))
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
            "AMFLOW_NOW": moment(block.at),
            "AMFLOW_LANG": block.language,
            "AMFLOW_FORCE_TTY": "80",
            "NO_COLOR": "1",
            "TERM": "dumb",
            "TZ": "Asia/Shanghai",
        }
        | ({} if block.book == "start" else {"AMFLOW_BOOK": str(folder / "book.db")})
    )


def moment(at: str) -> str:
    """When a block is typed: "fri 17:30", "17:30", or by itself the morning on which all pages are read."""
    day, hour = DAY, HOUR
    for word in at.split():
        day, hour = (day, word) if ":" in word else (WEEK[word], hour)
    return f"{day}T{hour}"


def typed(words: list[str], environment: dict[str, str], place: Path) -> Said:
    """A command line in a process of its own: stdout, then stderr."""
    ended = subprocess.run(
        [sys.executable, "-m", "amflow", *words],
        env=environment,
        cwd=place,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(ended.returncode, ended.stdout + ended.stderr)


def refreshed(page: Path, way: Way = typed) -> tuple[str, list[str]]:
    """The page with every block as it would be printed now, and what on it is not so; blocks about data that is not here
    stay as they are."""
    wrong: list[str] = []
    whole = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as everything:
        start, demo = Path(everything) / "start", Path(everything) / "demo"
        start.mkdir()
        for other in FILES.findall(whole):
            lay((page.parent / other).read_text("utf-8"), start)

        def fresh(match: re.Match[str]) -> str:
            head, what, name, at, text, end, comment, words = match.groups()
            if what == "file":
                (start / name).write_text(text, "utf-8")
                return match[0]
            if name == "sales" and not (DATA / "crm-sales").is_dir():
                return match[0]
            block = Shown(language(page), name, at, text)
            if name == "demo" and not demo.exists():
                demo.mkdir()
                way(["demo", "--quiet"], env(demo, block), demo)
            folder = start if name == "start" else Path(tempfile.mkdtemp(dir=everything))
            if name == "demo":
                shutil.copytree(demo, folder, dirs_exist_ok=True)
            said = run(block, folder, way)
            wrong.extend(f"{line}\n{one.text}" for line, one in said if one.code)
            printed = " ".join(word for _line, one in said for word in one.text.split())
            wrong.extend(
                f"{at.strip()}: “{word}” is not said: {printed}" for word in says(words) if word not in printed
            )
            return head + (shown(said) if what == "shown" else text) + end + (comment or "")

        return BLOCK.sub(fresh, whole), wrong


def says(words: str | None) -> list[str]:
    """What a comment below a block wants said, however wide its columns are."""
    return [" ".join(word.split()) for word in (words or "").split(";") if word.strip()]


def lay(text: str, folder: Path) -> None:
    """Lay the files of a page down."""
    for _head, what, name, _at, content, *_rest in BLOCK.findall(text):
        if what == "file":
            (folder / name).write_text(content, "utf-8")


def language(page: Path) -> str:
    """The language that a page is in."""
    return "zh" if "zh" in page.parts[-3:-1] or page.name.endswith(".zh-CN.md") else "en"


def main() -> int:
    """Rewrite the pages, or say that one is out of date."""
    stale = 0
    for page in PAGES:
        old = page.read_text("utf-8")
        if "--check" not in sys.argv and "<!-- shown:" not in old:
            # Nothing on it is written anew; that it is so holds its test.
            continue
        new, wrong = refreshed(page)
        for one in wrong:
            print(f"{page.relative_to(ROOT)}: {one}", file=sys.stderr)
        stale += new != old or bool(wrong)
        if "--check" not in sys.argv:
            page.write_text(new, "utf-8")
    return int(stale > 0 and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
