"""A summary: one set of figures and lists for every form it is shown in."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from amflow.book.figures import BY_KEY
from amflow.book.money import Money
from amflow.book.quantities import Rate, rounded, share
from amflow.dates import periods, report_period
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import _
from amflow.playbooks.model import Playbook
from amflow.playbooks.vocabulary import CORE_SECTIONS, SECTIONS
from amflow.summary import named, sections, trend
from amflow.summary.figures import counting
from amflow.summary.forecast import records as forecast
from amflow.summary.gaps import records as gap_records
from amflow.summary.records import Figure, Forecast, ForeignFigure, Number, ReportSection, Score, Stretch, Summary, says
from amflow.summary.targets import attainment, scopes
from amflow.summary.targets.records import LEVELS

LINE = 0.9
"""The line for a metric that the playbook does not pick: below this share of its target a cause is owed."""


def build(desk: Desk, period: Period, *, picked: bool = False, most: int = -1) -> Summary:
    """Put the summary of that period together, as of the desk's day; `picked` leaves out what no screen shows: the figures
    that the playbook does not count and that have no target. `most` cuts the lists of deals won and lost (-1: all); with 0
    nothing is listed, in the sections of the trade neither."""
    book, playbook, calendar, currency = desk.book, desk.playbook, desk.calendar, desk.settings.currency
    stretch = _stretch(desk, period)
    history = report_period.history(period, calendar)
    every = attainment.every_goal(desk, period)
    owed, hoped = (_targets(every, scopes.ALL, level) for level in LEVELS)
    wished = {metric.key for metric in playbook.metrics} | owed.keys() | hoped.keys() | {"plan_lines"}
    only = wished if picked else BY_KEY
    now_running = trend.running(period, desk.today)
    so_far = period._replace(end=min(period.end, desk.today))
    as_far = trend.same_part(period, history[-2], calendar, desk.today) if now_running else None
    counts = counting.count(desk, [*([as_far] if as_far else []), *history], tuple(only))
    before = {key: values.pop(0) for key, values in counts.numbers.items()} if as_far else {}
    found = {key: _figure(desk, key, counts, every, stretch) for key in _ordered(counts.numbers, playbook)}
    for key, value in before.items():
        found[key] = found[key]._replace(before=counting.shown(key, value, currency))
    told = forecasts(desk, period, found) if now_running else ()
    year_before, counted = _look(desk, period, found, as_far or history[-2])
    for one in gap_records.causes(desk, period):
        if one.metric in found:
            found[one.metric] = found[one.metric]._replace(cause=one.cause, remedy=one.remedy, remedy_by=one.by_on)
    report = next((report for report in playbook.reports if report.key == period.kind), None)
    wanted = tuple(section for section in report.sections if section in SECTIONS) if report else CORE_SECTIONS
    shown = tuple(figure for figure in found.values() if _belongs(figure, wanted))
    by_kind, by_outcome = sections.touches(desk, period)
    after = report_period.following(period, calendar)
    if now_running and desk.today < period.end:
        # Until it is over, what is still to come of it is what comes next.
        after = periods.Period("span", desk.today + timedelta(days=1), after.end)
    return Summary(
        stretch,
        desk.today,
        str(playbook.title),
        str(report.title) if report else "",
        wanted,
        currency,
        found,
        shown,
        tuple(figure for figure in shown if figure.gap),
        by_kind,
        by_outcome,
        sections.closed(book, so_far, "won", most),
        sections.closed(book, so_far, "lost", most),
        tuple(ForeignFigure(apart.metric, found[apart.metric].title, Money(*apart[1:])) for apart in counts.foreign),
        sections.plan(counts.plan),
        sections.ahead(desk, after, periods.shown(after)),
        tuple(one for before in history[-2:-1] for one in gap_records.causes(desk, before)),
        _more(desk, period, wanted) if most else (),
        tuple(_parts(desk, every, history[-2:], stretch)),
        year_before,
        gap_records.standing(desk, period),
        periods.shown(as_far) if as_far else "",
        counted,
        sections.whole(book, so_far, "won"),
        sections.whole(book, so_far, "lost"),
        told,
        _score(desk, period, found) if most else None,
        to_say=named.to_say(desk, period) if most else "",
    )


def _score(desk: Desk, period: Period, found: dict[str, Figure]) -> Score | None:
    from amflow.summary import score

    return score.score(desk, period, [key for key in forecast.KEYS if key in found and found[key].picked])


def forecasts(desk: Desk, period: Period, found: dict[str, Figure]) -> tuple[Forecast, ...]:
    """What the picked figures of what is sold come to; each of them says so itself, too."""
    told = forecast.of(desk, period, [key for key in forecast.KEYS if key in found and found[key].picked])
    for key, one in told.items():
        found[key] = found[key]._replace(forecast=forecast.shown(key, one.value, desk.settings.currency))
    return tuple(_forecast(desk, found[key], one) for key, one in told.items())


def _forecast(desk: Desk, figure: Figure, one: forecast.Outlook) -> Forecast:
    in_hand, value, low, high = (
        forecast.shown(one.key, number, desk.settings.currency)
        for number in (one.point.in_hand, one.value, one.low, one.high)
    )
    middles = one.middles
    error = forecast.error(middles, one.way)
    return Forecast(
        figure.key, figure.title, figure.unit, in_hand or 0, value or 0, low, high, figure.target, one.way,
        None if error is None else Rate(error), len(middles), one.every_day,
    )  # fmt: skip


def _look(desk: Desk, period: Period, found: dict[str, Figure], earlier: Period) -> tuple[str, bool]:
    """Put beside the figures where they are heading and where they stood a year before; gives what that year before is, and
    whether chances of deals were counted."""
    counted = False
    if trend.running(period, desk.today) and found.keys() & set(trend.WEIGHTED):
        should_close = trend.weighted(desk, period)
        counted = should_close.counted
        for key, more in should_close.more.items():
            if key in found and more:
                one = found[key]
                found[key] = one._replace(with_pipeline=_sum(one.value or 0, more))
    before = trend.year_before(period, desk.calendar, desk.today)
    if before is None:
        return "", counted
    picked = [key for key, figure in found.items() if figure.picked]
    values: dict[str, Number | None] = {}
    if before[1:] == earlier[1:]:  # of a year, the one before is a year before
        for key in picked:
            values[key] = found[key].before if earlier.kind == "span" else found[key].previous
    elif picked:
        numbers = counting.count(desk, [before], picked).numbers
        values = {key: counting.shown(key, value, desk.settings.currency) for key, (value,) in numbers.items()}
    if not any(map(says, values.values())):
        return "", counted
    for key, value in values.items():
        found[key] = found[key]._replace(last_year=value)
    return periods.shown(before), counted


def _sum(value: Number, more: float) -> Number:
    if isinstance(value, Money):
        return Money(round(value.minor + more), value.currency)
    return rounded(value + more, 1)


def of_part(desk: Desk, period: Period, key: str, scope: scopes.Scope) -> Figure:
    """One figure of a product, a line, a tier; it may have no target."""
    counts = counting.count(desk, report_period.history(period, desk.calendar), [key], scope)
    return _figure(desk, key, counts, attainment.every_goal(desk, period), _stretch(desk, period), scope)


Goals = dict[tuple[str, str, str], dict[str, attainment.PeriodTarget]]


def _targets(every: Goals, scope: scopes.Scope, level: str) -> dict[str, attainment.PeriodTarget]:
    return every.get((scope.kind, scope.key, level), {})


def _parts(desk: Desk, every: Goals, history: tuple[Period, ...], stretch: Stretch) -> Iterator[Figure]:
    """A figure for each target of a product, a line, a tier: of the period and the one before, for each asks who the customer
    of every row is, and four weeks of a large book are many."""
    for sort, part in dict.fromkeys((sort, part) for sort, part, _level in every if sort):
        scope = scopes.kept(desk, sort, part)
        held = {key for level in LEVELS for key in _targets(every, scope, level)}
        keys = [key for key in BY_KEY if key in held and counting.countable(key, sort)]
        if keys:
            counts = counting.count(desk, history, keys, scope)
            yield from (_figure(desk, key, counts, every, stretch, scope) for key in keys)


LISTED = ("reception", "referrals")
"""The sections of every trade that have lists besides their figures."""


def _more(desk: Desk, period: Period, wanted: tuple[str, ...]) -> tuple[ReportSection, ...]:
    told = named.sections(desk, period, wanted)
    if all(section in CORE_SECTIONS and section not in LISTED for section in wanted):
        return told
    from amflow.summary import trade_sections

    return (*told, *trade_sections.sections(desk, period, wanted))


def _stretch(desk: Desk, period: Period) -> Stretch:
    return Stretch(
        *period,
        title=periods.shown(period),
        workdays=desk.calendar.count(period.start, period.end),
        workdays_left=report_period.left(period, desk.hours, desk.now),
        elapsed=round(report_period.elapsed(period, desk.calendar, desk.today), 4),
        history_title=report_period.history_title(period),
    )


def _ordered(numbers: Iterable[str], playbook: Playbook) -> Iterable[str]:
    """The playbook's metrics first, in its order."""
    return dict.fromkeys([*(metric.key for metric in playbook.metrics if metric.key in numbers), *numbers])


def _figure(
    desk: Desk, key: str, counts: counting.Counts, every: Goals, stretch: Stretch, scope: scopes.Scope = scopes.ALL
) -> Figure:
    definition, currency = BY_KEY[key], desk.settings.currency
    metric = next((metric for metric in desk.playbook.metrics if metric.key == key), None)
    better = attainment.better(key, desk.playbook)
    goal, hoped = (_targets(every, scope, level).get(key) for level in LEVELS)
    values = counts.numbers[key]
    value, summed = values[-1], definition.how == "sum"

    def number(amount: float | None) -> Number | None:
        return counting.shown(key, amount, currency)

    title = str(metric.title) if metric else _(definition.title)
    target = goal.value if goal else None
    # A share or an average of nothing misses nothing and is no gap: nothing was counted or measured.
    held = goal if value is not None else None
    missing = held.value - value if held and value is not None and better == "more" and value < held.value else None
    return Figure(
        key=key,
        title=title,
        meaning=_(definition.meaning),
        unit=currency if definition.money else "rate" if definition.how == "rate" else "count",
        value=number(value),
        target=number(target),
        target_by=goal.period if goal else "",
        share=None if value is None or not target else share(value, target),
        missing=None if missing is None else number(rounded(missing, 1) if summed else round(missing, 4)),
        per_workday=number(attainment.needed(key, missing, stretch.workdays_left, currency))
        if missing and stretch.workdays_left and summed
        else None,
        on_pace=None if held is None else _reaches(value or 0, held, better, 1.0),
        gap=held is not None and not _reaches(value or 0, held, better, metric.line if metric else LINE),
        previous=number(values[-2]),
        history=tuple(number(value) for value in values),
        better=better,
        picked=metric is not None or goal is not None or hoped is not None,
        stretch=None if hoped is None else number(hoped.value),
        forecast=_heading(desk, key, values, stretch) if summed else None,
        scope=f"c{scope.key}" if scope.kind == "customer" else scope.title,
        customer=scope.title if scope.kind == "customer" else "",
        of_trade=goal is not None and goal.of_trade,
    )


def _heading(desk: Desk, key: str, values: list[float | None], stretch: Stretch) -> Number | None:
    """What the figure comes to by its values in this period, the last, and those before; None unless the period is running."""
    if values[-1] is None or not 0 < stretch.elapsed < 1:
        return None
    spans = report_period.history(Period(stretch.kind, stretch.start, stretch.end), desk.calendar)[-len(values) :]
    days = [desk.calendar.count(one.start, one.end) for one in spans]
    before = forecast.mean(values[:-1], days[:-1], days[-1])
    point = forecast.Point(values[-1], stretch.elapsed, before, None if BY_KEY[key].money else values[-1])
    return forecast.shown(key, point.comes_to(), desk.settings.currency)


def _reaches(value: float, goal: attainment.PeriodTarget, better: str, line: float) -> bool:
    """Whether that share of what is due by today is there; where less is better, the target is the ceiling."""
    return value <= goal.value if better == "less" else value >= goal.by_now * line


def _belongs(figure: Figure, wanted: tuple[str, ...]) -> bool:
    """Whether the figure says something here: it has a target, or is wanted, is no share of nothing and not zero throughout."""
    if figure.target is not None or figure.stretch is not None:
        return True
    wanted_here = figure.picked and figure.value is not None and BY_KEY[figure.key].section in wanted
    return wanted_here and any(map(says, figure.history))
