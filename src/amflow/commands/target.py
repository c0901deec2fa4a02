"""amflow target: what a metric should reach in a period."""

from typing import Annotated, Literal

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.locale import N_

Metric = Annotated[str, typer.Argument(metavar="METRIC", help=N_("such as visits, deals_won, deals_won_amount"))]
Period = Annotated[
    Literal["day", "week", "month", "quarter", "year"], typer.Option("--period", help=N_("what the target is for"))
]


def put(
    context: typer.Context,
    metric: Metric,
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("a number, or an amount such as 50k; 0 ends it"))],
    period: Period = "month",
) -> None:
    """Set a target. It holds from this period on, until another is set; --on names a day in a later period.

    What has no target of its own has its share of a longer period's: a week of the month's, by working days.
    """
    from amflow.render import targets as render
    from amflow.routine import targets

    app: App = context.obj
    currency = app.settings.currency
    app.show(render.put(targets.put(app.book, app.playbook, metric, value, period, app.today, currency)))


def listed(context: typer.Context) -> None:
    """List the targets that are set."""
    from amflow.render import targets as render
    from amflow.routine import targets

    app: App = context.obj
    app.show(render.listed(targets.listed(app.book, app.playbook, app.settings.currency)))


def remove(context: typer.Context, metric: Metric, period: Period = "month") -> None:
    """Take out the target that holds now; the one before it, where there is one, holds again."""
    from amflow.render import targets as render
    from amflow.routine import targets

    app: App = context.obj
    currency = app.settings.currency
    app.show(render.removed(targets.remove(app.book, app.playbook, metric, period, app.today, currency)))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    target = family("target", N_("What a metric should reach in a day, week, month, quarter or year."))
    for name, function in (("set", put), ("list", listed), ("remove", remove)):
        verb(target, name)(function)
    app.add_typer(target)
