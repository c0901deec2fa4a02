"""amflow today, and steps of it by name: prep, prospect, outreach, convert. Callback and plan have files of their own."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell import warnings
from amflow.shell.command import commands
from amflow.shell.context import App
from amflow.today import page as today_page
from amflow.today import view as today_view

SHOWN_TODAY = 5
SHOWN_STEP = 30


Brief = Annotated[bool, typer.Option("--brief", help=N_("what comes first, and how many wait in each step"))]


def today(app: App, full: bool = False, step: str = "", brief: Brief = False) -> None:
    """Show the whole day on one page: seven steps, what is due in each, what comes first.

    It never changes the book.

    amflow today · amflow today --on tomorrow
    """
    warnings.about_copies(app.book)
    if brief:
        app.show(today_view.ShortView(today_page.today(app.desk, SHOWN_TODAY), today_page.BRIEF))
        return
    most = -1 if full else SHOWN_STEP if step else SHOWN_TODAY
    app.show(today_view.TodayView(today_page.today(app.desk, most, step), full or bool(step)))


def show_step(app: App, step: str, whole: bool) -> None:
    """Show one step in full."""
    app.show(today_view.PageView(today_page.page(app.desk, step, -1 if whole else SHOWN_STEP, alone=True)))


def prep(app: App, full: bool = False) -> None:
    """Step 1, preparation: appointments, what was carried over, birthdays, the checklist.

    amflow prep · amflow prep --on mon
    """
    show_step(app, "prep", full)


def prospect(app: App, full: bool = False) -> None:
    """Step 2, prospecting: the open leads, the strongest sign first.

    amflow prospect · amflow prospect --on tomorrow
    """
    show_step(app, "prospect", full)


def outreach(app: App, full: bool = False) -> None:
    """Step 3, outreach: whom to talk to today, why, and the words for it.

    amflow outreach · amflow outreach --full
    """
    show_step(app, "outreach", full)


def convert(app: App, full: bool = False) -> None:
    """Step 4, conversion: the open deals, those gone quiet first, and what each needs.

    amflow convert · amflow convert --json
    """
    show_step(app, "convert", full)


register = commands({"today": today, "prep": prep, "prospect": prospect, "outreach": outreach, "convert": convert})
