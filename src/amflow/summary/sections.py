"""The lists of a summary: contacts by kind and outcome, deals won and lost, the plan, what comes next."""

from collections.abc import Iterable
from datetime import date

from amflow.book.money import Money
from amflow.book.quantities import share
from amflow.book.store import Book
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import N_, _, ngettext
from amflow.summary.records import Ahead, Appointment, ClosedDeal, CountOfSort, PlanOutcome, Whole

MOST_APPOINTMENTS = 10
"""So many of the next period's appointments are listed; the others are counted."""

KINDS = ("visit", "call", "message", "reception")
"""The kinds of contact, in the order in which they are named."""

OUTCOMES_SQL = "SELECT kind, outcome, count(*) AS n FROM touch WHERE held_on BETWEEN ?1 AND ?2 GROUP BY kind, outcome"

APPOINTMENT = (
    "task.state = 'open' AND task.due_on BETWEEN ?1 AND ?2"
    " AND (task.due_time <> '' OR task.kind = 'visit' OR task.promised = 1)"
)

CLOSED_SQL = (
    "SELECT 'd' || deal.id, deal.title, coalesce(customer.name, ''), coalesce('c' || deal.customer_id, ''),"
    " deal.amount_minor, deal.currency, deal.closed_on, deal.lost_why, deal.counted_in"
    " FROM deal LEFT JOIN customer ON customer.id = deal.customer_id"
    " WHERE deal.state = ?3 AND deal.closed_on BETWEEN ?1 AND ?2 ORDER BY deal.closed_on, deal.id LIMIT ?4"
)

WHOLE_SQL = (
    "SELECT currency, count(*) AS n, coalesce(sum(CASE WHEN counted_in = '' THEN amount_minor END), 0) AS minor FROM deal"
    " WHERE state = ?3 AND closed_on BETWEEN ?1 AND ?2 GROUP BY currency"
)

AHEAD_SQL = (
    "SELECT 't' || task.id, task.title, coalesce(customer.name, ''), coalesce('c' || task.customer_id, ''), task.kind,"
    " task.due_on, task.due_time"
    " FROM task LEFT JOIN customer ON customer.id = task.customer_id"
    f" WHERE {APPOINTMENT} ORDER BY task.due_on, task.due_time = '', task.due_time, task.id LIMIT ?3"
)

AHEAD_COUNT_SQL = f"SELECT count(*) FROM task WHERE {APPOINTMENT}"


def touches(desk: Desk, period: Period) -> tuple[tuple[CountOfSort, ...], tuple[CountOfSort, ...]]:
    """The period's contacts up to today by kind, and by outcome: the playbook's order, those without an outcome last."""
    start, end = period.bounds
    kinds: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for row in desk.book.all(OUTCOMES_SQL, start, min(end, desk.today.isoformat())):
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["n"]
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + row["n"]
    names = {outcome.key: str(outcome.title) for outcome in desk.playbook.outcomes}
    # An outcome of another playbook, or of an earlier one, keeps its key for a name.
    known = [*names, *sorted(key for key in outcomes if key and key not in names), ""]
    return (
        tuple(_of_kind(key, kinds[key]) for key in KINDS if key in kinds),
        tuple(_of_outcome(key, names.get(key, key), outcomes[key]) for key in known if key in outcomes),
    )


def _of_kind(key: str, number: int) -> CountOfSort:
    title, words = {
        "visit": (N_("Visits"), ngettext("{n} visit", "{n} visits", number)),
        "call": (N_("Calls"), ngettext("{n} call", "{n} calls", number)),
        "message": (N_("Messages"), ngettext("{n} message", "{n} messages", number)),
        "reception": (N_("Receptions"), ngettext("{n} reception", "{n} receptions", number)),
    }[key]
    return CountOfSort(key, _(title), number, words)


def _of_outcome(key: str, name: str, number: int) -> CountOfSort:
    title = name if key else _("no outcome")
    return CountOfSort(key, title, number, f"{title} {number}")


def closed(book: Book, period: Period, state: str, most: int = -1) -> tuple[ClosedDeal, ...]:
    """The deals that were `won` or `lost` in the period, in the order of their days; `most` of them (-1: all)."""
    return tuple(
        ClosedDeal(
            ref,
            title,
            customer,
            whose,
            None if minor is None else Money(minor, currency),
            date.fromisoformat(on),
            why,
            by,
        )
        for ref, title, customer, whose, minor, currency, on, why, by in book.all(
            CLOSED_SQL, *period.bounds, state, most
        )
    )


def whole(book: Book, period: Period, state: str) -> Whole:
    """How many deals were `won` or `lost` in the period, without reading each."""
    rows = book.all(WHOLE_SQL, *period.bounds, state)
    return Whole(sum(row["n"] for row in rows), tuple(Money(row["minor"], row["currency"]) for row in rows))


def added(deals: Iterable[ClosedDeal]) -> Whole:
    """The same of deals that are all there."""
    listed = list(deals)
    sums: dict[str, int] = {}
    for deal in listed:
        if deal.amount and not deal.counted_by:
            sums[deal.amount.currency] = sums.get(deal.amount.currency, 0) + deal.amount.minor
    return Whole(len(listed), tuple(Money(minor, code) for code, minor in sorted(sums.items())))


def plan(states: dict[str, int]) -> PlanOutcome:
    """Plan against actual, from the number of lines in each state that counts."""
    planned, done = sum(states.values()), states.get("done", 0)
    return PlanOutcome(
        planned,
        done,
        states.get("moved", 0),
        states.get("skipped", 0),
        states.get("planned", 0),
        share(done, planned),
    )


def ahead(book: Book, period: Period, title: str) -> Ahead:
    """The open tasks of that period that have an hour, are visits or were promised, the earliest first."""
    rows = book.all(AHEAD_SQL, *period.bounds, MOST_APPOINTMENTS)
    found = tuple(
        Appointment(ref, title, customer, whose, kind, date.fromisoformat(on), at)
        for ref, title, customer, whose, kind, on, at in rows
    )
    whole = book.number(AHEAD_COUNT_SQL, *period.bounds) if len(rows) == MOST_APPOINTMENTS else len(rows)
    return Ahead(title, period.start, period.end, found, whole - len(rows))
