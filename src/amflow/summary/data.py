"""A summary for programs: the JSON object, and the lines of a pipe."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amflow.shell.views import jsonable, plainly

if TYPE_CHECKING:
    from amflow.summary.page import Figure, Summary
    from amflow.summary.reports.parts import ReportSection
    from amflow.summary.sections import Appointment, ClosedDeal


def data(found: "Summary") -> dict[str, Any]:
    """The period, every figure by its metric, and the lists."""
    period = found.period
    return {
        "period": {"kind": period.kind, "start": period.start, "end": period.end, "title": period.title}
        | {"workdays": period.workdays, "workdays_left": period.workdays_left, "elapsed": period.elapsed},
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
        "by_part": [{"metric": one.key, "scope": one.scope} | _json_figure(one) for one in found.by_part],
        "remedies": [jsonable(one) for one in found.remedies],
        "sections": [_json_section(section) for section in found.more],
        "next": {
            "title": found.ahead.title,
            "start": found.ahead.start,
            "end": found.ahead.end,
            "items": [_json_appointment(appointment) for appointment in found.ahead.appointments],
            "more": found.ahead.more,
        },
    }


def rows(found: "Summary") -> Iterator[tuple[Any, ...]]:
    """A line each, the first cell says of what."""
    period = found.period
    yield "period", period.kind, period.start, period.end, period.title
    if found.standing.state:
        yield "state", *found.standing
    for figure in found.figures.values():
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "figure", figure.key, plainly(figure.value) if figure.measured else "", figure.unit, *target
    for figure in found.by_part:
        target = () if figure.target is None else (plainly(figure.target), figure.share)
        yield "part", figure.scope, figure.key, plainly(figure.value) if figure.measured else "", figure.unit, *target
    for name, shares in (("kind", found.touches_by_kind), ("outcome", found.touches_by_outcome)):
        for share in shares:
            yield name, share.key, share.number
    yield from _deals("won", found.won)
    yield from _deals("lost", found.lost)
    for apart in found.foreign:
        yield "other", apart.metric, apart.amount.plain(), apart.amount.currency
    for state, number in found.plan._asdict().items():
        yield "plan", state, number
    for gap in found.gaps:
        yield "gap", gap.key, plainly(gap.value), plainly(gap.target)
    for one in found.remedies:
        yield "promised", one.metric, one.remedy, one.by_on, one.period, one.starts_on, one.result
    for section in found.more:
        yield from section_rows(section)
    for item in found.ahead.appointments:
        yield "next", item.ref, item.on, item.at, item.title, item.customer_ref, item.customer


def _deals(state: str, deals: "tuple[ClosedDeal, ...]") -> Iterator[tuple[Any, ...]]:
    for deal in deals:
        money = (None, None) if deal.amount is None else (deal.amount.plain(), deal.amount.currency)
        yield state, deal.ref, deal.on, deal.title, deal.customer_ref, deal.customer, *money, deal.why


def _json_figure(figure: "Figure") -> dict[str, Any]:
    fields: dict[str, Any] = {"value": jsonable(figure.value), "unit": figure.unit, "title": figure.title}
    if figure.target is not None:
        fields |= {
            "target": jsonable(figure.target),
            "target_by": figure.target_by,
            "share": figure.share,
            "pace_needed_per_workday": jsonable(figure.per_workday),
            "on_pace": figure.on_pace,
        }
    fields |= {
        name: jsonable(value)
        for name, value in (
            ("stretch", figure.stretch),
            ("forecast", figure.forecast),
            ("with_pipeline", figure.with_pipeline),
            ("before", figure.before),
            ("last_year", figure.last_year),
        )
        if value is not None
    }
    if not figure.measured:
        fields["measured"] = False
    return fields | {"previous": jsonable(figure.previous), "history": jsonable(figure.history)}


def _json_gap(figure: "Figure") -> dict[str, Any]:
    return {
        "metric": figure.key,
        "title": figure.title,
        "value": jsonable(figure.value),
        "target": jsonable(figure.target),
        "share": figure.share,
        "cause": figure.cause,
        "remedy": figure.remedy,
        "by": jsonable(figure.remedy_by),
    }


def _json_deal(deal: "ClosedDeal") -> dict[str, Any]:
    return {
        "ref": deal.ref,
        "title": deal.title,
        "customer": deal.customer,
        "customer_ref": deal.customer_ref,
        "amount": jsonable(deal.amount),
        "currency": deal.amount.currency if deal.amount else "",
        "closed_on": deal.on,
        "why": deal.why,
    }


def _json_appointment(item: "Appointment") -> dict[str, Any]:
    fields = {
        "ref": item.ref,
        "title": item.title,
        "customer": item.customer,
        "customer_ref": item.customer_ref,
        "kind": item.kind,
        "due_on": item.on,
    }
    return {**fields, "due_at": f"{item.on.isoformat()}T{item.at}"} if item.at else fields


def section_rows(section: "ReportSection") -> Iterator[tuple[Any, ...]]:
    """What stands in a section, a line each: its key, then a fact, a line of the book, or a row of a table."""
    from amflow.summary.reports.parts import Grid

    for fact in section.facts:
        yield section.key, fact.title, fact.value
    for one in section.lists:
        for row in one.rows if isinstance(one, Grid) else one.items:
            yield section.key, *row


def _json_section(section: "ReportSection") -> dict[str, Any]:
    return {
        "key": section.key,
        "title": section.title,
        "facts": jsonable(section.facts),
        "lists": jsonable(section.lists),
    }
