"""Why a deal comes where it comes, in words; and the deals that by the own history are dead, before and after they are swept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.book.quantities import Rate
from amflow.convert.deals import worth
from amflow.convert.deals.chances import SOON_DAYS
from amflow.locale import N_, _, ngettext, pgettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, named, picked

if TYPE_CHECKING:
    from amflow.convert.deals.chances import Chance
    from amflow.convert.deals.page import Explained
    from amflow.convert.deals.records import DealLine
    from amflow.convert.deals.sweeping import Swept


def chance_fields(chance: "Chance") -> dict[str, Any]:
    """What JSON says of a chance."""
    return {
        "chance": Rate(chance.value),
        "low_share": Rate(chance.low),
        "high_share": Rate(chance.high),
        "soon_share": Rate(chance.soon),
        **picked(chance, "dead", "won", "ended", "days"),
        "why": chance.said(),
    }


def chance_words(chance: "Chance") -> str:
    """`18% within 30 days, 64% in all (58% to 70%): 12 of 19 such deals were won`."""
    figures = {
        "soon": _share(chance.soon), "value": _share(chance.value), "low": _share(chance.low), "high": _share(chance.high),
    }  # fmt: skip
    said = _("{soon} within {n} days, {value} in all ({low} to {high})").format(n=SOON_DAYS, **figures)
    return _("{what}: {why}").format(what=said, why=chance.said())


def _share(value: float) -> str:
    return f"{round(100 * value)}%"


def worth_fields(deal: "DealLine") -> dict[str, Any]:
    """What JSON says of what an open deal is worth; the keys are there, and empty, for one that is closed."""
    one = deal.worth
    return {
        "learnt": chance_fields(one.chance) if one else None,
        "brings": one.brings if one else None,
        "reckoned": one.amount if one else None,
        "reckoned_from": one.amount_from if one else None,
        "stands": one.stands if one else None,
        "weight": one.weight if one else None,
    }


def explained(found: "Explained") -> ItemView:
    """Why an open deal comes where it comes, and what would move it."""
    deal, one = found.deal, found.deal.worth
    customer = {"ref": f"c{deal.customer_id}", "name": deal.customer} if deal.customer_id else None
    item = {
        **picked(deal, "ref", "title"), "customer": customer, "stage": deal.stage_title, **worth_fields(deal),
        "moves": list(found.moves),
    }  # fmt: skip
    fields: list[tuple[str, Any]] = [(_("customer"), deal.customer), (_("stage"), deal.stage_title)]
    if one is not None:
        amount = _("{what}: {why}").format(what=one.amount, why=_(worth.FROM[one.amount_from]))
        weight = _("{what}: {why}").format(what=_(worth.CHANGES[one.stands]), why=f"×{one.weight}%")
        fields += [
            (_("chance"), chance_words(one.chance)),
            (_("amount"), amount),
            (_("should bring"), _("{amount} within {n} days").format(amount=one.brings, n=SOON_DAYS)),
            (_("now"), weight),
            (_("moved by"), " · ".join(found.moves)),
        ]
    return ItemView("worth", item, fields, title=named(deal.title, deal.ref))


DEAD = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn(
        "customer", N_("customer"), "title",
        data=lambda deal: {"ref": f"c{deal.customer_id}", "name": deal.customer} if deal.customer_id else None,
    ),
    ListColumn("title", N_("deal")),
    *hidden("pipeline", "stage"),
    ListColumn("stage_title", N_("stage")),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("opened_on", "", data_only=True),
    ListColumn("days", N_("days"), "right", get=lambda deal: deal.worth.chance.days),
    ListColumn("why", N_("because"), "dim", get=lambda deal: deal.worth.chance.said()),
)  # fmt: skip


def swept_list(found: Sequence["DealLine"]) -> ListView:
    """The deals that are dead, before anything is done about them."""
    words = ngettext(
        "{n} deal has been in its stage for longer than any that was ever won",
        "{n} deals have been in their stage for longer than any that was ever won",
        len(found),
    )
    return ListView(
        "sweep",
        DEAD,
        found,
        head=[words] if found else (),
        foot=[_("nothing was written; amflow deal sweep --yes closes all of them as lost, in one change")]
        if found
        else (),
        empty=_("no deal is dead by your own history"),
        give="why",
    )


def walk_head(number: int) -> str:
    """What is said before the first is asked about."""
    words = ngettext("{n} deal is dead by your own history.", "{n} deals are dead by your own history.", number)
    return words + " " + _("yes closes it as lost; a day plans it; all closes it and the rest; stop ends it")


def walk_question(deal: "DealLine") -> str:
    """What is asked about one."""
    days = deal.worth.chance.days if deal.worth else 0
    amount = str(deal.amount) if deal.amount else ""
    since = ngettext("{n} day in {stage}", "{n} days in {stage}", days).format(stage=deal.stage_title)
    return " · ".join(filter(None, (f"{deal.ref} {deal.name}", amount, since, _("close it?"))))


def swept(done: "Swept") -> ChangeView:
    """What became of them."""
    words = ngettext("{n} deal was closed as lost", "{n} deals were closed as lost", len(done.closed))
    then = [
        (pgettext("of deals swept", "planned"), " ".join(done.planned)),
        (_("stays"), ngettext("{n} as it was", "{n} as they were", done.kept) if done.kept else ""),
    ]
    item = {"refs": list(done.closed), "planned": list(done.planned), "still": done.kept}
    return ChangeView("sweep", item, words, then)
