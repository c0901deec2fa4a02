"""What the demo book has for the morning: difficulties, bulletins, training, goals, the calendar, check-ins of the last weeks,
somebody whom a colleague sent, and answers that have grown old."""

from datetime import date
from random import Random
from typing import Any

from amflow.demo.lives import said
from amflow.demo.scene import Scene

CHECK_INS = 12
"""So many working days back one has checked in."""

EARLY, LATE = -4, 3
"""How many minutes before and after its hour a check-in is."""


def fill(scene: Scene, seed: int) -> None:
    """Write it. It draws from dice of its own, so that nothing else of the story changes."""
    rng = Random(f"{seed}/prep/{scene.desk.playbook.name}")  # noqa: S311 - a story, not a secret
    _notes(scene)
    _goals(scene)
    _events(scene)
    _check_ins(scene, rng)
    _sent_by_a_colleague(scene)


def _notes(scene: Scene) -> None:
    """A difficulty of yesterday, what was seen of competitors and suggested then, a bulletin of today, training."""
    yesterday = scene.workday(-1)
    for entry in scene.words.known("challenges") or ():
        _note(scene, yesterday, "challenge", said(entry))
    for kind in ("competitor", "suggestion"):
        for entry in scene.words.known(f"{kind}s") or ():
            _note(scene, yesterday, kind, said(entry))
    for entry in scene.words.known("bulletins") or ():
        _note(scene, scene.today, "bulletin", said(entry))
    for place, (minutes, *entry) in enumerate(scene.words.known("training") or ()):
        _note(scene, scene.workday(-4 - 6 * place), "training", said(entry), minutes=minutes)


def _note(scene: Scene, day: date, kind: str, text: str, **more: Any) -> None:
    scene.insert("note", day, kind=kind, on_date=day.isoformat(), text=text, **more)


def _goals(scene: Scene) -> None:
    for days, *entry in scene.words.known("goals") or ():
        known, due = scene.workday(-30), scene.workday(days)
        scene.insert("goal", known, title=said(entry), due_on=due.isoformat())


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
        scene.insert("day_check", day, on_date=day.isoformat(), check_key=check.key, state="done", at_time=time)


def _sent_by_a_colleague(scene: Scene) -> None:
    """One of yesterday's leads came from a colleague's desk."""
    posts = [source.key for source in scene.desk.playbook.sources if source.post]
    lead = scene.desk.book.one(
        "SELECT id FROM customer WHERE lead_on = ? AND status = 'lead' AND referrer_id IS NULL ORDER BY id DESC",
        scene.workday(-1).isoformat(),
    )
    if posts and lead is not None:
        scene.change.update("customer", lead["id"], source=posts[0])
