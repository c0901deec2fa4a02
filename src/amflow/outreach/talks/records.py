"""Talks that were had: the history of a customer."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.book.derived_columns import REACHED, talk_day
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
    """A message of the queue, as others of that rule had it: nobody was talked to."""
    present: str = ""
    """With whom of the firm, or for which firm; the customer whose history it is left out."""
    companions: str = ""


_OF_QUEUE = "EXISTS (SELECT 1 FROM message WHERE message.touch_id = touch.id AND message.rule <> '')"
"""Whether a touch is a message that a rule made due."""

_WITH = "(customer_id = ?1 OR id IN (SELECT touch_id FROM touch_with WHERE customer_id = ?1))"
"""Whether a touch was one with the customer ?1."""


def of_customer(desk: "Desk", customer_id: int) -> list[TouchLine]:
    """The last talks with a customer, the newest first: of a firm those with its people, of them those with their firm; none
    that is dated ahead of today (`amflow customer health` tells of those)."""
    names = titles_by_key(desk.playbook.outcomes)
    rows = desk.book.all(
        f"SELECT held_on, held_at, kind, outcome, note, companions, {_OF_QUEUE} AS bulk,"
        " (SELECT group_concat(one.name, '\n') FROM customer AS one WHERE one.id <> ?1"
        " AND (one.id = touch.customer_id OR one.id IN (SELECT customer_id FROM touch_with"
        " WHERE touch_id = touch.id)) AND one.status <> 'removed') AS present FROM touch"
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


def only_bulk(desk: "Desk", customer_id: int, on: str | None) -> bool:
    """Whether what was last on that day with a customer was nothing but messages of the queue."""
    return bool(on) and not desk.book.number(
        f"SELECT count(*) FROM touch WHERE {_WITH} AND held_on = ?2 AND NOT {_OF_QUEUE}", customer_id, on
    )


def reached_on(desk: "Desk", customer_id: int) -> date | None:
    """The day on which a customer was last talked to, with an answer."""
    row = desk.book.one(
        f"SELECT {talk_day('?1', REACHED + ' AND touch.held_on <= ?2')} AS day",
        customer_id,
        desk.today.isoformat(),
    )
    return date.fromisoformat(row["day"]) if row is not None and row["day"] else None
