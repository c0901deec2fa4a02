"""Which period a summary is about, the ones before it that it is compared with, and the one that comes next."""

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar, WorkHours
from amflow.errors import Usage
from amflow.locale import _, ngettext

if TYPE_CHECKING:
    from amflow.dates.frame import Manner

LOOK_BACK = 4
"""How many periods the history shows, the one in question included."""

FIRST_YEAR, LAST_YEAR = 1900, 9000
MOST_DAYS = 3653
"""Beyond these a period is a slip of the keyboard, and the ones before it may not be in the calendar."""


HALF_A_YEAR = 183
"""So many days: a stretch that begins behind us and ends further ahead was not meant so."""


def chosen(
    now: datetime,
    how: "Manner",
    *,
    day: bool = False,
    week: bool = False,
    month: bool = False,
    quarter: bool = False,
    year: bool = False,
    since: str = "",
    until: str = "",
) -> Period:
    """The period that the options ask for: one of them, or the day; its days as they are written in that manner, looking
    back. Raises Usage for more than one."""
    asked = [
        name
        for name, on in (
            ("--day", day),
            ("--week", week),
            ("--month", month),
            ("--quarter", quarter),
            ("--year", year),
            ("--from/--to", since or until),
        )
        if on
    ]
    if len(asked) > 1:
        raise Usage(
            _("{options} cannot go together").format(options=" ".join(asked)), _("one period a summary: choose one")
        )
    today = now.date()
    if since or until:
        return _span(now, how._replace(behind=True), since, until)
    if quarter or year:
        return periods.quarter_of(today) if quarter else periods.year_of(today)
    return periods.week_of(today) if week else periods.month_of(today) if month else periods.day_of(today)


def _span(now: datetime, how: "Manner", since: str, until: str) -> Period:
    if since:
        from amflow.dates import range_words

        whole = range_words.past(since, now.date()) if not until else None
        if whole:
            return whole
        since, until = range_words.both(since, until)
    if not since:
        raise Usage(_("{what} is missing").format(what="--from"), _("such as --from monday --to friday"))
    first = _behind(since, now, how, date.min)
    last = _behind(until, now, how, first) if until else now.date()
    if first <= now.date() < last and (last - first).days > HALF_A_YEAR and not re.search(r"\d{4}", until):
        # A day without its year would lie in the next one: whoever types that has turned the two round.
        raise Usage(
            _("{until} is before {since}").format(until=until, since=since),
            _("such as --from monday --to friday; a day far ahead has its year: 2027-11-20"),
        )
    period = periods.span(first, last)
    if (
        not FIRST_YEAR <= period.start.year <= period.end.year <= LAST_YEAR
        or (period.end - period.start).days > MOST_DAYS
    ):
        raise _out_of_reach()
    return period


def _out_of_reach() -> Usage:
    return Usage(
        _("a summary covers ten years at most, between {first} and {last}").format(first=FIRST_YEAR, last=LAST_YEAR),
        _("choose a shorter stretch of days, or another day"),
    )


def _behind(text: str, now: datetime, how: "Manner", earliest: date) -> date:
    """The day that the words name, looking back; a day that would lie before the earliest one is looked for ahead."""
    from amflow.dates.date_words import day

    found = day(text, now, how=how)
    return found if earliest <= found else day(text, now, how=how._replace(behind=False))


def history(period: Period, calendar: WorkCalendar) -> tuple[Period, ...]:
    """The period and those before it, the oldest first. Before a day come the working days before it."""
    found = [period]
    while len(found) < LOOK_BACK:
        first = found[0]
        earlier = calendar.previous(first.start) if period.kind == "day" else None
        found.insert(0, periods.day_of(earlier) if earlier else periods.previous(first))
    return tuple(found)


def history_title(period: Period) -> str:
    """What the column of the history is called: `4 weeks`."""
    if period.kind == "day":
        return ngettext("{n} day", "{n} days", LOOK_BACK)
    if period.kind == "week":
        return ngettext("{n} week", "{n} weeks", LOOK_BACK)
    if period.kind == "month":
        return ngettext("{n} month", "{n} months", LOOK_BACK)
    if period.kind == "quarter":
        return ngettext("{n} quarter", "{n} quarters", LOOK_BACK)
    if period.kind == "year":
        return ngettext("{n} year", "{n} years", LOOK_BACK)
    return ngettext("{n} period", "{n} periods", LOOK_BACK)


def following(period: Period, calendar: WorkCalendar) -> Period:
    """What comes after the period: for a day everything up to the end of the next working day."""
    if period.kind == "day":
        return Period("span", period.end + timedelta(days=1), calendar.next(period.end))
    return periods.following(period)


def elapsed(period: Period, calendar: WorkCalendar, today: date) -> float:
    """Which part of the period's working days has begun, today's included, from 0 to 1; without any, of its days."""
    last = min(today, period.end)
    if last < period.start:
        return 0.0
    whole = calendar.count(period.start, period.end)
    if whole:
        return calendar.count(period.start, last) / whole
    return ((last - period.start).days + 1) / ((period.end - period.start).days + 1)


def left(period: Period, hours: WorkHours, now: datetime) -> int:
    """How many working days of the period are still to be worked: today counts until its last working hour is over."""
    first = now.date() + timedelta(days=1) if hours.are_over(now) else now.date()
    return hours.calendar.count(max(period.start, first), period.end)
