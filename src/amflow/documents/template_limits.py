"""How long a template may take and how much it may make: an employer's form, a script or a message from elsewhere is not
trusted. The one place that lets a template of text run."""

from collections.abc import Iterator
from contextlib import contextmanager

from amflow.locale import N_, _

LARGEST_TEXT = 20_000_000
"""Signs."""

MORE_MEMORY = 1 << 30
"""Bytes that a template may ask for beside what the program has."""

_AGAIN = 0.5
"""Seconds."""

SECONDS = 10
"""The largest summary needs a hundredth of either."""

SECONDS_OF_A_MESSAGE = 2
"""A message or a script is a few lines; a queue of hundreds must not wait for each that goes on for ever."""


class Endless(Exception):
    """A template that goes beyond its limits; `words` are said in the language of whoever is told, not of the template."""

    def __init__(self, words: str = "", number: float = 0) -> None:
        super().__init__(words, number)
        self._words, self._number = words, number

    def __str__(self) -> str:
        return _(self._words).format(n=self._number) if self._words else ""


def whole(pieces: Iterator[str], seconds: float | None = None) -> str:
    """The text of a template, as long as it stays within the limits of time (by itself SECONDS) and size. Raises Endless."""
    found, size = [], 0
    with in_time(SECONDS if seconds is None else seconds):
        for piece in pieces:
            size += len(piece)
            if size > LARGEST_TEXT:
                raise Endless(N_("it makes more than {n} million signs"), LARGEST_TEXT // 1_000_000)
            found.append(piece)
    return "".join(found)


@contextmanager
def in_time(seconds: float) -> Iterator[None]:
    """Stop a template that goes on for ever; where the system has no such clock only its size is limited."""
    import signal
    import threading

    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    late = []

    def stop(_number: int, _frame: object) -> None:
        late.append(True)
        raise Endless

    was = signal.signal(signal.SIGALRM, stop)
    # Again and again: Jinja takes what is raised while it compiles for a constant that cannot be worked out.
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        try:
            with _in_memory():
                yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except MemoryError:
        raise Endless(N_("it asks for more memory than there is for a template")) from None
    except Exception:
        # Jinja, looking for the line, may stumble over a frame that was stopped halfway.
        if late:
            raise Endless(N_("it is not done after {n} seconds"), seconds) from None
        raise
    finally:
        signal.signal(signal.SIGALRM, was)


@contextmanager
def _in_memory() -> Iterator[None]:
    """Let the system refuse what a template asks for beyond MORE_MEMORY, where the system counts it."""
    import sys
    from pathlib import Path

    counted = Path("/proc/self/statm")
    if sys.platform != "linux" or not counted.exists():
        yield
        return
    import resource

    pages = int(counted.read_text("ascii").split()[0])
    was = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + MORE_MEMORY
    if was[0] != resource.RLIM_INFINITY and was[0] < most:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, was[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, was)
