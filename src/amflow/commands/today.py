"""amflow today, and steps of it by name: prep, prospect, outreach, convert. Callback and plan have files of their own."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell.command import verb
from amflow.shell.context import App
from amflow.today import page as today_page
from amflow.today import view as today_view

SHOWN_TODAY = 5
SHOWN_STEP = 30

Full = Annotated[bool, typer.Option("--full", help=N_("everything, not only the most urgent"))]
All = Annotated[bool, typer.Option("--all", help=N_("the whole lists"))]


def today(
    context: typer.Context,
    full: Full = False,
    step: Annotated[str, typer.Option(metavar="STEP", help=N_("one step only: prep, prospect, outreach …"))] = "",
) -> None:
    """Show the whole day on one page: seven steps, what is due in each, what comes first.

    It never changes the book.
    """
    app: App = context.obj
    most = -1 if full else SHOWN_STEP if step else SHOWN_TODAY
    app.show(today_view.TodayView(today_page.today(app.desk, most, step), full or bool(step)))


def show_step(context: typer.Context, step: str, whole: bool) -> None:
    """Show one step in full."""
    app: App = context.obj
    app.show(today_view.PageView(today_page.page(app.desk, step, -1 if whole else SHOWN_STEP, alone=True)))


def prep(context: typer.Context, whole: All = False) -> None:
    """Step 1, preparation: appointments, what was carried over, birthdays, the checklist."""
    show_step(context, "prep", whole)


def prospect(context: typer.Context, whole: All = False) -> None:
    """Step 2, prospecting: the open leads, the strongest sign first."""
    show_step(context, "prospect", whole)


def outreach(context: typer.Context, whole: All = False) -> None:
    """Step 3, outreach: whom to talk to today, why, and the words for it."""
    show_step(context, "outreach", whole)


def convert(context: typer.Context, whole: All = False) -> None:
    """Step 4, conversion: the open deals, those gone quiet first, and what each needs."""
    show_step(context, "convert", whole)


def register(app: typer.Typer) -> None:
    """Put these commands into the app."""
    verb(app, "today")(today)
    for function in (prep, prospect, outreach, convert):
        verb(app, function.__name__)(function)
