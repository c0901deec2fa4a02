"""What is missing of a sale, in a talk or where a deal is won, asked for on the terminal."""

from collections.abc import Callable

from amflow.asking import until_understood
from amflow.callback.sales.ready import NONE, named
from amflow.callback.sales.records import SaleInput, UnsaidOfSale
from amflow.locale import _
from amflow.shell.context import App


def asked(app: App, given: SaleInput, look: Callable[[SaleInput], object]) -> SaleInput:
    """What was said of a sale, with what is missing asked for where somebody is there; `look` raises UnsaidOfSale for it."""
    asks = False
    while app.may_ask:
        try:
            look(given._replace(anyway=True))
        except UnsaidOfSale as wanted:
            given = SaleInput(**given._asdict() | {wanted.field: _answer(app, wanted)})
            asks = True
        else:
            if asks and given.units and not given.promised:
                day = until_understood(app.prompt, _("promised for (Enter: no day)"), lambda said: _day(app, said))
                given = given._replace(promised=day)
            break
    return given


def _answer(app: App, wanted: UnsaidOfSale) -> str:
    for line in wanted.lines:
        app.say(f"  {line}")
    if wanted.field == "replaces":
        return app.prompt(_("{question} (h5, Enter: no)").format(question=wanted.message)) or NONE[0]
    if wanted.field == "product":
        return until_understood(app.prompt, wanted.message, lambda said: what(app, said))
    return until_understood(app.prompt, wanted.message, lambda said: _said(said, wanted))


def what(app: App, said: str) -> str:
    """What was bought, as it is said to the sale: a product by its reference, a service by its key."""
    product, service = named(app.desk, said)
    return f"p{product['id']}" if product is not None else service


def _said(said: str, wanted: UnsaidOfSale) -> str:
    if not said:
        raise UnsaidOfSale(wanted.field, wanted.message, wanted.hint)
    return said


def _day(app: App, said: str) -> str:
    return app.desk.day(said).isoformat() if said else ""
