"""How often something comes back: the words, and the days that follow from them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import recurrence_words
from amflow.dates.offsets import month_end
from amflow.dates.recurrence_words import Every
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage

CALENDAR = WorkCalendar(off=[date(2026, 10, 1) + timedelta(days=n) for n in range(7)], extra=[date(2026, 10, 10)])
WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("2 weeks", "2w"),
        ("every 2 weeks", "2w"),
        ("2 weeks after done", "2w after done"),
        ("every other week", "2w"),
        ("monthly", "1m"),
        ("every quarter", "3m"),
        ("yearly", "12m"),
        ("every fri", "1w:4"),
        ("mon and thu", "1w:0,3"),
        ("2 weeks on fri", "2w:4"),
        ("every 2nd workday", "2wd"),
        ("every weekday", "1wd"),
        ("every 15th", "1m:15"),
        ("end of month", "1m:31"),
        ("last workday of the month", "1m:last"),
        ("daily", "1d"),
        ("每周五", "1w:4"),
        ("每周一三五", "1w:0,2,4"),
        ("每两周", "2w"),
        ("每两周周五", "2w:4"),
        ("每月底", "1m:31"),
        ("每月15号", "1m:15"),
        ("每月最后一个工作日", "1m:last"),
        ("每个工作日", "1wd"),
        ("每两个交易日", "2td"),
        ("每半年", "6m"),
        ("隔天", "2d"),
        ("完成后两周", "2w after done"),
        ("每两周,从完成算", "2w after done"),
    ],
)
def test_rules_are_read_and_kept(words: str, rule: str) -> None:
    found = recurrence_words.read(words)

    assert str(found) == rule
    assert recurrence_words.stored(rule) == found


@pytest.mark.parametrize(
    "words", ["", "sometimes", "每隔两天", "0 weeks", "2nd fri", "every 32nd", "1000 days", "fri 10:00", "每"]
)
def test_what_could_mean_two_things_is_refused(words: str) -> None:
    with pytest.raises(Usage, match="does not say how often"):
        recurrence_words.read(words)


def days(words: str, start: date, count: int) -> list[str]:
    rule = recurrence_words.anchored(recurrence_words.read(words), start)
    found = [start]
    while len(found) < count:
        found.append(recurrence_words.after(rule, found[-1], CALENDAR))
    return [f"{day:%m-%d}" for day in found]


def test_the_31st_is_the_last_day_of_a_short_month_and_the_31st_again() -> None:
    assert days("monthly", date(2026, 1, 31), 5) == ["01-31", "02-28", "03-31", "04-30", "05-31"]


def test_a_year_from_29_february_keeps_the_month_end() -> None:
    rule = recurrence_words.anchored(recurrence_words.read("yearly"), date(2024, 2, 29))
    found = [date(2024, 2, 29)]
    for _turn in range(4):
        found.append(recurrence_words.after(rule, found[-1], CALENDAR))

    assert found[1:] == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_every_working_day_passes_over_the_holiday() -> None:
    assert days("每个工作日", date(2026, 9, 30), 4) == ["09-30", "10-08", "10-09", "10-10"]


def test_the_first_day_is_ahead_or_today() -> None:
    assert recurrence_words.first(recurrence_words.read("every wed"), WEDNESDAY, CALENDAR) == WEDNESDAY
    assert recurrence_words.first(recurrence_words.read("2 weeks on tue"), WEDNESDAY, CALENDAR) == date(2026, 12, 1)
    assert recurrence_words.first(recurrence_words.read("month end"), WEDNESDAY, CALENDAR) == date(2026, 11, 30)


def test_a_first_day_off_the_rule_is_followed_by_the_nearest_on_it() -> None:
    assert days("每月15号", date(2026, 11, 10), 3) == ["11-10", "11-15", "12-15"]
    assert days("2 weeks on fri", WEDNESDAY, 3) == ["11-25", "11-27", "12-11"]


starts = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(starts, st.integers(1, 13))
def test_a_rule_of_months_has_one_day_in_every_nth_month(start: date, count: int) -> None:
    rule = recurrence_words.anchored(Every(count, "m"), start)
    day = start
    for turn in range(1, 8):
        day = recurrence_words.after(rule, day, CALENDAR)
        months = (day.year - start.year) * 12 + day.month - start.month
        assert months == turn * count
        assert day.day == min(start.day, month_end(day).day)


@given(starts, st.frozensets(st.integers(0, 6), min_size=1))
def test_weekdays_neither_skip_nor_repeat(start: date, on: frozenset[int]) -> None:
    rule = Every(1, "w", tuple(sorted(on)))
    found, day = [], start
    while (day := recurrence_words.after(rule, day, CALENDAR)) <= start + timedelta(days=70):
        found.append(day)

    assert found == [d for n in range(1, 71) if (d := start + timedelta(days=n)).weekday() in on]


@given(starts, st.integers(1, 20), st.sampled_from(["d", "w", "wd", "td"]))
def test_every_next_day_is_later(start: date, count: int, unit: str) -> None:
    assert recurrence_words.after(Every(count, unit), start, CALENDAR) > start
