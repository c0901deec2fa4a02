"""A disk without room, or files without a place, for what is made of a book: what is said of it is true, and nothing is left."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and mounts are those of POSIX")


def with_paper(run: Run, home: Path) -> None:
    """A book with an attached file that is larger than the book itself."""
    run("demo", "--book", str(home / "book.db"), "--playbook", "retail-bank")
    (home / "scan.pdf").write_bytes(b"papers of somebody" + os.urandom(3 << 20))
    run("deal", "doc", "d3", "received", "id-card", "--file", str(home / "scan.pdf"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A disk of so many bytes."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    place = tmp_path / "small"
    place.mkdir()

    def of(size: int) -> Path:
        told = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False)
        if told.returncode:
            pytest.skip("nothing is mounted here")
        return place

    yield of
    subprocess.run(["umount", str(place)], check=False)


@pytest.mark.parametrize("size", [1 << 16, 1 << 19, 1 << 20, 4 << 20])
@pytest.mark.parametrize("words", ["backup", "salvage"])
def test_a_new_book_that_finds_no_room_leaves_nothing(
    run: Run, home: Path, small: Callable[[int], Path], words: str, size: int
) -> None:
    with_paper(run, home)
    place = small(size)

    told = run("book", words, str(place / "new.db"), code=5)

    assert [one for one in place.rglob("*") if one.is_file()] == []
    assert "mistake" not in told.stderr and "Traceback" not in told.stderr
    assert "No space" in told.stderr or "the disk is full" in told.stderr


def test_a_restore_whose_files_find_no_place_says_that_it_is_done(run: Run, home: Path, tmp_path: Path) -> None:
    with_paper(run, home)
    run("book", "backup", str(tmp_path / "copy.db"))
    run("task", "add", "newer than the copy")
    for damaged in (False, True):
        shutil.rmtree(home / "book.db.files")
        (home / "book.db.files").symlink_to(tmp_path)
        if damaged:
            (home / "book.db").write_bytes((home / "book.db").read_bytes()[:8192] + os.urandom(1 << 16))

        told = run("book", "restore", str(tmp_path / "copy.db"), "--yes")

        assert "what belongs to it is not all there" in told.stderr and "is a link" in told.stderr
        assert "newer than the copy" not in run("task", "list").stdout
        (home / "book.db.files").unlink()
        run("book", "restore", str(tmp_path / "copy.db"), "--yes")
        run("book", "check")
