"""Money: whole minor units beside a currency, read from what people type and shown as they write it."""

import re
from typing import Any

from amflow import locale
from amflow.book.values import LARGEST_MINOR
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$"}

# ISO 4217: the currencies whose minor unit is not a hundredth.
DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3, "JOD": 3}

_UNITS = {
    "": 0,
    "k": 3,
    "thousand": 3,
    "grand": 3,
    "tsd": 3,
    "m": 6,
    "mn": 6,
    "mil": 6,
    "mio": 6,
    "million": 6,
    "bn": 9,
    "billion": 9,
    "百": 2,
    "千": 3,
    "w": 4,
    "万": 4,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "千亿": 11,
    "万亿": 12,
}
_UNIT = "|".join(sorted(filter(None, _UNITS), key=len, reverse=True))
_GROUPED = r"\d{1,3}(?:,\d{3})+|\d+"
_SINGLE = rf"({_GROUPED})(?:\.(\d+))?({_UNIT})?"
_CHAIN = r"(?:\d{1,4}(?:万亿|千万|百万|[亿万千百w]))+\d*"
_LINK = r"(\d{1,4})(万亿|千万|百万|[亿万千百w])"
_COMMA_DECIMAL = r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"
_BEFORE = {
    "CNY": ("rmb", "人民币", "￥", "cn¥"),
    "USD": ("us$",),
    "HKD": ("港币", "$"),
    "SGD": ("s$", "$"),
    "AUD": ("a$", "$"),
    "CAD": ("c$", "$"),
}
_BEHIND = {
    "CNY": ("整", "块钱", "元", "块", "圆", "rmb", "人民币", "yuan", "kuai"),
    "USD": ("美元", "美金", "dollars", "bucks"),
    "EUR": ("欧元", "euros", "euro"),
    "GBP": ("英镑", "pounds", "quid"),
    "HKD": ("港元", "港币", "dollars"),
    "JPY": ("日元", "yen", "円"),
    "SGD": ("新元", "新币", "dollars"),
}


class Money(NamedTuple):
    """An amount in minor units of its currency."""

    minor: int
    currency: str

    @property
    def decimals(self) -> int:
        """How many digits the minor unit has."""
        return DECIMALS.get(self.currency, 2)

    def number(self) -> float | int:
        """The amount in whole units, as JSON carries it."""
        unit: int = 10**self.decimals
        whole, rest = divmod(self.minor, unit)
        return self.minor / unit if rest else whole

    def plain(self) -> str:
        """The amount in whole units without grouping: `1153214` or `1153214.50`."""
        decimals = self.decimals
        digits = str(abs(self.minor)).zfill(decimals + 1)
        cut = len(digits) - decimals
        whole, rest = digits[:cut], digits[cut:]
        return ("-" if self.minor < 0 else "") + (f"{whole}.{rest}" if rest.strip("0") else whole)

    def __str__(self) -> str:
        whole, _dot, rest = self.plain().lstrip("-").partition(".")
        text = f"{int(whole):,}" + (f".{rest}" if rest else "")
        sign = SIGNS.get(self.currency, f"{self.currency} ")
        return ("−" if self.minor < 0 else "") + sign + text

    def short(self) -> str:
        """The amount in a few signs: `¥3.2m`, `¥320万`."""
        whole = abs(self.minor) / 10**self.decimals
        steps = ((1e8, "亿"), (1e4, "万")) if locale.current() == "zh" else ((1e6, "m"), (1e4, "k"))
        for size, letter in steps:
            if whole >= size:
                shown = f"{whole / (1e3 if letter == 'k' else size):.1f}".removesuffix(".0") + letter
                return ("−" if self.minor < 0 else "") + SIGNS.get(self.currency, f"{self.currency} ") + shown
        return str(self)


def amount(text: str, currency: str, *, decimal: str = "") -> int:
    """The minor units of an amount that a person typed: `200000`, `1,153.50`, `20万`, `20w`, `1万5`, `两百万`, `¥3.2m`. With
    `decimal` it is known which sign stands before decimals, as in a file whose map says it.

    Raises Usage when it is not one, is negative, is finer than the minor unit, beyond all measure, or means two amounts.
    """
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).strip().replace(" ", "").lower()
    bare = _without_signs(bare, currency)
    if bare.startswith(("-", "−")):
        raise Usage(_("“{text}” is negative").format(text=text), _("an amount is zero or more"))
    if decimal == "," or re.fullmatch(_COMMA_DECIMAL, bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif not decimal:
        _must_be_one(text, bare, currency)
    chain = _chain(bare)
    if chain is not None:
        whole, fraction, unit = str(chain), "", 0
    else:
        match = re.fullmatch(_SINGLE, bare) or re.fullmatch(_SINGLE, _spoken(bare))
        if match is None:
            raise Usage(_("“{text}” is not an amount").format(text=text), _examples())
        whole, fraction, unit = match[1].replace(",", ""), (match[2] or "").rstrip("0"), _UNITS[match[3] or ""]
    power = DECIMALS.get(currency, 2) + unit
    if len(fraction) > power:
        raise Usage(_("“{text}” is finer than {currency} can be").format(text=text, currency=currency), _examples())
    # Python turns thousands of digits into a number slowly, and from some point on not at all.
    minor = int(whole + fraction.ljust(power, "0")) if len(whole) <= 16 else LARGEST_MINOR + 1
    if minor > LARGEST_MINOR:
        raise Usage(_("“{text}” is too large to be meant").format(text=text), _examples())
    return minor


def _examples() -> str:
    return _("such as 200000, 1,153.50, 200k or 3.2m")


def _without_signs(bare: str, currency: str) -> str:
    """The figures without the currency before or behind them."""
    for sign in (SIGNS.get(currency, ""), "¥", *_BEFORE.get(currency, ()), currency):
        bare = bare.removeprefix(sign.lower()) if sign else bare
    for sign in (SIGNS.get(currency, ""), *_BEHIND.get(currency, ("元",)), currency):
        bare = bare.removesuffix(sign.lower()) if sign else bare
    return bare


def _spoken(bare: str) -> str:
    from amflow.book.amount_words import figures

    return figures(bare)


def _must_be_one(text: str, bare: str, currency: str) -> None:
    """Raises Usage for figures whose dot or comma could stand before decimals or between thousands."""
    decimals = DECIMALS.get(currency, 2)
    dot = re.fullmatch(r"([1-9]\d{0,2})\.(\d{3})", bare)
    if dot and decimals != 3:
        less = f"{dot[1]}.{dot[2]}".rstrip("0").rstrip(".")
        raise Usage(
            _("“{text}” could be {less} or {more}").format(text=text, less=less, more=f"{int(dot[1] + dot[2]):,}"),
            _to_write(less, dot[1] + dot[2], currency, decimals),
        )
    comma = re.fullmatch(r"(\d+),(\d{1,2})(\D*)", bare)
    if comma:
        less, more = f"{comma[1]}.{comma[2]}{comma[3]}", f"{comma[1]}{comma[2]}{comma[3]}"
        raise Usage(
            _("“{text}”: decimals stand behind a dot").format(text=text),
            _to_write(less, more, currency, decimals if not comma[3] else 2),
        )


def _to_write(less: str, more: str, currency: str, decimals: int) -> str:
    """The two spellings that are taken, without what is none."""
    fits = len(re.sub(r"\D", "", less.partition(".")[2])) <= decimals
    if more.startswith("0"):
        return _("write {amount}").format(amount=less) if fits else _examples()
    if fits:
        return _("write {less} or {more}").format(less=less, more=more)
    return _("write {amount}, or no more decimals than {currency} has").format(amount=more, currency=currency)


def _chain(bare: str) -> int | None:
    """Figures with several units of Chinese, each smaller than the one before: 1亿2千万; a last figure without its unit is of
    the next one: 1万5. None for anything else."""
    if not re.fullmatch(_CHAIN, bare):
        return None
    total, last, end = 0, 99, 0
    for link in re.finditer(_LINK, bare):
        power = _UNITS[link[2]]
        if power >= last or (total and int(link[1]) * 10**power >= 10**last):
            return None
        total, last, end = total + int(link[1]) * 10**power, power, link.end()
    rest = bare[end:]
    if rest and (len(rest) != last and (len(rest) > 1 or last > 8 or bare[end - 2 : end] in ("百万", "千万"))):
        return None
    return total + int(rest or 0) * (10 ** (last - 1) if len(rest) == 1 else 1)


def money_of(row: Any, column: str) -> Money | None:
    """An amount of the book, or None."""
    return None if row[column] is None else Money(row[column], row["currency"] or "CNY")
