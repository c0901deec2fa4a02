"""Changing orders: taken, promised, delivered whole or in part, called off, taken out (`W05`, `W10`)."""

from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.book import derived_columns, lately, quantities, values
from amflow.callback import carriers
from amflow.callback.holdings.changes import Given, read_goods
from amflow.callback.orders import goods
from amflow.callback.orders import records as orders
from amflow.convert.deals import changes as deal_changes
from amflow.customers import circle
from amflow.errors import Refused, Usage
from amflow.locale import _, listed

if TYPE_CHECKING:
    from amflow.book.store import Book, Change, Row
    from amflow.desk import Desk


SAME = ("customer_id", "product_id", "name", "quantity_e4", "amount_minor", "ordered_on", "promised_on")
"""What is the same in an order that was written down twice."""


def add(desk: "Desk", given: Given, *, anyway: bool = False) -> list[int]:
    """Take an order, or one for each of several goods (`rice=20, oil=10`); give their numbers. Ordered today unless said
    otherwise. Raises Usage, NotFound, Ambiguous; Twice, unless `anyway`."""
    taken = []
    for product, units in goods.several(given.get("product") or ""):
        one = given | {"product": product} | ({"units": units} if units else {})
        fields = {"ordered_on": desk.today.isoformat(), **_read(desk, one, None)}
        prepare(desk, fields, None)
        if not anyway:
            lately.once(desk.book, "orders", "o", fields, SAME)
        taken.append(fields)
    if len(taken) > 1:
        goods.no_sum(given.get("units"), given.get("amount"))
    customer = desk.book.get("customer", taken[0]["customer_id"])
    assert customer is not None
    with desk.book.change("order add") as change:
        numbers = [write(desk, change, fields, None) for fields in taken]
        told = listed([f"{fields['name']} (o{number})" for fields, number in zip(taken, numbers, strict=True)])
        change.summary = f"{told} · {customer['name']}" if len(numbers) > 1 else (
            f"{taken[0]['name']} · {customer['name']} (o{numbers[0]})"
        )  # fmt: skip
    return numbers


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
    if (
        row is not None
        and fields.get("quantity_e4")
        and fields["quantity_e4"] < (there := orders.came(desk.book, row["id"]))
    ):
        raise Refused(
            _("of {ref} {there} units have come").format(ref=f"o{row['id']}", there=quantities.Units(there)),
            _("amflow reopen {ref} takes that back").format(ref=f"o{row['id']}"),
        )
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
    """Write an order that is right (`prepare`), what its delivery ends, and what its deal is worth by it; gives its number."""
    deal_id = fields.get("deal_id", row["deal_id"] if row is not None else None)
    before = carriers.ordered(desk.book, deal_id) if deal_id else 0
    if row is None:
        number = change.insert("orders", **fields)
    else:
        number = int(row["id"])
        change.update("orders", number, **fields, **_broken(desk, row, fields))
        if row["delivered_on"] and fields.get("delivered_on", row["delivered_on"]) is None:
            _never_came(desk.book, change, number)
    now = desk.book.get("orders", number)
    assert now is not None
    if fields.get("delivered_on"):
        _has_come(desk, change, now)
    elif row is not None:
        _follow(desk, change, now, row)
    if deal_id:
        carriers.follow(desk, change, deal_id, before)
    return number


def _broken(desk: "Desk", row: "Row", fields: dict[str, Any]) -> dict[str, str]:
    """A promise that was not kept stays broken, whatever day is promised in its place (`W05`, `W10`)."""
    was, now = row["promised_on"], fields.get("promised_on", row["promised_on"])
    if not was or row["broken_on"] or "broken_on" in fields or (now and now <= was):
        return {}
    return {"broken_on": was} if was < (row["delivered_on"] or desk.today.isoformat()) else {}


def _never_came(book: "Book", change: "Change", number: int) -> None:
    for part in book.all("SELECT id FROM delivery WHERE order_id = ?", number):
        change.delete("delivery", part["id"])


def _has_come(desk: "Desk", change: "Change", row: "Row") -> bool:
    """What follows from an order that came whole: who ordered has bought. Whether an intent was cleared by it."""
    plan_ledger.mark_plan_lines(desk, change, "done", ref=f"o{row['id']}")
    if not row["customer_id"]:
        return False
    cleared = deal_changes.has_bought(desk, change, row["customer_id"], row["delivered_on"], row["deal_id"])
    derived_columns.after_touch_or_deal(desk.book, change, row["customer_id"])
    return cleared


def _follow(desk: "Desk", change: "Change", now: Any, before: "Row") -> None:
    """What follows from an order that was changed: since when its customer has bought, which record carries the amount."""
    for customer_id in {now["customer_id"], before["customer_id"]} - {None}:
        derived_columns.after_touch_or_deal(desk.book, change, customer_id)
    if before["deal_id"] and before["deal_id"] != now["deal_id"]:
        carriers.keep(desk, change, before["deal_id"])


def deliver(desk: "Desk", text: str, *, units: str, day: str, why: str) -> tuple[orders.Order, bool]:
    """It came, whole or so many units of it: the rest stays owed for the day that was promised, and the order is on time
    by the day on which the last of it comes. Whether an intent was cleared by it. Raises Usage, NotFound, Refused."""
    row = _still(orders.find(desk.book, text))
    on = desk.day(day, behind=True).isoformat() if day else desk.today.isoformat()
    _came_then(desk, on, row["ordered_on"])
    reason = values.line(why, _("the reason")) if why else ""
    whole, before = row["quantity_e4"], orders.came(desk.book, row["id"])
    owed = None if whole is None else whole - before
    part = quantities.typed(units, _("the units")) if units else owed
    if units and (owed is None or part > owed):
        raise Refused(
            _("of {ref} {there} units are owed").format(ref=f"o{row['id']}", there=quantities.Units(owed))
            if owed is not None
            else _("of {ref} no units are known").format(ref=f"o{row['id']}"),
            _("amflow order edit {ref} --units …").format(ref=f"o{row['id']}"),
        )
    last, cleared = _last_day(desk.book, row["id"]), False
    with desk.book.change("order deliver", f"{row['name']} (o{row['id']})") as change:
        if part is not None and (before or part != owed):
            quantities.above_zero(part, _("the units"))
            change.insert("delivery", order_id=row["id"], on_date=on, quantity_e4=part, why=reason)
        if part == owed:
            cleared = came(desk, change, row, max(on, last), reason)
        elif reason:
            change.update("orders", row["id"], why=reason)
    return orders.one(desk, row["id"]), cleared


def _last_day(book: "Book", number: int) -> str:
    found = book.one("SELECT max(on_date) AS day FROM delivery WHERE order_id = ?", number)
    return (found["day"] or "") if found else ""


def came(desk: "Desk", change: "Change", row: "Row", day: str = "", why: str = "") -> bool:
    """All of it has come, today or on that day, as part of that change; whether it cleared an intent. Raises Refused."""
    fields = {"delivered_on": day or desk.today.isoformat()} | ({"why": why} if why else {})
    change.update("orders", _still(row)["id"], **fields)
    now = desk.book.get("orders", row["id"])
    assert now is not None
    return _has_come(desk, change, now)


def promise(desk: "Desk", change: "Change", row: "Row", day: str) -> None:
    """It is promised for another day, as part of that change. Raises Refused."""
    write(desk, change, {"promised_on": day}, _still(row))


def cancel(desk: "Desk", text: str, why: str) -> int:
    """It was called off; it stays in the history. Raises Usage, NotFound, Refused."""
    row = _still(orders.find(desk.book, text))
    with desk.book.change("order cancel", f"{row['name']} (o{row['id']})") as change:
        fields = {"cancelled_on": desk.today.isoformat(), "why": values.line(why, _("the reason"))}
        write(desk, change, fields, row)
        plan_ledger.mark_plan_lines(desk, change, "skipped", ref=f"o{row['id']}")
    return int(row["id"])


def remove(desk: "Desk", text: str) -> orders.Order:
    """Take an order out that was never given. Raises Usage, NotFound."""
    row = orders.find(desk.book, text)
    gone = orders.one(desk, row["id"])
    with desk.book.change("order remove", f"{gone.name} · {gone.customer} ({gone.ref})") as change:
        take_out(desk, change, row)
    return gone


def take_out(desk: "Desk", change: "Change", row: "Row") -> None:
    """It was never given, as part of a change."""
    _never_came(desk.book, change, row["id"])
    change.delete("orders", row["id"])
    _follow(desk, change, {**dict(row), "deal_id": None}, row)


def _still(row: "Row") -> "Row":
    """The order, which nobody has delivered or called off yet. Raises Refused."""
    ref = f"o{row['id']}"
    if row["delivered_on"] or row["cancelled_on"]:
        words = (
            _("{ref} was delivered on {day} already").format(ref=ref, day=row["delivered_on"])
            if row["delivered_on"]
            else _("{ref} was called off on {day}").format(ref=ref, day=row["cancelled_on"])
        )
        raise Refused(words, _("amflow reopen {ref} makes it open again").format(ref=ref))
    return row


def _came_then(desk: "Desk", day: str, ordered_on: str) -> None:
    """Raises Usage where it cannot have come on that day."""
    if day > desk.today.isoformat():
        raise Usage(_("{when} is still to come"), _("amflow order edit --promised moves the promise"), when=day)
    if day < ordered_on:
        raise Usage(_("{last} lies before {first}"), "--at", last=day, first=ordered_on)


def _read(desk: "Desk", given: Given, row: "Row | None") -> dict[str, Any]:
    """The fields a person gave, as the book keeps them. Raises Usage, NotFound."""
    currency = (row["currency"] if row is not None else "") or desk.settings.currency
    kept = read_goods(desk, given, currency, ("amount",), ("promised",))
    kept |= whose(desk.book, kept)
    kept |= _priced(desk, {**(dict(row) if row is not None else {}), **kept}, row, given)
    if given.get("ordered"):
        kept["ordered_on"] = desk.day(given["ordered"] or "", behind=True).isoformat()
    if (text := given.get("why")) is not None:
        kept["why"] = values.line(text, _("the reason")) if text else ""
    if given.get("reopen"):
        kept |= {"delivered_on": None, "cancelled_on": None, "why": kept.get("why", "")}
    if given.get("mistyped"):
        kept["broken_on"] = None
    return kept


def whose(book: "Book", fields: dict[str, Any]) -> dict[str, Any]:
    """Whose the order is that somebody gives, typed or in a file (`circle.orders_for`); nothing where nobody is named."""
    row = book.get("customer", fields.get("customer_id") or 0)
    return {"customer_id": circle.orders_for(book, row)["id"]} if row is not None else {}


def _priced(desk: "Desk", now: dict[str, Any], row: "Row | None", given: Given) -> dict[str, Any]:
    """The price of the units where no amount was said: what was reckoned so before is reckoned anew."""
    if given.get("amount") is not None or not (given.get("units") or given.get("product")):
        return {}
    if row is not None and row["amount_minor"] not in (None, price(desk.book, dict(row)).get("amount_minor")):
        return {}
    return price(desk.book, now)


def price(book: "Book", fields: dict[str, Any]) -> dict[str, Any]:
    """The amount of so many units at the product's price; nothing where one of the two is not known."""
    product = book.get("product", fields["product_id"]) if fields.get("product_id") else None
    if product is None or product["price_minor"] is None or not fields.get("quantity_e4"):
        return {}
    minor = (product["price_minor"] * fields["quantity_e4"] + 5_000) // 10_000
    return {"amount_minor": minor, "currency": product["currency"]}


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
    promise(act.desk, act.change, one.record, act.day.isoformat())
    now = orders.one(act.desk, one.record["id"])
    said = _("{what}: {why}").format(what=one.ref, why=now.unkept) if now.unkept else ""
    return Acted(one.ref, one.record["name"], "moved", act.day, against=tuple(filter(None, [said])))


ACTIONS = Actions(lambda desk, text: orders.find(desk.book, text), _done, _skip, _move)
