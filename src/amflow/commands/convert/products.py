"""amflow product: what is sold, whom it suits."""

from typing import Annotated, Any

import typer

from amflow.convert.products import editor_page as product_editor
from amflow.convert.products import matching
from amflow.convert.products import records as products
from amflow.convert.products import view as product_view
from amflow.locale import N_, _
from amflow.shell.command import Fields, Who, family, showing, takes, text
from amflow.shell.context import App

Which = Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name, or a part of one"))]
Aspects = Annotated[
    list[str], typer.Option("--aspect", metavar="KEY=WORDS", help=N_("features, advantages, price, competition …"))
]
Editor = Annotated[bool, typer.Option("--editor", help=N_("as a page in your editor"))]
FIELDS: Fields = {
    "series": text(N_("the series it belongs to")),
    "price": text(N_("such as 550, 1,153.50 or 20k"), metavar="AMOUNT"),
    "service": text(N_("the kind of service: deposit, fund …"), metavar="KEY"),
    "risk": text(N_("the risk class: R1 … R5"), metavar="KEY"),
    "term": text(N_("how long the money is bound: 90d, 6m, 1 year"), metavar="TERM"),
    "least": text(N_("the smallest amount: 10000, 50k"), "--min", metavar="AMOUNT"),
    "aspect": (Aspects, []),
    "note": text(N_("what is worth knowing about it")),
}
"""What may be said of a product when it is added or changed."""


@takes(FIELDS, *FIELDS)
def add(app: App, name: Annotated[str, typer.Argument(metavar="NAME", help=N_("its name"))], **given: Any) -> None:
    """Add a product.

    amflow product add "Bond fund" --service fund --risk R2 --min 1000 --aspect features="daily in and out"
    """
    aspect = given.pop("aspect")
    fields = products.checked(app.desk, {"name": name, **given}, aspect)
    with app.book.change("product add", fields["name"]) as change:
        number = products.add(app.book, change, fields)
    app.show(product_view.changed(products.one(app.book, number), _("{name} added")))


def listed(
    app: App,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("only with this in what is known of it"))] = "",
    series: Annotated[str, typer.Option(help=N_("only this series"))] = "",
    service: Annotated[str, typer.Option(metavar="KEY", help=N_("only this kind of service"))] = "",
    risk: Annotated[str, typer.Option(metavar="KEY", help=N_("only this risk class"))] = "",
) -> None:
    """List the products."""
    found = products.listing(app.desk, series=series, service=service, risk=risk, text=text)
    app.show_some(product_view.listing(found, app.playbook), "product", "amflow product list")


@takes(FIELDS, *FIELDS)
def edit(
    app: App,
    product: Which,
    name: Annotated[str | None, typer.Option(help=N_("its new name"))] = None,
    *,
    editor: Editor = False,
    **given: Any,
) -> None:
    """Change a product. An empty text takes the field out: --price "". Without options it opens in your editor."""
    aspect = given.pop("aspect")
    given["name"] = name
    if editor or (app.may_ask and not aspect and all(value is None for value in given.values())):
        number, new = product_editor.edit(app.desk, product, app.edit_again)
    else:
        number, new = products.change(app.desk, product, given, aspect)
    done = _("{name} changed") if new else _("{name} was so already")
    app.show(product_view.changed(products.one(app.book, number), done, new))


def remove(app: App, product: Which) -> None:
    """Take out a product that no deal is about."""
    with app.book.change("product remove") as change:
        row = products.find(app.book, product)
        gone = products.one(app.book, row["id"])
        products.remove(app.book, change, row)
        change.summary = gone.name
    app.show(product_view.changed(gone, _("{name} removed")))


def match(
    app: App,
    customer: Who,
    last: Annotated[int, typer.Option("--last", min=1, max=1000, metavar="N", help=N_("how many at most"))] = 10,
) -> None:
    """Rank the products by what a customer needs, and say why; what does not suit is left out, with the reason.

    amflow product match c12
    """
    app.show(product_view.MatchedView(matching.of_customer(app.desk, customer), last))


def price(
    app: App,
    product: Which,
    value: Annotated[str, typer.Argument(metavar="[PRICE]", help=N_("of one unit, with up to four decimals"))] = "",
    day: Annotated[str, typer.Option(metavar="DATE", help=N_("when; by itself today"))] = "",
) -> None:
    """Write down what one unit of a product is worth, such as a fund's net value; without a price list those there are.

    amflow product price p3 1.2345 · amflow product price p3 1.2290 --day yesterday
    """
    if value:
        app.show(product_view.priced(products.put_price(app.desk, product, value, day), app.today))
    else:
        app.show(product_view.prices(products.prices(app.desk, product)))


show = showing("product", "product", Which, N_("Show a product: what one must know of it, its risk, who has it."))
VERBS = {"add": add, "list": listed, "show": show, "edit": edit, "remove": remove, "match": match, "price": price}
register = family("product", N_("What is sold, and whom it suits."), VERBS)
