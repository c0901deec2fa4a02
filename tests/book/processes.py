"""Running amflow as processes of their own: with another user, with a limit, many at once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

NOBODY = 65534

START = """
import sys
import amflow.shell.app
{first}
sys.exit(amflow.shell.app.app(sys.argv[1:], standalone_mode=False))
"""

AS_NOBODY = """
import importlib, os, pkgutil, sys
import _blake2, _strptime, contextlib, difflib, hashlib, json, sqlite3
with contextlib.suppress(ImportError):
    import sqlcipher3.dbapi2
import amflow, amflow.shell.app, rich.console
for module in pkgutil.walk_packages(amflow.__path__, "amflow."):
    if not module.name.endswith(("__main__", "book.models")):
        importlib.import_module(module.name)
os.setgroups([])
os.setgid({nobody})
os.setuid({nobody})
sys.exit(amflow.shell.app.app(sys.argv[1:], standalone_mode=False))
"""
"""Everything is loaded first: another user may have no way to where Python and the program are installed."""


def amflow(*words: str, without_rights: bool = False, first: str = "", **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command line in a process of its own; `without_rights` as a user to whom file modes mean something.

    `first` is Python that the process runs before it (not a `preexec_fn`: that can hang where threads are).
    """
    command = [sys.executable, "-m", "amflow", *words]
    if first:
        command = [sys.executable, "-c", START.format(first=first), *words]
    if without_rights and os.getuid() == 0:
        command = [sys.executable, "-c", AS_NOBODY.format(nobody=NOBODY), *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60, **more
    )


def script(text: str, *words: str, **more: Any) -> subprocess.Popen[str]:
    """Start a Python script in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", text, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def refused(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """The command ended with 5, said error: and hint: with these words in it, and nothing else."""
    assert result.returncode == 5, result
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[0].startswith("error: "), result.stderr
    assert lines[-1].startswith("hint: "), result.stderr
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def files(folder: Path) -> dict[str, bytes]:
    """Every file in the folder, byte by byte."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
