"""The accepted lines of a plan as a calendar: bringing it in again updates what is there, and never doubles it.

A task goes by its own name, as in `export tasks.ics`: moved in the calendar and imported, the task moves. Any other line
goes by that of its row, and does not come back: the book knows better what it is about. Hours are those on the wall, at
whatever place they are looked at.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from amflow import outfiles
from amflow.book.store import Book, Row
from amflow.errors import Refused
from amflow.files.export import vcard_ics_writer
from amflow.locale import _
from amflow.plan.fitting import PlanLine, is_fixed
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from icalendar import Event as Event

PLAN = "plan-"
"""How the name of a line begins that is no task's."""

_WARNING = timedelta(minutes=10)


class CalendarWritten(NamedTuple):
    """A calendar that was written."""

    file: str
    day: date
    lines: int


def write(book: Book, path: Path, day: date, lines: list[PlanLine]) -> CalendarWritten:
    """Write those of the lines that are accepted and wait as a calendar, whole or not at all; one that lies there already is
    replaced. Raises Refused, Usage, Unusable."""
    lines = [line for line in lines if line.state == "planned"]
    if not lines:
        raise Refused(
            _("nothing of {day} is accepted yet").format(day=day.isoformat()), _("amflow plan --accept, then again")
        )
    _may_be_replaced(path)
    events = []
    for line in lines:
        row = book.one(
            "SELECT plan_line.*, task.uid AS task_uid, task.title AS task_title, task.external_source, task.external_key,"
            " task.updated_at AS task_updated, task.created_at AS task_created, customer.name AS customer,"
            " customer.phone, customer.address FROM plan_line LEFT JOIN task ON task.id = plan_line.task_id"
            " LEFT JOIN customer ON customer.id = coalesce(plan_line.customer_id, task.customer_id)"
            " WHERE plan_line.id = ?",
            line.id,
        )
        if row is not None:
            events.append(_event(row, day, line))
    outfiles.write(path, vcard_ics_writer.written(events), _("name another file"))
    return CalendarWritten(str(path), day, len(lines))


def _may_be_replaced(path: Path) -> None:
    """A calendar is written anew every day; anything else is not ours to write over. Raises Refused, Unusable."""
    if path.is_dir():
        raise Refused(_("{path} is a folder").format(path=path), _("name another"))
    if path.is_file():
        with path.open("rb") as file:
            begin = file.read(64)
        if begin and b"BEGIN:VCALENDAR" not in begin:
            raise Refused(_("{path} is no calendar").format(path=path), _("name another"))


def _event(row: Row, day: date, line: PlanLine) -> "Event":
    item = line.item
    title = item.title
    if row["customer"] and row["customer"] not in title:
        title = f"{title} · {row['customer']}"
    return vcard_ics_writer.appointment(
        _uid(row),
        title,
        day,
        item.due_time if is_fixed(item, day) else line.at,
        max(item.minutes, 1),
        _WARNING,
        (row["task_created"] or row["created_at"], max(row["updated_at"], row["task_updated"] or "")),
        own_title=row["task_title"] or "",
        place=row["address"] or "" if row["kind"] == "visit" else "",
        told="\n".join(part for part in (item.reason, row["phone"]) if part),
    )


def _uid(row: Row) -> str:
    if not row["task_id"]:
        return f"{PLAN}{row['uid']}{vcard_ics_writer.OURS}"
    if row["external_source"] == "calendar" and row["external_key"]:
        return str(row["external_key"])
    return f"{row['task_uid']}{vcard_ics_writer.OURS}"
