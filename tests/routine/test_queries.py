"""Every question that a daily command asks is answered from an index: none reads a whole table of a grown book."""

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from amflow.book import derive
from amflow.book.store import Book
from amflow.cli import app as command_line
from amflow.context import App

TODAY = date(2026, 11, 25)
GROWING = (
    "customer",
    "touch",
    "task",
    "deal",
    "deal_stage",
    "deal_paper",
    "settled",
    "plan_line",
    "note",
    "journal",
    "cases",
    "case_step",
    "score",
    "answer",
)
PEOPLE = 2_000

ANYBODY_AT_ALL = "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM task)"
"""Whether the book is empty: it stops at the first row that there is, and so never reads on."""


def _fill(path: Path) -> None:
    """A book of some years: most of it settled long ago, a little of it due."""
    book = Book.open(path)
    with book.change("fill") as change:
        for number in range(1, PEOPLE + 1):
            day = (TODAY - timedelta(days=number % 700)).isoformat()
            lead = number % 10 == 0
            change.insert(
                "customer", **derive.of_customer({
                    "name": f"客户{number}", "status": "lead" if lead else "customer", "added_on": day, "lead_on": day,
                    "quiet_since": day, "tier": ("gold", "silver", "standard", "")[number % 4],
                    "intent": "ABCD"[number % 4] if number % 5 == 0 else "", "birthday": f"--{number % 12 + 1:02d}-15",
                    "client_since": None if lead or number % 3 else day,
                }),
            )  # fmt: skip
            change.insert("touch", customer_id=number, kind="call", held_on=day, reached=1)
            change.insert("touch", customer_id=number, kind="visit", held_on=day, reached=1)
            deal = change.insert(
                "deal", title="a deal", customer_id=number, pipeline="account-opening", stage="papers", stage_on=day,
                opened_on=day, quiet_since=day, state="won" if number % 4 else "open",
                closed_on=day if number % 4 else None,
            )  # fmt: skip
            change.insert("deal_stage", deal_id=deal, stage="papers", entered_on=day)
            change.insert("deal_paper", deal_id=deal, paper="id-card", state="received", on_date=day)
            task = change.insert(
                "task",
                title="a task",
                customer_id=number,
                due_on=day,
                state="done" if number % 8 else "open",
                done_on=day,
            )
            change.insert(
                "plan_line", on_date=day, title="a line", task_id=task, state="done" if number % 9 else "planned"
            )
            case = change.insert(
                "cases", customer_id=number, title="a case", kind="complaint", severity="normal",
                state="resolved" if number % 50 else "open", opened_on=day, opened_at="09:00", breaks_at=f"{day}T12:00",
                resolved_on=day if number % 50 else None,
            )  # fmt: skip
            change.insert("case_step", case_id=case, kind="opened", on_date=day, at_time="09:00")
            change.insert("score", customer_id=number, scale="csat", value=4, on_date=day)
            change.insert("answer", customer_id=number, about="callback", question="use", value="well", on_date=day)
            change.insert("settled", rule="t10", customer_id=number, for_date=day, state="done", on_date=day)
    # The tests come in any order, and one of them is undo: it must not find the whole book as the last thing done.
    with book.change("note add") as change:
        change.insert("note", kind="market", on_date="2026-11-25", text="a note")
    book.close()


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grown") / "book.db"
    _fill(path)
    return path


@pytest.fixture
def traced(grown: Path) -> Iterator[Callable[..., list[tuple[str, list[str]]]]]:
    """Type a command on the grown book: every question it asked, with how SQLite answers it."""

    def typed(*words: str) -> list[tuple[str, list[str]]]:
        asked: list[str] = []
        app = App()
        app.book_path = grown
        connection = app.book._connection
        connection.set_trace_callback(asked.append)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            code = command_line(list(words), standalone_mode=False, obj=app)
        assert code == 0, told.getvalue()
        book = Book.open(grown)
        questions = dict.fromkeys(sql for sql in asked if re.match(r"\s*(SELECT|UPDATE|DELETE)", sql))
        answers = [(sql, book.explain(sql)) for sql in questions]
        book.close()
        return answers

    yield typed


COMMANDS = [
    ("today",), ("today", "--full"), ("prep",), ("prospect",), ("outreach",), ("convert",), ("callback",), ("plan",),
    ("plan", "--accept"), ("plan", "--add", "c7"), ("log-visit", "c11", "…", "--next", "fri papers"),
    ("log-call", "客户12", "…"), ("log-message", "c13", "…", "--outcome", "interested"), ("done", "t16", "k1"),
    ("skip", "t24"), ("move", "t32", "fri"), ("deal", "advance", "d4", "--force", "--why", "so"), ("deal", "win", "d8"),
    ("show", "c4"), ("show", "d12"), ("show", "x7"), ("case", "list"), ("case", "answer", "x50", "…"),
    ("case", "open", "c21", "…"), ("callback", "do", "c22", "--answer", "satisfied=5"), ("satisfaction", "show"),
    ("satisfaction", "add", "c23", "4"), ("register", "show"), ("lead", "add", "someone"),
    ("deal", "add", "--for", "c15"), ("history",), ("undo",),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_daily_question_reads_a_whole_table(
    traced: Callable[..., list[tuple[str, list[str]]]], words: tuple[str, ...]
) -> None:
    answers = traced(*words)

    assert len(answers) >= 1
    scans = [
        (step, sql)
        for sql, steps in answers
        if not sql.startswith(ANYBODY_AT_ALL)
        for step in steps
        if re.match(rf"SCAN ({'|'.join(GROWING)})\b", step)
        # A partial index holds only the rows that the question is about.
        and not re.search(r"USING (COVERING )?INDEX customer_(clients|prospects|intents)", step)
    ]
    assert scans == []


def test_a_scan_would_be_noticed(grown: Path) -> None:
    book = Book.open(grown)
    steps = book.explain("SELECT * FROM customer WHERE impression = 'x'")
    book.close()

    assert re.match(rf"SCAN ({'|'.join(GROWING)})\b", steps[0])


def test_a_part_of_a_name_is_looked_for_everywhere_only_after_the_indexes_had_nothing(
    traced: Callable[..., list[tuple[str, list[str]]]],
) -> None:
    def scans(name: str) -> list[str]:
        return [
            sql
            for sql, steps in traced("log-call", name, "…")
            if any(step.startswith("SCAN customer") for step in steps)
        ]

    assert scans("客户1999") == scans("客户199 ") == []
    assert len(scans("户1998")) == 1


def _indexes(path: Path) -> set[Any]:
    book = Book.open(path)
    names = {row["name"] for row in book.all("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    book.close()
    return names


def test_the_partial_indexes_that_may_be_walked_are_there(grown: Path) -> None:
    assert {"customer_clients", "customer_prospects", "customer_intents"} <= _indexes(grown)
