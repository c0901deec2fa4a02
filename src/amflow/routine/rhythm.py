"""The cadence: who has not been talked to for as long as their tier or their intent allows (`W18`, `W16`).

Counted from the last real contact. Everyone is in one list only: those who have bought by their tier (callback); those
with an open intent by that, and those who have not bought yet by their tier (outreach).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.book.questions import REACHABLE_CLIENT, REACHABLE_PROSPECT, REACHABLE_WISH
from amflow.routine import refs

if TYPE_CHECKING:
    from amflow.playbooks.model import Intent, Tier
    from amflow.routine.desk import Desk

RULE = "rhythm"
"""The name under which settling a talk that the cadence asks for is kept."""

COLUMNS = "customer.id, customer.name, customer.tier, customer.intent, customer.quiet_since, customer.status"

_SETTLED = (
    "NOT EXISTS (SELECT 1 FROM settled WHERE settled.rule = 'rhythm' AND settled.customer_id = customer.id"
    " AND settled.for_date = customer.quiet_since AND (settled.until_on IS NULL OR settled.until_on > ?))"
)


class Talk(NamedTuple):
    """A talk that is due by cadence."""

    customer_id: int
    customer: str
    tier: str
    intent: str
    status: str
    quiet_since: date
    every_days: int
    latest_days: int
    kind: str
    minutes: int
    days: int
    """Days since the last real contact."""

    @property
    def ref(self) -> str:
        """`r88hj`."""
        return refs.derived(RULE, self.customer_id, self.quiet_since)

    @property
    def late(self) -> bool:
        """Whether the latest day has passed."""
        return self.days > self.latest_days

    @property
    def due_on(self) -> date:
        """The day on which it came due."""
        return self.quiet_since + timedelta(days=self.every_days)


def clients(desk: "Desk", limit: int) -> tuple[list[Talk], int]:
    """Customers who have bought and whose tier's cadence is up, the latest first; and how many."""
    return _gather(desk, _by_tier(desk, REACHABLE_CLIENT, limit), limit)


def prospects(desk: "Desk", limit: int) -> tuple[list[Talk], int]:
    """Whom to talk to: those whose intent's cadence is up, and those not yet won whose tier's is; and how many."""
    return _gather(desk, _both(desk, limit), limit)


def _both(desk: "Desk", limit: int) -> Iterator[tuple[list[Talk], int]]:
    yield from _by_intent(desk, limit)
    yield from _by_tier(desk, REACHABLE_PROSPECT, limit)


def _gather(desk: "Desk", parts: Iterator[tuple[list[Talk], int]], limit: int) -> tuple[list[Talk], int]:
    found: list[Talk] = []
    total = 0
    for talks, count in parts:
        found += talks
        total += count
    found.sort(key=lambda talk: (-talk.days / max(talk.every_days, 1), talk.customer_id))
    return (found if limit < 0 else found[:limit]), total


def tiers_in_use(desk: "Desk") -> Iterator[tuple[str, "Tier"]]:
    """Every tier key that customers can carry with the tier it counts as: none, and keys that this playbook does not
    know, count as its lowest."""
    tiers = sorted(desk.playbook.tiers, key=lambda tier: tier.rank)
    if not tiers:
        return
    known = {tier.key: tier for tier in tiers}
    yield "", tiers[0]
    yield from known.items()
    # One look-up per key instead of reading every customer: the keys are few.
    for among in (REACHABLE_CLIENT, REACHABLE_PROSPECT):
        last = ""
        while key := _next_tier(desk, among, last):
            if key not in known:
                known[key] = tiers[0]
                yield key, tiers[0]
            last = key


def _next_tier(desk: "Desk", among: str, last: str) -> str | None:
    row = desk.book.one(f"SELECT min(tier) AS tier FROM customer WHERE {among} AND tier > ?", last)
    return row["tier"] if row else None


def _by_tier(desk: "Desk", among: str, limit: int) -> Iterator[tuple[list[Talk], int]]:
    for key, tier in tiers_in_use(desk):
        before = (desk.today - timedelta(days=tier.every_days)).isoformat()
        sql = f"FROM customer WHERE {among} AND tier = ? AND quiet_since <= ? AND {_SETTLED}"
        bound = (key, before, desk.today.isoformat())
        yield _talks(desk, sql, bound, limit, tier, None)


def _by_intent(desk: "Desk", limit: int) -> Iterator[tuple[list[Talk], int]]:
    tiers = list(tiers_in_use(desk))
    # Whose tier's cadence is up as well is in the callback list already.
    due_by_tier = "CASE tier " + " ".join("WHEN ? THEN ?" for _entry in tiers) + " ELSE '' END" if tiers else "''"
    by_tier = [
        value for key, tier in tiers for value in (key, (desk.today - timedelta(days=tier.every_days)).isoformat())
    ]
    for intent in desk.playbook.intents:
        before = (desk.today - timedelta(days=intent.every_days)).isoformat()
        sql = (
            f"FROM customer WHERE {REACHABLE_WISH} AND intent = ? AND quiet_since <= ?"
            f" AND (client_since IS NULL OR quiet_since > {due_by_tier}) AND {_SETTLED}"
        )
        yield _talks(desk, sql, (intent.key, before, *by_tier, desk.today.isoformat()), limit, None, intent)


def _talks(
    desk: "Desk", sql: str, bound: tuple[Any, ...], limit: int, tier: "Tier | None", intent: "Intent | None"
) -> tuple[list[Talk], int]:
    rows = desk.book.all(f"SELECT {COLUMNS} {sql} ORDER BY quiet_since LIMIT ?", *bound, limit)
    talks = [_talk(desk, row, tier, intent) for row in rows]
    if limit < 0 or len(talks) < limit:
        return talks, len(talks)
    return talks, desk.book.number(f"SELECT count(*) {sql}", *bound)


def _talk(desk: "Desk", row: Any, tier: "Tier | None", intent: "Intent | None") -> Talk:
    quiet = date.fromisoformat(row["quiet_since"])
    every = intent.every_days if intent else tier.every_days if tier else 0
    latest = 2 * every if intent else tier.latest_days if tier else 0
    kind = tier.kind if tier else "call"
    minutes = tier.minutes if tier else desk.settings.call_minutes
    return Talk(
        row["id"],
        row["name"],
        row["tier"],
        row["intent"],
        row["status"],
        quiet,
        every,
        latest,
        kind,
        minutes,
        (desk.today - quiet).days,
    )


def of_customer(desk: "Desk", customer_id: int) -> tuple[str, date] | None:
    """The key of the talk that the cadence asks for with this customer, due or not: its rule and date."""
    row = desk.book.one("SELECT quiet_since FROM customer WHERE id = ?", customer_id)
    return (RULE, date.fromisoformat(row["quiet_since"])) if row else None
