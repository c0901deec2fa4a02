"""Logging a visit, a call, a message: the touch itself, and everything that follows from it in the same change.

A logged touch resets the cadence, settles what was due for the customer, ends the appointment it was, marks the plan,
and its next step becomes a task.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import contact_cadence, due_rules, plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Ended
from amflow.agenda.rule_events import EVENTS
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.agenda.tasks import recurring
from amflow.book import derived_columns, values
from amflow.customers import contact_preferences, scores
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import _
from amflow.outreach.campaigns import changes as campaign_changes
from amflow.outreach.talks.next_step import next_step
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.items import Following
    from amflow.book.store import Change
    from amflow.dates.date_words import When
    from amflow.desk import Desk

ENDS = {
    "visit": ("visit", "call", "todo"),
    "call": ("call", "todo"),
    "message": ("message",),
    "reception": ("visit", "call", "todo"),
}
"""Which kinds of open task for the customer a touch of this kind ends; a `todo` only where it is an appointment."""


class TouchInput(NamedTuple):
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
    campaign: str = ""
    """The campaign it was about, and the state it left where that is said: `g2`, `g2=accepted`."""
    score: str = ""
    """How satisfied they said to be, 1 to 5."""


class Ready(NamedTuple):
    """A touch as it will be written: everything found, understood and checked."""

    kind: str
    customer: Any
    held_on: date
    held_at: str
    note: str
    outcome: str
    intent: str
    minutes: int | None
    companions: str
    deal_id: int | None
    reached: bool
    next: "When | None"
    next_title: str
    next_words: str
    """As the next step was typed."""
    next_kind: str
    """`todo`, or `call` where the next step is a talk and nothing else: the next talk then ends it."""
    next_unsaid: bool = False
    """Whether no day was said for the next step."""
    campaign: tuple[int, str] | None = None
    """The campaign it was about, and the state it left."""
    score: int | None = None
    about: str = ""
    """The case that it was about and nothing else, `x9`: then it settles what is due about that alone."""


class Logged(NamedTuple):
    """What a logged touch changed."""

    touch: Ready
    """The touch as it was written; its customer's row is that of before."""
    id: int
    ended: list[Ended]
    """What the touch settled: a task, a callback, a greeting."""
    next_id: int | None
    """The task that the next step became."""
    follows: "list[Following]"
    """The tasks that follow, in their series, those that the touch ended."""
    completeness: int
    missing: list[str]
    next_due: date | None
    """When the cadence asks for the next talk."""
    against: list[str]
    """What of the customer's wishes it went against, a sentence each."""


def log(desk: "Desk", given: TouchInput) -> Logged:
    """Write down a touch. Raises NotFound, Ambiguous, Usage; then nothing is written."""
    ready = prepare(desk, given)
    with desk.book.change(f"log-{given.kind}", f"{ready.customer['name']} (c{ready.customer['id']})") as change:
        written = write(desk, change, ready)
    filled = customers.completeness(ready.customer, desk.playbook)
    return Logged(ready, *written, *filled, next_due(desk, ready.customer["id"]), _against(ready))


def _against(ready: "Ready") -> list[str]:
    found = contact_preferences.against(ready.customer, ready.kind, ready.held_at)
    if (
        ready.next is not None
        and ready.next.time
        and contact_preferences.is_quiet(ready.customer, f"{ready.next.time:%H:%M}")
    ):
        found.append(
            _("the next step falls into their quiet hours, {begin} to {end}").format(
                begin=ready.customer["quiet_from"], end=ready.customer["quiet_until"]
            )
        )
    return found


def prepare(desk: "Desk", given: TouchInput) -> Ready:
    """Find and check everything that a touch names. Raises NotFound, Ambiguous, Usage."""
    playbook = desk.playbook
    customer = customers.find(desk.book, given.customer)
    day, clock = moment(desk, given.at)
    outcome = known_key(given.outcome, playbook.outcomes, _("outcome"))
    step = next_step(desk, given.next)
    return Ready(
        given.kind,
        customer,
        day,
        clock,
        values.words(given.note, _("the note")),
        outcome,
        known_key(given.intent, playbook.intents, _("intent")),
        given.minutes,
        values.line(given.companions, _("the colleagues")) if given.companions else "",
        _deal(desk, customer["id"], given.deal),
        is_reached(desk, given.kind, outcome),
        step.when,
        step.title,
        given.next,
        step.kind,
        step.unsaid,
        campaign_changes.campaign_of_talk(desk, given.campaign),
        scores.read(given.score, "csat"),
    )


def write(
    desk: "Desk", change: "Change", ready: Ready, *, settles: bool = True
) -> "tuple[int, list[Ended], int | None, list[Following]]":
    """Write the touch and all that follows from it: its number, what it settled (nothing, where its sender says what it
    was), the next step's number, the next tasks of series it ended one of."""
    customer = ready.customer
    companions = ready.companions
    if not companions and ready.reached:
        companions = coming_along(desk, customer["id"], ready.kind, ready.held_on)
    touch_id = change.insert(
        "touch",
        customer_id=customer["id"],
        deal_id=ready.deal_id,
        kind=ready.kind,
        held_on=ready.held_on.isoformat(),
        held_at=ready.held_at,
        minutes=ready.minutes,
        note=ready.note,
        outcome=ready.outcome,
        reached=int(ready.reached),
        intent=ready.intent if ready.intent != customer["intent"] else "",
        companions=companions,
    )
    if ready.intent:
        change.update("customer", customer["id"], intent=ready.intent)
    if ready.campaign is not None:
        campaign_changes.mark_talked(desk, change, ready.campaign, customer["id"])
    ended, follows = _end_what_was_due(desk, change, ready, touch_id) if settles else ([], [])
    if ready.score is not None:
        scores.keep(change, customer["id"], ready.held_on, csat=ready.score, touch_id=touch_id)
        ended += plan_ledger.settle_by_score(desk, change, customer["id"], ready.held_on, touch_id)
    next_id = None
    if ready.next_title:
        next_id = task_changes.add(
            change,
            ready.next_title,
            ready.next,
            words=ready.next_words,
            said_on=desk.today,
            kind=ready.next_kind,
            customer_id=customer["id"],
            deal_id=ready.deal_id,
            promised=1,
            touch_id=touch_id,
        )
    derived_columns.after_touch_or_deal(desk.book, change, customer["id"])
    if ready.deal_id is not None:
        derived_columns.after_deal(desk.book, change, ready.deal_id)
    return touch_id, ended, next_id, follows


def moment(desk: "Desk", words: str) -> tuple[date, str]:
    """When a touch was: day and local time; now, without words. Raises Usage for a moment that is still to come."""
    if not words:
        return desk.today, desk.clock
    said = desk.when(words, behind=True)
    at = f"{said.time:%H:%M}" if said.time else ""
    must_be_over(desk, said.day, at)
    return said.day, at


def must_be_over(desk: "Desk", day: date, at: str) -> None:
    """Raises Usage for a talk that is still to come."""
    if day > desk.today or (day == desk.today and at > desk.clock):
        raise Usage(
            _("{when} is still to come").format(when=f"{day.isoformat()}T{at}" if at else day.isoformat()),
            _('what is planned is a task: amflow task add "call again" --due fri'),
        )


def is_reached(desk: "Desk", kind: str, outcome: str) -> bool:
    """Whether a talk of this kind that came to this was a talk, by itself."""
    known = next((one for one in desk.playbook.outcomes if one.key == outcome), None)
    if known is not None:
        return known.reached
    # A message sent is no contact until somebody answers it.
    return kind != "message"


def _deal(desk: "Desk", customer_id: int, text: str) -> int | None:
    """The deal that the touch is about: the one named, else the customer's only open one."""
    if text:
        return int(customers.deal_of(desk.book, text, customer_id)["id"])
    rows = desk.book.all("SELECT id FROM deal WHERE customer_id = ? AND state = 'open' LIMIT 2", customer_id)
    return rows[0]["id"] if len(rows) == 1 else None


def _end_what_was_due(
    desk: "Desk", change: "Change", ready: Ready, touch_id: int
) -> "tuple[list[Ended], list[Following]]":
    """What the touch brings to an end: the appointment that it was, callbacks that were due, planned lines. A talk about a
    case is none about anything else; whoever was not reached may still have been sent the greeting."""
    customer_id, day = ready.customer["id"], ready.held_on
    ended: list[Ended] = []
    follows: list[Following] = []
    if ready.reached and not ready.about:
        ended, follows = end_tasks(desk, change, customer_id, ready.kind, day)

    def asks_for(one: due_rules.Due) -> bool:
        if ready.about:
            return ready.about in one.about.split() and ready.reached and answers(desk, one, ready.kind, day)
        return greets(one, ready) or (ready.reached and answers(desk, one, ready.kind, day))

    rules = None if ready.reached else [rule for rule in desk.playbook.rules if EVENTS[rule.on].yearly]
    ended += plan_ledger.settle_due(desk, change, customer_id, asks_for, touch_id=touch_id, rules=rules)
    if ready.reached:
        plan_ledger.mark_plan_lines_of_talk(desk, change, customer_id, day, rules=not ready.about)
    return ended, follows


def end_tasks(
    desk: "Desk", change: "Change", customer_id: int, kind: str, day: date
) -> "tuple[list[Ended], list[Following]]":
    """End the tasks that a talk of that day was; what they were, and the tasks that follow them in their series."""
    rows = _ending(desk, customer_id, kind, day)
    follows = [task_changes.finish(desk, change, row) for row in rows]
    return [Ended(f"t{row['id']}", row["title"]) for row in rows], [one for one in follows if one]


GREETING = ("birthday", "生日", "congratulat", "祝贺", "纪念日", "anniversary")
"""Words of a note that say that it was for a day like this."""


def greets(one: due_rules.Due, ready: Ready) -> bool:
    """Whether the touch was the greeting that is due: on the day itself, or with words that say so in the days around it. A
    message need not be answered to have been sent."""
    if not EVENTS[one.rule.on].yearly or not one.due_on <= ready.held_on <= one.lapses_on:
        return False
    if not ready.reached and (ready.kind != "message" or ready.outcome):
        return False
    note = values.folded(ready.note)
    occasions = (*GREETING, *(values.folded(fact.what) for fact in one.facts))
    return one.for_date == ready.held_on or any(word and word in note for word in occasions)


def answers(desk: "Desk", one: due_rules.Due, kind: str, day: date) -> bool:
    """Whether a talk of that kind and day is what the rule asked for: it was due, or it is the first talk with a new lead,
    which need not wait for the day on which it would be late."""
    soon = one.rule.on == "lead.added" and not one.moved and one.due_on <= desk.calendar.next(one.for_date)
    return one.rule.kind in ("call", "visit", kind) and (one.for_date if soon else one.due_on) <= day


def coming_along(desk: "Desk", customer_id: int, kind: str, day: date) -> str:
    """The colleagues of the appointment that a visit was, where nobody says otherwise (`W13`)."""
    if kind != "visit":
        return ""
    named = (row["companions"] for row in _ending(desk, customer_id, kind, day))
    return next((names for names in named if names), "")


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


def next_due(desk: "Desk", customer_id: int) -> date | None:
    """When the cadence asks for the next talk with the customer, as the book stands now."""
    row = desk.book.get("customer", customer_id)
    talk = contact_cadence.of_customer(desk, row) if row is not None else None
    return talk.due_on if talk else None


# done, skip, move of what a rule or the cadence asks for with a customer: a call or visit is done by talking


def _find(desk: "Desk", text: str) -> "due_rules.Derived":
    return due_rules.find(desk, text)


def _done(act: Act, one: FoundItem) -> Acted:
    """The talk is written down as one, and the cadence starts anew."""
    what = one.record
    customer_id = what.customer["id"]
    touch_id = None
    if what.kind in ("call", "visit") and customer_id not in act.talked:
        ready = prepare(act.desk, TouchInput(what.kind, f"c{customer_id}"))
        touch_id, ended, _next, _follows = write(act.desk, act.change, ready)
        act.talked[customer_id] = [one.ref for one in ended]
    ref = refs.derived(what.rule, customer_id, what.for_date)
    if what.rule != contact_cadence.RULE and ref not in act.talked.get(customer_id, ()):
        _settle(act, one, "done", touch_id=touch_id)
    return Acted(what.ref, what.name, "done")


def skip_due(act: Act, one: FoundItem) -> Acted:
    """It is left out; a talk comes due again after a whole turn of its cadence from today. A rule's day is over with it."""
    what, until = one.record, None
    talk = contact_cadence.of_customer(act.desk, what.customer) if what.rule == contact_cadence.RULE else None
    if talk:
        until = act.desk.today + timedelta(days=max(talk.every_days, 1))
    _settle(act, one, "skipped", until=until, why=act.why)
    return Acted(one.ref, what.name, "skipped", until)


def move_due(act: Act, one: FoundItem) -> Acted:
    """It comes back on another day, at an hour where one was said."""
    assert act.to is not None
    what, at = one.record, recurring.clock(act.to)
    _settle(act, one, "moved", until=act.day, at=at, why=act.why)
    against = tuple(contact_preferences.fixed(what.customer, what.kind, at)) if at else ()
    return Acted(one.ref, what.name, "moved", act.day, at=at, against=against)


def _settle(act: Act, one: FoundItem, state: str, *, until: date | None = None, **more: Any) -> None:
    what = one.record
    plan_ledger.mark_due(
        act.desk, act.change, what.rule, what.customer["id"], what.for_date, state, until=until, **more
    )


ACTIONS = Actions(_find, _done, skip_due, move_due)
