"""amflow calendar: which days are worked."""

from typing import Annotated

import typer

from amflow.dates.calendar import days_off
from amflow.dates.calendar import view as calendar_view
from amflow.locale import N_, _
from amflow.shell.command import commands
from amflow.shell.context import App


def calendar(
    app: App,
    day: Annotated[
        str, typer.Argument(metavar="[DATE|YEAR]", help=N_("fri, 2026-10-10, Spring Festival; 2027; today without it"))
    ] = "",
    remove: bool = False,
) -> None:
    """Show a day: whether it is worked and why, whether the exchanges trade, its lunar date; or list the days of a year that are
    not as their weekday says: holidays, make-up days, your own. Days come in by amflow import FILE --as calendar.

    amflow calendar · amflow calendar fri · amflow calendar 2026
    """
    from amflow.agenda.tasks import records as tasks

    year = day if day.isdecimal() and len(day) == 4 else ""
    if remove:
        done = days_off.remove(app.book, app.today, app.days, "" if year else day, year, app.desk.day)
        return app.show(calendar_view.brought(done, _("taken out")))
    if year:
        return app.show(calendar_view.listing(days_off.listing(app.days, year, app.today)))
    asked = tasks.day_of(app.desk, day) or app.today
    return app.show(calendar_view.page(days_off.about(app.days, app.calendar, asked)))


register = commands({"calendar": calendar})
