"""Tasks: something to do on a day; with an hour it is an appointment, given to a customer it is a promise."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda.items import Item
from amflow.book import values
from amflow.book.behind import counts_in
from amflow.book.store import conditions
from amflow.customers import circle, contact_preferences
from amflow.dates.format import short
from amflow.errors import NotFound, Refused
from amflow.locale import N_, NP_, _
from amflow.playbooks.titles import state_key
from amflow.playbooks.vocabulary import TALKS

if TYPE_CHECKING:
    from amflow.book.store import Book
    from amflow.dates.periods import Period
    from amflow.desk import Desk

KINDS = {"todo": N_("to do"), **TALKS}
STATES = {"open": NP_("of a task", "open"), "done": N_("done"), "dropped": N_("dropped")}

MOST_SEEN = 30
"""So many of the customers whom one sees today are told of at most."""

COLUMNS = f"""
SELECT task.id, task.title, task.kind, task.step, task.due_on, task.due_time, task.minutes, task.promised,
    task.state, task.done_on, task.deal_id, task.customer_id, task.due_counted, task.repeats, task.scheduled_on,
    task.repeats_until, task.repeats_left, task.confirmed_on, task.confirmed_by, task.companions,
    coalesce(customer.name, '') AS customer, coalesce({counts_in("tier")}, '') AS tier,
    customer.no_contact, customer.no_call, customer.quiet_from, customer.quiet_until
FROM task LEFT JOIN customer ON customer.id = task.customer_id
"""


def get(book: "Book", text: str) -> Any:
    """The task that a reference names. Raises NotFound."""
    from amflow.customers.records import number_of

    number = number_of(book, text, "t")
    row = book.one(f"{COLUMNS} WHERE task.id = ?", number) if number else None
    if row is None:
        raise NotFound(_("there is no task {ref}").format(ref=text), _("amflow task list shows them"))
    return row


def named(desk: "Desk", words: str) -> list[tuple[str, str]]:
    """The open tasks that are called so, or have the words in their title or in the customer's name, each with its title."""
    wanted = values.folded(words)
    rows = desk.book.all(
        "SELECT task.id, title, customer.name FROM task LEFT JOIN customer ON customer.id = task.customer_id"
        " WHERE task.state = 'open' ORDER BY due_on IS NULL, due_on, task.id"
    )
    found = [(f"t{row['id']}", " · ".join(filter(None, (row["title"], row["name"])))) for row in rows]
    whole = [ref for ref, row in zip(found, rows, strict=True) if values.folded(row["title"]) == wanted]
    return whole or [one for one in found if wanted in values.folded(one[1])]


def range_of(desk: "Desk", words: str) -> "Period | None":
    """The days that the words name, one or several, or None without words. Raises Usage."""
    if not words:
        return None
    from amflow.dates.range_words import span

    return span(words, desk.now, desk.calendar, desk.manner())


def day_of(desk: "Desk", words: str) -> date | None:
    """The day that the words name, or None without words. Raises Usage."""
    return desk.day(words) if words else None


def of_deal(desk: "Desk", deal_id: int) -> list[Any]:
    """The open tasks about a deal, the first due in front."""
    return desk.book.all(
        f"{COLUMNS} WHERE task.deal_id = ? AND task.state = 'open' ORDER BY task.due_on, task.id", deal_id
    )


def doubts(desk: "Desk", row: Any) -> list[str]:
    """What speaks against the moment that an open task was given, a sentence each: it is over, or the customer wants to
    be left alone then; and that its words look like one, where it has none."""
    if row["state"] != "open":
        return []
    if not row["due_on"]:
        from amflow.dates.doubts import doubtful

        words = doubtful(row["title"])
        told = _("“{words}” is left in the title, it has no day; to give it one: amflow move {ref} fri")
        return [told.format(words=words, ref=f"t{row['id']}")] if words else []
    found = []
    if (row["due_on"], row["due_time"] or "99") < (desk.today.isoformat(), desk.clock):
        when = f"{short(date.fromisoformat(row['due_on']), desk.today)} {row['due_time']}".strip()
        found.append(_("{when} is over: it is late from the beginning").format(when=when))
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    return found + (contact_preferences.fixed(customer, row["kind"], row["due_time"]) if customer is not None else [])


def listing(
    desk: "Desk", *, state: str, until: date | None, customer_id: int | None, limit: int, due: "Period | None" = None
) -> list[Item]:
    """Tasks of a state, the first due in front; those without a day last. `due` picks those of its days. Raises Usage
    for no such state."""
    state = state_key(state, STATES, _("state"))
    where, bound = conditions(
        ("task.state = ?", state),
        ("task.due_on <= ?", until and until.isoformat()),
        ("task.due_on BETWEEN ? AND ?", due and (due.start.isoformat(), due.end.isoformat())),
        circle.theirs(desk.book, "task.customer_id", customer_id, colleagues=False),
    )
    order = "task.due_on IS NULL, task.due_on, task.due_time = '', task.due_time, task.id"
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", *bound, limit)
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


_OVER = "task.external_source = 'calendar' AND task.kind = 'visit' AND task.due_on < ?"
"""An appointment of a calendar that took place, or did not."""


def over(desk: "Desk") -> set[int]:
    """The open appointments of calendars whose day is over: nobody plans them again."""
    rows = desk.book.all(f"SELECT id FROM task WHERE {_OVER} AND state = 'open'", desk.today.isoformat())
    return {row["id"] for row in rows}


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
    wish = contact_preferences.before(row, row["kind"], desk.clock, row["due_time"])
    return Item(
        f"t{row['id']}",
        "callback" if promise and not row["due_time"] else "prep",
        "appointment" if row["due_time"] else "promise" if promise else "task",
        row["title"],
        " · ".join(filter(None, (_reason(desk, row, due), wish))),
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
    from amflow.agenda.tasks import recurring

    return item(desk, row), recurring.sentence(row)


def must_be_open(row: Any) -> None:
    """Raises Refused when the task is not open."""
    if row["state"] == "done":
        raise Refused(_("{ref} is done already").format(ref=f"t{row['id']}"), f"amflow reopen t{row['id']}")
    if row["state"] == "dropped":
        raise Refused(_("{ref} was dropped").format(ref=f"t{row['id']}"), f"amflow reopen t{row['id']}")
