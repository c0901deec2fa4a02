"""What a running period comes to: what is in hand, and for the days that are left the pace so far against what else is known:
the periods before, the open deals by their chance. How much each counts is tried on the own past periods, as of days within them.

Nothing is known here but what was known on the desk's day, so that a day that is past gives what was said on it.
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from amflow.book.figures import BY_KEY, DEFINITIONS
from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import Rate, rounded
from amflow.dates import periods, report_period
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.records import NamedTuple
from amflow.summary.forecast.by_day import ByDay
from amflow.summary.records import Number, PastForecast

TALLIES = ("deal_closed", "ordered", "volume", "bought redeemed")
KEYS = tuple(one.key for one in DEFINITIONS if one.tally in TALLIES and one.how == "sum" and one.better == "more")
"""The figures whose way is tried and chosen: what is sold. The others go the usual way."""

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
"""The ways to forecast the days left: how much the pace counts (None: by how much is in hand), and of what the mean
is the rest."""


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
    every_day: bool
    """Whether every day counts, since days off bring about as much as working days."""

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
    if period.kind not in PAST:
        return {}
    past = [period]
    while len(past) <= PAST[period.kind] + BEFORE and past[0].start.year > report_period.FIRST_YEAR + 1:
        past.insert(0, periods.previous(past[0]))
    last = min(period.end, desk.today)
    found = {}
    for key in keys:
        course = ByDay(desk, key, past[0].start, last)
        one = _outlook(desk, key, period, past[:-1], course)
        if one.point.in_hand or one.point.mean:
            found[key] = one
    return found


def _outlook(desk: Desk, key: str, period: Period, past: Sequence[Period], course: ByDay) -> Outlook:
    today = desk.today
    wholes = [course.came(one.start, one.end) for one in past]
    days = [course.days(one.start, one.end) for one in past]
    begun = next((at for at, value in enumerate(wholes) if value), len(past))
    tried = []
    for at in range(max(begun + 1, BEFORE), len(past)):
        one = past[at]
        before = mean(wholes[begun:at], days[begun:at], days[at])
        for share in AT:
            day = course.day_at(one, share)
            tried.append(Tried(one, day, share, _point(course, one, day, before), wholes[at]))
    now = _point(course, period, min(today, period.end), mean(wholes, days, course.days(period.start, period.end)))
    if period.end > today and len({one.period for one in tried if one.came}) >= LEAST:
        now, tried = _with_deals(desk, key, period, now, tried)
    way = chosen(tried, now)
    return Outlook(key, now, now.comes_to(way), *between(now, way, tried), way, tuple(tried), course.every_day)


def _point(course: ByDay, period: Period, day: date, before: float | None) -> Point:
    came, sales = course.came(period.start, day), course.sales(period.start, day)
    return Point(came, course.elapsed(period, day), before, sales)


def _with_deals(desk: Desk, key: str, period: Period, now: Point, tried: list[Tried]) -> tuple[Point, list[Tried]]:
    """The same with what the open deals should bring, now and at the middle of each past period, where they have a say."""
    from amflow.summary.forecast import open_deals

    if not open_deals.heard(desk, key):
        return now, tried
    then = [
        one._replace(point=one.point._replace(deals=open_deals.bring(on(desk, one.on), key, one.period.end)))
        if one.share == MIDDLE
        else one
        for one in tried
    ]
    return now._replace(deals=open_deals.bring(desk, key, period.end)), then


def on(desk: Desk, day: date) -> Desk:
    """The same desk at the end of another day."""
    return desk._replace(now=datetime.combine(day, time(23, 59)))


def error(tried: Sequence[Tried], way: str) -> float | None:
    """By how much the forecasts missed, of all that came (WAPE); None where nothing came."""
    came = sum(abs(one.came) for one in tried)
    missed = sum(abs((one.point.comes_to(way) or 0) - one.came) for one in tried)
    return missed / came if came else None


def offs(tried: Sequence[Tried]) -> dict[str, float | None]:
    """By how much each way missed, those alone for which all that they go by was there at some points: there."""
    found = {}
    for way, (_counts, names) in WAYS.items():
        heard = _heard(tried, names)
        if heard or not tried:
            found[way] = error(heard, way)
    return found


def _heard(tried: Sequence[Tried], names: Sequence[str]) -> list[Tried]:
    return [one for one in tried if all(getattr(one.point, name) is not None for name in names)]


def chosen(tried: Sequence[Tried], now: Point) -> str:
    """The way that missed least in the past, where it is clearly better than the usual one was at the same points."""
    best, least = USUAL, CLEARLY
    for way, (_counts, names) in WAYS.items():
        heard = _heard(tried, names)
        if len({one.period for one in heard if one.came}) < LEAST or any(getattr(now, name) is None for name in names):
            continue
        usual, missed = error(heard, USUAL), error(heard, way)
        if usual and missed is not None and missed / usual < least:
            best, least = way, missed / usual
    return best


def between(now: Point, way: str, tried: Sequence[Tried]) -> tuple[float | None, float | None]:
    """Where the period comes to lie, by how far past ones were off from about as far in; never below what is in hand. None
    where too few say it."""
    rest = now.rest(way)
    nearest = min(AT, key=lambda share: abs(share - now.elapsed))
    pairs = [
        (one.came - one.point.in_hand, said) for one in tried if one.share == nearest and (said := one.point.rest(way))
    ]
    if rest is None or len(pairs) < RANGED:
        return None, None
    # Where next to nothing was expected, anything is many times as much: what usually is expected is the least to go by.
    least = sum(said for _came, said in pairs) / len(pairs)
    ratios, base = sorted(came / max(said, least) for came, said in pairs), max(rest, least)
    low, high = base * _quantile(ratios, TENTH), base * _quantile(ratios, 1 - TENTH)
    return now.in_hand + min(rest, low), now.in_hand + max(rest, high)


def shown(key: str, number: float | None, currency: str) -> Number | None:
    """A figure's forecast as people read it: amounts in whole units, counts with a decimal below ten."""
    if number is None:
        return None
    if BY_KEY[key].money:
        unit = 10 ** DECIMALS.get(currency, 2)
        return Money(round(number / unit) * unit, currency)
    return rounded(number, 1 if number < 10 else 0)


def past(
    key: str, period: Period, on: date, point: Point, said: float | None, came: float, currency: str
) -> PastForecast:  # fmt: skip
    """What was said of a past period on a day, against what came."""
    in_hand, told, was = (shown(key, number, currency) or 0 for number in (point.in_hand, said, came))
    off = Rate(abs((said or 0) - came) / came) if came else None
    unit = currency if BY_KEY[key].money else "count"
    return PastForecast(key, periods.shown(period), unit, period.start, on, in_hand, told, was, off)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The number below which that share lies; of few the outermost."""
    place = share * (len(ordered) + 1) - 1
    if place <= 0:
        return ordered[0]
    if place >= len(ordered) - 1:
        return ordered[-1]
    low = int(place)
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)
