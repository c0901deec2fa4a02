"""A book of any size, the same for the same seed: `python bench/generate.py FILE [CUSTOMERS]`.

100,000 customers, 4,600 of them firms with three of the others each as their people, come with 1,000,000 touches,
200,000 deals (mostly closed) with papers, reviews and
credit sheets, 300,000 holdings, 200,000 orders, tasks,
products with prices, leads, moves between tiers, special dates, settled items,
50,000 cases with their steps, 20,000 answers, 100,000 scores and the plans of a year, spread over five years before Wednesday
25 November 2026, thin at weekends. It goes in with `executemany`, without the journal; the derived columns are computed
as `book/derived_columns.py` would.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from amflow.book.behind import BEHIND
from amflow.book.opening import open_book

TODAY = date(2026, 11, 25)
YEARS = 5
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂芳红玲飞云琳欣怡晨宇浩然子轩梓涵诗雨"
TIERS = ("gold", "silver", "standard")
INTENTS = ("", "", "", "", "", "", "B", "C", "D")
SOURCES = ("lobby", "vip-room", "teller", "referral")
PIPELINES = {"account-opening": ("talking", "papers", "review"), "sale": ("prospecting", "engaging")}
WHEN = "2026-11-25T01:00:00Z"

Rows = Iterator[tuple[Any, ...]]


class World:
    """The dice, and the days: workdays often, weekends seldom, recent ones a little more."""

    def __init__(self, seed: int, name: str = "") -> None:
        self.random = random.Random(seed)
        self._uid = count()
        self._name = name
        start = TODAY - timedelta(days=365 * YEARS)
        days = [start + timedelta(days=number) for number in range(365 * YEARS)]
        self.days = [day.isoformat() for day in days for _turn in range(1 if day.weekday() >= 5 else 8)]
        self.coming = [(TODAY + timedelta(days=number)).isoformat() for number in range(-3, 25)]

    def uid(self) -> str:
        """A name that no other row has."""
        return f"{self._name}{next(self._uid):024x}"

    def past(self) -> str:
        """A day that was."""
        return self.days[int(self.random.random() * len(self.days))]

    def name(self) -> str:
        """A Chinese name."""
        return self.random.choice(SURNAMES) + "".join(self.random.choices(GIVEN, k=self.random.randint(1, 2)))


def customers(world: World, number: int) -> Rows:
    """People: 92 of 100 customers, 4 open leads, 4 dropped."""
    dice = world.random
    for _row in range(number):
        name, added, share = world.name(), world.past(), dice.random()
        status = "customer" if share < 0.92 else "lead" if share < 0.96 else "dropped"
        born = date(dice.randint(1950, 2004), dice.randint(1, 12), dice.randint(1, 28)).isoformat()
        birthday = born if dice.random() < 0.6 else ""
        phone = f"138{dice.randint(0, 99999999):08d}"
        tier = dice.choices(TIERS, (5, 20, 75))[0] if status == "customer" else ""
        yield (
            *(
                world.uid(),
                WHEN,
                WHEN,
                status,
                name,
                name.casefold(),
                phone,
                phone,
                f"+86{phone}",
                tier,
                dice.choice(INTENTS),
            ),
            *(dice.choice(SOURCES), birthday, birthday[-5:], added, added),
            *(None if status == "customer" else added, added if status == "dropped" else None),
        )


def touches(world: World, number: int, people: int) -> Rows:
    """Visits, calls, messages; a fifth without reaching anybody."""
    dice = world.random
    kinds, outcomes = ("visit", "call", "message"), ("interested", "undecided", "no-answer")
    for _row in range(number):
        kind, reached = kinds[int(dice.random() * 3)], dice.random() < 0.8
        at = f"{int(9 + dice.random() * 9):02d}:{int(dice.random() * 60):02d}"
        outcome = outcomes[int(dice.random() * 2)] if reached else outcomes[2]
        customer = 1 + int(dice.random() * people)
        yield world.uid(), WHEN, WHEN, customer, kind, world.past(), at, "talked about the offer", outcome, int(reached)


def deals(world: World, number: int, people: int, products: int) -> Rows:
    """Deals: 49 of 50 closed, three fifths of them won."""
    dice = world.random
    names = tuple(PIPELINES)
    for _row in range(number):
        opened = world.past()
        pipeline = names[int(dice.random() * len(names))]
        share = dice.random()
        state = "open" if share < 0.02 else "won" if share < 0.62 else "lost"
        since = date.fromisoformat(opened)
        # What has a result has it by today, on any day as likely: not all that is young on this one.
        lasted = min(60, (TODAY - since).days + 1)
        on = (since + timedelta(days=int(dice.random() * lasted))).isoformat()
        stage = dice.choice(PIPELINES[pipeline]) if state == "open" else state
        customer, product = 1 + int(dice.random() * people), 1 + int(dice.random() * products)
        amount = int(dice.random() * 50_000_000)
        closed = None if state == "open" else on
        yield world.uid(), WHEN, WHEN, "deal", customer, product, pipeline, stage, state, amount, opened, on, closed, on


def tasks(world: World, number: int, people: int) -> Rows:
    """Tasks: forty or so open around today, the rest done long ago."""
    dice = world.random
    for row in range(number):
        is_open = row < 40
        due = dice.choice(world.coming) if is_open else world.past()
        at = f"{dice.randint(9, 17):02d}:00" if dice.random() < 0.2 else ""
        state = "open" if is_open else "done"
        customer = 1 + int(dice.random() * people)
        yield world.uid(), WHEN, WHEN, "send the papers", customer, due, at, state, None if is_open else due


LUNAR = ("lunar --08-15", "L08-15")


def holdings(world: World, number: int, people: int, products: int) -> Rows:
    """Holdings: bought in the five years, maturing later or long ago; a quarter of them with lines around the price."""
    dice = world.random
    for row in range(number):
        bought, product = world.past(), 1 + int(dice.random() * products)
        matures = (date.fromisoformat(bought) + timedelta(days=90 + int(dice.random() * 1000))).isoformat()
        sold = min(matures, TODAY.isoformat()) if matures < TODAY.isoformat() and dice.random() < 0.8 else None
        lines = (
            (10_000 + int(dice.random() * 8_000), 4_000 + int(dice.random() * 4_000)) if row % 4 == 0 else (None, None)
        )
        amount = 1_000_000 + int(dice.random() * 50_000_000)
        yield (
            *(
                world.uid(),
                WHEN,
                WHEN,
                1 + int(dice.random() * people),
                product,
                f"product {product - 1}",
                amount * 100,
            ),
            *(amount, amount, "CNY", bought, matures if row % 3 else None, *lines, sold),
        )


def prices(world: World, products: int) -> Rows:
    """A price of each product on each of the last 250 days."""
    for product in range(1, products + 1):
        price = 9_000
        for back in range(250, -1, -1):
            price = min(max(price + int(world.random.random() * 121) - 60, 5_000), 15_000)
            yield world.uid(), WHEN, WHEN, product, (TODAY - timedelta(days=back)).isoformat(), price, "CNY"


def orders(world: World, number: int, people: int, products: int) -> Rows:
    """Orders: promised within a week, delivered about then; thirty are still owed."""
    dice = world.random
    for row in range(number):
        ordered, product = world.past() if row >= 30 else world.coming[row % 3], 1 + int(dice.random() * products)
        day = date.fromisoformat(ordered)
        promised = day + timedelta(days=1 + int(dice.random() * 6))
        came = None if row < 30 else min(promised + timedelta(days=int(dice.random() * 3)), TODAY).isoformat()
        yield (
            *(world.uid(), WHEN, WHEN, 1 + int(dice.random() * people), product, f"product {product - 1}", 100_000),
            *(1_000_000, "CNY", ordered, promised.isoformat(), came),
        )


def tier_changes(world: World, number: int, people: int) -> Rows:
    """Moves between tiers, two of three upwards."""
    for row in range(number):
        up = row % 3 > 0
        tiers = ("standard", "silver") if up else ("silver", "standard")
        yield world.uid(), WHEN, WHEN, 1 + int(world.random.random() * people), *tiers, int(up), world.past()


def special_dates(world: World, number: int, people: int) -> Rows:
    """Days that come every year, every tenth by the moon."""
    dice = world.random
    for row in range(number):
        day = f"{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        kept = LUNAR if row % 10 == 0 else (f"--{day}", day)
        yield world.uid(), WHEN, WHEN, 1 + int(dice.random() * people), f"day {row}", *kept


def referrals(world: World, number: int, people: int) -> Rows:
    """Introductions: nine of ten made, and nearly all of those thanked for."""
    dice = world.random
    for row in range(number):
        on, by = world.past(), 1 + int(dice.random() * people)
        # Each brings another one: who brought whom is there once.
        new = (by + row) % people + 1
        made = dice.random() < 0.9 and new != by
        thanked = made and dice.random() < 0.98
        yield world.uid(), WHEN, WHEN, by, new if made else None, on, on if made else None, on if thanked else None


def receptions(world: World, number: int) -> Rows:
    """Visitors at the door, nearly all of them nobody known."""
    dice = world.random
    for _row in range(number):
        yield world.uid(), WHEN, WHEN, world.past(), f"{int(9 + dice.random() * 8):02d}:10", dice.choice(CHANNELS)


def campaign_entries(world: World, campaigns: int, people: int) -> Rows:
    """Lists of five hundred each: those of the last three still run, and a tenth of them waits."""
    dice = world.random
    for campaign in range(1, campaigns + 1):
        for customer in dice.sample(range(1, people + 1), min(500, people)):
            state = "listed" if campaign > campaigns - 3 and dice.random() < 0.1 else dice.choice(STANDS)
            yield world.uid(), WHEN, WHEN, campaign, customer, state, world.past()


CHANNELS = ("priority", "self-service", "self-service", "e-channel", "non-cash", "other")
STANDS = ("invited", "accepted", "came", "bought", "declined")


def cases(world: World, dice: random.Random, number: int, people: int) -> Rows:
    """Complaints and the like: 499 of 500 resolved long ago, a few that break these days."""
    for row in range(number):
        is_open = row % 500 == 0
        day = dice.choice(world.coming[:4]) if is_open else world.past()
        at, by = f"{dice.randint(9, 11):02d}:30", f"{day}T{dice.randint(14, 17):02d}:00"
        kind = ("complaint", "problem", "question")[int(dice.random() * 3)]
        severity = ("low", "normal", "normal", "high", "urgent")[int(dice.random() * 5)]
        state = "open" if is_open else "resolved"
        solved = None if is_open else day
        yield (
            *(world.uid(), WHEN, WHEN, 1 + int(dice.random() * people), "fee charged twice", kind, severity, state),
            *(day, at, solved, "" if is_open else at, solved, "" if is_open else at, by, by, by if is_open else ""),
        )


def case_steps(connection: Any) -> Rows:
    """What was written down of each case: that it was opened, and how it ended."""
    numbers = count()
    for case, opened, at, solved in connection.execute("SELECT id, opened_on, opened_at, resolved_on FROM cases"):
        yield f"step{next(numbers):020x}", WHEN, WHEN, case, "opened", opened, at
        if solved:
            yield f"step{next(numbers):020x}", WHEN, WHEN, case, "resolved", solved, "16:00"


def plans(world: World, dice: random.Random, people: int) -> Rows:
    """A dozen lines for each working day of the last year, most of them done; today's still wait."""
    for back in range(365):
        day = TODAY - timedelta(days=back)
        for place in range(12 if day.weekday() < 5 else 0):
            state = "planned" if not back else "done" if dice.random() < 0.8 else "moved"
            kind = "visit" if place % 3 == 0 else "call"
            yield world.uid(), WHEN, WHEN, day.isoformat(), 30, state, 1 + int(dice.random() * people), kind, place


def answers(world: World, dice: random.Random, people: int) -> Rows:
    """What every fifth customer said they need."""
    for customer in range(1, people + 1, 5):
        yield world.uid(), WHEN, WHEN, customer, "needs", "goal", "a flat in three years", world.past()


def scores(world: World, dice: random.Random, number: int, people: int) -> Rows:
    """What customers said when they were asked: mostly content."""
    for _row in range(number):
        scale, value = ("csat", dice.randint(2, 5)) if dice.random() < 0.8 else ("nps", dice.randint(5, 10))
        yield world.uid(), WHEN, WHEN, 1 + int(dice.random() * people), scale, value, world.past()


COLUMNS = {
    "customer": "uid created_at updated_at status name name_key phone phone_key phone_e164 tier intent source"
    " birthday birthday_md"
    " added_on quiet_since lead_on dropped_on",
    "product": "uid created_at updated_at name name_key price_minor currency",
    "touch": "uid created_at updated_at customer_id kind held_on held_at note outcome reached",
    "deal": "uid created_at updated_at title customer_id product_id pipeline stage state amount_minor opened_on stage_on"
    " closed_on quiet_since",
    "deal_stage": "uid created_at updated_at deal_id stage entered_on",
    "task": "uid created_at updated_at title customer_id due_on due_time state done_on",
    "deal_paper": "uid created_at updated_at deal_id paper state on_date dated_on expires_on counted",
    "waiting": "uid created_at updated_at kind deal_id whom title stage asked_on promised_on state ended_on told_on",
    "credit_sheet": "uid created_at updated_at deal_id on_date lines complete suggested_minor currency",
    "referral": "uid created_at updated_at customer_id introduced_id asked_on made_on thanked_on",
    "reception": "uid created_at updated_at on_date at_time channel",
    "campaign": "uid created_at updated_at title closed_on",
    "campaign_entry": "uid created_at updated_at campaign_id customer_id state on_date",
    "cases": "uid created_at updated_at customer_id title kind severity state opened_on opened_at answered_on answered_at"
    " resolved_on resolved_at answer_by solve_by breaks_at",
    "case_step": "uid created_at updated_at case_id kind on_date at_time",
    "plan_line": "uid created_at updated_at on_date minutes state customer_id kind place",
    "answer": "uid created_at updated_at customer_id about question value on_date",
    "score": "uid created_at updated_at customer_id scale value on_date",
    "settled": "uid created_at updated_at rule customer_id for_date state on_date",
    "holding": "uid created_at updated_at customer_id product_id name quantity_e4 amount_minor cost_minor currency"
    " bought_on matures_on take_profit_e4 stop_loss_e4 sold_on",
    "price": "uid created_at updated_at product_id on_date price_e4 currency",
    "orders": "uid created_at updated_at customer_id product_id name quantity_e4 amount_minor currency ordered_on"
    " promised_on delivered_on",
    "tier_change": "uid created_at updated_at customer_id from_tier to_tier raised on_date",
    "special_date": "uid created_at updated_at customer_id title on_date date_md",
}

FIRMS = (
    "UPDATE customer SET kind = 'organisation', birthday = '', birthday_md = '',"
    " contact_id = iif(EXISTS (SELECT 1 FROM customer AS one WHERE one.id = customer.id + 1), id + 1, NULL)"
    " WHERE id % 20 = 1 AND status = 'customer'",
    "UPDATE customer SET organisation_id = id - id % 20 + 1, tier = '',"
    " role = CASE id % 20 WHEN 2 THEN 'managing director' ELSE 'buyer' END WHERE id % 20 IN (2, 3, 4)"
    " AND (SELECT kind FROM customer AS firm WHERE firm.id = customer.id - customer.id % 20 + 1) = 'organisation'",
    "INSERT INTO touch_with (uid, created_at, updated_at, touch_id, customer_id)"
    " SELECT printf('with%020x', touch.id), touch.created_at, touch.updated_at, touch.id, customer.organisation_id"
    " FROM touch JOIN customer ON customer.id = touch.customer_id WHERE customer.organisation_id IS NOT NULL",
)
"""Every twentieth customer is a firm, and the three behind it are its people: what is said to them is said to it as well."""

DERIVED = (
    "CREATE TEMP TABLE of AS SELECT customer_id, max(held_on) AS reached FROM (SELECT customer_id, held_on FROM touch"
    " WHERE reached UNION ALL SELECT touch_with.customer_id, held_on FROM touch_with JOIN touch ON touch.id = touch_id"
    " WHERE reached) GROUP BY customer_id",
    "CREATE TEMP TABLE bought AS SELECT customer_id, min(day) AS since FROM (SELECT customer_id, closed_on AS day FROM deal"
    " WHERE state = 'won' UNION ALL SELECT customer_id, delivered_on FROM orders WHERE delivered_on IS NOT NULL)"
    " GROUP BY customer_id",
    "CREATE UNIQUE INDEX temp.of_customer ON of (customer_id)",
    "CREATE UNIQUE INDEX temp.bought_customer ON bought (customer_id)",
    "UPDATE customer SET last_touch_on = of.reached, quiet_since = of.reached"
    " FROM temp.of WHERE of.customer_id = customer.id",
    "UPDATE customer SET client_since = bought.since FROM temp.bought WHERE bought.customer_id = customer.id",
    "UPDATE deal SET currency = 'CNY', quiet_since = max(stage_on, coalesce("
    "(SELECT reached FROM temp.of WHERE of.customer_id = deal.customer_id), '')) WHERE state = 'open'",
    "UPDATE deal SET currency = 'CNY' WHERE state <> 'open'",
    f"UPDATE customer SET behind = {BEHIND} WHERE kind = 'organisation' OR organisation_id IS NOT NULL",
)
"""The columns that the program keeps with every write, for the whole book at once."""


def generate(path: Path, people: int, seed: int = 20261125) -> dict[str, int]:
    """Make the book; how many rows each table got. The file must not exist."""
    if path.exists():
        raise FileExistsError(path)
    open_book(path).close()
    world = World(seed)
    products = max(5, people // 2000)
    campaigns = max(3, people // 500)
    rows: dict[str, Rows] = {
        "product": (
            (world.uid(), WHEN, WHEN, f"product {n}", f"product {n}", n * 1000, "CNY") for n in range(products)
        ),
        "customer": customers(world, people),
        "deal": deals(world, people * 2, people, products),
        "touch": touches(world, people * 10, people),
        "task": tasks(world, max(60, people // 2), people),
        "referral": referrals(world, people // 10, people),
        "reception": receptions(world, people * 2),
        "campaign": (
            (world.uid(), WHEN, WHEN, f"campaign {n}", None if n > campaigns - 3 else "2026-06-01")
            for n in range(1, campaigns + 1)
        ),
        "campaign_entry": campaign_entries(world, campaigns, people),
    }
    connection = connect(path)
    connection.execute("BEGIN")
    for table, lines in rows.items():
        put(connection, table, lines)
    put(connection, "deal_stage", history(world, connection))
    put(connection, "deal_paper", papers(world, connection))
    put(connection, "waiting", reviews(world, connection))
    put(connection, "credit_sheet", sheets(world, connection))
    put(connection, "settled", settled(world, connection))
    # What came later has dice of its own: the rest of the book stays as it was.
    world = World(seed + 1, "later")
    put(connection, "holding", holdings(world, people * 3, people, products))
    put(connection, "price", prices(world, products))
    put(connection, "orders", orders(world, people * 2, people, products))
    put(connection, "tier_change", tier_changes(world, people // 2, people))
    put(connection, "special_date", special_dates(world, people * 3 // 10, people))
    connection.execute("UPDATE customer SET adopted_on = added_on WHERE id % 10 = 0")
    connection.execute(
        "INSERT INTO note (uid, created_at, updated_at, kind, on_date, text, important)"
        " VALUES (?, ?, ?, 'market', ?, 'rates change tomorrow', 1)",
        (world.uid(), WHEN, WHEN, TODAY.isoformat()),
    )
    apart = random.Random(f"{seed}/care")
    put(connection, "cases", cases(world, apart, max(60, people // 2), people))
    put(connection, "case_step", case_steps(connection))
    put(connection, "plan_line", plans(world, apart, people))
    put(connection, "answer", answers(world, apart, people))
    put(connection, "score", scores(world, apart, max(60, people), people))
    for statement in (*FIRMS, *DERIVED):
        connection.execute(statement)
    find_everyone(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    names = [*COLUMNS]
    counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    connection.close()
    return counts


def find_everyone(connection: Any) -> None:
    """What finds names, words and phones, which the writing through a change keeps by itself."""
    from amflow.book.search import index, pinyin

    index.rebuild(connection)
    pinyin.fill(connection, pinyin.missing(connection))


def connect(path: Path) -> Any:
    """A connection that trades safety for speed: a half-made book is thrown away anyway."""
    import sqlite3

    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def put(connection: Any, table: str, lines: Rows) -> None:
    """Write the rows of a table."""
    columns = COLUMNS[table].split()
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", lines)


def history(world: World, connection: Any) -> Rows:
    """Each deal's way: the stage it was opened in, and the one it is in now."""
    for deal, pipeline, stage, opened, on in connection.execute(
        "SELECT id, pipeline, stage, opened_on, stage_on FROM deal"
    ):
        first = PIPELINES[pipeline][0]
        yield world.uid(), WHEN, WHEN, deal, first, opened
        if stage != first:
            yield world.uid(), WHEN, WHEN, deal, stage, on


def papers(world: World, connection: Any) -> Rows:
    """The papers of the accounts opened: three of four bear no last day, the others are good for some years."""
    for deal, on in connection.execute("SELECT id, stage_on FROM deal WHERE pipeline = 'account-opening'"):
        for paper in ("id-card", "bank-card", "risk-questionnaire"):
            until = None
            if paper == "id-card" and world.random.random() < 0.75:
                until = (date.fromisoformat(on) + timedelta(days=int(world.random.random() * 3000))).isoformat()
            yield world.uid(), WHEN, WHEN, deal, paper, "verified", on, None, until, 0


def reviews(world: World, connection: Any) -> Rows:
    """A review of every third account, most of them decided long ago."""
    for deal, stage, state, on in connection.execute(
        "SELECT id, stage, state, stage_on FROM deal WHERE pipeline = 'account-opening' AND id % 3 = 0"
    ):
        how = "open" if state == "open" else "approved"
        ended = None if state == "open" else on
        promised = (date.fromisoformat(on) + timedelta(days=3)).isoformat()
        row = ("review", deal, "account-desk", "account opening", stage, on, promised, how, ended, ended)
        yield world.uid(), WHEN, WHEN, *row


def sheets(world: World, connection: Any) -> Rows:
    """An assessment of every tenth deal."""
    for deal, on, amount in connection.execute("SELECT id, stage_on, amount_minor FROM deal WHERE id % 10 = 0"):
        yield world.uid(), WHEN, WHEN, deal, on, "[]", 1, amount, "CNY"


def settled(world: World, connection: Any) -> Rows:
    """The callbacks after an account was opened: nine of ten were made, up to last week."""
    won = connection.execute(
        "SELECT DISTINCT customer_id, closed_on FROM deal WHERE state = 'won' AND pipeline = 'account-opening'"
        " AND closed_on < ?",
        ((TODAY - timedelta(days=17)).isoformat(),),
    )
    for customer, closed in won:
        if world.random.random() < 0.9:
            on = (date.fromisoformat(closed) + timedelta(days=10)).isoformat()
            yield world.uid(), WHEN, WHEN, "t10", customer, closed, "done", on


def main(words: list[str]) -> int:
    """Make the book that was asked for, and say how large it is."""
    if not words:
        print(__doc__)
        return 2
    start = time.perf_counter()
    path = Path(words[0])
    counts = generate(path, int(words[1]) if len(words) > 1 else 100_000)
    size = path.stat().st_size / 1e6
    print(f"{path}: {counts}, {size:.0f} MB in {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
