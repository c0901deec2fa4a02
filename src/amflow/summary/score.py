"""amflow's own score: whether what it put first, of deals and of calls, brought more than the rest; what it had forecast and what
came.

All of it is worked out from the rows as they stood on the days in question; nothing is kept for it.
"""

from datetime import timedelta

from amflow.book.quantities import Rate
from amflow.convert.deals import first
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.outreach import points
from amflow.summary.deal_records import OrderScore
from amflow.summary.figures import counting
from amflow.summary.forecast import records as forecast
from amflow.summary.records import CallScore, PastForecast, Score

SCORED = ("month", "quarter")
"""The periods that have a score."""

LEAST_OPEN, LEAST_ENDED = 20, 20
"""With fewer deals open at the beginning, or ended before it, the order had nothing to show, or nothing to go by."""

LEAST_CALLS = 20
"""With fewer calls it says nothing whom of them one did well to call."""

MOST = 30_000
"""In a book of more deals the order of a day that is past would take seconds: it is not scored."""

FIRST = 5
"""A fifth of the deals is what was put first; of the calls too."""


def score(desk: Desk, period: Period, metrics: list[str]) -> Score | None:
    """The score of the period, or of the one before it while it is running, with the forecasts of these metrics; None where
    nothing was there to put into an order, and nothing to forecast."""
    if period.kind not in SCORED:
        return None
    over = period if desk.today >= period.end else periods.previous(period)
    if desk.today < over.end:
        return None
    order, calls, told = _order(desk, over), _calls(desk, over), tuple(_forecasts(desk, over, metrics))
    return Score(periods.shown(over), order, calls, told) if order or calls or told else None


_WON_SQL = "SELECT id FROM deal WHERE state = 'won' AND closed_on BETWEEN ? AND ?"


def _order(desk: Desk, period: Period) -> OrderScore | None:
    """How many of the deals that were open when it began were won in it: of the first fifth of that day's order, and of the
    rest."""
    if desk.book.number("SELECT max(id) FROM deal") > MOST:
        return None
    then = forecast.on(desk, period.start - timedelta(days=1))
    ordered = first.order_then(then)
    if not ordered:
        return None
    ended = desk.book.number(
        "SELECT (SELECT count(*) FROM deal WHERE state = 'won' AND closed_on < ?1)"
        " + (SELECT count(*) FROM deal WHERE state = 'lost' AND closed_on < ?1)",
        period.start.isoformat(),
    )
    if len(ordered) < LEAST_OPEN or ended < LEAST_ENDED:
        return OrderScore(len(ordered), 0, 0, 0, None, None, ended, enough=False)
    won = {row["id"] for row in desk.book.all(_WON_SQL, *period.bounds)}
    cut = round(len(ordered) / FIRST)
    in_front, behind = (len(won.intersection(part)) for part in (ordered[:cut], ordered[cut:]))
    number = len(ordered) - cut
    shares = Rate(in_front / cut), Rate(behind / number)
    return OrderScore(cut, number, in_front, behind, *shares, ended, enough=True)


def _calls(desk: Desk, period: Period) -> CallScore | None:
    """How many of the period's calls brought something: of the fifth that what had been learnt before would have put first, and
    of the rest; None where nothing was learnt from yet, or nobody called."""
    learnt, came = points.looked_back(desk, period.start, period.end)
    if not learnt.enough or not came:
        return None
    if len(came) < LEAST_CALLS:
        return CallScore(len(came), 0, 0, 0, None, None, learnt.asked, enough=False)
    cut = round(len(came) / FIRST)
    in_front, behind = sum(came[:cut]), sum(came[cut:])
    number = len(came) - cut
    shares = Rate(in_front / cut), Rate(behind / number)
    return CallScore(cut, number, in_front, behind, *shares, learnt.asked, enough=True)


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
