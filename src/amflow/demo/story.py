"""The story that the demo book tells, put together: who, what was dealt, what was said, what is planned."""

from datetime import date

from amflow.book import derived_columns
from amflow.book.change import Change
from amflow.demo import cases, deals, history, holdings_orders, needs, people, prospects, reports, schedule, talks
from amflow.demo.people import CastPart
from amflow.demo.scene import Happened, Person, Scene, Talk, TradeWords
from amflow.desk import Desk
from amflow.playbooks.model import Pipeline, Rule
from amflow.records import NamedTuple

LONG = 6
"""From so many stages on a pipeline has one open deal a stage, not two."""


class StoryTold(NamedTuple):
    """What the parts of the story hand on to each other."""

    people: list[Person]
    talks: list[Talk]
    events: list[Happened]
    deals: dict[int, int]
    """The open deal of each person."""
    busy: list[Person]
    """With a deal under way and on good terms: the appointments are with them."""


def tell(desk: Desk, change: Change, seed: int) -> None:
    """Write the whole book, as part of that change."""
    from random import Random

    rng = Random(f"{seed}/{desk.playbook.name}/{desk.today}")  # noqa: S311 - a story, not a secret
    names = (desk.playbook.name, *desk.playbook.extends)
    scene = Scene(desk, change, rng, TradeWords(names, rng), {}, seed)
    deals.products(scene)
    told = StoryTold([], [], [], {}, [])
    crew = people.Cast(scene)
    _with_deals(scene, crew, told)
    winners = _winners(scene, crew, told)
    clients = _old_clients(scene, crew, told)
    wishes = _others(scene, crew, told)
    firms = _firms(scene, crew, told)
    _leads(scene, crew, told, clients[0])
    if scene.kind == "person":
        people.employ(scene, crew, firms)
        people.birthdays(scene, winners)
    people.contacts(scene, crew, firms)
    _write(scene, told, clients, wishes)
    schedule.morning(scene)
    needs.tell(scene)
    holdings_orders.tell(scene, told.people)
    deals.in_the_house(scene, clients)
    prospects.tell(scene)
    # Behind all the rest, so that nothing of it shifts; what is usual goes by it.
    history.tell(scene, crew)
    schedule.targets(scene)
    reports.tell(scene)
    schedule.targets_of_parts(scene)
    reports.measured(scene)


def _with_deals(scene: Scene, crew: people.Cast, told: StoryTold) -> None:
    """Two people in every stage of the trade's first pipeline, or one where it is long, and two in each of the others;
    of some nobody has heard for too long."""
    pipelines = scene.pipelines(scene.kind)
    first = pipelines[0].stages if pipelines else ()
    turns = [
        (pipelines[0], (number + 1) % len(first))
        for number in range(2 * len(first) if len(first) < LONG else len(first))
    ]
    turns += [(one, place) for one in pipelines[1:] for place in (0, len(one.stages) // 2)]
    for number, (pipeline, place) in enumerate(turns):
        stages = pipeline.stages
        stage, quiet = stages[place], number % 4 == 3
        days = stage.quiet_days + 2 + number if quiet else 1 + number % 3
        near = 0 if stage.probability >= 0.7 else 1 if stage.probability >= 0.3 else 2
        # The first one is looked at most: her file is fuller, her story longer.
        part = CastPart(days + (15 + 3 * place if number else 46), days, number % 3, near, lead=number % 2 == 1)
        person = people.customer(scene, crew, part, *deals.needs(pipeline))._replace(stage=stage.key)
        moved = scene.desk.calendar.shift(person.last, -(number % 2))
        expected = -3 if number == 4 else 2 + 3 * (len(stages) - place) + scene.rng.randint(0, 5)
        deal = deals.opened(scene, person, pipeline, place, moved=moved, expected=expected)
        told.people.append(person)
        told.deals[person.id] = deal
        told.talks.append(_last(scene, person, "visit" if number % 2 else "call", deal))
        if not quiet:
            told.busy.append(person)


def _winners(scene: Scene, crew: people.Cast, told: StoryTold) -> list[Person]:
    """Deals won: last weeks', with the callback that followed; one whose callback was missed; and some whose callback
    is due today."""
    rules = [rule for rule in scene.desk.playbook.rules if rule.on == "deal.won"]
    pipelines = {one.key: one for one in scene.desk.playbook.pipelines}
    asking = [rule for rule in rules[1:] if scene.due_today(rule)]
    due = [day for rule in rules[:1] for day in _three(scene, scene.due_today(rule))]
    due += [_three(scene, scene.due_today(rule))[0] for rule in asking]
    missed = [day for rule in rules[:1] if (day := _lapsed(scene, rule))]
    # Of two who bought on the same day one has been called back.
    called = [scene.workday(-back) for back in scene.words.known("story", "won")] + due[2:3]
    found = []
    for place, day in enumerate([*due, *missed, *called]):
        again = next((_callback(scene, rule, day) for rule in rules if place >= len(due) + len(missed)), None)
        last = again or day
        since = (scene.today - day).days + 22
        part = CastPart(since, (scene.today - last).days, place % 3, about="client", lead=place % 2 == 0)
        # Those for whom a rule of one pipeline falls due have won a deal of that one.
        rule = asking[place - len(due) + len(asking)] if len(due) - len(asking) <= place < len(due) else None
        pipeline = pipelines.get(rule.pipeline) if rule else _turn(scene, place)
        person = people.customer(scene, crew, part, *deals.needs(pipeline))._replace(last=last)
        told.people.append(person)
        found.append(person)
        _win(scene, told, person, day, pipeline)
        if again:
            told.talks.append(Talk(again, person.id, "call", "client", "satisfied"))
    return found


def _three(scene: Scene, days: list[date]) -> list[date]:
    """The first, the middle and the last of the days that were worked, or of all where none was."""
    worked = [day for day in days if scene.desk.calendar.is_workday(day)] or days
    return list(dict.fromkeys([worked[0], worked[len(worked) // 2], worked[-1]])) if worked else []


def _lapsed(scene: Scene, rule: Rule) -> date | None:
    """The latest working day whose callback lapsed before today."""
    due = scene.due_today(rule)
    return scene.desk.calendar.previous(due[-1]) if due else None


def _callback(scene: Scene, rule: Rule, day: date) -> date | None:
    """A working day on which the callback for that day was made: yesterday where it was still due then, else the first
    one; None where it was not due before today."""
    first, last = scene.ends(rule, day)
    calendar = scene.desk.calendar
    made = first if calendar.is_workday(first) else calendar.next(first)
    yesterday = scene.workday(-1)
    if made > yesterday:
        return None
    return yesterday if last >= yesterday else made


def _turn(scene: Scene, place: int, kind: str = "") -> Pipeline | None:
    """The pipelines of the trade's customers in turn."""
    pipelines = scene.pipelines(kind or scene.kind)
    return pipelines[place % len(pipelines)] if pipelines else None


def _win(
    scene: Scene, told: StoryTold, person: Person, day: date, pipeline: Pipeline | None, about: str = "prospect"
) -> None:
    pipeline = pipeline or _turn(scene, 0)
    if pipeline:
        deal = deals.closed(scene, person, pipeline, day, "won")
        told.talks.append(Talk(day, person.id, "visit", about, "bought", deal))
        told.events.append(Happened("deal.won", person.id, day))


def _old_clients(scene: Scene, crew: people.Cast, told: StoryTold) -> list[Person]:
    """Those who bought long ago, some of whom should have been talked to by now."""
    found = []
    for place, (since, last) in enumerate(scene.words.known("story", "old")):
        pipeline = _turn(scene, place)
        part = CastPart(since, last, min(place // 2, 2), about="client")
        person = people.customer(scene, crew, part, *deals.needs(pipeline))
        bought = scene.back(since - 60)
        _win(scene, told, person, bought, pipeline)
        told.talks.append(_last(scene, person, "call" if place % 2 else "visit"))
        told.people.append(person)
        found.append(person)
    return found


def _others(scene: Scene, crew: people.Cast, told: StoryTold) -> list[Person]:
    """People with a wish, people nobody knows yet, deals that were lost, and one who wants to be left alone; gives
    those with a wish."""
    found = []
    wishes = enumerate(scene.words.known("story", "wishes"))
    parts = [CastPart(since, last, 1 + place % 2, intent) for place, (since, last, intent) in wishes]
    parts += [CastPart(since, last, 2) for since, last in scene.words.known("story", "waiting")]
    for part in parts:
        person = people.customer(scene, crew, part)
        told.people.append(person)
        found.append(person)
        told.talks.append(_last(scene, person, "call"))
    for back in scene.words.known("story", "lost"):
        day = scene.workday(-back)
        part = CastPart((scene.today - day).days + 25, (scene.today - day).days, 2, 3)
        person = people.customer(scene, crew, part)._replace(last=day)
        told.people.append(person)
        if pipeline := _turn(scene, 0):
            deal = deals.closed(scene, person, pipeline, day, "lost")
            told.talks.append(Talk(day, person.id, "call", "prospect", "not-interested", deal, person.intent))
    alone = people.customer(scene, crew, CastPart(70, 41, 2), no_contact=1)
    told.talks.append(Talk(alone.last, alone.id, "call", "prospect", "not-interested"))
    return found


def _firms(scene: Scene, crew: people.Cast, told: StoryTold) -> list[Person]:
    """Organisations: a deal in every stage of theirs, and one that has been a client for long."""
    found = []
    for place, key in enumerate(crew.firms):
        pipeline = _turn(scene, place, "organisation")
        client = place == len(crew.firms) - 1 or pipeline is None
        part = (
            CastPart(300, 31, 0, about="organisation")
            if client
            else CastPart(60, 2 + 3 * place, place % 2, 1, "organisation")
        )
        firm = people.organisation(scene, crew, key, part)
        stage = 0 if pipeline is None else place % len(pipeline.stages)
        firm = firm if client or pipeline is None else firm._replace(stage=pipeline.stages[stage].key)
        found.append(firm)
        told.people.append(firm)
        if client or pipeline is None:
            _win(scene, told, firm, scene.back(200), pipeline, "organisation")
            told.talks.append(_last(scene, firm, "visit"))
            continue
        moved = scene.desk.calendar.shift(firm.last, -place)
        deal = deals.opened(scene, firm, pipeline, stage, moved=moved, expected=15 - 2 * place)
        told.deals[firm.id] = deal
        told.talks.append(_last(scene, firm, "visit", deal))
        if place < 2:
            told.busy.append(firm)
    return found


def _leads(scene: Scene, crew: people.Cast, told: StoryTold, referrer: Person) -> None:
    """Open leads, most of them spoken to, and two that led nowhere. What leads are told is in their own notes: the
    everyday talks are not for them."""
    found = people.leads(scene, crew, referrer)
    for lead in found:
        told.events.append(Happened("lead.added", lead.id, lead.since))
        if lead.last > lead.since:
            told.talks.append(Talk(lead.last, lead.id, "call", "lead", "interested", None, lead.intent))
    told.talks.append(Talk(scene.workday(-2), found[-1].id, "call", "lead", "no-answer"))
    for came, gone in ((12, 5), (30, 19)):
        people.dropped(scene, crew, came, gone)


def _last(scene: Scene, person: Person, kind: str, deal: int | None = None) -> Talk:
    """The last real talk with somebody."""
    ended = talks.outcome(scene, person)
    return Talk(person.last, person.id, kind, person.about, ended, deal, person.intent, stage=person.stage)


def _write(scene: Scene, told: StoryTold, clients: list[Person], wishes: list[Person]) -> None:
    """Everything that hangs on the talks: the diary, what it settled, the tasks, the plans, the figures."""
    angry = clients[5]
    complaint = Talk(scene.workday(-2), angry.id, "call", "client", "problem")
    over = schedule.today(scene, told.busy, told.deals)
    undone = schedule.owed(scene, angry, [wishes[0], wishes[-1], clients[6]])
    won = {event.customer_id: event.day for event in told.events if event.on == "deal.won"}
    held = [*told.talks, complaint, *talks.everyday(scene, told.people, won), *over]
    written = talks.write(scene, [talk for talk in held if talk.day <= scene.today])
    talks.settle(scene, written, told.events)
    for row in scene.desk.book.all("SELECT id FROM customer"):
        derived_columns.after_touch_or_deal(scene.desk.book, scene.change, row["id"])
    schedule.past(scene, written, undone)
    schedule.accept(scene, undone)
    schedule.checklist(scene)
    schedule.remarks(scene)
    talks.mail(scene)
    cases.tell(scene, cases.CasesTold(told.people, angry, written))
