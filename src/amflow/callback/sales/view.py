"""What a sale wrote, told beneath the talk or the deal that it came out of."""

from collections.abc import Sequence
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


def logged(done: "Logged", sold: "Sequence[Sold]", today: date) -> ChangeView:
    """A talk in which something was sold."""
    view = talk_view.logged(done, today)
    told = [line for one in sold for line in [*_won(one), *_made(one, today)]]
    cleared = any(one.cleared for one in sold)
    if cleared:
        view.item["intent"] = ""
    return _with(view, [*told, deal_view.carried_out(cleared=cleared), *_follows(sold, today)], sold)


def _won(one: "Sold") -> list[tuple[str, str]]:
    if one.deal is None:
        return []
    amount = f" {one.deal.amount}" if one.deal.amount else ""
    words = _("{deal} opened and won{amount}") if one.opened else _("{deal} won{amount}")
    told = _("{what}: amflow deal doc {ref} received notes it") if one.opened else "{what}"
    missing = told.format(what=listed(one.lacking), ref=one.deal.ref)
    return [
        (_("deal"), words.format(deal=f"{one.deal.ref}  {one.deal.title}", amount=amount)),
        (_("although missing"), missing if one.lacking else ""),
    ]


def won(found: "Won", today: date) -> ChangeView:
    """A deal that was won with what its sale made."""
    sold = [found.sold]
    return _with(deal_view.moved(found.step), [*_made(found.sold, today), *_follows(sold, today)], sold)


def _with(view: ChangeView, then: list[tuple[str, str]], sold: "Sequence[Sold]") -> ChangeView:
    item: dict[str, Any] = view.item
    item["sale"], *more = [_item(one) for one in sold]
    if more:
        item["more_sales"] = more
    view.then = [*((label, words) for label, words in then if words), *view.then]
    return view


def _item(sold: "Sold") -> dict[str, Any]:
    return {
        "deal": sold.deal.ref if sold.deal is not None else None,
        "made": sold.made or None,
        "whose": sold.whose or None,
        "amount": jsonable(sold.amount),
        "matures_on": sold.matures_on,
        "promised_on": sold.promised_on,
        "replaces": f"h{sold.replaced}" if sold.replaced else None,
    }


def _label(sold: "Sold") -> str:
    return _("loan") if sold.owed else _("holding") if sold.makes == "holding" else _("order")


def _made(sold: "Sold", today: date) -> list[tuple[str, str]]:
    what = f"{sold.units} × {sold.name}" if sold.units else sold.name
    made = " · ".join(
        part
        for part in (
            f"{sold.made}  {what}",
            sold.whose,
            str(sold.amount or ""),
            _until(sold, today),
            _("promised {day}").format(day=short(sold.promised_on, today)) if sold.promised_on else "",
        )
        if part
    )
    return [
        (_label(sold), made if sold.number else ""),
        (_("paid out"), f"h{sold.replaced}" if sold.replaced else ""),
        (_("not made"), _unmade(sold)),
    ]


def _unmade(sold: "Sold") -> str:
    """That no holding or order was made for want of a product or of its service, and how it is."""
    if not sold.unmade or sold.deal is None:
        return ""
    if sold.bare:
        words = (
            _("an order: {product} has no service")
            if sold.unmade == "order"
            else _("a holding: {product} has no service")
        )
        again = (
            f"amflow {sold.unmade} add {sold.bare} --deal {sold.deal.ref} · amflow product edit {sold.bare} --service …"
        )
        return _("{what}: {why}").format(what=words.format(product=sold.name), why=again)
    words = _("an order: the deal has no product")
    if sold.unmade == "holding":
        words = _("the loan: the deal has no product") if sold.owed else _("a holding: the deal has no product")
    again = f"amflow {sold.unmade} add … --deal {sold.deal.ref}"
    return _("{what}: {why}").format(what=words, why=again)


def _until(sold: "Sold", today: date) -> str:
    if sold.matures_on is None:
        return ""
    words = _("due {when}") if sold.owed else _("matures {when}")
    return words.format(when=short(sold.matures_on, today))


def _follows(sold: "Sequence[Sold]", today: date) -> list[tuple[str, str]]:
    """What comes due by it, and what carries the amount: said once."""
    calls = dict.fromkeys(f"{title} {short(day, today)}" for one in sold for title, day in one.calls)
    by = next((_label(one) for one in sold if _elsewhere(one)), "")
    return [
        (_("then"), listed(list(calls))),
        (_("counted by"), _("the {record}, not the deal").format(record=by) if by else ""),
    ]


def _elsewhere(sold: "Sold") -> bool:
    """Whether the amount is counted by what was made."""
    return sold.deal is not None and sold.deal.counted_in != ""
