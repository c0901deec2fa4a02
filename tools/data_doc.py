"""The columns of the public views: writes those of docs/data.md from `book/public_views.py`; `--check` only compares.

What a view is for is written by hand, and so is the order; a view that is new is put at the end, without words.
"""

import re
import sqlite3
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data.md"
LINE = re.compile(r"^\| `(v_\w+)` \| (.*?) \| .* \|\n", re.MULTILINE)


def page(text: str) -> str:
    """The page with the columns as they are now."""
    from amflow.book import migrations, public_views

    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrations.grow(connection, 0)
    views = [view.split()[2] for view in public_views.VIEWS]
    words = {match[1]: match[2] for match in LINE.finditer(text)}
    lines = []
    for view in sorted(views, key=lambda name: [*words, name].index(name)):
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (view,))
        lines.append(f"| `{view}` | {words.get(view, '')} | {' '.join(f'`{row[0]}`' for row in columns)} |\n")
    connection.close()
    (start, *_), (*_, end) = zip(*(match.span() for match in LINE.finditer(text)), strict=True)
    return text[:start] + "".join(lines) + text[end:]


def main(words: list[str]) -> int:
    """Write the page, or compare it."""
    old = PAGE.read_text("utf-8")
    new = page(old)
    if "--check" not in words:
        PAGE.write_text(new, "utf-8")
    elif new != old:
        print("docs/data.md is out of date: make docs", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
