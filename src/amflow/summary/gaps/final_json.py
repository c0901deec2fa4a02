"""A final summary as the book keeps it: the whole record as JSON, and read back, so that it can be written in any form again.

A book may come from anywhere: only the records of summaries are made of what is read, and only where every field holds
what it should. A field that a later version adds takes its default.
"""

from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin

from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.errors import Unusable
from amflow.locale import _
from amflow.summary import page as summary_page
from amflow.summary import sections, trend
from amflow.summary.gaps import records as gaps
from amflow.summary.meeting import records as meeting
from amflow.summary.reports import parts as report_parts

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.summary.gaps.records import Final
    from amflow.summary.page import Summary
    from amflow.summary.trend import Course

_PLACES = (summary_page, trend, gaps, sections, report_parts, meeting)

_KEPT_AS = {
    "CountOfSort": "Share",
    "FinalState": "Standing",
    "ForeignFigure": "Foreign",
    "MeetingAgenda": "Agenda",
    "MeetingPoint": "AgendaPoint",
    "AgendaLine": "Item",
    "PlanOutcome": "Plan",
    "ReportParts": "Sheet",
    "ReportSection": "Section",
}
"""What finals call the records whose class has another name today: what is kept outlives a better name."""
_NAMED = {kept: name for name, kept in _KEPT_AS.items()}


def frozen(value: Any) -> Any:
    """The value as JSON carries it, with the names of its records."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Money):
        return {"money": list(value)}
    if isinstance(value, Rate):
        return {"rate": float(value)}
    if isinstance(value, float):
        return value
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, dict):
        return {"by": {key: frozen(inner) for key, inner in value.items()}}
    if hasattr(value, "_fields") and not hasattr(value, "en"):
        return {
            "is": _KEPT_AS.get(type(value).__name__, type(value).__name__),
            "of": {name: frozen(inner) for name, inner in value._asdict().items()},
        }
    if isinstance(value, list | tuple) and not hasattr(value, "en"):
        return [frozen(inner) for inner in value]
    return str(value)


def thawed(one: "Final") -> "tuple[Summary, Course | None]":
    """The summary as it was, and how its figures went. Raises Unusable where the book holds something else."""
    from json import loads

    try:
        whole = loads(one.document)["kept"]
        found, went = _thawed(whole["summary"]), _thawed(whole["course"])
        if not isinstance(found, summary_page.Summary) or not isinstance(went, trend.Course | None):
            raise TypeError(one.ref)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unusable(
            _("{ref} cannot be read: it does not hold a summary").format(ref=one.ref), _("amflow book check")
        ) from error
    if not found.all_won.number + found.all_lost.number:  # kept before these were
        found = found._replace(all_won=sections.added(found.won), all_lost=sections.added(found.lost))
    return found._replace(standing=gaps.FinalState("final", one.ref, one.final_on)), went


def _thawed(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_thawed, value))
    if not isinstance(value, dict):
        return value
    ((kind, inside),) = [pair for pair in value.items() if pair[0] != "of"]
    if kind == "money":
        minor, currency = inside
        return _whole(Money(minor, currency))
    if kind == "rate":
        return Rate(inside)
    if kind == "day":
        return date.fromisoformat(inside)
    if kind == "by":
        return {key: _thawed(inner) for key, inner in inside.items()}
    known = _record(_NAMED.get(inside, inside)) if isinstance(inside, str) else None
    if kind != "is" or known is None:
        raise KeyError(inside)
    return _whole(known(**{name: _thawed(inner) for name, inner in value["of"].items() if name in known._fields}))


def _record(name: str) -> Any:
    """The record of summaries with that name, or None."""
    found = next((getattr(place, name) for place in _PLACES if hasattr(place, name)), None)
    return found if isinstance(found, type) and hasattr(found, "_fields") else None


def _whole(record: Any) -> Any:
    """The record, once every field holds what it says. Raises TypeError."""
    for name, kind in type(record).__annotations__.items():
        if not _fits(getattr(record, name), kind):
            raise TypeError(name)
    return record


def _fits(value: Any, kind: Any) -> bool:
    if kind is Any:
        return True
    if isinstance(kind, str):
        named = [one.rpartition(".")[2] for one in kind.split(" | ")]
        return (value is None and "None" in named) or type(value) in map(_record, named)
    within = get_args(kind)
    if isinstance(kind, UnionType):
        return any(_fits(value, one) for one in within)
    origin = get_origin(kind)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(one, within[1]) for one in value.values())
    if origin in (tuple, list):
        return isinstance(value, tuple) and all(_fits(one, within[0]) for one in value)
    return isinstance(value, (int, float) if kind is float else kind)


def shown(desk: "Desk", text: str) -> tuple[Any, ...]:
    """What was handed in, as its page is drawn from it. Raises NotFound, Usage."""
    return thawed(gaps.final(desk, text))
