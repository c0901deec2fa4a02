"""Two months of talks, written down as they would have been, and what they settled; who writes the messages, and of which kind
those of the last weeks were."""

from collections import defaultdict
from datetime import date, timedelta

from amflow.customers import circle
from amflow.demo.holdings_orders import LONG
from amflow.demo.lives import said
from amflow.demo.scene import Happened, Person, Scene, Talk
from amflow.records import NamedTuple

WORKDAYS = 43
"""So many working days of talks: two months."""

APART = 6
"""At least so many days lie between two talks with the same person that no story asks for."""

WEIGHTS = {
    "interested": 3,
    "undecided": 2,
    "agreed": 3,
    "not-interested": 1,
    "postponed": 1,
    "satisfied": 5,
    "problem": 1,
}
"""How often talks end like this; an outcome that the playbook does not have never comes up."""

GOOD = ("interested", "undecided", "agreed", "satisfied")

OPENING = (9, 5)
"""When the first talk of a day begins."""

ME = ("name", "firm", "branch")
"""Who the account manager of the story is, as templates know it."""

FREE = (
    "SELECT id, tier FROM customer WHERE kind = 'person' AND status = 'customer' AND no_contact = 0 AND birthday_md <> ''"
    " AND NOT EXISTS (SELECT 1 FROM holding WHERE holding.customer_id = customer.id)"
    " AND NOT EXISTS (SELECT 1 FROM tier_change WHERE tier_change.customer_id = customer.id)"
)
"""People of whom nothing else is told yet that a message could be about."""


class Written(NamedTuple):
    """A talk in the book."""

    id: int
    talk: Talk
    clock: str
    outcome: str


def everyday(scene: Scene, people: list[Person], won: dict[int, date]) -> list[Talk]:
    """The talks of ordinary days: visits, calls, messages, with whoever may be talked to without spoiling the story; `won`:
    since when somebody is a client."""
    rng = scene.rng
    last: dict[int, date] = {}
    found: list[Talk] = []
    for back in range(-WORKDAYS, 0):
        day = scene.workday(back)
        there = [one for one in people if one.since <= day]
        free = [
            one
            for one in there
            if day < one.last and (one.last - day).days >= 3 and (day - last.get(one.id, date.min)).days >= APART
        ]
        rng.shuffle(free)
        kinds = ["visit"] * rng.randint(1, 2) + ["call"] * rng.randint(1, 3) + ["reception"] * rng.randint(0, 1)
        for one, kind in zip(free, kinds, strict=False):
            last[one.id] = day
            if one.about == "client" and day < won.get(one.id, day):
                one = one._replace(about="prospect", intent=scene.intent(0))
            found.append(Talk(day, one.id, kind, one.about, outcome(scene, one)))
        # A message and a call that nobody takes bring nobody nearer: they may go to anyone.
        found += [
            Talk(day, one.id, "message", "client" if day >= won.get(one.id, date.max) else "any")
            for one in _some(scene, there, rng.randint(2, 6))
        ]
        found += [Talk(day, one.id, "call", "any", "no-answer") for one in _some(scene, there, rng.randint(0, 1))]
    return found


def _some(scene: Scene, people: list[Person], number: int) -> list[Person]:
    return scene.rng.sample(people, min(number, len(people)))


def write(scene: Scene, talks: list[Talk]) -> list[Written]:
    """Write the talks down, day by day, one after the other."""
    days: dict[date, list[Talk]] = defaultdict(list)
    for talk in talks:
        days[talk.day].append(talk)
    return [written for day in sorted(days) for written in _day(scene, days[day])]


def _day(scene: Scene, talks: list[Talk]) -> list[Written]:
    clock = OPENING[0] * 60 + OPENING[1]
    found = []
    for talk in talks:
        clock += scene.rng.randrange(10, 500 // max(len(talks), 8), 5)
        found.append(_one(scene, talk, talk.clock or f"{clock // 60:02d}:{clock % 60:02d}"))
    return found


def _one(scene: Scene, talk: Talk, clock: str) -> Written:
    known = {one.key: one for one in scene.desk.playbook.outcomes}
    message = talk.kind == "message"
    ended = talk.outcome if talk.outcome in known else ""
    sort = "message" if message else talk.outcome or "interested"
    whom = talk.customer_id
    note = scene.say(whom, "at", talk.stage, "note") or scene.say(whom, "notes", talk.about, sort)
    note = note or scene.say(whom, "notes", "any", sort)
    reached = known[ended].reached if ended else not message
    minutes = {"visit": scene.rng.choice((30, 40, 60)), "call": scene.rng.choice((5, 10, 15))}.get(talk.kind)
    held = {"deal_id": talk.deal_id, "kind": talk.kind, "held_on": talk.day, "held_at": clock, "minutes": minutes}
    held |= {"note": note, "outcome": ended, "reached": int(reached), "intent": talk.intent}
    number = scene.insert("touch", talk.day, customer_id=talk.customer_id, **held)
    row = scene.desk.book.get("customer", talk.customer_id)
    assert row is not None
    # One speaks with somebody of a firm: with who decides, and of a visit in three with the other one too.
    there = [one["id"] for one in circle.people(scene.desk.book, row)[: 1 + (number % 3 == 0)]] if not message else []
    for other in circle.also(scene.desk.book, row, there if row["kind"] == "organisation" else ()):
        scene.insert("touch_with", talk.day, touch_id=number, customer_id=other)
    return Written(number, talk, clock, ended)


def outcome(scene: Scene, person: Person) -> str:
    """How a talk with them may have ended, by chance; with somebody near to buying it went well."""
    known = {one.key for one in scene.desk.playbook.outcomes if one.reached}
    keys = [key for key in scene.words.known("notes", person.about) or () if key in known and key in WEIGHTS]
    if person.stage:
        # Nobody is satisfied with what they have not got yet.
        keys = [key for key in keys if key != "satisfied"]
    if person.intent in (scene.intent(0), scene.intent(1)):
        keys = [key for key in keys if key in GOOD]
    return scene.rng.choices(keys, [WEIGHTS[key] for key in keys])[0] if keys else ""


def settle(scene: Scene, written: list[Written], events: list[Happened]) -> None:
    """Mark what the rules made due and a talk brought to its end, as logging it would have done."""
    reaching = {one.key for one in scene.desk.playbook.outcomes if not one.reached}
    real = [one for one in written if one.talk.kind != "message" and one.outcome not in reaching]
    for event in dict.fromkeys(events):
        for rule in scene.desk.playbook.rules:
            if rule.on != event.on or rule.kind not in ("call", "visit"):
                continue
            first, last = scene.ends(rule, event.day)
            talk = next(
                (one for one in real if one.talk.customer_id == event.customer_id and first <= one.talk.day <= last),
                None,
            )
            if talk is not None:
                due = {"rule": rule.key, "customer_id": event.customer_id, "for_date": event.day}
                scene.insert("settled", **due, state="done", on_date=talk.talk.day, touch_id=talk.id)


def mail(scene: Scene) -> None:
    """Whose desk it is, the kinds of the messages that were sent, and enough that is due for a morning's queue."""
    for name, words in zip(ME, scene.words.known("me") or (), strict=False):
        scene.desk.book.remember(scene.change, f"my_{name}", said(words))
    kinds = {said(words[:2]): words[2] for words in scene.words.known("mailed") or ()}
    known = {category.key for category in scene.desk.playbook.categories}
    for row in scene.desk.book.all("SELECT * FROM touch WHERE kind = 'message' ORDER BY id"):
        category = kinds.get(row["note"], "")
        if category in known:
            sent = {"state": "sent", "sent_on": row["held_on"], "sent_at": row["held_at"], "touch_id": row["id"]}
            said_to = row["customer_id"]
            scene.change.insert("message", customer_id=said_to, category=category, text=row["note"], **sent)
    if scene.desk.playbook.quotas:
        _more_due(scene)


def _more_due(scene: Scene) -> None:
    """Where messages have a floor, some more people with something due: a note that matures, a card to collect."""
    known = {rule.on for rule in scene.desk.playbook.rules if rule.kind == "message"}
    if not {"holding.matures", "customer.qualified"} <= known:
        return
    held = scene.words.known("matures") or ()
    long = scene.back(LONG).isoformat()
    free = [row["id"] for row in scene.desk.book.all(f"{FREE} AND client_since < ? ORDER BY id", long)]
    for place, words in enumerate(held):
        if place >= len(free):
            break
        until, money = scene.workday(place + 1), scene.money(min(words[2], scene.part_of(free[place])))
        held_for = {"bought_on": until - timedelta(days=words[3]), "matures_on": until}
        scene.insert("holding", scene.today, customer_id=free[place], name=said(words[:2]), **held_for, **money)
    high = sorted(tier.key for tier in scene.tiers[:2])
    for row in scene.desk.book.all(f"{FREE} AND tier IN (?, ?) ORDER BY id DESC LIMIT 2", *(high * 2)[:2]):
        if row["id"] not in free[: len(held)]:
            moved = {"customer_id": row["id"], "to_tier": row["tier"], "raised": 1}
            scene.insert("tier_change", scene.today, **moved, on_date=scene.workday(-1))
