"""How a book grows from version to version: small, named, ordered steps that never change once released.

A book's version is `PRAGMA user_version`: the number of steps it has taken. A step and its number are one transaction,
and the file is copied aside before the first one. `models.py` says what the last step leaves behind; a test compares.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection


def first_tables(connection: "Connection") -> None:
    """People, deals, touches, tasks, the day and its plan, targets, and the journal of every change."""
    from amflow.book import step_first

    run(connection, step_first.FIRST)


def known_proportions(connection: "Connection") -> None:
    """How the rows of a large book are spread, so that SQLite takes the right index in a small one too."""
    from amflow.book.statistics import rows

    connection.execute("ANALYZE sqlite_schema")
    connection.execute("DELETE FROM sqlite_stat1")
    connection.executemany("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", rows())
    # Read again what was just written: this connection goes on asking.
    connection.execute("ANALYZE sqlite_schema")


REPEATS = """
ALTER TABLE task ADD COLUMN due_counted TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN scheduled_on TEXT;
ALTER TABLE task ADD COLUMN repeats_until TEXT;
ALTER TABLE task ADD COLUMN repeats_left INTEGER
    CONSTRAINT repeats_left_positive CHECK (repeats_left IS NULL OR repeats_left > 0);
"""


def repeating_tasks(connection: "Connection") -> None:
    """Tasks that come back, and how a day was counted while its holidays were not decided."""
    run(connection, REPEATS)


def run(connection: "Connection", script: str) -> None:
    """Run the statements one by one: `executescript` would commit the transaction that the step belongs to."""
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def files_in_and_out(connection: "Connection") -> None:
    """What files bring: holdings, orders, prices, keys of touches and tasks; views that other programs can read."""
    from amflow.book import step_files

    run(connection, step_files.TABLES)
    for view in step_files.VIEWS:
        connection.execute(view)


def people_found(connection: "Connection") -> None:
    """Positions and relations, wishes, and what finds people and words."""
    from amflow.book import step_people

    step_people.take(connection)


def answers_and_scores(connection: "Connection") -> None:
    """What customers answered, and how they rated: needs, callbacks, satisfaction."""
    from amflow.book import step_answers

    run(connection, step_answers.TABLES)


def cases_and_register(connection: "Connection") -> None:
    """What customers complain of, and who looked at the register."""
    from amflow.book import step_care

    run(connection, step_care.TABLES)


STEPS: tuple[Callable[["Connection"], None], ...] = (
    first_tables,
    known_proportions,
    repeating_tasks,
    files_in_and_out,
    people_found,
    answers_and_scores,
    cases_and_register,
)
"""Every step there is, in order; a book of version n has taken the first n."""
