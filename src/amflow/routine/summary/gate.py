"""The gap gate (`W18`): a figure below its line needs a cause, a remedy and a day before a summary is final; and final
summaries, kept as they were."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.errors import NotFound, Refused
from amflow.locale import _
from amflow.records import NamedTuple
from amflow.routine import targets

if TYPE_CHECKING:
    from amflow.calendars.periods import Period
    from amflow.routine.desk import Desk
    from amflow.routine.summary.build import Summary


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


class Final(NamedTuple):
    """A summary that was handed in."""

    ref: str
    title: str
    starts_on: date
    ends_on: date
    final_on: date
    document: str


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
    row = desk.book.one(
        "SELECT id FROM gap WHERE metric = ? AND period = ? AND starts_on = ?",
        *(metric, period.kind, period.start.isoformat()),
    )
    if row is None:
        raise NotFound(_("nothing is said of {metric} there").format(metric=metric), _("amflow review set METRIC"))
    with desk.book.change("review done") as change:
        kept = values.line(result, _("the result"))
        change.update("gap", row["id"], result=kept, result_on=desk.today.isoformat())
        change.summary = f"{metric}: {kept}"
    return next(one for one in causes(desk, period) if one.metric == metric)


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


def finish(desk: "Desk", period: "Period", found: "Summary", data: dict[str, Any]) -> Final:
    """Keep the summary as it is. Raises Refused, naming what has no cause yet; or where it is final already."""
    from json import dumps

    said = {one.metric for one in causes(desk, period)}
    missing = [figure.title for figure in found.gaps if figure.key not in said]
    if missing:
        raise Refused(
            _("below the line without a cause: {names}").format(names=", ".join(missing)),
            _("amflow review set METRIC --cause … --remedy … --by DATE; without --final it is a draft"),
        )
    bounds = (period.kind, period.start.isoformat(), period.end.isoformat())
    row = desk.book.one("SELECT id FROM final_summary WHERE period = ? AND starts_on = ? AND ends_on = ?", *bounds)
    if row:
        raise Refused(
            _("it is final already, as s{number}").format(number=row["id"]),
            _("amflow summary --show s{number}").format(number=row["id"]),
        )
    with desk.book.change("summary final") as change:
        number = change.insert(
            "final_summary",
            **dict(zip(("period", "starts_on", "ends_on"), bounds, strict=True)),
            final_on=desk.today.isoformat(),
            title=found.period.title,
            document=dumps(data, ensure_ascii=False, default=str),
        )
        change.summary = f"{found.period.title} (s{number})"
    return next(one for one in finals(desk) if one.ref == f"s{number}")


def finals(desk: "Desk") -> list[Final]:
    """The final summaries, the latest first."""
    rows = desk.book.all("SELECT * FROM final_summary ORDER BY starts_on DESC, id DESC")
    return [
        Final(
            f"s{row['id']}",
            row["title"],
            date.fromisoformat(row["starts_on"]),
            date.fromisoformat(row["ends_on"]),
            date.fromisoformat(row["final_on"]),
            row["document"],
        )
        for row in rows
    ]


def final(desk: "Desk", ref: str) -> Final:
    """The one with that reference. Raises NotFound."""
    found = next((one for one in finals(desk) if one.ref == ref.strip().lower()), None)
    if found is None:
        raise NotFound(_("there is no final summary {ref}").format(ref=ref), _("amflow summary --list"))
    return found
