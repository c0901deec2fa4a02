"""How holdings are shown. A line that was crossed is told as what it is: a price and a line, no advice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, NP_, _, pgettext
from amflow.shell.screen import shortly
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
    ListColumn("units", N_("units"), "right", spare=1),
    ListColumn("value", N_("worth"), "right"),
    *hidden("cost"),
    ListColumn("gain", N_("gain"), "right", say=_gain),
    *hidden("gain_percent"),
    *hidden("lent"),
    ListColumn("owed", N_("owed"), "right"),
    ListColumn("price", N_("price"), data_only=True),
    *hidden("priced_on"),
    ListColumn("take_profit", N_("upper"), data_only=True),
    ListColumn("stop_loss", N_("lower"), data_only=True),
    *hidden("bought_on"),
    ListColumn("matures_on", N_("matures"), "dim"),
    ListColumn(
        "crossed",
        NP_("a line of prices", "reached"),
        "soon",
        say=lambda one: _(CROSSED[one.crossed]) if one.crossed else "",
    ),
    ListColumn("sold_on", NP_("of a day", "sold"), "dim"),
    *hidden("proceeds", "deal", "replaces"),
)

OF_CUSTOMER = tuple(column for column in COLUMNS if column.key not in ("customer_ref", "customer", "product"))
"""The columns where it is clear whose they are."""

_OF_LOANS = {
    "lent": N_("amount"),
    "proceeds": N_("repaid"),
    "matures_on": NP_("of a loan", "due"),
    "sold_on": N_("paid off"),
}
LOANS = tuple(
    column._replace(
        title=_OF_LOANS.get(column.key, column.title), data_only=column.data_only and column.key not in _OF_LOANS
    )
    for column in OF_CUSTOMER
)
"""The same of what they owe."""

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
    return ListView("holdings", columns, found, empty=empty, total=total, foot=foot, give="name")


def of_customer(found: Sequence["Holding"]) -> tuple[str, ListView]:
    """The holdings on a customer's page."""
    return _("holdings"), ListView("holdings", OF_CUSTOMER, found, give="name")


def loans_of_customer(found: Sequence["Holding"]) -> tuple[str, ListView]:
    """The loans on a customer's page."""
    return _("loans"), ListView("loans", LOANS, found, give="name")


def _loan(one: "Holding") -> list[tuple[str, Any]]:
    return [
        (_("amount"), one.lent),
        (_("repaid"), one.proceeds),
        (_("left to repay"), one.owed),
        (_("lent"), one.bought_on),
        (pgettext("of a loan", "due"), one.matures_on if one.sold_on is None else None),
        (_("paid off"), one.sold_on),
    ]


def _held(one: "Holding") -> list[tuple[str, Any]]:
    return [
        (_("units"), one.units),
        (_("price"), _("{price} of {day}").format(price=one.price, day=one.priced_on) if one.price else None),
        (_("worth"), one.value),
        (_("cost"), one.cost),
        (_("gain"), _gain(one)),
        (_("bought"), one.bought_on),
        (_("matures"), one.matures_on),
        (_("take-profit line"), one.take_profit),
        (_("stop-loss line"), one.stop_loss),
        (pgettext("a line of prices", "reached"), _(CROSSED[one.crossed]) if one.crossed else ""),
        (pgettext("of a day", "sold"), one.sold_on),
        (_("came of it"), one.proceeds),
    ]


def page(one: "Holding") -> ItemView:
    """One holding."""
    fields = [
        (_("customer"), f"{one.customer} ({one.customer_ref})"),
        *(_loan(one) if one.is_owed else _held(one)),
        (_("deal"), one.deal),
        (_("replaces"), one.replaces),
        (_("replaced by"), f"h{one.replaced_by}" if one.replaced_by else ""),
    ]
    foot = [] if one.product else [_("not in the catalogue: no prices are followed")]
    return ItemView("holding", in_columns(COLUMNS, one), fields, title=[f"{one.ref}  {one.name}"], foot=foot)


def changed(one: "Holding", done: str, today: "date") -> ChangeView:
    """A holding that was written down, changed, sold or removed."""
    then = [
        (_("customer"), f"{one.customer} ({one.customer_ref})"),
        *((label, shortly(value, today)) for label, value in (_loan(one) if one.is_owed else _changes(one, today))),
        (_("deal"), one.deal),
        (_("product"), "" if one.product else _("not in the catalogue: no prices are followed")),
    ]
    return ChangeView("holding", in_columns(COLUMNS, one), done.format(name=f"{one.name} ({one.ref})"), then)


def _changes(one: "Holding", today: "date") -> list[tuple[str, Any]]:
    label, day = (
        (pgettext("of a day", "sold"), one.sold_on) if one.sold_on else (pgettext("of a day", "bought"), one.bought_on)
    )
    when = (label, day if day != today else None)
    if one.sold_on:
        return [when, (_("came of it"), one.proceeds), (_("gain"), _gain(one))]
    reached = _("{words}: {price}").format(words=_(CROSSED[one.crossed]), price=one.price) if one.crossed else ""
    return [
        when,
        (_("worth"), one.value),
        (_("gain"), _gain(one)),
        (_("matures"), one.matures_on),
        (_("take-profit line"), one.take_profit),
        (_("stop-loss line"), one.stop_loss),
        (pgettext("a line of prices", "reached"), reached),
    ]
