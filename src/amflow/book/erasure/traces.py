"""The copies beside the book in which an erased person still is, or may be."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from amflow.book import attachments, engine
from amflow.book.encryption.copies import is_sealed
from amflow.book.erasure import redact
from amflow.book.safety import backups
from amflow.book.store import Book
from amflow.records import NamedTuple


class Copies(NamedTuple):
    """The paths of those that hold the person, and of those that the book has no key for; `before` is the day (`YYYY-MM-DD`)
    before which all of them were made, as far as the book keeps them itself."""

    holding: list[str]
    unopened: list[str]
    before: str


def of(book: Book, uid: str, known: redact.Known) -> Copies:
    """The copies that hold who had this uid, or what is known of them."""
    found = (*backups.listing(book.path), *backups.half_made(book.path))
    shut = [one for one in found if _is_foreign(book, one.path)]
    holding = [one for one in found if one not in shut and _holds(one, book.key, uid, known)]
    days = [one.made_on for one in (*holding, *shut)]
    sealed = [file for file in _sealed_beside(book) if _is_foreign(book, file)]
    return Copies(
        [str(one.path) for one in holding],
        [*(str(one.path) for one in shut), *map(str, sealed)],
        str(max(days) + timedelta(days=1)) if days else "",
    )


def _holds(copy: backups.Backup, key: engine.Key | None, uid: str, known: redact.Known) -> bool:
    """Whether the person is in that copy, or may be: one that cannot be looked into counts, and one left half made."""
    try:
        with closing(engine.connect(f"{copy.path.absolute().as_uri()}?mode=ro", key, uri=True)) as other:
            other.row_factory = engine.row(other)
            if copy.kind == "left" or other.execute("SELECT 1 FROM customer WHERE uid = ?", (uid,)).fetchone():
                return True
            return bool(redact.mentions(other, known))
    except engine.errors():
        return True


def _sealed_beside(book: Book) -> list[Path]:
    """Copies in the age format that lie where the book does, and attached files that could not be read and were put aside."""
    around = (book.path.parent, backups.folder(book.path))
    found = [file for folder in around if folder.is_dir() for file in folder.glob("*.age")]
    aside = attachments.damaged_of(book.path)
    return sorted([*found, *(aside.iterdir() if aside.is_dir() else ())])


def _is_foreign(book: Book, file: Path) -> bool:
    """Whether the key of the book does not open the file."""
    salt = engine.salt(file)
    return is_sealed(file) or bool(salt and (book.key is None or salt != book.key.salt))
