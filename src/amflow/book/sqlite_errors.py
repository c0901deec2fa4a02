"""What SQLite's complaints mean to a person."""

from pathlib import Path
from typing import TYPE_CHECKING

from amflow.book.engine import errors
from amflow.book.migrations import lacking
from amflow.errors import AmflowError, Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from sqlite3 import Connection


def not_a_book(path: Path) -> Unusable:
    """The file is something else."""
    return Unusable(
        _("{path} is not an amflow book").format(path=path), _("name another file with --book; nothing was changed")
    )


_LACKING = ("no such table", "no such column", "no column named", "no item with that key")


def told(error: BaseException, path: Path, connection: "Connection | None" = None) -> AmflowError | None:
    """What SQLite's complaint means to a person, or None where it is a mistake of ours. Whether a table that it does not
    find is missing is asked of the open file."""
    if type(error).__name__ == "JSONDecodeError":
        return _unread(path, connection) if connection is not None else None
    words = str(error).lower()
    if "locked" in words or "busy" in words:
        return Unusable(
            _("the book is being written by another program"),
            _("wait for it to finish, then say it again; nothing was changed"),
        )
    if "readonly" in words or "read-only" in words:
        return read_only(path)
    if "disk is full" in words or ("disk i/o" in words and _no_room(path)):
        return Unusable(_("the disk is full"), _("nothing was changed; make room and say it again"))
    if isinstance(error, MemoryError) or words in ("interrupted", "string or blob too big"):
        return Unusable(
            _("{path} asks for more time or room than a book needs").format(path=path),
            _("it was stopped and nothing was changed; take another copy, or amflow book salvage FILE"),
        )
    if "not a database" in words or "malformed" in words or "encrypted" in words:
        return not_a_book(path) if "not a database" in words else damaged(path)
    if "unable to open" in words or "disk i/o" in words:
        return Unusable(
            _("{path} cannot be used: {why}").format(path=path, why=error),
            _("nothing was changed; look at the disk and at who may write there"),
        )
    if connection is not None and any(sign in words for sign in _LACKING):
        return _incomplete(path, connection)
    return None


def _unread(path: Path, connection: "Connection") -> Unusable | None:
    """That fields of a record cannot be read, or None where all can: then it is a mistake of ours."""
    found = no_json(connection)
    hint = _("amflow book backups lists the copies; amflow book salvage FILE brings out the rest")
    return Unusable(_("{path} is damaged: {what}").format(path=path, what=found[0]), hint) if found else None


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


JSON = {"customer": ("profile", "profile_on"), "product": ("aspects",)}
"""The columns that hold a JSON object, by table."""


def is_none(column: str) -> str:
    """The condition that the column holds no JSON object."""
    return f"iif(json_valid({column}), json_type({column}), '') <> 'object'"


def no_json(connection: "Connection") -> list[str]:
    """Rows whose fields of one's own cannot be read."""
    return [
        _("{row}: {column} is not JSON").format(row=f"{table} {row_id}", column=column)
        for table, columns in JSON.items()
        for column in columns
        for (row_id,) in map(tuple, connection.execute(f"SELECT id FROM {table} WHERE {is_none(column)} LIMIT 20"))
    ]


def _no_room(path: Path) -> bool:
    # Where even the side files of reading find no room, SQLite speaks of an I/O error only.
    import shutil

    try:
        return shutil.disk_usage(path.absolute().parent).free == 0
    except OSError:
        return False


def damaged(path: Path) -> Unusable:
    """SQLite cannot make sense of a part of the file."""
    return Unusable(
        _("{path} is damaged").format(path=path), _("amflow book check says where; keep the file and go back to a copy")
    )


def read_only(path: Path) -> Unusable:
    """The file may be read and not written."""
    return Unusable(
        _("{path} is read-only").format(path=path), _("nothing was changed; make the file and its folder writable")
    )


def newer(path: Path, version: int) -> Unusable:
    """The file has taken steps that this program does not know."""
    return Unusable(
        _("{path} was written by a newer amflow (version {n} of the book)").format(path=path, n=version),
        _("update amflow, or name another book with --book"),
    )
