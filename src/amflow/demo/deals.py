"""The deals of the demo book: some in every stage, warm and quiet; won, so that callbacks are due; lost, with reasons."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.demo.lives import said
from amflow.demo.scene import Person, Scene

if TYPE_CHECKING:
    from amflow.playbooks.model import Pipeline, Stage

AMOUNTS = (20_000, 36_000, 45_000, 50_000, 60_000, 80_000, 100_000, 120_000, 150_000, 180_000, 200_000, 260_000, 300_000,
           500_000)  # fmt: skip


SMALL = ("order", "placement")
"""The pipelines whose deals are the everyday orders of a firm."""


def opened(scene: Scene, person: Person, pipeline: "Pipeline", place: int, *, moved: date, expected: int) -> int:
    """An open deal in that stage since `moved`, expected to be won in so many working days; gives its number."""
    stage = pipeline.stages[place]
    days = _days(scene, person, moved, place)
    asked = "amount" in stage.needs and place % 2 == 1 and scene.rng.random() < 0.5
    number = _deal(
        scene, person, pipeline, days, stage=stage.key, stage_on=days[-1].isoformat(),
        expected_on=scene.workday(expected).isoformat(), **({} if asked else _amount(scene, person, pipeline)),
    )  # fmt: skip
    for step, day in zip(pipeline.stages, days, strict=False):
        scene.insert("deal_stage", day, deal_id=number, stage=step.key, entered_on=day.isoformat())
    _papers(scene, number, pipeline.stages[:place], days, "verified")
    # In its own stage a deal has the first of its papers and waits for the others.
    _papers(scene, number, (stage._replace(needs=stage.needs[: len(stage.needs) // 2]),), days[-1:], "received")
    _fields(scene, person, pipeline.stages[:place])
    return number


def closed(scene: Scene, person: Person, pipeline: "Pipeline", day: date, state: str) -> int:
    """A deal that was won or lost on that day; gives its number."""
    place = len(pipeline.stages) - 1 if state == "won" else scene.rng.randrange(len(pipeline.stages))
    days = _days(scene, person, day, place + 1)
    why = scene.say(person.id, "lost") if state == "lost" else ""
    number = _deal(
        scene, person, pipeline, days, stage=pipeline.stages[place].key, state=state, stage_on=days[-2].isoformat(),
        closed_on=day.isoformat(), lost_why=why, **_amount(scene, person, pipeline),
    )  # fmt: skip
    for step, entered in zip(pipeline.stages[: place + 1], days, strict=False):
        scene.insert("deal_stage", entered, deal_id=number, stage=step.key, entered_on=entered.isoformat())
    scene.insert("deal_stage", day, deal_id=number, stage=state, entered_on=day.isoformat(), why=why)
    if state == "won":
        _papers(scene, number, pipeline.stages, days, "verified")
        _fields(scene, person, pipeline.stages)
    return number


def products(scene: Scene) -> None:
    """What the trade sells."""
    from amflow.book import derived_columns

    known = scene.workday(-45)
    for english, chinese, series, price, *_whom in scene.words.known("products") or ():
        name = said([english, chinese])
        money = scene.money(price) if price else {"amount_minor": None, "currency": ""}
        fields = {
            "name": name,
            "series": series_named(scene, series),
            "price_minor": money["amount_minor"],
            "currency": money["currency"],
        }
        scene.insert("product", known, **derived_columns.of_product(fields))


def series_named(scene: Scene, english: str) -> str:
    """A series of products as the language in use calls it."""
    pair = scene.words.known("series", english)
    return said(pair) if pair else english


def _days(scene: Scene, person: Person, last: date, steps: int) -> list[date]:
    """The working days on which a deal was begun and took its steps, the last of them that day; none before the person
    was known."""
    days = [last]
    for _step in range(steps):
        earlier = scene.desk.calendar.shift(days[0], -scene.rng.randint(1, 4))
        days.insert(0, max(earlier, min(person.since, days[0])))
    return days


def _deal(scene: Scene, person: Person, pipeline: "Pipeline", days: list[date], **fields: Any) -> int:
    # A pipeline for one thing only (an account is an account) has no other words than its own.
    life = scene.lives[person.id]
    entry = scene.words.entry("deals", pipeline.key, life=life)
    product = _sold(scene, entry[2]) if entry and len(entry) > 2 and entry[2][0] != "@" else None
    if product and product["price_minor"] and fields.get("amount_minor") and "person" in life.tags:
        fields["amount_minor"] = product["price_minor"]
    return scene.insert(
        "deal", days[0], title=said(entry, life) if entry else str(pipeline.title), customer_id=person.id,
        product_id=product["id"] if product else None, pipeline=pipeline.key, opened_on=days[0].isoformat(),
        quiet_since=days[-1].isoformat(), **{"currency": scene.desk.settings.currency, **fields},
    )  # fmt: skip


def _sold(scene: Scene, english: str) -> Any:
    """The product that a deal is about, by its English name."""
    listed = scene.words.known("products") or ()
    name = next((said([one[0], one[1]]) for one in listed if one[0] == english), "")
    return scene.desk.book.one("SELECT id, price_minor FROM product WHERE name_key = ?", values.folded(name))


def _amount(scene: Scene, person: Person, pipeline: "Pipeline") -> dict[str, Any]:
    """What a deal is about: no more than somebody has, or can pay back; of a firm, a part of its turnover."""
    life, known = scene.lives[person.id], scene.words.known("amounts", pipeline.key) or AMOUNTS
    lent = pipeline.key == "loan"
    part = (25 if pipeline.key in SMALL else 5) if "firm" in life.tags else 1
    most = life.income * (3 if lent else 2) // 2 // part
    if "person" in life.tags and not lent:
        row = scene.desk.book.get("customer", person.id)
        most = (row["assets_minor"] if row else 0) // scene.money(1)["amount_minor"]
    fitting = [amount for amount in known if amount <= most]
    return scene.money(scene.rng.choice(fitting or [max(most // 2000 * 1000, 1000)]))


def _papers(scene: Scene, deal_id: int, steps: tuple["Stage", ...], days: list[date], state: str) -> None:
    for stage, day in zip(steps, days, strict=False):
        for need in stage.needs:
            kind, _colon, key = need.partition(":")
            had = scene.desk.book.one("SELECT id FROM deal_paper WHERE deal_id = ? AND paper = ?", deal_id, key)
            if kind == "doc" and had is None:
                scene.insert("deal_paper", day, deal_id=deal_id, paper=key, state=state, on_date=day.isoformat())


def _fields(scene: Scene, person: Person, steps: tuple["Stage", ...]) -> None:
    """What the stages behind it asked to know of the customer is known."""
    from json import dumps, loads

    from amflow.demo.people import value

    asked = [need[6:] for stage in steps for need in stage.needs if need.startswith("field:")]
    row = scene.desk.book.get("customer", person.id)
    known = {field.key: field for field in scene.desk.playbook.fields}
    if not asked or row is None:
        return
    profile = loads(row["profile"])
    more = {
        key: value(scene, known[key], scene.lives[person.id]) or "—"
        for key in asked
        if key in known and not profile.get(key)
    }
    scene.change.update("customer", person.id, profile=dumps({**profile, **more}, ensure_ascii=False))
