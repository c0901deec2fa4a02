"""Talks that were had: the history of a customer."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.locale import listed
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
    """A message of the queue that went to others in the same minute: it was written to nobody in particular."""
    present: str = ""
    """With whom of the firm, or for which other firm than their own; the customer whose history it is left out."""
    companions: str = ""


_BULK = (
    "EXISTS (SELECT 1 FROM message JOIN message AS other ON other.state = 'sent' AND other.sent_on = message.sent_on"
    " AND other.category = message.category AND other.rule = message.rule AND other.sent_at = message.sent_at"
    " AND other.customer_id <> message.customer_id WHERE message.touch_id = touch.id AND message.rule <> '')"
)
"""Whether a touch is a message that went to several by the same rule in one go; a greeting sent by hand is none."""


def of_customer(desk: "Desk", customer_id: int) -> list[TouchLine]:
    """The last talks with a customer, the newest first: of a firm those with its people, of them those with their firm; none
    that is dated ahead of today (`amflow customer health` tells of those)."""
    names = titles_by_key(desk.playbook.outcomes)
    rows = desk.book.all(
        f"SELECT held_on, held_at, kind, outcome, note, companions, {_BULK} AS bulk,"
        " (SELECT group_concat(name, '\n') FROM (SELECT one.name FROM customer AS one WHERE one.id <> ?1"
        " AND (one.id = touch.customer_id OR one.id IN (SELECT customer_id FROM touch_with"
        " WHERE touch_id = touch.id)) AND one.status <> 'removed'"
        " AND one.id IS NOT (SELECT organisation_id FROM customer WHERE id = ?1) ORDER BY one.id)) AS present FROM touch"
        " WHERE id IN (SELECT id FROM touch WHERE customer_id = ?1"
        " UNION SELECT touch_id FROM touch_with WHERE customer_id = ?1) AND held_on <= ?2"
        " ORDER BY held_on DESC, held_at DESC, id DESC LIMIT 8",
        customer_id,
        desk.today.isoformat(),
    )
    return [
        filled(
            TouchLine,
            row,
            outcome=names.get(row["outcome"], row["outcome"]),
            bulk=bool(row["bulk"]),
            present=listed((row["present"] or "").split("\n")) if row["present"] else "",
        )
        for row in rows
    ]
