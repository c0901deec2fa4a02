"""What rules and cadence make due, as items. Whoever both ask for on a day is told of once, with both reasons: one talk settles
both."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.agenda import contact_cadence, due_rules, planned_talks
from amflow.agenda.items import Item
from amflow.book.derived_columns import tried_on
from amflow.book.values import day_or_none
from amflow.customers import best_hour, circle
from amflow.dates.format import short
from amflow.locale import _, ngettext
from amflow.playbooks.titles import titles_by_key

if TYPE_CHECKING:
    from amflow.agenda.own_rhythm import CadenceTalk
    from amflow.desk import Desk


def ref_of(desk: "Desk", key: str, customer_id: int, for_date: date) -> str:
    """The reference under which every screen shows what that rule, or the cadence, asks for."""
    customer = desk.book.get("customer", customer_id) if key == contact_cadence.RULE else None
    if customer is not None and contact_cadence.by_itself(desk, customer):
        return f"c{customer_id}"
    return due_rules.ref(next((one for one in desk.playbook.rules if one.key == key), None), key, customer_id, for_date)


def item(one: due_rules.Due, desk: "Desk", reason: str) -> Item:
    """The due thing as an item of its step. Why, if nothing is given, is what it is about; of a message that comes first:
    it is what will be said."""
    about = one.reason(desk.today)
    title, why = str(one.rule.title), reason or about
    to = circle.contact_of(desk.book, one.customer_id, one.rule.role)
    if one.rule.kind == "message" and about:
        title, why = about, title
    verb = {"call": "log-call", "visit": "log-visit"}.get(one.kind, "done")
    verb = "message show" if one.rule.kind == "message" else verb
    # No talk makes a paper good for longer.
    verb = "done" if one.rule.on == "paper.expires" else verb
    return Item(
        one.ref,
        one.rule.step,
        "birthday" if one.rule.on == "customer.birthday" else "callback",
        title,
        " · ".join(part for part in (why, _as_well(desk, one), to.words, one.wish) if part),
        one.customer_id,
        one.customer,
        one.tier,
        one.due_on,
        one.at,
        one.rule.minutes,
        late=due_rules.ending(desk, one) or (one.due_on == desk.today and "" < one.at < desk.clock),
        worth=_at_stake(one),
        rule=one.rule.key,
        for_date=one.for_date,
        command=f"amflow {verb} {to.ref if verb.startswith('log-') else one.ref}",
    )


def _at_stake(one: due_rules.Due) -> float:
    """What goes elsewhere, in minor units, where nobody speaks of it in time: the money that comes free."""
    return sum((fact.amount.minor for fact in one.facts if fact.amount and one.rule.on == "holding.matures"), 0.0)


def item_until(one: due_rules.Due, desk: "Desk") -> Item:
    """The same with what it is about, since when, and until when it is worth doing."""
    about, last = one.reason(desk.today), short(one.lapses_on, desk.today)
    if one.moved:
        why = " · ".join(part for part in (about, _("moved to today")) if part)
    elif about:
        why = _("{what}, until {last}").format(what=about, last=last)
    else:
        why = _("of {event}, until {last}").format(event=short(one.for_date, desk.today), last=last)
    return item(one, desk, why)


def with_rules(desk: "Desk", one: Item) -> Item:
    """A task with what the rules ask to talk about with the same customer, where it is a talk: that is told with it, once."""
    agreed = one.customer_id and one.state == "open" and one.command.startswith("amflow log-")
    if not agreed or one.customer_id not in planned_talks.agreed(desk):
        return one
    titles = [str(due.rule.title) for due in due_rules.also_asking(desk, one.customer_id or 0)]
    return one._replace(reason=" · ".join(filter(None, (one.reason, *titles))))


def client_item(desk: "Desk", talk: "CadenceTalk") -> Item:
    """A customer whose cadence is up, as an item of callback."""
    title = _("visit") if talk.kind == "visit" else _("call")
    return _item(desk, talk, ("callback", "rhythm", title), titles_by_key(desk.playbook.tiers).get(talk.tier, ""))


def prospect_item(desk: "Desk", talk: "CadenceTalk") -> Item:
    """Somebody whose intent or tier asks for a talk, as an item of outreach."""
    title = _("visit") if talk.kind == "visit" else _("call")
    intent = titles_by_key(desk.playbook.intents).get(talk.intent, "")
    return _item(desk, talk, ("outreach", "talk", title), f"{talk.intent} {intent}".strip())


def not_talked(desk: "Desk", customer_id: int) -> str:
    """That no talk is known with a customer, and when one was tried: `no talk known, tried 12 Oct`; a message sent is no try."""
    tried = day_or_none(tried_on(desk.book, customer_id, desk.today.isoformat()))
    if tried is None:
        return _("no talk known")
    calls = "SELECT EXISTS (SELECT 1 FROM touch WHERE customer_id = ? AND held_on = ? AND kind <> 'message')"
    words = _("no talk known, tried {day}")
    if not desk.book.number(calls, customer_id, tried.isoformat()):
        words = _("no talk known, a message on {day}")
    return words.format(day=short(tried, desk.today))


def quiet(desk: "Desk", talk: "CadenceTalk") -> str:
    """How long nobody has talked to them, against how often they should be talked to: `quiet 30 days (every 28)`; of whom one
    talks to more often than that, `usually every 20 days, now 61`."""
    if not talk.known:
        return not_talked(desk, talk.customer_id)
    if talk.usual and talk.usual < talk.days:
        words = ngettext("usually every day, now {days}", "usually every {n} days, now {days}", talk.usual)
        return words.format(days=talk.days)
    words = ngettext("quiet {n} day (every {every})", "quiet {n} days (every {every})", talk.days)
    return words.format(every=talk.every_days)


def _as_well(desk: "Desk", one: due_rules.Due) -> str:
    """Why the cadence asks for the same talk; empty where it does not."""
    row = desk.book.get("customer", one.customer_id) if one.kind in due_rules.TALKS else None
    talk = contact_cadence.of_customer(desk, circle.asked(desk.book, row)) if row is not None else None
    up = talk and talk.known and talk.due_on <= desk.today and not contact_cadence.settled(desk, talk)
    return quiet(desk, talk) if talk and up else ""


def _item(desk: "Desk", talk: "CadenceTalk", step_kind_title: tuple[str, str, str], who: str) -> Item:
    to = circle.contact_of(desk.book, talk.customer_id)
    hour = best_hour.words(desk, talk.customer_id) if talk.kind == "call" else ""
    return Item(
        talk.ref,
        *step_kind_title,
        " · ".join(fact for fact in (who, quiet(desk, talk), to.words, hour, talk.wish) if fact),
        talk.customer_id,
        talk.customer,
        talk.tier,
        desk.today if talk.at else talk.due_on if talk.known else None,
        talk.at,
        talk.minutes,
        late=talk.late or "" < talk.at < desk.clock,
        rule=contact_cadence.RULE,
        for_date=talk.quiet_since,
        command=f"amflow log-{talk.kind} {to.ref}",
    )
