"""The time of day in words: `15:30`, `3pm`, `10.30`, `at 10`, `half past ten`, `noon`, `下午三点半`, `晚上8点`.

Digits with a colon are the 24-hour clock. A part of the day (`下午`, `evening`) settles which half an hour lies in and
must agree with it. An hour from 1 to 6 alone (`3点`, `at 3`) could be in either half, and needs a part; 7 to 23 are read
as they stand, and `左右`, `around` or `10ish` leaves them so. A part without an hour (`明天下午`) gives no time: the day is
known, an hour would be invented. `day_parts.py` says between which hours it lies, and the plan places it there. `before 11am`
and `11点前` are that hour: what is due by then. `first thing` and `eod` are the hours at which the working day begins and ends.
"""

import re
from datetime import time

from amflow.dates.numerals import N, number

_MORNING, _AFTERNOON, _EVENING = range(1, 12), range(12, 20), range(17, 24)
_PARTS = {
    "凌晨": range(7),
    **dict.fromkeys(("清晨", "早晨", "早上", "一早", "上午", "早", "morning"), _MORNING),
    **dict.fromkeys(("中午", "午间", "lunchtime"), range(11, 15)),
    **dict.fromkeys(("下午", "午后", "afternoon"), _AFTERNOON),
    "傍晚": range(16, 21),
    **dict.fromkeys(("晚上", "夜里", "晚", "evening", "night"), _EVENING),
}
_VAGUE = (
    *("early", "early morning", "mid-morning", "late morning", "early afternoon", "mid-afternoon"),
    *(
        "am",
        "pm",
        "late afternoon",
        "later",
        "饭后",
    ),
)
"""Parts of a day that no hour goes with."""
BEGINS = ("first thing", "first thing in the morning", "上班前", "一上班", "刚上班")
ENDS = (
    *("eod", "cob", "end of day", "end of the day", "下班前", "下班以前", "下班之前"),
    *(f"{the}{end} of {what}" for the in ("", "the ") for end in ("close", "end") for what in ("business", "play")),
)
"""The first hour of a working day, and its last."""
_EARLY = (*BEGINS, "early", "early morning", "mid-morning", "late morning", "am")
_WHOLE = {**dict.fromkeys(("noon", "midday", "12 noon", "at noon", "正午", "中午12点"), time(12))}
_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_EN_MINUTES = {"five": 5, "ten": 10, "quarter": 15, "a quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}

_PART = f"(?:({'|'.join(_PARTS)})(?: at|,)? ?)?"
_AFTER = ("morning", "afternoon", "evening", "night")
_BEHIND = rf"(?: (?:in the |at )({'|'.join(_AFTER)}))?"
_HALF = r"(?: ?([ap])\.?m\.?)?"
_HOUR_EN = f"([0-9]{{1,2}}|{'|'.join(_EN[1:])})"
_FIGURES = (
    rf"{_PART}(at )?([0-9]{{1,2}})(?:([:.h]|(?=[0-9]{{2}} ?[ap]\.?m))([0-9]{{2}})|(h| ?uhr))?(?: ?(?:hrs|hours|h|uhr))?"
    rf"{_HALF}{_BEHIND}"
)
_SAID = rf"{_PART}(at )?{_HOUR_EN}( ?o'?clock)?{_HALF}{_BEHIND}"
_PAST = rf"{_PART}(?:at )?({'|'.join(_EN_MINUTES)}) (past|to) {_HOUR_EN}{_HALF}{_BEHIND}"
_BARE_MINUTES = "([0-9]{2}|零[一二三四五六七八九]|[一二三四五]?十[一二三四五六七八九]?)"
_ABOUT = r"(?:at )?(?:around|about|approx\.?) (?=.*[0-9])|(?<=[点钟半刻分0-9])(?:左右|上下|前后|来钟)$"
_BY = r"(?:by|before|no later than) (?=[0-9a-z])|(?<=[点时钟整半刻分0-9])[之以]?前$"
_SPOKEN = rf"{_PART}(?:大概|大约|差不多|约)?({N})[点时](?:钟|整|(半)|([一三])刻|过?(零?{N})分|{_BARE_MINUTES})?"


def clock_time(text: str) -> time | None:
    """The time that a whole text (made plain) says, None for a bare part of the day; `ValueError` if it is neither."""
    if is_part(text):
        return None
    if text.endswith("ish"):
        text = text.removesuffix("ish").rstrip(" -")
        text = f"at {text}" if text[-1:].isdigit() else text
    if text in _WHOLE:
        return _WHOLE[text]
    if text.startswith(("by ", "before ", "no later ")) or text[-1:] == "前":
        # `before` says of no hour in which half of the day it lies.
        text = re.sub(_BY, "", text)
    if text.startswith(("at ", "ar", "ab", "ap")) or text[-2:] in ("左右", "上下", "前后", "来钟"):
        text = re.sub(_ABOUT, "at " if text.isascii() else "", text)
    if "点" in text or "时" in text:
        return _spoken(text)
    if any(sign in text for sign in (" past ", " to ")):
        return _past(text)
    if text[-1:].isdigit() or text[-1:] in "mhr.s" or text.endswith(_AFTER):
        match = re.fullmatch(_FIGURES, text)
        if match:
            return _in_figures(match)
    said = text.isascii() and (text.startswith(("at ", *_PARTS)) or text.endswith(("clock", "m", "m.", *_AFTER)))
    match = re.fullmatch(_SAID, text) if said else None
    if match is None or not (match[2] or match[4] or match[5] or match[1] or match[6]):
        raise ValueError(text)
    return _settled(_hour_en(match[3]), 0, match[1] or match[6], match[5])


def is_over(part: str, at: time) -> bool:
    """Whether that part of the day (made plain) is over by then."""
    last = _PARTS[part][-1] if part in _PARTS else 11 if part in _EARLY else 23
    return at.hour > last


def is_part(text: str) -> bool:
    """Whether the words (made plain) are a part of the day without its hour."""
    return text in _PARTS or text in _VAGUE or text in BEGINS or text in ENDS


def agree(part: str, at: time) -> bool:
    """Whether the hour can lie in that part of the day."""
    return part not in _PARTS or at.hour in _PARTS[part]


def _in_figures(match: re.Match[str]) -> time:
    part, at, hour, sign, minutes, _h, half, behind = match.groups()
    part = part or behind
    if sign == "." and not (half or part) and not (7 <= int(hour) <= 23 and int(minutes) % 5 == 0):
        # It may be a day, a price, a number of something.
        raise ValueError(match[0])
    if not (sign or at or half or part or match[6]):
        raise ValueError(match[0])
    if sign == ":":
        return time(_hour(int(hour), part, half), int(minutes))
    return _settled(int(hour), int(minutes or 0), part, half)


def _hour_en(text: str) -> int:
    return int(text) if text.isdigit() else _EN.index(text)


def _past(text: str) -> time:
    match = re.fullmatch(_PAST, text)
    if match is None:
        raise ValueError(text)
    part, minutes, way, hour, half, behind = match.groups()
    total = _hour_en(hour) * 60 + _EN_MINUTES[minutes] * (1 if way == "past" else -1)
    return _settled(total // 60, total % 60, part or behind, half)


def _settled(hour: int, minute: int, part: str | None, half: str | None) -> time:
    """The time; an hour that could be in either half of the day is refused where nothing says which."""
    if not part and not half and 1 <= hour <= 6:
        raise ValueError(hour)
    return time(_hour(hour, part, half), minute)


def _spoken(text: str) -> time:
    match = re.fullmatch(_SPOKEN, text)
    if not match:
        raise ValueError(text)
    part, spoken, half_past, quarters, minutes, bare_minutes = match.groups()
    return _settled(number(spoken), _minute(half_past, quarters, minutes or bare_minutes), part, None)


def _minute(half: str | None, quarters: str | None, minutes: str | None) -> int:
    if half:
        return 30
    if quarters:
        return 15 * number(quarters)
    if minutes and len(minutes) > 1 and minutes[0] == "零":
        minutes = minutes[1:]
    return number(minutes) if minutes else 0


def _hour(hour: int, part: str | None, half: str | None) -> int:
    """The hour of the 24, where a part of the day or am/pm may say which half is meant."""
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    if not part:
        return hour
    hours = [one for one in (hour, hour + 12) if one in _PARTS[part] and (one == hour or (hour and not half))]
    if len(hours) != 1:
        raise ValueError(hour)
    return hours[0]
