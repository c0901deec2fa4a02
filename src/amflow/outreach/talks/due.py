"""done, skip and move of what a rule or the cadence asks for with a customer: a call or visit is done by talking."""

from datetime import date, timedelta
from typing import Any

from amflow.agenda import by_ref, contact_cadence, due_items, plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.tasks import recurring
from amflow.customers import contact_preferences
from amflow.outreach.campaigns import invitations
from amflow.outreach.talks import already
from amflow.outreach.talks import changes as talks


def _done(act: Act, one: FoundItem) -> Acted:
    """The talk is written down as one, and the cadence starts anew."""
    what = one.record
    customer_id = what.customer["id"]
    touch_id = None
    told: tuple[tuple[str, str], ...] = ()
    if what.kind in ("call", "visit") and customer_id not in act.talked:
        # What the cadence asks for may be told with the campaign that is to be spoken of in it.
        asked = invitations.asking(act.desk, customer_id) if what.rule == contact_cadence.RULE else ""
        ready = talks.prepare(act.desk, talks.TouchInput(what.kind, f"c{customer_id}", at=act.at, campaign=asked))
        written = talks.write(act.desk, act.change, ready)
        touch_id, act.talked[customer_id] = written.id, [one.ref for one in written.ended]
        told = already.told(ready)
    ref = due_items.ref_of(act.desk, what.rule, customer_id, what.for_date)
    if what.rule != contact_cadence.RULE and ref not in act.talked.get(customer_id, ()):
        _settle(act, one, "done", touch_id=touch_id)
    return Acted(what.ref, what.name, "done", told=told)


def skip_due(act: Act, one: FoundItem) -> Acted:
    """It is left out; a talk comes due again after a whole turn of its cadence from today. A rule's day is over with it."""
    what, until = one.record, None
    talk = contact_cadence.of_customer(act.desk, what.customer) if what.rule == contact_cadence.RULE else None
    if talk:
        until = act.desk.calendar.from_(act.desk.today + timedelta(days=max(talk.every_days, 1)))
    _settle(act, one, "skipped", until=until, why=act.why)
    return Acted(one.ref, what.name, "skipped", until)


def move_due(act: Act, one: FoundItem) -> Acted:
    """It comes back on another day, at an hour where one was said."""
    assert act.to is not None
    what, at = one.record, recurring.clock(act.to)
    _settle(act, one, "moved", until=act.day, at=at, why=act.why)
    against = tuple(contact_preferences.fixed(what.customer, what.kind, at)) if at else ()
    return Acted(one.ref, what.name, "moved", act.day, at=at, against=against)


def _settle(act: Act, one: FoundItem, state: str, *, until: date | None = None, **more: Any) -> None:
    what = one.record
    plan_ledger.mark_due(
        act.desk, act.change, what.rule, what.customer["id"], what.for_date, state, until=until, **more
    )


ACTIONS = Actions(by_ref.find, _done, skip_due, move_due)
