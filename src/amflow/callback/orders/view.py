"""How orders are shown: what is owed and since when, what came and when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.callback.orders.records import STATES
from amflow.convert.deals.view import carried_out
from amflow.dates import format as date_format
from amflow.locale import N_, NP_, _, ngettext, pgettext
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns

if TYPE_CHECKING:
    from datetime import date

    from amflow.callback.orders.records import Order

"""Where an order stands, in words."""


def _state(one: "Order") -> str:
    words = _(STATES[one.state])
    if one.owed:
        words = _("{came} of {units} came").format(came=one.came, units=one.units)
        days = ngettext("{n} day late", "{n} days late", one.late_days)
        return _("{state}, {late}").format(state=words, late=days) if one.late_days else words
    if one.late_days and one.state in ("late", "delivered"):
        days = ngettext("{n} day late", "{n} days late", one.late_days)
        return days if one.state == "late" else _("{state}, {late}").format(state=words, late=days)
    if one.broken_on and one.state == "open":
        return _("{state}, {late}").format(state=words, late=one.unkept)
    return words


COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    *hidden("customer_ref"),
    ListColumn("customer", N_("customer"), "title"),
    ListColumn("name", N_("what")),
    *hidden("product"),
    ListColumn("units", N_("quantity"), "right"),
    ListColumn("amount", N_("amount"), "right"),
    ListColumn("ordered_on", N_("ordered"), data_only=True),
    ListColumn("promised_on", NP_("of an order", "promised"), "dim"),
    ListColumn("delivered_on", NP_("of a day", "delivered"), "dim"),
    *hidden("broken_on", "cancelled_on", "came", "deal"),
    ListColumn("state", N_("state"), "soon", say=_state),
    *hidden("late_days"),
    ListColumn("why", N_("reason"), "dim"),
)

DELIVERIES = (
    ListColumn("on_date", N_("date"), "dim"),
    ListColumn("units", N_("quantity"), "right"),
    ListColumn("why", N_("reason"), "dim"),
)

OF_CUSTOMER = tuple(
    column._replace(data_only=False) if column.key == "ordered_on" else column
    for column in COLUMNS
    if column.key not in ("customer_ref", "product", "delivered_on")
)
"""The columns where it is clear whose they are."""


def listing(found: Sequence["Order"], total: int) -> ListView:
    """Orders, the late ones first."""
    empty = _("no orders: amflow order add PRODUCT --for CUSTOMER --promised DATE")
    return ListView("orders", COLUMNS, found, empty=empty, total=total, give="name")


def of_customer(found: Sequence["Order"]) -> tuple[str, ListView]:
    """The orders on a customer's page."""
    return _("orders"), ListView("orders", OF_CUSTOMER, found, give="name")


def page(one: "Order") -> ItemView:
    """One order."""
    fields = [
        (_("customer"), f"{one.customer} ({one.customer_ref})" if one.customer_id else ""),
        (_("quantity"), one.units),
        (_("amount"), one.amount),
        (_("ordered"), one.ordered_on),
        (_("promised first"), one.broken_on),
        (pgettext("of an order", "promised"), one.promised_on),
        (pgettext("of a day", "delivered"), one.delivered_on),
        (pgettext("of a day", "called off"), one.cancelled_on),
        (_("state"), _state(one)),
        (_("reason"), one.why),
        (_("deal"), one.deal),
    ]
    parts = [(_("came in parts"), ListView("deliveries", DELIVERIES, one.deliveries))]
    return ItemView("order", in_columns(COLUMNS, one), fields, title=[f"{one.ref}  {one.name}"], lists=parts)


def changed(one: "Order", done: str, today: "date", then: Sequence[tuple[str, str]] = ()) -> ChangeView:
    """An order that was taken, changed, delivered, called off or removed."""
    told = [
        (_("customer"), f"{one.customer} ({one.customer_ref})" if one.customer_id else ""),
        (_("ordered"), _day(one.ordered_on, today)),
        (pgettext("of a day", "delivered"), _day(one.delivered_on, today)),
        (_("amount"), str(one.amount) if one.amount else ""),
        (_("promised first"), date_format.short(one.broken_on, today) if one.broken_on else ""),
        (pgettext("of an order", "promised"), date_format.short(one.promised_on, today) if one.promised_on else ""),
        (_("deal"), one.deal),
        (_("state"), _state(one) if one.late_days or one.broken_on else ""),
    ]
    return ChangeView("order", in_columns(COLUMNS, one), done.format(name=f"{one.title} ({one.ref})"), [*told, *then])


def taken(found: Sequence["Order"], today: "date") -> ChangeView:
    """An order that was taken, or one for each of several goods."""
    first = changed(found[0], _("{name} ordered"), today)
    if len(found) == 1:
        return first
    words = ngettext("{n} order taken", "{n} orders taken", len(found)).format(n=len(found))
    told = [(_("customer"), f"{found[0].customer} ({found[0].customer_ref})" if found[0].customer_id else "")]
    told += [(one.ref, " · ".join(filter(None, (one.title, str(one.amount or ""))))) for one in found]
    promised = date_format.short(found[0].promised_on, today) if found[0].promised_on else ""
    told += [(pgettext("of an order", "promised"), promised)]
    return ChangeView("order", [in_columns(COLUMNS, one) for one in found], words, told)


def _day(day: "date | None", today: "date") -> str:
    return date_format.short(day, today) if day and day != today else ""


def delivered(one: "Order", today: "date", *, cleared: bool = False) -> ChangeView:
    """What came of an order, what is still owed, and whether it ended an intent."""
    words = _("{name} delivered") if one.delivered_on else _("{name} delivered in part")
    owed = (_("still owed"), f"{one.owed} × {one.name}" if one.owed else "")
    return changed(one, words, today, [owed, carried_out(cleared=cleared)])
