"""What is planned in the demo book: tasks before, on and after today, accepted plans, targets, remarks, the checklist; and
what the morning has beside it."""

from datetime import date
from random import Random
from typing import Any

from amflow.agenda import checklist as agenda_checklist
from amflow.agenda.actions import Act
from amflow.dates import periods
from amflow.demo import talks as diary
from amflow.demo.lives import said
from amflow.demo.scene import Person, Scene, Talk
from amflow.demo.talks import Written
from amflow.locale import _
from amflow.plan import fitting
from amflow.plan import proposal as plan_proposal
from amflow.summary.figures import counting
from amflow.summary.targets import scopes

PLANNED_DAYS = 20
"""So many working days back there are accepted plans."""

ACCEPTED = 12
"""So many lines at most a person took of what was proposed for today."""

CHECK_INS = 12
"""So many working days back one has checked in."""

EARLY, LATE = -4, 3
"""How many minutes before and after its hour a check-in is."""


def task(scene: Scene, kind: str, due: date, known: date, person: Person | None = None, **fields: Any) -> int:
    """A task with a title that fits its kind."""
    number = person.id if person else None
    title = fields.get("title") or (_planned(scene, person, kind) if person else scene.words.say("tasks", kind)) or kind
    return scene.insert("task", known, due_on=due, customer_id=number, **{"kind": kind, **fields, "title": title})


def _planned(scene: Scene, person: "Person | Talk", kind: str) -> str:
    """What there is to do with somebody: what the stage of their deal asks for, else what their part in the book does."""
    number = person.customer_id if isinstance(person, Talk) else person.id
    sort = person.about if person.about in ("client", "organisation") else kind
    return scene.say(number, "at", person.stage, kind) or scene.say(number, "tasks", sort)


def today(scene: Scene, people: list[Person], deals: dict[int, int]) -> list[Talk]:
    """Today's appointments and the others of the coming days; those whose hour is over are done: their talks."""
    yesterday, over = scene.workday(-1), []
    now, ahead = scene.words.known("story", "appointments"), scene.words.known("story", "ahead")
    for person, (clock, kind) in zip(people, now, strict=False):
        past = clock < scene.desk.clock
        done: dict[str, Any] = {"state": "done", "done_on": scene.today} if past else {}
        agreed = {"due_time": clock, "deal_id": deals.get(person.id), "promised": 1}
        number = task(scene, kind, scene.today, yesterday, person, **agreed, **done)
        if past:
            deal, ended = deals.get(person.id), diary.outcome(scene, person)
            over.append(Talk(scene.today, person.id, kind, person.about, ended, deal, "", clock, person.stage))
            line(scene, scene.today, "done", minutes=30, task_id=number)
    for person, (days, clock, kind) in zip(people[len(now) :], ahead, strict=False):
        agreed = {"due_time": clock, "deal_id": deals.get(person.id), "promised": 1}
        task(scene, kind, scene.workday(days), scene.workday(-2), person, **agreed)
    return over


def owed(scene: Scene, angry: Person, others: list[Person]) -> int:
    """What is promised, what waits since days, what is to do without anybody; gives the task that yesterday's plan had
    and yesterday did not get done."""
    yesterday, earlier = scene.workday(-1), scene.workday(-3)
    for person, due in ((angry, scene.today), (others[0], scene.today), (others[1], scene.workday(-2))):
        task(scene, "call", due, earlier, person, title=scene.say(person.id, "promises") or _("talk again"), promised=1)
    task(scene, "call", scene.today, yesterday, others[2])
    task(scene, "todo", scene.today, earlier)
    task(scene, "todo", scene.workday(2), earlier)
    return task(scene, "todo", yesterday, scene.workday(-4))


def past(scene: Scene, written: list[Written], undone: int) -> None:
    """The accepted plans of the last weeks: what they held was mostly done; yesterday one thing was not."""
    yesterday = scene.workday(-1)
    for back in range(-PLANNED_DAYS, 0):
        day = scene.workday(back)
        talks = [one for one in written if one.talk.day == day and one.talk.kind in ("visit", "call")]
        for one in [one for one in talks if one.outcome != "no-answer"]:
            _kept(scene, one)
        for turn in range(scene.rng.randint(1, 4)):
            state = ("done", "moved", "done", "skipped")[turn]
            done_on = scene.workday(back + 1) if state == "moved" else day
            ended = {"state": "dropped"} if state == "skipped" else {"state": "done", "done_on": done_on}
            title = scene.words.say("tasks", "todo") or _("call")
            number = scene.insert("task", scene.workday(back - 1), title=title, kind="todo", due_on=day, **ended)
            line(scene, day, state, minutes=30, task_id=number)
    line(scene, yesterday, "planned", minutes=30, task_id=undone)


def _kept(scene: Scene, one: Written) -> None:
    """A line that was done: an appointment, or a talk whose day it was."""
    kind, day, customer_id = one.talk.kind, one.talk.day, one.talk.customer_id
    minutes = 45 if kind == "visit" else 15
    if scene.rng.random() < 0.6:
        before = scene.desk.calendar.previous(day)
        kept = {"kind": kind, "due_on": day, "due_time": one.clock, "state": "done", "done_on": day}
        title = _planned(scene, one.talk, kind) or kind
        number = scene.insert("task", before, title=title, customer_id=customer_id, **kept)
        line(scene, day, "done", minutes=minutes, task_id=number, kind=kind)
    else:
        line(scene, day, "done", minutes=minutes, customer_id=customer_id, kind=kind)


def line(scene: Scene, day: date, state: str, **fields: Any) -> None:
    """A line of the plan of that day, accepted the evening before."""
    before = scene.desk.calendar.previous(day)
    scene.insert("plan_line", before, on_date=day, state=state, **fields)


def accept(scene: Scene, undone: int) -> None:
    """Today's plan, as it would have been accepted last night: what amflow proposes and the day has room for."""
    for proposal in plan_proposal.proposed(scene.desk, scene.today).lines[: ACCEPTED + 1]:
        item = proposal.item
        if proposal.state == "proposed" and proposal.fits and item.task_id != undone:
            line(scene, scene.today, "planned", minutes=item.minutes, **fitting.columns(item))


def checklist(scene: Scene) -> None:
    """What the morning's checklist asks for by now is done, each at its hour; the last of it is still to do."""
    desk = scene.desk
    timed = [item for item in agenda_checklist.of_day(desk, "prep") if "" < item.due_time < desk.clock]
    for item in timed[:-1]:
        check = agenda_checklist.get(desk, int(item.ref[1:]))
        hour, minute = (int(part) for part in item.due_time.split(":"))
        early = scene.rng.randint(0, min(4, minute))
        then = desk._replace(now=desk.now.replace(hour=hour, minute=minute - early))
        agenda_checklist.mark(Act(then, scene.change, {}), check, "done")


def remarks(scene: Scene) -> None:
    """What was noted of the market, of competitors, of one's own training, one every other day, the last yesterday."""
    day = -1
    for kind, entries in (scene.words.known("remarks") or {}).items():
        for _entry in entries:
            on = scene.workday(day)
            scene.insert("note", kind=kind, on_date=on, text=scene.words.say("remarks", kind))
            day -= 2


def targets(scene: Scene) -> None:
    """Targets by week and by month for what the trade counts, near to what is usually reached."""
    desk = scene.desk
    weeks, starts = _spans(scene)
    usual = {key: _usual(numbers) for key, numbers in counting.count(desk, weeks).numbers.items()}
    counted = {metric.key for metric in desk.playbook.metrics}
    if "satisfaction" in counted:
        since, value = starts["month"], round(scene.words.known("story", "satisfied") * 10_000)
        scene.insert("target", since, starts_on=since, metric="satisfaction", period="month", value=value)
    # An account is a deal won, and a quota says how many messages there should be: one target says it.
    said = {"deals_won"} if "accounts_opened" in counted else set()
    said |= {"messages"} if any(quota.counts == "messages" for quota in desk.playbook.quotas) else set()
    for metric, kind, share in scene.words.known("story", "targets"):
        if usual[metric] and metric in counted and metric not in said:
            value = _round(usual[metric] * share * (4.3 if kind == "month" else 1))
            _target(scene, starts, metric, kind, value=value)
            if metric in scene.words.known("story", "hoped"):
                _target(scene, starts, metric, kind, value=_round(value * 1.3), level="stretch")


def _target(scene: Scene, starts: dict[str, date], metric: str, kind: str, **said: Any) -> None:
    start = starts[kind]
    scene.insert("target", start, metric=metric, period=kind, starts_on=start, **said)


def _spans(scene: Scene) -> tuple[list[periods.Period], dict[str, date]]:
    """The weeks that say what is usual, and since when targets hold."""
    weeks = [periods.week_of(scene.workday(-5 * back)) for back in (4, 3, 2, 1)]
    since = scene.workday(-40)
    return weeks, {"week": periods.week_of(since).start, "month": periods.month_of(since).start}


def targets_of_parts(scene: Scene) -> None:
    """Targets of their own: of the talks with the highest tier, with a stretch; of the visits on the busiest line, else of what
    is sold of a product."""
    desk = scene.desk
    weeks, starts = _spans(scene)
    best = max(desk.playbook.tiers, key=lambda tier: tier.rank, default=None)
    if best is not None:
        usual = _of_part(scene, weeks, "touches", "week", scopes.kept(desk, "tier", best.key), starts)
        if usual:
            part = {"scope": "tier", "part": best.key, "level": "stretch"}
            _target(scene, starts, "touches", "week", **part, value=_round(usual * 1.3))
    for line, _customers in sorted(scopes.parts(desk, "line"), key=lambda one: -one[1])[:1]:
        if _of_part(scene, weeks, "visits", "week", line, starts):
            return
    for metric in ("orders_amount", "deals_won_amount", "deals_won", "deals_opened"):
        for row in desk.book.all("SELECT id FROM product ORDER BY id"):
            if _of_part(scene, weeks, metric, "month", scopes.kept(desk, "product", str(row["id"])), starts):
                return


def _usual(numbers: list[float | None]) -> float:
    """What of a figure there usually is in a week."""
    return sum(number or 0 for number in numbers) / len(numbers)


def _of_part(
    scene: Scene, weeks: list[periods.Period], metric: str, kind: str, part: scopes.Scope, starts: dict[str, date]
) -> float:
    """Set the target of a part near to what is usually reached there; gives that, or 0 where there is nothing."""
    (numbers,) = counting.count(scene.desk, weeks, [metric], part).numbers.values()
    usual = _usual(numbers) * (4.3 if kind == "month" else 1)
    if usual:
        _target(scene, starts, metric, kind, scope=part.kind, part=part.key, value=_round(usual))
    return usual


def _round(value: float) -> int:
    """A number as a target is set: its first two digits, the second 0 or 5 from fifty on."""
    unit = 1
    while value / unit >= 50:
        unit *= 10 if value / unit >= 500 else 5
    return max(round(value / unit), 1) * unit


def morning(scene: Scene) -> None:
    """What the morning has: difficulties, bulletins, training, goals, the calendar, check-ins of the last weeks, somebody whom
    a colleague sent. It draws from dice of its own, so that nothing else of the story changes."""
    rng = Random(f"{scene.seed}/prep/{scene.desk.playbook.name}")  # noqa: S311 - a story, not a secret
    _notes(scene)
    _goals(scene)
    _events(scene)
    _check_ins(scene, rng)
    _sent_by_a_colleague(scene)


def _notes(scene: Scene) -> None:
    """A difficulty of yesterday, what was seen of competitors and suggested then, a bulletin of today, training."""
    yesterday = scene.workday(-1)
    for kind in ("challenge", "competitor", "suggestion", "bulletin"):
        for entry in scene.words.known(f"{kind}s") or ():
            _note(scene, scene.today if kind == "bulletin" else yesterday, kind, said(entry))
    for place, (minutes, *entry) in enumerate(scene.words.known("training") or ()):
        _note(scene, scene.workday(-4 - 6 * place), "training", said(entry), minutes=minutes)


def _note(scene: Scene, day: date, kind: str, text: str, **more: Any) -> None:
    scene.insert("note", kind=kind, on_date=day, text=text, **more)


def _goals(scene: Scene) -> None:
    for days, *entry in scene.words.known("goals") or ():
        known, due = scene.workday(-30), scene.workday(days)
        scene.insert("goal", known, title=said(entry), due_on=due)


def _events(scene: Scene) -> None:
    for days, kind, english, chinese, note, note_chinese in scene.words.known("events") or ():
        on = scene.workday(days).isoformat()
        title, more = said([english, chinese]), said([note, note_chinese])
        scene.insert("event", scene.workday(-6), kind=kind, on_date=on, title=title, note=more)


def _check_ins(scene: Scene, rng: Random) -> None:
    """The reports on post of the last weeks, mostly in time; where a trade has none, its first check with an hour."""
    timed = [
        check for check in scene.desk.playbook.checks if check.step == "prep" and check.at and check.every == "workday"
    ]
    check = next((one for one in timed if one.key == "report-on-post"), timed[0] if timed else None)
    if check is None:
        return
    hour, minute = map(int, check.at.split(":"))
    for back in range(-CHECK_INS, 0):
        day = scene.workday(back)
        at = max(60 * hour + minute + rng.randint(EARLY, LATE), 0)
        time = f"{at // 60:02}:{at % 60:02}"
        scene.insert("day_check", on_date=day, check_key=check.key, state="done", at_time=time)


def _sent_by_a_colleague(scene: Scene) -> None:
    """One of yesterday's leads came from a colleague's desk."""
    posts = [source.key for source in scene.desk.playbook.sources if source.post]
    lead = scene.desk.book.one(
        "SELECT id FROM customer WHERE lead_on = ? AND status = 'lead' AND referrer_id IS NULL ORDER BY id DESC",
        scene.workday(-1).isoformat(),
    )
    if posts and lead is not None:
        scene.change.update("customer", lead["id"], source=posts[0])
