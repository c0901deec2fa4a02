"""Several days in words."""

from datetime import date, datetime

import pytest

from amflow.dates import range_words
from amflow.errors import Usage

NOW = datetime(2026, 11, 25, 9, 30)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("mon-wed", "2026-11-23", "2026-11-25"),
        ("周一到周三", "2026-11-23", "2026-11-25"),
        ("thu to fri", "2026-11-26", "2026-11-27"),
        ("fri-mon", "2026-11-27", "2026-11-30"),
        ("mon-tue", "2026-11-30", "2026-12-01"),
        ("12月1日到5日", "2026-12-01", "2026-12-05"),
        ("12月28日至3日", "2026-12-28", "2027-01-03"),
        ("2026-12-01 - 2026-12-05", "2026-12-01", "2026-12-05"),
        ("today till fri", "2026-11-25", "2026-11-27"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("下周", "2026-11-30", "2026-12-06"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("本季度", "2026-10-01", "2026-12-31"),
        ("明年", "2027-01-01", "2027-12-31"),
        ("fri", "2026-11-27", "2026-11-27"),
    ],
)
def test_ranges_are_read(words: str, start: str, end: str) -> None:
    found = range_words.span(words, NOW)

    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "words", ["2026-12-05 - 2026-12-01", "mon-foo", "foo-mon", "-", "mon-", "10:00-11:00", "may-june"]
)
def test_half_a_range_is_none(words: str) -> None:
    with pytest.raises(Usage):
        range_words.span(words, NOW)


@pytest.mark.parametrize("today", [date(2026, 11, 23 + n) for n in range(7)])
def test_a_range_of_weekdays_ends_soonest_and_not_before_today(today: date) -> None:
    found = range_words.span("tue-thu", datetime(today.year, today.month, today.day, 9))

    assert (found.start.weekday(), found.end.weekday(), (found.end - found.start).days) == (1, 3, 2)
    assert 0 <= (found.end - today).days < 7


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("november", "2026-11-01", "2026-11-30"),
        ("Dec", "2025-12-01", "2025-12-31"),
        ("may 2024", "2024-05-01", "2024-05-31"),
        ("11月", "2026-11-01", "2026-11-30"),
        ("十二月份", "2025-12-01", "2025-12-31"),
        ("2025年3月", "2025-03-01", "2025-03-31"),
        ("week 48", "2026-11-23", "2026-11-29"),
        ("第49周", "2025-12-01", "2025-12-07"),
        ("last month", "2026-10-01", "2026-10-31"),
    ],
)
def test_a_month_or_week_without_its_year_is_the_last_that_has_begun(words: str, start: str, end: str) -> None:
    found = range_words.past(words, NOW.date())

    assert found and (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "words", ["13月", "0月", "十十月", "第五五周", "week 60", "第零周", "ma", "may 20", "mayo", "nov 25", ""]
)
def test_what_names_no_month_or_week_is_none(words: str) -> None:
    assert range_words.past(words, NOW.date()) is None
