"""What the playbook's rules make due: ten days after a purchase, before a birthday, the day after a lead came in.

Nothing of it is stored: it is a question to the book about the dates of events. Only what a person did with one of them
(done, skipped, moved) is kept, in `settled`, under the rule, the customer and the event's date.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import planned_talks, rule_events
from amflow.agenda.items import MOST
from amflow.agenda.rule_events import EVENTS
from amflow.customers import contact_preferences
from amflow.dates import offsets
from amflow.dates.workdays import WorkCalendar
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Rule

ANY_DAY = "9999-12-31"

TALKS = ("call", "visit")
"""Kinds of what a rule asks for that are talks."""

NO_LIMIT = -1
"""SQLite's word for all of them."""


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
    at: str = ""
    """The hour that it was moved to, HH:MM; empty for none."""
    letters: int = refs.SHORTEST
    """How many letters tell it apart in its list."""
    facts: tuple[rule_events.EventFact, ...] = ()
    """The records that the event is about: a customer is told of all that fall on a day at once, and it is settled once."""

    @property
    def about(self) -> str:
        """`h5`, or `h5 h9` where several records fall on the day; empty for a birthday or a new lead."""
        return " ".join(fact.ref for fact in self.facts)

    def reason(self, today: date) -> str:
        """What it is about in words: `90-day note matures Thu, ¥200,000`; of many the first two. Empty where the event
        says it all."""
        told = [words for fact in self.facts if (words := fact.said(today))]
        more = [ngettext("{n} more", "{n} more", len(told) - 2).format(n=len(told) - 2)] if len(told) > 2 else []
        return _("; ").join([*told[:2], *more])

    @property
    def ref(self) -> str:
        """`r31fk`; `m31fk` of a message, `c31` of the first talk with a lead."""
        return ref(self.rule, self.rule.key, self.customer_id, self.for_date, self.letters)


def ref(rule: "Rule | None", key: str, customer_id: int, for_date: date, letters: int = refs.SHORTEST) -> str:
    """The reference of what that rule asks for."""
    if rule and rule.on == "lead.added" and rule.kind != "message":
        # The lead itself is what is shown everywhere.
        return f"c{customer_id}"
    return refs.derived(key, customer_id, for_date, "m" if rule and rule.kind == "message" else "r", letters)


def told_apart(found: list[Due]) -> list[Due]:
    """The same, with more letters where two of them would have the same reference."""
    known = [one.ref for one in found]
    if len(set(known)) == len(known):
        return found
    return [
        one._replace(letters=refs.LONGEST) if known.count(ref) > 1 else one
        for one, ref in zip(found, known, strict=True)
    ]


def due(desk: "Desk", step: str, limit: int = NO_LIMIT, *, messages: bool | None = None) -> tuple[list[Due], int]:
    """What the rules of a step make due today and is not settled, the one that lapses first in front; and how many, of a
    list that is cut as far as `MOST`.
    `messages` asks for nothing but messages, or for everything else."""
    found: list[Due] = []
    total = 0
    for rule in desk.playbook.rules:
        if rule.step == step and messages in (None, rule.kind == "message"):
            some, count = _without_agreed(desk, rule, limit)
            found += some
            total += count
    found.sort(key=lambda one: (one.lapses_on, one.customer_id))
    found = told_apart(found)
    found, total = (found, total) if limit < 0 else (found[:limit], min(total, MOST))
    desk.book.read_ahead("customer", (one.customer_id for one in found))
    return told(desk, found), total


def _without_agreed(desk: "Desk", rule: "Rule", limit: int) -> tuple[list[Due], int]:
    """What one rule makes due, without the talks that are agreed on for a day on which they are still in time: such a one is
    an item of its own, and settles what the rule asks for."""
    agreed = planned_talks.agreed(desk) if rule.kind in TALKS and rule.on != "paper.expires" else {}
    return due_by(desk, rule, limit, agreed)


def also_asking(desk: "Desk", customer_id: int) -> list[Due]:
    """What the rules ask to talk about with somebody with whom a talk is agreed on for the desk's day."""
    rules = [
        rule for rule in desk.playbook.rules if rule.kind in TALKS and rule.on not in ("paper.expires", "lead.added")
    ]
    return [one for one in of_customer(desk, customer_id, rules) if one.due_on <= desk.today and not one.moved]


def talks(desk: "Desk") -> set[int]:
    """Whom the rules ask to talk to on the desk's day. A lead stands among the leads, whatever asks for it."""

    def ask() -> set[int]:
        found = set[int]()
        for rule in desk.playbook.rules:
            if rule.kind in TALKS and rule.on not in ("lead.added", "paper.expires"):
                rows, moved, _days = _today(desk, rule, MOST)
                found |= {row["id"] for row in rows if contact_preferences.kind(row, rule.kind) in TALKS}
                found |= {one.customer_id for one in moved if one.kind in TALKS}
        return planned_talks.with_circle(desk, found)

    return desk.book.kept(("ruled talks", desk.today), ask)


def due_by(desk: "Desk", rule: "Rule", limit: int, agreed: Mapping[int, date] | None = None) -> tuple[list[Due], int]:
    """What one rule makes due today and is not settled, the earliest event first, not `told` yet; and how many. It is left
    out of whom a talk is `agreed` with for a day on which it is in time."""
    rows, moved, days = _today(desk, rule, limit)
    if agreed:
        rows = [
            row
            for row in rows
            if row["id"] not in agreed or agreed[row["id"]] > days[date.fromisoformat(row["event"])][1]
        ]
    found = [_due(desk, rule, row, days) for row in (rows if limit < 0 else rows[:limit])]
    return found + moved, len(rows) + len(moved)


def _today(desk: "Desk", rule: "Rule", limit: int) -> tuple[list[Any], list[Due], dict[date, tuple[date, date]]]:
    """The events, as far as lists count, for which one rule makes something due today, what was moved to today, and the days
    of the events: several lists of a screen go by the same rule."""
    today, most = desk.today, limit if limit < 0 else max(limit, MOST)

    def ask() -> tuple[list[Any], list[Due], dict[date, tuple[date, date]]]:
        days = {day: ends for day, ends in days_of(desk, rule) if ends[0] <= today}
        rows = _events(desk, rule, days, most) if days else []
        return rows, _moved(desk, rule, today.isoformat()), days

    return desk.book.kept(("due by", rule.key, desk.now, most), ask)


def days_of(desk: "Desk", rule: "Rule") -> Iterator[tuple[date, tuple[date, date]]]:
    """Every event date that could matter from today on, with the first and last day on which it is due."""
    today = desk.today
    # Of an earlier date the last day is no later: where one is over, all before it are.
    return takewhile(lambda one: today <= one[1][1], days_between(rule, today, today, desk.calendar))


def days_between(
    rule: "Rule", start: date, end: date, calendar: WorkCalendar
) -> Iterator[tuple[date, tuple[date, date]]]:
    """The same of every event date that could matter on one of these days, the latest first."""
    after, until = offsets.parse(rule.after), offsets.parse(rule.until)
    # What ended, or came due, on days off is put on the working day behind them.
    begun = _behind(_before(_behind(start, calendar), until, calendar), calendar)
    earliest = _before(begun, after, calendar) - timedelta(days=3)
    latest = end + timedelta(days=3 + (31 if after.unit == "m" else 8) * max(-after.count, 0))
    day = latest if after.count < 0 and after.unit != "d" else end + timedelta(days=max(-after.count, 0) + 3)
    # What would begin in holidays, and is to be before its day, begins on the last working day before them.
    day += calendar.from_(end + timedelta(days=1)) - end
    while day >= earliest:
        yield day, ends(rule, day, calendar)
        day -= timedelta(days=1)


def ends(rule: "Rule", day: date, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last day on which an event of that day is due. Both are working days: a callback that falls into
    the National Day week, or ends in it, does so after it, what is to be done before its day before it, and is not lost in
    it. Only a day that comes every year is kept on its day, worked or not, and thought of on the last working day before it;
    a birthday is over with it."""
    after = offsets.parse(rule.after)
    first = offsets.apply(after, day, calendar)
    last = offsets.apply(offsets.parse(rule.until), first, calendar)
    if EVENTS[rule.on].yearly:
        lost = rule.on != "customer.birthday" and not calendar.count(first, last)
        return calendar.by(first), calendar.next(last) if lost else last
    worked = calendar.by if after.count < 0 else calendar.from_
    return worked(first), max(worked(first), calendar.by(last))


def _behind(day: date, calendar: WorkCalendar) -> date:
    """The first of the days off before a day; the day itself where none is."""
    return calendar.by(day - timedelta(days=1)) + timedelta(days=1)


def _before(day: date, offset: offsets.Offset, calendar: WorkCalendar) -> date:
    """A day from which the offset does not reach that day any more, or just so: long holidays are counted."""
    if offset.count <= 0:
        return day
    return offsets.apply(offset._replace(count=-offset.count - 1), day, calendar)


def _events(
    desk: "Desk", rule: "Rule", days: dict[date, tuple[date, date]], limit: int, customer_id: int | None = None
) -> list[Any]:
    """The events on those days that nobody has settled."""
    where, bound, event, order = asked(desk, rule, days, customer_id)
    return desk.book.all(
        f"SELECT DISTINCT customer.id, customer.name, customer.tier, {contact_preferences.COLUMNS},"
        f" {event} AS event FROM {EVENTS[rule.on].source}"
        f" WHERE {where} AND {unsettled(EVENTS[rule.on], event)} ORDER BY {order}, customer.id LIMIT ?",
        *bound,
        rule.key,
        limit,
    )


def unsettled(event: rule_events.EventSource, day: str) -> str:
    """The condition that nobody has done anything about the event of that day (SQL); it is bound to the rule's key. Told by
    the record's own column, so that of what is settled no customer is read."""
    return (
        f"NOT EXISTS (SELECT 1 FROM settled WHERE settled.rule = ? AND settled.customer_id = {event.whose}"
        f" AND settled.for_date = {day})"
    )


def told(desk: "Desk", found: list[Due]) -> list[Due]:
    """The same, each with the records that it is about: what is not shown need not be told."""
    keys: dict[str, list[rule_events.Key]] = {}
    for one in found:
        keys.setdefault(one.rule.on, []).append((one.customer_id, one.for_date))
    about = {on: rule_events.facts(desk, on, some) for on, some in keys.items()}
    return [one._replace(facts=about[one.rule.on].get((one.customer_id, one.for_date), ())) for one in found]


def asked(
    desk: "Desk", rule: "Rule", days: dict[date, tuple[date, date]], customer_id: int | None
) -> rule_events.OnDays:
    """How the book is asked for the events of a rule on those days, of customers who may be talked to."""
    event = EVENTS[rule.on]
    found = rule_events.dates(desk, event, sorted(days))
    where, bound = f"{rule_events.where(desk, event)} AND {found.where} AND {_REACHABLE}", found.bound
    if rule.pipeline:
        where += " AND deal.pipeline = ?"
        bound.append(rule.pipeline)
    if rule.who:
        from amflow.playbooks import conditions

        clause, more = conditions.where(conditions.parse(rule.who), desk.playbook.tiers)
        where += f" AND {clause}"
        bound += more
    if customer_id is not None:
        where += f" AND {event.whose} = ?"
        bound.append(customer_id)
    return found._replace(where=where)


def _due(desk: "Desk", rule: "Rule", row: Any, days: dict[date, tuple[date, date]]) -> Due:
    event = date.fromisoformat(row["event"])
    first, last = days[event]
    return Due(rule, row["id"], row["name"], row["tier"], event, first, last, False, *_asked_for(desk, rule, row))


def _asked_for(desk: "Desk", rule: "Rule", row: Any) -> tuple[str, str]:
    return contact_preferences.kind(row, rule.kind), contact_preferences.words(row, desk.clock)


def _moved(desk: "Desk", rule: "Rule", until_on: str, customer_id: int | None = None) -> list[Due]:
    """What was moved to a day until then, and is still so: what was sold or taken back since needs nothing more."""
    found = told(desk, list(_moved_rows(desk, rule, until_on, customer_id)))
    return [one for one in found if one.facts] if EVENTS[rule.on].letter else found


def _moved_rows(desk: "Desk", rule: "Rule", until_on: str, customer_id: int | None) -> Iterator[Due]:
    event = EVENTS[rule.on]
    if customer_id is None and rule.key not in _with_moved(desk, until_on):
        return
    # A lead that has become a customer, or was dropped, needs no first talk any more.
    still = f" AND {event.where}" if event.source == "customer" else ""
    rows = desk.book.all(
        f"SELECT customer.id, customer.name, customer.tier, {contact_preferences.COLUMNS}, settled.for_date,"
        " settled.until_on, settled.until_time FROM settled JOIN customer ON customer.id = settled.customer_id"
        " WHERE settled.until_on <= ? AND settled.state = 'moved' AND settled.rule = ?"
        f" AND {_REACHABLE}{still}" + (" AND customer.id = ?" if customer_id is not None else ""),
        until_on,
        rule.key,
        *(() if customer_id is None else (customer_id,)),
    )
    until = offsets.parse(rule.until)
    for row in rows:
        moved_to = date.fromisoformat(row["until_on"])
        last = max(moved_to, desk.calendar.by(offsets.apply(until, moved_to, desk.calendar)))
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
            row["until_time"],
        )


def _with_moved(desk: "Desk", until_on: str) -> set[str]:
    """The rules of which anything was moved to a day until then: of most nothing is, and one question tells."""
    sql = "SELECT rule FROM settled WHERE until_on <= ? AND state = 'moved'"
    return desk.book.kept(("moved", until_on), lambda: {row["rule"] for row in desk.book.all(sql, until_on)})


def of_customer(desk: "Desk", customer_id: int | None, rules: "Iterable[Rule] | None" = None) -> list[Due]:
    """Everything that the rules (all, where none are named) make due for one customer (None: for anybody) today, or will
    within a rule's reach, and is not settled; what was moved to a later day too."""
    found: list[Due] = []
    for rule in desk.playbook.rules if rules is None else rules:
        days = dict(days_of(desk, rule))
        rows = _events(desk, rule, days, NO_LIMIT, customer_id)
        found += told(desk, [_due(desk, rule, row, days) for row in rows])
        found += _moved(desk, rule, ANY_DAY, customer_id)
    return found if customer_id is None else told_apart(found)


def begun(desk: "Desk", one: Due, day: date) -> bool:
    """Whether what was done on that day was done when it was due: on days off it may be what is due on the day after them."""
    return one.due_on <= desk.calendar.from_(day)


def ending(desk: "Desk", one: Due) -> bool:
    """Whether no working day is left for it after the desk's day."""
    return one.lapses_on < desk.calendar.from_(desk.today + timedelta(days=1))


def is_its_day(desk: "Desk", one: Due) -> bool:
    """Whether what comes every year is to be wished today: on its day, or, where that is off, on the last working day before
    it. Nobody is wished a happy birthday three days early."""
    return desk.today <= one.for_date < desk.calendar.next(desk.today)
