"""Bringing products in, and what they were worth on a day."""

from typing import Any

from amflow.book import derived_columns, values
from amflow.book.store import Row
from amflow.convert.products import records as products
from amflow.files.import_.cells import RowRead
from amflow.files.import_.writer import Job, PlainWriter, RowWriter, new

PLAIN = ("name", "series", "price", "currency", "description", "service", "risk", "term", "least")


class Products(RowWriter):
    """A product is known by its key, else by its name."""

    table = "product"

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
        return bool(changes) and products.edit(self.book, self.change, found["id"], changes)

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """A product that another row names."""
        return products.add(job.desk.book, job.change, derived_columns.of_product({"name": name, **key}))

    def _told(self, row: RowRead, aspects: str) -> dict[str, Any]:
        told = self.columns(row, *PLAIN)
        if told.get("name") == "":
            del told["name"]
        pairs = [f"{key[6:]}={value}" for key, value in row.given.items() if key.startswith("about_")]
        if pairs:
            told["aspects"] = products.aspects(self.desk, aspects, pairs)
        if told.get("price_minor") is not None or told.get("least_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        return derived_columns.of_product(told)


class Prices(PlainWriter):
    """What products were worth on a day: one price a day."""

    table = "price"
    plain = ("on_date", "price", "currency")
    whose = ("product",)
    same = ("product_id", "on_date")
    must = ("product", "on_date", "price")
