"""Lengths of time: how long money is bound, for how long somebody wants to bind it. Kept as `90d`, `2w` or `6m`."""

import re
from collections.abc import Iterator

from amflow.dates import numerals
from amflow.errors import Usage
from amflow.locale import _, ngettext

_WORDS = {
    **dict.fromkeys(("d", "day", "days", "天", "日"), ("d", 1)),
    **dict.fromkeys(("w", "week", "weeks", "周", "个星期", "星期"), ("w", 1)),
    **dict.fromkeys(("fortnight", "fortnights"), ("w", 2)),
    **dict.fromkeys(("m", "mo", "mos", "mth", "mths", "month", "months", "个月", "月"), ("m", 1)),
    **dict.fromkeys(("quarter", "quarters", "个季度", "季度"), ("m", 3)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years", "年"), ("m", 12)),
}
_DAYS = {"d": 1, "w": 7, "m": 30.44}
_ENGLISH = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_LONGEST = 36_600
"""A hundred years in days: a longer one is a slip of the keyboard."""

_UNIT = "|".join(sorted(_WORDS, key=len, reverse=True))
_AND_MONTHS = (
    r"(.+?)(?:年半| ?years? and a half|(?:\.5| and a half) years)"
    r"|(.+?) ?(?:年零?| years? (?:and )?)(.+?) ?(?:个月| months?)"
)
# A unit of letters ends where its word does; a Chinese month without 个 is a date (3月), and so is 3日.
_IN_TEXT = (
    r"半年|(?:(?<![\w.])([0-9]{1,4})|([零一二两三四五六七八九十百]{1,5})) ?(天|周|个星期|个月|个季度|年)(?!级|前|度|[0-9])"
    r"|(?<!\w)([0-9]{1,4}|" + "|".join(_ENGLISH) + r")[ -]?(days?|weeks?|months?|quarters?|years?)(?!\w)"
)


def read(text: str) -> str:
    """The term as the book keeps it, from `90d`, `6 months`, `一年半`, `half a year`, `2年期`. Raises Usage."""
    bare = re.sub("半年|half a? ?year", "6m", numerals.plain(text).removesuffix("期").replace("-", " "))
    bare = {"半个月": "15d"}.get(bare, bare)
    if mixed := re.fullmatch(_AND_MONTHS, bare):
        years, months = _number(mixed[1] or mixed[2]), _number(mixed[3]) if mixed[3] else 6
        bare = f"{years * 12 + months}m" if years and months else bare
    match = re.fullmatch(rf"([0-9]{{1,4}}|[零一二两三四五六七八九十百]{{1,5}}|[a-z]+) ?({_UNIT})", bare)
    number = _number(match[1]) if match else 0
    if match is None or not number:
        raise Usage(_("“{text}” is not a length of time").format(text=text), _("such as 90d, 6m, 1y, 6 months"))
    unit, times = _WORDS[match[2]]
    term = f"{number * times}{unit}"
    if days(term) > _LONGEST:
        raise Usage(_("“{text}” is too long to be meant").format(text=text), _("such as 90d, 6m, 1y, 6 months"))
    return term


def said(term: str) -> str:
    """The term in words: `6 months`, `90 days`; whole years as years."""
    if not term:
        return ""
    number, unit = int(term[:-1]), term[-1]
    if unit == "m" and number % 12 == 0:
        return ngettext("{n} year", "{n} years", number // 12)
    if unit == "m":
        return ngettext("{n} month", "{n} months", number)
    return ngettext("{n} week", "{n} weeks", number) if unit == "w" else ngettext("{n} day", "{n} days", number)


def days(term: str) -> int:
    """About how many days the term has."""
    return round(int(term[:-1]) * _DAYS[term[-1]]) if term else 0


def found(text: str) -> Iterator[str]:
    """The lengths of time that a sentence names: “续六个月”, "for two years"."""
    for match in re.finditer(_IN_TEXT, numerals.plain(text)):
        if match[0] == "半年":
            yield "6m"
            continue
        number, word = match[1] or match[2] or match[4], match[3] or match[5]
        try:
            term = read(f"{number}{word}" if match[3] else f"{number} {word}")
        except Usage:
            continue
        yield term


def _number(word: str) -> int:
    if word in ("a", "an"):
        return 1
    if word in _ENGLISH:
        return _ENGLISH[word]
    try:
        return numerals.number(word)
    except ValueError:
        return 0
