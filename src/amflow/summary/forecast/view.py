"""How a forecast is said: on a page of its own, in every form, and in the lines of a summary."""

from collections.abc import Callable, Sequence
from typing import Any

from amflow.documents import parts as document_parts
from amflow.documents.parts import Column, Part, Report, Table, Words, percent, short
from amflow.documents.view import ReportView
from amflow.locale import N_, _, ngettext, pgettext, several
from amflow.shell.views import jsonable
from amflow.summary.figures import view as figure_view
from amflow.summary.forecast.records import WAYS
from amflow.summary.records import Forecast, ForecastPage

SAID = {
    "weighed": N_("this pace and the periods before: at 20 sold both count alike, with more the pace counts more"),
    "weighed+deals": N_(
        "this pace, and the periods before with the open deals by their chance: at 20 sold half and half, with more the pace"
        " counts more"
    ),
    "half": N_("half at this pace, half as in the periods before"),
    "half+deals": N_("half at this pace, half as in the periods before and the open deals by their chance"),
    "pace": N_("at this pace alone"),
    "mean": N_("as in the periods before alone"),
}
"""What the days that are left are taken to bring, by the way of the forecast."""


def told(found: Sequence[Forecast]) -> list[str]:
    """How they are reckoned, how good that was, and what the range means; each sentence for all figures of which it is true."""
    lines = [f"{_titles(ones)}{_(': ')}{_(SAID[way])}" for way, ones in _grouped(found, lambda one: one.way)]
    every = [one for one in found if one.every_day]
    if every:
        lines.append(_("{figures}: every day counts, for days off bring as much").format(figures=_titles(every)))
    for number, ones in _grouped([one for one in found if one.off_share is not None], lambda one: one.periods):
        words = ngettext(
            "at the middle of {n} past period it was off by: {figures}",
            "at the middle of {n} past periods it was off by: {figures}",
            number,
        )
        figures = " · ".join(f"{one.title} {percent(one.off_share)}" for one in ones)
        lines.append(words.format(n=number, figures=figures))
    if any(one.off_share is None for one in found):
        lines.append(_("no past period says yet how good that is"))
    if any(one.low is not None for one in found):
        lines.append(_("between: so far off from it four of five past periods were"))
    return lines


def _titles(found: Sequence[Forecast]) -> str:
    return " · ".join(one.title for one in found)


def _grouped(found: Sequence[Forecast], by: Callable[[Forecast], Any]) -> list[tuple[Any, list[Forecast]]]:
    return [(key, [one for one in found if by(one) == key]) for key in dict.fromkeys(map(by, found))]


class ForecastView(ReportView):
    """What a period comes to, and what would have been said of past ones."""

    what = "forecast"

    def report(self) -> Report:
        """The figures, how each is reckoned, and the past periods where they are asked for."""
        found: ForecastPage = self.record
        parts = [Part("", (_figures(found), Words("\n".join(told(found.forecasts)), quiet=True)), key="figures")]
        if found.tested:
            parts += [
                Part(one.title, (_past(found, one), _ways(found, one)), key=one.metric) for one in found.forecasts
            ]
        title = _("Forecast: {period}").format(period=found.period.title)
        under = tuple(filter(None, (figure_view.progress(found), found.playbook)))
        if not found.forecasts:
            parts = []
        return Report(self.what, title, under, tuple(parts), found.today, found.empty, _heading(found))

    def data(self) -> dict[str, Any]:
        """Each figure by its metric, and what would have been said of past periods."""
        found: ForecastPage = self.record
        return {
            "period": {name: value for name, value in jsonable(found.period).items() if name != "history_title"},
            "items": [_json(found, one) for one in found.forecasts],
        }


def _heading(found: ForecastPage) -> tuple[str, ...]:
    """Where the figures that have a target are heading, in a sentence."""
    owed = [one for one in found.forecasts if one.target is not None]
    words = [
        _("{figure} {value} of {target}").format(figure=one.title, value=short(one.value), target=short(one.target))
        for one in owed
    ]
    return (_("Heading for: {figures}.").format(figures=several(words)),) if words else ()


def _json(found: ForecastPage, one: Forecast) -> dict[str, Any]:
    fields = ("metric", "title", "unit", "in_hand", "value", "low", "high", "target", "way", "off_share", "periods")
    past = ("start", "on", "unit", "in_hand", "value", "came", "off_share")
    return {
        **{name: jsonable(getattr(one, name)) for name in fields},
        "ways": [{"way": way.way, "off_share": way.off_share} for way in found.ways if way.metric == one.metric],
        "past": [
            {name: jsonable(getattr(tried, name)) for name in past}
            for tried in found.past
            if tried.metric == one.metric
        ],
    }


def _figures(found: ForecastPage) -> Table:
    ranged = any(one.low is not None for one in found.forecasts)
    held = any(one.target is not None for one in found.forecasts)
    return document_parts.table(
        found.forecasts,
        (Column("figure", _("figure")), lambda one: one.title),
        Column("in_hand", _("in hand")),
        (Column("value", _("forecast")), lambda one: one.value),
        (Column("between", _("between")), figure_view.between) if ranged else None,
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
        Column("came", pgettext("of a forecast", "came")),
        Column("off_share", _("off by")),
        title=_("at the middle of past periods"),
        key="past",
    )


def _ways(found: ForecastPage, one: Forecast) -> Table:
    return document_parts.table(
        sorted((way for way in found.ways if way.metric == one.metric), key=lambda way: list(WAYS).index(way.way)),
        Column("off_share", _("off by")),
        (Column("heard", ""), lambda way: _("taken") if way.way == one.way else ""),
        (Column("way", _("the days left")), lambda way: _(SAID[way.way])),
        title=_("other ways to reckon it, on the same days"),
        key="ways",
    )
