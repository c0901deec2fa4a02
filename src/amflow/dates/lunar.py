"""The lunar calendar (农历) of 1900 to 2100: its dates in words, on which day they fall, birthdays kept by it.

The months are a table of a kilobyte: five hex digits a year, as is usual for it. The first says whether the leap month
has 30 days, three more which of the twelve months have, the last which month the leap month follows (0: none). A test
holds every day to the borax library. So neither reading nor writing a date loads a library.
"""

import re
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from amflow import locale
from amflow.dates.numerals import number, plain
from amflow.dates.numerals import year as year_number
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100
_NEW_YEAR_1900 = date(1900, 1, 31).toordinal()
_YEARS = (
    "04bd804ae00a570054d50d2600d95016554056a009ad0055d204ae00a5b60a4d00d2501d2550b5400d6a00ada2095b014977"
    "049700a4b00b4b506a5006d401ab5402b6009570052f204970065660d4a00ea5016a9505ad002b60186e3092e01c8d70c950"
    "0d4a01d8a60b550056a01a5b4025d0092d00d2b20a9500b55706ca00b5501535504da00a5b014573052b00a9a80e95006aa0"
    "0aea60ab5004b600aae40a570052600f2630d95005b57056a0096d004dd504ad00a4d00d4d40d2500d5580b5400b6a0195a6"
    "095b0049b00a9740a4b00b27a06a5006d400af460ab600957004af504970064b0074a30ea5006b5805ac00ab60096d5092e0"
    "0c9600d9540d4a00da5007552056a00abb7025d0092d00cab50a9500b4a00baa40ad50055d904ba00a5b015176052b00a930"
    "0795406aa00ad5005b5204b600a6e60a4e00d2600ea650d53005aa0076a3096d004afb04ad00a4d01d0b60d2500d5200dd45"
    "0b5a0056d0055b2049b00a5770a4b00aa501b25506d200ada014b6309370049f804970064b0168a60ea5006b201a6c40aae0"
    "092e00d2e30c9600d5570d4a00da5005d55056a00a6d0055d4052d00a9b80a9500b4a00b6a60ad50055a00aba40a5b0052b0"
    "0b273069300733706aa00ad5014b5504b600a570054e40d2600e9680d5200daa016aa6056d004ae00a9d40a4d00d1500f252"
    "0d520"
)
# The day of April that Qingming falls on, a digit a year.
_QINGMING = (
    "5566556655665556555655565556555655565556555655555555555555555555555555555555455545554555455545554555"
    "4555455544554455445544554455445544554455444544454445444544454445444544454444444444444444444444444444"
    "5"
)

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTH_WORDS = {**{word: at for at, word in enumerate(_MONTHS, 1)}, "一": 1, "十一": 11, "十二": 12, "元": 1}
_TENS = ("初", "十", "廿", "三")
_DIGITS = "一二三四五六七八九"
_DAY = "初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|卅"
_ZH = (
    "(?:([0-9]{4}|[零〇一二三四五六七八九]{4})(?:年| ))?(闰)?"
    f"(十[一二]|[正元一二三四五六七八九十冬腊]|1[0-2]|[1-9])月({_DAY}|[12]?[0-9]|30)[日号]?"
)
_WORD_ZH = r"[(,]?(?:农|阴|旧)历:?\)?"
_KEPT = r"lunar (?:([0-9]{4})-|--)([0-9]{2})-([0-9]{2})( leap)?"
_FIGURES = r"(leap |闰)?(?:([0-9]{4})[-/.]|--)?([0-9]{1,2})[-/.]([0-9]{1,2})( leap)?(?: of ([0-9]{4}))?"


class Lunar(NamedTuple):
    """A day of the lunar calendar; `year` is 0 where it is not known."""

    year: int
    month: int
    day: int
    leap: bool = False

    def __str__(self) -> str:
        """As the book keeps it: `lunar 1985-10-15`, `lunar --04-01 leap`."""
        when = f"{self.year}-" if self.year else "--"
        return f"lunar {when}{self.month:02d}-{self.day:02d}{' leap' if self.leap else ''}"

    @property
    def key(self) -> str:
        """What it is found by, whatever the year: `L10-15`, `L04-01+` in a leap month."""
        return f"L{self.month:02d}-{self.day:02d}{'+' if self.leap else ''}"


class LunarRule(NamedTuple):
    """How a birthday is kept in a year that does not have its day, as the settings of these names say."""

    leap: str = "plain"
    thirtieth: str = "29th"


class Month(NamedTuple):
    """A month of a lunar year: its number, whether it is the leap one, its first day (ordinal), its length."""

    month: int
    leap: bool
    first: int
    days: int


@cache
def months(year: int) -> tuple[Month, ...]:
    """The twelve or thirteen months of a lunar year. Raises ValueError outside 1900-2100."""
    info = _info(year)
    leap_month = info & 15
    found = []
    first = _new_years()[year - FIRST_YEAR]
    for month in range(1, 13):
        for leap in (False, True) if month == leap_month else (False,):
            days = 29 + ((info >> 16) & 1 if leap else (info >> (16 - month)) & 1)
            found.append(Month(month, leap, first, days))
            first += days
    return tuple(found)


def _info(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    at = 5 * (year - FIRST_YEAR)
    return int(_YEARS[at : at + 5], 16)


@cache
def _new_years() -> tuple[int, ...]:
    """The first day of each lunar year, as ordinals."""
    lengths = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        info = _info(year)
        lengths.append(348 + ((info >> 4) & 0xFFF).bit_count() + (29 + (info >> 16) if info & 15 else 0))
    return tuple(accumulate(lengths, initial=_NEW_YEAR_1900))


def of(day: date) -> Lunar:
    """The lunar date of a day. Raises ValueError outside the lunar years 1900-2100."""
    year = FIRST_YEAR + bisect_right(_new_years(), day.toordinal()) - 1
    for month in months(year):
        if day.toordinal() < month.first + month.days:
            return Lunar(year, month.month, day.toordinal() - month.first + 1, month.leap)
    raise ValueError(day)


def solar(lunar: Lunar) -> date:
    """The day that a lunar date is. Raises ValueError for one that does not exist."""
    for month in months(lunar.year):
        if (month.month, month.leap) == (lunar.month, lunar.leap) and 1 <= lunar.day <= month.days:
            return date.fromordinal(month.first + lunar.day - 1)
    raise ValueError(lunar)


def qingming(year: int) -> date:
    """The day of Qingming. Raises ValueError outside 1900-2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return date(year, 4, int(_QINGMING[year - FIRST_YEAR]))


# Birthdays


def birthday(lunar: Lunar, year: int, rule: LunarRule) -> date | None:
    """The day on which a lunar birthday is kept in that lunar year; None in a year without it. Raises ValueError."""
    known = {(month.month, month.leap): month for month in months(year)}
    if lunar.leap and (lunar.month, True) not in known and rule.leap == "only":
        return None
    month = known.get((lunar.month, lunar.leap)) or known[lunar.month, False]
    day = min(lunar.day, month.days) + (1 if lunar.day > month.days and rule.thirtieth == "next" else 0)
    return date.fromordinal(month.first + day - 1)


def keys(day: date, rule: LunarRule) -> list[str]:
    """The keys of the lunar birthdays that are kept on that day; none outside the calendar."""
    try:
        today, before = of(day), of(day - timedelta(days=1))
    except ValueError:
        return []
    asked = {
        one._replace(year=0, day=number, leap=leap)
        for one in (today, before)
        for number in (one.day, 30)
        for leap in (False, True)
    }
    years = {today.year, before.year}
    return sorted(one.key for one in asked if any(birthday(one, year, rule) == day for year in years))


def coming(lunar: Lunar, today: date, rule: LunarRule) -> date | None:
    """The next day, today counted, on which the birthday is kept; None when the calendar ends before."""
    try:
        year = of(today).year
        for ahead in range(40):
            found = birthday(lunar, year + ahead, rule)
            if found and found >= today:
                return found
    except ValueError:
        return None
    return None


# In words


def stored(text: str) -> Lunar | None:
    """The lunar date that the book keeps as this text; None for a date of the solar calendar."""
    match = re.fullmatch(_KEPT, text)
    return Lunar(int(match[1] or 0), int(match[2]), int(match[3]), bool(match[4])) if match else None


def read(text: str) -> Lunar | None:
    """The lunar date in what a person typed: `lunar 10-15`, `农历1985年十月十五`, `1985年农历10月15日`, `闰四月初一`; None when
    it is no such thing. Raises Usage for one that no year has, or that its year has not."""
    text = plain(text)
    bare = re.sub(rf"(?:^|(?<= )|\b)lunar(?: calendar)?\b|{_WORD_ZH}", " ", text)
    named = bare != text
    bare = plain(bare)
    found = _in_figures(bare) if named else None
    found = found or _chinese(bare, named)
    if found is None:
        if named:
            raise _impossible(text)
        return None
    if not _exists(found):
        raise _impossible(text)
    return found


def _in_figures(text: str) -> Lunar | None:
    match = re.fullmatch(_FIGURES, text)
    if match is None or (match[2] and match[6]):
        return None
    leap = bool(match[1] or match[5])
    return Lunar(int(match[2] or match[6] or 0), int(match[3]), int(match[4]), leap)


def _chinese(text: str, named: bool) -> Lunar | None:
    match = re.fullmatch(_ZH, text)
    # 十月十五 alone is as often a date of the solar calendar: without the word, a sign only the lunar one has is needed.
    if not match or not (named or match[2] or match[3] in ("正", "冬", "腊") or match[4][0] in "初廿卅"):
        return None
    month = int(match[3]) if match[3].isascii() else _MONTH_WORDS[match[3]]
    return Lunar(year_number(match[1]) if match[1] else 0, month, _day_number(match[4]), bool(match[2]))


def _day_number(text: str) -> int:
    if text == "卅":
        return 30
    if text.startswith("廿"):
        return 20 + (number(text[1:]) if text[1:] else 0)
    return number(text.removeprefix("初"))


def _exists(lunar: Lunar) -> bool:
    years = [lunar.year] if lunar.year else range(FIRST_YEAR, LAST_YEAR + 1)
    for year in years:
        try:
            solar(lunar._replace(year=year))
        except ValueError:
            continue
        return True
    return False


def _impossible(text: str) -> Usage:
    return Usage(
        _("“{text}” is no day of the lunar calendar").format(text=text),
        _("such as lunar 10-15, lunar 1985-10-15, lunar leap 4-1"),
    )


def shown(lunar: Lunar) -> str:
    """The lunar date for people, without its year: `lunar 10-15`, `农历十月十五`."""
    if locale.current() != "zh":
        return f"lunar {'leap ' if lunar.leap else ''}{lunar.month}-{lunar.day}"
    return f"农历{'闰' if lunar.leap else ''}{_MONTHS[lunar.month - 1]}月{_day_word(lunar.day)}"


def _day_word(day: int) -> str:
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return _TENS[day // 10] + _DIGITS[day % 10 - 1]
