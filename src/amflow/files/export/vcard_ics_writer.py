"""Writing cards (vCard 4.0, by vobject) and calendars (ICS, by icalendar)."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from amflow.book import values
from amflow.book.store import Book, Row
from amflow.files.export import masking
from amflow.files.export.parts import next_birthday
from amflow.locale import _

if TYPE_CHECKING:
    from icalendar import Event as Event

    from amflow.dates.lunar import LunarRule as LunarRule
    from amflow.files.export.parts import ExportRequest

OURS = "@amflow"
"""What stands behind a uid of ours where it must be unique in the world."""
_MINUTES = 30
_PREFERRED = {"PREF": "1"}
_LUNAR_YEARS = 10
_WARNING = timedelta(minutes=15)


def _of_tier(wanted: "ExportRequest") -> tuple[str, list[str]]:
    return (" AND c.tier = ?", [wanted.tier]) if wanted.tier else ("", [])


def cards(book: Book, file: IO[str], wanted: "ExportRequest") -> int:
    """Write a card for each customer; give how many."""
    clause, bound = _of_tier(wanted)
    rows = book.each(
        "SELECT c.*, o.name AS company FROM customer c LEFT JOIN customer o ON o.id = c.organisation_id"
        f" WHERE c.status NOT IN ('removed', 'dropped'){clause} ORDER BY c.id",
        *bound,
    )
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - how many there were
        file.write(_card(row, wanted))
    return count


def _card(row: Row, wanted: "ExportRequest") -> str:
    from json import loads

    import vobject
    from vobject.vcard import Address, Name

    mask, person = wanted.mask, row["kind"] == "person"
    shown = masking.name if mask else str
    profile: dict[str, str] = {} if mask else loads(row["profile"])
    company = row["company"] if person else row["name"]
    card = vobject.vCard()

    def put(name: str, value: Any, group: str | None = None, **parameters: str) -> None:
        if value:
            part = card.add(name, group)
            part.value, part.params = value, {key: [text] for key, text in parameters.items()}
            part.encoded = name == "URL"

    put("VERSION", "4.0")
    put("PRODID", "-//amflow//EN")
    put("UID", uid(row, "vcard"))
    put("REV", row["updated_at"].replace("-", "").replace(":", ""))
    put("KIND", "individual" if person else "org")
    put("FN", shown(row["name"]))
    put("N", Name(family=shown(row["name"]) if person else ""))
    put("ORG", [shown(company)] if company else [])
    put("GENDER", {"ms": "F", "mr": "M"}.get(row["salutation"]))
    phone = masking.phone(row["phone"]) if mask and row["phone"] else row["phone"]
    for place, number in enumerate((phone, profile.get("phone2"), *(profile.get("phone3") or "").split(" / "))):
        put("TEL", number, VALUE="text", TYPE=_line(number or ""), **({} if place else _PREFERRED))
    for number in (profile.get("fax") or "").split(" / "):
        put("TEL", number, VALUE="text", TYPE="fax")
    mail = masking.mail("") if mask and row["email"] else row["email"]
    for place, address in enumerate((mail, *(profile.get("email2") or "").split(" / "))):
        put("EMAIL", address, **({} if place else _PREFERRED))
    if mask:
        lunar = row["birthday"].startswith("lunar")
        put("BDAY", masking.birthday(row["birthday"])[:4] if row["birthday"] and not lunar else "")
        put("NOTE", "***" if lunar else "")
        put("TITLE", row["role"] and "***")
        return str(card.serialize())
    if row["birthday"].startswith("lunar"):
        _put_lunar_birthday(put, row, wanted)
    else:
        put("BDAY", re.sub(r"(?<=\d)-", "", row["birthday"]))
    put("TITLE", row["role"])
    put("ADR", Address(street=row["address"]) if row["address"] else "")
    put("NOTE", row["impression"])
    put("CATEGORIES", [word.strip() for word in row["segment"].split(",") if word.strip()])
    site = str(profile.get("website") or "")
    put("URL", site if values.scheme(site) in ("", *values.FOLLOWED) else "")
    return str(card.serialize())


def _line(number: str) -> str:
    """The kind of a phone: mobiles of China are known by their beginning; of others nobody can tell."""
    return "cell" if re.fullmatch(r"(?:\+?86)?1[3-9]\d{9}", re.sub(r"[\s-]", "", number)) else "voice"


def _put_lunar_birthday(put: Callable[..., None], row: Row, wanted: "ExportRequest") -> None:
    """No card knows the lunar calendar: the date in words, the day on which it is kept next as phones write dates
    beside a birthday, and a line of our own by which it comes back as it was."""
    from amflow.dates import lunar

    moon, day = lunar.stored(row["birthday"]), next_birthday(row["birthday"], wanted)
    if moon and day:
        words = lunar.shown(moon)
        put("X-ABDATE", day, "item1")
        put("X-ABLABEL", words, "item1")
        if moon.year and not moon.leap:
            words = words.replace("lunar ", f"lunar {moon.year}-").replace("农历", f"农历{moon.year}年")
        put("BDAY", f"{words} ({day})", VALUE="text")
    put("X-AMFLOW-BIRTHDAY", row["birthday"])


def uid(row: Row, source: str) -> str:
    """The name under which other programs know it: their own, where it came from one."""
    if row["external_source"] == source and row["external_key"]:
        return str(row["external_key"])
    return f"{row['uid']}{OURS if source == 'calendar' else ''}"


def calendar(book: Book, file: IO[str], wanted: "ExportRequest") -> int:
    """Write the open tasks that have a day, and on demand birthdays; give how many."""
    clause, bound = _of_tier(wanted)
    rows = book.each(
        "SELECT t.*, c.name AS customer, c.phone, c.address, c.no_contact, c.no_call,"
        " c.quiet_from, c.quiet_until FROM task t LEFT JOIN customer c ON c.id = t.customer_id"
        f" WHERE t.state = 'open' AND t.due_on IS NOT NULL{clause} ORDER BY t.due_on, t.due_time, t.id",
        *bound,
    )
    events = [_task(row, wanted.mask) for row in rows]
    count = len(events)
    if wanted.birthdays and not wanted.mask:
        born = book.each(
            "SELECT c.*, '' AS title FROM customer c WHERE c.birthday <> '' AND c.status IN ('customer', 'lead')"
            f" AND c.kind = 'person'{clause} ORDER BY c.birthday_md, c.id",
            *bound,
        )
        # The other days that matter to customers come every year as birthdays do.
        others = book.each(
            "SELECT s.uid, s.updated_at, s.title, s.on_date AS birthday, s.date_md AS birthday_md, c.name"
            " FROM special_date s JOIN customer c ON c.id = s.customer_id"
            f" WHERE c.status IN ('customer', 'lead'){clause} ORDER BY s.date_md, s.id",
            *bound,
        )
        for row in chain(born, others):
            count += 1
            events += _birthdays(row, wanted.today, wanted.lunar)
    file.write(written(events))
    return count


def written(events: "list[Event]") -> str:
    """The calendar that holds these."""
    from icalendar import Calendar

    whole = Calendar.new(prodid="-//amflow//EN", calscale="GREGORIAN", method="PUBLISH", subcomponents=events)
    return str(whole.to_ical().decode())


def appointment(
    uid: str,
    title: str,
    day: date,
    hour: str,
    minutes: int,
    warning: timedelta,
    written: tuple[str, str],
    *,
    own_title: str = "",
    place: str = "",
    told: str = "",
) -> "Event":
    """An appointment at its local hour, wherever it is looked at; without an hour the whole day. `own_title` is what the
    task itself is called, by which it comes back, moved or not; `written` when it was first and last."""
    from icalendar import Alarm, Event, vText

    begin = datetime.combine(day, datetime.strptime(hour, "%H:%M").time()) if hour else day
    began, last = (datetime.fromisoformat(text) for text in written)
    event = Event.new(
        uid=uid,
        summary=title,
        start=begin,
        end=begin + (timedelta(minutes=minutes) if hour else timedelta(days=1)),
        stamp=last,
        last_modified=last,
        # A number that grows with every change: the seconds from the first writing to the last.
        sequence=max(int((last - began).total_seconds()), 0),
        location=place or None,
        description=told or None,
    )
    if not hour:
        event.add("TRANSP", "TRANSPARENT")
    if own_title:
        event.add("X-AMFLOW-TITLE", vText(own_title))
    alarm = Alarm.new(description=title)
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -warning if hour else timedelta(hours=9))
    event.add_component(alarm)
    return event


def _task(row: Row, mask: bool) -> "Event":
    title = "***" if mask else row["title"]
    if row["customer"]:
        name = masking.name(row["customer"]) if mask else row["customer"]
        title = title if name in title else f"{title} · {name}"
    said = {
        "own_title": row["title"],
        "place": row["address"] or "" if row["kind"] == "visit" else "",
        "told": "\n".join(filter(None, (row["why"], row["phone"], _wish(row)))),
    }
    return appointment(
        uid(row, "calendar"),
        title,
        date.fromisoformat(row["due_on"]),
        row["due_time"],
        row["minutes"] or _MINUTES,
        _WARNING,
        (row["created_at"], row["updated_at"]),
        **({} if mask else said),
    )


def _wish(row: Row) -> str:
    """What the customer has asked for: whoever follows the calendar alone must know it too."""
    hours = f"{row['quiet_from']}–{row['quiet_until']}"
    parts = (
        _("not to be contacted") if row["no_contact"] else "",
        _("no calls") if row["no_call"] else "",
        _("quiet from {hours}").format(hours=hours) if row["quiet_from"] else "",
    )
    return " · ".join(part for part in parts if part)


def _birthdays(row: Row, today: date, rule: "LunarRule") -> Iterator["Event"]:
    """A birthday every year; one of the lunar calendar for the coming years, since few calendar programs count by it."""
    from amflow.dates import lunar

    moon = lunar.stored(row["birthday"])
    if moon is None:
        yield _birthday(row, today)
        return
    day: date | None = today
    for _year in range(_LUNAR_YEARS):
        day = lunar.coming(moon, day, rule) if day else None
        if day is None:
            return
        yield _whole_day(row, f"{_kind(row)}-{row['uid']}-{day.year}", day, f" ({lunar.shown(moon)})")
        day += timedelta(days=1)


def _kind(row: Row) -> str:
    return "date" if row["title"] else "birthday"


def _whole_day(row: Row, uid: str, day: date, more: str = "") -> "Event":
    from icalendar import Event

    what = f"{row['name']}: {row['title']}" if row["title"] else _("{name}: birthday").format(name=row["name"])
    event = Event.new(
        uid=f"{uid}{OURS}", summary=what + more, start=day, stamp=datetime.fromisoformat(row["updated_at"])
    )
    event.add("TRANSP", "TRANSPARENT")
    event.add("CATEGORIES", ["ANNIVERSARY" if row["title"] else "BIRTHDAY"])
    return event


def _birthday(row: Row, today: date) -> "Event":
    """Every year, on the last day of February where there is no 29th."""
    month, day = map(int, row["birthday_md"].split("-"))
    year = int(row["birthday"][:4]) if not row["birthday"].startswith("--") else today.year
    leap = (month, day) == (2, 29)
    event = _whole_day(row, f"{_kind(row)}-{row['uid']}", date(2000 if leap else year, month, day))
    event.add("RRULE", {"FREQ": "YEARLY", **({"BYMONTH": 2, "BYMONTHDAY": -1} if leap else {})})
    return event
