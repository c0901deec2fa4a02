"""What is sold: finding a product by what a person types, adding, changing, listing (`W03`, `W12`)."""

from datetime import date
from typing import Any, NamedTuple

from amflow.book import derive, values
from amflow.book.money import Money, amount
from amflow.book.store import Book, Change, Row
from amflow.errors import Ambiguous, NotFound, Refused, Usage
from amflow.locale import _, ngettext
from amflow.routine import refs


class Product(NamedTuple):
    """A product; `price` is None where it has none."""

    id: int
    name: str
    series: str
    price: Money | None
    note: str
    open_deals: int
    won_deals: int
    last_won_on: date | None

    @property
    def ref(self) -> str:
        """`p3`."""
        return f"p{self.id}"


_COLUMNS = (
    "SELECT product.*,"
    " (SELECT count(*) FROM deal WHERE product_id = product.id AND state = 'open') AS open_deals,"
    " (SELECT count(*) FROM deal WHERE product_id = product.id AND state = 'won') AS won_deals,"
    " (SELECT max(closed_on) FROM deal WHERE product_id = product.id AND state = 'won') AS last_won_on"
    " FROM product"
)


def find(book: Book, text: str) -> Row:
    """The one product that the text means: `p3`, a whole name, or a part of one.

    Raises NotFound with the nearest names, Ambiguous with the candidates.
    """
    number = refs.of_table(text, "p")
    if number is not None:
        row = book.get("product", number)
        if row is None:
            raise NotFound(_("there is no product {ref}").format(ref=f"p{number}"), _("amflow product list shows them"))
        return row
    key = values.folded(values.harmless(text))
    if not key:
        raise Usage(_("which product?"), _("a product is p3, a name, or a part of one"))
    found = book.all("SELECT * FROM product WHERE name_key = ? ORDER BY id", key) or book.all(
        "SELECT * FROM product WHERE instr(name_key, ?) ORDER BY id LIMIT 9", key
    )
    if len(found) > 1:
        raise Ambiguous(
            _("{text} is more than one product").format(text=text),
            _("use {ref}, or more of the name").format(ref=f"p{found[0]['id']}"),
            tuple(f"p{row['id']}  {row['name']}" for row in found),
        )
    if not found:
        raise NotFound(_("no product is called “{text}”").format(text=text), _near(book, key))
    return found[0]


def _near(book: Book, key: str) -> str:
    from difflib import get_close_matches

    names = {row["name_key"]: f"{row['name']} (p{row['id']})" for row in book.all("SELECT * FROM product LIMIT 3000")}
    near = get_close_matches(key, names, 3, 0.4)
    if not near:
        return _("amflow product list shows them; amflow product add makes one")
    return _("did you mean {names}?").format(names=", ".join(names[name] for name in near))


def one(book: Book, product_id: int) -> Product:
    """The product with this number."""
    row = book.one(f"{_COLUMNS} WHERE product.id = ?", product_id)
    assert row is not None
    return _product(row)


def listing(book: Book, series: str) -> list[Product]:
    """All products, or those of a series, by series and name."""
    rows = book.all(f"{_COLUMNS} WHERE ? = '' OR series = ? ORDER BY series, name_key", series, series)
    return [_product(row) for row in rows]


def _product(row: Row) -> Product:
    price = None if row["price_minor"] is None else Money(row["price_minor"], row["currency"] or "CNY")
    last = date.fromisoformat(row["last_won_on"]) if row["last_won_on"] else None
    return Product(
        row["id"], row["name"], row["series"], price, row["description"], row["open_deals"], row["won_deals"], last
    )


def checked(given: dict[str, str | None], currency: str) -> dict[str, Any]:
    """The fields a person gave (name, series, price, note), as the book keeps them; None is left out. Raises Usage."""
    kept: dict[str, Any] = {}
    if given.get("name") is not None:
        kept["name"] = values.line(given["name"] or "", _("the name"))
    series = given.get("series")
    if series is not None:
        kept["series"] = values.line(series, _("the series")) if series else ""
    price = given.get("price")
    if price is not None:
        # An empty price takes it away; a price of none is not a price of 0.
        kept |= {"price_minor": amount(price, currency) if price else None, "currency": currency if price else ""}
    note = given.get("note")
    if note is not None:
        kept["description"] = values.words(note, _("the note"))
    return derive.of_product(kept)


def add(book: Book, change: Change, fields: dict[str, Any]) -> int:
    """Add a product and give its number. Raises Refused when there is one of this name."""
    _free(book, fields["name_key"], 0)
    return change.insert("product", **fields)


def edit(book: Book, change: Change, product_id: int, fields: dict[str, Any]) -> bool:
    """Change a product; say whether anything was different. Raises Refused when the name is another's."""
    if "name_key" in fields:
        _free(book, fields["name_key"], product_id)
    return change.update("product", product_id, **fields)


def _free(book: Book, key: str, own: int) -> None:
    other = book.one("SELECT id, name FROM product WHERE name_key = ? AND id <> ?", key, own)
    if other is not None:
        raise Refused(
            _("{name} is there already: {ref}").format(name=other["name"], ref=f"p{other['id']}"),
            _("amflow product edit {ref} changes it").format(ref=f"p{other['id']}"),
        )


def remove(book: Book, change: Change, row: Row) -> None:
    """Take a product out of the book. Raises Refused while deals are about it."""
    deals = book.number("SELECT count(*) FROM deal WHERE product_id = ?", row["id"])
    if deals:
        raise Refused(
            ngettext("{n} deal is about {name}", "{n} deals are about {name}", deals).format(name=row["name"]),
            _("a product that was sold stays; rename it with amflow product edit"),
        )
    for table in ("holding", "orders"):
        if book.number(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE product_id = ?)", row["id"]):
            raise Refused(
                _("{name} is held or ordered by customers").format(name=row["name"]),
                _("a product that was sold stays; rename it with amflow product edit"),
            )
    for price in book.all("SELECT id FROM price WHERE product_id = ?", row["id"]):
        change.delete("price", price["id"])
    change.delete("product", row["id"])
