"""A target split downward: over the shorter periods in it by working days, over lines, tiers or products by weight (`W18`).

The pieces always come to the whole: what is left when each has its share rounded down goes to those that lost most.
"""

from collections.abc import Iterator, Sequence

from amflow.book.figures import BY_KEY
from amflow.book.money import DECIMALS
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.summary.targets import attainment, scopes
from amflow.summary.targets import records as targets
from amflow.summary.targets.records import Target, TargetInput
from amflow.summary.targets.scopes import ALL, Scope


class Split(NamedTuple):
    """A target and the pieces that it was split into."""

    whole: Target
    pieces: list[Target]
    changed: int
    """How many of them were not there before, or different."""
    dry_run: bool
    against: list[str]
    """Where parts come to more than the whole."""
    replaces: list[Target]
    """The targets as they are that pieces with other values stand in place of."""


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


def split(
    desk: Desk,
    name: str,
    kind: str,
    into: str,
    weights: str,
    scope: Scope = ALL,
    level: str = "base",
    dry_run: bool = False,
) -> Split:
    """Split the target that holds in the period of that kind around today. Raises Usage, NotFound."""
    metric = targets.metric_named(name, desk.playbook)
    period = periods.around(kind, desk.today)
    if BY_KEY[metric].how != "sum":
        raise Usage(
            _("{metric} is a share or an average, and has no pieces").format(metric=metric),
            _("each period has the same: amflow target set"),
        )
    goal = attainment.every_goal(desk, period).get((scope.kind, scope.key, level), {}).get(metric)
    if goal is None or goal.period != kind:
        raise NotFound(
            _("{metric} has no target by the {period}").format(metric=metric, period=_(kind)),
            _("set the whole first: amflow target set {metric} VALUE --period {period}").format(
                metric=metric, period=kind
            ),
        )
    whole = TargetInput(metric, kind, period.start, int(goal.value), scope, level)
    unit = 10 ** DECIMALS.get(desk.settings.currency, 2) if BY_KEY[metric].money else 1
    found, numbers = _pieces(desk, period, into, weights, whole)
    pieces = [
        one._replace(number=number) for one, number in zip(found, shares(whole.number, numbers, unit), strict=True)
    ]
    for one in pieces:
        targets.counted(metric, one.scope)
    written = [*pieces, *_afterwards(desk, pieces)] if into in attainment.KINDS else pieces
    targets.together(desk, written)
    replaces = list(_replaced(desk, pieces))
    changed = 0 if dry_run else _written(desk, whole, written)
    against = [] if dry_run else targets.against(desk, metric, period.start)
    return Split(
        targets.of(desk, whole), [targets.of(desk, one) for one in pieces], changed, dry_run, against, replaces
    )


def _replaced(desk: Desk, pieces: list[TargetInput]) -> Iterator[Target]:
    """A target of 0 that ends another is none."""
    for one in pieces:
        row = desk.book.one(targets.SAME_SQL, *one.keys)
        was = (
            targets.of(desk, one._replace(number=row["value"]))
            if row is not None and row["value"] != one.number
            else None
        )
        if was is not None and not was.note:
            yield was


def _written(desk: Desk, whole: TargetInput, pieces: list[TargetInput]) -> int:
    with desk.book.change("target split") as change:
        change.summary = targets.named(targets.of(desk, whole))
        return sum(targets.write(desk, change, one) for one in pieces)


def _afterwards(desk: Desk, pieces: list[TargetInput]) -> list[TargetInput]:
    """What holds behind the last piece: as a target holds until another one is set, the last piece would, in every period to
    come. So what held there holds still, or nothing, as where an earlier split ended; of what should be little a target of 0
    is none, and the last one stays."""
    last = pieces[-1]
    after = periods.following(periods.around(last.kind, last.start)).start
    rows = desk.book.all(
        "SELECT starts_on, value FROM target WHERE metric = ? AND period = ? AND scope = ? AND part = ? AND level = ?"
        " AND starts_on <= ? ORDER BY starts_on",
        *(last.metric, last.kind, last.scope.kind, last.scope.key, last.level, after.isoformat()),
    )
    if rows and rows[-1]["starts_on"] == after.isoformat():
        return []
    if not rows and attainment.better(last.metric, desk.playbook) == "less":
        return []
    return [last._replace(start=after, number=rows[-1]["value"] if rows else 0)]


def _pieces(
    desk: Desk, period: Period, into: str, weights: str, whole: TargetInput
) -> tuple[list[TargetInput], list[int]]:
    """What it is split into, without their numbers, and the weight of each."""
    if into in scopes.KINDS:
        if whole.scope.kind == "line" and into == "customer" and not weights:
            shops = scopes.on_line(desk, whole.scope.key)
            return [whole._replace(scope=scope) for scope, _weight in shops], [weight for _scope, weight in shops]
        if not whole.scope.whole:
            raise Usage(
                _("the target of a {part} is split by time alone").format(part=_(whole.scope.kind)),
                _("one of: {choices}").format(choices=", ".join(attainment.KINDS[:-1])),
            )
        parted = _named(desk, into, weights) if "=" in weights else _weighed(desk, into, weights)
        return [whole._replace(scope=scope) for scope, _weight in parted], [weight for _scope, weight in parted]
    if attainment.KINDS.index(into) >= attainment.KINDS.index(whole.kind):
        raise Usage(
            _("a {longer} is not split into {shorter}s").format(longer=_(whole.kind), shorter=into),
            _("--into a shorter period than --period, or line, tier, product"),
        )
    spans = attainment.within(into, period)
    numbers = [desk.calendar.count(one.start, one.end) for one in spans]
    if into == "day" and not weights:
        spans = [span for span, number in zip(spans, numbers, strict=True) if number]
        numbers = [1] * len(spans)
    if weights:
        numbers = _numbers(weights, len(spans))
    if not any(numbers):
        raise Usage(_("no working day lies in it"), _("give --weights"))
    return [whole._replace(kind=into, start=one.start) for one in spans], numbers


def _weighed(desk: Desk, into: str, weights: str) -> list[tuple[Scope, int]]:
    """Every line or tier in use, by the weights in their order, else by how many customers are on each."""
    if into in scopes.NUMBERED:
        raise Usage(
            _("products are named") if into == "product" else _("customers are named, or those of a line: --line"),
            _("such as --weights {weights}").format(weights="{0}1=3,{0}2=2".format(scopes.NUMBERED[into])),
        )
    parted = scopes.parts(desk, into)
    if not parted:
        raise NotFound(_("no customer is on a {part}").format(part=_(into)), _("set targets of parts by hand"))
    if weights:
        numbers = _numbers(weights, len(parted))
        return [(scope, number) for (scope, _count), number in zip(parted, numbers, strict=True)]
    return parted


def _named(desk: Desk, into: str, weights: str) -> list[tuple[Scope, int]]:
    found: dict[str, tuple[Scope, int]] = {}
    for pair in weights.split(","):
        name, _sign, number = pair.rpartition("=")
        scope = scopes.of(desk, into, name.strip())
        if scope.key in found:
            raise Usage(_("“{name}” is named twice").format(name=scope.title), _("one weight for each"))
        found[scope.key] = (scope, _number(number))
    return list(found.values())


def _numbers(weights: str, count: int) -> list[int]:
    numbers = [_number(text) for text in weights.split(",")]
    if len(numbers) != count:
        raise Usage(
            _("{given} weights for {n} pieces").format(given=len(numbers), n=count),
            _("one for each, such as --weights 3,2,1; left out, they go by working days or customers"),
        )
    if not any(numbers):
        raise Usage(_("all weights are 0"), _("one for each, such as --weights 3,2,1"))
    return numbers


def _number(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 6:
        raise Usage(_("“{text}” is no weight").format(text=text), _("a whole number, such as 3"))
    return int(digits)
