"""How near a customer came to buying, and when: read from what was written down, kept nowhere else (`C10`).

A talk that changed the level says so itself. Every other change of it stands in the journal: an edit, a page, a deal won.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book.values import local
from amflow.customers import records as customers
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class IntentChange(NamedTuple):
    """A change of the level: from which to which, and by what. Empty is no level."""

    on_date: date
    before: str
    before_title: str
    after: str
    after_title: str
    how: str
    """The command that changed it: `log-visit`, `customer edit`, `deal win`."""


class IntentHistory(NamedTuple):
    """A customer's level and how it came about, the latest change in front."""

    customer: Any
    level: str
    title: str
    steps: list[IntentChange]


def of_customer(desk: "Desk", text: str) -> IntentHistory:
    """The level of the customer that the text means. Raises NotFound, Ambiguous."""
    row = customers.find(desk.book, text)
    titles = titles_by_key(desk.playbook.intents)
    return IntentHistory(row, row["intent"], _title(titles, row["intent"]), steps(desk, row))


def steps(desk: "Desk", row: Any) -> list[IntentChange]:
    """Every change of the customer's level that the book knows of, the latest in front."""
    titles = titles_by_key(desk.playbook.intents)
    found: list[IntentChange] = []
    before = ""
    for day, level, how in sorted(_talks(desk, row["id"]) + _edits(desk, row["id"]), key=lambda one: one[0]):
        if level != before:
            found.append(IntentChange(day, before, _title(titles, before), level, _title(titles, level), how))
        before = level
    return found[::-1]


def _title(titles: dict[str, str], level: str) -> str:
    return f"{level} {titles.get(level, '')}".strip()


def _talks(desk: "Desk", customer_id: int) -> list[tuple[date, str, str]]:
    rows = desk.book.all(
        "SELECT held_on, intent, kind FROM touch WHERE customer_id = ? AND intent <> '' ORDER BY held_on, held_at, id",
        customer_id,
    )
    return [(date.fromisoformat(row["held_on"]), row["intent"], f"log-{row['kind']}") for row in rows]


def _edits(desk: "Desk", customer_id: int) -> list[tuple[date, str, str]]:
    """What the journal knows beside the talks: the customer's row with another level, in a change that stands."""
    rows = desk.book.all(
        "SELECT change.at, change.command, json_extract(journal.after, '$.intent') AS level,"
        " json_extract(journal.after, '$.added_on') AS added, journal.before IS NULL AS first"
        " FROM journal JOIN change ON change.id = journal.change_id"
        " WHERE journal.table_name = 'customer' AND journal.row_id = ?"
        " AND json_extract(journal.after, '$.intent') IS NOT NULL"
        " AND change.kind = 'do' AND change.undone_by IS NULL AND change.command NOT LIKE 'log-%' ORDER BY journal.id",
        customer_id,
    )
    # One who came with a level had it on the day they came, whenever the file that told of it was brought in.
    return [
        (
            date.fromisoformat(row["added"]) if row["first"] and row["added"] else local(row["at"]).date(),
            row["level"],
            row["command"],
        )
        for row in rows
        if row["level"] or not row["first"]
    ]
