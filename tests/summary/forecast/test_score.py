"""amflow's own score: the order of a day that is past against what was won after it, the forecast against what came."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from amflow.convert.deals import as_of, first

MAP = """
as = "deal"
source = "test"
key = "id"
[set]
pipeline = "sale"
stage = "engaging"
customer = "Acme"
[fields]
title = "title"
product = "product"
state = "state"
opened_on = "opened"
closed_on = "closed"
amount = "amount"
"""


@pytest.fixture
def lived(run: Any, tmp_path: Path) -> Any:
    """A book of nine months, and twenty-five deals open on 1 October, of which those of the dear product were won in it."""

    def make(ended: int = 60) -> None:
        rows = ["id,title,product,state,opened,closed,amount"]
        for number in range(ended):
            opened = date(2026, 1, 1) + timedelta(days=3 * number)
            state, amount = ("won", 1_000) if number % 2 else ("lost", 0)
            rows.append(f"e{number},Deal,Cheap,{state},{opened},{opened + timedelta(days=30)},{amount}")
        for number in range(25):
            opened = date(2026, 9, 10) + timedelta(days=number % 10)
            product = "Dear" if number % 5 == 0 else "Cheap"
            end = f"won,{opened},2026-10-{10 + number % 9},7000" if number % 5 == 0 else f"open,{opened},,"
            rows.append(f"o{number},Deal,{product},{end}")
        (tmp_path / "deals.csv").write_text("\n".join(rows), "utf-8")
        (tmp_path / "map.toml").write_text(MAP, "utf-8")
        run("config", "set", "playbook", "general")
        run("customer", "add", "Acme")
        run("product", "add", "Cheap", "--price", "1000")
        run("product", "add", "Dear", "--price", "9000")
        run("import", str(tmp_path / "deals.csv"), "--map", str(tmp_path / "map.toml"))

    return make


def test_what_was_put_first_is_held_to_the_rest(run, lived, screen):
    lived()

    score = run("summary", "--month", "--json").json["score"]
    shown = screen("summary", "--month", width=120)

    assert score["period"] == "October 2026"
    assert score["order"] == {
        "first_deals": 5, "rest_deals": 20, "first_won": 5, "rest_won": 0, "first_share": 1, "rest_share": 0,
        "ended": 60, "enough": True,
    }  # fmt: skip
    assert "of the 5 deals that I put first 100% brought something, of the other 20 0%" in shown
    assert "forecast at its middle" in shown


def test_the_month_itself_once_it_is_over(run, lived):
    lived()

    for on in ("2026-10-31", "2026-11-10"):
        assert run("summary", "--month", "--on", on, "--json").json["score"]["period"] == "October 2026"
    assert run("summary", "--month", "--on", "2026-10-30", "--json").json["score"]["period"] == "September 2026"


def test_where_too_little_is_known_it_says_so_and_shows_no_number(run, lived, screen):
    lived(ended=8)

    order = run("summary", "--month", "--json").json["score"]["order"]

    assert (order["enough"], order["first_share"], order["rest_share"]) == (False, None, None)
    assert "too few deals had ended to learn an order from: 8 of 20" in screen("summary", "--month", width=120)


def test_the_score_of_a_day_in_the_past_knows_what_one_knew(run, lived, desk_of):
    """What ended since stands in its stage again, with the price of its product and not with what it brought."""
    lived()

    desk = desk_of(now="2026-09-30T18:00")
    stood = {one.id: one for one in as_of.open_then(desk)}
    order = first.order_then(desk)

    assert len(stood) == len(order) == 25
    assert sorted(one.minor for one in stood.values()) == [100_000] * 20 + [900_000] * 5
    assert all(stood[number].minor == 900_000 for number in order[:5])
    assert all(
        one.stage == "engaging" and one.days == (desk.today - date(2026, 9, 10)).days - (one.id - 61) % 10
        for one in stood.values()
    )


def test_a_week_has_none_and_a_book_without_deals_has_none(run, lived):
    run("customer", "add", "Smith")
    assert run("summary", "--month", "--json").json["score"] is None
    lived()

    assert run("summary", "--week", "--json").json["score"] is None


@pytest.mark.parametrize("form", ["md", "html", "docx", "xlsx", "txt"])
def test_both_lines_are_in_the_documents(run, lived, tmp_path, form):
    from tools.record_texts import packed

    lived()

    run("summary", "--month", "--plain", "-o", str(tmp_path / f"out.{form}"))

    raw = (tmp_path / f"out.{form}").read_bytes()
    text = packed(raw) if form in ("docx", "xlsx") else raw.decode("utf-8")
    assert "that I put first 100% brought something" in text
    assert "forecast at its middle" in text


def test_in_chinese(run, lived, screen, monkeypatch):
    lived()
    monkeypatch.setenv("AMFLOW_LANG", "zh")

    assert "我排在前面的5笔商机成了100%" in screen("summary", "--month", width=120)


def _called(run: Any, tmp_path: Path, number: int, month: str = "2026-10") -> None:
    """Calls of a month, by turns with somebody who was referred, who agrees mostly, and with one from the phone list."""
    lines = ["name,source,status,added"] + [
        f"{month} {at},{('phone', 'referral')[at % 2]},customer,2026-01-05" for at in range(number)
    ]
    (tmp_path / "people.csv").write_text("\n".join(lines), "utf-8")
    said = ["customer,kind,date,outcome"] + [
        f"{month} {at},call,{month}-{1 + at % 28:02},{'agreed' if at % 2 and at % 8 != 1 else 'not-interested'}"
        for at in range(number)
    ]
    (tmp_path / "calls.csv").write_text("\n".join(said), "utf-8")
    run("import", str(tmp_path / "people.csv"), "--as", "customer")
    run("import", str(tmp_path / "calls.csv"), "--as", "touch")


def test_the_calls_that_would_have_been_put_first_are_held_to_the_rest(run, tmp_path, screen):
    """Learnt from what came before the month alone: of its calls the first fifth are all of those who were referred."""
    run("config", "set", "playbook", "general")
    _called(run, tmp_path, 210, "2026-09")
    assert run("summary", "--month", "--json").json["score"] is None, "nothing came in October"

    _called(run, tmp_path, 12)
    few = run("summary", "--month", "--json").json["score"]["calls"]
    _called(run, tmp_path, 40, "2026-10")
    found = run("summary", "--month", "--json").json["score"]
    shown = screen("summary", "--month", width=160)

    assert (few["first_calls"], few["enough"], few["first_share"]) == (12, False, None)
    assert found["calls"]["outcomes"] == 210
    assert found["calls"]["first_share"] > 2 * found["calls"]["rest_share"] > 0
    assert found["calls"]["first_calls"] * 4 == pytest.approx(found["calls"]["rest_calls"], abs=4)
    assert "calls that I would have put first 7" in shown
    assert run("summary", "--month", "--on", "2026-09-30", "--json").json["score"] is None, (
        "there was nothing to learn from"
    )
