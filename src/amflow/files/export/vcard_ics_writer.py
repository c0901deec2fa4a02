"""Writing cards (vCard 4.0) and calendars (ICS): lines of at most 75 octets, never cut inside a sign."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from amflow.book.store import Book, Row
from amflow.files.export import masking
from amflow.files.export.parts import next_birthday
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.dates.lunar import LunarRule as LunarRule
    from amflow.files.export.parts import ExportRequest

OURS = "@amflow"
"""What stands behind a uid of ours where it must be unique in the world."""
_MINUTES = 30
_LUNAR_YEARS = 10
_WARNING = "-PT15M"


def folded(line: str) -> str:
    """The line with its end, broken as RFC 5545 and 6350 want it."""
    data = line.encode("utf-8", "replace")
    pieces, width = [], 75
    while len(data) > width:
        cut = width
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(data[:cut])
        data, width = data[cut:], 74
    return b"\r\n ".join([*pieces, data]).decode() + "\r\n"


def escaped(text: Any) -> str:
    """The text as a value."""
    plain = str(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\n", "\\n")


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
        for line in _card(row, wanted):
            file.write(folded(line))
    return count


def _card(row: Row, wanted: "ExportRequest") -> Iterator[str]:
    from json import loads

    mask, person = wanted.mask, row["kind"] == "person"
    shown = masking.name if mask else str
    name = escaped(shown(row["name"]))
    yield from ("BEGIN:VCARD", "VERSION:4.0", "PRODID:-//amflow//EN", f"UID:{uid(row, 'vcard')}")
    yield f"REV:{row['updated_at'].replace('-', '').replace(':', '')}"
    yield f"KIND:{'individual' if person else 'org'}"
    yield f"FN:{name}"
    yield f"N:{name};;;;" if person else "N:;;;;"
    company = row["company"] if person else row["name"]
    if company:
        yield f"ORG:{escaped(shown(company))}"
    gender = {"ms": "F", "mr": "M"}.get(row["salutation"])
    if gender:
        yield f"GENDER:{gender}"
    profile: dict[str, str] = {} if mask else loads(row["profile"])
    phone = masking.phone(row["phone"]) if mask and row["phone"] else row["phone"]
    for place, number in enumerate((phone, profile.get("phone2"), *(profile.get("phone3") or "").split(" / "))):
        if number:
            yield f"TEL;VALUE=text;TYPE={_line(number)}{';PREF=1' if not place else ''}:{escaped(number)}"
    mail = masking.mail("") if mask and row["email"] else row["email"]
    for place, address in enumerate((mail, *(profile.get("email2") or "").split(" / "))):
        if address:
            yield f"EMAIL{';PREF=1' if not place else ''}:{escaped(address)}"
    if row["birthday"].startswith("lunar"):
        yield from _lunar_birthday(row, wanted) if not mask else ("NOTE:***",)
    elif row["birthday"]:
        day = masking.birthday(row["birthday"])[:4] if mask else row["birthday"].replace("-", "")
        day = f"--{day}" if row["birthday"].startswith("--") and not mask else day
        if day:
            yield f"BDAY:{day}"
    if row["role"]:
        yield f"TITLE:{escaped(row['role'])}" if not mask else "TITLE:***"
    if not mask:
        yield from (f"{key}:{value}" for key, value in _more(row, profile) if value)
    yield "END:VCARD"


def _line(number: str) -> str:
    """The kind of a phone: mobiles of China are known by their beginning; of others nobody can tell."""
    return "cell" if re.fullmatch(r"(?:\+?86)?1[3-9]\d{9}", re.sub(r"[\s-]", "", number)) else "voice"


def _lunar_birthday(row: Row, wanted: "ExportRequest") -> Iterator[str]:
    """No card knows the lunar calendar: the date in words, the day on which it is kept next as phones write dates
    beside a birthday, and a line of our own by which it comes back as it was."""
    from amflow.dates import lunar

    moon, day = lunar.stored(row["birthday"]), next_birthday(row["birthday"], wanted)
    if moon and day:
        words = lunar.shown(moon)
        if moon.year and not moon.leap:
            words = words.replace("lunar ", f"lunar {moon.year}-").replace("农历", f"农历{moon.year}年")
        yield f"BDAY;VALUE=text:{escaped(words)} ({day})"
        yield f"item1.X-ABDATE:{day}"
        yield f"item1.X-ABLabel:{escaped(lunar.shown(moon))}"
    yield f"X-AMFLOW-BIRTHDAY:{row['birthday']}"


def _more(row: Row, profile: dict[str, str]) -> list[tuple[str, str]]:
    return [
        ("ADR", f";;{escaped(row['address'])};;;;" if row["address"] else ""),
        ("NOTE", escaped(row["impression"])),
        ("CATEGORIES", ",".join(escaped(word.strip()) for word in row["segment"].split(",") if word.strip())),
        ("URL", profile.get("website", "")),
    ]


def uid(row: Row, source: str) -> str:
    """The name under which other programs know it: their own, where it came from one."""
    if row["external_source"] == source and row["external_key"]:
        return escaped(row["external_key"])
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
    for line in ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//amflow//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"):
        file.write(folded(line))
    count = 0
    for row in rows:
        count += 1
        for line in _appointment(row, wanted.mask):
            file.write(folded(line))
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
            for line in _birthdays(row, wanted.today, wanted.lunar):
                file.write(folded(line))
    file.write(folded("END:VCALENDAR"))
    return count


def _stamp(row: Row) -> str:
    return str(row["updated_at"]).replace("-", "").replace(":", "")


def _appointment(row: Row, mask: bool) -> Iterator[str]:
    """An appointment at its local hour, wherever it is looked at; without an hour the whole day."""
    title = "***" if mask else row["title"]
    if row["customer"]:
        name = masking.name(row["customer"]) if mask else row["customer"]
        title = title if name in title else f"{title} · {name}"
    yield from ("BEGIN:VEVENT", f"UID:{uid(row, 'calendar')}", f"DTSTAMP:{_stamp(row)}", f"SUMMARY:{escaped(title)}")
    yield f"SEQUENCE:{sequence(row['created_at'], row['updated_at'])}"
    if not mask:
        # What the task itself is called: it comes back so, moved or not.
        yield f"X-AMFLOW-TITLE:{escaped(row['title'])}"
    day = date.fromisoformat(row["due_on"])
    if row["due_time"]:
        begin = datetime.combine(day, datetime.strptime(row["due_time"], "%H:%M").time())
        end = begin + timedelta(minutes=row["minutes"] or _MINUTES)
        yield from (f"DTSTART:{begin:%Y%m%dT%H%M%S}", f"DTEND:{end:%Y%m%dT%H%M%S}")
    else:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    if not mask and row["address"] and row["kind"] == "visit":
        yield f"LOCATION:{escaped(row['address'])}"
    told = "\n".join(filter(None, (row["why"], row["phone"], _wish(row))))
    if told and not mask:
        yield f"DESCRIPTION:{escaped(told)}"
    trigger = _WARNING if row["due_time"] else "PT9H"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(title)}", f"TRIGGER:{trigger}", "END:VALARM")
    yield "END:VEVENT"


def sequence(created: str, changed: str) -> int:
    """A number that grows with every change: the seconds from the first writing to the last."""
    began, last = (datetime.fromisoformat(text) for text in (created, changed))
    return max(int((last - began).total_seconds()), 0)


def _wish(row: Row) -> str:
    """What the customer has asked for: whoever follows the calendar alone must know it too."""
    hours = f"{row['quiet_from']}–{row['quiet_until']}"
    parts = (
        _("not to be contacted") if row["no_contact"] else "",
        _("no calls") if row["no_call"] else "",
        _("quiet from {hours}").format(hours=hours) if row["quiet_from"] else "",
    )
    return " · ".join(part for part in parts if part)


def _birthdays(row: Row, today: date, rule: "LunarRule") -> Iterator[str]:
    """A birthday every year; one of the lunar calendar for the coming years, since no calendar program counts by it."""
    from amflow.dates import lunar

    moon = lunar.stored(row["birthday"])
    if moon is None:
        yield from _birthday(row, today)
        return
    day: date | None = today
    for _year in range(_LUNAR_YEARS):
        day = lunar.coming(moon, day, rule) if day else None
        if day is None:
            return
        yield from _whole_day(row, f"{_kind(row)}-{row['uid']}-{day.year}", f"{day:%Y%m%d}", f" ({lunar.shown(moon)})")
        yield "END:VEVENT"
        day += timedelta(days=1)


def _kind(row: Row) -> str:
    return "date" if row["title"] else "birthday"


def _whole_day(row: Row, uid: str, day: str, more: str = "") -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{uid}{OURS}", f"DTSTAMP:{_stamp(row)}")
    what = f"{row['name']}: {row['title']}" if row["title"] else _("{name}: birthday").format(name=row["name"])
    yield f"SUMMARY:{escaped(what + more)}"
    category = "ANNIVERSARY" if row["title"] else "BIRTHDAY"
    yield from (f"DTSTART;VALUE=DATE:{day}", "TRANSP:TRANSPARENT", f"CATEGORIES:{category}")


def _birthday(row: Row, today: date) -> Iterator[str]:
    """Every year, on the last day of February where there is no 29th."""
    month, day = row["birthday_md"].split("-")
    year = row["birthday"][:4] if not row["birthday"].startswith("--") else today.year
    leap = (month, day) == ("02", "29")
    begin = f"{2000 if leap else int(year)}{month}{day}"
    yield from _whole_day(row, f"{_kind(row)}-{row['uid']}", begin)
    yield "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1" if leap else "RRULE:FREQ=YEARLY"
    yield "END:VEVENT"
