"""Loose sheets, which another program must be able to open: an editor's page, a report on its way to PDF, one that is only
looked at.

Customers stand on them. So they are for their owner alone. Loose sheets lie in a folder that only its owner enters, in memory
where the system has a place for that (XDG_RUNTIME_DIR, /dev/shm), and are gone with the command; what a command that was killed
left behind the next one takes away. Only a page that a person was writing stays for a day, and one that is looked at for as
long as a browser takes to read it.
"""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_PIECE = 1 << 20
_DAY = 24 * 3600
_MEMORY = "/dev/shm"  # noqa: S108 - another's folder in it is not entered

PAGE = "page"
"""The ending of a folder with what a person is writing."""

SHOWN = "shown"
"""That of one with what is only looked at."""

LOOK = 120
"""Seconds that it is there: whoever looks at it has it open by then."""

_timers: list[Any] = []


@contextmanager
def folder(ending: str = "sheets", *, large: bool = False) -> Iterator[Path]:
    """A new folder for this command, which goes with all that is in it; a `large` one does not lie in memory."""
    made = _new(ending, places()[-1:] if large else places())
    try:
        yield made
    finally:
        take_away(made)
        # The common one goes with the last that was in it.
        with suppress(OSError):
            made.parent.rmdir()


def keep(text: str, ending: str) -> Path:
    """Put what a person wrote where it stays for a day."""
    page = _new(PAGE, places()) / f"kept.{ending}"
    page.touch(mode=0o600)
    page.write_text(text, "utf-8")
    return page


def kept(ending: str) -> str:
    """What was kept under that ending; empty where nothing was."""
    return next((page.read_text("utf-8") for page in _kept(ending)), "")


def drop(ending: str) -> None:
    """Keep no longer what was kept under that ending."""
    for page in _kept(ending):
        take_away(page.parent)


def _kept(ending: str) -> list[Path]:
    return [page for place in places() if is_own(place) for page in place.glob(f"*.{PAGE}/kept.{ending}")]


def shown(name: str) -> Path:
    """Where a page of that name lies that is only looked at: it goes by itself."""
    import subprocess
    import sys

    made = _new(SHOWN, places())
    # The command is over before the browser has begun. The timer knows nothing but the folder's name.
    script = "import shutil, sys, time; time.sleep(float(sys.argv[1])); shutil.rmtree(sys.argv[2], True)"
    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        _timers.append(
            subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-I", "-S", "-c", script, str(LOOK), str(made)],
                stdin=nowhere,
                stdout=nowhere,
                stderr=nowhere,
                cwd=made.anchor,
                start_new_session=True,
            )
        )
    return made / name


def forget_shown() -> None:
    """Take away what was only looked at, whoever may still look."""
    for place in filter(is_own, places()):
        for one in place.glob(f"*.{SHOWN}"):
            take_away(one)


def forget_kept() -> list[Path]:
    """Take away the pages that would stay for a day, whatever they are about; gives those that a command is writing now."""
    left: list[Path] = []
    for place in filter(is_own, places()):
        for one in place.glob(f"*.{PAGE}"):
            # What was kept is nobody's any more, whichever program has the number now.
            written = [file for file in one.iterdir() if not file.name.startswith("kept.")] if _lives(one) else []
            if written:
                left += written
            else:
                take_away(one)
    return left


def tidy() -> None:
    """Take away what commands that were killed left behind. Costs a look at one folder, which as a rule is not there."""
    for place in places():
        if not is_own(place):
            continue
        with suppress(OSError):
            for one in place.iterdir():
                if not _in_use(one):
                    take_away(one)
            place.rmdir()


def let_go(file: Path) -> bool:
    """Take the file away, its bytes written over first where that can be; gives whether it is gone."""
    with suppress(OSError):
        handle = os.open(file, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            found = os.fstat(handle)
            # Under another name it is somebody's copy, which is theirs to let go of.
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                overwrite(handle)
        finally:
            os.close(handle)
    # A full disk, or one that never writes over anything, must not keep it.
    with suppress(OSError):
        file.unlink()
    return not os.path.lexists(file)


def overwrite(handle: int) -> None:
    """Write over the bytes of an open file."""
    size = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    for start in range(0, size, _PIECE):
        os.write(handle, bytes(min(_PIECE, size - start)))
    os.fsync(handle)


def places() -> list[Path]:
    """The folders of all loose sheets, there or not: in memory, where the system has that, and on the disk."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    memory = [Path(runtime, "amflow")] if runtime.startswith("/") and is_own(Path(runtime)) else []
    mine = f"amflow-{os.geteuid()}" if os.name == "posix" else "amflow"
    if Path(_MEMORY).is_dir():
        memory.append(Path(_MEMORY, mine))
    # As `tempfile` chooses, which takes longer to load than to look.
    chosen = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    disk = next((one for one in (*chosen, "/tmp") if one and Path(one).is_dir()), "")  # noqa: S108 - another's is not entered
    return memory + ([Path(disk, mine)] if disk else [])


def _new(ending: str, places: list[Path]) -> Path:
    from tempfile import mkdtemp

    for place in places:
        for _time in range(5):
            with suppress(OSError):
                place.mkdir(mode=0o700, exist_ok=True)
                if not is_own(place):
                    break
                # Another command may have taken the common folder away just now: then once more.
                return Path(mkdtemp(prefix=f"{os.getpid()}-", suffix=f".{ending}", dir=place))
    return Path(mkdtemp(prefix="amflow-", suffix=f".{ending}"))


def is_own(place: Path) -> bool:
    """Whether it is a folder, no link, which only its owner, who is ours, can enter."""
    try:
        found = place.lstat()
    except OSError:
        return False
    if os.name != "posix":
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _in_use(one: Path) -> bool:
    """Whether the command that made it is still there, or somebody was writing in it within a day."""
    if one.suffix == f".{SHOWN}":
        return time.time() - one.lstat().st_mtime < LOOK
    if not one.name.partition("-")[0].isdecimal():
        return False
    if _lives(one):
        return True
    if os.name == "posix" and one.suffix != f".{PAGE}":
        return False
    # Elsewhere a program is not asked whether it lives: a day is longer than any command takes.
    newest = max((file.lstat().st_mtime for file in (one, *one.rglob("*"))), default=0.0)
    return time.time() - newest < _DAY


def _lives(one: Path) -> bool:
    """Whether the command that made it is still there, where that can be asked."""
    if os.name != "posix":
        return False
    try:
        os.kill(int(one.name.partition("-")[0]), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError, ValueError):
        return False
    return True


def take_away(made: Path) -> bool:
    """Take away the folder and all in it, or the file; our own sheets are written over first, not what a browser has put below
    them. Gives whether it is gone."""
    if made.is_symlink() or not made.is_dir():
        return let_go(made)
    from shutil import rmtree

    with suppress(OSError):
        for one in made.iterdir():
            if one.is_symlink() or not one.is_dir():
                let_go(one)
    rmtree(made, ignore_errors=True)
    return not os.path.lexists(made)
