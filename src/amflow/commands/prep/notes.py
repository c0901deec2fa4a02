"""amflow note: remarks about the market, competitors, products, customers, training and what is difficult."""

from typing import Annotated, Any

import typer

from amflow.locale import N_, _
from amflow.prep.notes import records as notes
from amflow.prep.notes import view as note_view
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import takes

Ref = Annotated[str, typer.Argument(metavar="NOTE", help=N_("its reference: n5"))]
FIELDS = ("kind", "customer", "hours", "link", "on_date", "important")
"""What may be said of a note when it is written or changed."""


@takes(*FIELDS)
def add(
    app: App,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("the note, or - to read it from stdin"))] = "",
    *,
    editor: bool = False,
    **given: Any,
) -> None:
    """Write a note. Without --kind it is about the customer that --for names, else about the market.

    amflow note add "fees fall across the board" --kind competitor
    amflow note add "negotiation, part 3" --hours 1.5
    """
    said = _words(app, text, editor, "") or app.ask(_("the note"), 'amflow note add "…"')
    app.show(note_view.changed(notes.new(app.desk, notes.NoteInput(said, **given)), _("note {ref} written")))


def _words(app: App, text: str, editor: bool, present: str) -> str:
    """What was typed, piped in or written in the editor."""
    if editor:
        return app.edit(text or present, "md")
    return app.stdin_text() if text == "-" else text


def listed(
    app: App,
    kind: str = "",
    customer: str = "",
    since: str = "",
    to: str = "",
    last: int = 20,
) -> None:
    """List the last notes, the newest first.

    amflow note list · amflow note list --kind competitor
    """
    from amflow.customers import records as customers
    from amflow.dates import report_period

    about = customers.find(app.book, customer)["id"] if customer else None
    days = report_period.chosen(app.now, app.desk.manner(), since=since, until=to)[1:] if since or to else None
    key = notes.kind_of(kind) if kind else ""
    found = notes.listing(app.book, kind=key, customer_id=about, limit=last, days=days)
    app.show(note_view.listing(found, _("no such notes") if kind or customer or days else ""))


@takes(*FIELDS)
def edit(
    app: App,
    note: Ref,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("the new words, or - to read them from stdin"))] = "",
    *,
    editor: bool = False,
    **given: Any,
) -> None:
    """Change a note: its words, its kind, whom it is about.

    amflow note edit n5 --kind competitor · amflow note edit n6 "only one customer said so"
    """
    said = _words(app, text, editor, notes.one(app.desk, note).text) or None
    app.show(note_view.changed(notes.edit(app.desk, note, notes.NoteInput(said, **given)), _("note {ref} changed")))


def remove(app: App, note: Ref) -> None:
    """Take a note out."""
    app.show(note_view.changed(notes.remove(app.desk, note), _("note {ref} removed")))


VERBS = {"add": add, "list": listed, "edit": edit, "remove": remove}
register = family(
    "note", N_("Remarks about the market, competitors, products, customers, training, difficulties."), VERBS
)
