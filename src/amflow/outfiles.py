"""Files that are written out: whole or not at all, for their owner alone, where the path leads to.

A file is what its path leads to: a link goes on pointing where it does, a device or a pipe is written into. Everything else
is written beside its target, as a part whose name nobody can foresee, and takes the target's place when it is whole. Before
its first byte each part is noted in the state folder: what a command that was killed left half made, the next one takes away.
"""

import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from errno import EINVAL, ENOSYS, EOPNOTSUPP
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from amflow import done, settings, tempfiles
from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system
from amflow.tempfiles import take_away

SIDES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file."""

READER = 10.0
"""Seconds that a pipe is waited for to have a reader."""

BOOK = b"SQLite format 3\0"
"""What a book begins with that is not encrypted."""

COPIES, FILES = ".backups", ".files"
"""What the folders beside a book are called behind its name: of its copies, and of the files that belong to it."""

PART = ".part"
"""What the name of a part ends with."""

_LONGEST = 200
"""Bytes of the target's name in that of its part: a name has 255."""
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NEW = os.O_CREAT | os.O_EXCL | os.O_RDWR | _NOFOLLOW
_YEAR = 366 * 24 * 3600


def led_to(path: Path) -> Path:
    """The file that the path leads to, there or not: links are followed, those of its folders too, but none that a stranger
    laid into a folder for everybody. Raises Refused."""
    for _time in range(_LINKS):
        for around in path.absolute().parents:
            if around.is_symlink():
                _must_not_be_laid(around)
        if not path.is_symlink():
            return path
        _must_not_be_laid(path)
        next_one = path.parent / path.readlink()
        if not os.path.lexists(next_one) and path.exists():
            # A link of /proc to a pipe or a file without a name: `/dev/stdout`, `>(program)`.
            return path
        path = next_one
    raise Refused(_("{path} is a link that leads nowhere").format(path=path), _("name another file"))


_LINKS = 40
"""So many links in a row are followed, as by the system."""

in_use: list[Path] = []
"""The book that this command is about: no output takes its place, or that of what belongs to it."""


def _must_be_no_book(place: Path, named: Path) -> None:
    """Raises Refused where a book lies there, or what belongs to the one in use."""
    if not place.is_file():
        return
    found = False
    for book in in_use:
        own = [book.with_name(book.name + end) for end in ("", *SIDES)]
        found = found or any(one.exists() and place.samefile(one) for one in own)
        found = found or real(place).parent in (book.with_name(book.name + end) for end in (COPIES, FILES))
    if not found:
        # Not the one that is open: to close it beside SQLite would let go of its locks.
        with suppress(OSError), place.open("rb", buffering=0) as file:
            found = file.read(len(BOOK)) == BOOK
    if found:
        raise Refused(
            _("{path} is a book, or belongs to one").format(path=named), _("name another file"), untouched=True
        )


def real(path: Path) -> Path:
    """The file itself where the way to it goes through a link; else the path as it was typed."""
    found = os.path.realpath(path)
    return path if found == str(path.absolute()) else Path(found)


def _must_not_be_laid(path: Path) -> None:
    """As the system itself refuses it: in a folder like /tmp anybody can lay a link or a pipe in the way. Raises Refused."""
    found, around = path.lstat(), path.parent.stat()
    open_to_all = around.st_mode & stat.S_ISVTX and around.st_mode & stat.S_IWOTH
    if os.name == "posix" and open_to_all and found.st_uid not in (os.geteuid(), around.st_uid):
        raise Refused(
            _("{path} was laid there by somebody else").format(path=path), _("name another file; nothing was written")
        )


@contextmanager
def part(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """A new, empty file (or folder) beside the target for what is not whole yet; what is still there at the end is let go of,
    with what SQLite keeps beside it. Raises OSError."""
    stem = os.fsdecode(os.fsencode(target.name)[:_LONGEST])
    fresh = target.with_name(f".{stem}.{os.urandom(8).hex()}{PART}")
    note = _noted(fresh)
    try:
        if folder:
            fresh.mkdir(mode=0o700)
        else:
            os.close(os.open(fresh, _NEW, 0o600))
        yield fresh
    finally:
        gone = [take_away(fresh.with_name(fresh.name + end)) for end in ("", *SIDES)]
        _end(note, all(gone))


@contextmanager
def until_there(target: Path) -> Iterator[None]:
    """The files that belong to a copy lie beside it before it is there: where it does not come, their folder goes."""
    beside = target.with_name(target.name + FILES)
    note = None if beside.exists() else _noted(beside)
    try:
        yield
    finally:
        _end(note, note is None or not _waits(beside) or take_away(beside))


def _waits(beside: Path) -> bool:
    """Whether it is the folder of files of a copy that is not there."""
    return beside.name.endswith(FILES) and not os.path.lexists(beside.with_name(beside.name.removesuffix(FILES)))


def is_part(path: Path) -> bool:
    """Whether the file is a part that `part` made, or lies beside one: told by its name."""
    name, found, _end = path.name.rpartition(PART)
    digits = name.rpartition(".")[2]
    return bool(found) and name.startswith(".") and len(digits) == 16 and set(digits) <= set("0123456789abcdef")


def put(made: Path, target: Path, what: str = "") -> None:
    """Let the part, which is whole, take the target's place, so that it lasts; `what` that is to the person, where it is what
    they asked for: from here on it is done. Raises OSError."""
    settle(made)
    with done.writing(what) if what else nullcontext():
        made.replace(target)
        settle_names(target.parent)


def settle(path: Path) -> None:
    """Have the file and its name on the disk before going on: a power cut may come. Raises OSError where it cannot be."""
    try:
        _sync(path, os.O_RDWR | _NOFOLLOW)
    except OSError as error:
        # Some disks do not know what that is.
        if error.errno not in (EINVAL, ENOSYS, EOPNOTSUPP):
            raise
    settle_names(path.parent)


def settle_names(folder: Path) -> None:
    """Have what the folder calls its files on the disk before going on."""
    # Not every system lets a folder be opened.
    with suppress(OSError):
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(target: Path, hint: str = "", what: str | None = None) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the target's place when all went well; a device or a pipe itself. To the person it is
    that file, or `what`; empty where they asked for something else. Raises Unusable, Refused."""
    what = str(target) if what is None else what
    try:
        if not target.name or target.is_dir():
            raise Unusable(_("{path} is a folder").format(path=target), hint or _("name another"))
        place = led_to(target)
        if is_stream(place):
            with _stream(place, target) as file:
                yield file
            return
        _must_be_no_book(place, target)
        if what:
            done.begun()
        with part(place) as made:
            with os.fdopen(os.open(made, os.O_WRONLY | _NOFOLLOW), "wb") as file:
                yield file
                # Who may write in the folder could have laid something else in its place.
                mine = os.fstat(file.fileno())
            if not os.path.samestat(mine, made.lstat()):
                raise Unusable(_("{path} was taken away while it was written").format(path=made), hint)
            put(made, place, what)
    except OSError as error:
        raise Unusable(_("{path} cannot be written: {why}").format(path=target, why=of_system(error)), hint) from error


@contextmanager
def replacing(target: Path, hint: str = "", encoding: str = "utf-8") -> Iterator[IO[str]]:
    """The same for text. Raises Unusable, Refused."""
    with writing(target, hint) as file:
        text = TextIOWrapper(file, encoding, errors="replace", newline="")
        try:
            yield text
            text.flush()
        finally:
            # The file itself is closed by whoever opened it.
            with suppress(OSError):
                text.detach()


def write(target: Path, content: str | bytes, hint: str = "", what: str | None = None) -> None:
    """Write the whole file. Raises Unusable, Refused."""
    with writing(target, hint, what) as file:
        file.write(content.encode("utf-8", "replace") if isinstance(content, str) else content)


def write_own(target: Path, content: str | bytes, what: str = "") -> None:
    """Write a file of amflow's own, in a folder that is made where it is not there; `what` that is to the person, where it is
    what they asked for. Raises Unusable, Refused."""
    hint = _("look at the path, and at who may read and write there")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(_("{path} cannot be written: {why}").format(path=target, why=of_system(error)), hint) from error
    write(target, content, hint, what)


def must_be_free(target: Path, force: bool = False) -> None:
    """Raises Refused where a file is that nobody said may be written over; a device or a pipe is for being written into."""
    if target.is_dir():
        raise Refused(_("{path} is a folder").format(path=target), _("name another"))
    if target.exists() and not (force or is_stream(target)):
        raise Refused(_("{path} is there already").format(path=target), _("--force writes over it"))


def is_stream(path: Path) -> bool:
    """Whether it is a device or a pipe: what is written goes through it, and there is nothing to keep whole."""
    with suppress(OSError):
        return not (path.is_file() or path.is_dir()) and path.exists()
    return False


def _stream(path: Path, named: Path) -> IO[bytes]:
    _must_not_be_laid(path)
    if not path.is_fifo():
        return os.fdopen(os.open(path, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb")
    until = time.monotonic() + READER
    while True:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            if time.monotonic() > until:
                raise Unusable(_("nobody reads from {path}").format(path=named), _("start the reader first")) from error
            time.sleep(0.02)
    os.set_blocking(handle, True)
    return os.fdopen(handle, "wb")


# What is open is noted, so that it is found


def _folders() -> list[Path]:
    """Where the notes lie: in the state folder, or, where that cannot be written, beside the loose sheets."""
    return [settings.folders().state / "parts", *(one.with_name(f"{one.name}-parts") for one in tempfiles.places())]


def _noted(fresh: Path) -> tuple[int, Path] | None:
    """Note the part, and hold the note as long as this process lives."""
    path = fresh.absolute()
    for folder in _folders():
        for _time in range(5):
            note = folder / os.urandom(8).hex()
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not tempfiles.is_own(folder):
                    break
                handle = os.open(note, _NEW, 0o600)
            except FileNotFoundError:
                # Another command has taken the folder away just now, which was empty: then once more.
                continue
            except OSError:
                break
            try:
                hold(handle, wait=True)
                if not os.fstat(handle).st_nlink:
                    # Another command took it for what one that was killed had begun: then once more.
                    os.close(handle)
                    continue
                os.write(handle, os.fsencode(f"{path.parent.stat().st_dev}\n{path}"))
                os.fsync(handle)
                # A part whose note a power cut took away would be nobody's.
                settle_names(folder)
                settle_names(folder.parent)
                return handle, note
            except BaseException as error:
                _end((handle, note), gone=True)
                if not isinstance(error, OSError):
                    raise
                break
    return None


def _end(note: tuple[int, Path] | None, gone: bool) -> None:
    """Forget the note of a part that is gone; of one that is not the next command is told by it."""
    if note is None:
        return
    handle, file = note
    if gone:
        with suppress(OSError):
            file.unlink()
        with suppress(OSError):
            file.parent.rmdir()
    os.close(handle)


def hold(handle: int, *, wait: bool = False) -> bool:
    """Hold an open file until it is closed, or the process ends however it may; False where another holds it."""
    try:
        import fcntl
    except ImportError:
        # Elsewhere nobody is asked whether they live: a day is longer than any command takes.
        return time.time() - os.fstat(handle).st_mtime > 24 * 3600
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def tidy() -> tuple[Path, ...]:
    """Take away the parts of commands that were killed; gives those that cannot be. Costs a look at folders that as a rule
    are not there."""
    left: list[Path] = []
    for folder in _folders():
        if not tempfiles.is_own(folder):
            continue
        with suppress(OSError):
            for note in folder.iterdir():
                with suppress(OSError):
                    left += _finished(note)
            folder.rmdir()
    return tuple(left)


def _finished(note: Path) -> Iterable[Path]:
    handle = os.open(note, os.O_RDWR | _NOFOLLOW)
    try:
        if not hold(handle):
            return ()
        age = time.time() - os.fstat(handle).st_mtime
        device, _end_of_line, path = os.fsdecode(os.read(handle, 1 << 16)).partition("\n")
        made, left = Path(path), list[Path]()
        if not is_part(made) and not _waits(made):
            # Cut off before there was a part or when all was there, or nothing of ours.
            keep = False
        else:
            files = [made.with_name(made.name + end) for end in ("", *SIDES)]
            left = [file for file in files if not take_away(file)]
            # A disk that is not there now may come back with it.
            keep = bool(left) or (not _is_on(made.parent, device) and age < _YEAR)
        if not keep:
            note.unlink()
        return left
    finally:
        os.close(handle)


def _is_on(folder: Path, device: str) -> bool:
    try:
        return str(folder.stat().st_dev) == device
    except OSError:
        return False
