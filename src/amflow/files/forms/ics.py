"""Calendars (ICS): appointments and to-dos as tasks, each known by its UID; those that recur, for a year ahead.

Read entry by entry, so that one that is broken costs itself alone.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.files.forms import ics_notes, rrule
from amflow.files.forms.encoding import decoded
from amflow.files.forms.ics_people import mails
from amflow.files.forms.table import TableInMemory, TableRow
from amflow.files.import_.column_map import FieldRule, Map, kind_of
from amflow.files.import_.fields import ImportField, RecordKind
from amflow.locale import _
from amflow.records import NamedTuple

DAYS_AHEAD = 366
MOST_TIMES = 100
"""Of something that recurs: as many days of it, from today, as are taken."""
MOST_SERIES = 1000
MOST_DAYS = 14
"""Of something that goes on for longer: as many days of it, from today, as are taken."""
_LONGEST_DAYS = 36_525
LONGEST_ENTRY = 200_000
MOST_RECORDS = 100_000
COLUMNS = (
    *("uid", "title", "kind", "due_on", "due_time", "minutes", "state", "done_on", "why", "series"),
    *("mails", "until_on"),
)
_SKIPPED = ("ATTACH", "X-ALT-DESC", "IMAGE", "CONFERENCE")


class CalendarEntry(NamedTuple):
    """One VEVENT or VTODO, as text: the line it begins in."""

    line: int
    kind: str
    text: str
    """Empty where it has no end."""


def read(path: Path, name: str, today: str) -> tuple[TableInMemory, RecordKind, Map]:
    """The entries of a calendar as rows, what they are and how they are read. Raises Unusable where there is none."""
    # The library warns of time zones that it has to guess.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _read(decoded(path.read_bytes()), name, today)


def _read(text: str, name: str, today: str) -> tuple[TableInMemory, RecordKind, Map]:
    entries, zones = _split(text)
    _know(zones)
    if not entries:
        raise Unusable(
            _("{file} holds no appointment").format(file=name), _("one stands between BEGIN:VEVENT and END:VEVENT")
        )
    first = date.fromisoformat(today)
    read_all: list[tuple[CalendarEntry, dict[str, Any]]] = []
    records: list[TableRow] = []
    for entry in entries:
        if "@amflow" in entry.text and ("\nUID:birthday-" in entry.text or "\nUID:plan-" in entry.text):
            # A birthday or a line of the plan that we wrote ourselves: the book has it.
            continue
        try:
            read_all.append((entry, _parsed(entry)))
        except Exception as error:  # noqa: BLE001 - the reader raises whatever comes; an entry is refused, the rest goes in
            records.append(_refused(entry.line, str(error) or type(error).__name__))
    moved = {(said["uid"], said["instead"]) for _entry, said in read_all if said["instead"]}
    series = by_moon = over = 0
    for entry, said in read_all:
        series += said["rule"] is not None
        by_moon += rrule.by_moon(said["rule"] or "")
        if _is_over(said, first):
            over += 1
            records += _ended(entry.line, said)
            continue
        try:
            if series > MOST_SERIES:
                raise ValueError(_("more than {n} that recur").format(n=MOST_SERIES))
            records += list(_records(entry.line, said, first, moved)) or _ended(entry.line, said)
        except ValueError as error:
            records.append(_refused(entry.line, str(error), said["title"]))
        if len(records) > MOST_RECORDS:
            raise Unusable(
                _("{file} has more than {n} dates").format(file=name, n=MOST_RECORDS), _("take a part of it")
            )
    zones_unknown = [said["zone"] for _entry, said in read_all if said["zone"] and not _is_over(said, first)]
    notes = (*ics_notes.of(series, by_moon, over, MOST_TIMES), *ics_notes.of_zones(zones_unknown))
    task = kind_of("task")
    rules = tuple(FieldRule(field, column=field.key) for key in COLUMNS[1:] if (field := task.field(key)))
    # What the book has of the same entry and the calendar no more: agenda/tasks/importing.py sees to it.
    rules += tuple(FieldRule(ImportField(key, ""), column=key) for key in ("series", "mails", "until_on"))
    the_map = Map(task, "calendar", ("uid",), "", rules, (), True)
    records.sort(key=lambda record: record.line)
    return TableInMemory(name, list(COLUMNS), _numbered(records), notes), task, the_map


def _numbered(records: list[TableRow]) -> list[TableRow]:
    """A line of its own for each date of a series: rows are told apart by it."""
    used, kept = 0, []
    for record in records:
        used = max(record.line, used + 1)
        kept.append(record._replace(line=used))
    return kept


def _refused(line: int, why: str, title: str = "") -> TableRow:
    return TableRow(line, ["", title, *[""] * (len(COLUMNS) - 2)], " ".join(why.split())[:200])


def _ended(line: int, said: dict[str, Any]) -> list[TableRow]:
    """A row that says of an entry only that no day of it is left: what the book has of it is to go."""
    if said["instead"] or not said["uid"]:
        return []
    return [TableRow(line, [said["uid"] if column == "series" else "" for column in COLUMNS])]


def _split(text: str) -> tuple[list[CalendarEntry], str]:
    """The entries, and the time zones that the calendar brings along."""
    entries, zones = list[CalendarEntry](), list[str]()
    begun, kind, lines, inside = 0, "", list[str](), 0
    skipping = zone = False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        # What is folded goes on with a text, whatever it looks like.
        word = "" if line[:1] in (" ", "\t") else line.strip().upper()
        if word == "BEGIN:VTIMEZONE" and not begun:
            zone = True
        if zone:
            zones.append(line)
            zone = word != "END:VTIMEZONE"
            continue
        if word in ("BEGIN:VEVENT", "BEGIN:VTODO"):
            if begun:
                entries.append(CalendarEntry(begun, kind, ""))
            begun, kind, lines, inside, skipping = number, word[6:], [], 0, False
        elif begun and word == f"END:{kind}":
            entries.append(CalendarEntry(begun, kind, "\r\n".join((f"BEGIN:{kind}", *lines, f"END:{kind}", ""))))
            begun = 0
        elif begun:
            inside += word.startswith("BEGIN:") - word.startswith("END:")
            if line[:1] not in (" ", "\t"):
                skipping = word.startswith(_SKIPPED)
            # Alarms and what hangs on it are not ours to read.
            if not inside and not word.startswith("END:") and not skipping and line.strip():
                lines.append(line)
    if begun:
        entries.append(CalendarEntry(begun, kind, ""))
    return entries, "\r\n".join(zones)


def _know(zones: str) -> None:
    """Let the reader know the time zones that the file brings; a broken one is as good as none."""
    if not zones or len(zones) > LONGEST_ENTRY:
        return
    from contextlib import suppress

    from icalendar import Calendar

    with suppress(Exception):
        Calendar.from_ical(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{zones}\r\nEND:VCALENDAR\r\n")


def _parsed(entry: CalendarEntry) -> dict[str, Any]:
    """What an entry says. Raises ValueError."""
    if not entry.text:
        raise ValueError(_("it has no end"))
    if len(entry.text) > LONGEST_ENTRY:
        raise ValueError(_("longer than {n} characters").format(n=LONGEST_ENTRY))
    from icalendar import Event, Todo

    part = (Event if entry.kind == "VEVENT" else Todo).from_ical(entry.text)
    broken = [f"{name}: {why}" for name, why in part.errors if name in ("DTSTART", "DUE", "RRULE", "DTEND", None)]
    if broken:
        raise ValueError(broken[0])
    rule = part.get("RRULE")
    if isinstance(rule, list):
        raise ValueError(_("more than one rule of recurrence"))
    start = _moment(part, "DTSTART") or _moment(part, "DUE")
    instead = _moment(part, "RECURRENCE-ID")
    return {
        "uid": str(part.get("UID", "")).strip(),
        "title": " ".join(str(part.get("X-AMFLOW-TITLE") or part.get("SUMMARY", "")).split()) or _("appointment"),
        "ours": "X-AMFLOW-TITLE" in part,
        "start": start,
        "zone": _unknown_zone(part),
        "minutes": _minutes(part, start),
        "event": entry.kind == "VEVENT",
        "further": _further_days(part, start),
        "state": _state(entry.kind, str(part.get("STATUS", "")).upper()),
        "done": _moment(part, "COMPLETED"),
        "why": "\n".join(filter(None, (str(part.get(key, "")).strip() for key in ("LOCATION", "DESCRIPTION")))),
        "rule": rule.to_ical().decode() if rule else None,
        "mails": mails(part),
        "without": _listed(part, "EXDATE"),
        "also": _listed(part, "RDATE"),
        "instead": _day(instead) if instead else None,
    }


def _moment(part: Any, name: str) -> date | datetime | None:
    value = part.get(name)
    found = getattr(value, "dt", None)
    return found if isinstance(found, date) else None


def _unknown_zone(part: Any) -> str:
    """The name of the zone that a beginning is in, where nobody knows what hour it is there; else nothing."""
    value = part.get("DTSTART") or part.get("DUE")
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime) or moment.tzinfo is not None:
        return ""
    return str(getattr(value, "params", {}).get("TZID", ""))


def _listed(part: Any, name: str) -> set[date]:
    """The days of a list; of a period its beginning."""
    value = part.get(name)
    found = set()
    for one in value if isinstance(value, list) else [value] if value else []:
        for inner in getattr(one, "dts", []):
            moment = inner.dt[0] if isinstance(inner.dt, tuple) else inner.dt
            found.add(_day(moment))
    return found


def _local(moment: date | datetime) -> datetime | date:
    """A moment as the clock on the wall shows it here; one without a zone is local already."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone().replace(tzinfo=None)
    return moment


def _day(moment: date | datetime) -> date:
    """The local day."""
    local = _local(moment)
    return local.date() if isinstance(local, datetime) else local


def _length(part: Any, start: date | datetime | None) -> timedelta:
    """From its beginning to its end; nothing where that is not said."""
    end, length = _moment(part, "DTEND"), getattr(part.get("DURATION"), "dt", None)
    if isinstance(length, timedelta):
        return length
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end - start if (end.tzinfo is None) == (start.tzinfo is None) else timedelta()
    if start is None or end is None or isinstance(start, datetime) or isinstance(end, datetime):
        return timedelta()
    return end - start


def _minutes(part: Any, start: date | datetime | None) -> str:
    minutes = int(_length(part, start).total_seconds() // 60) if isinstance(start, datetime) else 0
    return str(minutes) if 0 < minutes < 24 * 60 else ""


def _further_days(part: Any, start: date | datetime | None) -> int:
    """On how many more days than its first it is; a night is none."""
    length = _length(part, start)
    if start is None or length <= timedelta(days=1):
        return 0
    # The end itself belongs to what comes after.
    least = timedelta(seconds=1) if isinstance(start, datetime) else timedelta(days=1)
    return min((_day(start + length - least) - _day(start)).days, _LONGEST_DAYS)


def _state(kind: str, status: str) -> str:
    if status == "CANCELLED":
        return "dropped"
    if kind == "VTODO":
        return "done" if status == "COMPLETED" else "open" if status else ""
    return ""


def _is_over(said: dict[str, Any], today: date) -> bool:
    """Whether it is an appointment that took place: what was to be done then would be work that nobody does any more. What
    the book has sent out itself, and what is to be done, stays."""
    start = said["start"]
    if not said["event"] or said["ours"] or said["rule"] or said["also"]:
        return False
    return start is not None and _is_kept(start) and _day(start) + timedelta(days=said["further"]) < today


def _is_kept(moment: date | datetime) -> bool:
    """Whether it is of the years that a book keeps: of others no clock can be asked."""
    return 1900 <= moment.year <= 2199


def _records(line: int, said: dict[str, Any], today: date, moved: set[tuple[str, date]]) -> Iterator[TableRow]:
    """The rows of an entry: one, or one a day where it recurs or goes on for days. Raises ValueError."""
    start, uid = said["start"], said["uid"]
    if start is not None and not _is_kept(start):
        raise ValueError(_("{date} is no day to keep").format(date=start))
    if said["rule"] is None and not said["also"]:
        key = f"{uid}/{said['instead']}" if said["instead"] and uid else uid
        yield from _each_day(line, said, key, start, today)
        return
    if start is None:
        raise ValueError(_("it recurs, but has no beginning"))
    days = set(said["also"]) | {_day(start)}
    if said["rule"]:
        last, since = today + timedelta(days=DAYS_AHEAD), today - timedelta(days=1 + said["further"])
        days = set(said["also"])
        for day in rrule.days(said["rule"], start, since, last):
            days.add(_day(datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day))
    # What is over already would only be work that nobody does any more.
    begin, end = today - timedelta(days=said["further"]), today + timedelta(days=DAYS_AHEAD)
    ahead = sorted(day for day in days - said["without"] if begin <= day <= end)
    for day in ahead[:MOST_TIMES]:
        if (uid, day) not in moved:
            yield from _each_day(line, said, f"{uid}/{day}" if uid else "", _on(start, day), today)


def _each_day(
    line: int, said: dict[str, Any], key: str, moment: date | datetime | None, today: date
) -> Iterator[TableRow]:
    """The row of each day from today on: the first at its hour, the others whole."""
    further = said["further"]
    if not further or moment is None:
        yield _row(line, said, key, moment)
        return
    first = _day(moment)
    if said["event"] and not isinstance(moment, datetime) and not said["rule"] and not said["ours"]:
        # Whole days, several of them: something that goes on, and nothing to be done in half an hour each day.
        last = first + timedelta(days=further)
        yield _row(line, said | {"until": last.isoformat()}, key, moment)
        return
    gone = max((today - first).days, 0)
    for place in range(gone, min(further + 1, gone + MOST_DAYS)):
        title = _("{title} (day {n} of {all})").format(title=said["title"], n=place + 1, all=further + 1)
        day = first + timedelta(days=place) if place else moment
        yield _row(line, said | {"title": title}, f"{key}/+{place}" if place and key else key, day)


def _on(start: date | datetime, day: date) -> date | datetime:
    """The same hour on that local day; in the appointment's own zone, whose clock may have changed since."""
    if not isinstance(start, datetime):
        return day
    if start.tzinfo is None:
        return datetime.combine(day, start.time())
    for own in (day, day - timedelta(days=1), day + timedelta(days=1)):
        moment = datetime.combine(own, start.timetz())
        if _day(moment) == day:
            return moment
    return datetime.combine(day, start.timetz())


def _row(line: int, said: dict[str, Any], key: str, moment: date | datetime | None) -> TableRow:
    local = _local(moment) if moment else None
    done = said["done"]
    cells = {
        "uid": key,
        "title": said["title"],
        "kind": "visit" if isinstance(local, datetime) else "todo",
        "due_on": f"{local:%Y-%m-%d}" if local else "",
        "due_time": f"{local:%H:%M}" if isinstance(local, datetime) else "",
        "minutes": said["minutes"],
        "state": said["state"],
        "done_on": _day(done).isoformat() if done and said["state"] == "done" else "",
        "why": said["why"],
        "series": "" if said["instead"] else said["uid"],
        "mails": said["mails"],
        "until_on": said.get("until", ""),
    }
    if said["ours"]:
        # A task of ours that went out and comes back: the calendar may have moved it, the rest the book knows better.
        cells |= {"kind": "", "minutes": "", "why": ""}
    return TableRow(line, [cells[column] for column in COLUMNS])
