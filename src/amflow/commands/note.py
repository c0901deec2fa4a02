"""amflow note: remarks about the market, competitors, products, customers."""

import sys
from typing import Annotated

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.locale import N_, _

KIND = N_("market, competitor, product, bulletin, training, suggestion or customer")


def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("the note, or - to read it from stdin"))] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help=KIND)] = "",
    whom: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("the customer it is about"))] = "",
    important: Annotated[bool, typer.Option("--important", help=N_("to be passed on to customers"))] = False,
) -> None:
    """Write a note. Without --kind it is about the customer that --for names, else about the market."""
    from amflow.render import notes as render
    from amflow.routine import notes, people

    app: App = context.obj
    words = sys.stdin.read() if text == "-" else text or app.ask(_("the note"), 'amflow note add "…"')
    checked, about = notes.checked(words), notes.kind_of(kind or ("customer" if whom else "market"))
    with app.book.change("note add") as change:
        number = notes.add(
            change, checked, about, app.today, people.find(app.book, whom) if whom else None, important=important
        )
        change.summary = checked[:60]
    app.show(render.changed(notes.one(app.book, f"n{number}"), _("note {ref} written")))


def listed(
    context: typer.Context,
    kind: Annotated[str, typer.Option(metavar="KIND", help=KIND)] = "",
    whom: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("only about this customer"))] = "",
    last: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help=N_("how many"))] = 20,
) -> None:
    """List the last notes, the newest first."""
    from amflow.render import notes as render
    from amflow.routine import notes, people

    app: App = context.obj
    about = people.find(app.book, whom)["id"] if whom else None
    found = notes.listing(app.book, kind=notes.kind_of(kind) if kind else "", customer_id=about, limit=last)
    app.show(render.listing(found))


def remove(
    context: typer.Context, note: Annotated[str, typer.Argument(metavar="NOTE", help=N_("its reference: n5"))]
) -> None:
    """Take a note out."""
    from amflow.render import notes as render
    from amflow.routine import notes

    app: App = context.obj
    with app.book.change("note remove") as change:
        gone = notes.one(app.book, note)
        change.delete("note", gone.id)
        change.summary = gone.text[:60]
    app.show(render.changed(gone, _("note {ref} removed")))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    note = family("note", N_("Remarks about the market, competitors, products, customers."))
    for name, function in (("add", add), ("list", listed), ("remove", remove)):
        verb(note, name)(function)
    app.add_typer(note)
