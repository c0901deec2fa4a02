"""Messages let out as a file for a system that sends them: a line each, in CSV that no spreadsheet takes for formulas."""

from collections.abc import Sequence
from pathlib import Path

from amflow.errors import Refused
from amflow.files.export import export
from amflow.files.export.parts import ExportPart
from amflow.locale import _

COLUMNS = ["name", "phone", "text", "kind", "ref"]


def write(file: Path | None, rows: Sequence[tuple[str, str, str, str, str]], force: bool) -> None:
    """Write the rows in the order of `COLUMNS`; no file is stdout. Raises Refused for a file that is there, Unusable."""
    if file is not None and file.is_dir():
        raise Refused(_("{path} is a folder").format(path=file), _("name another"))
    if file is not None and file.exists() and not force:
        raise Refused(_("{path} is there already").format(path=file), _("--overwrite writes over it"))
    with export.opened(file, "utf-8-sig") as out:
        export.write_csv(out, ExportPart("messages", COLUMNS, iter(rows)))
