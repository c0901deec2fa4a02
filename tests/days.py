"""What the tests of the day set up again and again, the way a user would: by commands."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from amflow.book import derived_columns
from amflow.book.access_log import HEAD


def customer(run: Any, name: str, *more: str, on: str = "2026-11-25") -> str:
    """A customer put into the book on that day; gives the reference."""
    return run("customer", "add", name, *more, "--on", on, "--anyway", "--json").json["item"]["ref"]


def deal(run: Any, name: str, *more: str, on: str = "2026-11-25") -> str:
    """A deal begun for the customer on that day; gives the reference."""
    where = () if "--pipeline" in more else ("--pipeline", run("deal", "board", "--json").json["items"][0]["pipeline"])
    return run("deal", "add", "--anyway", *where, "--for", name, *more, "--on", on, "--json").json["item"]["ref"]


def bought(run: Any, name: str, *, on: str) -> str:
    """The customer bought on that day; gives the deal."""
    return won(run, deal(run, name, on=on), "--on", on)


def won(run: Any, ref: str, *more: str) -> str:
    """The deal was won although papers are missing; gives it."""
    run("deal", "win", ref, "--force", "--why", "at the counter", *more)
    return ref


def task(run: Any, title: str, *more: str, on: str = "2026-11-25") -> str:
    """A task; gives the reference."""
    return run("task", "add", title, *more, "--on", on, "--json").json["item"]["ref"]


def items(run: Any, *words: str) -> list[dict[str, Any]]:
    """What a step shows, without its checklist."""
    return [item for item in run(*words, "--json").json["items"] if item["kind"] != "check"]


def refs(run: Any, *words: str) -> list[str]:
    """The references that a step shows, without its checklist."""
    return [item["ref"] for item in items(run, *words)]


DERIVED = ("change", "journal", "reading", "number", "stage_ended", "access")
"""The history, what follows from the rows, and the log of looks with its head, which no undo takes back."""


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that holds what a person wrote; the history itself aside."""
    connection = sqlite3.connect(path)
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = sorted(name for name in names if name not in DERIVED and not name.startswith(("sqlite_", "search")))
        found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall() for name in kept}
        return found | {"about": [row for row in found["about"] if HEAD not in row]}
    finally:
        connection.close()


def put(desk: Any, table: str, **values: Any) -> int:
    """A row written into the desk's book as one change: only what a test is about needs to be said."""
    if table == "customer":
        day = values.get("added_on", "2026-11-02")
        values = derived_columns.of_customer({"name": "张敏", "added_on": day, "quiet_since": day, **values})
    with desk.book.change("test") as change:
        return int(change.insert(table, **values))


def ctrl_c(child: Any) -> None:
    """Press Ctrl-C at a question, as late as a person does: what comes before the program waits for an answer waits itself,
    for the next key."""
    time.sleep(0.3)
    child.sendcontrol("c")
