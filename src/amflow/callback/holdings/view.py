"""How holdings are shown. A line that was crossed is told as what it is: a price and a line, no advice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, _
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns

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
    *hidden("customer_ref"),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("name", N_("what")),
    *hidden("product"),
    ListColumn("units", N_("units"), "right"),
    ListColumn("value", N_("worth"), "right"),
    *hidden("cost"),
    ListColumn("gain", N_("gain"), "right", say=_gain),
    *hidden("gain_percent"),
    ListColumn("price", N_("price"), data_only=True),
    *hidden("priced_on"),
    ListColumn("take_profit", N_("upper"), data_only=True),
    ListColumn("stop_loss", N_("lower"), data_only=True),
    *hidden("bought_on"),
    ListColumn("matures_on", N_("matures"), "dim"),
    ListColumn("crossed", N_("reached"), "soon", say=lambda one: _(CROSSED[one.crossed]) if one.crossed else ""),
    ListColumn("sold_on", N_("sold"), "dim"),
    *hidden("proceeds", "deal", "replaces"),
)

OF_CUSTOMER = tuple(column for column in COLUMNS if column.key not in ("customer_ref", "customer", "product"))
"""The columns where it is clear whose they are."""

LINES = ("price", "take_profit", "stop_loss")


def listing(found: Sequence["Holding"], total: int, *, crossed: bool = False) -> ListView:
    """Holdings; where a crossed line is asked for, with the price and the lines."""
    columns: Sequence[ListColumn] = COLUMNS
    foot = []
    empty = _("no holdings: amflow holding add PRODUCT --for CUSTOMER")
    if crossed:
        out = {"units", "value", "matures_on"}
        columns = tuple(
            one._replace(data_only=False)
            if one.key in LINES
            else one._replace(data_only=True)
            if one.key in out
            else one
            for one in COLUMNS
        )
        foot = [_("to be told to the customer as a fact; what to do is the customer's decision")]
        empty = _("no price has reached a line: amflow import FILE --as price brings prices")
    return ListView("holding-list", columns, found, empty=empty, total=total, foot=foot, give="name")


def of_customer(found: Sequence["Holding"]) -> tuple[str, ListView]:
    """The holdings on a customer's page."""
    return _("holdings"), ListView("holdings", OF_CUSTOMER, found, give="name")


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
        (_("deal"), one.deal),
        (_("replaces"), one.replaces),
        (_("replaced by"), f"h{one.replaced_by}" if one.replaced_by else ""),
    ]
    foot = [] if one.product else [_("not in the catalogue: no prices are followed")]
    return ItemView("holding", in_columns(COLUMNS, one), fields, title=[f"{one.ref}  {one.name}"], foot=foot)


def changed(one: "Holding", done: str, today: "date") -> ChangeView:
    """A holding that was written down, changed, sold or removed."""
    reached = _("{words}: {price}").format(words=_(CROSSED[one.crossed]), price=one.price) if one.crossed else ""
    if one.sold_on:
        ahead = [(_("came of it"), str(one.proceeds or "")), (_("gain"), _gain(one))]
    else:
        ahead = [
            (_("worth"), str(one.value or "")),
            (_("gain"), _gain(one)),
            (_("matures"), date_format.short(one.matures_on, today) if one.matures_on else ""),
            (_("take-profit line"), str(one.take_profit or "")),
            (_("stop-loss line"), str(one.stop_loss or "")),
        ]
    label, day = (_("sold"), one.sold_on) if one.sold_on else (_("bought"), one.bought_on)
    then = [
        (_("customer"), f"{one.customer} ({one.customer_ref})"),
        (label, date_format.short(day, today) if day and day != today else ""),
        *ahead,
        (_("reached"), reached),
        (_("deal"), one.deal),
        (_("product"), "" if one.product else _("not in the catalogue: no prices are followed")),
    ]
    return ChangeView("holding", in_columns(COLUMNS, one), done.format(name=f"{one.name} ({one.ref})"), then)
