"""How a summary looks on a terminal, as tab-separated lines, and as JSON; its documents are made in `report_view.py`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amflow.agenda.coming import Coming
from amflow.documents.parts import Report
from amflow.documents.view import ReportView
from amflow.shell.screen import Screen
from amflow.shell.views import jsonable, plainly
from amflow.summary.forecast import score_view
from amflow.summary.records import (
    ClosedDeal,
    Course,
    Figure,
    Grid,
    ReportSection,
    Score,
    Summary,
)

if TYPE_CHECKING:
    pass


class SummaryView(ReportView):
    """A summary; on the terminal and as JSON in a form of its own."""

    what = "summary"

    def __init__(self, summary: Summary, course: Course | None = None) -> None:
        super().__init__(summary)
        self.summary = summary
        self.course = course

    def report(self) -> Report:
        """The summary as a document's parts."""
        from amflow.summary.report_view import reported

        return reported(self.summary, self.course)

    def given(self) -> dict[str, Any]:
        """What a template of one's own is handed."""
        return self.summary._asdict()

    def data(self) -> dict[str, Any]:
        """The period, every figure by its metric, and the lists."""
        return data(self.summary)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A line each, the first cell says of what."""
        return rows(self.summary)

    def draw(self, screen: Screen) -> None:
        """One page: the figures, then what is behind them, then what comes next."""
        from amflow.summary import screen_view

        screen_view.draw(screen, self.summary)


def data(found: Summary) -> dict[str, Any]:
    """The period, every figure by its metric, and the lists."""
    period = found.period
    return {
        "period": {name: value for name, value in jsonable(period).items() if name != "history_title"},
        "state": found.standing.state,
        "final": {"ref": found.standing.ref, "since": found.standing.on} if found.standing.ref else None,
        "currency": found.currency,
        "figures": {key: _json_figure(figure) for key, figure in found.figures.items()},
        "touches_by_kind": jsonable(found.touches_by_kind),
        "touches_by_outcome": jsonable(found.touches_by_outcome),
        "deals_won": [_json_deal(deal) for deal in found.won],
        "deals_lost": [_json_deal(deal) for deal in found.lost],
        "other_currencies": [
            {"metric": apart.metric, "value": apart.amount.number(), "unit": apart.amount.currency}
            for apart in found.foreign
        ],
        "plan": jsonable(found.plan),
        "gaps": [_json_gap(figure) for figure in found.gaps],
        "year_before": found.year_before,
        "period_before": found.period_before,
        "chances_counted": found.chances_counted,
        "by_part": [
            _fields(one, metric="key", scope="scope", customer="customer") | _json_figure(one) for one in found.by_part
        ],
        "forecasts": [{name: jsonable(getattr(one, name)) for name in FORECAST} for one in found.forecasts],
        "score": _json_score(found.score),
        "remedies": [jsonable(one) for one in found.remedies],
        "sections": [_fields(one, key="key", title="title", facts="facts", lists="lists") for one in found.more],
        "next": {
            "title": found.ahead.title,
            "start": found.ahead.start,
            "end": found.ahead.end,
            "items": [_json_appointment(appointment) for appointment in found.ahead.appointments],
            "more": found.ahead.more,
        },
    }


FORECAST = ("metric", "unit", "in_hand", "value", "low", "high", "way", "off_share", "periods")
"""What JSON has of a forecast, here and on a page of its own."""


def _json_score(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    told = ("metric", "unit", "on", "value", "came", "off_share")
    return {
        "period": score.period,
        "order": None if score.order is None else jsonable(score.order),
        "calls": None if score.calls is None else jsonable(score.calls),
        "forecasts": [{name: jsonable(getattr(one, name)) for name in told} for one in score.forecasts],
    }


def rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    """A line each, the first cell says of what."""
    period = found.period
    yield "period", period.kind, period.start, period.end, period.title
    if found.standing.state:
        yield "state", *found.standing
    for figure in found.figures.values():
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "figure", figure.key, plainly(figure.value), figure.unit, *target
    for figure in found.by_part:
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "part", figure.scope, figure.key, plainly(figure.value), figure.unit, *target
    yield from _contact_rows(found)
    yield from _deals("won", found.won)
    yield from _deals("lost", found.lost)
    for apart in found.foreign:
        yield "other", apart.metric, apart.amount.plain(), apart.amount.currency
    for state, number in found.plan._asdict().items():
        yield "plan", state, number
    for gap in found.gaps:
        yield "gap", gap.key, plainly(gap.value), plainly(gap.target)
    yield from _forecast_rows(found)
    for one in found.remedies:
        yield "promised", one.metric, one.remedy, one.by_on, one.period, one.starts_on, one.result
    for section in found.more:
        yield from section_rows(section)
    for item in found.ahead.appointments:
        yield "next", item.ref, item.on, item.at, item.title, item.customer_ref, item.customer


def _contact_rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    for name, shares in (("kind", found.touches_by_kind), ("outcome", found.touches_by_outcome)):
        for share in shares:
            yield name, share.key, share.number


def _forecast_rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    for sold in found.forecasts:
        yield "forecast", sold.metric, *(plainly(number) for number in (sold.in_hand, sold.value, sold.low, sold.high))
    for line in score_view.words(found):
        yield "score", line


def _deals(state: str, deals: tuple[ClosedDeal, ...]) -> Iterator[tuple[Any, ...]]:
    for deal in deals:
        money = (None, None) if deal.amount is None else (deal.amount.plain(), deal.amount.currency)
        yield state, deal.ref, deal.on, deal.title, deal.customer_ref, deal.customer, *money, deal.why


def _json_figure(figure: Figure) -> dict[str, Any]:
    fields: dict[str, Any] = {"value": jsonable(figure.value), "unit": figure.unit, "title": figure.title}
    if figure.target is not None:
        fields |= {
            "target": jsonable(figure.target),
            "target_by": figure.target_by,
            "share": figure.share,
            "pace_needed_per_workday": jsonable(figure.per_workday),
            "on_pace": figure.on_pace,
        }
    more = ("stretch", "forecast", "with_pipeline", "before", "last_year")
    fields |= {name: jsonable(value) for name in more if (value := getattr(figure, name)) is not None}
    return fields | {"previous": jsonable(figure.previous), "history": jsonable(figure.history)}


def _fields(record: Any, **names: str) -> dict[str, Any]:
    """Fields of a record by the names that JSON gives them."""
    return {name: jsonable(getattr(record, field)) for name, field in names.items()}


def _json_gap(figure: Figure) -> dict[str, Any]:
    fields = _fields(figure, metric="key", title="title", value="value", target="target", share="share", unit="unit")
    return fields | _fields(figure, cause="cause", remedy="remedy", by="remedy_by")


def _json_deal(deal: ClosedDeal) -> dict[str, Any]:
    fields = _fields(deal, ref="ref", title="title", customer="customer", customer_ref="customer_ref", amount="amount")
    return fields | {"currency": deal.amount.currency if deal.amount else "", "closed_on": deal.on, "why": deal.why}


def _json_appointment(item: Coming) -> dict[str, Any]:
    fields = _fields(item, ref="ref", title="title", customer="customer", customer_ref="customer_ref", kind="kind")
    return fields | {"due_on": item.on, "due_time": item.at}


def section_rows(section: ReportSection) -> Iterator[tuple[Any, ...]]:
    """What stands in a section, a line each: its key, then a fact, a line of the book, or a row of a table."""
    for fact in section.facts:
        yield section.key, fact.title, fact.value
    for one in section.lists:
        for row in one.rows if isinstance(one, Grid) else one.items:
            yield section.key, *row
