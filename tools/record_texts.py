"""What the record looks like: plain text, each entry below the line it was typed with, made for `diff`; reading it, comparing it.

`$ ` begins an entry, `> ` is a command line as it was typed, `= ` its exit code, `| ` a line of stdout, `! ` of stderr,
`@ ` a file that was written, `: ` a line of it, `row ` what changed in the book.
"""

import difflib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

Entries = dict[str, list[str]]
"""Each entry's lines by its heading."""

SHOWN = 20
"""So many entries that differ are shown, with so many lines each."""


def quoted(sign: str, text: str) -> list[str]:
    """The lines of the text, each behind the sign; a missing end of line is said."""
    *lines, last = text.replace("\r", "\\r").split("\n")
    return [f"{sign} {line}" for line in lines] + ([f"{sign} {last}", f"{sign}\\"] if last else [])


def of_file(name: str, content: bytes | None) -> list[str]:
    """A file that was written: its text, also out of a document of Word's or Excel's; else that it is there."""
    if content is None:
        return [f"@ {name} is gone"]
    if content.startswith(b"PK"):
        return [f"@ {name}", *quoted(":", packed(content))]
    try:
        return [f"@ {name}", *quoted(":", content.decode("utf-8"))]
    except UnicodeDecodeError:
        return [f"@ {name} (no text)"]


def packed(content: bytes) -> str:
    """What is written in the document; its properties say when it was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [name for name in sorted(file.namelist()) if not name.startswith("docProps/")]
        parts = [(name, file.read(name).decode("utf-8", "replace")) for name in names]
    said = (f"{name}: {' '.join(re.sub('<[^>]*>', ' ', text).split())}" for name, text in parts)
    return "\n".join(said) + "\n"


class Part(NamedTuple):
    """Which entries are asked for: one of `of`, drawn by the seed."""

    of: int = 1
    seed: int = 0

    def has(self, heading: str) -> bool:
        """Whether this entry is among them: the same for every run with this seed."""
        return zlib.crc32(f"{self.seed} {heading}".encode()) % self.of == 0


def write(folder: Path, name: str, entries: Iterable[tuple[str, list[str]]]) -> int:
    """Write a file of the record; gives how many entries are in it."""
    count = 0
    with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="\n", errors="surrogateescape") as file:
        for heading, lines in entries:
            count += 1
            file.write("".join(line + "\n" for line in (f"$ {heading}", *lines, "")))
    return count


def read(folder: Path) -> Entries:
    """Every entry of a record, by its heading."""
    found: Entries = {}
    for file in sorted(folder.glob("*.txt")):
        lines: list[str] = []
        for line in file.read_text("utf-8", errors="surrogateescape").split("\n"):
            if line.startswith("$ "):
                lines = found.setdefault(line[2:], [])
            elif line:
                lines.append(line)
    return found


def compare(was: Entries, now: Entries, *, everything: bool) -> list[str]:
    """What differs, entry by entry, for people to read; empty where nothing does."""
    changed = [heading for heading in was if heading in now and was[heading] != now[heading]]
    lost = [heading for heading in was if heading not in now]
    new = [heading for heading in now if heading not in was]
    limit = None if everything else SHOWN
    said: list[str] = []
    for heading in changed[:limit]:
        said += [f"$ {heading}", *_different(was[heading], now[heading], limit), ""]
    said += [f"lost: {heading}" for heading in lost[:limit]] + [f"new: {heading}" for heading in new[:limit]]
    if changed or lost or new:
        rest = f"{len(changed)} differ, {len(lost)} are lost, {len(new)} are new"
        said.append(rest if everything else f"{rest} (at most {SHOWN} of each are shown; --all shows everything)")
    return said


def _different(was: list[str], now: list[str], limit: int | None) -> list[str]:
    lines = list(difflib.unified_diff(was, now, "was", "is", n=1, lineterm=""))[2:]
    if limit is None or len(lines) <= limit:
        return lines
    return [*lines[:limit], f"… {len(lines) - limit} lines more"]
