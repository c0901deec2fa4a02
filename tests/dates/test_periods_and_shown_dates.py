"""Periods, and how dates and periods are shown in both languages."""

from collections.abc import Callable
from datetime import date, timedelta
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.dates.periods import Period
from amflow.errors import Usage

TODAY = date(2026, 11, 25)
KINDS = [periods.day_of, periods.week_of, periods.month_of, periods.quarter_of, periods.year_of]

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


class Some(NullTranslations):
    """A catalogue of the few texts asked for here."""

    texts = {"Week {number} · {days}": "第{number}周 · {days}", "Q{number} {year}": "{year}年第{number}季度"}  # noqa: RUF012

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amflow.locale._current", "en")
    monkeypatch.setattr("amflow.locale._catalogue", NullTranslations())


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amflow.locale._current", "zh")
    monkeypatch.setattr("amflow.locale._catalogue", Some())


def test_weeks_begin_where_they_are_told_to() -> None:
    assert periods.week_of(TODAY) == Period("week", date(2026, 11, 23), date(2026, 11, 29))
    assert periods.week_of(TODAY, first=6) == Period("week", date(2026, 11, 22), date(2026, 11, 28))
    assert periods.week_of(date(2026, 11, 22), first=6).start == date(2026, 11, 22)


def test_months_quarters_and_years() -> None:
    assert periods.month_of(date(2028, 2, 5)) == Period("month", date(2028, 2, 1), date(2028, 2, 29))
    assert periods.quarter_of(TODAY) == Period("quarter", date(2026, 10, 1), date(2026, 12, 31))
    assert periods.year_of(TODAY) == Period("year", date(2026, 1, 1), date(2026, 12, 31))


def test_what_lies_before_a_span_is_as_long() -> None:
    span = periods.span(date(2026, 11, 1), date(2026, 11, 10))

    assert periods.previous(span) == Period("span", date(2026, 10, 22), date(2026, 10, 31))
    assert periods.following(span) == Period("span", date(2026, 11, 11), date(2026, 11, 20))


def test_a_span_backwards_is_refused() -> None:
    with pytest.raises(Usage):
        periods.span(date(2026, 11, 2), date(2026, 11, 1))


@given(days, st.sampled_from(KINDS))
def test_periods_hold_their_day_and_meet_their_neighbours(day: date, of: Callable[[date], Period]) -> None:
    period = of(day)

    assert period.start <= day <= period.end
    assert periods.previous(period).end == period.start - timedelta(days=1)
    assert periods.following(period).start == period.end + timedelta(days=1)
    assert periods.previous(periods.following(period)) == period
    assert of(period.start) == of(period.end) == period


@given(days, st.integers(0, 6))
def test_weeks_keep_their_first_day_next_to_each_other(day: date, first: int) -> None:
    week = periods.week_of(day, first)

    assert week.start.weekday() == first
    assert periods.following(week) == periods.week_of(week.end + timedelta(days=1), first)


WEEK = periods.week_of(date(2026, 11, 18))
NEW_YEAR = periods.week_of(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (periods.day_of(TODAY), "Wed 25 Nov 2026"),
        (WEEK, "Week 47 · 16–22 Nov 2026"),
        (periods.week_of(date(2026, 12, 1)), "Week 49 · 30 Nov–6 Dec 2026"),
        (NEW_YEAR, "Week 53 · 28 Dec 2026–3 Jan 2027"),
        (periods.week_of(date(2026, 11, 18), first=6), "Week 47 · 15–21 Nov 2026"),
        (periods.month_of(TODAY), "November 2026"),
        (periods.quarter_of(TODAY), "Q4 2026"),
        (periods.year_of(TODAY), "Year 2026"),
        (periods.span(date(2026, 1, 5), TODAY), "5 Jan–25 Nov 2026"),
        (periods.span(TODAY, TODAY), "Wed 25 Nov 2026"),
    ],
)
@pytest.mark.usefixtures("english")
def test_periods_have_titles(period: Period, title: str) -> None:
    assert periods.shown(period) == title


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (periods.day_of(TODAY), "2026年11月25日 周三"),
        (WEEK, "第47周 · 2026年11月16日–22日"),
        (NEW_YEAR, "第53周 · 2026年12月28日–2027年1月3日"),
        (periods.month_of(TODAY), "2026年11月"),
        (periods.quarter_of(TODAY), "2026年第4季度"),
        (periods.span(date(2026, 1, 5), TODAY), "2026年1月5日–11月25日"),
    ],
)
@pytest.mark.usefixtures("chinese")
def test_periods_have_chinese_titles(period: Period, title: str) -> None:
    assert periods.shown(period) == title


@pytest.mark.usefixtures("english")
def test_dates_are_shown_in_english() -> None:
    assert date_format.day(date(2026, 11, 26)) == "Thu 26 Nov 2026"
    assert date_format.short(date(2026, 11, 26), TODAY) == "Thu 26 Nov"
    assert date_format.short(date(2027, 1, 5), TODAY) == "Tue 5 Jan 2027"
    assert date_format.weekday(TODAY) == "Wed"


@pytest.mark.usefixtures("chinese")
def test_dates_are_shown_in_chinese() -> None:
    assert date_format.day(date(2026, 11, 26)) == "2026年11月26日 周四"
    assert date_format.short(date(2026, 11, 26), TODAY) == "11月26日 周四"
    assert date_format.short(date(2027, 1, 5), TODAY) == "2027年1月5日 周二"
    assert date_format.weekday(date(2026, 11, 29)) == "周日"


@pytest.mark.parametrize(
    ("distance", "text"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (1, "tomorrow"),
        (-9, "9 days ago"),
        (3, "in 3 days"),
    ],
)
@pytest.mark.usefixtures("english")
def test_the_distance_from_today_is_shown(distance: int, text: str) -> None:
    assert date_format.ago(TODAY + timedelta(days=distance), TODAY) == text
