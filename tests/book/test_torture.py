"""A small slice of `make torture`: commands killed at any moment leave a sound book, and lose nothing they had said."""

import os
import re
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.book.processes import amflow, script
from tests.conftest import Run
from tools.torture.kill import torture

ROOT = Path(__file__).resolve().parents[2]


def test_killed_at_any_moment() -> None:
    # A seed of its own each day: over weeks it goes far, and a day's failure is repeated with `make torture`.
    seed = int(time.time()) // 86_400
    said: list[str] = []

    ended = torture(kills=25, seed=seed, seconds=10, say=said.append, each=20)

    assert ended.found == [], f"seed {seed}"
    assert ended.counts["kill"] >= 5, ended.counts


@pytest.mark.parametrize("mode", ["fault", "interrupt", "cut", "places", "plain"])
def test_every_command_wherever_it_is_stopped_and_wherever_its_book_is(mode: str) -> None:
    """A sixth of a minute of each; the same seed does the same again, and `make torture` goes on."""
    seed = str(int(time.time()) // 86_400)
    words = ("--mode", mode, "--seed", seed, "--turns", "10000", "--seconds", "10")

    ended = subprocess.run(
        [sys.executable, "-m", "tools.torture", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )

    if ended.returncode == 2:
        pytest.skip(ended.stderr)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    # A machine that is busy makes few.
    assert int(re.findall(r"(\d+) turns", ended.stdout)[-1]), ended.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.getuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("only the system's administrator may make a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)


def test_a_full_disk_loses_nothing_that_was_said(small_disk: Path) -> None:
    book = str(small_disk / "book.db")
    done = []
    for number in range(12):
        name = f"客户{number}"
        result = amflow("--book", book, "customer", "add", name)
        if result.returncode == 0:
            done.append(name)
        if number == 3:
            (small_disk / "film").write_bytes(b"x" * max(0, room(small_disk) - 20_000))
        if result.returncode:
            assert "Traceback" not in result.stderr
            assert "hint:" in result.stderr
    assert 4 <= len(done) < 12

    (small_disk / "film").unlink()
    listed = amflow("--book", book, "customer", "list").stdout
    assert [name for name in done if name not in listed] == []
    assert amflow("--book", book, "book", "check").returncode == 0
    assert amflow("--book", book, "customer", "add", "new").returncode == 0


def room(place: Path) -> int:
    status = os.statvfs(place)
    return status.f_bavail * status.f_frsize


def test_a_disk_that_is_full_from_the_start_says_so(small_disk: Path) -> None:
    (small_disk / "film").write_bytes(b"x" * room(small_disk))

    result = amflow("--book", str(small_disk / "new.db"), "customer", "add", "张敏")

    assert result.returncode == 5
    assert "Traceback" not in result.stderr


IMPORT = """
import sys
import amflow.shell.app
amflow.shell.app.app(["import", sys.argv[1], "--as", "customer", "--no-input"])
"""


def test_a_long_import_lets_today_answer(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    (home / "in.csv").write_text("name\n" + "".join(f"customer {n}\n" for n in range(2_500)), "utf-8")
    importing = script(IMPORT, str(home / "in.csv"))
    waited, looks = 0.0, 0
    while importing.poll() is None:
        began = time.monotonic()
        result = amflow("today")
        waited, looks = max(waited, time.monotonic() - began), looks + 1
        assert result.returncode == 0, result.stderr
    said = importing.communicate()
    assert importing.returncode == 0, said
    assert looks >= 2, "the import was over before anybody looked"
    assert waited < 5, "a reader never waits for who writes"


def test_write_errors_are_told_and_leave_nothing(home: Path, run: Run) -> None:
    run("customer", "add", "张敏")
    size = (home / "book.db").stat().st_size // 2
    limit = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f" resource.setrlimit({resource.RLIMIT_FSIZE}, ({size}, {size}))"
    )

    result = amflow("customer", "add", "李强", first=limit)

    with sqlite3.connect(home / "book.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM customer")]
    assert ("李强" in names) == (result.returncode == 0)
    assert "Traceback" not in result.stderr
    run("book", "check")
