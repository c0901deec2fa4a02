"""How a forecast is said: on a page of its own, in every form, and in the lines of a summary."""

from typing import Any

from amflow.documents import parts as document_parts
from amflow.documents.parts import Column, Part, Report, Table, Words, percent
from amflow.documents.view import ReportView
from amflow.locale import N_, _, ngettext
from amflow.shell.views import jsonable
from amflow.summary.figures import view as figure_view
from amflow.summary.forecast.records import WAYS
from amflow.summary.records import Forecast, ForecastPage

SAID = {
    "weighed": N_("this pace beside the periods before, even at ten sold, the pace more the more is sold"),
    "weighed+deals": N_("the same, with the open deals by their chance beside the periods before"),
    "half": N_("half at this pace, half as in the periods before"),
    "half+deals": N_("half at this pace, half as in the periods before and the open deals by their chance"),
    "pace": N_("at this pace alone"),
    "mean": N_("as in the periods before alone"),
}
"""What the days that are left are taken to bring, by the way of the forecast."""


def between(one: Forecast) -> str:
    """`¥40,000–52,000`; nothing where too few past periods say it."""
    if one.low is None or one.high is None:
        return ""
    return f"{figure_view.long(one.low)}–{figure_view.long(one.high)}"


def way_words(one: Forecast) -> str:
    """How it is reckoned, and how good that was."""
    said = _(SAID[one.way])
    if one.error is None:
        return _("{figure}: {way}; no past period says yet how good that is").format(figure=one.title, way=said)
    words = ngettext(
        "{figure}: {way}; at the middle of {n} past period it was off by {error}",
        "{figure}: {way}; at the middle of {n} past periods it was off by {error}",
        one.periods,
    )
    return words.format(figure=one.title, way=said, n=one.periods, error=percent(one.error))


class ForecastView(ReportView):
    """What a period comes to, and what would have been said of past ones."""

    what = "forecast"

    def report(self) -> Report:
        """The figures, how each is reckoned, and the past periods where they are asked for."""
        found: ForecastPage = self.record
        parts = [
            Part("", (_figures(found), Words("\n".join(map(way_words, found.forecasts)), quiet=True)), key="figures")
        ]
        for one in found.forecasts if found.tested else ():
            parts.append(Part(one.title, (_past(found, one), _ways(found, one)), key=one.metric))
        title = _("Forecast: {period}").format(period=found.period.title)
        under = tuple(filter(None, (figure_view.progress(found), found.playbook)))
        if not found.forecasts:
            parts = []
        return Report(self.what, title, under, tuple(parts), found.today, found.empty)

    def data(self) -> dict[str, Any]:
        """Each figure by its metric, and what would have been said of past periods."""
        found: ForecastPage = self.record
        fields = ("metric", "title", "unit", "in_hand", "value", "low", "high", "target", "way", "error", "periods")
        return {
            "period": {name: value for name, value in jsonable(found.period).items() if name != "history_title"},
            "tested": found.tested,
            "items": [
                {name: jsonable(getattr(one, name)) for name in fields}
                | {
                    "ways": {way.way: way.error for way in found.ways if way.metric == one.metric},
                    "past": [
                        {
                            "from": past.start, "on": past.on, "in_hand": jsonable(past.in_hand),
                            "value": jsonable(past.value), "came": jsonable(past.came),
                        }
                        for past in found.past
                        if past.metric == one.metric
                    ],
                }
                for one in found.forecasts
            ],
        }  # fmt: skip


def _figures(found: ForecastPage) -> Table:
    ranged = any(one.low is not None for one in found.forecasts)
    held = any(one.target is not None for one in found.forecasts)
    return document_parts.table(
        found.forecasts,
        (Column("figure", _("figure")), lambda one: one.title),
        Column("in_hand", _("in hand")),
        (Column("value", _("forecast")), lambda one: one.value),
        (Column("between", _("between")), between) if ranged else None,
        Column("target", _("target")) if held else None,
        key="forecasts",
    )


def _past(found: ForecastPage, one: Forecast) -> Table:
    return document_parts.table(
        [past for past in found.past if past.metric == one.metric],
        (Column("period", _("period")), lambda past: past.title),
        Column("on", _("said on")),
        Column("in_hand", _("in hand")),
        (Column("value", _("forecast")), lambda past: past.value),
        Column("came", _("came")),
        (Column("off", _("off by")), lambda past: past.off),
        title=_("at the middle of past periods"),
        key="past",
    )


def _ways(found: ForecastPage, one: Forecast) -> Table:
    return document_parts.table(
        sorted((way for way in found.ways if way.metric == one.metric), key=lambda way: list(WAYS).index(way.way)),
        (Column("way", _("the days left")), lambda way: _(SAID[way.way])),
        (Column("error", _("off by")), lambda way: way.error),
        (Column("heard", ""), lambda way: _("this one is taken") if way.way == one.way else ""),
        title=_("the ways to reckon it, over a quarter, half and three quarters of the same periods"),
        key="ways",
    )
