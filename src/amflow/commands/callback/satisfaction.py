"""amflow satisfaction: how satisfied customers are, by talk, case and period."""

from typing import Annotated

import typer

from amflow.callback.satisfaction import records as satisfaction
from amflow.callback.satisfaction import view as satisfaction_view
from amflow.customers import records as customers
from amflow.dates import report_period
from amflow.locale import N_, _
from amflow.shell.command import Last, Nps, Who, family
from amflow.shell.context import App


def add(
    app: App,
    customer: Who,
    score: Annotated[str, typer.Argument(metavar="[1-5]", help=N_("5 very satisfied … 1 very dissatisfied"))] = "",
    nps: Nps = "",
    why: Annotated[str, typer.Option(metavar="WORDS", help=N_("what they said beside it"))] = "",
    case: Annotated[str, typer.Option(metavar="CASE", help=N_("the case whose solution they rate: x9"))] = "",
    at: Annotated[str, typer.Option(metavar="DATE", help=N_("when they said it, if not now: yesterday"))] = "",
) -> None:
    """Write down how satisfied somebody is.

    amflow satisfaction add "Chen Min" 5 --nps 9 --why "always called back"
    """
    given = score if score or nps or not app.may_ask else app.ask(_("how satisfied, from 1 to 5"), "")
    app.show(satisfaction_view.added(satisfaction.add(app.desk, customer, given, nps, why, case, at)))


def show(
    app: App,
    customer: Annotated[str, typer.Argument(metavar="[CUSTOMER]", help=N_("only this customer's scores"))] = "",
    week: Annotated[bool, typer.Option("--week", help=N_("the week, Monday to Sunday"))] = False,
    month: Annotated[
        bool, typer.Option("--month", help=N_("the calendar month; what is meant without any of these"))
    ] = False,
    since: Annotated[str, typer.Option("--from", metavar="DATE", help=N_("from this day"))] = "",
    until: Annotated[str, typer.Option("--to", metavar="DATE", help=N_("to this day; without it to today"))] = "",
) -> None:
    """Show satisfaction in a period: by tier, with its trend; who is very satisfied, who is slipping."""
    if customer:
        _list(app, customer, 50)
    else:
        whole = month or not (week or since or until)
        period = report_period.chosen(app.now, app.desk.manner(), week=week, month=whole, since=since, until=until)
        app.show(satisfaction_view.SatisfactionView(satisfaction.report(app.desk, period)))


def listed(
    app: App,
    customer: Annotated[str, typer.Option("--for", metavar="CUSTOMER", help=N_("whose they are"))] = "",
    last: Last = 50,
) -> None:
    """List the last scores, each with its occasion: a talk, a case, a survey."""
    _list(app, customer, last)


def _list(app: App, customer: str, last: int) -> None:
    row = customers.find(app.book, customer) if customer else None
    found, total = satisfaction.listing(app.desk, row["id"] if row is not None else None, last)
    title = f"{row['name']} c{row['id']}" if row is not None else ""
    app.show(satisfaction_view.listing(found, total, title))


VERBS = {"add": add, "show": show, "list": listed}
register = family("satisfaction", N_("How satisfied customers are, and how that changes."), VERBS)
