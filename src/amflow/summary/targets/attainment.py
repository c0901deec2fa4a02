"""What the targets come to in a period: the goals that figures are held to.

A target holds from the period it was set for until another one is set for the same metric and kind of period; a target of 0
ends it. A quota of the playbook ("20 messages a day", `W11`) is the target of its metric until one is set. Where a period has
no target of its own, it has the sum of the shorter ones where each of its parts was given one (as a split does), else its
share of a longer one by working days (a week of the month, `W18`), else the sum of the shorter ones that hold in it.
"""

from bisect import bisect_right
from datetime import date, timedelta
from math import ceil

from amflow.book.figures import BY_KEY, is_fine
from amflow.book.money import DECIMALS
from amflow.book.quantities import rounded
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar
from amflow.desk import Desk
from amflow.playbooks.model import Playbook, Quota
from amflow.playbooks.vocabulary import PERIODS
from amflow.records import NamedTuple

_DAY = timedelta(days=1)
KINDS = tuple(PERIODS)

NONE = -1
"""From here on there is no target."""

NUMBER = f"iif(ended, {NONE}, value)"
"""What a target asks for (SQL)."""

GOALS_SQL = (
    f"SELECT metric, period, starts_on, {NUMBER} AS value, scope, part, level FROM target WHERE metric IN ({{metrics}})"
    " ORDER BY metric, period, starts_on, id"
)


class PeriodTarget(NamedTuple):
    """What a metric should reach in some period: a count, or minor units."""

    value: float
    period: str
    """The kind of period that the target was set for."""
    derived: bool
    """Whether it is a share or a sum of targets that were set for other periods."""
    by_now: float
    """What of it is due by today: its part of the working days that have begun, in whole numbers as those of days and weeks
    are."""
    of_trade: bool = False
    """Whether it is the playbook's own, which nobody set."""


def goals(desk: Desk, period: Period) -> dict[str, PeriodTarget]:
    """What each metric should reach in that period, of all the work; metrics without a target are not in it.

    Of what should be little, 0 is a target like any other.
    """
    return every_goal(desk, period).get(WHOLE, {})


WHOLE = ("", "", "base")
"""All of the work, and what is owed of it."""

_OF_TRADE = [date.min]
"""Since when a quota of the playbook holds: always."""

Lines = dict[str, dict[str, tuple[list[date], list[int]]]]


def every_goal(desk: Desk, period: Period) -> dict[tuple[str, str, str], dict[str, PeriodTarget]]:
    """The goals in that period of the whole and of each part, base and stretch: by the part's sort, its key, the level."""
    sql = GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY)))
    lines: dict[tuple[str, str, str], Lines] = {}
    for row in desk.book.all(sql, *BY_KEY):
        part = lines.setdefault((row["scope"], row["part"], row["level"]), {})
        starts, values = part.setdefault(row["metric"], {}).setdefault(row["period"], ([], []))
        starts.append(date.fromisoformat(row["starts_on"]))
        values.append(row["value"])
    whole = lines.setdefault(WHOLE, {})
    for metric, quota in _quotas(desk.playbook).items():
        whole.setdefault(metric, {quota.per: (_OF_TRADE, [quota.least])})
    return {part: _goals(desk, period, found) for part, found in lines.items()}


def _quotas(playbook: Playbook) -> dict[str, Quota]:
    """The playbook's quotas by the metric that counts them: the target where nobody has set one (`W11`)."""
    first = next((one for one in playbook.quotas if one.counts == "messages"), None)
    return {"messages_gold": first} if first else {}


def _goals(desk: Desk, period: Period, lines: Lines) -> dict[str, PeriodTarget]:
    less = {key for key in BY_KEY if better(key, desk.playbook) == "less"}
    shares: dict[str, list[PeriodShare]] = {}
    found: dict[str, PeriodTarget] = {}
    for metric, kinds in lines.items():
        if metric not in less and _has_none(period, *kinds.get(period.kind, ([], []))):
            continue
        for kind in kinds.keys() - shares.keys():
            shares[kind] = _shares(kind, period, desk.calendar, desk.today)
        unit = 10 ** DECIMALS.get(desk.settings.currency, 2) if BY_KEY[metric].money else 1
        for kind in _nearest(period.kind, kinds, shares):
            value, by_now = (_value(metric, shares[kind], *kinds[kind], unit, by_now=now) for now in (False, True))
            if value or (value is not None and metric in less):
                due = by_now or 0 if period.start <= desk.today else 0
                numbers = [one / 10_000 if is_fine(BY_KEY[metric]) else one for one in (value, due)]
                found[metric] = PeriodTarget(
                    numbers[0], kind, kind != period.kind, numbers[1], kinds[kind][0] == _OF_TRADE
                )
                break
    return found


def _has_none(period: Period, starts: list[date], values: list[int]) -> bool:
    """Whether a split left the period without a piece: ten a month is nothing on most days. The last target of 0 ends what
    held, and from there the longer ones have their shares."""
    return period.start in starts[:-1] and not values[starts.index(period.start)]


def needed(metric: str, missing: float, workdays: int, currency: str) -> float:
    """What each working day left must bring, rounded up to whole units of money, to a tenth of a count: kept to it, the
    target is reached."""
    if BY_KEY[metric].money:
        unit: int = 10 ** DECIMALS.get(currency, 2)
        return ceil(missing / workdays / unit) * unit
    return rounded(ceil(round(missing / workdays * 10, 6)) / 10, 1)


def better(metric: str, playbook: Playbook) -> str:
    """Whether `more` or `less` of the metric is good."""
    picked = next((shown for shown in playbook.metrics if shown.key == metric), None)
    return picked.better if picked else BY_KEY[metric].better


class PeriodShare(NamedTuple):
    """A period that targets are set for, as far as it touches another one."""

    start: date
    since: int
    """How many of its working days lie before the other one."""
    until: int
    """How many of them are over when the touch ends."""
    workdays: int
    now: int
    """How many of them have begun today, no more than `until`."""

    def of(self, value: int, unit: int, *, by_now: bool) -> int:
        """Its part of a count or an amount, as a whole or due by today: what would be reached by its end less what would be
        by its beginning, were it gathered evenly. So the parts are whole, in so many minor units, and together they are the
        target: 12 visits a week are 2, 3, 2, 3, 2 a day, and ten a month not one a day."""
        until = max(self.since, self.now) if by_now else self.until
        return self._reached(value, until, unit) - self._reached(value, self.since, unit)

    def _reached(self, value: int, workdays: int, unit: int) -> int:
        if workdays == self.workdays:
            return value
        return (2 * value * workdays + self.workdays * unit) // (2 * self.workdays * unit) * unit


def _nearest(
    kind: str, kinds: dict[str, tuple[list[date], list[int]]], shares: dict[str, list[PeriodShare]]
) -> list[str]:
    """Where to look for the target of a period of that kind: at its own, the shorter ones that each of its parts was given,
    the longer ones, the shorter ones that hold."""
    if kind not in KINDS:
        return [one for one in KINDS if one in kinds]
    place = KINDS.index(kind)
    shorter = KINDS[:place][::-1]
    given = [one for one in shorter if one in kinds and _each(shares[one], kinds[one][0])]
    return [one for one in dict.fromkeys((kind, *given, *KINDS[place:], *shorter)) if one in kinds]


def _each(shares: list[PeriodShare], starts: list[date]) -> bool:
    return len(shares) > 1 and {share.start for share in shares} <= set(starts)


def _shares(kind: str, period: Period, calendar: WorkCalendar, today: date) -> list[PeriodShare]:
    """The periods of that kind which touch the period: where each starts, and the part of its working days in it.

    Days off have no share, and no target.
    """
    found = []
    day = period.start
    while day <= period.end:
        whole = periods.around(kind, day)
        if workdays := calendar.count(whole.start, whole.end):
            before = calendar.count(whole.start, period.start - _DAY) if whole.start < period.start else 0
            last = min(whole.end, period.end)
            until, now = (calendar.count(whole.start, end) for end in (last, min(last, today)))
            if until > before:
                found.append(PeriodShare(whole.start, before, until, workdays, now))
        elif kind == period.kind != "day":
            found.append(PeriodShare(whole.start, 0, 1, 1, 1))
        day = whole.end + _DAY
    return found


def _value(
    metric: str, shares: list[PeriodShare], starts: list[date], values: list[int], unit: int, *, by_now: bool
) -> int | None:
    """What the targets that held at each start come to, as a whole or due by today; None where none holds. Of an amount, parts
    are in whole units of money."""
    held = [
        (values[place - 1], share)
        for share in shares
        if (place := bisect_right(starts, share.start)) and values[place - 1] != NONE
    ]
    if not held:
        return None
    if BY_KEY[metric].how != "sum":
        # A share or an average has no parts: the one that holds at the end.
        return held[-1][0]
    return sum(share.of(value, unit, by_now=by_now) for value, share in held)
