"""The days of Chinese: rules tried in turn on a whole text made plain. Each has signs before it, as those of English."""

import re
from collections.abc import Sequence
from datetime import date

from amflow.dates import frame as at
from amflow.dates.frame import HOLIDAYS, WHICH, Frame, Match, Reader
from amflow.dates.numerals import N, number

UNITS = {
    **dict.fromkeys(("天",), "d"),
    **dict.fromkeys(("周", "星期", "礼拜"), "w"),
    **dict.fromkeys(("月",), "m"),
    **dict.fromkeys(("年",), "y"),
    **dict.fromkeys(("工作日",), "wd"),
    **dict.fromkeys(("交易日",), "td"),
}
WORDS = {
    **dict.fromkeys(("今天", "今日", "今儿", "今儿个"), 0),
    **dict.fromkeys(("明天", "明日", "明儿", "明儿个"), 1),
    **dict.fromkeys(("后天", "后儿", "后儿个"), 2),
    "大后天": 3,
    **dict.fromkeys(("昨天", "昨日"), -1),
    "前天": -2,
    "大前天": -3,
}

_WHICH = "(?:(上上|下下|上|下|本|这)一?个?)"
_YEAR = "(?:([0-9]{4}|[零〇一二三四五六七八九]{4}|[前去今明后])年)"
_WEEK = "(?:周|星期|礼拜)"
_BY = "(?:[之以]?前)?"
"""`周四前` is Thursday at the latest, as `月底前` is the last day of the month: the day is the one that is said."""
_WEEK_SIGNS = "周期拜"
_HOLIDAYS = tuple(name for name in HOLIDAYS if not name.isascii())
_HOLIDAY = f"({'|'.join(sorted(_HOLIDAYS, key=len, reverse=True))})"
UNIT = "(天|周|个?星期|个?礼拜|个?工作日|个?交易日|个月|年)"
_MOON_SIGNS = ("农历", "阴历", "旧历", "正月", "冬月", "腊月", "腊八", "闰")


def _relative(m: Match, frame: Frame) -> date:
    count = number(m[1]) * (-1 if m[3] == "前" else 1)
    return at.moved(count, UNITS[m[2].removeprefix("个")], frame)


def _half(m: Match, frame: Frame) -> date:
    """半个月 is 15 days, 半年 six months."""
    way = -1 if m[2] == "前" else 1
    return at.moved(15 * way, "d", frame) if m[1] == "个月" else at.moved(6 * way, "m", frame)


def _year_edge(m: Match, frame: Frame) -> date:
    """年底, 明年初."""
    if not m[1]:
        return at.edge(None, "year", m[2] != "初", frame)
    years = at.a_year(m[1], frame)
    return date(years, 1, 1) if m[2] == "初" else date(years, 12, 31)


def _by_moon(m: Match, frame: Frame) -> date:
    """A day of the lunar calendar, in its year or the nearest one."""
    from amflow.dates import lunar
    from amflow.errors import Usage

    try:
        found = lunar.read("腊月初八" if m[0] in ("腊八", "腊八节") else m[0])
    except Usage:
        found = None
    if found is None:
        raise ValueError(m[0])
    if found.year:
        return lunar.solar(found)
    this = lunar.of(frame.today).year
    for year in (this, this - 1) if frame.behind else (this, this + 1):
        day = lunar.solar(found._replace(year=year))
        if day <= frame.today if frame.behind else day >= frame.today:
            return day
    raise ValueError(m[0])


def minutes_from_now(text: str) -> int | None:
    """So many minutes from now, below zero for 前: 两小时后, 再过半个小时; None when the text is no such thing."""
    if past := re.match("再?过(?=.*(?:小时|钟头|钟)$)", text):
        text = f"{text[past.end() :]}后"
    match = re.fullmatch(rf"(?:(半)个?小时|({N})个?(半)?(小时|钟头)|({N})(分钟|刻钟))[之以]?(后|前)", text)
    if not match:
        return None
    half, hours, and_half, _unit, count, unit, way = match.groups()
    if half:
        minutes = 30
    elif hours:
        minutes = number(hours) * 60 + (30 if and_half else 0)
    else:
        minutes = number(count) * (15 if unit == "刻钟" else 1)
    return -minutes if way == "前" else minutes


RULES: tuple[tuple[Sequence[str], str, Reader], ...] = (
    (_WEEK_SIGNS, rf"{_WHICH}?{_WEEK}([一二三四五六日天]){_BY}", lambda m, f: at.weekday_of(m[1], m[2], f)),
    (_MOON_SIGNS, ".+", _by_moon),
    ("月", rf"{_YEAR}?({N})月({N})[日号]{_BY}", lambda m, f: at.month_day(number(m[2]), number(m[3]), m[1], f)),
    ("月", rf"{_WHICH}月({N})[日号]{_BY}", lambda m, f: at.in_month(f, WHICH[m[1]], number(m[2]))),
    ("日号", rf"({N})(?:[日号]|号[之以]?前)", lambda m, f: at.day_of_month(f, number(m[1]))),
    ("前后", rf"({N}){UNIT}[之以]?(后|前)", _relative),
    ("过", rf"再?过({N}){UNIT}[之以]?后?()", _relative),
    ("半", "半(个月|年)[之以]?(后|前)", _half),
    ("月", rf"{_WHICH}?(月)([底末尾初])(?:[之以]?前)?", lambda m, f: at.edge(m[1], m[2], m[3] != "初", f)),
    ("季", rf"{_WHICH}?(季)度?([底末初])(?:[之以]?前)?", lambda m, f: at.edge(m[1], m[2], m[3] != "初", f)),
    ("季", r"([一二三四1-4])季度?[底末]", lambda m, f: at.edge_of_month(number(m[1]) * 3, True, None, f)),
    ("年", rf"(?:{_YEAR}年?|年)([底末尾初])(?:[之以]?前)?", _year_edge),
    (
        "月",
        rf"{_YEAR}?({N})月份?([底末尾初])(?:[之以]?前)?",
        lambda m, f: at.edge_of_month(number(m[2]), m[3] != "初", m[1], f),
    ),
    ("内", rf"{_WHICH}?{_WEEK}[之以]?内", lambda m, f: at.last_of_week(WHICH[m[1] or "this"], f)),
    ("内", rf"{_WHICH}?(月|季)度?[之以]?内", lambda m, f: at.edge(m[1], m[2], True, f)),
    ("内", "(今|明|后)[天日][之以]?内", lambda m, f: at.moved("今明后".index(m[1]), "d", f)),
    ("内", "年[之以]?内", lambda _m, f: at.edge(None, "year", True, f)),
    ("中", rf"{_WHICH}?月中(?:[之以]?前)?", lambda m, f: at.middle(m[1], f)),
    ("中", rf"{_YEAR}?({N})月中(?:[之以]?前)?", lambda m, f: at.month_day(number(m[2]), 15, m[1], f)),
    ("末", rf"{_WHICH}?{_WEEK}末", lambda m, f: at.weekend(m[1], f)),
    (
        "末",
        rf"(?:过完?了?(?=.*末)|(?=.*后)){_WHICH}?{_WEEK}末(?:[之以]?后)?",
        lambda m, f: at.after_weekend(m[1], f),
    ),
    (_HOLIDAYS, rf"{_YEAR}?{_HOLIDAY}", lambda m, f: at.holiday(m[2], m[1], f)),
    (
        "过",
        rf"过(?:完了?|了)(?:年|{_HOLIDAY}(?:假期|长假)?)[之以]?后?",
        lambda m, f: at.beside_holiday(m[1] or "春节", None, True, f),
    ),
    (
        ("前", "后"),
        rf"(?:过完)?{_YEAR}?{_HOLIDAY}(?:假期|放假|长假|节)?[之以]?(前|后)(?:的?第一个工作日)?",
        lambda m, f: at.beside_holiday(m[2], m[1], m[3] == "后", f),
    ),
)
