"""How the figures went within a summary's period: day by day, week by week or month by month, for its charts."""

from datetime import timedelta
from typing import TYPE_CHECKING

from amflow.book.money import Money
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.locale import N_, _
from amflow.records import NamedTuple
from amflow.summary.figures import counting

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.summary.page import Figure, Summary

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


class Course(NamedTuple):
    """Every figure in each stretch of the period."""

    title: str
    labels: tuple[str, ...]
    numbers: dict[str, tuple[int | float | Money, ...]]
    """The values of each metric, in the order of the labels."""


def course(desk: "Desk", period: Period, found: "Summary") -> Course | None:
    """How the summary's figures went that may be drawn, up to today; None for a single day, which has no course. The other
    figures are not counted: of a year that would take as long again as the summary."""
    drawn = [figure.key for figure in worth_drawing(found)]
    if period.start == period.end or not drawn:
        return None
    kind, parts = stretches(period)
    begun = [part for part in parts if part.start <= desk.today] or parts
    counted = counting.count(desk, begun, drawn).numbers
    kept = [at for at, part in enumerate(begun) if kind != "day" or _says(desk, part, counted, at)]
    currency = desk.settings.currency
    numbers: dict[str, tuple[int | float | Money, ...]] = {}
    for key in drawn:
        values = counted[key]
        money = counting.BY_KEY[key].money
        numbers[key] = tuple(Money(round(values[at]), currency) if money else values[at] for at in kept)
    return Course(_(TITLES[kind]), tuple(_label(kind, begun[at]) for at in kept), numbers)


def worth_drawing(found: "Summary") -> list["Figure"]:
    """The figures whose course is drawn: those that are there, those with a target first."""
    there = [one for one in found.shown if (one.value.minor if isinstance(one.value, Money) else one.value)]
    return sorted(there, key=lambda figure: figure.target is None)[:MOST_DRAWN]


def _says(desk: "Desk", day: Period, counted: dict[str, list[float]], at: int) -> bool:
    """Whether a day belongs into the course: a day off only where something happened on it."""
    return desk.calendar.count(day.start, day.end) > 0 or any(values[at] for values in counted.values())


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
    around = {"day": periods.day_of, "week": periods.week_of, "month": periods.month_of, "year": periods.year_of}[kind]
    parts, day = [], period.start
    while day <= period.end:
        whole = around(day)
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
