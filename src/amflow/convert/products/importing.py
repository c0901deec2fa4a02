"""Bringing products in, and what they were worth on a day."""

from typing import Any

from amflow.book import derived_columns, values
from amflow.book.store import Row
from amflow.convert.products import records as products
from amflow.files.import_.cells import RowRead
from amflow.files.import_.fields import CURRENCY, UID, WHAT, RecordKind, a_field
from amflow.files.import_.named import Job
from amflow.files.import_.plain_writer import PlainWriter
from amflow.files.import_.writer import RowWriter, new

PRODUCT = RecordKind(
    "product",
    "product",
    "products",
    ("name",),
    (
        UID,
        a_field(
            "name", headings=("名称", "产品", "产品名称", "商品", "商品名称", "存货名称", "product", "product name")
        ),
        a_field("series", headings=("系列",)),
        a_field("price", "money", ("价格", "单价"), column="price_minor"),
        CURRENCY,
        a_field("description", "long", ("备注", "说明", "note", "notes")),
        a_field("service", "word", ("类别", "产品类别", "业务类别"), known="services"),
        a_field("risk", "word", ("风险等级", "产品风险等级", "risk class"), known="risks"),
        a_field("term", "term", ("期限", "产品期限")),
        a_field("least", "money", ("起购金额", "起点金额", "起存金额", "minimum", "min"), column="least_minor"),
        *(
            a_field(f"about_{key}", "long", headings, column="")
            for key, headings in (
                ("features", ("features", "特点", "产品特点")),
                ("advantages", ("advantages", "优势", "产品优势")),
                ("return", ("return", "收益", "收益与计算方式")),
                ("risk", ("what can be lost", "风险说明")),
                ("price", ("terms", "价格与条件")),
                ("competition", ("competition", "竞品比较", "与竞品比较")),
            )
        ),
    ),
)


class Products(RowWriter):
    """A product is known by its key, else by its name."""

    kind = PRODUCT

    def alike(self, row: RowRead) -> list[Row]:
        """Products of this name."""
        name = row.given.get("name") or row.fresh.get("name", "")
        return self.book.all("SELECT * FROM product WHERE name_key = ? LIMIT 9", values.folded(name))

    def add(self, row: RowRead) -> int:
        """Add the product; a price without a currency is in the settings' one. Raises Usage, Refused."""
        row = self.with_fresh(row)
        return products.add(self.book, self.change, {**self._told(row, "{}"), **self.keyed(row)})

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring it up to date. Raises Usage, Refused."""
        changes = new(found, {**self._told(row, found["aspects"]), **self.keyed(row)})
        if not changes or not products.edit(self.book, self.change, found["id"], changes):
            return False
        self.replaced.tell(found, changes, set(), row.given)
        return True

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """A product that another row names."""
        return products.add(job.desk.book, job.change, derived_columns.of_product({"name": name, **key}))

    def _told(self, row: RowRead, aspects: str) -> dict[str, Any]:
        told = self.columns(row, *self.plain)
        if told.get("name") == "":
            del told["name"]
        pairs = [f"{key[6:]}={value}" for key, value in row.given.items() if key.startswith("about_")]
        if pairs:
            told["aspects"] = products.aspects(self.desk, aspects, pairs)
        if told.get("price_minor") is not None or told.get("least_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        return derived_columns.of_product(told)


PRICE = RecordKind(
    "price",
    "price",
    "prices",
    ("product",),
    (
        UID,
        WHAT,
        a_field("on_date", "date", ("日期", "净值日期", "date", "on", "day")),
        a_field("price", "price", ("价格", "净值", "单位净值", "单价", "nav", "close"), column="price_e4"),
        CURRENCY,
    ),
    must=("product", "on_date", "price"),
)


class Prices(PlainWriter):
    """What products were worth on a day: one price a day."""

    kind = PRICE
    same = ("product_id", "on_date")
