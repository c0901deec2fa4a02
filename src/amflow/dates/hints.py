"""What often goes wrong with a day or an hour, and what to write instead."""

import re

from amflow.dates.numerals import N
from amflow.locale import N_, _

_FULL_NAMES = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_DAY_NAMES = r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|today|tomorrow|yesterday|tonight"
_SPANS = (
    r"\b(?:[kc]w|week) ?[0-9]|\b(?:this|next|last|early|mid|late) ?-?(?:week|month|quarter|year"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b"
    r"|[上下本这]{1,2}个?(?:周|星期|礼拜|月|季度?)(?![一二三四五六日天末底初])|[上中下]旬|(?<![0-9一二三四五六七八九十下本上个])月初"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$|[0-9一二三四五六七八九十]月份?$|few"
    r"|\b(?:q[1-4]|quarter|summer|autumn|winter|spring|over|during|about|around|week|month|year|weekend)\b"
    r"|[0-9] ?(?:-|to|or) ?[0-9]+ "
    r"|几个?(?:天|日|周|星期|礼拜|月)|[一二两三四五六七八九]{2}个?(?:天|周|星期|礼拜|月)"
)
_TOLD = (
    (
        r"每|\b(?:every|each)\b",
        N_(
            'What comes back is a task of its own: amflow task add "…" --every "every fri". The next step is one day of it: fri.'
        ),
    ),
    (
        "(?:期|日|款|薪|资|账|户|房|清)的?[那当]一?[天日]",
        N_("The book is not asked for that day. Write its date: dec 12."),
    ),
    ("月初[一二三四五六七八九十]", N_("Of the lunar month or of the other? Write lunar 10-01, or nov 1.")),
    (
        "^before |[0-9一二三四五六七八九十]日[之以]?前$",
        N_("On the day before, or that day at the latest? Write: by fri, thu."),
    ),
    (
        rf"[前后]{N}个?(?:半|天|日|周|星期|礼拜|月|年|小时|工作日|交易日)|\b(?:before|minus)\b",
        N_("Count it out, and write the day itself: fri, dec 12."),
    ),
    (
        r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th) [a-z]+$",
        N_("Of which month? Write its date, or such as: first monday of december."),
    ),
    (
        r"\b(?:or|not|instead|but|any|except|never|unless)\b|或|还是|不行|改(?![天日])",
        N_("Name one day only, the one that holds."),
    ),
    (
        r"\bnow\b|immediately|away|at once|马上|立[刻即]|现在|会儿?"
        r"|稍[后等]|晚[点些]|等一?下|回头|小时|钟头|hours?\b|\b(?:later|soon|shortly)\b|in a (?:bit|while|moment|minute|sec)",
        N_("Say how long from now, or the hour: in 2 hours, 3pm."),
    ),
    (
        "点(?:多|几分|出头)|lunch|first thing|[hv]e morning|饭|[上下]班|[开收]盘|[午夜]",
        N_("Say the hour itself: 3pm, 15:30."),
    ),
    (
        rf"(?:{_DAY_NAMES}|\bat|天|[周期拜].) ?(?:at )?[0-9]{{1,2}}$|{N}[点时]|(?<![0-9])[1-6]:[0-5][0-9]"
        r"|\b[1-6](?:[:.][0-9]{2})?ish\b"
        r"|o'?clock|(?:past|to) [a-z0-9]+$",
        N_("Say which half of the day: 10:00, 3pm."),
    ),
    (r"^in [0-9]+ ?m\b", N_("Minutes or months? Write: in 20 minutes, in 3 months.")),
    (r"weekend|周末|星期末|礼拜末", N_("The weekend is two days. Write sat or sun.")),
    (_SPANS, N_("That is more than a day. Say which: next mon, end of next month.")),
    (r"\bhalf (?!past|of)[a-z0-9]+$", N_("Half past or half before? Write half past nine, or 9:30.")),
    ("easter|thanksgiving|holiday|good fri", N_("That day moves from year to year. Write its date.")),
)
"""What often goes wrong, the most telling first, and what to write instead."""


def told(text: str) -> str:
    """What to write instead of words (made plain) that are understood as no day; examples for what nobody foresaw."""
    if text.isalpha() and (near := _near(text)):
        return _("Did you mean {word}?").format(word=near)
    for pattern, words in _TOLD:
        if re.search(pattern, text):
            return _(words)
    if near := _near(text):
        return _("Did you mean {word}?").format(word=near)
    return _("Write it like: tomorrow 3pm, fri, next tue 10:00, dec 15, +3wd, in 2 hours, 2026-12-01 15:30.")


def _near(text: str) -> str:
    """The name of a day or a month that a word of the text nearly is."""
    from difflib import get_close_matches

    words = [word for word in re.findall("[a-z]{5,}", text) if word not in _FULL_NAMES]
    return next((near[0] for word in words if (near := get_close_matches(word, _FULL_NAMES, 1, 0.8))), "")
