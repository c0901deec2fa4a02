"""What an import must remember while it runs: rows that were read, rows that were refused, keys that were seen.

On disk, in a file that nobody sees and that goes with the program: a million rows do not fit into the memory allowed.
"""

from collections.abc import Iterator
from typing import Any

from amflow.files.import_.cells import RowRead

_AT_ONCE = 500


class Scratch:
    """The notes of one import."""

    def __init__(self, *, secret: bool = False) -> None:
        """`secret`: what is on the disk is under a key that nobody keeps."""
        from amflow.book.engine import scratch

        self._db = scratch(secret)
        for line in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA cache_size = -16000",
            "CREATE TABLE kept (number INTEGER PRIMARY KEY, row BLOB)",
            "CREATE TABLE wrong (number INTEGER PRIMARY KEY, row BLOB)",
            "CREATE TABLE refused (line INTEGER PRIMARY KEY, reason TEXT)",
            "CREATE TABLE key (key TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID",
            "BEGIN",
        ):
            self._db.execute(line)
        self._fresh: list[tuple[bytes]] = []
        self.kept = 0
        self.refused = 0

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def keep(self, read: RowRead) -> None:
        """Remember a row that was read; one that cannot be taken, for what else is wrong with it."""
        from marshal import dumps

        if read.wrong:
            self._db.execute("INSERT INTO wrong (row) VALUES (?)", (dumps(tuple(read)),))
            return
        self._fresh.append((dumps(tuple(read)),))
        self.kept += 1
        if len(self._fresh) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO kept (row) VALUES (?)", self._fresh)
        self._fresh.clear()

    def reads(self) -> Iterator[RowRead]:
        """The rows that were kept, in their order."""
        self._flush()
        yield from self._rows("kept")

    def wrong(self) -> Iterator[RowRead]:
        """The rows that cannot be taken for what stands in their cells."""
        yield from self._rows("wrong")

    def _rows(self, table: str) -> Iterator[RowRead]:
        from marshal import loads

        for (row,) in self._db.execute(f"SELECT row FROM {table} ORDER BY number"):
            # Our own bytes from a moment ago, from a file that nobody else can open.
            yield RowRead._make(loads(row))  # noqa: S302

    def refuse(self, line: int, reason: str) -> None:
        """Remember a row that is not taken, and why."""
        self._db.execute("INSERT OR REPLACE INTO refused VALUES (?, ?)", (line, reason))
        self.refused += 1

    def is_refused(self, line: int) -> bool:
        """Whether the row of that line is not taken."""
        return self._db.execute("SELECT 1 FROM refused WHERE line = ?", (line,)).fetchone() is not None

    def refusals(self, limit: int = -1) -> Iterator[tuple[int, str]]:
        """The refused rows by line: line and reason."""
        found: Iterator[Any] = self._db.execute("SELECT line, reason FROM refused ORDER BY line LIMIT ?", (limit,))
        yield from found

    def first(self, key: str, line: int) -> int:
        """The line in which this key stood first."""
        row = self._db.execute("SELECT line FROM key WHERE key = ?", (key,)).fetchone()
        if row:
            number: int = row[0]
            return number
        self._db.execute("INSERT INTO key VALUES (?, ?)", (key, line))
        return line
