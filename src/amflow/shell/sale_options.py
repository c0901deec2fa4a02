"""What may be said of a sale, in the talk in which it was agreed or where its deal is won."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell.command import Anyway, Fields

SALE: Fields = {
    "product": (Annotated[str, typer.Option(metavar="PRODUCT", help=N_("what was bought: p3, a name"))], ""),
    "amount": (Annotated[str, typer.Option(metavar="AMOUNT", help=N_("for how much: 200000, 200k"))], ""),
    "units": (Annotated[str, typer.Option(metavar="N", help=N_("how many units"))], ""),
    "promised": (Annotated[str, typer.Option(metavar="DATE", help=N_("the day promised for the delivery"))], ""),
    "replaces": (
        Annotated[str, typer.Option(metavar="REF", help=N_("the holding that is paid out for it: h5; or no"))], ""
    ),
    "why": (
        Annotated[str, typer.Option(metavar="WORDS", help=N_("why, although the product does not suit; kept"))], ""
    ),
    "anyway": (Anyway, False),
}  # fmt: skip
