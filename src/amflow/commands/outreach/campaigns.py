"""amflow campaign: campaigns and events, whom they are for, where each customer stands, what came of it."""

from typing import Annotated, Any

import typer

from amflow.customers import filters
from amflow.locale import N_, _
from amflow.outreach.campaigns import changes as campaign_changes
from amflow.outreach.campaigns import records as campaigns
from amflow.outreach.campaigns import view as campaign_view
from amflow.shell.command import Fields, Last, family, takes, text
from amflow.shell.context import App

Ref = Annotated[str, typer.Argument(metavar="CAMPAIGN", help=N_("g2, or a part of its title"))]
FIELDS: Fields = {
    "title": text(N_("what it is called")),
    "kind": text(N_("its kind, as the playbook names it"), metavar="CAMPAIGN-KIND"),
    "partner": text(N_("with whom it is held: the host bank"), metavar="NAME"),
    "starts_on": text(N_("its first day"), "--from", metavar="DATE"),
    "ends_on": text(N_("its last day"), "--until", metavar="DATE"),
    "goal": (
        Annotated[
            int | None,
            typer.Option(
                "--goal", min=0, max=10**12, metavar="N", help=N_("how much it should bring, of what --counts says")
            ),
        ],
        None,
    ),
    "counts": text(
        N_("what the goal is of: customers who buy, or pieces; of a brand by itself pieces"), metavar="WORD"
    ),
    "product": text(N_("the brand that it is for: its orders count by themselves"), metavar="PRODUCT"),
    "note": text(N_("what is offered, on which conditions"), metavar="WORDS"),
}
"""What may be said of a campaign when it is begun or changed, by its columns."""


@takes(FIELDS, "kind", "partner", "starts_on", "ends_on", "goal", "counts", "product", "note")
def add(
    app: App,
    title: Annotated[
        str, typer.Argument(metavar="[TITLE]", help=N_("what it is called; its kind's name by itself"))
    ] = "",
    **given: Any,
) -> None:
    """Begin a campaign or an event.

    amflow campaign add "a device with the host bank" --kind device --partner "the bank" --until "end of month" --goal 30
    """
    _changed(app, campaign_changes.add(app.desk, {"title": title, **_with_brand(app, given)}), _("begun"))


def listed(
    app: App,
    everything: Annotated[bool, typer.Option("--all", help=N_("closed ones too"))] = False,
    last: Last = 50,
) -> None:
    """List campaigns, the newest first."""
    view = campaign_view.listing(*campaigns.listing(app.desk, everything=everything, limit=last))
    app.show_some(view, "campaign", "amflow campaign list --all")


def show(
    app: App,
    campaign: Ref,
    last: Annotated[
        int, typer.Option("--last", min=1, max=100_000, metavar="N", help=N_("how many customers at most"))
    ] = 100,
) -> None:
    """Show a campaign: how far its customers came, the plan by line and customer, what they bought since."""
    app.show(campaign_view.page(campaigns.page(app.desk, campaign, last)))


@takes(FIELDS, *FIELDS)
def edit(app: App, campaign: Ref, **given: Any) -> None:
    """Change what is known of a campaign; an empty value takes it out."""
    _changed(app, campaign_changes.edit(app.desk, campaign, _with_brand(app, given)), _("changed"))


def _with_brand(app: App, given: dict[str, Any]) -> dict[str, Any]:
    """The same with the number of the brand; 0 takes it out."""
    from amflow.convert.products import records as products

    brand = given.pop("product")
    number = products.find(app.book, brand)["id"] if brand else 0
    return given if brand is None else {**given, "product_id": number}


def invite(
    app: App,
    campaign: Ref,
    customers: Annotated[list[str], typer.Argument(metavar="[CUSTOMER…]", help=N_("whom, by name"))] = [],  # noqa: B006
    tier: Annotated[str, typer.Option(help=N_("everybody of this tier"))] = "",
    segment: Annotated[str, typer.Option(help=N_("everybody of this group"))] = "",
    intent: Annotated[str, typer.Option(help=N_("everybody with this intent level"))] = "",
    source: Annotated[str, typer.Option(help=N_("everybody from there"))] = "",
    signal: Annotated[str, typer.Option(help=N_("everybody with this signal"))] = "",
    line: Annotated[str, typer.Option(help=N_("everybody on this line of the territory"))] = "",
    leads: Annotated[bool, typer.Option("--leads", help=N_("open leads instead of customers"))] = False,
) -> None:
    """Put customers on the list: named ones, and all whom the filters mean together. Nobody twice; wishes are honoured.

    amflow campaign invite g2 --tier gold --segment owners
    """
    wanted = filters.Filter(tier=tier, segment=segment, intent=intent, source=source, signal=signal, line=line)
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
    count: Annotated[
        int | None, typer.Option("--count", min=0, max=10**12, metavar="N", help=N_("the pieces that each brought"))
    ] = None,
    note: Annotated[str, typer.Option(metavar="WORDS", help=N_("a word about it, kept"))] = "",
) -> None:
    """Say where customers stand in a campaign; who came without being on the list is put on it.

    amflow campaign mark g2 c12 c13 came
    """
    *names, state = words
    app.show(campaign_view.marked(campaign_changes.mark(app.desk, campaign, names, state, count=count, note=note)))


def split(
    app: App,
    campaign: Ref,
    share: Annotated[
        list[str],
        typer.Option("--share", metavar="WHO=N", help=N_("a customer's share, c12=40; a line's together, east=120")),
    ] = [],  # noqa: B006
    evenly: Annotated[bool, typer.Option("--evenly", help=N_("what is left, among those without a share"))] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help=N_("although it is more than the goal"))] = False,
) -> None:
    """Split a campaign's goal by line and customer; the sum is held to the goal.

    amflow campaign split g2 --share c12=40 --evenly
    """
    line = campaign_changes.split(app.desk, campaign, share, evenly=evenly, anyway=anyway)
    app.show(campaign_view.split(campaigns.page(app.desk, line.ref)))


def close(
    app: App,
    campaign: Ref,
    again: Annotated[bool, typer.Option("--again", help=N_("take it up again"))] = False,
) -> None:
    """End a campaign: its list is not called any more; its result stays."""
    line = campaign_changes.close(app.desk, campaign, again=again)
    _changed(app, line, _("taken up again") if again else _("closed"))


def _changed(app: App, line: campaigns.CampaignLine, word: str) -> None:
    app.show(campaign_view.changed(line, word, app.playbook))


VERBS = {
    "add": add, "list": listed, "show": show, "edit": edit, "invite": invite, "mark": mark, "split": split,
    "close": close,
}  # fmt: skip
register = family("campaign", N_("Campaigns and events: lists, states, results."), VERBS)
