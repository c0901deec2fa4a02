"""Visits: appointments confirmed by the customer before one sets out, and the parts of a visit asked as short questions of
whoever logs one without a note (`W13`).
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda.items import Item
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.customers import records as customers
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import _, listed, paired, sentences
from amflow.outreach.talks import changes as talks
from amflow.playbooks.titles import known_key, titles_by_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.outreach.talks.changes import TouchInput


UNCONFIRMED = (
    "task.state = 'open' AND task.due_on BETWEEN ? AND ? AND task.due_time <> '' AND task.customer_id IS NOT NULL"
    " AND task.kind IN ('visit', 'todo') AND task.confirmed_on IS NULL"
)


class Confirmed(NamedTuple):
    """An appointment that was confirmed."""

    item: Item
    by: str
    companions: str
    on_date: date


def appointment(desk: "Desk", text: str) -> Any:
    """The open appointment that the text means: `t41`, or a customer's next one. Raises NotFound, Ambiguous, Refused."""
    if refs.of_table(text, "t"):
        row = tasks.get(desk.book, text)
        task_changes.must_be_open(row)
        if not (row["customer_id"] and row["due_on"]):
            raise Refused(
                _("{ref} is no appointment: it needs a customer and a day").format(ref=text),
                _('amflow task add "…" --for CUSTOMER --due "thu 10:00" --kind visit makes one'),
            )
        return row
    customer = customers.find(desk.book, text)
    row = upcoming(desk, customer["id"])
    if row is None:
        raise NotFound(
            _("no appointment with {name} is open"),
            _('amflow task add "…" --for {ref} --due "thu 10:00" --kind visit makes one'),
            name=customer["name"],
            ref=f"c{customer['id']}",
        )
    return row


def upcoming(desk: "Desk", customer_id: int) -> Any:
    """The customer's next open visit or appointment from today on, or None."""
    return desk.book.one(
        f"{tasks.COLUMNS} WHERE task.customer_id = ? AND task.state = 'open' AND task.due_on >= ?"
        " AND (task.kind = 'visit' OR (task.kind = 'todo' AND task.due_time <> ''))"
        " ORDER BY task.due_on, task.due_time, task.id LIMIT 1",
        customer_id,
        desk.today.isoformat(),
    )


def confirm(desk: "Desk", text: str, by: str, companions: str) -> Confirmed:
    """Note that the customer confirmed the appointment today. Raises NotFound, Ambiguous, Refused, Usage."""
    row = appointment(desk, text)
    if row["due_on"] < desk.today.isoformat():
        raise Refused(
            _("{ref} was for {day}"),
            _("amflow move {ref} DATE puts it on another day"),
            ref=f"t{row['id']}",
            day=short(date.fromisoformat(row["due_on"]), desk.today),
        )
    fields: dict[str, Any] = {"confirmed_on": desk.today.isoformat()}
    fields["confirmed_by"] = values.line(by, _("who confirmed it")) if by else row["customer"]
    if companions:
        fields["companions"] = values.line(companions, _("the colleagues"))
    with desk.book.change("visit confirm", f"{row['title']} (t{row['id']})") as change:
        change.update("task", row["id"], **fields)
    item = tasks.item(desk, tasks.get(desk.book, f"t{row['id']}"))
    return Confirmed(item, fields["confirmed_by"], fields.get("companions", row["companions"]), desk.today)


def unconfirmed(desk: "Desk", limit: int) -> tuple[list[Item], int]:
    """Appointments up to the next working day that nobody has confirmed, today's left out; and how many."""
    from datetime import timedelta

    first, last = desk.today + timedelta(days=1), desk.calendar.next(desk.today)
    bound = (first.isoformat(), last.isoformat())
    rows = desk.book.all(
        f"{tasks.COLUMNS} WHERE {UNCONFIRMED} ORDER BY task.due_on, task.due_time, task.id LIMIT ?", *bound, limit
    )
    total = len(rows) if limit < 0 else desk.book.number(f"SELECT count(*) FROM task WHERE {UNCONFIRMED}", *bound)
    return [_item(desk, row) for row in rows], total


def _item(desk: "Desk", row: Any) -> Item:
    told = tasks.item(desk, row)
    return told._replace(kind="confirm", step="prep", minutes=0, command=f"amflow visit confirm {told.ref}")


NEXT = "next"
"""The part of a visit that is a question of its own: the next step becomes a task."""


def ask_note(desk: "Desk", given: "TouchInput", ask: Callable[[str], str]) -> "TouchInput":
    """The touch with its note asked for, part by part as the playbook names them; Enter leaves a part out.

    What was typed is checked first: nobody answers five questions to learn that the name was wrong. Raises NotFound,
    Ambiguous, Usage.
    """
    ready = talks.prepare(desk, given)
    parts = desk.playbook.visit_parts
    if given.kind != "visit" or not parts:
        return given._replace(note=ask(_("what was said (Enter: nothing)")))
    said = [
        (str(part.title), ask(_question(desk, place, ready.customer["id"])))
        for place, part in enumerate(parts)
        if part.key != NEXT
    ]
    note = "\n".join(paired(title, answer) for title, answer in said if answer)
    return given._replace(note=note, outcome=given.outcome or _outcome(desk, ask))


def _outcome(desk: "Desk", ask: Callable[[str], str]) -> str:
    """How it ended, chosen by its number, its title or its key; empty where nothing is answered."""
    known = titles_by_key(desk.playbook.outcomes)
    keys = list(known)
    choices = listed([f"{place} {title}" for place, title in enumerate(known.values(), 1)])

    def chosen(answer: str) -> str:
        if answer.isdecimal() and 1 <= int(answer[:3]) <= len(keys):
            return keys[int(answer[:3]) - 1]
        return known_key(answer, known, _("outcome"))

    return _until_known(ask, _("how it ended ({choices})").format(choices=choices), chosen)


def _question(desk: "Desk", place: int, customer_id: int) -> str:
    """A part of the visit as it is asked: its number, its title, what it is about; of the needs what is still open."""
    part, count = desk.playbook.visit_parts[place], len(desk.playbook.visit_parts)
    told = paired(f"{place + 1}/{count} {part.title}", str(part.content))
    if part.key == "understand":
        from amflow.customers.needs import records as needs

        missing = next((one.question for one in needs.of_customer(desk, customer_id) if one.open), "")
        told += " " + _("[still open: {question}]").format(question=missing) if missing else ""
    return told


def ask_next(desk: "Desk", given: "TouchInput", ask: Callable[[str], str]) -> "TouchInput":
    """The touch with its next step asked for. Raises NotFound, Ambiguous, Usage for what was typed before."""
    talks.prepare(desk, given)
    return given._replace(next=ask_next_step(desk, ask, given.kind))


def ask_next_step(desk: "Desk", ask: Callable[[str], str], kind: str = "") -> str:
    """The next step, asked for until it can be understood; empty for none. Of a visit it is one of its parts."""

    def understood(answer: str) -> str:
        talks.next_step(desk, answer)
        return answer

    question = _("next step, with its day (Enter: none)")
    parts = [part.key for part in desk.playbook.visit_parts]
    if kind == "visit" and NEXT in parts:
        question = f"{parts.index(NEXT) + 1}/{len(parts)} {question}"
    return _until_known(ask, question, understood)


def _until_known(ask: Callable[[str], str], question: str, known: Callable[[str], str]) -> str:
    """The answer once it can be understood: what was said before is not lost to a slip of the hand."""
    while True:
        answer = ask(question)
        try:
            return known(answer)
        except Usage as error:
            question = sentences(error.message, error.hint)
