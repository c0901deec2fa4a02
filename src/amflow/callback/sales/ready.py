"""What a sale is before it is written: everything that is said of it found, understood and checked (`W01`, `W05`, `W11`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import asking, registry
from amflow.asking import NO
from amflow.book import lately, money, quantities, values
from amflow.book.store import Row, placeholders
from amflow.callback.holdings import changes as holding_changes
from amflow.callback.orders import changes as order_changes
from amflow.callback.sales import renewal
from amflow.callback.sales.records import ReadySale, SaleInput, UnsaidOfSale, must_have_effect
from amflow.convert.deals import gates, pipelines
from amflow.convert.deals import records as deals
from amflow.convert.office import negotiation
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import changes as customer_changes
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.errors import NotFound, Refused
from amflow.locale import _
from amflow.outreach.talks import told
from amflow.playbooks.titles import as_typed, keys_meant, titles_by_key

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline
    from amflow.playbooks.sale_model import Sale

NEW = ("new", "新", "新的", *NO)
"""What is said for a deal that is not there yet: none of those that are open."""


def prepare(desk: "Desk", spoke: Any, given: SaleInput, day: date) -> ReadySale:
    """Find and check everything that a sale on that day names, agreed with whoever `spoke`. Raises UnsaidOfSale
    for what can be asked for, Usage, NotFound, Ambiguous, Refused, Twice."""
    product, service = named(desk, given.product) if given.product else (None, "")
    deal, customer = _whose(desk, spoke, given, product, service)
    if product is None and deal is not None and deal["product_id"]:
        product = desk.book.get("product", deal["product_id"])
    if product is None and deal is None and not service:
        raise UnsaidOfSale("product", _("what was bought?"), _("add --product …; amflow product list shows them"))
    if deal is not None:
        gates.right_way(desk, deal, product)
    sale = _sale(desk, product, service)
    becomes: dict[str, Any] = {}
    currency = (deal["currency"] if deal is not None else "") or desk.settings.currency
    if product is not None:
        becomes["product_id"] = product["id"]
    if given.amount:
        becomes |= {"amount_minor": money.amount(given.amount, currency), "currency": currency}
    if deal is not None and deal["customer_id"] is None and customer is not None:
        becomes["customer_id"] = customer["id"]
    begins = deal is None and (sale is None or sale.pipeline)
    title = product["name"] if product is not None else str(titles_by_key(desk.playbook.services).get(service, ""))
    opens = _opened(desk, customer, product, sale, title, day, becomes) if begins else None
    makes = (
        sale.makes if sale is not None and sale.makes != "nothing" and customer is not None and not given.alone else ""
    )
    if makes and deal is not None and _there(desk, makes, deal["id"]):
        makes = ""
    name = title or (deal["title"] if deal is not None else "")
    must_have_effect(given, makes, name, values.folded(given.replaces) not in ("", *asking.NONE))
    fields = _made(desk, customer, given, makes, product, deal, becomes, day) if makes else {}
    if makes == "order" and fields.get("amount_minor") and "amount_minor" not in becomes:
        becomes |= {"amount_minor": fields["amount_minor"], "currency": fields["currency"]}
    replaces = renewal.replaced(desk, customer, given, product, day) if makes == "holding" else None
    whose = _as_told(desk, spoke, customer, given.told)
    reason = _checked(desk, whose, product, makes, fields, given.why)
    if not given.anyway:
        if makes:
            lately.once(desk.book, registry.OF_NOUN[makes].table, makes[0], fields, SAME[makes])
        elif opens is not None:
            same = ("customer_id", "product_id", "title", "amount_minor", "opened_on")
            lately.once(desk.book, "deal", "d", {**opens, **becomes}, same)
    # Nobody knows what a sale makes of no product, and of one that does not say what it is.
    bare = f"p{product['id']}" if product is not None and not product["service"] and not makes else ""
    unmade = "" if given.alone or not (bare or (product is None and deal is not None)) else _unmade(desk, deal, opens)
    ready = ReadySale(customer, deal, opens, becomes, makes, fields, replaces, reason, name, given.why)
    return ready._replace(unmade=unmade, bare=bare if unmade else "")


def _unmade(desk: "Desk", deal: Any, opens: dict[str, Any] | None) -> str:
    """What a sale in the deal's pipeline makes of a product; empty where the deal has such a record already."""
    pipeline = deal["pipeline"] if deal is not None else opens["pipeline"] if opens else ""
    made = (sale.makes for sale in desk.playbook.sales if sale.pipeline == pipeline and sale.makes != "nothing")
    makes = next(made, "")
    return "" if not makes or (deal is not None and _there(desk, makes, deal["id"])) else makes


SAME = {
    "holding": ("customer_id", "product_id", "amount_minor", "quantity_e4", "bought_on"),
    "order": ("customer_id", "product_id", "amount_minor", "quantity_e4", "ordered_on", "promised_on"),
}
"""What of what is made is the same in two of them that are one."""


def named(desk: "Desk", said: str) -> tuple[Row | None, str]:
    """The product of that name and its service; where there is none, the service of that name, if its sale makes nothing that
    needs a product: an account is opened without one (`W01`). Raises NotFound, Ambiguous."""
    try:
        product = products.find(desk.book, said)
        return product, product["service"]
    except NotFound as unknown:
        sales = {service: sale for sale in desk.playbook.sales if sale.makes == "nothing" for service in sale.services}
        own = {one.key: one.title for one in desk.playbook.services if one.key in sales}
        meant = keys_meant(said, own, {service: " ".join(sale.title) for service, sale in sales.items()})
        if len({sales[service].key for service in meant}) != 1:
            raise unknown from None
        return None, meant[0]


def _sale(desk: "Desk", product: Row | None, service: str) -> "Sale | None":
    """What the playbook says of the sale of that product, or that service."""
    return desk.playbook.sale(product["service"] if product is not None else service) if product or service else None


def _amount(deal: Row | None) -> int | None:
    return deal["amount_minor"] if deal is not None else None


def _there(desk: "Desk", makes: str, deal_id: int) -> bool:
    return (
        desk.book.one(f"SELECT 1 FROM {registry.OF_NOUN[makes].table} WHERE deal_id = ? LIMIT 1", deal_id) is not None
    )


def _as_told(desk: "Desk", spoke: Any, customer: Any, pairs: tuple[str, ...]) -> Any:
    """The customer with what was said in the same talk in their file: an assessment that is told of with the sale counts."""
    mine = [pair for number, pair in told.of_whom(desk, spoke, pairs) if number == customer["id"]] if pairs else []
    return {**dict(customer), **customer_changes.told(desk, customer, mine)} if mine else customer


def _checked(
    desk: "Desk", customer: Any, product: Row | None, makes: str, fields: dict[str, Any], why: str
) -> suitability.Reason | None:
    if makes == "holding":
        return holding_changes.prepare(desk, fields, None, why, whose=customer)
    if makes == "order":
        order_changes.prepare(desk, fields, None)
    if customer is None or product is None:
        return None
    return suitability.require_of(desk, customer, product, why)


def _whose(desk: "Desk", spoke: Any, given: SaleInput, product: Row | None, service: str) -> tuple[Any, Any]:
    """The open deal that the sale wins, and whose the sale is: the deal's customer; of goods that are ordered, and of what only
    organisations have, the firm's that somebody speaks for."""
    sale = _sale(desk, product, service)
    customer = _buyer(desk, spoke, sale) if spoke and sale else spoke
    deal = _deal(desk, spoke, customer, given, product, sale)
    known = deal is not None and deal["customer_id"] is not None
    return deal, desk.book.get("customer", deal["customer_id"]) if known else customer


def _buyer(desk: "Desk", spoke: Any, sale: "Sale") -> Any:
    """Whose it is what somebody agrees to: the firm's that they speak for; what is held is their own, and so is what only
    persons have, unless only organisations have it."""
    pipeline = desk.playbook.pipeline(sale.pipeline)
    own = sale.makes == "holding" or (pipeline is not None and "organisation" not in pipeline.whom)
    return pipelines.whose(desk, spoke if own else circle.orders_for(desk.book, spoke), pipeline)


def _deal(desk: "Desk", spoke: Any, customer: Any, given: SaleInput, product: Row | None, sale: "Sale | None") -> Any:
    """The open deal that the sale wins: the one named; the customer's only one about that product, or without a product in
    the pipeline where it is sold; None for a new one. Raises UnsaidOfSale where several may be meant."""
    if values.folded(given.deal) in NEW:
        return None
    if given.deal:
        row = deals.get(desk, f"d{customers.deal_of(desk.book, given.deal, spoke['id'] if spoke else None)['id']}")
        deals.must_be_open(row)
        return row
    found = _about(desk, {spoke["id"], customer["id"]}, product, sale)
    # A deal of the firm that somebody is from, but does not speak for alone, is theirs to win only if it is said.
    firm = None if found else circle.firm_of(desk.book, spoke)
    others = _about(desk, {firm["id"]}, product, sale) if firm is not None else []
    if len(found) > 1 or others:
        either = found or others
        raise UnsaidOfSale(
            "deal",
            _("which deal does it win?"),
            _("add --deal {ref}, or --deal new").format(ref=f"d{either[0]['id']}"),
            tuple(f"d{row['id']}  {row['title']} · {row['customer']}" for row in either),
        )
    return deals.get(desk, f"d{found[0]['id']}") if found else None


def _about(desk: "Desk", whose: set[int], product: Row | None, sale: "Sale | None") -> list[Row]:
    """Their open deals about that product, else those without a product in the pipeline where it is sold."""
    rows = desk.book.all(
        "SELECT deal.id, title, product_id, pipeline, customer.name AS customer FROM deal"
        " JOIN customer ON customer.id = deal.customer_id"
        f" WHERE customer_id IN ({placeholders(whose)}) AND state = 'open' ORDER BY deal.id",
        *whose,
    )
    if product is None and sale is None:
        return rows
    bare = [row for row in rows if row["product_id"] is None and sale is not None and row["pipeline"] == sale.pipeline]
    return [row for row in rows if product is not None and row["product_id"] == product["id"]] or bare


def _opened(
    desk: "Desk",
    customer: Any,
    product: Row | None,
    sale: "Sale | None",
    name: str,
    day: date,
    becomes: dict[str, Any],
) -> dict[str, Any]:
    """The columns of a deal that is opened to be won at once. Raises Refused where others decide on its way."""
    pipeline: Pipeline = (
        pipelines.named(desk, sale.pipeline)
        if sale is not None
        else pipelines.of_deal(desk, "", name, product, customer)
    )
    if gates.decided_by_others(pipeline):
        raise Refused(
            _("“{pipeline}” is decided by others on its way: its deal is begun first").format(pipeline=pipeline.title),
            f"amflow deal add {as_typed(name)} --for c{customer['id']}"
            + (f" --product p{product['id']}" if product is not None else f" --pipeline {pipeline.key}"),
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
    return fields | holding_changes.by_term(desk, fields)
