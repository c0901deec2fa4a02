"""What an import must remember while it runs: rows that were read, rows that were refused, keys that were seen.

On disk, in a file that nobody sees and that goes with the program: a million rows do not fit into the memory allowed.
The refused rows become a CSV file of their own: mended there, they can be imported again with the same map.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amflow.errors import Refused
from amflow.files.forms.layout import REFUSED
from amflow.files.forms.table import FileTable, guarded
from amflow.files.forms.units import with_unit
from amflow.files.import_.cells import RowRead
from amflow.locale import _
from amflow.tempfiles import replacing

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
        """Remember a row that was read."""
        from marshal import dumps

        self._fresh.append((dumps(tuple(read)),))
        self.kept += 1
        if len(self._fresh) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO kept (row) VALUES (?)", self._fresh)
        self._fresh.clear()

    def reads(self) -> Iterator[RowRead]:
        """The rows that were kept, in their order."""
        from marshal import loads

        self._flush()
        for (row,) in self._db.execute("SELECT row FROM kept ORDER BY number"):
            # Our own bytes from a moment ago, from a file that nobody else can open.
            yield RowRead._make(loads(row))  # noqa: S302

    def refuse(self, line: int, reason: str) -> None:
        """Remember a row that is not taken, and why."""
        self._db.execute("INSERT OR REPLACE INTO refused VALUES (?, ?)", (line, reason))
        self.refused += 1

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


# The file of refused rows


def place_of_rejects(file: Path, named: Path | None) -> Path:
    """Where the refused rows of this file go. Raises Refused rather than overwrite something else."""
    target = named or Path("import.rejects.csv" if str(file) == "-" else f"{file}.rejects.csv")
    if target.is_dir():
        raise Refused(_("{path} is a folder").format(path=target), _("name a file with --rejects"))
    if named and target.exists() and not _ours(target):
        raise Refused(
            _("{path} is there already, and holds no refused rows").format(path=target),
            _("name another file with --rejects; nothing was changed"),
        )
    return target


def _ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.readline(65_536).rstrip(b"\r\n").endswith(b",".join(name.encode() for name in REFUSED))


def write_rejects(target: Path, table: FileTable, amounts: set[str], wrong: Iterator[tuple[int, str]]) -> None:
    """Write the rows that were refused, as they came, with line and reason behind them. `wrong` is in their order; the
    columns of `amounts` say their unit themselves, for a line above the heading is not kept.

    Raises Unusable.
    """
    import csv

    width = len(table.heading)
    with replacing(
        target, _("name another place for refused rows with --rejects; nothing was changed"), "utf-8-sig"
    ) as file:
        out = csv.writer(file)
        heading = [with_unit(text, table.unit) if text in amounts else text for text in table.heading]
        out.writerow([*map(guarded, heading), *REFUSED])
        records = iter(table.rows())
        for line, reason in wrong:
            cells = next(record.cells for record in records if record.line == line)
            filled = [guarded(_legible(cell)) for cell in (*cells, *[""] * (width - len(cells)))]
            # Cells beyond the heading stay beyond it, so that the row is not taken unmended.
            out.writerow([*filled[:width], line, reason, *filled[width:]])


def _legible(cell: str) -> str:
    """A cell in the other encoding than the rest of its file, as it was meant."""
    if not re.search("[\udc80-\udcff]", cell):
        return cell
    for codec in ("utf-8", "gb18030"):
        try:
            return cell.encode(codec, "surrogateescape").decode("gb18030" if codec == "utf-8" else "utf-8")
        except UnicodeError:
            continue
    return cell
