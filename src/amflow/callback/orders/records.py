"""What customers ordered: promised against delivered, the late ones first, and the history of purchases (`W05`, `W10`)."""

from datetime import date
from typing import TYPE_CHECKING

from amflow.agenda.items import Item
from amflow.book.behind import counts_in
from amflow.book.derived_columns import HELD_TO
from amflow.book.money import Money, money_of
from amflow.book.quantities import Units
from amflow.book.store import Row, conditions
from amflow.book.values import day_or_none
from amflow.customers import circle
from amflow.dates.format import short
from amflow.errors import NotFound, Usage
from amflow.locale import N_, NP_, _, ngettext
from amflow.playbooks.titles import state_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.desk import Desk

STATES = {
    "open": NP_("of an order", "open"),
    "late": NP_("of an order", "late"),
    "delivered": N_("delivered"),
    "cancelled": N_("called off"),
}
LISTED = STATES | {"all": N_("all")}
"""What a list may be of."""


class Delivery(NamedTuple):
    """A part of an order that came."""

    on_date: date
    units: Units
    why: str


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
    broken_on: date | None
    """The day that was promised before and passed unkept."""
    delivered_on: date | None
    cancelled_on: date | None
    late_days: int
    """By how many days it came later than it was promised first, or is later than promised now."""
    why: str
    no_contact: bool = False
    tier: str = ""
    came: Units | None = None
    """How much of it came so far, where it comes in parts."""
    deal_id: int | None = None
    deliveries: tuple["Delivery", ...] = ()
    """The parts, of an order that is shown by itself."""

    @property
    def ref(self) -> str:
        """`o4`."""
        return f"o{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`, or empty."""
        return f"c{self.customer_id}" if self.customer_id else ""

    @property
    def deal(self) -> str:
        """`d3`, or empty."""
        return f"d{self.deal_id}" if self.deal_id else ""

    @property
    def owed(self) -> Units | None:
        """How much is still to come of an order that comes in parts."""
        return Units(self.units.e4 - self.came.e4) if self.came and self.units and not self.delivered_on else None

    @property
    def title(self) -> str:
        """`12 × frying oil`."""
        return f"{self.units} × {self.name}" if self.units else self.name

    @property
    def unkept(self) -> str:
        """The promise that passed unkept, in words; empty where none did."""
        return (
            _("promise of {day} not kept").format(day=short(self.broken_on, self.promised_on or self.broken_on))
            if self.broken_on
            else ""
        )

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
    f" coalesce({counts_in('tier')}, '') AS tier, coalesce(product.name, '') AS product,"
    " (SELECT sum(quantity_e4) FROM delivery WHERE order_id = orders.id) AS came_e4"
    " FROM orders LEFT JOIN customer ON customer.id = orders.customer_id"
    " LEFT JOIN product ON product.id = orders.product_id"
)

OPEN = "orders.delivered_on IS NULL AND orders.cancelled_on IS NULL"

_IN_PART = "EXISTS (SELECT 1 FROM delivery WHERE delivery.order_id = orders.id)"
"""Whether some of it came: until the rest has, or is called off, it is in the day (SQL)."""


def find(book: "Book", text: str) -> Row:
    """The row of the order with this reference. Raises Usage, NotFound."""
    from amflow.customers.records import number_of

    number = number_of(book, text, "o")
    if number is None:
        raise Usage(_("“{text}” is not an order"), _("an order is o4; amflow order list shows them"), text=text)
    row = book.get("orders", number)
    if row is None:
        raise NotFound(_("there is no order {ref}"), _("amflow order list shows them"), ref=f"o{number}")
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
    state = state_key(state, LISTED, _("state"))
    clauses, bound = conditions(
        (OPEN, () if state in ("open", "late") else None),
        ("orders.promised_on < ?", desk.today.isoformat() if state == "late" else None),
        ("orders.delivered_on IS NOT NULL", () if state == "delivered" else None),
        ("orders.cancelled_on IS NOT NULL", () if state == "cancelled" else None),
        circle.theirs(desk.book, "orders.customer_id", customer_id),
        ("orders.product_id = ?", product_id),
    )
    rows = desk.book.all(
        f"{COLUMNS} WHERE {clauses} ORDER BY NOT ({OPEN}), CASE WHEN {OPEN} THEN coalesce(orders.promised_on, '9999') END,"
        " coalesce(orders.delivered_on, orders.ordered_on) DESC, orders.id DESC LIMIT ?",
        *bound,
        limit,
    )
    count = desk.book.number(f"SELECT count(*) FROM orders WHERE {clauses}", *bound)
    return [of_row(row, desk.today) for row in rows], count


def of_customer(desk: "Desk", customer_id: int) -> list[Order]:
    """A customer's orders: those that wait, then the last."""
    found, _total = listing(desk, customer_id=customer_id, limit=8)
    return [one._replace(customer=circle.others(customer_id, one)) for one in found]


def due(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """Deliveries that are late or promised for today, and those of which only a part came, the longest late in front; and how
    many there are."""
    where = f"{OPEN} AND (orders.promised_on <= ? OR {_IN_PART})"
    today = desk.today.isoformat()
    order = "coalesce(orders.promised_on, '9999'), orders.id"
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", today, limit)
    total = len(rows)
    if total == limit:
        total = desk.book.number(f"SELECT count(*) FROM orders WHERE {where}", today)
    return [item(desk, of_row(row, desk.today)) for row in rows], total


def owed(desk: "Desk", limit: int = 50) -> list[Order]:
    """Orders that should have come by now, and those that came only in part: the longest late in front."""
    rows = desk.book.all(
        f"{COLUMNS} WHERE {OPEN} AND (orders.promised_on < ? OR came_e4 IS NOT NULL)"
        " ORDER BY orders.promised_on, orders.id LIMIT ?",
        desk.today.isoformat(),
        limit,
    )
    return [of_row(row, desk.today) for row in rows]


def came_late(desk: "Desk", first: date, last: date) -> list[Order]:
    """The orders that came in those days, later than promised."""
    rows = desk.book.all(
        f"{COLUMNS} WHERE orders.delivered_on BETWEEN ? AND ? AND {HELD_TO} < orders.delivered_on"
        " ORDER BY orders.delivered_on, orders.id",
        first.isoformat(),
        last.isoformat(),
    )
    return [of_row(row, desk.today) for row in rows]


def short_of(order: Order, today: date) -> str:
    """What is not as promised with an order that is owed: the day, how much came, the reason."""
    part = _("{came} of {units} came").format(came=order.came, units=order.units) if order.came else ""
    promised = _("promised for {day}").format(day=short(order.promised_on, today)) if order.promised_on else ""
    return " · ".join(filter(None, (promised, order.unkept, part, order.why)))


def item(desk: "Desk", order: Order) -> Item:
    """An order that is owed, as an item of the day."""
    facts = [
        ngettext("delivery {n} day late", "delivery {n} days late", order.late_days)
        if order.late_days
        else _("delivery promised for today")
        if order.promised_on == desk.today
        else _("came in part"),
        _("{n} still to come").format(n=order.owed) if order.owed else "",
        order.unkept,
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
    first = day_or_none(row["broken_on"]) if delivered else None
    promised = first or promised
    late = ((delivered or today) - promised).days if promised and not row["cancelled_on"] else 0
    return filled(
        Order,
        row,
        units=None if row["quantity_e4"] is None else Units(row["quantity_e4"]),
        amount=money_of(row, "amount_minor"),
        late_days=max(late, 0),
        no_contact=bool(row["no_contact"]),
        came=None if row["came_e4"] is None else Units(row["came_e4"]),
        deliveries=(),
    )


def shown(desk: "Desk", text: str) -> Order:
    """The order with this reference, and the parts in which it came. Raises Usage, NotFound."""
    found = one(desk, find(desk.book, text)["id"])
    rows = desk.book.all("SELECT * FROM delivery WHERE order_id = ? ORDER BY on_date, id", found.id)
    return found._replace(deliveries=tuple(filled(Delivery, row, units=Units(row["quantity_e4"])) for row in rows))


def came(book: "Book", number: int) -> int:
    """How much of an order came in parts so far, in ten-thousandths."""
    return book.number("SELECT sum(quantity_e4) FROM delivery WHERE order_id = ?", number)
