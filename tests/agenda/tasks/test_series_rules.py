"""The rules of a series themselves: what a task that comes back keeps, which one follows, and when it ends."""

from datetime import date
from typing import Any

import pytest

from amflow import locale
from amflow.agenda.tasks import recurring
from amflow.errors import Usage
from days import put


@pytest.fixture
def desk(desk_of: Any) -> Any:
    return desk_of("general")


def begun(desk: Any, every: str, due: str = "2026-11-27", **more: Any) -> Any:
    """The task that begins a series."""
    columns = recurring.columns(desk, recurring.SeriesInput(every), date.fromisoformat(due))
    number = put(desk, "task", **{"title": "figures", "due_on": due, **columns, **more})
    return desk.book.get("task", number)


def followed(desk: Any, row: Any) -> Any:
    with desk.book.change("test") as change:
        return recurring.follow(desk, change, row)


@pytest.mark.parametrize(
    ("every", "day"),
    [
        ("2 weeks", "2026-12-11"),
        ("month", "2026-12-28"),  # the 27th is a Sunday
        ("每周五", "2026-12-04"),
        ("2 weeks after done", "2026-12-09"),  # counted from today
    ],
)
def test_the_next_one_comes_by_the_rule(desk: Any, every: str, day: str) -> None:
    row = begun(desk, every)

    found = followed(desk, row)

    assert found is not None and found.due_on.isoformat() == day
    task = desk.book.get("task", int(found.ref[1:]))
    scheduled = "2026-12-27" if every == "month" else day
    assert (task["title"], task["repeats"], task["scheduled_on"]) == (row["title"], row["repeats"], scheduled)


def test_a_moved_task_still_stands_for_its_own_day(desk: Any) -> None:
    found = followed(desk, begun(desk, "2 weeks", due_on="2026-12-02"))

    assert found is not None and found.due_on == date(2026, 12, 11)


@pytest.mark.parametrize(
    "more", [{"repeats_left": 1}, {"repeats_until": "2026-12-10"}, {"repeats": ""}]
)  # fmt: skip
def test_an_ended_series_has_no_next(desk: Any, more: dict[str, Any]) -> None:
    assert followed(desk, begun(desk, "2 weeks", **more)) is None


def test_a_task_that_is_gone_has_no_next(desk: Any) -> None:
    assert followed(desk, {"id": 99}) is None


def test_the_times_that_are_left_grow_fewer(desk: Any) -> None:
    found = followed(desk, begun(desk, "week", repeats_left=3))

    assert found is not None
    assert desk.book.get("task", int(found.ref[1:]))["repeats_left"] == 2


def test_the_calendar_ends_and_so_does_the_series(desk: Any) -> None:
    assert followed(desk, begun(desk, "year", due="2026-12-31", scheduled_on="9999-12-31")) is None


@pytest.mark.parametrize("word", ["none", "never", "不再", "无"])
def test_a_word_ends_a_series(desk: Any, word: str) -> None:
    assert recurring.columns(desk, recurring.SeriesInput(word), None) == recurring.NO_MORE


def test_without_a_day_it_begins_on_the_first_that_the_rule_has(desk: Any) -> None:
    found = recurring.columns(desk, recurring.SeriesInput("每周五"), None)

    assert (found["due_on"], found["scheduled_on"]) == ("2026-11-27", "2026-11-27")


def test_another_day_moves_the_series_and_another_end_leaves_it(desk: Any) -> None:
    row = begun(desk, "month")

    moved = recurring.columns(desk, recurring.SeriesInput(until="2027-12-31"), date(2026, 12, 5), row)

    assert (moved["scheduled_on"], moved["repeats_until"], moved["repeats_left"]) == ("2026-12-05", "2027-12-31", None)
    assert recurring.columns(desk, recurring.SeriesInput(times=4), None, row)["repeats_left"] == 4


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (recurring.SeriesInput(times=3), "how often it comes back is missing"),
        (recurring.SeriesInput("2 weeks", "2026-12-30", 3), "cannot go together"),
        (recurring.SeriesInput("2 weeks", "2026-11-26"), "cannot end on"),
        (recurring.SeriesInput("now and then"), "now and then"),
        (recurring.SeriesInput("week", "some day"), "some day"),
    ],
)
def test_what_makes_no_series_is_refused(desk: Any, said: recurring.SeriesInput, words: str) -> None:
    with pytest.raises(Usage, match=words):
        recurring.columns(desk, said, date(2026, 11, 27))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_says_the_rule_and_its_end(desk: Any, lang: str) -> None:
    locale.use(lang)

    assert recurring.sentence({"repeats": ""}) == ""
    plain = recurring.sentence(begun(desk, "2 weeks"))
    told = recurring.sentence(begun(desk, "2 weeks", repeats_until="2027-03-01", repeats_left=1))
    assert plain
    assert told.startswith(plain)
    assert ("1 time left" in told) == (lang == "en")
