"""Bringing products in."""

from amflow.book import derived_columns, values
from amflow.book.store import Row
from amflow.files.import_.cells import RowRead
from amflow.files.import_.writer import RowWriter, new

PLAIN = ("name", "series", "price", "currency", "description", "service", "risk", "term", "least")


class Products(RowWriter):
    """A product is known by its key, else by its name."""

    table = "product"

    def alike(self, row: RowRead) -> list[Row]:
        """Products of this name."""
        name = row.given.get("name") or row.fresh.get("name", "")
        return self.book.all("SELECT * FROM product WHERE name_key = ? LIMIT 9", values.folded(name))

    def add(self, row: RowRead) -> int:
        """Add the product; a price without a currency is in the settings' one."""
        row = self.with_fresh(row)
        return self.change.insert("product", **self._said(row, "{}"), **self.keyed(row))

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring it up to date."""
        changes = new(found, {**self._said(row, found["aspects"]), **self.keyed(row)})
        return bool(changes) and self.change.update("product", found["id"], **changes)

    def _said(self, row: RowRead, aspects: str) -> dict[str, object]:
        said = self.columns(row, *PLAIN)
        if said.get("name") == "":
            del said["name"]
        told = {key[6:]: value for key, value in row.given.items() if key.startswith("about_")}
        if told:
            from json import dumps, loads

            kept = {**loads(aspects), **told}
            said["aspects"] = dumps({key: words for key, words in kept.items() if words}, ensure_ascii=False)
        if said.get("price_minor") is not None or said.get("least_minor") is not None:
            said["currency"] = said.get("currency") or self.job.currency
        return derived_columns.of_product(said)
