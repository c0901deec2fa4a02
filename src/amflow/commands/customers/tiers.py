"""amflow customer qualify, upgrade, adopt, date: where a customer stands, and the days that matter to them."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.shell.command import Last, Who, Why
from amflow.shell.context import App

Several = Annotated[list[str], typer.Argument(metavar="CUSTOMER…", help=N_("c12, a name; several at once"))]


def qualify(
    app: App,
    customers: Several = [],  # noqa: B006
    everybody: Annotated[bool, typer.Option("--all", help=N_("all who have qualified"))] = False,
    last: Last = 50,
) -> None:
    """List who has grown into a higher tier or fallen below the own one, and why; move up those who are named.

    amflow customer qualify · amflow customer qualify c12 c31
    """
    from amflow.customers.tiers import records as tiers
    from amflow.customers.tiers import view as tier_view

    if customers or everybody:
        app.show(tier_view.moved(tiers.qualify(app.desk, customers)))
    else:
        app.show(tier_view.proposals(tiers.proposals(app.desk), last, app.playbook))


def upgrade(
    app: App,
    customer: Who,
    to: Annotated[str, typer.Option(metavar="TIER", help=N_("the tier; by itself the next one"))] = "",
    why: Why = "",
) -> None:
    """Move a customer up a tier, whatever the conditions say."""
    from amflow.customers.tiers import records as tiers
    from amflow.customers.tiers import view as tier_view

    app.show(tier_view.moved([tiers.upgrade(app.desk, customer, to, why)]))


def adopt(
    app: App,
    customers: Several = [],  # noqa: B006
    tier: Annotated[str, typer.Option(help=N_("all of this tier"))] = "",
    segment: Annotated[str, typer.Option(help=N_("all of this segment"))] = "",
    source: Annotated[str, typer.Option(help=N_("all who were found so"))] = "",
    text: Annotated[str, typer.Option("--named", metavar="TEXT", help=N_("all with this in the name"))] = "",
    leads: Annotated[bool, typer.Option("--leads", help=N_("open leads instead of customers"))] = False,
    release: Annotated[bool, typer.Option("--release", help=N_("they are somebody else's from now on"))] = False,
) -> None:
    """Take customers over as your own, a batch at once: those named, or all that the options pick.

    amflow customer adopt c12 c13 · amflow customer adopt --tier silver --segment owners
    """
    from amflow.customers import filters
    from amflow.customers.tiers import records as tiers
    from amflow.customers.tiers import view as tier_view

    if release:
        app.show(tier_view.released(tiers.release(app.desk, customers)))
        return
    wanted = filters.Filter(tier=tier, segment=segment, source=source, text=text)
    app.show(tier_view.adopted(tiers.adopt(app.desk, customers, wanted, leads=leads)))


def date(
    app: App,
    customer: Who,
    day: Annotated[str, typer.Argument(metavar="[DAY]", help=N_("2016-12-03, 3 dec, lunar 8-15"))] = "",
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help=N_("what day it is: wedding anniversary"))] = "",
    remove: Annotated[str, typer.Option(metavar="TITLE", help=N_("take a day out"))] = "",
) -> None:
    """Keep a day that matters to a customer every year; without a day list those that are kept.

    amflow customer date c12 2016-12-03 "wedding anniversary"
    """
    from amflow.customers import birthdays
    from amflow.customers import records as customer_records
    from amflow.customers.tiers import view as tier_view

    if remove:
        app.show(tier_view.date(birthdays.remove_day(app.desk, customer, remove), _("{title} taken out")))
    elif day:
        named = title or app.ask(
            _("the occasion"), _('amflow customer date {ref} {day} "wedding anniversary"').format(ref=customer, day=day)
        )
        app.show(tier_view.date(birthdays.keep_day(app.desk, customer, day, named), _("{title} kept")))
    else:
        number = customer_records.find(app.book, customer)["id"]
        app.show(tier_view.dates(birthdays.days_of(app.desk, number), f"c{number}"))


VERBS = {"qualify": qualify, "upgrade": upgrade, "adopt": adopt, "date": date}
