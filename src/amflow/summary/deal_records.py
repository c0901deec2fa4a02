"""What a summary keeps of the open deals: how they stand by stage, and how good their order was."""

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.records import NamedTuple


class OrderScore(NamedTuple):
    """Of the deals that were open when a period began, how many were won in it: of those that were put first, and of the rest."""

    first_deals: int
    rest_deals: int
    first_won: int
    rest_won: int
    first_share: Rate | None
    rest_share: Rate | None
    """None where there is too little to say so."""
    ended: int
    """So many deals had ended before, from which the order was learnt."""
    enough: bool


class PipelineStage(NamedTuple):
    """What stands open in a stage."""

    pipeline: str
    title: str
    number: int
    amount: Money
