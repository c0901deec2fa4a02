"""amflow event: the calendar of share issues, launches, campaigns and other days that matter."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.prep.events import records as events
from amflow.prep.events import view as event_view
from amflow.shell.command import family
from amflow.shell.context import App

Ref = Annotated[str, typer.Argument(metavar="EVENT", help=N_("its reference: e7"))]


def add(
    app: App,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what it is"))] = "",
    at: str = "",
    kind: str = "",
    to: str = "",
    note: str | None = None,
) -> None:
    """Put an event into the calendar. It is shown in the morning on its day, and three working days ahead.

    amflow event add "New series: first day" --at "5 dec" --kind launch
    amflow event add "autumn fair" --at mon-wed
    """
    what = title or app.ask(_("what it is"), _('amflow event add "…" --at fri'))
    when = at or app.ask(_("its day"), _("add --at DATE"), app.a_day)
    app.show(event_view.changed(events.add(app.desk, events.EventInput(when, what, kind, to, note)), _("added")))


def listed(
    app: App,
    kind: str = "",
    past: Annotated[bool, typer.Option("--past", help=N_("those that are over, too"))] = False,
    last: int = 50,
) -> None:
    """List the events from today on, the first in front.

    amflow event list
    """
    from datetime import date

    key = events.kind_of(kind) if kind else ""
    found = events.listing(app.book, date.min if past else app.today, None, key, last)
    app.show(
        event_view.listing(found, _('nothing ahead: amflow event add "…" --at DATE, or amflow import FILE --as event'))
    )


def edit(
    app: App, event: Ref, at: str = "", title: str = "", kind: str = "", to: str | None = None, note: str | None = None
) -> None:
    """Change an event; --to none lets it be one day long.

    amflow event edit e2 --title "Weekly meeting, with the branch"
    """
    given = events.EventInput(at, title, kind, to, note)
    app.show(event_view.changed(events.edit(app.desk, event, given), _("changed")))


def remove(app: App, event: Ref) -> None:
    """Take an event out of the calendar."""
    app.show(event_view.changed(events.remove(app.desk, event), _("taken out")))


VERBS = {"add": add, "list": listed, "edit": edit, "remove": remove}
register = family(
    "event", N_("The calendar: share issues, launches, campaigns, meetings, days the firm is closed."), VERBS
)
