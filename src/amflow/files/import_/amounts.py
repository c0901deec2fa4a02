"""Amounts as files have them: in the unit of their column, finer than the currency, negative in several spellings."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from amflow.book.money import DECIMALS, SIGNS, amount
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.files.forms.units import Unit

_NUMBER = re.compile(r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,2})?")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")
_NOISE = Decimal("1e-9")
"""A calculated cell is off by less: `3.3000000000000003` is 3.30."""


class Spelling(NamedTuple):
    """How the numbers of a column are written."""

    unit: "Unit"
    decimal: str = ""
    """`.` or `,` before the cents; empty where nobody said it."""
    native: bool = False
    """Whether they are numbers of a spreadsheet, in which a dot is never one of thousands."""
    exact: bool = False
    """Whether what is finer than the currency is refused."""


class Rounded(int):
    """An amount that was finer in the file than its currency can be."""


def read(text: str, currency: str, how: Spelling) -> int:
    """The minor units of the amount, `Rounded` where it was finer; below zero for one that is negative.

    Raises Usage, ValueError for what is no amount, or could be two.
    """
    bare, negative = _unsigned(text, currency)
    plain = bare.replace(".", "").replace(",", ".") if how.decimal == "," else bare
    if not _NUMBER.fullmatch(plain):
        minor = amount(plain, currency)
        return -minor if negative else minor
    if _EITHER.fullmatch(plain) and not how.decimal and not how.native:
        raise ValueError(
            _("“{text}” may be {whole} or {fine}: say decimal = \",\" or \".\" in a map").format(
                text=text, whole=plain.replace(".", ""), fine=plain
            )
        )
    decimals = DECIMALS.get(currency, 2)
    value = Decimal(plain.replace(",", "")).scaleb(how.unit.power)
    kept = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if value < Decimal(10) ** 20 else value
    finer = abs(kept - value) > _NOISE * max(value, 1)
    minor = amount(f"{value if finer and how.exact else kept:f}", currency)
    minor = -minor if negative else minor
    return Rounded(minor) if finer else minor


def quantity(text: str, how: Spelling) -> str:
    """A number as text with a dot, in the unit of its column."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = plain.replace(".", "").replace(",", ".") if how.decimal == "," else plain
    if how.unit.power and _NUMBER.fullmatch(plain.casefold()):
        return f"{Decimal(plain.replace(',', '')).scaleb(how.unit.power):f}"
    return plain


def _unsigned(text: str, currency: str) -> tuple[str, bool]:
    """The amount without sign and currency, and whether it is negative: `-5`, `5-`, `(5)`, `−5`."""
    bare = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "").casefold()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    for _round in range(2):
        for sign in (SIGNS.get(currency, ""), "¥", "￥", currency):
            bare = bare.removeprefix(sign.casefold()) if sign else bare
        if bare.startswith("-") or (bare.endswith("-") and len(bare) > 1):
            negative, bare = True, bare.strip("-")
    return bare.removesuffix(currency.casefold()) if currency else bare, negative
