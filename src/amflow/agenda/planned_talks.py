"""Who is being talked to: whoever has a talk agreed on or planned is proposed nowhere else until then, and whoever was turned
to today is not on the same day; neither is the firm they speak for, nor who speaks for a firm that has one. Every list that
proposes talks asks here.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import planned
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

RULE = "talk"
"""The name under which it is kept that a talk with somebody is left out for a while, whatever it would have been about."""

BEFORE = 7
"""A talk that was to be so many days ago, and was neither held nor moved, is still the one to be held."""

AHEAD = 14
"""A talk further ahead than this lets others come before it."""

TASKS = (
    "SELECT task.customer_id AS number, task.due_on AS day, 't' || task.id AS ref, task.kind FROM task"
    " WHERE task.state = 'open' AND task.due_on BETWEEN ?1 AND ?2 AND task.customer_id IS NOT NULL"
    " AND (task.due_time <> '' OR task.kind IN ('visit', 'call'))"
)
"""What was agreed on."""

LINES = (
    f"SELECT {planned.CUSTOMER} AS number, plan_line.on_date AS day, '' AS ref, plan_line.kind FROM plan_line"
    " WHERE plan_line.state = 'planned' AND plan_line.on_date BETWEEN ?3 AND ?2 AND +plan_line.task_id IS NULL"
    " AND +plan_line.ref = '' AND plan_line.kind IN"
    " ('visit', 'call', 'talk', 'lead', 'rhythm', 'campaign', 'cycle', 'callback', 'deal')"
)
"""Accepted lines of plans that mean a talk."""

_TRIED = "touch WHERE held_on = ?4 AND (reached = 1 OR kind <> 'message')"
TRIED = (
    f"SELECT customer_id AS number FROM {_TRIED} UNION SELECT customer_id FROM touch_with"
    f" WHERE touch_id IN (SELECT id FROM {_TRIED})"
)
"""Who was talked to on that day, or was not reached: nobody is turned to twice a day for nothing but their turn."""

_LEFT_OUT = f"SELECT customer_id AS number FROM settled WHERE rule = '{RULE}' AND until_on > "


class PlannedTalk(NamedTuple):
    """A talk that is agreed on or planned."""

    customer_id: int
    day: date
    ref: str
    """`t45`; empty where the plan alone has it."""
    kind: str


def free(desk: "Desk", column: str = "customer.id") -> str:
    """The condition (SQL) that nobody is about to talk to the customer on the desk's day: no talk with them, their firm or its
    people is agreed on, none is accepted for a later day (today's is the one that is shown), none was left out, none was had
    or tried today."""
    return f"1{without(met(desk), column)}"


def met(desk: "Desk") -> set[int]:
    """Who is not free; asked once for a screen."""
    return desk.book.kept(("planned talks", desk.today), lambda: _met(desk))


def without(numbers: set[int], column: str = "customer.id") -> str:
    """The further condition (SQL) that the customer is none of these; empty where there are none."""
    return f" AND {column} NOT IN ({','.join(map(str, sorted(numbers)))})" if numbers else ""


def _met(desk: "Desk") -> set[int]:
    today = desk.today.isoformat()
    last = (desk.today + timedelta(days=AHEAD)).isoformat()
    tomorrow = (desk.today + timedelta(days=1)).isoformat()
    bound = ((desk.today - timedelta(days=BEFORE)).isoformat(), last, tomorrow, today)
    numbers = {
        row["number"]
        for row in desk.book.all(
            f"SELECT number FROM ({TASKS} UNION ALL {LINES}) WHERE number IS NOT NULL"
            f" UNION {_LEFT_OUT} ?4 UNION {TRIED}",
            *bound,
        )
    }
    return with_circle(desk, numbers)


def with_circle(desk: "Desk", numbers: set[int]) -> set[int]:
    """These customers, the firms that they speak for, and who speaks for these: a talk with one is a talk with the other."""
    return numbers.union(*_circles(desk, numbers).values())


def _circles(desk: "Desk", numbers: set[int]) -> dict[int, set[int]]:
    """The firm that each of these customers speaks for, and who speaks for it."""
    found: dict[int, set[int]] = {}
    if numbers:
        those = ",".join(map(str, sorted(numbers)))
        for one, other in desk.book.all(
            f"SELECT id, organisation_id FROM customer WHERE id IN ({those}) AND behind = 1 AND organisation_id > 0"
            f" UNION ALL SELECT organisation_id, id FROM customer WHERE organisation_id IN ({those}) AND behind = 1"
        ):
            found.setdefault(one, set()).add(other)
    return found


def agreed(desk: "Desk") -> dict[int, date]:
    """With whom a talk is agreed on, with their firm and its people, and for which day; asked once for a screen."""

    def ask() -> dict[int, date]:
        found: dict[int, date] = {}
        ends = [(desk.today + timedelta(days=by)).isoformat() for by in (-BEFORE, AHEAD)]
        rows = desk.book.all(f"{TASKS} ORDER BY task.due_on, task.id", *ends)
        beside = _circles(desk, {row["number"] for row in rows})
        for row in rows:
            for number in (row["number"], *beside.get(row["number"], ())):
                found.setdefault(number, date.fromisoformat(row["day"]))
        return found

    return desk.book.kept(("agreed talks", desk.today), ask)


def left_out(desk: "Desk") -> set[int]:
    """Who is to be left in peace today."""
    return {row["number"] for row in desk.book.all(f"{_LEFT_OUT} ?", desk.today.isoformat())}


def between(desk: "Desk", start: date, end: date) -> list[PlannedTalk]:
    """The talks that are agreed on or accepted for these days, the first in front; each with somebody once a day."""
    found: dict[Any, PlannedTalk] = {}
    bound = (start.isoformat(), end.isoformat(), start.isoformat())
    for row in desk.book.all(f"{TASKS} UNION ALL {LINES} ORDER BY day, ref DESC", *bound):
        if row["number"]:
            day = date.fromisoformat(row["day"])
            found.setdefault((row["number"], day), PlannedTalk(row["number"], day, row["ref"], row["kind"]))
    return list(found.values())
