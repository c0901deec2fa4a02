"""Copies of the book: kept by themselves, put back after a look, sealed under a passphrase."""

import os
import shutil
import sqlite3
import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.book.processes import amflow
from tests.conftest import Run

from amflow.book.opening import open_book
from amflow.book.safety import backups

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def folder(home: Path) -> Path:
    return home / "book.db.backups"


def names(home: Path) -> list[str]:
    return sorted(path.name for path in folder(home).iterdir())


@pytest.fixture
def three_days(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, name in (("2026-11-23", "张敏"), ("2026-11-24", "李强"), ("2026-11-25", "王伟")):
        monkeypatch.setenv("AMFLOW_NOW", f"{day}T09:30")
        run("customer", "add", name)
        run("note", "add", f"on {day}")


def test_each_day_is_copied_once_before_its_first_writing(home: Path, run: Run, three_days: None) -> None:
    # The first command of all had nothing to copy.
    assert names(home) == ["2026-11-23.db", "2026-11-24.db", "2026-11-25.db"]
    with sqlite3.connect(folder(home) / "2026-11-25.db") as copy:
        assert [row[0] for row in copy.execute("SELECT name FROM customer")] == ["张敏", "李强"]
    assert stat.S_IMODE(folder(home).stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder(home).iterdir()} == {0o600}


def test_looking_makes_no_copy(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    run("today")
    run("show", "c1")

    assert not folder(home).exists()


def test_no_copy_where_the_setting_says_so(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_COPIES", "never")
    run("customer", "add", "张敏")
    run("customer", "add", "李强")

    assert not folder(home).exists()


def test_a_copy_that_cannot_be_made_stops_nobody(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    folder(home).touch()

    result = run("customer", "add", "李强")

    assert "could not be kept" in result.stderr
    assert len(run("customer", "list").lines) == 2


@given(st.sets(DAYS, max_size=80))
def test_the_rule_keeps_seven_days_four_weeks_twelve_months(days: set[date]) -> None:
    kept = backups.kept(days)

    assert kept <= days
    if days:
        newest = max(days)
        assert {day for day in days if day > newest - timedelta(days=7)} <= kept
        assert len(kept) <= 7 + 5 + 12
        for day in days:
            # Every month of the last twelve that had a copy still has one, and it is its last.
            if (newest.year - day.year) * 12 + newest.month - day.month < 12:
                assert max(other for other in days if (other.year, other.month) == (day.year, day.month)) in kept
    assert backups.kept(kept) == kept, "tidying twice lets go of no more than once"


def test_a_year_of_mornings_leaves_two_dozen_copies(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    folder(home).mkdir()
    today = date(2026, 11, 25)
    for number in range(1, 366):
        (folder(home) / f"{today - timedelta(days=number)}.db").write_bytes(b"")
    (folder(home) / "2027-01-01.db").write_bytes(b"")

    run("customer", "add", "李强")

    left = names(home)
    assert {f"{today - timedelta(days=number)}.db" for number in range(7)} <= set(left)
    assert "2027-01-01.db" in left, "a copy of a later day is nobody's to throw away"
    assert "2025-12-31.db" in left
    assert "2025-11-30.db" not in left
    assert len(left) < 26


def test_a_restore_says_what_would_be_lost_and_keeps_the_present_book(home: Path, run: Run, three_days: None) -> None:
    dry = run("book", "restore", "2026-11-25", "--dry-run", "--json").json["item"]
    assert (dry["lost"], dry["done"], dry["records"]["customer"]) == (2, False, {"now": 3, "then": 2})
    assert len(run("customer", "list").lines) == 3

    refused = run("book", "restore", "2026-11-25", code=2)
    assert "--yes" in refused.stderr
    assert "2 commands would be lost" in refused.stderr
    assert "customer add  王伟" in refused.stderr

    done = run("book", "restore", "2026-11-25", "--yes", "--json").json["item"]
    assert len(run("customer", "list").lines) == 2
    run("book", "check")

    back = run("book", "restore", done["aside"], "--yes", "--json").json["item"]
    assert (back["lost"], back["back"]) == (0, 2)
    assert len(run("customer", "list").lines) == 3
    assert run("history").lines[0][1] == "note add"


def test_a_restore_of_an_older_version_is_brought_up_to_date(home: Path, run: Run) -> None:
    from amflow.book import migrations
    from amflow.book.migrations import APPLICATION_ID

    old = home / "old.db"
    with sqlite3.connect(old, isolation_level=None) as connection:
        for step in migrations.STEPS[:3]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 3")
    connection.close()
    before = old.read_bytes()
    run("customer", "add", "张敏")

    run("book", "restore", str(old), "--yes")

    assert run("customer", "list").lines == []
    assert run("customer", "add", "王伟").code == 0
    run("book", "check")
    assert old.read_bytes() == before, "the copy itself is only read"


@pytest.mark.parametrize(
    ("make", "says", "code"),
    [
        (lambda path: path.write_text("name,phone\n" * 500), "not an amflow book", 5),
        (lambda path: path.write_bytes(b""), "not an amflow book", 5),
        (lambda path: path.mkdir(), "no file", 3),
        (lambda path: None, "no file", 3),
    ],
)
def test_what_is_no_copy_is_refused(home: Path, run: Run, make, says: str, code: int) -> None:  # type: ignore[no-untyped-def]
    run("customer", "add", "张敏")
    make(home / "copy.db")

    result = run("book", "restore", str(home / "copy.db"), "--yes", code=code)

    assert says in result.stderr
    assert len(run("customer", "list").lines) == 1
    assert not [name for name in (names(home) if folder(home).exists() else []) if name.endswith(".part")]


def test_a_damaged_copy_is_refused(home: Path, run: Run, three_days: None) -> None:
    copy = folder(home) / "2026-11-25.db"
    content = bytearray(copy.read_bytes())
    content[20 * 4096 : 60 * 4096] = b"\xa5" * (40 * 4096)
    copy.write_bytes(content)

    assert "is damaged" in run("book", "restore", "2026-11-25", "--yes", code=5).stderr
    assert len(run("customer", "list").lines) == 3


def test_a_book_that_cannot_be_read_is_replaced_by_a_copy(home: Path, run: Run, three_days: None) -> None:
    (home / "book.db").write_bytes(b"\xa5" * 100_000)
    assert len(run("book", "backups").lines) == 3

    aside = Path(run("book", "restore", "2026-11-25", "--yes", "--json").json["item"]["aside"])

    assert aside.read_bytes() == b"\xa5" * 100_000
    assert len(run("customer", "list").lines) == 2
    assert stat.S_IMODE((home / "book.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"\xa5" * 100_000)], ids=["gone", "none"])
def test_what_a_book_had_that_is_gone_nobody_can_know(home: Path, run: Run, three_days: None, spoil: Any) -> None:
    """It was said that nothing was lost, because there was no book to ask."""
    spoil(home / "book.db")

    looked = run("book", "restore", "2026-11-25", code=2).stderr
    told = run("book", "restore", "2026-11-25", "--yes")

    for words in (looked, told.stdout + told.stderr):
        assert "nothing that was done is lost" not in words
    assert "what was done after 2026-11-24 09:30, the copy's last command, is not in it" in looked


def test_a_book_that_was_begun_anew_knows_of_no_loss_either(home: Path, run: Run, three_days: None) -> None:
    run("book", "backup", str(home / "copy.db"))
    book = ("--book", str(home / "new.db"))
    run(*book, "today")

    done = run(*book, "book", "restore", str(home / "copy.db"), "--yes", "--json").json["item"]

    assert done["lost"] is None


def test_a_restore_drill(home: Path, run: Run, three_days: None) -> None:
    """The machine is gone: what is left is one sealed copy and the passphrase."""
    (home / "word").write_text("four old trees\n", "utf-8")
    run("book", "backup", str(home / "safe.age"), "--encrypt", "--passphrase-file", str(home / "word"))
    wrong = run("book", "restore", str(home / "safe.age"), "--passphrase-file", "-", "--yes", code=1, stdin="no\n")
    assert "does not open with this passphrase" in wrong.stderr
    sealed = (home / "safe.age").read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert "王伟".encode() not in sealed
    elsewhere = home / "new"
    elsewhere.mkdir()
    book = ("--book", str(elsewhere / "book.db"))

    run(*book, "book", "restore", str(home / "safe.age"), "--passphrase-file", str(home / "word"), "--yes")

    assert len(run(*book, "customer", "list").lines) == 3
    run(*book, "book", "check")


@pytest.mark.skipif(not shutil.which("age"), reason="the program age is not installed")
def test_the_age_program_opens_a_sealed_copy(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    (home / "word").write_text("four old trees\n", "utf-8")
    run("book", "backup", str(home / "safe.age"), "--encrypt", "--passphrase-file", str(home / "word"))

    child = pexpect.spawn("age", ["--decrypt", "-o", str(home / "plain.db"), str(home / "safe.age")], timeout=60)
    child.expect("passphrase")
    child.sendline("four old trees")
    child.expect(pexpect.EOF)

    book = open_book(home / "plain.db")
    assert book.counts()["customer"] == 1
    book.close()


def test_nobody_else_may_read_the_book(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    assert run("today").stderr == ""
    os.chmod(home / "book.db", 0o644)

    assert "others on this machine can read" in run("today").stderr
    run("book", "check", "--fix")

    assert run("today").stderr == ""
    assert stat.S_IMODE((home / "book.db").stat().st_mode) == 0o600


def test_files_are_the_owners_whatever_the_umask(home: Path) -> None:
    loose = "import os; os.umask(0)"
    for words in (("customer", "add", "张敏"), ("customer", "add", "李强"), ("book", "backup", str(home / "copy.db"))):
        assert amflow(*words, first=loose).returncode == 0

    written = [*home.glob("book.db*"), home / "copy.db", *folder(home).iterdir()]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in written}
    assert {mode for name, mode in modes.items() if not name.endswith(".backups")} == {0o600}, modes
    assert modes["book.db.backups"] == 0o700


@pytest.mark.parametrize("place", range(1, 240, 60))
def test_a_damaged_book_goes_back_to_its_copy(home: Path, run: Run, place: int) -> None:
    run("customer", "add", "张敏")
    away = home / "away.db"
    run("book", "backup", str(away))
    content = bytearray((home / "book.db").read_bytes())
    content[4096 * place : 4096 * place + 4000] = b"\xa5" * 4000
    (home / "book.db").write_bytes(content)
    run("book", "restore", str(away), "--yes")
    assert "张敏" in run("customer", "list").stdout
    run("book", "check")


def test_a_restore_says_who_was_erased_and_returns(home: Path, run: Run) -> None:
    run("customer", "add", "Grace Field")
    run("customer", "add", "Vandermolen")
    run("book", "backup", "copy.db")
    run("--book", "other.db", "customer", "add", "Somebody")
    run("--book", "other.db", "book", "backup", "another.db")
    run("customer", "erase", "c2", "--yes")

    dry = run("book", "restore", "copy.db", "--dry-run", "--json").json["item"]
    assert dry["returned"] == ["c2"]
    # Of another book the numbers are other people's.
    assert run("book", "restore", "another.db", "--dry-run", "--json").json["item"]["returned"] == []
    assert "c2 was erased since, and would come back" in run("book", "restore", "copy.db", code=2).stderr
    done = run("book", "restore", "copy.db", "--yes")
    assert "returned\tc2" in done.stdout
    run("customer", "erase", "c2", "--yes")
