"""Which open deals come first: those that bring most, and apart from them those that by the own history are dead."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from amflow.convert.deals import chances, worth
from amflow.convert.deals import records as deals

if TYPE_CHECKING:
    from amflow.desk import Desk

_BY_WORTH = (
    "SELECT deal.id, cell.column4 * coalesce(deal.amount_minor,"
    " (SELECT price_minor FROM product WHERE product.id = deal.product_id), ?) AS counts"
    " FROM (VALUES {cells}) AS cell CROSS JOIN deal ON deal.state = 'open' AND deal.pipeline = ? AND deal.stage = cell.column1"
    " AND deal.stage_on BETWEEN cell.column2 AND cell.column3 ORDER BY counts DESC, deal.id LIMIT ?"
)
"""The deals of a pipeline by chance and amount: each of the cells is a stage, the days between which its deals came into it, and
how likely those are won soon."""


def first(
    desk: "Desk", stages: "Iterable[deals.StageCount]", limit: int, *, quiet: bool = False
) -> list[deals.DealLine]:
    """The open deals that bring most (`worth.py`), without those that are dead; `quiet`: of those that have gone quiet alone.
    `limit` -1: all of them."""
    asked = (limit if limit >= 0 else 1 << 40) * 2 + 10
    while True:
        by_worth = _by_worth(desk, stages, asked)
        found = _weighed(desk, by_worth, quiet)
        # A deal further down may count for more by how it stands: not for more than this.
        bound = by_worth[-1][1] * worth.most(desk) if len(by_worth) == asked else -1.0
        if bound < 0 or (len(found) >= limit >= 0 and found[limit - 1][0] >= bound):
            rows = [row for _counts, row in (found if limit < 0 else found[:limit])]
            desk.book.read_ahead("customer", (row["customer_id"] for row in rows if row["customer_id"]))
            return [deals.line(desk, row) for row in rows]
        asked *= 4


def _weighed(desk: "Desk", by_worth: list[tuple[int, float]], quiet: bool) -> list[tuple[float, Any]]:
    """The rows of these deals with what each counts for, by how it stands as well; those that count most in front."""
    counts = dict(by_worth)
    rows = desk.book.among(
        counts, deals.COLUMNS.replace("?1", f"'{desk.today.isoformat()}'") + " WHERE deal.id IN ({marks})"
    )
    found = []
    for row in rows:
        is_quiet = deals.is_quiet(desk, row)
        if is_quiet or not quiet:
            weight = worth.weight(desk, worth.how_it_stands(row, quiet=is_quiet))
            found.append((counts[row["id"]] * weight / 100, row))
    return sorted(found, key=lambda one: (-one[0], one[1]["id"]))


def _by_worth(desk: "Desk", stages: "Iterable[deals.StageCount]", limit: int) -> list[tuple[int, float]]:
    """The deals with their chance times their amount, in order."""
    cells: dict[str, list[tuple[str, str, str, float]]] = {}
    for stage in stages:
        cells.setdefault(stage.pipeline, []).extend(_cells(desk, stage.pipeline, stage.stage))
    found: list[tuple[int, float]] = []
    for pipeline, some in cells.items():
        if some:
            sql = _BY_WORTH.format(cells=", ".join(["(?, ?, ?, ?)"] * len(some)))
            values = [worth.usual(desk, pipeline), *chain.from_iterable(some), pipeline, limit]
            rows = desk.book.all(sql, *values)
            found += [(row["id"], row["counts"]) for row in rows]
    found.sort(key=lambda one: (-one[1], one[0]))
    return found[:limit]


def _cells(desk: "Desk", pipeline: str, stage: str) -> Iterator[tuple[str, str, str, float]]:
    """Between which days open deals came into the stage that are weighed as one, with how likely those are won soon."""
    for first_day, last_day, soon in chances.known(desk).cells(pipeline, stage):
        since, until = (desk.today - timedelta(days=days) for days in (last_day, first_day))
        yield stage, since.isoformat(), until.isoformat(), soon


_DEAD = "deal.state = 'open' AND deal.pipeline = ?2 AND deal.stage = ?3 AND deal.stage_on < ?4"


def _dead_before(desk: "Desk", stages: "Iterable[deals.StageCount]") -> Iterator[tuple[str, str, str]]:
    """The pipelines and stages in which a deal may be dead, each with the day before which it came into it."""
    for stage in stages:
        lasts = chances.known(desk).lasts(stage.pipeline, stage.stage)
        if lasts is not None:
            yield stage.pipeline, stage.stage, (desk.today - timedelta(days=lasts)).isoformat()


def dead_count(desk: "Desk", stages: "Iterable[deals.StageCount]") -> int:
    """How many open deals have been in their stage for longer than any that was ever won."""
    sql = f"SELECT count(*) FROM deal WHERE {_DEAD} AND ?1"
    return sum(desk.book.number(sql, 1, *where) for where in _dead_before(desk, stages))


def dead(desk: "Desk", stages: "Iterable[deals.StageCount]") -> list[deals.DealLine]:
    """Those, the longest in their stage in front."""
    sql, found = f"{deals.COLUMNS} WHERE {_DEAD}", list[Any]()
    for where in _dead_before(desk, stages):
        found += desk.book.all(sql, desk.today.isoformat(), *where)
    desk.book.read_ahead("customer", (row["customer_id"] for row in found if row["customer_id"]))
    return [deals.line(desk, row) for row in sorted(found, key=lambda row: (row["stage_on"], row["id"]))]


_THEN = (
    "SELECT deal.id, deal.pipeline, step.stage, step.entered_on AS stage_on, {amount} FROM ({which}) AS those"
    " CROSS JOIN deal ON deal.id = those.id CROSS JOIN deal_stage AS step ON step.id = (SELECT id FROM deal_stage"
    " WHERE deal_id = deal.id AND entered_on <= ?1 ORDER BY id DESC LIMIT 1) WHERE step.stage NOT IN ('won', 'lost')"
)
_PRICE = "(SELECT price_minor FROM product WHERE product.id = deal.product_id) AS amount_minor"
_ENDED_SINCE = (
    "SELECT id FROM deal WHERE state = 'won' AND closed_on > ?1 UNION ALL"
    " SELECT id FROM deal WHERE state = 'lost' AND closed_on > ?1"
)


def order_then(desk: "Desk") -> list[int]:
    """The numbers of all deals that were open on the desk's day, in the order in which they were put then by chance and amount,
    the dead ones last. Of those that have ended since, the amount of then is not known: their product's price stands for it."""
    today, known = desk.today.isoformat(), chances.known(desk)
    open_amount = f"coalesce(deal.amount_minor, {_PRICE.removesuffix(' AS amount_minor')}) AS amount_minor"
    rows = desk.book.all(_THEN.format(amount=open_amount, which="SELECT id FROM deal WHERE state = 'open'"), today)
    rows += desk.book.all(_THEN.format(amount=_PRICE, which=_ENDED_SINCE), today)

    def place(row: Any) -> tuple[bool, float, int]:
        chance = known.of_row(row)
        amount = row["amount_minor"] if row["amount_minor"] is not None else worth.usual(desk, row["pipeline"])
        return chance.dead, -chance.soon * amount, row["id"]

    return [row["id"] for row in sorted(rows, key=place)]
