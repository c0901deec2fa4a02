"""The list of figures in docs/summary.md, from where they are declared; `--check` only compares."""

import re
import sys
from itertools import groupby
from pathlib import Path

from amflow.book.figures import DEFINITIONS, Definition

PAGE = Path(__file__).resolve().parent.parent / "docs" / "summary.md"
LIST = re.compile(r"(?<=<!-- figures: written by make docs -->\n).*?(?=<!-- end -->)", re.DOTALL)


def rows() -> str:
    """The table: a line for each figure, and one for those that are told in the same words."""
    lines = ["| metric | counts |", "|---|---|"]
    for said, found in groupby(DEFINITIONS, meaning):
        lines.append(f"| {' '.join(f'`{one.key}`' for one in found)} | {said} |")
    return "\n".join(lines) + "\n"


def meaning(one: Definition) -> str:
    """What it counts, and where else it is said."""
    words = re.sub(r"amflow .*", r"`\g<0>`", one.meaning)
    return f"{words}, or by the field `{one.field}` of the customers' files" if one.field else words


def main(words: list[str]) -> int:
    """Write the list, or compare it."""
    page = PAGE.read_text("utf-8")
    fresh = LIST.sub(lambda _old: rows(), page)
    if "--check" not in words:
        PAGE.write_text(fresh, "utf-8")
    elif fresh != page:
        print("docs/summary.md is out of date: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
