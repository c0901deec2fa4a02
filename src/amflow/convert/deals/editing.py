"""What is known of a deal, changed; and what goes along when it is another customer's."""

from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.book import derived_columns, values
from amflow.convert.deals import gates, pipelines
from amflow.convert.deals.changes import Given, derive, terms
from amflow.convert.deals.records import DealLine, get, line
from amflow.convert.office import approvals
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import circle
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk


class DealEdited(NamedTuple):
    """A deal that was changed."""

    deal: DealLine
    along: tuple[str, ...] = ()
    """Of one that is another customer's now: the references of what is its alone, and went along."""
    talks: int = 0
    """So many talks about it stay with whom they were held."""


def edit(desk: "Desk", text: str, given: Given) -> DealEdited:
    """Change what is known of a deal, an empty text takes it out; the stage has a command of its own. Another customer gets
    what is the deal's alone. Raises NotFound, Usage, and Refused where the product would not suit the customer, without a
    reason."""
    row = get(desk, text)
    fields = terms(desk, given, row["currency"] or desk.settings.currency)
    gates.price_stands(desk, row, fields)
    if (title := given.get("title")) is not None:
        fields["title"] = values.line(title, _("the title"))
    if (product := given.get("product")) is not None:
        fields["product_id"] = products.find(desk.book, product)["id"] if product else None
    if (customer := given.get("customer")) is not None:
        whose = customers.find(desk.book, customer) if customer else None
        at = desk.playbook.pipeline(row["pipeline"])
        fields["customer_id"] = pipelines.whose(desk, whose, at)["id"] if whose is not None else None
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow deal edit --help lists what can be"))
    gates.may_become(desk, row, fields)
    reason = None
    if "product_id" in fields or "customer_id" in fields:
        whom, what = fields.get("customer_id", row["customer_id"]), fields.get("product_id", row["product_id"])
        reason = suitability.require(desk, whom, what, given.get("why") or "")
    with desk.book.change("deal edit", f"{fields.get('title', row['title'])} (d{row['id']})") as change:
        change.update("deal", row["id"], **fields)
        suitability.keep(desk, change, reason, deal_id=row["id"])
        if fields.get("product_id", row["product_id"]) != row["product_id"]:
            approvals.void_approved(desk, change, row["id"])
        along = _take_along(desk, change, row, fields.get("customer_id"))
        derive(desk, change, row, fields.get("customer_id"))
        derived_columns.after_deal(desk.book, change, row["id"])
    whose = fields.get("customer_id", row["customer_id"])
    talks = "SELECT count(*) FROM touch WHERE deal_id = ? AND customer_id = ?"
    left = desk.book.number(talks, row["id"], row["customer_id"]) if whose != row["customer_id"] else 0
    return DealEdited(line(desk, get(desk, text)), along, left)


def _take_along(desk: "Desk", change: "Change", row: Any, whose: int | None) -> tuple[str, ...]:
    """What is a deal's alone goes to the customer whose it is now: what its sale made, and what is to be done for it, where
    that is not with somebody of the same firm. What was said and done stays with whom it was."""
    if whose is None or row["customer_id"] in (None, whose):
        return ()
    near = circle.together(desk.book, row["customer_id"], whose)
    found = []
    for table, more in (("task", " AND state = 'open'"), ("orders", ""), ("holding", "")):
        sql = f"SELECT id FROM {table} WHERE deal_id = ? AND customer_id = ?{more} ORDER BY id"
        for one in [] if near and table == "task" else desk.book.all(sql, row["id"], row["customer_id"]):
            change.update(table, one["id"], customer_id=whose)
            found.append(f"{registry.letter_of(table)}{one['id']}")
    return tuple(found)
