"""Offsets such as `10d`, `-3wd`, `3td`, `2w`, `1m`: what rules and people add to a day; and days that come every year."""

import re
from datetime import date, timedelta
from functools import cache

from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Offset(NamedTuple):
    """So many units on (back when negative). Units: `d` days, `wd` working days, `td` trading days, `w` weeks,
    `m` months."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks an offset for
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@cache
def parse(text: str) -> Offset:
    """The offset written as `10d`, `+10d`, `-3wd`, `3td`, `2w` or `1m`, or in words: `10 days`, `3个工作日`, `两周`; raises
    `Usage` for anything else."""
    match = re.fullmatch(r"([+-]?[0-9]{1,4})(d|wd|td|w|m)", text.strip().lower())
    found = Offset(int(match[1]), match[2]) if match else _in_words(text)
    if found is None:
        raise Usage(
            _('"{text}" is not an offset amflow understands').format(text=text),
            _("a number and d (days), wd (working days), td (trading days), w (weeks) or m (months): 10d, -3wd, 2w"),
        )
    return found


def _in_words(text: str) -> Offset | None:
    """The offset as people say it; None for anything else."""
    from amflow.dates import durations, numerals

    match = re.fullmatch(
        rf"({numerals.N}) ?(?:个?(?:(工作)|交易)日|(?:(working|business)|trading) days?)", numerals.plain(text)
    )
    if match:
        return Offset(numerals.number(match[1]), "wd" if match[2] or match[3] else "td")
    try:
        term = durations.read(text)
    except Usage:
        return None
    return Offset(int(term[:-1]), term[-1])


def apply(offset: Offset, day: date, calendar: WorkCalendar) -> date:
    """The day that far from `day`. Raises `ValueError` or `OverflowError` beyond the years 1–9999.

    A month on from the 31st is the last day of a shorter month. Repeating monthly, multiply the count rather than
    applying it again, or the day drifts.
    """
    if offset.unit == "wd":
        return calendar.shift(day, offset.count)
    if offset.unit == "td":
        return calendar.trading.shift(day, offset.count)
    if offset.unit == "m":
        return months_on(day, offset.count)
    return day + timedelta(days=offset.count * (7 if offset.unit == "w" else 1))


def months_on(day: date, count: int) -> date:
    """The same day of the month `count` months on, clipped to the end of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, _month_length(year, month + 1)))


def month_end(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=_month_length(day.year, day.month))


def _month_length(year: int, month: int) -> int:
    return _DAYS_OF_MONTH[month - 1] + (month == 2 and is_leap(year))


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def coming(month_day: str, today: date) -> date | None:
    """When a day of the year (`10-15`) comes next, today included; 29 February is kept on 1 March of a common year."""
    month, day = int(month_day[:2]), int(month_day[3:])
    for year in (today.year, today.year + 1):
        found = date(year, 3, 1) if (month, day) == (2, 29) and not is_leap(year) else date(year, month, day)
        if found >= today:
            return found
    return None
