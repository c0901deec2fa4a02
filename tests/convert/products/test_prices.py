"""What one unit of a product is worth, day by day: the net value of a fund, with its four decimals."""

from typing import Any

import pytest

from days import customer


@pytest.fixture
def fund(run: Any) -> None:
    run("product", "add", "Bond fund")


def test_a_price_keeps_its_four_decimals(run: Any, fund: None) -> None:
    told = run("product", "price", "bond", "1.2290").stdout
    assert "Bond fund: 1.2290 on Wed 25 Nov" in told
    assert run("--json", "product", "price", "p1").json["items"] == [
        {
            "on": "2026-11-25",
            "price": {"amount": 1.229, "currency": "CNY"},
            "product": {"ref": None, "name": "Bond fund"},
        }
    ]


def test_a_day_has_one_price_and_the_one_before_is_told(run: Any, fund: None) -> None:
    run("product", "price", "p1", "1.2345", "--at", "yesterday")
    run("product", "price", "p1", "1.2350")
    told = run("product", "price", "p1", "1.2360").stdout

    assert "before\t1.2350" in told
    assert [one["price"]["amount"] for one in run("--json", "product", "price", "p1").json["items"]] == [1.236, 1.2345]
    run("undo")
    assert [one["price"]["amount"] for one in run("--json", "product", "price", "p1").json["items"]] == [1.235, 1.2345]


@pytest.mark.parametrize("price", ["1.23456", "1,2345", "12,5", "0", "cheap"])
def test_what_is_finer_or_no_price_is_refused(run: Any, fund: None, price: str) -> None:
    run("product", "price", "p1", price, code=2)
    assert run("--json", "product", "price", "p1").json["items"] == []


def test_a_price_to_come_is_refused(run: Any, fund: None) -> None:
    run("product", "price", "p1", "1.2345", "--at", "tomorrow", code=2)


def test_units_at_a_price_are_rounded_to_cents_in_the_currency_of_the_price(run: Any, fund: None) -> None:
    run("config", "set", "currency", "GBP")
    customer(run, "张敏")
    run("product", "price", "p1", "1.2345")
    told = run("holding", "add", "p1", "--for", "c1", "--units", "1,234.56").stdout

    # 1,234.56 × 1.2345 = 1,524.06432
    assert run("--json", "holding", "list").json["items"][0]["value"] == {"amount": 1524.06, "currency": "GBP"}
    assert "£1,524.06" in told
