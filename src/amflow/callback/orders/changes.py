"""Changing orders: taken, promised, delivered whole or in part, called off, taken out (`W05`, `W10`)."""

from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.book import quantities, values
from amflow.callback.holdings.changes import Given, read_goods, split
from amflow.callback.orders import records as orders
from amflow.errors import Refused, Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change, Row
    from amflow.desk import Desk


def add(desk: "Desk", given: Given) -> int:
    """Take an order and give its number; ordered today unless said otherwise. Raises Usage, NotFound, Ambiguous."""
    fields = {"ordered_on": desk.today.isoformat(), **_read(desk, given, None)}
    customer = desk.book.get("customer", fields["customer_id"])
    assert customer is not None
    prepare(desk, fields, None)
    with desk.book.change("order add") as change:
        number = write(desk, change, fields, None)
        change.summary = f"{fields['name']} · {customer['name']} (o{number})"
    return number


def edit(desk: "Desk", text: str, given: Given) -> int:
    """Change what is known of an order. Raises Usage, NotFound."""
    row = orders.find(desk.book, text)
    fields = _read(desk, given, row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow order edit --help lists what can be"))
    prepare(desk, fields, row)
    with desk.book.change("order edit") as change:
        number = write(desk, change, fields, row)
        change.summary = f"{fields.get('name', row['name'])} (o{number})"
    return number


def prepare(desk: "Desk", fields: dict[str, Any], row: "Row | None") -> None:
    """Hold what is said of an order to the rules, before anything is written. `fields` by column, `row` the order as it
    was. Raises Usage, Refused."""
    today = desk.today.isoformat()
    if fields.get("quantity_e4") is not None:
        quantities.above_zero(fields["quantity_e4"], _("the units"))
    if fields.get("ordered_on", today) > today:
        raise Usage(_("{when} is still to come"), "--ordered", when=fields["ordered_on"])
    now = {"why": "", **(dict(row) if row is not None else {}), **fields}
    if now.get("promised_on") and now["promised_on"] < now["ordered_on"]:
        raise Usage(
            _("{last} lies before {first}").format(last=now["promised_on"], first=now["ordered_on"]),
            _("--ordered and --promised"),
        )
    came, off = fields.get("delivered_on"), fields.get("cancelled_on")
    if row is not None and (came or off):
        _still(row)
    if came:
        _came_then(desk, came, now["ordered_on"])
    if off:
        if came:
            raise Refused(
                _("{ref} was delivered on {day} already").format(ref=now["name"], day=came),
                _("an order is delivered or called off, not both"),
            )
        if off > today:
            raise Usage(_("{when} is still to come"), _("an order is called off on a day that was"), when=off)
        values.line(now["why"], _("the reason"))


def write(desk: "Desk", change: "Change", fields: dict[str, Any], row: "Row | None") -> int:
    """Write an order that is right (`prepare`), and what its delivery ends; gives its number."""
    if row is None:
        return change.insert("orders", **fields)
    change.update("orders", row["id"], **fields)
    if fields.get("delivered_on"):
        plan_ledger.mark_plan_lines(desk, change, "done", ref=f"o{row['id']}")
    return int(row["id"])


class Delivered(NamedTuple):
    """What came, and the order for what is still owed, where it came in part."""

    order: orders.Order
    rest: orders.Order | None


def deliver(desk: "Desk", text: str, *, units: str, day: str, why: str) -> Delivered:
    """It came, whole or so many units of it: what came is then an order of its own, and the rest stays owed for the day
    that was promised. Raises Usage, NotFound, Refused."""
    row = _still(orders.find(desk.book, text))
    on = desk.day(day, behind=True).isoformat() if day else desk.today.isoformat()
    _came_then(desk, on, row["ordered_on"])
    came: dict[str, Any] = {"delivered_on": on, "why": values.line(why, _("the reason")) if why else row["why"]}
    whole = row["quantity_e4"]
    part = quantities.typed(units, _("the units")) if units else whole
    if units and (whole is None or part > whole):
        raise Refused(
            _("{ref} is an order of {there} units").format(ref=f"o{row['id']}", there=quantities.Units(whole))
            if whole is not None
            else _("of {ref} no units are known").format(ref=f"o{row['id']}"),
            _("amflow order edit {ref} --units …").format(ref=f"o{row['id']}"),
        )
    with desk.book.change("order deliver") as change:
        number = row["id"]
        if part != whole:
            same = ("ordered_on", "promised_on", "currency")
            number = change.insert("orders", **split(change, "orders", row, part, ("amount_minor",), same), **came)
        else:
            change.update("orders", number, **came)
        plan_ledger.mark_plan_lines(desk, change, "done", ref=f"o{row['id']}")
        change.summary = f"{row['name']} (o{number})"
    rest = orders.one(desk, row["id"]) if number != row["id"] else None
    return Delivered(orders.one(desk, number), rest)


def came(desk: "Desk", change: "Change", row: "Row") -> None:
    """All of it came today, as part of that change. Raises Refused."""
    change.update("orders", _still(row)["id"], delivered_on=desk.today.isoformat())
    plan_ledger.mark_plan_lines(desk, change, "done", ref=f"o{row['id']}")


def promise(change: "Change", row: "Row", day: str) -> None:
    """It is promised for another day, as part of that change. Raises Refused."""
    change.update("orders", _still(row)["id"], promised_on=day)


def cancel(desk: "Desk", text: str, why: str) -> int:
    """It was called off; it stays in the history. Raises Usage, NotFound, Refused."""
    row = _still(orders.find(desk.book, text))
    with desk.book.change("order cancel", f"{row['name']} (o{row['id']})") as change:
        change.update("orders", row["id"], cancelled_on=desk.today.isoformat(), why=values.line(why, _("the reason")))
    return int(row["id"])


def remove(desk: "Desk", text: str) -> orders.Order:
    """Take an order out that was never given. Raises Usage, NotFound."""
    gone = orders.one(desk, orders.find(desk.book, text)["id"])
    with desk.book.change("order remove", f"{gone.name} · {gone.customer} ({gone.ref})") as change:
        change.delete("orders", gone.id)
    return gone


def _still(row: "Row") -> "Row":
    """The order, which nobody has delivered or called off yet. Raises Refused."""
    ref = f"o{row['id']}"
    if row["delivered_on"] or row["cancelled_on"]:
        words = (
            _("{ref} was delivered on {day} already").format(ref=ref, day=row["delivered_on"])
            if row["delivered_on"]
            else _("{ref} was called off on {day}").format(ref=ref, day=row["cancelled_on"])
        )
        raise Refused(words, _("amflow order edit {ref} --reopen makes it open again").format(ref=ref))
    return row


def _came_then(desk: "Desk", day: str, ordered_on: str) -> None:
    """Raises Usage where it cannot have come on that day."""
    if day > desk.today.isoformat():
        raise Usage(_("{when} is still to come"), _("amflow order edit --promised moves the promise"), when=day)
    if day < ordered_on:
        raise Usage(_("{last} lies before {first}"), "--day", last=day, first=ordered_on)


def _read(desk: "Desk", given: Given, row: "Row | None") -> dict[str, Any]:
    """The fields a person gave, as the book keeps them. Raises Usage, NotFound."""
    currency = (row["currency"] if row is not None else "") or desk.settings.currency
    kept = read_goods(desk, given, currency, ("amount",), ("promised",))
    if given.get("ordered"):
        kept["ordered_on"] = desk.day(given["ordered"] or "", behind=True).isoformat()
    if (text := given.get("why")) is not None:
        kept["why"] = values.line(text, _("the reason")) if text else ""
    if given.get("reopen"):
        kept |= {"delivered_on": None, "cancelled_on": None, "why": kept.get("why", "")}
    return kept


# done, skip, move


def _done(act: Act, one: FoundItem) -> Acted:
    came(act.desk, act.change, one.record)
    return Acted(one.ref, one.record["name"], "done")


def _skip(_act: Act, one: FoundItem) -> Acted:
    raise Refused(
        _("{ref} is owed to a customer").format(ref=one.ref),
        _("amflow order cancel {ref} calls it off; amflow move {ref} fri promises another day").format(ref=one.ref),
    )


def _move(act: Act, one: FoundItem) -> Acted:
    promise(act.change, one.record, act.day.isoformat())
    return Acted(one.ref, one.record["name"], "moved", act.day)


ACTIONS = Actions(lambda desk, text: orders.find(desk.book, text), _done, _skip, _move)
