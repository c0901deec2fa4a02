"""Bringing in what customers hold, and what they ordered."""

from functools import cached_property
from typing import Any, ClassVar

from amflow.book import values
from amflow.book.store import Row
from amflow.callback.holdings import changes as holding_changes
from amflow.callback.orders import changes as order_changes
from amflow.errors import Refused
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.writer import COMING, PlainWriter, said
from amflow.locale import _


class GoodsWriter(PlainWriter):
    """What has a name, which is by itself that of its product; and a name that the catalogue has means that product, as it
    does where it is typed."""

    whose: ClassVar[tuple[str, ...]] = ("customer", "product")

    def right(self, row: RowRead) -> None:
        """Refuse what has neither name nor product. Raises Reject."""
        super().right(row)
        if not (row.given.get("name") or row.given.get("product") or row.fresh.get("name")):
            raise Reject(_("{name} is blank").format(name=self.job.map.kind.needs[0]))

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; a record without a name has that of its product."""
        told = super().told(row, found)
        if not told.get("name"):
            told.pop("name", None)
            if found is None:
                told["name"] = row.given["product"]
        elif not ("product_id" in told or (found and found["product_id"])):
            # A record that has its product keeps it, whatever it is called.
            number = self.catalogue.get(values.folded(told["name"]))
            told |= {"product_id": number} if number else {}
        return told

    @cached_property
    def catalogue(self) -> dict[str, int]:
        """The numbers of the products by their names."""
        return {row["name_key"]: row["id"] for row in self.book.all("SELECT id, name_key FROM product")}

    def said_alike(self, told: dict[str, Any]) -> list[Row]:
        """Those of that product, else those that were kept by the name alone before the catalogue had it."""
        return super().said_alike(told) or super().said_alike({**told, "product_id": None})


class Holdings(GoodsWriter):
    """What customers have bought and still have, or had."""

    table = "holding"
    plain = (
        "name", "quantity", "amount", "cost", "currency", "bought_on", "matures_on", "take_profit", "stop_loss",
        "sold_on", "sold",
    )  # fmt: skip
    same = ("customer_id", "product_id", "name", "bought_on")
    must = ("customer",)

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; what was sold has a currency."""
        told = super().told(row, found)
        if told.get("sold_on") and not (told.get("currency") or (found and found["currency"])):
            told["currency"] = self.currency
        return told

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> Any:
        """The reason to keep, where the product does not suit and the row says why it is held. Raises Reject, Usage."""
        # Somebody who is only created for this row has told nobody yet what they can bear.
        new = {"id": COMING, "name": row.given.get("customer"), "profile": "{}"}
        whose = new if fields.get("customer_id") == COMING else None
        try:
            return holding_changes.prepare(self.desk, fields, found, row.given.get("why", ""), whose=whose)
        except Refused as refusal:
            raise said(refusal, "" if "sold_on" in fields and found and found["sold_on"] else "why") from refusal

    def put(self, fields: dict[str, Any], found: Row | None, ready: Any) -> int:
        """Write the holding, and the reason with it."""
        if ready is not None and ready.customer_id == COMING:
            ready = ready._replace(customer_id=fields["customer_id"])
        return holding_changes.write(self.desk, self.change, fields, found, ready)


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
