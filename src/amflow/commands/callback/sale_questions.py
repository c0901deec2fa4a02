"""What is missing of a sale, in a talk or where a deal is won, asked for on the terminal."""

from collections.abc import Callable

from amflow.asking import NONE, until_understood
from amflow.callback.sales.ready import named
from amflow.callback.sales.records import SaleInput, UnsaidOfSale
from amflow.errors import Refused
from amflow.locale import _
from amflow.shell.context import App


def asked(app: App, given: SaleInput, look: Callable[[SaleInput], object]) -> SaleInput:
    """What was said of a sale, with what is missing asked for where somebody is there; `look` raises UnsaidOfSale for it."""
    asks = False
    while app.may_ask:
        try:
            look(given._replace(anyway=True))
        except UnsaidOfSale as wanted:
            given = _with(given, wanted.field, _answer(app, given, wanted, look))
            asks = True
        else:
            if asks and given.units and not given.promised:
                day = until_understood(app.prompt, _("promised for (Enter: no day)"), lambda said: _day(app, said))
                given = given._replace(promised=day)
            break
    return given


def _with(given: SaleInput, field: str, said: str) -> SaleInput:
    return SaleInput(**given._asdict() | {field: said})


def _answer(app: App, given: SaleInput, wanted: UnsaidOfSale, look: Callable[[SaleInput], object]) -> str:
    for line in wanted.lines:
        app.say(f"  {line}")
    question = wanted.message
    if wanted.field == "replaces":
        question = _("{question} ({ref}, Enter: no)").format(question=question, ref=wanted.lines[0].split()[0])

    def read(said: str) -> str:
        said = said or (NONE[0] if wanted.field == "replaces" else "")
        if not said:
            raise UnsaidOfSale(wanted.field, wanted.message, wanted.hint)
        if wanted.field == "product":
            said = what(app, said)
        try:
            look(_with(given, wanted.field, said)._replace(anyway=True))
        except UnsaidOfSale as still:
            if still.field == wanted.field:
                raise
        except Refused:
            # It is understood: what speaks against it is said once all is.
            return said
        return said

    return until_understood(app.prompt, question, read)


def what(app: App, said: str) -> str:
    """What was bought, as it is said to the sale: a product by its reference, a service by its key."""
    product, service = named(app.desk, said)
    return f"p{product['id']}" if product is not None else service


def _day(app: App, said: str) -> str:
    return app.desk.day(said).isoformat() if said else ""
