"""The accepted lines of a plan as a calendar: bringing it in again updates what is there, and never doubles it.

A task goes by its own name, as in `export tasks.ics`: moved in the calendar and imported, the task moves. Any other line
goes by that of its row, and does not come back: the book knows better what it is about. Hours are those on the wall, at
whatever place they are looked at.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from amflow import tempfiles
from amflow.book.store import Book, Row
from amflow.errors import Refused
from amflow.files.export import vcard_ics_writer
from amflow.locale import _
from amflow.plan.fitting import PlanLine, is_fixed
from amflow.records import NamedTuple

PLAN = "plan-"
"""How the name of a line begins that is no task's."""

_ALARM = 10
"""Minutes before, where nothing else is known."""


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
    with tempfiles.replacing(path, _("name another file")) as file:
        for head in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//amflow//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"):
            file.write(vcard_ics_writer.folded(head))
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
                for text in _event(row, day, line):
                    file.write(vcard_ics_writer.folded(text))
        file.write(vcard_ics_writer.folded("END:VCALENDAR"))
    return CalendarWritten(str(path), day, len(lines))


def _may_be_replaced(path: Path) -> None:
    """A calendar is written anew every day; anything else is not ours to write over. Raises Refused, Unusable."""
    if path.is_dir():
        raise Refused(_("{path} is a folder").format(path=path), _("name another"))
    if path.exists():
        with path.open("rb") as file:
            begin = file.read(64)
        if begin and b"BEGIN:VCALENDAR" not in begin:
            raise Refused(_("{path} is no calendar").format(path=path), _("name another"))


def _event(row: Row, day: date, line: PlanLine) -> Iterator[str]:
    title, at = row["title"], line.item.due_time if is_fixed(line.item, day) else line.at
    if row["customer"] and row["customer"] not in title:
        title = f"{title} · {row['customer']}"
    changed = max(row["updated_at"], row["task_updated"] or "")
    yield from ("BEGIN:VEVENT", f"UID:{_uid(row)}", f"DTSTAMP:{_stamp(changed)}", f"LAST-MODIFIED:{_stamp(changed)}")
    yield f"SEQUENCE:{vcard_ics_writer.sequence(row['task_created'] or row['created_at'], changed)}"
    yield f"SUMMARY:{vcard_ics_writer.escaped(title)}"
    if row["task_id"]:
        yield f"X-AMFLOW-TITLE:{vcard_ics_writer.escaped(row['task_title'])}"
    if at:
        begin = datetime.combine(day, datetime.strptime(at, "%H:%M").time())
        end = begin + timedelta(minutes=max(line.item.minutes, 1))
        yield from (f"DTSTART:{begin:%Y%m%dT%H%M%S}", f"DTEND:{end:%Y%m%dT%H%M%S}")
    else:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    if row["address"] and row["kind"] == "visit":
        yield f"LOCATION:{vcard_ics_writer.escaped(row['address'])}"
    told = "\n".join(part for part in (row["reason"], row["phone"]) if part)
    if told:
        yield f"DESCRIPTION:{vcard_ics_writer.escaped(told)}"
    trigger = f"-PT{_ALARM}M" if at else "PT9H"
    yield from (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{vcard_ics_writer.escaped(title)}",
        f"TRIGGER:{trigger}",
        "END:VALARM",
    )
    yield "END:VEVENT"


def _uid(row: Row) -> str:
    if not row["task_id"]:
        return f"{PLAN}{row['uid']}{vcard_ics_writer.OURS}"
    if row["external_source"] == "calendar" and row["external_key"]:
        return vcard_ics_writer.escaped(row["external_key"])
    return f"{row['task_uid']}{vcard_ics_writer.OURS}"


def _stamp(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")
