"""Every list and file has one order, whichever way SQLite goes through its tables: what ties is told apart by its number."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import COMMANDS

from amflow.book import opening
from amflow.files.export.export import views

PAGES = (
    "today --full", "prep", "prospect", "outreach", "convert", "callback", "plan", "plan today", "plan --week", "plan --month",
    "brief", "summary", "summary --week", "summary --analysis", "summary --quarter", "deal board", "callback score",
    "customer health", "customer ask", "customer upgrade", "referral candidates", "message queue", "line list",
    "target list", "target explain", "history", "find 1", "product match {c}", "visit {c}", "customer merge", "register show",
)  # fmt: skip
"""Pages that show lists and are none."""

NAMED = {"holding_matures"}
"""Indexes that a question asks for by their names."""

SHOWN = {
    "c": "customer", "d": "deal", "x": "cases", "o": "orders", "h": "holding", "p": "product", "g": "campaign", "t": "task",
    "f": "referral", "w": "waiting",
}  # fmt: skip


def lists(command: Any = COMMANDS, path: str = "") -> Iterator[str]:
    """Every command that lists, by walking the program."""
    for name, inner in getattr(command, "commands", {}).items():
        if name == "list":
            yield f"{path} list".strip()
        yield from lists(inner, f"{path} {name}".strip())


def lines(home: Path) -> Iterator[str]:
    yield from lists()
    with sqlite3.connect(home / "book.db") as book:
        for letter, table in SHOWN.items():
            for (number,) in book.execute(f"SELECT id FROM {table} ORDER BY id LIMIT 6"):
                yield f"show {letter}{number}"
        (customer,) = book.execute("SELECT max(customer_id) FROM touch").fetchone()
    yield from (page.format(c=f"c{customer}") for page in PAGES)
    yield from (f"export - --what {what} --format csv" for what in views())
    yield from ("export - --what customers --format vcf", "export - --what tasks --format ics")


@pytest.mark.parametrize("trade", ["retail-bank", "enterprise"])
def test_nothing_hangs_on_the_way_in_which_a_table_is_read(
    run: Any, demo_of: Callable[[str], None], home: Path, monkeypatch: pytest.MonkeyPatch, trade: str
) -> None:
    demo_of(trade)
    typed = list(lines(home))

    def said(line: str) -> tuple[str, str]:
        """What a command says; a calendar is another one each time that it is made."""
        told = run(*line.split())
        return re.sub(r"\nUID:[0-9a-f]{8}-[0-9a-f-]{27}\r?\n", "\n", told.stdout, count=1), told.stderr

    first = {line: said(line) for line in typed}
    plainly = opening.connect_book

    def backwards(*args: Any) -> sqlite3.Connection:
        connection = plainly(*args)
        connection.execute("PRAGMA reverse_unordered_selects = ON")
        return connection

    monkeypatch.setattr(opening, "connect_book", backwards)
    # Without its indexes, and what it thinks of them, it goes about every question otherwise.
    with sqlite3.connect(home / "book.db") as book:
        for (name,) in book.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall():
            if name not in NAMED:
                book.execute(f'DROP INDEX "{name}"')
        book.execute("DELETE FROM sqlite_stat1")
    again = {line: said(line) for line in typed}
    assert [line for line in typed if again[line] != first[line]] == []
