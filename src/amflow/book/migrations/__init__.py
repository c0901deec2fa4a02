"""How a book grows from version to version: small, named, ordered steps that never change once released.

A book's version is `PRAGMA user_version`: the number of steps it has taken. A step and its number are one transaction,
and the file is copied aside before the first one. `schema/` says what the last step leaves behind; a test compares.

The files beside this one hold the steps, and are named for the first step in them: the SQL of a step under its name in
capitals and, where that is not enough, a function of its name for what comes after. They repeat each other on purpose:
what a released step says must not change with another.
"""

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection


APPLICATION_ID = 0x616D666C
"""`amfl` in the header of the file: what `file` and `book check` know a book by."""


class Step(NamedTuple):
    """What a book takes to be of the next version. Its file is loaded when it is taken: most commands take none."""

    name: str
    file: str

    def __call__(self, connection: "Connection") -> None:
        """Take it. The statements run one by one: `executescript` would commit the transaction that they belong to."""
        held = vars(import_module(f"{__name__}.{self.file}"))
        for statement in held[self.name.upper()].split(";\n"):
            if statement.strip():
                connection.execute(statement)
        if self.name in held:
            held[self.name](connection)


STEPS = (
    Step("first_tables", "s01_first"),
    Step("known_proportions", "s02_people"),
    Step("repeating_tasks", "s02_people"),
    Step("files_in_and_out", "s02_people"),
    Step("people_found", "s02_people"),
    Step("answers_and_scores", "s02_people"),
    Step("finding_customers", "s02_people"),
    Step("hours_of_moved_callbacks", "s02_people"),
    Step("prepared_days", "s09_goods_and_papers"),
    Step("needs_and_visits", "s09_goods_and_papers"),
    Step("standing_and_goods", "s09_goods_and_papers"),
    Step("papers_and_approvals", "s09_goods_and_papers"),
    Step("messages_kept", "s13_words_and_figures"),
    Step("cases_and_register", "s13_words_and_figures"),
    Step("words_of_reports", "s13_words_and_figures"),
    Step("whole_plans", "s13_words_and_figures"),
    Step("figures_looked_back", "s13_words_and_figures"),
    Step("targets_of_parts", "s13_words_and_figures"),
    Step("papers_expiring", "s13_words_and_figures"),
    Step("business_handled", "s13_words_and_figures"),
    Step("planned_hours", "s13_words_and_figures"),
)
"""Every step there is, in order; a book of version n has taken the first n."""


def grow(connection: "Connection", version: int) -> None:
    """Take every step that a book of this version has not taken, and note the version; the views are made anew."""
    from amflow.book import public_views as views

    views.drop(connection)
    for step in STEPS[version:]:
        step(connection)
    views.make(connection)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")


@contextmanager
def _newest() -> "Iterator[Connection]":
    """An empty book of this version, to compare others with."""
    import sqlite3

    ours = sqlite3.connect(":memory:", isolation_level=None)
    try:
        grow(ours, 0)
        yield ours
    finally:
        ours.close()


def strangers(other: "Connection") -> list[str]:
    """Tables, views, indexes and triggers that no version of the book has: what they do when a row is written, or how
    they answer, is somebody else's."""
    with _newest() as ours:
        known = {row[0]: row[1] for row in ours.execute("SELECT name, type FROM sqlite_schema")}
        views = {row[0]: row[1] for row in ours.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'")}
    return [
        f"{row['type']} {row['name']}"
        for row in other.execute("SELECT type, name, sql FROM sqlite_schema")
        # SQLCipher's planner keeps one more table of its own.
        if row["name"] != "sqlite_stat4"
        # An index of an older version, or of a person's own, answers nothing wrong.
        if (row["type"] != "index" and known.get(row["name"]) != row["type"])
        or (row["type"] == "view" and views[row["name"]] != row["sql"])
    ]


def lacking(other: "Connection") -> list[str]:
    """Tables, views and columns that every book of this version has, and this one has not."""
    with _newest() as ours:
        wanted = _columns(ours)
    there = _columns(other)
    return [
        f"{kind} {name}" if name not in there else f"column {name}.{column}"
        for name, (kind, columns) in wanted.items()
        for column in (sorted(columns - there[name][1]) if name in there else [""])
    ]


def _columns(connection: "Connection") -> dict[str, tuple[str, set[str]]]:
    rows = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    ask = "SELECT name FROM pragma_table_info(?)"
    return {
        # The columns of a view cannot be asked for where its tables are missing.
        row[0]: (row[1], {one[0] for one in connection.execute(ask, (row[0],))} if row[1] != "view" else set())
        for row in rows
        if not row[0].startswith("sqlite_") and row[1] != "shadow"
    }
