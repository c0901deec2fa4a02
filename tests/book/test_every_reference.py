"""Whatever refers to a customer, asked of the schema: two are made one, and one is erased, with a row in every such table."""

from typing import Any

import pytest
from tests.book import filling
from tests.conftest import Run

from amflow.book.schema.tables import TABLES, TYPED_COLUMNS
from amflow.book.store import Book
from days import rows

STANDS = "2026-11-20"


def people(run: Run, *names: str) -> None:
    for name in names:
        run("customer", "add", name, "--anyway")


def fill(book: Book, *customers: int, third: int) -> None:
    with book.change("fill") as change:
        made = filling.Filling(book, change)
        for one in customers:
            made.all_of(one, third)
        filling.settle(book, change)


def referring(book: Book, number: int) -> set[str]:
    return {
        f"{table}.{column}"
        for table in TABLES
        for column, target in filling.keys(table).items()
        if target == "customer" and book.one(f"SELECT 1 FROM {table} WHERE {column} = ?", number)
    }


def test_two_with_a_row_everywhere_become_one_and_are_parted_again(run: Run, book: Book, home: Any) -> None:
    people(run, "Ann Keeper", "Ann Goer", "Third One")
    fill(book, 1, 2, third=3)
    with book.change("fill") as change:
        change.update(
            "customer", 3, **{name: 2 for name, target in filling.keys("customer").items() if target == "customer"}
        )
        filling.settle(book, change)
    every = {f"{t}.{c}" for t in TABLES for c, target in filling.keys(t).items() if target == "customer"}
    assert referring(book, 2) == every
    before = rows(home / "book.db")

    run("customer", "merge", "c1", "c2", "--yes")

    assert referring(book, 2) == set()
    # Who was there with the other one is not there beside themselves.
    assert referring(book, 1) == every - {"touch_with.customer_id"}
    run("book", "check")
    run("undo")
    assert rows(home / "book.db") == before


@pytest.mark.parametrize("filled", ["neither", "first", "second", "both"])
def test_no_word_of_the_second_is_lost(run: Run, book: Book, filled: str) -> None:
    people(run, "Ann Keeper", "Ann Goer", "Third One", "Fourth One")
    said: dict[int, dict[str, Any]] = {}
    for number, who in ((1, "first"), (2, "second")):
        if filled in (who, "both"):
            said[number] = {
                "tier": "gold", "intent": "A", "source": f"source{number}", "signal": f"signal{number}", "line": f"line{number}",
                "language": "zh", "salutation": "ms", "birthday": f"--03-0{number}", "assets_minor": number * 100,
                "currency": "CNY", "stop": number, "quiet_from": f"2{number}:00", "quiet_until": f"0{number}:00",
                "organisation_id": 2 + number, "referrer_id": 2 + number, "no_contact": 1, "no_call": 1,
                "lead_on": STANDS, "converted_on": STANDS, "adopted_on": STANDS, "external_source": "crm",
                "external_key": f"key{number}", "phone": f"phone of {number}",
            }  # fmt: skip
            typed = [name for name in TYPED_COLUMNS["customer"] if name not in ("name", "phone", "profile", "owner")]
            said[number] |= {name: f"{name} of {number}" for name in typed if name not in said[number]}
    with book.change("fill") as change:
        for number, columns in said.items():
            change.update("customer", number, **columns)

    run("customer", "merge", "c1", "c2", "--yes")

    row = book.get("customer", 1)
    note = book.one("SELECT text FROM note WHERE customer_id = 1")
    assert row is not None and note is not None
    assert "Ann Goer" in note["text"]
    for name, value in said.get(2, {}).items():
        if name in ("dropped_why", "currency", "lead_on", "converted_on", "adopted_on", "no_contact", "no_call"):
            continue
        shown = "¥2" if name == "assets_minor" else f"c{value}" if name.endswith("_id") else str(value)
        assert row[name] == value or shown in f"{note['text']} {row['phone']}", name
    if filled == "both":
        assert (row["line"], row["stop"], row["no_contact"]) == ("line1", 1, 1)


def test_a_stop_stays_on_its_line(run: Run, book: Book) -> None:
    people(run, "Ann Keeper", "Ann Goer")
    with book.change("fill") as change:
        change.update("customer", 1, line="north")
        change.update("customer", 2, line="south", stop=4)

    run("customer", "merge", "c1", "c2", "--yes")

    row = book.get("customer", 1)
    assert row is not None and (row["line"], row["stop"]) == ("north", None)
    assert "line south; stop 4" in run("note", "list", "--for", "c1").stdout


def test_a_tie_that_is_the_same_from_both_sides_stays_one(run: Run, book: Book) -> None:
    people(run, "Ann Goer", "Friend Fay", "Ann Keeper")
    run("customer", "link", "c1", "c2", "friend")
    run("customer", "link", "c3", "c2", "friend")

    run("customer", "merge", "c3", "c1", "--yes")

    assert [(row["customer_id"], row["other_id"]) for row in book.all("SELECT * FROM relation")] == [(2, 3)]


def test_one_with_a_row_everywhere_is_erased(run: Run, book: Book) -> None:
    people(run, "Olga Erased", "Third One")
    fill(book, 1, third=2)
    run("customer", "edit", "c2", "--referrer", "c1")

    gone = run("customer", "erase", "c1", "--yes", "--json").json["item"]

    assert referring(book, 1) == set()
    assert set(gone["erased"]) | {one["table"] for one in gone["kept"]} >= {
        table for table in filling.about_customers() if "customer" in filling.keys(table).values()
    }
    run("book", "check")
    run("today")
    run("undo", code=None)


def test_one_who_brought_somebody_is_erased(run: Run, book: Book) -> None:
    people(run, "Bringer Bo")
    run("lead", "add", "Brought Bea", "--referrer", "c1")
    run("referral", "ask", "c1", "--who", "Somebody", code=None)

    run("customer", "erase", "c1", "--yes")

    assert book.number("SELECT count(*) FROM referral") == 0
    assert "Brought Bea" in run("lead", "list").stdout
    run("book", "check")


def test_the_silence_of_a_deal_that_stays_is_counted_anew(
    run: Run, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-20T09:00")
    people(run, "Open Olga")
    run("deal", "add", "an account", "--for", "c1", "--amount", "1000")
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-25T09:00")
    run("log-visit", "c1", "a talk")

    run("customer", "erase", "c1", "--yes")

    run("book", "check")
    assert run("deal", "list", "--json").json["items"][0]["quiet_days"] == 5
