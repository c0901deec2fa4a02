"""Typed text made plain before it is read: one width, one case, one spacing; Chinese numerals as numbers."""

import re
import unicodedata

N = "(?:[0-9]{1,3}|[零一二两三四五六七八九十百]{1,7})"
"""A pattern for a whole number as people write it in Chinese; `number` reads it."""

TOO_LATE = r"(?<![0-9])(?:29|[3-9][0-9])(?![0-9])|三十一?|二十九"
"""A day that not every month has, or none."""

_DIGITS = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "两": 2, "〇": 0}
_BELOW_A_THOUSAND = (
    r"(?:([一二两三四五六七八九])百)?"
    r"(?:(?:(?<=百)([一二三四五六七八九])|(?<!百)([二三四五六七八九])?)十([一二三四五六七八九])?"
    r"|(?<=百)零([一二三四五六七八九])|(?<!百)([零一二两三四五六七八九]))?"
)
# Forms of one meaning that NFKC leaves apart: traditional characters and the typographic apostrophe.
_SAME = str.maketrans(
    "週點後號個鐘時兩禮開間從這雙裡夜曆慶勞動節聖誕農陰舊閏臘過內俩倆仨",
    "周点后号个钟时两礼开间从这双里夜历庆劳动节圣诞农阴旧闰腊过内两两三",
) | {ord("’"): "'", ord("廿"): "二十", ord("卅"): "三十"}
_SHORT = {
    **dict.fromkeys(("nxt", "nx"), "next"),
    "wk": "week",
    "wks": "weeks",
    "mth": "month",
    "mths": "months",
    "yr": "year",
    "yrs": "years",
    "tml": "tomorrow",
    "tomoz": "tomorrow",
    "arvo": "afternoon",
}
"""What is tapped on a phone, or said, for longer words."""


def plain(text: str) -> str:
    """The text in one width, case and spacing; spaces around Chinese characters mean nothing and go."""
    words = unicodedata.normalize("NFKC", text).lower().translate(_SAME).split()
    text = " ".join([_SHORT.get(word, word) for word in words])
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
