"""amflow review: why a figure is below its line, what is done about it, and what became of it."""

from typing import Annotated, Any

import typer

from amflow.dates import report_period
from amflow.locale import N_, _
from amflow.shell.command import Fields, family, flag, takes
from amflow.shell.context import App
from amflow.summary.gaps import records as gaps
from amflow.summary.gaps import view as gap_view

Metric = Annotated[str, typer.Argument(metavar="METRIC", help=N_("such as visits, deals_won, deals_won_amount"))]
PERIODS: Fields = {
    "month": flag(N_("of the month; of the week without it"), "--month"),
    "quarter": flag(N_("of the quarter"), "--quarter"),
    "year": flag(N_("of the year"), "--year"),
}


def _period(app: App, given: dict[str, Any]) -> Any:
    return report_period.chosen(app.now, app.desk.manner(), week=not any(given.values()), **given)


@takes(PERIODS, *PERIODS)
def put(
    app: App,
    metric: Metric,
    cause: Annotated[str, typer.Option("--cause", metavar="WORDS", help=N_("why it is below its line"))] = "",
    remedy: Annotated[str, typer.Option("--remedy", metavar="WORDS", help=N_("what is done; it becomes a task"))] = "",
    by: Annotated[str, typer.Option("--by", metavar="DATE", help=N_("by when"))] = "",
    **given: Any,
) -> None:
    """Say why a figure is below its line, and what is done by when. A summary is final once every gap has it.

    amflow review set visits --cause "two days of training" --remedy "three more visits" --by fri
    """
    why = cause or app.ask(_("the cause"), _("add --cause WORDS"))
    what = remedy or app.ask(_("the remedy"), _("add --remedy WORDS"))
    when = by or app.ask(_("the day"), _("add --by DATE"), app.a_day)
    period = _period(app, given)
    app.show(gap_view.changed(gaps.put(app.desk, period, metric, why, what, when)))


@takes(PERIODS, *PERIODS)
def listed(app: App, **given: Any) -> None:
    """List what was said of the gaps; --on names a day in another period."""
    app.show(gap_view.causes(gaps.causes(app.desk, _period(app, given))))


@takes(PERIODS, *PERIODS)
def done(
    app: App,
    metric: Metric,
    result: Annotated[str, typer.Argument(metavar="RESULT", help=N_("what became of it"))] = "",
    **given: Any,
) -> None:
    """Say what became of a remedy; --on names a day in the period that it was said for."""
    words = result or app.ask(_("the result"), f'amflow review done {metric} "…"')
    app.show(gap_view.changed(gaps.done(app.desk, _period(app, given), metric, words)))


VERBS = {"set": put, "list": listed, "done": done}
register = family("review", N_("Causes and remedies of figures below their line."), VERBS)
