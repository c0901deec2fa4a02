"""What the demo book tells of finding customers: visitors received, introductions with thanks owed, a campaign."""

from datetime import date, timedelta
from random import Random
from typing import Any

from amflow.demo.lives import said
from amflow.demo.scene import Scene, fits

RECEIVED_DAYS = 15
"""So many working days back visitors were counted."""


STATES = ("bought", *2 * ("came",), *2 * ("accepted",), *2 * ("invited",), "declined", *3 * ("listed",))
"""How far those on the list came, one after the other; the rest is listed."""


def tell(scene: Scene) -> None:
    """Write all of it, with chance of its own: nothing else in the book moves because of it."""
    rng = scene.dice("prospects")
    clients = [
        row["id"]
        for row in scene.desk.book.all(
            "SELECT id FROM customer WHERE status = 'customer' AND no_contact = 0 AND client_since < ? ORDER BY id",
            scene.back(40).isoformat(),
        )
    ]
    rng.shuffle(clients)
    _visitors(scene, rng)
    if len(clients) >= 5:
        _introductions(scene, clients)
    _colleagues(scene)
    plot = scene.words.known("plot")
    if plot and plot["kind"] in {kind.key for kind in scene.desk.playbook.campaigns}:
        _campaign(scene, rng, plot)


def _visitors(scene: Scene, rng: Random) -> None:
    """Some weeks of visitors at the door, the most to the machines; this morning's so far."""
    channels = [channel.key for channel in scene.desk.playbook.channels]
    if not channels:
        return
    weights = [3 if key in ("self-service", "e-channel") else 1 for key in channels]
    for back in range(-RECEIVED_DAYS, 1):
        day = scene.workday(back) if back else scene.today
        for _visitor in range(rng.randint(14, 26) if back else 5):
            last = scene.desk.now.hour - 1 if not back else 16
            at = f"{rng.randint(8, max(last, 8)):02d}:{rng.randint(0, 59):02d}"
            key = rng.choices(channels, weights)[0]
            scene.insert("reception", on_date=day, at_time=at, channel=key)


def _introductions(scene: Scene, clients: list[int]) -> None:
    """Best marks of some; one asked and still thinking; one who brought somebody and waits for thanks; one whom thanks
    reached; and one whose introduction succeeded, so that a reward is owed where the trade gives one."""
    asked, waiting, thanked, rewarded, *others = clients
    for number in [*others[:3], asked][:3]:
        day, why = scene.workday(-6 - number % 5).isoformat(), scene.say(number, "praise")
        scene.insert("score", scene.today, customer_id=number, scale="csat", value=5, on_date=day, why=why)
    lately = scene.workday(-4)
    scene.insert("referral", lately, customer_id=asked, asked_on=lately, words=scene.say(asked, "asked"))
    leads = scene.desk.book.all(
        "SELECT id, lead_on FROM customer WHERE status = 'lead' AND referrer_id IS NULL AND lead_on < ?"
        " ORDER BY lead_on DESC LIMIT 4",
        scene.workday(-1).isoformat(),
    )
    if leads:
        _brought(scene, waiting, leads[0]["id"], leads[0]["lead_on"])
    if len(leads) > 2:
        then = scene.desk.calendar.next(date.fromisoformat(leads[2]["lead_on"]))
        _brought(scene, thanked, leads[2]["id"], leads[2]["lead_on"], thanked_on=then.isoformat())
    new = scene.desk.book.one(
        "SELECT id, added_on FROM customer WHERE converted_on >= ? AND client_since >= ? AND id NOT IN (?, ?, ?, ?)"
        " ORDER BY client_since LIMIT 1",
        scene.back(40).isoformat(), scene.back(30).isoformat(), asked, waiting, thanked, rewarded,
    )  # fmt: skip
    if new is not None:
        then = date.fromisoformat(new["added_on"]) + timedelta(days=1)
        _brought(scene, rewarded, new["id"], new["added_on"], thanked_on=then.isoformat())


def _brought(scene: Scene, by: int, introduced: int, made_on: str, **more: Any) -> None:
    """An introduction, and what it means for the one introduced."""
    known = {source.key for source in scene.desk.playbook.sources}
    source = {"source": "referral"} if "referral" in known else {}
    scene.change.update("customer", introduced, referrer_id=by, **source)
    scene.insert(
        "referral", date.fromisoformat(made_on), customer_id=by, introduced_id=introduced, made_on=made_on,
        words=scene.say(by, "brought"), **more,
    )  # fmt: skip


def _colleagues(scene: Scene) -> None:
    """Who passed leads on, where their source is a colleague's desk; those that had a referrer are a customer's."""
    posts = [source.key for source in scene.desk.playbook.sources if source.post]
    if posts:
        # Somebody's desk passed somebody on yesterday: that is what the morning meeting asks for.
        last = scene.desk.book.one(
            "SELECT id FROM customer WHERE status = 'lead' AND referrer_id IS NULL ORDER BY lead_on DESC, id LIMIT 1"
        )
        if last is not None:
            scene.change.update("customer", last["id"], source=posts[0])
    rows = scene.desk.book.all(
        "SELECT id, lead_on, source FROM customer WHERE status = 'lead' AND lead_on IS NOT NULL AND referrer_id IS NULL"
        " ORDER BY lead_on DESC"
    )
    for row in [row for row in rows if row["source"] in posts]:
        colleagues = scene.words.known("colleagues")
        name = said(colleagues[posts.index(row["source"]) % len(colleagues)])
        day = date.fromisoformat(row["lead_on"])
        scene.insert("referral", day, colleague=name, introduced_id=row["id"], made_on=row["lead_on"])


def _campaign(scene: Scene, rng: Random, plot: dict[str, Any]) -> None:
    """A campaign that runs: its customers came to different points; the goal of a territory is split by line."""
    split = scene.desk.playbook.name == "retail-territory"
    kind = "organisation" if split else scene.kind
    rows = scene.desk.book.all(
        "SELECT id FROM customer WHERE status = 'customer' AND no_contact = 0 AND kind = ? ORDER BY id", kind
    )
    # An evening about children is for those who have some.
    rows = [row for row in rows if fits(plot, scene.lives[row["id"]])]
    chosen = rows if split else rng.sample(rows, min(len(rows), 16))
    if not chosen:
        return
    starts, ends = scene.workday(-8), scene.workday(6)
    number = scene.insert(
        "campaign", starts, title=said(plot["title"]), kind=plot["kind"], partner=said(plot["partner"]),
        starts_on=starts, ends_on=ends, goal=plot["goal"], note=said(plot["note"]),
    )  # fmt: skip
    each, rest = divmod(plot["goal"], len(chosen))
    for at, row in enumerate(chosen):
        state = STATES[at % len(STATES)]
        if split:
            state = "listed" if at % 4 == 3 else "bought"
        on = starts if state == "listed" else scene.workday(-rng.randint(0, 6))
        share = each + (at < rest) if split else None
        reached = rng.randint(share // 3, share) if share is not None and state == "bought" else None
        stands = {"state": state, "on_date": on, "share": share, "reached": reached}
        scene.insert("campaign_entry", campaign_id=number, customer_id=row["id"], **stands)
