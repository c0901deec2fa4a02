"""amflow task: something to do on a day."""

from typing import Annotated

import typer

from amflow.commands.shape import family, verb
from amflow.context import App
from amflow.locale import N_, _
from amflow.routine import people, tasks

ForWhom = Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whom it is about"))]
Due = Annotated[str, typer.Option(metavar="DATE", help=N_("when: fri, +3wd, 后天上午10点"))]
Kind = Annotated[str, typer.Option(metavar="KIND", help=N_("todo, visit, call or message"))]
Minutes = Annotated[int | None, typer.Option(min=0, max=1440, metavar="MINUTES", help=N_("how long it takes"))]
Promised = Annotated[bool, typer.Option("--promised", help=N_("the customer was told"))]
Deal = Annotated[str, typer.Option(metavar="REF", help=N_("the deal it is about: d3"))]


def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what is to be done"))],
    customer: ForWhom = "",
    due: Due = "",
    kind: Kind = "todo",
    minutes: Minutes = None,
    promised: Promised = False,
    deal: Deal = "",
) -> None:
    """Add a task; with an hour it is an appointment.

    amflow task add "bring the sheet" --for 张敏 --due "thu 10:00"
    """
    app: App = context.obj
    given = tasks.Given(title, customer, due, kind, minutes, promised, deal)
    _changed(app, tasks.new(app.desk, given), _("added"))


def listed(
    context: typer.Context,
    customer: ForWhom = "",
    state: Annotated[str, typer.Option(help=N_("open, done or dropped"))] = "open",
    until: Annotated[str, typer.Option(metavar="DATE", help=N_("only those due by then"))] = "",
    last: Annotated[int, typer.Option("--last", min=1, max=100_000, metavar="N", help=N_("how many at most"))] = 50,
) -> None:
    """List tasks, the first due in front."""
    from amflow.render import tasks as cards

    app: App = context.obj
    whose = people.find(app.book, customer)["id"] if customer else None
    until_day = tasks.day_of(app.desk, until)
    app.show(cards.listing(tasks.listing(app.desk, state=state, until=until_day, customer_id=whose, limit=last)))


def show(context: typer.Context, task: Annotated[str, typer.Argument(metavar="TASK", help=N_("t45"))]) -> None:
    """Show a task."""
    from amflow.render import tasks as cards

    app: App = context.obj
    app.show(cards.page(tasks.item(app.desk, tasks.get(app.book, task))))


def edit(
    context: typer.Context,
    task: Annotated[str, typer.Argument(metavar="TASK", help=N_("t45"))],
    title: Annotated[str, typer.Option(help=N_("what is to be done"))] = "",
    customer: ForWhom = "",
    due: Due = "",
    minutes: Minutes = None,
) -> None:
    """Change a task."""
    app: App = context.obj
    _changed(app, tasks.edit(app.desk, task, tasks.Given(title, customer, due, "", minutes)), _("changed"))


def _changed(app: App, ref: str, word: str) -> None:
    from amflow.render import tasks as cards

    app.show(cards.changed(tasks.item(app.desk, tasks.get(app.book, ref)), word))


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    task = family("task", N_("What is to be done, and when. Done, left out and put off by: done, skip, move."))
    for name, function in (("add", add), ("list", listed), ("show", show), ("edit", edit)):
        verb(task, name)(function)
    app.add_typer(task)
