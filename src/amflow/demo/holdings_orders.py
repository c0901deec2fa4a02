"""What customers of the demo book hold and have ordered, and where they stand: maturities, crossed lines, late deliveries,
newly qualified and adopted customers, days that matter. With its own chance: nothing else in the story shifts by it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.demo.words import said

if TYPE_CHECKING:
    from random import Random

    from amflow.demo.scene import Person, Scene


NOTES = (["90-day note", "90天理财"], ["180-day note", "180天理财"], ["Structured deposit", "结构性存款"])
FUNDS = (["Growth fund", "成长混合基金"], ["Dividend fund", "红利股票基金"], ["Short bond fund", "短债基金"])
GOODS = (["Milestone 1: set-up", "一期：部署上线"], ["Milestone 2: training", "二期：培训"], ["Spare parts", "备件"])
PERSONAL = (["wedding anniversary", "结婚纪念日"], ["daughter's birthday", "女儿生日"], ["mother's 70th", "母亲寿辰"])
BUSINESS = (["anniversary of the opening", "开业周年"], ["annual meeting", "年会"], ["company founded", "公司成立日"])
IMPORTANT = [
    "The office closes at noon on 31 December; what must clear this year comes before",
    "12月31日中午起不办业务，须年内到账的请提前",
]
LATE = (["driver ill, second tour today", "司机请假，今日第二趟补送"], ["short at the supplier", "供应商缺货"])
"""Why goods came late, where the trade's own words say nothing else."""


def tell(scene: "Scene", people: list["Person"], seed: int) -> None:
    """Write it all; `people` in the order in which the story brings them."""
    from random import Random

    rng = Random(f"{seed}/goods/{scene.desk.playbook.name}/{scene.today}")  # noqa: S311 - a story, not a secret
    events = {rule.on for rule in scene.desk.playbook.rules}
    clients = _clients(scene, people)
    if "holding.matures" in events and clients:
        _holdings(scene, rng, clients)
    if "order.delivered" in events and clients:
        _orders(scene, rng, clients)
    if clients:
        _standing(scene, clients, people)
        _dates(scene, clients)


def _clients(scene: "Scene", people: list["Person"]) -> list["Person"]:
    """Those who have bought and may be contacted, the higher tiers first."""
    place = {tier.key: number for number, tier in enumerate(scene.tiers)}
    tiers = {
        row["id"]: row["tier"]
        for row in scene.desk.book.all(
            "SELECT id, tier FROM customer WHERE status = 'customer' AND no_contact = 0 AND client_since IS NOT NULL"
        )
    }
    found = [person for person in people if person.id in tiers]
    return sorted(found, key=lambda person: (place.get(tiers[person.id], 9), person.id))


def _holdings(scene: "Scene", rng: "Random", clients: list["Person"]) -> None:
    """One whose two notes mature together, one that matures today in a week, one bought ten days ago, lines that a price
    has reached, and a few that just lie there."""
    day = scene.today
    first, second, third = (clients[at % len(clients)] for at in range(3))
    for person, at, amount, ago, ahead in (
        (first, 0, 200_000, 86, 4),
        (first, 1, 120_000, 176, 4),
        (second, 2, 300_000, 174, 6),
        (third, 0, 80_000, 10, 80),
    ):
        _note(scene, person, NOTES[at], amount, day - timedelta(days=ago), day + timedelta(days=ahead))
    for person in clients[3:9]:
        since, sum_ = rng.randint(30, 150), rng.choice((50_000, 100_000, 150_000))
        _note(scene, person, rng.choice(NOTES), sum_, scene.back(since), day + timedelta(days=200 - since))
    for number, (name, last) in enumerate(zip(FUNDS, (12_655, 9_070, 10_412), strict=True)):
        product = _product(scene, said(name), "fund")
        _prices(scene, rng, product, last, up=number != 1)
        for person, units, upper, lower in (
            (clients[number % len(clients)], 40_000, 12_500 if number == 0 else None, 9_100 if number == 1 else None),
            (clients[(number + 4) % len(clients)], 15_000, 13_500, 8_500),
        ):
            bought = scene.back(150 + 20 * number)
            _insert(
                scene,
                bought,
                person,
                product,
                said(name),
                quantity_e4=units * 10_000,
                cost_minor=scene.money(units)["amount_minor"] * 104 // 100,
                take_profit_e4=upper,
                stop_loss_e4=lower,
            )


def _note(scene: "Scene", person: "Person", name: list[str], amount: int, bought: date, matures: date) -> None:
    money = scene.money(amount)["amount_minor"]
    product = _product(scene, said(name), "wealth")
    _insert(
        scene,
        bought,
        person,
        product,
        said(name),
        amount_minor=money,
        cost_minor=money,
        matures_on=matures.isoformat(),
    )


def _insert(scene: "Scene", bought: date, person: "Person", product: int, name: str, **fields: Any) -> None:
    scene.insert(
        "holding",
        bought,
        customer_id=person.id,
        product_id=product,
        name=name,
        currency=scene.desk.settings.currency,
        bought_on=bought.isoformat(),
        **fields,
    )


def _product(scene: "Scene", name: str, series: str) -> int:
    from amflow.book import derived_columns
    from amflow.demo.deals import series_named

    row = scene.desk.book.one("SELECT id FROM product WHERE name_key = ?", values.folded(name))
    if row is not None:
        return int(row["id"])
    return scene.insert(
        "product",
        scene.workday(-60),
        **derived_columns.of_product({"name": name, "series": series_named(scene, series)}),
    )


def _prices(scene: "Scene", rng: "Random", product: int, last: int, *, up: bool) -> None:
    """Thirty working days up to yesterday, the last step being the one that reaches a line."""
    price = last
    for back in range(1, 31):
        day = scene.workday(-back)
        scene.insert(
            "price",
            day,
            product_id=product,
            on_date=day.isoformat(),
            price_e4=price,
            currency=scene.desk.settings.currency,
        )
        step = rng.randint(10, 60)
        price += -max(step, 200 if back == 1 else 0) if up else max(step, 60 if back == 1 else 0)


def _orders(scene: "Scene", rng: "Random", clients: list["Person"]) -> None:
    """Two that are late, one promised for today, two that came yesterday, more to come, and what was bought before."""
    known = [
        (row["id"], row["name"], row["price_minor"])
        for row in scene.desk.book.all("SELECT id, name, price_minor FROM product WHERE price_minor > 0 ORDER BY id")
    ] or [(None, said(name), scene.money(12_000)["amount_minor"]) for name in GOODS]
    late = [said(one) for one in scene.words.known("late") or LATE]
    plan: list[tuple[int, int, int | None, str]] = [
        (-6, -3, None, late[1]),
        (-3, -1, None, late[0]),
        (-2, 0, None, ""),
        (-4, -1, -1, ""),
        (-5, -3, -1, late[0]),
        (-1, 2, None, ""),
        (-1, 3, None, ""),
        *((-back, -back + 3, -back + 3 + (back % 4 == 0), "") for back in range(8, 60, 4)),
    ]
    for place, (ordered, promised, delivered, why) in enumerate(plan):
        number, name, price = known[rng.randrange(len(known))]
        units = rng.choice((2, 4, 6, 10, 12)) if number else 1
        day = scene.workday(ordered)
        person, came = (
            clients[place % min(len(clients), 9)],
            scene.workday(delivered) if delivered is not None else None,
        )
        if came is not None:
            _called_after(scene, person, came)
        scene.insert(
            "orders",
            day,
            customer_id=person.id,
            product_id=number,
            name=name,
            quantity_e4=units * 10_000,
            amount_minor=price * units,
            currency=scene.desk.settings.currency,
            ordered_on=day.isoformat(),
            promised_on=scene.workday(promised).isoformat() if promised else scene.today.isoformat(),
            delivered_on=came.isoformat() if came else None,
            why=why,
        )


def _called_after(scene: "Scene", person: "Person", came: date) -> None:
    """Whoever got something was called as the rules ask, where that was due before today."""
    for rule in scene.desk.playbook.rules:
        first, _last = scene.ends(rule, came)
        known = (rule.key, person.id, came.isoformat())
        if rule.on != "order.delivered" or first >= scene.today:
            continue
        if not scene.desk.book.one("SELECT 1 FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?", *known):
            on = first.isoformat()
            scene.insert(
                "settled", first, rule=known[0], customer_id=known[1], for_date=known[2], state="done", on_date=on
            )


def _standing(scene: "Scene", clients: list["Person"], people: list["Person"]) -> None:
    """One moved up yesterday, two who have grown into the next tier, three adopted."""
    tiers = scene.tiers
    yesterday = scene.workday(-1).isoformat()
    rows = {row["id"]: row for row in scene.desk.book.all("SELECT id, tier, assets_minor FROM customer")}
    top = next((person for person in clients if len(tiers) > 1 and rows[person.id]["tier"] == tiers[0].key), None)
    if top is not None:
        scene.insert(
            "tier_change",
            scene.workday(-1),
            customer_id=top.id,
            from_tier=tiers[1].key,
            to_tier=tiers[0].key,
            raised=1,
            on_date=yesterday,
        )
    places = {tier.key: number for number, tier in enumerate(tiers)}
    below = [(person, places.get(rows[person.id]["tier"], 0)) for person in reversed(clients)]
    grown = [(person, line) for person, at in below if at and (line := _assets(tiers[at - 1].qualifies))]
    for person, line in grown[:2]:
        money = scene.money(line * 6 // 5)
        scene.change.update("customer", person.id, assets_minor=money["amount_minor"], currency=money["currency"])
    for person in people[-3:]:
        scene.change.update("customer", person.id, adopted_on=yesterday)
    scene.insert(
        "note",
        scene.workday(-1),
        kind="customer",
        on_date=yesterday,
        text=said(IMPORTANT),
        customer_id=clients[0].id,
        important=1,
    )


def _assets(condition: str) -> int:
    """The least assets that the condition asks for, in whole units; 0 where it asks for none."""
    from amflow.playbooks import conditions

    return next((int(float(one.words[0])) for one in conditions.parse(condition) if one.field == "assets"), 0)


def _dates(scene: "Scene", clients: list["Person"]) -> None:
    """Tomorrow, in three weeks, and one of the lunar calendar."""
    titles = PERSONAL if scene.kind == "person" else BUSINESS
    tomorrow, later = scene.today + timedelta(days=1), scene.today + timedelta(days=21)
    days = (f"{tomorrow.year - 9}-{tomorrow:%m-%d}", f"--{later:%m-%d}", "lunar --08-15")
    for person, title, day in zip(clients[1:4], titles, days, strict=False):
        kept = day if day[5:] != "02-29" else f"--{day[5:]}"
        scene.insert(
            "special_date",
            person.since,
            customer_id=person.id,
            title=said(title),
            on_date=kept,
            date_md=values.month_and_day(kept),
        )
