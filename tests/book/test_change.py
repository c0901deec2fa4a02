"""The one way to write: whole or not at all, kept in the journal, taken back and done again."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from amflow.book import derived_columns, integrity, undo
from amflow.book.change import Change
from amflow.book.opening import open_book
from amflow.book.store import Book
from amflow.errors import NotFound, Refused

DAY = "2026-11-25"
State = dict[str, list[tuple[Any, ...]]]
TABLES = ("customer", "product", "deal", "deal_stage", "touch", "task", "note", "about", "target")


def state(book: Book) -> State:
    """Every record of the book: all but the history itself."""
    return {table: [tuple(row) for row in book.all(f"SELECT * FROM {table} ORDER BY id")] for table in TABLES}


def a_customer(change: Change, name: str, **more: Any) -> int:
    values = derived_columns.of_customer({"name": name, "added_on": DAY, "quiet_since": DAY, **more})
    return change.insert("customer", **values)


def test_what_is_written_is_read_back_with_what_the_table_gives(book: Book) -> None:
    with book.change("customer add") as change:
        row_id = a_customer(change, "张敏")

    row = book.get("customer", row_id)
    assert row is not None
    assert (row["name"], row["status"], row["tier"], row["no_contact"]) == ("张敏", "customer", "", 0)
    assert len(row["uid"]) == 24
    assert row["created_at"] == row["updated_at"]
    assert row["created_at"].endswith("Z")


def test_an_error_inside_leaves_nothing(book: Book) -> None:
    before = state(book)
    with pytest.raises(RuntimeError), book.change("import") as change:
        for number in range(2500):  # more than the journal gathers before it writes
            change.insert("product", name=str(number), name_key=str(number))
        raise RuntimeError("line 2501")

    assert state(book) == before
    assert undo.history(book, 10) == []
    assert book.number("SELECT count(*) FROM journal") == 0


def test_what_the_schema_forbids_leaves_nothing(book: Book) -> None:
    with pytest.raises(sqlite3.IntegrityError), book.change("touch") as change:
        a_customer(change, "张敏")
        change.insert("touch", customer_id=999, kind="visit", held_on=DAY)

    assert book.all("SELECT * FROM customer") == []


def test_a_change_of_nothing_is_no_line_of_the_history(book: Book) -> None:
    with book.change("edit"):
        pass
    with book.change("customer add") as change:
        row_id = a_customer(change, "张敏")
    with book.change("edit") as change:
        assert change.update("customer", row_id, name="张敏") is False

    assert [line.command for line in undo.history(book, 10)] == ["customer add"]


def test_the_journal_holds_before_and_after(book: Book) -> None:
    with book.change("add") as change:
        row_id = change.insert("note", kind="market", on_date=DAY, text="rates fall")
    with book.change("edit") as change:
        assert change.update("note", row_id, text="rates rise", kind="market") is True
    with book.change("remove") as change:
        change.delete("note", row_id)

    lines = [
        (json.loads(line["before"] or "null"), json.loads(line["after"] or "null"))
        for line in book.all("SELECT before, after FROM journal ORDER BY id")
    ]
    assert lines[0][0] is None
    assert lines[0][1]["text"] == "rates fall"
    assert (lines[1][0]["text"], lines[1][1]["text"]) == ("rates fall", "rates rise")
    assert set(lines[1][1]) == {"text", "updated_at"}, "only what was different"
    assert lines[2][0]["text"] == "rates rise"
    assert lines[2][1] is None


def test_a_row_that_is_not_there_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound), book.change("edit") as change:
        change.update("customer", 7, name="x")
    with pytest.raises(NotFound), book.change("remove") as change:
        change.delete("customer", 7)


def test_the_history_is_newest_first_and_says_what_was_taken_back(book: Book) -> None:
    for number in range(3):
        with book.change("product add") as change:
            change.insert("product", name=f"p{number}", name_key=f"p{number}")
            change.summary = f"p{number}"
    undo.undo(book)

    lines = undo.history(book, 2)
    assert [(line.summary, line.rows, line.undone) for line in lines] == [("p2", 1, True), ("p1", 1, False)]


def test_undo_of_thousands_of_rows_is_one_step(book: Book) -> None:
    before = state(book)
    with book.change("import") as change:
        for number in range(5000):
            a_customer(change, f"customer {number}")

    (line,) = undo.undo(book)

    assert line.rows == 5000
    assert state(book) == before


def test_rows_that_point_at_each_other_come_back_together(book: Book) -> None:
    with book.change("add") as change:
        parent = a_customer(change, "parent")
        child = a_customer(change, "child", organisation_id=parent)
        change.insert("touch", customer_id=child, kind="call", held_on=DAY)
    full = state(book)
    with book.change("remove") as change:
        for row in book.all("SELECT id FROM touch"):
            change.delete("touch", row["id"])
        change.delete("customer", child)
        change.delete("customer", parent)

    undo.undo(book)
    assert state(book) == full
    undo.undo(book)
    assert book.all("SELECT * FROM customer") == []
    undo.redo(book)
    assert state(book) == full


def test_more_than_there_is_cannot_be_undone_and_nothing_is(book: Book) -> None:
    with book.change("add") as change:
        a_customer(change, "张敏")
    before = state(book)

    with pytest.raises(Refused, match="only 1 can be undone"):
        undo.undo(book, 2)

    assert state(book) == before
    undo.undo(book)
    with pytest.raises(Refused, match="nothing to undo"):
        undo.undo(book)


def test_after_something_new_nothing_is_done_again(book: Book) -> None:
    with book.change("add") as change:
        a_customer(change, "张敏")
    undo.undo(book)
    with book.change("add") as change:
        a_customer(change, "王伟")

    with pytest.raises(Refused, match="nothing to redo"):
        undo.redo(book)

    assert [row["name"] for row in book.all("SELECT name FROM customer")] == ["王伟"]


class UndoLaws(RuleBasedStateMachine):
    """Whatever was done: undo N is the state before, redo the state after, and nothing else ever changes."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.book = open_book(Path(self.folder.name) / "book.db")
        self.past: list[State] = []
        self.undone: list[tuple[list[State], State]] = []
        """For each undo that can be done again: the states it took off, and the state it left."""
        self.now = state(self.book)

    @initialize()
    def some_customers(self) -> None:
        self.do([("customer", 0, "甲"), ("customer", 0, "乙"), ("product", 0, "p")])

    @rule(
        steps=st.lists(
            st.tuples(
                st.sampled_from(["customer", "product", "touch", "task", "rename", "retask", "untouch", "unproduct"]),
                st.integers(0, 5),
                st.sampled_from(["张敏", "王伟", "[red]", "x", ""]),
            ),
            min_size=0,
            max_size=6,
        )
    )
    def do(self, steps: list[tuple[str, int, str]]) -> None:
        with self.book.change("something") as change:
            for kind, number, word in steps:
                self.step(change, kind, number, word)
        after = state(self.book)
        if self.book.number("SELECT count(*) FROM change WHERE kind = 'do'") > self.done():
            self.past.append(self.now)
            self.undone.clear()
            self.commands = self.done() + 1
        self.now = after

    commands = 0

    def done(self) -> int:
        return self.commands

    def step(self, change: Change, kind: str, number: int, word: str) -> None:
        customer = self.pick("customer", number)
        if kind == "customer":
            a_customer(change, word)
        elif kind == "product":
            change.insert("product", name=word, name_key=word)
        elif kind == "touch" and customer:
            change.insert("touch", customer_id=customer, kind="visit", held_on=DAY, note=word)
            derived_columns.after_touch_or_deal(self.book, change, customer)
        elif kind == "task":
            change.insert("task", title=word, customer_id=customer, touch_id=self.pick("touch", number))
        elif kind == "rename" and customer:
            change.update("customer", customer, **derived_columns.of_customer({"name": word, "tier": word}))
        elif kind == "retask" and (task := self.pick("task", number)):
            change.update("task", task, state="done", done_on=DAY, why=word)
        elif kind == "untouch" and (touch := self.pick("touch", number)):
            for row in self.book.all("SELECT id FROM task WHERE touch_id = ?", touch):
                change.delete("task", row["id"])
            whose = self.book.get("touch", touch)
            change.delete("touch", touch)
            assert whose is not None
            derived_columns.after_touch_or_deal(self.book, change, whose["customer_id"])
        elif kind == "unproduct" and (product := self.pick("product", number)):
            change.delete("product", product)

    def pick(self, table: str, number: int) -> int | None:
        rows = self.book.all(f"SELECT id FROM {table} ORDER BY id")
        return rows[number % len(rows)]["id"] if rows else None

    @precondition(lambda self: self.past)
    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        if count > len(self.past):
            with pytest.raises(Refused):
                undo.undo(self.book, count)
            return
        undo.undo(self.book, count)
        self.undone.append((self.past[-count:], self.now))
        self.now = self.past[-count]
        del self.past[-count:]

    @rule()
    def redo(self) -> None:
        if not self.undone:
            with pytest.raises(Refused):
                undo.redo(self.book)
            return
        undo.redo(self.book)
        past, self.now = self.undone.pop()
        self.past += past

    @invariant()
    def the_book_is_as_it_should_be(self) -> None:
        assert state(self.book) == self.now

    def teardown(self) -> None:
        # Reads the whole history: once for each run, for a fault in it stays.
        assert integrity.problems(self.book) == []
        self.book.close()
        self.folder.cleanup()


TestUndoLaws = UndoLaws.TestCase
TestUndoLaws.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
