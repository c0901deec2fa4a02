"""Bringing in what customers hold, and what they ordered."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from amflow.book import values
from amflow.book.store import Row
from amflow.callback.holdings import changes as holding_changes
from amflow.callback.orders import changes as order_changes
from amflow.convert.deals import pipelines
from amflow.errors import Refused
from amflow.files.import_.cells import RowRead
from amflow.files.import_.fields import BESIDE, CURRENCY, UID, WHAT, WHOSE, WHY, RecordKind, a_field, called
from amflow.files.import_.named import COMING
from amflow.files.import_.plain_writer import PlainWriter
from amflow.files.import_.writer import said
from amflow.locale import _


class GoodsWriter(PlainWriter):
    """What has a name, which is by itself that of its product; and a name that the catalogue has means that product, as it
    does where it is typed."""

    def faults(self, row: RowRead) -> Iterator[str]:
        """What has neither name nor product is nothing that somebody holds."""
        yield from super().faults(row)
        if not self.has(row, "name", "product"):
            yield _("{name} is blank").format(name=called(self.kind, *self.kind.needs))
        every = [rule.field.key for rule in self.job.map.rules if rule.always]
        if not {"name", "product"}.isdisjoint(every):
            # A list of customers of whom some have a deposit: the others have none.
            said = (row.given | row.wrong).keys() - {*every, *self.kind.must, "name", "product", "currency", "why"}
            if not any(row.given.get(key, True) for key in said if key in self.kind.plain):
                yield _("the row says only whose it is")

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


HOLDING = RecordKind(
    "holding",
    "holding",
    "holdings",
    ("name", "product"),
    (
        UID,
        WHOSE,
        *BESIDE,
        WHAT,
        a_field("name", headings=("名称", "持仓")),
        a_field(
            "quantity",
            "quantity",
            ("数量", "份额", "持有份额", "持仓数量", "证券数量", "股票余额", "units", "shares"),
            column="quantity_e4",
        ),
        a_field(
            "amount",
            "money",
            ("金额", "市值", "最新市值", "参考市值", "证券市值", "value", "market value"),
            column="amount_minor",
        ),
        a_field("cost", "money", ("成本", "买入金额"), column="cost_minor"),
        CURRENCY,
        a_field("bought_on", "date", ("购买日期", "买入日期", "起息日", "起息日期", "起存日", "存入日期", "bought")),
        a_field(
            "matures_on",
            "date",
            (
                *(
                    "到期日",
                    "到期日期",
                    "定期到期日",
                    "定期到期日期",
                    "存单到期日",
                    "存款到期日",
                    "理财到期日",
                    "产品到期日",
                ),
                *("maturity", "maturity date", "matures"),
            ),
        ),
        a_field("take_profit", "price", ("止盈线", "止盈价", "take-profit"), column="take_profit_e4"),
        a_field("stop_loss", "price", ("止损线", "止损价", "stop-loss"), column="stop_loss_e4"),
        a_field("sold_on", "date", ("卖出日期", "赎回日期")),
        a_field("sold", "money", ("卖出金额", "赎回金额", "proceeds"), column="sold_minor"),
        WHY,
    ),
    must=("customer",),
)


class Holdings(GoodsWriter):
    """What customers have bought and still have, or had."""

    kind = HOLDING
    steps = ("sold_on", "sold_minor", "currency")
    same = ("customer_id", "product_id", "name", "bought_on")

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; what was sold has a currency."""
        told = super().told(row, found)
        if found is None or told.get("customer_id") != found["customer_id"]:
            told |= pipelines.whose_holding(self.desk, {**(dict(found) if found is not None else {}), **told})
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


ORDER = RecordKind(
    "order",
    "orders",
    "orders",
    ("name", "product"),
    (
        UID,
        WHOSE,
        *BESIDE,
        WHAT,
        a_field("name", headings=("名称",)),
        a_field("quantity", "quantity", ("数量", "units"), column="quantity_e4"),
        a_field("amount", "money", ("金额", "总价", "total"), column="amount_minor"),
        CURRENCY,
        a_field(
            "ordered_on",
            "date",
            ("下单日期", "订单日期", "单据日期", "开单日期", "销售日期", "日期", "date", "order date"),
        ),
        a_field("promised_on", "date", ("承诺日期", "交货日期", "due")),
        a_field("broken_on", "date", ("失约日期",)),
        a_field("delivered_on", "date", ("送达日期", "到货日期")),
        a_field("cancelled_on", "date", ("取消日期",)),
        a_field("why", headings=("原因", "reason")),
    ),
    must=("customer", "ordered_on"),
)


class Orders(GoodsWriter):
    """An order: open, delivered or called off."""

    kind = ORDER
    same = ("customer_id", "product_id", "name", "ordered_on")

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; an order that one of a firm gives is the firm's."""
        told = super().told(row, found)
        named = found is None or told.get("customer_id") != found["customer_id"]
        return told | (order_changes.whose(self.book, told) if named else {})

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> None:
        """Raises Usage, Refused."""
        order_changes.prepare(self.desk, fields, found)

    def put(self, fields: dict[str, Any], found: Row | None, ready: None) -> int:
        """Write the order."""
        return order_changes.write(self.desk, self.change, fields, found)
