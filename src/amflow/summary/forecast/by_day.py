"""A figure day by day, and which days count: working days, or all of them where days off bring as much."""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from amflow.book.figures import BY_KEY
from amflow.dates import report_period
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar
from amflow.desk import Desk
from amflow.summary.figures import counting

COUNTED_BY = {"deals_won_amount": "deals_won", "orders_amount": "orders"}
"""Of amounts the figure that says from how many sales they come."""

FEWEST = 20
"""Sold on fewer days, nothing is said of days off."""


class ByDay:
    """A figure day by day: what had come by a day, from how many sales, and which days count."""

    def __init__(self, desk: Desk, key: str, first: date, last: date) -> None:
        self._calendar = desk.calendar
        self._came = _Added(counting.by_day(desk, key, first, last))
        by = COUNTED_BY.get(key, key)
        sales = self._came if by == key else _Added(counting.by_day(desk, by, first, last))
        self._sales = None if BY_KEY[by].money else sales
        self.every_day = sales.on_days_off(desk.calendar, first, last)

    def came(self, start: date, end: date) -> float:
        """What came from one day to the other."""
        return self._came.between(start, end)

    def sales(self, start: date, end: date) -> float | None:
        """From how many sales."""
        return None if self._sales is None else self._sales.between(start, end)

    def days(self, start: date, end: date) -> int:
        """How many days count: working days, or every day where as much is sold on the others."""
        if self.every_day:
            return max((end - start).days + 1, 0)
        return self._calendar.count(start, end)

    def elapsed(self, period: Period, day: date) -> float:
        """The part of the period's days that has begun on that day."""
        if self.every_day:
            return min(self.days(period.start, day) / self.days(period.start, period.end), 1)
        return report_period.elapsed(period, self._calendar, day)

    def day_at(self, period: Period, share: float) -> date:
        """The day on which that part has begun."""
        days = self.days(period.start, period.end)
        if self.every_day or not days:
            return period.start + timedelta(days=max(ceil(((period.end - period.start).days + 1) * share), 1) - 1)
        return self._calendar.shift(period.start - timedelta(days=1), ceil(days * share))


class _Added:
    """Numbers by the day, added up from the first on."""

    def __init__(self, found: dict[date, float]) -> None:
        self._found = found
        self._days = sorted(found)
        self._sums = [0.0, *accumulate(found[day] for day in self._days)]

    def between(self, start: date, end: date) -> float:
        """What lies from one day to the other, both included."""
        if end < start:
            return 0.0
        return self._sums[bisect_right(self._days, end)] - self._sums[bisect_left(self._days, start)]

    def on_days_off(self, calendar: WorkCalendar, first: date, last: date) -> bool:
        """Whether a day off brings at least half as much as a working day."""
        first = max(first, self._days[0]) if self._days else last
        days, worked = (last - first).days + 1, calendar.count(first, last)
        on = sum(number for day, number in self._found.items() if calendar.is_workday(day))
        off = self._sums[-1] - on
        return 0 < worked < days and len(self._days) >= FEWEST and off / (days - worked) * 2 >= on / worked
