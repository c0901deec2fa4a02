"""What customers hold and owe: value and gain, maturity, lines that a price has crossed (`W11`; a fact to tell, never advice)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from amflow import refs
from amflow.agenda.items import MOST, Item
from amflow.book.money import DECIMALS, Money
from amflow.book.quantities import Units
from amflow.book.store import Row, conditions, placeholders
from amflow.customers import circle
from amflow.customers import owed as owed_by
from amflow.dates import offsets
from amflow.dates.format import short
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.desk import Desk


class Holding(NamedTuple):
    """Something that a customer holds or held."""

    id: int
    customer_id: int
    customer: str
    name: str
    product: str
    units: Units | None
    value: Money | None
    """Units at the last price; without a price the amount that was written down. A loan is worth nothing to who owes it."""
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
    deal_id: int | None = None
    replaces_id: int | None = None
    replaced_by: int | None = None
    """The number of the holding that it was paid out for."""
    lent: Money | None = None
    """Of a loan the amount; `proceeds` is then what was repaid of it."""
    owed: Money | None = None
    """Of a loan what is still to be repaid; None where it is none, or nobody knows."""
    is_owed: bool = False
    """Whether it is a loan."""

    @property
    def deal(self) -> str:
        """`d3`, or empty."""
        return f"d{self.deal_id}" if self.deal_id else ""

    @property
    def replaces(self) -> str:
        """`h5`, or empty."""
        return f"h{self.replaces_id}" if self.replaces_id else ""

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
    " coalesce(product.service, '') AS service, iif(holding.product_id IS NULL, (SELECT deal.pipeline FROM deal"
    " WHERE deal.id = holding.deal_id), '') AS pipeline,"
    " (SELECT after.id FROM holding AS after WHERE after.replaces_id = holding.id) AS replaced_by,"
    " price.currency AS price_currency, price.on_date AS priced_on"
    " FROM holding JOIN customer ON customer.id = holding.customer_id"
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
        raise Usage(_("“{text}” is not a holding"), _("a holding is h5; amflow holding list shows them"), text=text)
    row = book.get("holding", number)
    if row is None:
        raise NotFound(_("there is no holding {ref}"), _("amflow holding list shows them"), ref=f"h{number}")
    return row


def one(desk: "Desk", number: int) -> Holding:
    """The holding with this number."""
    row = desk.book.one(f"{COLUMNS} WHERE holding.id = ?", desk.today.isoformat(), number)
    assert row is not None
    return of_row(desk, row)


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
    today, until = desk.today.isoformat(), None
    if wanted.matures:
        until = offsets.apply(_length(wanted.matures), desk.today, desk.calendar).isoformat()
    where, bound = conditions(
        (f"holding.sold_on IS {'NOT ' if wanted.sold else ''}NULL AND customer.status <> 'removed'", ()),
        circle.theirs(desk.book, "holding.customer_id", wanted.customer_id),
        ("holding.product_id = ?", wanted.product_id),
        ("holding.matures_on BETWEEN ? AND ?", (today, until) if until else None),
        (CROSSED, () if wanted.crossed else None),
    )
    order = "holding.matures_on, holding.id" if until else "holding.id DESC"
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", today, *bound, wanted.limit)
    count = len(rows)
    if count == wanted.limit:
        count = desk.book.number(f"SELECT count(*) FROM ({COLUMNS} WHERE {where})", today, *bound)
    return [of_row(desk, row) for row in rows], count


def _length(text: str) -> offsets.Offset:
    bare = text.strip().lower()
    found = offsets.parse(f"{bare}d" if bare.isdigit() else bare)
    if found.count < 0:
        raise Usage(_("“{text}” lies behind"), _("such as 30d, 2w or 3m from today"), text=text)
    return found


_LAST_MATURED = (
    "SELECT id FROM holding INDEXED BY holding_matures WHERE sold_on IS NULL AND matures_on <= ?"
    " ORDER BY matures_on DESC, id DESC LIMIT 500"
)
"""What has matured last and is still held (SQL): a book that brought a long history is not read for it. By itself SQLite would
read all that is held, for it takes what was not sold to be few."""


def unsaid(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """What has matured or fallen due, and nobody has said what became of it, the last in front; and how many. What the book
    heard of only when that was past is history."""
    today = desk.today.isoformat()
    found = desk.book.all(
        f"SELECT holding.id FROM ({_LAST_MATURED}) AS last CROSS JOIN holding ON holding.id = last.id"
        " CROSS JOIN customer ON customer.id = holding.customer_id"
        " WHERE substr(holding.created_at, 1, 10) <= holding.matures_on AND customer.status <> 'removed'"
        " ORDER BY holding.matures_on DESC, holding.id DESC LIMIT ?",
        today,
        limit if limit < 0 else max(limit, MOST),
    )
    shown = [row["id"] for row in (found if limit < 0 else found[:limit])]
    told = f"{COLUMNS} WHERE holding.id IN ({placeholders(shown)})"
    rows = {row["id"]: row for row in desk.book.all(told, today, *shown)} if shown else {}
    return [_item(desk, of_row(desk, rows[number])) for number in shown], len(found)


def _item(desk: "Desk", held: Holding) -> Item:
    """What has matured, as an item of the day until it is said what became of it."""
    day = held.matures_on or desk.today
    words = _("fell due {day}: repaid?") if held.is_owed else _("matured {day}: paid out or renewed?")
    return Item(
        held.ref,
        "callback",
        "holding",
        held.name,
        words.format(day=short(day, desk.today)),
        held.customer_id,
        held.customer,
        due_on=day,
        late=day < desk.today,
        amount=held.owed or held.value,
        command=f"amflow holding sell {held.ref}",
    )


def loans_of_customer(desk: "Desk", customer_id: int) -> list[Holding]:
    """What a customer owes, what falls due first in front; then what was repaid in the last year."""
    return [one for one in _of_customer(desk, customer_id) if one.is_owed]


def of_customer(desk: "Desk", customer_id: int) -> list[Holding]:
    """What a customer holds, what matures first in front; then what was sold in the last year."""
    return [one for one in _of_customer(desk, customer_id) if not one.is_owed]


def _of_customer(desk: "Desk", customer_id: int) -> list[Holding]:
    since = (desk.today - timedelta(days=365)).isoformat()
    whose, whom = circle.theirs(desk.book, "holding.customer_id", customer_id)
    rows = desk.book.all(
        f"{COLUMNS} WHERE {whose} AND (holding.sold_on IS NULL OR holding.sold_on >= ?)"
        " ORDER BY holding.sold_on IS NOT NULL, holding.matures_on IS NULL, holding.matures_on, holding.id LIMIT 12",
        desk.today.isoformat(),
        *(whom or ()),
        since,
    )
    found = [of_row(desk, row) for row in rows]
    return [one._replace(customer=circle.others(customer_id, one)) for one in found]


def of_row(desk: "Desk", row: Row) -> Holding:
    """A row of `COLUMNS` as a record."""
    currency = row["currency"] or row["price_currency"] or "CNY"
    units, price = _units(row["quantity_e4"]), _units(row["price_e4"])
    amount, cost, proceeds = (_money(row[name], currency) for name in ("amount_minor", "cost_minor", "sold_minor"))
    sold, playbook = row["sold_on"] is not None, desk.playbook
    is_owed = row["service"] in playbook.owed or row["pipeline"] in owed_by.pipelines(playbook)
    value = amount if units is None or price is None else Money(worth(units.e4, price.e4, currency), currency)
    result = proceeds if sold else value
    gain = Money(result.minor - cost.minor, currency) if result and cost else None
    if is_owed:
        value = cost = gain = None
    return filled(
        Holding,
        row,
        is_owed=is_owed,
        lent=amount if is_owed else None,
        owed=Money(still_owed(row), currency) if is_owed and amount and not sold else None,
        units=units,
        value=None if sold else value,
        cost=cost,
        gain=gain,
        gain_percent=round(100 * gain.minor / cost.minor, 1) if gain and cost and cost.minor else None,
        price=price,
        take_profit=_units(row["take_profit_e4"]),
        stop_loss=_units(row["stop_loss_e4"]),
        crossed="" if sold else _crossed(row),
        proceeds=proceeds,
    )


def still_owed(row: Row) -> int:
    """What is left of a loan of which the amount is known, in minor units."""
    return int(max(row["amount_minor"] - (row["sold_minor"] or 0), 0))


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


def shown(desk: "Desk", text: str) -> Holding:
    """The holding with this reference. Raises Usage, NotFound."""
    return one(desk, find(desk.book, text)["id"])
