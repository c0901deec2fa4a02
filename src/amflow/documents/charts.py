"""Where the lines and bars of a chart lie, in whole numbers on a sheet 320 wide; a template draws them as SVG.

Narrow, so that on a phone its words are as large as those around it; on a wide screen several stand side by side.
"""

from datetime import date
from typing import Any

from amflow.documents import parts
from amflow.documents.parts import Chart
from amflow.locale import _
from amflow.records import NamedTuple

WIDTH = 320
_FOOT, _TALL, _TOP = 16, 92, 16
_ROW = 36
_OVER = 1.25
"""A bar chart with targets reaches to so much of the target at least, so that the mark is not at the edge."""
_LONGEST_LABEL = 26
"""So many columns of a bar's name stand beside its number."""
_SIGN = 6.5
"""The width of a column of words."""


class Bar(NamedTuple):
    """A bar: its corner, its size, the words beside it, and whether it is the one in question or has its state."""

    x: int
    y: int
    width: int
    height: int
    title: str
    state: str = ""


class Label(NamedTuple):
    """Words at a place; `anchor` as SVG has it: start, middle, end."""

    x: int
    y: int
    text: str
    anchor: str = "start"


class TargetMark(NamedTuple):
    """A target that a bar should reach: a line from top to bottom."""

    x: int
    y: int
    height: int


class Drawing(NamedTuple):
    """A chart ready to be drawn."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    marks: tuple[TargetMark, ...]
    labels: tuple[Label, ...]
    base: int
    """Where the ground line is; 0 without one."""
    words: str
    """What the chart shows, for those who do not see it."""


def drawn(chart: Chart, today: date) -> Drawing:
    """The chart's geometry and its words."""
    return _bars(chart, today) if chart.kind == "bars" else _course(chart, today)


def _bars(chart: Chart, today: date) -> Drawing:
    values = [parts.number(value) for value in chart.series[0].values]
    goals = [parts.number(value) for value in chart.series[1].values] if len(chart.series) > 1 else []
    most = max([*values, 0]) or 1
    bars, marks, labels = [], [], []
    for at, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        y = at * _ROW
        goal = goals[at] if goals else 0
        # Each against its own target: visits and amounts have no scale in common.
        scale = max(goal * _OVER, value) if goal else max(most, value)
        long = round(value / scale * WIDTH) if scale > 0 else 0
        whole = chart.series[0].values[at]
        words = _short(whole, today)
        if goals:
            words = _against(words, value, goal, chart.series[1].values[at])
            marks.append(TargetMark(round(goal / scale * WIDTH) if scale > 0 else 0, y + 18, 12))
        bars.append(Bar(0, y + 20, max(long, 0), 8, f"{label}: {words}", parts.state(whole)))
        labels.append(Label(0, y + 12, _cut(label)))
        labels.append(Label(WIDTH, y + 12, words, "end"))
    height = max(len(values), 1) * _ROW
    return Drawing(WIDTH, height, tuple(bars), tuple(marks), tuple(labels), 0, _in_words(chart, today))


def _course(chart: Chart, today: date) -> Drawing:
    series = [[parts.number(value) for value in one.values] for one in chart.series]
    top = max((value for values in series for value in values), default=0) or 1
    count = max(len(chart.labels), 1)
    step = WIDTH / count
    base = _TOP + _TALL
    bars = tuple(  # where nothing was counted or measured there is a gap
        Bar(
            round(at * step + step * 0.12),
            base - round(max(value, 0) / top * _TALL),
            max(round(step * 0.76), 1),
            round(max(value, 0) / top * _TALL),
            f"{chart.labels[at]}: {parts.said(chart.series[0].values[at], today)}",
        )
        for at, value in enumerate(series[0])
        if parts.bare(chart.series[0].values[at]) is not None
    )
    # As many labels as there is room for, the last one always among them.
    every = max(1, -(-count * _widest(chart.labels) // WIDTH))
    labels = [
        Label(round((at + 0.5) * step), base + 13, text, _anchor(at, count, step))
        for at, text in enumerate(chart.labels)
        if (count - 1 - at) % every == 0
    ]
    labels += _numbers(chart, series[0], top, step, base)
    return Drawing(WIDTH, base + _FOOT, bars, (), tuple(labels), base, _in_words(chart, today))


def _numbers(chart: Chart, values: list[float], top: float, step: float, base: int) -> list[Label]:
    """The number over every bar; where one would not fit none has it, for they stand below the chart."""
    said = [parts.short(parts.bare(value)) for value in chart.series[0].values]
    if any(parts.columns(one) * _SIGN > step for one in said):
        return []
    return [
        Label(round((at + 0.5) * step), base - round(max(values[at], 0) / top * _TALL) - 4, one, "middle")
        for at, one in enumerate(said)
        if parts.bare(chart.series[0].values[at]) is not None
    ]


def _anchor(at: int, count: int, step: float) -> str:
    if step > 60:
        return "middle"
    return "start" if at == 0 else "end" if at == count - 1 else "middle"


def _widest(labels: tuple[str, ...]) -> int:
    return round(max(map(parts.columns, labels), default=0) * _SIGN) + 8


def _cut(label: str) -> str:
    kept = label
    while parts.columns(kept) > _LONGEST_LABEL:
        kept = kept.removesuffix("…")[:-1] + "…"
    return kept


def _short(value: Any, today: date) -> str:
    """A number in a few signs, or the words that it has."""
    worded = isinstance(value, parts.SaidValue) and value.words
    return parts.said(value, today) if worded else parts.short(parts.bare(value))


def _against(words: str, value: float, goal: float, target: Any) -> str:
    """A number beside its target and how much of it is there: `42 of 63 · 67%`."""
    told = _("{value} of {target}").format(value=words, target=parts.short(parts.bare(target)))
    return f"{told} · {parts.percent(value / goal)}" if goal > 0 else told


def _in_words(chart: Chart, today: date) -> str:
    """Every label with its numbers: `Jan 3, Feb 5`."""
    said: list[Any] = []
    for at, label in enumerate(chart.labels):
        numbers = " / ".join(parts.said(series.values[at], today) or parts.NONE for series in chart.series)
        said.append(f"{label} {numbers}")
    return ", ".join(said)
