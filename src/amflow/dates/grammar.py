"""The grammar of days: the rules of figures, and those of the language in which a text is written (`english`, `chinese`).

A whole week or month (`next week`, `下个月`) is not a day; `月初` without a month could be past or to come; `10日前` could be ten
days ago or before the 10th; `10/11`, `10-11` and `10.11` are a day of October or of November. They are refused, the last where
neither language nor country says which (`frame.Frame.month_first`). `frame.py` tells how it decides where people differ.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from amflow.dates import frame as at
from amflow.dates import numerals, written
from amflow.dates.frame import WEEKDAYS, Frame, Match, Reader


def read(text: str, frame: Frame) -> date:
    """The day that a whole text (made plain) says; `ValueError` or `OverflowError` if it says none."""
    if text.isascii():
        from amflow.dates.languages import english as language
    else:
        from amflow.dates.languages import chinese as language  # type: ignore[no-redef]
    if text in language.WORDS:
        return frame.today + timedelta(days=language.WORDS[text])
    found = written.year_first(text)
    if found:
        return found
    for signs, pattern, reader in (*_FIGURES, *language.RULES):
        match = re.fullmatch(pattern, text) if any(sign in text for sign in signs) else None
        if match:
            return reader(match, frame)
    return _counted(text, frame) or _with_weekday(text, frame)


def is_weekday(text: str) -> bool:
    """Whether the words (made plain) are a bare weekday."""
    if not text.isascii():
        return re.fullmatch("(?:周|星期|礼拜)[一二三四五六日天](?:[之以]?前)?", text) is not None
    from amflow.dates.languages.english import WEEKDAY

    return text.removeprefix("on ")[:3] in WEEKDAYS and re.fullmatch(rf"(?:on )?{WEEKDAY}", text) is not None


def is_edge(text: str) -> bool:
    """Whether the words (made plain) are the end of a month or another span, and not its last day by name."""
    if not text.isascii():
        return text.rstrip("之以前").endswith(
            ("底", "月末", "季末", "年末", "尾", "周内", "月内", "季内", "度内", "年内")
        )
    return text.removeprefix("the ").startswith(("end", "eo")) or (text.endswith("end") and "weekend" not in text)


def is_counted(text: str) -> bool:
    """Whether the words (made plain) count the day from today, whatever day that is: `in 3 days`, `+1m`, `两周后`."""
    if not text.isascii():
        return re.search("[天日周期拜月年][之以]?后$|^过", text) is not None
    return text.startswith(("in ", "+")) or text.endswith((" later", " from now", " from today"))


def _figures(first: str, second: str, years: str | None, month_first: bool | None, frame: Frame) -> date:
    """A day in two figures, in that order, or in the only one in which they are a day."""
    one, two = int(first), int(second)
    if (one > 12) is not (two > 12):
        month_first = two > 12
    elif one == two:
        month_first = True
    # Two figures may be the year in front.
    if month_first is None or (years and len(years) == 2 and frame.month_first is None):
        raise ValueError(first)
    month, day = (one, two) if month_first else (two, one)
    return at.month_day(month, day, years, frame)


def _slashed(m: Match, frame: Frame) -> date:
    if (m[1], m[2]) == ("24", "7"):
        raise ValueError(m[0])
    return _figures(m[1], m[2], m[3], frame.month_first, frame)


def _dashed(m: Match, frame: Frame) -> date:
    """`5-12`, in the order of the country as with any other sign; `05-12` where nothing decides is the end of an ISO date."""
    if frame.month_first is None and len(m[0]) == 5:
        return at.nearest(frame, int(m[1]), int(m[2]))
    return _figures(m[1], m[2], m[3], frame.month_first, frame)


def _dotted(m: Match, frame: Frame) -> date:
    """`5.12`, `12.11.` and `12.11.2026`: where nothing decides, who writes a year behind dots begins with the day."""
    order = frame.month_first
    if not m[0].endswith(".") and not m[3] and order is not None and int(m[1 if order else 2]) > 12:
        # `10.30` is an hour.
        raise ValueError(m[0])
    return _figures(m[1], m[2], m[3], False if m[3] and order is None else order, frame)


def _counted(text: str, frame: Frame) -> date | None:
    """A day counted from another: `3 days before month end`, `the day after christmas`, `two weeks from friday`, `月底前三天`.
    None for a text that is not written so; ValueError for a day that is over. After a Chinese holiday could be after its day
    or after all its days off."""
    if not any(sign in text for sign in (" before ", " after ", " from ", "前")):
        return None
    if text.isascii():
        from amflow.dates.languages import english

        match = re.fullmatch(rf"(?:the (?=day)|{english.NUMBER} ){english.UNIT} (before|after|from) (.+)", text)
        if match is None:
            return None
        count, unit, way, other = match.groups()
        by, units = english.number(count or "a"), english.UNITS[unit]
    else:
        from amflow.dates.languages import chinese

        match = re.fullmatch(rf"(.+?)(?:[之以]?前|提前)({numerals.N}){chinese.UNIT}", text)
        if match is None:
            return None
        other, count, unit = match.groups()
        by, units, way = numerals.number(count), chinese.UNITS[unit.removeprefix("个")], "before"
    # What comes after a day that is over may lie ahead all the same: two days after christmas, said on the 26th.
    for behind in (True, False) if way == "after" and not is_weekday(other) and not frame.behind else (frame.behind,):
        start = read("chinese new year" if other == "cny" else other, frame._replace(behind=behind))
        found = at.moved(-by if way == "before" else by, units, frame._replace(today=start))
        if found <= frame.today if frame.behind else found >= frame.today:
            return found
    raise ValueError(text)


def _with_weekday(text: str, frame: Frame) -> date:
    """A date with its weekday beside it, as amflow itself shows one; the two must agree."""
    if text.isascii():
        from amflow.dates.languages.english import WEEKDAY

        match = re.fullmatch(rf"({WEEKDAY}),? (?:the )?(.*[0-9].*)", text) if text[:3] in WEEKDAYS else None
        if match is None:
            raise ValueError(text)
        named, rest = match.groups()
        if re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", rest):
            # `friday 7.30` is an hour.
            raise ValueError(text)
    else:
        week = "(?:周|星期|礼拜)"
        match = re.fullmatch(rf"(.*[0-9一二三四五六七八九十].*?)[ ,]?(\(?){week}([一二三四五六日天])(\)?)", text)
        if not match or len(match[2]) != len(match[4]):
            raise ValueError(text)
        rest, named = match[1], match[3]
    # Screens leave the year out where it is this one, which may be the other way.
    # Figures with points between them are on none.
    for looking in (frame, frame._replace(behind=not frame.behind))[: 1 if re.fullmatch("[0-9.]+", rest) else 2]:
        try:
            day = read(rest, looking)
        except ValueError:
            continue
        if day.weekday() == at.weekday_number(named) and (looking is frame or day.year == frame.today.year):
            return day
    raise ValueError(text)


_FIGURES: tuple[tuple[Sequence[str], str, Reader], ...] = (
    ("-", r"([0-9]{1,2})-([0-9]{1,2})(?:-([0-9]{4}|[0-9]{2}))?", _dashed),
    ("/", r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?", _slashed),
    (".", r"([0-9]{1,2})\.([0-9]{1,2})(?:\.|\.([0-9]{4}|[0-9]{2}))?", _dotted),
    ("+-", r"t?([+-][0-9]{1,4})(d|wd|td|w|m)", lambda m, f: at.moved(int(m[1]), m[2], f)),
    ("+-", r"t([+-][0-9]{1,4})", lambda m, f: at.moved(int(m[1]), "d", f)),
)
