"""How products are shown."""

from collections.abc import Sequence
from typing import Any

from amflow.locale import N_, _
from amflow.render.views import ChangeView, Column, ItemView, ListView
from amflow.routine.products import Product

COLUMNS = (
    Column("ref", N_("ref"), "ref"),
    Column("name", N_("name")),
    Column("series", N_("series"), "dim"),
    Column("price", N_("price"), "right"),
    Column("currency", N_("currency"), hide=True, get=lambda one: one.price.currency if one.price else ""),
    Column("open_deals", N_("open"), "right"),
    Column("won_deals", N_("won"), "right"),
    Column("note", N_("note"), "dim"),
)


def listing(products: Sequence[Product]) -> ListView:
    """Products by series and name."""
    return ListView("product-list", COLUMNS, products, empty=_("no products yet: amflow product add NAME"), give="note")


def page(product: Product) -> ItemView:
    """One product."""
    fields = [
        (_("series"), product.series),
        (_("price"), product.price),
        (_("open deals"), product.open_deals),
        (_("won deals"), product.won_deals),
        (_("last won on"), product.last_won_on),
        (_("note"), product.note),
    ]
    return ItemView("product", _item(product), fields, title=[f"{product.ref}  {product.name}"])


def changed(product: Product, done: str) -> ChangeView:
    """A product that was added, changed or removed."""
    price = [(_("price"), str(product.price))] if product.price else []
    return ChangeView("product", _item(product), done.format(name=f"{product.name} ({product.ref})"), price)


def _item(product: Product) -> dict[str, Any]:
    return {column.key: column.value(product) for column in COLUMNS} | {"last_won_on": product.last_won_on}
