"""Which holdings are owed: a loan is no asset, whatever its name says. It is told by the kind of its product; where it has none,
by the pipeline in which its deal was won."""

from collections.abc import Iterable


def is_owed(services: Iterable[str], pipelines: Iterable[str]) -> str:
    """The condition (SQL) that a holding is a loan: these kinds of service are owed, and what is won in these pipelines."""
    return (
        "(EXISTS (SELECT 1 FROM product WHERE product.id = holding.product_id AND product.service IN"
        f" ({_listed(services)})) OR (holding.product_id IS NULL AND EXISTS (SELECT 1 FROM deal"
        f" WHERE deal.id = holding.deal_id AND deal.pipeline IN ({_listed(pipelines)}))))"
    )


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)
