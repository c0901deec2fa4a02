"""Step 7, the plan: what the next working day should hold, ranked, each with its reason, fitted to the day's minutes.

A proposal is a question; only what a person accepts, adds or drops is written (`changes.py`), line by line. What is done,
moved or dropped later marks its line, so that plan against actual is known without anybody keeping it.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from amflow.agenda import contact_cadence, due_items, due_rules, items, plan_ledger, planned_talks
from amflow.agenda.items import Item, numbered
from amflow.agenda.own_rhythm import CadenceTalk
from amflow.agenda.tasks import records as tasks
from amflow.callback.cases import records as cases
from amflow.callback.orders import records as orders
from amflow.convert import page as convert_page
from amflow.convert.deals import first
from amflow.convert.deals import records as deals
from amflow.convert.waiting import records as waiting
from amflow.dates.format import short
from amflow.desk import Desk
from amflow.errors import Ambiguous, NotFound, Usage
from amflow.locale import _, ngettext
from amflow.outreach import points
from amflow.outreach.campaigns import invitations
from amflow.outreach.messages import records as messages
from amflow.plan import fitting
from amflow.plan.fitting import key, subject
from amflow.prep import page as prep_page
from amflow.prep.goals import records as goals
from amflow.prospect import page as prospect_page
from amflow.records import NamedTuple

CARRIED_DAYS = 7
"""How far back a planned line that was not done is carried over from."""


class Plan(NamedTuple):
    """A day's plan: what was accepted, and what is proposed beside it."""

    day: date
    workday: bool
    lines: list[fitting.PlanLine]
    minutes: int
    """What the day gives; of today what is left of it."""
    taken: int
    """What the lines that fit take, with the ways to them."""
    ways: int
    """What of it are ways."""
    accepted: int
    """How many lines are accepted."""


def proposed(desk: Desk, day: date) -> Plan:
    """The plan of a day, in the order of the day: what has an hour in it, accepted or proposed; then what needs none; at
    the end what does not fit, the most urgent in front."""
    then = desk._replace(now=datetime.combine(day, time(0, 0)), ahead=day > desk.today)
    kept = desk.book.all(f"{plan_ledger.LINES} WHERE on_date = ? ORDER BY place, plan_line.id", day.isoformat())
    held = {subject(row) for row in kept}
    carried = {subject(row): row for row in left_over(desk, day)}
    # In front, so that a talk that the cadence asks for as well is the visit of the cycle.
    there = by_cycle(desk, day) + gather(then)
    known = {key(item): item for item, _last in reversed(there)}
    lines = [accepted(then, row, known.get(subject(row))) for row in kept if row["state"] != "dropped"]
    met = fitting.met_by(then, [line.item for line in lines])
    # Who is to be talked to between today and that day: of the days before today nobody knows better than the line carried.
    between = planned_talks.between(desk, desk.today + timedelta(days=1), day - timedelta(days=1))
    met |= {one.customer_id for one in between}
    found = [
        (fitting.from_now(desk, item), last)
        for item, last in fitting.once(then, _with_carried(then, there, carried, held))
        if key(item) not in held and (key(item)[0] != "talk" or item.customer_id not in met)
    ]
    ranked = [_ranked(then, item, last, carried.get(key(item))) for item, last in found]
    ranked.sort(key=lambda line: (-line.points, line.item.due_time or "99", line.item.ref))
    room = fitting.room(desk, day)
    lines = fitting.fitted(desk, day, lines + ranked, room)
    lines.sort(key=lambda line: (not line.fits, _hour(line, day) if line.fits else ""))
    holding = [line.item for line in lines if line.fits and line.state in ("planned", "proposed")]
    ways = sum(fitting.way(desk, item) for item in holding)
    taken = sum(item.minutes for item in holding) + ways
    count = sum(line.state != "proposed" for line in lines)
    return Plan(day, desk.calendar.is_workday(day), lines, room, taken, ways, count)


def _hour(line: fitting.PlanLine, day: date) -> str:
    """When it begins; what has no hour comes behind."""
    return (line.item.due_time if fitting.is_fixed(line.item, day) else line.at) or "99"


def day_of(desk: Desk, words: str) -> date:
    """The day that is planned: the one in words, or the next working day. Raises Usage for a day that is over."""
    if not words:
        return desk.calendar.next(desk.today)
    found = desk.day(words)
    if found < desk.today:
        raise Usage(_("{when} is over").format(when=short(found, desk.today)), _("a plan is for today or a day ahead"))
    return found


def left_over(desk: Desk, day: date) -> list[Any]:
    """Lines of earlier days that were planned and not done, the latest at the end."""
    return desk.book.all(
        f"{plan_ledger.LINES} WHERE state = 'planned' AND on_date < ? AND on_date BETWEEN ? AND ?"
        " ORDER BY on_date, place, plan_line.id",
        day.isoformat(),
        (day - timedelta(days=CARRIED_DAYS)).isoformat(),
        desk.today.isoformat(),
    )


def _with_carried(then: Desk, found: fitting.Found, carried: dict[Any, Any], known: set[Any]) -> fitting.Found:
    """The candidates, and carried lines that no question brings up by itself (a task without a day, a deal that was
    touched, somebody further down the list). A talk is not, where something else is to be done for them."""
    there = {key(item) for item, _last in found} | known
    there |= {("talk", item.customer_id) for item, _last in found}
    lost = [_again(then, row) for about, row in carried.items() if about not in there]
    return found + [(item, None) for item in lost if item is not None]


def _again(then: Desk, row: Any) -> Item | None:
    """What a carried line stands for, where there still is something to do about it."""
    if row["ref"]:
        return None  # what has a clock of its own comes up by itself, or is over
    if row["task_id"]:
        task = tasks.get(then.book, f"t{row['task_id']}")
        return tasks.item(then, task) if task["state"] == "open" and task["id"] not in tasks.over(then) else None
    if row["deal_id"]:
        deal = deals.line(then, deals.get(then, f"d{row['deal_id']}"))
        return convert_page.item(then, deal) if deal.state == "open" else None
    if row["for_date"] and _is_over(then, row):
        return None
    return accepted(then, row).item if reachable(then, row["customer_id"]) else None


def _is_over(then: Desk, row: Any) -> bool:
    """Whether the rule asks for it no more: the day has lapsed, which is counted as missed, or what it was about is over."""
    rules = [one for one in then.playbook.rules if one.key == row["rule"]]
    found = due_rules.of_customer(then, row["customer_id"], rules) if rules else ()
    return bool(rules) and all(one.for_date.isoformat() != row["for_date"] for one in found)


def _ranked(then: Desk, item: Item, last: date | None, carried: Any) -> fitting.PlanLine:
    terms = fitting.urgency(then, item, last)
    if carried is not None:
        since = short(date.fromisoformat(carried["on_date"]), then.today)
        terms.append((_("carried over from {day}").format(day=since), then.settings.weigh_carried))
    return fitting.PlanLine(item, sum(points for _term, points in terms), terms, True, "proposed", last)


def accepted(then: Desk, row: Any, known: Item | None = None) -> fitting.PlanLine:
    """An accepted line (`plan_ledger.LINES`) as it stands; what is still `known` to be due has the words that it was
    proposed with, which every other screen shows."""
    item = plan_ledger.item(then, row, known)
    return fitting.PlanLine(item, 0, [], True, row["state"], at=row["at_time"], id=row["id"])


def line_of(found: Plan, text: str) -> fitting.PlanLine:
    """The line with that reference or number, or the one that is about that customer. Raises NotFound, Ambiguous."""
    lines = about(found, numbered(text, [line.item for line in found.lines]))
    if not lines:
        raise NotFound(_("{ref} is not in the plan").format(ref=text), _("amflow plan shows what is"))
    return lines[0]


def about(found: Plan, ref: str) -> list[fitting.PlanLine]:
    """The line with that reference, else the one that is about the customer whom it names. Raises Ambiguous for several."""
    named = [line for line in found.lines if line.item.ref == ref]
    theirs = named or [line for line in found.lines if ref and line.item.customer_ref == ref]
    if len(theirs) > 1:
        raise Ambiguous(
            _("{text} is more than one thing").format(text=ref),
            _("use {ref}, or another of them").format(ref=theirs[0].item.ref),
            tuple(f"{line.item.ref}  {line.item.title}" for line in theirs),
        )
    return theirs


MOST = 40
"""How many of each kind are looked at: a day holds a dozen."""

MESSAGE_MINUTES = 3

MOST_MESSAGE_MINUTES = 45

CLOSING_DAYS = 7
"""So many days before the day it is expected to close a deal is thought of."""


def gather(then: Desk) -> fitting.Found:
    """Everything that could be done on the desk's day."""
    found: fitting.Found = [(due_items.with_rules(then, one), one.due_on) for one in tasks.listing(
        then, state="open", until=then.today, customer_id=None, limit=MOST)]  # fmt: skip
    over = tasks.over(then)
    found = [(one, last) for one, last in found if one.task_id not in over]
    found += _cases(then)
    found += [(due_items.item_until(one, then), one.lapses_on) for one in due_rules.due(then, "callback", MOST)[0]]
    clients = contact_cadence.clients(then, MOST)[0]
    found += _with_latest(then, clients, [due_items.client_item(then, talk) for talk in clients])
    for step in ("prep", "convert"):
        found += [(prep_page.date_item(then, one), one.lapses_on) for one in due_rules.due(then, step, MOST)[0]]
    minutes = then.settings.task_minutes
    found += [(_lasting(one, minutes), one.due_on) for one in orders.due(then, MOST)[0]]
    found += [(_lasting(waiting.item(then, one), 10), None) for one in waiting.overdue(then, MOST // 2)[0]]
    found += [(_lasting(goals.item(then, one), minutes), one.due_on) for one in goals.near(then)]
    found += _queue(then)
    prospects = contact_cadence.prospects(then, MOST // 2, likely=partial(points.likely, then))[0]
    found += _with_latest(then, prospects, [due_items.prospect_item(then, talk) for talk in prospects])
    soon = then.today + timedelta(days=CLOSING_DAYS)
    # Those that are dead by the own history wait for `deal sweep`, whatever day they were once expected on.
    closing = [deal for deal in deals.closing(then, soon, MOST // 4) if not (deal.worth and deal.worth.chance.dead)]
    quiet = first.first(then, deals.by_stage(then), MOST // 4, quiet=True)
    found += [(convert_page.item(then, deal), deal.expected_on) for deal in closing + quiet if not deal.no_contact]
    found += [(one, None) for one in invitations.waiting(then, MOST // 4)[0]]
    found += [(one, None) for one in prospect_page.open_leads(then, 5)[0] if reachable(then, one.customer_id)]
    return found


def _with_latest(then: Desk, talks: list[CadenceTalk], told: list[Item]) -> fitting.Found:
    """What the cadence asks for, with the last day on which it is not late."""
    return [(one, talk.latest_on) for talk, one in zip(talks, invitations.along(then, told), strict=True)]


def by_cycle(desk: Desk, day: date) -> fitting.Found:
    """The visits that the cycle has on that day (`W18`): the day is planned as the week is."""
    from amflow.plan.territory import visit_cycle

    return [
        (
            Item(
                one.shop.ref,
                "callback",
                "cycle",
                _("visit"),
                " · ".join(filter(None, (_("by the visit cycle"), one.shop.line, one.content))),
                one.shop.id,
                one.shop.name,
                one.shop.tier,
                minutes=one.minutes,
                command=f"amflow log-visit {one.shop.ref}",
            ),
            None,
        )
        for one in visit_cycle.on(desk, day)
        if not one.ref
    ]


def _lasting(item: Item, minutes: int) -> Item:
    return item if item.minutes else item._replace(minutes=minutes)


def _cases(then: Desk) -> fitting.Found:
    breaking, _count, others, _rest = cases.waiting(then, MOST // 2)
    return [(cases.item(then, one), one.breaks_at.date() if one.breaks_at else None) for one in breaking + others]


def _queue(then: Desk) -> fitting.Found:
    """All messages that wait, as one line: they are sent in one go."""
    _some, count, capped = messages.due(then, 1)
    count += len(messages.written_drafts(then))
    if not count:
        return []
    title = ngettext("{n} message to send", "{n} messages to send", count)
    title = _("{n} messages to send").format(n=items.many(count, True)) if capped else title
    length = min(MESSAGE_MINUTES * count, MOST_MESSAGE_MINUTES)
    command = "amflow message queue"
    return [(Item(fitting.QUEUE, "outreach", "queue", title, due_on=then.today, minutes=length, command=command), None)]


def reachable(then: Desk, customer_id: int | None) -> bool:
    """Whether somebody may be talked to: is not removed, and has not asked to be left alone."""
    row = then.book.get("customer", customer_id) if customer_id else None
    return row is not None and row["status"] in ("customer", "lead") and not row["no_contact"]
