"""amflow playbook: the trade that the book is lived by."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.playbooks import choosing
from amflow.playbooks import view as playbook_view
from amflow.shell.command import family
from amflow.shell.context import App


def listed(app: App) -> None:
    """List the playbooks there are.

    amflow playbook list
    """
    app.show(playbook_view.listing(_choices(app)))


def show(
    app: App,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help=N_("the playbook; by itself the one in use"))] = "",
) -> None:
    """Explain a playbook: its day, its checks, its tiers, its pipelines, its rules.

    amflow playbook show · amflow playbook show retail-bank
    """
    app.show(playbook_view.TradeView(app.read_playbook(name) if name else app.playbook))


def _choices(app: App) -> list[choosing.Choice]:
    return choosing.choices(app.read_playbook, app.settings.playbooks, app.playbook_named)


def use(
    app: App,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("the playbook"))],
    dry_run: bool = False,
) -> None:
    """Live the book by this playbook from now on, and say what that changes; nothing in the book is lost.

    amflow playbook use retail-bank
    """
    name = choosing.named(name, app.settings.playbooks, lambda: _choices(app))
    playbook = app.read_playbook(name)
    before = choosing.present(app.read_playbook, app.playbook_name)
    changes = choosing.differences(before, playbook)
    if not dry_run:
        choosing.use(app.book, name)
    app.show(playbook_view.UsedView(playbook, choosing.unknown(app.book, playbook, before), changes, dry_run))


def new(
    app: App,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("what it shall be called, such as my-branch"))],
    extends: Annotated[str, typer.Option(metavar="OTHER", help=N_("the playbook to build on"))] = "general",
) -> None:
    """Begin a playbook of your own: a file with comments that builds on another one.

    amflow playbook new my-branch --extends retail-bank
    """
    app.show(playbook_view.begun(choosing.begin(name, extends, app.settings.playbooks), name, extends))


def check(
    app: App,
    file: Annotated[str, typer.Argument(metavar="FILE|NAME", help=N_("a playbook file, or the name of one"))],
) -> None:
    """Find every mistake in a playbook, with its line.

    amflow playbook check retail-bank
    """
    from amflow.shell import views

    path = choosing.check(file, app.settings.playbooks)
    done = _("{path} has no mistakes").format(path=path)
    app.show(views.ChangeView("playbook", {"path": str(path)}, done, undo=False))


VERBS = {"list": listed, "show": show, "use": use, "new": new, "check": check}
register = family("playbook", N_("The trade that the book is lived by."), VERBS)
