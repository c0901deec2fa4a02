"""Lengths of time as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amflow import locale
from amflow.dates import durations
from amflow.errors import Usage


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("90d", "90d"), ("6m", "6m"), ("1y", "12m"), ("6 months", "6m"), ("two years", "24m"), ("1 quarter", "3m"),
        ("90天", "90d"), ("六个月", "6m"), ("半年", "6m"), ("一年", "12m"), ("３个月", "3m"), ("两周", "2w"), ("十八个月", "18m"),
        ("half a year", "6m"), ("两年半", "30m"), ("一年零三个月", "15m"), ("1.5 years", "18m"), ("a year and a half", "18m"),
        ("3年期", "36m"), ("18-month", "18m"), ("2 yrs", "24m"), ("a fortnight", "2w"), ("半个月", "15d"),
    ],
)  # fmt: skip
def test_a_term_is_read(text: str, term: str) -> None:
    assert durations.read(text) == term


@pytest.mark.parametrize(
    "text", ["", "soon", "0d", "6", "months", "999 years", "-3m", "3月3日", "一年多", "3-6 months", "活期"]
)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        durations.read(text)


@given(st.integers(1, 1200), st.sampled_from("dwm"), st.sampled_from(("en", "zh")))
def test_what_is_said_is_read_again(number: int, unit: str, language: str) -> None:
    locale.use(language)
    try:
        assert durations.read(durations.said(f"{number}{unit}")) == f"{number}{unit}"
    finally:
        locale.use("en")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("note matures Thursday, wants six months, no funds", ["6m"]),
        ("想续六个月，或者半年以上", ["6m", "6m"]),
        ("two years, or 90 days", ["24m", "90d"]),
        ("3月到期，2026年的", []),
        ("nothing of the kind", []),
        ("5年级的孩子", []),
    ],
)
def test_terms_are_found_in_a_sentence(text: str, found: list[str]) -> None:
    assert list(durations.found(text)) == found
