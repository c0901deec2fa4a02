"""Where customers stand: tiers and segments by the playbook's conditions, every move with its date and reason, adoption; and
how those of a segment or of a key market are approached (`W16`, `W18`).

A tier's condition places a customer; nobody is moved by the program. `customer upgrade` shows who has grown into a higher
tier, or fallen below the own one, with the figures; moving up is recorded, and makes a customer newly qualified (`W11`).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.money import DECIMALS, Money
from amflow.book.store import placeholders
from amflow.customers import filters
from amflow.customers import owed as owed_by
from amflow.customers import records as customers
from amflow.errors import Refused, Usage
from amflow.locale import _, listed
from amflow.playbooks import conditions
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Change, Row
    from amflow.desk import Desk
    from amflow.playbooks.customer_model import Market
    from amflow.playbooks.model import Playbook


class Move(NamedTuple):
    """Where a customer could stand, or stands now."""

    id: int
    name: str
    move: str
    """up, below or segment."""
    tier: str
    to: str
    to_title: str
    why: str
    """The condition with the customer's figures."""
    on_date: date | None = None

    @property
    def ref(self) -> str:
        """`c12`."""
        return f"c{self.id}"


def rank(playbook: "Playbook", tier: str) -> int:
    """How high a tier stands; 0 for none, or one that the playbook does not know."""
    found = playbook.tier(tier)
    return found.rank if found else 0


def record_move(desk: "Desk", change: "Change", row: "Row", to: str, why: str = "", *, qualified: bool = False) -> None:
    """Keep a move between tiers, as part of that change. Who had no tier was only filed, unless `qualified`."""
    if to == row["tier"]:
        return
    raised = rank(desk.playbook, to) > rank(desk.playbook, row["tier"]) and (qualified or bool(row["tier"]))
    change.insert(
        "tier_change",
        customer_id=row["id"],
        from_tier=row["tier"],
        to_tier=to,
        raised=int(raised),
        on_date=desk.today.isoformat(),
        why=why,
    )


def history(desk: "Desk", customer_id: int) -> list[Move]:
    """A customer's moves between tiers, the last one first."""
    names = titles_by_key(desk.playbook.tiers)
    rows = desk.book.all(
        "SELECT tier_change.*, customer.name FROM tier_change JOIN customer ON customer.id = tier_change.customer_id"
        " WHERE customer_id = ? ORDER BY on_date DESC, tier_change.id DESC LIMIT 8",
        customer_id,
    )
    return [
        filled(
            Move,
            row,
            id=customer_id,
            move="up" if row["raised"] else "below",
            tier=names.get(row["from_tier"], row["from_tier"]),
            to=row["to_tier"],
            to_title=names.get(row["to_tier"], row["to_tier"]),
        )
        for row in rows
    ]


# Who has qualified

_COLUMNS = "id name tier kind status intent source segment"


def _asked(desk: "Desk", only: list[int] | None) -> tuple[str, list[Any]]:
    """Every customer, or those numbers alone, with the assets that are known: those written down, else what the holdings
    are worth at the last prices; a loan is no asset."""
    unit = 10 ** DECIMALS.get(desk.settings.currency, 2)
    columns = ", ".join(f"customer.{name}" for name in _COLUMNS.split())
    theirs, them = "", ""
    if only is not None:
        theirs = f" AND holding.customer_id IN ({placeholders(only)})"
        them = f" AND customer.id IN ({placeholders(only)})"
    owed = owed_by.is_owed(desk.playbook)
    sql = (
        f"SELECT {columns}, customer.assets_minor IS NULL AS from_holdings,"
        " coalesce(customer.assets_minor, worth.held) AS assets_minor FROM customer LEFT JOIN (SELECT holding.customer_id,"
        f" sum(coalesce(CAST(round(holding.quantity_e4 * 1.0 * last.price_e4 * {unit} / 100000000) AS INTEGER),"
        " holding.amount_minor)) AS held FROM holding LEFT JOIN (SELECT product_id, price_e4, max(on_date) FROM price"
        " WHERE on_date <= ? GROUP BY product_id) AS last ON last.product_id = holding.product_id"
        " WHERE holding.sold_on IS NULL AND holding.currency IN ('', ?)"
        f" AND NOT {owed}{theirs} GROUP BY holding.customer_id) AS worth"
        f" ON worth.customer_id = customer.id WHERE customer.status = 'customer'{them}"
    )
    return sql, [desk.today.isoformat(), desk.settings.currency, *(only or ()), *(only or ())]


def proposals(desk: "Desk", only: list[int] | None = None) -> list[Move]:
    """Who could stand elsewhere: up a tier, the highest first; below the own tier; in a segment, where none is known."""
    found = _tiers(desk, only) + _segments(desk, only)
    return sorted(
        found, key=lambda one: (["up", "below", "segment"].index(one.move), -rank(desk.playbook, one.to), one.id)
    )


def _tiers(desk: "Desk", only: list[int] | None) -> list[Move]:
    tiers = sorted((tier for tier in desk.playbook.tiers if tier.qualifies), key=lambda tier: -tier.rank)
    if not tiers:
        return []
    asked, bound = _asked(desk, only)
    best, below = [], []
    best_bound: list[Any] = []
    below_bound: list[Any] = []
    for tier in tiers:
        clause, more = _clause(tier.qualifies, desk.playbook)
        best.append(f"WHEN {clause} THEN {tier.rank}")
        best_bound += more
        # Fallen is only who is asked about at all, and by a figure that somebody wrote down: of holdings the book may
        # know a part, which is enough to rise by and not to fall.
        parts = conditions.parse(tier.qualifies)
        rest, rest_bound = conditions.where(
            tuple(p for p in parts if p.field != "assets"), desk.playbook.tiers, "standing"
        )
        below.append(f"(standing.tier = ? AND ({rest}) AND NOT standing.from_holdings AND NOT ({clause}))")
        below_bound += [tier.key, *rest_bound, *more]
    ranks = " ".join(f"WHEN ? THEN {tier.rank}" for tier in desk.playbook.tiers)
    rows = desk.book.all(
        f"SELECT * FROM (SELECT standing.*, CASE {' '.join(best)} ELSE 0 END AS best,"
        f" CASE standing.tier {ranks} ELSE 0 END AS own, ({' OR '.join(below)}) AS fallen"
        f" FROM ({asked}) AS standing) WHERE best > own OR fallen",
        *best_bound,
        *(tier.key for tier in desk.playbook.tiers),
        *below_bound,
        *bound,
    )
    return [_move(desk, row) for row in rows]


def _clause(text: str, playbook: "Playbook") -> tuple[str, list[Any]]:
    return conditions.where(conditions.parse(text), playbook.tiers, "standing")


def _move(desk: "Desk", row: "Row") -> Move:
    up = row["best"] > row["own"]
    names = titles_by_key(desk.playbook.tiers)
    by_rank = {tier.rank: tier for tier in desk.playbook.tiers}
    if up:
        to = by_rank[row["best"]]
        why = _why(desk, row, to.qualifies)
    else:
        own = desk.playbook.tier(row["tier"])
        to = by_rank.get(row["best"]) or by_rank[min(by_rank)]
        why = _why(desk, row, own.qualifies if own else "", met=False)
    tier = names.get(row["tier"], row["tier"])
    return Move(row["id"], row["name"], "up" if up else "below", tier, to.key, str(to.title), why)


_SIGNS = {">=": "≥", "<=": "≤", "in": "=", "!=": "≠"}
_TURNED = {">=": "<", ">": "≤", "<=": ">", "<": "≥"}


def _why(desk: "Desk", row: "Row", condition: str, *, met: bool = True) -> str:
    """The condition with the customer's own figures: `assets ¥620,000 ≥ ¥500,000`."""
    parts = []
    currency = desk.settings.currency
    for one in conditions.parse(condition):
        if one.field == "assets":
            unit = 10 ** DECIMALS.get(currency, 2)
            line = Money(round(float(one.words[0]) * unit), currency)
            sign = _SIGNS.get(one.op, one.op) if met else _TURNED.get(one.op, one.op)
            words = _("holdings {figure} {sign} {line}") if row["from_holdings"] else _("assets {figure} {sign} {line}")
            parts.append(words.format(figure=Money(row["assets_minor"], currency), sign=sign, line=line))
        elif one.field not in ("kind", "status"):
            parts.append(f"{one.field} {row[one.field]}")
    return listed(parts)


def _segments(desk: "Desk", only: list[int] | None) -> list[Move]:
    found: dict[int, Move] = {}
    for segment in desk.playbook.segments:
        if not segment.qualifies:
            continue
        asked, bound = _asked(desk, only)
        clause, more = _clause(segment.qualifies, desk.playbook)
        rows = desk.book.all(
            f"SELECT * FROM ({asked}) AS standing WHERE segment = '' AND (? = 'both' OR kind = ?) AND {clause}",
            *bound,
            segment.whom,
            segment.whom,
            *more,
        )
        for row in rows:
            why = _why(desk, row, segment.qualifies)
            move = Move(row["id"], row["name"], "segment", row["tier"], segment.key, str(segment.title), why)
            found.setdefault(row["id"], move)
    return list(found.values())


# Moving them


def qualify(desk: "Desk", texts: list[str]) -> list[Move]:
    """Move those named up into the tier, and into the segment, that they have qualified for; without names everybody.
    Raises NotFound, Ambiguous; Refused where somebody named has not qualified."""
    rows = [customers.find(desk.book, text) for text in texts]
    only = list(dict.fromkeys(row["id"] for row in rows)) if texts else None
    found = proposals(desk, only)
    moving = [one for one in found if one.move != "below"]
    for row in rows:
        if not any(one.id == row["id"] for one in moving):
            raise _unqualified(row, next((one for one in found if one.id == row["id"]), None))
    if not moving:
        raise Refused(_("nobody has newly qualified"), _("amflow customer list --tier TIER shows who is in a tier"))
    with desk.book.change("customer upgrade", _summary([f"{one.name} → {one.to_title}" for one in moving])) as change:
        for one in moving:
            was = desk.book.get("customer", one.id)
            assert was is not None
            if one.move == "segment":
                change.update("customer", one.id, segment=one.to)
                continue
            record_move(desk, change, was, one.to, one.why, qualified=True)
            change.update("customer", one.id, tier=one.to)
    return moving


def _unqualified(row: "Row", move: Move | None) -> Refused:
    ref = f"c{row['id']}"
    if move is not None:
        return Refused(
            _("{name} ({ref}) is below the own tier: {why}").format(name=row["name"], ref=ref, why=move.why),
            _("amflow customer edit {ref} --tier {tier} moves down").format(ref=ref, tier=move.to),
        )
    return Refused(
        _("{name} ({ref}) meets the condition of no higher tier").format(name=row["name"], ref=ref),
        _("amflow customer upgrade {ref} --tier TIER --why … moves up all the same").format(ref=ref),
    )


def upgrade(desk: "Desk", text: str, to: str, why: str) -> Move:
    """Move somebody up by hand, by itself to the next tier. Raises NotFound, Ambiguous, Usage, Refused."""
    row = customers.find(desk.book, text)
    names, own = titles_by_key(desk.playbook.tiers), rank(desk.playbook, row["tier"])
    higher = sorted((tier for tier in desk.playbook.tiers if tier.rank > own), key=lambda tier: tier.rank)
    key = known_key(to, desk.playbook.tiers, _("tier")) if to else higher[0].key if higher else ""
    if key not in [tier.key for tier in higher]:
        raise Refused(
            _("{name} is in that tier or a higher one").format(name=row["name"]),
            _("amflow customer edit {ref} --tier TIER sets any").format(ref=f"c{row['id']}"),
        )
    reason = values.line(why, _("the reason")) if why else ""
    with desk.book.change("customer upgrade", f"{row['name']} → {names[key]}") as change:
        record_move(desk, change, row, key, reason, qualified=True)
        change.update("customer", row["id"], tier=key)
    return Move(row["id"], row["name"], "up", names.get(row["tier"], row["tier"]), key, names[key], reason)


# Adoption


class Adopted(NamedTuple):
    """Who was taken over as one's own, and who was already."""

    lines: list[customers.CustomerLine]
    before: int


def adopt(desk: "Desk", texts: list[str], wanted: filters.Filter, *, leads: bool) -> Adopted:
    """Take customers or leads over as one's own (认养), by name or all that the filter picks, in one change. Raises
    NotFound, Ambiguous, Usage; Refused where there is nobody."""
    if bool(texts) == (leads or not wanted.empty):
        raise Usage(
            _("whom? name them, or say which: not both"),
            _("amflow customer adopt c12 c13, or amflow customer adopt --tier silver"),
        )
    numbers = list(dict.fromkeys(customers.find(desk.book, text)["id"] for text in texts))
    lines = (
        customers.lines_of_numbers(desk.book, numbers)
        if texts
        else customers.listing(
            desk, status="lead" if leads else "customer", which=filters.where(desk, wanted), limit=-1
        )[0]
    )
    new = [line for line in lines if line.adopted_on is None]
    if not new:
        raise Refused(
            _("all of them are adopted already") if lines else _("nobody is like that"),
            _("amflow customer list --adopted shows who is"),
        )
    with desk.book.change("customer adopt", _summary([line.name for line in new])) as change:
        for line in new:
            change.update("customer", line.id, adopted_on=desk.today.isoformat())
    return Adopted([line._replace(adopted_on=desk.today) for line in new], len(lines) - len(new))


def release(desk: "Desk", texts: list[str]) -> list[customers.CustomerLine]:
    """They are somebody else's from now on. Raises NotFound, Ambiguous, Refused."""
    rows = [customers.find(desk.book, text) for text in texts]
    for row in rows:
        if row["adopted_on"] is None:
            raise Refused(
                _("{name} is not adopted").format(name=row["name"]), _("amflow customer list --adopted shows who is")
            )
    lines = customers.lines_of_numbers(desk.book, [row["id"] for row in rows])
    with desk.book.change("customer adopt", _summary([row["name"] for row in rows])) as change:
        for row in rows:
            change.update("customer", row["id"], adopted_on=None)
    return lines


def _summary(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" … {len(names)}" if len(names) > 5 else "")


KEY_MARKET = "key-market"
"""The field of the customer file that says which key market they serve."""


class Way(NamedTuple):
    """What the playbook says of those who are like this customer."""

    title: str
    content: str


def ways_of(playbook: "Playbook", segment: str, profile: dict[str, str]) -> list[Way]:
    """The way of the group that the customer is in, by itself or by a field of the file whose choices are groups; then that of
    the key market."""
    groups = {one.key: one for one in playbook.segments}
    named = [segment]
    named += [profile.get(one.key, "") for one in playbook.fields if one.choices and set(one.choices) <= groups.keys()]
    found = [Way(str(groups[key].title), str(groups[key].content)) for key in dict.fromkeys(named) if key in groups]
    market = next((one for one in playbook.markets if one.key == profile.get(KEY_MARKET)), None)
    if market is not None:
        found.append(Way(f"{market.title} {band(market)}".rstrip(), str(market.content)))
    return [way for way in found if way.content]


def band(market: "Market") -> str:
    """The price to aim at, in whole units of the currency: `200–500`, `350–`; empty where it is open."""
    if not (market.price_from or market.price_to):
        return ""
    return f"{market.price_from or ''}–{market.price_to or ''}"
