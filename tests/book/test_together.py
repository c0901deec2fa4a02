"""Several programs at one book: nobody's work is lost, and nobody makes the book twice."""

import sqlite3
import time
from pathlib import Path

import pytest
from tests.book.processes import amflow, script
from tests.conftest import Run
from tools.torture.together import together

from amflow.book.opening import open_book

WRITE = """
import sys
from pathlib import Path
from amflow.book.opening import open_book
for number in range(int(sys.argv[3])):
    book = open_book(Path(sys.argv[1]), busy_seconds=20)
    with book.change("product add") as change:
        name = f"{sys.argv[2]}-{number}"
        change.insert("product", name=name, name_key=name)
    book.close()
"""

OPEN = """
import sys, time
from pathlib import Path
from amflow.book.opening import open_book
path, at = Path(sys.argv[1]), float(sys.argv[2])
while time.time() < at: pass
book = open_book(path, busy_seconds=30)
print(book.number("SELECT count(*) FROM customer"))
"""


def test_twenty_programs_write_twenty_times_each(home: Path) -> None:
    path = home / "book.db"
    writers = [script(WRITE, str(path), str(number), "20") for number in range(20)]
    errors = [writer.communicate()[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * 20, errors
    book = open_book(path)
    names = {row["name"] for row in book.all("SELECT name FROM product")}
    changes = book.number("SELECT count(*) FROM change")
    book.close()
    assert names == {f"{program}-{number}" for program in range(20) for number in range(20)}
    assert changes == 400
    assert amflow("book", "check").returncode == 0


def test_what_several_programs_type_is_all_there_and_nobody_sees_an_error(tmp_path: Path) -> None:
    ended = together(programs=5, each=8, folder=tmp_path)

    assert ended.errors == []
    assert ended.missing == []
    assert ended.changes == ended.commands == 40


def test_who_waits_too_long_is_told_and_nothing_is_written(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("note", "add", "first")
    other = sqlite3.connect(home / "book.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setenv("AMFLOW_BUSY_SECONDS", "1")
    began = time.monotonic()

    said = run("note", "add", "second", code=5).stderr

    assert "being written by another program" in said
    assert time.monotonic() - began >= 1
    other.execute("ROLLBACK")
    other.close()
    run("note", "add", "third")
    assert [line[5] for line in run("note", "list").lines] == ["third", "first"]


def test_the_same_new_book_is_made_once(home: Path) -> None:
    for turn in range(2):
        path = home / f"new{turn}.db"
        at = time.time() + 1.0
        openers = [script(OPEN, str(path), str(at)) for _number in range(6)]
        said = [opener.communicate() for opener in openers]

        assert said == [("0\n", "")] * 6
        assert amflow("--book", str(path), "book", "check").returncode == 0
