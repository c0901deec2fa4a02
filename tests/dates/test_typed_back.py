"""Whatever a screen prints can be typed back: days, moments, birthdays, amounts, quantities, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import locale
from amflow.book.money import DECIMALS, SIGNS, Money, amount
from amflow.book.quantities import Units, typed
from amflow.customers import birthdays
from amflow.dates import date_words, durations, lunar
from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional

days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31))
languages = st.sampled_from(("en", "zh"))
currencies = st.sampled_from((*SIGNS, *DECIMALS, "CHF"))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    with locale.speaking(language):
        yield


@given(days, moments, languages, st.booleans())
def test_a_whole_date(day: date, now: datetime, language: str, behind: bool) -> None:
    how = date_words.BEHIND if behind else date_words.AHEAD
    with speaking(language):
        for shown in (date_format.day(day), date_format.day(Provisional.of(day)), day.isoformat()):
            assert date_words.day(shown, now, how=how) == day


@given(days, st.integers(0, 365), languages, st.booleans())
def test_a_date_of_this_year_without_it(today: date, ahead: int, language: str, behind: bool) -> None:
    day = date(today.year, 1, 1) + timedelta(days=min(ahead, 364))
    how = date_words.BEHIND if behind else date_words.AHEAD
    with speaking(language):
        shown = date_format.short(day, today)
        assert date_words.day(shown, datetime.combine(today, time(12)), how=how) == day


@given(days, st.builds(time, st.integers(0, 23), st.integers(0, 59)), moments, languages)
def test_a_day_with_its_hour(day: date, at: time, now: datetime, language: str) -> None:
    with speaking(language):
        shown = f"{date_format.day(day)} {at:%H:%M}"
        assert date_words.when(shown, now) == date_words.When(day, at)


@given(moments, st.integers(-400, 400), languages)
def test_how_far_a_day_is(now: datetime, away: int, language: str) -> None:
    day = now.date() + timedelta(days=away)
    with speaking(language):
        assert date_words.day(date_format.ago(day, now.date()), now) == day


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), languages)
def test_a_birthday(day: date, language: str) -> None:
    today = date(2026, 11, 25)
    with speaking(language):
        for shown in (day.isoformat(), date_format.day(day), f"--{day:%m-%d}"):
            assert birthdays.checked(shown, today)[-5:] == f"{day:%m-%d}"
        by_moon = lunar.of(day)
        assert birthdays.checked(lunar.shown(by_moon), today) == str(by_moon._replace(year=0))
        told = birthdays.in_words(str(by_moon))
        assert birthdays.checked(told, today) == str(by_moon)


@pytest.mark.parametrize(
    "text",
    [
        *("1985年10月15日", "1985.10.15", "1985/10/15", "19851015", "1985-10-15", "15 Oct 1985", "Oct 15, 1985"),
        *("1985年10月15号", "1985-10-15 ", "Tue 15 Oct 1985"),
    ],
)
def test_birthdays_as_people_write_them(text: str) -> None:
    assert birthdays.checked(text.strip(), date(2026, 11, 25)) == "1985-10-15"


@pytest.mark.parametrize(
    "text",
    [
        *("农历1985年十月十五", "1985年农历十月十五", "1985农历10月15", "农历 1985-10-15", "1985-10-15(农历)"),
        *("阴历1985.10.15", "lunar 1985-10-15", "lunar 10-15 of 1985", "1985-10-15 lunar"),
    ],
)
def test_lunar_birthdays_with_the_word_before_or_behind(text: str) -> None:
    assert birthdays.checked(text, date(2026, 11, 25)) == "lunar 1985-10-15"


@given(st.integers(0, 10**14), currencies, languages)
def test_an_amount(minor: int, currency: str, language: str) -> None:
    money = Money(minor, currency)
    with speaking(language):
        assert amount(str(money), currency) == minor
        assert amount(money.plain(), currency) == minor
        # A short amount is rounded, and is read as what it says.
        rounded = amount(money.short(), currency)
        assert abs(rounded - minor) <= minor * 0.051
        assert amount(Money(rounded, currency).short(), currency) == rounded


@given(st.integers(1, 10**15 - 1))
def test_a_quantity(e4: int) -> None:
    assert typed(str(Units(e4)), "x") == e4


@given(st.integers(1, 900), st.sampled_from("dwm"), languages)
def test_a_length_of_time(number: int, unit: str, language: str) -> None:
    with speaking(language):
        said = durations.said(durations.read(f"{number}{unit}"))
        assert durations.read(said) == durations.read(f"{number}{unit}")
