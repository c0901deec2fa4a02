"""Counting in working days, and offsets from a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import offsets
from amflow.dates.offsets import Offset
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage

# National Day 2026 with its make-up days.
CHINA = WorkCalendar(
    off=[date(2026, 10, 1) + timedelta(days=n) for n in range(7)],
    extra=[date(2026, 9, 20), date(2026, 10, 10)],
)
PLAIN = WorkCalendar()

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
near = st.dates(date(2025, 12, 1), date(2026, 3, 1))
calendars = st.builds(WorkCalendar, st.frozensets(near, max_size=30), st.frozensets(near, max_size=30))


def test_days_off_are_not_worked_and_make_up_days_are() -> None:
    assert not CHINA.is_workday(date(2026, 10, 1))
    assert CHINA.is_workday(date(2026, 10, 10))
    assert not CHINA.is_workday(date(2026, 10, 11))
    assert CHINA.is_workday(date(2026, 10, 12))


def test_own_leave_outweighs_a_make_up_day() -> None:
    assert not WorkCalendar(off=[date(2026, 10, 10)], extra=[date(2026, 10, 10)]).is_workday(date(2026, 10, 10))


def test_shifting_passes_over_the_holiday() -> None:
    assert CHINA.shift(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CHINA.shift(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert CHINA.shift(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert CHINA.next(date(2026, 10, 3)) == date(2026, 10, 8)
    assert CHINA.previous(date(2026, 10, 3)) == date(2026, 9, 30)


def test_shifting_by_nothing_stays_even_on_a_day_off() -> None:
    assert PLAIN.shift(date(2026, 11, 28), 0) == date(2026, 11, 28)


def test_counting_includes_both_ends() -> None:
    assert CHINA.count(date(2026, 9, 28), date(2026, 10, 11)) == 6
    assert CHINA.count(date(2026, 10, 8), date(2026, 10, 8)) == 1
    assert CHINA.count(date(2026, 10, 8), date(2026, 10, 7)) == 0


@pytest.mark.parametrize("n", [-10_000_000, 10_000_000])
def test_shifting_out_of_the_calendar_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        PLAIN.shift(date(2026, 11, 25), n)


@given(near, st.integers(-300, 300), calendars)
def test_shifting_forth_and_back_returns(day: date, n: int, calendar: WorkCalendar) -> None:
    start = calendar.next(day)
    assert calendar.shift(calendar.shift(start, n), -n) == start


@given(near, st.integers(-60, 60), calendars)
def test_shifting_is_stepping_day_by_day(day: date, n: int, calendar: WorkCalendar) -> None:
    walked, left = day, abs(n)
    while left:
        walked += timedelta(days=1 if n > 0 else -1)
        left -= calendar.is_workday(walked)
    assert calendar.shift(day, n) == walked


@given(near, st.integers(1, 500), calendars)
def test_counting_agrees_with_shifting(day: date, n: int, calendar: WorkCalendar) -> None:
    assert calendar.count(day + timedelta(days=1), calendar.shift(day, n)) == n
    assert calendar.count(calendar.shift(day, -n), day - timedelta(days=1)) == n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10d", (10, "d")),
        ("-3wd", (-3, "wd")),
        ("+2w", (2, "w")),
        (" 1M ", (1, "m")),
        ("0d", (0, "d")),
        ("30天", (30, "d")),
        ("三个工作日", (3, "wd")),
        ("5 trading days", (5, "td")),
        ("两周", (2, "w")),
        ("半年", (6, "m")),
    ],
)
def test_offsets_are_read(text: str, expected: tuple[int, str]) -> None:
    assert offsets.parse(text) == expected


@pytest.mark.parametrize("text", ["", "10", "d", "1.5d", "--1d", "10 foo", "99999d", "0y"])
def test_other_offsets_are_refused(text: str) -> None:
    with pytest.raises(Usage, match="not an offset"):
        offsets.parse(text)


@pytest.mark.parametrize(
    ("offset", "day", "expected"),
    [
        ("10d", date(2026, 11, 25), date(2026, 12, 5)),
        ("-2w", date(2026, 11, 25), date(2026, 11, 11)),
        ("3wd", date(2026, 9, 30), date(2026, 10, 10)),
        ("1m", date(2026, 1, 31), date(2026, 2, 28)),
        ("1m", date(2028, 1, 31), date(2028, 2, 29)),
        ("-1m", date(2026, 3, 31), date(2026, 2, 28)),
        ("13m", date(2026, 12, 31), date(2028, 1, 31)),
    ],
)
def test_offsets_are_applied(offset: str, day: date, expected: date) -> None:
    assert offsets.apply(offsets.parse(offset), day, CHINA) == expected


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_unless_the_month_is_shorter(day: date, count: int) -> None:
    there = offsets.months_on(day, count)

    assert (there.year - day.year) * 12 + there.month - day.month == count
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)


@given(st.integers(-9999, 9999), st.sampled_from(["d", "wd", "w", "m"]))
def test_an_offset_shown_is_read_back(count: int, unit: str) -> None:
    assert offsets.parse(str(Offset(count, unit))) == Offset(count, unit)
