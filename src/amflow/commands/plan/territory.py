"""amflow line: the lines of a territory, and the day's route."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.plan.territory import records as territory
from amflow.plan.territory import view as territory_view
from amflow.shell.command import family
from amflow.shell.context import App

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("the line, or the beginning of its name"))]
Whom = Annotated[list[str], typer.Argument(metavar="CUSTOMER…", help=N_("c12 c14, or names"))]


def listed(app: App) -> None:
    """List the lines: shops, who is due today, visits made against those that should be.

    amflow line list
    """
    without = territory.without_lines(app.desk)
    if without and not app.out.terminal:
        app.say(without)
    app.show(territory_view.listing(territory.listing(app.desk), without))


def show(app: App, name: Name) -> None:
    """Show a line as the route of the day: who is on it in order, who is due, what each visit is about.

    amflow line show "Line 2, lake" · amflow line show "Line 3, old town" --on thu
    """
    app.show(territory_view.route(territory.show(app.desk, name)))


def assign(app: App, name: Name, whom: Whom) -> None:
    """Put shops on a line, at its end; a line that is not there yet begins with them.

    amflow line assign "Line 5, harbour" c12 c14 c9
    """
    line, rows = territory.assign(app.desk, name, whom)
    app.show(territory_view.changed(line, rows, _("on the line {line}").format(line=line)))


def order(app: App, name: Name, whom: Whom) -> None:
    """Set the order of the day: these first, as they are named, then the others as they were.

    amflow line order "Line 1, station" c5 c1
    """
    app.show(territory_view.route(territory.order(app.desk, name, whom)))


def leave(app: App, whom: Whom) -> None:
    """Take shops off their line.

    amflow line leave c12 c14
    """
    app.show(territory_view.changed("", territory.leave(app.desk, whom), _("off the line")))


VERBS = {"list": listed, "show": show, "assign": assign, "order": order, "leave": leave}
register = family("line", N_("The lines of a territory, and the day's route."), VERBS)
