"""Whatever is cut off, at whichever step: a book is there and opens, and nothing half made is left beside anything."""

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import COMMANDS, Run

from amflow import outfiles
from amflow.book.safety import exchange
from fixtures.encrypted import NAME, holding

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed between two of its steps")

STEPS = {"open", "write", "fsync", "replace", "rename", "unlink", "link", "mkdir", "ftruncate", "backup", "close"}
"""Calls of the system and of SQLite between which a process is killed."""

AT_MOST = int(os.environ.get("AMFLOW_KILLS", "6"))
"""So many kills of one command, spread over all of its steps."""


Done = tuple[str, ...] | Callable[[], object]


def steps_of(done: Done, kill_at: int = 0) -> int:
    """Run a command line, or what else is to be done, in a process of its own, which is killed at that step; gives how many
    steps there were."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        number = 0

        def step(_frame: object, event: str, call: object) -> None:
            nonlocal number
            if event == "c_call" and getattr(call, "__name__", "") in STEPS:
                number += 1
                if number == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (1, 2):
            os.dup2(quiet, stream)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
        sys.setprofile(step)
        done() if callable(done) else COMMANDS(list(done), standalone_mode=False)
        sys.setprofile(None)
        os.write(writer, str(number).encode())
        os._exit(0)
    os.close(writer)
    said = os.read(reader, 100)
    os.close(reader)
    os.waitpid(child, 0)
    return int(said or 0)


def each(begin: Callable[[], None], done: Done, look: Callable[[], None]) -> None:
    """Kill it at steps from its first to its last, each time from the same beginning, and look."""
    begin()
    number = steps_of(done)
    assert number > 10, "the steps are seen"
    look()
    killed = 0
    for place in sorted({1 + number * one // AT_MOST for one in range(AT_MOST)}):
        begin()
        killed += not steps_of(done, kill_at=place)
        look()
    assert killed >= AT_MOST // 2


@pytest.fixture
def again(home: Path, tmp_path: Path) -> Callable[[], None]:
    """Put the home back to what it is now."""
    kept = tmp_path / "kept"
    shutil.copytree(home, kept)

    def back() -> None:
        shutil.rmtree(home)
        shutil.copytree(kept, home)
        (home / "run").chmod(0o700)
        (home / "book.db").chmod(0o600)

    return back


@pytest.mark.parametrize(
    "words",
    [
        ("export", "out/all.json"),
        ("export", "out/all.xlsx"),
        ("summary", "--week", "--plain", "-o", "out/week.html"),
        ("book", "backup", "out/copy.db"),
    ],
    ids=lambda words: words[-1].rpartition("/")[2],
)
def test_nothing_half_made_is_left_of_what_leaves_the_book(
    run: Run, sealed: Path, home: Path, tmp_path: Path, words: tuple[str, ...], request: pytest.FixtureRequest
) -> None:
    run("log-visit", NAME, "a talk", "--no-next")
    out = tmp_path / "out"

    def begin() -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()

    def look() -> None:
        run("book", "path")
        left = [one for one in out.iterdir() if one.name != Path(words[-1]).name]
        assert left == []
        assert holding(home, NAME)[0] == []
        assert not (home / "state" / "amflow" / "parts").exists()

    each(begin, words, look)


@pytest.mark.parametrize("verb", ["encrypt", "rekey", "decrypt"])
def test_another_key_is_given_whole_or_not_at_all(
    run: Run, secret: Path, home: Path, tmp_path: Path, verb: str, request: pytest.FixtureRequest
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("another one\n")
    run("customer", "add", NAME)
    run("book", "backup", str(home / "book.db.backups" / "2026-11-20.db"))
    if verb != "encrypt":
        run("book", "encrypt", "--passphrase-file", str(secret))
    begin = request.getfixturevalue("again")
    more = {"encrypt": (), "rekey": ("--new-passphrase-file", str(other)), "decrypt": ("--yes",)}[verb]

    def look() -> None:
        secret.write_text("correct horse battery\n")
        if run("customer", "list", code=None).code:
            secret.write_text("another one\n")
        assert NAME in run("customer", "list").stdout
        if (home / "book.db").read_bytes()[:15] != b"SQLite format 3":
            assert holding(home, NAME)[0] == []
        assert [one.name for one in home.rglob(".*")] == []
        secret.write_text("correct horse battery\n")

    each(begin, ("book", verb, "--passphrase-file", str(secret), *more), look)


def test_a_restore_cut_off_leaves_a_book(run: Run, home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run("customer", "add", NAME)
    run("book", "backup", "copy.db")
    book = home / "book.db"
    damaged = b"no book " + book.read_bytes()[8:]
    book.write_bytes(damaged)
    begin = request.getfixturevalue("again")

    def look() -> None:
        assert book.exists()
        if run("customer", "list", code=None).code:
            assert book.read_bytes() == damaged
        else:
            assert [one.read_bytes() for one in (home / "book.db.backups").glob("*-damaged*.db")] == [damaged]
        assert [one.name for one in home.rglob(".*")] == []

    each(begin, ("book", "restore", str(tmp_path / "copy.db"), "--yes"), look)


@pytest.mark.parametrize("linked", [True, False], ids=["two names", "one name"])
def test_a_file_in_the_place_of_another_takes_along_what_is_beside_it(
    tmp_path: Path, home: Path, linked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, copy, aside = tmp_path / "book.db", tmp_path / "copy", tmp_path / "book.db.backups" / "aside.db"
    if not linked:
        # As on a disk that knows one name only for a file.
        monkeypatch.setattr(Path, "hardlink_to", refuse)

    def begin() -> None:
        for one in tmp_path.rglob("*"):
            if one.is_file():
                one.unlink()
        for path, text in ((book, "former"), (copy, "copy"), (side(book), "newest")):
            path.write_text(text)

    def look() -> None:
        assert book.exists()
        outfiles.tidy()
        exchange.finish(book, 0.0)
        files = {
            str(one.relative_to(tmp_path)): one.read_text()
            for one in tmp_path.rglob("*")
            if one.is_file() and home not in one.parents
        }
        before = {"book.db": "former", "copy": "copy", "book.db-wal": "newest"}
        after = {"book.db": "copy", "book.db.backups/aside.db": "former", "book.db.backups/aside.db-wal": "newest"}
        assert files in (before, after)

    each(begin, lambda: exchange.exchange(book, copy, aside, "book restore"), look)


def side(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def refuse(*_anything: object) -> None:
    raise PermissionError(1, "not permitted")


def test_a_restore_waits_for_nobody_who_is_at_it(run: Run, home: Path) -> None:
    run("customer", "add", NAME)
    run("config", "set", "busy_seconds", "1")
    with exchange._held(home / "book.db", 0.0, os.O_CREAT):
        assert "a copy is being put" in run("customer", "list", code=5).stderr
    assert NAME in run("customer", "list").stdout


@pytest.mark.parametrize("sign", ["a copy", "a file", "what was not written yet", "an empty file and a copy"])
def test_no_new_book_is_begun_where_one_was(run: Run, home: Path, sign: str) -> None:
    run("customer", "add", NAME)
    run("book", "backup", "copy.db")
    book = home / "book.db"
    book.unlink()
    if sign == "a file":
        (home / "book.db.files").mkdir()
        (home / "book.db.files" / ("0" * 32)).write_text("scan")
    elif sign == "what was not written yet":
        (home / "book.db-wal").write_text("x")
    else:
        (home / "book.db.backups").mkdir()
        shutil.copyfile("copy.db", home / "book.db.backups" / "2026-11-20.db")
    if sign.startswith("an empty"):
        book.touch()

    told = run("today", code=5).stderr

    assert "there was one" in told and ("amflow book restore" in told) == ("copy" in sign)
    assert not book.exists() or not book.stat().st_size
    assert NAME not in run("book", "backups").stdout
    run("book", "restore", "2026-11-20" if "copy" in sign else "copy.db", "--yes")
    assert NAME in run("customer", "list").stdout


def test_a_link_to_a_book_that_is_not_there_begins_none(run: Run, home: Path, tmp_path: Path) -> None:
    (home / "book.db").symlink_to(tmp_path / "stick" / "book.db")

    assert "is a disk missing?" in run("today", code=5).stderr
    assert not (tmp_path / "stick").exists()


def test_behind_a_link_everything_lies_where_the_book_is(
    run: Run, secret: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("customer", "add", NAME)
    monkeypatch.setenv("AMFLOW_NOW", "2026-11-26T09:30")
    run("customer", "add", "Next Day")
    real, word = home / "book.db", ("--passphrase-file", str(secret))
    way, folder = tmp_path / "way.db", tmp_path / "folder"
    way.symlink_to(real)
    folder.symlink_to(home)
    other = tmp_path / "other.txt"
    other.write_text("another one\n")
    for named in (way, folder / "book.db"):
        run("--book", str(named), "book", "encrypt", *word)
        assert holding(home, NAME)[0] == []
        run("--book", str(named), "book", "rekey", *word, "--new-passphrase-file", str(other))
        secret.write_text("another one\n")
        run("--book", str(named), "book", "restore", "2026-11-26", "--yes")
        run("--book", str(named), "book", "decrypt", *word, "--yes")
        run("customer", "add", NAME, "--anyway", code=None)
        for copy in (home / "book.db.backups").iterdir():
            copy.unlink()
        run("--book", str(named), "book", "backup", str(home / "book.db.backups" / "2026-11-26.db"))
    assert way.is_symlink() and folder.is_symlink()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["folder", "home", "other.txt", "way.db", "word.txt"]
    assert NAME in run("customer", "list").stdout


def test_a_book_with_two_names_is_not_rewritten(run: Run, secret: Path, home: Path, tmp_path: Path) -> None:
    run("customer", "add", NAME)
    (tmp_path / "other.db").hardlink_to(home / "book.db")

    assert "hard link" in run("book", "encrypt", "--passphrase-file", str(secret), code=None).stderr
    assert NAME.encode() in (tmp_path / "other.db").read_bytes()


def test_a_copy_that_stays_plain_is_said_named_and_tried_again(run: Run, secret: Path, home: Path) -> None:
    run("customer", "add", NAME)
    copy = home / "book.db.backups" / "2026-11-20.db"
    run("book", "backup", str(copy))
    held = sqlite3.connect(copy, isolation_level=None)
    held.execute("BEGIN EXCLUSIVE")

    said = run("book", "encrypt", "--passphrase-file", str(secret), code=5)

    assert "still plain" in said.stderr and str(copy) in said.stderr
    for _time in range(2):
        assert f"{copy} is still plain" in run("customer", "list").stderr
    held.close()
    assert "plain" not in run("customer", "list").stderr
    assert holding(home, NAME)[0] == []


def test_a_damaged_copy_that_stays_plain_blocks_nothing_and_can_be_let_go_of(
    run: Run, secret: Path, home: Path
) -> None:
    run("customer", "add", NAME)
    copy = home / "book.db.backups" / "2026-11-20.db"
    run("book", "backup", str(copy))
    with copy.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 20))
    side = copy.with_name(copy.name + "-wal")
    side.write_text(NAME)

    run("book", "encrypt", "--passphrase-file", str(secret), code=5)
    assert f"{copy} is still plain" in run("customer", "list").stderr
    assert not (home / ".book.db.rewriting").exists()
    run("book", "backups", "--forget-before", "tomorrow", "--yes")
    assert "plain" not in run("customer", "list").stderr
    assert not copy.exists() and not side.exists()


def test_what_an_older_version_left_half_made_is_named_listed_and_let_go_of(run: Run, sealed: Path, home: Path) -> None:
    left = [home / ".book.db.part", home / "book.db.backups" / "2026-11-20.db.4711.part"]
    for one in left:
        one.write_text(NAME)

    assert all(str(one) in run("customer", "list").stderr for one in left)
    assert {str(one) for one in left} <= {line[3] for line in run("book", "backups").lines}
    run("book", "backups", "--forget-before", "2099-01-01", "--yes")
    assert holding(home, NAME)[0] == []


def test_a_copy_with_its_files_is_whole_or_not_there(run: Run, home: Path, tmp_path: Path) -> None:
    run("demo", "--playbook", "retail-bank")
    (home / "scan.pdf").write_bytes(b"papers of somebody" * 9999)
    run("deal", "doc", "d3", "received", "id-card", "--file", str(home / "scan.pdf"))
    place = tmp_path / "out"
    place.mkdir()

    def look() -> None:
        run("today")
        found = {str(one.relative_to(place)) for one in place.rglob("*") if one.is_file()}
        assert "new.db" in found or not found
        shutil.rmtree(place)
        place.mkdir()

    for verb in ("backup", "salvage"):
        each(lambda: None, ("book", verb, str(place / "new.db")), look)
