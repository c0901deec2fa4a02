"""What a playbook says that a sale makes."""

from amflow.locale import Text
from amflow.records import NamedTuple


class Sale(NamedTuple):
    """What a sale of these kinds of service makes beside the talk (`W05`, `W11`): a deal that is won, a holding, an order."""

    key: str
    services: tuple[str, ...]
    """The kinds of service that it is of; none: every other product."""
    pipeline: str
    """Where its deal is; empty: it takes none, and wins only one that is there."""
    makes: str
    """`holding`, `order`, or `nothing` more."""
    counts: str
    """Which record carries the amount, so that it is counted once: the `deal`, or what is `made`."""
    title: Text

    @property
    def carrier(self) -> str:
        """holding or order where that carries the amount; empty where the deal does."""
        return self.makes if self.counts == "made" else ""
