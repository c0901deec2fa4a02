"""Where a period is heading: at the pace so far, with the deals that should still close in it; and where it stood a year ago."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.calendars import periods
from amflow.calendars.periods import Period
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.calendars.workdays import WorkCalendar
    from amflow.routine.desk import Desk

WEIGHTED = ("deals_won", "deals_won_amount")
"""The figures to which the deals that should close in the period are added, by the chance of their stage."""

EXPECTED_SQL = (
    "SELECT pipeline, stage, currency, count(*) AS n, coalesce(sum(amount_minor), 0) AS minor FROM deal"
    " WHERE state = 'open' AND expected_on BETWEEN ?1 AND ?2 GROUP BY 1, 2, 3"
)
LISTED_SQL = (
    "SELECT deal.id, deal.title, deal.pipeline, deal.stage, deal.amount_minor, deal.currency, deal.expected_on,"
    " coalesce(customer.name, '') AS customer, deal.customer_id FROM deal LEFT JOIN customer"
    " ON customer.id = deal.customer_id WHERE deal.state = 'open' AND deal.expected_on BETWEEN ?1 AND ?2"
    " ORDER BY deal.expected_on, deal.id"
)


class Expected(NamedTuple):
    """An open deal that should close in the period, and what it counts for."""

    ref: str
    expected_on: date
    title: str
    customer_id: int | None
    customer: str
    stage: str
    """The stage's title."""
    chance: Rate
    amount: Money | None
    weighted: Money | None
    """The amount by the chance."""


def running(period: Period, today: date) -> bool:
    """Whether the period has begun and is not over."""
    return period.start <= today < period.end


def at_this_pace(value: float, elapsed: float, unit: int) -> float | None:
    """What the value comes to when the rest of the working days goes like those that are over; None before any is. In whole
    units, so many of which are one: 100 for yuan in fen; counts with a decimal below ten."""
    if not 0 < elapsed < 1:
        return None
    reached = value / elapsed
    if unit > 1:
        return round(reached / unit) * unit
    tenths = round(reached, 1) if reached < 10 else round(reached)
    return int(tenths) if tenths == int(tenths) else tenths


def weighted(desk: "Desk", period: Period) -> dict[str, float]:
    """What the deals that should close in the period add to each figure of `WEIGHTED`: deals, and minor units."""
    number = minor = 0.0
    for row in desk.book.all(EXPECTED_SQL, period.start.isoformat(), period.end.isoformat()):
        chance = _chance(desk, row["pipeline"], row["stage"])[1]
        number += row["n"] * chance
        if row["currency"] in ("", desk.settings.currency):
            minor += row["minor"] * chance
    return {"deals_won": number, "deals_won_amount": minor}


def expected(desk: "Desk", period: Period) -> list[Expected]:
    """The deals behind that, by the day on which they should close."""
    found = []
    for row in desk.book.all(LISTED_SQL, period.start.isoformat(), period.end.isoformat()):
        stage, chance = _chance(desk, row["pipeline"], row["stage"])
        amount = None if row["amount_minor"] is None else Money(row["amount_minor"], row["currency"])
        found.append(
            Expected(
                f"d{row['id']}",
                date.fromisoformat(row["expected_on"]),
                row["title"],
                row["customer_id"],
                row["customer"],
                stage,
                Rate(chance),
                amount,
                None if amount is None else Money(round(amount.minor * chance), amount.currency),
            )
        )
    return found


def _chance(desk: "Desk", pipeline: str, stage: str) -> tuple[str, float]:
    """The title of the stage and the playbook's chance of winning from there; a stage that it does not know has none."""
    pipe = desk.playbook.pipeline(pipeline)
    found = next((one for one in pipe.stages if one.key == stage), None) if pipe else None
    return (str(found.title), float(found.probability)) if found else (stage, 0.0)


def year_before(period: Period, calendar: "WorkCalendar", today: date) -> Period | None:
    """The same period a year before; of one that is running the part of it with as many working days. None for a day."""
    if period.kind == "day":
        return None
    # A week is held to the week 52 weeks before, so that Mondays meet Mondays.
    around = {"month": periods.month_of, "quarter": periods.quarter_of, "year": periods.year_of}
    if period.kind == "week":
        whole = periods.week_of(period.start - timedelta(days=364))
    elif period.kind in around:
        whole = around[period.kind](_year_back(period.start))
    else:
        whole = Period(period.kind, _year_back(period.start), _year_back(period.end))
    if not running(period, today):
        return whole if period.end <= today else None
    passed = calendar.count(period.start, today)
    if not passed:
        return None
    last = calendar.shift(whole.start - timedelta(days=1), passed)
    return Period("span", whole.start, min(last, whole.end)) if last >= whole.start else None


def _year_back(day: date) -> date:
    # 29 February has the 28th before it.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def explained(book: "Book") -> dict[str, list[str]]:
    """How SQLite answers the questions: for the test that none reads the whole book."""
    return {
        "expected": book.explain(EXPECTED_SQL, "2026-01-01", "2026-01-31"),
        "expected deals": book.explain(LISTED_SQL, "2026-01-01", "2026-01-31"),
    }
