"""A list of JSON objects, as programs hand it on: each object is a row, its names are the heading."""

from pathlib import Path
from typing import Any

from amflow.errors import Unusable
from amflow.files.forms.encoding import decoded
from amflow.files.forms.table import TableInMemory, TableRow, bounded
from amflow.locale import _


def read(path: Path, name: str) -> TableInMemory:
    """The list as a table, whose lines are counted by its objects. Raises Unusable."""
    import json

    try:
        items = json.loads(decoded(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise Unusable(
            _("{file} is not whole JSON: {why}").format(file=name, why=error), _("let the program export it once more")
        ) from error
    if not all(isinstance(item, dict) for item in items):
        raise Unusable(
            _("{file} is JSON, but no list of records").format(file=name), _("save it as CSV, with a heading")
        )
    if not items:
        raise Unusable(_("{file} is empty").format(file=name), _("the first line names the columns"))
    heading = list(dict.fromkeys(key for item in items for key in item))
    rows = [
        TableRow(number, *bounded([_cell(item.get(key)) for key in heading])) for number, item in enumerate(items, 1)
    ]
    return TableInMemory(name, heading, rows)


def _cell(value: Any) -> str:
    """The value as a cell of a table has it; what holds records of its own has no place in one."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_cell, value)))
    return str(value).lower() if isinstance(value, bool) else str(value)
