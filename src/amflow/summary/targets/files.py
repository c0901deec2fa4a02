"""Targets as a file has them: a table with headings (CSV, a workbook), or TOML with a `[[target]]` for each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.files.export import atomic_write
from amflow.files.forms import detect
from amflow.locale import _, of_system

LARGEST = 4 * 1024 * 1024
"""Bytes of a TOML file: a target is a line or five."""


Headings = dict[str, tuple[str, ...]]
"""The columns, with other headings that mean the same."""


def rows(file: Path, headings: Headings, sheet: str = "") -> Iterator[tuple[str, dict[str, str], str]]:
    """Where each row stands, its cells under those of the headings that are known, and why it cannot be read. Raises
    Unusable."""
    if file.suffix.lower() == ".toml":
        yield from _of_toml(file, headings)
        return
    with detect.opened(file, detect.FormHints(None, "", sheet), "") as found:
        table = found.table
        places = {
            column: next((at for name in (column, *others) if (at := table.column(name)) is not None), None)
            for column, others in headings.items()
        }
        if table.column("starts_on") is not None and places["since"] is None:
            raise Unusable(
                _("{file} is a table of the book's own columns").format(file=table.name),
                _("targets to be read again are written by: amflow target export FILE"),
            )
        if places["metric"] is None or places["value"] is None:
            raise Unusable(
                _("{file} has no columns “metric” and “value”").format(file=table.name),
                _("one of: {choices}").format(choices=", ".join(headings)),
            )
        for row in table.rows():
            cells = {
                column: row.cells[at].strip() if at < len(row.cells) else ""
                for column, at in places.items()
                if at is not None
            }
            yield _("line {n}").format(n=row.line), cells, row.wrong


def _of_toml(file: Path, headings: Headings) -> Iterator[tuple[str, dict[str, str], str]]:
    import re
    from tomllib import TOMLDecodeError

    from amflow.toml import loads

    try:
        with file.open("rb") as source:
            text = source.read(LARGEST + 1)[:LARGEST].decode("utf-8-sig")
        whole = loads(text)
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=file, why=of_system(error)), _("nothing was changed")
        ) from error
    except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unusable(_("{path} is no TOML: {why}").format(path=file, why=error), _("nothing was changed")) from error
    found = whole.get("target")
    if not isinstance(found, list):
        raise Unusable(_("{path} has no [[target]]").format(path=file), _("one for each, with metric and value"))
    known = {name: column for column, others in headings.items() for name in (column, *others)}
    heads = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*target\s*\]\]", line)]
    # Written as one array, or with a heading inside a text, they are counted instead.
    places = (
        [_("line {n}").format(n=n) for n in heads]
        if len(heads) == len(found)
        else [f"[[target]] {n}" for n in range(1, len(found) + 1)]
    )
    for place, one in zip(places, found, strict=True):
        said = one if isinstance(one, dict) else {str(one): ""}
        cells = {known.get(name, ""): str(value).strip() for name, value in said.items()}
        unknown = next((name for name in said if name not in known), None)
        wrong = _("“{name}” is not known, but: {choices}").format(name=unknown, choices=", ".join(headings))
        yield place, cells, "" if unknown is None else wrong


def write(file: Path, columns: tuple[str, ...], found: Iterator[tuple[Any, ...]]) -> int:
    """Write the table as CSV, which reading takes back; gives how many rows. Raises Unusable."""
    import csv

    from amflow.files.forms.csv import guarded

    written = list(found)
    with atomic_write.replacing(file, _("name another file"), "utf-8-sig") as out:
        table = csv.writer(out)
        table.writerow(columns)
        table.writerows([guarded(str(cell)) for cell in row] for row in written)
    return len(written)
