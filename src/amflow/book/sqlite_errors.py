"""What SQLite's complaints mean to a person."""

from pathlib import Path
from typing import TYPE_CHECKING

from amflow.book.engine import errors, is_full, room_for
from amflow.book.migrations import lacking
from amflow.errors import AmflowError, Unusable
from amflow.locale import _, of_system

if TYPE_CHECKING:
    from sqlite3 import Connection


def not_a_book(path: Path) -> Unusable:
    """The file is something else."""
    return Unusable(
        _("{path} is not an amflow book").format(path=path), _("name another file with --book"), untouched=True
    )


_LACKING = ("no such table", "no such column", "no column named", "no item with that key")


def told(error: BaseException, path: Path, connection: "Connection | None" = None) -> AmflowError | None:
    """What SQLite's complaint means to a person, or None where it is a mistake of ours. Whether a table that it does not
    find is missing is asked of the open file."""
    words = str(error).lower()
    if "locked" in words or "busy" in words:
        return Unusable(
            _("the book is being written by another program"),
            _("wait for it to finish, then say it again"),
            untouched=True,
        )
    if "readonly" in words or "read-only" in words:
        return full(path) if is_full(path) else read_only(path)
    if "disk is full" in words or ("disk i/o" in words and _no_room(path)):
        return full(path)
    if isinstance(error, MemoryError) or words in ("interrupted", "string or blob too big"):
        return Unusable(
            _("{path} asks for more time or room than a book needs").format(path=path),
            _("it was stopped; take another copy, or amflow book salvage FILE"),
            untouched=True,
        )
    if "not a database" in words or "malformed" in words or "encrypted" in words:
        return not_a_book(path) if "not a database" in words else damaged(path)
    if "unable to open" in words or "disk i/o" in words:
        return Unusable(
            _("{path} cannot be used: {why}").format(path=path, why=error),
            _("look at the disk and at who may write there"),
            untouched=True,
        )
    if connection is not None and any(sign in words for sign in _LACKING):
        return _incomplete(path, connection)
    return None


def failures() -> tuple[type[Exception], ...]:
    """What work that follows a change of the file may fail with: the change itself is done."""
    return (*errors(also=OSError), AmflowError)


def why(error: Exception, path: Path) -> str:
    """Why what was to follow a change of the file did not: a warning beside what is done."""
    if isinstance(error, OSError):
        return of_system(error)
    known = error if isinstance(error, AmflowError) else told(error, path)
    return known.message if known else str(error)


def _incomplete(path: Path, connection: "Connection") -> Unusable | None:
    """That the book lacks tables or columns, or None where it has all."""
    try:
        missing = lacking(connection)
    except errors():
        return damaged(path)
    if not missing:
        return None
    return Unusable(
        _("{path} is damaged: {what} is missing").format(path=path, what=", ".join(missing[:5])),
        _("amflow book backups lists the copies; amflow book salvage FILE brings out the rest"),
    )


def _no_room(path: Path) -> bool:
    # Where even the side files of reading find no room, SQLite speaks of an I/O error only.
    import shutil

    try:
        return shutil.disk_usage(path.absolute().parent).free == 0
    except OSError:
        return False


def is_of_disk(error: BaseException) -> bool:
    """Whether it is about where is written, not what."""
    return any(sign in str(error).lower() for sign in ("disk", "readonly", "unable to open", "locked", "interrupted"))


def damaged(path: Path) -> Unusable:
    """SQLite cannot make sense of a part of the file."""
    return Unusable(
        _("{path} is damaged").format(path=path),
        _("amflow book backups lists the copies; amflow book salvage FILE brings out what can be read"),
    )


def full(path: Path) -> Unusable:
    """There is no room to write."""
    hint = _("make room, {n} MB are enough for the book, and say it again").format(n=room_for(path))
    return Unusable(_("the disk is full"), hint, untouched=True)


def read_only(path: Path) -> Unusable:
    """The file may be read and not written."""
    return Unusable(
        _("{path} is read-only").format(path=path), _("make the file and its folder writable"), untouched=True
    )


def newer(path: Path, version: int) -> Unusable:
    """The file has taken steps that this program does not know."""
    return Unusable(
        _("{path} was written by a newer amflow (version {n} of the book)").format(path=path, n=version),
        _("update amflow, or name another book with --book"),
    )
