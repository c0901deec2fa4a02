"""A summary: one set of figures and lists for every form it is shown in."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import Rate
from amflow.calendars import periods
from amflow.calendars.periods import Period
from amflow.locale import _
from amflow.playbooks.model import CORE_SECTIONS, SECTIONS
from amflow.records import NamedTuple
from amflow.routine import targets
from amflow.routine.summary import figures, gate, sections, span
from amflow.routine.summary.sections import Ahead, ClosedDeal, Plan, Share

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook
    from amflow.routine.desk import Desk
    from amflow.routine.summary.shapes import Section

LINE = 0.9
"""The line for a metric that the playbook does not pick: below this share of its target a cause is owed."""

Number = int | float | Money


class Stretch(NamedTuple):
    """The period of a summary, and how far it has gone."""

    kind: str
    start: date
    end: date
    title: str
    workdays: int
    workdays_left: int
    """The working days after today."""
    elapsed: float
    """The part of its working days that has begun, 0 to 1."""
    history_title: str


class Figure(NamedTuple):
    """One metric in the period."""

    key: str
    title: str
    meaning: str
    unit: str
    """`count`, or the currency."""
    value: Number
    target: Number | None
    target_by: str
    """The kind of period the target was set for; another than the summary's when it is a share or a sum."""
    share: float | None
    """Value of target: 1 is reached."""
    missing: Number | None
    """What is missing to the target; None where nothing is."""
    per_workday: Number | None
    """What each remaining working day must bring to reach the target; None where none is left, or it is reached."""
    on_pace: bool | None
    """Whether at least the part of the target that the elapsed time asks for is there; None without a target."""
    gap: bool
    """Whether it is below the playbook's line: a cause and a remedy are owed."""
    previous: Number
    """The value in the period before."""
    history: tuple[Number, ...]
    """The values of the last periods, the oldest first; the last is this one."""
    better: str
    """`more` or `less`."""
    picked: bool
    """Whether the playbook counts it, or a target was set for it."""
    cause: str = ""
    """What was said of why it is below its line (`W18`), with the remedy and the day it is promised by."""
    remedy: str = ""
    remedy_by: date | None = None


class Foreign(NamedTuple):
    """An amount in another currency, not in the figure."""

    metric: str
    title: str
    amount: Money


class Summary(NamedTuple):
    """What a period came to."""

    period: Stretch
    today: date
    playbook: str
    """The playbook's title."""
    report: str
    """What the playbook calls a summary of such a period: `Weekly report`."""
    sections: tuple[str, ...]
    """What the playbook wants in it."""
    currency: str
    figures: dict[str, Figure]
    """The metrics by their key: every one, or those that the playbook counts or that have a target."""
    shown: tuple[Figure, ...]
    """Those that say something: they have a target, or are picked and not zero throughout."""
    gaps: tuple[Figure, ...]
    touches_by_kind: tuple[Share, ...]
    touches_by_outcome: tuple[Share, ...]
    won: tuple[ClosedDeal, ...]
    lost: tuple[ClosedDeal, ...]
    foreign: tuple[Foreign, ...]
    plan: Plan
    ahead: Ahead
    remedies: tuple["gate.Cause", ...] = ()
    """What was promised in the period before, and nobody has said yet what became of it."""
    more: tuple["Section", ...] = ()
    """The other sections that the playbook wants, as far as they have something to say."""


def build(desk: "Desk", period: Period, *, picked: bool = False) -> Summary:
    """Put the summary of that period together, as of the desk's day; `picked` leaves out what no screen shows: the figures
    that the playbook does not count and that have no target."""
    book, playbook, calendar, currency = desk.book, desk.playbook, desk.calendar, desk.settings.currency
    stretch = _stretch(desk, period)
    history = span.history(period, calendar)
    goals = targets.goals(desk, period)
    only = {metric.key for metric in playbook.metrics} | goals.keys() | {"plan_lines"} if picked else figures.BY_KEY
    counts = figures.count(desk, history, tuple(only))
    found = {
        key: _figure(key, values, goals.get(key), stretch, playbook, currency)
        for key, values in _ordered(counts.numbers, playbook).items()
    }
    for one in gate.causes(desk, period):
        if one.metric in found:
            found[one.metric] = found[one.metric]._replace(cause=one.cause, remedy=one.remedy, remedy_by=one.by_on)
    report = next((report for report in playbook.reports if report.key == period.kind), None)
    wanted = tuple(section for section in report.sections if section in SECTIONS) if report else CORE_SECTIONS
    shown = tuple(figure for figure in found.values() if _belongs(figure, wanted))
    by_kind, by_outcome = sections.touches(book, playbook, period)
    after = span.following(period, calendar)
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
        sections.closed(book, period, "won"),
        sections.closed(book, period, "lost"),
        tuple(Foreign(apart.metric, found[apart.metric].title, Money(*apart[1:])) for apart in counts.foreign),
        sections.plan(counts.plan),
        sections.ahead(book, after, periods.shown(after)),
        tuple(one for before in history[-2:-1] for one in gate.causes(desk, before) if not one.result),
        _more(desk, period, wanted),
    )


def _more(desk: "Desk", period: Period, wanted: tuple[str, ...]) -> "tuple[Section, ...]":
    if all(section in CORE_SECTIONS for section in wanted):
        return ()
    from amflow.routine.summary import more

    return more.sections(desk, period, wanted)


def _stretch(desk: "Desk", period: Period) -> Stretch:
    return Stretch(
        *period,
        title=periods.shown(period),
        workdays=desk.calendar.count(period.start, period.end),
        workdays_left=span.left(period, desk.calendar, desk.today),
        elapsed=round(span.elapsed(period, desk.calendar, desk.today), 4),
        history_title=span.history_title(period),
    )


def _ordered(numbers: dict[str, list[float]], playbook: "Playbook") -> dict[str, list[float]]:
    """The playbook's metrics first, in its order."""
    picked = {metric.key: numbers[metric.key] for metric in playbook.metrics if metric.key in numbers}
    return picked | numbers


def _figure(
    key: str, values: list[float], goal: "targets.Goal | None", stretch: Stretch, playbook: "Playbook", currency: str
) -> Figure:
    definition = figures.BY_KEY[key]
    metric = next((metric for metric in playbook.metrics if metric.key == key), None)
    better = targets.better(key, playbook)
    value = values[-1]

    def number(amount: float) -> Number:
        if definition.how == "rate":
            return Rate(amount)
        return Money(round(amount), currency) if definition.money else amount

    title = str(metric.title) if metric else _(definition.title)
    target = goal.value if goal else None
    # Shares and averages are not gathered day by day: they should stand where the target is at any time.
    elapsed = stretch.elapsed if definition.how == "sum" else min(1.0, stretch.elapsed * 1e9)
    missing = target - value if target is not None and better == "more" and value < target else None
    return Figure(
        key=key,
        title=title,
        meaning=_(definition.meaning),
        unit=currency if definition.money else "rate" if definition.how == "rate" else "count",
        value=number(value),
        target=None if target is None else number(target),
        target_by=goal.period if goal else "",
        share=round(value / target, 4) if target else None,
        missing=None if missing is None else number(_tenths(missing) if definition.how == "sum" else round(missing, 4)),
        per_workday=number(_needed(missing, stretch.workdays_left, definition.money, currency))
        if missing and stretch.workdays_left and definition.how == "sum"
        else None,
        on_pace=None if target is None else _reaches(value, target, better, elapsed, 1.0),
        gap=target is not None
        # A share of nothing is no gap: nothing was measured.
        and (definition.how == "sum" or value > 0)
        and not _reaches(value, target, better, elapsed, metric.line if metric else LINE),
        previous=number(values[-2]),
        history=tuple(number(value) for value in values),
        better=better,
        picked=metric is not None or goal is not None,
    )


def _reaches(value: float, target: float, better: str, elapsed: float, line: float) -> bool:
    """Whether the value is where the elapsed time asks it to be; where less is better, the target is the ceiling."""
    return value <= target if better == "less" else value >= target * elapsed * line


def _needed(missing: float, workdays: int, money: bool, currency: str) -> float:
    """What each working day must bring, rounded up: kept to it, the target is reached."""
    from math import ceil

    if money:
        unit: int = 10 ** DECIMALS.get(currency, 2)
        return ceil(missing / workdays / unit) * unit
    return _tenths(ceil(round(missing / workdays * 10, 6)) / 10)


def _tenths(number: float) -> float:
    tenths = round(number, 1)
    return int(tenths) if tenths == int(tenths) else tenths


def _belongs(figure: Figure, wanted: tuple[str, ...]) -> bool:
    """Whether the figure says something here: it has a target, or is wanted and not zero throughout."""
    if figure.target is not None:
        return True
    wanted_here = figure.picked and figures.BY_KEY[figure.key].section in wanted
    return wanted_here and any(_plain(number) for number in figure.history)


def _plain(number: Number) -> float:
    return number.minor if isinstance(number, Money) else number
