"""amflow event: the calendar of share issues, launches, campaigns and other days that matter."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.commands import files
from amflow.locale import N_, _
from amflow.prep.events import records as events
from amflow.prep.events import view as event_view
from amflow.shell.command import DryRun, Last, family, showing
from amflow.shell.context import App

KIND = N_("share-issue, launch, campaign, meeting, training, closed or other")

Ref = Annotated[str, typer.Argument(metavar="EVENT", help=N_("its reference: e7"))]
Kind = Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help=KIND)]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help=N_("its last day, where it lasts longer than one"))]
NoteText = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("what else should be known of it"))]


def add(
    app: App,
    day: Annotated[
        str, typer.Argument(metavar="DATE", help=N_("its day, or days: thu, 2026-12-03, mon-wed, next wed"))
    ] = "",
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what it is"))] = "",
    kind: Kind = "",
    until: Until = "",
    note: NoteText = None,
) -> None:
    """Put an event into the calendar. It is shown in the morning on its day, and three working days ahead.

    amflow event add thu "Huaxin subscription 787123" --kind share-issue · amflow event add "5 dec" "90-day deposit" --kind launch
    """
    when = day or app.ask(_("its day"), _('amflow event add fri "…"'), app.a_day)
    what = title or app.ask(_("what it is"), f'amflow event add {when} "…"')
    app.show(event_view.changed(events.add(app.desk, events.EventInput(when, what, kind, until, note)), _("added")))


def listed(
    app: App,
    kind: Kind = "",
    past: Annotated[bool, typer.Option("--past", help=N_("those that are over, too"))] = False,
    last: Last = 50,
) -> None:
    """List the events from today on, the first in front."""
    from datetime import date

    key = events.kind_of(kind) if kind else ""
    found = events.listing(app.book, date.min if past else app.today, None, key, last)
    app.show(event_view.listing(found, _('nothing ahead: amflow event add DATE "…", or amflow event import FILE')))


def edit(
    app: App,
    event: Ref,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help=N_("another day, or days"))] = "",
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help=N_("what it is"))] = "",
    kind: Kind = "",
    until: Annotated[str | None, typer.Option(metavar="DATE", help=N_("its last day"))] = None,
    note: NoteText = None,
) -> None:
    """Change an event; --until none lets it be one day long."""
    given = events.EventInput(day, title, kind, until, note)
    app.show(event_view.changed(events.edit(app.desk, event, given), _("changed")))


def remove(app: App, event: Ref) -> None:
    """Take an event out of the calendar."""
    app.show(event_view.changed(events.remove(app.desk, event), _("taken out")))


def import_(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV, xlsx, xls or ics; - for stdin"))],
    kind: Annotated[
        str, typer.Option("--kind", "-k", metavar="KIND", help=N_("of those whose row does not say it"))
    ] = "",
    the_map: files.MapFile = None,
    dry_run: DryRun = False,
    rejects: files.Rejects = None,
) -> None:
    """Bring events in from a file: a column with the day (date) and one with the title (title).

    Imported again, a file updates what is there. amflow undo takes it back.

    amflow event import new-shares.csv --kind share-issue
    """
    from amflow.prep.events import importing as event_importing

    files.bring(app, event_importing.request(file, events.kind_of(kind) if kind else "", the_map, dry_run, rejects))


show = showing("event", "event", Ref, N_("Show an event in full."))
VERBS = {"add": add, "list": listed, "show": show, "edit": edit, "remove": remove, "import": import_}
register = family(
    "event", N_("The calendar: share issues, launches, campaigns, meetings, days the firm is closed."), VERBS
)
