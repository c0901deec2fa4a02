"""What lapsed: it was due by a rule, and nobody did anything about it until its last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.agenda import due_rules
from amflow.agenda.rule_events import EVENTS

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Rule


def by_day(desk: "Desk", step: str, start: date, end: date) -> dict[date, int]:
    """The days on which items of a step lapsed with nothing done about them, and how many on each.

    What the book heard of only after it had lapsed (an import of old sales) was never due, and is not counted.
    """
    found: dict[date, int] = {}
    for day, _rule, _customer, _name in listing(desk, step, start, end):
        found[day] = found.get(day, 0) + 1
    return found


def listing(desk: "Desk", step: str, start: date, end: date) -> Iterator[tuple[date, str, int, str]]:
    """What lapsed: the day, the rule, the customer's number and name."""
    last = min(end, desk.today - timedelta(days=1))
    for rule in desk.playbook.rules:
        # A day that is only worth a greeting is not owed.
        if rule.step == step and not EVENTS[rule.on].yearly and start <= last:
            for day, number, name in _lapsed(desk, rule, start, last):
                yield day, str(rule.title), number, name


def _lapsed(desk: "Desk", rule: "Rule", start: date, end: date) -> Iterator[tuple[date, int, str]]:
    """The day on which each of a rule's items lapsed, and of whom."""
    between = due_rules.days_between(rule, start, end, desk.calendar)
    days = {when: ends for when, ends in between if start <= ends[1] <= end}
    if not days:
        return
    event = EVENTS[rule.on]
    owed = due_rules.asked(desk, rule, days, None)
    rows = desk.book.all(
        f"SELECT customer.id AS customer_id, customer.name AS customer,"
        f" {event.date} AS event, min(substr({event.known}, 1, 10)) AS known FROM {event.source}"
        f" WHERE {owed.where} AND {due_rules.unsettled(event, event.date)} GROUP BY customer.id, event",
        *owed.bound,
        rule.key,
    )
    for row in rows:
        ends = days.get(date.fromisoformat(row["event"]))
        if ends and row["known"] <= ends[1].isoformat():
            yield ends[1], row["customer_id"], row["customer"]
