"""Who of a firm the cadence asks: the firm, or the people who work there. Kept by the write (`Change`), whoever makes it; and
whose a record of theirs is, told by its day, so that what is over does not change."""

from typing import Any

_KEPT = (
    "{name}.status = 'lead' OR {name}.tier <> '' OR {name}.intent <> '' OR {name}.client_since IS NOT NULL"
    " OR {name}.line <> '' OR EXISTS (SELECT 1 FROM deal WHERE deal.customer_id = {name}.id AND deal.state = 'open')"
)

ALONE = "({one}.tier <> '' OR {one}.client_since IS NOT NULL)"
"""Whether somebody is a customer for themselves, wherever they work: they have a tier, or have bought alone (SQL)."""


def alone(row: Any) -> bool:
    """The same of a row."""
    return bool(row["tier"] or row["client_since"])


BEHIND = (
    f"CASE customer.kind WHEN 'person' THEN NOT {ALONE.format(one='customer')} AND EXISTS"
    " (SELECT 1 FROM customer AS firm WHERE firm.id = customer.organisation_id AND firm.kind = 'organisation'"
    f" AND firm.status IN ('customer', 'lead') AND ({_KEPT.format(name='firm')}))"
    f" ELSE NOT ({_KEPT.format(name='customer')}) AND EXISTS (SELECT 1 FROM customer AS one"
    " WHERE one.organisation_id = customer.id AND one.kind = 'person' AND one.status IN ('customer', 'lead')) END"
)
"""Whether a customer stands behind another of their firm (SQL). A firm that is a lead, has a tier, an intent, a line, a deal
under way or has bought is the customer, and its people speak for it, but for who has a tier or has bought alone; a firm that has
nothing of that is where its people work, and they are the customers."""

SPEAKS = "{one}.behind = 1 AND {one}.kind = 'person'"
"""Whether somebody speaks for their firm: what they say, ask and buy is the firm's as well (SQL)."""


def counts_in(column: str, one: str = "customer") -> str:
    """The tier or the line in which a customer counts: whoever speaks for a firm counts in that of the firm (SQL)."""
    firm = f"SELECT firm.{column} FROM customer AS firm WHERE firm.id = {one}.organisation_id"
    return f"iif({SPEAKS.format(one=one)}, ({firm}), {one}.{column})"


AT_WORK = "(SELECT id FROM customer AS firm WHERE firm.id = {one}.organisation_id AND firm.kind = 'organisation')"
"""The firm of somebody (SQL)."""

AT_TALK = (
    "(SELECT firm.id FROM touch_with JOIN customer AS firm ON firm.id = touch_with.customer_id"
    " WHERE touch_with.touch_id = touch.id AND firm.kind = 'organisation' ORDER BY touch_with.id LIMIT 1)"
)
"""The firm for which a touch was one with somebody (SQL): where they worked at that time."""


AT_ITS_TIME = frozenset(("cases", "score", "answer", "settled"))
"""The tables that keep the firm for which somebody spoke, in `firm_id`: whoever leaves it leaves them there."""


def counted_for(day: str, one: str, firm: str = AT_WORK) -> str:
    """Whose a record of somebody is that is of that day: their `firm`'s where they spoke for it then, else their own (SQL). What
    they became since, a customer for themselves, changes nothing of it."""
    bought = f"coalesce({one}.client_since <= {day}, 0)"
    return (
        f"iif({one}.kind = 'person' AND NOT {bought} AND {_tier(one, day)} = '', coalesce({firm.format(one=one)}, {one}.id),"
        f" {one}.id)"
    )


def counted_in(column: str, day: str, one: str = "customer", firm: str = AT_WORK) -> str:
    """The tier or the line in which such a record counts: the tier of that day, of a firm where there is one (SQL)."""
    named = {
        who: _tier(who, day, " AND from_tier <> ''") if column == "tier" else f"{who}.{column}"
        for who in ("their", one)
    }
    theirs = f"SELECT {named['their']} FROM customer AS their WHERE their.id = {counted_for(day, one, firm)}"
    return f"coalesce(nullif(({theirs}), ''), {named[one]})"


def _tier(one: str, day: str, more: str = "") -> str:
    """The tier that somebody had on that day. Who had none and was given one later was only filed: `more` takes it for theirs
    at any time before."""
    return (
        f"coalesce((SELECT from_tier FROM tier_change WHERE tier_change.customer_id = {one}.id"
        f" AND tier_change.on_date > {day}{more} ORDER BY tier_change.on_date, tier_change.id LIMIT 1), {one}.tier)"
    )


WORKS_AT = f"SELECT {AT_WORK.format(one='one')} FROM customer AS one WHERE id = ? AND kind = 'person'"
"""The firm for which somebody's record of today is (SQL)."""


FOLLOWS_FROM = {"kind", "status", "organisation_id", "tier", "intent", "client_since", "line"}
"""The columns from which that follows."""

WRONG = f"SELECT id, behind FROM customer WHERE (id IN ({{marks}}) OR organisation_id IN ({{marks}})) AND behind IS NOT {BEHIND}"
"""Who of some customers, and of those who belong to them, is kept as what they are not."""


def concerned(table: str, number: int, before: dict[str, object], after: dict[str, object]) -> set[int]:
    """Of whom it may be otherwise, once this row of a customer or a deal became that one; an empty side is no row."""
    if table == "deal" and (not before or not after or {"state", "customer_id"} & after.keys()):
        return {whom for side in (before, after) if isinstance(whom := side.get("customer_id"), int)}
    if table != "customer":
        return set()
    firms = {side["organisation_id"] for side in (before, after) if side.get("organisation_id")}
    alone = not firms and "organisation" not in (before.get("kind"), after.get("kind"))
    if alone or (before and after and not FOLLOWS_FROM & after.keys()):
        return set()
    return {number, *(firm for firm in firms if isinstance(firm, int))}
