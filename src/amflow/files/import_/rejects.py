"""The refused rows as a CSV file of their own: mended there, they can be imported again with the same map."""

import re
from collections.abc import Iterator
from pathlib import Path

from amflow.errors import Refused
from amflow.files.forms.csv import FileTable, guarded
from amflow.locale import _
from amflow.tempfiles import replacing

ADDED = ("line", "reason")
"""The columns that stand behind the file's own."""


def place(file: Path, named: Path | None) -> Path:
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
        return file.readline(65_536).rstrip(b"\r\n").endswith(b",".join(name.encode() for name in ADDED))


def write(target: Path, table: FileTable, wrong: Iterator[tuple[int, str]]) -> None:
    """Write the rows that were refused, as they came, with line and reason behind them. `wrong` is in their order.

    Raises Unusable.
    """
    import csv

    width = len(table.heading)
    with replacing(
        target, _("name another place for refused rows with --rejects; nothing was changed"), "utf-8-sig"
    ) as file:
        out = csv.writer(file)
        out.writerow([*map(guarded, table.heading), *ADDED])
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
