"""Tasks: something to do on a day; with an hour it is an appointment, given to a customer it is a promise."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Following, Item
from amflow.agenda.tasks import recurring
from amflow.book import values
from amflow.book.store import Change
from amflow.customers import contact_preferences
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.dates.date_words import When
    from amflow.dates.periods import Period
    from amflow.desk import Desk

KINDS = ("todo", "visit", "call", "message")
STATES = ("open", "done", "dropped")
ENDS = ("state", "done_on", "why")

MOST_SEEN = 30
"""So many of the customers whom one sees today are told of at most."""

COLUMNS = """
SELECT task.id, task.title, task.kind, task.step, task.due_on, task.due_time, task.minutes, task.promised,
    task.state, task.done_on, task.deal_id, task.customer_id, task.due_counted, task.repeats, task.scheduled_on,
    task.repeats_until, task.repeats_left, task.confirmed_on, task.confirmed_by, task.companions,
    coalesce(customer.name, '') AS customer, coalesce(customer.tier, '') AS tier,
    customer.no_contact, customer.no_call, customer.quiet_from, customer.quiet_until
FROM task LEFT JOIN customer ON customer.id = task.customer_id
"""


def get(book: "Book", text: str) -> Any:
    """The task that a reference names. Raises NotFound."""
    number = refs.of_table(text, "t")
    row = book.one(f"{COLUMNS} WHERE task.id = ?", number) if number else None
    if row is None:
        raise NotFound(_("there is no task {ref}").format(ref=text), _("amflow task list shows them"))
    return row


def add(
    change: Change, title: str, when: "When | None", *, words: str = "", said_on: date | None = None, **fields: Any
) -> int:
    """Put a task into the book and give its number; `words` said its moment, on that day."""
    due = {} if when is None else recurring.due_columns(when, words, said_on)
    return change.insert("task", title=title, **due, **fields)


class TaskInput(NamedTuple):
    """What a person says of a task; texts as typed, empty where not said."""

    title: str
    customer: str = ""
    due: str = ""
    kind: str = "todo"
    minutes: int | None = None
    promised: bool = False
    deal: str = ""
    comes_back: recurring.SeriesInput = recurring.SeriesInput()


def new(desk: "Desk", given: TaskInput) -> str:
    """Put a task into the book and give its reference. Raises NotFound, Ambiguous, Usage."""
    fields = {"title": values.line(given.title, _("the title"))} | _fields(desk, given)
    fields |= {"kind": given.kind, "promised": int(given.promised)}
    if given.comes_back:
        fields |= recurring.columns(desk, given.comes_back, _day_in(fields))
    if given.deal:
        fields |= _about(desk, given.deal, fields.get("customer_id"))
    prepare(desk, fields, None)
    with desk.book.change("task add") as change:
        number = write(desk, change, fields, None)
        change.summary = f"{fields['title']} (t{number})"
    return f"t{number}"


def prepare(desk: "Desk", fields: dict[str, Any], row: Any) -> None:
    """Hold what is said of a task to the rules, before anything is written. `fields` by column, `row` the task as it was.
    Raises Usage, Refused."""
    if fields.get("kind", "todo") not in KINDS:
        raise Usage(
            _("there is no kind “{kind}”").format(kind=fields["kind"]),
            _("one of: {choices}").format(choices=", ".join(KINDS)),
        )
    if "state" in fields and row is not None:
        must_be_open(row)


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
        now, day = get(desk.book, f"t{row['id']}"), ends.get("done_on") or ""
        if ends["state"] == "done":
            finish(desk, change, now, day)
        else:
            drop(desk, change, now, ends.get("why") or row["why"], day=day)
    return int(row["id"])


def _about(desk: "Desk", text: str, customer_id: int | None) -> dict[str, Any]:
    """The deal that a task is about, and its customer with it. Raises NotFound, Usage."""
    number = refs.of_table(text, "d")
    deal = desk.book.get("deal", number) if number else None
    if deal is None:
        raise NotFound(_("there is no deal {ref}").format(ref=text), _("amflow deal list shows them"))
    if customer_id not in (None, deal["customer_id"]) and deal["customer_id"] is not None:
        raise Usage(
            _("{ref} is another customer's deal").format(ref=text), _("amflow show {ref} says whose").format(ref=text)
        )
    return {"deal_id": deal["id"], "customer_id": customer_id or deal["customer_id"]}


def edit(desk: "Desk", text: str, given: TaskInput) -> str:
    """Change a task and give its reference. Raises NotFound, Ambiguous, Usage."""
    row = get(desk.book, text)
    fields = _fields(desk, given)
    if given.comes_back:
        must_be_open(row)
        fields |= recurring.columns(desk, given.comes_back, _day_in(fields), row)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow task edit --help lists what can be"))
    prepare(desk, fields, row)
    with desk.book.change("task edit") as change:
        write(desk, change, fields, row)
        change.summary = f"{fields.get('title', row['title'])} (t{row['id']})"
    return f"t{row['id']}"


def _fields(desk: "Desk", given: TaskInput) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if given.title:
        fields["title"] = values.line(given.title, _("the title"))
    if given.customer:
        fields["customer_id"] = customers.find(desk.book, given.customer)["id"]
    if given.due:
        from amflow.dates.date_words import when

        said = when(given.due, desk.now, desk.calendar)
        fields |= recurring.due_columns(said, given.due, desk.today)
    if given.minutes is not None:
        fields["minutes"] = given.minutes
    return fields


def _day_in(fields: dict[str, Any]) -> date | None:
    return date.fromisoformat(fields["due_on"]) if "due_on" in fields else None


def range_of(desk: "Desk", words: str) -> "Period | None":
    """The days that the words name, one or several, or None without words. Raises Usage."""
    if not words:
        return None
    from amflow.dates.range_words import span

    return span(words, desk.now, desk.calendar)


def day_of(desk: "Desk", words: str) -> date | None:
    """The day that the words name, or None without words. Raises Usage."""
    return desk.day(words) if words else None


def finish(desk: "Desk", change: Change, row: Any, day: str = "") -> Following | None:
    """The task is done, today or on that day; of a series the next one is made. Raises Refused when it is done already."""
    must_be_open(row)
    change.update("task", row["id"], state="done", done_on=day or desk.today.isoformat())
    plan_ledger.mark_plan_lines(desk, change, "done", task_id=row["id"])
    return recurring.follow(desk, change, row)


def of_deal(desk: "Desk", deal_id: int) -> list[Any]:
    """The open tasks about a deal, the first due in front."""
    return desk.book.all(
        f"{COLUMNS} WHERE task.deal_id = ? AND task.state = 'open' ORDER BY task.due_on, task.id", deal_id
    )


def drop(desk: "Desk", change: Change, row: Any, why: str, *, ends: bool = False, day: str = "") -> Following | None:
    """The task will not be done; a series moves on, unless it `ends` with it. Raises Refused when it is not open."""
    must_be_open(row)
    change.update("task", row["id"], state="dropped", done_on=day or desk.today.isoformat(), why=why)
    plan_ledger.mark_plan_lines(desk, change, "dropped", task_id=row["id"])
    return None if ends else recurring.follow(desk, change, row)


def move(desk: "Desk", change: Change, row: Any, when: "When", words: str = "") -> str:
    """The task is for another day; it keeps its hour where the new moment has none. The hour it has. Raises Refused."""
    must_be_open(row)
    columns = recurring.due_columns(when, words, desk.today)
    at: str = columns["due_time"] or row["due_time"]
    columns["due_time"] = at
    change.update("task", row["id"], **columns | _unconfirmed(row, columns))
    plan_ledger.mark_plan_lines(desk, change, "moved", task_id=row["id"])
    return at


def doubts(desk: "Desk", row: Any) -> list[str]:
    """What speaks against the moment that an open task was given, a sentence each: it is over, or the customer wants to
    be left alone then."""
    if row["state"] != "open" or not row["due_on"]:
        return []
    found = []
    if (row["due_on"], row["due_time"] or "99") < (desk.today.isoformat(), desk.clock):
        when = f"{short(date.fromisoformat(row['due_on']), desk.today)} {row['due_time']}".strip()
        found.append(_("{when} is over: it is late from the beginning").format(when=when))
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    return found + (contact_preferences.fixed(customer, row["kind"], row["due_time"]) if customer is not None else [])


def _unconfirmed(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """What was confirmed for another moment is not confirmed for this one."""
    moment = {key: fields[key] for key in ("due_on", "due_time") if key in fields and fields[key] != row[key]}
    return {"confirmed_on": None, "confirmed_by": ""} if moment and row["confirmed_on"] else {}


def must_be_open(row: Any) -> None:
    """Raises Refused when the task is not open."""
    if row["state"] == "done":
        raise Refused(
            _("{ref} is done already").format(ref=f"t{row['id']}"), _("amflow undo takes back the last command")
        )
    if row["state"] == "dropped":
        raise Refused(_("{ref} was dropped").format(ref=f"t{row['id']}"), _("amflow task add makes a new one"))


def listing(
    desk: "Desk",
    *,
    state: str,
    until: date | None,
    customer_id: int | None,
    limit: int,
    due: "Period | None" = None,
) -> list[Item]:
    """Tasks of a state, the first due in front; those without a day last. `due` picks those of its days. Raises Usage
    for no such state."""
    values.must_be_state(state, STATES)
    clauses, bound = ["task.state = ?"], [state]
    if until is not None:
        clauses.append("task.due_on <= ?")
        bound.append(until.isoformat())
    if due is not None:
        clauses.append("task.due_on BETWEEN ? AND ?")
        bound += [due.start.isoformat(), due.end.isoformat()]
    if customer_id is not None:
        clauses.append("task.customer_id = ?")
        bound.append(str(customer_id))
    order = "task.due_on IS NULL, task.due_on, task.due_time = '', task.due_time, task.id"
    rows = desk.book.all(f"{COLUMNS} WHERE {' AND '.join(clauses)} ORDER BY {order} LIMIT ?", *bound, limit)
    return [item(desk, row) for row in rows]


def due_today(desk: "Desk", limit: int, *, promised: bool) -> list[Item]:
    """Open tasks for today, those with an hour in front; promises without an hour apart, since they are callbacks."""
    return _due(desk, "task.due_on = ?", (desk.today.isoformat(),), limit, promised)


def seen_today(desk: "Desk") -> list[int]:
    """The customers whom one sees or calls today: those with an appointment or a task of today, promised or not."""
    due = due_today(desk, MOST_SEEN, promised=False) + due_today(desk, MOST_SEEN, promised=True)
    return list(dict.fromkeys(item.customer_id for item in due if item.customer_id))[:MOST_SEEN]


def overdue(desk: "Desk", limit: int, *, promised: bool) -> list[Item]:
    """Open tasks of earlier days, the latest day in front."""
    return _due(desk, "task.due_on < ?", (desk.today.isoformat(),), limit, promised)


def _due(desk: "Desk", when: str, bound: tuple[Any, ...], limit: int, promised: bool) -> list[Item]:
    is_promise = "task.promised = 1 AND task.due_time = ''"
    rows = desk.book.all(
        f"{COLUMNS} WHERE task.state = 'open' AND {when} AND {is_promise if promised else f'NOT ({is_promise})'}"
        " ORDER BY task.due_on DESC, task.due_time = '', task.due_time, task.id LIMIT ?",
        *bound,
        limit,
    )
    return [item(desk, row) for row in rows]


def count_due(desk: "Desk") -> tuple[int, int, int, int]:
    """How many open tasks are for today and from earlier days, then how many of each are promises without an hour."""
    row = desk.book.one(
        "SELECT count(*) FILTER (WHERE due_on = ?1 AND NOT (promised AND due_time = '')) AS today,"
        " count(*) FILTER (WHERE due_on < ?1 AND NOT (promised AND due_time = '')) AS earlier,"
        " count(*) FILTER (WHERE due_on = ?1 AND promised AND due_time = '') AS promised_today,"
        " count(*) FILTER (WHERE due_on < ?1 AND promised AND due_time = '') AS promised_earlier"
        " FROM task WHERE state = 'open' AND due_on <= ?1",
        desk.today.isoformat(),
    )
    assert row is not None
    return row["today"], row["earlier"], row["promised_today"], row["promised_earlier"]


def item(desk: "Desk", row: Any) -> Item:
    """A task as an item of its step."""
    due = _due_day(desk, row)
    late = due is not None and (due < desk.today or (due == desk.today and "" < row["due_time"] < desk.clock))
    promise = bool(row["promised"])
    return Item(
        f"t{row['id']}",
        "callback" if promise and not row["due_time"] else "prep",
        "appointment" if row["due_time"] else "promise" if promise else "task",
        row["title"],
        " · ".join(
            filter(
                None,
                (_reason(desk, row, due), contact_preferences.before(row, row["kind"], desk.clock, row["due_time"])),
            )
        ),
        row["customer_id"],
        row["customer"],
        row["tier"],
        due,
        row["due_time"],
        row["minutes"] or minutes(desk, row["kind"]),
        late and row["state"] == "open",
        row["state"],
        task_id=row["id"],
        deal_id=row["deal_id"],
        command=_command(row),
        repeats=row["repeats"],
    )


def _command(row: Any) -> str:
    """What deals with it: a talk with somebody is written down, which ends the appointment too."""
    if row["kind"] == "call" and row["no_call"]:
        return f"amflow done t{row['id']}"
    if row["customer_id"] and (row["due_time"] or row["kind"] in ("visit", "call")):
        return f"amflow log-{'call' if row['kind'] == 'call' else 'visit'} c{row['customer_id']}"
    return f"amflow done t{row['id']}"


def _due_day(desk: "Desk", row: Any) -> date | None:
    """The day of a task; provisional for as long as the holidays it was counted over are not decided."""
    if not row["due_on"]:
        return None
    day = date.fromisoformat(row["due_on"])
    if not row["due_counted"] or desk.calendar.is_known(day):
        return day
    from amflow.dates.workdays import Provisional

    return Provisional.of(day)


def _reason(desk: "Desk", row: Any, due: date | None) -> str:
    """Why a task is shown; of an open visit at an hour to come also whether the customer has confirmed it (`W13`)."""
    parts = [reason(desk, due, bool(row["promised"]))]
    if row["state"] == "open" and row["customer_id"] and row["due_time"] and due and due >= desk.today:
        if row["confirmed_on"]:
            parts.append(_("confirmed"))
        elif row["kind"] == "visit":
            parts.append(_("not confirmed"))
    return " · ".join(part for part in parts if part)


def reason(desk: "Desk", due: date | None, promise: bool) -> str:
    """Why a task is shown: promised, or how long it has waited."""
    waited = _("since {when}").format(when=short(due, desk.today)) if due and due < desk.today else ""
    return " · ".join(part for part in (_("promised") if promise else "", waited) if part)


def minutes(desk: "Desk", kind: str) -> int:
    """How long the plan takes a task of this kind to be."""
    lengths = {"visit": desk.settings.visit_minutes, "call": desk.settings.call_minutes, "message": 5}
    return int(lengths.get(kind, desk.settings.task_minutes))


def page(desk: "Desk", text: str) -> tuple[Item, str]:
    """The task that the reference names, and how often it comes back in words. Raises NotFound."""
    row = get(desk.book, text)
    return item(desk, row), recurring.sentence(row)


def _done(act: Act, one: FoundItem) -> Acted:
    over = one.ref in act.talked.get(one.record["customer_id"], ())
    return Acted(one.ref, one.record["title"], "done", next=None if over else finish(act.desk, act.change, one.record))


def _skip(act: Act, one: FoundItem) -> Acted:
    follows = drop(act.desk, act.change, one.record, act.why)
    return Acted(one.ref, one.record["title"], "skipped", next=follows)


def _move(act: Act, one: FoundItem) -> Acted:
    assert act.to is not None
    row = one.record
    at = move(act.desk, act.change, row, act.to, act.words)
    customer = act.desk.book.get("customer", row["customer_id"]) if row["customer_id"] and at else None
    against = () if customer is None else tuple(contact_preferences.fixed(customer, row["kind"], at))
    return Acted(one.ref, row["title"], "moved", act.day, at=at, against=against)


ACTIONS = Actions(lambda desk, text: get(desk.book, text), _done, _skip, _move)
