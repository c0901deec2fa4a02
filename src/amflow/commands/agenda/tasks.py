"""amflow task: something to do on a day."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.agenda.tasks import recurring
from amflow.agenda.tasks import view as task_view
from amflow.customers import records as customers
from amflow.locale import N_, _
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import takes

if TYPE_CHECKING:
    from amflow.dates.date_words import When

Which = Annotated[str, typer.Argument(metavar="TASK", help=N_("t45"))]


OPTIONS = ("customer", "due", "kind", "minutes", "told", "deal", "every", "until", "times")
"""What may be said of a task when it is added or changed."""


@takes(*OPTIONS)
def add(
    app: App, title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("what is to be done"))], **given: Any
) -> None:
    """Add a task; with an hour it is an appointment. With --every the next one is made when this one is done or left out.

    amflow task add "bring the offer" --for "Helen Carter" --due "thu 10:00"
    amflow task add "weekly figures" --every fri
    amflow task add call --for "Jane Holloway" --every "2 weeks after done"
    """
    _changed(app, *task_changes.new(app.desk, _input(title, given)), _("added"))


def _input(title: str | None, given: dict[str, Any]) -> task_changes.TaskInput:
    comes_back = recurring.SeriesInput(*(given.pop(name) for name in ("every", "until", "times")))
    return task_changes.TaskInput(title, promised=given.pop("told"), comes_back=comes_back, **given)


def listed(app: App, customer: str = "", state: str = "open", to: str = "", due: str = "", last: int = 50) -> None:
    """List tasks, the first due in front.

    amflow task list · amflow task list --for "Helen Carter"
    """
    whose = customers.find(app.book, customer)["id"] if customer else None
    until_day = tasks.day_of(app.desk, to)
    days = tasks.range_of(app.desk, due)
    found = tasks.listing(app.desk, state=state, until=until_day, customer_id=whose, limit=last, due=days)
    app.show_some(
        task_view.listing(found, days), "task", "amflow task list --state open · amflow task list --state done"
    )


@takes(*OPTIONS)
def edit(app: App, task: Which, title: str | None = None, **given: Any) -> None:
    """Change a task, an empty value takes it out; --every none ends its series.

    amflow task edit t14 --due "fri 10:00"
    amflow task edit t13 --every "end of month" --times 6
    """
    _changed(app, *task_changes.edit(app.desk, task, _input(title, given)), _("changed"))


def reopen(app: App, task: Which) -> None:
    """Take a task up again that was done or left out by mistake."""
    _changed(app, task_changes.reopen(app.desk, task), None, _("open again"))


def _changed(app: App, ref: str, when: "When | None", word: str) -> None:
    row = tasks.get(app.book, ref)
    off = when.aside(app.today) if when else ""
    for words in (*([off] if off else []), *tasks.doubts(app.desk, row)):
        app.say(words)
    app.show(task_view.changed(tasks.item(app.desk, row), word, recurring.sentence(row)))


VERBS = {"add": add, "list": listed, "edit": edit, "reopen": reopen}
register = family("task", N_("What is to be done, and when. Done, left out and put off by: done, skip, move."), VERBS)
