"""What this command has done for good, in one place: whatever is said at its end goes by it, an error and a Ctrl-C too.

From the moment before a commit on, Ctrl-C and a polite kill wait until the result is said: whoever hears that nothing came of
it, or nothing at all, types it once more. The second one is let through, and so is the first where a question is put.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from amflow.locale import _

_written: list[tuple[str, bool]] = []
"""What was written, in its order, and whether undo takes it back."""

_former: dict[int, Any] = {}
"""What the signals that are held back did before."""

_came: list[int] = []
"""Those that came meanwhile."""

_doubtful: list[str] = []
"""What may be written and may not: the disk did not say."""

_begun = False
"""Whether a file that was asked for is being written, or was: an export, a copy, the book under another key."""


def begin() -> None:
    """Nothing is done yet: a new command."""
    global _begun
    end()
    _written.clear()
    _doubtful.clear()
    _begun = False


@contextmanager
def writing(what: str, *, undo: bool = False) -> Iterator[None]:
    """Inside it is written for good, or an error says that it is not: nobody hears a Ctrl-C meanwhile. `undo`: it is a command
    of the history, which takes it back."""
    before = bool(_former)
    _hold()
    try:
        yield
    except BaseException:
        if not before:
            end()
        raise
    _written.append((what, undo))


def _hold() -> None:
    import signal

    if _former:
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        known = signal.getsignal(number)
        # What is ignored stays so; elsewhere than in the main thread nobody may choose.
        if known not in (signal.SIG_IGN, None):
            with suppress(ValueError):
                signal.signal(number, _wait)
                _former[number] = known


def _wait(number: int, _frame: Any) -> None:
    if _came:
        _let_through(number)
    else:
        _came.append(number)


def _let_through(number: int) -> None:
    import signal

    end()
    signal.raise_signal(number)


def asking() -> None:
    """A question is put: a signal that was held back is let through, the next one is heard at once."""
    came = _came[:]
    end()
    if came:
        _let_through(came[0])


def begun() -> None:
    """What was asked for is being written, and no change of the book: where a Ctrl-C comes before it is there, that is said."""
    global _begun
    _begun = True


def doubtful(what: str) -> None:
    """The disk failed in the very moment of writing, and nobody can know whether it is there."""
    _doubtful.append(what)


def nothing() -> str:
    """That nothing of what was begun is there; empty where nothing was begun."""
    return _("nothing was written") if _begun else ""


def said() -> bool:
    """The result is said, and what is left is to close the book: a first signal waits for that too, and has nothing to break
    off. Says whether one was held back until now."""
    _hold()
    return bool(_came)


def end() -> None:
    """Signals do again what they did."""
    _came.clear()
    if _former:
        import signal

        for number, known in _former.items():
            signal.signal(number, known)
        _former.clear()


def sentence() -> str:
    """What was written before, to be said beside whatever else is; empty where nothing was."""
    if _doubtful:
        words = _("whether this is written nobody can know, look before you type it again: {what}")
        return words.format(what=_("; ").join(filter(None, _doubtful)) or "amflow history")
    if not _written:
        return ""
    named = _written[-_NAMED:]
    if all(undo for _what, undo in _written):
        what = _("; ").join(what for what, _undo in named)
        return _("this was written before: {what} (amflow undo takes it back)").format(what=what)
    back = _("{what} (amflow undo takes it back)")
    what = _("; ").join(back.format(what=what) if undo else what for what, undo in named)
    return _("this was written before: {what}").format(what=what)


_NAMED = 5
"""So many of the things that were written are named, the last ones."""
