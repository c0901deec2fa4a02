"""How products are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.convert.products.records import Product
from amflow.dates import durations
from amflow.locale import N_, _
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name")),
    ListColumn("series", N_("series"), "dim"),
    ListColumn("service", N_("service"), hide=True),
    ListColumn("risk", N_("risk")),
    ListColumn("term", N_("term"), "right", say=lambda one: durations.said(one.term)),
    ListColumn("least", N_("minimum"), "right"),
    ListColumn("price", N_("price"), "right"),
    ListColumn(
        "currency",
        N_("currency"),
        hide=True,
        get=lambda one: next((money.currency for money in (one.price, one.least) if money), ""),
    ),
    ListColumn("open_deals", N_("open"), "right"),
    ListColumn("won_deals", N_("won"), "right"),
    ListColumn("note", N_("note"), "dim"),
)


def listing(products: Sequence[Product], playbook: "Playbook") -> ListView:
    """Products by series and name; a screen says the playbook's word for the service, and no column of noughts."""
    from amflow.playbooks.titles import titles_by_key

    services = titles_by_key(playbook.services)
    empty = {key for key in ("open_deals", "won_deals") if not any(getattr(one, key) for one in products)}
    columns = [
        column._replace(hide=not services, say=lambda one: services.get(one.service, one.service))
        if column.key == "service"
        else column._replace(hide=column.hide or column.key in empty or (column.key == "series" and bool(services)))
        for column in COLUMNS
    ]
    return ListView("product-list", columns, products, empty=_("no products yet: amflow product add NAME"), give="note")


def page(product: Product, playbook: "Playbook") -> ItemView:
    """One product, with everything that one must know of it, and what of that is still missing."""
    from amflow.playbooks.titles import titles_by_key

    aspects, known = titles_by_key(playbook.aspects), dict(product.aspects)
    missing = [title for key, title in aspects.items() if key not in known]
    fields = [
        (_("series"), product.series),
        (_("service"), titles_by_key(playbook.services).get(product.service, product.service)),
        (_("risk"), titles_by_key(playbook.risks).get(product.risk, product.risk)),
        (_("term"), durations.said(product.term)),
        (_("minimum"), product.least),
        (_("price"), product.price),
        (_("open deals"), product.open_deals),
        (_("won deals"), product.won_deals),
        (_("held by"), product.held or ""),
        (_("last won on"), product.last_won_on),
    ]
    return ProductPage(
        "product",
        _item(product),
        fields,
        title=[Span(product.name, "title"), Span(f"  {product.ref}", "ref")],
        told=[(aspects.get(key, key), words) for key, words in product.aspects],
        foot=[
            *product.note.splitlines(),
            *([_("not told yet: {what}").format(what=_(", ").join(missing))] if missing else []),
        ],
    )


class ProductPage(ItemView):
    """A product; what one must know of it in whole sentences, not cut."""

    def __init__(self, *given: Any, told: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.told = told

    def draw(self, screen: Any) -> None:
        """The fields, then each aspect under its title."""
        screen.line(*self.title, wrap=True)
        screen.table([[Span(name, "dim"), str(value)] for name, value in self.fields], indent=2, give=1)
        for title, words in self.told:
            screen.line(Span(title, "title"), indent=2)
            for line in words.splitlines():
                screen.line(line, indent=4, wrap=True)
        for line in self.foot:
            screen.line(Span(line, "dim"), indent=2, wrap=True)


def changed(product: Product, done: str, new: bool = True) -> ChangeView:
    """A product that was added, changed or removed; where it was so already there is nothing to undo."""
    facts = [(_("price"), product.price), (_("risk"), product.risk), (_("term"), durations.said(product.term))]
    then = [(name, str(value)) for name, value in facts if value]
    return ChangeView("product", _item(product), done.format(name=f"{product.name} ({product.ref})"), then, undo=new)


def _item(product: Product) -> dict[str, Any]:
    more = {"last_won_on": product.last_won_on, "held": product.held, "aspects": dict(product.aspects)}
    return {column.key: column.value(product) for column in COLUMNS} | more
