"""Which record of a sale carries its amount, so that money is counted once: the deal, its orders or its holding."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amflow.book.store import Change
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
