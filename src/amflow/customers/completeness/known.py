"""Fields of the file that other records answer: what they have bought, who decides, when they were assessed.
Nobody is asked to type it again."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from amflow.customers import circle
from amflow.locale import listed

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.playbooks.customer_model import CustomerField
    from amflow.playbooks.model import Playbook

BY = {
    "purchases": (
        "SELECT name FROM (SELECT name, ordered_on AS day FROM orders WHERE customer_id = customer.id"
        " AND cancelled_on IS NULL UNION ALL SELECT name, coalesce(bought_on, '') FROM holding"
        " WHERE customer_id = customer.id UNION ALL SELECT coalesce(product.name, deal.title), closed_on FROM deal"
        " LEFT JOIN product ON product.id = deal.product_id WHERE customer_id = customer.id AND state = 'won')"
        " GROUP BY name ORDER BY max(day) DESC, name LIMIT 4"
    ),
    "holdings": "SELECT DISTINCT name FROM holding WHERE customer_id = customer.id AND sold_on IS NULL ORDER BY name LIMIT 4",
    "assessed": (
        "SELECT name FROM (SELECT json_extract(one.profile_on, '$.\"risk-tolerance\"') AS name FROM customer AS one"
        " WHERE one.id = customer.id) WHERE name IS NOT NULL"
    ),
}
"""By what a field can be answered: the names that do, of `customer`. All SQL; who decides is said by `circle`."""


DECIDER = "decider"


def deciding(fields: "Iterable[CustomerField]") -> list[str]:
    """The keys of the fields that say who decides."""
    return [field.key for field in fields if field.known_by == DECIDER]


def exists(by: str) -> str:
    """Whether a record answers it (SQL), of a row of `customer`."""
    return f"EXISTS ({BY[by]})"


def of(book: "Book", playbook: "Playbook", row: Any) -> dict[str, str]:
    """The fields of a customer that records answer, in words, by their keys."""
    found = {}
    for field in playbook.fields:
        if field.known_by and field.whom in (row["kind"], "both") and (said := words(book, field.known_by, row["id"])):
            found[field.key] = said
    return found


def words(book: "Book", by: str, customer_id: int) -> str:
    """What such records of the customer say; empty where there are none."""
    if by == DECIDER:
        return listed(circle.deciders(book, customer_id))
    return listed([one["name"] for one in book.all(BY[by].replace("customer.id", "?1"), customer_id)])
