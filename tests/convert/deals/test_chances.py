"""What is learnt of deals that ended: counted as the book keeps it or from the rows, and nothing that was not known yet."""

import random
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import Run
from tests.convert.deals.histories import ended, standing
from tests.days import customer, deal, won

from amflow.book import derived_columns
from amflow.convert.deals import chances
from amflow.convert.deals.chances import band
from amflow.desk import Desk

KEPT = "SELECT pipeline, month, stage, span, days, won, lost FROM stage_ended ORDER BY 1, 2, 3, 4, 5"
COUNTED = (
    "SELECT pipeline, month, stage, span, days, sum(won), sum(lost) FROM deal_stays GROUP BY 1, 2, 3, 4, 5"
    " ORDER BY 1, 2, 3, 4, 5"
)


@pytest.fixture
def sides(home: Path) -> Any:
    """The counts that the book keeps, and the same from its rows."""

    def asked() -> tuple[list[Any], list[Any]]:
        with sqlite3.connect(home / "book.db") as raw:
            return raw.execute(KEPT).fetchall(), raw.execute(COUNTED).fetchall()

    return asked


@pytest.fixture
def desk(desk_of: Any) -> Desk:
    """A desk of the trade with the pipeline `sale`."""
    found: Desk = desk_of("general")
    return found


@pytest.fixture
def sales(desk: Desk) -> Desk:
    """Twenty won after ten days, twenty lost after forty, all in the last months."""
    for at in range(20):
        ended(desk, 10, "won", f"2026-11-{at + 1:02d}")
        ended(desk, 40, "lost", f"2026-10-{at + 1:02d}")
    return desk


def told(desk: Desk) -> float:
    pipe = desk.playbook.pipeline("sale")
    stage = pipe.stage("engaging") if pipe else None
    assert stage is not None
    return float(stage.probability)


def still_open(desk: Desk) -> dict[int, int]:
    """How many are open in the stage, by their days in it, as they are counted."""
    return {days: pair[0] for days, pair in chances.Chances(desk)._counted("sale")["engaging"].open.pairs.items()}


def test_without_own_deals_the_playbook_is_all_there_is(desk: Desk) -> None:
    pipe = desk.playbook.pipelines[0]
    for stage in pipe.stages:
        found = chances.known(desk).of(pipe.key, stage.key, 3)
        assert found.value == pytest.approx(stage.probability)
        assert (found.ended, found.dead, found.learnt) == (0, False, False)
        assert f"{round(100 * stage.probability)}%" in found.said()


def test_own_deals_move_it_by_stage_and_by_the_time_in_it(sales: Desk) -> None:
    fresh, late = (chances.known(sales).of("sale", "engaging", days) for days in (0, 31))

    base = (10 * told(sales) + 20) / 50
    assert fresh.value == pytest.approx((10 * base + 20) / 50)
    assert late.value == pytest.approx((10 * base) / (10 + 20))
    assert (late.won, late.ended, late.all_won, late.all_ended) == (0, 20, 20, 40)
    assert late.said() == "20 of 40 such deals were won; none after 31 days in this stage"
    assert late.dead
    assert not fresh.dead
    assert late.soon == 0 < fresh.soon <= fresh.value
    assert fresh.low < fresh.value < fresh.high


def test_what_is_older_than_any_that_was_won_speaks_against_it(sales: Desk) -> None:
    before = chances.Chances(sales).of("sale", "engaging", 60)
    for _each in range(30):
        standing(sales, 100)

    assert chances.Chances(sales).of("sale", "engaging", 60).value < before.value


def test_open_deals_might_have_been_won_as_well(sales: Desk) -> None:
    before = chances.Chances(sales).of("sale", "engaging", 0)
    for _each in range(50):
        standing(sales, 12)
    after = chances.Chances(sales).of("sale", "engaging", 0)

    assert after.soon < before.soon
    assert after.value == before.value


def test_a_year_ago_does_not_count_where_there_is_enough_since(desk: Desk) -> None:
    for at in range(60):
        ended(desk, 10, "lost", f"2025-10-{at % 28 + 1:02d}")
    assert chances.Chances(desk).of("sale", "engaging", 0).all_ended == 60
    for at in range(120):
        ended(desk, 10, "won", f"2026-10-{at % 28 + 1:02d}")

    assert chances.Chances(desk).of("sale", "engaging", 0).all_ended == 120


def test_nothing_is_known_before_it_happens(sales: Desk) -> None:
    then = sales._replace(now=datetime(2026, 10, 25, 9, 30))
    found = chances.Chances(then).of("sale", "engaging", 20)

    assert (found.all_won, found.all_ended) == (0, 20)
    # Won later, and open then: those that were begun by that day.
    assert still_open(then) == dict.fromkeys(range(4), 1)


def test_the_kept_counts_and_the_rows_say_the_same(sales: Desk) -> None:
    """One deal that ends later makes the rows be asked: whatever else is known stays as it was."""
    for days in (3, 20, 44):
        standing(sales, days)
    days = range(0, 70, 3)
    kept = [chances.Chances(sales).of("sale", "engaging", at) for at in days]
    ended(sales, 5, "won", "2026-12-20")

    assert [chances.Chances(sales).of("sale", "engaging", at) for at in days] == kept
    assert still_open(sales) == {3: 1, 20: 1, 31: 1}, "the dead ones are counted as one"


@pytest.mark.parametrize("days", [0, 1, 55, 56, 60, 62, 63, 363, 364, 391, 392, 1820, 9999])
def test_the_bands_are_the_same_in_the_book(desk: Desk, sides: Any, days: int) -> None:
    ended(desk, days, "won", "2026-11-20")

    assert {row[4] for row in sides()[0]} == {band(days)}


def test_of_a_stage_that_was_entered_twice_the_last_time_counts(desk: Desk, sides: Any) -> None:
    ended(desk, 50, "won", "2026-11-20", (("engaging", 0), ("proposal", 10), ("engaging", 20)))

    found = {(stage, span): days for _pipe, _month, stage, span, days, _won, _lost in sides()[0]}
    assert found == {
        ("engaging", "stay"): 30, ("engaging", "end"): 30, ("proposal", "stay"): 10, ("proposal", "end"): 40,
    }  # fmt: skip


@given(
    spans=st.lists(st.tuples(st.integers(0, 90), st.booleans()), max_size=40),
    ages=st.lists(st.integers(0, 120), max_size=10),
    days=st.integers(0, 150),
)
@settings(max_examples=60)
def test_a_chance_is_one(spans: list[tuple[int, bool]], ages: list[int], days: int) -> None:
    """Whatever was counted: shares lie where shares lie, and so many lasted as long as were counted."""
    one = chances._Counted()
    for span, was_won in spans:
        one.stay.add(band(span), int(was_won), int(not was_won))
        one.end.add(band(span), int(was_won), int(not was_won))
    for age in ages:
        one.open.add(age, 1)

    assert 0 <= chances._Rates(one, 0.3).soon(days) <= 1
    low, high = chances._between(0.3, 10 + len(spans))
    assert 0 <= low <= 0.3 <= high <= 1
    late = [was_won for span, was_won in spans if band(span) >= band(days)]
    assert one.stay.after(band(days)) == (sum(late), len(late) - sum(late))


def test_the_counts_follow_whatever_is_written(run: Run, sides: Any, tmp_path: Path) -> None:
    """Begun, moved on, won, lost, taken up again, undone, redone, brought in, merged, erased: they are what the rows say."""
    dice = random.Random(7)
    run("playbook", "use", "general", code=None)
    names = [customer(run, name) for name in ("张敏", "李强", "王芳")]
    opened: list[str] = []
    words = {
        "advance": ("--force", "--why", "x"), "win": ("--force", "--why", "x"), "lose": ("--why", "x"), "reopen": ("--why", "x"),
    }  # fmt: skip
    for turn in range(40):
        what = dice.choice(["begin", "begin", "advance", "win", "lose", "reopen", "undo", "redo"])
        day = f"2026-11-{10 + turn // 3:02d}"
        if what == "begin" or not opened:
            opened.append(deal(run, dice.choice(names), on=day))
        elif what in words:
            run("deal", what, dice.choice(opened), *words[what], "--on", day, code=None)
        else:
            run(what, code=None)
        kept, counted = sides()
        assert kept == counted, (turn, what)
    assert sides()[0], "something has ended"
    rows = "title,customer,state,opened_on,closed_on\na,张敏,won,2026-10-01,2026-11-01\nb,李强,lost,2026-09-01,2026-11-02\n"
    (tmp_path / "d.csv").write_text(rows, "utf-8")
    for command in (
        ("import", str(tmp_path / "d.csv"), "--as", "deal"),
        ("customer", "merge", names[0], names[1], "--yes"),
        ("customer", "erase", names[2], "--yes"),
        ("book", "check"),
    ):
        run(*command)
        kept, counted = sides()
        assert kept == counted, command


def test_counts_that_are_wrong_are_found_and_mended(run: Run, sides: Any, home: Path) -> None:
    won(run, deal(run, customer(run, "张敏")))
    before = sides()[0]
    with sqlite3.connect(home / "book.db") as raw:
        raw.execute("UPDATE stage_ended SET won = 7")

    assert "stage_ended" in run("book", "check", code=5).stderr
    run("book", "check", "--fix")

    assert sides() == (before, before)
    with sqlite3.connect(home / "book.db") as raw:
        assert not raw.execute(derived_columns.WRONG["stage_ended"]).fetchall()


def test_the_board_says_what_is_learnt_beside_what_the_playbook_says(run: Run, screen: Any, sales: Desk) -> None:
    standing(sales, 3)
    (stage,) = [one for one in run("deal", "board", "--json").json["items"] if one["stage"] == "engaging"]

    assert stage["learnt"]["won"] == 20
    assert stage["learnt"]["why"] == "20 of 40 such deals were won"
    assert f"% (playbook {round(100 * stage['chance_share'])}%)" in screen("deal", "board")
