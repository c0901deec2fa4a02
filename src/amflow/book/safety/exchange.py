"""One file in the place of another, with what SQLite keeps beside it: whoever is cut off in between finds a book all the same.

The former file gets a second name, then the new one takes the first: at no moment is there none. What SQLite keeps beside a
file goes aside before that, or it would be read into the new one. A marker says so meanwhile; the next opening goes on from it.
"""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from amflow.book.engine import make_folder, part, restoring_of
from amflow.book.safety import backups
from amflow.errors import Unusable
from amflow.locale import _
from amflow.outfiles import SIDES, hold, put, settle_names

_KEPT = ("", "-wal", "-journal")
"""What a file is, and what SQLite has not written into it yet."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def exchange(path: Path, made: Path, aside: Path, what: str) -> None:
    """Let `made` be the file at `path`, and the former one, as far as there is one, be `aside`, one of its copies; `what` that is
    to the person. Raises Unusable, OSError."""
    with _held(path, 0.0, os.O_CREAT) as marker:
        was = _inode(path)
        try:
            os.ftruncate(marker, 0)
            os.write(marker, os.fsencode(f"{was}\n{aside.name}\n"))
            os.fsync(marker)
            for end in _KEPT:
                _second_name(_side(path, end), _side(aside, end))
            settle_names(aside.parent)
            for end in SIDES:
                _side(path, end).unlink(missing_ok=True)
            put(made, path, what)
        except BaseException:
            _take_back(path, was, aside)
            restoring_of(path).unlink(missing_ok=True)
            raise


def finish(path: Path, patience: float) -> None:
    """Come to the end of an exchange that was cut off: all of it, or nothing of it. Raises Unusable where it goes on."""
    with suppress(FileNotFoundError), _held(path, patience) as marker:
        was, _end, aside = os.fsdecode(os.read(marker, 1 << 16)).partition("\n")
        # Whatever it names lies among the copies: a folder from elsewhere may bring a marker that somebody made up.
        name = Path(aside.removesuffix("\n")).name
        if aside.endswith("\n") and was.isdecimal() and name.endswith(".db"):
            _take_back(path, int(was), backups.folder(path) / name)


@contextmanager
def _held(path: Path, patience: float, more: int = 0) -> Iterator[int]:
    """The marker, which nobody else holds; it is gone at the end."""
    until = time.monotonic() + patience
    handle = os.open(restoring_of(path), os.O_RDWR | _NOFOLLOW | more, 0o600)
    try:
        if not _is_ours(handle, path):
            raise Unusable(
                _("{path} was laid there by somebody else").format(path=restoring_of(path)),
                _("take it away; look who may write there"),
                untouched=True,
            )
        while not hold(handle):
            if time.monotonic() >= until:
                raise Unusable(
                    _("a copy is being put in the place of {path}").format(path=path), _("try again in a moment")
                )
            time.sleep(0.05)
        if os.fstat(handle).st_nlink:
            yield handle
            restoring_of(path).unlink(missing_ok=True)
            settle_names(path.parent)
        elif more:
            raise Unusable(_("a copy was put in the place of {path} just now").format(path=path), _("look at it first"))
        else:
            raise FileNotFoundError
    finally:
        os.close(handle)


def _is_ours(marker: int, path: Path) -> bool:
    """Whether it is a marker that we made, or whoever owns the folder: elsewhere anybody can lay one in the way."""
    found = os.fstat(marker)
    owners = (os.geteuid(), path.parent.stat().st_uid) if os.name == "posix" else (found.st_uid,)
    return stat.S_ISREG(found.st_mode) and found.st_uid in owners


def _take_back(path: Path, was: int, aside: Path) -> None:
    if _inode(path) != was:
        return
    # The former file stands there still: it gets back what was beside it, and its second name is let go of.
    for end in _KEPT[1:]:
        if not _side(path, end).exists():
            _second_name(_side(aside, end), _side(path, end))
    settle_names(path.parent)
    for end in ("", *SIDES):
        _side(aside, end).unlink(missing_ok=True)


def _second_name(file: Path, name: Path) -> None:
    """Let the file be found under that name too: where a disk knows one name only, a copy of it."""
    if not file.exists():
        return
    try:
        make_folder(name.parent)
        name.hardlink_to(file)
    except OSError:
        with part(name) as copy:
            shutil.copyfile(file, copy)
            put(copy, name)


def _inode(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_ino
    return 0


def _side(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
