"""Plan against actual over weeks: what is planned and done, by kind and weekday, and what is planned and never done."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from amflow.agenda import plan_ledger
from amflow.book import planned, quantities
from amflow.desk import Desk
from amflow.locale import _
from amflow.records import NamedTuple

WEEKS = 8
"""So many weeks back a habit is looked for."""

OFTEN = 2
"""Planned so many times and never done: worth a word."""

MOST = 10


class PlanShare(NamedTuple):
    """Of what was planned how much was done."""

    key: str
    title: str
    planned: int
    done: int

    @property
    def percent(self) -> int | None:
        """Done of a hundred planned."""
        return quantities.percent(self.done, self.planned)


class Never(NamedTuple):
    """Somebody, or something, that is planned again and again."""

    ref: str
    title: str
    customer: str
    times: int
    last_on: date


class Habit(NamedTuple):
    """The plans of some weeks, against what became of them."""

    start: date
    end: date
    days: int
    """Days with a plan."""
    planned: int
    done: int
    kinds: list[PlanShare]
    weekdays: list[PlanShare]
    never: list[Never]

    @property
    def percent(self) -> int | None:
        """Done of a hundred planned; None where nothing was."""
        return quantities.percent(self.done, self.planned)


def habit(desk: Desk) -> Habit:
    """The plans of the last weeks up to yesterday. What was taken out of a plan does not count."""
    end = desk.today - timedelta(days=1)
    start = end - timedelta(weeks=WEEKS) + timedelta(days=1)
    rows = desk.book.all(
        f"{plan_ledger.LINES} WHERE on_date BETWEEN ? AND ? AND {planned.COUNTS} ORDER BY on_date, plan_line.id",
        start.isoformat(),
        end.isoformat(),
    )
    kinds, weekdays = _shares(rows, _kind), _shares(rows, _weekday)
    names, days = titles(), day_names()
    by_kind = [
        PlanShare(key, names.get(key, key), *kinds[key]) for key in sorted(kinds, key=lambda key: -kinds[key][0])
    ]
    by_day = [PlanShare(key, days[int(key)], *weekdays[key]) for key in sorted(weekdays)]
    done = sum(row["state"] == "done" for row in rows)
    return Habit(
        start, end, len({row["on_date"] for row in rows}), len(rows), done, by_kind, by_day, _never(desk, rows)
    )


def _shares(rows: list[Any], of: Any) -> dict[str, tuple[int, int]]:
    planned: Counter[str] = Counter(of(row) for row in rows)
    done: Counter[str] = Counter(of(row) for row in rows if row["state"] == "done")
    return {key: (planned[key], done[key]) for key in planned}


def _kind(row: Any) -> str:
    return row["kind"] or ("task" if row["task_id"] else "deal" if row["deal_id"] else "talk")


def _weekday(row: Any) -> str:
    return str(date.fromisoformat(row["on_date"]).isoweekday())


def _never(desk: Desk, rows: list[Any]) -> list[Never]:
    """What was planned several times and never done, the most often in front: a talk by its customer."""
    times: dict[str, list[Any]] = {}
    for row in rows:
        about = f"t{row['task_id']}" if row["task_id"] else f"d{row['deal_id']}" if row["deal_id"] else row["ref"]
        times.setdefault(about or f"c{row['customer_id']}", []).append(row)
    found = [
        Never(ref, plan_ledger.title(desk, of[-1]), of[-1]["customer"], len(of), date.fromisoformat(of[-1]["on_date"]))
        for ref, of in times.items()
        if len(of) >= OFTEN and not any(row["state"] == "done" for row in of)
    ]
    return sorted(found, key=lambda one: (-one.times, one.ref))[:MOST]


def titles() -> dict[str, str]:
    """The sorts of planned things, in words."""
    return {
        "visit": _("visits"),
        "call": _("calls"),
        "message": _("messages"),
        "queue": _("the queue of messages"),
        "task": _("tasks"),
        "promise": _("promises"),
        "appointment": _("appointments"),
        "deal": _("deals"),
        "talk": _("talks"),
        "rhythm": _("talks by cadence"),
        "callback": _("callbacks"),
        "birthday": _("birthdays"),
        "paper": _("papers"),
        "lead": _("leads"),
        "case": _("cases"),
        "order": _("deliveries"),
        "waiting": _("chasing inside"),
        "campaign": _("campaigns"),
        "goal": _("own goals"),
        "plan": _("other things"),
    }


def day_names() -> list[str]:
    """The days of the week, Monday at 1."""
    return ["", _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
