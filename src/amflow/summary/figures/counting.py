"""Counting the figures: a handful of questions for all of them and many days at once; and the records behind each.

`book/figures.py` declares them, and has the questions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any

from amflow.agenda import lapsed
from amflow.book.figures import BY_KEY, DEFINITIONS, TALLIES, Definition
from amflow.book.money import Money
from amflow.book.quantities import Rate, mean, rounded
from amflow.book.store import Book, Row
from amflow.customers.completeness.records import METRIC as COMPLETENESS
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.errors import Usage
from amflow.locale import _
from amflow.outreach.messages import quotas
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple, filled
from amflow.summary.records import Number
from amflow.summary.targets import scopes


class ForeignAmount(NamedTuple):
    """An amount in a currency that is not the settings': mentioned apart, never added."""

    metric: str
    minor: int
    currency: str


class Counts(NamedTuple):
    """What was counted: for each figure a number per period, in the order the periods were given."""

    numbers: dict[str, list[float | None]]
    """None where a share or an average has no record at all in the period."""
    foreign: tuple[ForeignAmount, ...]
    """Amounts of the last period in other currencies."""
    plan: dict[str, int]
    """The plan lines of the last period by their state."""


class FigureRecord(NamedTuple):
    """A record behind a figure."""

    ref: str
    """Empty where the record has no reference of its own."""
    day: str
    title: str
    customer_id: int | None
    customer: str
    part: str
    number: float
    """How much it counts; minor units of an amount."""
    whole: float
    currency: str


class _Sum:
    """One figure in one period, as it adds up."""

    def __init__(self) -> None:
        self.number = self.whole = 0.0
        self.parts: set[str] = set()
        self.last: dict[str, tuple[str, float, float]] = {}
        """Of what is measured the day, the number and the whole of each part: the last measure of each counts."""

    def value(self, definition: Definition) -> float | None:
        number, whole = self.number, self.whole
        for _day, part, of in self.last.values():
            number, whole = number + part, whole + of
        if definition.how == "different":
            return len(self.parts)
        if definition.how == "rate":
            return Rate(number / whole) if whole else None
        if definition.how == "mean":
            return mean(number, whole, 0 if definition.money else 2)
        return round(number) if definition.money else rounded(number, 1)


TITLED = {
    "callback": "rules", "kinds": "categories", "upgraded": "tiers", "qualified": "tiers", "reception": "channels",
}  # fmt: skip
"""Tallies whose records are called by a key of one of the playbook's lists."""

NOT_OF_PARTS = ("floor", "kinds")
"""Tallies that ask for certain customers, or count kinds and not records: they are of the whole."""


def shown(key: str, amount: float | None, currency: str) -> Number | None:
    """A figure's number as people read it: minor units become an amount, a share a rate; None where there is none."""
    definition = BY_KEY[key]
    if amount is None:
        return None
    if definition.how == "rate":
        return amount if isinstance(amount, Rate) else Rate(amount)
    return Money(round(amount), currency) if definition.money else amount


def plain(number: Number) -> float:
    """The number alone: of an amount its minor units."""
    return number.minor if isinstance(number, Money) else number


def countable(key: str, kind: str) -> bool:
    """Whether the figure can be counted for a product, a line or a tier alone: its records lead to one."""
    names = BY_KEY[key].tally.split()
    return all(name in TALLIES and name not in NOT_OF_PARTS and TALLIES[name].within(kind) for name in names)


def count(desk: Desk, spans: Sequence[Period], only: Sequence[str] = (), scope: scopes.Scope = scopes.ALL) -> Counts:
    """Count every figure, or `only` these, in each of the periods, which may overlap, of all the work or a part of it; the
    last is the one in question. Amounts in the settings' currency alone."""
    wanted = [definition for definition in DEFINITIONS if not only or definition.key in only]
    sums = {definition.key: [_Sum() for _span in spans] for definition in wanted}
    foreign: dict[tuple[str, str], int] = defaultdict(int)
    plan: dict[str, int] = defaultdict(int)
    bounds = [span.bounds for span in spans]
    first, final, last = min(start for start, _end in bounds), max(end for _start, end in bounds), len(spans) - 1
    for name in TALLIES:
        counting = [definition for definition in wanted if name in definition.tally.split()]
        if not counting:
            continue
        keys = [definition.key for definition in counting]
        for row in chain(_rows(desk, name, first, final, scope), _today(desk, keys, final, scope)):
            inside = [at for at, (start, end) in enumerate(bounds) if start <= row["day"] <= end]
            if not inside:
                continue
            if name == "plan" and last in inside:
                plan[row["part"]] += row["n"]
            for definition in counting:
                if not (row["part"] or "").startswith(definition.parts):
                    continue
                if _counts(desk, definition, row):
                    for at in inside:
                        _add(sums[definition.key][at], definition, row)
                elif last in inside and row["minor"]:
                    foreign[definition.key, row["currency"]] += int(row["minor"])
    if "callbacks_missed" in sums:
        _lapsed(desk, spans, sums["callbacks_missed"])
    numbers = {key: [one.value(BY_KEY[key]) for one in found] for key, found in sums.items()}
    apart = tuple(ForeignAmount(metric, minor, code) for (metric, code), minor in sorted(foreign.items()))
    return Counts(numbers, apart, dict(plan))


def _lapsed(desk: Desk, spans: Sequence[Period], sums: list[_Sum]) -> None:
    for day, count in lapsed.by_day(desk, "callback", min(span.start for span in spans), spans[-1].end).items():
        for index, span in enumerate(spans):
            if span.start <= day <= span.end:
                sums[index].number += count


def by_day(desk: Desk, key: str, first: date, last: date) -> dict[date, float]:
    """What was counted of a figure that is added up, on each day on which there was something."""
    definition, found = BY_KEY[key], dict[date, float]()
    for name in definition.tally.split():
        for row in _rows_between(desk, name, first.isoformat(), last.isoformat()):
            if (row["part"] or "").startswith(definition.parts) and _counts(desk, definition, row):
                day = date.fromisoformat(row["day"])
                found[day] = found.get(day, 0) + _weight(definition, row)
    return found


def _rows_between(desk: Desk, name: str, first: str, last: str) -> list[Row]:
    """The rows of a tally, asked once for all the figures that are counted from it."""
    return desk.book.kept(("by day", name, first, last, desk.today), lambda: list(_rows(desk, name, first, last)))


def records(desk: Desk, key: str, span: Period, scope: scopes.Scope = scopes.ALL) -> list[FigureRecord]:
    """The records behind a figure in that period, by their day. Raises Usage where it has no such part."""
    if not scope.whole and not countable(key, scope.kind):
        raise Usage(
            _("{metric} is not counted by {part}").format(metric=key, part=_(scope.kind)),
            _("leave --of out: the whole is counted"),
        )
    definition = BY_KEY[key]
    if definition.tally == "missed":
        return [
            FigureRecord("", day.isoformat(), rule, number, name, rule, 1, 0, "")
            for day, rule, number, name in lapsed.listing(desk, "callback", span.start, span.end)
        ]
    found = [
        row
        for name in definition.tally.split()
        for row in chain(
            _rows(desk, name, *span.bounds, scope, listed=True), _today(desk, [key], span.bounds[1], scope)
        )
        if (row["part"] or "").startswith(definition.parts) and _counts(desk, definition, row)
    ]
    if definition.tally == "measure":
        found = _last(found)
    numbers = sorted({row["customer_id"] for row in found if row["customer_id"]})
    names = _names(desk.book, numbers)
    titles = titles_by_key(getattr(desk.playbook, TITLED.get(definition.tally, ""), ()))
    behind = []
    for row in sorted(found, key=lambda row: row["day"]):
        said = {name: row[name] or "" for name in ("ref", "title", "part", "currency")}
        customer = names.get(row["customer_id"], "")
        said["title"] = titles.get(said["title"], said["title"])
        behind.append(filled(FigureRecord, row, **said, customer=customer, number=_weight(definition, row)))
    return behind


def total(key: str, found: Sequence[FigureRecord]) -> float | None:
    """What the figure is by its records."""
    one = _Sum()
    for record in found:
        one.number += record.number
        one.whole += record.whole
        one.parts.add(record.part)
    return one.value(BY_KEY[key])


def _last(found: list[Row]) -> list[Row]:
    """Of measures the last of each part: what was measured before it is history."""
    return list({row["part"]: row for row in found}.values())


def _rows(
    desk: Desk, name: str, first: str, last: str, scope: scopes.Scope = scopes.ALL, *, listed: bool = False
) -> Iterator[Row]:
    tally = TALLIES[name].of(scope.kind)
    sql = tally.listing() if listed else tally.counting()
    # What is dated ahead has not been yet: of a day that is past, a book that went on since is asked as it was. A question that
    # asks for today says itself what of a day ahead counts, such as an order that came before its promised day.
    bound: list[Any] = [first, last if "?3" in tally.where else min(last, desk.today.isoformat())]
    if not scope.whole:
        bound += [desk.today.isoformat(), scope.key]
    elif "?3" in sql:
        bound.append(desk.today.isoformat())
    if "{floor}" in sql:
        clause, more = quotas.floor_clause(desk)
        if clause == quotas.NOBODY:
            return
        sql = sql.replace("{floor}", clause)
        bound += more
    keep: set[str] | None = None
    if name == "callback":
        keep = {rule.key for rule in desk.playbook.rules if rule.step == "callback"}
    elif name == "lead_post":
        keep = {source.key for source in desk.playbook.sources if source.post}
    for row in desk.book.all(sql, *bound):
        if keep is None or row["part"] in keep:
            yield row


def _today(desk: Desk, keys: Sequence[str], last: str, scope: scopes.Scope) -> Iterator[Any]:
    """Of the figures that are kept day by day today's, which is counted."""
    if COMPLETENESS not in keys or not scope.whole or desk.today.isoformat() > last:
        return
    from amflow.customers.completeness import daily

    if now := daily.present(desk):
        about = {"minor": 0, "currency": "", "ref": "", "title": "", "customer_id": None}
        yield {"day": desk.today.isoformat(), "part": f"{COMPLETENESS}:", "n": now.filled, "whole": now.whole, **about}


def _counts(desk: Desk, definition: Definition, row: Row) -> bool:
    return not definition.money or row["currency"] in ("", None, desk.settings.currency)


def _weight(definition: Definition, row: Row) -> float:
    return float(row["minor"] if definition.money and definition.how == "sum" else row["n"])


def _add(one: _Sum, definition: Definition, row: Row) -> None:
    if definition.tally == "measure":
        if row["day"] >= one.last.get(row["part"], ("",))[0]:
            one.last[row["part"]] = (row["day"], _weight(definition, row), row["whole"])
        return
    one.number += _weight(definition, row)
    one.whole += row["whole"]
    one.parts.add(row["part"] or "")


def _names(book: Book, numbers: list[int]) -> dict[int | None, str]:
    rows = book.among(numbers, "SELECT id, name FROM customer WHERE id IN ({marks})")
    return {row["id"]: row["name"] for row in rows}
