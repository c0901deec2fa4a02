"""A command as a process: pipes that close, streams that are shut, signals, odd bytes, and what is said then."""

import ast
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import amflow

AMFLOW = [sys.executable, "-m", "amflow"]


def test_a_reader_that_goes_away_is_no_error() -> None:
    pipe = subprocess.run(
        f"'{sys.executable}' -m amflow --help | head -1; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
    )

    assert pipe.stdout.startswith("Usage: amflow")
    assert pipe.stdout.endswith("\n0\n")
    assert pipe.stderr == ""


def test_a_closed_reader_before_the_first_line_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run([*AMFLOW, "--help"], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)

    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_an_error() -> None:
    with open("/dev/full", "w") as full:
        process = subprocess.run([*AMFLOW, "help", "dates"], stdout=full, stderr=subprocess.PIPE, text=True)

    assert process.returncode == 5
    assert process.stderr.splitlines()[0] == "error: the output: No space left on device"
    assert process.stderr.splitlines()[1].startswith("hint: ")


def test_everything_is_written_before_the_process_leaves() -> None:
    """The process ends with `os._exit`: nothing may be left in a buffer."""
    process = subprocess.run([*AMFLOW, "--help"], capture_output=True, text=True)
    page = subprocess.run([*AMFLOW, "--help"], stdout=subprocess.PIPE, text=True, bufsize=0).stdout

    assert process.stdout == page
    assert page.endswith("\n")


def test_a_reader_that_goes_away_is_no_error_on_a_terminal_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMFLOW_FORCE_TTY", "80")
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run([*AMFLOW, "today"], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)

    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "code", "closed"),
    [
        *(("today", 0, closed) for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-")),
        ("log-visit nobody x", 3, "2>&-"),
        ("log-visit nobody x", 3, "<&- >&- 2>&-"),
        ("--help", 0, ">&-"),
    ],
)
def test_a_stream_that_was_closed_is_no_mistake_of_ours(closed: str, words: str, code: int) -> None:
    line = f"{shlex.join(AMFLOW)} {words} {closed}"
    process = subprocess.run(["sh", "-c", line], capture_output=True, text=True)

    assert process.returncode == code, process
    assert "Traceback" not in process.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_the_exit_code_says_it_where_nobody_can_be_told() -> None:
    with open("/dev/full", "w") as full:
        assert subprocess.run([*AMFLOW, "log-visit", "nobody", "x"], stderr=full).returncode == 3


@pytest.mark.parametrize(("encoding", "width"), [("ascii", ""), ("ascii", "80"), ("latin-1", ""), ("gbk", "80")])
def test_an_output_that_cannot_carry_a_name_shows_it_escaped(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, encoding: str, width: str
) -> None:
    run("customer", "add", "张é😀")
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    if width:
        monkeypatch.setenv("AMFLOW_FORCE_TTY", width)

    for words in (["customer", "list"], ["today"], ["log-visit", "c1", "-", "--no-next"], ["--help"]):
        process = subprocess.run([*AMFLOW, *words], input="见面".encode(), capture_output=True)
        assert (process.returncode, process.stderr) == (0, b""), words
    as_json = subprocess.run([*AMFLOW, "customer", "list", "--json"], capture_output=True).stdout.decode(encoding)
    assert json.loads(as_json)["items"][0]["name"] == "张é😀"


@pytest.mark.parametrize(
    "words", [("customer", "list"), ("customer", "list", "--tier"), ("product", "list", "--series")]
)
def test_typed_bytes_that_are_no_text_are_refused(run: Callable[..., Any], words: tuple[str, ...]) -> None:
    result = run(*words, os.fsdecode(b"a\xff"), code=2)

    assert result.stderr == "error: “a” is not text in UTF-8\nhint: type it again in UTF-8\n"


def test_what_is_said_beside_the_result_is_harmless_and_one_line(run: Callable[..., Any], tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e\u061c\nhint: b"

    said = run("summary", "--format", "md", "-o", str(tmp_path / f"{name}.md")).stderr
    refused = run("today", "--book", f"/dev/null/{name}", code=5).stderr

    assert "\x1b" not in said + refused
    assert "\u202e" not in said + refused
    assert "\u061c" not in said + refused
    assert len(refused.splitlines()) == 2


def test_json_escapes_what_a_terminal_would_obey(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\x9b31m\xe2\x80\xae\xc2\x9bb.db")

    result = run("book", "path", "--json", "--book", str(path))

    assert result.json["item"]["path"] == str(path)
    assert "\u202e" not in result.stdout
    assert "\x9b" not in result.stdout
    result.stdout.encode()


@pytest.mark.parametrize("variable", ["AMFLOW_NOW", "AMFLOW_TODAY"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_clock_beyond_the_calendar_is_refused(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, variable: str, day: str
) -> None:
    monkeypatch.delenv("AMFLOW_NOW")
    monkeypatch.setenv(variable, day)

    assert run("today", code=2).stderr.startswith(f"error: {variable}: “{day}” is not possible\nhint: ")


@pytest.mark.parametrize("day", ["1900-01-01T00:00", "2199-12-31T23:59"])
@pytest.mark.parametrize("words", ["today", "plan", "plan --accept", "summary --week", "log-visit 张 x --next mon"])
def test_the_first_and_the_last_day_can_be_lived(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, day: str, words: str
) -> None:
    monkeypatch.setenv("AMFLOW_NOW", day)
    run("customer", "add", "张", "--birthday", "10-15")

    assert run(*words.split()).stderr == ""


@pytest.mark.parametrize(
    "words", ["book path --book ~nobody-here/x", "summary -o ~nobody-here/x.md", "demo --output ~nobody-here/x"]
)
def test_a_home_that_is_not_there_is_said_so(run: Callable[..., Any], words: str) -> None:
    result = run(*words.split(), code=2)

    assert result.stderr == "error: there is no home folder ~nobody-here\nhint: write the path in full\n"


def test_every_error_that_is_raised_has_a_hint() -> None:
    """A class of errors.py, wherever it is raised, gets its message and its hint, if only that nothing was changed."""
    kinds = {"Refused", "Usage", "NotFound", "Ambiguous", "Unusable"}
    bare = [
        f"{path.name}:{call.lineno}"
        for path in Path(amflow.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in kinds
        and len(call.args) < 2
        and "untouched" not in {given.arg for given in call.keywords}
    ]

    assert bare == []


@pytest.mark.parametrize("words", ["today --book", "book backup", "import --as customer"])
def test_a_path_that_is_too_long_has_a_hint(run: Callable[..., Any], words: str) -> None:
    assert "\nhint: " in run(*words.split(), "x" * 5000, code=5).stderr


def test_an_interrupt_ends_it_at_once() -> None:
    """Ctrl-C while it waits for the book that another program holds."""
    import sqlite3

    subprocess.run([*AMFLOW, "history"], check=True, capture_output=True)
    holder = sqlite3.connect(os.environ["AMFLOW_BOOK"], isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    command = "sys.exit(amflow.shell.app.app(['undo'], standalone_mode=False))"
    reading = f"import sys, amflow.shell.app; sys.stderr.write('ready\\n'); sys.stderr.flush(); {command}"
    process = subprocess.Popen(
        [sys.executable, "-c", reading],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    holder.execute("ROLLBACK")

    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err


def test_a_mistake_of_ours_keeps_its_traceback(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: Any) -> None:
        raise RuntimeError("a fault in the program")

    monkeypatch.setattr("amflow.book.undo.history", broken)

    with pytest.raises(RuntimeError, match="a fault in the program"):
        run("history")
