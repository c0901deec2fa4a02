"""What happens to the demo book's deals inside the house: a loan that waits for credit, an approval with a question, a
contract at the table, somebody who owes an answer."""

from datetime import date, timedelta
from typing import Any

from amflow.book import derived_columns
from amflow.convert.office import credit
from amflow.demo import deals as dealings
from amflow.demo.lives import said
from amflow.demo.scene import Person, Scene
from amflow.demo.words import TradeWords


def tell(whole: Scene, seed: int, clients: list[Person]) -> None:
    """Write it, behind the rest of the story and with a chance of its own: nothing before it shifts."""
    from random import Random

    trade = whole.desk.playbook
    rng = Random(f"{seed}/conversion/{trade.name}/{whole.today}")  # noqa: S311 - a story, not a secret
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
        scene.change.update(
            "deal_paper", old["id"], dated_on=dated.isoformat(),
            expires_on=(scene.today - timedelta(days=4)).isoformat(), counted=1,
        )  # fmt: skip


def _asked_back(scene: Scene, client: Person) -> None:
    """A loan of a good client lies with approval, who want to know something."""
    pipeline = scene.desk.playbook.pipeline("loan")
    assert pipeline is not None
    place = next(at for at, stage in enumerate(pipeline.stages) if stage.key == "approval")
    moved = scene.workday(-2)
    number = dealings.opened(scene, client, pipeline, place, moved=moved, expected=9)
    deal = scene.desk.book.get("deal", number)
    _sheet(scene, deal, scene.workday(-4), own=True)
    waiting = _review(scene, deal, "approval", moved, promised=scene.workday(1))
    question = scene.say(client.id, "asked-back")
    scene.insert(
        "waiting_word", scene.workday(-1), waiting_id=waiting, kind="question", on_date=scene.workday(-1).isoformat(),
        words=question,
    )  # fmt: skip
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
    known[credit.ASKED] = str(deal["amount_minor"] or 0)
    limit = credit.limit(asked, known)
    figure = None if limit is None or not own else limit // 10 * 9
    why = said(["stock falls in the season", "季节性库存波动，略作下调"])
    scene.insert(
        "credit_sheet", day, deal_id=deal["id"], on_date=day.isoformat(), lines=credit.written(asked, known),
        complete=int(all(known.get(one.key) for one in asked)), suggested_minor=limit, own_minor=figure,
        own_why=why if own else "", currency=currency,
    )  # fmt: skip


def _review(scene: Scene, deal: Any, whom: str, day: date, *, promised: date, **more: Any) -> int:
    return scene.insert(
        "waiting", day, kind="review", deal_id=deal["id"], whom=whom, title=deal["title"], stage=deal["stage"],
        asked_on=day.isoformat(), promised_on=promised.isoformat(), **more,
    )  # fmt: skip


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
            scene.insert("deal_concession", begun, term_id=term, side="ours", on_date=begun.isoformat(), words=words)
    reading = _review(scene, deal, "legal", begun, promised=scene.workday(1))
    scene.insert(
        "waiting_word", begun, waiting_id=reading, kind="question", on_date=begun.isoformat(),
        words=said(["Whose liability is a late delivery?", "逾期交付责任由谁承担？"]),
        answer=said(["ours, at most 5 % of the price", "由我方承担，不超过合同价5%"]), answered_on=scene.today.isoformat(),
    )  # fmt: skip


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
    number = scene.insert(
        "waiting", asked, kind="errand", deal_id=deal["id"], whom=departments[0].key,
        title=said(["who can come along, and when", "谁能一同前往、何时有空"]), asked_on=asked.isoformat(),
        promised_on=chased.isoformat(),
    )  # fmt: skip
    scene.insert(
        "waiting_word", chased, waiting_id=number, kind="chase", on_date=chased.isoformat(),
        words=said(["this afternoon at the latest", "最迟今天下午"]),
    )  # fmt: skip


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
