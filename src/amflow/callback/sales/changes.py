"""A sale, entered once: the deal won or opened and won, the holding or the order that the playbook says it makes, the holding
that it replaces; from the talk in which it was agreed, or from the deal (`W01`, `W05`, `W11`)."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules
from amflow.asking import NO
from amflow.book import lately, money, quantities, values
from amflow.book.store import Row
from amflow.callback.holdings import changes as holding_changes
from amflow.callback.holdings import records as holdings
from amflow.callback.orders import changes as order_changes
from amflow.callback.orders import goods
from amflow.callback.sales import renewal
from amflow.callback.sales.records import ReadySale, SaleInput, Sold, UnsaidOfSale, Won, must_have_effect
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import gates, pipelines
from amflow.convert.deals import records as deals
from amflow.convert.office import negotiation
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.dates import offsets
from amflow.errors import Refused, Usage
from amflow.locale import _
from amflow.outreach.talks import changes as talks

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline

BOUGHT = "bought"
"""The outcome of a talk in which something was sold."""

NEW = ("new", "新", "新的")
"""What is said for a deal that is not there yet."""

BY_OTHERS = ("review", "approval", "credit", "limit")
"""What a stage needs that others decide: such a deal is not opened and won in one go."""


def prepare(desk: "Desk", customer: Any, given: SaleInput, day: date) -> ReadySale:
    """Find and check everything that a sale to the customer on that day names. Raises UnsaidOfSale for what can be asked
    for, Usage, NotFound, Ambiguous, Refused, Twice."""
    product = products.find(desk.book, given.product) if given.product else None
    deal, customer = _whose(desk, customer, given, product)
    if product is None and deal is not None and deal["product_id"]:
        product = desk.book.get("product", deal["product_id"])
    if product is None and deal is None:
        raise UnsaidOfSale("product", _("what was bought?"), _("add --product …; amflow product list shows them"))
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    becomes: dict[str, Any] = {}
    currency = (deal["currency"] if deal is not None else "") or desk.settings.currency
    if product is not None:
        becomes["product_id"] = product["id"]
    if given.amount:
        becomes |= {"amount_minor": money.amount(given.amount, currency), "currency": currency}
    if deal is not None and deal["customer_id"] is None and customer is not None:
        becomes["customer_id"] = customer["id"]
    begins = deal is None and (sale is None or sale.pipeline)
    opens = _opened(desk, customer, product, day, becomes) if begins else None
    makes = (
        sale.makes if sale is not None and sale.makes != "nothing" and customer is not None and not given.alone else ""
    )
    if makes and deal is not None and _there(desk, makes, deal["id"]):
        makes = ""
    name = product["name"] if product is not None else deal["title"] if deal is not None else ""
    must_have_effect(given, makes, name, values.folded(given.replaces) not in ("", *renewal.NONE))
    fields = _made(desk, customer, given, makes, product, deal, becomes, day) if makes else {}
    if makes == "order" and fields.get("amount_minor") and "amount_minor" not in becomes:
        becomes |= {"amount_minor": fields["amount_minor"], "currency": fields["currency"]}
    replaces = renewal.replaced(desk, customer, given, product, day) if makes == "holding" else None
    reason = _checked(desk, customer, product, makes, fields, given.why)
    if not given.anyway:
        if makes:
            _table, same = TABLES[makes]
            lately.once(desk.book, _table, makes[0], fields, same)
        elif opens is not None:
            same = ("customer_id", "product_id", "title", "amount_minor", "opened_on")
            lately.once(desk.book, "deal", "d", {**opens, **becomes}, same)
    return ReadySale(customer, deal, opens, becomes, makes, fields, replaces, reason, name, given.why)


TABLES = {
    "holding": ("holding", ("customer_id", "product_id", "amount_minor", "quantity_e4", "bought_on")),
    "order": ("orders", ("customer_id", "product_id", "amount_minor", "quantity_e4", "ordered_on", "promised_on")),
}
"""Where what is made is kept, and what is the same in two of them that are one."""


def _amount(deal: Row | None) -> int | None:
    return deal["amount_minor"] if deal is not None else None


def _there(desk: "Desk", makes: str, deal_id: int) -> bool:
    return desk.book.one(f"SELECT 1 FROM {TABLES[makes][0]} WHERE deal_id = ? LIMIT 1", deal_id) is not None


def _checked(
    desk: "Desk", customer: Any, product: Row | None, makes: str, fields: dict[str, Any], why: str
) -> suitability.Reason | None:
    if makes == "holding":
        return holding_changes.prepare(desk, fields, None, why)
    if makes == "order":
        order_changes.prepare(desk, fields, None)
    if customer is None or product is None:
        return None
    return suitability.require(desk, customer["id"], product["id"], why)


def _whose(desk: "Desk", spoke: Any, given: SaleInput, product: Row | None) -> tuple[Any, Any]:
    """The open deal that the sale wins, and whose the sale is: the deal's customer; of goods that are ordered, and of what only
    organisations have, the firm's that somebody speaks for."""
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    customer = circle.orders_for(desk.book, spoke) if spoke and sale and sale.makes == "order" else spoke
    customer = pipelines.whose(desk, customer, desk.playbook.pipeline(sale.pipeline)) if customer and sale else customer
    deal = _deal(desk, spoke, customer, given, product)
    known = deal is not None and deal["customer_id"] is not None
    return deal, desk.book.get("customer", deal["customer_id"]) if known else customer


def _deal(desk: "Desk", spoke: Any, customer: Any, given: SaleInput, product: Row | None) -> Any:
    """The open deal that the sale wins: the one named; the customer's only one about that product, or without a product in
    the pipeline where it is sold; None for a new one. Raises UnsaidOfSale where several may be meant."""
    if values.folded(given.deal) in NEW:
        return None
    if given.deal:
        row = deals.get(desk, f"d{customers.deal_of(desk.book, given.deal, spoke['id'] if spoke else None)['id']}")
        deals.must_be_open(row)
        return row
    found = desk.book.all(
        "SELECT id, title, product_id, pipeline FROM deal WHERE customer_id IN (?, ?) AND state = 'open' ORDER BY id",
        spoke["id"],
        customer["id"],
    )
    if product is not None:
        sale = desk.playbook.sale(product["service"])
        bare = [
            row for row in found if row["product_id"] is None and sale is not None and row["pipeline"] == sale.pipeline
        ]
        found = [row for row in found if row["product_id"] == product["id"]] or bare
    if len(found) > 1:
        raise UnsaidOfSale(
            "deal",
            _("which deal does it win?"),
            _("add --deal {ref}, or --deal new").format(ref=f"d{found[0]['id']}"),
            tuple(f"d{row['id']}  {row['title']}" for row in found),
        )
    return deals.get(desk, f"d{found[0]['id']}") if found else None


def _opened(desk: "Desk", customer: Any, product: Row | None, day: date, becomes: dict[str, Any]) -> dict[str, Any]:
    """The columns of a deal that is opened to be won at once. Raises Refused where others decide on its way."""
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    name = product["name"] if product is not None else ""
    pipeline: Pipeline = (
        pipelines.named(desk, sale.pipeline)
        if sale is not None
        else pipelines.of_deal(desk, "", name, product, customer)
    )
    if any(need in BY_OTHERS for stage in pipeline.stages for need in stage.needs):
        raise Refused(
            _("“{pipeline}” is decided by others on its way: its deal is begun first").format(pipeline=pipeline.title),
            f"amflow deal add --for c{customer['id']} --product p{product['id'] if product is not None else '…'}",
        )
    on = day.isoformat()
    return {
        "title": name, "customer_id": customer["id"], "pipeline": pipeline.key, "stage": pipeline.stages[0].key,
        "currency": desk.settings.currency, "opened_on": on, "stage_on": on, "quiet_since": on, **becomes,
    }  # fmt: skip


def _stands(desk: "Desk", deal: Row, product: Row) -> bool:
    """Whether the deal's amount is what the order costs: where the deal carries it, or a price was agreed (`W17`). Else the
    order is reckoned from its units, and the deal follows it."""
    sale = desk.playbook.sale(product["service"])
    return sale is None or sale.carrier == "" or negotiation.price_agreed(desk, deal) is not None


def _made(
    desk: "Desk",
    customer: Any,
    given: SaleInput,
    makes: str,
    product: Row | None,
    deal: Row | None,
    becomes: dict[str, Any],
    day: date,
) -> dict[str, Any]:
    """The columns of the holding or the order. Raises UnsaidOfSale where nobody says how much."""
    assert product is not None
    fields: dict[str, Any] = {"customer_id": customer["id"], "product_id": product["id"], "name": product["name"]}
    if given.units:
        fields["quantity_e4"] = quantities.above_zero(quantities.typed(given.units, _("the units")), _("the units"))
    if "amount_minor" in becomes:
        fields |= {"amount_minor": becomes["amount_minor"], "currency": becomes["currency"]}
    elif deal is not None and _amount(deal) is not None and _stands(desk, deal, product):
        fields |= {"amount_minor": deal["amount_minor"], "currency": deal["currency"]}
    elif makes == "order" and (priced := order_changes.price(desk.book, fields)):
        fields |= priced
    elif deal is not None and _amount(deal) is not None:
        fields |= {"amount_minor": deal["amount_minor"], "currency": deal["currency"]}
    if fields.get("amount_minor") is None and not given.units:
        asked = "units" if makes == "order" else "amount"
        hint = _("add --units 12, or --amount …") if makes == "order" else _("add --amount 200k, or --units …")
        raise UnsaidOfSale(asked, _("how much of {name}?").format(name=product["name"]), hint)
    fields.setdefault("currency", desk.settings.currency)
    on = day.isoformat()
    if makes == "order":
        promised = {"promised_on": desk.day(given.promised).isoformat()} if given.promised else {}
        return {**fields, "ordered_on": on, **promised}
    fields |= {"bought_on": on, "cost_minor": fields.get("amount_minor")}
    if product["term"]:
        fields["matures_on"] = offsets.apply(offsets.parse(product["term"]), day, desk.calendar).isoformat()
    return fields


def write(desk: "Desk", change: "Change", ready: ReadySale, day: date, *, closed: bool = False) -> Sold:
    """Write the sale, as part of that change; `closed`: its deal was won in it already."""
    deal_id = ready.deal["id"] if ready.deal is not None else None
    cleared = False
    if ready.opens is not None:
        deal_id = deal_changes.begin(desk, change, ready.opens, None)
    if deal_id is not None and not closed:
        row = deals.get(desk, f"d{deal_id}")
        cleared = deal_changes.end(desk, change, row, "won", day.isoformat(), ready.why, **ready.becomes)
    number = None
    if ready.makes == "holding":
        replaces = ready.replaces["id"] if ready.replaces is not None else None
        fields = {**ready.fields, "deal_id": deal_id, "replaces_id": replaces}
        number = holding_changes.write(desk, change, fields, None, ready.reason)
        if replaces:
            change.update("holding", replaces, sold_on=day.isoformat())
    else:
        suitability.keep(desk, change, ready.reason, deal_id=deal_id)
    if ready.makes == "order":
        number = order_changes.write(desk, change, {**ready.fields, "deal_id": deal_id}, None)
    made = f"{ready.makes[0]}{number}" if number else ""
    told = " · ".join(part for part in (f"d{deal_id}" if deal_id else "", made) if part)
    change.summary += f" · {ready.name}" + (f" ({told})" if told else "")
    return Sold(
        ready.name,
        deals.line(desk, deals.get(desk, f"d{deal_id}")) if deal_id is not None else None,
        ready.opens is not None,
        ready.makes,
        number,
        values.day_or_none(ready.fields.get("matures_on")),
        values.day_or_none(ready.fields.get("promised_on")),
        money.money_of(ready.fields, "amount_minor") if ready.fields.get("amount_minor") is not None else None,
        quantities.Units(ready.fields["quantity_e4"]) if ready.fields.get("quantity_e4") else None,
        ready.replaces["id"] if ready.replaces is not None else None,
        [],
        cleared,
        owed=number is not None and ready.makes == "holding" and holdings.one(desk, number).is_owed,
    )


def _calls(desk: "Desk", sold: Sold, customer_id: int, day: date) -> Sold:
    """The same with what comes due by it."""
    events = ("deal.won",) if sold.deal is not None else ("holding.bought",) if sold.makes == "holding" else ()
    due = [
        (str(one.rule.title), one.due_on)
        for one in due_rules.of_customer(desk, customer_id)
        if one.rule.on in events and one.for_date == day
    ]
    return sold._replace(calls=sorted(due, key=lambda one: one[1]))


Also = Callable[["Change", talks.Ready, int], None]


def log(
    desk: "Desk", touch: talks.TouchInput, given: SaleInput, besides: Also | None = None
) -> tuple[talks.Logged, list[Sold]]:
    """Write down a talk in which something was sold, and the sale of each of its goods with it: one change, in which
    `besides` writes what else came of the talk. Raises what `prepare` raises."""
    readies, sold = _of_talk(desk, touch, given), list[Sold]()
    first = readies[0].deal
    about = f"d{first['id']}" if first is not None else NO[0] if readies[0].opens is not None else ""

    def also(change: "Change", talk: talks.Ready, touch_id: int) -> None:
        sold.extend(write(desk, change, ready, talk.held_on) for ready in readies)
        if readies[0].opens is not None and sold[0].deal is not None:
            change.update("touch", touch_id, deal_id=sold[0].deal.id)
        if besides is not None:
            besides(change, talk, touch_id)

    done = talks.log(desk, touch._replace(deal=about), also, anyway=True)
    told = []
    for ready, one in zip(readies, sold, strict=True):
        whose = ready.customer["name"] if ready.customer["id"] != done.touch.customer["id"] else ""
        opened = one.deal if ready.opens is not None else None
        lacking = gates.passed_over(desk, deals.get(desk, opened.ref)) if opened is not None else ready.lacking
        one = one._replace(whose=whose, lacking=lacking)
        told.append(_calls(desk, one, ready.customer["id"], done.touch.held_on))
    return done, told


def _of_talk(desk: "Desk", touch: talks.TouchInput, given: SaleInput) -> list[ReadySale]:
    """The sale of each of the goods that were named in the talk."""
    talk = talks.prepare(desk, touch._replace(deal=""))
    if not talk.reached:
        raise Usage(_("nobody was reached: then nothing was sold"), _("leave out --product, or the outcome"))
    wanted = goods.several(given.product)
    if len(wanted) > 1:
        goods.no_sum(given.units, given.amount)
    found = []
    for product, units in wanted:
        one = given._replace(product=product, units=units or given.units)
        ready = prepare(desk, talk.customer, one, talk.held_on)
        if ready.deal is not None:
            gates.price_stands(desk, ready.deal, ready.becomes)
            # A reason that is said takes it over what is missing, as --force does of `deal win`; its history keeps it.
            as_won = dict(ready.deal) | ready.becomes
            lacking = gates.may_win(desk, as_won, force=bool(one.why), reason=one.why, forced='--why "…"')
            ready = ready._replace(lacking=lacking)
        found.append(ready)
    deals_won = [ready.deal["id"] for ready in found if ready.deal is not None]
    if len(set(deals_won)) < len(deals_won):
        raise Usage(_("one deal cannot be won with several goods"), _("add --deal new"))
    return found


def look(desk: "Desk", touch: talks.TouchInput, given: SaleInput) -> None:
    """Raises what `log` would raise, and writes nothing."""
    _of_talk(desk, touch, given)


def outcome(desk: "Desk", said: str) -> str:
    """The outcome of a talk in which something was sold. Raises Usage where another was said."""
    known = {one.key for one in desk.playbook.outcomes}
    if not said:
        return BOUGHT if BOUGHT in known else ""
    if not is_bought(desk, said):
        raise Usage(_("what was sold belongs to a talk that ended with it"), f"--outcome {BOUGHT}")
    return said


def is_bought(desk: "Desk", said: str) -> bool:
    """Whether the outcome as typed is that of a sale. Raises Usage for one that the playbook does not know."""
    from amflow.playbooks.titles import known_key

    return bool(said) and known_key(said, desk.playbook.outcomes, _("outcome")) == BOUGHT


def of_deal(desk: "Desk", text: str) -> Any:
    """The customer of an open deal, or None. Raises NotFound, Refused."""
    row = deals.get(desk, text)
    deals.must_be_open(row)
    return desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None


def win(desk: "Desk", given: SaleInput, *, force: bool) -> Won:
    """Win a deal, and write what its sale makes. Raises what `prepare` raises."""
    ready = prepare(desk, of_deal(desk, given.deal), given, desk.today)
    sold: list[Sold] = []

    def also(change: "Change") -> None:
        sold.append(write(desk, change, ready, desk.today, closed=True))

    step = deal_changes.close(desk, given.deal, "won", why=given.why, force=force, also=also, **ready.becomes)
    step = step._replace(deal=deals.line(desk, deals.get(desk, given.deal)))
    whom = step.deal.customer_id
    return Won(step, _calls(desk, sold[0], whom, desk.today) if whom else sold[0])
