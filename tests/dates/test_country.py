"""The country's working days: the library's data, the person's own over them, the compiled table, what is provisional."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import country_holidays, personal_days
from amflow.dates.country_holidays import Place
from amflow.dates.workdays import Provisional
from amflow.errors import Unusable
from golden import assert_golden

Run = Callable[..., Any]
known = st.dates(date(2005, 1, 1), date(2026, 12, 31))
LIST = {
    "year": 2027,
    "papers": ["http://www.gov.cn/"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-02", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


@pytest.fixture(scope="module")
def china() -> Any:
    return country_holidays.load(Place("CN", Path("/nowhere/days.csv"), Path("/proc/nowhere"), 2026))


@given(known)
def test_a_day_is_worked_when_the_library_says_so(china: Any, day: date) -> None:
    assert china.is_workday(day) == chinese_calendar.is_workday(day)
    assert china.is_trading_day(day) == (day.weekday() < 5 and not chinese_calendar.is_holiday(day))


@given(known.filter(lambda day: day.year < 2026), st.integers(1, 200))
def test_shifting_and_counting_agree_with_real_holidays(china: Any, day: date, n: int) -> None:
    there = china.shift(day, n)

    assert china.count(day, there) == n + china.is_workday(day)
    assert china.shift(china.next(there), -1) == there
    assert china.is_workday(there)


def test_a_make_up_saturday_is_worked_and_not_traded(china: Any) -> None:
    assert china.is_workday(date(2026, 10, 10))
    assert not china.is_trading_day(date(2026, 10, 10))
    assert china.shift(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert china.trading.shift(date(2026, 9, 30), 3) == date(2026, 10, 12)


def test_what_is_counted_beyond_the_data_is_provisional(china: Any) -> None:
    assert not isinstance(china.shift(date(2026, 12, 20), 5), Provisional)
    there = china.shift(date(2026, 12, 25), 10)
    assert isinstance(there, Provisional)
    assert there == date(2027, 1, 11)
    assert isinstance(china.shift(date(2027, 1, 4), -5), Provisional)


LAW_OF_2027 = (
    *("2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-05-02"),
    *("2027-06-09", "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03"),
)


def test_what_the_law_fixes_is_off_before_it_is_published(china: Any) -> None:
    assert [day.date.isoformat() for day in country_holidays.by_law(2027)] == list(LAW_OF_2027)
    for day in map(date.fromisoformat, LAW_OF_2027):
        assert not china.is_workday(day)
        assert not china.is_trading_day(day)
    assert china.next(date(2026, 12, 31)) == date(2027, 1, 4)
    assert isinstance(china.next(date(2026, 12, 31)), Provisional)


@pytest.mark.parametrize("year", range(2025, 2027))
def test_the_law_is_in_every_list_that_was_published_since(year: int) -> None:
    for day in country_holidays.by_law(year):
        assert chinese_calendar.is_holiday(day.date), day


def test_next_year_has_its_holidays_whatever_the_year(tmp_path: Path) -> None:
    for this in (2026, 2030, 2089, 2150):
        calendar = country_holidays.load(Place("CN", tmp_path / "days.csv", tmp_path / str(this), this))
        assert this > 2099 or not calendar.is_workday(date(this + 1, 10, 1)), this


@pytest.mark.parametrize("country", ["HK", "SG", "US", "GB", "DE"])
def test_the_year_to_come_is_known_elsewhere_too(country: str, tmp_path: Path) -> None:
    pytest.importorskip("holidays")
    table = country_holidays.table(Place(country, tmp_path / "days.csv", tmp_path, date.today().year))
    coming = date.today().year + 1

    assert date(coming, 1, 1) in {day.date for day in table.days} or date(coming, 1, 1).weekday() > 4
    assert table.known_until is None or table.known_until >= date(coming, 12, 31)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place("CN", tmp_path / "days.csv", tmp_path / "cache", 2026)


def test_the_compiled_table_says_the_same_and_follows_the_file(place: Place) -> None:
    fresh = country_holidays.load(place)
    assert (place.cache / "CN.days").exists()
    warm = country_holidays.load(place)
    assert (warm.off, warm.extra, warm.closed, warm.known_until) == (
        fresh.off,
        fresh.extra,
        fresh.closed,
        fresh.known_until,
    )

    place.file.write_text("date,kind,name\n2026-12-01,leave,\n2026-10-01,workday,on duty\n", "utf-8")
    mine = country_holidays.load(place)
    assert not mine.is_workday(date(2026, 12, 1))
    assert mine.is_trading_day(date(2026, 12, 1))
    assert mine.is_workday(date(2026, 10, 1))
    # `workday` is the public kind: a list that takes a holiday back opens the exchange as well.
    place.file.unlink()
    assert country_holidays.load(place).off == fresh.off


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"\x00\x00\x00\x00rubbish"])
def test_a_damaged_table_is_made_anew(place: Place, damage: bytes) -> None:
    fresh = country_holidays.load(place)
    (place.cache / "CN.days").write_bytes(damage)

    assert country_holidays.load(place).off == fresh.off


def test_none_is_monday_to_friday_and_nothing_is_provisional(place: Place) -> None:
    plain = country_holidays.load(place._replace(country="none"))

    assert plain.is_workday(date(2026, 10, 1))
    assert not isinstance(plain.shift(date(2029, 12, 25), 10), Provisional)


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01,holiday,x",
        "2026-01-01,party,x",
        "2026-01-01",
        '{"year": 2027}',
        '{"year": "2027", "days": []}',
        '{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": 1}]}',
        '{"year": 2027, "days": [7]}',
        "[" * 100_000,
        "\x00\x01",
    ],
)
def test_a_file_that_is_no_list_of_days_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        personal_days.parsed(text.encode(), Path("days"))


def test_chinese_kinds_and_encodings_are_read() -> None:
    text = "日期,类别,名称\n2027-02-05,放假,春节\n2027/2/20,补班,春节\n20270301,年假,\n"
    found = personal_days.parsed(text.encode("gb18030"), Path("days.csv"))

    assert [(day.date.isoformat(), day.kind) for day in found.days] == [
        ("2027-02-05", "holiday"),
        ("2027-02-20", "workday"),
        ("2027-03-01", "leave"),
    ]


# Through the commands


def test_the_year_as_people_read_it(screen: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert_golden("calendar-2026.en.screen.txt", screen("calendar", "2026"))
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert_golden("calendar-2026.zh.screen.txt", screen("calendar", "2026"))


def test_a_day_in_json(run: Run) -> None:
    item = run("calendar", "2026-10-10", "--json").json["item"]

    assert (item["workday"], item["trading_day"], item["kind"], item["provisional"]) == (True, False, "workday", False)
    assert run("calendar", "春节", "--json").json["item"]["festival"] == "Spring Festival"


def test_an_official_list_makes_its_year_known_and_says_which_tasks_move(run: Run, tmp_path: Path) -> None:
    added = run("task", "add", "call", "--due", "+30wd", "--json").json["item"]
    assert (added["due_on"], added["provisional"]) == ("2027-01-07", True)
    assert "~Thu 7 Jan 2027" in run("task", "add", "other", "--due", "+30wd").stdout
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(LIST), "utf-8")

    brought = run("import", "--as", "calendar", str(path), "--json").json["item"]

    assert (brought["days"], brought["years"]) == (4, [2027])
    assert [(one["ref"], one["due_on"], one["counted_on"]) for one in brought["moved"]][:1] == [
        ("t1", "2027-01-07", "2027-01-08")
    ]
    assert run("task", "show", "t1", "--json").json["item"]["provisional"] is False
    assert run("calendar", "2027-02-20", "--json").json["item"]["workday"] is True
    assert run("import", "--as", "calendar", str(path), "--json").json["item"]["days"] == 0

    run("calendar", "2027", "--remove")
    left = run("calendar", "2027", "--json").json["items"]
    assert {row["own"] for row in left} == {False}
    assert run("task", "show", "t1", "--json").json["item"]["provisional"] is True


def test_own_leave_moves_the_next_working_day(run: Run, tmp_path: Path) -> None:
    (tmp_path / "leave.csv").write_text("2026-11-26,leave,\n", "utf-8")
    run("import", "--as", "calendar", "leave.csv")

    assert run("plan", "--json").json["on"] == "2026-11-27"
    run("calendar", "2026-11-26", "--remove")
    assert run("plan", "--json").json["on"] == "2026-11-26"


def test_a_broken_list_changes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("2026-11-26,leave,\n2026-99-01,leave,\n", "utf-8")

    assert "line 2" in run("import", "--as", "calendar", "bad.csv", code=5).stderr
    assert run("import", "--as", "calendar", "nowhere.csv", code=3)
    assert run("calendar", "2026-11-26", "--remove", code=3)
    assert run("calendar", "--remove", code=2)


def test_another_country_has_its_own_holidays(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_COUNTRY", "DE")
    assert run("calendar", "2026-12-25", "--json").json["item"]["workday"] is False
    monkeypatch.setenv("AMFLOW_COUNTRY", "Germany")
    assert run("today", code=2)
