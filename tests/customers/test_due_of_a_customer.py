"""What is due with a customer, and what is said where nothing is found."""

from typing import Any

import pytest

from days import customer, task


def test_what_is_due_with_a_customer_stands_in_the_order_of_its_days(run: Any) -> None:
    customer(run, "张敏", "--birthday", "1980-11-26")
    task(run, "papers", "--for", "c1", "--due", "2026-12-19")
    task(run, "offer", "--for", "c1", "--due", "fri")
    task(run, "some day", "--for", "c1")

    days = [one["due_on"] for one in run("show", "c1", "--json").json["item"]["due"]]

    assert len(days) == 4
    assert days == sorted(days, key=lambda day: day or "9999")


@pytest.mark.parametrize("trade", ["general", "enterprise", "retail-territory"])
def test_whose_birthday_is_today_is_told_in_every_trade(run: Any, tmp_path: Any, monkeypatch: Any, trade: str) -> None:
    monkeypatch.setenv("AMFLOW_PLAYBOOK", trade)
    file = tmp_path / "people.csv"
    file.write_text("Name,Birthday\nSarah Lamb,1980-11-25\nAnil Rao,1980-11-27\n", "utf-8")
    run("import", str(file), "--as", "customer")

    assert "Sarah Lamb" in run("prep").stdout
    assert "Sarah Lamb" in run("today").stdout


def test_a_name_of_several_is_near_by_one_of_them(run: Any) -> None:
    customer(run, "Emeka Okafor")
    customer(run, "Kate Fuller")

    hint = run("show", "Okafur", code=3).stderr

    assert "Emeka Okafor (c1)" in hint
    assert "Kate" not in hint


def test_nothing_found_says_where_it_was_looked_for(run: Any, screen: Any) -> None:
    run("order", "add", "rope", "--for", customer(run, "王伟") or "c1")
    run("order", "deliver", "o1")

    assert "orders and products:\namflow order list" in screen("find", "rope")
    assert "there are others: amflow order list --state all" in screen("order", "list")


def test_a_hint_names_the_record_that_was_asked_for(run: Any, screen: Any) -> None:
    customer(run, "张敏")
    customer(run, "王伟")

    assert "amflow customer date c2 2016-12-03" in screen("customer", "date", "c2")
    assert "amflow customer date c2 2016-12-03" in run("customer", "date", "c2", "2016-12-03", code=2).stderr
    assert "amflow message write c2" in run("message", "write", "c2", code=2).stderr
    run("deal", "add", "a flat", "--for", "c2", "--pipeline", "sale")
    assert '--why "the reason"' in run("deal", "win", "d1", "--force", code=2).stderr
