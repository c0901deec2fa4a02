"""Changing what customers hold: bought, its lines set, sold whole or in part, taken out."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import actions
from amflow.book import lately, money, quantities, values
from amflow.callback import carriers
from amflow.callback.holdings import records as holdings
from amflow.convert.deals import pipelines
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import records as customers
from amflow.dates import offsets
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import N_, _

if TYPE_CHECKING:
    from amflow.book.store import Change, Row
    from amflow.desk import Desk

Given = dict[str, str | None]
"""What a person said, as typed; None where nothing was said, an empty text takes a field out."""


SAME = ("customer_id", "product_id", "name", "quantity_e4", "amount_minor", "bought_on", "matures_on", "sold_on")
"""What is the same in a holding that was written down twice."""


def add(desk: "Desk", given: Given, *, anyway: bool = False) -> int:
    """Write down a holding and give its number. Raises Usage, NotFound, Ambiguous, and Refused where the product does not
    suit the customer and no reason was given; Twice, unless `anyway`."""
    fields = _read(desk, given, None)
    customer = desk.book.get("customer", fields["customer_id"])
    assert customer is not None
    reason = prepare(desk, fields, None, given.get("why") or "")
    if not anyway:
        lately.once(desk.book, "holding", "h", fields, SAME)
    with desk.book.change("holding add") as change:
        number = write(desk, change, fields, None, reason)
        change.summary = f"{fields['name']} · {customer['name']} (h{number})"
    return number


def edit(desk: "Desk", text: str, given: Given) -> int:
    """Change what is known of a holding. Raises Usage, NotFound, Refused."""
    row = holdings.find(desk.book, text)
    fields = _read(desk, given, row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow holding edit --help lists what can be"))
    reason = prepare(desk, fields, row, given.get("why") or "")
    with desk.book.change("holding edit") as change:
        number = write(desk, change, fields, row, reason)
        change.summary = f"{fields.get('name', row['name'])} (h{number})"
    return number


def prepare(
    desk: "Desk", fields: dict[str, Any], row: "Row | None", why: str = "", *, whose: Any = None
) -> suitability.Reason | None:
    """Hold what is said of a holding to the rules, before anything is written; gives the reason to keep where its product
    does not suit. `fields` by column, `row` the holding as it was, `whose` a customer who is not in the book yet. Raises
    Usage, Refused."""
    for column, what in UNITS.items():
        if fields.get(column) is not None:
            quantities.above_zero(fields[column], _(what))
    now = {**(dict(row) if row is not None else {}), **fields}
    if row is not None and row["sold_on"] and "sold_on" in fields:
        _must_be_held(row)
    if fields.get("sold_on"):
        _sold_then(desk, fields["sold_on"], now.get("bought_on"))
    first, last = now.get("bought_on"), now.get("matures_on")
    if first and last and last < first:
        raise Usage(_("{last} lies before {first}"), _("--bought and --matures"), last=last, first=first)
    upper, lower = now.get("take_profit_e4"), now.get("stop_loss_e4")
    if {"take_profit_e4", "stop_loss_e4"} & fields.keys() and upper and lower and upper <= lower:
        raise Usage(
            _("the take-profit line {upper} is not above the stop-loss line {lower}"),
            "--take-profit 1.25 --stop-loss 0.9",
            upper=quantities.Units(upper),
            lower=quantities.Units(lower),
        )
    if row is not None and not {"customer_id", "product_id"} & fields.keys():
        return None
    if whose is None:
        return suitability.require(desk, now["customer_id"], now.get("product_id"), why)
    product = desk.book.get("product", now["product_id"]) if now.get("product_id") else None
    return suitability.require_of(desk, whose, product, why) if product is not None else None


def write(
    desk: "Desk", change: "Change", fields: dict[str, Any], row: "Row | None", reason: suitability.Reason | None
) -> int:
    """Write a holding that is right (`prepare`), with the reason to keep; gives its number."""
    if row is None:
        number = change.insert("holding", **fields)
    else:
        number = int(row["id"])
        change.update("holding", number, **fields)
    suitability.keep(desk, change, reason, holding_id=number, deal_id=fields.get("deal_id"))
    for deal_id in {fields.get("deal_id") or 0, (row["deal_id"] or 0) if row is not None else 0} - {0}:
        carriers.keep(desk, change, deal_id)
    return number


def _must_be_held(row: "Row") -> None:
    if row["sold_on"]:
        raise Refused(
            _("{ref} was sold on {day} already").format(ref=f"h{row['id']}", day=row["sold_on"]),
            _("amflow show {ref} shows it").format(ref=f"h{row['id']}"),
        )


def _sold_then(desk: "Desk", day: str, bought_on: str | None) -> None:
    """Raises Usage where it cannot have been sold on that day."""
    if day > desk.today.isoformat():
        raise Usage(_("{when} is still to come"), _("write it down when it is sold"), when=day)
    if day < (bought_on or ""):
        raise Usage(_("{last} lies before {first}"), "--at", last=day, first=bought_on)


def sell(desk: "Desk", text: str, *, units: str, proceeds: str, day: str) -> int:
    """It was sold, redeemed or paid out: whole, or so many units of it, which become a holding of their own; of a loan so
    much was repaid, by itself all of it. Gives the number of what was sold. Raises Usage, NotFound, Refused."""
    row = holdings.find(desk.book, text)
    _must_be_held(row)
    on = desk.day(day, behind=True).isoformat() if day else desk.today.isoformat()
    _sold_then(desk, on, row["bought_on"])
    currency = row["currency"] or desk.settings.currency
    if holdings.one(desk, row["id"]).is_owed:
        if units:
            raise Usage(_("a loan has no units"), _("--proceeds says how much was repaid"))
        return _repay(desk, row, money.amount(proceeds, currency) if proceeds else None, on)
    sold: dict[str, Any] = {"sold_on": on, "currency": currency}
    if proceeds:
        sold["sold_minor"] = money.amount(proceeds, currency)
    part = quantities.typed(units, _("the units")) if units else row["quantity_e4"]
    if units and (row["quantity_e4"] is None or part > row["quantity_e4"]):
        there = quantities.Units(row["quantity_e4"] or 0)
        raise Refused(
            _("{ref} has {there} units").format(ref=f"h{row['id']}", there=there)
            if row["quantity_e4"] is not None
            else _("of {ref} no units are known").format(ref=f"h{row['id']}"),
            _("amflow holding edit {ref} --units …").format(ref=f"h{row['id']}"),
        )
    with desk.book.change("holding sell") as change:
        number = row["id"]
        if part != row["quantity_e4"]:
            amounts, same = ("amount_minor", "cost_minor"), ("bought_on", "matures_on")
            number = change.insert("holding", **split(change, "holding", row, part, amounts, same), **sold)
        else:
            change.update("holding", number, **sold)
        change.summary = f"{row['name']} (h{number})"
    return int(number)


def _repay(desk: "Desk", row: "Row", paid: int | None, on: str) -> int:
    """So much of a loan was repaid: while something of it is owed it is no more than that."""
    if row["amount_minor"] is None and paid is not None:
        raise Refused(
            _("nobody has said how much was lent: how much is left?"),
            _("amflow holding edit {ref} --amount …"),
            ref=f"h{row['id']}",
        )
    left = holdings.still_owed(row) if row["amount_minor"] is not None else None
    ends = {"sold_on": on} if paid is None or paid >= (left or 0) else {}
    repaid = None if left is None else (row["sold_minor"] or 0) + (left if paid is None else paid)
    with desk.book.change("holding sell", f"{row['name']} (h{row['id']})") as change:
        change.update(
            "holding", row["id"], sold_minor=repaid, currency=row["currency"] or desk.settings.currency, **ends
        )
    return int(row["id"])


def split(
    change: "Change", table: str, row: "Row", part: int, amounts: tuple[str, ...], same: tuple[str, ...]
) -> dict[str, Any]:
    """Take so many units out of a holding or an order, with their share of the amounts; gives the part as one of its own, in
    which the columns `same` are as they were."""
    whole = row["quantity_e4"]
    share = {name: None if row[name] is None else row[name] * part // whole for name in amounts}
    left = {name: None if row[name] is None else row[name] - (share[name] or 0) for name in share}
    change.update(table, row["id"], quantity_e4=whole - part, **left)
    return {**{name: row[name] for name in ("customer_id", "product_id", "name", *same)}, "quantity_e4": part, **share}


def remove(desk: "Desk", text: str) -> holdings.Holding:
    """Take a holding out that was never there. Raises Usage, NotFound."""
    row = holdings.find(desk.book, text)
    gone = holdings.one(desk, row["id"])
    with desk.book.change("holding remove", f"{gone.name} · {gone.customer} ({gone.ref})") as change:
        take_out(desk, change, row)
    return gone


def take_out(desk: "Desk", change: "Change", row: "Row") -> None:
    """It was never there, as part of a change; then what was paid out for it on the day it was bought is held again."""
    for after in desk.book.all("SELECT id FROM holding WHERE replaces_id = ?", row["id"]):
        change.update("holding", after["id"], replaces_id=None)
    before = desk.book.get("holding", row["replaces_id"]) if row["replaces_id"] else None
    if before is not None and before["sold_on"] == row["bought_on"]:
        change.update("holding", before["id"], sold_on=None)
    change.delete("holding", row["id"])
    if row["deal_id"]:
        carriers.keep(desk, change, row["deal_id"])


def _read(desk: "Desk", given: Given, row: "Row | None") -> dict[str, Any]:
    """The fields a person gave, as the book keeps them; what was not given is left out. Raises Usage, NotFound."""
    currency = (row["currency"] if row is not None else "") or desk.settings.currency
    kept = read_goods(desk, given, currency, ("amount", "cost"), ("bought", "matures"))
    kept |= (
        pipelines.whose_holding(desk, {**(dict(row) if row is not None else {}), **kept})
        if "customer_id" in kept
        else {}
    )
    if given.get("name"):
        kept["name"] = values.line(given["name"] or "", _("the name"))
    now = {**(dict(row) if row is not None else {}), **kept}
    for key, sign in (("take_profit", 1), ("stop_loss", -1)):
        if (text := given.get(key)) is not None:
            kept[f"{key}_e4"] = _line(text, now, currency, sign) if text else None
    return kept if row is not None else {**by_term(desk, kept), **kept}


def by_term(desk: "Desk", fields: dict[str, Any]) -> dict[str, Any]:
    """When it matures by the term of its product, where the day on which it was bought is said; else nothing."""
    product = desk.book.get("product", fields.get("product_id") or 0)
    if product is None or not product["term"] or not fields.get("bought_on"):
        return {}
    bought = date.fromisoformat(fields["bought_on"])
    return {"matures_on": offsets.apply(offsets.parse(product["term"]), bought, desk.calendar).isoformat()}


def read_goods(
    desk: "Desk", given: Given, currency: str, amounts: tuple[str, ...], days: tuple[str, ...]
) -> dict[str, Any]:
    """What a person said of a holding or an order alike: whose, which product, how much of it, these amounts and days. Raises
    Usage, NotFound."""
    kept: dict[str, Any] = {}
    if given.get("customer"):
        kept["customer_id"] = customers.find(desk.book, given["customer"] or "")["id"]
    if given.get("product"):
        kept |= _product(desk, given["product"] or "")
    if (text := given.get("deal")) is not None:
        kept["deal_id"] = customers.deal_of(desk.book, text, kept.get("customer_id"))["id"] if text else None
    for key in amounts:
        if (text := given.get(key)) is not None:
            kept |= {f"{key}_minor": money.amount(text, currency) if text else None, "currency": currency}
    if (units := given.get("units")) is not None:
        kept["quantity_e4"] = quantities.typed(units, _("the units")) if units else None
    for key in days:
        if (text := given.get(key)) is not None:
            kept[f"{key}_on"] = _day(desk, key, text) if text else None
    return kept


def _day(desk: "Desk", key: str, text: str) -> str:
    """The day that the words name; what was bought lies behind. Raises Usage."""
    day = desk.day(text, behind=key == "bought").isoformat()
    if key == "bought" and day > desk.today.isoformat():
        raise Usage(_("{when} is still to come"), _("write it down when it is bought"), when=day)
    return day


def _product(desk: "Desk", text: str) -> dict[str, Any]:
    """The product that is meant, and its name; what the catalogue does not have is kept by its name alone. Raises
    Ambiguous, Usage, NotFound for a reference."""
    try:
        row = products.find(desk.book, text)
    except NotFound:
        if text.strip().lower()[:1] == "p" and text.strip()[1:].isdigit():
            raise
        return {"product_id": None, "name": values.line(text, _("the name"))}
    return {"product_id": row["id"], "name": row["name"]}


UNITS = {
    "quantity_e4": N_("the units"),
    "take_profit_e4": N_("the take-profit line"),
    "stop_loss_e4": N_("the stop-loss line"),
}
"""Columns that are never 0, and what they are called."""


def _line(text: str, now: dict[str, Any], currency: str, sign: int) -> int:
    """A line as a price of one unit: `1.25`, or so many percent from what was paid: `+15%`, `-8%`. Raises Usage."""
    column = "take_profit_e4" if sign > 0 else "stop_loss_e4"
    what = _(UNITS[column])
    bare = text.strip().replace("％", "%").lstrip("+-−")
    if not bare.endswith("%"):
        return quantities.typed(bare, what)
    percent = quantities.typed(bare[:-1], what)
    cost, units = now.get("cost_minor"), now.get("quantity_e4")
    if not cost or not units:
        raise Usage(
            _("{what}: a percentage counts from what was paid for a unit").format(what=what),
            _("add --cost and --units, or say the price of one unit"),
        )
    paid = cost * 10**8 // (units * 10 ** money.DECIMALS.get(currency, 2))
    found = paid * (10**6 + sign * percent) // 10**6
    if found <= 0:
        raise Usage(_("{what}: {text} leaves nothing").format(what=what, text=text), _("such as -8%"))
    return int(found)


ACTIONS = actions.refusing(
    N_("{ref} is a holding"),
    N_("amflow holding sell {ref}: it was paid out; amflow holding edit {ref} --matures …: it goes on until then"),
)
"""What is said where it is named to `done`, `skip` or `move`."""
