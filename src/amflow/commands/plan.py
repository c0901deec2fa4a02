"""amflow plan: the next working day, proposed, changed, accepted."""

from typing import Annotated

import typer

from amflow.commands.shape import verb
from amflow.context import App
from amflow.locale import N_
from amflow.render import plan as plans
from amflow.routine import plan

Texts = list[str]


def plan_day(
    context: typer.Context,
    accept: Annotated[bool, typer.Option("--accept", help=N_("take what is proposed and fits"))] = False,
    add: Annotated[Texts, typer.Option(metavar="REF|WORDS", help=N_("put something on the plan"))] = [],  # noqa: B006
    drop: Annotated[Texts, typer.Option(metavar="REF|N", help=N_("leave something out"))] = [],  # noqa: B006
    why: Annotated[str, typer.Option(metavar="REF|N", help=N_("show the terms of its urgency"))] = "",
    whole: Annotated[bool, typer.Option("--all", help=N_("what does not fit the day too"))] = False,
    week: Annotated[bool, typer.Option("--week", help=N_("the visits of a week, by line and day"))] = False,
    month: Annotated[bool, typer.Option("--month", help=N_("the visits of a month, by line and day"))] = False,
    day_words: Annotated[
        str, typer.Option("--for", metavar="DATE", help=N_("another day than the next working day"))
    ] = "",
) -> None:
    """Step 7, the plan of the next working day: proposed, ranked, each line with its reason."""
    app: App = context.obj
    on = plan.day_of(app.desk, day_words)
    if week or month:
        from amflow.render.cycle import CycleView
        from amflow.routine import cycle

        app.show(CycleView(cycle.around(app.desk, on, week=week), week))
        return
    changing = bool(accept or add or drop)
    found = plan.decide(app.desk, on, accept=accept, add=add, drop=drop) if changing else plan.proposed(app.desk, on)
    app.show(plans.why(found, why) if why else plans.PlanView(found, whole, changing))


def register(app: typer.Typer) -> None:
    """Put this command into the app."""
    verb(app, "plan")(plan_day)
