"""What the demo book knows of needs, products and lines: answers, catalogue, risk tolerance old and new, routes."""

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from amflow.demo.lives import said

if TYPE_CHECKING:
    from amflow.demo.scene import Scene

ASSESSED, TOLERANCE = "risk-assessed-on", "risk-tolerance"


def tell(scene: "Scene") -> None:
    """Write it, once everybody is in the book. Its own chance: nothing else in the story shifts."""
    rng = scene.dice("needs")
    _assessments(scene, rng)
    _days_of_fields(scene, rng)
    _catalogue(scene)
    _answers(scene, rng)
    _lines(scene)
    _confirmed(scene)


def _assessments(scene: "Scene", rng: Random) -> None:
    """Whose tolerance was assessed within the year, and whose longer ago: three of five, the first one among them."""
    rows = scene.desk.book.all("SELECT id FROM customer WHERE json_extract(profile, '$.risk-tolerance') <> ''")
    for place, row in enumerate(rows):
        profile = scene.profile(row["id"])
        back = rng.randint(20, 320) if place % 5 in (0, 2, 4) else rng.randint(400, 900)
        if ASSESSED in profile:
            profile[ASSESSED] = scene.back(back).isoformat()
            scene.set_profile(row["id"], profile)


def _days_of_fields(scene: "Scene", rng: Random) -> None:
    """Most was told when the customer came, some later; some of it is older than it is good."""
    rows = scene.desk.book.all("SELECT id, added_on FROM customer WHERE profile <> '{}' ORDER BY id")
    for row in rows:
        first, profile = date.fromisoformat(row["added_on"]), scene.profile(row["id"])
        days = {}
        for field in profile:
            later = rng.randint(0, max((scene.today - first).days, 0)) if rng.random() < 0.4 else 0
            day = first + timedelta(days=later)
            if field in (ASSESSED, TOLERANCE) and ASSESSED in profile:
                day = max(date.fromisoformat(profile[ASSESSED]), first)
            days[field] = day.isoformat()
        scene.set_profile(row["id"], days, "profile_on")


def _catalogue(scene: "Scene") -> None:
    """What one must know of each product."""
    from json import dumps

    from amflow.dates import durations

    facts = scene.words.known("product-facts") or {}
    aspects = [one.key for one in scene.desk.playbook.aspects]
    for english, chinese, *_rest in scene.words.known("products") or ():
        row = scene.desk.book.one("SELECT id FROM product WHERE name = ?", said([english, chinese]))
        known = facts.get(english)
        if row is None or not known:
            continue
        told = {key: said(known[name]) for key in aspects if (name := "risk-told" if key == "risk" else key) in known}
        fields: dict[str, Any] = {"aspects": dumps(told, ensure_ascii=False)}
        fields |= {key: known[key] for key in ("service", "risk") if key in known}
        if "term" in known:
            fields["term"] = durations.read(known["term"])
        if "least" in known:
            money = scene.money(known["least"])
            fields |= {"least_minor": money["amount_minor"], "currency": money["currency"]}
        scene.change.update("product", row["id"], **fields)


def _answers(scene: "Scene", rng: Random) -> None:
    """What the first customers with a deal under way have said they need; one question or the other is still open."""
    questions = [one for one in scene.desk.playbook.questions if one.about == "needs"]
    rows = scene.desk.book.all(
        "SELECT customer.id, customer.last_touch_on, max(deal.amount_minor) AS about FROM customer"
        " JOIN deal ON deal.customer_id = customer.id"
        " WHERE deal.state = 'open' AND customer.status = 'customer' AND customer.last_touch_on IS NOT NULL"
        " GROUP BY customer.id ORDER BY customer.id LIMIT 8"
    )
    for row in rows:
        number, day = row["id"], date.fromisoformat(row["last_touch_on"])
        # What it is about is what the deal is about; the rest follows from the life.
        known = scene.lives[number].facts | {"budget": str(row["about"] or "")}
        for question in questions:
            text = scene.say(number, "needs-said", question.key) or known.get(question.key, "")
            if text and rng.random() >= 0.25:
                told = {"about": "needs", "question": question.key, "value": text, "on_date": day}
                scene.insert("answer", customer_id=number, **told)


def _lines(scene: "Scene") -> None:
    """The shops of a territory on its lines, in the order of the day."""
    lines = [said(pair) for pair in scene.words.known("territory", "lines") or ()]
    if not lines:
        return
    rows = scene.desk.book.all(
        "SELECT id FROM customer WHERE status = 'customer' AND kind = 'organisation' ORDER BY id"
    )
    for place, row in enumerate(rows):
        line, stop = place % len(lines), place // len(lines) + 1
        scene.change.update("customer", row["id"], line=lines[line], stop=stop)


def _confirmed(scene: "Scene") -> None:
    """The first appointment of the day is confirmed."""
    row = scene.desk.book.one(
        "SELECT task.id, customer.name FROM task JOIN customer ON customer.id = task.customer_id WHERE task.state = 'open'"
        " AND task.due_on = ? AND task.due_time <> '' AND task.kind = 'visit' ORDER BY task.due_time LIMIT 1",
        scene.today.isoformat(),
    )
    if row is not None:
        yesterday = scene.workday(-1).isoformat()
        scene.change.update("task", row["id"], confirmed_on=yesterday, confirmed_by=row["name"])
