"""The months before the story of the demo book: who was won and lost then, by how many talks, and what was left lying.

What amflow learns from a book it can learn from this one: which deals are won, how long that takes, whose calls bring
something. It is told with chance of its own, and of people who are in no other part of the story: nothing there shifts by it.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import derived_columns
from amflow.demo import deals, holdings_orders, people
from amflow.demo.people import Cast, CastPart
from amflow.demo.scene import Happened, Person, Scene, TradeWords
from amflow.demo.talks import GOOD
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.playbooks.model import Pipeline, Rule, Stage

WEEKS = 56
"""So many weeks back deals ended."""

A_WEEK = (2, 3, 2, 2)
"""How many ended in a week, turn by turn."""

ENDED = (*("won",) * 9, *("lost",) * 5)
"""How they ended, dealt like cards: no month is without anything."""

FIRST = 0.65
"""How many of them went through the trade's first pipeline."""

AGAIN = {"person": 0.35, "organisation": 0.7}
"""How many were those of somebody who had bought before."""

LATELY, LOST_LATELY = 5, 2
"""In the last weeks the story has its own who were won: these were lost, so many more a week."""

LASTS = 40
"""So many days a deal takes at least that goes as the playbook thinks."""

PACE = (0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.2)
"""How long a deal that goes on is in a stage, against the days after which the playbook calls it quiet."""

LINGERS = (2.0, 3.0, 4.0, 5.0)
"""The same of the stage in which one is lost: what goes well goes soon."""

LYING = (205, 168, 141, 122)
"""So many days ago deals came into the stage in which they lie since: the customers put them off."""

LEADS = 26
"""So many leads led nowhere."""

WEIGHTS = {"won": (5, 2, 1), "lost": (2, 2, 2), "dropped": (1, 2, 5)}
"""How often the one came from a warm source, from any other, from a cold one."""

TRIED = (0.15, 0.4, 0.6)
"""How often nobody takes the call, of the same."""

KEEPS = 30
"""A tier that asks for a talk more often than every so many days is for others: they would be all that the book tells."""

NO = ("not-interested", "not-interested", "undecided", "postponed", "no-answer")
"""How talks end that lead nowhere."""

LATER = (("agreed", "agreed", "interested", "undecided"), (*NO, "undecided", "interested", "agreed"), NO)
KEPT = (("satisfied", "satisfied", "agreed"), ("satisfied", "satisfied", "undecided"), ("satisfied", "undecided"))
"""How later ones end, with those who have not bought and with those who have, of the same."""

EVERY, LASTED = 3, 240
"""In trades that deliver, every so many working days somebody ordered, for so many of them."""


class Teller(NamedTuple):
    """The hand that writes it."""

    scene: Scene
    cast: Cast
    clients: dict[Person, date]
    """Who has bought, and when first."""
    others: list[Person]
    """Who has not, and stays in the book."""
    talks: list[tuple[date, Person, str, str, int | None]]
    """The day, with whom, of which kind, how it ended, about which deal: written at the end, in their order."""
    events: dict[Happened, str]
    """What happened that rules wait for, with the pipeline that it happened in."""


def tell(whole: Scene, crew: Cast) -> None:
    """Write it all."""
    rng, trade = whole.dice("history"), whole.desk.playbook
    scene = whole._replace(rng=rng, words=TradeWords((trade.name, *trade.extends), rng))
    pipelines = scene.pipelines(scene.kind)
    teller = Teller(scene, Cast(scene, crew), {}, [], [], {})
    cards: list[str] = []
    for back in range(WEEKS, 0, -1) if pipelines else ():
        number = A_WEEK[back % len(A_WEEK)] - (back <= LATELY)
        for at in range(number + (LOST_LATELY if back <= LATELY else 0)):
            cards = cards or rng.sample(ENDED, len(ENDED))
            more = len(pipelines) > 1 and rng.random() > FIRST
            pipeline = rng.choice(pipelines[1:]) if more else pipelines[0]
            _one(teller, pipeline, 7 * back - rng.randrange(7), cards.pop() if at < number else "lost")
    for place, days in enumerate(LYING if pipelines else ()):
        _lies(teller, pipelines[0], place % 2, days)
    for place in range(LEADS):
        _nowhere(teller, 12 + 14 * place + rng.randrange(12))
    _kept_up(teller)
    if any(rule.on == "order.delivered" for rule in trade.rules):
        _orders(teller)
    _written(teller)


def _one(teller: Teller, pipeline: "Pipeline", back: int, state: str) -> None:
    """A deal that ended like that about so many days ago, with the talks that led there."""
    scene, rng = teller.scene, teller.scene.rng
    end = _ended_on(scene, pipeline, back, state)
    stages = pipeline.stages
    last = (
        len(stages) - 1
        if state == "won"
        else rng.choices(range(len(stages)), [1.3 - one.probability for one in stages])[0]
    )
    days = _days(scene, stages, last, end, lost=state == "lost")
    person, first = _who(teller, pipeline, days[0], state)
    deal = deals.ended(scene, person, pipeline, days, state, weighed=True)
    teller.events[Happened("deal.opened", person.id, days[0])] = pipeline.key
    if first:
        _came(teller, person, days[0])
    _say(teller, days[0], person, "call", _good(rng) if state == "won" else rng.choice((*GOOD[:3], "undecided")), deal)
    for entered in days[1:-1]:
        if rng.random() < 0.4:
            _say(teller, entered, person, rng.choice(("call", "visit")), "agreed", deal)
    if state == "lost":
        _say(teller, end, person, "call", rng.choice(NO[:3]), deal)
        return
    _say(teller, end, person, "visit", "bought", deal)
    teller.events[Happened("deal.won", person.id, end)] = pipeline.key
    teller.clients.setdefault(person, end)
    for day in _called_back(scene, pipeline, end):
        _say(teller, day, person, "call", "satisfied")


def _ended_on(scene: Scene, pipeline: "Pipeline", back: int, state: str) -> date:
    """The day on which it ended: none whose callback would fall due today, for today has its own."""
    rules = _asking(scene, "deal.won", pipeline.key)
    day = scene.back(max(back, 1))
    while state == "won" and any(scene.ends(rule, day)[0] == scene.today for rule in rules):
        day = scene.desk.calendar.previous(day)
    return day


def _asking(scene: Scene, event: str, pipeline: str) -> "list[Rule]":
    """The rules that wait for such an event."""
    return [one for one in scene.desk.playbook.rules if one.on == event and one.pipeline in ("", pipeline)]


def _called_back(scene: Scene, pipeline: "Pipeline", won: date) -> list[date]:
    """When who bought on that day was called or visited, as the rules ask: where that was due before today."""
    asked = [one for one in _asking(scene, "deal.won", pipeline.key) if one.kind in ("call", "visit")]
    days = {scene.ends(one, won)[0] for one in asked}
    made = {day if scene.desk.calendar.is_workday(day) else scene.desk.calendar.next(day) for day in days}
    return sorted(day for day in made if day < scene.today)


def _days(scene: Scene, stages: "tuple[Stage, ...]", last: int, end: date, *, lost: bool) -> list[date]:
    """When it came into each of its stages, and when it ended."""
    slow = max(LASTS / sum(stage.quiet_days for stage in stages), 1)
    days = [end]
    for place in range(last, -1, -1):
        pace = scene.rng.choice(LINGERS if lost and place == last else PACE)
        day = days[0] - timedelta(days=max(round(slow * pace * stages[place].quiet_days), 1))
        days.insert(0, day if scene.desk.calendar.is_workday(day) else scene.desk.calendar.previous(day))
    return days


def _who(teller: Teller, pipeline: "Pipeline", opened: date, state: str) -> tuple[Person, bool]:
    """Whose deal it is, and whether they came for it: somebody who had bought, where the pipeline is for more than once."""
    scene, rng = teller.scene, teller.scene.rng
    had = [] if "account" in pipeline.key else [one for one, bought in teller.clients.items() if bought < opened]
    if had and not deals.needs(pipeline) and rng.random() < AGAIN[scene.kind]:
        return rng.choice(had), False
    return _new(teller, opened - timedelta(days=rng.randint(2, 16)), state, *deals.needs(pipeline)), True


def _new(teller: Teller, came: date, state: str, *needs: str) -> Person:
    """Somebody who came into the book on that day."""
    scene = teller.scene
    lowest, place = len(scene.tiers) - 1, scene.rng.choice((0, 1, 1, 2, 2))
    often = [at for at, tier in enumerate(scene.tiers) if tier.every_days < KEEPS]
    place = min(max(place, len(often)), lowest)
    part = CastPart((scene.today - came).days, 1, place, about="client" if state == "won" else "prospect", lead=True)
    more = {"tier": "" if place in often else scene.tier(place), "birthday": "", "source": _source(scene, state)}
    person = people.customer(scene, teller.cast, part, *needs, **more)
    if state == "lost":
        teller.others.append(person)
    return person


def _source(scene: Scene, state: str) -> str:
    sources = scene.desk.playbook.sources
    weights = [WEIGHTS[state][people.warmth(one)] for one in sources]
    return str(scene.rng.choices(sources, weights)[0].key) if sources else ""


def _came(teller: Teller, person: Person, opened: date) -> None:
    """They were a lead first: called until they were reached."""
    calendar, rng = teller.scene.desk.calendar, teller.scene.rng
    teller.events[Happened("lead.added", person.id, person.since)] = ""
    day = calendar.next(person.since)
    while day < opened and rng.random() < TRIED[_warmth(teller.scene, person)]:
        _say(teller, day, person, "call", "no-answer")
        day = calendar.next(day)
    if day < opened:
        _say(teller, day, person, "call", _good(rng))


def _warmth(scene: Scene, person: Person) -> int:
    """How warm the source is that they came from."""
    row = scene.desk.book.get("customer", person.id)
    key = row["source"] if row is not None else ""
    return next((people.warmth(one) for one in scene.desk.playbook.sources if one.key == key), 1)


def _good(rng: Any) -> str:
    return str(rng.choice(("interested", "agreed", "agreed")))


def _lies(teller: Teller, pipeline: "Pipeline", place: int, back: int) -> None:
    """A deal that nobody has taken up for months."""
    scene = teller.scene
    stages = pipeline.stages
    place = min(place, len(stages) - 1)
    days = _days(scene, stages, place - 1, scene.back(back), lost=False) if place else [scene.back(back)]
    person = _new(teller, days[0] - timedelta(days=4), "lost", *deals.needs(pipeline))
    deal = deals.standing(scene, person, pipeline, days, scene.back(back - 30))
    teller.events[Happened("deal.opened", person.id, days[0])] = pipeline.key
    _came(teller, person, days[0])
    _say(teller, days[0], person, "visit", "interested", deal)


def _nowhere(teller: Teller, back: int) -> None:
    """A lead that was called and led nowhere."""
    scene, rng = teller.scene, teller.scene.rng
    gone = back - rng.randint(5, 10)
    source = _source(scene, "dropped")
    person = people.dropped(scene, teller.cast, back, gone, source=source)
    teller.events[Happened("lead.added", person.id, person.since)] = ""
    day, end = scene.desk.calendar.next(person.since), scene.back(gone)
    while day < end and rng.random() < 0.5:
        _say(teller, day, person, "call", "no-answer")
        day = scene.desk.calendar.next(day)
    _say(teller, end, person, "call", rng.choice(NO))


def _say(teller: Teller, day: date, person: Person, kind: str, outcome: str, deal: int | None = None) -> None:
    teller.talks.append((day, person, kind, outcome, deal))


def _kept_up(teller: Teller) -> None:
    """Everybody was talked to from then on as often as their tier asks."""
    scene, rng = teller.scene, teller.scene.rng
    tiers = {tier.key: tier.every_days for tier in scene.tiers}
    last = {one[1].id: one[0] for one in sorted(teller.talks, key=lambda one: one[0]) if one[3] != "no-answer"}
    for person in (*teller.clients, *teller.others):
        # Who is in no tier is talked to as often as those of the lowest.
        every = tiers.get(_tier(scene, person), max(tiers.values(), default=90))
        answers = (KEPT if person in teller.clients else LATER)[_warmth(scene, person)]
        day = last[person.id]
        while (day := _about(scene, day, rng.uniform(0.6, 0.9) * every)) < scene.today:
            # A call that nobody takes is no talk: the next one follows soon.
            while (outcome := rng.choice(answers)) == "no-answer":
                _say(teller, day, person, "call", outcome)
                day = scene.desk.calendar.next(day)
            if day < scene.today:
                _say(teller, day, person, "call", outcome)


def _orders(teller: Teller) -> None:
    """What clients ordered in the months before the orders of the story."""
    scene, rng = teller.scene, teller.scene.rng
    for back in range(LASTED, holdings_orders.ORDERED, -EVERY):
        day = scene.workday(-back)
        able = [one for one, bought in teller.clients.items() if bought <= day]
        if able:
            days = {"promised_on": scene.workday(3 - back), "delivered_on": scene.workday(3 - back + (back % 4 == 0))}
            holdings_orders.order(scene, rng, rng.choice(able), ordered_on=day, why="", **days)


def _tier(scene: Scene, person: Person) -> str:
    row = scene.desk.book.get("customer", person.id)
    return row["tier"] if row is not None else ""


def _about(scene: Scene, day: date, days: float) -> date:
    """A working day about so many days later."""
    later = day + timedelta(days=max(round(days), 1))
    return later if scene.desk.calendar.is_workday(later) else scene.desk.calendar.previous(later)


def _written(teller: Teller) -> None:
    """Write the talks down, and what the rules made due as done."""
    scene, rng = teller.scene, teller.scene.rng
    known = {one.key: one for one in scene.desk.playbook.outcomes}
    for day, person, kind, outcome, deal in sorted(teller.talks, key=lambda one: (one[0], one[1].id)):
        clock = f"{rng.choice((9, 10, 10, 11, 14, 15, 16))}:{rng.randrange(0, 60, 5):02d}".zfill(5)
        held = {"deal_id": deal, "kind": kind, "held_on": day, "held_at": clock, "outcome": outcome}
        held |= {
            "reached": int(known[outcome].reached),
            "minutes": 30 if kind == "visit" else 10,
            "note": "",
            "intent": "",
        }
        scene.insert("touch", day, customer_id=person.id, **held)
    for event, pipeline in teller.events.items():
        for rule in _asking(scene, event.on, pipeline):
            first, _last = scene.ends(rule, event.day)
            if first < scene.today:
                due = {"rule": rule.key, "customer_id": event.customer_id, "for_date": event.day}
                scene.insert("settled", first, **due, state="done", on_date=first)
    told = {person.id for _day, person, *_rest in teller.talks}
    derived_columns.after_many(scene.desk.book, scene.change, told)
