"""Which holdings are owed: a loan is no asset, whatever its name says. It is told by the kind of its product; where it has none,
by the pipeline in which its deal was won."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook


def pipelines(playbook: "Playbook") -> tuple[str, ...]:
    """The pipelines in which nothing but what is owed is won."""
    owed = set(playbook.owed)
    return tuple(one.pipeline for one in playbook.sales if one.pipeline and one.services and owed >= {*one.services})


def is_owed(playbook: "Playbook") -> str:
    """The condition (SQL) that a holding is a loan."""
    return (
        "(EXISTS (SELECT 1 FROM product WHERE product.id = holding.product_id AND product.service IN"
        f" ({_listed(playbook.owed)})) OR (holding.product_id IS NULL AND EXISTS (SELECT 1 FROM deal"
        f" WHERE deal.id = holding.deal_id AND deal.pipeline IN ({_listed(pipelines(playbook))}))))"
    )


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)
