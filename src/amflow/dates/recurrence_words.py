"""How often something comes back: `2 weeks`, `every fri`, `每月底`, `2 weeks after done`. Whole text or nothing.

A rule says which day follows a day. From the due date (the usual) the days are fixed, whenever the work is done; from
the day it was done (`after done`, `完成后`) they move with it. A rule of months keeps its day of the month, so the 31st
is the last day of a short month and the 31st again after it.
"""

import re
from datetime import date, timedelta

from amflow.dates.format import WEEKDAYS_EN, WEEKDAYS_ZH
from amflow.dates.frame import weekday_number
from amflow.dates.languages import english
from amflow.dates.numerals import N, number, plain
from amflow.dates.offsets import Offset, apply, month_end, months_on
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage
from amflow.locale import _, current, listed, ngettext
from amflow.records import NamedTuple

MOST = 999
"""Nothing comes back less often than every so many units."""


class Every(NamedTuple):
    """A rule: every `every` units of `d`, `w`, `m`, `wd` or `td`. `on` holds the weekdays (0 Monday) of a rule of weeks,
    the day of a rule of months, or `first`/`last` for its first or last working day."""

    every: int
    unit: str
    on: tuple[int, ...] | str = ()
    after_done: bool = False

    def __str__(self) -> str:
        """As the book keeps it: `2w`, `1w:0,4`, `1m:31`, `1m:last`, `2w after done`."""
        on = self.on if isinstance(self.on, str) else ",".join(map(str, self.on))
        return f"{self.every}{self.unit}{':' if on else ''}{on}{' after done' if self.after_done else ''}"


def stored(text: str) -> Every:
    """The rule that the book keeps as this text."""
    match = re.fullmatch(r"([0-9]+)(d|w|m|wd|td)(?::(first|last|[0-9,]+))?( after done)?", text)
    if not match:
        raise ValueError(text)
    on = match[3] or ""
    days: tuple[int, ...] | str = on if on in ("first", "last") else tuple(int(one) for one in on.split(",") if one)
    return Every(int(match[1]), match[2], days, bool(match[4]))


def after(rule: Every, day: date, calendar: WorkCalendar) -> date:
    """The day of the rule that follows that day. Raises ValueError, OverflowError beyond the calendar."""
    if rule.unit == "w" and rule.on and not isinstance(rule.on, str):
        later = [one for one in rule.on if one > day.weekday()]
        monday = day - timedelta(days=day.weekday())
        return monday + timedelta(days=later[0] if later else 7 * rule.every + rule.on[0])
    if rule.unit == "m" and rule.on:
        this = _in_month(rule, day, calendar)
        return this if this > day else _in_month(rule, months_on(day.replace(day=1), rule.every), calendar)
    return apply(Offset(rule.every, rule.unit), day, calendar)


def first(rule: Every, today: date, calendar: WorkCalendar) -> date:
    """The first day of the rule, today counted, where no day was named to begin with."""
    if rule.unit in ("wd", "td") or rule.on:
        return after(rule._replace(every=1), today - timedelta(days=1), calendar)
    return today


def anchored(rule: Every, day: date, *, ends: bool = False) -> Every:
    """The rule, beginning on that day: one of months keeps its day from it, which is the last of each where it `ends` one."""
    keeps = rule.unit == "m" and not rule.on and not rule.after_done
    return rule._replace(on=(31 if ends else day.day,)) if keeps else rule


def of_month(rule: Every, day: date) -> date:
    """The day for which a task that begins the series stands: of its last day that one, though the task is due before it."""
    return month_end(day) if rule.unit == "m" and rule.on == (31,) else day


def worked(rule: Every, day: date, calendar: WorkCalendar) -> date:
    """The working day on which what comes on that day is due. A weekday by its name stays, whoever works on it."""
    if rule.unit not in ("d", "m") or isinstance(rule.on, str) or calendar.is_workday(day):
        return day
    return calendar.by(day) if rule.on == (31,) else calendar.from_(day)


def _in_month(rule: Every, day: date, calendar: WorkCalendar) -> date:
    start, end = day.replace(day=1), month_end(day)
    if rule.on == "first":
        return calendar.shift(start - timedelta(days=1), 1)
    if rule.on == "last":
        return calendar.shift(end + timedelta(days=1), -1)
    assert not isinstance(rule.on, str)
    return day.replace(day=min(rule.on[0], end.day))


# In words

_EN_UNITS = {
    **dict.fromkeys(("day", "days"), (1, "d")),
    **dict.fromkeys(("week", "weeks"), (1, "w")),
    **dict.fromkeys(("month", "months"), (1, "m")),
    **dict.fromkeys(("quarter", "quarters"), (3, "m")),
    **dict.fromkeys(("year", "years"), (12, "m")),
    **dict.fromkeys(("workday", "workdays", "working day", "working days", "business day", "business days"), (1, "wd")),
    **dict.fromkeys(("trading day", "trading days"), (1, "td")),
}
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "other": 2}
_ZH_UNITS = {
    **dict.fromkeys(("天", "日"), (1, "d")),
    **dict.fromkeys(("周", "个星期", "星期", "个礼拜", "礼拜"), (1, "w")),
    **dict.fromkeys(("月", "个月"), (1, "m")),
    **dict.fromkeys(("季", "季度", "个季度"), (3, "m")),
    "半年": (6, "m"),
    "年": (12, "m"),
    **dict.fromkeys(("个工作日", "工作日"), (1, "wd")),
    **dict.fromkeys(("个交易日", "交易日"), (1, "td")),
}
_EN_UNIT = "|".join(sorted(_EN_UNITS, key=len, reverse=True))
_ZH_UNIT = "|".join(sorted(_ZH_UNITS, key=len, reverse=True))
_EN_COUNT = rf"{english.NUMBER}|([0-9]{{1,3}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)})"
_EN_DAYS = rf"({english.WEEKDAY}(?:(?:,? and |, ?| ){english.WEEKDAY})*)"
_MONTH_END = r"(?:month(?:'s)? end|(?:the )?(?:end|last day) of (?:the |each |every )?month)"
_ZH_DAYS = r"(?:周|星期|礼拜)([一二三四五六日天](?:[、,和及]?(?:周|星期|礼拜)?[一二三四五六日天])*)"


def read(text: str) -> Every:
    """The rule that the words mean. Raises Usage unless the whole text is one."""
    words = plain(text)
    rule = _english(words) if words.isascii() else _chinese(words)
    if rule is None or not 1 <= rule.every <= MOST:
        raise Usage(
            _('"{text}" does not say how often').format(text=text),
            _('Such as: "2 weeks", "2 weeks after done", "every fri", "end of month", monthly; none ends it.'),
        )
    return rule


def _english(words: str) -> Every | None:
    bare = re.sub(r",? (?:after|from|since|when) (?:it is |it's |being )?done$", "", words)
    found = _english_rule(re.sub("^(?:every|each|on|in) ", "", bare))
    return found._replace(after_done=bare != words) if found else None


def _english_rule(words: str) -> Every | None:
    words = _ADVERBS.get(words, words)
    match = re.fullmatch(rf"(?:(?:{_EN_COUNT}) )?({_EN_UNIT})(?: on {_EN_DAYS})?", words)
    if match:
        said, nth, word, unit, days = match.groups()
        count = english.number(said) if said else int(nth) if nth else _ORDINALS.get(word or "", 1)
        times, unit = _EN_UNITS[unit]
        if days and unit != "w":
            return None
        return Every(count * times, unit, _en_weekdays(days) if days else ())
    if words == "weekday":
        return Every(1, "wd")
    match = re.fullmatch(rf"(?:(other|second|third|fourth) )?{_EN_DAYS}s?", words)
    if match:
        return Every(_ORDINALS.get(match[1] or "", 1), "w", _en_weekdays(match[2]))
    return _english_months(words)


def _english_months(words: str) -> Every | None:
    if re.fullmatch(_MONTH_END, words):
        return Every(1, "m", (31,))
    match = re.fullmatch(
        r"(?:the )?(first|last) (?:working day|workday|business day) of (?:the |each |every )?month", words
    )
    if match:
        return Every(1, "m", match[1])
    nth = r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)"
    match = re.fullmatch(rf"{nth}(?: of (?:the |each |every )?month)?|(?:month|monthly) on {nth}", words)
    day = int(match[1] or match[2]) if match else 0
    return Every(1, "m", (day,)) if 1 <= day <= 31 else None


def _en_weekdays(text: str) -> tuple[int, ...]:
    names = re.findall(english.WEEKDAY, text)
    return tuple(sorted({weekday_number(name) for name in names}))


def _chinese(words: str) -> Every | None:
    done = re.fullmatch(
        r"(?:完成|做完)(?:之|以)?后(?:的)?(?:每)?(?:隔)?(.*)|(.*?)[,(]?(?:从|按)?(?:完成|做完)(?:之日|日|后|以后)?(?:算|起|起算)?\)?",
        words,
    )
    bare = (done[1] or done[2]) if done else words
    try:
        found = _chinese_rule(re.sub("^每", "", bare).removesuffix("一次"))
    except ValueError:
        return None
    return found._replace(after_done=done is not None) if found else None


def _chinese_rule(words: str) -> Every | None:
    match = re.fullmatch("隔(?:一)?(天|日|周|个?星期|个?月|年)", words)
    if match:
        times, unit = _ZH_UNITS[match[1]]
        return Every(2 * times, unit)
    match = re.fullmatch(rf"(?:({N})(?:周|个?星期|个?礼拜)的?)?{_ZH_DAYS}", words)
    if match:
        days = {min("一二三四五六日天".index(sign), 6) for sign in re.sub("[周星期礼拜、,和及]", "", match[2])}
        return Every(number(match[1]) if match[1] else 1, "w", tuple(sorted(days)))
    match = re.fullmatch(rf"({N})?({_ZH_UNIT})", words)
    if match:
        times, unit = _ZH_UNITS[match[2]]
        return Every((number(match[1]) if match[1] else 1) * times, unit)
    match = re.fullmatch(rf"个?月(?:的)?(?:({N})[日号]|月?底|月?末|最后一天|(第一|最后一)个工作日)", words)
    if not match:
        return None
    if match[2]:
        return Every(1, "m", "first" if match[2] == "第一" else "last")
    day = number(match[1]) if match[1] else 31
    return Every(1, "m", (day,)) if 1 <= day <= 31 else None


def shown(rule: Every) -> str:
    """The rule for people: `every 2 weeks`, `every Fri, after it is done`, `每月15日`."""
    text = _shown_on(rule) if rule.on else _shown_plain(rule)
    return _("{rule}, counted from the day it is done").format(rule=text) if rule.after_done else text


def _shown_plain(rule: Every) -> str:
    once, many = {
        "d": (_("each day"), ngettext("every day", "every {n} days", rule.every)),
        "w": (_("every week"), _("every {n} weeks")),
        "m": (_("every month"), _("every {n} months")),
        "wd": (_("every working day"), _("every {n} working days")),
        "td": (_("every trading day"), _("every {n} trading days")),
    }[rule.unit]
    return once if rule.every == 1 else many.format(n=rule.every)


def _shown_on(rule: Every) -> str:
    how_often = _shown_plain(rule._replace(on=()))
    if rule.on == "first":
        return _("{every} on its first working day").format(every=how_often)
    if rule.on == "last":
        return _("{every} on its last working day").format(every=how_often)
    assert not isinstance(rule.on, str)
    if rule.unit == "w":
        names = WEEKDAYS_ZH if current() == "zh" else WEEKDAYS_EN
        return _("{every} on {days}").format(every=how_often, days=listed([names[one] for one in rule.on]))
    if rule.on[0] == 31:
        return _("{every} on its last day").format(every=how_often)
    return _("{every} on day {day}").format(every=how_often, day=rule.on[0])
