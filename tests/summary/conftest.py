"""A book with two weeks of work in it, written the one way a book is written."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from amflow.book import derive
from amflow.book.store import Book

Fill = Callable[..., int]


class Hand:
    """Writes rows into the test's book: only what a test is about needs to be said."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, table: str, **values: Any) -> int:
        """One row, as one change; gives its number."""
        book = Book.open(self.path)
        try:
            with book.change("test") as change:
                return change.insert(table, **values)
        finally:
            book.close()

    def customer(self, name: str = "张敏", added_on: str = "2026-01-05", **values: Any) -> int:
        """A customer."""
        fields = derive.of_customer({"name": name, "added_on": added_on, "quiet_since": added_on, **values})
        return self.write("customer", **fields)

    def touch(self, customer: int, kind: str, held_on: str, times: int = 1, **values: Any) -> None:
        """So many contacts on that day."""
        for _turn in range(times):
            self.write("touch", customer_id=customer, kind=kind, held_on=held_on, **values)

    def deal(self, title: str, opened_on: str, closed_on: str = "", state: str = "open", **values: Any) -> int:
        """A deal with its first stage, and won or lost where that is said."""
        fields = {"pipeline": "sale", "stage": "engaging", "stage_on": closed_on or opened_on, "currency": "CNY"}
        fields |= {"quiet_since": closed_on or opened_on, "closed_on": closed_on or None, "state": state, **values}
        number = self.write("deal", title=title, opened_on=opened_on, **fields)
        self.stage(number, "engaging", opened_on)
        if closed_on:
            self.stage(number, state, closed_on)
        return number

    def stage(self, deal: int, stage: str, entered_on: str) -> None:
        """A step in a deal's history."""
        self.write("deal_stage", deal_id=deal, stage=stage, entered_on=entered_on)

    def task(self, title: str, due_on: str, due_time: str = "", **values: Any) -> int:
        """A task."""
        return self.write("task", title=title, due_on=due_on, due_time=due_time, **values)

    def plan(self, on_date: str, state: str, times: int = 1) -> None:
        """So many lines of an accepted plan that ended like that."""
        for turn in range(times):
            self.write("plan_line", on_date=on_date, title=f"line {turn}", state=state)

    def target(self, metric: str, period: str, starts_on: str, value: int) -> None:
        """A target, in minor units where it is money."""
        self.write("target", metric=metric, period=period, starts_on=starts_on, value=value)


@pytest.fixture
def hand(home: Path) -> Hand:
    """The hand that writes into the test's book."""
    return Hand(home / "book.db")


@pytest.fixture
def week(hand: Hand, once: Any) -> Hand:
    """A week with something of everything: 23 to 29 November 2026, the tests' own, and the three before it."""
    once("a week", lambda: _live(hand))
    return hand


def _live(hand: Hand) -> None:
    zhang = hand.customer("张敏")
    wang = hand.customer("王伟 & Söhne <GmbH>", kind="organisation")
    hand.customer("孙丽", status="lead", added_on="2026-11-24", lead_on="2026-11-24")
    hand.customer("钱芳", added_on="2026-11-02", lead_on="2026-11-02", converted_on="2026-11-25")
    hand.customer("周婷", status="dropped", added_on="2026-11-03", lead_on="2026-11-03", dropped_on="2026-11-23")
    first = date(2026, 11, 2)
    for number, visits in enumerate((3, 5, 4)):
        day = (first + timedelta(weeks=number)).isoformat()
        hand.touch(zhang, "visit", day, visits, outcome="interested")
        hand.touch(wang, "message", day, 8, reached=0)
    hand.touch(zhang, "visit", "2026-11-23", 2, outcome="interested")
    hand.touch(wang, "visit", "2026-11-25", outcome="agreed")
    hand.touch(wang, "call", "2026-11-24", 4, outcome="no-answer", reached=0)
    hand.touch(zhang, "message", "2026-11-24", 12, reached=0)
    hand.touch(zhang, "reception", "2026-11-23")
    opening = {"pipeline": "account-opening", "customer_id": zhang}
    hand.deal("account", "2026-11-10", "2026-11-24", "won", amount_minor=500000, **opening)
    hand.deal("GTX | Pro *new*", "2026-11-11", "2026-11-25", "won", amount_minor=4556350, customer_id=wang)
    hand.deal("dollar fund", "2026-11-12", "2026-11-25", "won", amount_minor=120000, currency="USD")
    hand.deal("loan", "2026-11-12", "2026-11-23", "lost", amount_minor=900000, lost_why="too dear", customer_id=zhang)
    hand.deal("earlier", "2026-11-03", "2026-11-17", "won", amount_minor=3100000)
    moved = hand.deal("custody", "2026-11-23", customer_id=zhang)
    hand.stage(moved, "proposal", "2026-11-25")
    hand.write("settled", rule="t10", customer_id=zhang, for_date="2026-11-13", state="done", on_date="2026-11-24")
    hand.task("done already", "2026-11-24", state="done", done_on="2026-11-24")
    hand.task("bring the six-month sheet", "2026-12-03", "10:00", customer_id=zhang)
    hand.task("look in", "2026-12-01", kind="visit", customer_id=wang)
    hand.task("no appointment", "2026-12-02")
    hand.plan("2026-11-23", "done", 5)
    hand.plan("2026-11-24", "moved", 2)
    hand.plan("2026-11-24", "dropped")
    hand.plan("2026-11-25", "planned", 2)
    hand.target("accounts_opened", "month", "2026-11-01", 18)
    hand.target("visits", "week", "2026-11-02", 15)
    hand.target("messages", "day", "2026-11-02", 2)
    hand.target("deals_won_amount", "week", "2026-11-23", 4_500_000)
    hand.target("deals_lost", "week", "2026-11-23", 0)
