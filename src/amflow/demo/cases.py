"""How customers of the demo book are looked after: cases with their clocks, scores over the months, answers, a register.

With chance of its own, so that nothing else of the story changes with it.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from amflow.book import access_log
from amflow.callback.cases import records as cases
from amflow.customers.needs import records as needs
from amflow.dates.offsets import months_on
from amflow.demo.lives import said
from amflow.demo.scene import Person, Scene
from amflow.demo.talks import Written
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

MONTHS = 6
"""So many months of scores."""


class CasesTold(NamedTuple):
    """What the story hands over."""

    people: list[Person]
    angry: Person
    """Complained two working days ago; the story owes an answer."""
    written: list[Written]


def tell(scene: Scene, told: CasesTold) -> None:
    """Write cases, scores and answers."""
    rng = scene.dice("care")
    clients = [one for one in told.people if one.about in ("client", "organisation") and one.id != told.angry.id]
    recent = sorted(clients or told.people, key=lambda one: (one.last, one.id), reverse=True)
    if recent:
        _cases(scene, rng, told.angry, recent)
    _scores(scene, rng, told.written)
    _surveys(scene, rng, recent)


def _cases(scene: Scene, rng: Random, angry: Person, recent: list[Person]) -> None:
    now = scene.desk.now
    hours, calendar = scene.desk.hours, scene.desk.calendar
    # Opened before an hour of work: its answer is what breaks first today.
    start = now.replace(second=0)
    while hours.between(start, now) < 50 and (now - start).days < 20:
        start -= timedelta(minutes=10)
    urgent = recent[0]
    _case(scene, urgent, scene.say(urgent.id, "cases"), "high", "complaint", [("opened", start, "", "")])
    before, yesterday = scene.workday(-2), scene.workday(-1)
    whom = str(scene.desk.playbook.superior)
    answered, _right, too_high, reported = (said(one) for one in scene.words.known("care", "done"))
    steps = [
        ("opened", datetime.combine(before, time(15, 10)), "", ""),
        ("answered", datetime.combine(before, time(16, 40)), answered, ""),
        ("escalated", datetime.combine(yesterday, time(10, 20)), too_high, whom),
        ("reported", datetime.combine(yesterday, time(17, 0)), reported, whom),
    ]
    _case(scene, angry, scene.say(angry.id, "cases"), "normal", "complaint", steps)
    rule = next((one for one in scene.desk.playbook.rules if one.on == "case.resolved"), None)
    due = [day for day in scene.due_today(rule) if calendar.is_workday(day)] if rule else []
    solved = next((one for one in reversed(recent[1:]) if due and one.last <= due[-1]), None)
    if solved is not None:
        _solved(scene, rng, solved, due[-1], "high")
    for place, person in enumerate(recent[2:6]):
        day = scene.workday(-18 - 21 * place)
        if person.since <= day and (solved is None or person.id != solved.id):
            number = _solved(scene, rng, person, day, ("low", "normal")[place % 2])
            value = rng.choice((4, 5, 3))
            after = calendar.shift(day, 3)
            key = rule.key if rule else ""
            scene.insert("settled", rule=key, customer_id=person.id, for_date=day, state="done", on_date=after)
            why = _why(scene, rng, person.id, value)
            said_so = {"value": value, "on_date": after, "case_id": number, "why": why}
            scene.insert("score", customer_id=person.id, scale="csat", **said_so)


def _solved(scene: Scene, rng: Random, person: Person, day: date, severity: str) -> int:
    """A case that was opened the working day before and resolved on that day."""
    answered, put_right, *_others = (said(one) for one in scene.words.known("care", "done"))
    began = datetime.combine(scene.desk.calendar.previous(day), time(14, rng.randrange(0, 60, 5)))
    steps = [
        ("opened", began, "", ""),
        ("answered", began + timedelta(minutes=rng.randrange(20, 100, 5)), answered, ""),
        ("resolved", datetime.combine(day, time(11, rng.randrange(0, 60, 5))), put_right, ""),
    ]
    return _case(scene, person, scene.say(person.id, "cases"), severity, rng.choice(("complaint", "problem")), steps)


def _case(
    scene: Scene, person: Person, title: str, severity: str, kind: str, steps: list[tuple[str, datetime, str, str]]
) -> int:
    """A case with its steps, each with what was said and to whom."""
    when = {step[0]: step[1] for step in steps}
    opened = when["opened"]
    clock = scene.desk.playbook.clock(severity)
    hours = scene.desk.hours
    by = [hours.on(opened, 60 * count) for count in ((clock.answer_hours, clock.solve_hours) if clock else ())]
    answer_by, solve_by = (f"{one:%Y-%m-%dT%H:%M}" for one in by) if by else ("", "")
    fields: dict[str, Any] = {"answer_by": answer_by, "solve_by": solve_by}
    for state in ("answered", "resolved"):
        if state in when:
            fields |= {f"{state}_on": when[state].date().isoformat(), f"{state}_at": f"{when[state]:%H:%M}"}
    running = [solve_by] if "answered" in when else [answer_by, solve_by]
    breaks = min([one for one in running if one], default=cases.NEVER)
    number = scene.insert(
        "cases", opened.date(), customer_id=person.id, title=title, kind=kind, severity=severity,
        state="resolved" if "resolved" in when else "open", opened_on=opened.date(),
        opened_at=f"{opened:%H:%M}", breaks_at="" if "resolved" in when else breaks,
        escalated_to=next((whom for step, _at, _words, whom in steps if step == "escalated"), ""),
        reported_on=when["reported"].date() if "reported" in when else None, **fields,
    )  # fmt: skip
    for step, at, words, whom in steps:
        done = {"on_date": at.date(), "at_time": f"{at:%H:%M}", "text": words, "whom": whom}
        scene.insert("case_step", case_id=number, kind=step, **done)
    return number


def _scores(scene: Scene, rng: Random, written: list[Written]) -> None:
    """What was said in talks that ended satisfied or with a problem, and what else was told when they were called back."""
    asked = needs.questions(scene.desk, "callback")
    for one in written:
        if one.talk.kind not in ("call", "visit") or one.outcome not in ("satisfied", "problem"):
            continue
        day = one.talk.day
        value = rng.choice((5, 4, 4, 5)) if one.outcome == "satisfied" else rng.choice((2, 3))
        shared = {"customer_id": one.talk.customer_id, "on_date": day, "touch_id": one.id}
        if rng.random() < 0.8:
            why = _why(scene, rng, one.talk.customer_id, value)
            scene.insert("score", scale="csat", value=value, why=why, **shared)
            if rng.random() < 0.4:
                scene.insert("score", scale="nps", value=min(10, 2 * value - rng.choice((0, 1))), why="", **shared)
        if one.outcome == "satisfied" and rng.random() < 0.5:
            told = {"satisfied": str(value), "recommend": "yes" if value == 5 else ""}
            whom = one.talk.customer_id
            told |= {key: scene.say(whom, "care", "answers", key) for key in ("use", "open-problem", "changed")}
            for key, text in told.items():
                if text and key in asked:
                    scene.insert("answer", about="callback", question=key, value=text, **shared)


def _why(scene: Scene, rng: Random, number: int, value: int) -> str:
    """Why somebody gave that mark; of those in the middle half say nothing."""
    return scene.say(number, "care", "why", str(value)) if value in (2, 5) or rng.random() < 0.5 else ""


def _surveys(scene: Scene, rng: Random, clients: list[Person]) -> None:
    """Each month some clients were asked; with the months they grew more content, but for one who did not."""
    for back in range(MONTHS - 1, 0, -1):
        first = months_on(scene.today.replace(day=1), -back)
        known = [one for one in clients if one.since <= first]
        for person in rng.sample(known, min(5, len(known))):
            day = scene.desk.calendar.shift(first, rng.randint(2, 15))
            value = max(2, min(5, rng.choice((3, 4, 4, 5)) + (1 if back < 3 and rng.random() < 0.4 else 0)))
            shared = {"customer_id": person.id, "on_date": day}
            scene.insert("score", scale="csat", value=value, why=_why(scene, rng, person.id, value), **shared)
            if rng.random() < 0.5:
                scene.insert("score", scale="nps", value=min(10, 2 * value - rng.choice((0, 1))), why="", **shared)


def register(desk: "Desk", seed: int) -> None:
    """Two weeks of the register, where the trade has one: opened, used, closed; once late; checked on Fridays."""
    rota = {one.key: one.at for one in desk.playbook.register}
    if not (rota.get("open") and rota.get("close")):
        return
    rng = Random(f"{seed}/register/{desk.playbook.name}/{desk.today}")  # noqa: S311 - a story, not a secret
    keeper, chief = said(["Rita Lowe", "李薇"]), said(["Director Hunt", "陈主任"])
    for back in range(-10, 1):
        day = desk.calendar.shift(desk.today, back)
        if back == 0 and not desk.calendar.is_workday(day):
            break
        late = 25 if back == -6 else rng.randint(-8, 0)
        lines = [("open", _clock(rota["open"], rng.randint(-9, -1)), "register open", keeper, "", False)]
        lines += [("list", f"{rng.randint(9, 16):02d}:{rng.randint(0, 59):02d}", word, keeper, "", False)
                  for word in ("today", "customer list", "callback")]  # fmt: skip
        if back == -4:
            lines.append(("export", "15:20", "export", keeper, "what=customers form=csv", True))
        if desk.playbook.register and day.weekday() == 4:
            lines.append(("check", "16:30", "register check", chief, "", False))
        lines.append(("close", _clock(rota["close"], late), "register close", keeper, "", False))
        for kind, clock, command, who, detail, unmasked in sorted(lines, key=lambda line: line[1]):
            moment = datetime.combine(day, datetime.strptime(clock, "%H:%M").time())
            if moment < desk.now:
                access_log.append(
                    desk.book,
                    access_log.AccessLine(kind, command, who, detail, unmasked),
                    f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                )
    last = access_log.state(desk.book)
    if last is None or last["kind"] == "close":
        # Whoever looks around in the evening or on a Sunday finds it open.
        access_log.append(desk.book, access_log.AccessLine("open", "register open", keeper))


def _clock(clock: str, minutes: int) -> str:
    return f"{datetime.strptime(clock, '%H:%M') + timedelta(minutes=minutes):%H:%M}"
