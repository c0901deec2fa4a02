"""amflow referral: customers asked to introduce somebody, whom they brought, thanks and rewards."""

from typing import Annotated, Any

import typer

from amflow import refs
from amflow.commands.customers import identity as kin
from amflow.commands.customers.customer import columns_of
from amflow.customers import records as customers
from amflow.locale import N_, _, pgettext
from amflow.playbooks.titles import known_key
from amflow.prospect.leads import records as leads
from amflow.prospect.referrals import candidates as referrals_candidates
from amflow.prospect.referrals import changes as referral_changes
from amflow.prospect.referrals import records as referrals
from amflow.prospect.referrals import view as referral_view
from amflow.shell.command import family
from amflow.shell.context import App
from amflow.shell.parameters import Who, plural, takes

Ref = Annotated[str, typer.Argument(metavar="REFERRAL", help=N_("f7"))]
Refs = Annotated[list[str], typer.Argument(metavar="REFERRAL…", help=N_("f7, or who introduced them"))]


def candidates(app: App, last: int = 20) -> None:
    """List very satisfied customers who were not asked lately.

    amflow referral candidates
    """
    found = referrals_candidates.candidates(app.desk, last)
    app.show(referral_view.candidates(found, app.settings.referral_days, referrals.steps(app.desk)))


def ask(
    app: App,
    customer: Who,
    words: Annotated[str, typer.Argument(metavar="[WORDS]", help=N_("how you asked, or what they said"))] = "",
    anyway: bool = False,
) -> None:
    """Write down that a customer was asked to introduce somebody.

    amflow referral ask c1 "a neighbour who opens a shop"
    """
    app.show(
        referral_view.changed(
            referral_changes.ask(app.desk, customer, words, anyway=anyway), pgettext("for an introduction", "asked")
        )
    )


@takes("phone", "source", "signal", "organisation")
def add(
    app: App,
    customer: Who,
    words: Annotated[
        list[str], typer.Argument(metavar="NAME [PHONE] [WORDS]", help=N_("whom they brought; c55 for somebody known"))
    ],
    *,
    anyway: bool = False,
    **given: Any,
) -> None:
    """Write down whom a customer brought: a new lead, and thanks that are owed.

    amflow referral add c20 "Ben Cole" "07700 900456" "a neighbour, opens a shop"
    """
    name, number, said = leads.split(words)
    phone = given["phone"] or number
    given = columns_of(given) | {"name": name, "phone": phone or None, "impression": said or None}
    new = refs.of_table(name, "c") is None
    if new and not kin.agreed(app, name, phone, anyway):
        app.say(_("nothing was changed"))
        return
    brought = referral_changes.add(app.desk, customer, given, said, anyway=True)
    if new and brought.introduced_id is not None:
        kin.warn(app, brought.introduced_id, given)
    app.show(referral_view.changed(brought, _("written down")))


def meet(
    app: App,
    words: Annotated[
        list[str], typer.Argument(metavar="REFERRAL… [NOTE]", help=N_("f7, or several met together; a note"))
    ],
) -> None:
    """Write down that those introduced were met, singly or in a group: a visit with each.

    amflow referral meet f2 "wants an offer by Friday"
    """
    *texts, last = words
    note = "" if refs.of_table(last, "f") or not texts else last
    met = referral_changes.meet(app.desk, texts if note else words, note)
    app.show(referral_view.several(met, _("met")))


def thank(app: App, which: Refs) -> None:
    """Write down that the introducer was thanked.

    amflow referral thank f2
    """
    app.show(referral_view.several(referral_changes.thank(app.desk, which), _("thanked")))


@plural("referral reward")
def reward(
    app: App,
    which: Ref,
    gift: Annotated[str, typer.Argument(metavar="[GIFT]", help=N_("with what, as the house's rules allow"))] = "",
    force: bool = False,
    why: str = "",
) -> None:
    """Write down that the introducer was rewarded, and with what.

    amflow referral reward f4 "two tickets for the fair"
    """
    rewarded = referral_changes.reward(app.desk, which, gift, force=force, why=why)
    app.show(referral_view.changed(rewarded, _("rewarded")))


def drop(app: App, which: Ref, why: str = "") -> None:
    """Close a request of which nothing came."""
    app.show(referral_view.changed(referral_changes.drop(app.desk, which, why), _("closed")))


def listed(
    app: App,
    customer: str = "",
    state: str = "",
    post: bool = False,
    last: int = 50,
) -> None:
    """List introductions and requests, the newest first; or what colleagues passed on, counted by post.

    amflow referral list · amflow referral list --post
    """
    state = known_key(state, referrals.LISTED, _("state"))
    if post:
        app.show(referral_view.by_post(leads.count_by_post(app.desk)))
        return
    whose = customers.find(app.book, customer)["id"] if customer else None
    app.show(referral_view.listing(*referrals.listing(app.desk, customer_id=whose, state=state, limit=last)))


VERBS = {
    "candidates": candidates, "ask": ask, "add": add, "meet": meet, "thank": thank, "reward": reward, "drop": drop,
    "list": listed,
}  # fmt: skip
register = family("referral", N_("Introductions: asked for, made, thanked for, rewarded."), VERBS)
