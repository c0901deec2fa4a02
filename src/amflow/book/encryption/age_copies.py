"""Copies under a passphrase, in the age format: what `age --decrypt` opens too."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.book import engine
from amflow.book.change import new_uid
from amflow.book.encryption import copy_rows
from amflow.book.opening import make_file, settle
from amflow.errors import Refused, Unusable
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.book.store import Book

BEGINS = b"age-encryption.org/v1"
MARK = "encrypted"
"""What a copy says of itself, among the book's facts: the book that it is of was encrypted. It is in no journal."""

ARMOURED = b"-----BEGIN AGE ENCRYPTED FILE-----"


def is_sealed(path: Path) -> bool:
    """Whether the file begins as one in the age format does."""
    try:
        with path.open("rb") as file:
            return file.read(len(ARMOURED)).startswith((BEGINS, ARMOURED))
    except OSError:
        return False


def seal(book: "Book", target: Path, passphrase: str) -> None:
    """A copy of the book under a passphrase. It is made in memory: no plain copy touches the disk. Raises Unusable."""
    tool = _age()
    plain = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if book.key is None:
            book.raw.backup(plain)
        else:
            book.raw.execute("BEGIN")
            copy_rows.transfer(book.raw, plain)
            book.raw.execute("ROLLBACK")
            now = book.now()
            plain.execute("DELETE FROM about WHERE name = ?", (MARK,))
            plain.execute(
                "INSERT INTO about (uid, created_at, updated_at, name, value) VALUES (?, ?, ?, ?, '1')",
                (new_uid(), now, now, MARK),
            )
        content = plain.serialize()
    finally:
        plain.close()
    part = target.with_name(f"{target.name}.part")
    make_file(part, replace=True, named=target)
    try:
        part.write_bytes(tool.passphrase.encrypt(content, passphrase))
        settle(part)
        part.replace(target)
        settle(target)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be made: {why}").format(path=target, why=error), _("name another place")
        ) from error
    finally:
        part.unlink(missing_ok=True)


def unseal(path: Path, passphrase: str) -> bytes:
    """What is under the passphrase. Raises Refused when it is not the right one, or the file was damaged."""
    tool = _age()
    try:
        content: bytes = tool.passphrase.decrypt(path.read_bytes(), passphrase)
    except tool.DecryptError as error:
        raise Refused(
            _("{path} does not open with this passphrase").format(path=path),
            _("say it again; a damaged file does not open either"),
        ) from error
    if content.startswith(engine.PLAIN):
        # Written ahead it was; in memory it cannot be, and SQLite would not open it there.
        content = content[:18] + b"\x01\x01" + content[20:]
    return content


def _age() -> Any:
    try:
        import pyrage
        import pyrage.passphrase
    except ImportError as error:
        raise Unusable(
            _("copies under a passphrase need another package"), _("pip install 'amflow[encrypt]'")
        ) from error
    return pyrage
