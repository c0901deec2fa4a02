"""What a deal is worth to be gone on with today: how likely it is won soon, times its amount, times what an action now changes.

Nothing here asks how a deal stands: a row of `records.COLUMNS` says it.
"""

from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.convert.deals import chances
from amflow.convert.deals.chances import Chance
from amflow.locale import N_, _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

LOOKED_AT = 99
"""The usual amount of a pipeline is the middle one of so many that were won last."""

FROM = {
    "deal": N_("its amount"),
    "product": N_("the price of its product"),
    "usual": N_("the usual amount of its pipeline"),
    "": N_("no amount is known"),
}
"""Where the amount is from that a deal is reckoned with."""

CHANGES = {
    "quiet": N_("gone quiet, nothing planned: an action now changes more"),
    "planned": N_("something is planned for it already"),
    "waiting": N_("somebody else has it"),
    "": N_("to be gone on with"),
}
"""What an action now changes, by how it stands; `weight` says how much."""


class Worth(NamedTuple):
    """What a deal is worth today, and its terms."""

    chance: Chance
    amount: Money
    amount_from: str
    """deal, product, usual, or empty where nothing is known."""
    stands: str
    """quiet, planned, waiting or empty: what an action now changes."""
    weight: int
    """How much of a hundred it counts for that."""

    @property
    def brings(self) -> Money:
        """What of the amount is to be expected within thirty days."""
        return Money(round(self.amount.minor * self.chance.soon), self.amount.currency)

    @property
    def counts(self) -> float:
        """What it is put in order by."""
        return self.amount.minor * self.chance.soon * self.weight / 100


def of_row(desk: "Desk", row: Any, *, quiet: bool) -> Worth:
    """What an open deal is worth, by its row (`records.COLUMNS`)."""
    amount, source = _amount(desk, row)
    stands = how_it_stands(row, quiet=quiet)
    return Worth(chances.known(desk).of_row(row), amount, source, stands, weight(desk, stands))


def how_it_stands(row: Any, *, quiet: bool) -> str:
    """A key of `CHANGES`, for the row of an open deal. Of one that a file brought nobody has said whether it is quiet."""
    return (
        "planned" if row["planned"] else "waiting" if row["asked"] else "quiet" if quiet and not row["brought"] else ""
    )


def weight(desk: "Desk", stands: str) -> int:
    """How much a deal counts that stands like this, of a hundred (settings)."""
    return int(getattr(desk.settings, f"worth_{stands}")) if stands else 100


def most(desk: "Desk") -> float:
    """The most by which a deal may count for more than its chance and amount."""
    return max(100, *(weight(desk, stands) for stands in CHANGES)) / 100


def _amount(desk: "Desk", row: Any) -> tuple[Money, str]:
    currency = row["currency"] or desk.settings.currency
    if row["amount_minor"] is not None:
        return Money(row["amount_minor"], currency), "deal"
    if row["price_minor"]:
        return Money(row["price_minor"], currency), "product"
    middle = usual(desk, row["pipeline"])
    return Money(middle, currency), "usual" if middle else ""


_LAST_WON = (
    "SELECT amount_minor FROM deal WHERE state = 'won' AND closed_on <= ? AND pipeline = ? AND amount_minor > 0"
    " ORDER BY closed_on DESC LIMIT ?"
)


def usual(desk: "Desk", pipeline: str) -> int:
    """The middle amount, in minor units, of those that were won last in the pipeline; 0 where none was."""

    def ask() -> int:
        rows = desk.book.all(_LAST_WON, desk.today.isoformat(), pipeline, LOOKED_AT)
        ordered = sorted(row["amount_minor"] for row in rows)
        return int(ordered[len(ordered) // 2]) if ordered else 0

    return desk.book.kept(("usual amount", pipeline, desk.today), ask)


def words(worth: Worth) -> str:
    """In a line: `18% within 30 days of CNY 20,000.00: 12 of 19 such deals were won`."""
    said = _("{n}% within {days} days of {amount}").format(
        n=round(100 * worth.chance.soon), days=chances.SOON_DAYS, amount=worth.amount
    )
    return _("{what}: {why}").format(what=said, why=worth.chance.said())
