"""Birthdays in figures: which of them is the month is for the country to say, and two figures of a year may be enough."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("country", "typed", "said"),
    [
        ("GB", "12/04/1975", "12 April 1975"),
        ("US", "12/04/1975", "4 December 1975"),
        ("DE", "12.04.1975", "12 April 1975"),
        ("GB", "12/4/75", "12 April 1975"),
        ("GB", "12/04", "12 April"),
        ("GB", "5/4/05", "5 April 2005"),
        ("US", "5/4/05", "4 May 2005"),
        ("GB", "1.1.00", "1 January 2000"),
        ("GB", "3/4/30", "3 April 1930"),
        ("GB", "5-3", "5 March"),
        ("GB", "05-03", "5 March"),
        ("US", "5.3", "3 May"),
        ("CN", "05-03", "3 May"),
        ("CN", "1/1/00", "1 January 2000"),
        ("CN", "75-4-12", "12 April 1975"),
        ("CN", "七五年四月十二", "12 April 1975"),
        ("CN", "05年4月12日", "12 April 2005"),
        ("CN", "13/04/1975", "13 April 1975"),
    ],
)
def test_the_country_says_which_figure_is_the_month(run: Any, country: str, typed: str, said: str) -> None:
    run("config", "set", "country", country)
    assert said in run("customer", "add", "Ann Lee", "--birthday", typed).stdout


@pytest.mark.parametrize("typed", ["12/04/1975", "12/4/75", "12/04", "5/4/05", "5-3"])
def test_where_nothing_says_it_both_are_asked_about(run: Any, typed: str) -> None:
    told = run("customer", "add", "Ann Lee", "--birthday", typed, code=2).stderr
    assert "day or month first" in told
    assert "12 Apr 1975" in told
    assert "config" not in told


@pytest.mark.parametrize(
    "typed", ["31/04/1975", "13/13/1975", "05-4-12", "属兔", "12/04/2030", "1850-02-01", "2026-11-25"]
)
def test_what_is_no_birthday_is_refused_in_every_country(run: Any, typed: str) -> None:
    run("config", "set", "country", "GB")
    run("customer", "add", "Ann Lee", "--birthday", typed, code=2)


@pytest.mark.parametrize("again", ["3/12", "3-12", "3.12", "3 dec", "2016-12-03", "3/12/16"])
def test_a_day_in_another_spelling_is_the_same_day(run: Any, again: str) -> None:
    run("config", "set", "country", "GB")
    run("customer", "add", "Ann Lee")
    run("customer", "date", "ann", "2016-12-03", "works anniversary")

    assert "is kept already" in run("customer", "date", "ann", again, "Works anniversary", code=None).stderr
