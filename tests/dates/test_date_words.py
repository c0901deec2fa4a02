"""Words for dates: what is understood, what is refused, and what holds for all of them."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amflow.dates import date_words
from amflow.dates import format as date_format
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
    "wed": "2026-11-25",
    "this fri": "2026-11-27",
    "this mon": "2026-11-23",
    "next fri": "2026-12-04",
    "monday next week": "2026-11-30",
    "on sat": "2026-11-28",
    "周三": "2026-11-25",
    "周二": "2026-12-01",
    "下下周一": "2026-12-07",
    "上个星期天": "2026-11-22",
    "礼拜五": "2026-11-27",
    "周末": "2026-11-28",
    "下周末": "2026-12-05",
    "next weekend": "2026-12-05",
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
    "12am": "2026-11-25T00:00",
    "tonight 8:30": "2026-11-25T20:30",
    "今晚8点": "2026-11-25T20:00",
    "明天下午": "2026-11-26",
    "tomorrow afternoon": "2026-11-26",
    "周二十二点": "2026-12-01T12:00",
    "周三十点半": "2026-11-25T10:30",
    "二十三号十点": "2026-12-23T10:00",
    "中午1点一刻": "2026-11-25T13:15",
    "凌晨2点": "2026-11-25T02:00",
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

SPLIT = {
    "fri 10:00 send the proposal": ("2026-11-27T10:00", "send the proposal"),
    "周四上午10点 带上六个月产品单": ("2026-11-26T10:00", "带上六个月产品单"),
    "下周三带合同": ("2026-12-02", "带合同"),
    "１２月１日：带合同": ("2026-12-01", "带合同"),
    "明天，带合同": ("2026-11-26", "带合同"),
    "may 5 call": ("2027-05-05", "call"),
    "may 5 - call": ("2027-05-05", "call"),
    "in 2 hours call back": ("2026-11-25T11:30", "call back"),
    "friday call": ("2026-11-27", "call"),
    "sat 10:00 call": ("2026-11-28T10:00", "call"),
    "sat: call": ("2026-11-28", "call"),
    "next sat call": ("2026-12-05", "call"),
    "the 3rd, call": ("2026-12-03", "call"),
    "12-01 15:30 call": ("2026-12-01T15:30", "call"),
    "15号 送合同": ("2026-12-15", "送合同"),
    "10点送合同": ("2026-11-25T10:00", "送合同"),
    "周五下午3点半小时会": ("2026-11-27T15:00", "半小时会"),
    "月底交报告": ("2026-11-30", "交报告"),
    "周五起草合同": ("2026-11-27", "起草合同"),
    "周五10点 20个客户": ("2026-11-27T10:00", "20个客户"),
    "周五10点20个客户": ("2026-11-27T10:00", "20个客户"),
    "周五10点20 拜访": ("2026-11-27T10:20", "拜访"),
    "周五10点20分拜访": ("2026-11-27T10:20", "拜访"),
    "周五10点3个客户": ("2026-11-27T10:00", "3个客户"),
    "周五10点整理资料": ("2026-11-27T10:00", "整理资料"),
    "周五到公司": ("2026-11-27", "到公司"),
    "fri": ("2026-11-27", ""),
    "fri 10 boxes": ("2026-11-27", "10 boxes"),
    "dec 15 20 boxes": ("2026-12-15", "20 boxes"),
    "fri 10:00-11:00 review": ("2026-11-27", "10:00-11:00 review"),
}

NO_LEAD = """
may I come by|sat down with him|sun hydraulics called|mon ami|second call|march on|wed in spring
3 boxes of cards|3rd party review|the 3rd floor|2-3 boxes|10-15 minutes on the phone|3d printer
may 5,000 units|may 5% off
today's list|monday.com renewal|may 5 pm call|next week call|call fri|fri - sun trip|today and tomorrow
15号楼看房|国庆活动方案|周末活动|8点建议|一点小礼物|十一个客户|今天的合同|周五前给报价|周一到周五出差|周五、周六出差
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
    assert date_words.split_lead("in 3 working days call", NOW, holiday)[0] == date_words.When(date(2026, 12, 1), None)


def test_the_weekend_said_on_a_sunday_is_today() -> None:
    assert date_words.day("周末", datetime(2026, 11, 29, 9, 0)) == date(2026, 11, 29)


def test_hours_from_now_may_cross_midnight_and_drop_the_seconds() -> None:
    late = datetime(2026, 12, 31, 23, 15, 40)
    assert date_words.when("in 2 hours", late).iso() == "2027-01-01T01:15"


@pytest.mark.parametrize(("text", "expected"), SPLIT.items())
def test_a_leading_date_is_told_from_the_title(text: str, expected: tuple[str, str]) -> None:
    found, title = date_words.split_lead(text, NOW)

    assert found is not None
    assert (found.iso(), title) == expected


@pytest.mark.parametrize("text", listed(NO_LEAD))
def test_ordinary_words_are_not_a_leading_date(text: str) -> None:
    assert date_words.split_lead(text, NOW) == (None, text)


def test_a_long_title_of_dates_is_no_trouble() -> None:
    assert date_words.split_lead("周一到" * 2000, NOW)[0] is None


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
    days, moments, st.sampled_from(["{m}月{d}日", "{m}-{d}", "{d} {name}", "{name} {d}", "{d}号", "the {d}th", "周{w}"])
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


@given(accepted, st.sampled_from(["", " call", "带合同", ", call", " 10 boxes", "的", "-3", " and fri", "前"]), moments)
def test_a_leading_date_is_itself_a_date(text: str, rest: str, now: datetime) -> None:
    found, title = date_words.split_lead(text + rest, now)

    if found is None:
        assert title == text + rest
    else:
        lead = (text + rest)[: len(text + rest) - len(title)].rstrip(" ,，")
        assert date_words.when(lead, now) == found


@given(st.text(max_size=60), moments)
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    date_words.understood(text, now)
    found, title = date_words.split_lead(text, now)
    assert text.strip().endswith(title)
    assume(found is None)
    assert title == text.strip()


@given(st.text("今明后天下上周一二三五十日月年点半早晚末底前号个0123:-/+ amptonfriwedx", max_size=14), moments)
def test_text_near_the_grammar_is_read_or_refused(text: str, now: datetime) -> None:
    date_words.understood(text, now)
    date_words.split_lead(text, now)
