"""The lunar calendar: every day agrees with borax; words, impossible dates, birthdays that a year does not have."""

from datetime import date, timedelta

import pytest
from borax.calendars.lunardate import LunarDate, TermUtils
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import lunar
from amflow.dates.lunar import Lunar, LunarRule
from amflow.errors import Usage

days = st.dates(date(1901, 1, 1), date(2056, 12, 31))
lunars = days.map(lunar.of)


def test_every_month_of_the_table_begins_where_borax_says() -> None:
    for year in range(1900, 2101):
        for month in lunar.months(year):
            first = LunarDate(year, month.month, 1, int(month.leap)).to_solar_date()
            last = LunarDate(year, month.month, month.days, int(month.leap)).to_solar_date()
            assert (first.toordinal(), last - first) == (month.first, timedelta(days=month.days - 1))


@given(days)
def test_a_day_is_the_lunar_date_that_borax_says_and_back(day: date) -> None:
    theirs = LunarDate.from_solar_date(day.year, day.month, day.day)
    ours = lunar.of(day)

    assert ours == Lunar(theirs.year, theirs.month, theirs.day, bool(theirs.leap))
    assert lunar.solar(ours) == day


def test_qingming_is_the_solar_term() -> None:
    for year in range(1901, 2057):
        assert lunar.qingming(year) == TermUtils.nth_term_day(year, term_name="清明")


@given(lunars)
def test_what_is_stored_is_read_back(found: Lunar) -> None:
    assert lunar.stored(str(found)) == found
    assert lunar.read(str(found)) == found
    bare = found._replace(year=0)
    assert lunar.read(lunar.shown(bare)) == bare


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("农历十月十五", "lunar --10-15"),
        ("农历1985年十月十五", "lunar 1985-10-15"),
        ("阴历二〇二〇年闰四月初一", "lunar 2020-04-01 leap"),
        ("闰四月初一", "lunar --04-01 leap"),
        ("腊月三十", "lunar --12-30"),
        ("冬月廿三", "lunar --11-23"),
        ("农历八月二十", "lunar --08-20"),
        ("農曆8月15日", "lunar --08-15"),
        ("lunar 10-15", "lunar --10-15"),
        ("Lunar 1985-10-15", "lunar 1985-10-15"),
        ("lunar leap 4-1", "lunar --04-01 leap"),
    ],
)
def test_lunar_dates_are_read(words: str, stored: str) -> None:
    assert str(lunar.read(words)) == stored


@pytest.mark.parametrize("words", ["十月十五", "10月15日", "1985-10-15", "明天", "october 15", ""])
def test_what_may_be_a_solar_date_is_none(words: str) -> None:
    assert lunar.read(words) is None


@pytest.mark.parametrize(
    "words",
    ["lunar 13-1", "lunar 10-31", "农历十月三十一", "lunar 2021-04-01 leap", "闰正月初一", "农历", "lunar 1899-1-1"],
)
def test_a_date_that_no_year_has_is_refused(words: str) -> None:
    with pytest.raises(Usage, match="no day of the lunar calendar"):
        lunar.read(words)


@pytest.mark.parametrize(
    ("born", "year", "rule", "kept"),
    [
        (Lunar(1985, 10, 15), 2026, LunarRule(), date(2026, 11, 23)),
        # 2025 has a leap sixth month, 2026 has not.
        (Lunar(0, 6, 1, True), 2025, LunarRule(), date(2025, 7, 25)),
        (Lunar(0, 6, 1, True), 2026, LunarRule(), lunar.solar(Lunar(2026, 6, 1))),
        (Lunar(0, 6, 1, True), 2026, LunarRule("only"), None),
        # The twelfth month of 2025 has 29 days.
        (Lunar(0, 12, 30), 2025, LunarRule(), date(2026, 2, 16)),
        (Lunar(0, 12, 30), 2025, LunarRule("plain", "next"), date(2026, 2, 17)),
    ],
)
def test_a_birthday_is_kept_by_the_rules(born: Lunar, year: int, rule: LunarRule, kept: date | None) -> None:
    assert lunar.birthday(born, year, rule) == kept


@given(lunars, st.integers(1950, 2050), st.sampled_from(["plain", "only"]), st.sampled_from(["29th", "next"]))
def test_a_birthday_is_found_on_its_day_and_on_no_other(born: Lunar, year: int, leap: str, thirtieth: str) -> None:
    rule = LunarRule(leap, thirtieth)
    kept = lunar.birthday(born, year, rule)
    found = [day for n in range(-2, 3) if kept and born.key in lunar.keys(day := kept + timedelta(days=n), rule)]

    assert found == ([kept] if kept else [])
