"""What a talk brings to an end: the appointment that it was, callbacks that were due, planned lines; with whoever of the firm
was there, and with the firm."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amflow import asking
from amflow.agenda import contact_cadence, due_rules, plan_ledger, planned_talks
from amflow.agenda.items import Ended
from amflow.agenda.rule_events import EVENTS
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.book import values
from amflow.book.store import placeholders
from amflow.customers import circle
from amflow.errors import Usage
from amflow.locale import _
from amflow.outreach.campaigns import invitations

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from amflow.agenda.items import Following
    from amflow.book.store import Change
    from amflow.desk import Desk

ENDS = {
    "visit": ("visit", "call", "todo"),
    "call": ("call", "todo"),
    "message": ("message",),
    "reception": ("visit", "call", "todo"),
}
"""Which kinds of open task for the customer a touch of this kind ends; a `todo` only where it is an appointment."""

NONE = "none"
"""Said where a talk was none of the appointments that are open."""


def candidates(desk: "Desk", whom: "Sequence[int]", kind: str, day: "date") -> list[Any]:
    """The open tasks with any of them that a talk of that kind and day may have been: appointments of the day, and calls and
    visits that were due."""
    kinds = ENDS[kind]
    return desk.book.all(
        f"{tasks.COLUMNS} WHERE task.customer_id IN ({placeholders(whom)}) AND task.state = 'open' AND task.due_on <= ?"
        f" AND task.kind IN ({placeholders(kinds)})"
        " AND (task.kind <> 'todo' OR (task.due_time <> '' AND task.due_on = ?)) ORDER BY task.due_on, task.id",
        *whom,
        day.isoformat(),
        *kinds,
        day.isoformat(),
    )


def work(desk: "Desk", whom: "Sequence[int]", day: "date") -> list[Any]:
    """What was to be done for any of them by that day and is no talk: whether it is done, nobody but the person can say."""
    return desk.book.all(
        f"{tasks.COLUMNS} WHERE task.customer_id IN ({placeholders(whom)}) AND task.state = 'open' AND task.due_on <= ?"
        " AND task.kind IN ('todo', 'message') AND task.due_time = '' ORDER BY task.due_on, task.id",
        *whom,
        day.isoformat(),
    )


def chosen(rows: list[Any], kind: str, day: "date", deal_id: int | None = None) -> list[Any]:
    """Those of several that the talk was, where that is plain: the only one, else the only one of that day, about that deal
    or of that kind. None where it is not."""
    found = rows
    narrower: tuple[Callable[[Any], bool], ...] = (
        lambda row: row["due_on"] == day.isoformat(),
        lambda row: deal_id is not None and row["deal_id"] == deal_id,
        lambda row: row["kind"] == kind,
    )
    for one in narrower:
        if len(found) > 1:
            found = [row for row in found if one(row)] or found
    return found if len(found) == 1 else []


def said(desk: "Desk", text: str, whom: "Sequence[int]") -> tuple[int, ...]:
    """The tasks that `t3, t5` names, each open and with one of them; none for `none`. Raises NotFound, Usage, Refused."""
    if values.folded(text) in asking.NONE:
        return ()
    rows = [tasks.get(desk.book, one) for one in text.replace(",", " ").replace("，", " ").replace("、", " ").split()]
    for row in rows:
        tasks.must_be_open(row)
        if not any(circle.together(desk.book, row["customer_id"], one) for one in whom if row["customer_id"]):
            raise Usage(_("{ref} is with somebody else"), _("amflow show {ref} says with whom"), ref=f"t{row['id']}")
    return tuple(row["id"] for row in rows)


def end_tasks(desk: "Desk", change: "Change", rows: list[Any]) -> "tuple[list[Ended], list[Following]]":
    """End these tasks; what they were, and the tasks that follow them in their series."""
    follows = [task_changes.finish(desk, change, row) for row in rows]
    return [Ended(f"t{row['id']}", row["title"]) for row in rows], [one for one in follows if one]


def end_due(desk: "Desk", change: "Change", whom: "Sequence[int]", ready: Any, touch_id: int) -> list[Ended]:
    """Settle what the rules asked for with any of them, and mark the planned lines; what was settled. A talk about a case is
    none about anything else; whoever was not reached may still have been sent the greeting."""
    day = ready.held_on

    def asks_for(one: due_rules.Due) -> bool:
        if ready.about:
            # Whoever comes with a complaint has been spoken to: a first talk is no more to come.
            meant = ready.about in one.about.split() or one.rule.on == "lead.added"
            return meant and ready.reached and answers(desk, one, ready.kind, day)
        return greets(one, ready) or (ready.reached and answers(desk, one, ready.kind, day))

    rules = None if ready.reached else [rule for rule in desk.playbook.rules if EVENTS[rule.on].yearly]
    ended: list[Ended] = []
    for number in whom:
        ended += plan_ledger.settle_due(desk, change, number, asks_for, touch_id=touch_id, rules=rules)
        if ready.reached:
            plan_ledger.mark_plan_lines_of_talk(desk, change, number, ready.kind, day, rules=not ready.about)
    return ended


GREETING = (
    *("birthday", "anniversary", "congratulat", "greeting", "happy returns", "best wishes"),
    *("生日", "纪念日", "祝", "贺", "庆生", "问候"),
)
"""Words of a note that say that it was for a day like this."""


def greets(one: due_rules.Due, ready: Any) -> bool:
    """Whether the touch was the greeting that is due: its words say so. Whoever was called about something else on their
    birthday was not greeted by it. A message need not be answered to have been sent."""
    if not EVENTS[one.rule.on].yearly or not one.due_on <= ready.held_on <= one.lapses_on:
        return False
    if not ready.reached and (ready.kind != "message" or ready.outcome):
        return False
    note = values.folded(ready.note)
    occasions = (*GREETING, *(values.folded(fact.what) for fact in one.facts))
    return any(word and word in note for word in occasions)


def still_open(desk: "Desk", ready: Any) -> list[str]:
    """What the talk might have done and did not, a sentence each with what ends it: the greeting of the day, a question for
    how satisfied they are."""
    if not ready.reached or ready.about:
        return []
    rules = [rule for rule in desk.playbook.rules if EVENTS[rule.on].yearly or rule.score]
    found = due_rules.of_customer(desk, ready.customer["id"], rules) if rules else []
    return (
        _to_tell(desk, ready)
        + to_be_rated(desk, ready.customer["id"], ready.held_on)
        + [
            _("{what}: once greeted, {command}").format(
                what=f"{one.rule.title} {desk.ago(one.for_date)}",
                command=f"amflow {'message sent' if one.rule.kind == 'message' else 'done'} {one.ref}",
            )
            for one in found
            if not one.rule.score and ready.held_on == desk.today and due_rules.is_its_day(desk, one)
        ]
    )


DECLINED = "not-interested"
"""The outcome after which a lead with whom nothing more was agreed on rests."""


def rest(desk: "Desk", change: "Change", ready: Any) -> "date | None":
    """Leave a lead alone who is not interested, for as long as the playbook leaves those alone who are furthest from buying;
    until when. Whoever was talked to since rests no more."""
    if not ready.reached:
        return None
    number, day = ready.customer["id"], ready.held_on.isoformat()
    sql = "SELECT id FROM settled WHERE rule = ? AND customer_id = ? AND until_on > ? AND on_date <= ?"
    for row in desk.book.all(sql, planned_talks.RULE, number, day, day):
        change.update("settled", row["id"], until_on=day)
    if ready.outcome != DECLINED or ready.customer["status"] != "lead" or ready.next or ready.intent:
        return None
    every = contact_cadence.furthest(desk).every_days if desk.playbook.intents else REST
    until = desk.calendar.from_(ready.held_on + timedelta(days=every))
    plan_ledger.mark_due(desk, change, planned_talks.RULE, number, ready.held_on, "skipped", until=until)
    return until


REST = 30
"""Where the playbook has no levels of intent."""


def _to_tell(desk: "Desk", ready: Any) -> list[str]:
    """The campaign that they are still to be told of, where nobody says that the talk was about it."""
    campaign = invitations.asking(desk, ready.customer["id"]) if ready.campaign is None else ""
    told = _("{what} stays open: once they know of it, {command}")
    mark = f"amflow campaign mark {campaign} c{ready.customer['id']} invited"
    return [told.format(what=campaign, command=mark)] if campaign else []


def to_be_rated(desk: "Desk", customer_id: int, day: "date") -> list[str]:
    """What somebody is to be asked about by that day, a sentence each with the score that settles it, and no talk alone: what was
    said is nobody's guess. Cases are rated one by one."""
    told = _("{what} stays open: once they have said it, {command}")
    found = due_rules.of_customer(desk, customer_id, [rule for rule in desk.playbook.rules if rule.score])
    return [
        told.format(what=f"{one.ref} {one.rule.title}", command=f"amflow callback score c{customer_id} 1-5{about}")
        for one in found
        if due_rules.begun(desk, one, day)
        for about in ([f" --case {ref}" for ref in one.about.split()] if one.rule.on == "case.resolved" else [""])
    ]


def answers(desk: "Desk", one: due_rules.Due, kind: str, day: "date") -> bool:
    """Whether a talk of that kind and day is what the rule asked for: it was due, or it is the first talk with a new lead,
    which need not wait for the day on which it would be late. No talk makes a paper good for longer, none without a score
    says how satisfied somebody is."""
    if one.rule.on == "paper.expires" or one.rule.score:
        return False
    soon = one.rule.on == "lead.added" and not one.moved and one.due_on <= desk.calendar.next(one.for_date)
    return one.rule.kind in ("call", "visit", kind) and (
        one.for_date <= day if soon else due_rules.begun(desk, one, day)
    )
