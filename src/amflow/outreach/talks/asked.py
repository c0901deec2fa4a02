"""done, skip and move of a talk with somebody (`c12`), whichever list asks for it: a lead, a campaign, the visit cycle."""

from typing import Any

from amflow.agenda import coming, contact_cadence, plan_ledger, planned_talks
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.tasks import changes as task_changes
from amflow.customers import contact_preferences
from amflow.customers import records as customers
from amflow.desk import Desk
from amflow.errors import Refused
from amflow.locale import _
from amflow.outreach.campaigns import invitations
from amflow.outreach.talks import already
from amflow.outreach.talks import changes as talks


def _kind(desk: Desk, row: Any) -> str:
    """A visit where the visit cycle asks for it, else a call, as far as they may be called."""
    cycle = contact_cadence.in_cycle(desk, row["tier"])
    return contact_preferences.kind(row, "visit" if cycle else "call", "visit")


def _done(act: Act, one: FoundItem) -> Acted:
    """The talk is written down as one, of the campaign that asked for it."""
    row = one.record
    told: tuple[tuple[str, str], ...] = ()
    if row["id"] not in act.talked:
        campaign = invitations.asking(act.desk, row["id"])
        given = talks.TouchInput(_kind(act.desk, row), f"c{row['id']}", at=act.at, campaign=campaign)
        ready = talks.prepare(act.desk, given)
        if not (act.at or campaign):
            _must_be_asked_for(act.desk, ready)
        written = talks.write(act.desk, act.change, ready)
        act.talked[row["id"]] = [ended.ref for ended in written.ended]
        told = already.told(ready)
    return Acted(one.ref, row["name"], "done", told=told)


def _must_be_asked_for(desk: Desk, ready: talks.Ready) -> None:
    """Raises Refused where nothing asks for a talk with them today: a talk that nobody held is not written down."""
    row = ready.customer
    first = coming.with_customer(desk, row["id"])
    if (first is not None and first.on <= desk.today) or talks.open_with(desk, ready):
        return
    # Leads, and whom the cycle visits, stand on their lists until they are turned to.
    listed = row["status"] == "lead" or contact_cadence.in_cycle(desk, row["tier"])
    if listed and row["id"] not in planned_talks.met(desk):
        return
    ref = f"c{row['id']}"
    log = _('a talk that was held: amflow log-{kind} {ref} "…"').format(kind=ready.kind, ref=ref)
    task = coming.task_of(desk, row["id"])
    raise Refused(
        _("no talk with {name} ({ref}) is due").format(name=row["name"], ref=ref),
        _("{what}; {command} ticks off {title}").format(what=log, command=f"amflow done {task.ref}", title=task.title)
        if task is not None
        else log,
        untouched=True,
    )


def _skip(act: Act, one: FoundItem) -> Acted:
    """Nobody is asked to talk to them until the next working day."""
    desk, number = act.desk, one.record["id"]
    until = desk.calendar.next(desk.today)
    plan_ledger.mark_due(desk, act.change, planned_talks.RULE, number, desk.today, "skipped", until=until, why=act.why)
    _off_the_plan(act, number, "skipped")
    return Acted(one.ref, one.record["name"], "skipped", until)


def _move(act: Act, one: FoundItem) -> Acted:
    """A talk is agreed on for that day: until then no list asks for one."""
    row, kind = one.record, _kind(act.desk, one.record)
    _off_the_plan(act, row["id"], "moved")
    title = _("talk with {name}").format(name=row["name"])
    return task_changes.instead(act, one, title, customer_id=row["id"], kind=kind)


def _off_the_plan(act: Act, number: int, state: str) -> None:
    for rule in ("", contact_cadence.RULE):
        plan_ledger.mark_plan_lines(act.desk, act.change, state, customer_id=number, rule=rule)


ACTIONS = Actions(lambda desk, text: customers.find(desk.book, text), _done, _skip, _move)
