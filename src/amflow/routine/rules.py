"""What the playbook's rules make due: ten days after a purchase, before a birthday, the day after a lead came in.

Nothing of it is stored: it is a question to the book about the dates of events. Only what a person did with one of them
(done, skipped, moved) is kept, in `settled`, under the rule, the customer and the event's date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.calendars import offsets
from amflow.calendars.workdays import WorkCalendar
from amflow.playbooks import conditions
from amflow.routine import birthdays, refs, wishes
from amflow.routine.items import Item

if TYPE_CHECKING:
    from amflow.playbooks.model import Rule
    from amflow.routine.desk import Desk

ANY_DAY = "9999-12-31"

MOST = 1000
"""Counting stops here."""

NO_LIMIT = -1
"""SQLite's word for all of them."""


class Event(NamedTuple):
    """How the book tells that something happened: rows with a customer and a date in an indexed column."""

    source: str
    date: str
    where: str
    known: str
    """The column that says since when the book has known of it."""


EVENTS = {
    "deal.won": Event(
        "deal CROSS JOIN customer ON customer.id = deal.customer_id",
        "deal.closed_on",
        "deal.state = 'won'",
        "deal.created_at",
    ),
    "deal.opened": Event(
        "deal CROSS JOIN customer ON customer.id = deal.customer_id",
        "deal.opened_on",
        "deal.state = 'open'",
        "deal.created_at",
    ),
    "case.resolved": Event(
        "cases CROSS JOIN customer ON customer.id = cases.customer_id",
        "cases.resolved_on",
        "cases.state = 'resolved'",
        "cases.created_at",
    ),
    "customer.added": Event("customer", "customer.added_on", "customer.status = 'customer'", "customer.created_at"),
    "lead.added": Event("customer", "customer.lead_on", "customer.status = 'lead'", "customer.created_at"),
}
"""Events with a date of their own; a birthday comes back every year and is asked for by month and day."""

_REACHABLE = "customer.status <> 'removed' AND customer.no_contact = 0"


class Due(NamedTuple):
    """Something that a rule makes due for a customer."""

    rule: "Rule"
    customer_id: int
    customer: str
    tier: str
    for_date: date
    due_on: date
    lapses_on: date
    moved: bool = False
    kind: str = ""
    """The kind of talk that is meant: the rule's, or a message to somebody who has asked not to be called."""
    wish: str = ""

    @property
    def ref(self) -> str:
        """`r31fk`."""
        return refs.derived(self.rule.key, self.customer_id, self.for_date)


def due(desk: "Desk", step: str, limit: int = NO_LIMIT) -> tuple[list[Due], int]:
    """What the rules of a step make due today and is not settled, the one that lapses first in front; and how many."""
    found: list[Due] = []
    total = 0
    for rule in desk.playbook.live_rules:
        if rule.step == step:
            some, count = _due_by(desk, rule, limit)
            found += some
            total += count
    found.sort(key=lambda one: (one.lapses_on, one.customer_id))
    return (found if limit < 0 else found[:limit]), total


def _due_by(desk: "Desk", rule: "Rule", limit: int) -> tuple[list[Due], int]:
    today = desk.today
    days = {day: ends for day, ends in _days(desk, rule) if ends[0] <= today <= ends[1]}
    found, total = _events(desk, rule, days, limit) if days else ([], 0)
    moved = list(_moved(desk, rule, desk.today.isoformat()))
    return found + moved, total + len(moved)


def _days(desk: "Desk", rule: "Rule") -> Iterator[tuple[date, tuple[date, date]]]:
    """Every event date that could matter today, with the first and last day on which it is due."""
    after, until = offsets.parse(rule.after), offsets.parse(rule.until)
    earliest = _before(_before(desk.today, until, desk.calendar), after, desk.calendar) - timedelta(days=3)
    # What fell due in holidays is due on the first working day after them.
    earliest -= desk.today - desk.calendar.previous(desk.today)
    latest = desk.today + timedelta(days=3 + (31 if after.unit == "m" else 8) * max(-after.count, 0))
    day = latest if after.count < 0 and after.unit != "d" else desk.today + timedelta(days=max(-after.count, 0) + 3)
    while day >= earliest:
        yield day, ends(rule, day, desk.calendar)
        day -= timedelta(days=1)


def ends(rule: "Rule", day: date, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last day on which an event of that day is due. Work whose days are all holidays is due on the
    next working day too: a callback that falls into the National Day week is not lost in it."""
    first = offsets.apply(offsets.parse(rule.after), day, calendar)
    last = offsets.apply(offsets.parse(rule.until), first, calendar)
    if rule.on != "customer.birthday" and not calendar.count(first, last):
        last = calendar.next(last)
    return first, last


def _before(day: date, offset: offsets.Offset, calendar: WorkCalendar) -> date:
    """A day from which the offset does not reach that day any more, or just so: long holidays are counted."""
    if offset.count <= 0:
        return day
    return offsets.apply(offset._replace(count=-offset.count - 1), day, calendar)


def _events(
    desk: "Desk", rule: "Rule", days: dict[date, tuple[date, date]], limit: int, customer_id: int | None = None
) -> tuple[list[Due], int]:
    """The events on those days that nobody has settled."""
    source, where, bound, event = _asked(desk, rule, days, customer_id)
    unsettled = (
        "NOT EXISTS (SELECT 1 FROM settled WHERE settled.rule = ? AND settled.customer_id = customer.id"
        " AND settled.for_date = "
    )
    rows = desk.book.all(
        f"SELECT DISTINCT customer.id, customer.name, customer.tier, {wishes.COLUMNS},"
        f" {event} AS event FROM {source}"
        f" WHERE {where} AND {unsettled}{event}) ORDER BY event LIMIT ?",
        *bound,
        rule.key,
        limit if limit < 0 else MOST,
    )
    return [_due(desk, rule, row, days) for row in (rows if limit < 0 else rows[:limit])], len(rows)


def _asked(
    desk: "Desk", rule: "Rule", days: dict[date, tuple[date, date]], customer_id: int | None
) -> tuple[str, str, list[Any], str]:
    """The tables, the condition and its values for the events of a rule on those days, and the SQL for their dates."""
    dates = sorted(days)
    bound: list[Any] = []
    on_days: dict[str, date] = {}
    if rule.on == "customer.birthday":
        on_days = birthdays.keys(desk, dates)
        source = "customer"
        marks = ", ".join("?" * len(on_days))
        # The plus keeps SQLite from reading every customer by status where it takes many birthdays for the longer way.
        where = f"customer.birthday_md IN ({marks}) AND +customer.status = 'customer' AND customer.no_contact = 0"
        bound += on_days
    else:
        event = EVENTS[rule.on]
        source = event.source
        where = f"{event.where} AND {event.date} BETWEEN ? AND ? AND {_REACHABLE}"
        bound += [dates[0].isoformat(), dates[-1].isoformat()]
    if rule.pipeline:
        where += " AND deal.pipeline = ?"
        bound.append(rule.pipeline)
    if rule.who:
        clause, more = conditions.where(conditions.parse(rule.who), desk.playbook.tiers)
        where += f" AND {clause}"
        bound += more
    if customer_id is not None:
        where += " AND customer.id = ?"
        bound.append(customer_id)
    return source, where, bound, _event_date(rule, on_days)


def _event_date(rule: "Rule", birthdays_on: dict[str, date]) -> str:
    """The SQL for the date of the event: a birthday's is the day on which it is kept this time."""
    if rule.on != "customer.birthday":
        return EVENTS[rule.on].date
    cases = "".join(f" WHEN '{key}' THEN '{day.isoformat()}'" for key, day in birthdays_on.items())
    return f"CASE customer.birthday_md{cases} END"


def _due(desk: "Desk", rule: "Rule", row: Any, days: dict[date, tuple[date, date]]) -> Due:
    event = date.fromisoformat(row["event"])
    first, last = days[event]
    return Due(rule, row["id"], row["name"], row["tier"], event, first, last, False, *_asked_for(desk, rule, row))


def _asked_for(desk: "Desk", rule: "Rule", row: Any) -> tuple[str, str]:
    return wishes.kind(row, rule.kind), wishes.words(row, desk.clock)


def _moved(desk: "Desk", rule: "Rule", until_on: str, customer_id: int | None = None) -> Iterator[Due]:
    """What was moved to a day until then."""
    event = EVENTS.get(rule.on)
    # A lead that has become a customer, or was dropped, needs no first talk any more.
    still = f" AND {event.where}" if event and event.source == "customer" else ""
    rows = desk.book.all(
        f"SELECT customer.id, customer.name, customer.tier, {wishes.COLUMNS}, settled.for_date, settled.until_on FROM settled"
        " JOIN customer ON customer.id = settled.customer_id"
        " WHERE settled.until_on <= ? AND settled.state = 'moved' AND settled.rule = ?"
        f" AND {_REACHABLE}{still}" + (" AND customer.id = ?" if customer_id is not None else ""),
        until_on,
        rule.key,
        *(() if customer_id is None else (customer_id,)),
    )
    until = offsets.parse(rule.until)
    for row in rows:
        moved_to = date.fromisoformat(row["until_on"])
        last = offsets.apply(until, moved_to, desk.calendar)
        yield Due(
            rule,
            row["id"],
            row["name"],
            row["tier"],
            date.fromisoformat(row["for_date"]),
            moved_to,
            last,
            True,
            *_asked_for(desk, rule, row),
        )


def of_customer(desk: "Desk", customer_id: int) -> list[Due]:
    """Everything that the rules make due for one customer today, or will within a rule's reach, and is not settled;
    what was moved to a later day too."""
    found: list[Due] = []
    for rule in desk.playbook.live_rules:
        days = {day: ends for day, ends in _days(desk, rule) if desk.today <= ends[1]}
        found += _events(desk, rule, days, NO_LIMIT, customer_id)[0]
        found += _moved(desk, rule, ANY_DAY, customer_id)
    return found


def missed(desk: "Desk", step: str, start: date, end: date) -> int:
    """How many items of a step lapsed in those days with nothing done about them."""
    return sum(missed_by_day(desk, step, start, end).values())


def missed_by_day(desk: "Desk", step: str, start: date, end: date) -> dict[date, int]:
    """The days on which items of a step lapsed with nothing done about them, and how many on each.

    What the book heard of only after it had lapsed (an import of old sales) was never due, and is not counted.
    """
    found: dict[date, int] = {}
    last = min(end, desk.today - timedelta(days=1))
    for rule in desk.playbook.live_rules:
        # A day that is only worth a greeting is not owed.
        if rule.step == step and rule.on != "customer.birthday" and start <= last:
            for day in _missed_by(desk, rule, start, last):
                found[day] = found.get(day, 0) + 1
    return found


def _missed_by(desk: "Desk", rule: "Rule", start: date, end: date) -> Iterator[date]:
    """The day on which each of a rule's items lapsed."""
    days: dict[date, tuple[date, date]] = {}
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        then = desk._replace(now=desk.now.combine(day, desk.now.time()))
        days |= {when: ends for when, ends in _days(then, rule) if ends[1] == day}
    if not days:
        return
    event = EVENTS[rule.on]
    source, where, bound, _event = _asked(desk, rule, days, None)
    rows = desk.book.all(
        f"SELECT {event.date} AS event, min(substr({event.known}, 1, 10)) AS known FROM {source}"
        f" WHERE {where} AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.rule = ?"
        f" AND settled.customer_id = customer.id AND settled.for_date = {event.date}) GROUP BY customer.id, event",
        *bound,
        rule.key,
    )
    for row in rows:
        ends = days.get(date.fromisoformat(row["event"]))
        if ends and row["known"] <= ends[1].isoformat():
            yield ends[1]


def item(one: Due, desk: "Desk", reason: str) -> Item:
    """The due thing as an item of its step."""
    return Item(
        one.ref,
        one.rule.step,
        "birthday" if one.rule.on == "customer.birthday" else "callback",
        str(one.rule.title),
        " · ".join(part for part in (reason, one.wish) if part),
        one.customer_id,
        one.customer,
        one.tier,
        one.due_on,
        minutes=one.rule.minutes,
        late=one.lapses_on <= desk.today,
        rule=one.rule.key,
        for_date=one.for_date,
        command=f"amflow log-{kind} c{one.customer_id}"
        if (kind := one.kind) in ("call", "visit")
        else f"amflow done {one.ref}",
    )
