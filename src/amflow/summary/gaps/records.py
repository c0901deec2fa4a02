"""The gap gate (`W18`): a figure below its line needs a cause, a remedy and a day before a summary is final; and final
summaries, kept as they were.

A final is kept as the whole record in JSON, and read back, so that it can be written in any form again. A book may come from
anywhere: only the records of summaries are made of what is read, and only where every field holds what it should. A field
that a later version adds takes its default.
"""

from collections.abc import Callable
from datetime import date
from types import UnionType
from typing import Any, get_args, get_origin

from amflow import refs
from amflow.book import values
from amflow.book.money import Money
from amflow.book.quantities import Rate
from amflow.dates.periods import Period
from amflow.desk import Desk
from amflow.errors import NotFound, Refused, Unusable
from amflow.locale import _, listed
from amflow.records import NamedTuple, filled
from amflow.summary import records as summary_records
from amflow.summary import sections
from amflow.summary.records import Cause, Course, FinalState, Summary
from amflow.summary.targets import records as targets

GATED = ("week", "month", "quarter", "year")
"""The periods whose summary is a draft until every gap has its cause."""


class Final(NamedTuple):
    """A summary that was handed in."""

    ref: str
    title: str
    starts_on: date
    ends_on: date
    final_on: date
    document: str = ""
    """The whole of it as JSON; not in a list."""


def put(desk: Desk, period: Period, name: str, cause: str, remedy: str, by: str) -> Cause:
    """Say why, what is done, and by when; the remedy becomes a task, and is kept in step with it. Raises Usage."""
    metric = targets.metric_named(name, desk.playbook)
    start = period.start.isoformat()
    said = {
        "cause": values.line(cause, _("the cause")),
        "remedy": values.line(remedy, _("the remedy")),
        "by_on": desk.day(by).isoformat(),
    }
    row = desk.book.one(
        "SELECT * FROM gap WHERE metric = ? AND period = ? AND starts_on = ?", metric, period.kind, start
    )
    with desk.book.change("target explain") as change:
        change.summary = _("{what}: {why}").format(what=targets.title_of(desk, metric), why=said["remedy"])
        due = {"title": said["remedy"], "due_on": said["by_on"]}
        if row:
            change.update("task", row["task_id"], **due)
            change.update("gap", row["id"], **said)
        else:
            task = change.insert("task", **due)
            change.insert("gap", metric=metric, period=period.kind, starts_on=start, task_id=task, **said)
    return next(one for one in causes(desk, period) if one.metric == metric)


def done(desk: Desk, period: Period, name: str, result: str) -> Cause:
    """Say what became of the remedy of that period. Raises NotFound."""
    metric = targets.metric_named(name, desk.playbook)
    found = next((one for one in causes(desk, period) if one.metric == metric), None)
    if found is None:
        raise NotFound(_("nothing is said of {metric} there").format(metric=metric), f"amflow target explain {metric}")
    return answer(desk, found, result)


def answer(desk: Desk, one: Cause, result: str) -> Cause:
    """Say what became of a remedy."""
    row = desk.book.one(
        "SELECT id FROM gap WHERE metric = ? AND period = ? AND starts_on = ?",
        *(one.metric, one.period, one.starts_on.isoformat()),
    )
    assert row is not None
    kept = values.line(result, _("the result"))
    with desk.book.change("target explain") as change:
        change.update("gap", row["id"], result=kept, result_on=desk.today.isoformat())
        change.summary = _("{what}: {why}").format(what=targets.title_of(desk, one.metric), why=kept)
    return one._replace(result=kept)


def causes(desk: Desk, period: Period) -> list[Cause]:
    """What was said of the gaps of that period."""
    rows = desk.book.all(
        "SELECT * FROM gap WHERE period = ? AND starts_on = ? ORDER BY id", period.kind, period.start.isoformat()
    )
    return [_cause(row) for row in rows]


def _cause(row: Any) -> Cause:
    return filled(Cause, row, task_ref=f"t{row['task_id']}" if row["task_id"] else "")


def of_weeks(desk: Desk, month: Period) -> list[Cause]:
    """What was said of the gaps of the weeks that begin in that month."""
    rows = desk.book.all(
        "SELECT * FROM gap WHERE period = 'week' AND starts_on BETWEEN ? AND ? ORDER BY starts_on, id", *month.bounds
    )
    return [_cause(row) for row in rows]


def standing(desk: Desk, period: Period) -> FinalState:
    """How far the summary of that period is."""
    row = _of_period(desk, period)
    if row is None:
        return FinalState("draft" if period.kind in GATED else "")
    return FinalState("anew", f"s{row['id']}", date.fromisoformat(row["final_on"]))


def _of_period(desk: Desk, period: Period) -> Any:
    return desk.book.one(
        "SELECT id, final_on FROM final_summary WHERE period = ? AND starts_on = ? AND ends_on = ?",
        *(period.kind, *period.bounds),
    )


def finish(
    desk: Desk, period: Period, found: Summary, went: Course | None, data: Callable[[Summary], dict[str, Any]]
) -> tuple[Final, Summary]:
    """Keep the summary as it is: the record, and what `data` makes of it for programs. Raises Refused, naming what has no
    cause yet; or where it is final already."""
    from json import dumps

    said = {one.metric for one in causes(desk, period)}
    # What the playbook asks for and nobody set is owed to nobody.
    missing = [one.title for one in found.gaps if one.key not in said and not one.of_trade]
    if missing:
        which = "" if period.kind == "week" else f" --{period.kind}"
        command = f"amflow target explain … --cause … --remedy … --due …{which}"
        raise Refused(
            _("below the line without a cause: {names}").format(names=listed(missing)),
            _("{command}; without --final it is a draft").format(command=command),
        )
    row = _of_period(desk, period)
    if row:
        raise Refused(
            _("it is final already, as s{number}").format(number=row["id"]),
            _("amflow summary s{number}").format(number=row["id"]),
        )
    done = found._replace(standing=FinalState("final", on=desk.today))
    record = {"summary": frozen(done), "course": frozen(went)}
    document = dumps({**data(done), "kept": record}, ensure_ascii=False, default=str)
    with desk.book.change("summary final") as change:
        number = change.insert(
            "final_summary",
            period=period.kind,
            starts_on=period.start.isoformat(),
            ends_on=period.end.isoformat(),
            final_on=desk.today.isoformat(),
            title=found.period.title,
            document=document,
        )
        change.summary = f"{found.period.title} (s{number})"
    one = Final(f"s{number}", found.period.title, period.start, period.end, desk.today, document)
    return one, done._replace(standing=FinalState("final", one.ref, one.final_on))


def finals(desk: Desk) -> list[Final]:
    """The final summaries, the latest first."""
    rows = desk.book.all(
        "SELECT id, title, starts_on, ends_on, final_on, '' AS document FROM final_summary"
        " ORDER BY starts_on DESC, id DESC"
    )
    return list(map(_final, rows))


def final(desk: Desk, ref: str) -> Final:
    """The one with that reference. Raises NotFound."""
    number = refs.of_table(ref, "s")
    row = desk.book.get("final_summary", number) if number is not None else None
    if row is None:
        raise NotFound(_("there is no final summary {ref}").format(ref=ref), _("amflow summary --list"))
    return _final(row)


def _final(row: Any) -> Final:
    return filled(Final, row, ref=f"s{row['id']}")


_NAME_IN_FINALS = {
    "Coming": "Appointment",
    "CountOfSort": "Share",
    "FinalState": "Standing",
    "ForeignFigure": "Foreign",
    "AgendaLine": "Item",
    "PlanOutcome": "Plan",
    "ReportSection": "Section",
}
"""What finals call the records whose class has another name today: what is kept outlives a better name."""

_RECORD_OF_NAME = {kept: name for name, kept in _NAME_IN_FINALS.items()}


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
            "is": _NAME_IN_FINALS.get(type(value).__name__, type(value).__name__),
            "of": {name: frozen(inner) for name, inner in value._asdict().items()},
        }
    if isinstance(value, list | tuple) and not hasattr(value, "en"):
        return [frozen(inner) for inner in value]
    return str(value)


def thawed(one: Final) -> tuple[Summary, Course | None]:
    """The summary as it was, and how its figures went. Raises Unusable where the book holds something else."""
    from json import loads

    try:
        whole = loads(one.document)["kept"]
        found, went = _thawed(whole["summary"]), _thawed(whole["course"])
        if not isinstance(found, Summary) or not isinstance(went, Course | None):
            raise TypeError(one.ref)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Unusable(
            _("{ref} cannot be read: it does not hold a summary").format(ref=one.ref), _("amflow book check")
        ) from error
    if not found.all_won.number + found.all_lost.number:  # kept before these were
        found = found._replace(all_won=sections.added(found.won), all_lost=sections.added(found.lost))
    return found._replace(standing=FinalState("final", one.ref, one.final_on)), went


def shown(desk: Desk, text: str) -> tuple[Summary, Course | None]:
    """What was handed in, as its page is drawn from it. Raises NotFound, Usage."""
    return thawed(final(desk, text))


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
    known = _record(_RECORD_OF_NAME.get(inside, inside)) if isinstance(inside, str) else None
    if kind != "is" or known is None:
        raise KeyError(inside)
    fields = {name: _thawed(inner) for name, inner in value["of"].items()}
    if fields.get("measured") is False:  # kept before a share of nothing had no number
        fields["value"] = None
    return _whole(known(**{name: inner for name, inner in fields.items() if name in known._fields}))


def _record(name: str) -> Any:
    """The record of summaries with that name, or None."""
    found = getattr(summary_records, name, None)
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
