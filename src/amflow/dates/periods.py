"""Stretches of days that lists and reports are about: a day, week, month, quarter, year, or any span."""

from datetime import date, timedelta

from amflow.dates import format as date_format
from amflow.dates.offsets import month_end, months_on
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

_DAY = timedelta(days=1)


class Period(NamedTuple):
    """The days from `start` to `end`, both included; `kind` is day, week, month, quarter, year or span."""

    kind: str
    start: date
    end: date

    @property
    def bounds(self) -> tuple[str, str]:
        """Its first and its last day as the book keeps days."""
        return self.start.isoformat(), self.end.isoformat()


def day_of(d: date) -> Period:
    """That one day."""
    return Period("day", d, d)


def week_of(d: date, first: int = 0) -> Period:
    """The seven days around that day; `first` is the weekday a week begins on, 0 Monday (ISO 8601) to 6 Sunday."""
    start = d - timedelta(days=(d.weekday() - first) % 7)
    return Period("week", start, start + 6 * _DAY)


def month_of(d: date) -> Period:
    """That day's calendar month."""
    return Period("month", d.replace(day=1), month_end(d))


def quarter_of(d: date) -> Period:
    """That day's calendar quarter."""
    start = date(d.year, (d.month - 1) // 3 * 3 + 1, 1)
    return Period("quarter", start, month_end(months_on(start, 2)))


def year_of(d: date) -> Period:
    """That day's calendar year."""
    return Period("year", date(d.year, 1, 1), date(d.year, 12, 31))


def around(kind: str, d: date) -> Period:
    """The day, week, month, quarter or year that the day lies in."""
    return {"day": day_of, "week": week_of, "month": month_of, "quarter": quarter_of, "year": year_of}[kind](d)


def span(a: date, b: date) -> Period:
    """The days from `a` to `b`; raises `Usage` when `b` is before `a`."""
    if b < a:
        raise Usage(_("A period cannot end before it begins."), _("Give the earlier day first."))
    return Period("span", a, b)


def previous(period: Period) -> Period:
    """The period of the same kind just before; for a span, as many days as it has."""
    return _beside(period, period.start - _DAY, -1)


def following(period: Period) -> Period:
    """The period of the same kind just after; for a span, as many days as it has."""
    return _beside(period, period.end + _DAY, 1)


def shown(period: Period) -> str:
    """A short title: `Week 47 · 16–22 Nov 2026`, `November 2026`, `Q4 2026`. Weeks are numbered as in ISO 8601."""
    start, end = period.start, period.end
    if period.kind == "day":
        return date_format.day(start)
    if period.kind == "week":
        # The middle day decides, so that a week from Sunday to Saturday carries the number of its working days.
        number = (start + 3 * _DAY).isocalendar().week
        return _("Week {number} · {days}").format(number=number, days=date_format.between(start, end))
    if period.kind == "month":
        return date_format.month(start)
    if period.kind == "quarter":
        return _("Q{number} {year}").format(number=(start.month + 2) // 3, year=start.year)
    if period.kind == "year":
        return _("Year {year}").format(year=start.year)
    return date_format.between(start, end)


def _beside(period: Period, day: date, way: int) -> Period:
    """The period of the same kind that the neighbouring day lies in; `way` is -1 before, 1 after."""
    if period.kind in ("month", "quarter", "year"):
        return around(period.kind, day)
    length = period.end - period.start + _DAY
    return Period(period.kind, period.start + way * length, period.end + way * length)
