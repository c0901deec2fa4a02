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

_UNITS = {"": 0, "k": 3, "m": 6, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(k|m|百万|千万|千|万|亿)?元?"


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


def amount(text: str, currency: str) -> int:
    """The minor units of an amount that a person typed: `200000`, `1,153.50`, `20万`, `¥3.2m`.

    Raises Usage when it is not one, is negative, is finer than the minor unit, or beyond all measure.
    """
    import unicodedata

    bare = unicodedata.normalize("NFKC", text).strip().replace(" ", "").lower()
    for sign in (SIGNS.get(currency, ""), "¥", "￥", currency):
        bare = bare.removeprefix(sign.lower()) if sign else bare
    if bare.startswith(("-", "−")):
        raise Usage(_("“{text}” is negative").format(text=text), _("an amount is zero or more"))
    match = re.fullmatch(_AMOUNT, bare)
    if match is None:
        raise Usage(_("“{text}” is not an amount").format(text=text), _("such as 200000, 1,153.50, 20万 or 3.2m"))
    whole, fraction, unit = match.group(1).replace(",", ""), match.group(2) or "", _UNITS[match.group(3) or ""]
    power = DECIMALS.get(currency, 2) + unit
    if len(fraction.rstrip("0")) > power:
        raise Usage(
            _("“{text}” is finer than {currency} can be").format(text=text, currency=currency),
            _("such as 200000, 1,153.50, 20万 or 3.2m"),
        )
    # Python turns thousands of digits into a number slowly, and from some point on not at all.
    minor = int(whole + fraction.rstrip("0").ljust(power, "0")) if len(whole) <= 16 else LARGEST_MINOR + 1
    if minor > LARGEST_MINOR:
        raise Usage(
            _("“{text}” is too large to be meant").format(text=text), _("such as 200000, 1,153.50, 20万 or 3.2m")
        )
    return minor


def money_of(row: Any, column: str) -> Money | None:
    """An amount of the book, or None."""
    return None if row[column] is None else Money(row[column], row["currency"] or "CNY")
