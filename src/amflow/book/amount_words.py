"""Amounts in number words, as figures: 两万, 一百二十万, 贰拾万, 三百五, `half a million`, `two hundred thousand`."""

import re
from fractions import Fraction

_SAME = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億两兩俩〇w", "一二三四五六七八九十百千万亿二二二零万") | {
    ord("廿"): "二十"
}
_D = "[0-9一二三四五六七八九]"
_BELOW = rf"(?:({_D})千)?(零?)(?:({_D})百)?(零?)(?:({_D})?(十))?(零?)({_D})?"
_WHOLE = r"(?:(?P<yi>[^亿]+?)亿)?(?P<zero>零?)(?:(?P<wan>[^万]+?)万)?(?P<rest>.*)"

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {
    **dict.fromkeys(("thousand", "grand", "k"), 3),
    **dict.fromkeys(("million", "mil", "mn", "m"), 6),
    **dict.fromkeys(("billion", "bn"), 9),
}
_ONE = f"(?:{'|'.join(sorted(_ONES, key=len, reverse=True))})"
_SMALL = f"(?:(?:{'|'.join(_TENS)}){_ONE}?|{_ONE})"
_GROUP = f"(?:(?:a|{_ONE})hundred(?:(?:and)?{_SMALL})?|{_SMALL}|a(?=thousand|million|billion|grand))"
_SCALE = f"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
_PART = f"(?:and)?({_GROUP})({_SCALE})?"
_HALF = rf"(?:(half|quarterof|threequartersof)a|({_GROUP}|\d{{1,3}})andahalf)({_SCALE})"


def figures(bare: str) -> str:
    """The figures that the words say (spaces and currency left out, small letters), empty where they are no number."""
    value = _english(bare.replace("-", "")) if bare.isascii() else _chinese(bare.translate(_SAME))
    if value is None:
        return ""
    whole, rest = divmod(value, 1)
    return f"{whole}" if not rest else f"{float(value):f}".rstrip("0")


def _chinese(text: str) -> Fraction | None:
    text = re.sub("个(?=[万亿])", "", text)
    if text == "半亿":
        return Fraction(50_000_000)
    match = re.fullmatch(_WHOLE, text)
    if not match or not text or text == "零":
        return Fraction(0) if text == "零" else None
    total, unit = Fraction(0), 0
    for name, size in (("yi", 10**8), ("wan", 10**4)):
        if match[name]:
            part = _below(match[name])
            if part is None:
                return None
            total, unit = total + part * size, size
    rest = match["rest"]
    if unit and re.fullmatch(_D, rest):
        # 一万五 is 15,000, 三亿五 350,000,000; 一万零五 and 两千万五 are neither.
        return None if match["zero"] or (match["wan"] or "")[-1:] in ("百", "千") else total + _digit(rest) * unit // 10
    if unit and not rest:
        return total
    if rest.isdigit() and unit and not match["zero"] and not (unit == 10**4 and len(rest) == 4):
        # 1万50 may be 10,050 or a slip.
        return None
    part = _below(rest.removeprefix("零") if unit else rest, last=True)
    return None if part is None else total + part


def _below(text: str, *, last: bool = False) -> Fraction | None:
    """A number below 10,000, with decimals where they are said (三点五); None for anything else. With `last` 三百五 is 350."""
    whole, dot, decimals = text.partition("点")
    if dot:
        start = _below(whole)
        digits = [str(_digit(one)) for one in decimals if re.fullmatch(_D, one)]
        return (
            None
            if start is None or not digits or len(digits) < len(decimals)
            else start + Fraction("0." + "".join(digits))
        )
    if text.isdigit():
        return Fraction(int(text)) if len(text) <= 4 else None
    match = re.fullmatch(_BELOW, text) if text else None
    if match is None:
        return None
    thousands, _zero, hundreds, zero, tens, ten, last_zero, ones = match.groups()
    value = _digit(thousands) * 1000 + _digit(hundreds) * 100 + (_digit(tens or "一") * 10 if ten else 0)
    if ones and not ten and not zero and not last_zero and (thousands or hundreds):
        return Fraction(value + _digit(ones) * (10 if hundreds else 100)) if last else None
    return Fraction(value + _digit(ones)) if value or ones else None


def _digit(sign: str | None) -> int:
    return int(sign) if sign and sign.isdigit() else "零一二三四五六七八九".index(sign or "零")


def _english(text: str) -> Fraction | None:
    if half := re.fullmatch(_HALF, text):
        share = {"half": Fraction(1, 2), "quarterof": Fraction(1, 4), "threequartersof": Fraction(3, 4)}.get(
            half[1] or ""
        )
        count = share or (int(half[2]) if half[2].isdigit() else _group(half[2])) + Fraction(1, 2)
        return Fraction(count * 10 ** _SCALES[half[3]])
    total, last, end = 0, 99, 0
    while end < len(text) <= 80 and not text.startswith("and"):
        part = re.match(_PART, text[end:])
        power = _SCALES.get(part[2] or "", 0) if part else 99
        if part is None or power >= last:
            return None
        total, last, end = total + _group(part[1]) * 10**power, power, end + part.end()
    return Fraction(total) if total and end == len(text) else None


def _group(words: str) -> int:
    """A number below 1,000: `twohundredandfifty`, `a`."""
    hundreds, hundred, rest = words.rpartition("hundred")
    small = rest.removeprefix("and")
    tens = next((place for place, name in enumerate(_TENS, 2) if small.startswith(name)), 0)
    ones = small.removeprefix(_TENS[tens - 2]) if tens else small
    value = tens * 10 + (_ONES.index(ones) + 1 if ones in _ONES else int(ones == "a"))
    return value + (100 * (_ONES.index(hundreds) + 1 if hundreds in _ONES else 1) if hundred else 0)
