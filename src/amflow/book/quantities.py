"""Quantities and prices of one unit, in ten-thousandths: 1,234.56 fund units, a net value of 1.2345."""

import re

from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple


class Units(NamedTuple):
    """A quantity or a price of one unit, in ten-thousandths."""

    e4: int

    def number(self) -> float | int:
        """The number, as JSON carries it."""
        whole, rest = divmod(self.e4, 10_000)
        return self.e4 / 10_000 if rest else whole

    def __str__(self) -> str:
        whole, rest = divmod(self.e4, 10_000)
        return f"{whole:,}" + (f".{rest:04d}".rstrip("0") if rest else "")


class Progress(NamedTuple):
    """So many of those that are needed are there: `1/2`."""

    have: int
    need: int

    def __str__(self) -> str:
        return f"{self.have}/{self.need}"


def price_in_words(price: Units) -> str:
    """A price of one unit: a fund's net value with all four decimals, `1.2290`, another without noughts that say nothing."""
    return f"{price.e4 / 10_000:,.4f}" if price.e4 % 100 else str(price)


def ten_thousandths(text: str) -> int:
    """A number with up to four decimals, in ten-thousandths. Raises ValueError."""
    bare = text.replace("，", ",")
    # A comma stands between thousands only: 1,2345 is not 12345.
    if "," not in bare or re.match(r"\d{1,3}(?:,\d{3})+(?!\d)", bare, re.ASCII):
        bare = bare.replace(",", "")
    match = re.fullmatch(r"(\d{1,11})(?:\.(\d+))?", bare, re.ASCII)
    if match is None or len((match[2] or "").rstrip("0")) > 4:
        raise ValueError(_("“{text}” is not a number with at most four decimals").format(text=text))
    return int(match[1] + (match[2] or "").rstrip("0").ljust(4, "0"))


def typed(text: str, what: str) -> int:
    """The same for something that a person typed; `what` names it in the refusal. Raises Usage."""
    import unicodedata

    try:
        found = ten_thousandths(unicodedata.normalize("NFKC", text).strip())
    except ValueError as error:
        raise Usage(_("{what}: {why}").format(what=what, why=error), _("such as 1200 or 1,234.56")) from error
    return above_zero(found, what)


def above_zero(e4: int, what: str) -> int:
    """The quantity, which is not nothing. Raises Usage."""
    if not e4:
        raise Usage(_("{what}: more than 0 is meant").format(what=what), _("such as 1200 or 1,234.56"))
    return e4


def share(part: float, whole: float) -> float | None:
    """The part of the whole, 1 is all of it; None of nothing. To four decimals and rounded down, so that what is missing by
    however little is not called reached; what is more than reached is rounded to the nearest."""
    if not whole:
        return None
    found = part / whole
    return round(found, 4) if found >= 1 else int(found * 10_000 + 1e-6) / 10_000


def percent(part: float, whole: float = 1) -> int | None:
    """So many of a hundred, rounded as a share is; None of nothing: what was not measured is no 0 %."""
    found = share(part, whole)
    return None if found is None else round(100 * found) if found >= 1 else int(100 * found + 1e-9)


def mean(total: float, number: float, places: int) -> float | None:
    """The average of so many; None of none."""
    return rounded(total / number, places) if number else None


def rounded(number: float, places: int) -> float:
    """The number to so many decimals; one without any is whole."""
    near = round(number, places)
    return int(near) if near == int(near) else near


class Rate(float):
    """A share of a whole, 0.925; shown as `92.5%`."""

    def __str__(self) -> str:
        tenths = int(self * 1000 + 1e-9) / 10
        return f"{tenths:.0f}%" if tenths == int(tenths) else f"{tenths:.1f}%"
