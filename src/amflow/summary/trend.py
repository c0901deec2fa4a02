"""How the figures went within a summary's period, stretch by stretch, and where it is heading: at the pace so far, with the
deals that should still close in it; and where the period before and the same one a year ago stood after as many working days.
"""

from datetime import date, timedelta
from typing import Any

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.convert.deals import chances
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar
from amflow.desk import Desk
from amflow.locale import N_, _
from amflow.records import NamedTuple, filled
from amflow.summary.figures import counting
from amflow.summary.records import Course, Figure, Summary, says

MOST_DAYS, MOST_WEEKS, MOST_MONTHS = 14, 14, 36
"""So many columns a chart has at most: beyond them the next longer stretch is taken."""

MOST_DRAWN = 6
"""So many figures are drawn in their course."""

TITLES = {
    "day": N_("day by day"),
    "week": N_("week by week"),
    "month": N_("month by month"),
    "year": N_("year by year"),
}


def course(desk: Desk, period: Period, found: Summary) -> Course | None:
    """How the summary's figures went that may be drawn, up to today; None for a single day, which has no course. The other
    figures are not counted: of a year that would take as long again as the summary."""
    drawn = [figure.key for figure in worth_drawing(found)]
    if period.start == period.end or not drawn:
        return None
    kind, parts = stretches(period)
    begun = [part for part in parts if part.start <= desk.today] or parts
    counted = counting.count(desk, begun, drawn).numbers
    kept = [at for at, part in enumerate(begun) if _says(desk, part, counted, at)]
    currency = desk.settings.currency
    numbers = {key: tuple(counting.shown(key, counted[key][at], currency) for at in kept) for key in drawn}
    return Course(_(TITLES[kind]), tuple(_label(kind, begun[at]) for at in kept), numbers)


def worth_drawing(found: Summary) -> list[Figure]:
    """The figures whose course is drawn: those that are there, those with a target first."""
    there = [one for one in found.shown if says(one.value)]
    return sorted(there, key=lambda figure: figure.target is None)[:MOST_DRAWN]


def _says(desk: Desk, part: Period, counted: dict[str, list[float | None]], at: int) -> bool:
    """Whether a day or week belongs into the course: without a working day only where something happened in it."""
    return desk.calendar.count(part.start, part.end) > 0 or any(values[at] for values in counted.values())


def stretches(period: Period) -> tuple[str, list[Period]]:
    """The stretches that the period is cut into, without gap or overlap, and their kind."""
    days = (period.end - period.start).days + 1
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    if days <= MOST_DAYS:
        kind = "day"
    elif days <= MOST_WEEKS * 7 - 6:
        kind = "week"
    else:
        kind = "month" if months <= MOST_MONTHS else "year"
    parts, day = [], period.start
    while day <= period.end:
        whole = periods.around(kind, day)
        parts.append(Period(kind, day, min(whole.end, period.end)))
        day = whole.end + timedelta(days=1)
    return kind, parts


def _label(kind: str, part: Period) -> str:
    if kind == "day":
        return date_format.weekday(part.start)
    if kind == "week":
        middle = part.start + timedelta(days=(part.end - part.start).days // 2)
        return _("W{number}").format(number=middle.isocalendar().week)
    if kind == "month":
        name = date_format.month(part.start)
        return name.partition("年")[2] if "年" in name else name[:3]
    return str(part.start.year)


WEIGHTED = ("deals_won", "deals_won_amount")
"""The figures to which the deals that should close in the period are added, by the chance of their stage."""

EXPECTED_SQL = (
    "SELECT pipeline, stage, stage_on, currency, count(*) AS n, coalesce(sum(amount_minor), 0) AS minor FROM deal"
    " WHERE state = 'open' AND expected_on BETWEEN ?1 AND ?2 GROUP BY 1, 2, 3, 4"
)

LISTED_SQL = (
    "SELECT deal.id, deal.title, deal.pipeline, deal.stage, deal.stage_on, deal.amount_minor, deal.currency, deal.expected_on,"
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
    counted: bool
    """Whether the chance is learnt from what became of own deals, and not the playbook's alone."""
    amount: Money | None
    weighted: Money | None
    """The amount by the chance."""


def running(period: Period, today: date) -> bool:
    """Whether the period has begun and is not over."""
    return period.start <= today < period.end


class Weighted(NamedTuple):
    """What the deals that should close in the period add."""

    more: dict[str, float]
    """To each figure of `WEIGHTED`: deals, and minor units."""
    counted: bool
    """Whether a chance among them is learnt from what became of own deals, and not the playbook's alone."""


def weighted(desk: Desk, period: Period) -> Weighted:
    """What the deals that should close in the period add to the figures."""
    number = minor = 0.0
    counted = False
    for row in desk.book.all(EXPECTED_SQL, *period.bounds):
        chance = _chance(desk, row)
        counted = counted or chance.learnt
        number += row["n"] * chance.value
        if row["currency"] in ("", desk.settings.currency):
            minor += row["minor"] * chance.value
    return Weighted({"deals_won": number, "deals_won_amount": minor}, counted)


def expected(desk: Desk, period: Period) -> list[Expected]:
    """The deals behind that, by the day on which they should close."""
    found = []
    for row in desk.book.all(LISTED_SQL, *period.bounds):
        pipe, chance = desk.playbook.pipeline(row["pipeline"]), _chance(desk, row)
        stage = pipe.stage(row["stage"]) if pipe else None
        amount = None if row["amount_minor"] is None else Money(row["amount_minor"], row["currency"])
        found.append(
            filled(
                Expected,
                row,
                ref=f"d{row['id']}",
                stage=str(stage.title) if stage else row["stage"],
                chance=Rate(chance.value),
                counted=chance.learnt,
                amount=amount,
                weighted=None if amount is None else Money(round(amount.minor * chance.value), amount.currency),
            )
        )
    return found


def _chance(desk: Desk, row: Any) -> chances.Chance:
    return chances.known(desk).of_row(row)


def year_before(period: Period, calendar: WorkCalendar, today: date) -> Period | None:
    """The same period a year before; of one that is running the part of it with as many working days. None for a day."""
    if period.kind == "day":
        return None
    # A week is held to the week 52 weeks before, so that Mondays meet Mondays.
    if period.kind == "week":
        whole = periods.week_of(period.start - timedelta(days=364))
    elif period.kind in ("month", "quarter", "year"):
        whole = periods.around(period.kind, _year_back(period.start))
    else:
        whole = Period(period.kind, _year_back(period.start), _year_back(period.end))
    if not running(period, today):
        return whole if period.end <= today else None
    return same_part(period, whole, calendar, today)


def same_part(period: Period, other: Period, calendar: WorkCalendar, today: date) -> Period | None:
    """The part of the other period with as many working days as have begun in the one that is running, and, on a day off, the
    days off behind them; None before the first."""
    passed = calendar.count(period.start, today)
    if not passed:
        return None
    day = timedelta(days=1)
    last = calendar.shift(other.start - day, passed)
    if not calendar.is_workday(today):
        last = calendar.next(last) - day
    return Period("span", other.start, min(last, other.end))


def _year_back(day: date) -> date:
    # 29 February has the 28th before it.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
