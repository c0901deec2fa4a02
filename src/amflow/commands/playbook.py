"""amflow playbook: the trade that the book is lived by."""

from typing import Annotated

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.locale import N_, _
from amflow.routine import trades


def listed(context: typer.Context) -> None:
    """List the playbooks there are."""
    from amflow.render import records

    app: App = context.obj
    app.show(records.playbooks(trades.choices(app.read_playbook, app.settings.playbooks, app.playbook_name)))


def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help=N_("the playbook; by itself the one in use"))] = "",
) -> None:
    """Explain a playbook: its day, its checks, its tiers, its pipelines, its rules."""
    from amflow.render import trade

    app: App = context.obj
    app.show(trade.TradeView(app.read_playbook(name) if name else app.playbook))


def use(context: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help=N_("the playbook"))]) -> None:
    """Live the book by this playbook from now on; nothing in it is lost."""
    from amflow.render import trade

    app: App = context.obj
    playbook = app.read_playbook(name)
    app.show(trade.used(playbook, trades.use(app.book, name, playbook)))


def check(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|NAME", help=N_("a playbook file, or the name of one"))],
) -> None:
    """Find every mistake in a playbook, with its line."""
    from amflow.render import views

    app: App = context.obj
    path = trades.check(file, app.settings.playbooks)
    done = _("{path} has no mistakes").format(path=path)
    app.show(views.ChangeView("playbook", {"path": str(path)}, done, undo=False))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    playbook = family("playbook", N_("The trade that the book is lived by."))
    for name, function in (("list", listed), ("show", show), ("use", use), ("check", check)):
        verb(playbook, name)(function)
    app.add_typer(playbook)
