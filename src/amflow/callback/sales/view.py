"""What a sale wrote, told beneath the talk or the deal that it came out of."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.convert.deals import view as deal_view
from amflow.dates.format import short
from amflow.locale import _, listed
from amflow.outreach.talks import view as talk_view
from amflow.shell.views import ChangeView, jsonable

if TYPE_CHECKING:
    from amflow.callback.sales.records import Sold, Won
    from amflow.outreach.talks.changes import Logged


def logged(done: "Logged", sold: "Sold", today: date) -> ChangeView:
    """A talk in which something was sold."""
    view = talk_view.logged(done, today)
    deal = sold.deal
    won = ""
    if deal is not None:
        amount = f" {deal.amount}" if deal.amount else ""
        words = _("{deal} opened and won{amount}") if sold.opened else _("{deal} won{amount}")
        won = words.format(deal=f"{deal.ref}  {deal.title}", amount=amount)
    missing = (
        _("{what}: amflow deal doc {ref} received notes it").format(what=listed(sold.lacking), ref=deal.ref)
        if deal and sold.lacking
        else ""
    )
    return _with(view, [(_("deal"), won), (_("although missing"), missing), *_then(sold, today)], sold)


def won(found: "Won", today: date) -> ChangeView:
    """A deal that was won with what its sale made."""
    return _with(deal_view.moved(found.step), _then(found.sold, today), found.sold)


def _with(view: ChangeView, then: list[tuple[str, str]], sold: "Sold") -> ChangeView:
    item: dict[str, Any] = view.item
    item["sale"] = {
        "deal": sold.deal.ref if sold.deal is not None else None,
        "made": sold.made or None,
        "amount": jsonable(sold.amount),
        "matures_on": sold.matures_on,
        "promised_on": sold.promised_on,
        "replaces": f"h{sold.replaced}" if sold.replaced else None,
    }
    view.then = [*((label, words) for label, words in then if words), *view.then]
    return view


def _then(sold: "Sold", today: date) -> list[tuple[str, str]]:
    what = f"{sold.units} × {sold.name}" if sold.units else sold.name
    made = " · ".join(
        part
        for part in (
            f"{sold.made}  {what}",
            str(sold.amount or ""),
            _("matures {day}").format(day=short(sold.matures_on, today)) if sold.matures_on else "",
            _("promised {day}").format(day=short(sold.promised_on, today)) if sold.promised_on else "",
        )
        if part
    )
    label = _("holding") if sold.makes == "holding" else _("order")
    return [
        (label, made if sold.number else ""),
        (_("paid out"), f"h{sold.replaced}" if sold.replaced else ""),
        (_("then"), listed([f"{title} {short(day, today)}" for title, day in sold.calls])),
        (_("counted by"), _("the {record}, not the deal").format(record=label) if _elsewhere(sold) else ""),
    ]


def _elsewhere(sold: "Sold") -> bool:
    """Whether the amount is counted by what was made."""
    return sold.deal is not None and sold.deal.counted_in != ""
