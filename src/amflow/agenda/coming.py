"""What comes next: agreed on, promised, accepted into a plan or running out on days ahead. Summaries, the meeting and a month's
analysis show parts of this; the page of a customer, and the answer to a talk, show what comes next with them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import contact_cadence, due_rules, plan_ledger, planned_talks
from amflow.book.store import placeholders
from amflow.customers import circle
from amflow.locale import _
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk


class Coming(NamedTuple):
    """Something that is to be done on a day ahead."""

    ref: str
    title: str
    customer: str
    customer_ref: str
    kind: str
    """visit, call, message, todo or case; of a line of the plan what sort of thing it is."""
    on: date
    at: str
    """Local time `HH:MM`, or empty."""

    def said(self, day: str) -> str:
        """Of the next contact with somebody: `Fri 27 Nov 10:00  t3 call again`, the day as it is shown there."""
        if self.kind == contact_cadence.RULE:
            return _("by cadence {day}").format(day=f"{day} {self.at}".rstrip())
        return f"{self.ref}  {day} {self.at}".rstrip() + f"  {self.title}"

    @property
    def what_for(self) -> str:
        """Of the next contact with somebody: `t3 call again`; nothing where only the cadence wants it."""
        return "" if self.kind == contact_cadence.RULE else " ".join(filter(None, (self.ref, self.at, self.title)))


OPEN = (
    "SELECT 't' || task.id AS ref, task.title, coalesce(customer.name, '') AS customer,"
    " coalesce('c' || task.customer_id, '') AS whose, task.kind, task.due_on AS day, task.due_time AS at,"
    " iif(task.due_time = '', '99', task.due_time) AS hour FROM task"
    " LEFT JOIN customer ON customer.id = task.customer_id WHERE task.state = 'open' AND task.due_on BETWEEN ?1 AND ?2"
    " UNION ALL SELECT 'x' || cases.id, cases.title, customer.name, 'c' || cases.customer_id, 'case',"
    " substr(cases.breaks_at, 1, 10), substr(cases.breaks_at, 12), substr(cases.breaks_at, 12) FROM cases"
    " CROSS JOIN customer ON customer.id = cases.customer_id"
    " WHERE cases.state = 'open' AND cases.breaks_at BETWEEN ?1 AND ?2 || 'T99'"
    " ORDER BY day, hour, ref LIMIT ?3"
)
"""Open tasks with a day, and cases by the day on which their clock breaks."""

COUNTS = (
    "SELECT count(*) FROM task WHERE state = 'open' AND due_on BETWEEN ?1 AND ?2",
    "SELECT count(*) FROM cases WHERE state = 'open' AND breaks_at BETWEEN ?1 AND ?2 || 'T99'",
)


def between(desk: "Desk", start: date, end: date, limit: int) -> tuple[list[Coming], int]:
    """What comes on these days, the first in front, and how much there is in all. What is on the plan of one of them is told
    for that day, and so once."""
    bound = (start.isoformat(), end.isoformat())
    rows = desk.book.all(
        f"{plan_ledger.LINES} WHERE state = 'planned' AND on_date BETWEEN ? AND ? ORDER BY on_date, place, plan_line.id",
        max(start, desk.today).isoformat(),
        end.isoformat(),
    )
    planned: dict[Any, Coming] = {}
    for row in rows:
        one = _planned(desk, row)
        planned.setdefault(one.ref, one)
    found = [
        filled(Coming, row, customer_ref=row["whose"], on=date.fromisoformat(row["day"]))
        for row in desk.book.all(OPEN, *bound, limit + len(planned))
    ]
    cut = len(found) == limit + len(planned)
    whole = sum(desk.book.number(sql, *bound) for sql in COUNTS) if cut else len(found)
    hours = {one.ref: one.at for one in found if one.ref in planned and one.on == planned[one.ref].on}
    both = [one._replace(at=hours.get(one.ref) or one.at) for one in planned.values()]
    both += [one for one in found if one.ref not in planned]
    both.sort(key=lambda one: (one.on, one.at == "", one.at))
    return both[:limit], whole + len(planned) - sum(one.ref in planned for one in found)


def _planned(desk: "Desk", row: Any) -> Coming:
    """A line of the plan, by the reference that the plan has for it."""
    whose = f"c{row['whose']}" if row["whose"] else ""
    title = plan_ledger.title(desk, row)
    day = date.fromisoformat(row["on_date"])
    return Coming(plan_ledger.ref(desk, row), title, row["customer"], whose, row["kind"], day, row["at_time"])


_AGREED = (
    "SELECT 't' || id AS ref, title, kind, due_on, due_time FROM task WHERE state = 'open' AND due_on >= ?"
    " AND (due_time <> '' OR kind <> 'todo') AND customer_id IN ({whom}) ORDER BY due_on, due_time = '', due_time, id LIMIT 1"
)
"""The first talk or message that was agreed on; what was to be a few days ago is still to come."""


_OPEN = (
    "SELECT 't' || id AS ref, title, kind, due_on, due_time FROM task WHERE state = 'open' AND due_on >= ?"
    " AND customer_id IN ({whom}) ORDER BY due_on, due_time = '', due_time, id LIMIT 1"
)


def after_talk(desk: "Desk", number: int, held_on: date) -> Coming | None:
    """What is next with the customer once a talk of that day is written down: the next contact, or what is to be done for them
    before it. What was due by then is told as left open."""
    first = with_customer(desk, number)
    task = task_of(desk, number, max(desk.today, held_on + timedelta(days=1)))
    return task if task is not None and (first is None or task.on < first.on) else first


def task_of(desk: "Desk", number: int, since: date = date.min) -> Coming | None:
    """The first open task with the customer from that day on, whatever is to be done."""
    whom = circle.shared(desk.book, number, colleagues=False)
    task = desk.book.one(_OPEN.format(whom=placeholders(whom)), since.isoformat(), *whom)
    return _of_task(task) if task is not None else None


def _of_task(task: Any) -> Coming:
    return Coming(
        task["ref"], task["title"], "", "", task["kind"], date.fromisoformat(task["due_on"]), task["due_time"]
    )


def with_customer(desk: "Desk", number: int) -> Coming | None:
    """The next contact with the customer, whoever asks for it: agreed on, accepted into a plan, due by a rule, else by the
    cadence, which waits for a talk that is agreed on. None where nothing does."""
    row = desk.book.get("customer", number)
    if row is None:
        return None
    whom = circle.shared(desk.book, number, colleagues=False)
    found = [
        _of_task(task)
        for task in desk.book.all(
            _AGREED.format(whom=placeholders(whom)),
            (desk.today - timedelta(days=planned_talks.BEFORE)).isoformat(),
            *whom,
        )
    ]
    # Whoever was turned to today is not turned to again for the line that was to be before.
    tried = "SELECT EXISTS (SELECT 1 FROM touch WHERE customer_id = ? AND held_on = ? AND kind <> 'message')"
    now = desk.clock if desk.book.number(tried, number, desk.today.isoformat()) else ""
    found += [
        _planned(desk, line)
        for line in desk.book.all(
            f"{plan_ledger.LINES} WHERE plan_line.customer_id IN ({placeholders(whom)}) AND on_date >= ?"
            " AND NOT (on_date = ? AND plan_line.at_time < ?)"
            " AND plan_line.state = 'planned' AND task_id IS NULL AND plan_line.ref = ''"
            " ORDER BY on_date, plan_line.at_time, plan_line.id LIMIT 1",
            *whom,
            desk.today.isoformat(),
            desk.today.isoformat(),
            now,
        )
    ]
    talk = contact_cadence.of_customer(desk, circle.asked(desk.book, row))
    soon = desk.today + timedelta(days=planned_talks.AHEAD)
    if talk and not contact_cadence.settled(desk, talk) and not any(one.on <= soon for one in found):
        found.append(Coming("", "", "", "", contact_cadence.RULE, talk.due_on, talk.at))
    found += [
        Coming(one.ref, str(one.rule.title), "", "", one.kind, one.due_on, one.at)
        for one in due_rules.of_customer(desk, number)
        if one.rule.kind in due_rules.TALKS and one.rule.on != "paper.expires"
    ]
    return min(found, key=lambda one: (one.on, not one.at, one.at), default=None)
