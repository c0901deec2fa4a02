"""Files that are not whole for a moment: loose sheets, which another program must be able to open (an editor's page, a report on
its way to PDF), and the target of an export, which is there whole or not at all; and the compiled files of the cache.

Customers stand on them. So they are for their owner alone. Loose sheets lie in a folder that only its owner enters, in memory
where the system has a place for that (XDG_RUNTIME_DIR), and are gone with the command; what a command that was killed left
behind the next one takes away. Only a page that a person was writing stays for a day.
"""

import marshal
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from zlib import crc32

from amflow.errors import Unusable
from amflow.locale import _, of_system

_PIECE = 1 << 20
_DAY = 24 * 3600

PAGE = "page"
"""The ending of a folder with what a person is writing."""


@contextmanager
def folder(ending: str = "sheets", *, large: bool = False) -> Iterator[Path]:
    """A new folder for this command, which goes with all that is in it; a `large` one does not lie in memory."""
    made = _new(ending, _places()[-1:] if large else _places())
    try:
        yield made
    finally:
        _take_away(made)
        # The common one goes with the last that was in it.
        with suppress(OSError):
            made.parent.rmdir()


def keep(text: str, ending: str) -> Path:
    """Put what a person wrote where it stays for a day."""
    page = _new(PAGE, _places()) / f"kept.{ending}"
    page.touch(mode=0o600)
    page.write_text(text, "utf-8")
    return page


def kept(ending: str) -> str:
    """What was kept under that ending; empty where nothing was."""
    return next((page.read_text("utf-8") for page in _kept(ending)), "")


def drop(ending: str) -> None:
    """Keep no longer what was kept under that ending."""
    for page in _kept(ending):
        _take_away(page.parent)


def _kept(ending: str) -> list[Path]:
    return [page for place in _places() if _is_own(place) for page in place.glob(f"*.{PAGE}/kept.{ending}")]


def tidy() -> None:
    """Take away what commands that were killed left behind. Costs a look at one folder, which as a rule is not there."""
    for place in _places():
        if not _is_own(place):
            continue
        with suppress(OSError):
            for one in place.iterdir():
                if not _in_use(one):
                    _take_away(one)
            place.rmdir()


def let_go(file: Path) -> None:
    """Take the file away, its bytes written over first."""
    with suppress(OSError):
        if not file.is_symlink():
            handle = os.open(file, os.O_RDWR)
            try:
                overwrite(handle)
            finally:
                os.close(handle)
        file.unlink()


def overwrite(handle: int) -> None:
    """Write over the bytes of an open file."""
    size = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    for start in range(0, size, _PIECE):
        os.write(handle, bytes(min(_PIECE, size - start)))
    os.fsync(handle)


def _places() -> list[Path]:
    """The folders of all loose sheets, there or not: in memory, where the system has that, and on the disk."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    memory = [Path(runtime, "amflow")] if runtime.startswith("/") and _is_own(Path(runtime)) else []
    # As `tempfile` chooses, which takes longer to load than to look.
    chosen = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    disk = next((one for one in (*chosen, "/tmp") if one and Path(one).is_dir()), "")  # noqa: S108 - another's is not entered
    mine = f"amflow-{os.geteuid()}" if os.name == "posix" else "amflow"
    return memory + ([Path(disk, mine)] if disk else [])


def _new(ending: str, places: list[Path]) -> Path:
    from tempfile import mkdtemp

    for place in places:
        for _time in range(5):
            with suppress(OSError):
                place.mkdir(mode=0o700, exist_ok=True)
                if not _is_own(place):
                    break
                # Another command may have taken the common folder away just now: then once more.
                return Path(mkdtemp(prefix=f"{os.getpid()}-", suffix=f".{ending}", dir=place))
    return Path(mkdtemp(prefix="amflow-", suffix=f".{ending}"))


def _is_own(place: Path) -> bool:
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
    number = one.name.partition("-")[0]
    if not number.isdecimal():
        return False
    if os.name == "posix":
        try:
            os.kill(int(number), 0)
            return True
        except PermissionError:
            return True
        except (OSError, OverflowError):
            pass
    if os.name == "posix" and one.suffix != f".{PAGE}":
        return False
    # Elsewhere a program is not asked whether it lives: a day is longer than any command takes.
    newest = max((file.lstat().st_mtime for file in (one, *one.rglob("*"))), default=0.0)
    return time.time() - newest < _DAY


def _take_away(made: Path) -> None:
    """The folder and all in it; our own sheets are written over first, not what a browser has put below them."""
    if made.is_symlink() or not made.is_dir():
        let_go(made)
        return
    from shutil import rmtree

    with suppress(OSError):
        for one in made.iterdir():
            if one.is_symlink() or not one.is_dir():
                let_go(one)
    rmtree(made, ignore_errors=True)


@contextmanager
def beside(target: Path, hint: str = "") -> Iterator[Path]:
    """A path beside the target that takes its place when all went well, readable by its owner alone. Raises Unusable."""
    if not target.name or target.is_dir():
        raise Unusable(_("{path} is a folder").format(path=target), hint or _("name another"))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        yield part
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unusable(_("{path} cannot be written: {why}").format(path=target, why=of_system(error)), hint) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def replacing(target: Path, hint: str = "", encoding: str = "utf-8") -> Iterator[IO[str]]:
    """A text file to write into, which takes the target's place when all went well. Raises Unusable."""
    with (
        beside(target, hint) as part,
        part.open("w", encoding=encoding, newline="", errors="replace") as file,
    ):
        yield file


def compiled(file: Path) -> Any:
    """What is kept compiled in a file of the cache. Raises OSError, EOFError, ValueError or TypeError for anything odd."""
    data = file.read_bytes()
    if int.from_bytes(data[:4], "big") != crc32(data[4:]):
        raise ValueError(file)
    return marshal.loads(memoryview(data)[4:])  # noqa: S302 - our own file in the user's own 0700 folder


def keep_compiled(file: Path, value: Any) -> None:
    """Keep it. A cache that cannot be written only makes the next start slower."""
    data = marshal.dumps(value)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(crc32(data).to_bytes(4, "big") + data)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()
