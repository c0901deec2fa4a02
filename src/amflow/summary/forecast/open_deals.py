"""What the deals that were open on a day should bring by the end of a period: each its amount, or its product's price, by the
chance that it is won in the days left."""

from datetime import date

from amflow.book.figures import BY_KEY
from amflow.convert.deals import as_of, chances
from amflow.desk import Desk

MOST = 10_000
"""In a book of more deals than that they are not heard: looking at all of them for many days would take seconds."""

PREFIX = "won:"


def heard(desk: Desk, key: str) -> bool:
    """Whether open deals have a say in the figure: it counts deals that are won, and they are not too many."""
    return BY_KEY[key].tally == "deal_closed" and desk.book.number("SELECT max(id) FROM deal") <= MOST


def bring(desk: Desk, key: str, until: date) -> float:
    """What they should bring to the figure from the desk's day on, as far as one could know then."""
    definition = BY_KEY[key]
    pipelines = tuple(part.removeprefix(PREFIX) for part in definition.parts)
    return sum(
        chance * (minor if definition.money else 1)
        for pipeline, chance, minor in desk.book.kept(("bring", desk.today, until), lambda: _each(desk, until))
        if pipeline.startswith(pipelines)
    )


def _each(desk: Desk, until: date) -> list[tuple[str, float, int]]:
    known, months = chances.known(desk), (until - desk.today).days / chances.SOON_DAYS
    found = []
    for one in as_of.open_then(desk):
        soon = known.of(one.pipeline, one.stage, one.days).soon
        found.append((one.pipeline, 1 - (1 - soon) ** max(months, 0), one.minor or 0))
    return found
