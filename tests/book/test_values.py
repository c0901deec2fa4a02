"""What gets into the book, and how money is read and shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import locale
from amflow.book import values
from amflow.book.money import DECIMALS, Money, amount
from amflow.book.values import LARGEST_MINOR
from amflow.errors import Usage


@given(st.text(alphabet=st.characters()))
def test_harmless_text_has_no_controls_and_stays_so(text: str) -> None:
    kept = values.harmless(text)

    assert values.harmless(kept) == kept
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in kept)
    assert not set(kept) & set("\x1b\x7f\x9b\u202e\u2066\ufeff\u200b")
    kept.encode()


@given(st.text(max_size=600))
def test_a_line_is_one_line(text: str) -> None:
    try:
        line = values.plain_text(text)
    except ValueError:
        assert len(text) > values.LONGEST_LINE
        return
    assert line == line.strip()
    assert "\n" not in line
    assert "\t" not in line
    assert "  " not in line


def test_what_harmless_leaves_alone() -> None:
    text = "张敏 [red]王伟[/red] <b>\n\t“约好了” — 😀 é"

    assert values.harmless(text) == text
    assert values.harmless("a\x1b[31mb\x1b[0m\x07") == "a[31mb[0m"
    assert values.harmless("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_too_long_is_refused_with_the_name_of_the_field() -> None:
    with pytest.raises(Usage, match=r"^the name: longer than 500 characters$"):
        values.line("x" * 501, "the name")
    with pytest.raises(Usage, match=r"^the name is empty$"):
        values.line(" \x1b\u200b ", "the name")
    with pytest.raises(Usage, match=r"^the note: longer than 100000"):
        values.words("x" * 100_001, "the note")
    assert values.words("", "the note") == ""


@given(st.dates())
def test_a_real_day_is_a_date(day: date) -> None:
    assert values.a_date(day.isoformat()) == day.isoformat()


@pytest.mark.parametrize(
    "text", ["", "2026-02-29", "2026-13-01", "20261125", "2026-W48-3", "٢٠٢٦-11-25", "26-11-25", "2026-11-25T09:30"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        values.a_date(text)


@pytest.mark.parametrize("text", ["", "00:00", "09:30", "23:59"])
def test_a_time(text: str) -> None:
    assert values.a_time(text) == text


@pytest.mark.parametrize("text", ["24:00", "9:30", "09:60", "09:30:00", "09:30\n", "noon"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):
        values.a_time(text)


def test_an_instant_has_a_zone() -> None:
    assert values.an_instant("2026-11-25T01:30:00Z")
    for text in ("2026-11-25T01:30:00", "2026-11-25T01:30:00+08:00", "2026-W48-3T0Z", "yesterdayZ"):
        with pytest.raises(ValueError):
            values.an_instant(text)


def test_birthdays_with_and_without_a_year() -> None:
    assert [values.a_birthday(text) for text in ("", "1980-02-29", "--02-29")] == ["", "1980-02-29", "--02-29"]
    assert [values.month_and_day(text) for text in ("", "1980-02-29", "--12-01")] == ["", "02-29", "12-01"]
    for text in ("1981-02-29", "--02-30", "--2-3", "02-29", "--W48-3"):
        with pytest.raises(ValueError):
            values.a_birthday(text)


def test_names_and_phones_are_folded_for_finding() -> None:
    assert values.folded("  ＡＢＣ　Straße ") == "abc strasse"
    assert values.digits("＋86 138-0000-8000 转 21") == "861380000800021"


# Money

CURRENCIES = ["CNY", "USD", "JPY", "KWD", "XAF"]


@given(st.integers(min_value=0, max_value=LARGEST_MINOR), st.sampled_from(CURRENCIES))
def test_what_is_shown_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert amount(money.plain(), currency) == minor
    assert amount(f"{money}", currency) == minor
    assert amount(f"{money}".replace(",", ""), currency) == minor


@given(st.integers(min_value=-LARGEST_MINOR, max_value=LARGEST_MINOR), st.sampled_from(CURRENCIES))
def test_json_carries_the_amount_exactly_as_a_decimal(minor: int, currency: str) -> None:
    from decimal import Decimal

    money = Money(minor, currency)

    assert Decimal(repr(money.number())) == Decimal(minor) / 10 ** DECIMALS.get(currency, 2)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("200000", "CNY", 20_000_000),
        ("1,153.50", "CNY", 115_350),
        ("20万", "CNY", 20_000_000),
        ("1.5亿元", "CNY", 15_000_000_000),
        ("¥3.2m", "CNY", 320_000_000),
        ("￥ 100", "CNY", 10_000),
        ("CNY 5k", "CNY", 500_000),
        ("$0.05", "USD", 5),
        ("１２３", "CNY", 12_300),
        ("500", "JPY", 500),
        ("1.234", "KWD", 1_234),
        ("0.00001万", "CNY", 10),
        ("1.50", "CNY", 150),
        ("1.5000", "CNY", 150),
        ("0", "CNY", 0),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, minor: int) -> None:
    assert amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        *(
            ("", "CNY"),
            ("-5", "CNY"),
            ("−5", "CNY"),
            ("1.234", "CNY"),
            ("5.5", "JPY"),
            ("1e5", "CNY"),
            ("12,34", "CNY"),
        ),
        *(
            ("1,23", "CNY"),
            ("5 dollars", "CNY"),
            ("NaN", "CNY"),
            ("inf", "CNY"),
            ("9" * 20, "CNY"),
            ("1000亿亿", "CNY"),
        ),
        *(("99999999亿", "CNY"), (".5", "CNY"), ("5.", "CNY"), ("0x10", "CNY"), ("½", "CNY")),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(Usage):
        amount(text, currency)


def test_money_on_a_screen() -> None:
    assert str(Money(115_321_400, "USD")) == "$1,153,214"
    assert str(Money(-50, "CNY")) == "−¥0.50"
    assert str(Money(1_234_567, "JPY")) == "JP¥1,234,567"
    assert str(Money(100, "CHF")) == "CHF 1"
    assert Money(320_000_000, "CNY").short() == "¥3.2m"
    assert Money(9_999_00, "CNY").short() == "¥9,999"
    locale.use("zh")
    assert Money(320_000_000, "CNY").short() == "¥320万"
    assert Money(15_000_000_000_00, "CNY").short() == "¥150亿"


@given(st.integers(min_value=0, max_value=LARGEST_MINOR))
def test_the_short_form_is_near(minor: int) -> None:
    short = Money(minor, "CNY").short()

    assert len(short) <= 12
    assert amount(short, "CNY") == pytest.approx(minor, rel=0.06)
