"""A command in a process of its own: killed after a while, held below a size of file, or without rights."""

import importlib
import os
import pkgutil
import resource
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import amflow
from amflow.shell.app import app
from tools.torture import writes

NOBODY = 65534

COUNTED = "\0writes "
"""Behind everything that a child says: how many writes it was."""


class Outcome(NamedTuple):
    """How a command ended: whether it was killed, whether it had said that it was done, what it said; its exit code, and how
    many calls changed a file where they were counted."""

    killed: bool
    done: bool
    said: str
    seconds: float
    code: int = 0
    writes: int = 0


def warm() -> None:
    """Load the whole program, so that no child has to: most of a short command is its loading."""
    for one in pkgutil.walk_packages(amflow.__path__, "amflow."):
        if not one.name.endswith("__main__"):
            importlib.import_module(one.name)


def run(
    environment: Mapping[str, str],
    words: tuple[str, ...],
    kill_after: float | None = None,
    limit: int = 0,
    nobody: bool = False,
    *,
    wrong: writes.Wrong | None = None,
    folder: Path | None = None,
) -> Outcome:
    """Run a command line in a child; kill it after so many seconds; no file of it may grow beyond `limit` bytes; a call that
    changes a file goes wrong."""
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if not child:
        if folder is not None:
            os.chdir(folder)
        _be_child(environment, words, reading, writing, limit, nobody, wrong)
    os.close(writing)
    killed = False
    status = 0
    if kill_after is not None:
        time.sleep(kill_after)
        ended, status = os.waitpid(child, os.WNOHANG)
        if not ended:
            os.kill(child, signal.SIGKILL)
            killed = True
    said = b""
    while piece := os.read(reading, 65536):
        said += piece
    os.close(reading)
    if killed or kill_after is None:
        _ended, status = os.waitpid(child, 0)
    text, _mark, counted = said.decode("utf-8", "replace").partition(COUNTED)
    killed = killed or (
        wrong is not None and wrong.kills and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    )
    if not killed and os.WIFSIGNALED(status):
        text += f"TRACEBACK it died of signal {os.WTERMSIG(status)}\n"
    # What it had said when it was killed was said by a command that had written already.
    done = _answered(text) if killed else os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
    return Outcome(killed, done, text, time.monotonic() - started, code, int(counted or 0))


def _answered(said: str) -> bool:
    """Whether what a killed command had said is the answer of one that had finished writing."""
    return "\n" in said and not said.startswith(("error:", "hint:", "others", "keeping", "today's"))


def _be_child(
    environment: Mapping[str, str],
    words: tuple[str, ...],
    reading: int,
    writing: int,
    limit: int,
    nobody: bool,
    wrong: writes.Wrong | None,
) -> None:
    code = 1
    try:
        os.close(reading)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(0, "r", encoding="utf-8"),
            os.fdopen(1, "w", encoding="utf-8"),
            os.fdopen(2, "w", encoding="utf-8"),
        )
        os.environ.clear()
        os.environ.update(environment)
        # Begun behind another's back Ctrl-C is ignored; a person's is not.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        if nobody:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        if wrong is not None:
            writes.arm(wrong)
        code = app(list(words), standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:
        sys.stderr.write(f"TRACEBACK {type(error).__name__}: {error}\n")
        code = 70
    finally:
        if wrong is not None:
            # The power may be cut here: what was said until now was said.
            sys.stderr.flush()
            sys.stderr.write(f"{COUNTED}{writes.seen()}")
        # What is still in the buffer would be lost, a traceback too.
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 70)
