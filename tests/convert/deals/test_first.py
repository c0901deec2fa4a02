"""Which deals come first: what should bring most, by the own history; why; and those that are dead, swept in one change."""

from datetime import datetime
from typing import Any

import pytest
from tests.conftest import Person, Run
from tests.convert.deals.histories import ended, standing
from tests.days import customer

from amflow.convert.deals import first, worth
from amflow.convert.deals import records as deals
from amflow.desk import Desk
from amflow.shell.context import App


@pytest.fixture
def desk(desk_of: Any) -> Desk:
    """A desk of the trade with the pipeline `sale`."""
    found: Desk = desk_of("general")
    return found


@pytest.fixture
def sales(desk: Desk) -> Desk:
    """Thirty won after ten or twenty days, thirty lost after forty, in the last months."""
    for at in range(30):
        ended(desk, 10 + at % 2 * 10, "won", f"2026-11-{at % 20 + 1:02d}")
        ended(desk, 40, "lost", f"2026-10-{at % 20 + 1:02d}")
    return desk


def order(desk: Desk, limit: int = -1) -> list[int]:
    return [one.id for one in first.first(desk, deals.by_stage(desk), limit)]


def test_what_should_bring_most_comes_first(sales: Desk) -> None:
    small = standing(sales, 5, amount_minor=1_000_00)
    large = standing(sales, 5, amount_minor=9_000_00)
    late = standing(sales, 29, amount_minor=2_000_00)

    assert order(sales) == [large, small, late]


def test_a_deal_without_an_amount_has_the_price_of_its_product_or_the_usual_amount(run: Run, sales: Desk) -> None:
    run("product", "add", "big", "--price", "5000")
    (goods,) = sales.book.all("SELECT id FROM product")
    product = standing(sales, 5, product_id=goods["id"])
    usual, own = standing(sales, 5), standing(sales, 5, amount_minor=200_00)

    lines = {one.id: one.worth for one in first.first(sales, deals.by_stage(sales), -1)}
    found = {number: (one.amount_from, one.amount.minor) for number, one in lines.items() if one}

    assert found == {product: ("product", 500_000), usual: ("usual", 100_00), own: ("deal", 200_00)}
    assert order(sales) == [product, own, usual]


def test_what_is_planned_for_already_counts_less(run: Run, sales: Desk) -> None:
    one, other = standing(sales, 5, amount_minor=1_000_00), standing(sales, 5, amount_minor=1_100_00)
    assert order(sales) == [other, one]

    run("task", "add", "call", "--deal", f"d{other}", "--due", "tomorrow")
    sales.book.forget()

    assert order(sales) == [one, other]
    run("config", "set", "worth_planned", "100")
    assert App().settings.worth_planned == 100


@pytest.mark.parametrize("limit", range(1, 9))
def test_a_few_are_the_first_of_all(run: Run, sales: Desk, limit: int) -> None:
    """How many are asked for changes nothing of their order, though how a deal stands is looked at for a few alone."""
    numbers = [standing(sales, 3 * at, amount_minor=(1000 + 170 * (at * 7 % 10)) * 100) for at in range(10)]
    for number in numbers[::3]:
        run("task", "add", "call", "--deal", f"d{number}", "--due", "tomorrow")
    sales.book.forget()

    assert order(sales, limit) == order(sales)[:limit]


def test_a_dead_deal_is_told_of_in_a_line_and_listed_to_be_swept(run: Run, sales: Desk) -> None:
    alive, dead = standing(sales, 5, amount_minor=100), standing(sales, 200, amount_minor=10_000_00)

    page = run("convert", "--json").json
    assert [item["ref"] for item in page["items"] if item["kind"] == "deal"] == [f"d{alive}"]
    assert "1 deal is dead by your own history" in page["note"]
    assert "amflow deal sweep" in page["note"]
    (listed,) = run("deal", "sweep", "--json").json["items"]
    assert (listed["ref"], listed["days"]) == (f"d{dead}", 200)
    assert "none after 200 days in this stage" in listed["why"]
    assert run("deal", "show", f"d{dead}", "--json").json["item"]["state"] == "open", "nothing was written"


def test_all_are_closed_in_one_change_and_taken_back_in_one(run: Run, sales: Desk) -> None:
    refs = [f"d{standing(sales, days)}" for days in (300, 200, 100)]

    done = run("deal", "sweep", "--yes", "--why", "no answer", "--json").json["item"]

    assert (done["refs"], done["planned"], done["still"]) == (refs, [], 0)
    shown = run("deal", "show", refs[0], "--json").json["item"]
    assert (shown["state"], shown["lost_why"]) == ("lost", "no answer")
    assert run("deal", "sweep", "--json").json["items"] == []
    run("undo")
    assert [one["ref"] for one in run("deal", "sweep", "--json").json["items"]] == refs


def test_one_pipeline_can_be_swept_and_a_dry_run_writes_nothing(run: Run, sales: Desk) -> None:
    standing(sales, 300)

    assert len(run("deal", "sweep", "--pipeline", "sale", "--yes", "--dry-run", "--json").json["items"]) == 1
    assert len(run("deal", "sweep", "--json").json["items"]) == 1


def test_on_a_terminal_each_is_closed_planned_or_kept(run: Run, sales: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refs = [f"d{standing(sales, days)}" for days in (500, 400, 300, 200)]
    person = Person("yes", "fri", "", "stop")
    monkeypatch.setattr(App, "may_ask", True)
    monkeypatch.setattr(App, "_prompted", lambda _app, question, present: person.ask(question, present))

    run("deal", "sweep")

    assert len(person.asked) == 4
    assert person.asked[0].startswith(f"{refs[0]} y · 500 days in Engaging")
    states = [run("deal", "show", ref, "--json").json["item"]["state"] for ref in refs]
    assert states == ["lost", "open", "open", "open"]
    (task,) = run("task", "list", "--json").json["items"]
    assert task["due_on"] == "2026-11-27"
    run("undo")
    assert run("task", "list", "--json").json["items"] == []


def test_why_a_deal_comes_where_it_comes(run: Run, sales: Desk) -> None:
    number = standing(sales, 5, customer_id=None)

    item = run("convert", "--explain", f"d{number}", "--json").json["item"]

    assert item["learnt"]["why"] == "30 of 60 such deals were won"
    assert (item["reckoned"]["amount"], item["reckoned_from"]) == (100, "usual")
    assert item["brings"]["amount"] == pytest.approx(100 * item["learnt"]["soon_share"], abs=0.01)
    assert any(f"amflow deal edit d{number} --amount" in words for words in item["moves"])
    assert run("today", "--explain", f"d{number}", "--json").json["item"] == item
    assert run("deal", "show", f"d{number}", "--json").json["item"]["learnt"] == item["learnt"]


def test_what_is_no_deal_is_explained_by_its_points(run: Run) -> None:
    customer(run, "张敏")
    run("log-visit", "张敏", "x", "--next", "today call")
    (task,) = run("task", "list", "--json").json["items"]

    said = run("today", "--explain", task["ref"], "--json").json["items"]

    assert "promised" in [one["term"] for one in said]


def test_the_order_of_a_day_in_the_past_knows_nothing_of_what_came(sales: Desk) -> None:
    """Deals that were won since stand where they stood, by the price of their product, not by what they brought."""
    won = ended(sales, 20, "won", "2026-11-24")
    now_open = standing(sales, 15, amount_minor=9_000_00)
    then = sales._replace(now=datetime(2026, 11, 15, 9, 30))

    assert first.order_then(then)[0] == now_open
    assert won in first.order_then(then)
    assert won not in first.order_then(sales)


def test_worth_says_how_it_is_reckoned(sales: Desk) -> None:
    number = standing(sales, 5, amount_minor=1_000_00)
    found = next(one.worth for one in first.first(sales, deals.by_stage(sales), -1) if one.id == number)

    assert found is not None
    assert found.brings.minor == round(1_000_00 * found.chance.soon)
    assert set(worth.FROM) >= {found.amount_from}
