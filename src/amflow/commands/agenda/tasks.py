"""amflow task: something to do on a day."""

from typing import TYPE_CHECKING, Annotated

import typer

from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.agenda.tasks import recurring
from amflow.agenda.tasks import view as task_view
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.shell.command import Last, family, showing
from amflow.shell.context import App

if TYPE_CHECKING:
    from amflow.dates.date_words import When

Which = Annotated[str, typer.Argument(metavar="TASK", help=N_("t45"))]
ForWhom = Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whom it is about"))]
Due = Annotated[str, typer.Option(metavar="DATE", help=N_("when: fri, +3wd, tomorrow 10:00"))]
Kind = Annotated[str, typer.Option(metavar="KIND", help=N_("todo, visit, call or message"))]
Minutes = Annotated[int | None, typer.Option(min=0, max=1440, metavar="MINUTES", help=N_("how long it takes"))]
Promised = Annotated[bool, typer.Option("--promised", help=N_("the customer was told"))]
Every = Annotated[
    str | None, typer.Option(metavar="WORDS", help=N_('it comes back: "2 weeks", "2 weeks after done", "every fri"'))
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help=N_("the last day on which it may come back"))]
Times = Annotated[int | None, typer.Option(min=1, max=9999, metavar="N", help=N_("how many times in all"))]
Deal = Annotated[str, typer.Option(metavar="REF", help=N_("the deal it is about: d3"))]


def add(
    app: App,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what is to be done"))],
    customer: ForWhom = "",
    due: Due = "",
    kind: Kind = "todo",
    minutes: Minutes = None,
    promised: Promised = False,
    deal: Deal = "",
    every: Every = None,
    until: Until = None,
    times: Times = None,
    waiting: Annotated[
        str, typer.Option(metavar="WHOM", help=N_("somebody inside owes it: a department or a name"))
    ] = "",
) -> None:
    """Add a task; with an hour it is an appointment. With --every the next one is made when this one is done or left out.

    amflow task add "bring the sheet" --for "Chen Min" --due "thu 10:00"

    amflow task add "limit decision" --waiting credit --deal d3 --due fri

    amflow task add "weekly figures" --every fri · amflow task add "call" --for "Chen Min" --every "2 weeks after done"
    """
    if waiting:
        return owed(app, waiting, title, due, deal, customer)
    comes_back = recurring.SeriesInput(every, until, times)
    given = task_changes.TaskInput(title, customer, due, kind, minutes, promised, deal, comes_back)
    _changed(app, *task_changes.new(app.desk, given), _("added"))
    return None


def owed(app: App, whom: str, title: str, promised: str, deal: str, customer: str) -> None:
    """What somebody else owes is no task of one's own: it is waited for, until the day they promised."""
    from amflow.convert.waiting import records as waiting
    from amflow.convert.waiting import view as waiting_view

    asked = waiting.WaitingInput(whom, title, promised, deal, customer)
    app.show(waiting_view.changed(waiting.add(app.desk, asked), _("asked")))


def listed(
    app: App,
    customer: ForWhom = "",
    state: Annotated[str, typer.Option(help=N_("open, done or dropped"))] = "open",
    until: Annotated[str, typer.Option(metavar="DATE", help=N_("only those due by then"))] = "",
    due: Annotated[str, typer.Option(metavar="DATES", help=N_("only those due then: fri, mon-wed, next week"))] = "",
    last: Last = 50,
) -> None:
    """List tasks, the first due in front."""
    whose = customers.find(app.book, customer)["id"] if customer else None
    until_day = tasks.day_of(app.desk, until)
    days = tasks.range_of(app.desk, due)
    found = tasks.listing(app.desk, state=state, until=until_day, customer_id=whose, limit=last, due=days)
    app.show_some(
        task_view.listing(found, days), "task", "amflow task list --state open · amflow task list --state done"
    )


show = showing("task", "task", Which, N_("Show a task."))


def edit(
    app: App,
    task: Which,
    title: Annotated[str | None, typer.Option(help=N_("what is to be done"))] = None,
    customer: Annotated[str | None, typer.Option("--for", metavar="CUSTOMER", help=N_("whom it is about"))] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help=N_("when: fri, +3wd, tomorrow 10:00"))] = None,
    minutes: Minutes = None,
    every: Every = None,
    until: Until = None,
    times: Times = None,
) -> None:
    """Change a task, an empty value takes it out; --every none ends its series.

    amflow task edit t45 --due "fri 10:00" · amflow task edit t45 --every "end of month" --times 6
    """
    comes_back = recurring.SeriesInput(every, until, times)
    given = task_changes.TaskInput(title, customer, due, "", minutes, comes_back=comes_back)
    _changed(app, *task_changes.edit(app.desk, task, given), _("changed"))


def _changed(app: App, ref: str, when: "When | None", word: str) -> None:
    row = tasks.get(app.book, ref)
    off = when.aside(app.today) if when else ""
    for words in (*([off] if off else []), *tasks.doubts(app.desk, row)):
        app.say(words)
    app.show(task_view.changed(tasks.item(app.desk, row), word, recurring.sentence(row)))


VERBS = {"add": add, "list": listed, "show": show, "edit": edit}
register = family("task", N_("What is to be done, and when. Done, left out and put off by: done, skip, move."), VERBS)
