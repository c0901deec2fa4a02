"""The end of a transaction, where what is said about it has to be true: written, not written, or nobody can know."""

import sqlite3
from contextlib import nullcontext, suppress

from amflow import done
from amflow.book.engine import errors


def commit(connection: sqlite3.Connection, what: str = "", *, undo: bool = False) -> None:
    """Write what the transaction holds for good; `what` that is to the person, where it is what they asked for, and whether undo
    takes it back. Raises SQLite's error; where it may be written all the same, that is noted."""
    with done.writing(what, undo=undo) if what else nullcontext():
        try:
            connection.execute("COMMIT")
        except errors("OperationalError") as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if _is_in_doubt(connection, error):
                done.doubtful(what)
            raise


def _is_in_doubt(connection: sqlite3.Connection, error: Exception) -> bool:
    """Whether it may be there: it stands in the log, the disk would not say that it keeps it, and whoever opens the book next
    reads it there. Taking the log away settles it."""
    # SQLCipher does not say which call it was.
    if getattr(error, "sqlite_errorname", "") not in ("SQLITE_IOERR_FSYNC", "SQLITE_IOERR"):
        return False
    with suppress(*errors()):
        busy, left, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(busy or left)
    return True
