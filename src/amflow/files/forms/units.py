"""The unit of a column of amounts, as headings and the lines above them say it: `资产(万元)`, `Amount (k€)`, `单位：万元`."""

import re
import unicodedata

from amflow.records import NamedTuple


class Unit(NamedTuple):
    """By which power of ten its numbers are to be taken, and in which currency; both may be left open."""

    power: int = 0
    currency: str = ""
    words: str = ""
    """As the file has it; empty where it says none."""


UNKNOWN = Unit()

_POWERS = {
    word: power
    for power, words in (
        (3, "千 仟 k t thousand thousands '000 000 000s 000's '000s tsd"),
        (4, "万 萬"),
        (5, "十万"),
        (6, "百万 m mn mm mio million millions"),
        (7, "千万"),
        (8, "亿 億"),
        (9, "b bn mrd billion billions"),
    )
    for word in words.split()
} | {"": 0}
_CURRENCIES = {
    "元": "",
    "圆": "",
    "元人民币": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "¥": "",
    "￥": "",
    "美元": "USD",
    "usd": "USD",
    "$": "USD",
    "us$": "USD",
    "欧元": "EUR",
    "eur": "EUR",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "英镑": "GBP",
    "gbp": "GBP",
    "£": "GBP",
    "港元": "HKD",
    "港币": "HKD",
    "hkd": "HKD",
    "hk$": "HKD",
    "日元": "JPY",
    "jpy": "JPY",
    "chf": "CHF",
}


def code(text: str) -> str:
    """The three letters of a currency that is named otherwise (RMB, 人民币, usd); any other text as it is."""
    return (_CURRENCIES.get(text.casefold()) if text.isalpha() else "") or text


def of_sign(sign: str) -> str:
    """The three letters of the currency that has this sign; empty for any other."""
    return _CURRENCIES.get(sign.casefold(), "")


_COUNTED = ("份", "股", "手", "件", "个")
_POWER = "|".join(re.escape(word) for word in sorted(_POWERS, key=len, reverse=True) if word)
_CURRENCY = "|".join(re.escape(word) for word in sorted((*_CURRENCIES, *_COUNTED), key=len, reverse=True))
_UNIT = re.compile(
    rf"(?:人民币|rmb)?[ /,]*(?:(?P<power>{_POWER})? ?(?:of )?(?P<currency>{_CURRENCY})?"
    rf"|(?P<currency2>{_CURRENCY}) ?(?P<power2>{_POWER}))"
)
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_AT_END = re.compile(r"(?:/| in |、|_|-|[:：])\s*([^\s/]+)\s*$")
_LINE = re.compile(r"(?:单位|計量单位|计量单位|unit|units|currency unit)\s*[:：]\s*([^()\s,，;；、]+)", re.IGNORECASE)
_AMOUNTS_IN = re.compile(
    r"(?:amounts?|figures|values|all)?\s*(?:are |shown )?in\s+((?:thousands?|millions?)(?: of)?\s?\S*|k\S{1,3})",
    re.IGNORECASE,
)


_ZONE = re.compile(
    r"\s*[(\[](?:(?:gmt|utc|z)?\s*[+\u2212-]\s*\d{1,2}(?::?\d\d)?|gmt|utc|[aecmp][sd]t|ces?t|ees?t|wes?t|bst|hkt|jst|sgt|aes?t|aedt"
    r"|(?:africa|america|asia|australia|europe|pacific)/[a-z_/]+|北京时间|东八区)[)\]]$",
    re.IGNORECASE,
)
"""A time zone behind a heading: `Close Date (GMT+1)`."""


def read(words: str) -> Unit:
    """The unit that these words are; UNKNOWN for any others."""
    bare = unicodedata.normalize("NFKC", words).strip().casefold().rstrip(".s" if "k" in words else ".")
    match = _UNIT.fullmatch(bare) if bare else None
    if match is None:
        return UNKNOWN
    power, currency = match["power"] or match["power2"] or "", match["currency"] or match["currency2"] or ""
    if not power and not currency and "人民币" not in bare and "rmb" not in bare:
        return UNKNOWN
    code = _CURRENCIES.get(currency, "")
    return Unit(_POWERS[power], "CNY" if bare.startswith(("人民币", "rmb")) else code, words.strip())


def of_heading(heading: str) -> tuple[str, Unit]:
    """The heading without the unit or time zone behind it, and the unit: `资产(万元)` is 资产 in 万元."""
    plain = _ZONE.sub("", unicodedata.normalize("NFKC", heading).strip())
    for pattern in (_IN_BRACKETS, _AT_END):
        match = pattern.search(plain)
        if match:
            inside = re.sub(r"^(?:单位|unit)\s*[:：]?\s*|^in\s+", "", match[1].strip(), flags=re.IGNORECASE)
            found = read(inside)
            # A letter behind a stroke may mean anything: `A/B`.
            sure = pattern is _IN_BRACKETS or found.currency or len(inside) > len("000") or not inside.isascii()
            if found.words and sure:
                return plain[: match.start()].strip(), found
    return plain, UNKNOWN


def with_unit(heading: str, unit: Unit) -> str:
    """The heading with the unit behind it, where it says none of its own."""
    return f"{heading}({unit.words})" if unit.words and not of_heading(heading)[1].words else heading


def line_of(unit: Unit) -> list[str]:
    """The line above a heading that says the unit, as `of_lines` reads it; none where there is none."""
    lines = (f"单位：{unit.words}", f"Amounts in {unit.words}")
    return next(([line] for line in lines if unit.words and of_lines([line]) == unit), [])


def of_lines(texts: list[str]) -> Unit:
    """The unit that a line above the heading says: `单位：万元`, `Amounts in thousands of €`."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        for pattern in (_LINE, _AMOUNTS_IN):
            match = pattern.search(plain)
            found = read(match[1]) if match else UNKNOWN
            if found.words:
                return found
    return UNKNOWN
