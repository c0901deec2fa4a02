"""What customers ordered: promised against delivered, the late ones first, and the history of purchases (`W05`, `W10`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger, refs
from amflow.agenda.items import Item
from amflow.book import money, quantities, values
from amflow.book.money import Money, money_of
from amflow.book.quantities import Units
from amflow.book.store import Row
from amflow.book.values import day_or_none
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.book.store import Book, Change, Row

STATES = ("open", "late", "delivered", "cancelled", "all")


class Order(NamedTuple):
    """Something that a customer ordered."""

    id: int
    customer_id: int | None
    customer: str
    name: str
    product: str
    units: Units | None
    amount: Money | None
    ordered_on: date
    promised_on: date | None
    delivered_on: date | None
    cancelled_on: date | None
    late_days: int
    """By how many days it was, or is, later than promised."""
    why: str
    no_contact: bool = False
    tier: str = ""

    @property
    def ref(self) -> str:
        """`o4`."""
        return f"o{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`, or empty."""
        return f"c{self.customer_id}" if self.customer_id else ""

    @property
    def title(self) -> str:
        """`12 × frying oil`."""
        return f"{self.units} × {self.name}" if self.units else self.name

    @property
    def state(self) -> str:
        """open, late, delivered or cancelled."""
        if self.cancelled_on:
            return "cancelled"
        if self.delivered_on:
            return "delivered"
        return "late" if self.late_days else "open"


COLUMNS = (
    "SELECT orders.*, coalesce(customer.name, '') AS customer, coalesce(customer.no_contact, 0) AS no_contact,"
    " coalesce(customer.tier, '') AS tier, coalesce(product.name, '') AS product"
    " FROM orders LEFT JOIN customer ON customer.id = orders.customer_id"
    " LEFT JOIN product ON product.id = orders.product_id"
)

OPEN = "orders.delivered_on IS NULL AND orders.cancelled_on IS NULL"


def find(book: "Book", text: str) -> Row:
    """The row of the order with this reference. Raises Usage, NotFound."""
    number = refs.of_table(text, "o")
    if number is None:
        raise Usage(_("“{text}” is not an order").format(text=text), _("an order is o4; amflow order list shows them"))
    row = book.get("orders", number)
    if row is None:
        raise NotFound(_("there is no order {ref}").format(ref=f"o{number}"), _("amflow order list shows them"))
    return row


def one(desk: "Desk", number: int) -> Order:
    """The order with this number."""
    row = desk.book.one(f"{COLUMNS} WHERE orders.id = ?", number)
    assert row is not None
    return of_row(row, desk.today)


def listing(
    desk: "Desk", *, state: str = "", customer_id: int | None = None, product_id: int | None = None, limit: int = 50
) -> tuple[list[Order], int]:
    """Orders and how many there are. Without a state the open ones, of one customer all of them. Those that wait come
    first, the one promised for the earliest day in front; then the others, the last in front. Raises Usage."""
    state = state or ("open" if customer_id is None else "all")
    if state not in STATES:
        raise Usage(
            _("there is no state “{state}”").format(state=state),
            _("one of: {choices}").format(choices=", ".join(STATES)),
        )
    bound: list[Any] = []
    clauses = {
        "open": OPEN,
        "late": f"{OPEN} AND orders.promised_on < ?",
        "delivered": "orders.delivered_on IS NOT NULL",
        "cancelled": "orders.cancelled_on IS NOT NULL",
        "all": "1",
    }[state]
    if state == "late":
        bound.append(desk.today.isoformat())
    for column, value in (("customer_id", customer_id), ("product_id", product_id)):
        if value is not None:
            clauses += f" AND orders.{column} = ?"
            bound.append(value)
    rows = desk.book.all(
        f"{COLUMNS} WHERE {clauses} ORDER BY NOT ({OPEN}), CASE WHEN {OPEN} THEN coalesce(orders.promised_on, '9999') END,"
        " coalesce(orders.delivered_on, orders.ordered_on) DESC, orders.id DESC LIMIT ?",
        *bound,
        limit,
    )
    count = desk.book.number(f"SELECT count(*) FROM orders WHERE {clauses}", *bound)
    return [of_row(row, desk.today) for row in rows], count


def due(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """Deliveries that are late or promised for today, the longest late in front, and how many there are."""
    where = f"{OPEN} AND orders.promised_on <= ?"
    today = desk.today.isoformat()
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY orders.promised_on, orders.id LIMIT ?", today, limit)
    total = len(rows)
    if total == limit:
        total = desk.book.number(f"SELECT count(*) FROM orders WHERE {where}", today)
    return [item(desk, of_row(row, desk.today)) for row in rows], total


def item(desk: "Desk", order: Order) -> Item:
    """An order that is owed, as an item of the day."""
    facts = [
        _("delivery promised for today")
        if not order.late_days
        else ngettext("delivery {n} day late", "delivery {n} days late", order.late_days),
        _("ordered {day}").format(day=short(order.ordered_on, desk.today)),
        order.why,
        _("asked not to be contacted") if order.no_contact else "",
    ]
    return Item(
        order.ref,
        "callback",
        "order",
        order.title,
        " · ".join(fact for fact in facts if fact),
        order.customer_id,
        order.customer,
        order.tier,
        order.promised_on,
        late=order.late_days > 0,
        amount=order.amount,
        command=f"amflow order deliver {order.ref}",
    )


def of_row(row: Row, today: date) -> Order:
    """A row of `COLUMNS` as a record."""
    promised, delivered = day_or_none(row["promised_on"]), day_or_none(row["delivered_on"])
    until = delivered or today
    late = (until - promised).days if promised and not row["cancelled_on"] else 0
    return Order(
        row["id"],
        row["customer_id"],
        row["customer"],
        row["name"],
        row["product"],
        None if row["quantity_e4"] is None else Units(row["quantity_e4"]),
        money_of(row, "amount_minor"),
        date.fromisoformat(row["ordered_on"]),
        promised,
        delivered,
        day_or_none(row["cancelled_on"]),
        max(late, 0),
        row["why"],
        bool(row["no_contact"]),
        row["tier"],
    )


def add(desk: "Desk", given: products.Given) -> int:
    """Take an order and give its number; ordered today unless said otherwise. Raises Usage, NotFound, Ambiguous."""
    fields = {"ordered_on": desk.today.isoformat(), **_checked(desk, given, None)}
    customer = desk.book.get("customer", fields["customer_id"])
    assert customer is not None
    with desk.book.change("order add") as change:
        number = change.insert("orders", **fields)
        change.summary = f"{fields['name']} · {customer['name']} (o{number})"
    return number


def edit(desk: "Desk", text: str, given: products.Given) -> int:
    """Change what is known of an order. Raises Usage, NotFound."""
    row = find(desk.book, text)
    fields = _checked(desk, given, row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow order edit --help lists what can be"))
    with desk.book.change("order edit") as change:
        change.update("orders", row["id"], **fields)
        change.summary = f"{fields.get('name', row['name'])} (o{row['id']})"
    return int(row["id"])


class Delivered(NamedTuple):
    """What came, and the order for what is still owed, where it came in part."""

    order: Order
    rest: Order | None


def deliver(desk: "Desk", text: str, *, units: str, day: str, why: str) -> Delivered:
    """It came, whole or so many units of it: what came is then an order of its own, and the rest stays owed for the day
    that was promised. Raises Usage, NotFound, Refused."""
    row = _open(desk, text)
    on = desk.day(day).isoformat() if day else desk.today.isoformat()
    if on > desk.today.isoformat():
        raise Usage(_("{when} is still to come").format(when=on), _("amflow order edit --promised moves the promise"))
    if on < row["ordered_on"]:
        raise Usage(_("{last} lies before {first}").format(last=on, first=row["ordered_on"]), "--day")
    came: dict[str, Any] = {"delivered_on": on, "why": values.line(why, _("the reason")) if why else row["why"]}
    whole = row["quantity_e4"]
    part = quantities.typed(units, _("the units")) if units else whole
    if units and (whole is None or part > whole):
        raise Refused(
            _("{ref} is an order of {there} units").format(ref=f"o{row['id']}", there=quantities.Units(whole))
            if whole is not None
            else _("of {ref} no units are known").format(ref=f"o{row['id']}"),
            _("amflow order edit {ref} --units …").format(ref=f"o{row['id']}"),
        )
    with desk.book.change("order deliver") as change:
        number = row["id"]
        if part != whole:
            number = change.insert("orders", **_split(change, row, part), **came)
        else:
            change.update("orders", number, **came)
        plan_ledger.settle(desk, change, "done", ref=f"o{row['id']}")
        change.summary = f"{row['name']} (o{number})"
    rest = one(desk, row["id"]) if number != row["id"] else None
    return Delivered(one(desk, number), rest)


def came(desk: "Desk", change: "Change", row: "Row") -> None:
    """All of it came today, as part of that change. Raises Refused."""
    change.update("orders", _still(row)["id"], delivered_on=desk.today.isoformat())
    plan_ledger.settle(desk, change, "done", ref=f"o{row['id']}")


def promise(change: "Change", row: "Row", day: str) -> None:
    """It is promised for another day, as part of that change. Raises Refused."""
    change.update("orders", _still(row)["id"], promised_on=day)


def _split(change: "Change", row: "Row", part: int) -> dict[str, Any]:
    """Take so many units out of the order, with their share of the amount; gives the part as an order."""
    whole, amount = row["quantity_e4"], row["amount_minor"]
    share = None if amount is None else amount * part // whole
    change.update(
        "orders",
        row["id"],
        quantity_e4=whole - part,
        amount_minor=None if amount is None else amount - (share or 0),
    )
    same = ("customer_id", "product_id", "name", "ordered_on", "promised_on", "currency")
    return {**{name: row[name] for name in same}, "quantity_e4": part, "amount_minor": share}


def cancel(desk: "Desk", text: str, why: str) -> int:
    """It was called off; it stays in the history. Raises Usage, NotFound, Refused."""
    row = _open(desk, text)
    with desk.book.change("order cancel") as change:
        change.update("orders", row["id"], cancelled_on=desk.today.isoformat(), why=values.line(why, _("the reason")))
        change.summary = f"{row['name']} (o{row['id']})"
    return int(row["id"])


def remove(desk: "Desk", text: str) -> Order:
    """Take an order out that was never given. Raises Usage, NotFound."""
    gone = one(desk, find(desk.book, text)["id"])
    with desk.book.change("order remove") as change:
        change.delete("orders", gone.id)
        change.summary = f"{gone.name} · {gone.customer} ({gone.ref})"
    return gone


def _open(desk: "Desk", text: str) -> "Row":
    """The order, which nobody has delivered or called off yet. Raises Refused."""
    return _still(find(desk.book, text))


def _still(row: "Row") -> "Row":
    ref = f"o{row['id']}"
    if row["delivered_on"] or row["cancelled_on"]:
        words = (
            _("{ref} was delivered on {day} already").format(ref=ref, day=row["delivered_on"])
            if row["delivered_on"]
            else _("{ref} was called off on {day}").format(ref=ref, day=row["cancelled_on"])
        )
        raise Refused(words, _("amflow order edit {ref} --reopen makes it open again").format(ref=ref))
    return row


def _checked(desk: "Desk", given: products.Given, row: "Row | None") -> dict[str, Any]:
    """The fields a person gave, as the book keeps them. Raises Usage, NotFound."""
    kept: dict[str, Any] = {}
    if given.get("customer"):
        kept["customer_id"] = customers.find(desk.book, given["customer"] or "")["id"]
    if given.get("product"):
        kept |= products.named(desk, given["product"] or "")
    currency = (row["currency"] if row is not None else "") or desk.settings.currency
    if (text := given.get("amount")) is not None:
        kept |= {"amount_minor": money.amount(text, currency) if text else None, "currency": currency}
    if (text := given.get("units")) is not None:
        kept["quantity_e4"] = quantities.typed(text, _("the units")) if text else None
    if given.get("ordered"):
        kept["ordered_on"] = desk.day(given["ordered"] or "").isoformat()
        if kept["ordered_on"] > desk.today.isoformat():
            raise Usage(_("{when} is still to come").format(when=kept["ordered_on"]), "--ordered")
    if (text := given.get("promised")) is not None:
        kept["promised_on"] = desk.day(text).isoformat() if text else None
    if (text := given.get("why")) is not None:
        kept["why"] = values.line(text, _("the reason")) if text else ""
    if given.get("reopen"):
        kept |= {"delivered_on": None, "cancelled_on": None, "why": kept.get("why", "")}
    now = {**(dict(row) if row is not None else {"ordered_on": desk.today.isoformat()}), **kept}
    if now.get("promised_on") and now["promised_on"] < now["ordered_on"]:
        raise Usage(
            _("{last} lies before {first}").format(last=now["promised_on"], first=now["ordered_on"]),
            _("--ordered and --promised"),
        )
    return kept
