"""The days on which something recurs (RFC 5545), counted day by day up to a last one: no rule can make it endless.

Libraries look for the next day until there is one: for the 30 February that is the end of time.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from amflow.locale import _
from amflow.records import NamedTuple

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_KNOWN = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO", "WKST",
}  # fmt: skip


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


def days(text: str, first: date, since: date, last: date) -> Iterator[date]:
    """The days of the rule that began on the first one, up to the last; those before `since` may be left out.

    Raises ValueError for a rule that is not understood.
    """
    rule = _rule(text)
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


def _rule(text: str) -> RecurrenceRule:
    parts: dict[str, str] = {}
    for pair in text.strip().rstrip(";").upper().split(";"):
        name, sign, value = pair.partition("=")
        if not sign or name not in _KNOWN:
            raise ValueError(_("it recurs in a way that is not understood: {text}").format(text=text[:80]))
        parts[name] = value
    freq = parts.get("FREQ", "")
    if freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError(_("it recurs in a way that is not understood: {text}").format(text=text[:80]))
    count = parts.get("COUNT")
    return RecurrenceRule(
        freq,
        max(1, _number(parts.get("INTERVAL", "1"))),
        _number(count) if count else None,
        _until(parts["UNTIL"]) if parts.get("UNTIL") else None,
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
        raise ValueError(_("it recurs in a way that is not understood: {text}").format(text=text[:80]))
    return int(text)


def _numbers(text: str | None) -> list[int]:
    return [_number(word) for word in text.split(",")] if text else []


def _weekday(word: str) -> tuple[int, int]:
    match = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", word)
    if match is None:
        raise ValueError(_("it recurs in a way that is not understood: {text}").format(text=word[:80]))
    return int(match[1] or 0), _WEEKDAYS[match[2]]


def _until(text: str) -> date:
    match = re.match(r"(\d{4})(\d\d)(\d\d)", text)
    if match is None:
        raise ValueError(_("it recurs in a way that is not understood: {text}").format(text=text[:80]))
    return date(*(int(part) for part in match.groups()))


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
