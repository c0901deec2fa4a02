"""Logging a visit, a call, a message: the touch itself, and everything that follows from it in the same change.

A logged touch resets the cadence, settles what was due for the customer, ends the appointment it was, marks the plan,
and its next step becomes a task.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import coming, plan_ledger
from amflow.agenda.items import Ended
from amflow.agenda.tasks import records as tasks
from amflow.asking import NO
from amflow.book import derived_columns, lately, values
from amflow.book.store import placeholders
from amflow.customers import circle, contact_preferences, scores
from amflow.customers import records as customers
from amflow.errors import Usage
from amflow.locale import _
from amflow.outreach.campaigns import changes as campaign_changes
from amflow.outreach.scripts import used as said_words
from amflow.outreach.talks import already, ending, present
from amflow.outreach.talks.next_step import NextStep, keep, next_step
from amflow.playbooks.titles import known_key, titles_by_key, whole_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.coming import Coming
    from amflow.agenda.items import Following
    from amflow.book.store import Change
    from amflow.dates.date_words import When
    from amflow.desk import Desk


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
    ends: str = ""
    """The appointments that it was: `t3, t5`, `none`; empty where that is plain."""
    script: str = ""
    """The script that was used, or its family, by key or title; and the objection that they raised."""
    objection: str = ""


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
    script: str = ""
    """The keys of the script or family, and of the objection."""
    objection: str = ""
    about: str = ""
    """The case or the deal that it was about and nothing else, `x9`: then it settles what is due about that alone."""
    present: tuple[int, ...] = ()
    """People of the firm who were there as well."""
    ends: tuple[int, ...] | None = None
    """The tasks that it was, where somebody said so."""

    @property
    def whom(self) -> tuple[int, ...]:
        """Everybody whom it was a talk with, in person."""
        return (self.customer["id"], *self.present)


class WrittenTouch(NamedTuple):
    """What was written of a touch."""

    id: int
    ended: list[Ended]
    """What the touch settled: a task, a callback, a greeting."""
    next_id: int | None
    """The task that the next step became."""
    follows: "list[Following]"
    """The tasks that follow, in their series, those that the touch ended."""
    left: tuple[Any, ...] = ()
    """The tasks that it may have been and that stay open, where it is not plain which."""
    also: tuple[str, ...] = ()
    """Whom it counts for besides: the firm, who else was there."""
    companions: str = ""
    rests: date | None = None
    """Until when nobody proposes a lead that is not interested."""
    mended: bool = False
    """Whether it was there already, and only what it lacked was said of it now."""


class Logged(NamedTuple):
    """What a logged touch changed."""

    touch: Ready
    """The touch as it was written; its customer's row is that of before."""
    written: WrittenTouch
    completeness: int
    missing: list[str]
    coming: "Coming | None"
    """What comes next with the customer, as the book stands now."""
    against: list[str]
    """What of the customer's wishes it went against, and what it leaves open, a sentence each."""
    open_deal: bool  # whether the deal that it is about is still open
    ended_with: str
    """The outcome's title; empty where nobody said how it ended."""


SAME = ("customer_id", "kind", "held_on", "deal_id", "note", "outcome", "companions")
"""What is the same in two talks that are one, typed twice."""


def log(
    desk: "Desk",
    given: TouchInput,
    also: "Callable[[Change, Ready, int], None] | None" = None,
    *,
    anyway: bool = False,
) -> Logged:
    """Write down a touch; `also` writes in the same change what else came of it, of the touch with its number. Raises NotFound,
    Ambiguous, Usage; Twice, unless `anyway`; then nothing is written."""
    ready = prepare(desk, given)
    if not anyway and (known := already.there(desk, given, ready)) is not None:
        already.must_add(desk, given, ready, known)
        return _ended(desk, ready, known, also)
    if not (anyway or given.at or given.ends or ready.present):
        same = {**ready._asdict(), "customer_id": ready.customer["id"], "held_on": ready.held_on.isoformat()}
        lately.once(desk.book, "touch", "", same, SAME, shown=f"c{ready.customer['id']}")
    with desk.book.change(f"log-{given.kind}", f"{ready.customer['name']} (c{ready.customer['id']})") as change:
        written = write(desk, change, ready)
        if also is not None:
            also(change, ready, written.id)
    return _logged(desk, ready, written)


def _logged(desk: "Desk", ready: Ready, written: WrittenTouch) -> Logged:
    from amflow.customers.completeness import records as completeness

    filled = completeness.of_one(desk, ready.customer["id"])
    told = [*_against(ready), *ending.still_open(desk, ready)]
    still = desk.book.one("SELECT 1 FROM deal WHERE id = ? AND state = 'open'", ready.deal_id) is not None
    upcoming = coming.after_talk(desk, ready.customer["id"], ready.held_on)
    return Logged(ready, written, *filled, upcoming, told, still, outcome_title(desk, ready.outcome))


def written_already(desk: "Desk", given: TouchInput) -> Any:
    """The talk at the moment that was said, where it is written down already. Raises NotFound, Ambiguous, Usage."""
    alone = TouchInput(given.kind, given.customer, at=given.at)
    return already.there(desk, given, prepare(desk, alone)) if given.at else None


def outcome_title(desk: "Desk", key: str) -> str:
    """How a talk ended, as it is called."""
    return titles_by_key(desk.playbook.outcomes).get(key, key)


def _ended(desk: "Desk", ready: Ready, row: Any, also: "Callable[[Change, Ready, int], None] | None") -> Logged:
    """Say of a talk that is there what it lacked: how it ended, what was said."""
    said = {name: words for name, words in (("outcome", ready.outcome), ("note", ready.note)) if words}
    with desk.book.change(f"log-{ready.kind}", f"{ready.customer['name']} (c{ready.customer['id']})") as change:
        change.update("touch", row["id"], **said)
        rests = ending.rest(desk, change, ready)
        if also is not None:
            also(change, ready, row["id"])
    ready = ready._replace(note=ready.note or row["note"], deal_id=row["deal_id"])
    return _logged(desk, ready, WrittenTouch(row["id"], [], None, [], rests=rests, mended=True))


def _against(ready: "Ready") -> list[str]:
    found = contact_preferences.against(ready.customer, ready.kind, ready.held_at)
    if ready.customer["status"] == "dropped":
        # No list shows them: whoever speaks with them again must know it.
        again = _("{name} is a lead that was dropped: amflow reopen c{id} takes them up again")
        found.append(again.format(name=ready.customer["name"], id=ready.customer["id"]))
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
    if not outcome and given.kind != "message":
        # “没接通” by itself is no talk: the answer names it.
        outcome = whole_key(given.note, tuple(one for one in playbook.outcomes if not one.reached))
    step = next_step(desk, given.next)
    there = present.party(desk, customer, given.companions)
    whom = (customer["id"], *there.people)
    words = said_words.keys(desk, given.script, given.objection)
    return Ready(
        given.kind,
        customer,
        day,
        clock,
        values.words(given.note, _("the note")),
        outcome,
        known_key(given.intent, playbook.intents, _("intent")),
        given.minutes,
        there.colleagues,
        _deal(desk, customer["id"], given.deal),
        is_reached(desk, given.kind, outcome),
        step.when,
        step.title,
        given.next,
        step.kind,
        step.unsaid,
        campaign_changes.campaign_of_talk(desk, given.campaign),
        scores.read(given.score, "csat"),
        script=words[0],
        objection=words[1],
        present=there.people,
        ends=ending.said(desk, given.ends, whom) if given.ends else None,
    )


def write(desk: "Desk", change: "Change", ready: Ready, *, settles: bool = True) -> WrittenTouch:
    """Write the touch and all that follows from it; it settles nothing where its sender says what it was."""
    customer, day = ready.customer, ready.held_on
    rows: list[Any] = []
    left: tuple[Any, ...] = ()
    # A message need not be answered to have been sent.
    if settles and (ready.reached or (ready.kind == "message" and not ready.outcome)) and not ready.about:
        ready, rows, left = _was(desk, ready)
    also = circle.also(desk.book, customer, ready.present)
    companions = ready.companions
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
        script=ready.script,
        objection=ready.objection,
    )
    circle.keep_with(change, touch_id, also)
    if ready.intent:
        for number in {customer["id"], circle.asked(desk.book, customer)["id"]}:
            change.update("customer", number, intent=ready.intent)
    if ready.campaign is not None:
        campaign_changes.mark_talked(desk, change, ready.campaign, customer["id"])
    ended, follows = ending.end_tasks(desk, change, rows)
    if settles:
        ended += ending.end_due(desk, change, (customer["id"], *also), ready, touch_id)
    if ready.score is not None:
        ended += plan_ledger.settle_by_score(desk, change, (customer["id"], *also), day, touch_id)
        scores.keep(change, customer["id"], day, csat=ready.score, touch_id=touch_id)
    rests = ending.rest(desk, change, ready)
    next_id = None
    if ready.next_title:
        then = NextStep(ready.next, ready.next_title, kind=ready.next_kind)
        next_id = keep(desk, change, customer, then, ready.next_words, deal_id=ready.deal_id, touch_id=touch_id)
    derived_columns.after_many(desk.book, change, (customer["id"], *also))
    if ready.deal_id is not None:
        derived_columns.after_deal(desk.book, change, ready.deal_id)
    names = tuple(row["name"] for number in also if (row := desk.book.get("customer", number)) is not None)
    return WrittenTouch(touch_id, ended, next_id, follows, left, names, companions, rests)


def open_with(desk: "Desk", ready: Ready) -> list[Any]:
    """The open tasks that the talk may have been: with those who were there, with their firm, and, of a talk with a firm of
    which nobody says who was there, with any of its people."""
    row = ready.customer
    whom = (*ready.whom, *circle.also(desk.book, row))
    if row["kind"] == "organisation" and not ready.present:
        whom = (row["id"], *(one["id"] for one in circle.people(desk.book, row)))
    return ending.candidates(desk, whom, ready.kind, ready.held_on)


def _was(desk: "Desk", ready: Ready) -> tuple[Ready, list[Any], tuple[Any, ...]]:
    """The talk with what its appointment knew of it: who of the firm was met, which colleagues came along (`W13`); the tasks
    that it was, and those that it may have been and that stay open."""
    could = open_with(desk, ready)
    if ready.ends is None:
        rows = ending.chosen(could, ready.kind, ready.held_on, ready.deal_id)
    else:
        rows = [tasks.get(desk.book, f"t{number}") for number in ready.ends]
    left = tuple(row for row in could if row not in rows) if ready.ends is None else ()
    ended = {row["id"] for row in (*rows, *left)}
    left += tuple(row for row in ending.work(desk, ready.whom, ready.held_on) if row["id"] not in ended)
    people, colleagues = ready.present, ready.companions
    if ready.customer["kind"] == "organisation" and not people:
        others = (row["customer_id"] for row in rows if row["customer_id"] != ready.customer["id"])
        people = tuple(dict.fromkeys(number for number in others if number))
    named = next((row["companions"] for row in rows if row["companions"]), "") if ready.kind == "visit" else ""
    if named and not colleagues and not ready.present:
        there = present.party(desk, ready.customer, named)
        people, colleagues = people or there.people, there.colleagues
    return ready._replace(present=people, companions=colleagues), rows, left


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
    """The deal that the touch is about: the one named, or none where that is said, else the only open one of the customer and
    their firm."""
    if values.folded(text) in NO:
        return None
    if text:
        return int(customers.deal_of(desk.book, text, customer_id)["id"])
    whom = circle.shared(desk.book, customer_id)
    rows = desk.book.all(
        f"SELECT id FROM deal WHERE customer_id IN ({placeholders(whom)}) AND state = 'open' LIMIT 2", *whom
    )
    return rows[0]["id"] if len(rows) == 1 else None
