"""What is brought out of a damaged book: all that a page still holds, and no loss is made up."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Run

from amflow.book.safety import pages
from fixtures.encrypted import WORD

PAGE = 4096


@pytest.fixture
def full(home: Path, run: Run, once: Any) -> Path:
    """A book whose tables take many pages each."""
    once("a book of two hundred customers", lambda: _live(run, home))
    return home / "book.db"


def _live(run: Run, home: Path) -> None:
    rows = "\n".join(f"Customer {number},139{number:08}," + "a word " * 60 for number in range(200))
    (home / "in.csv").write_text(f"name,phone,impression\n{rows}\n")
    run("import", str(home / "in.csv"), "--as", "customer")
    run("task", "add", "ring up", "--for", "c3")
    run("log-call", "c4", "about " + "the weather " * 800, "--no-next")
    run("customer", "remove", "c5")
    run("customer", "erase", "c7", "--yes")


def counts(path: Path) -> dict[str, int]:
    connection = sqlite3.connect(path)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE sql LIKE '%STRICT'")]
    found = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
    connection.close()
    return found


def spoil(path: Path, *numbers: int, by: bytes = b"\xa5") -> None:
    content = bytearray(path.read_bytes())
    for number in numbers:
        content[(number - 1) * PAGE : number * PAGE] = by * PAGE
    path.write_bytes(content)


def saved(run: Run, home: Path) -> dict[str, Any]:
    found: dict[str, Any] = run("book", "salvage", str(home / "saved.db"), "--json").json["item"]["tables"]
    book = ("--book", str(home / "saved.db"))
    run(*book, "today")
    # Of what is lost the journal may still know.
    run(*book, "book", "check", code=None)
    return found


def test_of_a_sound_book_nothing_is_lost(full: Path, home: Path, run: Run) -> None:
    """Who was erased is nobody who was lost."""
    before = counts(full)

    found = saved(run, home)
    run("--book", str(home / "saved.db"), "book", "check")

    assert {name: one["lost"] for name, one in found.items() if one["lost"]} == {}
    assert {name: one["rows"] for name, one in found.items()} == {name: before[name] for name in found}


@pytest.mark.parametrize("kept", [0.99, 0.8])
def test_a_file_that_was_cut_off(full: Path, home: Path, run: Run, kept: float) -> None:
    """A sync that broke off: SQLite reads nothing of a file that is shorter than it should be."""
    content = full.read_bytes()
    full.write_bytes(content[: int(len(content) * kept)])
    for words in (("today",), ("book", "check")):
        said = run(*words, code=5).stderr
        assert "amflow book salvage" in said
        assert "says where" not in said

    found = saved(run, home)

    assert found["customer"]["rows"] + found["customer"]["lost"] <= 199
    assert found["customer"]["rows"] > 100


def below(path: Path, root: int) -> list[int]:
    """The pages of a tree that lead to others, and those of the list of the tables."""
    content = path.read_bytes()
    kinds = {
        number: content[(number - 1) * PAGE + (100 if number == 1 else 0)] for number in range(1, len(content) // PAGE)
    }
    connection = sqlite3.connect(path)
    found = [
        row[0] for row in connection.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' AND pageno > 1")
    ]
    roots = connection.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
    connection.close()
    return [*found, *(row[0] for row in roots if kinds.get(row[0]) == 5)][root : root + 1]


@pytest.mark.parametrize("number", range(0, 12, 2))
def test_a_page_that_leads_to_others_loses_none_of_them(full: Path, home: Path, run: Run, number: int) -> None:
    before = counts(full)
    spoil(full, *below(full, number))

    found = saved(run, home)

    for name in ("customer", "touch", "task"):
        assert found[name] == {"rows": before[name], "lost": 0}


@pytest.mark.parametrize("seed", range(8))
def test_no_loss_is_made_up(full: Path, home: Path, run: Run, seed: int) -> None:
    before = counts(full)
    dice = random.Random(seed)
    spoil(full, *dice.sample(range(2, full.stat().st_size // PAGE), 3), by=dice.choice((b"\0", b"\xa5")))

    found = saved(run, home)

    for name, one in found.items():
        assert one["rows"] + one["lost"] <= before[name], name


def test_a_sealed_file_that_was_cut_off(full: Path, home: Path, run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    pytest.importorskip("sqlcipher3.dbapi2")
    monkeypatch.setenv("AMFLOW_KEEP_KEY", "never")
    (tmp_path / "word").write_text(WORD)
    (tmp_path / "word").chmod(0o600)
    monkeypatch.setenv("AMFLOW_PASSPHRASE_FILE", str(tmp_path / "word"))
    run("book", "encrypt", "--passphrase-file", str(tmp_path / "word"))
    # What an encrypted file has at its end is the list of its tables, until more is written: then it is not to be read.
    (home / "more.csv").write_text(
        "name,impression\n" + "\n".join(f"Another {n}," + "a word " * 60 for n in range(200))
    )
    run("import", str(home / "more.csv"), "--as", "customer")
    content = full.read_bytes()
    full.write_bytes(content[: len(content) - 5 * PAGE])

    assert saved(run, home)["customer"]["rows"] > 300
    assert pages.header(full) == (0, 0)
