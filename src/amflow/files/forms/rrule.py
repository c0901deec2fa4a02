"""The days on which something recurs (RFC 5545), counted day by day up to a last one: no rule can make it endless.

Libraries look for the next day until there is one: for the 30 February that is the end of time. Of the lunar calendar
(RFC 7529, `RSCALE=CHINESE`) it is the day of every year, which is what phones write for birthdays.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from amflow.dates import lunar
from amflow.locale import _
from amflow.records import NamedTuple

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_KNOWN = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "WKST",
}  # fmt: skip
_KNOWN_OF_THE_MOON = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "SKIP", "WKST"}


class RecurrenceRule(NamedTuple):
    """A rule as numbers; an empty list leaves it to the first day."""

    freq: str
    interval: int
    times: int | None
    until: date | None
    weekdays: list[tuple[int, int]]
    """Which of them in the month or year (0: every one, −1 the last), and the weekday."""
    monthdays: list[int]
    months: list[int]
    positions: list[int]
    yeardays: list[int]
    weeks: list[int]
    week_begins: int


def days(text: str, start: date, since: date, last: date) -> Iterator[date]:
    """The days of the rule that began with `start` (a moment, or a whole day), in its own zone, up to the last; those before
    `since` may be left out.

    Raises ValueError for a rule that is not understood.
    """
    first = start.date() if isinstance(start, datetime) else start
    parts = _parts(text)
    scale = parts.pop("RSCALE", "GREGORIAN")
    if scale == "CHINESE":
        yield from _lunar_days(parts, text, start, last)
        return
    if scale != "GREGORIAN":
        raise _not_understood(text)
    rule = _rule(parts, text, start)
    end = min(last, rule.until) if rule.until else last
    given = 0
    # A rule that counts its days must be counted from its beginning.
    for period in _periods(rule, first, first if rule.times is not None else max(first, since), end):
        found = [day for day in period if _fits(rule, day, first)]
        if rule.positions:
            picked = {found[at - 1 if at > 0 else at] for at in rule.positions if 0 < abs(at) <= len(found)}
            found = sorted(picked)
        for day in found:
            if day < first or day > end:
                continue
            yield day
            given += 1
            if rule.times is not None and given >= rule.times:
                return


def by_moon(text: str) -> bool:
    """Whether the rule goes by the lunar calendar."""
    return "RSCALE=CHINESE" in text.upper()


def _not_understood(text: str) -> ValueError:
    return ValueError(_("it recurs in a way that is not understood: {text}").format(text=text[:80]))


def _parts(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.strip().rstrip(";").upper().split(";")]
    if not all(sign for _name, sign, _value in pairs):
        raise _not_understood(text)
    return {name: value for name, _sign, value in pairs}


def _lunar_days(parts: dict[str, str], text: str, start: date, last: date) -> Iterator[date]:
    """The day of the lunar year on which it began, or that the rule names, year by year."""
    first = start.date() if isinstance(start, datetime) else start
    month, day = re.fullmatch(r"(\d\d?)(L)?", parts.get("BYMONTH") or "1"), parts.get("BYMONTHDAY") or "1"
    if parts.get("FREQ") != "YEARLY" or not set(parts) <= _KNOWN_OF_THE_MOON or not month or not day.isdecimal():
        raise _not_understood(text)
    end = min(last, _until(parts["UNTIL"], start)) if parts.get("UNTIL") else last
    try:
        began = lunar.of(first)
    except ValueError:
        raise _not_understood(text) from None
    kept = began._replace(year=0)
    if "BYMONTH" in parts:
        kept = kept._replace(month=int(month[1]), leap=bool(month[2]))
    if "BYMONTHDAY" in parts:
        kept = kept._replace(day=int(day))
    if not 1 <= kept.month <= 12 or not 1 <= kept.day <= 30:
        raise _not_understood(text)
    left = _number(parts["COUNT"]) if parts.get("COUNT") else None
    way = lunar.LunarRule("plain", "next" if parts.get("SKIP") == "FORWARD" else "29th")
    for year in range(began.year, min(end.year, lunar.LAST_YEAR) + 1, max(1, _number(parts.get("INTERVAL", "1")))):
        found = lunar.birthday(kept, year, way)
        if parts.get("SKIP") == "OMIT" and (found is None or lunar.of(found)._replace(year=0) != kept):
            continue
        if found and first <= found <= end and left != 0:
            yield found
            left = None if left is None else left - 1


def _rule(parts: dict[str, str], text: str, start: date) -> RecurrenceRule:
    freq = parts.get("FREQ", "")
    if not set(parts) <= _KNOWN or freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise _not_understood(text)
    count = parts.get("COUNT")
    return RecurrenceRule(
        freq,
        max(1, _number(parts.get("INTERVAL", "1"))),
        _number(count) if count else None,
        _until(parts["UNTIL"], start) if parts.get("UNTIL") else None,
        [_weekday(word) for word in parts.get("BYDAY", "").split(",") if word],
        _numbers(parts.get("BYMONTHDAY")),
        _numbers(parts.get("BYMONTH")),
        _numbers(parts.get("BYSETPOS")),
        _numbers(parts.get("BYYEARDAY")),
        _numbers(parts.get("BYWEEKNO")),
        _WEEKDAYS.get(parts.get("WKST", "MO"), 0),
    )


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,6}", text):
        raise _not_understood(text)
    return int(text)


def _numbers(text: str | None) -> list[int]:
    return [_number(word) for word in text.split(",")] if text else []


def _weekday(word: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", word)
    if match is None:
        raise _not_understood(word)
    return int(match[1] or 0), _WEEKDAYS[match[2]]


def _until(text: str, start: date) -> date:
    """The last day, in the zone of `start`, on which it may begin: a moment in UTC is another hour there, and maybe a day."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?", text)
    if match is None:
        raise _not_understood(text)
    *numbers, utc = match.groups()
    moment = datetime(*(int(number or 0) for number in numbers))  # type: ignore[arg-type]
    # For whole days some write the end of the last one, or its midnight, and call either UTC.
    if utc and (isinstance(start, datetime) or f"{moment:%H%M}" not in ("0000", "2359")):
        zone = start.tzinfo if isinstance(start, datetime) else None
        # For ever is written as the last second of the calendar, which some places never see.
        with suppress(OverflowError):
            moment = moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    too_late = isinstance(start, datetime) and match[4] and moment.time() < start.time()
    return moment.date() - timedelta(days=1 if too_late else 0)


def _periods(rule: RecurrenceRule, first: date, since: date, end: date) -> Iterator[list[date]]:
    """The days of each day, week, month or year in which the rule may fall, every `interval` of them."""
    step = timedelta(days=1)
    if rule.freq == "DAILY":
        day = first + timedelta(days=_skipped((since - first).days, rule.interval))
        while day <= end:
            yield [day]
            day += timedelta(days=rule.interval)
    elif rule.freq == "WEEKLY":
        day = first - timedelta(days=(first.weekday() - rule.week_begins) % 7)
        day += timedelta(weeks=_skipped((since - day).days // 7, rule.interval))
        while day <= end:
            yield [day + step * place for place in range(7)]
            day += timedelta(weeks=rule.interval)
    elif rule.freq == "MONTHLY":
        month = first.year * 12 + first.month - 1
        month += _skipped(since.year * 12 + since.month - 1 - month, rule.interval)
        while (begin := date(month // 12, month % 12 + 1, 1)) <= end:
            yield [begin + step * place for place in range(monthrange(begin.year, begin.month)[1])]
            month += rule.interval
    else:
        for year in range(first.year + _skipped(since.year - first.year, rule.interval), end.year + 1, rule.interval):
            yield [date(year, 1, 1) + step * place for place in range(date(year, 12, 31).timetuple().tm_yday)]


def _skipped(periods: int, interval: int) -> int:
    """So many periods in whole intervals."""
    return max(0, periods) // interval * interval


def _fits(rule: RecurrenceRule, day: date, first: date) -> bool:
    return all(test(rule, day, first) for test in _TESTS)


def _month(rule: RecurrenceRule, day: date, first: date) -> bool:
    if rule.months:
        return day.month in rule.months
    free = rule.monthdays or rule.weekdays or rule.yeardays or rule.weeks
    return rule.freq != "YEARLY" or bool(free) or day.month == first.month


def _monthday(rule: RecurrenceRule, day: date, first: date) -> bool:
    if rule.monthdays:
        from_end = day.day - monthrange(day.year, day.month)[1] - 1
        return day.day in rule.monthdays or from_end in rule.monthdays
    if rule.weekdays or rule.yeardays or rule.weeks or rule.freq in ("DAILY", "WEEKLY"):
        return True
    return day.day == first.day


def _yearday(rule: RecurrenceRule, day: date, _first: date) -> bool:
    if not rule.yeardays:
        return True
    place, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return place in rule.yeardays or place - length - 1 in rule.yeardays


def _week(rule: RecurrenceRule, day: date, first: date) -> bool:
    if not rule.weeks:
        return True
    year, week, _weekday_number = day.isocalendar()
    last = date(year, 12, 28).isocalendar()[1]
    return (week in rule.weeks or week - last - 1 in rule.weeks) and (
        bool(rule.weekdays) or day.weekday() == first.weekday()
    )


def _on_weekday(rule: RecurrenceRule, day: date, first: date) -> bool:
    if not rule.weekdays:
        return rule.freq != "WEEKLY" or day.weekday() == first.weekday()
    return any(day.weekday() == weekday and _nth(rule, day, at) for at, weekday in rule.weekdays)


def _nth(rule: RecurrenceRule, day: date, at: int) -> bool:
    """Whether it is that one of its weekday: in the month, or in the year where the rule names no month."""
    if at == 0 or rule.freq in ("DAILY", "WEEKLY"):
        return True
    if rule.freq == "MONTHLY" or rule.months:
        place, length = day.day, monthrange(day.year, day.month)[1]
    else:
        place, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return (place - 1) // 7 + 1 == at if at > 0 else -((length - place) // 7 + 1) == at


_TESTS: tuple[Callable[[RecurrenceRule, date, date], bool], ...] = (_month, _monthday, _yearday, _week, _on_weekday)
