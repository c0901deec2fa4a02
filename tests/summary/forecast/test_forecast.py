"""What a period comes to: never more known than on its day, tried on the own past, said with its error and range."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.summary.forecast.records import USUAL, WAYS, WEIGHT, Point, mean

HEADS = "id,title,customer,state,stage,opened,closed,amount"
MAP = """
as = "deal"
source = "test"
key = "id"
[set]
pipeline = "sale"
[fields]
title = "title"
customer = "customer"
state = "state"
stage = "stage"
opened_on = "opened"
closed_on = "closed"
amount = "amount"
"""


@pytest.fixture
def sold(run: Any, tmp_path: Path) -> Any:
    """Let deals have been won on these days, for these amounts."""

    def bring(won: list[tuple[date, int]]) -> None:
        rows = [HEADS]
        for number, (day, amount) in enumerate(won):
            opened = day - timedelta(days=20)
            rows.append(f"w{number},Deal,Acme,won,engaging,{opened},{day},{amount}")
        (tmp_path / "deals.csv").write_text("\n".join(rows), "utf-8")
        (tmp_path / "map.toml").write_text(MAP, "utf-8")
        run("config", "set", "playbook", "general")
        run("customer", "add", "Acme")
        run("import", str(tmp_path / "deals.csv"), "--map", str(tmp_path / "map.toml"))

    return bring


def weekdays(first: date, last: date, step: int = 1) -> list[date]:
    """Every so many-th weekday from one day to the other."""
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5][::step]


def item(run: Any, *words: str, metric: str = "deals_won_amount") -> Any:
    """The forecast of one figure."""
    items = run("summary", "--forecast", *words, "--json").json["items"]
    return next(one for one in items if one["metric"] == metric)


def test_a_steady_book_goes_on_as_it_did(run, sold):
    sold([(day, 100) for day in weekdays(date(2026, 1, 5), date(2026, 11, 25), 2)])

    found = item(run)

    assert found["in_hand"] == pytest.approx(900, abs=100)
    assert found["value"] == pytest.approx(1050, abs=100)
    assert found["low"] <= found["value"] <= found["high"]
    assert found["low"] >= found["in_hand"]
    assert found["periods"] >= 8
    assert found["off_share"] < 0.2


def test_a_day_that_is_past_knows_nothing_of_what_came_after(run, sold):
    """What a book says of a day is the same whether it ended there or went on."""
    before = [(day, 300 + day.day) for day in weekdays(date(2026, 1, 5), date(2026, 8, 14), 3)]
    after = [(day, 9_000) for day in weekdays(date(2026, 8, 17), date(2026, 11, 20))]
    sold([*before, *after])

    there = run("summary", "--forecast", "--back-test", "--on", "2026-08-14", "--json").json
    month = run("summary", "--month", "--on", "2026-08-14", "--json").json
    run("undo")
    run("undo")
    sold(before)
    alone = run("summary", "--forecast", "--back-test", "--on", "2026-08-14", "--json").json
    again = run("summary", "--month", "--on", "2026-08-14", "--json").json

    assert there == alone
    assert month["figures"]["deals_won_amount"]["value"] == again["figures"]["deals_won_amount"]["value"]
    assert len(month["deals_won"]) == len(again["deals_won"])
    assert month["forecasts"] == again["forecasts"]


def test_the_past_is_gone_over_at_the_middle_of_each_period(run, sold, screen):
    sold([(day, 100) for day in weekdays(date(2026, 3, 2), date(2026, 11, 25))])

    past = item(run, "--back-test")["past"]
    shown = screen("summary", "--forecast", "--back-test")

    assert [one["from"] for one in past] == [f"2026-{month:02}-01" for month in range(4, 11)]
    assert all(12 < int(one["on"][8:]) < 22 for one in past), past
    assert all(one["in_hand"] < one["came"] for one in past)
    assert "at the middle of past periods" in shown
    assert "off by" in shown


def test_where_days_off_bring_as_much_every_day_counts(run, sold, screen):
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(300)]
    sold([(day, 100) for day in days])

    assert "every day counts" in screen("summary", "--forecast", "--on", "2026-10-20")


def test_nothing_sold_has_no_forecast(run, screen):
    run("customer", "add", "Acme")

    assert run("summary", "--forecast", "--json").json["items"] == []
    assert "nothing was sold yet" in screen("summary", "--forecast")
    assert "a day has no forecast" in screen("summary", "--forecast", "--day")


def test_it_stands_for_itself(run):
    assert "cannot go together" in run("summary", "--forecast", "--agenda", code=2).stderr
    assert "cannot go together" in run("summary", "--back-test", "--final", code=2).stderr


@pytest.mark.parametrize("form", ["md", "html", "docx", "xlsx", "txt"])
def test_it_is_a_document_too(run, sold, tmp_path, form):
    sold([(day, 100) for day in weekdays(date(2026, 3, 2), date(2026, 11, 25))])

    run("summary", "--forecast", "--back-test", "--plain", "-o", str(tmp_path / f"out.{form}"))

    assert (tmp_path / f"out.{form}").stat().st_size > 300


numbers = st.floats(0, 1e6)
points = st.builds(
    Point,
    numbers,
    st.integers(0, 31).map(lambda day: day / 31),
    st.none() | numbers,
    st.none() | st.integers(0, 500),
    st.none() | numbers,
)


@given(points, st.sampled_from(sorted(WAYS)))
def test_no_forecast_is_below_what_is_in_hand_and_none_leaves_what_it_goes_by(point, way):
    said = point.comes_to(way)

    if said is None:
        assert not point.elapsed
        return
    assert said >= point.in_hand
    if point.elapsed == 1:
        assert said == pytest.approx(
            point.in_hand + (point.deals or 0) * _share_of_deals(point, way), rel=1e-6, abs=1e-6
        )


def _share_of_deals(point: Point, way: str) -> float:
    """How much of what the deals bring is heard when nothing is left of the period."""
    pace, names = WAYS[way]
    if "deals" not in names or point.deals is None:
        return 0.0
    counts = (0.5 if point.number is None else point.number / (point.number + WEIGHT)) if pace is None else pace
    return (1 - counts) / (2 if point.mean is not None else 1)


@given(st.integers(0, 200), numbers, numbers)
def test_the_more_is_in_hand_the_more_its_pace_counts(number, in_hand, before):
    """Between the pace alone and the periods before alone, and nearer to the pace with each sale."""
    few, many = (Point(in_hand, 0.5, before, sales).comes_to(USUAL) for sales in (number, number + 1))
    pace = Point(in_hand, 0.5, before).comes_to("pace")

    assert few is not None and many is not None and pace is not None
    assert abs(many - pace) <= abs(few - pace) + 1e-6


def test_what_lies_before_the_first_record_was_no_slack_period():
    assert mean([0, None, 0, 20, 40], [20] * 5, 20) == 30
    assert mean([0, 0], [20, 20], 20) is None
    assert mean([10, 20, 30, 40], [10, 20, 20, 20], 10) == 15
