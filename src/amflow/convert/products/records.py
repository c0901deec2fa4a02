"""What is sold: finding a product by what a person types, adding, changing, listing (`W03`, `W12`)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.book import derived_columns, quantities, values
from amflow.book.change import Change
from amflow.book.money import Money, amount
from amflow.book.quantities import Units
from amflow.book.store import Book, Row
from amflow.errors import Ambiguous, NotFound, Refused, Usage
from amflow.locale import _, listed, ngettext
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Playbook


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
    service: str = ""
    """The key of the playbook's kind of service."""
    risk: str = ""
    """The key of the playbook's risk class."""
    term: str = ""
    """How long the money is bound: `6m`, `90d`."""
    least: Money | None = None
    """The smallest amount."""
    aspects: tuple[tuple[str, str], ...] = ()
    """What is known of it, by the keys of the playbook's aspects."""
    held: int = 0
    """How many customers hold it."""

    @property
    def ref(self) -> str:
        """`p3`."""
        return f"p{self.id}"


_COLUMNS = (
    "SELECT product.*,"
    " (SELECT count(*) FROM deal WHERE product_id = product.id AND state = 'open') AS open_deals,"
    " (SELECT count(*) FROM deal WHERE product_id = product.id AND state = 'won') AS won_deals,"
    " (SELECT max(closed_on) FROM deal WHERE product_id = product.id AND state = 'won') AS last_won_on,"
    " (SELECT count(DISTINCT customer_id) FROM holding WHERE product_id = product.id) AS held"
    " FROM product"
)


def called(book: Book, name: str) -> Row | None:
    """The product of exactly that name, on sale or not; None for none."""
    key = values.folded(values.harmless(name))
    return book.one("SELECT * FROM product WHERE name_key = ? ORDER BY id LIMIT 1", key) if key else None


def find(book: Book, text: str) -> Row:
    """The one product that the text means: `p3`, a whole name, or a part of one.

    Raises NotFound with the nearest names, Ambiguous with the candidates.
    """
    number = refs.of_table(text, "p")
    if number is not None:
        row = book.get("product", number)
        if row is None:
            raise NotFound(_("there is no product {ref}"), _("amflow product list shows them"), ref=f"p{number}")
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
    return _("did you mean {names}?").format(names=listed([names[name] for name in near]))


def one(book: Book, product_id: int) -> Product:
    """The product with this number."""
    row = book.one(f"{_COLUMNS} WHERE product.id = ?", product_id)
    assert row is not None
    return _product(row)


def listing(desk: "Desk", *, series: str = "", service: str = "", risk: str = "", text: str = "") -> list[Product]:
    """Products by series and name: all, or those of a series, of a service, of a risk class, with a text in what is
    known of them. Raises Usage."""
    playbook = desk.playbook
    service = known_key(service, playbook.services, _("service"))
    risk = known_key(risk, playbook.risks, _("risk class"))
    found = []
    for row in desk.book.all(
        f"{_COLUMNS} WHERE (?1 = '' OR series = ?1) AND (?2 = '' OR service = ?2) AND (?3 = '' OR risk = ?3)"
        " ORDER BY series, name_key, product.id",
        series,
        service,
        risk,
    ):
        one = _product(row)
        if not text or values.folded(text) in told(desk, one):
            found.append(one)
    return found


def told(desk: "Desk", product: Product) -> str:
    """Everything that is known of a product, folded: what words are looked for in."""
    services, risks = titles_by_key(desk.playbook.services), titles_by_key(desk.playbook.risks)
    parts = [product.name, product.series, product.note, services.get(product.service, ""), risks.get(product.risk, "")]
    return "\n".join(values.folded(part) for part in [*parts, *(words for _key, words in product.aspects)] if part)


def of_row(row: Row) -> Product:
    """The product of a row of its table alone: without how often it was sold."""
    return _product({**dict(row), "open_deals": 0, "won_deals": 0, "last_won_on": None, "held": 0})


def _product(row: Any) -> Product:
    from json import loads

    currency = row["currency"] or "CNY"
    return filled(
        Product,
        row,
        price=None if row["price_minor"] is None else Money(row["price_minor"], currency),
        note=row["description"],
        last_won_on=values.day_or_none(row["last_won_on"]),
        least=None if row["least_minor"] is None else Money(row["least_minor"], currency),
        aspects=tuple(loads(row["aspects"]).items()),
    )


def checked(
    desk: "Desk", given: dict[str, str | None], pairs: Sequence[str] = (), before: Row | None = None
) -> dict[str, Any]:
    """The fields a person gave (name, series, price, note, service, risk, term, least, and `KEY=WORDS` of the playbook's
    aspects), as the book keeps them; None is left out, an empty text takes a field out. Raises Usage."""
    playbook, currency = desk.playbook, desk.settings.currency
    if before is not None and before["currency"]:
        currency = before["currency"]
    kept: dict[str, Any] = {}
    if given.get("name") is not None:
        kept["name"] = values.line(given["name"] or "", _("the name"))
    series = given.get("series")
    if series is not None:
        kept["series"] = values.line(series, _("the series")) if series else ""
    for key in ("price", "least"):
        money = given.get(key)
        if money is not None:
            if key == "price" and re.fullmatch(r"\d+\.\d{4}", money.strip(), re.ASCII):
                raise Usage(
                    _("“{text}” is a price of one unit").format(text=money),
                    _("those have four decimals and a day: amflow product price PRODUCT {price}").format(
                        price=money.strip()
                    ),
                )
            # An empty price takes it away; a price of none is not a price of 0.
            kept |= {f"{key}_minor": amount(money, currency) if money else None}
            kept |= {"currency": currency} if money else {}
    note = given.get("note")
    if note is not None:
        kept["description"] = values.words(note, _("the note"))
    words = {"service": (playbook.services, _("service")), "risk": (playbook.risks, _("risk class"))}
    for key, (entries, what) in words.items():
        word = given.get(key)
        if word is not None:
            kept[key] = known_key(word, entries, what)
    term = given.get("term")
    if term is not None:
        from amflow.dates import durations

        kept["term"] = durations.read(term) if term else ""
    if pairs:
        kept["aspects"] = aspects(desk, before["aspects"] if before is not None else "{}", pairs)
    return derived_columns.of_product(kept)


def aspects(desk: "Desk", text: str, pairs: Sequence[str]) -> str:
    """What is known of a product (JSON) with `KEY=WORDS` pairs set; an empty value takes one out. Raises Usage."""
    from json import dumps, loads

    found: dict[str, str] = loads(text)
    titles = titles_by_key(desk.playbook.aspects)
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise Usage(_("“{text}” is not KEY=WORDS"), _("such as --aspect features=…"), text=pair)
        key = known_key(name.strip(), desk.playbook.aspects, _("aspect"))
        found.pop(key, None)
        if value.strip():
            found[key] = values.words(value, titles[key])
    ordered = [*titles, *found]
    return dumps({key: found[key] for key in dict.fromkeys(ordered) if key in found}, ensure_ascii=False)


def add(book: Book, change: Change, fields: dict[str, Any]) -> int:
    """Add a product and give its number. Raises Refused when there is one of this name."""
    _free(book, fields["name_key"], 0)
    return change.insert("product", **fields)


def edit(book: Book, change: Change, product_id: int, fields: dict[str, Any]) -> bool:
    """Change a product; say whether anything was different. Raises Refused when the name is another's."""
    if "name_key" in fields:
        _free(book, fields["name_key"], product_id)
    return change.update("product", product_id, **fields)


def change(desk: "Desk", text: str, given: dict[str, str | None], pairs: list[str]) -> tuple[int, bool]:
    """Change the product that the text means: its number, and whether anything was different. Raises NotFound,
    Ambiguous, Usage, Refused."""
    row = find(desk.book, text)
    fields = checked(desk, given, pairs, row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow product edit --help lists what can be"))
    return row["id"], put(desk, row, fields)


def put(desk: "Desk", row: Row, fields: dict[str, Any]) -> bool:
    """Write what was changed of a product as a change of its own; whether anything was different. Raises Refused."""
    with desk.book.change("product edit", fields.get("name", row["name"])) as change:
        return edit(desk.book, change, row["id"], fields)


class DayPrice(NamedTuple):
    """What one unit of a product was worth on a day."""

    product: str
    on_date: date
    price: Units
    currency: str
    was: Units | None = None
    """What had been written down for that day."""


def put_price(desk: "Desk", text: str, price: str, day: str) -> DayPrice:
    """Write down what one unit was worth, today by itself; one that is there for that day gives way. Raises NotFound,
    Ambiguous, Usage."""
    row = find(desk.book, text)
    e4 = quantities.typed(price, _("the price"))
    on_date = desk.day(day, behind=True) if day else desk.today
    if on_date > desk.today:
        raise Usage(_("{day} is still to come").format(day=on_date.isoformat()), _("a price is one that there was"))
    kept = desk.book.one("SELECT * FROM price WHERE product_id = ? AND on_date = ?", row["id"], on_date.isoformat())
    currency = (kept["currency"] if kept is not None else row["currency"]) or desk.settings.currency
    with desk.book.change("product price", f"{row['name']} (p{row['id']}): {Units(e4)}") as change:
        if kept is None:
            change.insert("price", product_id=row["id"], on_date=on_date.isoformat(), price_e4=e4, currency=currency)
        else:
            change.update("price", kept["id"], price_e4=e4)
    was = Units(kept["price_e4"]) if kept is not None and kept["price_e4"] != e4 else None
    return DayPrice(row["name"], on_date, Units(e4), currency, was)


def prices(desk: "Desk", text: str) -> list[DayPrice]:
    """What one unit was worth, the last day first; the last hundred days there are. Raises NotFound, Ambiguous."""
    row = find(desk.book, text)
    return [
        DayPrice(row["name"], date.fromisoformat(one["on_date"]), Units(one["price_e4"]), one["currency"])
        for one in desk.book.all("SELECT * FROM price WHERE product_id = ? ORDER BY on_date DESC LIMIT 100", row["id"])
    ]


def _free(book: Book, key: str, own: int) -> None:
    other = book.one("SELECT id, name FROM product WHERE name_key = ? AND id <> ?", key, own)
    if other is not None:
        raise Refused(
            _("{name} is there already: {ref}").format(name=other["name"], ref=f"p{other['id']}"),
            _("amflow product edit {ref} changes it").format(ref=f"p{other['id']}"),
        )


def remove(book: Book, change: Change, row: Row) -> None:
    """Take a product out of the book. Raises Refused while anything is about it."""
    deals = book.number("SELECT count(*) FROM deal WHERE product_id = ?", row["id"])
    if deals:
        raise Refused(
            ngettext("{n} deal is about {name}", "{n} deals are about {name}", deals).format(name=row["name"]),
            _("a product that was sold stays; rename it with amflow product edit"),
        )
    for table in ("holding", "orders", "unsuited", "price"):
        if book.one(f"SELECT 1 FROM {table} WHERE product_id = ? LIMIT 1", row["id"]):
            raise Refused(
                _("{name} is held, ordered or priced").format(name=row["name"]),
                _("a product that was sold stays; rename it with amflow product edit"),
            )
    campaign = book.one("SELECT id, title FROM campaign WHERE product_id = ? LIMIT 1", row["id"])
    if campaign is not None:
        raise Refused(
            _("{name} is the brand of {title}").format(name=row["name"], title=campaign["title"]),
            _('amflow campaign edit {ref} --product ""').format(ref=f"g{campaign['id']}"),
        )
    if book.one("SELECT 1 FROM target WHERE scope = 'product' AND part = ? LIMIT 1", str(row["id"])):
        raise Refused(
            _("{name} has a target").format(name=row["name"]),
            _("amflow target remove METRIC --product {ref}").format(ref=f"p{row['id']}"),
        )
    change.delete("product", row["id"])


def shown(desk: "Desk", text: str) -> "tuple[Product, Playbook]":
    """The product that the text means, and the playbook whose words are beside it. Raises NotFound, Ambiguous."""
    return one(desk.book, find(desk.book, text)["id"]), desk.playbook
