"""How far a moment is from now, in words: `in 2 hours`, `half an hour ago`, `两小时后`."""

import re

from amflow.dates.numerals import N, number


def minutes(text: str) -> int | None:
    """So many minutes from now, below zero for ago; None when the text (made plain) is no such thing."""
    return _minutes_en(text) if text.isascii() else _minutes_zh(text)


def _minutes_en(text: str) -> int | None:
    if not (text.startswith("in ") or text.endswith((" from now", " later", " ago"))):
        return None
    from amflow.dates import english

    length = rf"(?:(half an hour|an hour and a half)|{english.NUMBER} (hours?|hrs?|h|minutes?|mins?))"
    match = re.fullmatch(rf"in {length}(?:'?s? time)?()|{length} (from now|later|ago)", text)
    if not match:
        return None
    words, count, unit, way = match.groups()[:4] if text.startswith("in ") else match.groups()[4:]
    whole = {"half an hour": 30, "an hour and a half": 90}
    minutes = whole[words] if words else english.number(count) * (60 if unit[0] == "h" else 1)
    return -minutes if way == "ago" else minutes


def _minutes_zh(text: str) -> int | None:
    if past := re.match("再?过(?=.*(?:小时|钟头|钟)$)", text):
        text = f"{text[past.end() :]}后"
    if text[-1] not in "后前":
        return None
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
