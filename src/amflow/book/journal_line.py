"""A line of the journal, read. It may be damaged, or written by somebody who means harm: what it names must be there, and
its values must be such as a row has, before any of it becomes part of a statement."""

import sqlite3
from typing import Any

from amflow.errors import Unusable
from amflow.locale import _

Values = dict[str, Any]

UNNOTED = ("change", "journal", "reading", "number", "access")
"""Tables that are in no journal: the journal itself, what follows from the rows, and who looked at them."""

_OF_A_ROW = {type(None), bool, int, float, str}


def columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The tables that a line can be about, with their columns."""
    tables = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    return {
        table: {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        for (table,) in map(tuple, tables)
        if table not in UNNOTED and not table.startswith("sqlite_")
    }


def sides(line: Any, known: dict[str, set[str]]) -> tuple[Values | None, Values | None]:
    """What the line's row was and became; `known` is of `columns`. Raises Unusable where that cannot be read."""
    there = known.get(line["table_name"])
    if there is None:
        raise damaged(line, _("there is no table {name}").format(name=line["table_name"]))
    before, after = (_side(line, line[side], there) for side in ("before", "after"))
    if before is None and after is None:
        raise damaged(line, _("it holds nothing"))
    return before, after


def _side(line: Any, text: str | None, there: set[str]) -> Values | None:
    if text is None:
        return None
    from json import loads

    try:
        row = loads(text)
    except (ValueError, RecursionError) as error:
        raise damaged(line, _("it is not JSON")) from error
    if not isinstance(row, dict) or not row or any(type(value) not in _OF_A_ROW for value in row.values()):
        raise damaged(line, _("it is not a row"))
    if not row.keys() <= there:
        strange = ", ".join(sorted(row.keys() - there))
        raise damaged(line, _("{table} has no column {name}").format(table=line["table_name"], name=strange))
    return row


def damaged(line: Any, why: str) -> Unusable:
    """That the line cannot be used, and why."""
    return Unusable(
        _("line {n} of the journal is damaged: {why}").format(n=line["id"], why=why),
        _("nothing was changed; amflow book check names all of them, amflow book backups the copies"),
    )
