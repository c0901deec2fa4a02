"""The deals as they stood on the desk's day: those that were open then, in the stage that they were in, with what was known of
their amount. For looking back: whoever asks about today gets what is open today.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk


class Stood(NamedTuple):
    """A deal that was open on a day."""

    id: int
    pipeline: str
    stage: str
    days: int
    """How long it had been in that stage."""
    minor: int | None
    """Its amount, else the product's price, in minor units; None where neither was known, or it is in another currency than the
    settings'."""


_DEAL = "deal.id, deal.pipeline, {stage}, deal.state, deal.amount_minor, deal.currency, product.price_minor,"
_SELECT = f"SELECT {_DEAL} product.currency AS price_currency FROM {{deals}} LEFT JOIN product ON product.id = deal.product_id"

STILL_SQL = (
    _SELECT.format(stage="deal.stage, deal.stage_on", deals="deal")
    + " WHERE deal.state = 'open' AND deal.stage_on <= ?1"
)
"""Those that are open still, and stand where they stood."""

SINCE_SQL = (
    _SELECT.format(
        stage="step.stage, step.entered_on AS stage_on",
        deals="(SELECT id FROM deal WHERE state = 'won' AND closed_on > ?1 UNION ALL SELECT id FROM deal WHERE state = 'lost'"
        " AND closed_on > ?1 UNION ALL SELECT id FROM deal WHERE state = 'open' AND stage_on > ?1) AS later CROSS JOIN"
        " deal ON deal.id = later.id CROSS JOIN deal_stage AS step ON step.id = (SELECT id FROM deal_stage WHERE"
        " deal_id = later.id AND entered_on <= ?1 ORDER BY id DESC LIMIT 1)",
    )
    + " WHERE step.stage NOT IN ('won', 'lost')"
)
"""Those that have ended or moved on since, as they stood: a deal that was begun later has no step yet."""


def open_then(desk: "Desk") -> list[Stood]:
    """Every deal that was open on the desk's day."""
    today = desk.today.isoformat()
    return [_stood(desk, row) for sql in (STILL_SQL, SINCE_SQL) for row in desk.book.all(sql, today)]


def _stood(desk: "Desk", row: Any) -> Stood:
    ended = row["state"] != "open"
    price, amount = row["price_minor"], row["amount_minor"]
    # What a deal ended with was not known before; what its product costs was.
    minor, currency = (
        (price, row["price_currency"]) if amount is None or (ended and price) else (amount, row["currency"])
    )
    own = currency in ("", None, desk.settings.currency)
    return Stood(
        row["id"],
        row["pipeline"],
        row["stage"],
        (desk.today - date.fromisoformat(row["stage_on"])).days,
        minor if own else None,
    )
