"""The page of a forecast: the figures of what is sold, and the past periods gone over again."""

from amflow.book.quantities import Rate
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import _
from amflow.summary import page as summary_page
from amflow.summary.forecast import records as forecast
from amflow.summary.records import ForecastPage, ForecastWay, PastForecast


def page(desk: Desk, period: Period, *, tested: bool = False) -> ForecastPage:
    """What the picked figures of what is sold come to in the period, running, past or ahead; `tested` with what would have
    been said of past ones at their middle, and how far each way was off."""
    found = summary_page.build(desk, period, picked=True, most=0)
    figures = dict(found.figures)
    told = summary_page.forecasts(desk, period, figures)
    made = ForecastPage(found.period, found.today, found.playbook, told, tested, empty=_empty(period))
    if not tested or not told:
        return made
    past: list[PastForecast] = []
    ways: list[ForecastWay] = []
    for key, one in forecast.of(desk, period, [one.metric for one in told]).items():
        past += [_past(desk, key, tried, one.way) for tried in one.middles]
        errors = ((way, forecast.error(one.tried, way)) for way in forecast.heard(one.tried))
        ways += [ForecastWay(key, way, None if error is None else Rate(error)) for way, error in errors]
    return made._replace(past=tuple(past), ways=tuple(ways))


def _past(desk: Desk, key: str, tried: forecast.Tried, way: str) -> PastForecast:
    said = tried.point.comes_to(way) or 0
    in_hand, value, came = (
        forecast.shown(key, number, desk.settings.currency) or 0 for number in (tried.point.in_hand, said, tried.came)
    )
    off = Rate(abs(said - tried.came) / tried.came) if tried.came else None
    title, start = periods.shown(tried.period), tried.period.start
    return PastForecast(key, title, start, tried.on, in_hand, value, came, off)


def _empty(period: Period) -> str:
    if period.kind == "day":
        return _("a day has no forecast: --week, --month, --quarter, --year")
    return _("nothing was sold yet, in this period or before it")
