"""A folder that two machines keep alike: the file of the one over the newest commands of the other."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.conftest import Run

from amflow.book import engine


def newest(run: Run, book: Path, kept: Path) -> None:
    """Write something that stays beside the file, as where a command was killed, and keep both."""
    key = engine.derive("correct horse battery", engine.salt(book)) if engine.salt(book) else None
    looking = engine.connect(book, key, isolation_level=None)
    looking.execute("BEGIN")
    looking.execute("SELECT count(*) FROM customer").fetchone()
    for number in range(5):
        run("customer", "add", f"Here {number}")
    kept.mkdir()
    for end in ("", "-wal"):
        shutil.copyfile(f"{book}{end}", kept / f"book.db{end}")
    looking.close()


@pytest.fixture(params=["plain", "encrypted"])
def book(request: pytest.FixtureRequest, run: Run, home: Path) -> Path:
    if request.param == "encrypted":
        pytest.importorskip("sqlcipher3")
        return request.getfixturevalue("sealed")
    run("customer", "add", "Somebody")
    run("customer", "add", "Another")
    return home / "book.db"


def put(kept: Path, book: Path) -> None:
    for end in ("-wal", "-shm"):
        Path(f"{book}{end}").unlink(missing_ok=True)
    for file in kept.iterdir():
        shutil.copyfile(file, book.with_name(file.name))


def test_the_newest_of_another_machine_is_noticed_before_it_is_read(run: Run, book: Path, tmp_path: Path) -> None:
    shutil.copyfile(book, tmp_path / "there.db")
    newest(run, book, tmp_path / "here")
    # The other machine went on from the same beginning, and was the last to come.
    for number in range(9):
        run("--book", str(tmp_path / "there.db"), "log-visit", "c1", f"there {number}", "--no-next")
    put(tmp_path / "here", book)
    shutil.copyfile(tmp_path / "there.db", book)
    before = book.read_bytes(), Path(f"{book}-wal").read_bytes()

    told = run("customer", "list", code=5).stderr

    assert "is of another copy" in told and "without it the book is whole" in told
    assert (book.read_bytes(), Path(f"{book}-wal").read_bytes()) == before
    Path(f"{book}-wal").unlink()
    assert "there 8" in run("show", "c1").stdout
    run("book", "check")


def test_ones_own_newest_commands_are_read(run: Run, book: Path, tmp_path: Path) -> None:
    newest(run, book, tmp_path / "here")
    put(tmp_path / "here", book)

    assert "Here 4" in run("customer", "list").stdout
    run("book", "check")


def test_a_copy_that_was_being_put_back_is_whole(run: Run, home: Path, tmp_path: Path) -> None:
    run("customer", "add", "Somebody")
    run("book", "backup", "copy.db")
    run("customer", "add", "Later")
    book = home / "book.db"
    looking = sqlite3.connect(book, isolation_level=None)
    looking.execute("BEGIN")
    looking.execute("SELECT count(*) FROM customer").fetchone()
    copy, into = sqlite3.connect("copy.db"), sqlite3.connect(book)
    copy.backup(into)
    (tmp_path / "cut").mkdir()
    for end in ("", "-wal"):
        shutil.copyfile(f"{book}{end}", tmp_path / "cut" / f"book.db{end}")
    for one in (copy, into, looking):
        one.close()
    put(tmp_path / "cut", book)

    assert "Somebody" in run("customer", "list").stdout


@pytest.mark.parametrize("book", ["plain"], indirect=True)
def test_a_page_that_is_half_brought_into_the_file_is_no_other_copy(run: Run, book: Path, tmp_path: Path) -> None:
    """As where the file alone is read while another command brings into it what lies beside it, or was killed then."""
    newest(run, book, tmp_path / "here")
    put(tmp_path / "here", book)
    with sqlite3.connect(f"{book.as_uri()}?immutable=1", uri=True) as file:
        uid = file.execute("SELECT uid FROM change ORDER BY id DESC LIMIT 1").fetchone()[0].encode()
    file.close()
    # In the row, not in its index.
    at = book.read_bytes().index(uid + b"2026-")
    with book.open("r+b") as half:
        half.seek(at)
        half.write(b"0" * len(uid))

    assert "Here 4" in run("customer", "list").stdout
    run("book", "check")
