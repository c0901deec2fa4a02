"""What a chart is in Word and in Excel, which draw it themselves: its labels, its numbers, and how they are written.

Bars with targets have no scale in common, so they stand as shares of their targets, with a line where these are reached.
"""

from amflow import locale
from amflow.book.money import SIGNS, Money
from amflow.book.quantities import Rate
from amflow.documents import parts
from amflow.documents.parts import Chart
from amflow.records import NamedTuple

COLORS = {"good": "1a6e43", "soon": "855700", "bad": "ad2a25"}
PLAIN, QUIET = "2f5d8a", "5b626a"
"""The color of bars, and that of axes."""

FEWEST = 3
"""A picture of one number or of two is no picture."""

_BEYOND = 1.25
"""Bars with targets have so much room at least, so that the line of the target is not the edge."""

_FEW = 7

_ROOM = 58
"""So many signs stand beside each other over the columns of a chart."""


class Plot(NamedTuple):
    """A chart for a program that draws it."""

    lying: bool
    """Whether its bars lie under each other; else they stand side by side."""
    title: str
    labels: tuple[str, ...]
    name: str
    values: tuple[float | None, ...]
    """The bars; None is a gap."""
    states: tuple[str, ...]
    form: str
    """The number format of the bars."""
    labelled: bool
    """Whether each bar has its number; else the axis has them."""
    highest: float
    """Where the axis ends, so that the number of the highest bar has room."""
    marked: bool = False
    """Whether the lines of the axis are of meaning: those of the target."""
    step: float = 0
    """From line to line of the axis; 0 leaves it to the program."""


def plotted(chart: Chart) -> Plot | None:
    """The chart for such a program, or None where there are too few numbers to make a picture of them, or all are nought."""
    values = numbers(chart.series[0].values)
    if sum(value is not None for value in values) < FEWEST or not any(values):
        return None
    if chart.kind == "bars":
        return _against(chart) if len(chart.series) > 1 else _lying(chart)
    return _standing(chart)


def numbers(values: tuple[object, ...]) -> tuple[float | None, ...]:
    """The numbers of a series; None where nothing was counted or measured."""
    return tuple(None if parts.bare(value) is None else parts.number(value) for value in values)


def _against(chart: Chart) -> Plot | None:
    """Each number as a share of its target; both stand in its label."""
    actual, target = (one.values for one in chart.series[:2])
    goals = numbers(target)
    shares = tuple(
        None if value is None or not goal else value / goal for value, goal in zip(numbers(actual), goals, strict=True)
    )
    labels = tuple(
        f"{label}  {parts.short(parts.bare(value))} / {parts.short(parts.bare(goal))}"
        for label, value, goal in zip(chart.labels, actual, target, strict=True)
    )
    highest = max(_BEYOND, *(1.1 * share for share in shares if share is not None))
    states = tuple(map(parts.state, actual))
    name = chart.series[0].title
    return Plot(True, chart.title, labels, name, shares, states, "0%", True, round(highest, 2), True, 1)


def _lying(chart: Chart) -> Plot:
    values = chart.series[0].values
    found = numbers(values)
    return Plot(
        *(True, chart.title, chart.labels, chart.series[0].title, found),
        *(tuple(map(parts.state, values)), number_format(values), True, _above(found)),
    )


def _standing(chart: Chart) -> Plot:
    values = chart.series[0].values
    widest = max(len(parts.short(parts.bare(value))) for value in values) + 1
    found = numbers(values)
    whole = all(number is None or float(number).is_integer() for number in found)
    return Plot(
        *(False, chart.title, chart.labels, chart.series[0].title, found),
        *(tuple(map(parts.state, values)), number_format(values), widest * len(values) <= _ROOM),
        highest=_above(found),
        # Half a customer is none: a short axis of counts goes by ones.
        step=1 if whole and _above(found) <= _FEW else 0,
    )


def _above(values: tuple[float | None, ...]) -> float:
    """A sixth above the highest number, in two digits."""
    top = max((number for number in values if number is not None), default=0) * 7 / 6
    return float(f"{top:.2g}") if top > 0 else 1


def number_format(values: tuple[object, ...]) -> str:
    """How numbers are written over bars: as shares, as amounts in a few signs, whole or with one decimal."""
    there = [parts.bare(value) for value in values if parts.bare(value) is not None]
    if there and all(isinstance(value, Rate) for value in there):
        return "0%"
    currencies = {value.currency for value in there if isinstance(value, Money)}
    if len(currencies) == 1:
        return _in_short(sign(currencies.pop()))
    return "#,##0" if all(float(number).is_integer() for number in map(parts.number, there)) else "#,##0.0"


def sign(currency: str) -> str:
    """The sign of the currency as text of a number format."""
    letters = "".join(letter for letter in currency if letter.isascii() and letter.isalpha())
    return f'"{SIGNS.get(currency, f"{letters} ")}"'


def _in_short(money: str) -> str:
    if locale.current() == "zh":
        # A comma leaves out three digits; the point before the last digit makes four of them.
        return f'[>=100000000]{money}0\\.00,,"亿";[>=10000]{money}0\\.0,"万";{money}#,##0'
    return f'[>=1000000]{money}0.0,,"m";[>=10000]{money}0,"k";{money}#,##0'
