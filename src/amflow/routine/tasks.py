"""Tasks: something to do on a day; with an hour it is an appointment, given to a customer it is a promise."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.book import values
from amflow.book.store import Change
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _
from amflow.routine import people, planned, refs
from amflow.routine.items import Item

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.calendars.words import When
    from amflow.routine.desk import Desk

KINDS = ("todo", "visit", "call", "message")

STATES = ("open", "done", "dropped")

COLUMNS = """
SELECT task.id, task.title, task.kind, task.step, task.due_on, task.due_time, task.minutes, task.promised,
    task.state, task.done_on, task.deal_id, task.customer_id,
    coalesce(customer.name, '') AS customer, coalesce(customer.tier, '') AS tier
FROM task LEFT JOIN customer ON customer.id = task.customer_id
"""


def get(book: "Book", text: str) -> Any:
    """The task that a reference names. Raises NotFound."""
    number = refs.of_table(text, "t")
    row = book.one(f"{COLUMNS} WHERE task.id = ?", number) if number else None
    if row is None:
        raise NotFound(_("there is no task {ref}").format(ref=text), _("amflow task list shows them"))
    return row


def add(change: Change, title: str, when: "When | None", **fields: Any) -> int:
    """Put a task into the book and give its number."""
    due = {} if when is None else {"due_on": when.day.isoformat(), "due_time": clock(when)}
    return change.insert("task", title=title, **due, **fields)


class Given(NamedTuple):
    """What a person says of a task; texts as typed, empty where not said."""

    title: str
    customer: str = ""
    due: str = ""
    kind: str = "todo"
    minutes: int | None = None
    promised: bool = False
    deal: str = ""


def new(desk: "Desk", given: Given) -> str:
    """Put a task into the book and give its reference. Raises NotFound, Ambiguous, Usage."""
    if given.kind not in KINDS:
        raise Usage(
            _("there is no kind “{kind}”").format(kind=given.kind),
            _("one of: {choices}").format(choices=", ".join(KINDS)),
        )
    fields = {"title": values.line(given.title, _("the title"))} | _fields(desk, given)
    fields |= {"kind": given.kind, "promised": int(given.promised)}
    if given.deal:
        fields |= _about(desk, given.deal, fields.get("customer_id"))
    with desk.book.change("task add") as change:
        number = change.insert("task", **fields)
        change.summary = f"{fields['title']} (t{number})"
    return f"t{number}"


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


def edit(desk: "Desk", text: str, given: Given) -> str:
    """Change a task and give its reference. Raises NotFound, Ambiguous, Usage."""
    row = get(desk.book, text)
    fields = _fields(desk, given)
    if not fields:
        raise Usage(_("nothing to change was named"), _("amflow task edit --help lists what can be"))
    with desk.book.change("task edit") as change:
        change.update("task", row["id"], **fields)
        change.summary = f"{fields.get('title', row['title'])} (t{row['id']})"
    return f"t{row['id']}"


def _fields(desk: "Desk", given: Given) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if given.title:
        fields["title"] = values.line(given.title, _("the title"))
    if given.customer:
        fields["customer_id"] = people.find(desk.book, given.customer)["id"]
    if given.due:
        from amflow.calendars.words import when

        said = when(given.due, desk.now, desk.calendar)
        fields |= {"due_on": said.day.isoformat(), "due_time": clock(said)}
    if given.minutes is not None:
        fields["minutes"] = given.minutes
    return fields


def day_of(desk: "Desk", words: str) -> date | None:
    """The day that the words name, or None without words. Raises Usage."""
    if not words:
        return None
    from amflow.calendars.words import day

    return day(words, desk.now, desk.calendar)


def clock(when: "When") -> str:
    """The hour of a moment as the book keeps it, or empty."""
    return f"{when.time:%H:%M}" if when.time else ""


def finish(desk: "Desk", change: Change, row: Any) -> None:
    """The task is done. Raises Refused when it is so already."""
    must_be_open(row)
    change.update("task", row["id"], state="done", done_on=desk.today.isoformat())
    planned.settle(desk, change, "done", task_id=row["id"])


def drop(desk: "Desk", change: Change, row: Any, why: str) -> None:
    """The task will not be done. Raises Refused when it is not open."""
    must_be_open(row)
    change.update("task", row["id"], state="dropped", done_on=desk.today.isoformat(), why=why)
    planned.settle(desk, change, "dropped", task_id=row["id"])


def move(desk: "Desk", change: Change, row: Any, when: "When") -> None:
    """The task is for another day; it keeps its hour where the new moment has none. Raises Refused."""
    must_be_open(row)
    change.update("task", row["id"], due_on=when.day.isoformat(), due_time=clock(when) or row["due_time"])
    planned.settle(desk, change, "moved", task_id=row["id"])


def must_be_open(row: Any) -> None:
    """Raises Refused when the task is not open."""
    if row["state"] == "done":
        raise Refused(
            _("{ref} is done already").format(ref=f"t{row['id']}"), _("amflow undo takes back the last command")
        )
    if row["state"] == "dropped":
        raise Refused(_("{ref} was dropped").format(ref=f"t{row['id']}"), _("amflow task add makes a new one"))


def listing(desk: "Desk", *, state: str, until: date | None, customer_id: int | None, limit: int) -> list[Item]:
    """Tasks of a state, the first due in front; those without a day last. Raises Usage for no such state."""
    if state not in STATES:
        raise Usage(
            _("there is no state “{state}”").format(state=state),
            _("one of: {choices}").format(choices=", ".join(STATES)),
        )
    clauses, bound = ["task.state = ?"], [state]
    if until is not None:
        clauses.append("task.due_on <= ?")
        bound.append(until.isoformat())
    if customer_id is not None:
        clauses.append("task.customer_id = ?")
        bound.append(str(customer_id))
    order = "task.due_on IS NULL, task.due_on, task.due_time = '', task.due_time, task.id"
    rows = desk.book.all(f"{COLUMNS} WHERE {' AND '.join(clauses)} ORDER BY {order} LIMIT ?", *bound, limit)
    return [item(desk, row) for row in rows]


def due_today(desk: "Desk", limit: int, *, promised: bool) -> list[Item]:
    """Open tasks for today, those with an hour in front; promises without an hour apart, since they are callbacks."""
    return _due(desk, "task.due_on = ?", (desk.today.isoformat(),), limit, promised)


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
    due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
    late = due is not None and (due < desk.today or (due == desk.today and "" < row["due_time"] < desk.clock))
    promise = bool(row["promised"])
    return Item(
        f"t{row['id']}",
        "callback" if promise and not row["due_time"] else "prep",
        "appointment" if row["due_time"] else "promise" if promise else "task",
        row["title"],
        reason(desk, due, promise),
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
    )


def _command(row: Any) -> str:
    """What deals with it: a talk with somebody is written down, which ends the appointment too."""
    if row["customer_id"] and (row["due_time"] or row["kind"] in ("visit", "call")):
        return f"amflow log-{'call' if row['kind'] == 'call' else 'visit'} c{row['customer_id']}"
    return f"amflow done t{row['id']}"


def reason(desk: "Desk", due: date | None, promise: bool) -> str:
    """Why a task is shown: promised, or how long it has waited."""
    from amflow.calendars.shown import ago

    waited = _("since {when}").format(when=ago(due, desk.today)) if due and due < desk.today else ""
    return " · ".join(part for part in (_("promised") if promise else "", waited) if part)


def minutes(desk: "Desk", kind: str) -> int:
    """How long the plan takes a task of this kind to be."""
    lengths = {"visit": desk.settings.visit_minutes, "call": desk.settings.call_minutes, "message": 5}
    return int(lengths.get(kind, desk.settings.task_minutes))
