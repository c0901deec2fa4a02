"""The cadence: who has not been talked to for as long as their tier or their intent allows (`W18`, `W16`).

Counted from the last real contact. Everyone is in one list only: those who have bought by their tier (callback); those
with an open intent by that, and those who have not bought yet by their tier (outreach). Of whom no talk is known, as of
everybody on the morning after an import, nobody can say how long they were quiet: they are got to know a few at a time.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules, own_rhythm, planned_talks
from amflow.agenda.items import MOST
from amflow.agenda.own_rhythm import CadenceTalk
from amflow.book.derived_columns import (
    AHEAD,
    BY_INTENT_ALONE,
    REACHABLE_CLIENT,
    REACHABLE_PROSPECT,
    REACHABLE_WISH,
    customer_quiet,
    last_talk,
)
from amflow.customers import contact_preferences
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import IntentLevel, Tier

RULE = own_rhythm.RULE

COLUMNS = (
    "customer.id, customer.name, customer.tier, customer.intent, customer.status, customer.last_touch_on,"
    " customer.client_since, " + contact_preferences.COLUMNS
)

_SETTLED = (
    "NOT EXISTS (SELECT 1 FROM settled WHERE settled.rule = 'rhythm' AND settled.customer_id = customer.id"
    " AND settled.for_date = {quiet} AND (settled.until_on IS NULL OR settled.until_on > ?))"
)
_AT = (
    "(SELECT until_time FROM settled WHERE settled.rule = 'rhythm' AND settled.customer_id = customer.id"
    " AND settled.for_date = {quiet} AND settled.until_on = ?) AS at"
)
"""The hour of that day to which the talk was moved."""


MET = "NOT (customer.status = 'lead' AND customer.last_touch_on IS NULL)"
"""The condition (SQL) that somebody is no lead that was not talked to yet: such a one is prospecting's, whatever intent is known;
from the first talk on the intent says when the next one is due."""


Likely = Callable[[list[int]], dict[int, float]]
"""How much more likely than others a talk with each of these customers brings something: 1 is as all."""


def clients(desk: "Desk", limit: int, days: int = 1) -> tuple[list[CadenceTalk], int]:
    """Customers who have bought and whose tier's cadence is up, who is late first, then by their own rhythm; and how many. Of
    whom no talk is known there are the portions of so many days."""
    return _gather(desk, limit, REACHABLE_CLIENT, days, lambda quiet: _by_tier(desk, REACHABLE_CLIENT, quiet))


def prospects(desk: "Desk", limit: int, days: int = 1, likely: Likely | None = None) -> tuple[list[CadenceTalk], int]:
    """Whom to talk to: those whose intent's cadence is up, and those not yet won whose tier's is; and how many, as above."""

    def both(quiet: "_Quiet") -> Parts:
        yield from _by_intent(desk, quiet)
        yield from _by_tier(desk, REACHABLE_PROSPECT, quiet)

    return _gather(desk, limit, REACHABLE_PROSPECT, days, both, likely)


class _Part(NamedTuple):
    """Those of one tier or intent whose turn it is: the condition (SQL) and what it is bound to."""

    which: str
    bound: tuple[Any, ...]
    tier: "Tier | None"
    intent: "IntentLevel | None"

    @property
    def every_days(self) -> int:
        """After so many days of silence a talk is due."""
        return self.intent.every_days if self.intent else self.tier.every_days if self.tier else 0

    @property
    def latest_days(self) -> int:
        """After so many it is late."""
        return 2 * self.intent.every_days if self.intent else self.tier.latest_days if self.tier else 0


LOOKED = 40
"""So many of those whose turn it is are weighed against each other; more are not shown on a page of the day."""

Parts = Iterator[_Part]


def _gather(
    desk: "Desk", limit: int, among: str, days: int, ask: "Callable[[_Quiet], Parts]", likely: "Likely | None" = None
) -> tuple[list[CadenceTalk], int]:
    found: list[tuple[Any, _Part]] = []
    total = 0
    free = planned_talks.free(desk)
    if days == 1:
        # Whom a rule asks to talk to today is told of once, with both reasons.
        free += planned_talks.without(due_rules.talks(desk))
    for quiet in _quiet(desk, free):
        for part in ask(quiet):
            rows = _rows(desk, quiet, part, limit if limit < 0 else max(limit, MOST - total))
            found += [(row, part) for row in rows]
            total += len(rows)
    talks = _first(desk, found, limit, likely)
    strangers = _strangers(desk, among, free, days)
    talks, total = talks + strangers, total + len(strangers)
    talks, total = (talks, total) if limit < 0 else (talks[:limit], min(total, MOST))
    desk.book.read_ahead("customer", (talk.customer_id for talk in talks))
    return talks, total


def _first(desk: "Desk", found: list[tuple[Any, _Part]], limit: int, likely: "Likely | None") -> list[CadenceTalk]:
    """The talks that come first: whoever has waited longer than the tier allows, for that is promised, then by their own
    rhythm and by how likely a talk with them brings something. Of many the longest overdue are looked at."""
    days = {row["id"]: (desk.today - quiet_since(desk, row)).days for row, _part in found}
    if 0 <= limit < len(found):
        found.sort(key=lambda one: (-days[one[0]["id"]] / max(one[1].every_days, 1), one[0]["id"]))
        found = found[: max(limit, LOOKED)]
    numbers = [row["id"] for row, _part in found]
    rhythms = own_rhythm.of(desk, numbers)
    odds = likely(numbers) if likely else {}

    def key(one: tuple[Any, _Part]) -> tuple[bool, float, int]:
        number = one[0]["id"]
        weight = rhythms.get(number, own_rhythm.Rhythm()).weight(days[number]) * odds.get(number, 1)
        return days[number] <= one[1].latest_days, -weight, number

    found.sort(key=key)
    told = found if limit < 0 else found[:limit]
    return [
        _talk(desk, row, part.tier, part.intent)._replace(
            usual=rhythms[row["id"]].usual if row["id"] in rhythms else None
        )
        for row, part in told
    ]


def _strangers(desk: "Desk", among: str, free: str, days: int) -> list[CadenceTalk]:
    """The portion of each day of those of whom no talk is known, the highest tier in front; one that has spoken makes room."""
    portion = desk.settings.get_to_know * days
    quiet = _STRANGERS._replace(among=f"{_STRANGERS.among} AND {free}")
    found = [
        _talk(desk, row, part.tier, part.intent)
        for part in _by_tier(desk, among, quiet)
        for row in _rows(desk, quiet, part, portion)
    ]
    ranks = {tier.key: tier.rank for tier in desk.playbook.tiers}
    found.sort(key=lambda talk: (-ranks.get(talk.tier, 0), talk.quiet_since, talk.customer_id))
    return found[:portion]


def tiers_in_use(desk: "Desk") -> list[tuple[str, "Tier"]]:
    """Every tier key that customers can carry with the tier it counts as: none, and keys that this playbook does not
    know, count as its lowest."""
    return desk.book.kept("tiers in use", lambda: list(_tiers_in_use(desk)))


def _tiers_in_use(desk: "Desk") -> Iterator[tuple[str, "Tier"]]:
    tiers = sorted(desk.playbook.tiers, key=lambda tier: tier.rank)
    if not tiers:
        return
    known = {tier.key: tier for tier in tiers}
    yield "", tiers[0]
    yield from known.items()
    # One look-up per key instead of reading every customer: the keys are few.
    for among in (REACHABLE_CLIENT, REACHABLE_PROSPECT):
        last = ""
        while key := _next_key(desk, "tier", among, last):
            if key not in known:
                known[key] = tiers[0]
                yield key, tiers[0]
            last = key


def _next_key(desk: "Desk", column: str, among: str, last: str) -> str | None:
    row = desk.book.one(f"SELECT min({column}) AS key FROM customer WHERE {among} AND {column} > ?", last)
    return row["key"] if row else None


def intents_in_use(desk: "Desk") -> Iterator[tuple[str, "IntentLevel"]]:
    """Every intent that people can carry with the one it counts as: one that this playbook does not know counts as
    its furthest from buying, so that nobody is lost when the playbook changes."""
    known = {intent.key: intent for intent in desk.playbook.intents}
    yield from known.items()
    last = ""
    while known and (key := _next_key(desk, "intent", REACHABLE_WISH, last)):
        if key not in known:
            yield key, furthest(desk)
        last = key


def furthest(desk: "Desk") -> "IntentLevel":
    """The playbook's intent that is talked to least often."""
    return max(desk.playbook.intents, key=lambda intent: intent.every_days)


class _Quiet(NamedTuple):
    """Since when a customer is quiet, as SQL, and of whom it is to be asked."""

    since: str
    among: str
    unknown: bool = False
    """Whether these are those of whom no talk is known: who has bought nothing either is got to know from the day on after they
    came, in portions, not after a whole turn of the cadence."""


def _quiet(desk: "Desk", free: str) -> list[_Quiet]:
    """How quiet is asked. A talk dated ahead of today, as a clock that was wrong leaves it, silences nobody: those who have
    one are asked for the last talk that was held. Hardly any book has any, and so it costs one look into an index."""
    kept = _Quiet("customer.quiet_since", f" AND {_TALKED} AND {free}")
    today = desk.today.isoformat()
    if not desk.book.number(AHEAD, today):
        return [kept]
    return [kept, _Quiet(customer_quiet(today), f" AND customer.quiet_since > '{today}' AND {free}")]


_TALKED = "(last_touch_on IS NOT NULL OR intent <> '')"
_STRANGERS = _Quiet("customer.quiet_since", " AND behind = 0 AND last_touch_on IS NULL AND intent = ''", unknown=True)
"""Those of whom no talk is known; an intent is known from one. In the words of the index of them: who has bought stands behind
nobody, and yet it is asked."""


def quiet_since(desk: "Desk", row: Any) -> date:
    """The day of the last real contact with the customer of the row, without talks dated ahead of today."""
    today = desk.today.isoformat()
    if row["quiet_since"] <= today:
        return date.fromisoformat(row["quiet_since"])
    found = desk.book.one(f"SELECT {customer_quiet(today)} AS day FROM customer WHERE id = ?", row["id"])
    return date.fromisoformat(found["day"]) if found else desk.today


def _by_tier(desk: "Desk", among: str, quiet: _Quiet) -> Parts:
    # What falls due on a day off is due on the working day after it.
    last = desk.calendar.by(desk.today)
    for key, tier in tiers_in_use(desk):
        before = (
            last - timedelta(days=_turn(desk, tier, known=not quiet.unknown or among == REACHABLE_CLIENT))
        ).isoformat()
        which = f"{among} AND tier = ?{quiet.among} AND {quiet.since} <= ?"
        yield _Part(which, (key, before), tier, None)


def _turn(desk: "Desk", tier: "Tier", *, known: bool) -> int:
    """After how many days a talk with a customer of that tier is due. Of whom none is known, and no purchase, the day after they
    came, unless the cycle visits them on its lines."""
    return tier.every_days if known or in_cycle(desk, tier.key) else 1


def _by_intent(desk: "Desk", quiet: _Quiet) -> Parts:
    tiers, last = tiers_in_use(desk), desk.calendar.by(desk.today)
    # Whose tier's cadence is up as well is in the callback list already.
    due = {key: (last - timedelta(days=tier.every_days)).isoformat() for key, tier in tiers}
    due_by_tier = "CASE tier " + " ".join("WHEN ? THEN ?" for _key in due) + " ELSE '' END" if due else "''"
    by_tier = [value for pair in due.items() for value in pair]
    # No tier lets anybody who has bought wait for longer: they are not looked for among those who have waited for years.
    longest = min(due.values(), default="")
    of_intent = f"{REACHABLE_WISH} AND {MET} AND intent = ? AND {quiet.since} <= ?"
    alone = (
        f"{of_intent} AND {BY_INTENT_ALONE} AND (client_since IS NULL OR {quiet.since} > {due_by_tier}){quiet.among}"
    )
    bought = (
        f"{of_intent} AND {quiet.since} > ? AND status = 'customer' AND client_since IS NOT NULL"
        f" AND {quiet.since} > {due_by_tier}{quiet.among}"
    )
    for key, intent in intents_in_use(desk):
        before = (last - timedelta(days=intent.every_days)).isoformat()
        yield _Part(alone, (key, before, *by_tier), None, intent)
        yield _Part(bought, (key, before, longest, *by_tier), None, intent)


def _rows(desk: "Desk", quiet: _Quiet, part: _Part, limit: int) -> list[Any]:
    """The customers of a part with whom no talk was settled, the longest quiet first; so many of them (-1: all)."""
    today = desk.today.isoformat()
    return desk.book.all(
        f"SELECT {COLUMNS}, {quiet.since} AS quiet_since, {_AT.format(quiet=quiet.since)} FROM customer WHERE {part.which}"
        f" AND {_SETTLED.format(quiet=quiet.since)} ORDER BY quiet_since, customer.id LIMIT ?",
        today,
        *part.bound,
        today,
        limit,
    )


def _talk(desk: "Desk", row: Any, tier: "Tier | None", intent: "IntentLevel | None") -> CadenceTalk:
    today, quiet = desk.today.isoformat(), quiet_since(desk, row)
    part = _Part("", (), tier, intent)
    every, latest = part.every_days, part.latest_days
    kind = contact_preferences.kind(row, tier.kind if tier else "call", "visit")
    minutes = tier.minutes if tier else desk.settings.call_minutes
    known = last_talk(desk.book, row, today) is not None or bool(row["intent"])
    due = quiet + timedelta(days=_turn(desk, tier, known=known or row["client_since"] is not None) if tier else every)
    begins = desk.calendar.from_(due)
    due = begins if known else max(begins, desk.calendar.from_(desk.today))
    hour = (row["at"] or "") if "at" in row.keys() else ""
    return CadenceTalk(
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
        due,
        begins,
        max(due, desk.calendar.by(quiet + timedelta(days=latest))),
        contact_preferences.words(row, desk.clock),
        hour,
        known,
        by_itself(desk, row),
    )


def by_itself(desk: "Desk", row: Any) -> bool:
    """Whether a talk with the customer of the row is shown as the customer: a lead, as in prospecting, and whoever is visited by
    the cycle, as there."""
    return row["status"] == "lead" or in_cycle(desk, row["tier"])


def in_cycle(desk: "Desk", tier: str) -> bool:
    """Whether customers of that tier are visited by a cycle (`W18`)."""
    found = desk.playbook.tier(tier)
    return bool(found and found.visits and found.cycle_days)


def not_in_cycle(desk: "Desk") -> str:
    """The condition (SQL) that no visit of the cycle is up with the customer: in that visit whatever else there is to tell is
    told."""
    last = desk.calendar.by(desk.today)

    def up(column: str, key: str, every_days: int) -> str:
        return f"customer.{column} = '{key}' AND customer.quiet_since <= '{last - timedelta(days=every_days)}'"

    tiers = [tier for tier in desk.playbook.tiers if in_cycle(desk, tier.key)]
    if not tiers:
        return "1"
    whose = ",".join(f"'{tier.key}'" for tier in tiers)
    asking = [up("tier", tier.key, tier.every_days) for tier in tiers]
    asking += [up("intent", intent.key, intent.every_days) for intent in desk.playbook.intents]
    return f"NOT (customer.tier IN ({whose}) AND ({' OR '.join(asking)}))"


def asked(desk: "Desk") -> tuple[str, list[Any]]:
    """The condition (SQL), and what it is bound to, that one of the lists above asks to talk to the customer today."""
    today, parts, bound, strangers = desk.today.isoformat(), ["0"], list[Any](), set[int]()
    for among in (REACHABLE_CLIENT, REACHABLE_PROSPECT):
        strangers |= {talk.customer_id for talk in _strangers(desk, among, planned_talks.free(desk), 1)}
        for quiet in _quiet(desk, "1"):
            for part in (
                *_by_tier(desk, among, quiet),
                *(_by_intent(desk, quiet) if among == REACHABLE_CLIENT else ()),
            ):
                parts.append(f"{part.which} AND {_SETTLED.format(quiet=quiet.since)}")
                bound += [*part.bound, today]
    return f"(({') OR ('.join(parts)}) OR NOT (1{planned_talks.without(strangers)}))", bound


def of_customer(desk: "Desk", row: Any) -> CadenceTalk | None:
    """The talk that the cadence asks for next with this customer (its row), due or still to come; None where it asks
    for none, as with who speaks for a firm that is the customer. It is the one that the lists would show."""
    if row["no_contact"] or row["behind"] or row["status"] not in ("customer", "lead"):
        return None
    if row["status"] == "lead" and row["last_touch_on"] is None:
        return None
    bought = row["client_since"] is not None
    tier = _tier_of(desk, row["tier"]) if row["status"] == "customer" and (bought or not row["intent"]) else None
    intents = {intent.key: intent for intent in desk.playbook.intents}
    intent = (intents.get(row["intent"]) or furthest(desk)) if row["intent"] and intents else None
    by_tier = _talk(desk, row, tier, None) if tier else None
    by_intent = _talk(desk, row, None, intent) if intent else None
    first = by_tier and (by_intent is None or by_tier.due_on <= max(by_intent.due_on, desk.today))
    return by_tier if first else by_intent


def _tier_of(desk: "Desk", key: str) -> "Tier | None":
    tiers = desk.playbook.tiers
    return desk.playbook.tier(key) or (min(tiers, key=lambda tier: tier.rank) if tiers else None)


def settled(desk: "Desk", talk: CadenceTalk) -> bool:
    """Whether the talk was left out, or moved to a day that is still to come."""
    whose = (RULE, talk.customer_id, talk.quiet_since.isoformat())
    row = desk.book.one("SELECT until_on FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?", *whose)
    return row is not None and (row["until_on"] is None or row["until_on"] > desk.today.isoformat())
