"""Targets: what a metric should reach in a period; and what they mean for a shorter or longer one.

A target holds from the period it was set for until another one is set for the same metric and kind of period, so that a
standing quota ("20 messages a day", `W11`) is set once; a target of 0 ends it. Where a period has no target of its own,
it has its share of a longer one by working days (a week of the month, `W18`), else the sum of the shorter ones in it.
"""

from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow.book.money import DECIMALS, Money, amount
from amflow.book.quantities import Rate
from amflow.calendars import periods
from amflow.calendars.periods import Period
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.routine.summary.definitions import is_fine
from amflow.routine.summary.figures import BY_KEY

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.calendars.workdays import WorkCalendar
    from amflow.playbooks.model import Playbook
    from amflow.routine.desk import Desk

KINDS = ("day", "week", "month", "quarter", "year")
LARGEST_COUNT = 1_000_000_000

_AROUND = {
    "day": periods.day_of,
    "week": periods.week_of,
    "month": periods.month_of,
    "quarter": periods.quarter_of,
    "year": periods.year_of,
}

GOALS_SQL = (
    "SELECT metric, period, starts_on, value FROM target WHERE metric IN ({metrics}) AND starts_on <= ?"
    " ORDER BY metric, period, starts_on"
)


FEW = 3
"""From here on a derived count is whole."""


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


class Goal(NamedTuple):
    """What a metric should reach in some period: a count, or minor units."""

    value: float
    period: str
    """The kind of period that the target was set for."""
    derived: bool
    """Whether it is a share or a sum of targets that were set for other periods."""


def metric_named(text: str, playbook: "Playbook") -> str:
    """The key of the metric that is named: `deals_won`, `deals-won` or its title. Raises Usage, with the nearest."""
    word = text.strip().lower()
    key = word.replace("-", "_").replace(" ", "_")
    if key in BY_KEY:
        return key
    for metric in playbook.metrics:
        if metric.key in BY_KEY and word in (metric.title.en.lower(), metric.title.zh):
            return metric.key
    from difflib import get_close_matches

    near = get_close_matches(key, BY_KEY, 1)
    hint = _("did you mean {name}?").format(name=near[0]) if near else _("one of: {choices}")
    raise Usage(_("there is no metric “{name}”").format(name=text), hint.format(choices=", ".join(BY_KEY)))


def put(book: "Book", playbook: "Playbook", name: str, value: str, kind: str, day: date, currency: str) -> Target:
    """Set the metric's target from the period of that kind around the day on. Raises Usage."""
    metric = metric_named(name, playbook)
    number = amount(value, currency) if BY_KEY[metric].money else _number(metric, value)
    start = around(kind, day).start
    row = book.one(
        "SELECT id FROM target WHERE metric = ? AND period = ? AND starts_on = ?", metric, kind, start.isoformat()
    )
    target = _target(metric, kind, start, number, playbook, currency)
    with book.change("target set") as change:
        change.summary = _summary(target)
        if row:
            change.update("target", row["id"], value=number)
        else:
            change.insert("target", metric=metric, period=kind, starts_on=start.isoformat(), value=number)
    return target


def remove(book: "Book", playbook: "Playbook", name: str, kind: str, day: date, currency: str) -> Target:
    """Take out the target of that kind which holds on that day; the one before it holds again. Raises NotFound."""
    metric = metric_named(name, playbook)
    row = book.one(
        "SELECT * FROM target WHERE metric = ? AND period = ? AND starts_on <= ? ORDER BY starts_on DESC",
        *(metric, kind, around(kind, day).start.isoformat()),
    )
    if row is None:
        raise NotFound(
            _("{metric} has no target by the {period}").format(metric=metric, period=_(kind)),
            _("amflow target list shows them all"),
        )
    target = _target(metric, kind, date.fromisoformat(row["starts_on"]), row["value"], playbook, currency)
    with book.change("target remove") as change:
        change.summary = _summary(target)
        change.delete("target", row["id"])
    return target


def listed(book: "Book", playbook: "Playbook", currency: str) -> list[Target]:
    """Every target that was set, by metric in the playbook's order, then by period and start."""
    order = [metric.key for metric in playbook.metrics] + list(BY_KEY)
    rows = book.all("SELECT metric, period, starts_on, value FROM target")
    found = [
        _target(row["metric"], row["period"], date.fromisoformat(row["starts_on"]), row["value"], playbook, currency)
        for row in rows
        if row["metric"] in BY_KEY
    ]
    return sorted(found, key=lambda target: (order.index(target.metric), KINDS.index(target.period), target.starts_on))


def goals(desk: "Desk", period: Period) -> dict[str, Goal]:
    """What each metric should reach in that period; metrics without a target are not in it.

    Of what should be little, 0 is a target like any other.
    """
    less = {key for key in BY_KEY if better(key, desk.playbook) == "less"}
    sql = GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY)))
    lines: dict[str, dict[str, tuple[list[date], list[int]]]] = {}
    for row in desk.book.all(sql, *BY_KEY, period.end.isoformat()):
        starts, values = lines.setdefault(row["metric"], {}).setdefault(row["period"], ([], []))
        starts.append(date.fromisoformat(row["starts_on"]))
        values.append(row["value"])
    shares: dict[str, list[tuple[date, float]]] = {}
    found: dict[str, Goal] = {}
    for metric, kinds in lines.items():
        for kind in _nearest(period.kind):
            if kind not in kinds:
                continue
            if kind not in shares:
                shares[kind] = _shares(kind, period, desk.calendar)
            whole = BY_KEY[metric].how == "sum"
            value = _sum(shares[kind], *kinds[kind]) if whole else _last(shares[kind], *kinds[kind])
            if value or (value is not None and metric in less):
                derived = kind != period.kind
                number = _rounded(metric, value, desk.settings.currency) if derived and whole else int(value)
                number = number / 10_000 if is_fine(BY_KEY[metric]) else number
                found[metric] = Goal(number, kind, derived)
                break
    return found


def explained(book: "Book") -> list[str]:
    """How SQLite answers the question for the targets."""
    return book.explain(GOALS_SQL.format(metrics=", ".join("?" * len(BY_KEY))), *BY_KEY, "2026-01-31")


def better(metric: str, playbook: "Playbook") -> str:
    """Whether `more` or `less` of the metric is good."""
    picked = next((shown for shown in playbook.metrics if shown.key == metric), None)
    return picked.better if picked else BY_KEY[metric].better


def around(kind: str, day: date) -> Period:
    """The period of that kind which the day lies in."""
    return _AROUND[kind](day)


def _nearest(kind: str) -> tuple[str, ...]:
    """Where to look for the target of a period of that kind: at its own, then the longer ones, then the shorter."""
    if kind not in KINDS:
        return KINDS
    place = KINDS.index(kind)
    return KINDS[place:] + KINDS[:place][::-1]


def _shares(kind: str, period: Period, calendar: "WorkCalendar") -> list[tuple[date, float]]:
    """The periods of that kind which touch the period: where each starts, and the part of its working days in it.

    Days off have no share, and no target.
    """
    found = []
    day = period.start
    while day <= period.end:
        whole = around(kind, day)
        inside = calendar.count(max(whole.start, period.start), min(whole.end, period.end))
        workdays = calendar.count(whole.start, whole.end)
        if kind == period.kind != "day":
            found.append((whole.start, 1.0))
        elif inside:
            found.append((whole.start, inside / workdays))
        day = whole.end + timedelta(days=1)
    return found


def _sum(shares: list[tuple[date, float]], starts: list[date], values: list[int]) -> float | None:
    """The targets that held at each start, times the shares; None where all of it is before the first target."""
    found = [values[place - 1] * share for start, share in shares if (place := bisect_right(starts, start))]
    return sum(found) if found else None


def _last(shares: list[tuple[date, float]], starts: list[date], values: list[int]) -> float | None:
    """The target that holds at the end: of a share or an average, which no shorter period has a part of."""
    found = [values[place - 1] for start, _share in shares if (place := bisect_right(starts, start))]
    return found[-1] if found else None


def _rounded(metric: str, value: float, currency: str) -> float:
    """A derived target as people would say it: amounts without the minor unit, counts whole, or with one decimal where they are
    few: three accounts a week, but 0.6 a day."""
    if BY_KEY[metric].money:
        unit: int = 10 ** DECIMALS.get(currency, 2)
        return int(value / unit + 0.5) * unit
    if value >= FEW:
        return int(value + 0.5)
    tenths = round(value, 1)
    return int(tenths) if tenths == int(tenths) else tenths


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


def _target(metric: str, kind: str, start: date, number: int, playbook: "Playbook", currency: str) -> Target:
    title = next((str(shown.title) for shown in playbook.metrics if shown.key == metric), _(BY_KEY[metric].title))
    value = Money(number, currency) if BY_KEY[metric].money else _plain(metric, number)
    ends = not number and better(metric, playbook) == "more"
    return Target(metric, title, kind, start, value, _("no target from here on") if ends else "")


def _plain(metric: str, number: int) -> float:
    if BY_KEY[metric].how == "rate":
        return Rate(number / 10_000)
    return number / 10_000 if is_fine(BY_KEY[metric]) else number


def _summary(target: Target) -> str:
    """What the history shows for a change of this target."""
    return _("{metric}: {value} a {period} from {day}").format(
        metric=target.title, value=target.value, period=_(target.period), day=target.starts_on.isoformat()
    )
