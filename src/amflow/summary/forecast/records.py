"""What a running period comes to: what is in hand, and for the days that are left the pace so far against what else is known:
the periods before, the open deals by their chance. How much each counts is tried on the own past periods, as of days within them.

Nothing is known here but what was known on the desk's day, so that a day that is past gives what was said on it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import ceil

from amflow.book.figures import BY_KEY, DEFINITIONS
from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import rounded
from amflow.dates import periods, report_period
from amflow.dates.periods import Period
from amflow.dates.workdays import WorkCalendar
from amflow.desk import Desk
from amflow.records import NamedTuple
from amflow.summary.figures import counting
from amflow.summary.records import Number

TALLIES = ("deal_closed", "ordered", "volume", "bought redeemed")
KEYS = tuple(one.key for one in DEFINITIONS if one.tally in TALLIES and one.how == "sum" and one.better == "more")
"""The figures whose way is tried and chosen: what is sold. The others go the usual way."""

COUNTED_BY = {"deals_won_amount": "deals_won", "orders_amount": "orders"}
"""Of amounts the figure that says from how many sales they come."""

BEFORE = 3
"""So many periods before are heard, or as many as there are."""

PAST = {"week": 12, "month": 12, "quarter": 8, "year": 3, "span": 6}
"""So many past periods of each kind are gone over; a day has no forecast."""

AT = (0.25, 0.5, 0.75)
"""The parts of a past period after which it is asked what it would have come to; its middle is what is told."""
MIDDLE = 0.5

LEAST = 6
"""Past periods that brought something, below which the usual way stands."""

CLEARLY = 0.8
"""Another way is taken where its error is below so much of that of the usual one: what is best by a hair was luck."""

RANGED, TENTH = 5, 0.1
"""From so many past periods on a range is said: where four fifths of them would have come to lie."""

WEIGHT = 20
"""With so many sales in hand their pace counts as much as all that was known before."""

USUAL = "weighed"
WAYS: dict[str, tuple[float | None, tuple[str, ...]]] = {
    USUAL: (None, ("mean",)),
    "weighed+deals": (None, ("mean", "deals")),
    "half": (0.5, ("mean",)),
    "half+deals": (0.5, ("mean", "deals")),
    "pace": (1, ()),
    "mean": (0, ("mean",)),
}
"""The ways to forecast the days left: how much the pace counts (None: by how much is in hand), and what the mean of is the rest."""


class Point(NamedTuple):
    """How things stand on a day within a period; numbers as they are counted, amounts in minor units."""

    in_hand: float
    elapsed: float
    """The part of the period's working days that has begun."""
    mean: float | None
    """What the periods before came to; None where there are none."""
    number: float | None = None
    """From how many sales that is; None where nobody counts them."""
    deals: float | None = None
    """What the deals that are open should bring in the days left, each by its chance; None where they are not counted."""

    def rest(self, way: str = USUAL) -> float | None:
        """What the days left bring, by what there is to go by; None where nothing is."""
        left, (counts, names) = 1 - self.elapsed, WAYS[way]
        known = {"mean": None if self.mean is None else self.mean * left, "deals": self.deals}
        said = [voice for name in names if (voice := known[name]) is not None]
        before = sum(said) / len(said) if said else None
        if not self.elapsed:
            return before
        pace = self.in_hand * left / self.elapsed
        if before is None:
            return pace
        if counts is None:
            counts = 0.5 if self.number is None else self.number / (self.number + WEIGHT)
        return counts * pace + (1 - counts) * before

    def comes_to(self, way: str = USUAL) -> float | None:
        """What the whole period comes to; None where nothing is known."""
        rest = self.rest(way)
        return None if rest is None else self.in_hand + rest


class Tried(NamedTuple):
    """A past period, as of a day within it, and what came."""

    period: Period
    on: date
    share: float
    """Which of `AT` the day is for."""
    point: Point
    came: float


class Outlook(NamedTuple):
    """What a figure of a period comes to, in the numbers that are counted."""

    key: str
    point: Point
    value: float | None
    low: float | None
    high: float | None
    way: str
    tried: tuple[Tried, ...]
    """The past periods, the oldest first."""

    @property
    def middles(self) -> tuple[Tried, ...]:
        """The past periods as of their middle."""
        return tuple(one for one in self.tried if one.share == MIDDLE)


def mean(values: Sequence[float | None], workdays: Sequence[int], whole: int) -> float | None:
    """What a period of so many working days comes to when it goes like those before, the oldest first; None where nothing was
    there yet: what lies before the first record was no slack period."""
    begun = next((at for at, value in enumerate(values) if value), len(values))
    pairs = [(value or 0, days) for value, days in zip(values, workdays, strict=True)][begun:][-BEFORE:]
    days = sum(days for _value, days in pairs)
    return sum(value for value, _days in pairs) / days * whole if days else None


def of(desk: Desk, period: Period, keys: Sequence[str] = KEYS) -> dict[str, Outlook]:
    """What these figures of the period come to; none of a day, or where nothing was ever counted."""
    if period.kind not in PAST or not keys:
        return {}
    spans, marks = _spans(desk, period)
    numbers = counting.count(desk, spans, [*keys, *(COUNTED_BY[key] for key in keys if key in COUNTED_BY)]).numbers
    counted = {key: dict(zip(marks, (value or 0 for value in values), strict=True)) for key, values in numbers.items()}
    found = {}
    for key in keys:
        one = _outlook(desk, key, period, counted)
        if one.value is not None and (one.point.in_hand or one.point.mean):
            found[key] = one
    return found


Mark = tuple[Period, float]
"""A period, and which part of it is counted: 1 the whole, 0 what is in hand."""


def _spans(desk: Desk, period: Period) -> tuple[list[Period], list[Mark]]:
    """The stretches to count, with what each is for; the last is what is in hand."""
    calendar, past = desk.calendar, [period]
    while len(past) <= PAST[period.kind] + BEFORE and past[-1].start.year > report_period.FIRST_YEAR + 1:
        past.append(periods.previous(past[-1]))
    spans, marks = [], []
    for place, one in enumerate(past[1:], 1):
        spans.append(one)
        marks.append((one, 1.0))
        if place <= PAST[period.kind]:
            for share in AT:
                spans.append(Period("span", one.start, day_at(one, share, calendar)))
                marks.append((one, share))
    spans.append(Period("span", period.start, max(period.start, min(period.end, desk.today))))
    marks.append((period, 0.0))
    return spans, marks


def day_at(period: Period, share: float, calendar: WorkCalendar) -> date:
    """The day on which that part of the period's working days has begun."""
    days = calendar.count(period.start, period.end)
    if not days:
        return period.start + timedelta(days=int((period.end - period.start).days * share))
    return calendar.shift(period.start - timedelta(days=1), ceil(days * share))


def _outlook(desk: Desk, key: str, period: Period, every: dict[str, dict[Mark, float]]) -> Outlook:
    calendar, today, counted = desk.calendar, desk.today, every[key]
    by = COUNTED_BY.get(key, key)
    sales: dict[Mark, float] = {} if BY_KEY[by].money else every[by]
    past = sorted({one for one, _share in counted if one != period}, key=lambda one: one.start)
    wholes = [counted[one, 1.0] for one in past]
    days = [calendar.count(one.start, one.end) for one in past]
    begun = next((at for at, value in enumerate(wholes) if value), len(past))
    tried = []
    for at in range(begun + 1, len(past)):
        one = past[at]
        before = mean(wholes[begun:at], days[begun:at], days[at])
        for share in AT:
            if (one, share) in counted:
                on = day_at(one, share, calendar)
                elapsed = report_period.elapsed(one, calendar, on)
                point = Point(counted[one, share], elapsed, before, sales.get((one, share)))
                tried.append(Tried(one, on, share, point, wholes[at]))
    mine = calendar.count(period.start, period.end)
    in_hand = counted[period, 0.0] if period.start <= today else 0.0
    elapsed, before = report_period.elapsed(period, calendar, today), mean(wholes, days, mine)
    now = Point(in_hand, elapsed, before, sales.get((period, 0.0)))
    way = chosen(tried)
    return Outlook(key, now, now.comes_to(way), *between(now, way, tried), way, tuple(tried))


def error(tried: Sequence[Tried], way: str) -> float | None:
    """By how much the forecasts missed, of all that came (WAPE); None where nothing came."""
    came = sum(abs(one.came) for one in tried)
    missed = sum(abs((one.point.comes_to(way) or 0) - one.came) for one in tried)
    return missed / came if came else None


def chosen(tried: Sequence[Tried]) -> str:
    """The way that missed least in the past, where it is clearly better than the usual one."""
    usual = error(tried, USUAL)
    if usual is None or len({one.period for one in tried if one.came}) < LEAST:
        return USUAL
    errors = {way: found for way in heard(tried) if (found := error(tried, way)) is not None}
    best = min(errors, key=lambda way: errors[way])
    return best if errors[best] < CLEARLY * usual else USUAL


def heard(tried: Sequence[Tried]) -> Iterator[str]:
    """The ways for which all that they go by was there."""
    deals = all(one.point.deals is not None for one in tried)
    return (way for way, (_counts, names) in WAYS.items() if deals or "deals" not in names)


def between(now: Point, way: str, tried: Sequence[Tried]) -> tuple[float | None, float | None]:
    """Where the period comes to lie, by how far past ones were off from about as far in; never below what is in hand. None
    where too few say it."""
    rest = now.rest(way)
    nearest = min(AT, key=lambda share: abs(share - now.elapsed))
    ratios = []
    for one in tried:
        said = one.point.rest(way)
        if one.share == nearest and said:
            ratios.append((one.came - one.point.in_hand) / said)
    if rest is None or len(ratios) < RANGED:
        return None, None
    ratios.sort()
    return now.in_hand + rest * min(1, _quantile(ratios, TENTH)), now.in_hand + rest * max(1, _quantile(ratios, 1 - TENTH))


def shown(key: str, number: float | None, currency: str) -> Number | None:
    """A figure's forecast as people read it: amounts in whole units, counts with a decimal below ten."""
    if number is None:
        return None
    if BY_KEY[key].money:
        unit = 10 ** DECIMALS.get(currency, 2)
        return Money(round(number / unit) * unit, currency)
    return rounded(number, 1 if number < 10 else 0)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The number below which that share lies; of few the outermost."""
    place = share * (len(ordered) + 1) - 1
    if place <= 0:
        return ordered[0]
    if place >= len(ordered) - 1:
        return ordered[-1]
    low = int(place)
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)
