"""The call that goes wrong: a small library between a program and the system, made where there is a C compiler."""

import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).with_name("writes.c")

INTERRUPT, KILL, CUT = -1, -2, -3
"""Instead of an errno: SIGINT before the call, which then goes on; SIGKILL; SIGKILL and what was not on the disk may be gone."""

FAULTS = (errno.EIO, errno.ENOSPC, errno.EINTR)

NEVER = 2**40


def made(folder: Path) -> Path | None:
    """The library, made in the folder; None where there is no compiler, or no system that loads it before others."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not (compiler and sys.platform == "linux"):
        return None
    path = folder / "writes.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(path), str(SOURCE), "-ldl"]
    return path if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None


@cache
def _library() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None)
    if not hasattr(library, "torture_arm"):
        return None
    library.torture_arm.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_int]
    library.torture_cut.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.c_ulonglong]
    library.torture_seen.restype = ctypes.c_long
    return library


def there() -> bool:
    """Whether this process runs with the library."""
    return _library() is not None


def begin_again(words: list[str]) -> int | None:
    """Run the same program with the library, and give how it ended; None where it cannot be made."""
    with tempfile.TemporaryDirectory(prefix="amflow-writes-") as folder:
        path = made(Path(folder))
        if path is None:
            return None
        return subprocess.run(
            [sys.executable, "-m", "tools.torture", *words], env=os.environ | {"LD_PRELOAD": str(path)}, check=False
        ).returncode


class Wrong(NamedTuple):
    """What goes wrong: the `at`th call that changes a file, and how; with `on` every one after it too. A power cut (`CUT`)
    takes back what below `root` was not on the disk, drawn by the seed; `grave` is a folder of its own on the same disk."""

    at: int = NEVER
    how: int = KILL
    on: bool = False
    root: str = ""
    grave: str = ""
    seed: int = 0

    @property
    def kills(self) -> bool:
        """Whether the command does not live to say what it did."""
        return self.how in (KILL, CUT)


def arm(wrong: Wrong) -> None:
    """From now on the calls that change a file are counted."""
    library = _library()
    assert library is not None, "the program was begun without the library"
    if wrong.how == CUT:
        library.torture_cut(os.fsencode(wrong.root), os.fsencode(wrong.grave), wrong.seed)
    library.torture_arm(wrong.at, wrong.how, wrong.on)


def seen() -> int:
    """How many there were since."""
    library = _library()
    return library.torture_seen() if library else 0
