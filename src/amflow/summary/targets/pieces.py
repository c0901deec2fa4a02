"""What a target comes to in shorter periods, in whole pieces: those of each part add up to it, and in each period those of all
parts to that of the whole."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.figures import BY_KEY
from amflow.book.money import DECIMALS
from amflow.dates import periods
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.summary.targets import attainment
from amflow.summary.targets.scopes import ALL, Scope

if TYPE_CHECKING:
    from amflow.dates.periods import Period
    from amflow.desk import Desk


class TargetInput(NamedTuple):
    """A target as it is written down."""

    metric: str
    kind: str
    start: date
    number: int
    scope: Scope = ALL
    level: str = "base"

    @property
    def keys(self) -> tuple[str, str, str, str, str, str]:
        """What no other target of the book has."""
        return self.metric, self.kind, self.start.isoformat(), self.scope.kind, self.scope.key, self.level


def shares(whole: int, weights: Sequence[int], unit: int = 1) -> list[int]:
    """The whole in pieces by their weights, each a multiple of the unit where the whole is one; they come to the whole."""
    total = sum(weights)
    step = unit if whole % unit == 0 else 1
    units = whole // step
    found = [units * weight // total for weight in weights]
    left = units - sum(found)
    by_loss: dict[int, list[int]] = {}
    for at, weight in enumerate(weights):
        by_loss.setdefault(units * weight % total, []).append(at)
    for loss in sorted(by_loss, reverse=True):
        alike = by_loss[loss]
        some = min(left, len(alike))
        # Of those that lost alike every so many-th: 10 over 21 days is every other day, not the first ten.
        for turn, at in enumerate(alike):
            found[at] += (turn + 1) * some // len(alike) - turn * some // len(alike)
        left -= some
    return [piece * step for piece in found]


def weights_of(text: str, count: int) -> list[int]:
    """The weights that were typed, one for each piece. Raises Usage."""
    numbers = [weight(one) for one in text.split(",")]
    if len(numbers) != count:
        raise Usage(
            _("{given} weights for {n} pieces").format(given=len(numbers), n=count),
            _("one for each, such as --weights 3,2,1; left out, they go by working days or customers"),
        )
    if not any(numbers):
        raise Usage(_("all weights are 0"), _("one for each, such as --weights 3,2,1"))
    return numbers


def weight(text: str) -> int:
    """A weight that was typed. Raises Usage."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        raise Usage(_("“{text}” is no weight").format(text=text), _("a whole number, such as 3"))
    return int(digits)


def spans(desk: "Desk", kind: str, period: "Period") -> dict["Period", int]:
    """The shorter periods that have a working day in it, with how many; a week across two months is in both."""
    found, one = {}, periods.around(kind, period.start)
    while one.start <= period.end:
        if days := desk.calendar.count(max(one.start, period.start), min(one.end, period.end)):
            found[one] = days
        one = periods.following(one)
    return found


def in_time(desk: "Desk", whole: TargetInput, into: str, weights: str = "") -> dict[date, int]:
    """What a target comes to in each shorter period, by its start; of a week across two months with the part that the other
    month's target has in it. Raises Usage."""
    found = _inside(desk, whole, into, weights)
    if not found:
        raise Usage(_("no working day lies in it"), _("give --weights"))
    more = beside(desk, whole, into)
    return {start: piece + more.get(start, 0) for start, piece in found.items()}


def beside(desk: "Desk", whole: TargetInput, into: str) -> dict[date, int]:
    """What the targets of the periods before and behind it come to in the weeks that are in both."""
    period = periods.around(whole.kind, whole.start)
    found: dict[date, int] = {}
    for other in (periods.previous(period), periods.following(period)) if into == "week" else ():
        found |= _inside(desk, whole._replace(start=other.start), into)
    return {one.start: found[one.start] for one in spans(desk, into, period) if one.start in found}


def _inside(desk: "Desk", whole: TargetInput, into: str, weights: str = "") -> dict[date, int]:
    """The pieces that lie in the period: by their working days, or the weights. The parts of one sort are cut together: what
    all of them have in a shorter period goes to each by what it has left."""
    period = periods.around(whole.kind, whole.start)
    days = {one.start: number for one, number in spans(desk, into, period).items()}
    if into == "day" and weights:
        days = {period.start + timedelta(days=at): 1 for at in range((period.end - period.start).days + 1)}
    left = {
        part: int(found[whole.metric].value)
        for (sort, part, level), found in sorted(attainment.every_goal(desk, period).items())
        if (sort, level) == (whole.scope.kind, whole.level)
        and whole.metric in found
        and found[whole.metric].period == whole.kind
    }
    if not days or not left.get(whole.scope.key):
        return dict.fromkeys(days, 0)
    unit = 10 ** DECIMALS.get(desk.settings.currency, 2) if BY_KEY[whole.metric].money else 1
    if any(value % unit for value in left.values()):
        unit = 1
    numbers = weights_of(weights, len(days)) if weights else list(days.values())
    pieces = {}
    for start, piece in zip(days, shares(sum(left.values()), numbers, unit), strict=True):
        cut = (
            dict(zip(left, shares(piece, list(left.values()), unit), strict=True)) if piece else dict.fromkeys(left, 0)
        )
        left = {part: value - cut[part] for part, value in left.items()}
        pieces[start] = cut[whole.scope.key]
    return pieces
