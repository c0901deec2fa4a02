"""Which holding is paid out for one that is sold: a deposit that is renewed (`W11`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.asking import NONE, YES
from amflow.book import values
from amflow.book.store import Row
from amflow.callback.holdings import records as holdings
from amflow.callback.sales.records import SaleInput, UnsaidOfSale
from amflow.dates import offsets
from amflow.dates.format import short
from amflow.errors import Refused, Usage
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.desk import Desk

MATURES = ("holding.matures", "loan.due")
"""The events of a holding whose last day is near."""

DAYS = 7
"""So near its maturity a holding may be one that is renewed, where no rule of the playbook looks ahead."""


def replaced(desk: "Desk", customer: Any, given: SaleInput, product: Row | None, day: date) -> Row | None:
    """The holding that is paid out for this one; yes means the only one of the same kind, or of a kind that nobody said, that
    is about to mature. Raises UnsaidOfSale where nobody says it and there is one."""
    if values.folded(given.replaces) in NONE:
        return None
    yes = values.folded(given.replaces) in YES
    if given.replaces and not yes:
        row = holdings.find(desk.book, given.replaces)
        if row["customer_id"] != customer["id"]:
            raise Usage(_("{ref} is another customer's holding"), "--replaces", ref=f"h{row['id']}")
        if row["sold_on"]:
            raise Refused(
                _("{ref} was sold on {day} already").format(ref=f"h{row['id']}", day=row["sold_on"]), "--replaces"
            )
        return row
    assert product is not None
    ahead = [offsets.parse(rule.after).count for rule in desk.playbook.rules if rule.on in MATURES]
    until = day + timedelta(days=max([DAYS, *(-count for count in ahead)]))
    rows = desk.book.all(
        "SELECT holding.* FROM holding LEFT JOIN product ON product.id = holding.product_id WHERE holding.customer_id = ?"
        " AND sold_on IS NULL AND matures_on <= ? AND (holding.product_id IS NULL OR holding.product_id = ?"
        " OR (? <> '' AND product.service = ?))"
        " ORDER BY matures_on, holding.id",
        customer["id"], until.isoformat(), product["id"], product["service"], product["service"],
    )  # fmt: skip
    if yes and not rows:
        raise Usage(_("no holding of theirs of that kind matures soon"), "--replaces h5")
    if not rows or (yes and len(rows) == 1):
        return next(iter(rows), None)
    lines = tuple(
        _("h{id}  {name}, matures {day}").format(
            id=row["id"], name=row["name"], day=short(date.fromisoformat(row["matures_on"]), desk.today)
        )
        for row in rows
    )
    hint = _("add --replaces {ref}, or --replaces no").format(ref=f"h{rows[0]['id']}")
    raise UnsaidOfSale("replaces", _("is it for a holding that is paid out?"), hint, lines)
