"""amflow waiting: what departments and colleagues owe."""

from typing import Annotated

import typer

from amflow.commands.convert.office import Promised
from amflow.convert.waiting import records as waiting
from amflow.convert.waiting import view as waiting_view
from amflow.locale import N_, _
from amflow.shell.command import Last, ListingNoun, Why, family, showing
from amflow.shell.context import App

Ref = Annotated[str, typer.Argument(metavar="REF", help=N_("w7"))]


def listed(
    app: App,
    by: Annotated[str, typer.Option(metavar="WHOM", help=N_("only what this one owes"))] = "",
    state: Annotated[str, typer.Option(help=N_("open or ended"))] = "open",
    last: Last = 50,
) -> None:
    """List what others owe you, the most overdue first. This is what amflow waiting alone shows."""
    lines, total = waiting.listing(app.desk, state=state, whom_text=by, limit=last)
    view = waiting_view.listing(lines, total, ended=state == "ended")
    app.show_some(view, "waiting", "amflow waiting list --state ended")


def add(
    app: App,
    whom: Annotated[str, typer.Argument(metavar="WHOM", help=N_("a department or a name"))],
    what: Annotated[str, typer.Argument(metavar="WHAT", help=N_("what is owed"))],
    promised: Promised = "",
    deal: Annotated[str, typer.Option(metavar="REF", help=N_("the deal it is about: d3"))] = "",
    customer: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whom it is about"))] = "",
) -> None:
    """Note that somebody inside was asked for something.

    amflow waiting add purchasing "price for 200 cases" --promised fri --for "Chen Min"
    """
    given = waiting.WaitingInput(whom, what, promised, deal, customer)
    app.show(waiting_view.changed(waiting.add(app.desk, given), _("asked")))


def chase(
    app: App,
    ref: Ref,
    note: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("what they said"))] = "",
    promised: Promised = "",
) -> None:
    """They were asked again; perhaps they promise another day."""
    app.show(waiting_view.changed(waiting.chase(app.desk, ref, promised=promised, words=note), _("chased")))


def answered(
    app: App,
    ref: Ref,
    answer: Annotated[str, typer.Argument(metavar="[ANSWER]", help=N_("what they answered"))] = "",
) -> None:
    """What was owed has come."""
    app.show(waiting_view.changed(waiting.answered(app.desk, ref, answer), _("answered")))


def drop(app: App, ref: Ref, why: Why = "") -> None:
    """It is not waited for any more."""
    app.show(waiting_view.changed(waiting.drop(app.desk, ref, why), _("left out")))


show = showing("waiting", "ref", Ref, N_("Show one thing that is owed: asked, promised, chased, what was said."))
VERBS = {"list": listed, "add": add, "chase": chase, "answered": answered, "drop": drop, "show": show}
register = family("waiting", N_("What others inside the house owe you: alone it lists it."), VERBS, ListingNoun)
