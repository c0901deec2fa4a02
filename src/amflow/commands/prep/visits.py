"""amflow visit: before one sets out: the page to take along, and the appointment confirmed."""

from typing import Annotated, Any

import typer

from amflow.locale import N_
from amflow.prep.visits import view as visit_view
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, makes_document, wanted

Whom = Annotated[str, typer.Argument(metavar="CUSTOMER|TASK", help=N_("c12, a name, or the appointment: t41"))]


@makes_document
def sheet(app: App, whom: Whom, **given: Any) -> None:
    """Make the page to take along: why, who, last talks, promises, papers, what fits, what to ask, the five parts.

    amflow visit sheet t41 · amflow visit sheet "Chen Min" -o sheet.pdf --plain
    """
    from amflow.prep.visits import page as visit_page

    document = wanted(app, **given)
    found = visit_page.of(app.desk, whom)
    hand_over(app, document, given["mask"], found, lambda one: visit_view.VisitSheetView(one, app.today))


def confirm(
    app: App,
    whom: Whom,
    by: Annotated[str, typer.Option(metavar="WORDS", help=N_("who confirmed it, and how; else the customer"))] = "",
    companions: Annotated[str, typer.Option("--with", metavar="NAMES", help=N_("colleagues who come along"))] = "",
) -> None:
    """Note that the customer confirmed the appointment.

    amflow visit confirm t41 --by "Ms Li, by phone" --with Ann
    """
    from amflow.prep.visits import changes as visits

    app.show(visit_view.confirmed(visits.confirm(app.desk, whom, by, companions)))


VERBS = {"sheet": sheet, "confirm": confirm}
register = family("visit", N_("Before a visit: the page to take along, the appointment confirmed."), VERBS)
