"""What customers hold: value and gain, maturity, lines that a price has crossed (`W11`; a fact to tell, never advice)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.agenda import refs
from amflow.book import money, quantities, values
from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import Units
from amflow.book.store import Row
from amflow.book.values import day_or_none
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import records as customers
from amflow.dates import offsets
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.book.store import Book, Row


class Holding(NamedTuple):
    """Something that a customer holds or held."""

    id: int
    customer_id: int
    customer: str
    name: str
    product: str
    units: Units | None
    value: Money | None
    """Units at the last price; without a price the amount that was written down."""
    cost: Money | None
    gain: Money | None
    """Value less cost; of one that was sold, what came of it less cost."""
    gain_percent: float | None
    price: Units | None
    priced_on: date | None
    take_profit: Units | None
    stop_loss: Units | None
    crossed: str
    """take-profit or stop-loss, where the last price is at that line or beyond; else empty."""
    bought_on: date | None
    matures_on: date | None
    sold_on: date | None
    proceeds: Money | None

    @property
    def ref(self) -> str:
        """`h5`."""
        return f"h{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`."""
        return f"c{self.customer_id}"


COLUMNS = (
    "SELECT holding.*, customer.name AS customer, coalesce(product.name, '') AS product, price.price_e4,"
    " price.on_date AS priced_on FROM holding JOIN customer ON customer.id = holding.customer_id"
    " LEFT JOIN product ON product.id = holding.product_id"
    " LEFT JOIN price ON price.product_id = holding.product_id AND price.on_date = (SELECT max(last.on_date)"
    " FROM price AS last WHERE last.product_id = holding.product_id AND last.on_date <= ?)"
)
"""The holdings with the last price there is on a day, which is the first value bound."""

CROSSED = (
    "(holding.take_profit_e4 <= price.price_e4 OR holding.stop_loss_e4 >= price.price_e4)"
    " AND coalesce(holding.bought_on, '') <= price.on_date"
)


def find(book: "Book", text: str) -> Row:
    """The row of the holding with this reference. Raises Usage, NotFound."""
    number = refs.of_table(text, "h")
    if number is None:
        raise Usage(
            _("“{text}” is not a holding").format(text=text), _("a holding is h5; amflow holding list shows them")
        )
    row = book.get("holding", number)
    if row is None:
        raise NotFound(_("there is no holding {ref}").format(ref=f"h{number}"), _("amflow holding list shows them"))
    return row


def one(desk: "Desk", number: int) -> Holding:
    """The holding with this number."""
    row = desk.book.one(f"{COLUMNS} WHERE holding.id = ?", desk.today.isoformat(), number)
    assert row is not None
    return of_row(row)


class HoldingFilter(NamedTuple):
    """Which holdings to list."""

    customer_id: int | None = None
    product_id: int | None = None
    matures: str = ""
    """Within so long from today: `30d`, `2w`, `3m`."""
    crossed: bool = False
    sold: bool = False
    limit: int = 50


def listing(desk: "Desk", wanted: HoldingFilter) -> tuple[list[Holding], int]:
    """Holdings and how many there are: those that mature first in front where maturity is asked for, else the last written.
    Raises Usage."""
    today = desk.today.isoformat()
    clauses = [f"holding.sold_on IS {'NOT ' if wanted.sold else ''}NULL", "customer.status <> 'removed'"]
    bound: list[Any] = [today]
    order = "holding.id DESC"
    for column, value in (("customer_id", wanted.customer_id), ("product_id", wanted.product_id)):
        if value is not None:
            clauses.append(f"holding.{column} = ?")
            bound.append(value)
    if wanted.matures:
        until = offsets.apply(_length(wanted.matures), desk.today, desk.calendar)
        clauses.append("holding.matures_on BETWEEN ? AND ?")
        bound += [today, until.isoformat()]
        order = "holding.matures_on, holding.id"
    if wanted.crossed:
        clauses.append(CROSSED)
    where = " AND ".join(clauses)
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", *bound, wanted.limit)
    count = len(rows)
    if count == wanted.limit:
        count = desk.book.number(f"SELECT count(*) FROM ({COLUMNS} WHERE {where})", *bound)
    return [of_row(row) for row in rows], count


def _length(text: str) -> offsets.Offset:
    bare = text.strip().lower()
    found = offsets.parse(f"{bare}d" if bare.isdigit() else bare)
    if found.count < 0:
        raise Usage(_("“{text}” lies behind").format(text=text), _("such as 30d, 2w or 3m from today"))
    return found


def of_customer(desk: "Desk", customer_id: int) -> list[Holding]:
    """What a customer holds, what matures first in front; then what was sold in the last year."""
    since = (desk.today - timedelta(days=365)).isoformat()
    rows = desk.book.all(
        f"{COLUMNS} WHERE holding.customer_id = ? AND (holding.sold_on IS NULL OR holding.sold_on >= ?)"
        " ORDER BY holding.sold_on IS NOT NULL, holding.matures_on IS NULL, holding.matures_on, holding.id LIMIT 12",
        desk.today.isoformat(),
        customer_id,
        since,
    )
    return [of_row(row) for row in rows]


def of_row(row: Row) -> Holding:
    """A row of `COLUMNS` as a record."""
    currency = row["currency"] or "CNY"
    units, price = _units(row["quantity_e4"]), _units(row["price_e4"])
    amount, cost, proceeds = (_money(row[name], currency) for name in ("amount_minor", "cost_minor", "sold_minor"))
    sold = row["sold_on"] is not None
    value = amount if units is None or price is None else Money(worth(units.e4, price.e4, currency), currency)
    result = proceeds if sold else value
    gain = Money(result.minor - cost.minor, currency) if result and cost else None
    return Holding(
        row["id"],
        row["customer_id"],
        row["customer"],
        row["name"],
        row["product"],
        units,
        None if sold else value,
        cost,
        gain,
        round(100 * gain.minor / cost.minor, 1) if gain and cost and cost.minor else None,
        price,
        day_or_none(row["priced_on"]),
        _units(row["take_profit_e4"]),
        _units(row["stop_loss_e4"]),
        "" if sold else _crossed(row),
        day_or_none(row["bought_on"]),
        day_or_none(row["matures_on"]),
        day_or_none(row["sold_on"]),
        proceeds,
    )


def worth(units_e4: int, price_e4: int, currency: str) -> int:
    """Units at a price, in minor units of the currency, rounded."""
    unit: int = 10 ** DECIMALS.get(currency, 2)
    return (units_e4 * price_e4 * unit + 5 * 10**7) // 10**8


def _crossed(row: Row) -> str:
    price = row["price_e4"]
    if price is None or (row["bought_on"] or "") > row["priced_on"]:
        return ""
    if row["take_profit_e4"] is not None and row["take_profit_e4"] <= price:
        return "take-profit"
    return "stop-loss" if row["stop_loss_e4"] is not None and row["stop_loss_e4"] >= price else ""


def _units(e4: int | None) -> Units | None:
    return None if e4 is None else Units(e4)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def add(desk: "Desk", given: products.Given) -> int:
    """Write down a holding and give its number. Raises Usage, NotFound, Ambiguous, and Refused where the product does not
    suit the customer and no reason was given."""
    fields = _checked(desk, given, None)
    customer = desk.book.get("customer", fields["customer_id"])
    assert customer is not None
    reason = suitability.require(desk, customer["id"], fields.get("product_id"), given.get("why") or "")
    with desk.book.change("holding add") as change:
        number = change.insert("holding", **fields)
        suitability.keep(desk, change, reason, holding_id=number)
        change.summary = f"{fields['name']} · {customer['name']} (h{number})"
    return number


def edit(desk: "Desk", text: str, given: products.Given) -> int:
    """Change what is known of a holding. Raises Usage, NotFound, Refused."""
    row = find(desk.book, text)
    fields = _checked(desk, given, row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow holding edit --help lists what can be"))
    reason = None
    if "product_id" in fields or "customer_id" in fields:
        whose, what = fields.get("customer_id", row["customer_id"]), fields.get("product_id", row["product_id"])
        reason = suitability.require(desk, whose, what, given.get("why") or "")
    with desk.book.change("holding edit") as change:
        change.update("holding", row["id"], **fields)
        suitability.keep(desk, change, reason, holding_id=row["id"])
        change.summary = f"{fields.get('name', row['name'])} (h{row['id']})"
    return int(row["id"])


def sell(desk: "Desk", text: str, *, units: str, proceeds: str, day: str) -> int:
    """It was sold, redeemed or paid out: whole, or so many units of it, which become a holding of their own. Gives the
    number of what was sold. Raises Usage, NotFound, Refused."""
    row = find(desk.book, text)
    if row["sold_on"]:
        raise Refused(
            _("{ref} was sold on {day} already").format(ref=f"h{row['id']}", day=row["sold_on"]),
            _("amflow show {ref} shows it").format(ref=f"h{row['id']}"),
        )
    on = desk.day(day).isoformat() if day else desk.today.isoformat()
    if on > desk.today.isoformat():
        raise Usage(_("{when} is still to come").format(when=on), _("write it down when it is sold"))
    if on < (row["bought_on"] or ""):
        raise Usage(_("{last} lies before {first}").format(last=on, first=row["bought_on"]), "--day")
    currency = row["currency"] or desk.settings.currency
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
            number = change.insert("holding", **_split(change, row, part), **sold)
        else:
            change.update("holding", number, **sold)
        change.summary = f"{row['name']} (h{number})"
    return int(number)


def _split(change: Any, row: "Row", part: int) -> dict[str, Any]:
    """Take so many units out of the holding, with their share of amount and cost; gives the part as a holding."""
    whole = row["quantity_e4"]
    share = {name: None if row[name] is None else row[name] * part // whole for name in ("amount_minor", "cost_minor")}
    left = {name: None if row[name] is None else row[name] - (share[name] or 0) for name in share}
    change.update("holding", row["id"], quantity_e4=whole - part, **left)
    same = ("customer_id", "product_id", "name", "bought_on", "matures_on")
    return {**{name: row[name] for name in same}, "quantity_e4": part, **share}


def remove(desk: "Desk", text: str) -> Holding:
    """Take a holding out that was never there. Raises Usage, NotFound."""
    gone = one(desk, find(desk.book, text)["id"])
    with desk.book.change("holding remove") as change:
        change.delete("holding", gone.id)
        change.summary = f"{gone.name} · {gone.customer} ({gone.ref})"
    return gone


def _checked(desk: "Desk", given: products.Given, row: "Row | None") -> dict[str, Any]:
    """The fields a person gave, as the book keeps them; what was not given is left out. Raises Usage, NotFound."""
    kept: dict[str, Any] = {}
    if given.get("customer"):
        kept["customer_id"] = customers.find(desk.book, given["customer"] or "")["id"]
    if given.get("product"):
        kept |= products.named(desk, given["product"] or "")
    if given.get("name"):
        kept["name"] = values.line(given["name"] or "", _("the name"))
    currency = (row["currency"] if row is not None else "") or desk.settings.currency
    for key, column in (("amount", "amount_minor"), ("cost", "cost_minor")):
        text = given.get(key)
        if text is not None:
            kept |= {column: money.amount(text, currency) if text else None, "currency": currency}
    if (units := given.get("units")) is not None:
        kept["quantity_e4"] = quantities.typed(units, _("the units")) if units else None
    for key in ("bought", "matures"):
        if (text := given.get(key)) is not None:
            kept[f"{key}_on"] = desk.day(text).isoformat() if text else None
    now = {**(dict(row) if row is not None else {}), **kept}
    first, last = now.get("bought_on"), now.get("matures_on")
    if first and last and last < first:
        raise Usage(_("{last} lies before {first}").format(last=last, first=first), _("--bought and --matures"))
    return kept | _lines(given, now, currency)


def _lines(given: products.Given, now: dict[str, Any], currency: str) -> dict[str, Any]:
    """The lines that were given; `now` is the holding as it will be. Raises Usage."""
    kept: dict[str, Any] = {}
    for key, sign in (("take_profit", 1), ("stop_loss", -1)):
        if (text := given.get(key)) is not None:
            kept[f"{key}_e4"] = _line(text, now, currency, sign) if text else None
    upper, lower = ({**now, **kept}.get(f"{key}_e4") for key in ("take_profit", "stop_loss"))
    if upper and lower and upper <= lower:
        raise Usage(
            _("the take-profit line {upper} is not above the stop-loss line {lower}").format(
                upper=quantities.Units(upper), lower=quantities.Units(lower)
            ),
            "--take-profit 1.25 --stop-loss 0.9",
        )
    return kept


def _line(text: str, now: dict[str, Any], currency: str, sign: int) -> int:
    """A line as a price of one unit: `1.25`, or so many percent from what was paid: `+15%`, `-8%`. Raises Usage."""
    what = _("the take-profit line") if sign > 0 else _("the stop-loss line")
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
