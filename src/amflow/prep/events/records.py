"""The calendar of dated events: share issues, launches, campaigns, meetings, days on which the firm is closed (`W01`, `W11`)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import asking, refs
from amflow.agenda import actions
from amflow.agenda.items import Item
from amflow.book import values
from amflow.dates.format import ago, short
from amflow.errors import NotFound, Usage
from amflow.locale import N_, _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Book, Change, Row
    from amflow.desk import Desk

KINDS = {
    "share-issue": N_("share issue"),
    "launch": N_("launch"),
    "campaign": N_("campaign"),
    "meeting": N_("meeting"),
    "training": N_("training"),
    "closed": N_("closed day"),
    "other": N_("other"),
}
"""What kind of event it may be, and its title."""

AHEAD = 3
"""So many working days before its day an event begins to be shown."""

MOST = 50
"""So many events are shown at once at most."""


class Event(NamedTuple):
    """An event; `until_on` is its last day, where it lasts longer than one."""

    id: int
    kind: str
    on_date: date
    until_on: date | None
    title: str
    note: str

    @property
    def ref(self) -> str:
        """`e7`."""
        return f"e{self.id}"

    @property
    def kind_title(self) -> str:
        """Its kind in the language in use."""
        return _(KINDS.get(self.kind, self.kind))


class EventInput(NamedTuple):
    """What a person said of an event; empty leaves it as it is, but an empty last day takes it out."""

    day: str = ""
    title: str = ""
    kind: str = ""
    until: str | None = None
    note: str | None = None


def kind_of(text: str) -> str:
    """The kind that the text names: its key, its title, or a word for it in a file. Raises Usage with the nearest."""
    return known_key(text, KINDS, _("kind of event"), WORDS)


WORDS = {
    "share-issue": "新股 新股申购 申购 ipo",
    "launch": "上市 新品 新品上市 产品发售 发售",
    "campaign": "活动 营销活动 促销",
    "meeting": "会议",
    "training": "培训",
    "closed": "放假 休假 休息 holiday",
    "other": "其他",
}
"""What else each of them may be called."""


def add(desk: "Desk", given: EventInput) -> Event:
    """Put an event into the calendar. Raises Usage."""
    fields = {"note": "", **_read(desk, given, None)}
    prepare(fields, None)
    with desk.book.change("event add") as change:
        number = write(change, fields, None)
        change.summary = f"{fields['title']} (e{number})"
    return one(desk, f"e{number}")


def edit(desk: "Desk", ref: str, given: EventInput) -> Event:
    """Change an event. Raises NotFound, Usage."""
    before = one(desk, ref)
    row = desk.book.get("event", before.id)
    fields = _read(desk, given, before)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow event edit --help lists what can be"))
    prepare(fields, row)
    with desk.book.change("event edit", f"{fields.get('title', before.title)} ({before.ref})") as change:
        write(change, fields, row)
    return one(desk, ref)


def remove(desk: "Desk", ref: str) -> Event:
    """Take an event out of the calendar. Raises NotFound, Usage."""
    gone = one(desk, ref)
    with desk.book.change("event remove", f"{gone.title} ({gone.ref})") as change:
        change.delete("event", gone.id)
    return gone


def _read(desk: "Desk", given: EventInput, before: Event | None) -> dict[str, Any]:
    from amflow.dates import range_words

    kept: dict[str, Any] = {}
    if given.title or before is None:
        kept["title"] = values.line(given.title, _("the title"))
    if given.kind:
        kept["kind"] = kind_of(given.kind)
    if given.day or before is None:
        days = range_words.span(given.day, desk.now, desk.calendar, desk.manner())
        kept["on_date"] = days.start.isoformat()
        if days.end > days.start:
            kept["until_on"] = days.end.isoformat()
    if given.until or (given.until is not None and before):
        until = given.until
        kept["until_on"] = None if values.folded(until) in ("", *asking.NONE) else desk.day(until).isoformat()
    if given.note is not None:
        kept["note"] = values.words(given.note, _("the note"))
    return kept


def prepare(fields: dict[str, Any], row: "Row | None") -> None:
    """Hold what is said of an event to the rules, before anything is written. `fields` by column, `row` the event as it
    was. Raises Usage."""
    now = {**(dict(row) if row is not None else {}), **fields}
    if now.get("until_on") and now["until_on"] < now["on_date"]:
        raise Usage(
            _("{until} is before {since}").format(until=now["until_on"], since=now["on_date"]),
            _("--to names the last day; --to none takes it out"),
        )


def write(change: "Change", fields: dict[str, Any], row: "Row | None") -> int:
    """Write an event that is right (`prepare`); a new one is of the kind `other`, unless it says one. Gives its number."""
    if row is None:
        return change.insert("event", **{**fields, "kind": fields.get("kind") or "other"})
    change.update("event", row["id"], **fields)
    return int(row["id"])


def one(desk: "Desk", ref: str) -> Event:
    """The event with this reference. Raises NotFound, Usage."""
    number = refs.of_table(ref, "e")
    if number is None:
        raise Usage(_("“{text}” is not an event"), _("an event is e7; amflow event list shows them"), text=ref)
    row = desk.book.get("event", number)
    if row is None:
        raise NotFound(_("there is no event {ref}"), _("amflow event list shows them"), ref=f"e{number}")
    return filled(Event, row)


def listing(book: "Book", since: date, until: date | None, kind: str, limit: int) -> list[Event]:
    """The events from that day on, the first in front; what has begun and lasts is among them."""
    last = until.isoformat() if until else "9999-12-31"
    clause, bound = ("AND kind = ?", [kind]) if kind else ("", [])
    rows = book.all(
        f"SELECT * FROM event WHERE on_date BETWEEN ? AND ? {clause}"
        f" UNION SELECT * FROM event WHERE until_on >= ? AND on_date < ? {clause} ORDER BY on_date, id LIMIT ?",
        *(since.isoformat(), last, *bound, since.isoformat(), since.isoformat(), *bound, limit),
    )
    return [filled(Event, row) for row in rows]


def near(desk: "Desk") -> list[Event]:
    """The events of today and of the next working days."""
    return listing(desk.book, desk.today, desk.calendar.shift(desk.today, AHEAD), "", MOST)


def item(desk: "Desk", event: Event) -> Item:
    """An event as something to know on its day."""
    day = max(event.on_date, desk.today)
    kind = event.kind_title if event.kind != "other" else ""
    reason = " · ".join(part for part in (kind, when(desk, event)) if part)
    return Item(event.ref, "prep", "event", event.title, reason, due_on=day, command=f"amflow event show {event.ref}")


def when(desk: "Desk", event: Event) -> str:
    """How far off it is, or until when it lasts; empty for today alone."""
    if event.until_on and event.until_on > desk.today and event.on_date <= desk.today:
        return _("until {day}").format(day=short(event.until_on, desk.today))
    return ago(event.on_date, desk.today) if event.on_date > desk.today else ""


ACTIONS = actions.refusing(
    N_("{ref} is an event: there is nothing to do about it"),
    N_("amflow event edit {ref} changes it, amflow event remove {ref} takes it out"),
)
"""What is said where it is named to `done`, `skip` or `move`."""
