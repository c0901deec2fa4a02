"""amflow holding: what customers have bought and still have."""

from typing import Annotated, Any

import typer

from amflow.callback.holdings import changes as holding_changes
from amflow.callback.holdings import records as holdings
from amflow.callback.holdings import view as holding_view
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import plural, takes

Which = Annotated[str, typer.Argument(metavar="HOLDING", help=N_("its reference: h5"))]
FIELDS = ("amount", "units", "cost", "bought", "matures", "take_profit", "stop_loss", "deal", "why")
"""What may be said of a holding when it is written down or changed."""


@takes(*FIELDS)
def add(
    app: App,
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name; or what it is called"))],
    customer: str = "",
    *,
    anyway: bool = False,
    **given: Any,
) -> None:
    """Write down what a customer holds.

    amflow holding add "90-day note" --for c1 --amount 200k --matures +90d
    """
    whom = customer or customers.of_deal(app.book, given["deal"]) or app.ask_whom(_("add --for CUSTOMER"))
    given |= {"product": product, "customer": whom}
    number = app.unless_twice(lambda anyway: holding_changes.add(app.desk, given, anyway=anyway), anyway)
    _changed(app, number, _("{name} written down"))


def listed(
    app: App,
    customer: str = "",
    product: str = "",
    within: Annotated[
        str, typer.Option("--within", metavar="TIME", help=N_("only what matures within so long: 30d, 2w, 3m"))
    ] = "",
    crossed: Annotated[bool, typer.Option("--crossed", help=N_("only where the price has reached a line"))] = False,
    sold: Annotated[bool, typer.Option("--sold", help=N_("those that were sold"))] = False,
    last: int = 50,
) -> None:
    """List what customers hold, with value and gain at the last price.

    amflow holding list · amflow holding list --within 30d
    """
    whose = customers.find(app.book, customer)["id"] if customer else None
    what = products.find(app.book, product)["id"] if product else None
    found, total = holdings.listing(app.desk, holdings.HoldingFilter(whose, what, within, crossed, sold, last))
    view = holding_view.listing(found, total, crossed=crossed)
    app.show_some(view, "holding", "amflow holding list · amflow holding list --sold")


@takes("customer", "product", "name", *FIELDS)
def edit(app: App, holding: Which, **given: Any) -> None:
    """Change what is known of a holding; an empty text takes the field out: --stop-loss "".

    amflow holding add "90-day note" --for c1 --amount 200k --matures +90d
    amflow holding edit h1 --amount 250k
    """
    _changed(app, holding_changes.edit(app.desk, holding, given), _("{name} changed"))


@plural("holding sell")
def sell(
    app: App,
    holding: Which,
    units: str = "",
    proceeds: Annotated[
        str, typer.Option(metavar="AMOUNT", help=N_("what came of it; of a loan what was repaid"))
    ] = "",
    at: str = "",
) -> None:
    """Note that a holding was sold, redeemed or paid out, whole or in part; or a loan repaid, so much of it.

    amflow holding add "90-day note" --for c1 --amount 200k --matures +90d
    amflow holding sell h1 --proceeds 50k
    """
    number = holding_changes.sell(app.desk, holding, units=units, proceeds=proceeds, day=at)
    loan = holdings.one(app.desk, number)
    words = (
        _("{name} sold") if not loan.is_owed else _("{name} paid off") if loan.sold_on else _("{name} repaid in part")
    )
    _changed(app, number, words)


def remove(app: App, holding: Which) -> None:
    """Take out a holding that was written down by mistake."""
    app.show(holding_view.changed(holding_changes.remove(app.desk, holding), _("{name} removed"), app.today))


def _changed(app: App, number: int, done: str) -> None:
    app.show(holding_view.changed(holdings.one(app.desk, number), done, app.today))


VERBS = {"add": add, "list": listed, "edit": edit, "sell": sell, "remove": remove}
register = family("holding", N_("What customers have bought and still have: value, maturity, lines."), VERBS)
