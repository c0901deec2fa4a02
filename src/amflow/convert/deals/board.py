"""The pipelines from above: what stands in each stage, what it is worth, how long deals stay and how many go on."""

from typing import TYPE_CHECKING, Any

from amflow.book.money import Money
from amflow.book.quantities import percent
from amflow.convert.deals import chances, pipelines
from amflow.convert.deals import records as deals
from amflow.convert.deals.chances import Chance
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.periods import Period
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline, Stage

LISTED = 3
"""So many deals of a stage are on the board by themselves."""


class StageOnBoard(NamedTuple):
    """A stage with what stands in it."""

    pipeline: str
    stage: str
    title: str
    probability: float
    """What the playbook says."""
    chance: Chance
    """What is learnt, of a deal that has just come into it."""
    number: int
    """How many open deals."""
    amounts: tuple[Money, ...]
    """What its deals are worth together, in each currency."""
    weighted: tuple[Money, ...]
    """The same, each deal times its chance."""
    without: int
    """How many have no amount yet."""
    deals: list[deals.DealLine]
    """Those untouched the longest."""


class Board(NamedTuple):
    """One pipeline, stage by stage."""

    key: str
    title: str
    stages: list[StageOnBoard]

    @property
    def number(self) -> int:
        """How many open deals it holds."""
        return sum(stage.number for stage in self.stages)

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What they are worth together."""
        return added([money for stage in self.stages for money in stage.amounts])

    @property
    def weighted(self) -> tuple[Money, ...]:
        """The same, each deal times its chance."""
        return added([money for stage in self.stages for money in stage.weighted])


def added(amounts: list[Money]) -> tuple[Money, ...]:
    """The sums, a currency each, the largest in front."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items(), key=lambda one: -one[1]) if minor)


def boards(desk: "Desk", pipeline: str, limit: int = LISTED) -> list[Board]:
    """The pipeline that is named; without one, every pipeline with an open deal in it, or the playbook's first. Stages
    that the playbook does not know come last. Raises Usage for no such pipeline."""
    rows = desk.book.all(
        "SELECT pipeline, stage, stage_on, currency, count(*) AS deals, sum(amount_minor) AS worth,"
        " sum(amount_minor IS NULL) AS without FROM deal WHERE state = 'open' GROUP BY pipeline, stage, stage_on, currency"
    )
    held: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        held.setdefault((row["pipeline"], row["stage"]), []).append(row)
    if pipeline:
        chosen: list[Pipeline] = [pipelines.named(desk, pipeline)]
    else:
        with_deals = {key for key, _stage in held}
        chosen = [one for one in desk.playbook.pipelines if one.key in with_deals]
        chosen = chosen or ([] if held else [pipelines.named(desk, "")])
    found = [_board(desk, one.key, one, held, limit) for one in chosen]
    known = {one.key for one in desk.playbook.pipelines}
    strange = dict.fromkeys(key for key, _stage in held if key not in known)
    return found + [_board(desk, key, None, held, limit) for key in strange if not pipeline]


def _board(desk: "Desk", key: str, one: "Pipeline | None", held: dict[tuple[str, str], list[Any]], limit: int) -> Board:
    """A pipeline; None is one of another playbook. Stages that the playbook does not know stand at the end."""
    title = str(one.title) if one else key
    known = {stage.key: stage for stage in one.stages} if one else {}
    keys = dict.fromkeys([*known, *(stage for pipeline, stage in held if pipeline == key)])
    return Board(key, title, [_stage(desk, key, stage, known.get(stage), held, limit) for stage in keys])


def _stage(
    desk: "Desk",
    pipeline: str,
    key: str,
    known: "Stage | None",
    held: dict[tuple[str, str], list[Any]],
    limit: int,
) -> StageOnBoard:
    title, probability = (str(known.title), known.probability) if known else (key, 0.0)
    rows = held.get((pipeline, key), [])
    count = sum(row["deals"] for row in rows)
    learnt, currency = chances.known(desk), desk.settings.currency
    worth = [(row, Money(row["worth"], row["currency"] or currency)) for row in rows if row["worth"]]
    amounts = added([money for _row, money in worth])
    weighted = added([Money(round(money.minor * learnt.of_row(row).value), money.currency) for row, money in worth])
    lines = deals.in_stage(desk, deals.StageCount(pipeline, key, title, count), limit) if count and limit else []
    without = sum(row["without"] for row in rows)
    chance = learnt.of(pipeline, key, 0)
    return StageOnBoard(pipeline, key, title, probability, chance, count, amounts, weighted, without, lines)


# History


class StageFlow(NamedTuple):
    """How deals went through a stage in a period."""

    pipeline: str
    pipeline_title: str
    stage: str
    title: str
    entered: int
    """How often a deal entered it in the period."""
    on: int
    """How many went on to a later stage, or were won."""
    back: int
    lost: int
    still: int
    """How many are in it yet."""
    percent: int | None
    """Of those that left it, how many went on; None where none has left it."""
    days: float | None
    """The median of the days that those spent in it which have left it; None where none has."""


def flow(desk: "Desk", pipeline: str, days: "Period") -> list[StageFlow]:
    """What became of the deals that entered each stage in the period. Raises Usage for no such pipeline."""
    chosen = (pipelines.named(desk, pipeline),) if pipeline else desk.playbook.pipelines
    tallies: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    rows = desk.book.each(
        "WITH step AS (SELECT deal_id, stage, entered_on, lead(stage) OVER (PARTITION BY deal_id ORDER BY id) AS next,"
        " lead(entered_on) OVER (PARTITION BY deal_id ORDER BY id) AS left_on FROM deal_stage"
        " WHERE deal_id IN (SELECT deal_id FROM deal_stage WHERE entered_on BETWEEN ?1 AND ?2))"
        " SELECT deal.pipeline, step.stage, coalesce(step.next, '') AS next,"
        " CAST(julianday(step.left_on) - julianday(step.entered_on) AS INTEGER) AS days, count(*) AS deals"
        " FROM step JOIN deal ON deal.id = step.deal_id WHERE step.entered_on BETWEEN ?1 AND ?2"
        " AND step.stage NOT IN ('won', 'lost') GROUP BY 1, 2, 3, 4",
        days.start.isoformat(),
        days.end.isoformat(),
    )
    for row in rows:
        tallies.setdefault((row["pipeline"], row["stage"]), []).append((row["next"], row["days"] or 0, row["deals"]))
    return [
        _flow(one, place, tallies.get((one.key, stage.key), []))
        for one in chosen
        for place, stage in enumerate(one.stages)
        if pipeline or any(key == one.key for key, _stage in tallies)
    ]


def _flow(one: "Pipeline", place: int, tally: list[tuple[str, int, int]]) -> StageFlow:
    places = {stage.key: at for at, stage in enumerate(one.stages)} | {"won": len(one.stages), "lost": -2}
    on = sum(deals for next_stage, _days, deals in tally if places.get(next_stage, -1) > place)
    back = sum(deals for next_stage, _days, deals in tally if next_stage and -2 < places.get(next_stage, -1) <= place)
    lost = sum(deals for next_stage, _days, deals in tally if next_stage == "lost")
    still = sum(deals for next_stage, _days, deals in tally if not next_stage)
    left = on + back + lost
    stage = one.stages[place]
    return StageFlow(
        one.key,
        str(one.title),
        stage.key,
        str(stage.title),
        left + still,
        on,
        back,
        lost,
        still,
        percent(on, left),
        _median([(days, deals) for next_stage, days, deals in tally if next_stage]),
    )


def _median(counted: list[tuple[int, int]]) -> float | None:
    """The median of numbers that are there so often each."""
    total = sum(often for _number, often in counted)
    if not total:
        return None
    ordered = sorted(counted)

    def at(place: int) -> int:
        for number, often in ordered:
            if place < often:
                return number
            place -= often
        raise AssertionError("the place lies within the total")

    return (at((total - 1) // 2) + at(total // 2)) / 2


def period(desk: "Desk", since: str, until: str) -> "Period":
    """The days that are looked at: those named, else the year up to today. Raises Usage."""
    from amflow.dates import report_period
    from amflow.dates.offsets import months_on
    from amflow.dates.periods import Period

    if since or until:
        return report_period.chosen(desk.now, desk.manner(), since=since, until=until)
    return Period("span", months_on(desk.today, -12), desk.today)
