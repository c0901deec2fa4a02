"""How holdings are shown. A line that was crossed is told as what it is: a price and a line, no advice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import N_, _, ngettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from datetime import date

    from amflow.callback.holdings.records import Holding

CROSSED = {"": "", "take-profit": N_("take-profit"), "stop-loss": N_("stop-loss")}
"""What a price has reached, in words."""


def _gain(one: "Holding") -> str:
    if one.gain is None or not one.gain.minor:
        return ""
    percent = f" {one.gain_percent:+.1f}%".replace("-", "−") if one.gain_percent is not None else ""
    return f"{one.gain}{percent}"


COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("customer_ref", N_("customer"), hide=True),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("name", N_("what")),
    ListColumn("product", N_("product"), hide=True),
    ListColumn("units", N_("units"), "right"),
    ListColumn("value", N_("worth"), "right"),
    ListColumn("cost", N_("cost"), hide=True),
    ListColumn("gain", N_("gain"), "right", say=_gain),
    ListColumn("gain_percent", N_("gain %"), hide=True),
    ListColumn("price", N_("price"), hide=True),
    ListColumn("priced_on", N_("price of"), hide=True),
    ListColumn("take_profit", N_("upper"), hide=True),
    ListColumn("stop_loss", N_("lower"), hide=True),
    ListColumn("bought_on", N_("bought"), hide=True),
    ListColumn("matures_on", N_("matures"), "dim"),
    ListColumn("crossed", N_("reached"), "soon", say=lambda one: _(CROSSED[one.crossed]) if one.crossed else ""),
    ListColumn("sold_on", N_("sold"), "dim"),
    ListColumn("proceeds", N_("came of it"), hide=True),
)

OF_CUSTOMER = tuple(column for column in COLUMNS if column.key not in ("customer_ref", "customer", "product"))
"""The columns where it is clear whose they are."""

LINES = ("price", "take_profit", "stop_loss")


def listing(found: Sequence["Holding"], total: int, *, crossed: bool = False) -> ListView:
    """Holdings; where a crossed line is asked for, with the price and the lines."""
    columns: Sequence[ListColumn] = COLUMNS
    foot = [ngettext("{n} in all", "{n} in all", total)] if total > len(found) else []
    if crossed:
        out = {"units", "value", "matures_on"}
        columns = tuple(
            one._replace(hide=False) if one.key in LINES else one._replace(hide=True) if one.key in out else one
            for one in COLUMNS
        )
        foot.append(_("to be told to the customer as a fact; what to do is the customer's decision"))
    empty = _("no holdings: amflow holding add PRODUCT --for CUSTOMER")
    if crossed:
        empty = _("no price has reached a line: amflow import FILE --as price brings prices")
    return ListView("holding-list", columns, found, empty=empty, foot=foot, give="name")


def page(one: "Holding") -> ItemView:
    """One holding."""
    fields = [
        (_("customer"), f"{one.customer} ({one.customer_ref})"),
        (_("units"), one.units),
        (_("price"), _("{price} of {day}").format(price=one.price, day=one.priced_on) if one.price else None),
        (_("worth"), one.value),
        (_("cost"), one.cost),
        (_("gain"), _gain(one)),
        (_("bought"), one.bought_on),
        (_("matures"), one.matures_on),
        (_("take-profit line"), one.take_profit),
        (_("stop-loss line"), one.stop_loss),
        (_("reached"), _(CROSSED[one.crossed]) if one.crossed else ""),
        (_("sold"), one.sold_on),
        (_("came of it"), one.proceeds),
    ]
    foot = [] if one.product else [_("not in the catalogue: no prices are followed")]
    return ItemView("holding", _item(one), fields, title=[f"{one.ref}  {one.name}"], foot=foot)


def changed(one: "Holding", done: str, today: "date") -> ChangeView:
    """A holding that was written down, changed, sold or removed."""
    then: list[tuple[str, str]] = [(_("customer"), f"{one.customer} ({one.customer_ref})")]
    label, day = (_("sold"), one.sold_on) if one.sold_on else (_("bought"), one.bought_on)
    if day and day != today:
        then.append((label, date_format.short(day, today)))
    worth = one.proceeds if one.sold_on else one.value
    if worth:
        then.append((_("came of it") if one.sold_on else _("worth"), str(worth)))
    if gain := _gain(one):
        then.append((_("gain"), gain))
    if one.matures_on and not one.sold_on:
        then.append((_("matures"), date_format.short(one.matures_on, today)))
    lines = [
        (_("take-profit line"), one.take_profit),
        (_("stop-loss line"), one.stop_loss),
    ]
    then += [(name, str(line)) for name, line in lines if line and not one.sold_on]
    if one.crossed:
        then.append((_("reached"), _("{words}: {price}").format(words=_(CROSSED[one.crossed]), price=one.price)))
    if not one.product:
        then.append((_("product"), _("not in the catalogue: no prices are followed")))
    return ChangeView("holding", _item(one), done.format(name=f"{one.name} ({one.ref})"), then)


def _item(one: "Holding") -> dict[str, Any]:
    return {column.key: column.value(one) for column in COLUMNS}
