"""A day and an hour among other words: the table of wordings, and the laws that hold for any words."""

from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow.dates import country_holidays, date_words, sentence
from amflow.dates.country_holidays import Place
from amflow.dates.frame import manner
from amflow.dates.workdays import WorkCalendar
from amflow.errors import Usage

NOW = datetime(2026, 11, 25, 9, 30)  # a Wednesday
TABLE = Path(__file__).with_name("next-words.tsv")


class Wording(NamedTuple):
    """A line of the table."""

    words: str
    now: datetime
    country: str
    when: str
    rest: str


def wordings() -> list[Wording]:
    found, now, country = [], NOW, "CN"
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            _at, moment, country = line.split()
            now = datetime.fromisoformat(moment)
        elif line and not line.startswith("#"):
            words, when, rest = line.split("\t")
            found.append(Wording(words, now, country, when, rest))
    return found


CHINA = country_holidays.load(Place("CN", Path("/nowhere/days.csv"), Path("/proc/nowhere"), 2026))
ELSEWHERE = WorkCalendar([date(2026, 12, 25)])


def told(words: str, now: datetime = NOW, country: str = "CN") -> tuple[str, str]:
    """Day and time, `-` or `?`, and the rest of the words."""
    try:
        found, rest = sentence.split(words, now, CHINA if country == "CN" else ELSEWHERE, manner(country))
    except Usage as error:
        assert error.hint, words
        return "?", ""
    return found.iso() if found else "-", rest


def test_the_table_of_wordings() -> None:
    lines = wordings()
    assert len(lines) > 300
    wrong = [(one.words, one.when, one.rest, got) for one in lines if (got := told(*one[:3])) != (one.when, one.rest)]
    assert wrong == []


@pytest.mark.parametrize("words", ["周五10点到11点 开会", "fri 10:00 to 11:00 review", "10:00-11:00 review"])
def test_from_one_hour_to_another_is_how_long_it_takes(words: str) -> None:
    found, rest = sentence.split(words, NOW, CHINA)
    assert found is not None
    assert (found.minutes, rest) == (60, words.split()[-1])


def test_an_hour_at_the_end_lies_in_the_part_of_the_day_said_in_front() -> None:
    assert told("周五下午打电话 16:00") == ("2026-11-27T16:00", "打电话")
    assert told("周五下午打电话 10点")[0] == "?"


@pytest.mark.parametrize(
    ("words", "hour", "rest"),
    [
        ("下午三点 去社区摆摊", "15:00", "去社区摆摊"),
        ("下午三点：去社区摆摊", "15:00", "去社区摆摊"),
        ("去社区摆摊 下午三点", "15:00", "去社区摆摊"),
        ("周四下午三点 去社区摆摊", "15:00", "去社区摆摊"),
        ("3pm: leaflets", "15:00", "leaflets"),
        ("sun hydraulics called", None, "sun hydraulics called"),
        ("prepare monday meeting", None, "prepare monday meeting"),
    ],
)
def test_what_is_for_a_day_may_name_its_hour(words: str, hour: str | None, rest: str) -> None:
    at, topic = sentence.for_day(words, date(2026, 11, 26), NOW)
    assert (at and f"{at:%H:%M}", topic) == (hour, rest)


@pytest.mark.parametrize("words", ["周五下午三点 去社区摆摊", "fri leaflets", "三点 去社区摆摊", "3:30 leaflets"])
def test_what_is_for_a_day_names_no_other_and_no_half_an_hour(words: str) -> None:
    with pytest.raises(Usage):
        sentence.for_day(words, date(2026, 11, 26), NOW)


@pytest.mark.parametrize(
    "words", ["first thing monday call", "monday morning call", "周一上午打电话", "周一一早打电话"]
)
def test_a_morning_that_is_over_is_that_of_next_week(words: str) -> None:
    assert told(words, datetime(2026, 11, 23, 9, 0))[0][:10] == "2026-11-23"
    assert told(words, datetime(2026, 11, 23, 15, 0))[0][:10] == "2026-11-30"


def test_the_end_of_a_month_is_its_last_working_day_and_the_day_off_is_told() -> None:
    october = datetime(2026, 10, 14, 9)
    found, rest = sentence.split("end of the month invoice", october, ELSEWHERE)
    assert (found, rest) == (date_words.When(date(2026, 10, 30), None, date(2026, 10, 31), edge=True), "invoice")
    by_name, _rest = sentence.split("31 oct invoice", october, ELSEWHERE)
    assert by_name == date_words.When(date(2026, 10, 31), None, off=True)
    assert found is not None and by_name is not None
    assert [one.aside(october.date()) for one in (found, by_name)] == ["Sat 31 Oct is a day off"] * 2


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("in 3 days call", "2026-11-30"), ("in 3 days 10:00 call", "2026-11-30T10:00"), ("三天后打电话", "2026-11-30"),
        ("sat 10:00 fair", "2026-11-28T10:00"), ("周六 摆摊", "2026-11-28"), ("in 2 days call", "2026-11-27"),
    ],
)  # fmt: skip
def test_a_day_that_was_counted_is_a_working_day_and_one_by_its_name_stays(words: str, day: str) -> None:
    found, _rest = sentence.split(words, NOW, ELSEWHERE)
    assert found is not None
    assert (found.iso(), bool(found.aside(NOW.date()))) == (day, words != "in 2 days call")


def test_the_working_day_of_the_trade_says_first_thing_and_end_of_play() -> None:
    early = manner("GB")._replace(begins=time(7), ends=time(15, 30))
    assert sentence.split("first thing friday ring", NOW, how=early)[0] == date_words.When(date(2026, 11, 27), time(7))
    assert sentence.split("by end of play send it", NOW, how=early)[0] == date_words.When(NOW.date(), time(15, 30))


@pytest.mark.parametrize("words", ["asap", "call him asap", "尽快联系", "as soon as possible: send the quote"])
def test_as_soon_as_possible_names_no_day(words: str) -> None:
    assert told(words) == ("-", words)


def test_working_days_follow_the_calendar_given() -> None:
    holiday = WorkCalendar(off=[date(2026, 11, 26)])
    found, rest = sentence.split("in 3 working days call", NOW, holiday)

    assert (found, rest) == (date_words.When(date(2026, 12, 1), None), "call")


def test_two_days_that_do_not_agree_are_told_apart() -> None:
    with pytest.raises(Usage) as caught:
        sentence.split("fri dec 3 call", NOW)
    assert "Thu 3 Dec 2026" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("next week call", "more than a day"),
        ("fri 31 feb send quote", "no such day"),
        ("fri 31 feb send quote", 'tomorrow: send quote"'),
        ("sat 31 nov", "no such day"),
        ("half past two tomorrow", "half of the day"),
        ("thu half ten call", "half past nine"),
        ("thu 3ish call", "half of the day"),
        ("please call her thursday about it", 'colon: "thursday: please call her about it"'),
        ("thu 26:00 call", "no such hour"),
        ("11月31日 签约", "no such day"),
        ("10/11 call", "Day or month first"),
        ("thu at 3 call", "half of the day"),
        ("thrusday call", "thursday"),
        ("10日前 给报价", "day before"),
        ("15号到期前三天打电话", "Count it out"),
        ("下班后打", "hour itself"),
        ("马上打电话", "how long from now"),
        ("周五(12月4日)拜访", "write one of them"),
        ("KW 49 call", "more than a day"),
        ("周四或者周五来", "one day only"),
        ("周三下午不行改周四", "one day only"),
        ("一会儿再打", "how long from now"),
        ("下午3点多来", "hour itself"),
        ("两三天后 回访", "more than a day"),
        ("每周五打电话", "amflow task add"),
        ("定期到期那天打", "Write its date"),
        ("下月初一", "Of the lunar month or of the other?"),
        ("in 3m call", "Minutes or months"),
        ("third thursday call", "Of which month"),
        ("frday call", "Did you mean friday"),
        ("janary review", "Did you mean january"),
        ("tuesday or later", "one day only"),
        ("sat down with him", '"sat: down with him", or "tomorrow: sat down with him"'),
        ("half past 4 tomorrow call", '"tomorrow: call"'),
        ("every friday", "amflow task add"),
        ("prepare monday meeting", 'colon: "monday: prepare meeting", or "tomorrow: prepare monday meeting"'),
    ],
)
def test_a_refusal_says_what_would_be_understood(words: str, hint: str) -> None:
    with pytest.raises(Usage) as caught:
        sentence.split(words, NOW)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("one", [one for one in wordings() if one.when == "?"], ids=str)
def test_what_is_refused_is_taken_with_a_day_in_front(one: Wording) -> None:
    found, rest = sentence.split(f"2026-12-03: {one.words}", one.now)

    assert found is not None
    assert found.day == date(2026, 12, 3)
    assert rest == one.words if found.time is None else one.words.endswith(rest)


def test_a_long_title_of_dates_is_no_trouble() -> None:
    assert told("周一到" * 2000)[0] == "?"
    assert told("call " * 100)[0] == "-"


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31))
understood = st.sampled_from([one for one in wordings() if one.when[0] == "2" and one.rest])


@given(st.text(max_size=60), moments)
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    told(text, now)


@given(st.text("今明后天下上周一二三五十日月年点半早晚末底前号个0123:-/+ amptonfriwedx", max_size=14), moments)
def test_text_near_the_grammar_is_read_or_refused(text: str, now: datetime) -> None:
    when, rest = told(text, now)
    assert when != "-" or rest == text.strip()


@given(understood, st.text("甲乙丙丁xyz", min_size=1, max_size=8))
def test_the_topic_survives_as_typed(one: Wording, topic: str) -> None:
    when, rest = told(f"{one.words} {topic}", one.now, one.country)

    assert when == "?" or topic in rest


@given(st.dates(date(2026, 11, 26), date(2030, 12, 31)), st.integers(7, 19), st.sampled_from(["甲", "call", "send"]))
def test_a_whole_date_in_front_holds_wherever_it_is_put(day: date, hour: int, topic: str) -> None:
    for words in (f"{day} {hour}:00 {topic}", f"{topic} {day} {hour}:00"):
        assert told(words) == (f"{day}T{hour:02d}:00", topic)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("fri 31 feb send quote", "“31 feb”"),
        ("周五 11月31日签约", "“11月31日”"),
        ("half past two tomorrow", "“half past two”"),
        ("call early next week", "“early next week”"),
        ("tuesday or later", "“tuesday or”"),
        ("fri until 5pm", "“fri until 5pm”"),
        ("easter monday", "“easter monday”"),
        ("any day but friday", "“but friday”"),
    ],
)
def test_a_refusal_names_the_words_that_are_not_understood(words: str, named: str) -> None:
    with pytest.raises(Usage) as caught:
        sentence.split(words, NOW)
    assert named in caught.value.message
