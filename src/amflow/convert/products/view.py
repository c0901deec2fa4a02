"""How products are shown, and which of them fit a customer, with the reasons."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book.quantities import price_in_words
from amflow.convert.products.records import DayPrice, Product
from amflow.convert.products.suitability import VERDICTS
from amflow.dates import durations
from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, listed, ngettext, pgettext
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, in_columns, named, picked

if TYPE_CHECKING:
    from amflow.convert.products.matching import Match, Matched
    from amflow.convert.products.suitability import Tolerance, UnsuitedReason
    from amflow.playbooks.model import Playbook
    from amflow.shell.screen import Screen

COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name")),
    ListColumn("series", N_("series"), "dim"),
    ListColumn("service", N_("service"), data_only=True),
    ListColumn("risk", N_("risk")),
    ListColumn("term", N_("term"), "right", say=lambda one: durations.said(one.term)),
    ListColumn("least", N_("minimum"), "right"),
    ListColumn("price", N_("price"), "right"),
    ListColumn(
        "currency",
        N_("currency"),
        data_only=True,
        get=lambda one: next((money.currency for money in (one.price, one.least) if money), ""),
    ),
    ListColumn("open_deals", NP_("of deals", "open"), "right"),
    ListColumn("won_deals", N_("won"), "right"),
    ListColumn("note", NP_("beside it", "note"), "dim"),
)

UNSUITED = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("product_ref", N_("ref"), "ref"),
    ListColumn("product", N_("product")),
    ListColumn("verdict", N_("suits"), say=lambda one: _(VERDICTS[one.verdict])),
    ListColumn("deal", N_("about"), "ref"),
    ListColumn("why", N_("reason")),
)


def listing(products: Sequence[Product], playbook: "Playbook") -> ListView:
    """Products by series and name; a screen says the playbook's word for the service, and no column of noughts."""
    from amflow.playbooks.titles import titles_by_key

    services = titles_by_key(playbook.services)
    empty = {key for key in ("open_deals", "won_deals") if not any(getattr(one, key) for one in products)}
    columns = [
        column._replace(data_only=not services, say=lambda one: services.get(one.service, one.service))
        if column.key == "service"
        else column._replace(
            data_only=column.data_only or column.key in empty or (column.key == "series" and bool(services))
        )
        for column in COLUMNS
    ]
    return ListView("products", columns, products, empty=_("no products yet: amflow product add NAME"), give="note")


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
    foot = product.note.splitlines()
    foot += [_("not told yet: {what}").format(what=_(", ").join(missing))] if missing else []
    told = [(aspects.get(key, key), words) for key, words in product.aspects]
    title = named(product.name, product.ref)
    return ProductPage("product", _item(product), fields, title=title, told=told, foot=foot)


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
    price = str(product.price or "")
    then = [(_("price"), price), (_("risk"), product.risk), (_("term"), durations.said(product.term))]
    return ChangeView("product", _item(product), done.format(name=f"{product.name} ({product.ref})"), then, undo=new)


PRICES = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("price", N_("price"), "right", say=lambda one: price_in_words(one.price)),
    ListColumn("currency", N_("currency"), "dim"),
    ListColumn("product", N_("product"), data_only=True),
)


def prices(found: Sequence[DayPrice]) -> ListView:
    """What one unit was worth, day by day."""
    return ListView("prices", PRICES, found, empty=_("no prices yet: amflow product price PRODUCT 1.2345"))


def priced(price: DayPrice, today: date) -> ChangeView:
    """A price that was written down, on which day, and what had been there for it."""
    done = _("{name}: {price} on {day}").format(
        name=price.product, price=price_in_words(price.price), day=date_format.short(price.on_date, today)
    )
    return ChangeView(
        "price",
        in_columns(PRICES, price),
        done,
        [(pgettext("of a price", "before"), price_in_words(price.was) if price.was else "")],
    )


def _item(product: Product) -> dict[str, Any]:
    more = picked(product, "last_won_on", "held")
    return in_columns(COLUMNS, product) | more | {"aspects": dict(product.aspects)}


MATCHES = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("name", N_("name"), "title", get=lambda one: one.product.name),
    ListColumn("points", N_("points"), "right"),
    ListColumn("verdict", N_("suits"), data_only=True, get=lambda one: one.fit.verdict),
    ListColumn("risk", N_("risk"), data_only=True, get=lambda one: one.product.risk),
    ListColumn("term", N_("term"), data_only=True, get=lambda one: one.product.term),
    ListColumn("least", N_("minimum"), data_only=True, get=lambda one: one.product.least),
    ListColumn("why", N_("why"), get=lambda one: listed(one.why)),
)


LEFT_OUT = tuple(column for column in MATCHES if column.key in ("ref", "name", "verdict", "risk"))


class MatchedView(ListView):
    """The products for a customer. On a screen each has its reasons in full below it."""

    def __init__(self, found: "Matched", limit: int) -> None:
        extra = {
            "customer": {"ref": f"c{found.customer['id']}", "name": found.customer["name"]},
            "tolerance": picked(found.tolerance, "key", "assessed_on", "good_until", "expired"),
            "left_out": [in_columns(LEFT_OUT, one) for one in found.left_out],
        }
        super().__init__("product-match", MATCHES, found.proposed[:limit], extra=extra)
        self.found = found

    def draw(self, screen: "Screen") -> None:
        """Who, what they can bear, the products with their reasons, what is left out."""
        found = self.found
        screen.line(Span(found.customer["name"], "title"), Span(f"  c{found.customer['id']}", "ref"))
        words, style = bearing(found.tolerance, screen.today)
        if words:
            screen.line(Span(words, style), indent=2, wrap=True)
        if not found.asked:
            told = _("nothing answered yet: amflow customer ask {ref}").format(ref=f"c{found.customer['id']}")
            screen.line(Span(told, "dim"), indent=2)
        screen.blank()
        if not self.items:
            screen.line(Span(_("no product to propose"), "dim"), indent=2)
        for place, one in enumerate(self.items, 1):
            self._product(screen, place, one)
        if found.left_out:
            screen.blank()
            self._left_out(screen)

    def _product(self, screen: "Screen", place: int, one: "Match") -> None:
        product = one.product
        facts = [str(product.risk), durations.said(product.term)]
        facts.append(_("from {amount}").format(amount=product.least.short()) if product.least else "")
        screen.line(
            f"{place:2} ",
            Span(f"{one.ref}  ", "ref"),
            Span(product.name, "title"),
            Span("  " + " · ".join(told), "dim") if (told := [fact for fact in facts if fact]) else "",
        )
        for why in one.why or [_("nothing speaks for it yet")]:
            screen.line(Span("· ", "dim"), why, indent=7, wrap=True)

    def _left_out(self, screen: "Screen") -> None:
        count = len(self.found.left_out)
        screen.line(Span(ngettext("{n} left out: it does not suit", "{n} left out: they do not suit", count), "soon"))
        rows: list[list[Any]] = [
            [Span(one.ref, "ref"), one.product.name, Span(one.why[-1], "dim")] for one in self.found.left_out[:10]
        ]
        screen.table(rows, indent=2)


def bearing(bears: "Tolerance", today: Any) -> tuple[str, str]:
    """What a customer can bear and since when that is known, and the style of it; empty where nobody has asked."""
    if not bears.key:
        return "", ""
    day = date_format.short(bears.assessed_on, today) if bears.assessed_on else _("nobody knows when")
    if bears.expired:
        told = _("{tolerance}, assessed {day}: too old, to be assessed anew before anything is proposed")
        return told.format(tolerance=bears.title, day=day), "late"
    if bears.good_until:
        until = date_format.short(bears.good_until, today)
        return _("{tolerance}, assessed {day}, good until {until}").format(
            tolerance=bears.title, day=day, until=until
        ), "good"
    return _("{tolerance}, assessed {day}").format(tolerance=bears.title, day=day), "good"


def unsuited(found: Sequence["UnsuitedReason"]) -> tuple[str, ListView]:
    """What was taken although it did not suit, on a customer's page."""
    return _("did not suit"), ListView("unsuited", UNSUITED, found, give="why")
