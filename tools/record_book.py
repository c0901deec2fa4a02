"""What the recorder looks up in the book's file by itself: the rows that a command changed, the schema, how a book is made."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Rows = dict[tuple[str, int], dict[str, Any]]
"""Every row by its table and number."""

VOLATILE = ("uid", "hash")
"""Columns that no two books share."""


def rows(path: Path) -> Rows:
    """Every row of every table; not what SQLite keeps for itself, nor the index for searching."""
    found: Rows = {}
    with contextlib.closing(sqlite3.connect(path)) as book:
        book.row_factory = sqlite3.Row
        names = [
            row["name"] for row in book.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        ]
        for name in names:
            if not name.startswith(("sqlite_", "search")):
                for row in book.execute(f"SELECT rowid AS record_row, * FROM {name} ORDER BY rowid"):
                    cells = {key: row[key] for key in row.keys() if key not in VOLATILE}
                    found[name, cells.pop("record_row")] = cells
    return found


def changes(before: Rows, after: Rows) -> list[str]:
    """What became of the rows, a line each."""
    return [
        line for key in sorted(before.keys() | after.keys()) for line in _change(key, before.get(key), after.get(key))
    ]


def _change(key: tuple[str, int], before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[str]:
    name = f"{key[0]} {key[1]}"
    if before is None and after is not None:
        cells = (f"{column}={value!r}" for column, value in after.items() if value is not None and column != "id")
        yield f"row new {name}: {' '.join(cells)}"
    elif before is not None and after is None:
        yield f"row gone {name}"
    elif before is not None and after is not None and before != after:
        cells = (
            f"{column}={before[column]!r}→{after[column]!r}" for column in after if before[column] != after[column]
        )
        yield f"row changed {name}: {' '.join(cells)}"


def schema(path: Path) -> str:
    """Everything that the file is made of, and its version."""
    with contextlib.closing(sqlite3.connect(path)) as book:
        found = book.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        parts = [f"{kind} {name}\n{sql}\n" for kind, name, sql in found]
        return "\n".join([*parts, f"user_version {book.execute('PRAGMA user_version').fetchone()[0]}\n"])


def traced() -> list[str]:
    """Every statement that is executed from now on, on a connection that is opened from now on: however the source is
    organised, it shows how an empty file becomes a book of today."""
    said: list[str] = []
    connect = sqlite3.connect

    def connected(*args: Any, **more: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*args, **more)
        made.set_trace_callback(said.append)
        return made

    setattr(sqlite3, "connect", connected)  # noqa: B010 - mypy takes no other function for it
    return said
