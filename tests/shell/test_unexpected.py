"""A mistake of the program's own: one line for the person, details in a file that holds nobody's data."""

import os
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


def test_it_is_told_in_a_line_and_the_details_name_nobody(run: Any, screen: Any, home: Path) -> None:
    run("customer", "add", "Secret Sue")
    run("note", "add", "the first of its kind", "--for", "Secret Sue")

    ended = subprocess.run(
        [sys.executable, "-c", MISTAKE, "note", "add", "Secret words", "--for", "Secret Sue", "--link=Secret", "-q"],
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
    assert (
        "IntegrityError" in told
        and "\ncommand note add … --for … --link=… -q\n" in told
        and "amflow/book/change.py:" in told
    )
    assert "Secret" not in told and str(home) not in told
    assert "Secret words" not in run("note", "list").stdout
    # It is shown before it is sent, as it is and with the way to report it; what else lies in the folder is no part of it.
    (file.parent / "journal.txt").write_text("Secret Sue")
    assert "amflow help mistakes" in hint
    shown = screen("help", "mistakes")
    assert str(file) in shown.replace("\n", "")
    assert "".join(told.split()) in "".join(shown.split())
    assert "send the file to whoever gave you amflow" in " ".join(shown.split()) and "Secret" not in shown
    assert run("help", "mistakes", "--json").json["items"] == [{"name": str(file), "text": told.rstrip("\n")}]


def test_what_was_written_before_is_said(run: Any, home: Path) -> None:
    done.begin()
    app = App()
    with app.book.change("task add", "a task (t1)") as change:
        change.insert("task", title="a task")
    with pytest.raises(ZeroDivisionError), app.book.change("task add", "another") as change:
        change.insert("task", title="another")
        raise ZeroDivisionError

    told = unexpected.explained(ZeroDivisionError("of Secret Sue"), app, None)

    assert isinstance(told, Unexpected)
    assert "this was written before: a task (t1)" in told.message
    assert "Secret" not in told.message + told.hint
    app.close()


def test_where_the_details_cannot_be_kept_that_is_said(home: Path) -> None:
    (home / "state").write_text("a file, no folder")
    app = App()

    assert "could not be kept" in unexpected.explained(ValueError(), app, None).hint
    app.close()


def test_without_mistakes_there_is_nothing_to_show(screen: Any) -> None:
    assert "none is kept" in screen("help", "mistakes")


@pytest.mark.parametrize(("lang", "said"), [("en", "a part of amflow cannot be loaded: typer"), ("zh", "无法加载")])
def test_what_was_not_installed_whole_says_so(home: Path, lang: str, said: str) -> None:
    gone = "import sys; sys.modules['typer'] = None; from amflow.__main__ import run; run()"

    ended = subprocess.run(
        [sys.executable, "-c", gone, "today"],
        env={**os.environ, "AMFLOW_LANG": lang},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 70 and ended.stdout == ""
    first, second = ended.stderr.splitlines()
    assert said in first and "Traceback" not in second
