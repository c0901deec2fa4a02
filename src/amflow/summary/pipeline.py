"""What stands open in each stage at the end of a summary's period, for the chart of a document."""

from amflow.book.money import Money
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.summary.deal_records import PipelineStage

MOST = 30_000
"""In a book of more deals it would take seconds to find out how a day that is past stood: it is not said."""

OPEN_SQL = (
    "SELECT pipeline, stage, count(*) AS n, sum(CASE WHEN currency IN ('', ?1) THEN amount_minor END) AS minor FROM deal"
    " WHERE state = 'open' GROUP BY pipeline, stage"
)


def open_deals(desk: Desk, period: Period) -> tuple[PipelineStage, ...]:
    """Each stage with an open deal in it, in the playbook's order; of a period that is over as it stood on its last day."""
    held = _now(desk) if period.end >= desk.today else _then(desk, period)
    return tuple(
        PipelineStage(
            str(pipe.title),
            str(stage.title),
            held[pipe.key, stage.key][0],
            Money(held[pipe.key, stage.key][1], desk.settings.currency),
        )
        for pipe in desk.playbook.pipelines
        for stage in pipe.stages
        if (pipe.key, stage.key) in held
    )


def _now(desk: Desk) -> dict[tuple[str, str], tuple[int, int]]:
    rows = desk.book.all(OPEN_SQL, desk.settings.currency)
    return {(row["pipeline"], row["stage"]): (row["n"], row["minor"] or 0) for row in rows}


def _then(desk: Desk, period: Period) -> dict[tuple[str, str], tuple[int, int]]:
    from amflow.convert.deals import as_of
    from amflow.summary.forecast import records as forecast

    held: dict[tuple[str, str], tuple[int, int]] = {}
    if (desk.book.number("SELECT max(id) FROM deal") or 0) > MOST:
        return held
    for one in as_of.open_then(forecast.on(desk, period.end)):
        number, minor = held.get((one.pipeline, one.stage), (0, 0))
        held[one.pipeline, one.stage] = number + 1, minor + (one.minor or 0)
    return held
