"""amflow holding: what customers have bought and still have."""

from pathlib import Path
from typing import Annotated, Any

import typer

from amflow.callback.holdings import changes as holding_changes
from amflow.callback.holdings import records as holdings
from amflow.callback.holdings import view as holding_view
from amflow.commands import files
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.shell.command import Anyway, DryRun, Fields, Last, family, showing, takes, text
from amflow.shell.context import App

Which = Annotated[str, typer.Argument(metavar="HOLDING", help=N_("its reference: h5"))]
FIELDS: Fields = {
    "amount": text(N_("what it is worth, or the sum that matures; of a loan what was lent"), metavar="AMOUNT"),
    "units": text(N_("how many units, 1,234.56 of a fund"), metavar="N"),
    "cost": text(N_("what was paid for all of it"), metavar="AMOUNT"),
    "bought": text(N_("when it was bought"), metavar="DATE"),
    "matures": text(N_("when it matures"), metavar="DATE"),
    "take_profit": text(N_("a price of one unit, or +15%"), metavar="LINE"),
    "stop_loss": text(N_("a price of one unit, or -8%"), metavar="LINE"),
    "deal": text(N_("the deal that it was bought in: d3"), metavar="REF"),
    "why": text(N_("why, although the product does not suit the customer; kept"), metavar="WORDS"),
}
"""What may be said of a holding when it is written down or changed."""


@takes(FIELDS, *FIELDS)
def add(
    app: App,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name; or what it is called"))],
    customer: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whose it is"))] = "",
    *,
    anyway: Anyway = False,
    **given: Any,
) -> None:
    """Write down what a customer holds.

    amflow holding add "90-day note" --for "Chen Min" --amount 200k --bought today --matures 2027-02-23
    """
    whom = customer or app.ask(_("customer"), _("add --for CUSTOMER"), app.a_customer)
    given |= {"product": product, "customer": whom}
    number = app.unless_twice(lambda anyway: holding_changes.add(app.desk, given, anyway=anyway), anyway)
    _changed(app, number, _("{name} written down"))


def listed(
    app: App,
    customer: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("only this customer's"))] = "",
    product: Annotated[str, typer.Option(metavar="PRODUCT", help=N_("only of this product"))] = "",
    matures: Annotated[
        str, typer.Option(metavar="TIME", help=N_("only what matures within so long: 30d, 2w, 3m"))
    ] = "",
    crossed: Annotated[bool, typer.Option("--crossed", help=N_("only where the price has reached a line"))] = False,
    sold: Annotated[bool, typer.Option("--sold", help=N_("those that were sold"))] = False,
    last: Last = 50,
) -> None:
    """List what customers hold, with value and gain at the last price.

    amflow holding list --matures 30d
    """
    whose = customers.find(app.book, customer)["id"] if customer else None
    what = products.find(app.book, product)["id"] if product else None
    found, total = holdings.listing(app.desk, holdings.HoldingFilter(whose, what, matures, crossed, sold, last))
    view = holding_view.listing(found, total, crossed=crossed)
    app.show_some(view, "holding", "amflow holding list · amflow holding list --sold")


@takes(FIELDS, *FIELDS)
def edit(
    app: App,
    holding: Which,
    customer: Annotated[str | None, typer.Option("--for", metavar="CUSTOMER", help=N_("whose it is"))] = None,
    product: Annotated[str | None, typer.Option(metavar="PRODUCT", help=N_("the product"))] = None,
    name: Annotated[str | None, typer.Option(help=N_("what it is called"))] = None,
    **given: Any,
) -> None:
    """Change what is known of a holding; an empty text takes the field out: --stop-loss ""."""
    given |= {"customer": customer, "product": product, "name": name}
    _changed(app, holding_changes.edit(app.desk, holding, given), _("{name} changed"))


def sell(
    app: App,
    holding: Which,
    units: Annotated[str, typer.Option(metavar="N", help=N_("only so many units; the rest stays"))] = "",
    proceeds: Annotated[
        str, typer.Option(metavar="AMOUNT", help=N_("what came of it; of a loan what was repaid"))
    ] = "",
    day: Annotated[str, typer.Option(metavar="DATE", help=N_("when; by itself today"))] = "",
) -> None:
    """Note that a holding was sold, redeemed or paid out, whole or in part; or a loan repaid, so much of it.

    amflow holding sell h5 --proceeds 50k
    """
    number = holding_changes.sell(app.desk, holding, units=units, proceeds=proceeds, day=day)
    loan = holdings.one(app.desk, number)
    words = (
        _("{name} sold") if not loan.is_owed else _("{name} paid off") if loan.sold_on else _("{name} repaid in part")
    )
    _changed(app, number, words)


def remove(app: App, holding: Which) -> None:
    """Take out a holding that was written down by mistake."""
    app.show(holding_view.changed(holding_changes.remove(app.desk, holding), _("{name} removed"), app.today))


def import_(
    app: App,
    file: files.Source,
    the_map: files.MapFile = None,
    ask: files.AskMap = False,
    save_map: files.SaveMap = None,
    sheet: files.SheetName = "",
    where: files.Where = None,
    dry_run: DryRun = False,
    rejects: files.Rejects = None,
) -> None:
    """Bring holdings in from a file: as amflow import FILE --as holding does. Prices come with --as price."""
    files.import_(
        app, Path(file), "holding", the_map, ask, save_map, sheet, where=where, dry_run=dry_run, rejects=rejects
    )


def _changed(app: App, number: int, done: str) -> None:
    app.show(holding_view.changed(holdings.one(app.desk, number), done, app.today))


show = showing("holding", "holding", Which, N_("Show a holding: value, gain, lines."))
VERBS = {"add": add, "list": listed, "show": show, "edit": edit, "sell": sell, "remove": remove, "import": import_}
register = family("holding", N_("What customers have bought and still have: value, maturity, lines."), VERBS)
