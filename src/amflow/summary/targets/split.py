"""A target split downward: over the shorter periods in it by working days, over lines, tiers or products by weight (`W18`).

The pieces always come to the whole (`pieces.py`); a week across two months has what both of them owe in it.
"""

from collections.abc import Iterator

from amflow.book.figures import BY_KEY
from amflow.book.money import DECIMALS
from amflow.dates import periods
from amflow.desk import Desk
from amflow.errors import NotFound, Usage
from amflow.locale import _, listed
from amflow.records import NamedTuple
from amflow.summary.targets import attainment, scopes
from amflow.summary.targets import records as targets
from amflow.summary.targets.pieces import TargetInput, beside, in_time, shares, weight, weights_of
from amflow.summary.targets.records import Target
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
    beside: list[Target]
    """What in the weeks across two of the longer periods is owed for the other one."""


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
    pieces = _in_parts(desk, into, weights, whole) if into in scopes.KINDS else _in_time(desk, into, weights, whole)
    for one in pieces:
        targets.counted(desk, metric, one.scope)
    written = [*pieces, *_afterwards(desk, pieces)] if into in attainment.KINDS else pieces
    targets.together(desk, written)
    replaces = list(_replaced(desk, pieces))
    changed = 0 if dry_run else _written(desk, whole, written)
    against = [] if dry_run else targets.against(desk, metric, period.start)
    others = beside(desk, whole, into) if into in attainment.KINDS else {}
    return Split(
        targets.of(desk, whole),
        [targets.of(desk, one) for one in pieces],
        changed,
        dry_run,
        against,
        replaces,
        [targets.of(desk, whole._replace(kind=into, start=day, number=some)) for day, some in others.items() if some],
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
    come. So what held there holds still, or nothing, as where an earlier split ended."""
    last = pieces[-1]
    after = periods.following(periods.around(last.kind, last.start)).start
    row = desk.book.one(
        f"SELECT starts_on, {attainment.NUMBER} AS value FROM target WHERE metric = ? AND period = ? AND scope = ?"
        " AND part = ? AND level = ? AND starts_on <= ? ORDER BY starts_on DESC, id DESC",
        *(last.metric, last.kind, last.scope.kind, last.scope.key, last.level, after.isoformat()),
    )
    if row is not None and row["starts_on"] == after.isoformat():
        return []
    return [last._replace(start=after, number=targets.ended(desk, last.metric) if row is None else row["value"])]


def _in_parts(desk: Desk, into: str, weights: str, whole: TargetInput) -> list[TargetInput]:
    if whole.scope.kind == "line" and into == "customer" and not weights:
        parted = scopes.on_line(desk, whole.scope.key)
    elif not whole.scope.whole:
        raise Usage(
            _("the target of a {part} is split by time alone").format(part=_(whole.scope.kind)),
            _("one of: {choices}").format(choices=listed([_(kind) for kind in attainment.KINDS[:-1]])),
        )
    else:
        parted = _named(desk, into, weights) if "=" in weights else _weighed(desk, into, weights)
    unit = 10 ** DECIMALS.get(desk.settings.currency, 2) if BY_KEY[whole.metric].money else 1
    numbers = shares(whole.number, [weight for _scope, weight in parted], unit)
    return [whole._replace(scope=scope, number=one) for (scope, _weight), one in zip(parted, numbers, strict=True)]


def _in_time(desk: Desk, into: str, weights: str, whole: TargetInput) -> list[TargetInput]:
    if attainment.KINDS.index(into) >= attainment.KINDS.index(whole.kind):
        raise Usage(
            _("a {longer} is not split into {shorter}s").format(longer=_(whole.kind), shorter=into),
            _("--into a shorter period than --period, or line, tier, product"),
        )
    found = in_time(desk, whole, into, weights)
    return [whole._replace(kind=into, start=start, number=number) for start, number in found.items()]


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
        numbers = weights_of(weights, len(parted))
        return [(scope, number) for (scope, _count), number in zip(parted, numbers, strict=True)]
    return parted


def _named(desk: Desk, into: str, weights: str) -> list[tuple[Scope, int]]:
    found: dict[str, tuple[Scope, int]] = {}
    for pair in weights.split(","):
        name, _sign, number = pair.rpartition("=")
        scope = scopes.of(desk, into, name.strip())
        if scope.key in found:
            raise Usage(_("“{name}” is named twice").format(name=scope.title), _("one weight for each"))
        found[scope.key] = (scope, weight(number))
    return list(found.values())
