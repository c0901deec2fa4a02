"""In which pipeline a new deal begins: the one that is named, else the one that its product or its words say."""

import re
from typing import TYPE_CHECKING, Any

from amflow.book.values import folded
from amflow.customers import circle
from amflow.errors import Usage
from amflow.locale import _, listed
from amflow.playbooks.titles import known_key

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline


LEAST = 3
"""The letters of a word that says nothing by itself."""


class Undecided(Usage):
    """Nothing says which of several pipelines is meant."""


def named(desk: "Desk", key: str) -> "Pipeline":
    """The pipeline with this key, or the playbook's own first one. Raises Usage."""
    pipelines = desk.playbook.pipelines
    if not pipelines:
        raise Usage(
            _("the playbook {name} has no pipeline"), _("amflow playbook list shows others"), name=desk.playbook.name
        )
    found = desk.playbook.pipeline(known_key(key, pipelines, _("pipeline"))) if key else None
    return found or pipelines[0]


def of_deal(desk: "Desk", key: str, title: str, product: Any, customer: Any) -> "Pipeline":
    """The pipeline of a deal with that title, about that product, with that customer (rows, or None). Raises Undecided where
    the trade has several and nothing says which: a loan is not to be counted as an account."""
    found = None if key else told(desk, title, product, customer)
    if key or found is not None or len(desk.playbook.pipelines) < 2:
        return found or named(desk, key)
    words = [f"{one.key} ({one.title})" for one in desk.playbook.pipelines]
    raise Undecided(
        _("which pipeline is it in? {names}").format(names=listed(words)),
        _("such as --pipeline {key}; or name the product: --product").format(key=desk.playbook.pipelines[0].key),
    )


def told(desk: "Desk", title: str, product: Any, customer: Any) -> "Pipeline | None":
    """What a product sells in; else the only pipeline whose name stands in the title, or the only one for customers of that
    kind; None where nothing says it."""
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    # A product of no kind of service is sold anywhere: its words may say where.
    if sale is not None and sale.pipeline and (sale.services or not title):
        return desk.playbook.pipeline(sale.pipeline)
    meant = [one for one in desk.playbook.pipelines if _says(title, one)]
    if len(meant) != 1:
        kinds = _kinds(desk, customer)
        meant = [one for one in meant or desk.playbook.pipelines if kinds.intersection(one.whom)]
    if len(meant) != 1 and sale is not None:
        meant = [one for one in desk.playbook.pipelines if one.key == sale.pipeline]
    return meant[0] if len(meant) == 1 else None


def _kinds(desk: "Desk", customer: Any) -> set[str]:
    """As what somebody may be sold to: one of a firm speaks for it too."""
    if customer is None:
        return {"person", "organisation"}
    firm = circle.firm_of(desk.book, customer)
    return {customer["kind"], *(("organisation",) if firm is not None else ())}


def whose(desk: "Desk", row: Any, pipeline: "Pipeline | None") -> Any:
    """Whose a deal of that pipeline is, or what is bought in it, that somebody speaks of: what only organisations have is the
    firm's that they speak for (`W02`, `W04`). Both are rows of customers."""
    only = pipeline is not None and "person" not in pipeline.whom
    return (circle.firm_of(desk.book, row) or row) if only else row


def whose_holding(desk: "Desk", fields: dict[str, Any]) -> dict[str, Any]:
    """The same of a holding: by what its product is sold in; nothing where nobody is named."""
    row = desk.book.get("customer", fields.get("customer_id") or 0)
    if row is None:
        return {}
    product = desk.book.get("product", fields.get("product_id") or 0)
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    pipeline = desk.playbook.pipeline(sale.pipeline) if sale is not None else None
    return {"customer_id": whose(desk, row, pipeline)["id"]}


def _says(title: str, pipeline: "Pipeline") -> bool:
    said = folded(title)
    if folded(pipeline.title.en) in said or folded(pipeline.title.zh) in said:
        return True
    return not {word for word in pipeline.key.split("-") if len(word) > LEAST}.isdisjoint(re.findall(r"[a-z]+", said))
