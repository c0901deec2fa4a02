"""The grammar of days, English and Chinese: rules tried in turn on a whole text made plain.

How it decides where people differ:
- A date without a year, a weekday and a day of the month lie ahead; today counts as ahead. The month or year that
  they fall in must have them: `31号` in November and `feb 29` before a common year are refused, not moved.
- `this`, `next`, `last` (本/这, 下, 上) count calendar weeks, Monday to Sunday: on a Wednesday `next fri` is nine days
  on, and `this mon` is past. The same holds for months, quarters and years.
- The weekend is its Saturday; said on a Sunday, `周末` is today.
- A whole week or month (`next week`, `下个月`) is not a day; `月初` without a month could be past or to come; `10日前`
  could be ten days ago or before the 10th. They are refused.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from amflow.dates import offsets
from amflow.dates.numerals import N, number, year
from amflow.dates.offsets import Offset, month_end, months_on
from amflow.dates.workdays import WorkCalendar
from amflow.records import NamedTuple


class Frame(NamedTuple):
    """What the words are relative to."""

    today: date
    calendar: WorkCalendar


Match = re.Match[str]
Reader = Callable[[Match, Frame], date]

WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
FIXED_HOLIDAYS = {
    **dict.fromkeys(("元旦", "元旦节", "new year's day"), (1, 1)),
    **dict.fromkeys(("情人节", "valentine's day"), (2, 14)),
    **dict.fromkeys(("妇女节", "三八节"), (3, 8)),
    **dict.fromkeys(("劳动节", "五一节", "五一"), (5, 1)),
    "儿童节": (6, 1),
    "教师节": (9, 10),
    **dict.fromkeys(("国庆", "国庆节"), (10, 1)),
    **dict.fromkeys(("圣诞", "圣诞节", "christmas", "christmas day"), (12, 25)),
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
UNITS = {
    **dict.fromkeys(("day", "days", "天"), "d"),
    **dict.fromkeys(("week", "weeks", "周", "星期", "礼拜"), "w"),
    **dict.fromkeys(("month", "months", "月"), "m"),
    **dict.fromkeys(("year", "years", "年"), "y"),
    **dict.fromkeys((f"{kind} {day}" for kind in ("working", "business", "work") for day in ("day", "days")), "wd"),
    **dict.fromkeys(("workday", "workdays", "工作日"), "wd"),
    **dict.fromkeys(("trading day", "trading days", "交易日"), "td"),
}
EN_NUMBER_WORDS = (
    "a",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

_WORDS = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("tomorrow", "明天", "明日"), 1),
    **dict.fromkeys(("后天", "day after tomorrow", "the day after tomorrow"), 2),
    "大后天": 3,
    **dict.fromkeys(("yesterday", "昨天", "昨日"), -1),
    **dict.fromkeys(("前天", "day before yesterday", "the day before yesterday"), -2),
    "大前天": -3,
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_ZH = "一二三四五六日天"
_WHICH = {"this": 0, "next": 1, "last": -1, "本": 0, "这": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}
_YEARS = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_SPAN = {"month": 1, "quarter": 3, "year": 12, "月": 1, "季": 3, "m": 1, "q": 3, "y": 12}

_WHICH_ZH = "(?:(上上|下下|上|下|本|这)个?)"
_YEAR_ZH = "(?:([0-9]{4}|[零〇一二三四五六七八九]{4}|[前去今明后])年)"
_WEEK_ZH = "(?:周|星期|礼拜)"
EN_NUMBER = f"([0-9]{{1,4}}|an|{'|'.join(EN_NUMBER_WORDS)})"
_UNIT_EN = "(" + "|".join(unit for unit in UNITS if unit.isascii()) + ")"
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)"
_YEAR_EN = r"(?:,? ?(?<=[ ,])([0-9]{4}))?"


def read(text: str, frame: Frame) -> date:
    """The day that a whole text (made plain) says; `ValueError` or `OverflowError` if it says none."""
    if text in _WORDS:
        return frame.today + timedelta(days=_WORDS[text])
    for hints, pattern, reader in _NEUTRAL + (_ENGLISH if text.isascii() else _CHINESE):
        match = re.fullmatch(pattern, text) if any(hint in text for hint in hints) else None
        if match:
            return reader(match, frame)
    return _with_weekday(text, frame)


def en_number(text: str) -> int:
    """A count in digits or in the small words of English."""
    return int(text) if text.isdigit() else 1 if text == "an" else max(1, EN_NUMBER_WORDS.index(text))


def weekday_number(text: str) -> int:
    """0 for Monday to 6 for Sunday, of `fri`, `friday`, or the last character of `周五`."""
    return min(_WEEKDAYS_ZH.index(text), 6) if text in _WEEKDAYS_ZH else _WEEKDAYS.index(text[:3])


def _with_weekday(text: str, frame: Frame) -> date:
    """A date with its weekday beside it, as amflow itself shows one; the two must agree."""
    match = re.fullmatch(rf"({WEEKDAY}),? (.*[0-9].*)", text) if text[:3] in _WEEKDAYS else None
    if match:
        named, rest = match.groups()
    elif text.isascii():
        raise ValueError(text)
    else:
        match = re.fullmatch(rf"(.*[0-9一二三四五六七八九十].*?)[ ,]?(\(?){_WEEK_ZH}([一二三四五六日天])(\)?)", text)
        if not match or len(match[2]) != len(match[4]):
            raise ValueError(text)
        rest, named = match[1], match[3]
    day = read(rest, frame)
    if day.weekday() != weekday_number(named):
        raise ValueError(text)
    return day


def _ahead(frame: Frame, month: int, day: int) -> date:
    """That day of this year, or of the next when it has passed."""
    passed = (month, day) < (frame.today.month, frame.today.day)
    return date(frame.today.year + passed, month, day)


def _in_month(frame: Frame, months: int, day: int) -> date:
    """That day of the month so many months on."""
    return months_on(frame.today.replace(day=1), months).replace(day=day)


def _in_week(frame: Frame, weeks: int, weekday: int) -> date:
    """That weekday of the week so many weeks on, weeks running from Monday to Sunday."""
    return frame.today + timedelta(days=weekday - frame.today.weekday() + 7 * weeks)


def _year(text: str, frame: Frame) -> int:
    """A year in figures, or 前去今明后 (年)."""
    return frame.today.year + _YEARS[text] if text in _YEARS else year(text)


def _year_month_day(m: Match, frame: Frame) -> date:
    return date(int(m[1]), int(m[2]), int(m[3]))


def _month_day(month: int, day: str, years: str | None, frame: Frame) -> date:
    return date(_year(years, frame), month, number(day)) if years else _ahead(frame, month, number(day))


def _day_of_month(m: Match, frame: Frame) -> date:
    day = number(m[1])
    return _in_month(frame, int(day < frame.today.day), day)


def _weekday(which: str | None, named: str, frame: Frame) -> date:
    """The weekday of the week named, or the coming one."""
    weekday = weekday_number(named)
    if which:
        return _in_week(frame, _WHICH[which], weekday)
    return frame.today + timedelta(days=(weekday - frame.today.weekday()) % 7)


def _weekend(m: Match, frame: Frame) -> date:
    if m[1] is None and frame.today.weekday() == 6:
        return frame.today
    return _in_week(frame, _WHICH[m[1] or "this"], 5)


def _edge(which: str | None, span: str, at_end: bool, frame: Frame) -> date:
    """The first or last day of this, the next or the last month, quarter or year."""
    if not (which or at_end):
        raise ValueError(span)
    months = _SPAN[span]
    start = frame.today.replace(month=(frame.today.month - 1) // months * months + 1, day=1)
    start = months_on(start, months * _WHICH[which or "this"])
    return month_end(months_on(start, months - 1)) if at_end else start


def _year_edge(m: Match, frame: Frame) -> date:
    """年底, 明年初."""
    if not m[1]:
        return _edge(None, "year", m[2] != "初", frame)
    years = _year(m[1], frame)
    return date(years, 1, 1) if m[2] == "初" else date(years, 12, 31)


def _month_edge(m: Match, frame: Frame) -> date:
    """12月底, 明年3月初: a month named by its number."""
    month, at_end = number(m[2]), m[3] != "初"
    if m[1]:
        first = date(_year(m[1], frame), month, 1)
        return month_end(first) if at_end else first
    if at_end:
        return month_end(date(frame.today.year + (month < frame.today.month), month, 1))
    return _ahead(frame, month, 1)


def _holiday(m: Match, frame: Frame) -> date:
    month, day = FIXED_HOLIDAYS[m[2]]
    return date(_year(m[1], frame), month, day) if m[1] else _ahead(frame, month, day)


def _moving_holiday(m: Match, frame: Frame) -> date:
    if m[1]:
        return festival(m[2], _year(m[1], frame))
    found = festival(m[2], frame.today.year)
    return found if found >= frame.today else festival(m[2], frame.today.year + 1)


def festival(name: str, year: int) -> date:
    """The day of a moving holiday in a year of the solar calendar."""
    from amflow.dates import lunar

    month, day = MOVING_HOLIDAYS[name]
    if not month:
        return lunar.qingming(year)
    if month == 12:
        return lunar.solar(lunar.Lunar(year, 1, 1)) - timedelta(days=1)
    return lunar.solar(lunar.Lunar(year, month, day))


def _moved(count: int, unit: str, frame: Frame) -> date:
    offset = Offset(count * 12, "m") if unit == "y" else Offset(count, unit)
    return offsets.apply(offset, frame.today, frame.calendar)


def _relative_zh(m: Match, frame: Frame) -> date:
    count = number(m[1]) * (-1 if m[3] == "前" else 1)
    return _moved(count, UNITS[m[2].removeprefix("个")], frame)


# Each rule has signs before it, one of which is in every text that it reads: compiling a pattern costs more than all else
# here, and most texts need one or two.
_DIGITS = "0123456789"
_ENDINGS = ("st", "nd", "rd", "th")
_WEEK_SIGNS = "周期拜"
_FIXED_EN, _FIXED_ZH, _MOVING_EN, _MOVING_ZH = (
    tuple(name for name in names if name.isascii() is english)
    for names in (FIXED_HOLIDAYS, MOVING_HOLIDAYS)
    for english in (True, False)
)
_NEUTRAL: tuple[tuple[Sequence[str], str, Reader], ...] = (
    ("-", r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", _year_month_day),
    (_DIGITS, r"([0-9]{4})([0-9]{2})([0-9]{2})", _year_month_day),
    ("/", r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})", _year_month_day),
    (".", r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})", _year_month_day),
    ("-", r"([0-9]{1,2})-([0-9]{1,2})", lambda m, f: _ahead(f, int(m[1]), int(m[2]))),
    ("+-", r"t?([+-][0-9]{1,4})(d|wd|td|w|m)", lambda m, f: _moved(int(m[1]), m[2], f)),
    ("+-", r"t([+-][0-9]{1,4})", lambda m, f: _moved(int(m[1]), "d", f)),
)
_ENGLISH: tuple[tuple[Sequence[str], str, Reader], ...] = (
    (_WEEKDAYS, rf"(?:on )?(?:(this|next|last) )?({WEEKDAY})", lambda m, f: _weekday(m[1], m[2], f)),
    ((" week",), rf"(?:on )?({WEEKDAY}) (this|next|last) week", lambda m, f: _weekday(m[2], m[1], f)),
    (
        _MONTHS,
        rf"(?:on )?({MONTH}) ([0-9]{{1,2}})(?:st|nd|rd|th)?{_YEAR_EN}",
        lambda m, f: _named_month(m[1], m[2], m[3], f),
    ),
    (
        _MONTHS,
        rf"(?:on )?(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH}){_YEAR_EN}",
        lambda m, f: _named_month(m[2], m[1], m[3], f),
    ),
    (_ENDINGS, rf"(?:on )?(?:the )?{_NTH}", _day_of_month),
    (
        (" month",),
        rf"(?:on )?(?:the )?{_NTH}(?: of)? (this|next|last) month",
        lambda m, f: _in_month(f, _WHICH[m[2]], int(m[1])),
    ),
    (("in ",), rf"in {EN_NUMBER} {_UNIT_EN}", lambda m, f: _moved(en_number(m[1]), UNITS[m[2]], f)),
    (
        (" from now", " later", " ago"),
        rf"{EN_NUMBER} {_UNIT_EN} (from now|later|ago)",
        lambda m, f: _moved(en_number(m[1]) * (-1 if m[3] == "ago" else 1), UNITS[m[2]], f),
    ),
    (
        (" of ",),
        r"(?:the )?(end|start|beginning) of (?:(this|next|last) |the )?(month|quarter|year)",
        lambda m, f: _edge(m[2], m[3], m[1] == "end", f),
    ),
    (("eo",), r"eo([mqy])", lambda m, f: _edge("this", m[1], True, f)),
    (("weekend",), r"(?:(this|next|last) |the )?weekend", _weekend),
    (_FIXED_EN, rf"(?:on )?()({'|'.join(_FIXED_EN)})", _holiday),
    (_MOVING_EN, rf"(?:on )?()({'|'.join(_MOVING_EN)})", _moving_holiday),
)
_CHINESE: tuple[tuple[Sequence[str], str, Reader], ...] = (
    (_WEEK_SIGNS, rf"{_WHICH_ZH}?{_WEEK_ZH}([一二三四五六日天])", lambda m, f: _weekday(m[1], m[2], f)),
    ("月", rf"{_YEAR_ZH}?({N})月({N})[日号]", lambda m, f: _month_day(number(m[2]), m[3], m[1], f)),
    ("月", rf"{_WHICH_ZH}月({N})[日号]", lambda m, f: _in_month(f, _WHICH[m[1]], number(m[2]))),
    ("日号", rf"({N})[日号]", _day_of_month),
    ("前后", rf"({N})(天|周|个?星期|个?礼拜|个?工作日|个?交易日|个月|年)[之以]?(后|前)", _relative_zh),
    ("半", "半年[之以]?(后|前)", lambda m, f: _moved(-6 if m[1] == "前" else 6, "m", f)),
    ("月", rf"{_WHICH_ZH}?(月)([底末初])", lambda m, f: _edge(m[1], m[2], m[3] != "初", f)),
    ("季", rf"{_WHICH_ZH}?(季)度?([底末初])", lambda m, f: _edge(m[1], m[2], m[3] != "初", f)),
    ("年", rf"(?:{_YEAR_ZH}年?|年)([底末初])", _year_edge),
    ("月", rf"{_YEAR_ZH}?({N})月份?([底末初])", _month_edge),
    ("末", rf"{_WHICH_ZH}?{_WEEK_ZH}末", _weekend),
    (_FIXED_ZH, rf"{_YEAR_ZH}?({'|'.join(_FIXED_ZH)})", _holiday),
    (_MOVING_ZH, rf"{_YEAR_ZH}?({'|'.join(_MOVING_ZH)})", _moving_holiday),
)


def _named_month(name: str, day: str, years: str | None, frame: Frame) -> date:
    return _month_day(_MONTHS.index(name[:3]) + 1, day, years, frame)
