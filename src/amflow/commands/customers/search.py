"""amflow find: words, wherever they stand in the book."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell.command import commands
from amflow.shell.context import App


def find(
    app: App,
    text: Annotated[list[str], typer.Argument(metavar="TEXT…", help=N_("the words; a record must have all of them"))],
    place: Annotated[
        str, typer.Option("--in", metavar="KIND", help=N_("only customers, touches, deals, tasks or notes"))
    ] = "",
    last: int = 20,
) -> None:
    """Find words in names, files, talks, deals, tasks and notes, the newest first.

    amflow find contract · amflow find price list --in touches
    """
    from amflow.customers import records as customers
    from amflow.customers.search import records as search
    from amflow.customers.search.view import HitsView

    words = " ".join(text)
    found = search.find(app.book, words, place, last)
    app.show(HitsView(found, customers.names_meant(app.book, words) if place in ("", "customers") else []))


register = commands({"find": find})
