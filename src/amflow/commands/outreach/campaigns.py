"""amflow campaign: campaigns and events, whom they are for, where each customer stands, what came of it."""

from typing import Annotated, Any

import typer

from amflow.customers import filters
from amflow.errors import Usage
from amflow.locale import N_, _
from amflow.outreach.campaigns import changes as campaign_changes
from amflow.outreach.campaigns import records as campaigns
from amflow.outreach.campaigns import view as campaign_view
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import plural, takes

Ref = Annotated[str, typer.Argument(metavar="CAMPAIGN", help=N_("g2, or a part of its title"))]
FIELDS = ("kind", "partner", "starts_on", "ends_on", "goal", "counts", "product", "note")
"""What may be said of a campaign when it is begun or changed, by its columns."""


@takes(*FIELDS)
def add(
    app: App,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help=N_("what it is called; its kind's name by itself"))
    ] = "",
    **given: Any,
) -> None:
    """Begin a campaign or an event.

    amflow campaign add "Spring fair" --kind fair --to "end of month" --goal 30
    """
    _changed(app, campaign_changes.add(app.desk, {"title": title, **_with_brand(app, given)}), _("begun"))


def listed(
    app: App,
    campaign: Annotated[str, typer.Argument(metavar="[CAMPAIGN]", help=N_("with --best: of this one alone, g2"))] = "",
    *,
    state: str = "open",
    best: bool = False,
    last: int = 50,
) -> None:
    """List campaigns, the newest first; or whom of their lists to call first, and why.

    amflow campaign list · amflow campaign list --best
    """
    if best:
        from amflow.outreach.campaigns import best as best_calls

        number = campaigns.row_of(app.desk, campaign)["id"] if campaign else None
        app.show(campaign_view.best(best_calls.best(app.desk, number, last)))
        return
    if campaign:
        raise Usage(
            _("a list of campaigns is of all of them"),
            _("amflow campaign show {ref}, campaign list {ref} --best"),
            ref=campaign,
        )
    view = campaign_view.listing(*campaigns.listing(app.desk, state=state, limit=last))
    app.show_some(view, "campaign", "amflow campaign list --state all")


def show(
    app: App,
    campaign: Ref,
    last: int = 100,
) -> None:
    """Show a campaign: how far its customers came, the plan by line and customer, what they bought since."""
    app.show(campaign_view.page(campaigns.page(app.desk, campaign, last)))


@takes("title", *FIELDS)
def edit(app: App, campaign: Ref, **given: Any) -> None:
    """Change what is known of a campaign; an empty value takes it out.

    amflow campaign edit g1 --goal 8 --to "end of month"
    """
    _changed(app, campaign_changes.edit(app.desk, campaign, _with_brand(app, given)), _("changed"))


def _with_brand(app: App, given: dict[str, Any]) -> dict[str, Any]:
    """The same with the number of the brand; 0 takes it out."""
    from amflow.convert.products import records as products

    brand = given.pop("product")
    number = products.find(app.book, brand)["id"] if brand else 0
    return given if brand is None else {**given, "product_id": number}


@takes("tier", "segment", "intent", "source", "signal", "line", unsaid="")
def invite(
    app: App,
    campaign: Ref,
    customers: Annotated[list[str], typer.Argument(metavar="[CUSTOMER…]", help=N_("whom, by name"))] = [],  # noqa: B006
    *,
    leads: bool = False,
    **given: Any,
) -> None:
    """Put customers on the list: named ones, and all whom the filters mean together. Nobody twice; wishes are honoured.

    amflow campaign invite g1 c1 c2 · amflow campaign invite g1 --tier gold
    """
    wanted = filters.Filter(**given)
    app.show(campaign_view.invited(campaign_changes.invite(app.desk, campaign, customers, wanted, leads=leads)))


def mark(
    app: App,
    campaign: Ref,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="CUSTOMER… STATE", help=N_("whom, then listed, invited, accepted, came, bought or declined")
        ),
    ],
    units: int | None = None,
    note: str = "",
) -> None:
    """Say where customers stand in a campaign; who came without being on the list is put on it.

    amflow campaign mark g1 c20 c39 came
    """
    *names, state = words
    app.show(campaign_view.marked(campaign_changes.mark(app.desk, campaign, names, state, count=units, note=note)))


def split(
    app: App,
    campaign: Ref,
    share: Annotated[
        list[str],
        typer.Option("--share", metavar="WHO=N", help=N_("a customer's share, c12=40; a line's together, east=120")),
    ] = [],  # noqa: B006
    evenly: Annotated[bool, typer.Option("--evenly", help=N_("what is left, among those without a share"))] = False,
    force: bool = False,
) -> None:
    """Split a campaign's goal by line and customer; the sum is held to the goal.

    amflow campaign split g1 --evenly
    """
    line = campaign_changes.split(app.desk, campaign, share, evenly=evenly, anyway=force)
    app.show(campaign_view.split(campaigns.page(app.desk, line.ref)))


@plural("campaign close")
def close(app: App, campaign: Ref) -> None:
    """End a campaign: its list is not called any more; its result stays.

    amflow campaign close g1
    """
    _changed(app, campaign_changes.close(app.desk, campaign, again=False), _("closed"))


def reopen(app: App, campaign: Ref) -> None:
    """Take a campaign up again that was closed."""
    _changed(app, campaign_changes.close(app.desk, campaign, again=True), _("taken up again"))


def _changed(app: App, line: campaigns.CampaignLine, word: str) -> None:
    app.show(campaign_view.changed(line, word, app.playbook))


VERBS = {
    "add": add, "list": listed, "show": show, "edit": edit, "invite": invite, "mark": mark, "split": split,
    "close": close, "reopen": reopen,
}  # fmt: skip
register = family("campaign", N_("Campaigns and events: lists, states, results."), VERBS)
