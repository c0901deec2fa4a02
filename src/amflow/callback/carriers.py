"""Which record of a sale carries its amount, so that money is counted once: the deal, its orders or its holding."""

from typing import TYPE_CHECKING

from amflow import registry
from amflow.convert.deals import gates
from amflow.convert.office import negotiation

if TYPE_CHECKING:
    from amflow.book.store import Book, Change, Row
    from amflow.desk import Desk


def keep(desk: "Desk", change: "Change", deal_id: int) -> None:
    """Bring up to date where the deal's amount is counted."""
    if (deal := desk.book.get("deal", deal_id)) is not None:
        change.update("deal", deal_id, counted_in=_carrier(desk, deal))


def problems(desk: "Desk") -> list[str]:
    """How many deals are counted elsewhere than they should be, in a sentence; nothing where all are as they should be."""
    from amflow.book import integrity

    number = len(_wrong(desk))
    return [integrity.not_counted(number, "deal")] if number else []


def mend(desk: "Desk") -> None:
    """Count them as they should be: those of a book that is older than a rule."""
    if numbers := _wrong(desk):
        with desk.book.change("book check") as change:
            for number in numbers:
                keep(desk, change, number)


def _wrong(desk: "Desk") -> list[int]:
    """What another trade chose stays as it was, while what carries the money is there."""
    rows = desk.book.all(
        "SELECT * FROM deal WHERE counted_in <> '' OR id IN (SELECT deal_id FROM orders UNION SELECT deal_id FROM holding)"
    )
    return [
        row["id"]
        for row in rows
        if row["counted_in"] != (now := _carrier(desk, row))
        and (now or not _carries(desk, row["counted_in"], row["id"]))
    ]


def _carrier(desk: "Desk", deal: "Row") -> str:
    """`order` or `holding` where the playbook says so and one of them has an amount; empty for the deal itself."""
    product = desk.book.get("product", deal["product_id"]) if deal["product_id"] else None
    sale = desk.playbook.sale(product["service"] if product is not None else "")
    carrier = sale.carrier if sale is not None and sale.pipeline in ("", deal["pipeline"]) else ""
    return carrier if _carries(desk, carrier, deal["id"]) else ""


def _carries(desk: "Desk", carrier: str, deal_id: int) -> bool:
    """Whether the deal has such a record with an amount; one that was called off brings nothing, and so does its deal."""
    table = registry.OF_NOUN[carrier].table if carrier else ""
    sql = f"SELECT 1 FROM {table} WHERE deal_id = ? AND amount_minor IS NOT NULL LIMIT 1"
    return bool(table) and desk.book.one(sql, deal_id) is not None


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
