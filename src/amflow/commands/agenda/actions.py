"""amflow done, skip, move, show: acting on what a screen shows, by its reference."""

from typing import Annotated

import typer

from amflow.agenda import actions
from amflow.agenda import view as agenda_view
from amflow.locale import N_, _
from amflow.shell.command import verb
from amflow.shell.context import App

Refs = Annotated[list[str], typer.Argument(metavar="REF…", help=N_("t45, k2, r31fk; a step by its name"))]


def done(context: typer.Context, refs: Refs) -> None:
    """Mark things done: tasks, checklist items, callbacks, a whole step. A call or visit that was due is logged.

    amflow done t45 k2 · amflow done prep
    """
    app: App = context.obj
    app.show(agenda_view.acted("done", actions.done(app.desk, refs), _("done")))


def skip(
    context: typer.Context,
    refs: Refs,
    until: Annotated[str, typer.Option(metavar="DATE", help=N_("show it again then"))] = "",
    why: Annotated[str, typer.Option(metavar="WORDS", help=N_("the reason, kept"))] = "",
) -> None:
    """Leave things out: for good, or until a day."""
    app: App = context.obj
    app.show(agenda_view.acted("skip", actions.skip(app.desk, refs, until, why), _("left out")))


def move(
    context: typer.Context,
    refs: Annotated[list[str], typer.Argument(metavar="REF… DATE", help=N_("t45 fri; t45 t46 后天上午10点"))],
) -> None:
    """Put things off to another day: the last word is the day.

    amflow move t45 fri · amflow move t45 r31fk 下周三
    """
    app: App = context.obj
    moved = actions.move_words(app.desk, refs)
    for words in dict.fromkeys(words for one in moved for words in one.against):
        app.say(words)
    app.show(agenda_view.acted("move", moved, _("moved")))


def show(
    context: typer.Context, ref: Annotated[str, typer.Argument(metavar="REF", help=N_("c12, d3, x9, t45, or a name"))]
) -> None:
    """Show one thing in full: a customer, a deal, a case, a task, a note, a product, an introduction, a campaign,
    a final summary."""
    app: App = context.obj
    app.show(agenda_view.one(app.desk, ref))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    for name, function in (("done", done), ("skip", skip), ("move", move), ("show", show)):
        verb(app, name)(function)
