"""The charts of a workbook, as Excel's own: their numbers stand beside them in the sheet."""

from typing import Any

from amflow.book.values import harmless
from amflow.documents.native_charts import COLORS, PLAIN, QUIET, Plot
from amflow.records import NamedTuple

WIDE = 620
_TALL, _BAR, _AROUND = 230, 26, 70
_FONT = {"size": 9, "color": f"#{QUIET}"}


class SeriesCells(NamedTuple):
    """Where the numbers of a chart stand in the sheet: the first of them, and whether the others are below or beside it."""

    row: int
    column: int
    down: bool
    head: int = 0
    """The row of the labels, where the numbers are beside each other; else they are in the first column."""


def added(book: Any, sheet: str, plot: Plot, place: SeriesCells) -> tuple[Any, int]:
    """The chart of numbers that stand at this place of the sheet, and how tall it is."""
    chart = book.add_chart({"type": "bar" if plot.lying else "column"})
    chart.add_series(_series(sheet, plot, place))
    chart.set_title({"name": harmless(plot.title), "name_font": {"size": 11, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    _axes(chart, plot)
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"none": True}})
    tall = len(plot.labels) * _BAR + _AROUND if plot.lying else _TALL
    chart.set_size({"width": WIDE, "height": tall})
    return chart, tall


def _series(sheet: str, plot: Plot, place: SeriesCells) -> dict[str, Any]:
    last = len(plot.labels) - 1
    row, column = (place.row + last, place.column) if place.down else (place.row, place.column + last)
    labels = [place.row, 0, row, 0] if place.down else [place.head, place.column, place.head, column]
    found: dict[str, Any] = {
        "name": harmless(plot.name),
        "categories": [sheet, *labels],
        "values": [sheet, place.row, place.column, row, column],
    }
    found |= {"fill": {"color": f"#{PLAIN}"}, "gap": 60}
    if any(plot.states):
        found["points"] = [{"fill": {"color": f"#{COLORS.get(state, PLAIN)}"}} for state in plot.states]
    if plot.labelled:
        found["data_labels"] = {"value": True, "num_format": plot.form, "font": _FONT, "position": "outside_end"}
    return found


def _axes(chart: Any, plot: Plot) -> None:
    quiet = {"color": f"#{QUIET}", "width": 0.5}
    labels = {"num_font": _FONT, "line": quiet, "reverse": plot.lying, "major_tick_mark": "none"}
    values: dict[str, Any] = {
        "num_font": _FONT,
        "num_format": plot.form,
        "line": {"none": True},
        "min": 0,
        "major_tick_mark": "none",
        # Where each bar has its number the axis would say it again; the line of a target stays.
        "visible": plot.marked or not plot.labelled,
        "major_gridlines": {"visible": plot.marked or not plot.labelled, "line": quiet},
        "max": plot.highest,
        # What lies is turned round so that the first is above; its axis goes below.
        "label_position": "high" if plot.lying else "next_to",
    }
    if plot.step:
        values["major_unit"] = plot.step
    across, up = (values, labels) if plot.lying else (labels, values)
    chart.set_x_axis(across)
    chart.set_y_axis(up)
