"""What the targets come to in a period: the goals that figures are held to.

A target holds from the period it was set for until another one is set for the same metric and kind of period, so that a
standing quota ("20 messages a day", `W11`) is set once; a target of 0 ends it. Where a period has no target of its own,
it has its share of a longer one by working days (a week of the month, `W18`), else the sum of the shorter ones in it.
"""

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.money import DECIMALS
from amflow.calendars import periods
from amflow.calendars.periods import Period
from amflow.records import NamedTuple
from amflow.routine.summary.definitions import is_fine
from amflow.routine.summary.figures import BY_KEY

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.calendars.workdays import WorkCalendar
    from amflow.playbooks.model import Playbook
    from amflow.routine.desk import Desk

KINDS = ("day", "week", "month", "quarter", "year")
_AROUND = {
    "day": periods.day_of,
    "week": periods.week_of,
    "month": periods.month_of,
    "quarter": periods.quarter_of,
    "year": periods.year_of,
}

GOALS_SQL = (
    "SELECT metric, period, starts_on, value, scope, part, level FROM target WHERE metric IN ({metrics})"
    " AND starts_on <= ? ORDER BY metric, period, starts_on"
)

FEW = 3
"""From here on a derived count is whole."""


class Goal(NamedTuple):
    """What a metric should reach in some period: a count, or minor units."""

    value: float
    period: str
    """The kind of period that the target was set for."""
    derived: bool
    """Whether it is a share or a sum of targets that were set for other periods."""


def goals(desk: "Desk", period: Period) -> dict[str, Goal]:
    """What each metric should reach in that period, of all the work; metrics without a target are not in it.

    Of what should be little, 0 is a target like any other.
    """
    return every_goal(desk, period).get(("", "", "base"), {})


Lines = dict[str, dict[str, tuple[list[date], list[int]]]]


def every_goal(desk: "Desk", period: Period) -> dict[tuple[str, str, str], dict[str, Goal]]:
    """The goals in that period of the whole and of each part, base and stretch: by the part's sort, its key, the level."""
    sql = GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY)))
    lines: dict[tuple[str, str, str], Lines] = {}
    for row in desk.book.all(sql, *BY_KEY, period.end.isoformat()):
        part = lines.setdefault((row["scope"], row["part"], row["level"]), {})
        starts, values = part.setdefault(row["metric"], {}).setdefault(row["period"], ([], []))
        starts.append(date.fromisoformat(row["starts_on"]))
        values.append(row["value"])
    return {part: _goals(desk, period, found) for part, found in lines.items()}


def _goals(desk: "Desk", period: Period, lines: Lines) -> dict[str, Goal]:
    less = {key for key in BY_KEY if better(key, desk.playbook) == "less"}
    shares: dict[str, list[tuple[date, float]]] = {}
    found: dict[str, Goal] = {}
    for metric, kinds in lines.items():
        for kind in _nearest(period.kind):
            if kind not in kinds:
                continue
            if kind not in shares:
                shares[kind] = _shares(kind, period, desk.calendar)
            whole = BY_KEY[metric].how == "sum"
            value = _sum(shares[kind], *kinds[kind]) if whole else _last(shares[kind], *kinds[kind])
            if value or (value is not None and metric in less):
                derived = kind != period.kind
                number = _rounded(metric, value, desk.settings.currency) if derived and whole else int(value)
                number = number / 10_000 if is_fine(BY_KEY[metric]) else number
                found[metric] = Goal(number, kind, derived)
                break
    return found


def explained(book: "Book") -> list[str]:
    """How SQLite answers the question for the targets."""
    return book.explain(GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY))), *BY_KEY, "2026-01-31")


def better(metric: str, playbook: "Playbook") -> str:
    """Whether `more` or `less` of the metric is good."""
    picked = next((shown for shown in playbook.metrics if shown.key == metric), None)
    return picked.better if picked else BY_KEY[metric].better


def around(kind: str, day: date) -> Period:
    """The period of that kind which the day lies in."""
    return _AROUND[kind](day)


def _nearest(kind: str) -> tuple[str, ...]:
    """Where to look for the target of a period of that kind: at its own, then the longer ones, then the shorter."""
    if kind not in KINDS:
        return KINDS
    place = KINDS.index(kind)
    return KINDS[place:] + KINDS[:place][::-1]


def _shares(kind: str, period: Period, calendar: "WorkCalendar") -> list[tuple[date, float]]:
    """The periods of that kind which touch the period: where each starts, and the part of its working days in it.

    Days off have no share, and no target.
    """
    found = []
    day = period.start
    while day <= period.end:
        whole = around(kind, day)
        inside = calendar.count(max(whole.start, period.start), min(whole.end, period.end))
        workdays = calendar.count(whole.start, whole.end)
        if kind == period.kind != "day":
            found.append((whole.start, 1.0))
        elif inside:
            found.append((whole.start, inside / workdays))
        day = whole.end + timedelta(days=1)
    return found


def _sum(shares: list[tuple[date, float]], starts: list[date], values: list[int]) -> float | None:
    """The targets that held at each start, times the shares; None where all of it is before the first target."""
    found = [values[place - 1] * share for start, share in shares if (place := bisect_right(starts, start))]
    return sum(found) if found else None


def _last(shares: list[tuple[date, float]], starts: list[date], values: list[int]) -> float | None:
    """The target that holds at the end: of a share or an average, which no shorter period has a part of."""
    found = [values[place - 1] for start, _share in shares if (place := bisect_right(starts, start))]
    return found[-1] if found else None


def _rounded(metric: str, value: float, currency: str) -> float:
    """A derived target as people would say it: amounts without the minor unit, counts whole, or with one decimal where they are
    few: three accounts a week, but 0.6 a day."""
    if BY_KEY[metric].money:
        unit: int = 10 ** DECIMALS.get(currency, 2)
        return int(value / unit + 0.5) * unit
    if value >= FEW:
        return int(value + 0.5)
    tenths = round(value, 1)
    return int(tenths) if tenths == int(tenths) else tenths
