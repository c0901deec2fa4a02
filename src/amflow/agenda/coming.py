"""What comes next: agreed on, promised, accepted into a plan or running out on days ahead. Summaries, the meeting and a month's
analysis show parts of this."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
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
