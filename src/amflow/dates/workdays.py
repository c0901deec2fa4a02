"""Which days are worked, and counting in them. The country's holidays and make-up days are handed in."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Self

YEARS = range(1900, 2200)
"""A date outside these years is a slip of the hand."""

_FRIDAY = 4


class Provisional(date):
    """A day that was counted over days whose holidays are not decided yet: it may move, and is shown with `~`.

    Equal to the plain date; what is reckoned from it is provisional too.
    """

    @classmethod
    def of(cls, day: date) -> Self:
        """The same day, marked."""
        return cls(day.year, day.month, day.day)


class WorkCalendar:
    """Monday to Friday, less the days `off`, plus the weekend days worked as `extra` (调休).

    A day in both is off: one's own leave outweighs a make-up day. `known_until` is the last day whose holidays are
    decided, None where nothing is left to be decided. `closed` are the days on which the exchanges do not trade beside
    weekends; without it they are those that are off.
    """

    def __init__(
        self,
        off: Iterable[date] = (),
        extra: Iterable[date] = (),
        *,
        known_until: date | None = None,
        closed: Iterable[date] | None = None,
    ) -> None:
        self.off = frozenset(off)
        self.extra = frozenset(extra) - self.off
        self.known_until = known_until
        self.closed = self.off if closed is None else frozenset(closed)
        # Only these change the plain count of weekdays; sorted, so that one bisection each corrects it.
        self._lost = sorted(day.toordinal() for day in self.off if day.weekday() <= _FRIDAY)
        self._gained = sorted(day.toordinal() for day in self.extra if day.weekday() > _FRIDAY)

    def is_workday(self, day: date) -> bool:
        """Whether that day is worked."""
        return day in self.extra or (day.weekday() <= _FRIDAY and day not in self.off)

    def is_trading_day(self, day: date) -> bool:
        """Whether the exchanges trade: never on a weekend, a make-up Saturday included, whoever works then."""
        return day.weekday() <= _FRIDAY and day not in self.closed

    def is_known(self, day: date) -> bool:
        """Whether the holidays up to that day are decided."""
        return self.known_until is None or day <= self.known_until

    @property
    def trading(self) -> "WorkCalendar":
        """The same questions asked about trading days."""
        return WorkCalendar(self.closed, known_until=self.known_until)

    def shift(self, day: date, n: int) -> date:
        """The day `n` working days on, back when negative; 0 is the day itself, worked or not.

        From a day off, +1 is the next working day. Counted over days whose holidays are not known, the day is
        `Provisional`. Raises `ValueError` beyond the years 1-9999.
        """
        if n == 0:
            return day
        worked = self._until(day.toordinal())
        goal = worked + n if n > 0 else worked + n + (1 - self.is_workday(day))
        last = date.max.toordinal()
        # No further than that many weeks and every day off there is: a search of the whole calendar would take five times
        # as many steps.
        reach = ((abs(n) + len(self._lost)) // 5 + 2) * 7
        nearest = max(0, day.toordinal() - reach)
        found = bisect_left(range(last + 1), goal, nearest, min(day.toordinal() + reach, last + 1), key=self._until)
        if goal < 1 or found > last:
            raise ValueError(f"{n} working days from {day} is no day of the years 1-9999")
        there = date.fromordinal(found)
        return there if self.is_known(max(day, there)) else Provisional.of(there)

    def count(self, start: date, end: date) -> int:
        """How many working days lie in [start, end]; 0 when `end` is before `start`."""
        return max(0, self._until(end.toordinal()) - self._until(start.toordinal() - 1))

    def next(self, day: date) -> date:
        """The first working day after that day."""
        return self.shift(day, 1)

    def previous(self, day: date) -> date:
        """The last working day before that day."""
        return self.shift(day, -1)

    def _until(self, ordinal: int) -> int:
        """How many working days there are from the year 1 to that day, included."""
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._lost, ordinal) + bisect_right(self._gained, ordinal)
