"""Words for dates: what is understood, what is refused, and what holds for all of them."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import date_words, day_parts
from amflow.dates import format as date_format
from amflow.dates.frame import manner
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage

NOW = datetime(2026, 11, 25, 9, 30)  # a Wednesday
TABLE = Path(__file__).with_name("date-words.tsv")

UNDERSTOOD = {
    # named days and offsets
    "today": "2026-11-25",
    "yesterday": "2026-11-24",
    "day after tomorrow": "2026-11-27",
    "昨天": "2026-11-24",
    "前天": "2026-11-23",
    "大后天": "2026-11-28",
    "+3d": "2026-11-28",
    "+3wd": "2026-11-30",
    "-2d": "2026-11-23",
    "+2w": "2026-12-09",
    "+1m": "2026-12-25",
    "T+10": "2026-12-05",
    "T-3wd": "2026-11-20",
    "in two weeks": "2026-12-09",
    "in a week": "2026-12-02",
    "in 3 working days": "2026-11-30",
    "two days ago": "2026-11-23",
    "3个工作日后": "2026-11-30",
    "十天之后": "2026-12-05",
    "一周前": "2026-11-18",
    "三个月后": "2027-02-25",
    "半年后": "2027-05-25",
    # weekdays
    "fri": "2026-11-27",
    "wed": "2026-12-02",
    "this wed": "2026-11-25",
    "this fri": "2026-11-27",
    "this mon": "2026-11-23",
    "next fri": "2026-12-04",
    "monday next week": "2026-11-30",
    "on sat": "2026-11-28",
    "周三": "2026-12-02",
    "本周三": "2026-11-25",
    "周二": "2026-12-01",
    "下下周一": "2026-12-07",
    "上个星期天": "2026-11-22",
    "礼拜五": "2026-11-27",
    "下週三": "2026-12-02",
    # dates
    "2026/12/01": "2026-12-01",
    "2026.12.1": "2026-12-01",
    "20261201": "2026-12-01",
    "2026年12月1日": "2026-12-01",
    "二〇二七年一月三日": "2027-01-03",
    "12月1号": "2026-12-01",
    "十二月二十一日": "2026-12-21",
    "15号": "2026-12-15",
    "25号": "2026-11-25",
    "下月5号": "2026-12-05",
    "the 15th": "2026-12-15",
    "the 5th of next month": "2026-12-05",
    "15th of December": "2026-12-15",
    "Dec 15, 2027": "2027-12-15",
    "5 may": "2027-05-05",
    "元旦": "2027-01-01",
    "国庆": "2027-10-01",
    "春节": "2027-02-06",
    "除夕": "2027-02-05",
    "去年除夕": "2025-01-28",
    "元宵节": "2027-02-20",
    "清明": "2027-04-05",
    "端午": "2027-06-09",
    "明年中秋": "2027-09-15",
    "今年中秋": "2026-09-25",
    "chinese new year": "2027-02-06",
    "mid-autumn festival": "2027-09-15",
    "春节上午10点": "2027-02-06T10:00",
    "+3td": "2026-11-30",
    "3个交易日后": "2026-11-30",
    "in 2 trading days": "2026-11-27",
    "明年元旦": "2027-01-01",
    "Thu 26 Nov": "2026-11-26",
    "2026年11月26日（周四）": "2026-11-26",
    # ends of months, quarters, years
    "本月底": "2026-11-30",
    "end of next month": "2026-12-31",
    "eoq": "2026-12-31",
    "下季度初": "2027-01-01",
    "12月底": "2026-12-31",
    "明年底": "2027-12-31",
    # times
    "2026-12-01T15:30": "2026-12-01T15:30",
    "2026-12-01 15:30": "2026-12-01T15:30",
    "noon": "2026-11-25T12:00",
    "15:30": "2026-11-25T15:30",
    "fri 10am": "2026-11-27T10:00",
    "fri at 10:30 pm": "2026-11-27T22:30",
    "3pm tomorrow": "2026-11-26T15:00",
    "12am": "2026-11-26T00:00",
    "tonight 8:30": "2026-11-25T20:30",
    "今晚8点": "2026-11-25T20:00",
    "明天下午": "2026-11-26",
    "tomorrow afternoon": "2026-11-26",
    "周二十二点": "2026-12-01T12:00",
    "周三十点半": "2026-11-25T10:30",
    "二十三号十点": "2026-12-23T10:00",
    "中午1点一刻": "2026-11-25T13:15",
    "凌晨2点": "2026-11-26T02:00",
    "下午3点05分": "2026-11-25T15:05",
    "下午三点二十": "2026-11-25T15:20",
    "下午3点5分": "2026-11-25T15:05",
    "in half an hour": "2026-11-25T10:00",
    "in 90 minutes": "2026-11-25T11:00",
    "一个半小时后": "2026-11-25T11:00",
    "一刻钟前": "2026-11-25T09:15",
}

REFUSED = """
|foo|call Wang|合同|may|december|12月|2026|3|week
2026-02-30|13月40日|25:99|24:00|13pm|0am|feb 29|31号|2026-13-01|0号|9999-12-31|+9999m
12/01|1/12/2026|next week|next month|下周|下个月|月初|start of month|10日前|3 working days|3天
fri 10|tomorrow 5|3点|周五3点|晚上12点|上午12点|下午9点|下午3点5|晚上1点|tomorrow morning 3pm|下午|morning
fri 26 nov 2026|2026年11月26日 周五|dec152026|一十号|tomorrow and friday|2026-12-01T15:30Z
"""


def listed(rows: str) -> list[str]:
    return rows.strip("\n").replace("\n", "|").split("|")


def is_refused(text: str) -> bool:
    try:
        date_words.when(text, NOW)
    except Usage:
        return True
    return False


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD.items())
def test_words_are_understood(text: str, expected: str) -> None:
    assert date_words.when(text, NOW).iso() == expected


@pytest.mark.parametrize("text", listed(REFUSED))
def test_anything_not_wholly_one_date_is_refused(text: str) -> None:
    with pytest.raises(Usage) as caught:
        date_words.when(text, NOW)

    assert text in caught.value.message
    assert caught.value.hint


def test_the_whole_table_of_date_words() -> None:
    wrong = []
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#") or not row.strip():
            continue
        text, _tab, expected = row.partition("\t")
        if not expected:
            if not is_refused(text):
                wrong.append((text, "accepted"))
        elif not date_words.when(text, NOW).iso().startswith(tuple(expected.split("|"))):
            wrong.append((text, expected))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("12/01", "Day or month first"),
        ("fri 10", "which half of the day"),
        ("周五3点", "which half of the day"),
        ("下周", "more than a day"),
        ("easter", "moves from year to year"),
        ("mon-wed", "Name one of them"),
        ("周一到周三", "Name one of them"),
        ("foo", "Write it like"),
    ],
)
def test_a_refusal_says_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(Usage) as caught:
        date_words.when(text, NOW)
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["tomorrow 3pm", "in 2 hours", "半小时后", "noon"])
def test_where_a_day_is_meant_a_time_is_refused(text: str) -> None:
    with pytest.raises(Usage, match="time of day"):
        date_words.day(text, NOW)


def test_where_a_day_is_meant_a_part_of_the_day_does_no_harm() -> None:
    assert date_words.day("明天下午", NOW) == date(2026, 11, 26)


def test_working_days_follow_the_calendar_given() -> None:
    holiday = WorkCalendar(off=[date(2026, 11, 26)])

    assert date_words.day("+3wd", NOW, holiday) == date(2026, 12, 1)
    assert date_words.day("3个工作日后", NOW, holiday) == date(2026, 12, 1)


def test_the_weekend_said_on_a_sunday_is_today() -> None:
    assert date_words.day("周末", datetime(2026, 11, 29, 9, 0)) == date(2026, 11, 29)
    for words in ("周末", "下周末", "next weekend"):
        with pytest.raises(Usage) as caught:
            date_words.day(words, NOW)
        assert "two days" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("周四下午2点一刻到4点", 105), ("thu 14:00-15:30", 90), ("tomorrow 11am to 1", 120), ("周五晚上8点", None)],
)
def test_from_one_hour_to_another_says_how_long(words: str, minutes: int | None) -> None:
    assert date_words.when(words, NOW).minutes == minutes


@pytest.mark.parametrize(
    ("title", "part", "bare"),
    [
        ("下午送样品", "下午", "送样品"),
        ("call Li (morning)", "morning", "call Li"),
        ("回电（傍晚）", "傍晚", "回电"),
        ("evening: ring back", "evening", "ring back"),
        ("下午茶采购", "", "下午茶采购"),
        ("Morning Star fund", "", "Morning Star fund"),
        ("晚上的会", "", "晚上的会"),
    ],
)
def test_a_title_says_a_part_of_the_day_and_gives_it_up(title: str, part: str, bare: str) -> None:
    assert day_parts.said(title) == (part, bare)
    assert day_parts.said(day_parts.put(bare, part)) == (part, bare)
    assert day_parts.put(title, "") == bare


def test_hours_from_now_may_cross_midnight_and_drop_the_seconds() -> None:
    late = datetime(2026, 12, 31, 23, 15, 40)
    assert date_words.when("in 2 hours", late).iso() == "2027-01-01T01:15"


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
accepted = st.sampled_from(sorted(UNDERSTOOD))
fullwidth = str.maketrans("0123456789", "０１２３４５６７８９")


@given(days, st.none() | minutes, moments)
def test_iso_text_is_read_back(day: date, at: time | None, now: datetime) -> None:
    meant = date_words.When(day, at)
    assert date_words.when(meant.iso(), now) == meant


@given(days, moments)
def test_a_date_as_amflow_shows_it_is_read_back(day: date, now: datetime) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for language in ("en", "zh"):
            patch.setattr("amflow.locale._current", language)
            assert date_words.day(date_format.day(day), now) == day


@given(
    days,
    moments,
    st.sampled_from(["{m}月{d}日", "{m:02d}-{d:02d}", "{d} {name}", "{name} {d}", "{d}号", "the {d}th", "周{w}"]),
)
def test_what_lacks_a_year_never_lies_in_the_past(day: date, now: datetime, form: str) -> None:
    name, weekday = date_format.MONTHS_EN[day.month - 1], "一二三四五六日"[day.weekday()]
    text = form.format(m=day.month, d=day.day, name=name, w=weekday)
    found = date_words.understood(text, now)

    if found is None:
        assert day.day > 28
    else:
        assert now.date() <= found.day <= now.date() + timedelta(days=366)


@given(accepted, st.text(" \t\u3000", min_size=1, max_size=3), moments)
def test_spaces_and_width_change_nothing(text: str, space: str, now: datetime) -> None:
    meant = date_words.understood(text, now)

    assert date_words.understood(space + text.replace(" ", space) + space, now) == meant
    assert date_words.understood(text.translate(fullwidth), now) == meant
    assert date_words.understood(text.upper(), now) == meant


@given(st.text(max_size=60), moments)
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    date_words.understood(text, now)


@given(st.text("今明后天下上周一二三五十日月年点半早晚末底前号个0123:-/+ amptonfriwedx", max_size=14), moments)
def test_text_near_the_grammar_is_read_or_refused(text: str, now: datetime) -> None:
    date_words.understood(text, now)


# Which way words look

BEHIND = {
    "10月8日": "2026-10-08",
    "11月30日": "2025-11-30",
    "fri": "2026-11-20",
    "周五": "2026-11-20",
    "wed": "2026-11-25",
    "25号": "2026-11-25",
    "28号": "2026-10-28",
    "the 28th": "2026-10-28",
    "christmas": "2025-12-25",
    "国庆": "2026-10-01",
    "中秋": "2026-09-25",
    "10-08": "2026-10-08",
    "dec 1": "2025-12-01",
    "12月底": "2025-12-31",
    "9am": "2026-11-25T09:00",
    "15:00": "2026-11-25T15:00",
    "fri 15:00": "2026-11-20T15:00",
    "wed 15:00": "2026-11-18T15:00",
    "wed 9:00": "2026-11-25T09:00",
    "tomorrow": "2026-11-26",
    "2026-12-01": "2026-12-01",
    "腊月二十三": "2026-02-10",
}


@pytest.mark.parametrize(("text", "expected"), BEHIND.items())
def test_what_has_been_lies_behind(text: str, expected: str) -> None:
    assert date_words.when(text, NOW, how=date_words.BEHIND).iso() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("9am", "2026-11-26T09:00"), ("10am", "2026-11-25T10:00"), ("wed 9am", "2026-12-02T09:00"), ("wed", "2026-12-02")],
)
def test_an_hour_that_is_over_is_the_next_one(text: str, expected: str) -> None:
    assert date_words.when(text, NOW).iso() == expected


@given(days, moments, st.sampled_from(["{m}月{d}日", "{m:02d}-{d:02d}", "{d} {name}", "{d}号", "周{w}"]))
def test_behind_and_ahead_are_a_turn_apart_or_today(day: date, now: datetime, form: str) -> None:
    text = form.format(
        m=day.month, d=day.day, name=date_format.MONTHS_EN[day.month - 1], w="一二三四五六日"[day.weekday()]
    )
    behind, ahead = date_words.understood(text, now, how=date_words.BEHIND), date_words.understood(text, now)

    if behind and ahead:
        assert behind.day <= now.date() <= ahead.day
        assert behind.day < ahead.day or behind.day == now.date()


@pytest.mark.parametrize(
    ("country", "text", "expected"),
    [
        ("US", "10/11", "2027-10-11"),
        ("GB", "10/11", "2027-11-10"),
        ("DE-BY", "10.12.", "2026-12-10"),
        ("CN", "10/11", ""),
        ("none", "10/11", ""),
        ("CN", "30/11", "2026-11-30"),
        ("GB", "11/30", "2026-11-30"),
        ("CN", "11/11", "2027-11-11"),
        ("CN", "12/10下午3点", "2026-12-10T15:00"),
        ("US", "10.12.2026", "2026-10-12"),
        ("US", "10-12-2026", "2026-10-12"),
        ("GB", "10-12-2026", "2026-12-10"),
        ("GB", "10-11", "2027-11-10"),
        ("GB", "5.12", "2026-12-05"),
        ("GB", "10.30", ""),
        ("none", "1-2", ""),
        ("CN", "5-12", ""),
        ("GB", "32/1", ""),
    ],
)
def test_figures_go_by_the_country_or_are_refused(country: str, text: str, expected: str) -> None:
    found = date_words.understood(text, NOW, how=manner(country))
    assert (found.iso() if found else "") == expected


def test_who_writes_chinese_writes_the_month_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amflow.locale._current", "zh")
    assert date_words.day("10/11", NOW) == date(2027, 10, 11)
    assert date_words.day("12.11", NOW) == date(2026, 12, 11)
