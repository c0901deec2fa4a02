"""A mistake of the program's own: one line for the person, details in a file that holds nobody's data."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amflow import done
from amflow.errors import Unexpected
from amflow.shell import unexpected
from amflow.shell.context import App


def typed(*words: str) -> Any:
    return subprocess.run([sys.executable, "-m", "amflow", *words], capture_output=True, text=True)


MISTAKE = """
from amflow.__main__ import run
from amflow.book.change import Change
insert = Change.insert
Change.insert = lambda change, table, **row: insert(change, table, **row | ({"kind": None} if table == "note" else {}))
run()
"""
"""A program that leaves out what a note must have."""


def test_it_is_told_in_a_line_and_the_details_name_nobody(run: Any, home: Path) -> None:
    run("customer", "add", "Secret Sue")
    run("note", "add", "the first of its kind", "--for", "Secret Sue")

    ended = subprocess.run(
        [sys.executable, "-c", MISTAKE, "note", "add", "Secret words", "--for", "Secret Sue"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 70
    assert ended.stdout == ""
    first, hint = ended.stderr.splitlines()
    assert first == "error: a mistake in amflow itself (IntegrityError); nothing was written"
    (file,) = (home / "state" / "amflow").iterdir()
    assert str(file) in hint
    assert file.stat().st_mode & 0o077 == 0
    told = file.read_text()
    assert "IntegrityError" in told and "command note" in told and "amflow/book/change.py:" in told
    assert "Secret" not in told and str(home) not in told
    assert "Secret words" not in run("note", "list").stdout


def test_what_was_written_before_is_said(run: Any, home: Path) -> None:
    done.begin()
    app = App()
    with app.book.change("task add", "a task (t1)") as change:
        change.insert("task", title="a task")
    with pytest.raises(ZeroDivisionError), app.book.change("task add", "another") as change:
        change.insert("task", title="another")
        raise ZeroDivisionError

    told = unexpected.explained(ZeroDivisionError("of Secret Sue"), app)

    assert isinstance(told, Unexpected)
    assert "this was written before: a task (t1)" in told.message
    assert "Secret" not in told.message + told.hint
    app.close()


def test_where_the_details_cannot_be_kept_that_is_said(home: Path) -> None:
    (home / "state").write_text("a file, no folder")
    app = App()

    assert "could not be kept" in unexpected.explained(ValueError(), app).hint
    app.close()
