"""Targets as a file has them: a table with headings (CSV, a workbook), or TOML with a `[[target]]` for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.exchange import files, forms
from amflow.locale import _, of_system

LARGEST = 4 * 1024 * 1024
"""Bytes of a TOML file: a target is a line or five."""


def rows(file: Path, columns: tuple[str, ...], sheet: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Where each row stands, and its cells under those of the headings that are known. Raises Unusable."""
    if file.suffix.lower() == ".toml":
        yield from _of_toml(file, columns)
        return
    with forms.opened(file, forms.Asked(None, "", sheet), "") as found:
        table = found.table
        places = {column: table.column(column) for column in columns}
        if table.column("starts_on") is not None and places["since"] is None:
            raise Unusable(
                _("{file} is a table of the book's own columns").format(file=table.name),
                _("targets to be read again are written by: amflow target export FILE"),
            )
        if places["metric"] is None or places["value"] is None:
            raise Unusable(
                _("{file} has no columns “metric” and “value”").format(file=table.name),
                _("one of: {choices}").format(choices=", ".join(columns)),
            )
        for row in table.rows():
            if row.wrong:
                raise Unusable(_("line {n}: {why}").format(n=row.line, why=row.wrong), _("nothing was changed"))
            yield (
                _("line {n}").format(n=row.line),
                {
                    column: row.cells[at].strip() if at < len(row.cells) else ""
                    for column, at in places.items()
                    if at is not None
                },
            )


def _of_toml(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    from tomllib import TOMLDecodeError, loads

    try:
        with file.open("rb") as source:
            whole = loads(source.read(LARGEST + 1)[:LARGEST].decode("utf-8"))
    except OSError as error:
        raise Unusable(_("{path} cannot be read: {why}").format(path=file, why=of_system(error))) from error
    except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable(_("{path} is no TOML: {why}").format(path=file, why=error)) from error
    found = whole.get("target")
    if not isinstance(found, list):
        raise Unusable(_("{path} has no [[target]]").format(path=file), _("one for each, with metric and value"))
    for number, one in enumerate(found, 1):
        place = f"[[target]] {number}"
        if not isinstance(one, dict) or (unknown := one.keys() - set(columns)):
            name = min(unknown) if isinstance(one, dict) else one
            raise Unusable(
                _("{place}: “{name}” is not known").format(place=place, name=name),
                _("one of: {choices}").format(choices=", ".join(columns)),
            )
        yield place, {name: str(value).strip() for name, value in one.items()}


def write(file: Path, columns: tuple[str, ...], found: Iterator[tuple[Any, ...]]) -> int:
    """Write the table as CSV, which reading takes back; gives how many rows. Raises Unusable."""
    import csv

    from amflow.exchange.table import guarded

    written = list(found)
    with files.replacing(file, _("name another file"), "utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(columns)
        table.writerows([guarded(str(cell)) for cell in row] for row in written)
    return len(written)
