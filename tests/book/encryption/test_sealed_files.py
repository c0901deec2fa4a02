"""Files beside an encrypted book: sealed, under names that tell nothing, carried along when the key changes."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from tests.book.processes import amflow
from tests.conftest import Run

from days import customer, deal
from fixtures.encrypted import CUT_OFF, holding

pytest.importorskip("sqlcipher3.dbapi2")

TEXT = "%PDF-1.7 planted words of Zhuravlyova "
CONTENT = (TEXT * 40_000).encode()
"""Longer than one piece."""


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    file = tmp_path / "scan-of-zhuravlyova.pdf"
    file.write_bytes(CONTENT)
    return file


@pytest.fixture
def loan(run: Run, secret: Path) -> str:
    run("playbook", "use", "retail-bank")
    customer(run, "Zhuravlyova", on="2026-11-02")
    return deal(run, "Zhuravlyova", "--pipeline", "loan", on="2026-11-02")


def attach(run: Run, loan: str, scan: Path) -> None:
    run("deal", "doc", loan, "received", "id-card", "--file", str(scan), "--extra")


def files(home: Path, name: str = "book.db") -> list[Path]:
    return sorted((home / f"{name}.files").iterdir())


def taken_out(run: Run, loan: str, to: Path, *more: str) -> bytes:
    run("deal", "papers", loan, "--document", "id-card", "-o", str(to), *more)
    content = to.read_bytes()
    to.unlink()
    return content


def is_sealed(home: Path, name: str = "book.db") -> None:
    (file,) = files(home, name)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert file.name not in (digest[:32], digest[:32] + ".pdf") and "." not in file.name
    assert (file.stat().st_mode & 0o777) == 0o600
    assert holding(home, TEXT, TEXT[:12], digest[:32], "scan-of-zhu")[0] == []


def test_a_file_attached_to_an_encrypted_book_is_sealed(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path
) -> None:
    run("book", "encrypt", "--passphrase-file", str(secret))
    attach(run, loan, scan)

    is_sealed(home)
    run("book", "check")
    assert taken_out(run, loan, tmp_path / "out.pdf") == CONTENT
    is_sealed(home)
    run("undo")
    run("redo")
    assert taken_out(run, loan, tmp_path / "out.pdf") == CONTENT


def test_they_go_with_the_key(run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path) -> None:
    attach(run, loan, scan)
    word, other = ("--passphrase-file", str(secret)), tmp_path / "other.txt"
    other.write_text("another one\n")
    (plain,) = files(home)

    run("book", "encrypt", *word)
    is_sealed(home)
    (first,) = files(home)
    run("book", "rekey", *word, "--new-passphrase-file", str(other))
    secret.write_text("another one\n")
    is_sealed(home)
    (second,) = files(home)
    assert taken_out(run, loan, tmp_path / "out.pdf") == CONTENT
    run("book", "decrypt", "--yes", *word)

    assert files(home) == [plain] and plain.read_bytes() == CONTENT
    assert len({plain.name, first.name, second.name}) == 3
    run("book", "check")


@pytest.mark.parametrize(
    ("verb", "where"),
    [
        *(("rekey", where) for where in ("_replace", "put", "attachments.only_of", "_copies")),
        ("encrypt", "attachments.only_of"),
        ("encrypt", "_copies"),
        ("decrypt", "_replace"),
        ("decrypt", "attachments.only_of"),
    ],
)
def test_cut_off_they_are_readable_and_none_is_left_in_plain(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path, verb: str, where: str
) -> None:
    word, other = ("--passphrase-file", str(secret)), tmp_path / "other.txt"
    other.write_text("another one\n")
    attach(run, loan, scan)
    run("book", "backup", str(home / "book.db.backups" / "2026-11-20.db"))
    if verb != "encrypt":
        run("book", "encrypt", *word)
    more = {"encrypt": (), "rekey": ("--new-passphrase-file", str(other)), "decrypt": ("--yes",)}[verb]
    first = "from amflow.book import attachments" + CUT_OFF.replace("rewrite.{where}", where_of(where))

    assert amflow("book", verb, *word, *more, first=first).returncode == -9

    if run("customer", "list", code=None).code:
        assert verb == "rekey"
        secret.write_text("another one\n")
    run("customer", "list")
    assert taken_out(run, loan, tmp_path / "out.pdf") == CONTENT
    run("book", "check")
    assert len(files(home)) == 1
    if (home / "book.db").read_bytes()[:15] != b"SQLite format 3":
        assert holding(home, TEXT, "Zhuravlyova")[0] == []
    else:
        assert files(home)[0].read_bytes() == CONTENT
    assert [one.name for one in home.iterdir() if one.name.startswith(".")] == []


def where_of(name: str) -> str:
    return name if "." in name else f"rewrite.{name}"


def spoil(file: Path) -> bytes:
    content = bytearray(file.read_bytes())
    content[4096 * 3 + 100] ^= 0xFF
    file.write_bytes(content)
    return bytes(content)


def test_a_damaged_one_is_said(run: Run, secret: Path, loan: str, scan: Path, home: Path) -> None:
    run("book", "encrypt", "--passphrase-file", str(secret))
    attach(run, loan, scan)
    (file,) = files(home)
    spoil(file)
    assert "not as it was" in run("book", "check", code=5).stderr
    file.unlink()
    assert "vanished" in run("book", "check", code=5).stderr


@pytest.mark.parametrize("verb", ["rekey", "decrypt"])
def test_a_damaged_one_does_not_keep_the_book_from_another_key(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path, verb: str
) -> None:
    word, other = ("--passphrase-file", str(secret)), tmp_path / "other.txt"
    other.write_text("another one\n")
    run("book", "encrypt", *word)
    attach(run, loan, scan)
    second = tmp_path / "second.pdf"
    second.write_bytes(b"a sound one")
    run("deal", "doc", loan, "received", "income-proof", "--file", str(second), "--extra")
    spoiled = max(files(home), key=lambda file: file.stat().st_size)
    content = spoil(spoiled)

    more = ("--new-passphrase-file", str(other)) if verb == "rekey" else ("--yes",)
    done = run("book", verb, *word, *more, "--json").json["item"]

    if verb == "rekey":
        secret.write_text("another one\n")
    (aside,) = map(Path, done["left"])
    assert aside.read_bytes() == content and aside.parent == home / "book.db.damaged"
    assert (aside.stat().st_mode & 0o777, aside.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(files(home)) == 1
    run("deal", "papers", loan, "--document", "income-proof", "-o", str(tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").read_bytes() == b"a sound one"
    assert "scan-of-zhuravlyova.pdf has vanished" in run("book", "check", code=5).stderr


@pytest.mark.parametrize("encrypted", [False, True])
def test_salvage_and_copies_take_along_what_can_be_read(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path, encrypted: bool
) -> None:
    attach(run, loan, scan)
    if encrypted:
        run("book", "encrypt", "--passphrase-file", str(secret))
    saved = home / "saved.db"
    assert run("book", "salvage", str(saved), "--json").json["item"]["files"] == 1
    run("--book", str(saved), "deal", "papers", loan, "--document", "id-card", "-o", str(tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").read_bytes() == CONTENT
    if encrypted:
        spoil(files(home)[0])
        copied = run("book", "backup", str(tmp_path / "copy.db"), "--json").json["item"]
        assert (copied["files"], len(copied["unread"])) == (0, 1)
        assert "1 cannot be read" in run("book", "salvage", str(home / "second.db")).stdout


@pytest.mark.parametrize(("encrypted", "age"), [(True, False), (False, True)])
def test_a_copy_has_them_and_brings_them_back(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path, encrypted: bool, age: bool
) -> None:
    word: tuple[Any, ...] = ("--passphrase-file", str(secret))
    attach(run, loan, scan)
    if encrypted:
        run("book", "encrypt", *word)
    copy = tmp_path / "carried" / "copy.db"
    copy.parent.mkdir()
    run("book", "backup", str(copy), *(("--encrypt", *word) if age else ()))
    if age or encrypted:
        assert holding(copy.parent, TEXT, "Zhuravlyova")[0] == []
    if not encrypted:
        run("book", "encrypt", *word)
    other = tmp_path / "other.txt"
    other.write_text("another one\n")
    run("book", "rekey", *word, "--new-passphrase-file", str(other))
    was = secret.read_text()
    secret.write_text("another one\n")
    (tmp_path / "was.txt").write_text(was)
    for file in files(home):
        file.unlink()

    run("book", "restore", str(copy), "--yes", "--passphrase-file", str(tmp_path / "was.txt"))

    is_sealed(home)
    assert taken_out(run, loan, tmp_path / "out.pdf") == CONTENT
    run("book", "check")


def test_somebody_erased_takes_theirs_along(run: Run, secret: Path, loan: str, scan: Path, home: Path) -> None:
    run("book", "encrypt", "--passphrase-file", str(secret))
    attach(run, loan, scan)
    run("customer", "erase", "Zhuravlyova", "--yes")
    assert files(home) == []


def test_what_is_not_the_books_stops_it(run: Run, secret: Path, loan: str, scan: Path, home: Path) -> None:
    attach(run, loan, scan)
    (home / "book.db.files" / "notes.txt").write_text("mine")
    assert "notes.txt" in run("book", "encrypt", "--passphrase-file", str(secret), code=1).stderr
    assert len(files(home)) == 2


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "age"])
def test_a_copy_that_came_without_its_files_says_so(
    run: Run, secret: Path, loan: str, scan: Path, home: Path, tmp_path: Path, encrypted: bool
) -> None:
    """It was put back without a word, and only `book check` told of what was missing."""
    attach(run, loan, scan)
    word = ("--passphrase-file", str(secret)) if encrypted else ()
    copy = home / "carry.age"
    told = run("book", "backup", str(copy), *(("--encrypt", *word) if encrypted else ()))
    assert "1 in carry.age.files: take both along" in told.stdout
    away = tmp_path / "away"
    away.mkdir()
    there = ("--book", str(away / "book.db"), "book", "restore", str(away / "carry.age"), *word)
    (away / "carry.age").write_bytes(copy.read_bytes())

    asked = run(*there, code=2).stderr
    came = run(*there, "--yes", "--json").json["item"]

    assert "1 attached file is missing (scan-of-zhuravlyova.pdf): bring carry.age.files along" in asked
    assert came["missing"] == ["scan-of-zhuravlyova.pdf"]
    (home / "carry.age.files").rename(away / "carry.age.files")
    assert run(*there, "--yes", "--json").json["item"]["missing"] == []
    run("--book", str(away / "book.db"), "book", "check")
    assert run("book", "restore", str(copy), *word, "--yes", "--json").json["item"]["missing"] == [], (
        "they are there still"
    )
