"""Writing tasks down: added, changed, done, moved and dropped, each with what follows from it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Following, Item
from amflow.agenda.tasks import records as tasks
from amflow.agenda.tasks import recurring
from amflow.book import values
from amflow.book.change import Change
from amflow.customers import contact_preferences
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import Refused, Usage
from amflow.locale import _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.dates.date_words import When
    from amflow.desk import Desk


ENDS = ("state", "done_on", "why")


def add(
    change: Change, title: str, when: "When | None", *, words: str = "", said_on: date | None = None, **fields: Any
) -> int:
    """Put a task into the book and give its number; `words` said its moment, on that day."""
    due = {} if when is None else recurring.due_columns(when, words, said_on)
    return change.insert("task", **{"title": title, **_minutes(title), **due, **fields})


def _minutes(title: str) -> dict[str, int]:
    """How long it takes, where its words end with that; as a column."""
    from amflow.dates.sentence import minutes_said

    said = minutes_said(title)
    return {"minutes": said} if said else {}


def instead(act: Act, one: FoundItem, title: str, **fields: Any) -> Acted:
    """A task for the day to which something was moved that has no day of its own: a talk with somebody, a deal."""
    assert act.to is not None
    task_id = add(act.change, title[: values.LONGEST_LINE], act.to, words=act.words, said_on=act.desk.today, **fields)
    customer = act.desk.book.get("customer", fields["customer_id"]) if fields["customer_id"] else None
    at = recurring.clock(act.to)
    against = tuple(contact_preferences.fixed(customer, fields.get("kind", ""), at)) if at and customer else ()
    return Acted(one.ref, title, "moved", act.day, Following(f"t{task_id}", act.day), at, against)


class TaskInput(NamedTuple):
    """What a person says of a task; texts as typed, None where not said; an empty one takes out what was there."""

    title: str | None
    customer: str | None = None
    due: str | None = None
    kind: str | None = None
    minutes: int | None = None
    promised: bool | None = None
    deal: str | None = None
    comes_back: recurring.SeriesInput = recurring.SeriesInput()


def new(desk: "Desk", given: TaskInput) -> "tuple[str, When | None]":
    """Put a task into the book and give its reference, and the moment that was said. Raises NotFound, Ambiguous, Usage."""
    when = on_its_day(desk, None, given.due) if given.due else None
    title = values.line(given.title or "", _("the title"))
    fields = {"title": title} | _minutes(title) | _fields(desk, given, None, when)
    if not given.due and not given.comes_back:
        when, fields["title"] = _said_in(desk, title)
        fields |= recurring.due_columns(when, title, desk.today) if when else {}
    if given.comes_back:
        fields |= recurring.columns(desk, given.comes_back, _day_in(fields), ends=when is not None and when.edge)
    prepare(desk, fields, None)
    with desk.book.change("task add") as change:
        number = write(desk, change, fields, None)
        change.summary = f"{fields['title']} (t{number})"
    return f"t{number}", when


def _said_in(desk: "Desk", title: str) -> "tuple[When | None, str]":
    """The moment that the words of a new task name, read as those of a next step, and its title without them. Words of which
    it is not clear stay a title: `records.doubts` says so."""
    from amflow.dates.sentence import split

    try:
        when, rest = split(title, desk.now, desk.calendar, desk.manner())
    except Usage:
        return None, title
    return when, rest or title


def _titled(title: str, when: "When") -> dict[str, Any]:
    """The title with the part of the day that a new moment says, and without the one that its hour ends; as a column."""
    from amflow.dates import day_parts

    return {"title": day_parts.put(title, when.part)} if when.part or when.time else {}


def prepare(desk: "Desk", fields: dict[str, Any], row: Any) -> None:
    """Hold what is said of a task to the rules, before anything is written. `fields` by column, `row` the task as it was.
    Raises Usage, Refused."""
    if "kind" in fields:
        fields["kind"] = known_key(fields["kind"], tasks.KINDS, _("kind")) or "todo"
    if "state" in fields and row is not None:
        tasks.must_be_open(row)


def write(desk: "Desk", change: Change, fields: dict[str, Any], row: Any) -> int:
    """Write a task that is right (`prepare`): moved, a series moves with it and nothing is confirmed any more; done or
    dropped, what it ends is ended. Gives its number."""
    if row is None:
        return change.insert("task", **fields)
    ends = {key: fields[key] for key in ENDS if "state" in fields and key in fields}
    kept = {key: value for key, value in fields.items() if key not in ends}
    if kept.get("due_on") and row["repeats"] and "repeats" not in kept:
        kept |= recurring.columns(desk, recurring.SeriesInput(), _day_in(kept), row)
    change.update("task", row["id"], **kept | _unconfirmed(row, kept))
    if ends:
        now, day = tasks.get(desk.book, f"t{row['id']}"), ends.get("done_on") or ""
        if ends["state"] == "done":
            finish(desk, change, now, day)
        else:
            drop(desk, change, now, ends.get("why") or row["why"], day=day)
    return int(row["id"])


def _about(desk: "Desk", text: str, customer_id: int | None) -> dict[str, Any]:
    """The deal that a task is about, and its customer with it. Raises NotFound, Usage."""
    deal = customers.deal_of(desk.book, text, customer_id)
    return {"deal_id": deal["id"], "customer_id": customer_id or deal["customer_id"]}


def edit(desk: "Desk", text: str, given: TaskInput) -> "tuple[str, When | None]":
    """Change a task and give its reference, and the moment that was said. Raises NotFound, Ambiguous, Usage."""
    row = tasks.get(desk.book, text)
    when = on_its_day(desk, row, given.due) if given.due else None
    fields = _fields(desk, given, row, when)
    if given.comes_back:
        tasks.must_be_open(row)
        ends = when is not None and when.edge
        fields |= recurring.columns(desk, given.comes_back, _day_in(fields), row, ends=ends)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow task edit --help lists what can be"))
    prepare(desk, fields, row)
    with desk.book.change("task edit", f"{fields.get('title', row['title'])} (t{row['id']})") as change:
        write(desk, change, fields, row)
    return f"t{row['id']}", when


def _fields(desk: "Desk", given: TaskInput, row: Any, when: "When | None") -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if given.title is not None:
        fields["title"] = values.line(given.title, _("the title"))
    if given.customer is not None:
        fields["customer_id"] = customers.find(desk.book, given.customer)["id"] if given.customer else None
    if given.due and when is not None:
        fields |= recurring.due_columns(when, given.due, desk.today)
        fields |= _titled(fields.get("title") or (row["title"] if row is not None else given.title or ""), when)
    elif given.due is not None:
        if row is not None and row["repeats"]:
            raise Usage(_("a task that comes back has a day"), _("--every none ends its series"))
        fields |= {"due_on": None, "due_time": "", "due_counted": ""}
    if given.deal:
        fields |= _about(desk, given.deal, fields.get("customer_id", row["customer_id"] if row is not None else None))
    elif given.deal is not None:
        fields["deal_id"] = None
    said = {"minutes": given.minutes, "kind": given.kind or None, "promised": given.promised}
    return fields | {name: value for name, value in said.items() if value is not None}


def on_its_day(desk: "Desk", row: Any, words: str) -> "When":
    """The moment that the words say of a task (None for a new one): an hour alone is one of its own day, or of today where
    that is over. Raises Usage."""
    when = desk.due(words)
    if row is None or not row["due_on"] or not desk.is_hour(words):
        return when
    day = max(date.fromisoformat(row["due_on"]), desk.today)
    assert when.time is not None
    if day == desk.today and when.time < desk.now.time().replace(second=0, microsecond=0):
        raise Usage(_("{when} is over"), _("name the day too: tomorrow {when}"), when=f"{when.time:%H:%M}")
    return when._replace(day=day)


def _day_in(fields: dict[str, Any]) -> date | None:
    return date.fromisoformat(fields["due_on"]) if fields.get("due_on") else None


def finish(desk: "Desk", change: Change, row: Any, day: str = "") -> Following | None:
    """The task is done, today or on that day; of a series the next one is made. Raises Refused when it is done already."""
    tasks.must_be_open(row)
    change.update("task", row["id"], state="done", done_on=day or desk.today.isoformat())
    plan_ledger.mark_plan_lines(desk, change, "done", task_id=row["id"])
    return recurring.follow(desk, change, row)


def drop(desk: "Desk", change: Change, row: Any, why: str, *, ends: bool = False, day: str = "") -> Following | None:
    """The task will not be done; a series moves on, unless it `ends` with it. Raises Refused when it is not open."""
    tasks.must_be_open(row)
    change.update("task", row["id"], state="dropped", done_on=day or desk.today.isoformat(), why=why)
    plan_ledger.mark_plan_lines(desk, change, "skipped", task_id=row["id"])
    return None if ends else recurring.follow(desk, change, row)


def reopen(desk: "Desk", text: str) -> str:
    """A task that was done or left out is to be done after all: its reference. A day that is over keeps what its plan came to.
    Raises NotFound; Refused where it is open, or comes back by itself."""
    row = tasks.get(desk.book, text)
    ref = f"t{row['id']}"
    if row["state"] == "open":
        raise Refused(_("{ref} is open").format(ref=ref), f"amflow show {ref}")
    if row["repeats"]:
        raise Refused(_("{ref} comes back by itself").format(ref=ref), "amflow task list")
    lines = "SELECT id FROM plan_line WHERE task_id = ? AND on_date >= ? AND state IN ('done', 'skipped')"
    with desk.book.change("task reopen", f"{row['title']} ({ref})") as change:
        change.update("task", row["id"], state="open", done_on=None, why="")
        for line in desk.book.all(lines, row["id"], desk.today.isoformat()):
            change.update("plan_line", line["id"], state="planned")
    return ref


def move(desk: "Desk", change: Change, row: Any, when: "When", words: str = "") -> str:
    """The task is for another day; it keeps its hour where the new moment has neither one nor a part of the day. The hour it
    has. Raises Refused."""
    tasks.must_be_open(row)
    columns = recurring.due_columns(when, words, desk.today) | _titled(row["title"], when)
    at: str = columns["due_time"] or ("" if when.part else row["due_time"])
    columns["due_time"] = at
    change.update("task", row["id"], **columns | _unconfirmed(row, columns))
    plan_ledger.move_plan_lines(desk, change, when.day, at, task_id=row["id"])
    return at


def _unconfirmed(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """What was confirmed for another moment is not confirmed for this one."""
    moment = {key: fields[key] for key in ("due_on", "due_time") if key in fields and fields[key] != row[key]}
    return {"confirmed_on": None, "confirmed_by": ""} if moment and row["confirmed_on"] else {}


def to_plan(desk: "Desk", _change: "Change", text: str) -> Item:
    """A task for the plan. Raises NotFound; Refused where it is done."""
    task = tasks.get(desk.book, text)
    tasks.must_be_open(task)
    return tasks.item(desk, task)


def _done(act: Act, one: FoundItem) -> Acted:
    over = one.ref in act.talked.get(one.record["customer_id"], ())
    return Acted(one.ref, one.record["title"], "done", next=None if over else finish(act.desk, act.change, one.record))


def _skip(act: Act, one: FoundItem) -> Acted:
    follows = drop(act.desk, act.change, one.record, act.why)
    return Acted(one.ref, one.record["title"], "skipped", next=follows)


def _move(act: Act, one: FoundItem) -> Acted:
    row = one.record
    when = on_its_day(act.desk, row, act.words)
    at = move(act.desk, act.change, row, when, act.words)
    customer = act.desk.book.get("customer", row["customer_id"]) if row["customer_id"] and at else None
    against = [] if customer is None else contact_preferences.fixed(customer, row["kind"], at)
    if row["due_on"] and when.day.isoformat() < row["due_on"]:
        was = short(date.fromisoformat(row["due_on"]), act.desk.today)
        against.append(_("{ref} is earlier now: it was for {day}").format(ref=one.ref, day=was))
    title = _titled(row["title"], when).get("title", row["title"])
    return Acted(one.ref, title, "moved", when.day, at=at, against=tuple(against))


ACTIONS = Actions(lambda desk, text: tasks.get(desk.book, text), _done, _skip, _move, tasks.named)
