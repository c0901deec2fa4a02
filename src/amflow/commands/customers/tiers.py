"""amflow customer upgrade, adopt, date: where a customer stands, and the days that matter to them."""

from typing import Annotated

import typer

from amflow.locale import N_, _
from amflow.shell.context import App
from amflow.shell.parameters import Who

SEVERAL = N_("c12, a name; several at once")


def upgrade(
    app: App,
    customers: Annotated[list[str] | None, typer.Argument(metavar="[CUSTOMER…]", help=SEVERAL)] = None,
    tier: str = "",
    why: str = "",
    everybody: bool = False,
    last: int = 50,
) -> None:
    """List who has grown into a higher tier or fallen below the own one, and why; move up those who are named, as far as they
    have qualified. With --tier or --why whatever the conditions say.

    amflow customer upgrade · amflow customer upgrade c2 --tier gold --why "two firms now"
    """
    from amflow.customers.tiers import records as tiers
    from amflow.customers.tiers import view as tier_view

    if customers and (tier or why):
        with app.book.change("customer upgrade"):
            moved = [tiers.upgrade(app.desk, one, tier, why) for one in customers]
        app.show(tier_view.moved(moved))
    elif customers or everybody:
        app.show(tier_view.moved(tiers.qualify(app.desk, customers or [])))
    else:
        app.show(tier_view.proposals(tiers.proposals(app.desk), last, app.playbook))


def adopt(
    app: App,
    customers: Annotated[list[str] | None, typer.Argument(metavar="CUSTOMER…", help=SEVERAL)] = None,
    tier: str = "",
    segment: str = "",
    source: str = "",
    text: Annotated[str, typer.Option("--named", metavar="TEXT", help=N_("all with this in the name"))] = "",
    leads: bool = False,
    release: Annotated[bool, typer.Option("--release", help=N_("they are somebody else's from now on"))] = False,
) -> None:
    """Take customers over as your own, a batch at once: those named, or all that the options pick.

    amflow customer adopt c12 c13 · amflow customer adopt --tier gold
    """
    from amflow.customers import filters
    from amflow.customers.tiers import records as tiers
    from amflow.customers.tiers import view as tier_view

    if release:
        app.show(tier_view.released(tiers.release(app.desk, customers or [])))
        return
    wanted = filters.Filter(tier=tier, segment=segment, source=source, text=text)
    app.show(tier_view.adopted(tiers.adopt(app.desk, customers or [], wanted, leads=leads)))


def date(
    app: App,
    customer: Who,
    day: Annotated[
        str | None, typer.Argument(metavar="[DAY]", help=N_('2016-12-03, 3 dec, lunar 8-15; "" takes the day out'))
    ] = None,
    title: Annotated[str, typer.Argument(metavar="[TITLE]", help=N_("what day it is: wedding anniversary"))] = "",
) -> None:
    """Keep a day that matters to a customer every year; without a day list those that are kept.

    amflow customer date c1 2016-12-03 "wedding anniversary" · amflow customer date c1
    """
    from amflow.customers import birthdays
    from amflow.customers import records as customer_records
    from amflow.customers.tiers import view as tier_view

    if day == "":
        app.show(tier_view.date(birthdays.remove_day(app.desk, customer, title), _("{title} taken out")))
    elif day:
        named = title or app.ask(
            _("the occasion"), _('amflow customer date {ref} {day} "wedding anniversary"').format(ref=customer, day=day)
        )
        app.show(tier_view.date(birthdays.keep_day(app.desk, customer, day, named), _("{title} kept")))
    else:
        number = customer_records.find(app.book, customer)["id"]
        app.show(tier_view.dates(birthdays.days_of(app.desk, number), f"c{number}"))


VERBS = {"upgrade": upgrade, "adopt": adopt, "date": date}
