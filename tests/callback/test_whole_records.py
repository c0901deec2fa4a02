"""Cases, steps, scores, answers and the access log in what is done to whole records: merged, erased, let out, brought back."""

import json
from pathlib import Path
from typing import Any

import pytest

from days import customer

TABLES = ("cases", "case_step", "score", "answer")


@pytest.fixture
def cared(run: Any) -> None:
    for name in ("张敏", "王伟"):
        customer(run, name, on="2026-11-01")
        run("case", "open", name, f"fee of {name}", "--talk", "call")
        run("callback", "do", name, "--answer", "satisfied=4", "--nps", "8")
    run("callback", "score", "张敏", "3", "--case", "x1")
    run("register", "open", "--by", "李薇")
    run("customer", "list")


def _of(book: Any, table: str, number: int) -> int:
    if table == "case_step":
        return book.number(
            "SELECT count(*) FROM case_step JOIN cases ON cases.id = case_id WHERE customer_id = ?", number
        )
    return book.number(f"SELECT count(*) FROM {table} WHERE customer_id = ?", number)


def test_merged_everything_is_the_one_that_stays(run: Any, cared: None, book: Any) -> None:
    run("customer", "merge", "c1", "c2", "--yes")

    assert [_of(book, table, 1) for table in TABLES] == [2, 2, 5, 2]
    run("undo")
    assert [_of(book, table, 2) for table in TABLES] == [1, 1, 2, 1]


def test_erased_nothing_of_them_is_left_and_the_log_holds(run: Any, cared: None, book: Any, home: Path) -> None:
    run("customer", "erase", "c1", "--yes")

    assert [_of(book, table, 1) for table in TABLES] == [0, 0, 0, 0]
    assert [_of(book, table, 2) for table in TABLES] == [1, 1, 2, 1]
    assert "张敏".encode() not in (home / "book.db").read_bytes()
    assert run("register", "audit", "--json").json["sound"] is True


def test_what_is_held_on_one_person_has_them(run: Any, cared: None) -> None:
    held = run("export", "--for", "c1").json["held"]

    assert {table: len(held[table]) for table in TABLES} == {"cases": 1, "case_step": 1, "score": 3, "answer": 1}
    assert "access" not in held


def test_a_whole_book_comes_back_with_its_log(run: Any, cared: None, home: Path) -> None:
    run("export", str(home / "whole.json"))
    run("import", str(home / "whole.json"), "--book", str(home / "other.db"))

    for words in (("case", "list", "--json"), ("callback", "score", "--json"), ("show", "c1", "--json")):
        assert run(*words, "--book", str(home / "other.db")).json == run(*words).json
    assert run("register", "audit", "--json", "--book", str(home / "other.db")).json["sound"] is True


def test_a_book_with_a_wrong_moment_is_refused(run: Any, cared: None, home: Path) -> None:
    run("export", str(home / "whole.json"))
    whole = json.loads((home / "whole.json").read_text("utf-8"))
    whole["tables"]["cases"][0]["answer_by"] = "tomorrow"
    (home / "whole.json").write_text(json.dumps(whole), "utf-8")

    assert "answer_by" in run("import", str(home / "whole.json"), "--book", str(home / "other.db"), code=5).stderr
