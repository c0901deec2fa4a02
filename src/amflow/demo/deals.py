"""The deals of the demo book: some in every stage, warm and quiet; won, so that callbacks are due; lost, with reasons; and what
happens to them inside the house."""

from datetime import date, timedelta
from typing import Any

from amflow.book import derived_columns, values
from amflow.convert.office import credit
from amflow.demo.lives import said
from amflow.demo.scene import Person, Scene, TradeWords
from amflow.playbooks.model import Pipeline, Stage

LENT = ("working",)
"""Whom a bank lends to: who lives on a pension is not asked here."""

SMALL = ("order", "placement")
"""The pipelines whose deals are the everyday orders of a firm."""


def needs(pipeline: Pipeline | None) -> tuple[str, ...]:
    """What the life of somebody in that pipeline must be."""
    return LENT if pipeline is not None and pipeline.key == "loan" and "person" in pipeline.whom else ()


def opened(scene: Scene, person: Person, pipeline: Pipeline, place: int, *, moved: date, expected: int) -> int:
    """An open deal in that stage since `moved`, expected to be won in so many working days; gives its number."""
    return standing(scene, person, pipeline, _days(scene, person, moved, place), scene.workday(expected))


def standing(scene: Scene, person: Person, pipeline: Pipeline, days: list[date], expected: date) -> int:
    """A deal that is open still, with the days on which it came into each of its stages; gives its number."""
    place = len(days) - 1
    stage = pipeline.stages[place]
    asked = "amount" in stage.needs and place % 2 == 1 and scene.rng.random() < 0.5
    number = _deal(
        scene, person, pipeline, days, stage=stage.key, stage_on=days[-1].isoformat(),
        expected_on=expected.isoformat(), **({} if asked else _amount(scene, person, pipeline)),
    )  # fmt: skip
    for step, day in zip(pipeline.stages, days, strict=False):
        scene.insert("deal_stage", day, deal_id=number, stage=step.key, entered_on=day)
    _papers(scene, number, pipeline.stages[:place], days, "verified")
    # In its own stage a deal has the first of its papers and waits for the others.
    _papers(scene, number, (stage._replace(needs=stage.needs[: len(stage.needs) // 2]),), days[-1:], "received")
    _fields(scene, person, pipeline.stages[:place])
    return number


def closed(scene: Scene, person: Person, pipeline: Pipeline, day: date, state: str) -> int:
    """A deal that was won or lost on that day; gives its number."""
    place = len(pipeline.stages) - 1 if state == "won" else scene.rng.randrange(len(pipeline.stages))
    return ended(scene, person, pipeline, _days(scene, person, day, place + 1), state)


def ended(
    scene: Scene, person: Person, pipeline: Pipeline, days: list[date], state: str, *, weighed: bool = False
) -> int:
    """A deal that was won or lost, with the days on which it came into each of its stages and then ended; gives its number.
    `weighed`: of what is large more was won, for more care is taken of it."""
    place, day = len(days) - 2, days[-1]
    why = scene.say(person.id, "lost") if state == "lost" else ""
    amounts = [_amount(scene, person, pipeline) for _draw in range(1 + weighed)]
    amount = (max if state == "won" else min)(amounts, key=lambda one: one["amount_minor"])
    number = _deal(
        scene, person, pipeline, days, stage=pipeline.stages[place].key, state=state, stage_on=days[-2].isoformat(),
        closed_on=day.isoformat(), lost_why=why, **amount,
    )  # fmt: skip
    for step, entered in zip(pipeline.stages[: place + 1], days, strict=False):
        scene.insert("deal_stage", entered, deal_id=number, stage=step.key, entered_on=entered)
    scene.insert("deal_stage", day, deal_id=number, stage=state, entered_on=day, why=why)
    if state == "won":
        _papers(scene, number, pipeline.stages, days, "verified")
        _fields(scene, person, pipeline.stages)
    return number


def products(scene: Scene) -> None:
    """What the trade sells."""
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


def _deal(scene: Scene, person: Person, pipeline: Pipeline, days: list[date], **fields: Any) -> int:
    # A pipeline for one thing only (an account is an account) has no other words than its own.
    life = scene.lives[person.id]
    entry = scene.words.entry("deals", pipeline.key, life=life)
    product = _sold(scene, entry[2]) if entry and len(entry) > 2 and entry[2][0] != "@" else None
    if product and product["price_minor"] and fields.get("amount_minor") and "person" in life.tags:
        fields["amount_minor"] = product["price_minor"]
    return scene.insert(
        "deal", days[0], title=said(entry, life) if entry else str(pipeline.title), customer_id=person.id,
        product_id=product["id"] if product else None, pipeline=pipeline.key, opened_on=days[0],
        quiet_since=days[-1], **{"currency": scene.desk.settings.currency, **fields},
    )  # fmt: skip


def _sold(scene: Scene, english: str) -> Any:
    """The product that a deal is about, by its English name."""
    listed = scene.words.known("products") or ()
    name = next((said([one[0], one[1]]) for one in listed if one[0] == english), "")
    return scene.desk.book.one("SELECT id, price_minor FROM product WHERE name_key = ?", values.folded(name))


def _amount(scene: Scene, person: Person, pipeline: Pipeline) -> dict[str, Any]:
    """What a deal is about: no more than somebody has, or can pay back; of a firm, a part of its turnover."""
    life, known = (
        scene.lives[person.id],
        scene.words.known("amounts", pipeline.key) or scene.words.known("amounts-of-all"),
    )
    lent = pipeline.key == "loan"
    part = (25 if pipeline.key in SMALL else 5) if "firm" in life.tags else 1
    most = life.income * (3 if lent else 2) // 2 // part
    if "person" in life.tags and not lent:
        row = scene.desk.book.get("customer", person.id)
        most = (row["assets_minor"] if row else 0) // scene.money(1)["amount_minor"]
    fitting = [amount for amount in known if amount <= most]
    return scene.money(scene.rng.choice(fitting or [max(most // 2000 * 1000, 1000)]))


def _papers(scene: Scene, deal_id: int, steps: tuple[Stage, ...], days: list[date], state: str) -> None:
    for stage, day in zip(steps, days, strict=False):
        for need in stage.needs:
            kind, _colon, key = need.partition(":")
            had = scene.desk.book.one("SELECT id FROM deal_paper WHERE deal_id = ? AND paper = ?", deal_id, key)
            if kind == "doc" and had is None:
                scene.insert("deal_paper", deal_id=deal_id, paper=key, state=state, on_date=day)


def _fields(scene: Scene, person: Person, steps: tuple[Stage, ...]) -> None:
    """What the stages behind it asked to know of the customer is known."""
    from amflow.demo.people import value

    asked = [need[6:] for stage in steps for need in stage.needs if need.startswith("field:")]
    known = {field.key: field for field in scene.desk.playbook.fields}
    profile = scene.profile(person.id)
    more = {
        key: value(scene, known[key], scene.lives[person.id]) or "—"
        for key in asked
        if key in known and not profile.get(key)
    }
    scene.set_profile(person.id, profile | more)


def in_the_house(whole: Scene, clients: list[Person]) -> None:
    """What happens to deals inside the house: a loan that waits for credit, an approval with a question, a contract at the
    table, somebody who owes an answer. Behind the rest of the story and with a chance of its own: nothing before it shifts.
    """
    trade, rng = whole.desk.playbook, whole.dice("conversion")
    scene = whole._replace(rng=rng, words=TradeWords((trade.name, *trade.extends), rng))
    if loan := _open(scene, "loan", "limit"):
        _waits_for_credit(scene, loan)
        _asked_back(scene, clients[1])
    if contract := _open(scene, "contract", "negotiation"):
        _at_the_table(scene, contract)
    _owed(scene)
    _expiring(scene)


def _open(scene: Scene, pipeline: str, stage: str) -> Any:
    return scene.desk.book.one(
        "SELECT * FROM deal WHERE state = 'open' AND pipeline = ? AND stage = ? ORDER BY id LIMIT 1", pipeline, stage
    )


def _waits_for_credit(scene: Scene, deal: Any) -> None:
    """Assessed, handed to the credit department last week; one of its papers has expired meanwhile."""
    handed = max(scene.workday(-3), date.fromisoformat(deal["stage_on"]))
    _sheet(scene, deal, handed, own=False)
    _review(scene, deal, "credit", handed, promised=scene.workday(-1))
    old = scene.desk.book.one("SELECT id FROM deal_paper WHERE deal_id = ? AND paper = 'credit-consent'", deal["id"])
    if old is not None:
        dated = scene.today - timedelta(days=34)
        until = scene.today - timedelta(days=4)
        days = {"dated_on": dated.isoformat(), "expires_on": until.isoformat()}
        scene.change.update("deal_paper", old["id"], **days, counted=1)


def _asked_back(scene: Scene, client: Person) -> None:
    """A loan of a good client lies with approval, who want to know something."""
    pipeline = scene.desk.playbook.pipeline("loan")
    assert pipeline is not None
    place = next(at for at, stage in enumerate(pipeline.stages) if stage.key == "approval")
    moved = scene.workday(-2)
    number = opened(scene, client, pipeline, place, moved=moved, expected=9)
    deal = scene.desk.book.get("deal", number)
    _sheet(scene, deal, scene.workday(-4), own=True)
    waiting = _review(scene, deal, "approval", moved, promised=scene.workday(1))
    question = scene.say(client.id, "asked-back")
    asked_on = scene.workday(-1)
    scene.insert("waiting_word", waiting_id=waiting, kind="question", on_date=asked_on, words=question)
    derived_columns.after_deal(scene.desk.book, scene.change, number)


def _sheet(scene: Scene, deal: Any, day: date, *, own: bool) -> None:
    currency = deal["currency"] or scene.desk.settings.currency
    unit = scene.money(1)["amount_minor"]
    asked = [one for one in scene.desk.playbook.credit if one.pipeline == deal["pipeline"]]
    life = scene.lives[deal["customer_id"]]
    # A person is lent on what they earn, a firm on what it turns over; what secures it follows from the same figure.
    figures = {"income": life.income, "turnover": life.income, "collateral": life.income * 3 // 2}
    owed = int(life.facts.get("credit-elsewhere") or life.facts.get("loans-elsewhere") or 0)
    figures |= {"debts": owed, "net-assets": int(life.facts.get("net-assets") or 0)}
    known = {one.key: str(figures[one.key] * unit) for one in asked if one.key in figures}
    known |= {one.key: scene.say(deal["customer_id"], "sheet", one.key) for one in asked if one.type == "text"}
    known |= {one.key: "good" for one in asked if one.key == "record"}
    known |= {one.key: str(deal["amount_minor"] or 0) for one in asked if one.use == "request"}
    limit = credit.limit(asked, known)
    figure = None if limit is None or not own else limit // 10 * 9
    why = said(scene.words.known("own-figure"))
    said_of: dict[str, Any] = {
        "lines": credit.written(asked, known),
        "complete": int(all(known.get(one.key) for one in asked)),
    }
    said_of |= {"suggested_minor": limit, "own_minor": figure, "own_why": why if own else "", "currency": currency}
    scene.insert("credit_sheet", deal_id=deal["id"], on_date=day, **said_of)


def _review(scene: Scene, deal: Any, whom: str, day: date, *, promised: date) -> int:
    review = {"deal_id": deal["id"], "whom": whom, "title": deal["title"], "stage": deal["stage"]}
    return scene.insert("waiting", day, kind="review", **review, asked_on=day, promised_on=promised)


def _at_the_table(scene: Scene, deal: Any) -> None:
    """A contract in negotiation: three points, one agreed, one given way in; legal has read the first draft."""
    begun = date.fromisoformat(deal["stage_on"])
    price = (deal["amount_minor"] or scene.money(300_000)["amount_minor"]) // scene.money(1)["amount_minor"]
    first, ours, bottom, theirs = (f"{price * part // 100:,}" for part in (104, 100, 92, 88))
    terms = [[["price", "价格"], ours, theirs, bottom, ""], *scene.words.known("terms")]
    for point, *positions in terms:
        ours, theirs, bottom, agreed = (said(one) if isinstance(one, list) else one for one in positions)
        fields = {"ours": ours, "theirs": theirs, "agreed": agreed}
        fields["agreed_on"] = scene.today.isoformat() if agreed else None
        term = scene.insert("deal_term", begun, deal_id=deal["id"], topic=said(point), **fields)
        scene.insert("deal_bottom", begun, term_id=term, value=bottom)
        if point[0] == "price":
            words = f"{first} → {ours}"
            scene.insert("deal_concession", term_id=term, side="ours", on_date=begun, words=words)
    reading = _review(scene, deal, "legal", begun, promised=scene.workday(1))
    words, answer = (said(pair) for pair in scene.words.known("asked-of-us"))
    asked = {"on_date": begun, "words": words, "answer": answer, "answered_on": scene.today}
    scene.insert("waiting_word", waiting_id=reading, kind="question", **asked)


def _owed(scene: Scene) -> None:
    """Another department owes an answer since yesterday, and was chased."""
    departments = scene.desk.playbook.departments
    deal = scene.desk.book.one(
        "SELECT * FROM deal WHERE state = 'open' AND customer_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM waiting WHERE deal_id = deal.id) ORDER BY quiet_since DESC, id LIMIT 1"
    )
    if not departments or deal is None:
        return
    asked, chased = scene.workday(-5), scene.workday(-1)
    title, words = (said(pair) for pair in scene.words.known("errand"))
    errand = {"whom": departments[0].key, "title": title, "asked_on": asked, "promised_on": chased}
    number = scene.insert("waiting", asked, kind="errand", deal_id=deal["id"], **errand)
    scene.insert("waiting_word", waiting_id=number, kind="chase", on_date=chased, words=words)


def _expiring(scene: Scene) -> None:
    """A paper that bears a date of its own is good for some days more."""
    for paper in (one for one in scene.desk.playbook.papers if one.expires):
        row = scene.desk.book.one(
            "SELECT deal_paper.id FROM deal_paper JOIN deal ON deal.id = deal_paper.deal_id WHERE deal_paper.paper = ?"
            " AND deal.state = 'open' AND deal_paper.expires_on IS NULL ORDER BY deal_paper.id LIMIT 1",
            paper.key,
        )
        if row is not None:
            until = scene.today + timedelta(days=12)
            scene.change.update("deal_paper", row["id"], expires_on=until.isoformat())
            return
