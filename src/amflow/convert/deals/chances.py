"""The chances of deals, learnt from what became of others in this book: by stage, and by how long a deal has been in it.

Counting, and nothing that cannot be said in a sentence: the playbook's number is where it starts, own deals that ended move it.
Only what had happened by the desk's day counts, so that a day in the past shows what one would have seen then.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book.quantities import percent
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

STARTS_AS = 10
"""The playbook's number counts as much as so many own deals; and those of the stage, where its time in it is asked for."""

MONTHS = 6
"""So many months, the running one too, are looked back: chances change."""

ENOUGH = 100
"""Where fewer ended in those months, all that ever did count."""

ENOUGH_WON = 15
"""From so many won on it is said that none was won any later."""

YOUNG_DAYS = 30
"""Nothing is dead that has not been in its stage for longer than this."""

SOON_DAYS = 30
"""What is won within so many days is won soon."""

USUAL_DAYS = 60
"""So long a deal takes where nobody knows better."""

FOREVER = 1 << 15
"""More days than any deal is open."""

_WEEK = 7
_SURE = 1.2816
"""The distance from the middle within which four of five lie."""


class Chance(NamedTuple):
    """How likely a deal is won, and what that is counted from."""

    value: float
    low: float
    high: float
    """Between both it lies in four of five cases."""
    won: int
    ended: int
    """Of how many that ended after so many days in the stage or more, how many were won."""
    days: int
    """How long it has been in its stage."""
    soon: float
    """How likely it is won within the next thirty days; one for each week."""
    dead: bool
    """Longer in its stage, by far, than any deal that was ever won, and there were enough to say so."""
    all_won: int
    all_ended: int
    """The same of all that were ever in the stage, however long."""
    told: float | None
    """What the playbook says of the stage; None where it says nothing for the whole pipeline."""

    @property
    def learnt(self) -> bool:
        """Whether any own deal has ended from its stage."""
        return self.all_ended > 0

    def said(self) -> str:
        """Why, in a line: `12 of 19 such deals were won; after 60 days in this stage 1 of 14`."""
        if not self.learnt:
            return (
                _("no own deal has ended from this stage yet: the playbook says {n}%").format(n=percent(self.told))
                if self.told
                else _("no own deal has ended from this stage yet")
            )
        words = _("{won} of {n} such deals were won").format(won=self.all_won, n=self.all_ended)
        if self.dead:
            return words + _("; none after {days} days in this stage").format(days=self.days)
        if self.days and not self.ended:
            return words + _("; none has ended after {days} days in this stage yet").format(days=self.days)
        if self.days and self.ended != self.all_ended:
            after = _("; after {days} days in this stage {won} of {n}")
            return words + after.format(days=self.days, won=self.won, n=self.ended)
        return words


def known(desk: "Desk") -> "Chances":
    """The chances as one could know them on the desk's day; counted once for whatever a command asks."""
    found: Chances = desk.book.kept(("chances", desk.today), lambda: Chances(desk))
    return found


def band(days: int) -> int:
    """The days as the book counts them (`stage_ended`): by the day for eight weeks, then by the week, after a year by four."""
    if days < 56:
        return max(days, 0)
    return days - days % 7 if days < 364 else min(days - days % 28, 1820)


def cell(days: int) -> int:
    """The first of the days that are weighed as one: a week; after half a year four weeks, after a year half a year."""
    width = _width(days)
    return min(max(days - days % width, 0), 1820)


def cell_end(days: int) -> int:
    """The last of them; there is none after five years."""
    return FOREVER if days >= 1820 else cell(days) + _width(days) - 1


def _width(days: int) -> int:
    return _WEEK if days < 182 else 28 if days < 364 else 182


def _band_end(days: int) -> int:
    """The last of the days that the book counts as one with these."""
    return days if days < 56 else days + (6 if days < 364 else 27)


class _Spans:
    """How many lasted how many days: pairs by the days, and how many lasted so long or longer."""

    def __init__(self) -> None:
        self.pairs: dict[int, tuple[int, int]] = {}
        self._days: list[int] = []
        self._from: list[tuple[int, int]] = []

    def add(self, days: int, one: int, other: int = 0) -> None:
        """So many more that lasted so many days."""
        before = self.pairs.get(days, (0, 0))
        self.pairs[days] = (before[0] + one, before[1] + other)
        self._days = []

    def after(self, days: int) -> tuple[int, int]:
        """How many lasted so many days or more."""
        if not self._days:
            self._days = sorted(self.pairs)
            self._from = [(0, 0)]
            for at in reversed(self._days):
                one, other = self.pairs[at]
                self._from.append((self._from[-1][0] + one, self._from[-1][1] + other))
        return self._from[len(self._days) - bisect_left(self._days, days)] if self._from else (0, 0)


class _Counted:
    """What was counted of one stage: the deals that ended, won and lost, by their days in it and by those from it to their end;
    those that are open, by the days that they have been in it."""

    def __init__(self) -> None:
        self.stay, self.end, self.open = _Spans(), _Spans(), _Spans()
        self.longest = 0
        """The longest that a deal was in it which was ever won."""


class _Rates:
    """How many of those that get to a week after they entered the stage are won and lost in it: open ones get there as well.
    Each week with its neighbours, for a few deals say little; and all weeks a little like the average."""

    def __init__(self, counted: _Counted, base: float) -> None:
        spans = [at // _WEEK for at in (*counted.end.pairs, *counted.open.pairs)]
        self.weeks = max(spans, default=0) + 2
        won, lost, left = ([0.0] * self.weeks for _each in range(3))
        for at, pair in counted.end.pairs.items():
            won[at // _WEEK] += pair[0]
            lost[at // _WEEK] += pair[1]
            left[at // _WEEK] += sum(pair)
        for at, pair in counted.open.pairs.items():
            left[at // _WEEK] += pair[0]
        lived, later = [0.0] * self.weeks, 0.0
        for week in range(self.weeks - 1, -1, -1):
            lived[week] = later + left[week] / 2
            later += left[week]
        usual = STARTS_AS * USUAL_DAYS / _WEEK
        self._won = self._smooth(won, lived, (sum(won) + STARTS_AS * base) / (sum(lived) + usual))
        self._lost = self._smooth(lost, lived, (sum(lost) + STARTS_AS * (1 - base)) / (sum(lived) + usual))

    def _smooth(self, happened: list[float], lived: list[float], average: float) -> list[float]:
        spans = [slice(max(week - 1, 0), week + 2) for week in range(self.weeks)]
        return [(sum(happened[span]) + STARTS_AS * average) / (sum(lived[span]) + STARTS_AS) for span in spans]

    def soon(self, days: int) -> float:
        """How many of those that have got so far are won within thirty days."""
        there, found = 1.0, 0.0
        for day in range(0, SOON_DAYS, _WEEK):
            week = min((days + day) // _WEEK, self.weeks - 1)
            part = min(SOON_DAYS - day, _WEEK) / _WEEK
            won, lost = self._won[week] * part, self._lost[week] * part
            found += there * won
            there *= max(1 - won - lost, 0)
        return min(found, 1.0)


class Chances:
    """What was learnt of each pipeline, counted when it is first asked for."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._pipelines: dict[str, dict[str, _Counted]] = {}
        self._rates: dict[tuple[str, str], _Rates] = {}
        self._found: dict[tuple[str, str, int], Chance] = {}

    def of(self, pipeline: str, stage: str, days: int) -> Chance:
        """The chance of a deal that has been in the stage for so many days."""
        key = (pipeline, stage, max(days, 0))
        if key not in self._found:
            self._found[key] = self._chance(*key)
        return self._found[key]

    def of_row(self, row: Any) -> Chance:
        """The same of an open deal's row, by the day on which it came into its stage."""
        days = (self._desk.today - date.fromisoformat(row["stage_on"])).days
        return self.of(row["pipeline"], row["stage"], days)

    def cells(self, pipeline: str, stage: str) -> Iterator[tuple[int, int, float]]:
        """From how many days in the stage to how many its open deals are weighed as one, with how likely those are won soon;
        until none is won any more."""
        counted = self._counted(pipeline).get(stage)
        if counted is None:
            yield 0, FOREVER, self.of(pipeline, stage, 0).soon
            return
        end = self.lasts_of(counted) or FOREVER
        for first in sorted({cell(days) for days in counted.open.pairs if days <= end}):
            yield first, min(cell_end(first), end), self.of(pipeline, stage, first).soon

    def lasts(self, pipeline: str, stage: str) -> int | None:
        """After how many days in the stage none was won any more; None where too few were to say so."""
        counted = self._counted(pipeline).get(stage)
        return self.lasts_of(counted) if counted else None

    @staticmethod
    def lasts_of(counted: _Counted) -> int | None:
        """The same of what was counted. The fewer were won, the less their longest says."""
        won = counted.stay.after(0)[0]
        if won < ENOUGH_WON:
            return None
        longest = _band_end(counted.longest)
        return max(longest + longest * ENOUGH_WON // won, YOUNG_DAYS)

    def _chance(self, pipeline: str, stage: str, days: int) -> Chance:
        counted = self._counted(pipeline).get(stage) or _Counted()
        all_won, all_lost = counted.stay.after(0)
        told = self._told(pipeline, stage)
        if told is not None:
            base = (STARTS_AS * told + all_won) / (STARTS_AS + all_won + all_lost)
        else:
            base = all_won / (all_won + all_lost) if all_won + all_lost else 0.0
        won, lost = counted.stay.after(band(days))
        lasts = self.lasts(pipeline, stage)
        dead = lasts is not None and days > lasts
        # Of those that are older than any that was won nothing more is heard: they speak against it as well.
        weight = STARTS_AS + won + lost + (counted.open.after(lasts + 1)[0] if dead and lasts else 0)
        value = (STARTS_AS * base + won) / weight
        low, high = _between(value, weight)
        soon = 0.0 if dead else self._soon(pipeline, stage, counted, base, cell(days))
        return Chance(value, low, high, won, won + lost, days, soon, dead, all_won, all_won + all_lost, told)

    def _soon(self, pipeline: str, stage: str, counted: _Counted, base: float, days: int) -> float:
        """How likely it is won within thirty days: by those that came as far since they entered the stage, whichever stage they
        were in by then; and so much less likely as those were won less often that were in it still. One for a week, or cell."""
        if not counted.end.pairs:
            # Nothing is known of how long it takes.
            return base * SOON_DAYS / USUAL_DAYS
        rates = self._rates.get((pipeline, stage))
        if rates is None:
            rates = self._rates[pipeline, stage] = _Rates(counted, base)
        (won, lost), (stay_won, stay_lost) = counted.end.after(band(days)), counted.stay.after(band(days))
        came_as_far = (STARTS_AS * base + won) / (STARTS_AS + won + lost)
        value = (STARTS_AS * base + stay_won) / (STARTS_AS + stay_won + stay_lost)
        return min(rates.soon(days) * (value / came_as_far if came_as_far else 1), value)

    def _told(self, pipeline: str, stage: str) -> float | None:
        pipe = self._desk.playbook.pipeline(pipeline)
        known = pipe.stage(stage) if pipe else None
        if known is None or pipe is None or not any(one.probability for one in pipe.stages):
            return None
        return float(known.probability)

    def _counted(self, pipeline: str) -> dict[str, _Counted]:
        if pipeline not in self._pipelines:
            self._pipelines[pipeline] = self._count(pipeline)
        return self._pipelines[pipeline]

    def _stand(self, pipeline: str, stage: str, counted: _Counted) -> None:
        """Note the deals that are open in the stage; all that are dead as one number, for they may be many."""
        today = self._desk.today
        oldest = self.lasts_of(counted) or FOREVER
        since = (today - timedelta(days=oldest)).isoformat()
        for day, number in self._desk.book.all(_STANDING, pipeline, stage, since, today.isoformat()):
            counted.open.add(self._days(day), number)
        if dead := self._desk.book.number(_OLDER, pipeline, stage, since):
            counted.open.add(oldest + 1, dead)

    def _days(self, since: str) -> int:
        return (self._desk.today - date.fromisoformat(since)).days

    def _count(self, pipeline: str) -> dict[str, _Counted]:
        today, book = self._desk.today.isoformat(), self._desk.book
        ended_later = book.kept(("ended later", today), lambda: bool(book.number(_ENDED_LATER, today)))
        counted: dict[str, _Counted] = {}
        for row in _ended(self._desk, pipeline, ended_later):
            spans = counted.setdefault(row["stage"], _Counted())
            (spans.stay if row["span"] == "stay" else spans.end).add(row["days"], row["won"], row["lost"])
        # Of a day that is past all stages at once: each would read every deal that ended.
        then = dict(map(tuple, book.all(_LONGEST_THEN, pipeline, today))) if ended_later else {}
        for stage, one in counted.items():
            one.longest = then.get(stage, 0) if ended_later else book.number(_LONGEST, pipeline, stage)
        for stage, one in counted.items():
            self._stand(pipeline, stage, one)
        if ended_later or book.number(_MOVED_LATER, today, pipeline):
            for stage, since, number in book.all(_STANDING_THEN, today, pipeline):
                if stage in counted:
                    counted[stage].open.add(self._days(since), number)
        return counted


def _between(value: float, weight: float) -> tuple[float, float]:
    """Between which both the share lies in four of five cases, where it was counted from so many (Wilson's interval)."""
    square = _SURE * _SURE / weight
    middle, half = value + square / 2, _SURE * (value * (1 - value) / weight + square / weight / 4) ** 0.5
    return max((middle - half) / (1 + square), 0.0), min((middle + half) / (1 + square), 1.0)


_ENDED_LATER = (
    "SELECT EXISTS (SELECT 1 FROM deal WHERE state = 'won' AND closed_on > ?1)"
    " OR EXISTS (SELECT 1 FROM deal WHERE state = 'lost' AND closed_on > ?1)"
)
"""Whether a deal ended after that day: then what the book keeps counted knows too much, and the deals themselves are asked."""

_ENDED = (
    "SELECT stage, span, days, sum(won) AS won, sum(lost) AS lost FROM stage_ended WHERE pipeline = ? AND month >= ?"
    " GROUP BY stage, span, days"
)
_ENDED_THEN = (
    "SELECT stage, span, days, sum(won) AS won, sum(lost) AS lost FROM deal_stays WHERE pipeline = ? AND month >= ?"
    " AND closed_on <= ? GROUP BY stage, span, days"
)
_LONGEST = "SELECT max(days) FROM stage_ended WHERE pipeline = ? AND stage = ? AND span = 'stay' AND won > 0"
_LONGEST_THEN = (
    "SELECT stage, max(days) FROM deal_stays WHERE pipeline = ? AND span = 'stay' AND won > 0 AND closed_on <= ?"
    " GROUP BY stage"
)
_STANDING = (
    "SELECT stage_on, count(*) FROM deal WHERE state = 'open' AND pipeline = ? AND stage = ?"
    " AND stage_on BETWEEN ? AND ? GROUP BY stage_on"
)
_OLDER = "SELECT count(*) FROM deal WHERE state = 'open' AND pipeline = ? AND stage = ? AND stage_on < ?"
_MOVED_LATER = (
    "SELECT 1 FROM deal WHERE state = 'open' AND quiet_since > ?1 AND stage_on > ?1 AND pipeline = ?2 LIMIT 1"
)
_STANDING_THEN = (
    "SELECT step.stage, step.entered_on AS stage_on, count(*) AS n FROM (SELECT id FROM deal WHERE state = 'won'"
    " AND closed_on > ?1 AND pipeline = ?2 UNION ALL SELECT id FROM deal WHERE state = 'lost' AND closed_on > ?1"
    " AND pipeline = ?2 UNION ALL SELECT id FROM deal WHERE state = 'open' AND stage_on > ?1 AND pipeline = ?2) AS later"
    " CROSS JOIN deal_stage AS step ON step.id = (SELECT id FROM deal_stage WHERE deal_id = later.id AND entered_on <= ?1"
    " ORDER BY id DESC LIMIT 1) WHERE step.stage NOT IN ('won', 'lost') GROUP BY 1, 2"
)
"""Open deals as they stood on a day: those that have ended or moved on since."""


def _ended(desk: "Desk", pipeline: str, ended_later: bool) -> Iterable[Any]:
    """What ended in the last months; everything, where that is not enough to learn from."""
    sql, more = (_ENDED_THEN, [desk.today.isoformat()]) if ended_later else (_ENDED, [])
    rows = desk.book.all(sql, pipeline, _since(desk.today), *more)
    of_stage: dict[str, int] = {}
    for row in rows:
        if row["span"] == "end":
            of_stage[row["stage"]] = of_stage.get(row["stage"], 0) + row["won"] + row["lost"]
    if max(of_stage.values(), default=0) >= ENOUGH:
        return rows
    return desk.book.all(sql, pipeline, "", *more)


def _since(today: date) -> str:
    """The month from which on is looked back."""
    first = today.replace(day=1)
    for _month in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first.isoformat()[:7]
