"""The list of figures in docs/summary.md and docs/zh/summary.md, from where they are declared; `--check` only compares."""

import re
import sys
from itertools import groupby
from pathlib import Path

from amflow import locale
from amflow.book.figures import DEFINITIONS, Definition

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "summary.md", "zh": DOCS / "zh" / "summary.md"}
HEADS = {"en": "| metric | counts |", "zh": "| 指标 | 统计什么 |"}
FIELD = {
    "en": "{words}, or by the field `{field}` of the customers' files",
    "zh": "{words}，或按客户资料的字段 `{field}`",
}
LIST = re.compile(r"(?<=<!-- figures: written by make docs -->\n).*?(?=<!-- end -->)", re.DOTALL)


def rows(language: str) -> str:
    """The table: a line for each figure, and one for those that are told in the same words."""
    locale.use(language)
    lines = [HEADS[language], "|---|---|"]
    for said, found in groupby(DEFINITIONS, lambda one: meaning(one, language)):
        lines.append(f"| {' '.join(f'`{one.key}`' for one in found)} | {said} |")
    return "\n".join(lines) + "\n"


def meaning(one: Definition, language: str) -> str:
    """What it counts, and where else it is said."""
    words = re.sub(r"amflow .*", r"`\g<0>`", locale._(one.meaning))
    return FIELD[language].format(words=words, field=one.field) if one.field else words


def main(words: list[str]) -> int:
    """Write the lists, or compare them."""
    stale = 0
    for language, path in PAGES.items():
        page = path.read_text("utf-8")
        fresh = LIST.sub(rows(language).replace("\\", r"\\"), page)
        if "--check" not in words:
            path.write_text(fresh, "utf-8")
        elif fresh != page:
            print(f"{path.relative_to(DOCS.parent)} is out of date: make docs", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
