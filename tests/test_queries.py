"""Every question that a daily command asks is answered from an index: none reads a whole table of a grown book."""

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from amflow.book import derived_columns
from amflow.book.opening import open_book
from amflow.shell.app import app as command_line
from amflow.shell.context import App

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
    "event",
    "goal",
    "day_check",
    "answer",
    "unsuited",
    "holding",
    "orders",
    "price",
    "tier_change",
    "special_date",
    "referral",
    "reception",
    "campaign_entry",
    "score",
    "message",
    "cases",
    "case_step",
)
PEOPLE = 2_000

ANYBODY_AT_ALL = "SELECT EXISTS (SELECT 1 FROM customer) OR EXISTS (SELECT 1 FROM task)"
"""Whether the book is empty: it stops at the first row that there is, and so never reads on."""


def _fill(path: Path) -> None:
    """A book of some years: most of it settled long ago, a little of it due."""
    book = open_book(path)
    with book.change("fill") as change:
        for number in range(1, PEOPLE + 1):
            day = (TODAY - timedelta(days=number % 700)).isoformat()
            lead = number % 10 == 0
            change.insert(
                "customer", **derived_columns.of_customer({
                    "name": f"客户{number}", "status": "lead" if lead else "customer", "added_on": day, "lead_on": day,
                    "quiet_since": day, "tier": ("gold", "silver", "standard", "")[number % 4],
                    "intent": "ABCD"[number % 4] if number % 5 == 0 else "", "birthday": f"--{number % 12 + 1:02d}-15",
                    "client_since": None if lead or number % 3 else day, "line": f"line {number % 40}", "stop": number,
                    "phone": f"1390000{number:04d}",
                }),
            )  # fmt: skip
            change.insert("answer", customer_id=number, about="needs", question="goal", value="a car", on_date=day)
            change.insert("touch", customer_id=number, kind="call", held_on=day, reached=1)
            change.insert("touch", customer_id=number, kind="visit", held_on=day, reached=1)
            deal = change.insert(
                "deal", title="a deal", customer_id=number, pipeline="account-opening", stage="papers", stage_on=day,
                opened_on=day, quiet_since=day, state="won" if number % 4 else "open",
                closed_on=day if number % 4 else None,
            )  # fmt: skip
            change.insert("deal_stage", deal_id=deal, stage="papers", entered_on=day)
            change.insert("deal_paper", deal_id=deal, paper="id-card", state="received", on_date=day, expires_on=day)
            change.insert("deal_term", deal_id=deal, topic="price")
            change.insert("credit_sheet", deal_id=deal, on_date=day, lines="[]", currency="CNY")
            change.insert("attachment", deal_id=deal, paper="id-card", name="a", sha256="", bytes=0, on_date=day)
            owed = change.insert(
                "waiting", deal_id=deal, whom="Ann", title="a word", asked_on=day, promised_on=day,
                state="open" if number % 50 == 0 else "answered",
            )  # fmt: skip
            change.insert("waiting_word", waiting_id=owed, kind="chase", on_date=day)
            task = change.insert(
                "task",
                title="a task",
                customer_id=number,
                due_on=day,
                state="done" if number % 8 else "open",
                done_on=day,
            )
            change.insert("plan_line", on_date=day, task_id=task, state="done" if number % 9 else "planned")
            product = (number - 1) % 40 + 1
            if number <= 40:
                change.insert("product", name=f"p{number}", name_key=f"p{number}")
            change.insert(
                "holding", customer_id=number, product_id=product, name="a fund", quantity_e4=10_000, bought_on=day,
                matures_on=(date.fromisoformat(day) + timedelta(days=365)).isoformat(), take_profit_e4=12_000,
                stop_loss_e4=8_000, sold_on=day if number % 3 == 0 else None,
            )  # fmt: skip
            change.insert("price", product_id=product, on_date=(TODAY - timedelta(days=(number - 1) // 40)).isoformat(),
                          price_e4=9_000 + number % 5_000)  # fmt: skip
            change.insert("orders", customer_id=number, name="rice", ordered_on=day, promised_on=day,
                          delivered_on=day if number % 50 else None)  # fmt: skip
            change.insert("tier_change", customer_id=number, to_tier="gold", raised=1, on_date=day)
            change.insert("special_date", customer_id=number, title="a day", on_date=f"--{number % 12 + 1:02d}-15",
                          date_md=f"{number % 12 + 1:02d}-15")  # fmt: skip
            change.insert(
                "referral", customer_id=number, introduced_id=number - 1 or None, asked_on=day, made_on=day,
                thanked_on=day if number % 50 else None,
            )  # fmt: skip
            change.insert("reception", on_date=day, channel="priority")
            change.insert("score", customer_id=number, scale="csat", value=5, on_date=day)
            change.insert(
                "answer", customer_id=number, about="callback", question="recommend", value="yes", on_date=day
            )
            if number % 400 == 1:
                change.insert("campaign", title="a campaign", closed_on=day if number > 1 else None)
            change.insert(
                "campaign_entry", campaign_id=1 + (number - 1) // 400, customer_id=number, on_date=day,
                state="came" if number % 9 else "listed",
            )  # fmt: skip
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
        change.insert("message", customer_id=11, text="a word")
        change.insert("note", kind="market", on_date="2026-11-25", text="a note", important=1)
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
        book = open_book(grown)
        questions = dict.fromkeys(sql for sql in asked if re.match(r"\s*(SELECT|UPDATE|DELETE)", sql))
        answers = [(sql, book.explain(sql)) for sql in questions]
        book.close()
        return answers

    yield typed


COMMANDS = [
    ("today",), ("today", "--full"), ("prep",), ("prospect",), ("outreach",), ("convert",), ("callback",), ("plan",),
    ("plan", "--accept"), ("plan", "--add", "c7"), ("log-visit", "c11", "talked", "--next", "fri papers"),
    ("log-call", "客户12", "talked"), ("log-message", "c13", "talked", "--outcome", "interested"), ("done", "t16", "k1"),
    ("skip", "t24"), ("move", "t32", "fri"), ("deal", "advance", "d4", "--force", "--why", "so"),
    ("deal", "win", "d8", "--force", "--why", "so"),
    ("show", "c4"), ("show", "d12"), ("lead", "add", "someone"),
    ("deal", "add", "--pipeline", "account-opening", "--for", "c15"), ("history",), ("brief",),
    ("event", "list"), ("goal", "list"), ("note", "list", "--kind", "market"), ("show", "k1"), ("undo",), ("waiting",),
    ("waiting", "chase", "w100"), ("show", "w50"), ("done", "w150"), ("deal", "papers", "d12"),
    ("deal", "doc", "d12", "received", "bank-card"), ("deal", "review", "d12", "--by", "Ann"),
    ("deal", "approve", "d12", "--by", "Bo"), ("deal", "terms", "d12"), ("waiting", "add", "Ann", "a word", "--deal", "d12"),
    ("visit", "c4"), ("visit", "t40"), ("visit", "t48", "--on", "2020-01-01", "--confirmed="),
    ("customer", "ask", "c4", "--answer", "goal=a flat"), ("customer", "ask", "--show", "c4"), ("customer", "intent", "c4"),
    ("customer", "ask"), ("product", "match", "c4"), ("line", "show", "line 7"), ("line", "assign", "line 9", "c3"),
    ("lead", "list"), ("referral", "candidates"), ("referral", "ask", "c19", "--anyway"),
    ("referral", "add", "c19", "somebody else"), ("referral", "thank", "f50"), ("referral", "list", "--post"),
    ("show", "f7"), ("campaign", "list"), ("campaign", "show", "g1"), ("campaign", "mark", "g1", "c3", "came"),
    ("log-call", "c21", "talked", "--campaign", "g1", "--no-next"), ("message", "queue"), ("message", "sent", "m1"),
    ("message", "write", "c14", "talked"), ("message", "list", "--for", "c12"), ("show", "x7"), ("case", "list"),
    ("case", "answer", "x50", "talked"), ("case", "open", "c21", "talked"), ("callback", "do", "c22", "--answer", "satisfied=5"),
    ("callback", "score"), ("callback", "score", "c23", "4"), ("register", "show"),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_daily_question_reads_a_whole_table(
    traced: Callable[..., list[tuple[str, list[str]]]], words: tuple[str, ...]
) -> None:
    if words == ("undo",):  # Or, alone on its worker, it would take back the change that filled the book.
        traced("note", "add", "talked")
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


@pytest.mark.parametrize("playbook", ["retail-bank", "wholesale", "corporate-bank"])
def test_nor_does_a_rule_of_another_trade(
    grown: Path, traced: Callable[..., list[tuple[str, list[str]]]], playbook: str
) -> None:
    traced("playbook", "use", playbook)
    try:
        answers = traced("today") + traced("show", "c4")
    finally:
        traced("playbook", "use", "securities-branch")

    assert [sql for sql, _steps in answers if "holding" in sql or "orders" in sql]
    # An important note without a condition is for every customer: of these counting stops after some.
    scans = [
        (step, sql)
        for sql, steps in answers
        if "note.important" not in sql and not sql.startswith(ANYBODY_AT_ALL)
        for step in steps
        if re.match(rf"SCAN ({'|'.join(GROWING)})\b", step)
        and not re.search(r"USING (COVERING )?INDEX customer_(clients|prospects|intents)", step)
    ]
    assert scans == []


def test_a_scan_would_be_noticed(grown: Path) -> None:
    book = open_book(grown)
    steps = book.explain("SELECT * FROM customer WHERE impression = 'x'")
    book.close()

    assert re.match(rf"SCAN ({'|'.join(GROWING)})\b", steps[0])


def test_a_part_of_a_name_is_looked_for_everywhere_only_after_the_indexes_had_nothing(
    traced: Callable[..., list[tuple[str, list[str]]]],
) -> None:
    def scans(name: str) -> list[str]:
        return [
            sql
            for sql, steps in traced("log-call", name, "talked")
            if any(step.startswith("SCAN customer") for step in steps)
        ]

    assert scans("客户1999") == scans("客户199 ") == []
    assert len(scans("户1998")) == 1


def _indexes(path: Path) -> set[Any]:
    book = open_book(path)
    names = {row["name"] for row in book.all("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    book.close()
    return names


def test_the_partial_indexes_that_may_be_walked_are_there(grown: Path) -> None:
    assert {"customer_clients", "customer_prospects", "customer_intents"} <= _indexes(grown)


def test_a_rule_is_asked_once_a_morning_however_many_lists_go_by_it(
    grown: Path,
) -> None:
    asked: list[str] = []
    app = App()
    app.book_path = grown
    app.book._connection.set_trace_callback(asked.append)
    with contextlib.redirect_stdout(io.StringIO()):
        assert command_line(["today"], standalone_mode=False, obj=app) == 0

    events = [sql for sql in asked if "AS event FROM" in sql]
    assert len(events) == len(set(events)) > 5
    assert len([sql for sql in asked if "FROM day_check" in sql]) == 1


def test_planned_talks_and_a_products_sales_are_found_by_their_own_indexes(
    traced: Callable[..., list[tuple[str, list[str]]]],
) -> None:
    steps = {step for sql, found in traced("today") if "AS ref, plan_line.kind" in sql for step in found}
    assert [step for step in steps if "plan_line" in step] and all(
        "plan_line_day" in step for step in steps if "plan_line" in step
    )
    steps = {step for sql, found in traced("product", "list") if "AS won_deals" in sql for step in found}
    assert {step.split(" (")[0] for step in steps if re.match("SEARCH (deal|holding)", step)} == {
        "SEARCH deal USING COVERING INDEX deal_product",
        "SEARCH holding USING COVERING INDEX holding_product",
    }
