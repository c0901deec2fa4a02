"""Files that are no book, or cannot be used: each is refused in words, with exit code 5, and left as it is."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from tests.book import dumping
from tests.book.processes import NOBODY, amflow, files, refused, script
from tests.conftest import Run

from amflow.book import engine
from amflow.book.opening import open_book

READ = ("history",)
WRITE = ("undo",)


def written(path: Path, count: int = 3) -> None:
    """A book in which something was done."""
    book = open_book(path)
    for number in range(count):
        with book.change("product add") as change:
            change.insert("product", name=f"p{number}", name_key=f"p{number}", description="x" * 2000)
    book.close()


def test_text_is_not_a_book(home: Path) -> None:
    (home / "book.db").write_text("name,phone\n张敏,138\n" * 100)
    before = files(home)

    refused(amflow(*READ), "is not an amflow book")

    assert files(home) == before


def test_an_empty_file_becomes_a_book(home: Path) -> None:
    """`touch book.db` and an interrupted first run leave one behind: nothing is in it that could be lost."""
    (home / "book.db").touch()

    assert amflow(*READ).returncode == 0


@pytest.mark.parametrize("version", [0, 1, 99])
def test_another_programs_file_is_left_alone(home: Path, version: int) -> None:
    with sqlite3.connect(home / "book.db") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = files(home)

    refused(amflow(*READ), "is not an amflow book")

    assert files(home) == before


def test_a_book_of_a_newer_program_is_left_alone(home: Path) -> None:
    written(home / "book.db")
    connection = sqlite3.connect(home / "book.db")
    connection.execute("PRAGMA user_version = 99")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = files(home)

    refused(amflow(*READ), "newer amflow (version 99", "update amflow")

    assert files(home) == before


def test_a_book_that_is_not_written_ahead_is_so_from_the_next_command_on(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    with closing(sqlite3.connect(home / "book.db")) as book:
        assert book.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)

    run("customer", "list")

    with closing(sqlite3.connect(home / "book.db")) as book:
        assert book.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_folder_is_not_a_book(home: Path) -> None:
    (home / "book.db").mkdir()

    refused(amflow(*READ), "is a folder")


def test_a_place_that_cannot_be_made_is_named(home: Path) -> None:
    (home / "file").touch()

    refused(amflow("--book", str(home / "file" / "book.db"), *READ), "cannot be made", "--book")


def test_damaged_pages_are_said_so(home: Path) -> None:
    written(home / "book.db", 30)
    path = home / "book.db"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    before = files(home)

    refused(amflow("history"), "is damaged", "book salvage")
    assert files(home)["book.db"] == before["book.db"]


def test_check_finds_damage_and_rows_that_point_nowhere(home: Path) -> None:
    written(home / "book.db")
    connection = sqlite3.connect(home / "book.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO journal (change_id, table_name, row_id) VALUES (999, 'product', 1)")
    connection.commit()
    connection.close()

    refused(amflow("book", "check"), "1 problem in the book", "points to a change that is not there")


def test_a_truncated_book_is_damaged(home: Path) -> None:
    written(home / "book.db", 30)
    path = home / "book.db"
    os.truncate(path, path.stat().st_size // 2)
    before = path.read_bytes()

    result = amflow("book", "check")

    refused(result)
    assert path.read_bytes() == before


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that another user can reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="amflow-test-"))
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "AMFLOW_BOOK": str(folder / "book.db")} | {
        name: str(folder / "xdg") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }


@pytest.mark.parametrize("folder_mode", [0o755, 0o555], ids=["its folder writable", "its folder not"])
def test_a_read_only_book_is_read_and_never_written(reachable: Path, folder_mode: int) -> None:
    written(reachable / "book.db")
    (reachable / "book.db").chmod(0o444)
    if os.getuid() == 0:
        os.chown(reachable, NOBODY, NOBODY)
    reachable.chmod(folder_mode)
    before = files(reachable)

    read = amflow(*READ, without_rights=True, env=environment(reachable))
    assert (read.returncode, len(read.stdout.splitlines())) == (0, 3), read
    refused(amflow(*WRITE, without_rights=True, env=environment(reachable)), "is read-only")

    assert files(reachable)["book.db"] == before["book.db"]


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_of_a_read_only_book_the_last_commands_are_read_too(reachable: Path, sealed: bool) -> None:
    """What waits beside the file, of a machine that went down, in a folder where nothing can be put beside it."""
    path, more = reachable / "book.db", environment(reachable)
    written(path)
    if sealed:
        pytest.importorskip("sqlcipher3")
        (reachable / "word").write_text("a long passphrase\n")
        more |= {"AMFLOW_PASSPHRASE_FILE": str(reachable / "word"), "AMFLOW_KEEP_KEY": "never"}
        assert amflow("book", "encrypt", "--passphrase-file", str(reachable / "word"), env=more).returncode == 0
    amflow("customer", "add", "The Last", env=more, first=GOES_DOWN)
    assert path.with_name("book.db-wal").stat().st_size
    path.with_name("book.db-shm").unlink(missing_ok=True)
    for one in (path, path.with_name("book.db-wal")):
        one.chmod(0o444)
    if os.getuid() == 0:
        for one in (reachable, *reachable.rglob("*")):
            os.chown(one, NOBODY, NOBODY)
    reachable.chmod(0o555)
    before = {name: content for name, content in files(reachable).items() if name.startswith("book.db")}

    read = amflow(*READ, without_rights=True, env=more)

    assert (read.returncode, len(read.stdout.splitlines())) == (0, 4), read
    assert "The Last" in read.stdout
    assert before.items() <= files(reachable).items()


GOES_DOWN = """
import os, amflow.book.store
amflow.book.store.Book.close = lambda book: os._exit(0)
"""
"""The process is gone once all is written, with nobody to put away what waits beside the book."""


def test_a_book_that_may_not_be_read_is_refused(reachable: Path) -> None:
    written(reachable / "book.db")
    (reachable / "book.db").chmod(0)

    refused(amflow(*READ, without_rights=True, env=environment(reachable)))


def test_a_locked_book_is_waited_for_and_then_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(home / "book.db")
    holder = sqlite3.connect(home / "book.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setenv("AMFLOW_BUSY_SECONDS", "1")
    before = dump(home / "book.db")

    start = time.monotonic()
    refused(amflow(*WRITE), "written by another program", "wait")
    waited = time.monotonic() - start
    assert amflow(*READ).returncode == 0, "reading goes on while another writes"

    holder.execute("ROLLBACK")
    assert waited >= 1
    assert dump(home / "book.db") == before
    assert amflow(*WRITE).returncode == 0


def test_a_file_that_cannot_grow_changes_nothing(home: Path) -> None:
    written(home / "book.db")
    before = dump(home / "book.db")

    refused(amflow(*WRITE, first="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"))

    assert dump(home / "book.db") == before
    assert amflow("book", "check").returncode == 0


def test_a_full_disk_changes_nothing(home: Path) -> None:
    disk = home / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", disk], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    try:
        written(disk / "book.db", 10)
        before = dump(disk / "book.db")
        fill(disk / "filler")

        refused(amflow("--book", str(disk / "book.db"), *WRITE), "nothing was changed")

        (disk / "filler").unlink()
        assert dump(disk / "book.db") == before
        assert amflow("--book", str(disk / "book.db"), *WRITE).returncode == 0
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("waits", [False, True], ids=["put away", "waiting beside it"])
@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "encrypted"])
def test_on_a_full_disk_one_can_look_and_carry_away(home: Path, tmp_path: Path, sealed: bool, waits: bool) -> None:
    """Nothing could be laid beside the book, so not even its rescue to another disk went."""
    disk = home / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "none", disk], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk")
    more = {**os.environ, **{f"XDG_{name}_HOME": str(disk / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}}
    more |= {"AMFLOW_BOOK": str(disk / "book.db"), "AMFLOW_KEEP_KEY": "never", "XDG_RUNTIME_DIR": str(disk)}
    try:
        written(disk / "book.db", 3)
        if sealed:
            pytest.importorskip("sqlcipher3")
            (home / "word").write_text("a long passphrase\n")
            (home / "word").chmod(0o600)
            assert amflow("book", "encrypt", "--passphrase-file", str(home / "word"), env=more).returncode == 0
            more |= {"AMFLOW_PASSPHRASE_FILE": str(home / "word")}
        amflow("customer", "add", "The Last", env=more, first=GOES_DOWN if waits else "")
        (disk / "book.db-shm").unlink(missing_ok=True)
        assert bool(engine._waits_beside(disk / "book.db")) == waits
        fill(disk / "filler")

        for words in (("history",), ("book", "check"), ("today",), ("customer", "list")):
            looked = amflow(*words, env=more)
            assert (looked.returncode, "The Last" in looked.stdout) == (0, words[0] not in ("book", "today")), looked
            assert "the disk is full: the book can be looked at" in looked.stderr
        assert amflow("book", "backup", str(tmp_path / "copy.db"), env=more).returncode == 0
        assert amflow("export", str(tmp_path / "x.csv"), "--what", "customers", env=more).returncode == 0
        refused(amflow("note", "add", "x", env=more), "the disk is full", "MB")

        (disk / "filler").unlink()
        assert "The Last" in amflow("--book", str(tmp_path / "copy.db"), "history", env=more).stdout
        assert amflow("note", "add", "x", env=more).returncode == 0
        assert amflow("book", "check", env=more).returncode == 0
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_leaves_no_half_of_a_copy(home: Path) -> None:
    """A copy that is no book would keep the next one from being made, and would be trusted."""
    written(home / "book.db", 10)
    before = files(home)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))"

    refused(amflow("book", "backup", str(home / "copy.db"), first=limit))
    refused(amflow("demo", "--output", str(home / "demo.db"), first=limit))

    assert set(files(home)) - set(before) <= {"book.db-shm", "book.db-wal"}
    assert amflow("book", "backup", str(home / "copy.db")).returncode == 0


def fill(path: Path) -> None:
    """A file that takes all the room there is."""
    with path.open("wb", buffering=0) as file:
        for block in (65536, 512, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * block)


def test_book_and_folder_are_for_their_owner_alone(home: Path) -> None:
    path = home / "deep" / "er" / "book.db"

    result = amflow("--book", str(path), "book", "check", first="import os; os.umask(0)")

    assert result.returncode == 0, result
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_was_there_keeps_its_mode(home: Path) -> None:
    """`--book ./shared/book.db` must not lock others out of `shared`."""
    home.chmod(0o755)

    assert amflow("book", "check").returncode == 0

    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert stat.S_IMODE((home / "book.db").stat().st_mode) == 0o600


def test_a_backup_opens_as_a_book_and_is_never_overwritten(home: Path) -> None:
    written(home / "book.db")
    copy = home / "copy.db"

    assert amflow("book", "backup", str(copy)).returncode == 0

    assert amflow("--book", str(copy), "history").stdout == amflow("history").stdout
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    before = copy.read_bytes()
    again = amflow("book", "backup", str(copy))
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert copy.read_bytes() == before


def test_a_killed_command_leaves_nothing_behind(home: Path) -> None:
    written(home / "book.db")
    before = dump(home / "book.db")
    writer = script(
        "import sys, time; from pathlib import Path; from amflow.book.opening import open_book\n"
        "book = open_book(Path(sys.argv[1]))\n"
        "with book.change('import') as change:\n"
        "    for n in range(5000): change.insert('product', name=str(n), name_key=str(n), description='x' * 3000)\n"
        "    print('half', flush=True); time.sleep(60)",
        str(home / "book.db"),
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()

    assert amflow("book", "check").returncode == 0
    assert dump(home / "book.db") == before


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    found = dumping.lines(connection)
    connection.close()
    return found


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of POSIX")
def test_a_pipe_or_a_device_is_no_book(run: Run, home: Path) -> None:
    os.mkfifo(home / "pipe.db")
    assert "not an amflow book" in run("today", "--book", str(home / "pipe.db"), code=5).stderr
    assert "not an amflow book" in run("today", "--book", "/dev/null", code=5).stderr
    assert not Path("/dev/null-journal").exists()


@pytest.mark.skipif(os.name != "posix", reason="a pipe with a name is POSIX's")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "book.db")

    for words in (("today",), ("book", "salvage", str(tmp_path / "new.db")), ("customer", "add", "Ann")):
        said = amflow("--book", str(tmp_path / "book.db"), *words)
        assert said.returncode == 5, words
        assert "is not an amflow book" in said.stderr, words
    assert (tmp_path / "book.db").is_fifo()
