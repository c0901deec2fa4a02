"""A command that is ended from outside takes its temporary files along."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import Run


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_no_page_is_left_when_the_terminal_is_closed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    run("customer", "add", "Zebulon")
    editor = tmp_path / "editor"
    editor.write_text(
        f'#!/bin/sh\ncp "$1" {tmp_path}/seen\nkill -{number.value} $PPID\nexec sleep 20 >/dev/null 2>&1\n'
    )
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    pages = tmp_path / "pages"
    pages.mkdir()
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.setenv("TMPDIR", str(pages))
    words = [sys.executable, "-m", "amflow", "customer", "edit", "c1", "--editor"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=15)
    assert done.returncode == 128 + number
    assert "Zebulon" in (tmp_path / "seen").read_text()
    assert list(pages.iterdir()) == []
