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
_EITHER = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?[^\d.,]*")
"""With dots between thousands; a unit may stand behind (万)."""
_LONGEST = 24
"""Signs of a number that may be meant."""
_NOISE = Decimal("1e-9")
"""A calculated cell is off by less: `3.3000000000000003` is 3.30."""


class Spelling(NamedTuple):
    """How the numbers of a column are written."""

    unit: "Unit"
    decimal: str = ""
    """`.` or `,` before the cents; empty where nobody said it, `?` where the column may be read in two ways."""
    native: bool = False
    """Whether they are numbers of a spreadsheet, in which a dot is never one of thousands."""
    exact: bool = False
    """Whether what is finer than the currency is refused."""


def is_either(text: str) -> bool:
    """Whether a dot in a text may be one of thousands or of cents: `1.250`."""
    return bool(_EITHER.fullmatch(text))


def may_be_two(text: str) -> bool:
    """Whether a dot or a comma in a text may be one of thousands or of cents."""
    return is_either(text) or is_either(text.replace(",", ".", 1))


class Rounded(int):
    """An amount that was finer in the file than its currency can be."""


def read(text: str, currency: str, how: Spelling) -> int:
    """The minor units of the amount, `Rounded` where it was finer; below zero for one that is negative.

    Raises Usage, ValueError for what is no amount, or could be two.
    """
    bare, negative = _unsigned(text, currency)
    plain = _with_dot(bare, text, how)
    if not _NUMBER.fullmatch(plain) or len(plain) > _LONGEST:
        minor = amount(plain, currency)
        return -minor if negative else minor
    decimals = DECIMALS.get(currency, 2)
    if is_either(plain) and how.decimal in ("", "?") and not how.native and decimals != len("250"):
        raise _doubt(text, plain)
    value = Decimal(plain.replace(",", "")).scaleb(how.unit.power)
    kept = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    finer = abs(kept - value) > _NOISE * max(value, Decimal(1))
    minor = amount(f"{value if finer and how.exact else kept:f}", currency)
    minor = -minor if negative else minor
    return Rounded(minor) if finer else minor


_OWN = re.compile(r"([A-Z]{3})(?=[ \d-])|(HK\$|US\$|€|£)|.*\d ?(?:([A-Z]{3})|(€|£))", re.DOTALL)
_SIGNED = {"HK$": "HKD", "US$": "USD", "€": "EUR", "£": "GBP"}


def own_currency(text: str) -> str:
    """The currency that an amount says itself (`USD 5,500`, `5.500 €`); empty where it says none."""
    match = None if text.isdigit() else _OWN.match(text.strip())
    found = (
        next(filter(None, match.groups()), "")
        if match and (match.end() == len(text.strip()) or match[1] or match[2])
        else ""
    )
    return _SIGNED.get(found, found)


def plainly(text: str, how: Spelling) -> str:
    """A number with a dot before its decimals and no sign between thousands; anything else as it stands."""
    try:
        plain = _with_dot(text, text, how)
    except ValueError:
        return text
    return plain.replace(",", "") if _NUMBER.fullmatch(plain) else text


def is_bare(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return bool(re.fullmatch(r"\d[\d.,\s]*", text))


def plain_number(text: str, how: Spelling) -> str:
    """A number in the unit of its column, without one; what is none keeps the words of its unit. Raises ValueError for one that
    may be two."""
    plain = plainly(_with_dot(text.replace(" ", ""), text, how), how._replace(decimal=""))
    if not _NUMBER.fullmatch(plain):
        return f"{text} {how.unit.words}"
    if how.decimal in ("", "?") and not how.native and is_either(plain):
        raise _doubt(text, plain)
    value = f"{Decimal(plain).scaleb(how.unit.power):f}"
    return value.rstrip("0").rstrip(".") if "." in value else value


def quantity(text: str, how: Spelling) -> str:
    """A number as text with a dot, in the unit of its column."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _with_dot(plain, text, how)
    if how.decimal == "?" and is_either(plain):
        raise _doubt(text, plain)
    if how.unit.power and _NUMBER.fullmatch(plain.casefold()):
        return f"{Decimal(plain.replace(',', '')).scaleb(how.unit.power):f}"
    return plain


def _with_dot(bare: str, text: str, how: Spelling) -> str:
    """The number with a dot before its decimals. Raises ValueError for one that may be two, or has a dot where none can be."""
    if how.decimal == "?" and "," in bare and may_be_two(bare):
        raise _doubt(text, bare)
    if how.decimal != "," or (how.native and "," not in bare and not is_either(bare)):
        # A number of a spreadsheet has a dot, whatever its texts have.
        return bare
    if "." in bare and not _GROUPED.fullmatch(bare):
        raise ValueError(_("“{text}”: in this column a comma stands before the cents").format(text=text))
    return bare.replace(".", "").replace(",", ".")


def _doubt(text: str, number: str) -> ValueError:
    return ValueError(
        _('“{text}” may be {whole} or {fine}: say decimal = "," or "." in a map').format(
            text=text, whole=re.sub("[.,]", "", number), fine=number.replace(",", ".")
        )
    )


def _unsigned(text: str, currency: str) -> tuple[str, bool]:
    """The amount without sign and currency, and whether it is negative: `-5`, `5-`, `(5)`, `−5`."""
    bare = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "").casefold()
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    for _round in range(2):
        for sign in (
            SIGNS.get(currency, ""),
            "¥",
            "￥",
            currency,
            *(f"{currency[:2]}$",) * (currency in ("USD", "HKD")),
        ):
            bare = bare.removeprefix(sign.casefold()).removesuffix(sign.casefold()) if sign else bare
        if bare.startswith("-") or (bare.endswith("-") and len(bare) > 1):
            negative, bare = True, bare.strip("-")
    return bare, negative
