"""amflow target measure: what is measured outside the book."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.shell.context import App


def measure(
    app: App,
    metric: Annotated[
        str, typer.Argument(metavar="[METRIC]", help=N_("such as shelf_rate, completeness, assets_amount"))
    ] = "",
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="[VALUE]", help=N_("18/20, 90% or an amount such as 1.2m; left out it is counted from the files")
        ),
    ] = None,
    customer: str = "",
    at: str = "",
    note: str = "",
    drop: Annotated[int | None, "NUMBER"] = None,
) -> None:
    """Write down a figure that the book cannot count; without one list what was measured, the latest first. Of a period the last
    measure counts; of several places the last of each, by their wholes.

    amflow target measure shelf_rate 18/20 --for c12 · amflow target measure
    """
    from amflow.summary.figures import measured
    from amflow.summary.figures import view as figure_view

    if drop is not None:
        gone = measured.remove(app.desk, drop)
        return app.show(figure_view.changed(gone, _("taken out: {what}"), app.today))
    if not metric:
        return app.show(figure_view.listed(measured.listed(app.desk, metric)))
    found = measured.add(app.desk, metric, value or "", customer, at, note)
    return app.show(figure_view.changed(found, _("measured: {what}"), app.today))


VERBS = {"measure": measure}
