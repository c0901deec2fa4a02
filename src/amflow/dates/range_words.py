"""Several days in words: `mon-wed`, `周一到周三`, `12月1日到5日`, `this week`, `下个月`, `2026-10`, `2026Q4`. Whole text or
nothing, as for one day.

A range of bare weekdays is the one that ends soonest, today counted: on a Tuesday `mon-wed` began yesterday. Otherwise
the end is read as of today, and where that lies before the beginning, as of the beginning: `12月28日到3日`.
"""

import re
from datetime import date, datetime, timedelta

from amflow.dates import grammar, periods
from amflow.dates.date_words import AHEAD, LONGEST, day, ends, parts
from amflow.dates.format import MONTHS_EN
from amflow.dates.frame import Manner
from amflow.dates.numerals import number, plain
from amflow.dates.offsets import months_on
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage
from amflow.locale import _

_WHICH = {"this": 0, "next": 1, "last": -1, "本": 0, "这": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}
_WHOLE = r"(?:(this|next|last) |(上上|下下|上|下|本|这)个?)(week|month|quarter|year|周|星期|礼拜|月|季度?)"
_KINDS = {
    **dict.fromkeys(("week", "周", "星期", "礼拜"), "week"),
    **dict.fromkeys(("month", "月"), "month"),
    **dict.fromkeys(("quarter", "季", "季度"), "quarter"),
    "year": "year",
}
_YEARS = {"今年": 0, "明年": 1, "去年": -1}


def several(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> Period | None:
    """The days from one to another, or of a whole week, month, quarter or year; None for anything else.

    Raises nothing: a range that ends before it begins is none.
    """
    words = plain(text)
    if not words or len(words) > 2 * LONGEST:
        return None
    found = whole(words, now.date())
    if found:
        return found
    pair = ends(words)
    return _between(*pair, now, calendar, how) if pair else None


def span(text: str, now: datetime, calendar: WorkCalendar | None = None, how: Manner = AHEAD) -> Period:
    """The days that the words mean, one or several. Raises Usage."""
    found = several(text, now, calendar, how)
    if found:
        return found
    return periods.day_of(day(text, now, calendar, how))


def whole(text: str, today: date) -> Period | None:
    """The whole week, month, quarter or year that the words name (`last week`, `下个月`); None for anything else."""
    words = plain(text)
    if words in _YEARS:
        return periods.year_of(months_on(today, 12 * _YEARS[words]))
    if words[:4].isdigit():
        return _numbered(words)
    match = re.fullmatch(_WHOLE, words)
    if not match:
        return None
    away, kind = _WHICH[match[1] or match[2]], _KINDS[match[3]]
    if kind == "week":
        return periods.week_of(today + timedelta(days=7 * away))
    months = {"month": 1, "quarter": 3, "year": 12}[kind] * away
    within = months_on(today.replace(day=1), months)
    return periods.around(kind, within)


def past(text: str, today: date) -> Period | None:
    """The whole month or week that the words name (`november`, `2025年11月`, `week 48`, `第48周`), without its year the last that
    has begun; else what `whole` knows; None for anything else."""
    words = plain(text)
    week = re.fullmatch(r"w(?:eek ?)?([0-9]{1,2})|第([0-9一二三四五十]{1,3})周", words)
    month = re.fullmatch(r"(?:([0-9]{4})年)?([0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?", words)
    try:
        if week:
            this, asked = today.isocalendar(), number(week[1] or week[2])
            return _numbered(f"{this.year - (asked > this.week)}-w{asked}")
        year, asked = (month[1], number(month[2])) if month else _by_name(words)
    except ValueError:
        # Figures that are no number: 五五.
        return None
    return _numbered(f"{year or today.year - (asked > today.month)}-{asked}") if asked else whole(text, today)


def _by_name(words: str) -> tuple[str, int]:
    """The year, where one is said, and the number of the month that is named in English; 0 for none."""
    name, _space, year = words.partition(" ")
    found = (at for at, one in enumerate(MONTHS_EN, 1) if len(name) > 2 and one.lower().startswith(name))
    return year, next(found, 0) if re.fullmatch("([0-9]{4})?", year) else 0


def _numbered(words: str) -> Period | None:
    """A year, or its month, quarter or week by their numbers: `2026`, `2026-10`, `2026q4`, `2026-w48`; None for none such."""
    match = re.fullmatch(r"([0-9]{4})(?:-?(q[1-4])|-?(w[0-9]{1,2})|-([0-9]{1,2}))?", words)
    try:
        if match is None:
            return None
        year, quarter, week, month = match.groups()
        if week:
            return periods.week_of(date.fromisocalendar(int(year), int(week[1:]), 1))
        if quarter:
            return periods.quarter_of(date(int(year), int(quarter[1]) * 3, 1))
        return periods.month_of(date(int(year), int(month), 1)) if month else periods.year_of(date(int(year), 1, 1))
    except ValueError:
        return None


def _between(first: str, last: str, now: datetime, calendar: WorkCalendar | None, how: Manner) -> Period | None:
    begin, end = _day(first, now, calendar, how), _day(last, now, calendar, how)
    if begin is None:
        return None
    if grammar.is_weekday(first) and grammar.is_weekday(last) and end:
        return periods.span(end - timedelta(days=(end.weekday() - begin.weekday()) % 7), end)
    if end is None or end < begin:
        end = _day(last, datetime.combine(begin, now.time()), calendar, how)
    return periods.span(begin, end) if end and begin <= end else None


def _day(words: str, now: datetime, calendar: WorkCalendar | None, how: Manner) -> date | None:
    # Not its moment: of a range that is under way, today's weekday is today.
    found = parts(words, now, calendar, how)
    return found and found.day


def both(since: str, until: str) -> tuple[str, str]:
    """The two ends that `--from` and `--to` name, where `--from mon-wed` names both. Raises Usage for three ends."""
    pair = ends(since)
    if pair is None:
        return since, until
    if until:
        raise Usage(
            _('"{text}" has its end already').format(text=since), _("leave --to out, or name one day with --from")
        )
    return pair
