"""What is said of a sale, how it is written, and what came of it."""

from datetime import date
from typing import Any

from amflow.book import money, quantities
from amflow.book.store import Row
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import records as deals
from amflow.convert.products import suitability
from amflow.errors import Usage
from amflow.locale import _
from amflow.records import NamedTuple


class UnsaidOfSale(Usage):
    """Something is missing that can be asked for: which field of the input says it."""

    def __init__(self, field: str, message: str, hint: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint, lines)
        self.field = field


class SaleInput(NamedTuple):
    """What a person says of a sale; texts as typed, empty where nothing was said."""

    product: str = ""
    amount: str = ""
    units: str = ""
    promised: str = ""
    replaces: str = ""
    """The holding that is paid out for it (`h5`), or `no`."""
    why: str = ""
    """Why, although the product does not suit."""
    anyway: bool = False
    deal: str = ""
    """The deal that it wins: `d3`, or `new`."""
    alone: bool = False
    """Whether the deal alone is won."""
    told: tuple[str, ...] = ()
    """What they said of themselves in the same talk, `key=value` of their file: it is known by then."""


class ReadySale(NamedTuple):
    """A sale as it will be written: everything found, understood and checked."""

    customer: Any
    deal: Any
    """The open deal that it wins."""
    opens: dict[str, Any] | None
    """The columns of the deal that is opened for it."""
    becomes: dict[str, Any]
    """What the deal is from then on: product, amount."""
    makes: str
    """holding, order, or empty."""
    fields: dict[str, Any]
    """The columns of what is made."""
    replaces: Row | None
    reason: suitability.Reason | None
    name: str
    why: str = ""
    """The reason that was said: why it is sold although it does not suit, or although something is missing."""
    lacking: tuple[str, ...] = ()
    """What the open deal that it wins still asked for."""
    unmade: str = ""
    """holding or order, where the sale would make one if its deal had a product, or the product a service."""
    bare: str = ""
    """The reference of the product that has no service, where none is made for want of it."""


class Sold(NamedTuple):
    """What a sale wrote."""

    name: str
    deal: deals.DealLine | None
    opened: bool
    makes: str
    number: int | None
    """Of the holding or the order."""
    matures_on: date | None
    promised_on: date | None
    amount: money.Money | None
    units: quantities.Units | None
    replaced: int | None
    calls: list[tuple[str, date]]
    """What comes due by it: the rule's title and the day."""
    cleared: bool = False
    whose: str = ""
    """Whose it is, where that is not who was talked to."""
    lacking: tuple[str, ...] = ()
    """What the stages of its deal ask for, and is not noted."""
    owed: bool = False
    """Whether what was made is a loan."""
    unmade: str = ""
    """holding or order, where none was made for want of a product or of its service."""
    bare: str = ""
    """The reference of the product that has no service, where none was made for want of it."""

    @property
    def made(self) -> str:
        """`h7`, `o4`, or empty."""
        return f"{self.makes[0]}{self.number}" if self.number else ""


class Won(NamedTuple):
    """A deal that was won, and what its sale made."""

    step: deal_changes.DealStep
    sold: Sold


def must_have_effect(given: SaleInput, makes: str, name: str, replaces: bool) -> None:
    """Raises Usage for what was said of a holding or an order that this sale does not make: it would be written nowhere.
    `replaces`: a holding was named that is paid out."""
    for said, option, of in (
        (given.units, "--units", ("holding", "order")),
        (given.promised, "--promised", ("order",)),
        (replaces, "--replaces", ("holding",)),
    ):
        if said and makes not in of:
            what = {"holding": _("a holding"), "order": _("an order")}.get(makes) or _("neither a holding nor an order")
            raise Usage(
                _("{option} says nothing here: the sale of “{name}” makes {what}").format(
                    option=option, name=name, what=what
                ),
                _("leave {option} out; amflow product edit --service says what a product is").format(option=option),
            )
