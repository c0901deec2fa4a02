"""Words are found wherever they stand: exactly what reading everything would find, the newest first."""

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amflow.book import engine, undo, values
from amflow.book.opening import open_book
from amflow.book.search import index
from amflow.book.store import Book
from amflow.customers.search import records as search

SIGNS = st.text(alphabet="王伟理财产品abAB1-%'\"*.,。 \n", max_size=14)
TERMS = st.text(alphabet="王伟理财产品abAB1-%'\"*.,。", min_size=1, max_size=4)
NOW = "2026-11-25T00:00:00Z"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(SIGNS, max_size=8), later=st.lists(SIGNS, max_size=3), asked=st.lists(TERMS, min_size=1, max_size=2)
)
def test_the_index_finds_what_a_plain_scan_finds(notes: list[str], later: list[str], asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = open_book(Path(folder) / "book.db")
        with book.change("write") as change:
            for note in notes:
                change.insert("note", kind="market", on_date="2026-11-01", text=note)
        if later and notes:
            with book.change("rewrite") as change:
                for number, note in enumerate(later[: len(notes)], 1):
                    change.update("note", number, text=note)
            if len(later) == 2:
                undo.undo(book)
            if len(later) == 3:
                undo.undo(book)
                undo.redo(book)
        with contextlib.redirect_stdout(io.StringIO()):
            found = search.find(book, " ".join(asked), "", 100)
        terms = index.terms(" ".join(asked))
        # As it was typed, or as names are kept.
        ways = [(term, values.folded_name(term)) for term in terms]
        plain = [
            row["id"]
            for row in book.all("SELECT * FROM note")
            if all(any(way in index.text_of("note", row) for way in either) for either in ways)
        ]
        book.close()

    assert found.total == len(plain) == found.counts["notes"]
    assert sorted(hit.ref for hit in found.hits) == sorted(f"n{number}" for number in plain)


def test_words_inside_sentences_of_every_kind(run: Any) -> None:
    run("customer", "add", "张敏", "--field", "employer=东方机械")
    run("log-visit", "张敏", "想买六个月理财,不要基金", "--at", "2026-11-20", "--next", "fri 10:00 带上理财产品单")
    run("log-call", "张敏", "理财 later", "--no-next")
    run("deal", "add", "理财 renewal", "--pipeline", "account-opening", "--for", "张敏")
    run("note", "add", "新的理财新规", "--kind", "market")

    found = run("find", "理财", "--json").json

    assert found["total"] == 5
    assert found["counts"] == {"customers": 0, "touches": 2, "deals": 1, "tasks": 1, "notes": 1}
    assert [item["on"] for item in found["items"]] == sorted((i["on"] for i in found["items"]), reverse=True)
    assert [line[1] for line in run("find", "六个月", "基金").lines] == ["touches"]
    assert run("find", "理财", "--in", "touches", "--json").json["total"] == 2
    assert run("find", "东方机械").lines[0][0] == "c1"
    assert run("find", "基金 新规").lines == []


def test_a_removed_customer_is_not_found_and_undo_brings_them_back(run: Any) -> None:
    run("customer", "add", "张敏")
    run("customer", "remove", "张敏")
    assert run("find", "张敏").lines == []

    run("undo")

    assert run("find", "张敏").lines[0][0] == "c1"


def test_the_words_are_marked(screen: Any, run: Any) -> None:
    run("note", "add", "Ask about the Fund fees", "--kind", "market")

    assert "Ask about the Fund fees" in screen("find", "fund")
    assert search.marked("Ask about the Fund", ["fund"]) == [("Ask about the ", False), ("Fund", True)]
    assert "customers of that name" not in screen("find", "fund")


def test_what_cannot_be_asked(run: Any) -> None:
    run("find", " ", code=2)
    assert "customer, talk" in run("find", "x", "--in", "everything", code=2).stderr


def test_counting_a_single_sign_stops_and_says_so_and_a_word_is_counted_out(
    run: Any, screen: Any, monkeypatch: Any
) -> None:
    for number in range(5):
        run("note", "add", f"{number} offers", "--kind", "market")
    monkeypatch.setattr(search, "MOST", 3)

    letter, word = run("find", "o", "--json").json, run("find", "offer", "--json").json

    assert (letter["total"], letter["capped"], len(letter["items"])) == (3, True, 5)
    assert (word["total"], word["capped"], len(word["items"])) == (5, False, 5)
    assert "3+ in all" in screen("find", "o")
    assert run("find", "4", "--json").json["total"] == 1


def test_making_the_index_anew_tells_how_far_it_is(run: Any, book: Book, monkeypatch: Any) -> None:
    for number in range(3):
        run("note", "add", f"note {number}", "--kind", "market")
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(engine, "progress", lambda done, of: told.append((done, of)))

    index.rebuild(book._connection)

    assert told == [(0, 3), (3, 3)]
