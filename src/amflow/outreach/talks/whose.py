"""Whom a talk was with, where something of theirs is named in their place: `log-call t3` is the call that t3 was to be."""

from typing import TYPE_CHECKING

from amflow import refs, registry
from amflow.agenda.tasks import records as tasks
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.outreach.talks.changes import TouchInput


def meant(desk: "Desk", given: "TouchInput") -> "TouchInput":
    """The touch with the customer of what it names: an open task is ended by it, a deal is what it was about; of what is due by
    a rule the talk itself says whether it was that. Raises NotFound, Usage."""
    ref = refs.parse(given.customer)
    if ref is None or ref.letter == "c":
        return given
    if ref.letters:
        return given._replace(customer=f"c{ref.number}")
    if ref.letter == "t":
        task = tasks.get(desk.book, given.customer)
        if task["customer_id"] is None:
            raise Usage(
                _("{ref} is with nobody whom the book knows"),
                _('amflow done {ref} ticks it off; a talk: amflow log-{kind} "the customer" "…"'),
                untouched=True,
                ref=f"t{ref.number}",
                kind=given.kind,
            )
        # One that is over has no more to be ended: the talk is one more with the same customer.
        ends = given.ends or (f"t{ref.number}" if task["state"] == "open" else "")
        return given._replace(customer=f"c{task['customer_id']}", ends=ends)
    if ref.letter == "d":
        deal = customers.deal_of(desk.book, given.customer)
        if deal["customer_id"]:
            return given._replace(customer=f"c{deal['customer_id']}", deal=given.deal or f"d{ref.number}")
    family = registry.of_letter(ref.letter)
    row = desk.book.get(family.table, ref.number) if family and family.table else None
    if row is None or "customer_id" not in row.keys() or not row["customer_id"]:
        return given
    raise Usage(
        _("{ref} is no customer"),
        _('it is with c{number}: amflow log-{kind} c{number} "…"'),
        untouched=True,
        ref=given.customer,
        number=row["customer_id"],
        kind=given.kind,
    )
