"""How a book grows from version to version: small, named, ordered steps that never change once released.

A book's version is `PRAGMA user_version`: the number of steps it has taken. A step and its number are one transaction,
and the file is copied aside before the first one. `schema/` says what the last step leaves behind; a test compares.

A step is the SQL file beside this one with its number and name. They repeat each other on purpose: what a released step
says must not change with another.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.records import NamedTuple

if TYPE_CHECKING:
    from sqlite3 import Connection

    Columns = dict[str, tuple[str, set[str]]]

APPLICATION_ID = 0x616D666C
"""`amfl` in the header of the file: what `file` and `book check` know a book by."""

_HERE = Path(__file__).parent


class Step(NamedTuple):
    """What a book takes to be of the next version. Its file is read when it is taken: most commands take none."""

    file: str
    """`03_repeating_tasks.sql`: the version that it leads to, and its name."""

    @property
    def name(self) -> str:
        """What it is called, without its number."""
        return self.file[3:-4]

    def __call__(self, connection: "Connection") -> None:
        """Take it. The statements run one by one: `executescript` would commit the transaction that they belong to."""
        with (_HERE / self.file).open(encoding="utf-8") as lines:
            sql = "".join(line for line in lines if not line.startswith("--"))
        for statement in sql.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        if self.name in SEARCHED_ANEW:
            _search_anew(connection, SEARCHED_ANEW[self.name])
        if self.name == "names_told_apart":
            from amflow.book.search import index

            index.fold_names_anew(connection)


SEARCHED_ANEW = {
    "people_found": "",
    "needs_and_visits": "SELECT EXISTS (SELECT 1 FROM customer WHERE line <> '')",
}
"""Steps after which the index of words is made anew: always, or where the question says so. Readings are not: their
library does not belong into the opening of a book, and the next command that writes a name, or `book check --fix`, makes
up for it."""


def _search_anew(connection: "Connection", asked: str) -> None:
    from amflow.book.search import index as lookup

    if not asked or connection.execute(asked).fetchone()[0]:
        lookup.rebuild(connection)


# A path for each takes as long as a module.
STEPS = tuple(Step(name) for name in sorted(os.listdir(_HERE)) if name.endswith(".sql"))  # noqa: PTH208
"""Every step there is, in order; a book of version n has taken the first n."""


def grow(connection: "Connection", version: int) -> None:
    """Take every step that a book of this version has not taken, and note the version; the views are made anew."""
    from amflow.book import public_views as views

    views.drop(connection)
    for step in STEPS[version:]:
        step(connection)
    views.make(connection)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def made(steps: tuple[Step, ...], old: bool = False) -> "Connection":
    """An empty book in memory that took these steps, to compare others with; an old one without its views."""
    import sqlite3

    from amflow.book import public_views as views

    ours = sqlite3.connect(":memory:", isolation_level=None)
    for step in steps:
        step(ours)
    if not old:
        views.make(ours)
    return ours


@cache
def _newest(steps: tuple[Step, ...]) -> "Columns":
    """The columns of the tables and views that a book has after these steps, which are all there are."""
    ours = made(steps)
    try:
        return _columns(ours)
    finally:
        ours.close()


def is_dropped(bare: bytes) -> bool:
    """Whether these words of SQLite's, without spaces, make a view that `grow` takes out before the steps."""
    from amflow.book import public_views as views

    return any(bare.startswith(f"createview{view.split()[2]}as".encode()) for view in views.VIEWS)


def lacking(other: "Connection") -> list[str]:
    """Tables, views and columns that every book of this version has, and this one has not."""
    there = _columns(other)
    return [
        f"{kind} {name}" if name not in there else f"column {name}.{column}"
        # A view can be made anew: what is lost with a table or its column is said first.
        for name, (kind, columns) in sorted(_newest(STEPS).items(), key=lambda one: one[1][0] == "view")
        for column in (sorted(columns - there[name][1]) if name in there else [""])
    ]


def _columns(connection: "Connection") -> "Columns":
    rows = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main' ORDER BY type").fetchall()
    ask = "SELECT name FROM pragma_table_info(?)"
    return {
        # The columns of a view cannot be asked for where its tables are missing.
        row[0]: (row[1], {one[0] for one in connection.execute(ask, (row[0],))} if row[1] != "view" else set())
        for row in rows
        if not row[0].startswith("sqlite_") and row[1] != "shadow"
    }
