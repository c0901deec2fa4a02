"""The page of a forecast: the figures of what is sold, and the past periods gone over again."""

from amflow.book.quantities import Rate
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import _
from amflow.summary import page as summary_page
from amflow.summary.forecast import records as forecast
from amflow.summary.records import ForecastPage, ForecastWay


def page(desk: Desk, period: Period, *, tested: bool = False) -> ForecastPage:
    """What the picked figures of what is sold come to in the period, running, past or ahead; `tested` with what would have
    been said of past ones at their middle, and how far each way was off."""
    found = summary_page.build(desk, period, picked=True, most=0)
    figures = dict(found.figures)
    told = summary_page.forecasts(desk, period, figures)
    made = ForecastPage(found.period, found.today, found.playbook, told, tested, empty=_empty(period))
    if not tested or not told:
        return made
    found_again = forecast.of(desk, period, [one.metric for one in told])
    currency = desk.settings.currency
    past = [
        forecast.past(key, tried.period, tried.on, tried.point, tried.point.comes_to(one.way), tried.came, currency)
        for key, one in found_again.items()
        for tried in one.middles
    ]
    ways = [
        ForecastWay(key, way, None if off is None else Rate(off))
        for key, one in found_again.items()
        for way, off in forecast.offs(one.middles).items()
    ]
    return made._replace(past=tuple(past), ways=tuple(ways))


def _empty(period: Period) -> str:
    if period.kind == "day":
        return _("a day has no forecast: --week, --month, --quarter, --year")
    return _("nothing was sold yet, in this period or before it")
