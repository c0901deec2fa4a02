"""amflow event: the calendar of share issues, launches, campaigns and other days that matter."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.errors import Refused
from amflow.locale import N_, _, ngettext
from amflow.prep.events import records as events
from amflow.prep.events import view as event_view
from amflow.shell.command import family, verb
from amflow.shell.context import App

KIND = N_("share-issue, launch, campaign, meeting, training, closed or other; 新股, 新品, 活动 …")

Ref = Annotated[str, typer.Argument(metavar="EVENT", help=N_("its reference: e7"))]
Kind = Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help=KIND)]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help=N_("its last day, where it lasts longer than one"))]
NoteText = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("what else should be known of it"))]


def add(
    context: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DATE", help=N_("its day, or days: thu, 12-03, mon-wed, 下周三"))] = "",
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what it is"))] = "",
    kind: Kind = "",
    until: Until = "",
    note: NoteText = None,
) -> None:
    """Put an event into the calendar. It is shown in the morning on its day, and three working days ahead.

    amflow event add thu "华新科技 subscription 787123" --kind share-issue · amflow event add 12-10 "90天存款上市" --kind 新品
    """
    app: App = context.obj
    when = day or app.ask(_("its day"), _('amflow event add DATE "…"'))
    what = title or app.ask(_("what it is"), _('amflow event add DATE "…"'))
    app.show(event_view.changed(events.add(app.desk, events.EventInput(when, what, kind, until, note)), _("added")))


def listed(
    context: typer.Context,
    kind: Kind = "",
    past: Annotated[bool, typer.Option("--past", help=N_("those that are over, too"))] = False,
    last: Annotated[int, typer.Option("--last", min=1, max=100_000, metavar="N", help=N_("how many at most"))] = 50,
) -> None:
    """List the events from today on, the first in front."""
    from datetime import date

    app: App = context.obj
    key = events.kind_of(kind) if kind else ""
    found = events.listing(app.book, date.min if past else app.today, None, key, last)
    app.show(event_view.listing(found, _('nothing ahead: amflow event add DATE "…", or amflow event import FILE')))


def show(context: typer.Context, event: Ref) -> None:
    """Show an event in full."""
    app: App = context.obj
    app.show(event_view.page(events.one(app.desk, event)))


def edit(
    context: typer.Context,
    event: Ref,
    day: Annotated[str, typer.Option("--date", metavar="DATE", help=N_("another day, or days"))] = "",
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help=N_("what it is"))] = "",
    kind: Kind = "",
    until: Until = "",
    note: NoteText = None,
) -> None:
    """Change an event; --until none lets it be one day long."""
    app: App = context.obj
    given = events.EventInput(day, title, kind, until, note)
    app.show(event_view.changed(events.edit(app.desk, event, given), _("changed")))


def remove(context: typer.Context, event: Ref) -> None:
    """Take an event out of the calendar."""
    app: App = context.obj
    app.show(event_view.changed(events.remove(app.desk, event), _("taken out")))


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV, xlsx, xls or ics; - for stdin"))],
    kind: Annotated[
        str, typer.Option("--kind", "-k", metavar="KIND", help=N_("of those whose row does not say it"))
    ] = "",
    the_map: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help=N_("which column is what: a TOML file, docs/import.md"))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=N_("say what would happen and write nothing"))
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help=N_("where refused rows go; else FILE.rejects.csv"))
    ] = None,
) -> None:
    """Bring events in from a file: a column with the day (日期, 申购日期) and one with the title (标题, 股票名称).

    Imported again, a file updates what is there. amflow undo takes it back.

    amflow event import new-shares.csv --kind share-issue
    """
    from amflow.files.import_ import run
    from amflow.files.import_ import view as import_view
    from amflow.prep.events import importing as event_importing
    from amflow.prep.events.records import kind_of

    app: App = context.obj
    request = event_importing.request(file, kind_of(kind) if kind else "", the_map, dry_run, rejects)
    with import_view.progress(app.out.quiet, _("importing")) as tick:
        report = run.bring(app.desk, request, tick, app.say)
    app.show(import_view.ImportView(report))
    if report.nothing_taken:
        raise Refused(
            ngettext("the one row was refused", "all {n} rows were refused", report.refused),
            _("mend them in the file of refused rows, and import that"),
        )


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    event = family("event", N_("The calendar: share issues, launches, campaigns, meetings, days the firm is closed."))
    verbs = (("add", add), ("list", listed), ("show", show), ("edit", edit), ("remove", remove), ("import", import_))
    for name, function in verbs:
        verb(event, name)(function)
    app.add_typer(event)
