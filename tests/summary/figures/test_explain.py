"""The records behind a figure: they come to the figure, for every metric and any book; and what is measured outside."""

import random

import pytest

from amflow.book.figures import BY_KEY
from amflow.summary.figures import counting


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_what_its_records_come_to(run, hand, seed):
    rng = random.Random(seed)
    days = [f"2026-11-{day:02}" for day in range(16, 30)]
    for number in range(5):
        customer = hand.customer(f"n{number}", lead_on=rng.choice(days), adopted_on=rng.choice(days))
        hand.touch(customer, rng.choice(["visit", "call", "message"]), rng.choice(days), rng.randint(1, 3))
        state = rng.choice(["won", "lost"])
        pipeline = rng.choice(["loan", "account-opening", "sale"])
        hand.deal("d", "2026-11-02", rng.choice(days), state, amount_minor=rng.randint(1, 9999), pipeline=pipeline,
                  currency=rng.choice(["CNY", "USD"]), customer_id=customer)  # fmt: skip
        product = hand.write("product", name=f"p{number}", name_key="p", service=rng.choice(["deposit", "key-brand"]))
        for _turn in range(2):
            hand.write("holding", customer_id=customer, product_id=product, name=f"h{rng.randint(1, 3)}", currency="CNY",
                       amount_minor=rng.randint(1, 999), bought_on=rng.choice(days))  # fmt: skip
        hand.write("orders", customer_id=customer, product_id=product, name="o", quantity_e4=rng.randint(1, 99999),
                   amount_minor=rng.randint(1, 9999), currency="CNY", ordered_on=rng.choice(days),
                   promised_on=rng.choice(days), delivered_on=rng.choice([None, *days]))  # fmt: skip
        hand.write("score", customer_id=customer, scale="csat", value=rng.randint(1, 5), on_date=rng.choice(days))
        hand.write("measure", metric="shelf_rate", on_date=rng.choice(days), value=rng.randint(0, 9), whole=10)
        hand.plan(rng.choice(days), rng.choice(["done", "planned"]))
    shown = run("summary", "--week", "--json").json["figures"]

    for metric in BY_KEY:
        found = run("summary", "--week", "--explain", metric, "--json").json
        records = [
            counting.FigureRecord("", one["on"], one["title"], None, "", str(at), _minor(one, metric), one["whole"], "")
            for at, one in enumerate(found["items"])
        ]
        assert found["value"] == shown[metric]["value"]
        if BY_KEY[metric].how != "different":
            total = counting.total(metric, records)
            if total is None:
                assert shown[metric]["value"] is None
                continue
            total = total / 100 if BY_KEY[metric].money else total
            assert total == pytest.approx(shown[metric]["value"], abs=0.011), metric


def _minor(one, metric):
    return one["number"]["amount"] * 100 if BY_KEY[metric].money else one["number"]


def test_a_measure_is_written_listed_and_taken_out(run):
    run("target", "measure", "shelf_rate", "18/20")
    run("target", "measure", "shelf_rate", "0/20", "--at", "2026-11-24")
    # What is measured again and again is what it was last.
    assert run("summary", "--week", "--json").json["figures"]["shelf_rate"]["value"] == 0.9
    assert [one["value"] for one in run("target", "measure", "--json").json["items"]] == [0.9, 0.0]

    run("target", "measure", "--drop", "1")

    assert run("summary", "--week", "--json").json["figures"]["shelf_rate"]["value"] == 0
    run("undo")
    run("target", "measure", "assets_amount", "1200")
    assert run("summary", "--week", "--json").json["figures"]["assets_amount"]["value"] == 1200


@pytest.mark.parametrize(
    "words", [("visits", "3"), ("shelf_rate", "21/20"), ("shelf_rate", "x"), ("shelf_rate", "1/0")]
)
def test_what_cannot_be_measured_is_refused(run, words):
    assert "hint:" in run("target", "measure", *words, code=2).stderr


def test_a_rate_has_its_target_whole_in_every_period(run):
    run("target", "set", "shelf_rate", "95%")
    run("target", "measure", "shelf_rate", "80%")

    found = run("summary", "--week", "--json").json

    assert (found["figures"]["shelf_rate"]["target"], found["figures"]["shelf_rate"]["unit"]) == (0.95, "share")
    assert [gap["metric"] for gap in found["gaps"]] == ["shelf_rate"]


def test_what_was_measured_on_a_visit_is_written_with_it(run, monkeypatch, screen):
    """W18: stock, shelf and display are looked at on the visit; its shop has them, and one undo takes all back."""
    monkeypatch.setenv("AMFLOW_PLAYBOOK", "retail-territory")
    run("customer", "add", "平安烟酒店", "--organisation", "--line", "一号线")
    run("customer", "add", "孙姐", "--org", "平安烟酒店")

    said = screen(
        "log-visit", "孙姐", "looked", "--figure", "shelf_rate=18/20", "--figure", "display_rate=1/1", "--no-next"
    )

    assert "Shelf rate 18/20" in said
    found = run("target", "measure", "--json").json["items"]
    assert {(one["metric"], one["customer"]["name"]) for one in found} == {
        ("shelf_rate", "平安烟酒店"), ("display_rate", "平安烟酒店"),
    }  # fmt: skip
    for wrong in ("shelf_rate", "shelf_rate=much", "visits=3"):
        run("log-visit", "孙姐", "again", "--figure", wrong, "--no-next", code=2)
    run("undo")
    assert run("target", "measure", "--json").json["items"] == []
    assert run("customer", "show", "c1", "--json").json["item"].get("touches", []) == []
