"""A transaction from its beginning to its end, where what is said about it has to be true: written, not written, or nobody can
know."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from amflow import done
from amflow.book.engine import errors

PAUSE = 0.02
"""Seconds between two looks, at most: a write of one command takes about as long."""


def begin(connection: sqlite3.Connection) -> None:
    """Begin to write, as soon as nobody else does. Raises SQLite's error when the connection's time to wait is over."""
    wait = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    until = None
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except errors("OperationalError") as error:
                now = time.monotonic()
                until = until or now + wait / 1000
                if "locked" not in str(error) or now >= until:
                    raise
                # Loaded only where one has to wait: it is a module of its own weight.
                from random import random

                time.sleep(PAUSE * random())  # noqa: S311 - no secret
    finally:
        connection.execute(f"PRAGMA busy_timeout = {wait}")


@contextmanager
def writing(connection: sqlite3.Connection, what: str = "") -> Iterator[None]:
    """One transaction: everything inside is written, or nothing; `what` it is to the person, where it is what they asked for."""
    begin(connection)
    try:
        yield
        commit(connection, what)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


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
