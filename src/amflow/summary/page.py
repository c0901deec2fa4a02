"""A summary: one set of figures and lists for every form it is shown in."""

from collections.abc import Iterable, Iterator
from math import ceil

from amflow.book.figures import BY_KEY
from amflow.book.money import DECIMALS, Money
from amflow.dates import periods, report_period
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import _
from amflow.playbooks.model import Playbook
from amflow.playbooks.vocabulary import CORE_SECTIONS, SECTIONS
from amflow.summary import sections, trend
from amflow.summary.figures import counting
from amflow.summary.gaps import records as gap_records
from amflow.summary.records import Figure, ForeignFigure, Number, ReportSection, Stretch, Summary
from amflow.summary.targets import attainment, scopes
from amflow.summary.targets.records import LEVELS

LINE = 0.9
"""The line for a metric that the playbook does not pick: below this share of its target a cause is owed."""


def build(desk: Desk, period: Period, *, picked: bool = False, most: int = -1) -> Summary:
    """Put the summary of that period together, as of the desk's day; `picked` leaves out what no screen shows: the figures
    that the playbook does not count and that have no target. `most` cuts the lists of deals won and lost (-1: all)."""
    book, playbook, calendar, currency = desk.book, desk.playbook, desk.calendar, desk.settings.currency
    stretch = _stretch(desk, period)
    history = report_period.history(period, calendar)
    every = attainment.every_goal(desk, period)
    owed, hoped = (_targets(every, scopes.ALL, level) for level in LEVELS)
    wished = {metric.key for metric in playbook.metrics} | owed.keys() | hoped.keys() | {"plan_lines"}
    only = wished if picked else BY_KEY
    now_running = trend.running(period, desk.today)
    as_far = trend.same_part(period, history[-2], calendar, desk.today) if now_running else None
    counts = counting.count(desk, [*([as_far] if as_far else []), *history], tuple(only))
    before = {key: values.pop(0) for key, values in counts.numbers.items()} if as_far else {}
    found = {key: _figure(desk, key, counts, every, stretch) for key in _ordered(counts.numbers, playbook)}
    for key, value in before.items():
        found[key] = found[key]._replace(before=counting.shown(key, value, currency))
    year_before, counted = _look(desk, period, found, as_far or history[-2])
    for one in gap_records.causes(desk, period):
        if one.metric in found:
            found[one.metric] = found[one.metric]._replace(cause=one.cause, remedy=one.remedy, remedy_by=one.by_on)
    report = next((report for report in playbook.reports if report.key == period.kind), None)
    wanted = tuple(section for section in report.sections if section in SECTIONS) if report else CORE_SECTIONS
    shown = tuple(figure for figure in found.values() if _belongs(figure, wanted))
    by_kind, by_outcome = sections.touches(desk, period)
    after = report_period.following(period, calendar)
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
        sections.closed(book, period, "won", most),
        sections.closed(book, period, "lost", most),
        tuple(ForeignFigure(apart.metric, found[apart.metric].title, Money(*apart[1:])) for apart in counts.foreign),
        sections.plan(counts.plan),
        sections.ahead(book, after, periods.shown(after)),
        tuple(one for before in history[-2:-1] for one in gap_records.causes(desk, before)),
        _more(desk, period, wanted),
        tuple(_parts(desk, every, history[-2:], stretch)),
        year_before,
        gap_records.standing(desk, period),
        periods.shown(as_far) if as_far else "",
        counted,
        sections.whole(book, period, "won"),
        sections.whole(book, period, "lost"),
    )


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
                found[key] = one._replace(with_pipeline=_sum(one.value, more))
    before = trend.year_before(period, desk.calendar, desk.today)
    if before is None:
        return "", counted
    picked = [key for key, figure in found.items() if figure.picked]
    values: dict[str, Number] = {}
    if before[1:] == earlier[1:]:  # of a year, the one before is a year before
        for key in picked:
            was = found[key].before
            values[key] = found[key].previous if was is None else was
    elif picked:
        numbers = counting.count(desk, [before], picked).numbers
        values = {key: counting.shown(key, value, desk.settings.currency) for key, (value,) in numbers.items()}
    if not any(counting.plain(value) for value in values.values()):
        return "", counted
    for key, value in values.items():
        found[key] = found[key]._replace(last_year=value)
    return periods.shown(before), counted


def _sum(value: Number, more: float) -> Number:
    if isinstance(value, Money):
        return Money(round(value.minor + more), value.currency)
    return counting.rounded(value + more, 1)


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
    if all(section in CORE_SECTIONS and section not in LISTED for section in wanted):
        return ()
    from amflow.summary import trade_sections

    return trade_sections.sections(desk, period, wanted)


def _stretch(desk: Desk, period: Period) -> Stretch:
    return Stretch(
        *period,
        title=periods.shown(period),
        workdays=desk.calendar.count(period.start, period.end),
        workdays_left=report_period.left(period, desk.calendar, desk.today),
        elapsed=round(report_period.elapsed(period, desk.calendar, desk.today), 4),
        history_title=report_period.history_title(period),
    )


def _ordered(numbers: dict[str, list[float]], playbook: Playbook) -> Iterable[str]:
    """The playbook's metrics first, in its order."""
    return dict.fromkeys([*(metric.key for metric in playbook.metrics if metric.key in numbers), *numbers])


def _figure(
    desk: Desk, key: str, counts: counting.Counts, every: Goals, stretch: Stretch, scope: scopes.Scope = scopes.ALL
) -> Figure:
    definition, currency = BY_KEY[key], desk.settings.currency
    metric = next((metric for metric in desk.playbook.metrics if metric.key == key), None)
    better = attainment.better(key, desk.playbook)
    goal, hoped = (_targets(every, scope, level).get(key) for level in LEVELS)
    measured, values = key not in counts.nothing, counts.numbers[key]
    value, summed = values[-1], definition.how == "sum"

    def number(amount: float) -> Number:
        return counting.shown(key, amount, currency)

    unit = 10 ** DECIMALS.get(currency, 2) if definition.money else 1
    ahead = trend.at_this_pace(value, stretch.elapsed, unit) if summed else None
    title = str(metric.title) if metric else _(definition.title)
    target = goal.value if goal else None
    # Shares and averages are not gathered day by day: they should stand where the target is at any time.
    elapsed = stretch.elapsed if summed else min(1.0, stretch.elapsed * 1e9)
    # A share or an average of nothing misses nothing and is no gap: nothing was counted or measured.
    missing = target - value if target is not None and better == "more" and value < target and measured else None
    return Figure(
        key=key,
        title=title,
        meaning=_(definition.meaning),
        unit=currency if definition.money else "rate" if definition.how == "rate" else "count",
        value=number(value),
        target=None if target is None else number(target),
        target_by=goal.period if goal else "",
        share=round(value / target, 4) if target and measured else None,
        missing=None if missing is None else number(counting.rounded(missing, 1) if summed else round(missing, 4)),
        per_workday=number(_needed(missing, stretch.workdays_left, definition.money, currency))
        if missing and stretch.workdays_left and summed
        else None,
        on_pace=None if target is None or not measured else _reaches(value, target, better, elapsed, 1.0),
        gap=target is not None
        and measured
        and not _reaches(value, target, better, elapsed, metric.line if metric else LINE),
        previous=number(values[-2]),
        history=tuple(number(value) for value in values),
        better=better,
        picked=metric is not None or goal is not None or hoped is not None,
        stretch=None if hoped is None else number(hoped.value),
        forecast=None if ahead is None else number(ahead),
        measured=measured,
        scope=scope.title,
    )


def _reaches(value: float, target: float, better: str, elapsed: float, line: float) -> bool:
    """Whether the value is where the elapsed time asks it to be; where less is better, the target is the ceiling."""
    return value <= target if better == "less" else value >= target * elapsed * line


def _needed(missing: float, workdays: int, money: bool, currency: str) -> float:
    """What each working day must bring, rounded up: kept to it, the target is reached."""
    if money:
        unit: int = 10 ** DECIMALS.get(currency, 2)
        return ceil(missing / workdays / unit) * unit
    return counting.rounded(ceil(round(missing / workdays * 10, 6)) / 10, 1)


def _belongs(figure: Figure, wanted: tuple[str, ...]) -> bool:
    """Whether the figure says something here: it has a target, or is wanted, is no share of nothing and not zero throughout."""
    if figure.target is not None or figure.stretch is not None:
        return True
    wanted_here = figure.picked and figure.measured and BY_KEY[figure.key].section in wanted
    return wanted_here and any(counting.plain(number) for number in figure.history)
