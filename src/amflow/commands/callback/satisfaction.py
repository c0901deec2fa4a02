"""amflow callback score: how satisfied customers are, by talk, case and period."""

from typing import Annotated

import typer

from amflow.locale import N_
from amflow.shell.context import App


def score(
    app: App,
    customer: Annotated[
        str, typer.Argument(metavar="[CUSTOMER]", help=N_("c12, a name; nobody: how all of them are"))
    ] = "",
    number: Annotated[str, typer.Argument(metavar="[1-5]", help=N_("5 very satisfied … 1 very dissatisfied"))] = "",
    nps: str = "",
    note: str = "",
    case: Annotated[str, typer.Option("--case", metavar="CASE", help=N_("the case whose solution they rate: x9"))] = "",
    at: str = "",
    week: bool = False,
    month: bool = False,
    since: str = "",
    to: str = "",
    full: bool = False,
    last: int = 50,
) -> None:
    """Write down how satisfied somebody is. With a customer alone list their scores, each with its occasion: a talk, a case, a
    survey; without anybody show the satisfaction of a period: by tier, with its trend, who is very satisfied, who is slipping,
    or with --full the last scores of all.

    amflow callback score "Helen Carter" 5 --nps 9 --note "always called back"
    amflow callback score --month
    """
    from amflow.callback.satisfaction import records as satisfaction
    from amflow.callback.satisfaction import view as satisfaction_view
    from amflow.customers import records as customers
    from amflow.dates import report_period

    if customer and any((number, nps, note, case, at)):
        return app.show(satisfaction_view.added(satisfaction.add(app.desk, customer, number, nps, note, case, at)))
    if customer or full:
        row = customers.find(app.book, customer) if customer else None
        found, total = satisfaction.listing(app.desk, row["id"] if row is not None else None, last)
        title = f"{row['name']} c{row['id']}" if row is not None else ""
        return app.show(satisfaction_view.listing(found, total, title))
    whole = month or not (week or since or to)
    period = report_period.chosen(app.now, app.desk.manner(), week=week, month=whole, since=since, until=to)
    return app.show(satisfaction_view.SatisfactionView(satisfaction.report(app.desk, period)))


VERBS = {"score": score}
