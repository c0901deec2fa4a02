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


def today(app: App, full: bool = False, step: str = "", brief: Brief = False, explain: str = "") -> None:
    """Show the whole day on one page: seven steps, what is due in each, what comes first.

    It never changes the book.

    amflow today · amflow today --on tomorrow
    """
    if explain:
        return explained(app, explain)
    warnings.about_copies(app.book)
    if brief:
        return app.show(today_view.ShortView(today_page.today(app.desk, SHOWN_TODAY), today_page.BRIEF))
    most = -1 if full else SHOWN_STEP if step else SHOWN_TODAY
    return app.show(today_view.TodayView(today_page.today(app.desk, most, step), full or bool(step)))


def explained(app: App, text: str) -> None:
    """Show why something comes where it comes: of a deal its chance and worth, of anything else its points of today."""
    from amflow.convert.deals import page as deal_page
    from amflow.convert.deals import worth_view
    from amflow.plan import proposal
    from amflow.plan import view as plan_view
    from amflow.refs import of_table

    if of_table(text, "d"):
        return app.show(worth_view.explained(deal_page.explained(app.desk, text)))
    return app.show(plan_view.why(proposal.line_of(proposal.proposed(app.desk, app.today), text)))


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


def convert(app: App, full: bool = False, explain: str = "") -> None:
    """Step 4, conversion: what others owe, and the open deals: what should bring most soon comes first.

    amflow convert · amflow convert --explain d1
    """
    return explained(app, explain) if explain else show_step(app, "convert", full)


register = commands({"today": today, "prep": prep, "prospect": prospect, "outreach": outreach, "convert": convert})
