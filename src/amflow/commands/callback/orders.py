"""amflow order: what customers ordered, promised against delivered."""

from typing import Annotated, Any

import typer

from amflow.callback.orders import changes as order_changes
from amflow.callback.orders import records as orders
from amflow.callback.orders import view as order_view
from amflow.convert.products import records as products
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.shell.command import family, spelling
from amflow.shell.context import App
from amflow.shell.parameters import plural, takes

Which = Annotated[str, typer.Argument(metavar="ORDER", help=N_("its reference: o4"))]


@takes("units", "amount", "ordered", "promised", "deal")
def add(
    app: App,
    product: Annotated[
        str, typer.Argument(metavar="PRODUCT", help=N_("p3, a name, what it is called; several: rice=20, oil=10"))
    ],
    customer: str = "",
    *,
    anyway: bool = False,
    **given: Any,
) -> None:
    """Take an order.

    amflow order add "training day" --for "Helen Carter" --units 2 --promised fri
    """
    whom = customer or customers.of_deal(app.book, given["deal"]) or app.ask_whom(_("add --for CUSTOMER"))
    given |= {"product": product, "customer": whom}
    numbers = app.unless_twice(lambda anyway: order_changes.add(app.desk, given, anyway=anyway), anyway)
    app.show(order_view.taken([orders.one(app.desk, number) for number in numbers], app.today))


def listed(
    app: App,
    customer: str = "",
    product: str = "",
    state: str = "",
    last: int = 50,
) -> None:
    """List the orders that wait for delivery, the late ones first; with --for the history of purchases.

    amflow order list · amflow order list --for "Helen Carter"
    """
    whose = customers.find(app.book, customer)["id"] if customer else None
    what = products.find(app.book, product)["id"] if product else None
    found = orders.listing(app.desk, state=state, customer_id=whose, product_id=what, limit=last)
    app.show_some(order_view.listing(*found), "orders", "amflow order list --state all")


@takes("customer", "product", "units", "amount", "ordered", "promised", "deal", "why")
def edit(
    app: App,
    order: Which,
    *,
    mistyped: Annotated[
        bool, typer.Option("--mistyped", help=N_("the day before was written down wrongly: no promise was broken"))
    ] = False,
    **given: Any,
) -> None:
    """Change an order; an empty text takes the field out: --promised "".

    amflow order add "training day" --for "Helen Carter" --units 2 --promised fri
    amflow order edit o1 --units 3 --promised mon
    """
    given |= {"mistyped": "1" if mistyped else None}
    _changed(app, order_changes.edit(app.desk, order, given), _("{name} changed"))


@plural("order deliver")
def deliver(
    app: App,
    order: Which,
    units: str = "",
    at: str = "",
    why: str = "",
) -> None:
    """Note that an order was delivered, whole or in part.

    amflow order add "training day" --for "Helen Carter" --units 2 --promised fri
    amflow order deliver o1
    """
    found, cleared = order_changes.deliver(app.desk, order, units=units, day=at, why=why)
    app.show(order_view.delivered(found, app.today, cleared=cleared))


@spelling
def cancel(app: App, order: Which, why: str = "") -> None:
    """Call an order off; it stays in the history with the reason."""
    reason = why or app.ask(_("the reason"), _("add --why"))
    _changed(app, order_changes.cancel(app.desk, order, reason), _("{name} called off"))


def reopen(app: App, order: Which) -> None:
    """Take an order up again: it was neither delivered nor called off."""
    _changed(app, order_changes.edit(app.desk, order, {"reopen": "1"}), _("{name} open again"))


def remove(app: App, order: Which) -> None:
    """Take out an order that was written down by mistake."""
    app.show(order_view.changed(order_changes.remove(app.desk, order), _("{name} removed"), app.today))


def _changed(app: App, number: int, done: str) -> None:
    app.show(order_view.changed(orders.one(app.desk, number), done, app.today))


VERBS = {
    "add": add,
    "list": listed,
    "edit": edit,
    "deliver": deliver,
    "cancel": cancel,
    "remove": remove,
    "reopen": reopen,
}
register = family("order", N_("What customers ordered: promised against delivered."), VERBS)
