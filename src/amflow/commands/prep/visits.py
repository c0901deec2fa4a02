"""amflow visit: before one sets out: the page to take along, and the appointment confirmed."""

from typing import Annotated, Any

import typer

from amflow.locale import N_
from amflow.prep.visits import view as visit_view
from amflow.shell.command import commands
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, makes_document, wanted


@makes_document
def visit(
    app: App,
    whom: Annotated[str, typer.Argument(metavar="CUSTOMER|TASK", help=N_("c12, a name, or the appointment: t41"))],
    confirmed: Annotated[
        str | None,
        typer.Option("--confirmed", metavar="WORDS", help=N_("note that it was confirmed, and how")),
    ] = None,
    companions: str = "",
    **given: Any,
) -> None:
    """Make the page to take along on a visit: why, who, last talks, promises, papers, what fits, what to ask, the five parts. Or
    note that the customer confirmed the appointment.

    amflow visit t2 · amflow visit "Helen Carter" -o sheet.html
    amflow visit t2 --confirmed "Ms Holloway, by phone" --with Ann
    """
    if confirmed is not None or companions:
        from amflow.prep.visits import changes as visits

        return app.show(visit_view.confirmed(visits.confirm(app.desk, whom, confirmed or "", companions)))
    from amflow.prep.visits import page as visit_page

    document = wanted(app, **given)
    found = visit_page.of(app.desk, whom)
    return hand_over(app, document, given["mask"], found, lambda one: visit_view.VisitSheetView(one, app.today))


register = commands({"visit": visit})
