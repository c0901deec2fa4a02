"""The refused rows as a CSV file of their own: mended there, they can be imported again with the same map."""

import os
from pathlib import Path

from amflow.errors import Refused, Unusable
from amflow.exchange.table import Table
from amflow.locale import _, of_system

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


def write(target: Path, table: Table, wrong: dict[int, str]) -> None:
    """Write the rows whose line is in `wrong`, as they came, with line and reason behind them. Raises Unusable."""
    import csv

    width = len(table.heading)
    part = target.with_name(f".{target.name}.part")
    try:
        # Readable by nobody else, like the book: these are customers.
        with os.fdopen(
            os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600),
            "w",
            encoding="utf-8-sig",
            newline="",
            errors="replace",
        ) as file:
            out = csv.writer(file)
            out.writerow([*table.heading, *ADDED])
            for line, cells, _wrong in table.records:
                if line in wrong:
                    filled = [*cells, *[""] * (width - len(cells))]
                    # Cells beyond the heading stay beyond it, so that the row is not taken unmended.
                    out.writerow([*filled[:width], line, wrong[line], *filled[width:]])
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Unusable(
            _("{path} cannot be written: {why}").format(path=target, why=of_system(error)),
            _("name another place for refused rows with --rejects; nothing was changed"),
        ) from error
