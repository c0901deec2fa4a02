"""The gap gate (`W18`): a figure below its line needs a cause, a remedy and a day before a summary is final; and final
summaries, kept as they were."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import refs
from amflow.book import values
from amflow.errors import NotFound, Refused
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.summary.targets import records as targets

if TYPE_CHECKING:
    from amflow.agenda.desk import Desk
    from amflow.dates.periods import Period
    from amflow.summary.page import Summary
    from amflow.summary.trend import Course


class Cause(NamedTuple):
    """Why a figure is below its line, and what is done about it."""

    metric: str
    period: str
    starts_on: date
    cause: str
    remedy: str
    by_on: date
    task_ref: str
    result: str


GATED = ("week", "month", "quarter", "year")
"""The periods whose summary is a draft until every gap has its cause."""


class FinalState(NamedTuple):
    """How far a summary is: `draft`; `final`, as the book keeps it; `anew`, counted again after it became final; empty
    where no gate is."""

    state: str
    ref: str = ""
    """The final one."""
    on: date | None = None
    """Since when it is final."""


class Final(NamedTuple):
    """A summary that was handed in."""

    ref: str
    title: str
    starts_on: date
    ends_on: date
    final_on: date
    document: str = ""
    """The whole of it as JSON; not in a list."""


def put(desk: "Desk", period: "Period", name: str, cause: str, remedy: str, by: str) -> Cause:
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
    with desk.book.change("review set") as change:
        change.summary = f"{metric}: {said['remedy']}"
        due = {"title": said["remedy"], "due_on": said["by_on"]}
        if row:
            change.update("task", row["task_id"], **due)
            change.update("gap", row["id"], **said)
        else:
            task = change.insert("task", **due)
            change.insert("gap", metric=metric, period=period.kind, starts_on=start, task_id=task, **said)
    return next(one for one in causes(desk, period) if one.metric == metric)


def done(desk: "Desk", period: "Period", name: str, result: str) -> Cause:
    """Say what became of the remedy of that period. Raises NotFound."""
    metric = targets.metric_named(name, desk.playbook)
    found = next((one for one in causes(desk, period) if one.metric == metric), None)
    if found is None:
        raise NotFound(_("nothing is said of {metric} there").format(metric=metric), _("amflow review set METRIC"))
    return answer(desk, found, result)


def answer(desk: "Desk", one: Cause, result: str) -> Cause:
    """Say what became of a remedy."""
    row = desk.book.one(
        "SELECT id FROM gap WHERE metric = ? AND period = ? AND starts_on = ?",
        *(one.metric, one.period, one.starts_on.isoformat()),
    )
    assert row is not None
    kept = values.line(result, _("the result"))
    with desk.book.change("review done") as change:
        change.update("gap", row["id"], result=kept, result_on=desk.today.isoformat())
        change.summary = f"{one.metric}: {kept}"
    return one._replace(result=kept)


def causes(desk: "Desk", period: "Period") -> list[Cause]:
    """What was said of the gaps of that period."""
    rows = desk.book.all(
        "SELECT * FROM gap WHERE period = ? AND starts_on = ? ORDER BY id", period.kind, period.start.isoformat()
    )
    return [
        Cause(
            row["metric"],
            row["period"],
            date.fromisoformat(row["starts_on"]),
            row["cause"],
            row["remedy"],
            date.fromisoformat(row["by_on"]),
            f"t{row['task_id']}" if row["task_id"] else "",
            row["result"],
        )
        for row in rows
    ]


def standing(desk: "Desk", period: "Period") -> FinalState:
    """How far the summary of that period is."""
    row = _of_period(desk, period)
    if row is None:
        return FinalState("draft" if period.kind in GATED else "")
    return FinalState("anew", f"s{row['id']}", date.fromisoformat(row["final_on"]))


def _of_period(desk: "Desk", period: "Period") -> Any:
    return desk.book.one(
        "SELECT id, final_on FROM final_summary WHERE period = ? AND starts_on = ? AND ends_on = ?",
        *(period.kind, period.start.isoformat(), period.end.isoformat()),
    )


def finish(
    desk: "Desk", period: "Period", found: "Summary", went: "Course | None", data: Callable[["Summary"], dict[str, Any]]
) -> "tuple[Final, Summary]":
    """Keep the summary as it is: the record, and what `data` makes of it for programs. Raises Refused, naming what has no
    cause yet; or where it is final already."""
    from json import dumps

    from amflow.summary.gaps import final_json

    said = {one.metric for one in causes(desk, period)}
    missing = [figure.title for figure in found.gaps if figure.key not in said]
    if missing:
        which = "" if period.kind == "week" else f" --{period.kind}"
        command = f"amflow review set METRIC --cause … --remedy … --by DATE{which}"
        raise Refused(
            _("below the line without a cause: {names}").format(names=", ".join(missing)),
            _("{command}; without --final it is a draft").format(command=command),
        )
    row = _of_period(desk, period)
    if row:
        raise Refused(
            _("it is final already, as s{number}").format(number=row["id"]),
            _("amflow summary --show s{number}").format(number=row["id"]),
        )
    done = found._replace(standing=FinalState("final", on=desk.today))
    record = {"summary": final_json.frozen(done), "course": final_json.frozen(went)}
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


def finals(desk: "Desk") -> list[Final]:
    """The final summaries, the latest first."""
    rows = desk.book.all(
        "SELECT id, title, starts_on, ends_on, final_on, '' AS document FROM final_summary"
        " ORDER BY starts_on DESC, id DESC"
    )
    return list(map(_final, rows))


def final(desk: "Desk", ref: str) -> Final:
    """The one with that reference. Raises NotFound."""
    number = refs.of_table(ref, "s")
    row = desk.book.get("final_summary", number) if number is not None else None
    if row is None:
        raise NotFound(_("there is no final summary {ref}").format(ref=ref), _("amflow summary --list"))
    return _final(row)


def _final(row: Any) -> Final:
    return Final(
        f"s{row['id']}",
        row["title"],
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["ends_on"]),
        date.fromisoformat(row["final_on"]),
        row["document"],
    )
