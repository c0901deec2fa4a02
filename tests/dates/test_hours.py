"""Working hours: breaks, weekends, holidays, make-up days, and the laws that counting must keep."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amflow.dates.workdays import USUAL, WorkCalendar, WorkHours, of_stretches

OFF = [date(2026, 10, day) for day in (1, 2, 5, 6, 7)]
EXTRA = [date(2026, 9, 20), date(2026, 10, 10)]
HOURS = of_stretches([("08:30", "12:00"), ("13:30", "16:00"), ("16:00", "17:30")], WorkCalendar(OFF, EXTRA))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("11-25T09:30", 60, "11-25T10:30"),
        ("11-25T11:30", 60, "11-25T14:00"),  # over lunch
        ("11-25T11:30", 30, "11-25T12:00"),  # done when the break begins
        ("11-25T12:15", 30, "11-25T14:00"),  # came in at lunch
        ("11-25T17:00", 60, "11-26T09:00"),  # over night
        ("11-25T18:00", 60, "11-26T09:30"),  # after hours
        ("11-25T07:00", 60, "11-25T09:30"),  # before hours
        ("11-27T17:00", 60, "11-30T09:00"),  # over the weekend
        ("11-28T10:00", 60, "11-30T09:30"),  # on a Saturday
        ("09-30T17:00", 60, "10-08T09:00"),  # over the National Day week
        ("10-03T10:00", 450, "10-08T17:30"),  # a whole day, from inside the holidays
        ("10-09T17:00", 60, "10-10T09:00"),  # the Saturday is worked
        ("10-10T17:00", 60, "10-12T09:00"),  # the Sunday after it is not
        ("09-18T17:00", 480, "09-20T17:30"),  # Friday, then the Sunday that is worked
        ("11-25T09:30", 0, "11-25T09:30"),
        ("11-25T12:00", 0, "11-25T13:30"),
        ("11-25T17:30", 0, "11-26T08:30"),
        ("11-28T10:00", 0, "11-30T08:30"),
    ],
)
def test_so_many_minutes_on(start: str, minutes: int, end: str) -> None:
    assert HOURS.on(at(start), minutes) == at(end)
    assert HOURS.between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("11-25T12:00", "11-25T13:30", 0),
        ("09-30T17:30", "10-08T08:30", 0),
        ("11-25T00:00", "11-25T23:59", 450),
        ("10-10T00:00", "10-10T23:59", 450),
        ("10-01T00:00", "10-11T23:59", 3 * 450),  # the 8th, the 9th and the Saturday
        ("11-26T09:00", "11-25T17:00", -60),
    ],
)
def test_the_minutes_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert HOURS.between(at(start), at(end)) == minutes


def test_stretches_that_touch_are_one_and_none_are_the_usual_ones() -> None:
    assert HOURS.spans == ((510, 720), (810, 1050))
    assert of_stretches([("09:00", "12:00"), ("11:00", "18:00")], WorkCalendar()).spans == ((540, 1080),)
    assert of_stretches([("12:00", "12:00")], WorkCalendar()).spans == USUAL


moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
lengths = some.integers(0, 60 * 400)


@some.composite
def hours(draw: some.DrawFn) -> WorkHours:
    """Any day of one to four stretches, in a calendar with any days off and made up."""
    marks = draw(some.lists(some.integers(0, 24 * 60), min_size=2, max_size=8, unique=True).map(sorted))
    marks = marks[: len(marks) // 2 * 2]
    start = date(2026, 1, 1)
    days = some.sets(some.integers(0, 760).map(lambda n: start + timedelta(days=n)), max_size=60)
    return WorkHours(tuple(zip(marks[::2], marks[1::2], strict=True)), WorkCalendar(draw(days), draw(days)))


@given(hours(), moments, moments, moments)
def test_splitting_a_stretch_of_time_adds_up(work: WorkHours, one: datetime, two: datetime, three: datetime) -> None:
    assert work.between(one, two) + work.between(two, three) == work.between(one, three)


@given(hours(), moments, moments)
def test_later_is_never_less(work: WorkHours, one: datetime, two: datetime) -> None:
    assert (work.between(one, two) >= 0) == (one <= two) or work.between(one, two) == 0
    assert work.between(one, two) <= max(0, (two - one).total_seconds() // 60)


@given(hours(), moments, lengths, lengths)
def test_going_on_counts_what_was_asked_for_and_is_monotone(
    work: WorkHours, start: datetime, minutes: int, more: int
) -> None:
    end, later = work.on(start, minutes), work.on(start, minutes + more)

    # 24:00 is no time of a day: such a stretch is cut by its last minute.
    cut = 1 if work.spans[-1][1] == 24 * 60 else 0
    assert 0 <= minutes - work.between(start, end) <= cut
    assert start <= end <= later or (minutes == 0 and more == 0)


@given(hours(), moments, lengths, lengths)
def test_going_on_twice_is_going_on_by_the_sum(work: WorkHours, start: datetime, minutes: int, more: int) -> None:
    if work.spans[-1][1] < 24 * 60 and minutes and more:
        assert work.on(work.on(start, minutes), more) == work.on(start, minutes + more)


@given(hours(), moments, some.integers(1, 60 * 400))
def test_nothing_is_done_a_minute_earlier(work: WorkHours, start: datetime, minutes: int) -> None:
    end = work.on(start, minutes)

    assert work.between(start, end - timedelta(minutes=1)) < minutes
