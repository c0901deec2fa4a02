"""Talks that were had: the history of a customer."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk


class TouchLine(NamedTuple):
    """A talk in the customer's history."""

    held_on: date
    held_at: str
    kind: str
    outcome: str
    note: str


def of_customer(desk: "Desk", customer_id: int) -> list[TouchLine]:
    """The last talks with a customer, the newest first; none that is dated ahead of today (`amflow customer health` tells of
    those)."""
    names = titles_by_key(desk.playbook.outcomes)
    rows = desk.book.all(
        "SELECT held_on, held_at, kind, outcome, note FROM touch WHERE customer_id = ? AND held_on <= ?"
        " ORDER BY held_on DESC, held_at DESC, id DESC LIMIT 8",
        customer_id,
        desk.today.isoformat(),
    )
    return [filled(TouchLine, row, outcome=names.get(row["outcome"], row["outcome"])) for row in rows]
