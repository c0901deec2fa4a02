"""Days typed to commands: of what has been behind, of what is to come ahead, and said with weekday and year."""

from typing import Any

import pytest


def test_what_was_bought_lies_behind_and_what_is_promised_ahead(run: Any) -> None:
    run("customer", "add", "张敏")
    bought = run("holding", "add", "国债", "--for", "c1", "--bought", "10月8日", "--matures", "10月8日")
    assert "Thu 8 Oct\n" in bought.stdout
    assert "8 Oct 2027" in bought.stdout
    ordered = run("order", "add", "oil", "--for", "c1", "--ordered", "fri", "--promised", "fri")
    assert "Fri 20 Nov" in ordered.stdout
    assert "Fri 27 Nov" in ordered.stdout
    assert "Tue 24 Nov" in run("order", "deliver", "o1", "--at", "周二").stdout
    assert "Fri 20 Nov" in run("holding", "sell", "h1", "--at", "周五").stdout


def test_a_time_of_a_talk_is_behind_and_that_of_a_task_ahead(run: Any) -> None:
    run("customer", "add", "张敏")
    assert "09:00" in run("log-visit", "c1", "x", "--at", "9am", "--no-next").stdout
    assert "Fri 20 Nov, 15:00" in run("log-visit", "c1", "x", "--at", "fri 15:00", "--no-next").stdout
    assert "Thu 26 Nov 2026 09:00" in run("task", "add", "x", "--due", "9am").stdout
    assert "Wed 2 Dec 2026 09:00" in run("task", "add", "x", "--due", "wed 9am").stdout


@pytest.mark.parametrize("place", ["before", "behind"])
def test_on_a_day_that_is_written_down_lies_behind_and_is_said(run: Any, book: Any, place: str) -> None:
    run("customer", "add", "张敏")
    run("deal", "add", "big", "--pipeline", "account-opening", "--for", "c1", "--on", "2025-11-01")
    on, win = ("--on", "1月10日"), ("deal", "win", "d1", "--force", "--why", "so")

    said = run(*on, *win) if place == "before" else run(*win, *on)

    assert "as of Sat 10 Jan" in said.stderr
    assert book.one("SELECT closed_on FROM deal")[0] == "2026-01-10"
    assert run("deal", "reopen", "d1", "--on", "2026-11-25").stderr == ""


def test_on_a_day_to_come_within_a_month_nothing_is_written_down_without_its_year(run: Any, tables: Any) -> None:
    run("customer", "add", "张敏")
    before = tables()

    said = run("log-call", "c1", "x", "--no-next", "--on", "12月10日", code=2).stderr

    assert "“12月10日” may be 2025-12-10 or 2026-12-10" in said
    assert "nothing was changed; say its year: --on 2025-12-10 or --on 2026-12-10" in said
    assert tables() == before


@pytest.mark.parametrize(
    ("page", "words", "day", "told"),
    [
        ("today", "12月10日", "2026-12-10", "Thu 10 Dec 2026"),
        ("today", "11月20日", "2026-11-20", "Fri 20 Nov 2026"),
        ("today", "3月1日", "2027-03-01", "Mon 1 Mar 2027"),
        ("today", "fri", "2026-11-27", ""),
        ("summary", "dec 10", "2026-12-10", "Thu 10 Dec 2026"),
        ("summary", "3月1日", "2026-03-01", "Sun 1 Mar 2026"),
        ("summary", "fri", "2026-11-20", "Fri 20 Nov 2026"),
        ("summary", "2026-12-10", "2026-12-10", ""),
        ("summary", "yesterday", "2026-11-24", ""),
    ],
)
def test_on_a_day_without_its_year_is_the_one_within_a_month_else_as_the_page_looks(
    run: Any, page: str, words: str, day: str, told: str
) -> None:
    shown = run(page, "--on", words, "--json")

    assert (shown.json["on"] if page == "today" else shown.json["period"]["from"]) == day
    assert shown.stderr == (f"“{words}” is read as {told}\n" if told else "")


def test_a_next_step_without_a_day_says_so(run: Any) -> None:
    run("customer", "add", "张敏")

    assert "no day was said" in run("log-visit", "c1", "x", "--next", "send it").stdout
    item = run("log-visit", "c1", "y", "--next", "send it", "--json").json["item"]["next"]
    assert (item["due_on"], item["day_said"]) == ("2026-11-26", False)
    assert "day_said" not in run("log-visit", "c1", "z", "--next", "fri send it", "--json").json["item"]["next"]


def test_a_birthday_is_echoed_as_it_was_understood(run: Any) -> None:
    told = run("customer", "add", "张敏", "--birthday", "1985年农历十月十五").stdout
    assert "lunar 10-15 of 1985" in told
    assert "8 March 1966" in run("customer", "edit", "c1", "--birthday", "1966年3月8日").stdout


def test_figures_go_by_the_country_that_is_set(run: Any) -> None:
    assert "Day or month first" in run("task", "add", "x", "--due", "10/12", code=2).stderr
    run("config", "set", "country", "none")
    assert run("task", "add", "x", "--due", "10/12", code=2).code == 2
