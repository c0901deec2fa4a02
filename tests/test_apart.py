"""Work in a process of its own: what it makes, and what becomes of work without an end."""

import os
import signal
import time
from pathlib import Path

import pytest

from amflow import apart
from amflow.errors import Unusable


def test_what_it_makes_comes_back() -> None:
    content = os.urandom(3_000_000)

    assert apart.done(lambda: content, 20) == content


def test_what_it_says_of_a_file_is_said_here() -> None:
    def work() -> bytes:
        raise Unusable("no form", "take another", ("line 1",))

    with pytest.raises(Unusable) as told:
        apart.done(work, 20)

    assert (told.value.message, told.value.hint, told.value.lines) == ("no form", "take another", ("line 1",))


def children() -> list[str]:
    """The processes that this one has begun, ended or not, and that nobody has waited for."""
    own = str(os.getpid())
    every = [
        (path.parent.name, path.read_text().rpartition(")")[2].split()) for path in Path("/proc").glob("[0-9]*/stat")
    ]
    return sorted(number for number, (_state, parent, *_more) in every if parent == own)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (lambda: time.sleep(60) or b"", apart.TIME),
        (lambda: bytes(4 << 30), apart.MEMORY),
        (lambda: os.kill(os.getpid(), signal.SIGKILL) or b"", apart.DIED),
        (lambda: b"" + 1, apart.DIED),  # type: ignore[operator]
    ],
    ids=["time", "memory", "a signal", "a mistake"],
)
def test_what_has_no_end_is_ended(work, why) -> None:  # type: ignore[no-untyped-def]
    begun, before = time.monotonic(), children()

    with pytest.raises(apart.Unended) as ended:
        apart.done(work, 2, memory=3 << 30)

    assert ended.value.why == why
    assert time.monotonic() - begun < 10
    assert children() == before
