"""Targets: what a metric should reach in a period; `attainment.py` says what they mean for a shorter or longer one.

A target is of all the work or of a part of it (`scopes.py`), and the base that is owed or the stretch that is hoped for:
gaps and points go by the base alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.book import values
from amflow.book.figures import BY_KEY, is_fine
from amflow.book.money import Money, amount
from amflow.book.quantities import Rate
from amflow.book.quantities import share as part_of
from amflow.dates import periods
from amflow.desk import Desk
from amflow.errors import NotFound, Usage
from amflow.locale import N_, _, both
from amflow.playbooks.model import Playbook
from amflow.playbooks.titles import keys_meant, state_key, whole_key
from amflow.records import NamedTuple
from amflow.summary.figures import counting
from amflow.summary.figures.counting import count, countable
from amflow.summary.targets import attainment, pieces, scopes
from amflow.summary.targets.attainment import KINDS, better
from amflow.summary.targets.pieces import TargetInput
from amflow.summary.targets.scopes import ALL, Scope
from amflow.summary.targets.scopes import KINDS as KINDS_OF_PARTS

if TYPE_CHECKING:
    from amflow.book.change import Change

NO_TARGET = ("none", "无", "不设")

LARGEST_COUNT = 1_000_000_000

LEVELS = {"base": N_("base"), "stretch": N_("stretch")}

SAME_SQL = (
    f"SELECT id, {attainment.NUMBER} AS value FROM target"
    " WHERE metric = ? AND period = ? AND starts_on = ? AND scope = ? AND part = ? AND level = ?"
)


class Target(NamedTuple):
    """A target as it was set."""

    metric: str
    title: str
    period: str
    starts_on: date
    value: float | Money
    """A count, or an amount."""
    note: str = ""
    """Said where the target is 0 and so ends the one before it."""
    scope: Scope = ALL
    level: str = "base"
    actual: float | Money | None = None
    """What is there so far in the period around today; None where another target holds, or none does."""
    share: float | None = None
    """The same of the target: 1 is reached."""
    against: str = ""
    """What the parts of the work come to, where together they are more or less than the whole."""


def metric_named(text: str, playbook: Playbook) -> str:
    """The key of the metric that is named: `deals_won`, `deals-won` or its title. Raises Usage, with the nearest."""
    own = {metric.key: metric.title for metric in playbook.metrics if metric.key in BY_KEY}
    every = {key: own.get(key) or both(one.title) for key, one in BY_KEY.items()}
    # What the trade counts comes before what could be counted; of the two hundred others none is read out.
    found = text if text in every else whole_key(text, own)
    return found or state_key(text, every if keys_meant(text, every) else own or every, _("metric"))


def put(desk: Desk, name: str, value: str, kind: str, scope: Scope = ALL, level: str = "base") -> Target:
    """Set the metric's target from the period of that kind around today on. Raises Usage."""
    metric = metric_named(name, desk.playbook)
    number = read(desk, metric, value)
    start = periods.around(kind, desk.today).start
    given = TargetInput(metric, kind, start, number, scope, level)
    check(desk, given)
    target = of(desk, given)
    with desk.book.change("target set") as change:
        change.summary = _summary(target)
        write(desk, change, given)
    return target._replace(against="; ".join(against(desk, metric, start)))


def read(desk: Desk, metric: str, value: str) -> int:
    """The value that was typed, as the book keeps it: minor units, a count, ten-thousandths of a share; `none` ends what held.
    Raises Usage."""
    if values.folded(value) in NO_TARGET:
        return ended(desk, metric)
    return amount(value, desk.settings.currency) if BY_KEY[metric].money else _number(metric, value)


def ended(desk: Desk, metric: str) -> int:
    """The number that says that there is no target from here on: 0, but where little is good."""
    return attainment.NONE if better(metric, desk.playbook) == "less" else 0


def is_set(desk: Desk, given: TargetInput) -> bool:
    """Whether the book has it, with that value."""
    row = desk.book.one(SAME_SQL, *given.keys)
    return row is not None and row["value"] == given.number


def write(desk: Desk, change: "Change", given: TargetInput) -> bool:
    """Put it down, in place of the one from the same day on; gives whether that changed anything."""
    row = desk.book.one(SAME_SQL, *given.keys)
    kept = {"value": max(given.number, 0), "ended": int(given.number == attainment.NONE)}
    if row is not None:
        return change.update("target", row["id"], **kept)
    names = ("metric", "period", "starts_on", "scope", "part", "level")
    change.insert("target", **dict(zip(names, given.keys, strict=True)), **kept)
    return True


def check(desk: Desk, given: TargetInput) -> None:
    """Whether such a target can be held to: a part that the figure can be counted for, a stretch beyond the base. Raises
    Usage."""
    counted(desk, given.metric, given.scope)
    together(desk, [given])


def counted(desk: Desk, metric: str, scope: Scope) -> None:
    """Whether the figure can be counted for that part of the work. Raises Usage."""
    if not scope.whole and not countable(metric, scope.kind):
        raise Usage(
            _("{metric} is not counted by {part}").format(metric=title_of(desk, metric), part=_(scope.kind)),
            _("its records lead to none; these can: {choices}").format(
                choices=titles_of(desk, (key for key in BY_KEY if countable(key, scope.kind)))
            ),
        )


def together(desk: Desk, found: Iterable[TargetInput], without: int = 0) -> None:
    """Whether with these targets every stretch lies beyond the base that holds with it, at whichever time; `without` is the
    row of one that is taken out. Raises Usage."""
    courses: dict[tuple[str, ...], list[TargetInput]] = {}
    for one in found:
        courses.setdefault((one.metric, one.kind, one.scope.kind, one.scope.key), []).append(one)
    for course, ones in courses.items():
        held: dict[str, dict[str, int]] = {level: {} for level in LEVELS}
        for row in desk.book.all(
            f"SELECT id, starts_on, level, {attainment.NUMBER} AS value FROM target"
            " WHERE metric = ? AND period = ? AND scope = ? AND part = ?",
            *course,
        ):
            if row["id"] != without:
                held[row["level"]][row["starts_on"]] = row["value"]
        if not without:
            for one in ones:
                held[one.level][one.start.isoformat()] = one.number
        for day in {*held["base"], *held["stretch"]} if held["stretch"] else ():
            base, stretch = (_holding(held[level], day) for level in LEVELS)
            check_levels(desk, course[0], base, stretch)


def _holding(held: dict[str, int], day: str) -> int:
    start = max((start for start in held if start <= day), default="")
    return max(held.get(start, 0), 0)


def check_levels(desk: Desk, metric: str, base: int, stretch: int) -> None:
    """Whether the stretch lies beyond the base, to the side that is good. Raises Usage."""
    if base and stretch and (stretch > base if better(metric, desk.playbook) == "less" else stretch < base):
        raise Usage(
            _("the stretch target {stretch} is easier than the base {base}").format(
                stretch=shown(desk, metric, stretch), base=shown(desk, metric, base)
            ),
            _("set the other one first: --level base, --level stretch; 0 ends it"),
        )


def against(desk: Desk, metric: str = "", day: date | None = None) -> list[str]:
    """Where targets do not go together, on that day or today, a sentence each: the parts of one sort ask for more than the whole
    does, the shorter periods in one, each with a target of its own, for more or less than it does."""
    on = day or desk.today
    courses: dict[tuple[str, str, str, str], dict[str, dict[str, int]]] = {}
    for row in desk.book.all(
        f"SELECT metric, level, scope, part, period, starts_on, {attainment.NUMBER} AS value FROM target"
        f" WHERE {'metric = ?' if metric else '1'} ORDER BY metric, starts_on, id",
        *([metric] if metric else []),
    ):
        course = courses.setdefault((row["metric"], row["level"], row["scope"], row["part"]), {})
        course.setdefault(row["period"], {})[row["starts_on"]] = row["value"]
    sums: dict[tuple[str, str, str], dict[str, int]] = {}
    said = []
    for (key, level, sort, part), kinds in courses.items():
        if key not in BY_KEY or BY_KEY[key].how != "sum":
            continue
        for kind in [one for one in KINDS if one in kinds]:
            held = sums.setdefault((key, kind, level), {})
            whole = _holding(kinds[kind], on.isoformat())
            held[sort] = held.get(sort, 0) + whole
            for shorter in KINDS[: KINDS.index(kind)] if whole else ():
                own = TargetInput(
                    key, kind, periods.around(kind, on).start, whole, scopes.kept(desk, sort, part), level
                )
                starts = [one.start.isoformat() for one in pieces.spans(desk, shorter, periods.around(kind, on))]
                given = kinds.get(shorter, {})
                if starts and all(given.get(start, attainment.NONE) != attainment.NONE for start in starts):
                    there = sum(given[start] for start in starts) - sum(pieces.beside(desk, own, shorter).values())
                    if there != whole:
                        title = _course(title_of(desk, key), level, own.scope.title)
                        said.append(_apart(desk, key, title, kind, shorter, there, whole))
    for (key, kind, level), held in sums.items():
        title = _course(title_of(desk, key), level, "")
        more = [sort for sort in KINDS_OF_PARTS if held.get(sort, 0) > held.get("", 0) > 0]
        said += [_apart(desk, key, title, kind, sort, held[sort], held[""]) for sort in more]
    return said


def _course(title: str, level: str, part: str) -> str:
    return " · ".join(filter(None, (title, part, _("stretch") if level == "stretch" else "")))


def _apart(desk: Desk, key: str, title: str, kind: str, by: str, parts: int, whole: int) -> str:
    words = _("{metric} a {period}: by {part} the targets come to {sum}, the whole is {whole}")
    numbers = {"sum": shown(desk, key, parts), "whole": shown(desk, key, whole)}
    return words.format(metric=title, period=_(kind), part=_(by), **numbers)


def remove(desk: Desk, name: str, kind: str, scope: Scope = ALL, level: str = "base") -> Target:
    """Take out the target of that kind which holds today; the one before it holds again. Raises NotFound, and Usage where
    that one is beyond the stretch."""
    metric = metric_named(name, desk.playbook)
    row = desk.book.one(
        "SELECT * FROM target WHERE metric = ? AND period = ? AND starts_on <= ? AND scope = ? AND part = ? AND level = ?"
        " ORDER BY starts_on DESC, id DESC",
        *(metric, kind, periods.around(kind, desk.today).start.isoformat(), scope.kind, scope.key, level),
    )
    if row is None:
        raise NotFound(
            _("{metric} has no target by the {period}").format(metric=metric, period=_(kind)),
            _("amflow target list shows them all"),
        )
    given = _row(desk, row)
    together(desk, [given], without=row["id"])
    target = of(desk, given)
    with desk.book.change("target remove") as change:
        change.summary = _summary(target)
        change.delete("target", row["id"])
    return target


def listed(desk: Desk) -> list[Target]:
    """Every target that was set, by metric in the playbook's order, the whole before its parts, then by period and start."""
    order = [metric.key for metric in desk.playbook.metrics] + list(BY_KEY)
    rows = desk.book.all("SELECT * FROM target")
    given = [_row(desk, row) for row in rows if row["metric"] in BY_KEY]
    found = [_reached(desk, one, value) for one, value in zip(given, _standing(desk, given), strict=True)]

    def place(target: Target) -> tuple[Any, ...]:
        part = (target.scope.kind, target.scope.title, [*LEVELS].index(target.level))
        return order.index(target.metric), *part, KINDS.index(target.period), target.starts_on

    return sorted(found, key=place)


def _standing(desk: Desk, given: list[TargetInput]) -> list[float | None]:
    """What is there in the present period of each target that holds in it, counted from the rows that `--explain` lists."""
    held: dict[tuple[str, ...], TargetInput] = {}
    for one in sorted(given, key=lambda one: one.start):
        if one.start <= periods.around(one.kind, desk.today).start:
            held[one.metric, one.kind, one.scope.kind, one.scope.key, one.level] = one
    wanted: dict[tuple[str, Scope], set[str]] = {}
    for one in held.values():
        if one.scope.whole or countable(one.metric, one.scope.kind):
            wanted.setdefault((one.kind, one.scope), set()).add(one.metric)
    counted = {
        place: count(desk, [periods.around(place[0], desk.today)], tuple(metrics), place[1])
        for place, metrics in wanted.items()
    }
    reached = {
        one: counts.numbers[one.metric][0]
        for one in held.values()
        if (counts := counted.get((one.kind, one.scope))) and one.metric in counts.numbers
    }
    return [reached.get(one) for one in given]


def _reached(desk: Desk, given: TargetInput, value: float | None) -> Target:
    target = of(desk, given)
    if value is None or target.note:
        return target
    whole = given.number / 10_000 if is_fine(BY_KEY[given.metric]) else given.number
    actual = counting.shown(given.metric, value, desk.settings.currency)
    return target._replace(actual=actual, share=part_of(value, whole))


def _number(metric: str, text: str) -> int:
    """A count, or a share or an average in ten-thousandths: 95%, 0.95, 4.5. Raises Usage."""
    if not is_fine(BY_KEY[metric]):
        return _count(text)
    from amflow.book.quantities import typed

    if text.strip() in ("0", "0%"):
        return 0
    bare = text.strip().replace("％", "%")
    number = typed(bare.rstrip("%"), _("the target"))
    number = number // 100 if bare.endswith("%") else number
    if BY_KEY[metric].how == "rate" and number > 10_000:
        raise Usage(_("“{text}” is more than the whole").format(text=text), _("a share such as 95% or 0.95"))
    return number


def _count(text: str) -> int:
    import unicodedata

    digits = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:20]) > LARGEST_COUNT:
        raise Usage(
            _("“{text}” is not a number of things").format(text=text), _("a whole number, such as 15; 0 ends it")
        )
    return int(digits)


def _row(desk: Desk, row: Any) -> TargetInput:
    scope = scopes.kept(desk, row["scope"], row["part"])
    number = attainment.NONE if row["ended"] else row["value"]
    return TargetInput(row["metric"], row["period"], date.fromisoformat(row["starts_on"]), number, scope, row["level"])


def of(desk: Desk, given: TargetInput) -> Target:
    """The target with its title and its value as people read them."""
    metric = given.metric
    title = title_of(desk, metric)
    ends = given.number == ended(desk, metric)
    value = shown(desk, metric, max(given.number, 0))
    note = _("no target from here on") if ends else ""
    return Target(metric, title, given.kind, given.start, value, note, given.scope, given.level)


def title_of(desk: Desk, metric: str) -> str:
    """What the playbook calls the metric, else its own name."""
    return next((str(one.title) for one in desk.playbook.metrics if one.key == metric), _(BY_KEY[metric].title))


def titles_of(desk: Desk, metrics: Iterable[str]) -> str:
    """Several of them, as a sentence lists them."""
    return locale.listed([title_of(desk, one) for one in metrics])


def shown(desk: Desk, metric: str, number: int) -> float | Money:
    """A target's number as people read it."""
    return Money(number, desk.settings.currency) if BY_KEY[metric].money else _plain(metric, number)


def _plain(metric: str, number: int) -> float:
    if BY_KEY[metric].how == "rate":
        return Rate(number / 10_000)
    return number / 10_000 if is_fine(BY_KEY[metric]) else number


def named(target: Target) -> str:
    """What the target is of: `Visits`, `Visits · Gold card · stretch`."""
    return _course(target.title, target.level, target.scope.title)


def _summary(target: Target) -> str:
    """What the history shows for a change of this target."""
    return _("{metric}: {value} a {period} from {day}").format(
        metric=named(target), value=target.value, period=_(target.period), day=target.starts_on.isoformat()
    )
