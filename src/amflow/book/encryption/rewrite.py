"""Encrypting a book, giving it another key, and letting it be plain again; its copies beside it too.

The new file is written beside the old one, compared with it and put in its place at once; the bytes of a plain one are
written over before it is let go of. A disk that keeps old blocks by itself (flash, snapshots) may still hold them.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from amflow import compiled, done
from amflow.book import attachments, engine
from amflow.book.encryption import copies
from amflow.book.engine import Key, make_file, marker_of, part
from amflow.book.safety import backups
from amflow.book.sqlite_errors import damaged, failures, told, why
from amflow.book.store import Book
from amflow.errors import AmflowError, Refused
from amflow.locale import _
from amflow.outfiles import SIDES, put
from amflow.records import NamedTuple
from amflow.tempfiles import let_go, overwrite


class Rewritten(NamedTuple):
    """What was done to the book and its copies."""

    copies: int
    """Copies beside the book that were rewritten with it."""
    left: list[Path]
    """What could not be: copies, which are as they were, and attached files that nobody can read, put aside."""
    unfinished: str = ""
    """Why what belongs to the book was not all rewritten with it, or empty; each opening goes on with it."""


def new_key(passphrase: str) -> Key:
    """A key from the passphrase for a file that is yet to be written."""
    return engine.derive(passphrase, os.urandom(16).hex())


def must_hold_no_strangers(book: Book) -> None:
    """Raises Refused where the folder of the book's files holds what is none of them: it would stay plain."""
    if strange := attachments.strangers(book):
        raise Refused(
            _("{path} holds what is not the book's: {names}").format(
                path=attachments.folder(book.path), names=", ".join(sorted(strange)[:5])
            ),
            _("put it elsewhere"),
            untouched=True,
        )


def _must_have_one_name(path: Path) -> None:
    """Raises Refused for a file that has another name as well (a hard link): that one would be left with nothing in it."""
    if path.stat().st_nlink > 1:
        raise Refused(
            _("{path} has another name as well (a hard link)").format(path=path),
            _("take one of them away first"),
            untouched=True,
        )


def rewrite(book: Book, key: Key | None, what: str) -> Rewritten:
    """Let the book and its copies be under that key, plain where it is None; `what` that is to the person. Whole or not at
    all, file by file; until the new file stands in the place of the former one it can be broken off. The book must be opened
    anew afterwards. Raises Unusable where another program has it open."""
    connection, path = book.raw, book.path
    _must_have_one_name(path)
    was, begun = inode(path), False
    done.begun()
    if key is not None:
        compiled.forget(path)
    try:
        # First of all, so that whoever opens the book after this was cut off sees it.
        make_file(marker_of(path))
        # Fails while another program looks on: it would go on with the file that is let go of.
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        begun = True
        aside = attachments.seal_again(path, book.key, key)
        _replace(connection, path, key, what, ahead=True)
    except BaseException as error:
        with suppress(*engine.errors()):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if begun:
            sweep(book, was)
        else:
            with suppress(*engine.errors()):
                connection.execute("PRAGMA journal_mode = WAL")
            let_go(marker_of(path))
        if isinstance(error, engine.errors()):
            raise told(error, path) or error from error
        raise
    former = book.key
    try:
        book.close()
        attachments.only_of(path, key)
        # A book that is plain again leaves its copies encrypted: they open with the passphrase they had.
        found = [one.path for one in backups.listing(path) if key is not None or not engine.salt(one.path)]
        rewritten = _copies(path, found, former, key)
        return rewritten._replace(left=aside + rewritten.left)
    except failures() as error:
        return Rewritten(0, aside, why(error, path))


def inode(path: Path) -> int:
    """Which file lies there: another one once it was rewritten. It is not opened beside SQLite, whose locks on it would
    be let go of with the second handle."""
    return path.stat().st_ino


def sweep(book: Book, was: int) -> None:
    """Come to the end of a rewriting that was cut off: let go of the half of it that is not the book, of which something
    may be plain beside an encrypted one. `was` is the file that lay there before the book was opened."""
    try:
        # Whoever is rewriting it holds it.
        book.raw.execute("BEGIN IMMEDIATE")
    except engine.errors():
        return
    try:
        if inode(book.path) != was:
            # Rewritten since: what is open here is the former one.
            return
        attachments.only_of(book.path, book.key)
        if book.key is None:
            let_go(marker_of(book.path))
        else:
            finish(book)
    finally:
        book.raw.execute("ROLLBACK")
    with suppress(*engine.errors()):
        # What a power cut left of a journal was read at the opening; what is written ahead has none.
        if book.raw.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
            let_go(book.path.with_name(f"{book.path.name}-journal"))


def remaining(path: Path) -> list[Path]:
    """The copies beside an encrypted book that are still plain."""
    return [one.path for one in backups.listing(path) if engine.begins(one.path) == engine.PLAIN]


def unsealed(path: Path) -> list[Path]:
    """The files attached to the encrypted book at this path that are still plain."""
    files = attachments.ours(attachments.folder(path))
    return [file for file in files if "." in file.name or not engine.salt(file)]


def finish(book: Book) -> Rewritten:
    """Encrypt the plain copies that lie beside an encrypted book: what was cut off before."""
    return _copies(book.path, remaining(book.path), None, book.key)


def _copies(path: Path, found: list[Path], former: Key | None, key: Key | None) -> Rewritten:
    """Rewrite these copies of the book. The marker stays while there is one that could not be for now: each opening tries
    again; one that is damaged will never do, and is only named."""
    left, again = [], False
    for one in found:
        try:
            done = _copy(one, former, key)
        except engine.errors(also=OSError) as error:
            done, again = False, again or not ("malformed" in str(error) or "not a database" in str(error))
        except AmflowError as error:
            done, again = False, again or error.message != damaged(one).message
        left += [] if done else [one]
    if not again:
        let_go(marker_of(path))
    return Rewritten(len(found) - len(left), left)


def _copy(file: Path, former: Key | None, key: Key | None) -> bool:
    salt = engine.salt(file)
    if salt and (former is None or former.salt != salt):
        return False
    old = engine.connect(file, former if salt else None, isolation_level=None, timeout=0.5)
    try:
        # A copy that was put aside with its side files has them taken into it.
        old.execute("PRAGMA journal_mode = DELETE")
        old.execute("BEGIN EXCLUSIVE")
        attachments.seal_again(file, former if salt else None, key)
        _replace(old, file, key, ahead=False)
    finally:
        old.close()
    attachments.only_of(file, key)
    return True


def _replace(old: sqlite3.Connection, path: Path, key: Key | None, what: str = "", *, ahead: bool) -> None:
    # Held open to the end, so that its bytes can be written over once the new file stands in its place; and because to
    # close it would let go of SQLite's lock on it.
    was = os.open(path, os.O_RDWR)
    try:
        plain = os.read(was, len(engine.PLAIN)) == engine.PLAIN
        with part(path) as made:
            new = engine.connect(made, key, isolation_level=None)
            try:
                copies.transfer(old, new)
                if not copies.same(old, new):
                    raise damaged(path)
                if ahead:
                    # Said now: between the new file and its first opening somebody may pull the plug. SQLite does not say
                    # that it could not write it.
                    engine.write_ahead(new)
            finally:
                new.close()
            put(made, path, what)
        if plain and not os.fstat(was).st_nlink:
            # Under another name it is somebody's copy. A disk that is full must not undo what is done.
            with suppress(OSError):
                overwrite(was)
        for end in SIDES:
            let_go(path.with_name(path.name + end))
    finally:
        os.close(was)
