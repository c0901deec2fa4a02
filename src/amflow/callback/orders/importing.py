"""Bringing in what customers ordered."""

from typing import Any

from amflow.book.store import Row
from amflow.callback.holdings.importing import GoodsWriter
from amflow.callback.orders import changes as order_changes
from amflow.files.import_.cells import RowRead


class Orders(GoodsWriter):
    """An order: open, delivered or called off."""

    table = "orders"
    plain = (
        "name", "quantity", "amount", "currency", "ordered_on", "promised_on", "delivered_on", "cancelled_on", "why",
    )  # fmt: skip
    same = ("customer_id", "product_id", "name", "ordered_on")
    must = ("customer", "ordered_on")

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> None:
        """Raises Usage, Refused."""
        order_changes.prepare(self.desk, fields, found)

    def put(self, fields: dict[str, Any], found: Row | None, ready: None) -> int:
        """Write the order."""
        return order_changes.write(self.desk, self.change, fields, found)
