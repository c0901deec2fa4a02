"""The words that a column may hold, and the lists of the program that say what each of them means: two lists that must agree."""

import re
from typing import Any

import pytest
from sqlalchemy import CheckConstraint

from amflow import registry
from amflow.book.schema.tables import TABLES

LISTS = {
    "customer.status": ["customers.identity.merge:RANKS"],
    "touch.kind": ["outreach.talks.view:KINDS", "outreach.talks.ending:ENDS", "summary.sections:KINDS"],
    "task.kind": ["agenda.tasks.records:KINDS"],
    "task.state": ["agenda.tasks.records:STATES"],
    "deal.state": ["convert.deals.records:STATES"],
    "cases.kind": ["callback.cases.records:KINDS"],
    "cases.severity": ["callback.cases.records:SEVERITIES", "playbooks.schema:SEVERITIES"],
    "cases.state": ["callback.cases.records:STATES"],
    "score.scale": ["callback.satisfaction.records:SCALES"],
    "target.period": ["playbooks.vocabulary:PERIODS"],
    "target.level": ["summary.targets.records:LEVELS"],
    "target.scope": ["summary.targets.scopes:KINDS"],
    "campaign_entry.state": ["outreach.campaigns.records:STATES"],
    "waiting.state": ["convert.waiting.view:STATES"],
    "deal_paper.state": ["convert.office.papers:STATES"],
}
"""Where the program has a list of its own for a column's words."""


def words_of(column: str) -> set[str]:
    table, _dot, name = column.partition(".")
    constraints = TABLES[table].__table__.constraints  # type: ignore[attr-defined]
    said = [str(one.sqltext) for one in constraints if isinstance(one, CheckConstraint)]
    listed = next(text for text in said if text.startswith(f"{name} IN ("))
    return set(re.findall(r"'([^']*)'", listed))


@pytest.mark.parametrize(("column", "place"), [(one, place) for one, places in LISTS.items() for place in places])
def test_a_list_of_the_program_has_the_words_of_the_column(column: str, place: str) -> None:
    known: Any = registry.named(place)

    assert {*known} - {""} == words_of(column) - {""}
