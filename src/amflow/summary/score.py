"""amflow's own score: whether what it put first brought more than the rest, and what it had forecast against what came.

Both are worked out from the rows as they stood on the days in question; nothing is kept for it.
"""

from datetime import timedelta

from amflow.book.quantities import Rate
from amflow.convert.deals import as_of, chances
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.summary.figures import counting
from amflow.summary.forecast import records as forecast
from amflow.summary.records import OrderScore, PastForecast, Score

SCORED = ("month", "quarter")
"""The periods that have a score."""

LEAST_OPEN, LEAST_ENDED = 20, 20
"""With fewer deals open at the beginning, or ended before it, the order had nothing to show, or nothing to go by."""

FIRST = 5
"""A fifth of the deals is what was put first."""


def score(desk: Desk, period: Period, metrics: list[str]) -> Score | None:
    """The score of the period, or of the one before it while it is running, with the forecasts of these metrics; None where
    nothing was there to put into an order, and nothing to forecast."""
    if period.kind not in SCORED:
        return None
    over = period if desk.today >= period.end else periods.previous(period)
    if desk.today < over.end:
        return None
    order, told = _order(desk, over), tuple(_forecasts(desk, over, metrics))
    return Score(periods.shown(over), order, told) if order or told else None


def _order(desk: Desk, period: Period) -> OrderScore | None:
    """How many of the deals that were open when it began were won in it: of the first fifth of that day's order, and of the
    rest."""
    then = forecast.on(desk, period.start - timedelta(days=1))
    stood = as_of.open_then(then)
    if not stood:
        return None
    ended = desk.book.number(
        "SELECT (SELECT count(*) FROM deal WHERE state = 'won' AND closed_on < ?1)"
        " + (SELECT count(*) FROM deal WHERE state = 'lost' AND closed_on < ?1)",
        period.start.isoformat(),
    )
    if len(stood) < LEAST_OPEN or ended < LEAST_ENDED:
        return OrderScore(len(stood), 0, 0, 0, None, None, ended, enough=False)
    known = chances.known(then)
    worth = {one.id: known.of(one.pipeline, one.stage, one.days).soon * one.minor for one in stood}
    ordered = sorted(stood, key=lambda one: (-worth[one.id], one.id))
    cut = max(1, round(len(ordered) / FIRST))
    last = min(period.end, desk.today)
    first, rest = (
        sum(1 for one in part if one.won_on and one.won_on <= last) for part in (ordered[:cut], ordered[cut:])
    )
    number = len(ordered) - cut
    return OrderScore(cut, number, first, rest, Rate(first / cut), Rate(rest / number), ended, enough=True)


def _forecasts(desk: Desk, period: Period, metrics: list[str]) -> list[PastForecast]:
    """What was forecast at the period's middle, and what came."""
    worked = desk.calendar.count(period.start, period.end)
    middle = desk.calendar.shift(period.start - timedelta(days=1), max(round(worked * forecast.MIDDLE), 1))
    then = forecast.of(forecast.on(desk, middle), period, metrics)
    came = counting.count(desk, [period], list(then)).numbers if then else {}
    return [
        forecast.past(key, period, middle, one.point, one.value, came[key][0] or 0, desk.settings.currency)
        for key, one in then.items()
    ]
