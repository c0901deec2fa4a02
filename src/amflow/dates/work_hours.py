"""Working hours: counting minutes of work between two moments, and from one moment on, over breaks, days off and make-up
days (`W03` `W07`: problems are answered in time)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from amflow.dates.workdays import WorkCalendar
from amflow.records import NamedTuple

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
    def of_day(self) -> int:
        """The minutes of a whole working day."""
        return sum(end - start for start, end in self.spans)

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
