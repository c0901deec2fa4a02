"""amflow calendar: which days are worked."""

from pathlib import Path
from typing import Annotated

import typer

from amflow.dates.calendar import days_off
from amflow.dates.calendar import view as calendar_view
from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App

Year = Annotated[str, typer.Option(metavar="YEAR", help=N_("the year, this one without it"))]


def listed(app: App, year: Year = "") -> None:
    """List the days of a year that are not as their weekday says: holidays, make-up days, your own.

    amflow calendar list --year 2026
    """
    app.show(calendar_view.listing(days_off.listing(app.days, year, app.today)))


def show(
    app: App,
    day: Annotated[
        str, typer.Argument(metavar="[DATE]", help=N_("fri, 2026-10-10, Spring Festival; today without it"))
    ] = "today",
) -> None:
    """Show a day: whether it is worked and why, whether the exchanges trade, its lunar date."""
    from amflow.agenda.tasks import records as tasks

    asked = tasks.day_of(app.desk, day) or app.today
    app.show(calendar_view.page(days_off.about(app.days, app.calendar, asked)))


def bring(
    app: App,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV of date,kind,name; or the JSON list of a year"))],
    year: Annotated[
        str, typer.Option(metavar="YEAR", help=N_("the file is the whole official list of this year"))
    ] = "",
) -> None:
    """Bring in days: a year's official list, your own leave. They hold over those that the program knows.

    amflow calendar import 2027.json · amflow calendar import leave.csv
    """
    app.show(calendar_view.brought(days_off.bring(app.book, app.today, app.days, file, year), _("brought in")))


def remove(
    app: App,
    day: Annotated[str, typer.Argument(metavar="[DATE]", help=N_("the day: 2027-02-05"))] = "",
    year: Annotated[str, typer.Option(metavar="YEAR", help=N_("all days of this year"))] = "",
) -> None:
    """Take days that you brought in out again: one day, or those of a year."""
    done = days_off.remove(app.book, app.today, app.days, day, year, app.desk.day)
    app.show(calendar_view.brought(done, _("taken out")))


VERBS = {"list": listed, "show": show, "import": bring, "remove": remove}
register = family("calendar", N_("Which days are worked: holidays, make-up days, your own."), VERBS)
