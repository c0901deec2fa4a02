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
    bulk: bool
    """A message of the queue, as others of that rule had it: nobody was talked to."""


_OF_QUEUE = "EXISTS (SELECT 1 FROM message WHERE message.touch_id = touch.id AND message.rule <> '')"
"""Whether a touch is a message that a rule made due."""


def of_customer(desk: "Desk", customer_id: int) -> list[TouchLine]:
    """The last talks with a customer, the newest first; none that is dated ahead of today (`amflow customer health` tells of
    those)."""
    names = titles_by_key(desk.playbook.outcomes)
    rows = desk.book.all(
        f"SELECT held_on, held_at, kind, outcome, note, {_OF_QUEUE} AS bulk FROM touch WHERE customer_id = ? AND held_on <= ?"
        " ORDER BY held_on DESC, held_at DESC, id DESC LIMIT 8",
        customer_id,
        desk.today.isoformat(),
    )
    return [
        filled(TouchLine, row, outcome=names.get(row["outcome"], row["outcome"]), bulk=bool(row["bulk"]))
        for row in rows
    ]


def only_bulk(desk: "Desk", customer_id: int, on: str | None) -> bool:
    """Whether what was last on that day with a customer was nothing but messages of the queue."""
    return bool(on) and not desk.book.number(
        f"SELECT count(*) FROM touch WHERE customer_id = ? AND held_on = ? AND NOT {_OF_QUEUE}", customer_id, on
    )


def reached_on(desk: "Desk", customer_id: int) -> date | None:
    """The day on which a customer was last talked to, with an answer."""
    row = desk.book.one(
        "SELECT max(held_on) AS day FROM touch WHERE customer_id = ? AND reached = 1 AND held_on <= ?",
        customer_id,
        desk.today.isoformat(),
    )
    return date.fromisoformat(row["day"]) if row is not None and row["day"] else None
