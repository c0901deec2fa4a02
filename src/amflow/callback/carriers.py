"""Which record of a sale carries its amount, so that money is counted once: the deal, its orders or its holding."""

from typing import TYPE_CHECKING

from amflow.convert.deals import gates
from amflow.convert.office import negotiation

if TYPE_CHECKING:
    from amflow.book.store import Book, Change
    from amflow.desk import Desk

TABLES = {"order": "orders", "holding": "holding"}


def keep(desk: "Desk", change: "Change", deal_id: int) -> None:
    """Bring up to date where the deal's amount is counted: with its orders or its holding where the playbook says so and one
    of them has an amount; else with the deal."""
    deal = desk.book.get("deal", deal_id)
    if deal is None:
        return
    product = desk.book.get("product", deal["product_id"]) if deal["product_id"] else None
    sale = desk.playbook.sale(product["service"] if product is not None else "")
    carrier = sale.carrier if sale is not None and sale.pipeline in ("", deal["pipeline"]) else ""
    # An order that was called off brings nothing, and so does its deal.
    carries = carrier and desk.book.one(
        f"SELECT 1 FROM {TABLES[carrier]} WHERE deal_id = ? AND amount_minor IS NOT NULL LIMIT 1", deal_id
    )
    change.update("deal", deal_id, counted_in=carrier if carries else "")


def ordered(book: "Book", deal_id: int) -> int:
    """What the deal's orders come to, those that were called off left out."""
    return book.number("SELECT sum(amount_minor) FROM orders WHERE deal_id = ? AND cancelled_on IS NULL", deal_id)


def follow(desk: "Desk", change: "Change", deal_id: int, before: int) -> None:
    """Bring a deal up to date whose orders changed: where its money is that of its orders, and it was worth what they came to
    `before`, it is worth what they come to now; unless its price was agreed. Raises Refused for more than was approved."""
    keep(desk, change, deal_id)
    deal, now = desk.book.get("deal", deal_id), ordered(desk.book, deal_id)
    if deal is None or deal["counted_in"] != "order" or not now or now == before or deal["amount_minor"] != before:
        return
    if negotiation.price_agreed(desk, deal) is None:
        gates.within_approval(desk, {**dict(deal), "amount_minor": now})
        change.update("deal", deal_id, amount_minor=now)
