"""The lists of a summary: contacts by kind and outcome, deals won and lost, the plan, what comes next."""

from collections.abc import Iterable
from datetime import date

from amflow.agenda import coming
from amflow.book.money import Money
from amflow.book.quantities import share
from amflow.book.store import Book
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.locale import N_, _, ngettext
from amflow.summary.records import Ahead, ClosedDeal, CountOfSort, PlanOutcome, Whole

MOST_AHEAD = 15
"""So much of what the next period has is listed; the rest is counted."""

KINDS = ("visit", "call", "message", "reception")
"""The kinds of contact, in the order in which they are named."""

ENDED = ("visit", "call")
"""Those that end with an outcome: a message waits for none, and of a reception is told what was done."""

OUTCOMES_SQL = "SELECT kind, outcome, count(*) AS n FROM touch WHERE held_on BETWEEN ?1 AND ?2 GROUP BY kind, outcome"

CLOSED_SQL = (
    "SELECT 'd' || deal.id, deal.title, coalesce(customer.name, ''), coalesce('c' || deal.customer_id, ''),"
    " deal.amount_minor, deal.currency, deal.closed_on, deal.lost_why,"
    " iif(deal.counted_in = 'order' AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.deal_id = deal.id"
    " AND orders.cancelled_on IS NULL), 'cancelled', deal.counted_in)"
    " FROM deal LEFT JOIN customer ON customer.id = deal.customer_id"
    " WHERE deal.state = ?3 AND deal.closed_on BETWEEN ?1 AND ?2 ORDER BY deal.closed_on, deal.id LIMIT ?4"
)

WHOLE_SQL = (
    "SELECT currency, count(*) AS n, coalesce(sum(CASE WHEN counted_in = '' THEN amount_minor END), 0) AS minor FROM deal"
    " WHERE state = ?3 AND closed_on BETWEEN ?1 AND ?2 GROUP BY currency"
)


def touches(desk: Desk, period: Period) -> tuple[tuple[CountOfSort, ...], tuple[CountOfSort, ...]]:
    """The period's contacts up to today by kind, and by outcome: the playbook's order, those without an outcome last."""
    start, end = period.bounds
    kinds: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for row in desk.book.all(OUTCOMES_SQL, start, min(end, desk.today.isoformat())):
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["n"]
        if not row["outcome"] and row["kind"] not in ENDED:
            continue
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + row["n"]
    names = {outcome.key: str(outcome.title) for outcome in desk.playbook.outcomes}
    # An outcome of another playbook, or of an earlier one, keeps its key for a name.
    known = [*names, *sorted(key for key in outcomes if key and key not in names), ""]
    return (
        tuple(of_kind(key, kinds[key]) for key in KINDS if key in kinds),
        tuple(_of_outcome(key, names.get(key, key), outcomes[key]) for key in known if key in outcomes),
    )


def in_a_line(text: str) -> str:
    """The first line of what somebody wrote, cut where it is long."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 60 else f"{line[:59]}…"


def of_kind(key: str, number: int) -> CountOfSort:
    """So many contacts of a kind."""
    title, words = {
        "visit": (N_("Visits"), ngettext("{n} visit", "{n} visits", number)),
        "call": (N_("Calls"), ngettext("{n} call", "{n} calls", number)),
        "message": (N_("Messages"), ngettext("{n} message", "{n} messages", number)),
        "reception": (N_("Receptions"), ngettext("{n} reception", "{n} receptions", number)),
    }[key]
    return CountOfSort(key, _(title), number, words)


def _of_outcome(key: str, name: str, number: int) -> CountOfSort:
    title = name if key else _("not written down")
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


def ahead(desk: Desk, period: Period, title: str) -> Ahead:
    """What is to be done in that period, the earliest first."""
    found, whole = coming.between(desk, period.start, period.end, MOST_AHEAD)
    return Ahead(title, period.start, period.end, tuple(found), whole - len(found))
