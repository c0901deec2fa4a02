"""Targets from a table: each row checked first, then all written as one change, or nothing (`W18`: targets come from above)."""

from typing import TYPE_CHECKING

from amflow.book.money import Money
from amflow.calendars import ranges
from amflow.errors import AmflowError, Unusable, Usage
from amflow.locale import _, ngettext
from amflow.records import NamedTuple
from amflow.routine import aims, scopes, targets
from amflow.routine.targets import LEVELS, Given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amflow.routine.desk import Desk
    from amflow.routine.targets import Target

COLUMNS = ("metric", "value", "period", "since", "scope", "part", "level")
"""The headings of the table. `period`, `since`, `scope`, `part` and `level` may be left out: the month, this one, all, base."""
SHOWN = 5
"""So many wrong rows are told; the others are counted."""


class Row(NamedTuple):
    """A row as it was written: where it stands, and what its cells say."""

    place: str
    """`line 3`."""
    cells: dict[str, str]


class Taken(NamedTuple):
    """What was taken from a file."""

    read: int
    changed: int
    dry_run: bool


def take(desk: "Desk", rows: "Iterable[Row]", dry_run: bool) -> Taken:
    """Take the targets over. Raises Unusable, naming every row that is wrong or contradicts another; then nothing is written."""
    found: dict[tuple[str, ...], tuple[str, Given]] = {}
    wrong: list[str] = []
    for row in rows:
        try:
            given = _given(desk, row.cells)
        except AmflowError as error:
            wrong.append(f"{row.place}: {error.message}")
            continue
        key = (given.metric, given.kind, given.start.isoformat(), given.scope.kind, given.scope.key, given.level)
        place, before = found.setdefault(key, (row.place, given))
        if before.number != given.number:
            wrong.append(_("{place}: another value than {other} has for the same").format(place=row.place, other=place))
    if not wrong:
        wrong = _beside_each_other(desk, list(found.values()))
    if wrong:
        more = len(wrong) - SHOWN
        told = [*wrong[:SHOWN], *([ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else [])]
        raise Unusable(
            _("nothing was changed: {why}").format(why=_("; ").join(told)),
            _("docs/import.md says what stands in each column"),
        )
    if dry_run or not found:
        return Taken(len(found), 0, dry_run)
    with desk.book.change("target import") as change:
        changed = sum(targets.write(desk, change, given) for _place, given in found.values())
        change.summary = ngettext("{n} target", "{n} targets", changed).format(n=changed)
    return Taken(len(found), changed, dry_run)


def _beside_each_other(desk: "Desk", found: list[tuple[str, Given]]) -> list[str]:
    """A stretch of the file is held to the base of the file; what the file says nothing of, to the book."""
    by_level = {(one.metric, one.kind, one.start, one.scope, one.level): one for _place, one in found}
    wrong = []
    for place, one in found:
        base = by_level.get((one.metric, one.kind, one.start, one.scope, "base"))
        try:
            if one.level == "stretch" and base is not None:
                targets.check_levels(desk, one.metric, base.number, one.number)
            elif (one.metric, one.kind, one.start, one.scope, "stretch") not in by_level:
                targets.check(desk, one)
        except AmflowError as error:
            wrong.append(f"{place}: {error.message}")
    return wrong


def _given(desk: "Desk", cells: dict[str, str]) -> Given:
    for column in ("metric", "value"):
        if not cells.get(column):
            raise Usage(_("{what} is missing").format(what=column))
    metric = targets.metric_named(cells["metric"], desk.playbook)
    kind = _word(cells.get("period", ""), aims.KINDS, "month")
    level = _word(cells.get("level", ""), LEVELS, "base")
    sort, part = _word(cells.get("scope", ""), ("all", *scopes.KINDS), "all"), cells.get("part", "")
    if (sort == "all") != (not part):
        raise Usage(_("scope and part go together: line, tier or product, and which"))
    scope = scopes.ALL if sort == "all" else scopes.of(desk, sort, part)
    since = cells.get("since", "")
    whole = ranges.whole(since, desk.today) if since else None
    day = whole.start if whole else desk.day(since) if since else desk.today
    number = targets.read(desk, metric, cells["value"])
    return Given(metric, kind, aims.around(kind, day).start, number, scope, level)


def _word(text: str, known: tuple[str, ...], otherwise: str) -> str:
    """One of the known words, in English or as they are shown."""
    wanted = text.strip().casefold()
    found = next((word for word in known if wanted in (word, _(word))), "") if wanted else otherwise
    if not found:
        raise Usage(_("“{text}” is none of {choices}").format(text=text, choices=", ".join(known)))
    return found


def written(found: "Iterable[Target]") -> "Iterator[tuple[str, ...]]":
    """The targets in those columns, as they are read."""
    for one in found:
        value = one.value.plain() if isinstance(one.value, Money) else str(one.value)
        part = one.scope.key if one.scope.kind != "product" else f"p{one.scope.key}"
        yield (one.metric, value, one.period, one.starts_on.isoformat(), one.scope.kind or "all", part, one.level)
