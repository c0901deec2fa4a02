"""What customers of the demo book hold and have ordered, and where they stand: maturities, crossed lines, late deliveries,
newly qualified and adopted customers, days that matter. With its own chance: nothing else in the story shifts by it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow.book import values
from amflow.demo.lives import most, said
from amflow.demo.scene import fits

if TYPE_CHECKING:
    from random import Random

    from amflow.demo.scene import Person, Scene


ORDERED = 60
"""So many working days back the story's own orders go."""

LONG = 195
"""A client since so many days is one of long standing: what they hold can be that old."""


def tell(scene: "Scene", people: list["Person"]) -> None:
    """Write it all; `people` in the order in which the story brings them."""
    rng = scene.dice("goods")
    events = {rule.on for rule in scene.desk.playbook.rules}
    clients = _clients(scene, people)
    if "holding.matures" in events and clients:
        _holdings(scene, rng, clients)
    if "order.delivered" in events and clients:
        _orders(scene, rng, clients)
    if clients:
        _standing(scene, list(clients), people)
        _dates(scene, list(clients))
        _held(scene)


def _clients(scene: "Scene", people: list["Person"]) -> dict["Person", date]:
    """Those who have bought and may be contacted, each with the day since when: those of long standing first, then the
    higher tiers."""
    place = {tier.key: number for number, tier in enumerate(scene.tiers)}
    rows = {
        row["id"]: row
        for row in scene.desk.book.all(
            "SELECT id, tier, client_since FROM customer WHERE status = 'customer' AND no_contact = 0"
            " AND client_since IS NOT NULL"
        )
    }
    long = scene.back(LONG).isoformat()
    found = [person for person in people if person.id in rows]
    found.sort(key=lambda one: (rows[one.id]["client_since"] > long, place.get(rows[one.id]["tier"], 9), one.id))
    return {person: date.fromisoformat(rows[person.id]["client_since"]) for person in found}


def _holdings(scene: "Scene", rng: "Random", since: dict["Person", date]) -> None:
    """One whose two notes mature together, one that matures today in a week, one bought ten days ago, lines that a price
    has reached, and a few that just lie there."""
    day, clients, notes = scene.today, list(since), scene.words.known("wealth", "notes")
    first, second, third = (clients[at % len(clients)] for at in range(3))
    for person, at, amount, ago, ahead in (
        (first, 0, 200_000, 86, 4),
        (first, 1, 120_000, 176, 4),
        (second, 2, 300_000, 174, 6),
        (third, 0, 80_000, 10, 80),
    ):
        _note(scene, person, notes[at], amount, day - timedelta(days=ago), day + timedelta(days=ahead))
    for person in clients[3:9]:
        note, amount = rng.choice(notes), rng.choice((50_000, 100_000, 150_000))
        bought = max(day - timedelta(days=rng.randint(20, note[2] - 25)), since[person])
        _note(scene, person, note, amount, bought, bought + timedelta(days=note[2]))
    for number, (name, last) in enumerate(
        zip(scene.words.known("wealth", "funds"), (12_655, 9_070, 10_412), strict=True)
    ):
        product = _product(scene, said(name), "fund")
        _prices(scene, rng, product, last, up=number != 1)
        for person, wanted, upper, lower in (
            (clients[number % len(clients)], 40_000, 12_500 if number == 0 else None, 9_100 if number == 1 else None),
            (clients[(number + 4) % len(clients)], 15_000, 13_500, 8_500),
        ):
            units = min(wanted, scene.part_of(person.id) // 2)
            bought = max(scene.back(150 + 20 * number), since[person])
            cost = scene.money(units)["amount_minor"] * 104 // 100
            lines = {"take_profit_e4": upper, "stop_loss_e4": lower}
            _insert(scene, bought, person, product, said(name), quantity_e4=units * 10_000, cost_minor=cost, **lines)


def _note(scene: "Scene", person: "Person", name: list[Any], amount: int, bought: date, matures: date) -> None:
    money = scene.money(min(amount, scene.part_of(person.id)))["amount_minor"]
    product = _product(scene, said(name), "wealth")
    fields = {"amount_minor": money, "cost_minor": money, "matures_on": matures}
    _insert(scene, bought, person, product, said(name), **fields)


def _insert(scene: "Scene", bought: date, person: "Person", product: int, name: str, **fields: Any) -> None:
    paid = {"currency": scene.desk.settings.currency, "bought_on": bought}
    scene.insert("holding", bought, customer_id=person.id, product_id=product, name=name, **paid, **fields)


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
        scene.insert("price", product_id=product, on_date=day, price_e4=price, currency=scene.desk.settings.currency)
        step = rng.randint(10, 60)
        price += -max(step, 200 if back == 1 else 0) if up else max(step, 60 if back == 1 else 0)


def _orders(scene: "Scene", rng: "Random", since: dict["Person", date]) -> None:
    """Two that are late, one promised for today, two that came yesterday, more to come, and what was bought before."""
    late = [said(one) for one in scene.words.known("late")]
    plan: list[tuple[int, int, int | None, str]] = [
        (-6, -3, None, late[1]),
        (-3, -1, None, late[0]),
        (-2, 0, None, ""),
        (-4, -1, -1, ""),
        (-5, -3, -1, late[0]),
        (-1, 2, None, ""),
        (-1, 3, None, ""),
        *((-back, -back + 3, -back + 3 + (back % 4 == 0), "") for back in range(8, ORDERED, 4)),
    ]
    for place, (ordered, promised, delivered, why) in enumerate(plan):
        day, came = scene.workday(ordered), scene.workday(delivered) if delivered is not None else None
        person = _buyer(scene, since, place, day)
        promise = scene.workday(promised) if promised else scene.today
        order(scene, rng, person, ordered_on=day, promised_on=promise, delivered_on=came, why=why)


def order(scene: "Scene", rng: "Random", person: "Person", *, ordered_on: date, **fields: Any) -> None:
    """An order of what fits them, and of as much as they can sell."""
    known = [
        (row["id"], row["name"], row["price_minor"])
        for row in scene.desk.book.all("SELECT id, name, price_minor FROM product WHERE price_minor > 0 ORDER BY id")
    ] or [(None, said(name), scene.money(12_000)["amount_minor"]) for name in scene.words.known("goods")]
    sold = {said(one): one for one in scene.words.known("products") or ()}
    wanted = [one for one in known if fits(sold.get(one[1], [""]), scene.lives[person.id])] or known
    number, name, price = wanted[rng.randrange(len(wanted))]
    most_units = max(scene.money(scene.lives[person.id].income)["amount_minor"] // 25 // price, 1)
    units = min(rng.choice((2, 4, 6, 10, 12)), most_units) if number else 1
    if fields["delivered_on"] is not None:
        _called_after(scene, person, fields["delivered_on"])
    paid = {"amount_minor": price * units, "currency": scene.desk.settings.currency, "ordered_on": ordered_on}
    what = {"product_id": number, "name": name, "quantity_e4": units * 10_000}
    scene.insert("orders", ordered_on, customer_id=person.id, **what, **paid, **fields)


def _buyer(scene: "Scene", since: dict["Person", date], place: int, day: date) -> "Person":
    """Who ordered on that day: a client by then, and nobody who has not been heard of since long."""
    quiet = scene.back(30) if day > scene.workday(-20) else day
    able = [person for person, first in since.items() if first <= day and person.last >= quiet] or list(since)
    return able[place % min(len(able), 9)]


def _called_after(scene: "Scene", person: "Person", came: date) -> None:
    """Whoever got something was called as the rules ask, where that was due before today."""
    for rule in scene.desk.playbook.rules:
        first, _last = scene.ends(rule, came)
        known = (rule.key, person.id, came.isoformat())
        if rule.on != "order.delivered" or first >= scene.today:
            continue
        if not scene.desk.book.one("SELECT 1 FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?", *known):
            due = {"rule": known[0], "customer_id": known[1], "for_date": known[2]}
            scene.insert("settled", **due, state="done", on_date=first)


def _standing(scene: "Scene", clients: list["Person"], people: list["Person"]) -> None:
    """One moved up yesterday, two who have grown into the next tier, three adopted."""
    tiers = scene.tiers
    yesterday = scene.workday(-1)
    rows = {row["id"]: row for row in scene.desk.book.all("SELECT id, tier, assets_minor FROM customer")}
    top = next((person for person in clients if len(tiers) > 1 and rows[person.id]["tier"] == tiers[0].key), None)
    if top is not None:
        moved = {"from_tier": tiers[1].key, "to_tier": tiers[0].key, "raised": 1}
        scene.insert("tier_change", customer_id=top.id, **moved, on_date=yesterday)
    places = {tier.key: number for number, tier in enumerate(tiers)}
    below = [(person, places.get(rows[person.id]["tier"], 0)) for person in reversed(clients)]
    grown = [
        (person, line)
        for person, at in below
        if at and (line := _assets(tiers[at - 1].qualifies)) and line * 6 // 5 <= most(scene.lives[person.id])
    ]
    for person, line in grown[:2]:
        money = scene.money(line * 6 // 5)
        scene.change.update("customer", person.id, assets_minor=money["amount_minor"], currency=money["currency"])
    for person in people[-3:]:
        scene.change.update("customer", person.id, adopted_on=yesterday.isoformat())
    text = said(scene.words.known("important"))
    told = {"on_date": yesterday, "text": text, "customer_id": clients[0].id, "important": 1}
    scene.insert("note", kind="customer", **told)


def _assets(condition: str) -> int:
    """The least assets that the condition asks for, in whole units; 0 where it asks for none."""
    from amflow.playbooks import conditions

    return next((int(float(one.words[0])) for one in conditions.parse(condition) if one.field == "assets"), 0)


def _dates(scene: "Scene", clients: list["Person"]) -> None:
    """Tomorrow, in three weeks, and one of the lunar calendar: a day that the life of the customer has."""
    tomorrow, later = scene.today + timedelta(days=1), scene.today + timedelta(days=21)
    days = (f"--{tomorrow:%m-%d}", f"--{later:%m-%d}", "lunar --08-15")
    for person, day in zip(clients[1:4], days, strict=False):
        scene.insert(
            "special_date", person.since, customer_id=person.id, title=scene.say(person.id, "days"), on_date=day,
            date_md=values.month_and_day(day),
        )  # fmt: skip


def _held(scene: "Scene") -> None:
    """The file says what is held, where it says anything of it: the account of every day, then the papers."""
    for row in scene.desk.book.all("SELECT id FROM customer WHERE profile LIKE '%\"products-held\"%'"):
        papers = scene.desk.book.all("SELECT DISTINCT name FROM holding WHERE customer_id = ? LIMIT 2", row["id"])
        told = scene.profile(row["id"])
        told["products-held"] = ", ".join([told["products-held"], *(one["name"] for one in papers)])
        scene.set_profile(row["id"], told)
