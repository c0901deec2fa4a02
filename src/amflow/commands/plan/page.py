"""amflow plan: the next working day, proposed, changed, accepted; the visits of a week or month; plan against actual."""

from datetime import date
from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.plan import changes as plan_changes
from amflow.plan import proposal
from amflow.plan import view as plan_view
from amflow.settings import path_of
from amflow.shell.command import commands
from amflow.shell.context import App

Texts = list[str]


def plan_day(
    app: App,
    day: Annotated[str, typer.Argument(metavar="[DATE]", help=N_("another day than the next working day"))] = "",
    accept: Annotated[bool, typer.Option("--accept", help=N_("take what is proposed and fits"))] = False,
    add: Annotated[Texts, typer.Option(metavar="REF|WORDS", help=N_("put something on the plan"))] = [],  # noqa: B006
    drop: Annotated[Texts, "REF|N"] = [],  # noqa: B006
    move: Annotated[Texts, typer.Option(metavar="REF=DATE", help=N_("put a line on another day"))] = [],  # noqa: B006
    minutes: Annotated[Texts, "REF=N"] = [],  # noqa: B006
    order: Annotated[str, typer.Option(metavar="REF,REF", help=N_("lines that come first, in this order"))] = "",
    editor: bool = False,
    explain: Annotated[str, "REF|N"] = "",
    full: bool = False,
    week: bool = False,
    month: bool = False,
    history: bool = False,
    ics: Annotated[str, typer.Option(metavar="FILE", help=N_("write what is accepted as a calendar"))] = "",
) -> None:
    """Step 7, the plan of the next working day: proposed, ranked, each line with its reason.

    amflow plan · amflow plan --add t14 --drop d4
    """
    if history:
        return _review(app)
    on = proposal.day_of(app.desk, day)
    if week or month:
        return _cycle(app, on, week)
    changing = bool(accept or add or drop or editor or move or minutes or order)
    found = _decided(app, on, accept, add, drop)
    if editor or move or minutes or order:
        changed = _edited(app, on, editor, move, minutes, order)
        if changed is None:
            return app.say(_("nothing was changed"))
        found = changed
    if ics:
        return _calendar(app, found, ics)
    return app.show(
        plan_view.why(proposal.line_of(found, explain)) if explain else plan_view.PlanView(found, full, changing)
    )


def _decided(app: App, on: date, accept: bool, add: Texts, drop: Texts) -> proposal.Plan:
    if accept or add or drop:
        return plan_changes.decide(app.desk, on, accept=accept, add=add, drop=drop)
    return proposal.proposed(app.desk, on)


def _edited(app: App, on: date, page: bool, move: Texts, minutes: Texts, order: str) -> proposal.Plan | None:
    from amflow.plan import editor_page as plan_editor

    if not page:
        return plan_editor.change_lines(app.desk, on, minutes, move, order)
    return plan_editor.edit(app.desk, on, app.edit_again)


def _cycle(app: App, on: date, week: bool) -> None:
    from amflow.plan.territory import visit_cycle
    from amflow.plan.territory.view import CycleView

    app.show(CycleView(visit_cycle.around(app.desk, on, week=week), week))


def _review(app: App) -> None:
    from amflow.plan import plan_vs_actual

    app.show(plan_view.HabitView(plan_vs_actual.habit(app.desk)))


def _calendar(app: App, found: proposal.Plan, file: str) -> None:
    from amflow.plan import exporting as plan_exporting

    app.show(plan_view.written(plan_exporting.write(app.desk.book, path_of(file), found.day, found.lines)))


register = commands({"plan": plan_day})
