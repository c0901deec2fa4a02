"""amflow note: remarks about the market, competitors, products, customers, training and what is difficult."""

from typing import Annotated, Any

import typer

from amflow.locale import N_, _
from amflow.prep.notes import records as notes
from amflow.prep.notes import view as note_view
from amflow.shell.command import Fields, family, flag, showing, takes, text
from amflow.shell.context import App

KIND = N_("market, competitor, product, bulletin, training, suggestion, challenge or customer")

Ref = Annotated[str, typer.Argument(metavar="NOTE", help=N_("its reference: n5"))]
Kind = Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help=KIND)]
Editor = Annotated[bool, typer.Option("--editor", "-e", help=N_("write it in your editor"))]
FIELDS: Fields = {
    "kind": text(KIND, "--kind", "-k", metavar="KIND"),
    "whom": text(N_("the customer it is about"), "--for", metavar="CUSTOMER"),
    "hours": text(N_("how long it took: 1.5, for training"), "--hours", metavar="HOURS"),
    "link": text(N_("where it can be read"), "--link", metavar="ADDRESS"),
    "on_date": text(N_("another day than today"), "--date", metavar="DATE"),
    "important": flag(N_("to be passed on to customers"), "--important/--not-important"),
}
"""What may be said of a note when it is written or changed."""


@takes(FIELDS, *FIELDS)
def add(
    app: App,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("the note, or - to read it from stdin"))] = "",
    *,
    editor: Editor = False,
    **given: Any,
) -> None:
    """Write a note. Without --kind it is about the customer that --for names, else about the market.

    amflow note add "fund fees fall across the board" --kind competitor · amflow note add "bond funds, part 2" --hours 1.5
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
    kind: Kind = "",
    whom: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("only about this customer"))] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help=N_("only from this day on: monday, last week, 2026-11-01"))
    ] = "",
    last: Annotated[int, typer.Option(min=1, max=100_000, metavar="N", help=N_("how many"))] = 20,
) -> None:
    """List the last notes, the newest first."""
    from amflow.customers import records as customers
    from amflow.dates import report_period

    about = customers.find(app.book, whom)["id"] if whom else None
    days = report_period.chosen(app.now, app.desk.manner(), since=since)[1:] if since else None
    key = notes.kind_of(kind) if kind else ""
    found = notes.listing(app.book, kind=key, customer_id=about, limit=last, days=days)
    app.show(note_view.listing(found, _("no such notes") if kind or whom or since else ""))


@takes(FIELDS, "kind", "whom", "hours", "link", "on_date")
def edit(
    app: App,
    note: Ref,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("the new words, or - to read them from stdin"))] = "",
    *,
    editor: Editor = False,
    **given: Any,
) -> None:
    """Change a note: its words, its kind, whom it is about.

    amflow note edit n5 --kind competitor · amflow note edit n5 --editor
    """
    said = _words(app, text, editor, notes.one(app.desk, note).text) or None
    app.show(note_view.changed(notes.edit(app.desk, note, notes.NoteInput(said, **given)), _("note {ref} changed")))


def remove(app: App, note: Ref) -> None:
    """Take a note out."""
    app.show(note_view.changed(notes.remove(app.desk, note), _("note {ref} removed")))


show = showing("note", "note", Ref, N_("Show a note in full."))
VERBS = {"add": add, "list": listed, "show": show, "edit": edit, "remove": remove}
register = family(
    "note", N_("Remarks about the market, competitors, products, customers, training, difficulties."), VERBS
)
