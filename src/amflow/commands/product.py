"""amflow product: what is sold."""

from typing import Annotated

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.errors import Usage
from amflow.locale import N_, _

Which = Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name, or a part of one"))]
Series = Annotated[str | None, typer.Option(help=N_("the series it belongs to"))]
Price = Annotated[str | None, typer.Option(metavar="AMOUNT", help=N_("such as 550, 1,153.50 or 20万"))]
Remark = Annotated[str | None, typer.Option(help=N_("what is worth knowing about it"))]


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("its name"))],
    series: Series = None,
    price: Price = None,
    note: Remark = None,
) -> None:
    """Add a product."""
    from amflow.render import products as render
    from amflow.routine import products

    app: App = context.obj
    given = {"name": name, "series": series, "price": price, "note": note}
    fields = products.checked(given, app.settings.currency)
    with app.book.change("product add") as change:
        number = products.add(app.book, change, fields)
        change.summary = fields["name"]
    app.show(render.changed(products.one(app.book, number), _("{name} added")))


def listed(context: typer.Context, series: Annotated[str, typer.Option(help=N_("only this series"))] = "") -> None:
    """List the products."""
    from amflow.render import products as render
    from amflow.routine import products

    app: App = context.obj
    app.show(render.listing(products.listing(app.book, series)))


def show(context: typer.Context, product: Which) -> None:
    """Show a product."""
    from amflow.render import products as render
    from amflow.routine import products

    app: App = context.obj
    app.show(render.page(products.one(app.book, products.find(app.book, product)["id"])))


def edit(
    context: typer.Context,
    product: Which,
    name: Annotated[str | None, typer.Option(help=N_("its new name"))] = None,
    series: Series = None,
    price: Price = None,
    note: Remark = None,
) -> None:
    """Change a product. An empty text takes the field out: --price ""."""
    from amflow.render import products as render
    from amflow.routine import products

    app: App = context.obj
    given = {"name": name, "series": series, "price": price, "note": note}
    fields = products.checked(given, app.settings.currency)
    if not fields:
        raise Usage(_("nothing to change was named"), _("--name, --series, --price or --note"))
    with app.book.change("product edit") as change:
        number = products.find(app.book, product)["id"]
        done = _("{name} changed") if products.edit(app.book, change, number, fields) else _("{name} was so already")
        change.summary = products.one(app.book, number).name
    app.show(render.changed(products.one(app.book, number), done))


def remove(context: typer.Context, product: Which) -> None:
    """Take out a product that no deal is about."""
    from amflow.render import products as render
    from amflow.routine import products

    app: App = context.obj
    with app.book.change("product remove") as change:
        row = products.find(app.book, product)
        gone = products.one(app.book, row["id"])
        products.remove(app.book, change, row)
        change.summary = gone.name
    app.show(render.changed(gone, _("{name} removed")))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    product = family("product", N_("What is sold."))
    for name, function in (("add", add), ("list", listed), ("show", show), ("edit", edit), ("remove", remove)):
        verb(product, name)(function)
    app.add_typer(product)
