"""Logging a visit, a call, a message: the touch itself, and everything that follows from it in the same change.

A logged touch resets the cadence, settles what was due for the customer, ends the appointment it was, marks the plan,
and its next step becomes a task.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from amflow.book import derive, values
from amflow.errors import NotFound, Usage
from amflow.locale import _
from amflow.routine import people, planned, refs, rules, tasks

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.calendars.words import When
    from amflow.routine.desk import Desk

ENDS = {
    "visit": ("visit", "call", "todo"),
    "call": ("call", "todo"),
    "message": ("message",),
    "reception": ("visit", "call", "todo"),
}
"""Which kinds of open task for the customer a touch of this kind ends; a `todo` only where it is an appointment."""


class Given(NamedTuple):
    """What a person says of a touch; texts as typed."""

    kind: str
    customer: str
    note: str = ""
    outcome: str = ""
    intent: str = ""
    minutes: int | None = None
    at: str = ""
    companions: str = ""
    deal: str = ""
    next: str = ""


class Logged(NamedTuple):
    """What a logged touch changed."""

    id: int
    kind: str
    customer: Any
    """The customer's row before the touch."""
    held_on: date
    held_at: str
    outcome: str
    intent_before: str
    intent_after: str
    deal_id: int | None
    ended: list[str]
    """References that the touch settled: a task, a callback."""
    next_id: int | None
    next: "When | None"
    next_title: str
    completeness: int
    missing: list[str]
    next_due: date | None
    """When the cadence asks for the next talk."""


def log(desk: "Desk", given: Given) -> Logged:
    """Write down a touch. Raises NotFound, Ambiguous, Usage; then nothing is written."""
    book, playbook = desk.book, desk.playbook
    customer = people.find(book, given.customer)
    day, clock = moment(desk, given.at)
    outcome = people.known_key(given.outcome, people.titles(playbook.outcomes), _("outcome"))
    intent = people.known_key(given.intent, people.titles(playbook.intents), _("intent"))
    note = values.words(given.note, _("the note"))
    upcoming, title = _next(desk, given)
    deal_id = _deal(desk, customer["id"], given.deal)
    with book.change(f"log-{given.kind}") as change:
        touch_id = change.insert(
            "touch",
            customer_id=customer["id"],
            deal_id=deal_id,
            kind=given.kind,
            held_on=day.isoformat(),
            held_at=clock,
            minutes=given.minutes,
            note=note,
            outcome=outcome,
            reached=int(_reached(desk, given.kind, outcome)),
            intent=intent if intent != customer["intent"] else "",
            companions=values.line(given.companions, _("the colleagues")) if given.companions else "",
        )
        if intent:
            change.update("customer", customer["id"], intent=intent)
        ended = _settle(desk, change, customer, given.kind, day, touch_id, _reached(desk, given.kind, outcome))
        next_id = None
        if title:
            next_id = tasks.add(
                change,
                title,
                upcoming,
                customer_id=customer["id"],
                deal_id=deal_id,
                kind="todo",
                promised=1,
                touch_id=touch_id,
            )
        derive.after_touch_or_deal(book, change, customer["id"])
        if deal_id is not None:
            derive.after_deal(book, change, deal_id)
        change.summary = f"{customer['name']} (c{customer['id']})"
    percent, missing = people.completeness(customer, playbook)
    return Logged(
        touch_id,
        given.kind,
        customer,
        day,
        clock,
        outcome,
        customer["intent"],
        intent or customer["intent"],
        deal_id,
        ended,
        next_id,
        upcoming,
        title,
        percent,
        missing,
        _next_due(desk, customer["id"]),
    )


def moment(desk: "Desk", words: str) -> tuple[date, str]:
    """When a touch was: day and local time; now, without words. Raises Usage for a moment that is still to come."""
    if not words:
        return desk.today, desk.clock
    from amflow.calendars.words import when

    said = when(words, desk.now, desk.calendar)
    if said.time is not None and said.day == desk.today + timedelta(days=1) and _only_an_hour(words):
        # "16:30" said at 17:00 is this afternoon's: what is logged has been.
        said = said._replace(day=desk.today)
    at = f"{said.time:%H:%M}" if said.time else ""
    if said.day > desk.today or (said.day == desk.today and at > desk.clock and desk.now.date() == desk.today):
        raise Usage(
            _("{when} is still to come").format(when=said.iso()),
            _("what is planned is a task: amflow task add … --due"),
        )
    return said.day, at


def _only_an_hour(words: str) -> bool:
    return len(words) <= 5 and ":" in words


def _next(desk: "Desk", given: Given) -> tuple["When | None", str]:
    """The next step's day and title. A date alone is a talk; a title alone is for the next working day."""
    if not given.next:
        return None, ""
    from amflow.calendars.words import When, split_lead

    said, title = split_lead(values.line(given.next, _("the next step")), desk.now, desk.calendar)
    if said is None:
        said = When(desk.calendar.next(desk.today), None)
    elif datetime.combine(said.day, said.time or desk.now.time()) < desk.now:
        raise Usage(
            _("{when} is over: the next step lies ahead").format(when=said.iso()),
            _('such as --next "fri 10:00 send the proposal"'),
        )
    return said, title or _("talk again")


def _reached(desk: "Desk", kind: str, outcome: str) -> bool:
    known = next((one for one in desk.playbook.outcomes if one.key == outcome), None)
    if known is not None:
        return known.reached
    # A message sent is no contact until somebody answers it.
    return kind != "message"


def _deal(desk: "Desk", customer_id: int, text: str) -> int | None:
    """The deal that the touch is about: the one named, else the customer's only open one."""
    if text:
        number = refs.of_table(text, "d")
        row = desk.book.get("deal", number) if number else None
        if row is None:
            raise NotFound(_("there is no deal {ref}").format(ref=text), _("amflow deal list shows them"))
        if row["customer_id"] not in (None, customer_id):
            raise Usage(
                _("{ref} is another customer's deal").format(ref=text),
                _("amflow show {ref} says whose").format(ref=text),
            )
        return int(row["id"])
    rows = desk.book.all("SELECT id FROM deal WHERE customer_id = ? AND state = 'open' LIMIT 2", customer_id)
    return rows[0]["id"] if len(rows) == 1 else None


def _settle(
    desk: "Desk", change: "Change", customer: Any, kind: str, day: date, touch_id: int, reached: bool
) -> list[str]:
    """What the touch brings to an end: the appointment that it was, callbacks that were due, planned lines."""
    if not reached:
        return []
    ended: list[str] = []
    for row in _ending(desk, customer["id"], kind, day):
        tasks.finish(desk, change, row)
        ended.append(f"t{row['id']}")
    for one in rules.of_customer(desk, customer["id"]):
        if one.due_on <= day and one.rule.kind in ("call", "visit", kind):
            settle_one(desk, change, one.rule.key, customer["id"], one.for_date, "done", touch_id=touch_id)
            ended.append(one.ref)
    planned.settle_customer(desk, change, customer["id"], "done")
    return ended


def _ending(desk: "Desk", customer_id: int, kind: str, day: date) -> list[Any]:
    """The open tasks that this touch was: a visit ends the appointment of its day, a call the call that was due."""
    kinds = ENDS[kind]
    marks = ", ".join("?" * len(kinds))
    return desk.book.all(
        f"{tasks.COLUMNS} WHERE task.customer_id = ? AND task.state = 'open' AND task.due_on <= ?"
        f" AND task.kind IN ({marks}) AND (task.kind <> 'todo' OR (task.due_time <> '' AND task.due_on = ?))"
        " ORDER BY task.due_on",
        customer_id,
        day.isoformat(),
        *kinds,
        day.isoformat(),
    )


def settle_one(
    desk: "Desk",
    change: "Change",
    rule: str,
    customer_id: int,
    for_date: date,
    state: str,
    *,
    until: date | None = None,
    why: str = "",
    touch_id: int | None = None,
) -> None:
    """Keep what was done with a derived item, in place of what was kept of it before."""
    given = {
        "state": state,
        "on_date": desk.today.isoformat(),
        "until_on": until.isoformat() if until else None,
        "why": why,
        "touch_id": touch_id,
    }
    key = (rule, customer_id, for_date.isoformat())
    row = desk.book.one("SELECT id FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?", *key)
    if row is None:
        change.insert("settled", rule=rule, customer_id=customer_id, for_date=key[2], **given)
    else:
        change.update("settled", row["id"], **given)
    states = {"done": "done", "skipped": "dropped", "moved": "moved"}
    planned.settle(desk, change, states[state], customer_id=customer_id, rule=rule)


def _next_due(desk: "Desk", customer_id: int) -> date | None:
    """When the cadence asks for the next talk with the customer, as the book stands now."""
    row = desk.book.get("customer", customer_id)
    if row is None or row["no_contact"] or row["status"] not in ("customer", "lead"):
        return None
    every = [one.every_days for one in desk.playbook.intents if one.key == row["intent"]]
    tier = desk.playbook.tier(row["tier"]) or (
        min(desk.playbook.tiers, key=lambda one: one.rank) if desk.playbook.tiers else None
    )
    if tier and (row["client_since"] or not every) and row["status"] == "customer":
        every.append(tier.every_days)
    return date.fromisoformat(row["quiet_since"]) + timedelta(days=min(every)) if every else None
