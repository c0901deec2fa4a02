"""amflow figure: what is measured outside the book."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.summary.figures import measured
from amflow.summary.figures import view as figure_view

Metric = Annotated[str, typer.Argument(metavar="METRIC", help=N_("such as shelf_rate, completeness, assets_amount"))]


def add(
    app: App,
    metric: Metric,
    value: Annotated[
        str,
        typer.Argument(
            metavar="[VALUE]", help=N_("18/20, 90% or an amount such as 1.2m; left out it is counted from the files")
        ),
    ] = "",
    customer: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("at whose place"))] = "",
    day: Annotated[str, typer.Option("--day", metavar="DATE", help=N_("when it was measured"))] = "",
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help=N_("a remark"))] = "",
) -> None:
    """Write down a figure that the book cannot count. Of a period the last measure counts; of several places the last of
    each, by their wholes.

    amflow figure add shelf_rate 18/20 --for c12 · amflow figure add association_rate
    """
    app.show(
        figure_view.changed(
            measured.add(app.desk, metric, value, customer, day, note), _("measured: {what}"), app.today
        )
    )


def listed(app: App, metric: Annotated[str, typer.Argument(metavar="[METRIC]", help=N_("only this one"))] = "") -> None:
    """List what was measured, the latest first."""
    app.show(figure_view.listed(measured.listed(app.desk, metric)))


def remove(
    app: App,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, max=1_000_000_000, help=N_("as the list shows it"))],
) -> None:
    """Take a measure out."""
    app.show(
        figure_view.changed(
            measured.remove(app.desk, number), _("taken out: {target}").replace("target", "what"), app.today
        )
    )


VERBS = {"add": add, "list": listed, "remove": remove}
register = family("figure", N_("Figures that are measured outside: a shelf rate, customers' assets."), VERBS)
