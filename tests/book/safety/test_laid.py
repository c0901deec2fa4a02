"""What somebody else laid beside a book or in its place: a folder that came in an archive, a link in a folder for everybody."""

import os
import time
from pathlib import Path

import pytest
from tests.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners, links and pipes are those of POSIX")

NOBODY = 65534


@pytest.mark.parametrize("named", ["{far}", "../thesis.db", "..", ""])
def test_a_marker_that_came_with_a_folder_takes_nothing_away(run: Run, tmp_path: Path, named: str) -> None:
    thesis, got = tmp_path / "thesis.db", tmp_path / "got"
    thesis.write_text("a year's work")
    got.mkdir()
    (got / ".book.db.restoring").write_text(f"0\n{named.format(far=thesis)}\n")

    run("today", "--book", str(got / "book.db"))

    assert thesis.read_text() == "a year's work"
    assert not (got / ".book.db.restoring").exists()


def test_a_marker_that_makes_no_sense_is_none(run: Run, home: Path) -> None:
    run("task", "add", "one")
    (home / ".book.db.restoring").write_text("many\n2026-11-24-replaced.db\n")

    assert "one" in run("task", "list").stdout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a file to somebody else")
def test_a_marker_of_somebody_else_is_not_gone_by(run: Run, home: Path, tmp_path: Path) -> None:
    run("task", "add", "one")
    run("book", "backup", str(home / "book.db.backups" / "2026-11-24.db"))
    marker = home / ".book.db.restoring"
    marker.write_text(f"{(home / 'book.db').stat().st_ino}\n2026-11-24.db\n")
    os.chown(marker, NOBODY, NOBODY)

    assert "somebody else" in run("today", code=5).stderr

    assert (home / "book.db.backups" / "2026-11-24.db").exists()
    marker.unlink()
    os.mkfifo(marker)
    began = time.monotonic()
    assert "somebody else" in run("today", code=5).stderr
    assert time.monotonic() - began < 5


def test_a_pipe_is_no_copy_and_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    run("task", "add", "one")
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()

    assert "there is no file" in run("book", "restore", str(tmp_path / "pipe"), "--dry-run", code=3).stderr

    assert time.monotonic() - began < 5
