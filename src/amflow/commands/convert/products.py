"""amflow product: what is sold, whom it suits."""

from typing import Annotated, Any

import typer

from amflow.convert.products import editor_page as product_editor
from amflow.convert.products import matching
from amflow.convert.products import records as products
from amflow.convert.products import view as product_view
from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import Who, takes

Which = Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name, or a part of one"))]
FIELDS = ("series", "price", "service", "risk", "term", "min", "aspect", "note")
"""What may be said of a product when it is added or changed."""


@takes(*FIELDS)
def add(app: App, name: Annotated[str, typer.Argument(metavar="NAME", help=N_("its name"))], **given: Any) -> None:
    """Add a product.

    amflow product add "Premium service" --price 120k
    amflow product edit "Premium service" --aspect features="a visit every month"
    """
    aspect = given.pop("aspect")
    given["least"] = given.pop("min")
    fields = products.checked(app.desk, {"name": name, **given}, aspect)
    with app.book.change("product add", fields["name"]) as change:
        number = products.add(app.book, change, fields)
    app.show(product_view.changed(products.one(app.book, number), _("{name} added")))


def listed(
    app: App,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("only with this in what is known of it"))] = "",
    series: str = "",
    service: str = "",
    risk: str = "",
) -> None:
    """List the products.

    amflow product list
    """
    found = products.listing(app.desk, series=series, service=service, risk=risk, text=text)
    app.show_some(product_view.listing(found, app.playbook), "product", "amflow product list")


@takes("name", *FIELDS)
def edit(app: App, product: Which, *, editor: bool = False, **given: Any) -> None:
    """Change a product. An empty text takes the field out: --price "". Without options it opens in your editor.

    amflow product edit p1 --price 12500
    """
    aspect = given.pop("aspect")
    given["least"] = given.pop("min")
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


def match(app: App, customer: Who, last: int = 10) -> None:
    """Rank the products by what a customer needs, and say why; what does not suit is left out, with the reason.

    amflow product match "Helen Carter"
    """
    app.show(product_view.MatchedView(matching.of_customer(app.desk, customer), last))


def price(
    app: App,
    product: Which,
    value: Annotated[str, typer.Argument(metavar="[PRICE]", help=N_("of one unit, with up to four decimals"))] = "",
    at: str = "",
) -> None:
    """Write down what one unit of a product is worth, such as a fund's net value; without a price list those there are.

    amflow product price p3 88500 · amflow product price p3 88000 --at yesterday
    """
    if value:
        app.show(product_view.priced(products.put_price(app.desk, product, value, at), app.today))
    else:
        app.show(product_view.prices(products.prices(app.desk, product)))


VERBS = {"add": add, "list": listed, "edit": edit, "remove": remove, "match": match, "price": price}
register = family("product", N_("What is sold, and whom it suits."), VERBS)
