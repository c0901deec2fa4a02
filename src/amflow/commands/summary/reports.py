"""amflow report: what the level above wants to know of a customer, a campaign, the territory."""

from typing import Annotated, Any

import typer

from amflow.locale import N_
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.report_options import hand_over, makes_document, wanted
from amflow.summary import reports
from amflow.summary.report_view import ReportPartsView


@makes_document
def customer(
    app: App,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=N_("name, c12, or digits of the phone number"))],
    **given: Any,
) -> None:
    """Report on a customer for management: needs, cooperation, satisfaction, competitors, market trends.

    amflow report customer c1 · amflow report customer c1 -o report.html
    """
    document = wanted(app, **given)
    _give(app, document, given["mask"], reports.customer(app.desk, customer))


@makes_document
def campaign(
    app: App,
    campaign: Annotated[str, typer.Argument(metavar="CAMPAIGN", help=N_("g2, or a part of its title"))],
    **given: Any,
) -> None:
    """Report on a campaign: its result, how far its customers came, by line, its list, the words used.

    amflow report campaign g1 · amflow report campaign g1 -o campaign.html
    """
    document = wanted(app, **given)
    _give(app, document, given["mask"], reports.campaign(app.desk, campaign))


@makes_document
def territory(app: App, **given: Any) -> None:
    """Report on the territory line by line: customers, visits made against due, the month's orders, open problems.

    amflow report territory · amflow report territory -o territory.html
    """
    document = wanted(app, **given)
    _give(app, document, given["mask"], reports.territory(app.desk))


def _give(app: App, document: Any, mask: bool | None, sheet: Any) -> None:
    hand_over(app, document, mask, sheet, ReportPartsView)


VERBS = {"customer": customer, "campaign": campaign, "territory": territory}
register = family("report", N_("Reports to the level above: a customer, a campaign, the territory."), VERBS)
