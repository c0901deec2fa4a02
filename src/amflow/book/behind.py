"""Who of a firm the cadence asks: the firm, or the people who work there. Kept by the write (`Change`), whoever makes it."""

_KEPT = (
    "{name}.status = 'lead' OR {name}.tier <> '' OR {name}.intent <> '' OR {name}.client_since IS NOT NULL"
    " OR {name}.line <> '' OR EXISTS (SELECT 1 FROM deal WHERE deal.customer_id = {name}.id AND deal.state = 'open')"
)

BEHIND = (
    "CASE customer.kind WHEN 'person' THEN customer.tier = '' AND customer.client_since IS NULL AND EXISTS"
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
