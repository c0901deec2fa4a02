"""The files that belong to a book: copied into its folder, named by their content, looked over for loss and change.

A file is kept under the beginning of its SHA-256, so the same file is kept once, undo need not touch it and redo finds it
again. Beside an encrypted book it is sealed (`encryption/sealed_attachments.py`), under a name that follows from that one and the
key: the files of the former key and of the new one lie side by side until the book itself has changed. Nothing is read
or written through a symbolic link. What neither a record nor the journal names is swept.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from amflow import outfiles
from amflow.book import engine
from amflow.book.encryption import sealed_attachments
from amflow.book.engine import Key
from amflow.book.store import Book
from amflow.errors import Refused, Unusable
from amflow.locale import _, of_system
from amflow.outfiles import settle
from amflow.records import NamedTuple
from amflow.tempfiles import let_go

_PIECE = 1 << 20
_DIGITS = sealed_attachments.DIGITS


class AttachedFile(NamedTuple):
    """A file as it was when it was attached; `name` is its name in the book, empty where it was only looked at."""

    name: str
    sha256: str
    bytes: int


class Carried(NamedTuple):
    """So many files were taken along, and these could not be read."""

    number: int
    unread: list[Path]


class Unread(Unusable):
    """A file that cannot be read."""


def folder(path: Path) -> Path:
    """The folder of the files of the book at this path, there or not: `book.db.files`."""
    return path.with_name(path.name + outfiles.FILES)


def place_of(book: Book, kept: str) -> Path:
    """Where the file that the book names so lies."""
    name = Path(kept).name
    return folder(book.path) / (name if book.key is None else sealed_attachments.name_of(book.key, name))


def look(source: Path, most_bytes: int) -> AttachedFile:
    """The file's size and hash, without keeping it. Raises Refused, Unusable."""
    return _hashed(pieces(source, most_bytes))


def keep(book: Book, source: Path, most_bytes: int) -> AttachedFile:
    """Copy the file into the book's folder, for its owner alone, sealed where the book is. Raises Refused for what is no
    plain file or too large, Unusable for what cannot be read or written."""
    try:
        with _part(folder(book.path)) as part:
            found = _write(part, book.key, pieces(source, most_bytes), _ending(source))
            part.replace(place_of(book, found.name))
            # The row that names it is on the disk with the next commit: the file has to be there before.
            _settle(folder(book.path))
            return found
    except Unusable as error:
        error.hint = _("--point only notes where the file lies")
        raise


def state(book: Book, kept: str, path: str, sha256: str) -> str:
    """What has become of an attached file: `""` when it is as it was, `vanished`, or `changed`."""
    file = place_of(book, kept) if kept else Path(path)
    try:
        found = _hashed(content(book, kept) if kept else pieces(file))
        return "" if found.sha256 == sha256 else "changed"
    except (Refused, Unusable):
        return "changed" if os.path.lexists(file) else "vanished"


def content(book: Book, kept: str) -> Iterator[bytes]:
    """What a kept file holds, piece by piece. Raises Refused, Unusable."""
    return _of(place_of(book, kept), book.key)


def problems(book: Book) -> list[str]:
    """The kept files that are not as they were."""
    found = []
    for row in book.all("SELECT id, name, kept, sha256 FROM attachment WHERE kept <> '' ORDER BY id"):
        what = state(book, row["kept"], "", row["sha256"])
        if what == "vanished":
            found.append(_("the attached file {name} has vanished").format(name=row["name"]))
        elif what:
            found.append(_("the attached file {name} is not as it was").format(name=row["name"]))
    return found


@contextmanager
def beside(target: Path, path: Path, key: Key | None, passphrase: str = "") -> Iterator[Carried]:
    """The readable files of the book at this path beside a new copy of it, under a passphrase where it is: before the copy is
    there, which would look whole without them. Where it does not come, they go. Raises Refused, Unusable."""
    place = folder(target)
    _must_be_a_folder(place)
    with outfiles.until_there(target), _writing(place):
        engine.make_folder(target.parent)
        with outfiles.part(place, folder=True) as made:
            new = engine.derive(passphrase, os.urandom(16).hex()) if passphrase and folder(path).is_dir() else key
            carried = _carry(folder(path), key, made, new, lenient=True)
            for file in made.iterdir():
                _make(place)
                file.replace(place / file.name)
        _settle(place)
        yield carried


def key_beside(copy: Path, passphrase: str) -> Key | None:
    """The key of the files beside a copy in the age format: made of its passphrase, with the salt that they begin with."""
    salt = next((salt for file in ours(folder(copy)) if (salt := engine.salt(file))), "")
    return engine.derive(passphrase, salt) if salt else None


def bring(book: Book, source: Path, key: Key | None) -> int:
    """Bring the files that lie beside a copy, which is under this key, to those of the book; give how many were missing.
    What cannot be read stays where it is: `book check` names it."""
    missing = [
        row["kept"]
        for row in book.all("SELECT DISTINCT kept, sha256 FROM attachment WHERE kept <> ''")
        if state(book, row["kept"], "", row["sha256"])
    ]
    if not missing:
        return 0
    return _carry(folder(source), key, folder(book.path), book.key, only=set(missing), lenient=True).number


def strangers(book: Book) -> list[str]:
    """What lies in the folder of the book's files and is none of them."""
    place = folder(book.path)
    found = place.iterdir() if place.is_dir() else ()
    return [file.name for file in found if not _is_ours(file) and outfiles.PART not in file.name]


def damaged_of(path: Path) -> Path:
    """Where the sealed files of the book at this path go that nobody can read: `book.db.damaged`."""
    return path.with_name(f"{path.name}.damaged")


def seal_again(path: Path, former: Key | None, key: Key | None) -> list[Path]:
    """Have every file of the book at this path under the new key too, beside the ones there are: before the book itself
    is. A sealed one that cannot be read is copied aside as it is, for a damaged file must not keep the book from another
    passphrase; gives these. Raises Unusable."""
    carried = _carry(folder(path), former, folder(path), key, lenient=former is not None)
    return [_put_aside(file, damaged_of(path)) for file in carried.unread]


def _put_aside(file: Path, place: Path) -> Path:
    with _part(place) as part:
        with _opened(part) as out:
            out.writelines(pieces(file))
        part.replace(place / file.name)
    _settle(place)
    return place / file.name


def only_of(path: Path, key: Key | None) -> None:
    """Let go of the files that are under another key than the book's: after it has changed, or was not changed after all."""
    place = folder(path)
    if place.is_symlink() or not place.is_dir():
        return
    for file in place.iterdir():
        half = file.name.startswith(".") and outfiles.PART in file.name
        if half or (_is_ours(file) and not _is_under(file, key)):
            let_go(file)


def _is_under(file: Path, key: Key | None) -> bool:
    salt = engine.salt(file)
    if key is not None:
        return salt == key.salt
    # What was attached may itself be an encrypted book: its name says what it holds.
    return not salt or _hashed(pieces(file)).name == file.name.partition(".")[0]


def sweep(book: Book) -> int:
    """Take out the kept files that no record names and no undo could bring back; give how many."""
    named = {row["kept"] for row in book.all("SELECT kept FROM attachment")}
    for side in ("before", "after"):
        named |= {
            row["kept"]
            for row in book.all(
                f"SELECT json_extract({side}, '$.kept') AS kept FROM journal WHERE table_name = 'attachment'"
            )
        }
    stay = {place_of(book, kept).name for kept in named if kept}
    gone = [file for file in ours(folder(book.path)) if file.name not in stay]
    for file in gone:
        let_go(file)
    return len(gone)


def _carry(
    source: Path,
    former: Key | None,
    target: Path,
    key: Key | None,
    only: set[str] | None = None,
    lenient: bool = False,
) -> Carried:
    """Have the files of one folder in another one, under another key. Raises Unread for one that cannot be read, unless
    `lenient`; Refused, Unusable."""
    number, unread = 0, []
    for file in ours(source):
        if former is not None and not _is_under(file, former):
            continue
        try:
            kept = file.name if former is None else kept_name(file, former)
            if only is not None and kept not in only:
                continue
            with _part(target) as part:
                _write(part, key, _of(file, former), kept=kept)
                part.replace(target / (kept if key is None else sealed_attachments.name_of(key, kept)))
        except Unread:
            if not lenient:
                raise
            unread.append(file)
            continue
        number += 1
    if number:
        _settle(target)
    return Carried(number, unread)


def ours(place: Path) -> list[Path]:
    """The files of a book that lie in this folder; none where it is a link."""
    return [] if place.is_symlink() or not place.is_dir() else sorted(filter(_is_ours, place.iterdir()))


def _is_ours(file: Path) -> bool:
    stem = file.name.partition(".")[0]
    return len(stem) == _DIGITS and set(stem) <= set("0123456789abcdef") and not file.is_symlink()


def _must_be_a_folder(place: Path) -> None:
    if place.is_symlink():
        raise Refused(_("{path} is a link, not a folder").format(path=place), _("the book's files are kept beside it"))


def _make(place: Path) -> None:
    _must_be_a_folder(place)
    with _writing(place):
        place.mkdir(mode=0o700, exist_ok=True)


def _settle(place: Path) -> None:
    """Have the names in the folder, and its own, on the disk."""
    for one in (place, place.parent):
        outfiles.settle_names(one)


@contextmanager
def _part(place: Path) -> Iterator[Path]:
    """A new file in the folder for what is not whole yet. Raises Refused, Unusable."""
    _make(place)
    with _writing(place), outfiles.part(place / "file") as part:
        yield part


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=place, why=of_system(error)), untouched=True
        ) from error


def _ending(source: Path) -> str:
    """The ending of the file's name, as far as it is harmless."""
    ending = source.suffix.lower()
    return ending if len(ending) <= 8 and ending[1:].isascii() and ending[1:].isalnum() else ""


def _hashed(content: Iterable[bytes]) -> AttachedFile:
    from hashlib import sha256

    hashed, size = sha256(), 0
    for piece in content:
        size += len(piece)
        hashed.update(piece)
    return AttachedFile(hashed.hexdigest()[:_DIGITS], hashed.hexdigest(), size)


def _write(part: Path, key: Key | None, pieces: Iterable[bytes], ending: str = "", kept: str = "") -> AttachedFile:
    """Write the pieces into a new file, under the key where there is one; its name in the book follows from them, or is
    known already."""
    try:
        out = _opened(part)
        sealed = None
        if key is not None:
            out.close()
            sealed = sealed_attachments.SealedWriter(part, key)

        def written() -> Iterator[bytes]:
            for piece in pieces:
                sealed.write(piece) if sealed else out.write(piece)
                yield piece

        try:
            found = _hashed(written())
            found = found._replace(name=kept or found.name + ending)
            if sealed:
                sealed.done(found.name)
        finally:
            sealed.close() if sealed else out.close()
        settle(part)
        return found
    except engine.errors(also=OSError) as error:
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=part.parent, why=_why(error)),
            _("make room, and look at who may write there"),
        ) from error


def _why(error: Exception) -> str:
    return of_system(error) if isinstance(error, OSError) else str(error)


def _of(file: Path, key: Key | None) -> Iterator[bytes]:
    """What a file of the folder holds, under the key where there is one. Raises Refused, Unusable."""
    if key is None:
        yield from pieces(file)
        return
    try:
        yield from sealed_attachments.pieces(file, key)
    except engine.errors(also=OSError) as error:
        raise _unreadable(file, error) from error


def kept_name(file: Path, key: Key) -> str:
    """The name in the book of a sealed file. Raises Unread."""
    try:
        return Path(sealed_attachments.kept_name(file, key)).name
    except engine.errors(also=OSError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> Unread:
    return Unread(_("{path} cannot be read: {why}").format(path=file, why=_why(error)), _("name a file that is there"))


def pieces(source: Path, most_bytes: int = 0) -> Iterator[bytes]:
    """Read the file to its end. A limit of 0 is none. Raises Refused, Unusable."""
    if source.is_symlink():
        raise Refused(_("{path} is a link").format(path=source), _("name the file itself"))
    try:
        # Not to follow a link put there meanwhile, and not to wait for whoever writes into a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not stat.S_ISREG(source.lstat().st_mode):
            raise Refused(_("{path} is no file").format(path=source), _("a folder is packed first: zip, tar"))
        file = os.fdopen(os.open(source, flags), "rb")
    except OSError as error:
        raise _unreadable(source, error) from error
    size = 0
    with file:
        while piece := _next(file, source):
            size += len(piece)
            if most_bytes and size > most_bytes:
                raise Refused(
                    _("{path} is larger than {n} MB").format(path=source, n=most_bytes >> 20),
                    _("--point only notes where it lies; amflow config set attachment_mb … allows more"),
                )
            yield piece


def _next(file: IO[bytes], source: Path) -> bytes:
    try:
        return file.read(_PIECE)
    except OSError as error:
        raise _unreadable(source, error) from error


def _opened(part: Path) -> IO[bytes]:
    return os.fdopen(os.open(part, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "wb")
