"""The files that belong to a book: copied into its folder, named by their content, looked over for loss and change.

A file is kept under the beginning of its SHA-256, so the same file is kept once, undo need not touch it and redo finds it
again. Nothing is read or written through a symbolic link. What neither a record nor the journal names is swept.
"""

import os
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book

_PIECE = 1 << 20
_DIGITS = 32


class Kept(NamedTuple):
    """A file as it was when it was attached; `name` is its name in the folder, empty where it was only looked at."""

    name: str
    sha256: str
    bytes: int


def folder(book: "Book") -> Path:
    """The folder of the book's files, there or not: `book.db.files`."""
    return book.path.with_name(f"{book.path.name}.files")


def look(source: Path, most_bytes: int) -> Kept:
    """The file's size and hash, without keeping it. Raises Refused, Unusable."""
    return _read(source, most_bytes, None)


def keep(book: "Book", source: Path, most_bytes: int) -> Kept:
    """Copy the file into the book's folder, for its owner alone. Raises Refused for what is no plain file or too large,
    Unusable for what cannot be read or written."""
    if book.key is not None:
        raise Refused(
            _("the book is encrypted, and a file beside it would not be"), _("--point only notes where the file lies")
        )
    place = folder(book)
    _make(place)
    part = place / f".{os.getpid()}.part"
    try:
        found = _read(source, most_bytes, part)
        name = found.sha256[:_DIGITS] + _ending(source)
        part.replace(place / name)
        return found._replace(name=name)
    finally:
        part.unlink(missing_ok=True)


def state(book: "Book", kept: str, path: str, sha256: str) -> str:
    """What has become of an attached file: `""` when it is as it was, `vanished`, or `changed`."""
    file = folder(book) / Path(kept).name if kept else Path(path)
    try:
        return "" if _read(file, 0, None).sha256 == sha256 else "changed"
    except (Refused, Unusable):
        return "changed" if os.path.lexists(file) else "vanished"


def copy_all(book: "Book", target: Path) -> int:
    """Copy the kept files beside a copy of the book; give how many. Raises Unusable."""
    place, other = folder(book), target.with_name(f"{target.name}.files")
    files = [] if place.is_symlink() or not place.is_dir() else [one for one in place.iterdir() if _is_ours(one.name)]
    if files:
        _make(other)
    for file in files:
        part = other / f".{os.getpid()}.part"
        try:
            _read(file, 0, part)
            part.replace(other / file.name)
        finally:
            part.unlink(missing_ok=True)
    return len(files)


def sweep(book: "Book") -> int:
    """Take out the kept files that no record names and no undo could bring back; give how many."""
    place = folder(book)
    if place.is_symlink() or not place.is_dir():
        return 0
    named = {row["kept"] for row in book.all("SELECT kept FROM attachment")}
    for side in ("before", "after"):
        named |= {
            row["kept"]
            for row in book.all(
                f"SELECT json_extract({side}, '$.kept') AS kept FROM journal WHERE table_name = 'attachment'"
            )
        }
    gone = [file for file in place.iterdir() if _is_ours(file.name) and file.name not in named]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)


def _is_ours(name: str) -> bool:
    stem = name.partition(".")[0]
    return len(stem) == _DIGITS and set(stem) <= set("0123456789abcdef")


def _make(place: Path) -> None:
    try:
        if place.is_symlink():
            raise Refused(
                _("{path} is a link, not a folder").format(path=place), _("the book's files are kept beside it")
            )
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be made: {why}").format(path=place, why=of_system(error)),
            _("--point only notes where the file lies"),
        ) from error


def _ending(source: Path) -> str:
    """The ending of the file's name, as far as it is harmless."""
    ending = source.suffix.lower()
    return ending if len(ending) <= 8 and ending[1:].isascii() and ending[1:].isalnum() else ""


def _read(source: Path, most_bytes: int, copy: Path | None) -> Kept:
    """Read the file to its end, and copy it where that is wanted. A limit of 0 is none."""
    from hashlib import sha256

    if source.is_symlink():
        raise Refused(_("{path} is a link").format(path=source), _("name the file itself"))
    try:
        # Not to follow a link put there meanwhile, and not to wait for whoever writes into a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not stat.S_ISREG(source.lstat().st_mode):
            raise Refused(_("{path} is no file").format(path=source), _("a folder is packed first: zip, tar"))
        with os.fdopen(os.open(source, flags), "rb") as file:
            hashed, size = sha256(), 0
            out = None if copy is None else _fresh(copy)
            try:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    if most_bytes and size > most_bytes:
                        raise Refused(
                            _("{path} is larger than {n} MB").format(path=source, n=most_bytes >> 20),
                            _("--point only notes where it lies; amflow config set attachment_mb … allows more"),
                        )
                    hashed.update(piece)
                    if out:
                        out.write(piece)
                if out:
                    out.flush()
                    os.fsync(out.fileno())
            finally:
                if out:
                    out.close()
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=source, why=of_system(error)), _("name a file that is there")
        ) from error
    return Kept("", hashed.hexdigest(), size)


def _fresh(copy: Path) -> IO[bytes]:
    copy.unlink(missing_ok=True)
    return os.fdopen(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb")
