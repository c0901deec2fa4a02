"""amflow goal: what one wants to have reached, and by when."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.prep.goals import records as goals
from amflow.prep.goals import view as goal_view
from amflow.shell.command import family, spelling
from amflow.shell.context import App

Ref = Annotated[str, typer.Argument(metavar="GOAL", help=N_("its reference: a3"))]


def add(
    app: App,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("what shall be reached"))] = "",
    due: str = "",
) -> None:
    """Set yourself a goal with a day. It is shown in the morning from a week before.

    amflow goal add "licence exam passed" --due 2027-03-31
    """
    what = text or app.ask(_("the goal"), _('amflow goal add "…" --due DATE'))
    _changed(app, goals.add(app.desk, what, due or app.ask(_("the day"), _("add --due DATE"), app.a_day)), _("set"))


def listed(app: App, state: str = "open") -> None:
    """List your goals, the first due in front.

    amflow goal list
    """
    view = goal_view.listing(goals.listing(app.book, app.today, state))
    app.show_some(view, "goal", "amflow goal list --state all")


def edit(
    app: App,
    goal: Ref,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help=N_("what shall be reached"))] = "",
    due: str = "",
) -> None:
    """Word a goal anew, or set it another day.

    amflow goal edit a1 "Ten minutes without notes" --due "end of month"
    """
    _changed(app, goals.edit(app.desk, goal, text, due), _("changed"))


@spelling
def done(app: App, goal: Ref) -> None:
    """A goal is reached."""
    _changed(app, goals.finish(app.desk, goal, "done"), _("reached"))


def drop(app: App, goal: Ref, why: str = "") -> None:
    """Give a goal up; the reason is kept."""
    _changed(app, goals.finish(app.desk, goal, "dropped", why), _("given up"))


def reopen(app: App, goal: Ref) -> None:
    """Take a goal up again."""
    _changed(app, goals.reopen(app.desk, goal), _("open again"))


def _changed(app: App, goal: goals.Goal, word: str) -> None:
    app.show(goal_view.changed(goal, word))


VERBS = {"add": add, "list": listed, "edit": edit, "done": done, "drop": drop, "reopen": reopen}
register = family("goal", N_("Your own goals, each with its day."), VERBS)
