"""amflow target explain: why a figure is below its line, what is done about it, and what became of it."""

from typing import Annotated, Any

import typer

from amflow.dates import report_period
from amflow.locale import N_, _
from amflow.shell.context import App
from amflow.shell.parameters import takes


@takes("month", "quarter", "year")
def explain(
    app: App,
    metric: Annotated[
        str, typer.Argument(metavar="[METRIC]", help=N_("such as visits, deals_won, deals_won_amount"))
    ] = "",
    *,
    cause: Annotated[str, typer.Option("--cause", metavar="WORDS", help=N_("why it is below its line"))] = "",
    remedy: Annotated[str, typer.Option("--remedy", metavar="WORDS", help=N_("what is done; it becomes a task"))] = "",
    due: str = "",
    result: Annotated[str, typer.Option("--result", metavar="WORDS", help=N_("what became of the remedy"))] = "",
    **given: Any,
) -> None:
    """Say why a figure of the week is below its line, and what is done by when; later what became of it. Without a figure list
    what was said. A summary is final once every gap has its cause; --on names a day in another period.

    amflow target explain visits --cause training --remedy "three more" --due fri
    """
    from amflow.summary.gaps import records as gaps
    from amflow.summary.gaps import view as gap_view

    period = report_period.chosen(app.now, app.desk.manner(), week=not any(given.values()), **given)
    if not metric:
        return app.show(gap_view.causes(gaps.causes(app.desk, period)))
    if result:
        return app.show(gap_view.changed(gaps.done(app.desk, period, metric, result)))
    why = cause or app.ask(_("the cause"), _("add --cause WORDS"))
    what = remedy or app.ask(_("the remedy"), _("add --remedy WORDS"))
    when = due or app.ask(_("the day"), _("add --due DATE"), app.a_day)
    return app.show(gap_view.changed(gaps.put(app.desk, period, metric, why, what, when)))


VERBS = {"explain": explain}
