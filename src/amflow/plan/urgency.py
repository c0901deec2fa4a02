"""How urgent a thing is on a day: the terms that are added up, so that a person can see why a line stands where it does.

What each term weighs is a setting (`weigh_promise`, …): `amflow config` lists them, 0 switches one off.
"""

from datetime import date
from typing import TYPE_CHECKING

from amflow.agenda.items import Item
from amflow.dates.format import short
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk

OF_KIND = {
    "promise": "promise",
    "callback": "rule",
    "birthday": "date",
    "paper": "date",
    "task": "task",
    "appointment": "task",
    "deal": "deal",
    "lead": "lead",
    "case": "case",
    "order": "delivery",
    "waiting": "chase",
    "queue": "messages",
    "campaign": "campaign",
    "goal": "goal",
    "cycle": "cycle",
}
"""Which weight counts for which kind of item."""

MOST_WAITED = 30
"""Waiting counts for no more points than this, however long it was."""


def terms(then: "Desk", item: Item, last: date | None = None) -> list[tuple[str, int]]:
    """The terms that make an item urgent on that day, with their points. `last` is the day after which it is too late."""
    weigh = then.settings
    waited = (then.today - item.due_on).days if item.due_on else 0
    tier = then.playbook.tier(item.tier)
    titles = {
        "promise": _("promised"),
        "rule": _("due by rule"),
        "date": _("a day that matters"),
        "task": _("task"),
        "deal": _("a deal gone quiet, or about to close"),
        "lead": _("new lead"),
        "case": _("a case with its clock running"),
        "delivery": _("a delivery that is due"),
        "chase": _("others owe it"),
        "messages": _("messages wait"),
        "campaign": _("on the list of a campaign"),
        "goal": _("own goal"),
        "cycle": _("by the visit cycle"),
    }
    key = OF_KIND.get(item.kind, "")
    fixed = item.due_time and item.kind != "case" and not waited
    waits = item.kind in ("task", "promise", "appointment", "order")
    found = [
        (_("appointment"), weigh.weigh_appointment if fixed else 0),
        (titles.get(key, ""), getattr(weigh, f"weigh_{key}") if key else 0),
        (_("past its last day"), weigh.weigh_late if item.late else 0),
        (
            _("last day {day}").format(day=short(last, then.today)) if last else "",
            weigh.weigh_last_day if last and not item.late and then.today <= last <= _next(then) else 0,
        ),
        (_("waited {n} days").format(n=waited), min(weigh.weigh_waited * waited, MOST_WAITED) if waits else 0),
        (_("tier {tier}").format(tier=tier.title if tier else ""), weigh.weigh_tier * tier.rank if tier else 0),
        (_("amount"), weigh.weigh_amount * _of_amount(item)),
    ]
    return [(term, points) for term, points in found if points > 0]


def _next(then: "Desk") -> date:
    return then.calendar.next(then.today)


def _of_amount(item: Item) -> int:
    """One for every digit of an amount beyond the third: a million is worth four."""
    return max(len(str(item.amount.minor // 100)) - 3, 0) if item.amount else 0
