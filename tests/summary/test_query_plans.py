"""How SQLite answers the questions of a summary: by an index, and never by reading the whole book."""

from collections.abc import Iterator

import pytest

from amflow.agenda import coming
from amflow.book.figures import BY_KEY, TALLIES
from amflow.book.opening import open_book
from amflow.book.store import Book
from amflow.convert.deals import chances
from amflow.prospect.reception import records as reception
from amflow.prospect.referrals import records as referrals
from amflow.summary import named, sections, trade_sections, trend
from amflow.summary.figures.counting import NOT_OF_PARTS
from amflow.summary.targets import attainment

MONTH = ("2026-01-01", "2026-01-31")
TODAY = "2026-01-20"

QUESTIONS = {
    **{
        name: (sql, *MONTH, *([TODAY] if "?3" in sql else []))
        for name, tally in TALLIES.items()
        for sql in (tally.counting().replace("{floor}", "customer.tier = 'gold'"),)
    },
    "outcomes": (sections.OUTCOMES_SQL, *MONTH),
    "closed": (sections.CLOSED_SQL, *MONTH, "won", -1),
    "whole": (sections.WHOLE_SQL, *MONTH, "won"),
    "opened": (named.OPENED_SQL, *MONTH, named.MOST),
    "talked to": (named.TALKED_SQL, *MONTH, named.MOST),
    "talks with one": (named.TALKS_SQL, *MONTH, 1),
    "how many talked to": (named.PEOPLE_SQL, *MONTH),
    "how many without an outcome": (named.UNSAID_COUNT_SQL, *MONTH),
    "without an outcome": (named.UNSAID_SQL, *MONTH, named.MOST),
    "ahead": (coming.OPEN, *MONTH, sections.MOST_AHEAD),
    **{f"ahead_count {number}": (sql, *MONTH) for number, sql in enumerate(coming.COUNTS)},
    "targets": (attainment.GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY))), *BY_KEY),
    "categories": (trade_sections.PER_CATEGORY_SQL, *MONTH),
    "handled": (reception.HANDLED_SQL, *MONTH),
    "orders": (trade_sections.LARGEST_SQL, *MONTH, 12),
    "referrals": (referrals.WITHIN, *MONTH, *MONTH),
}
"""What a summary asks of the whole work, with values to ask it by."""

OF_PARTS = {
    f"{name} of a {kind}": (tally.of(kind).counting(), *MONTH, TODAY, "1")
    for name, tally in TALLIES.items()
    for kind in ("product", "tier")
    if tally.within(kind) and name not in NOT_OF_PARTS
}

AHEAD = {
    "expected": (trend.EXPECTED_SQL, *MONTH),
    "expected deals": (trend.LISTED_SQL, *MONTH),
    "ended stages": (chances._ENDED, "sale", "2026-06"),
    "the longest": (chances._LONGEST, "sale", "engaging"),
    "standing deals": (chances._STANDING, "sale", "engaging", *MONTH),
    "older deals": (chances._OLDER, "sale", "engaging", TODAY),
    "moved later": (chances._MOVED_LATER, TODAY, "sale"),
}


@pytest.fixture
def book(home) -> Iterator[Book]:
    book = open_book(home / "book.db")
    yield book
    book.close()


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_goes_by_an_index(book, name):
    plan = book.explain(*QUESTIONS[name])

    tables = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]

    assert tables
    assert all(" USING " in step and step.startswith("SEARCH") for step in tables), (
        f"{plan}: declare an Index in book/schema, and make it and tell the planner of it in a step of book/migrations"
    )


@pytest.mark.parametrize("name", {**OF_PARTS, **AHEAD})
def test_questions_about_parts_and_about_what_is_ahead_go_by_an_index(book, name):
    plan = book.explain(*{**OF_PARTS, **AHEAD}[name])

    tables = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]

    assert all(" USING " in step and step.startswith("SEARCH") for step in tables), plan


def test_the_parts_of_the_work_are_asked_for() -> None:
    assert {"touch of a tier", "deal_closed of a product"} <= OF_PARTS.keys()
