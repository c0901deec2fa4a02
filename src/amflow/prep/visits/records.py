"""Visits: appointments that the customer should confirm before one sets out (`W13`)."""

from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda.items import Item
from amflow.agenda.tasks import records as tasks
from amflow.customers import circle
from amflow.errors import NotFound, Refused
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.desk import Desk

UNCONFIRMED = (
    "task.state = 'open' AND task.due_on BETWEEN ? AND ? AND task.due_time <> '' AND task.customer_id IS NOT NULL"
    " AND task.kind IN ('visit', 'todo') AND task.confirmed_on IS NULL"
)


def appointment(desk: "Desk", text: str) -> Any:
    """The open appointment that the text means: `t41`, or a customer's next one. Raises NotFound, Ambiguous, Refused."""
    if refs.of_table(text, "t"):
        row = tasks.get(desk.book, text)
        tasks.must_be_open(row)
        if not (row["customer_id"] and row["due_on"]):
            raise Refused(
                _("{ref} is no appointment: it needs a customer and a day").format(ref=text),
                _('amflow task add "…" --for CUSTOMER --due "thu 10:00" --kind visit makes one'),
            )
        return row
    from amflow.customers import records as customers

    customer = customers.find(desk.book, text)
    row = upcoming(desk, customer["id"])
    if row is None:
        raise NotFound(
            _("no appointment with {name} is open"),
            _('amflow task add "…" --for {ref} --due "thu 10:00" --kind visit makes one'),
            name=customer["name"],
            ref=f"c{customer['id']}",
        )
    return row


def upcoming(desk: "Desk", customer_id: int) -> Any:
    """The customer's next open visit or appointment from today on, or their firm's, or None."""
    whose, whom = circle.theirs(desk.book, "task.customer_id", customer_id, colleagues=False)
    return desk.book.one(
        f"{tasks.COLUMNS} WHERE {whose} AND task.state = 'open' AND task.due_on >= ?"
        " AND (task.kind = 'visit' OR (task.kind = 'todo' AND task.due_time <> ''))"
        " ORDER BY task.due_on, task.due_time, task.id LIMIT 1",
        *(whom or ()),
        desk.today.isoformat(),
    )


def unconfirmed(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """Appointments up to the next working day that nobody has confirmed, today's left out; and how many."""
    from datetime import timedelta

    first, last = desk.today + timedelta(days=1), desk.calendar.next(desk.today)
    bound = (first.isoformat(), last.isoformat())
    rows = desk.book.all(
        f"{tasks.COLUMNS} WHERE {UNCONFIRMED} ORDER BY task.due_on, task.due_time, task.id LIMIT ?", *bound, limit
    )
    total = len(rows) if limit < 0 else desk.book.number(f"SELECT count(*) FROM task WHERE {UNCONFIRMED}", *bound)
    return [_item(desk, row) for row in rows], total


def _item(desk: "Desk", row: Any) -> Item:
    told = tasks.item(desk, row)
    return told._replace(kind="confirm", step="prep", minutes=0, command=f"amflow visit {told.ref} --confirmed …")
