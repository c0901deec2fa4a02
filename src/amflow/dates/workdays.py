"""Which days are worked, and counting in them; working hours, and counting minutes of work from one moment to another, over
breaks, days off and make-up days (`W03` `W07`: problems are answered in time).

The country's holidays and make-up days are handed in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Self

from amflow.records import NamedTuple

YEARS = range(1900, 2200)
"""A date outside these years is a slip of the hand."""

_FRIDAY = 4
_DAY = timedelta(days=1)


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

    def from_(self, day: date) -> date:
        """That day where it is worked, else the next one that is."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def by(self, day: date) -> date:
        """That day where it is worked, else the last one before it that is."""
        while not self.is_workday(day):
            day -= _DAY
        return day

    def _until(self, ordinal: int) -> int:
        """How many working days there are from the year 1 to that day, included."""
        weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._lost, ordinal) + bisect_right(self._gained, ordinal)


USUAL = ((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30))
"""The stretches of a working day where nothing says otherwise, in minutes from midnight."""


class WorkHours(NamedTuple):
    """The stretches of every working day, in minutes from midnight: in order, without overlap, never empty.

    A stretch begins with its first minute and ends before its last: work that is handed over at 12:00 sharp is done in
    the morning, and what comes in at 12:00 waits for the afternoon.
    """

    spans: tuple[tuple[int, int], ...]
    calendar: WorkCalendar

    @property
    def begins(self) -> time:
        """When the working day begins."""
        return self._clock(0, begins=True)

    @property
    def ends(self) -> time:
        """When it ends."""
        return self._clock(self.of_day, begins=False)

    @property
    def of_day(self) -> int:
        """The minutes of a whole working day."""
        return sum(end - start for start, end in self.spans)

    def are_over(self, now: datetime) -> bool:
        """Whether the last working hour of a day is over at that moment."""
        return _minute(now) >= self.spans[-1][1]

    def between(self, start: datetime, end: datetime) -> int:
        """The working minutes from `start` to `end`; negative where `end` is before `start`."""
        if end < start:
            return -self.between(end, start)
        first, last = start.date(), end.date()
        whole = self.calendar.count(first, last - timedelta(days=1)) * self.of_day
        return whole - self._worked(first, _minute(start)) + self._worked(last, _minute(end))

    def on(self, start: datetime, minutes: int) -> datetime:
        """The first moment by which so many minutes were worked since `start`; with 0 minutes the first moment of work.

        Raises `ValueError` beyond the years 1-9999.
        """
        day = start.date()
        left = minutes + self._worked(day, _minute(start))
        of_first = self.of_day if self.calendar.is_workday(day) else 0
        if left > of_first or not of_first or (minutes == 0 and left == of_first):
            left -= of_first
            days, left = divmod(left - (1 if minutes else 0), self.of_day)
            left += 1 if minutes else 0
            day = self.calendar.shift(day, days + 1)
        return datetime.combine(day, self._clock(left, begins=minutes == 0))

    def _worked(self, day: date, minute: int) -> int:
        """The minutes worked on that day before this minute of it."""
        if not self.calendar.is_workday(day):
            return 0
        return sum(max(0, min(minute, end) - start) for start, end in self.spans)

    def _clock(self, worked: int, *, begins: bool) -> time:
        """The time of day at which so much was worked: at a break the end of the stretch before it, or, where something
        `begins`, the start of the stretch after it."""
        for start, end in self.spans:
            if worked < end - start or (worked == end - start and not begins):
                minute = start + worked
                return time(minute // 60, minute % 60) if minute < 24 * 60 else time(23, 59)
            worked -= end - start
        raise AssertionError("more than a day's minutes")


def of_stretches(stretches: Iterable[tuple[str, str]], calendar: WorkCalendar) -> WorkHours:
    """The hours of a timed day, from its stretches written `HH:MM`: those that touch or overlap are one, what lies
    between is a break. Without any the usual hours."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((_minutes(start), _minutes(end)) for start, end in stretches):
        if end <= start:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    assert all(one[1] < two[0] for one, two in pairwise(spans))
    return WorkHours(tuple(spans) or USUAL, calendar)


def _minutes(clock: str) -> int:
    hours, _colon, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute
