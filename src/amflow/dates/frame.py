"""What words for a day are relative to, and the days that they name in it: weekdays, days of a month, holidays.

How it decides where people differ:
- A date without a year, a weekday and a day of the month lie ahead, or behind where something is written down that has been
  (`Frame.behind`); today counts as both. The month or year that they fall in must have them: `31号` in November and
  `feb 29` before a common year are refused, not moved.
- `this`, `next`, `last` (本/这, 下, 上) count calendar weeks, Monday to Sunday: on a Wednesday `next fri` is nine days
  on, and `this mon` is past. The same holds for months, quarters and years.
- The weekend is two days, and refused where one is meant; said on a Sunday, `周末` is today.
"""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from amflow.dates import offsets
from amflow.dates.numerals import year
from amflow.dates.offsets import Offset, month_end, months_on
from amflow.dates.workdays import WorkCalendar
from amflow.records import NamedTuple


class Manner(NamedTuple):
    """How words for a day are meant where they do not say: which way they look, and which of two figures is the month."""

    behind: bool = False
    """Whether a day without its year or week lies behind; else it lies ahead."""
    month_first: bool | None = None
    """Whether `10/11` is in October; None where nobody can say."""
    half_past: bool = False
    """Whether `half nine` is half past nine; elsewhere it may be half past eight."""
    begins: time = time(9)
    ends: time = time(17, 30)
    """When the working day begins and ends: `first thing`, `eod`."""
    worked: bool = False
    """Whether something is to be done then: a day that was counted, and is off, gives way to the working day behind it, the
    end of a span to the one before it. A day by its own name stays."""


_MONTH_FIRST = ("US", "PH")
_EITHER = ("none", "CN", "CA", "TW", "JP", "KR", "MN", "HU", "LT", "IR", "ZA", "KE", "GH")
"""Countries of which English does not say, or where the year comes first and figures alone are of no habit."""

_HALF_PAST = ("GB", "IE", "AU", "NZ")


def manner(country: str, *, behind: bool = False) -> Manner:
    """How people of that country write figures, looking that way."""
    home = country.partition("-")[0]
    return Manner(behind, None if home in _EITHER else home in _MONTH_FIRST, home in _HALF_PAST)


class Frame(NamedTuple):
    """The day on which the words are said, by which calendar, looking which way, and how figures are ordered."""

    today: date
    calendar: WorkCalendar
    behind: bool = False
    month_first: bool | None = None


Match = re.Match[str]
Reader = Callable[[Match, Frame], date]

FIXED_HOLIDAYS = {
    **dict.fromkeys(("元旦", "元旦节", "new year's day", "new years day", "new year"), (1, 1)),
    **dict.fromkeys(("情人节", "valentine's day"), (2, 14)),
    **dict.fromkeys(("妇女节", "三八节"), (3, 8)),
    **dict.fromkeys(("劳动节", "五一节", "五一"), (5, 1)),
    "儿童节": (6, 1),
    "教师节": (9, 10),
    **dict.fromkeys(("国庆", "国庆节"), (10, 1)),
    "christmas eve": (12, 24),
    **dict.fromkeys(("圣诞", "圣诞节", "christmas", "christmas day", "xmas"), (12, 25)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new year's eve", "new years eve"), (12, 31)),
}
MOVING_HOLIDAYS = {
    **dict.fromkeys(("春节", "大年初一", "spring festival", "chinese new year", "lunar new year"), (1, 1)),
    **dict.fromkeys(("元宵", "元宵节", "lantern festival"), (1, 15)),
    **dict.fromkeys(("清明", "清明节", "qingming"), (0, 0)),
    **dict.fromkeys(("端午", "端午节", "dragon boat festival"), (5, 5)),
    **dict.fromkeys(("七夕", "七夕节", "qixi"), (7, 7)),
    **dict.fromkeys(("中秋", "中秋节", "mid-autumn", "mid-autumn festival"), (8, 15)),
    **dict.fromkeys(("重阳", "重阳节"), (9, 9)),
    **dict.fromkeys(("除夕", "年三十", "大年三十", "chinese new year's eve"), (12, 30)),
}
"""Holidays of the lunar calendar, month and day in it; 除夕 is the last day of the year, 清明 goes by the sun."""
HOLIDAYS = (*FIXED_HOLIDAYS, *MOVING_HOLIDAYS)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAYS_ZH = "一二三四五六日天"
WHICH = {"this": 0, "next": 1, "last": -1, "本": 0, "这": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}
_YEARS = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_SPAN = {"month": 1, "quarter": 3, "year": 12, "月": 1, "季": 3, "m": 1, "q": 3, "y": 12}


def weekday_number(text: str) -> int:
    """0 for Monday to 6 for Sunday, of `fri`, `friday`, or the last character of `周五`."""
    return min(WEEKDAYS_ZH.index(text), 6) if text in WEEKDAYS_ZH else WEEKDAYS.index(text[:3])


def nearest(frame: Frame, month: int, day: int) -> date:
    """That day of this year, or the next one of the way that the frame looks."""
    said, now = (month, day), (frame.today.month, frame.today.day)
    away = -int(said > now) if frame.behind else int(said < now)
    return date(frame.today.year + away, month, day)


def day_of_month(frame: Frame, day: int) -> date:
    """That day of this month, or of the next one of the way that the frame looks."""
    away = -int(day > frame.today.day) if frame.behind else int(day < frame.today.day)
    return in_month(frame, away, day)


def in_month(frame: Frame, months: int, day: int) -> date:
    """That day of the month so many months on."""
    return months_on(frame.today.replace(day=1), months).replace(day=day)


def in_week(frame: Frame, weeks: int, weekday: int) -> date:
    """That weekday of the week so many weeks on, weeks running from Monday to Sunday."""
    return frame.today + timedelta(days=weekday - frame.today.weekday() + 7 * weeks)


def weekday_of(which: str | None, named: str, frame: Frame) -> date:
    """The weekday of the week named, or the nearest one of the way that the frame looks."""
    weekday = weekday_number(named)
    if which:
        return in_week(frame, WHICH[which], weekday)
    if frame.behind:
        return frame.today - timedelta(days=(frame.today.weekday() - weekday) % 7)
    return frame.today + timedelta(days=(weekday - frame.today.weekday()) % 7)


def coming_weekday(named: str, frame: Frame) -> date:
    """The next weekday of that name, which is not today."""
    return frame.today + timedelta(days=(weekday_number(named) - frame.today.weekday() - 1) % 7 + 1)


def weekday_of_month(nth: int, named: str, month: int | None, which: str | None, frame: Frame) -> date:
    """The first to the fourth of that weekday in a month by its number, of the nearest year, else in this or the next month;
    0 is the last. `ValueError` once it is over."""
    first = months_on(frame.today.replace(day=1), int(which == "next"))
    for years in (0, -1 if frame.behind else 1) if month else (0,):
        start = date(first.year + years, month or first.month, 1)
        away = weekday_number(named) - (start if nth else month_end(start)).weekday()
        found = start + timedelta(days=away % 7 + 7 * nth - 7) if nth else month_end(start) - timedelta(days=-away % 7)
        if found <= frame.today if frame.behind else found >= frame.today:
            return found
    raise ValueError(named)


def weekend(which: str | None, frame: Frame) -> date:
    """The day of the weekend where only one is left of it: today, on a Sunday. Else it is two: `ValueError`."""
    if which in (None, "this", "本", "这") and frame.today.weekday() == 6 and not frame.behind:
        return frame.today
    raise ValueError(which)


def after_weekend(which: str | None, frame: Frame) -> date:
    """The first working day after the weekend's Sunday."""
    saturday = in_week(frame, WHICH[which or "this"], 5)
    return frame.calendar.next(saturday + timedelta(days=1))


def a_year(text: str, frame: Frame) -> int:
    """A year in figures, all four or the last two, or 前去今明后 (年)."""
    if len(text) == 2:
        return 2000 + int(text)
    return frame.today.year + _YEARS[text] if text in _YEARS else year(text)


def month_day(month: int, day: int, years: str | None, frame: Frame) -> date:
    """That day of the year named, or the nearest one."""
    return date(a_year(years, frame), month, day) if years else nearest(frame, month, day)


def edge(which: str | None, span: str, at_end: bool, frame: Frame) -> date:
    """The first or last day of this, the next or the last month, quarter or year."""
    if not (which or at_end):
        raise ValueError(span)
    months = _SPAN[span]
    start = frame.today.replace(month=(frame.today.month - 1) // months * months + 1, day=1)
    start = months_on(start, months * WHICH[which or "this"])
    return month_end(months_on(start, months - 1)) if at_end else start


def last_of_week(weeks: int, frame: Frame) -> date:
    """The Friday of the week so many weeks on: where a working week ends. `ValueError` once it is over."""
    found = in_week(frame, weeks, 4)
    if found < frame.today and not frame.behind:
        raise ValueError(weeks)
    return found


def middle(which: str | None, frame: Frame) -> date:
    """The 15th of this, the next or the last month; the nearest one where it is not said which."""
    return in_month(frame, WHICH[which], 15) if which else day_of_month(frame, 15)


def edge_of_month(month: int, at_end: bool, years: str | None, frame: Frame) -> date:
    """The first or last day of a month named by its number or name."""
    if years:
        first = date(a_year(years, frame), month, 1)
        return month_end(first) if at_end else first
    if not at_end:
        return nearest(frame, month, 1)
    away = -int(month > frame.today.month) if frame.behind else int(month < frame.today.month)
    found = month_end(date(frame.today.year + away, month, 1))
    return month_end(date(found.year - 1, month, 1)) if frame.behind and found > frame.today else found


def holiday(name: str, years: str | None, frame: Frame) -> date:
    """The day of a holiday, in the year named or the nearest one."""
    if name in FIXED_HOLIDAYS:
        return month_day(*FIXED_HOLIDAYS[name], years, frame)
    if years:
        return festival(name, a_year(years, frame))
    found = festival(name, frame.today.year)
    if frame.behind:
        return found if found <= frame.today else festival(name, frame.today.year - 1)
    return found if found >= frame.today else festival(name, frame.today.year + 1)


def festival(name: str, year: int) -> date:
    """The day of a moving holiday in a year of the solar calendar."""
    from amflow.dates import lunar

    month, day = MOVING_HOLIDAYS[name]
    if not month:
        return lunar.qingming(year)
    if month == 12:
        return lunar.solar(lunar.Lunar(year, 1, 1)) - timedelta(days=1)
    return lunar.solar(lunar.Lunar(year, month, day))


def beside_holiday(name: str, years: str | None, after: bool, frame: Frame) -> date:
    """The first working day after a holiday with all its days off, or the last one before it; provisional where those days
    are not decided."""
    day = holiday(name, years, frame)
    found = frame.calendar.next(day) if after else frame.calendar.previous(day)
    if years or frame.behind or found >= frame.today:
        return found
    # The last working day before it is over, the holiday itself is not.
    raise ValueError(name)


def moved(count: int, unit: str, frame: Frame) -> date:
    """The day so many units from today."""
    if unit == "y":
        return offsets.apply(Offset(count * 12, "m"), frame.today, frame.calendar)
    if unit == "f":
        return offsets.apply(Offset(count * 2, "w"), frame.today, frame.calendar)
    return offsets.apply(Offset(count, unit), frame.today, frame.calendar)
