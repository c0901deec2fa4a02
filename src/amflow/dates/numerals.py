"""Typed text made plain before it is read: one width, one case, one spacing; Chinese numerals as numbers; and the time of
day in words: `15:30`, `3pm`, `noon`, `下午三点半`, `晚上8点`.

Digits with a colon are the 24-hour clock. A part of the day (`下午`, `evening`) settles which half an hour lies in and
must agree with it. `3点` alone could be either half, so 1点 to 6点 need a part; 7点 to 23点 are read as they stand.
A part without an hour (`明天下午`) gives no time: the day is known, an hour would be invented.
"""

import re
import unicodedata
from datetime import time

N = "(?:[0-9]{1,3}|[零一二两三四五六七八九十百]{1,7})"
"""A pattern for a whole number as people write it in Chinese; `number` reads it."""

_DIGITS = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0}
_BELOW_A_THOUSAND = (
    r"(?:([一二两三四五六七八九])百)?"
    r"(?:(?:(?<=百)([一二三四五六七八九])|(?<!百)([二三四五六七八九])?)十([一二三四五六七八九])?"
    r"|(?<=百)零([一二三四五六七八九])|(?<!百)([零一二两三四五六七八九]))?"
)
# Forms of one meaning that NFKC leaves apart: traditional characters and the typographic apostrophe.
_SAME = str.maketrans(
    "週點後號個鐘時兩禮開間從這雙裡夜曆慶勞動節聖誕農陰舊閏臘",
    "周点后号个钟时两礼开间从这双里夜历庆劳动节圣诞农阴旧闰腊",
) | {ord("’"): "'"}


def plain(text: str) -> str:
    """The text in one width, case and spacing; spaces around Chinese characters mean nothing and go."""
    text = " ".join(unicodedata.normalize("NFKC", text).lower().translate(_SAME).split())
    return text if text.isascii() else re.sub("(?<=[\u4e00-\u9fff〇]) | (?=[\u4e00-\u9fff〇])", "", text)


def number(text: str) -> int:
    """A whole number below 1000 in digits or in Chinese (`12`, `十二`, `两百零五`); `ValueError` for anything else."""
    if text.isascii():
        return int(text)
    match = re.fullmatch(_BELOW_A_THOUSAND, text)
    if not match:
        raise ValueError(text)
    hundreds, tens_after, tens, ones_after_ten, ones_after_zero, ones = match.groups()
    value = 100 * _DIGITS[hundreds] if hundreds else 0
    if "十" in text:
        value += 10 * _DIGITS[tens_after or tens or "一"]
    ending = ones_after_ten or ones_after_zero or ones
    return value + (_DIGITS[ending] if ending else 0)


def year(text: str) -> int:
    """A year in four digits of either script (`2026`, `二〇二六`)."""
    return int(text) if text.isascii() else int("".join(str(_DIGITS[digit]) for digit in text))


_MORNING, _AFTERNOON, _EVENING = range(1, 12), range(12, 20), range(17, 24)
_PARTS = {
    "凌晨": range(7),
    **dict.fromkeys(("清晨", "早晨", "早上", "上午", "morning"), _MORNING),
    "中午": range(11, 15),
    **dict.fromkeys(("下午", "afternoon"), _AFTERNOON),
    "傍晚": range(16, 21),
    **dict.fromkeys(("晚上", "夜里", "evening", "night"), _EVENING),
}
_PART = f"(?:({'|'.join(_PARTS)})(?: at)? ?)?"
_COLON = r"([0-9]{1,2}):([0-9]{2})(?: ?([ap])\.?m\.?)?"
_AM_PM = r"([0-9]{1,2})()(?: ?([ap])\.?m\.?)"
_BARE_MINUTES = "([0-9]{2}|零[一二三四五六七八九]|[一二三四五]?十[一二三四五六七八九]?)"
_SPOKEN = rf"({N})[点时](?:钟|整|(半)|([一三])刻|(零?{N})分|{_BARE_MINUTES})?"


def clock_time(text: str) -> time | None:
    """The time that a whole text (made plain) says, None for a bare part of the day; `ValueError` if it is neither."""
    if text in _PARTS:
        return None
    if text == "noon":
        return time(12)
    figures = _COLON if ":" in text else _AM_PM if "m" in text else ""
    match = re.fullmatch(_PART + figures, text) if figures else None
    if match:
        part, hour, minute, half = match.groups()
        return time(_hour(int(hour), part, half), int(minute or 0))
    match = re.fullmatch(_PART + _SPOKEN, text) if "点" in text or "时" in text else None
    if not match:
        raise ValueError(text)
    part, spoken, half_past, quarters, minutes, bare_minutes = match.groups()
    hour_number = number(spoken)
    if not part and 1 <= hour_number <= 6:
        raise ValueError(text)
    return time(_hour(hour_number, part, None), _minute(half_past, quarters, minutes or bare_minutes))


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
