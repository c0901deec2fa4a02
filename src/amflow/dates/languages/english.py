"""The days of English: rules tried in turn on a whole text made plain.

Each rule has signs before it, one of which is in every text that it reads: compiling a pattern costs more than all else
here, and most texts need one or two.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from amflow.dates import frame as at
from amflow.dates.frame import HOLIDAYS, MONTHS, WEEKDAYS, WHICH, Frame, Match, Reader

WEEKDAY = r"(?:(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
UNITS = {
    **dict.fromkeys(("day", "days", "d"), "d"),
    **dict.fromkeys(("week", "weeks", "wk", "wks", "w"), "w"),
    **dict.fromkeys(("fortnight", "fortnights"), "f"),
    **dict.fromkeys(("month", "months"), "m"),
    **dict.fromkeys(("year", "years"), "y"),
    **dict.fromkeys((f"{kind} {day}" for kind in ("working", "business", "work") for day in ("day", "days")), "wd"),
    **dict.fromkeys(("workday", "workdays", "wd"), "wd"),
    **dict.fromkeys(("trading day", "trading days", "td"), "td"),
}
"""Not `m`, which is a month to one and a minute to another."""
NUMBER_WORDS = (
    *("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)
WORDS = {
    **dict.fromkeys(("today", "2day"), 0),
    **dict.fromkeys(("tomorrow", "tmr", "tmrw", "tmw", "tomo", "2moro", "2mrw"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow"), 2),
    "yesterday": -1,
    **dict.fromkeys(("day before yesterday", "the day before yesterday"), -2),
    **dict.fromkeys(("a week today", "today week", "week today", "a week from today"), 7),
    **dict.fromkeys(("a fortnight today", "fortnight today", "a fortnight from today"), 14),
    **dict.fromkeys(("a week tomorrow", "tomorrow week", "week tomorrow", "a week from tomorrow"), 8),
}

NUMBER = f"([0-9]{{1,4}}|an|a couple(?: of)?|{'|'.join(NUMBER_WORDS)})"
UNIT = f"({'|'.join(UNITS)})"
_NTH = r"([0-9]{1,2})(?:st|nd|rd|th)"
_NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 0}
_YEAR = r"(?:,? ?(?<=[ ,])([0-9]{4}))?"
_ENDINGS = ("st", "nd", "rd", "th")
_HOLIDAYS = tuple(name for name in HOLIDAYS if name.isascii())
_HOLIDAY = f"({'|'.join(_HOLIDAYS)})"


def number(text: str) -> int:
    """A count in digits or in small words."""
    if text.startswith("a couple"):
        return 2
    return int(text) if text.isdigit() else 1 if text == "an" else max(1, NUMBER_WORDS.index(text))


def _named_month(name: str, day: str, years: str | None, frame: Frame) -> date:
    return at.month_day(MONTHS.index(name[:3]) + 1, int(day), years, frame)


def _end_of_month(m: Match, frame: Frame) -> date:
    return at.edge_of_month(MONTHS.index(m[2][:3]) + 1, m[1] in ("end", "last day"), m[3], frame)


def _quarter_end(m: Match, frame: Frame) -> date:
    return at.edge_of_month(int(m[1]) * 3, True, m[2], frame)


def _weeks_after(named: str, weeks: int, frame: Frame) -> date:
    """`monday week`: a week after the coming one."""
    return at.weekday_of(None, named, frame._replace(behind=False)) + timedelta(weeks=weeks)


def minutes_from_now(text: str) -> int | None:
    """So many minutes from now, below zero for ago: `in 2 hours`, `half an hour ago`; None when the text is no such thing."""
    text = re.sub(r"\b([0-9]{1,2})\.5(?= ?h(?:ou)?rs?\b| ?h\b)", lambda half: f"{int(half[1]) * 60 + 30} minutes", text)
    text = re.sub("(?<=minutes) ?h(?:(?:ou)?rs?)?", "", text)
    length = rf"(?:(half an hour|an hour and a half)|{NUMBER}(?: |(?<=[0-9]))(hours?|hrs?|h|minutes?|mins?))"
    match = re.fullmatch(rf"in {length}(?:'?s? time)?()|{length} (from now|later|ago)", text)
    if not match:
        return None
    words, count, unit, way = match.groups()[:4] if text.startswith("in ") else match.groups()[4:]
    whole = {"half an hour": 30, "an hour and a half": 90}
    minutes = whole[words] if words else number(count) * (60 if unit[0] == "h" else 1)
    return -minutes if way == "ago" else minutes


RULES: tuple[tuple[Sequence[str], str, Reader], ...] = (
    (WEEKDAYS, rf"(?:on )?(?:(this|next|last) )?({WEEKDAY})", lambda m, f: at.weekday_of(m[1], m[2], f)),
    (("coming ",), rf"(?:on )?(?:this |the )?coming ({WEEKDAY})", lambda m, f: at.coming_weekday(m[1], f)),
    ((" week",), rf"(?:on )?({WEEKDAY}) (?:of )?(this|next|last) week", lambda m, f: at.weekday_of(m[2], m[1], f)),
    (("week ",), rf"(this|next|last) week,? (?:on )?({WEEKDAY})", lambda m, f: at.weekday_of(m[1], m[2], f)),
    (
        (" week", " fortnight"),
        rf"(?:on )?({WEEKDAY}) (week|fortnight)",
        lambda m, f: _weeks_after(m[1], 1 + (m[2] != "week"), f),
    ),
    (
        ("week ", "fortnight "),
        rf"(?:a (?=.* )|(?=\w+ (?:on|from) ))(week|fortnight) (?:on |from )?({WEEKDAY})",
        lambda m, f: _weeks_after(m[2], 1 + (m[1] != "week"), f),
    ),
    (
        MONTHS,
        rf"(?:on )?({MONTH})[ -]?(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?{_YEAR}",
        lambda m, f: _named_month(m[1], m[2], m[3], f),
    ),
    (
        MONTHS,
        rf"(?:on |at )?(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of|-|\.)? ?({MONTH})(?:-([0-9]{{4}}))?",
        lambda m, f: _named_month(m[2], m[1], m[3], f),
    ),
    (
        MONTHS,
        rf"(?:on )?(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({MONTH}){_YEAR}",
        lambda m, f: _named_month(m[2], m[1], m[3], f),
    ),
    (_ENDINGS, rf"(?:on )?(?:the )?{_NTH}", lambda m, f: at.day_of_month(f, int(m[1]))),
    (
        (" month",),
        rf"(?:on )?(?:the )?{_NTH}(?: of)? (this|next|last) month",
        lambda m, f: at.in_month(f, WHICH[m[2]], int(m[1])),
    ),
    (
        (" month",),
        rf"(this|next|last) month,? (?:on )?(?:the )?{_NTH}",
        lambda m, f: at.in_month(f, WHICH[m[1]], int(m[2])),
    ),
    (("in ",), rf"in {NUMBER} ?{UNIT}(?:'?s? time)?", lambda m, f: at.moved(number(m[1]), UNITS[m[2]], f)),
    (
        ("half a year",),
        "in half a year(?:'?s? time)?|half a year (?:from now|later)",
        lambda _m, f: at.moved(6, "m", f),
    ),
    (
        (" from now", " from today", " later", " ago"),
        rf"{NUMBER} {UNIT} (from now|from today|later|ago)",
        lambda m, f: at.moved(number(m[1]) * (-1 if m[3] == "ago" else 1), UNITS[m[2]], f),
    ),
    (
        (" of ",),
        r"(?:the )?(end|last day|start|beginning) of (?:(this|next|last) |the )?(month|quarter|year)",
        lambda m, f: at.edge(m[2], m[3], m[1] in ("end", "last day"), f),
    ),
    (
        ("end", "last day", "start", "begin", "first of"),
        rf"(?:on )?(?:the )?(end|last day|start|begin(?:ning)?|first(?= of))(?: of |-| )({MONTH}){_YEAR}",
        _end_of_month,
    ),
    (("end of q", "end q"), r"(?:the )?end (?:of )?q([1-4])(?:[ /]([0-9]{4}))?", _quarter_end),
    (("end",), r"(month|quarter|year)(?:'?s)?[ -]?end", lambda m, f: at.edge("this", m[1], True, f)),
    (
        WEEKDAYS,
        rf"(?:on )?(?:the )?({'|'.join(_NTHS)}) ({WEEKDAY}) (?:of|in) (?:({MONTH})|(?:(this|next|the) )?month)",
        lambda m, f: at.weekday_of_month(_NTHS[m[1]], m[2], MONTHS.index(m[3][:3]) + 1 if m[3] else None, m[4], f),
    ),
    (
        ("week",),
        r"(?:the )?end of (?:(this|next) |the )?(?:working )?week",
        lambda m, f: at.last_of_week(WHICH[m[1] or "this"], f),
    ),
    (("eow",), "eow", lambda m, f: at.last_of_week(0, f)),
    (("eo",), r"eo([mqy])", lambda m, f: at.edge("this", m[1], True, f)),
    (("weekend",), r"(?:on |at )?(?:(this|next|last) |the )?weekend", lambda m, f: at.weekend(m[1], f)),
    (
        ("after ",),
        "(?:right |straight |just )?after (?:(this|next) |the )?weekend",
        lambda m, f: at.after_weekend(m[1], f),
    ),
    (_HOLIDAYS, rf"(?:on )?{_HOLIDAY}(?: ([0-9]{{4}}))?", lambda m, f: at.holiday(m[1], m[2], f)),
    (
        ("after ", "before "),
        rf"(?:right |straight |just )?(after|before) (?:the )?(?:{_HOLIDAY}|cny)(?: holidays?)?",
        lambda m, f: at.beside_holiday(m[2] or "chinese new year", None, m[1] == "after", f),
    ),
)
