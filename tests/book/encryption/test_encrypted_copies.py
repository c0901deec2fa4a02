"""Copies of an encrypted book, and what becomes of a damaged, an old and a half encrypted one."""

import functools
import os
import sqlite3
from pathlib import Path

import pytest
from tests.conftest import Run

from amflow.book import engine
from fixtures.encrypted import NAME, WORD, holding

pytest.importorskip("sqlcipher3.dbapi2")


def test_copies_made_before_are_encrypted_with_it(run: Run, sealed: Path, home: Path) -> None:
    copies = list((home / "book.db.backups").iterdir())
    assert copies and all(copy.read_bytes()[:15] != b"SQLite format 3" for copy in copies)
    run("customer", "add", "Later")
    run("book", "restore", "2026-11-20", "--yes")
    assert "Later" not in run("customer", "list").stdout
    assert sealed.read_bytes()[:15] != b"SQLite format 3"
    run("book", "check")


def test_a_plain_copy_is_put_back_encrypted(run: Run, secret: Path, home: Path) -> None:
    run("customer", "add", NAME)
    run("book", "backup", str(home / "old.db"))
    run("book", "encrypt", "--passphrase-file", str(secret))
    run("book", "restore", str(home / "old.db"), "--yes")
    (home / "old.db").unlink()
    assert NAME in run("customer", "list").stdout
    assert holding(home, NAME)[0] == []


def test_an_age_copy_is_put_back_and_says_where_it_arrives_plain(
    run: Run, sealed: Path, secret: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each opening takes a second, as it should: the same bytes under the same word are opened once.
    passphrase = pytest.importorskip("pyrage.passphrase")
    monkeypatch.setattr(passphrase, "decrypt", functools.cache(passphrase.decrypt))
    word = ("--passphrase-file", str(secret))
    run("book", "backup", str(home / "copy.age"), "--encrypt", *word)
    away = home.parent / "away"
    new = ("--book", str(away / "new.db"))
    put = ("book", "restore", str(home / "copy.age"), *word)

    assert run(*new, *put, "--dry-run", "--json").json["item"]["plain"] is True
    came = run(*new, *put, "--yes")

    assert "the book is plain now: amflow book encrypt" in came.stderr
    assert ["plain", "yes"] in came.lines
    assert (away / "new.db").read_bytes()[:15] == b"SQLite format 3"
    run(*new, "book", "check")
    monkeypatch.setenv("AMFLOW_LANG", "zh")
    assert "客户簿现在没有加密：amflow book encrypt" in run("--book", str(away / "other.db"), *put, "--yes").stderr
    monkeypatch.delenv("AMFLOW_LANG")
    # Whoever opens the copy with age has a book that is sound, and says it too.
    from amflow.book.encryption import copies

    (away / "aged.db").write_bytes(copies.unseal(home / "copy.age", WORD))
    run("--book", str(away / "aged.db"), "book", "check")
    # Over an encrypted book, and of a plain one, there is nothing to say.
    run("customer", "add", "Later")
    assert run(*put, "--yes", "--json").json["item"]["plain"] is False
    listed = run("customer", "list").stdout
    assert NAME in listed and "Later" not in listed
    assert holding(home, NAME)[0] == []
    run("book", "check")
    run(*new, "book", "backup", str(home / "plain.age"), "--encrypt", *word)
    said = run("--book", str(away / "third.db"), "book", "restore", str(home / "plain.age"), *word, "--yes")
    assert "plain now" not in said.stderr
    assert ["plain", ""] in said.lines


def test_copies_are_let_go_of(run: Run, sealed: Path, home: Path) -> None:
    assert run("customer", "erase", NAME, "--yes").stdout.count("2026-11-20.db")
    run("book", "backups", "--forget-before", "tomorrow", code=2)
    run("book", "backups", "--forget-before", "2026-11-01", "--yes")
    assert (home / "book.db.backups" / "2026-11-20.db").exists()
    assert "2026-11-20" not in run("book", "backups", "--forget-before", "tomorrow", "--yes").stdout
    assert list((home / "book.db.backups").iterdir()) == []


def test_twice_is_refused_and_what_was_left_is_finished(run: Run, sealed: Path, secret: Path, home: Path) -> None:
    assert "already" in run("book", "encrypt", code=1).stderr
    plain = sqlite3.connect(home / "book.db.backups" / "2026-11-01.db")
    plain.execute("CREATE TABLE customer (name TEXT)")
    plain.execute("INSERT INTO customer VALUES (?)", (NAME,))
    plain.commit()
    plain.close()
    run("book", "encrypt")
    assert holding(home, NAME)[0] == []


def test_what_can_be_read_of_a_damaged_one(run: Run, sealed: Path, home: Path) -> None:
    out = home / "saved.db"
    run("book", "salvage", str(out))
    assert out.read_bytes()[:15] != b"SQLite format 3"
    # The new book is one that opens with the same passphrase.
    assert NAME in run("customer", "list", "--book", str(out)).stdout


def test_an_old_encrypted_book_is_brought_up_to_date(run: Run, secret: Path, home: Path) -> None:
    from amflow.book import engine, migrations
    from amflow.book.migrations import APPLICATION_ID

    key = engine.derive(WORD, os.urandom(16).hex())
    old = engine.connect(home / "book.db", key, isolation_level=None)
    for step in migrations.STEPS[:3]:
        step(old)
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.execute("PRAGMA user_version = 3")
    old.close()
    run("customer", "add", NAME)
    assert NAME in run("customer", "list").stdout
    copies = list((home / "book.db.backups").iterdir())
    assert copies and all(copy.read_bytes()[:15] != b"SQLite format 3" for copy in copies)
    run("book", "check")


def test_a_damaged_one_goes_back_to_its_copy(run: Run, sealed: Path, home: Path) -> None:
    copy = home / "book.db.backups" / "2026-11-20.db"
    for place in range(1, sealed.stat().st_size // 4096, 97):
        content = bytearray(copy.read_bytes())
        content[4096 * place + 100 : 4096 * place + 2000] = os.urandom(1900)
        sealed.write_bytes(content)
        said = run("book", "restore", "2026-11-20", "--yes")
        assert "read-only" not in said.stderr
        assert NAME in run("customer", "list").stdout
        run("book", "check")
    assert holding(home, NAME)[0] == []


def test_one_whose_beginning_is_damaged_goes_back_to_its_copy(run: Run, sealed: Path, secret: Path, home: Path) -> None:
    content = sealed.read_bytes()
    sealed.write_bytes(os.urandom(300) + content[300:])
    run("book", "restore", "2026-11-20", "--yes", code=1)
    assert sealed.read_bytes()[300:] == content[300:]
    run("book", "restore", "2026-11-20", "--yes", "--passphrase-file", str(secret))
    assert NAME in run("customer", "list").stdout
    aside = [file for file in (home / "book.db.backups").iterdir() if "damaged" in file.name]
    assert [file.read_bytes()[300:] for file in aside] == [content[300:]]


def test_a_copy_brought_to_another_machine_stays_encrypted(run: Run, sealed: Path, secret: Path, home: Path) -> None:
    away = home.parent / "away.db"
    run("book", "backup", str(away))
    other = home.parent / "other" / "book.db"
    run("book", "restore", str(away), "--yes", "--passphrase-file", str(secret), "--book", str(other))
    assert holding(other.parent, NAME)[0] == []
    assert NAME in run("customer", "list", "--book", str(other)).stdout
    run("customer", "add", "Another", "--book", str(other))


def test_a_journal_that_a_power_cut_left_goes_with_the_next_command(run: Run, sealed: Path) -> None:
    """It was on the disk, and that it was taken away was not yet."""
    marker, journal = engine.marker_of(sealed), sealed.with_name(f"{sealed.name}-journal")
    marker.touch()
    journal.write_bytes(bytes(4096))

    run("today")

    assert not journal.exists() and not marker.exists()
    assert NAME in run("customer", "list").stdout
