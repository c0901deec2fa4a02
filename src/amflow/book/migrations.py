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
    from amflow.book.planner_statistics import rows

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


def people_found(connection: "Connection") -> None:
    """Positions and relations, wishes, and what finds people and words."""
    from amflow.book import step_people

    step_people.take(connection)


def answers_and_scores(connection: "Connection") -> None:
    """What customers answered, and how they rated: needs, callbacks, satisfaction."""
    from amflow.book import step_answers

    run(connection, step_answers.TABLES)


def finding_customers(connection: "Connection") -> None:
    """Introductions, visitors received, campaigns and their lists."""
    from amflow.book import step_prospects

    run(connection, step_prospects.TABLES)


def hours_of_moved_callbacks(connection: "Connection") -> None:
    """The hour at which something that was moved comes back."""
    from amflow.book import step_moved

    run(connection, step_moved.MOVED)


def prepared_days(connection: "Connection") -> None:
    """Events, goals, hours of training, and the day on which each answer of a customer's file was written."""
    from amflow.book import step_prep

    step_prep.take(connection)


def needs_and_visits(connection: "Connection") -> None:
    """What products are and whom they suit, appointments that are confirmed, lines of a territory."""
    from amflow.book import step_needs

    step_needs.take(connection)


def standing_and_goods(connection: "Connection") -> None:
    """What becomes due from holdings, orders and standing: lines, sales, tiers' history, special dates, adoption."""
    from amflow.book import step_standing

    step_standing.take(connection)


def papers_and_approvals(connection: "Connection") -> None:
    """Papers with dates and files, what others owe and decide, credit sheets, negotiation."""
    from amflow.book import step_conversion

    run(connection, step_conversion.TABLES)


def messages_kept(connection: "Connection") -> None:
    """Messages: drafts with words of their own, and what was marked sent."""
    from amflow.book import step_messages

    run(connection, step_messages.TABLES)


def cases_and_register(connection: "Connection") -> None:
    """What customers complain of, and who looked at the register."""
    from amflow.book import step_care

    run(connection, step_care.TABLES)


def words_of_reports(connection: "Connection") -> None:
    """What is said and decided in meetings, and written in analyses."""
    from amflow.book import step_reports

    run(connection, step_reports.TABLES)


def whole_plans(connection: "Connection") -> None:
    """Lines of the plan about anything that has a reference, their sort and their order."""
    from amflow.book import step_plan

    run(connection, step_plan.TABLES)


def figures_looked_back(connection: "Connection") -> None:
    """What is measured outside, causes and remedies of gaps, summaries that are final."""
    from amflow.book import step_figures

    run(connection, step_figures.TABLES)


def targets_of_parts(connection: "Connection") -> None:
    """Targets of a product, a line, a tier; stretch targets."""
    from amflow.book import step_targets

    run(connection, step_targets.TABLES)


def papers_expiring(connection: "Connection") -> None:
    """Which papers expire soon, from their index alone."""
    from amflow.book import step_expiring

    run(connection, step_expiring.TABLES)


def business_handled(connection: "Connection") -> None:
    """What visitors came for."""
    from amflow.book import step_handled

    run(connection, step_handled.TABLES)


def planned_hours(connection: "Connection") -> None:
    """The hours of a plan that was accepted."""
    from amflow.book import step_hours

    run(connection, step_hours.TABLES)


STEPS: tuple[Callable[["Connection"], None], ...] = (
    first_tables,
    known_proportions,
    repeating_tasks,
    files_in_and_out,
    people_found,
    answers_and_scores,
    finding_customers,
    hours_of_moved_callbacks,
    prepared_days,
    needs_and_visits,
    standing_and_goods,
    papers_and_approvals,
    messages_kept,
    cases_and_register,
    words_of_reports,
    whole_plans,
    figures_looked_back,
    targets_of_parts,
    papers_expiring,
    business_handled,
    planned_hours,
)
"""Every step there is, in order; a book of version n has taken the first n."""


def grow(connection: "Connection", version: int) -> None:
    """Take every step that a book of this version has not taken, and note the version; the views are made anew."""
    from amflow.book import public_views

    public_views.drop(connection)
    for step in STEPS[version:]:
        step(connection)
    public_views.make(connection)
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
