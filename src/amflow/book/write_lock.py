"""Waiting for one's turn to write where several programs want to.

SQLite looks again after pauses that grow to a tenth of a second, so that whoever came last gets in first, and of twenty
programs some wait until they are refused. Here everybody looks equally often.
"""

import random
import sqlite3
import time

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
                time.sleep(PAUSE * random.random())  # noqa: S311 - no secret
    finally:
        connection.execute(f"PRAGMA busy_timeout = {wait}")
