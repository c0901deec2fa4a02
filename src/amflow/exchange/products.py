"""Bringing products in."""

from amflow.book import derive, values
from amflow.book.store import Row
from amflow.exchange.cells import Read
from amflow.exchange.writers import Writer, new


class Products(Writer):
    """A product is known by its key, else by its name."""

    table = "product"

    def alike(self, row: Read) -> list[Row]:
        """Products of this name."""
        name = row.given.get("name") or row.fresh.get("name", "")
        return self.book.all("SELECT * FROM product WHERE name_key = ? LIMIT 9", values.folded(name))

    def add(self, row: Read) -> int:
        """Add the product; a price without a currency is in the settings' one."""
        row = self.with_fresh(row)
        return self.change.insert("product", **self._said(row), **self.keyed(row))

    def update(self, row: Read, found: Row) -> bool:
        """Bring it up to date."""
        changes = new(found, {**self._said(row), **self.keyed(row)})
        return bool(changes) and self.change.update("product", found["id"], **changes)

    def _said(self, row: Read) -> dict[str, object]:
        said = self.columns(row, "name", "series", "price", "currency", "description")
        if said.get("name") == "":
            del said["name"]
        if said.get("price_minor") is not None:
            said["currency"] = said.get("currency") or self.job.currency
        return derive.of_product(said)
