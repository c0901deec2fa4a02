"""Work of a library that no clock and no limit of ours reaches: done by another process, which is ended where it takes
too much. What it was to make comes back; what it filled goes with it."""

import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from amflow.errors import AmflowError


class Unended(Exception):
    """It came to no end of its own. `why`: time, memory, or that it died of something else."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


TIME, MEMORY, DIED = "time", "memory", "died"

_MADE, _TOLD, _NO_ROOM, _FAILED = b"+", b"!", b"m", b"?"


def done(work: Callable[[], bytes], seconds: float, memory: int = 0) -> bytes:
    """What the work makes in so many seconds and, where that is said, so many bytes of memory; where the system has no
    such processes it is done here. Raises Unended, and what the work raises of our own errors."""
    if not hasattr(os, "fork"):
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        _work(work, writes, memory)
    os.close(writes)
    try:
        answer = _answer(reads, time.monotonic() + seconds)
    finally:
        os.close(reads)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    kind, content = answer[:1], answer[1:]
    if kind == _MADE:
        return content
    if kind == _TOLD:
        # Written by a copy of this program, a moment ago.
        error, told = pickle.loads(content)  # noqa: S301
        raise error(*told)
    raise Unended(MEMORY if kind == _NO_ROOM else DIED)


def _answer(reads: int, until: float) -> bytes:
    found: list[bytes] = []
    while True:
        if not select.select([reads], [], [], max(until - time.monotonic(), 0))[0]:
            raise Unended(TIME)
        piece = os.read(reads, 1 << 20)
        if not piece:
            return b"".join(found)
        found.append(piece)


def _work(work: Callable[[], bytes], writes: int, memory: int) -> NoReturn:
    try:
        if memory:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        # Libraries tell stderr of their own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        answer = _MADE + work()
    except MemoryError:
        answer = _NO_ROOM
    except AmflowError as error:
        answer = _TOLD + pickle.dumps((type(error), (error.message, error.hint, error.lines)))
    except BaseException:  # noqa: BLE001 - nobody here could be told
        answer = _FAILED
    with suppress(OSError):
        while answer:
            answer = answer[os.write(writes, answer) :]
    # Nothing that the parent has open is closed or written here.
    os._exit(0)
