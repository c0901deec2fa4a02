"""Amounts as people type them: units of both languages, currencies before and behind, and figures that mean two things."""

from typing import Any

import pytest

from amflow.book.money import amount
from amflow.errors import Usage

UNDERSTOOD = {
    "200000": 200_000,
    "1,153.50": 1153.5,
    "20万": 200_000,
    "20w": 200_000,
    "10w元": 100_000,
    "3.5万": 35_000,
    "1万5": 15_000,
    "1万5000": 15_000,
    "3千5": 3_500,
    "1亿2千万": 120_000_000,
    "1亿5000万": 150_000_000,
    "1亿2": 120_000_000,
    "1.5亿": 150_000_000,
    "5千万": 50_000_000,
    "30k": 30_000,
    "3.2m": 3_200_000,
    "2 million": 2_000_000,
    "1.2bn": 1_200_000_000,
    "¥3.2m": 3_200_000,
    "￥1,000": 1_000,
    "100元": 100,
    "1000块": 1_000,
    "rmb 1000": 1_000,
    "1,000 CNY": 1_000,
    "1.250,50": 1250.5,
    "1.250.000": 1_250_000,
    "1,250.50": 1250.5,
    "1.250万": 12_500,
    "0.250": 0.25,
    "12.5": 12.5,
    "两万": 20_000,
    "十万": 100_000,
    "一百二十万": 1_200_000,
    "三千": 3_000,
    "两百块": 200,
    "一亿两千万": 120_000_000,
    "一万零五百": 10_500,
    "十二万八": 128_000,
    "三百五": 350,
    "两个亿": 200_000_000,
    "三点五万": 35_000,
    "人民币贰拾万元整": 200_000,
    "廿万": 200_000,
    "200,000.00 yuan": 200_000,
    "half a million": 500_000,
    "two hundred and fifty thousand": 250_000,
    "one and a half million": 1_500_000,
    "20 grand": 20_000,
}


@pytest.mark.parametrize(("text", "worth"), UNDERSTOOD.items())
def test_amounts_as_people_type_them(text: str, worth: float) -> None:
    assert amount(text, "CNY") == round(worth * 100)


@pytest.mark.parametrize(
    ("text", "currency", "meanings"),
    [
        ("1.250", "CNY", ("1.25", "1250")),
        ("12.500", "EUR", ("12.5", "12500")),
        ("1.000", "USD", ("1", "1000")),
        ("1.250", "JPY", ("1250",)),
        ("12,5", "CNY", ("12.5", "125")),
        ("12,50 €", "EUR", ("12.50", "1250")),
    ],
)
def test_what_could_be_two_amounts_is_refused_with_both(text: str, currency: str, meanings: tuple[str, str]) -> None:
    with pytest.raises(Usage) as caught:
        amount(text, currency)
    assert all(one in (caught.value.hint or "") for one in meanings)
    for one in meanings:
        if not ("." in one and currency == "JPY"):
            amount(one, currency)


NONE = (
    *("1万50", "1万1亿", "1.5万5", "2千万5", "1,25,000", "-5", "12.345", "万", "1e5", ""),
    *(
        "半年",
        "几万",
        "二十来万",
        "一百五万",
        "两千万五",
        "一五万",
        "一万五十五万",
        "5万美元",
        "a",
        "am",
        "one two",
        "million",
    ),
)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        amount(text, "CNY")


def test_a_file_whose_decimal_sign_is_known_is_not_asked() -> None:
    assert amount("1.250", "CNY", decimal=",") == 125_000
    assert amount("12,5", "CNY", decimal=",") == 1_250
    assert amount("1.250", "KWD") == 1_250
    with pytest.raises(Usage, match="finer"):
        amount("1.255", "CNY", decimal=".")


def test_a_price_of_four_decimals_is_told_where_it_belongs(run: Any) -> None:
    told = run("product", "add", "Bond fund", "--price", "1.2345", code=2).stderr
    assert "amflow product price PRODUCT 1.2345" in told


@pytest.mark.parametrize(
    ("text", "currency"), [("12.345", "GBP"), ("12.340", "GBP"), ("0,5", "GBP"), ("12,5", "JPY"), ("12.345", "JPY")]
)
def test_what_is_to_be_written_instead_is_taken(text: str, currency: str) -> None:
    with pytest.raises(Usage) as caught:
        amount(text, currency)
    told = (caught.value.hint or "").partition(", or ")[0].removeprefix("write ")
    for words in told.split(" or "):
        assert amount(words, currency), words
