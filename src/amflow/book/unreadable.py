"""Fields whose value is none of those that amflow writes: fields of one's own that are no JSON, days, times, amounts."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from sqlite3 import Connection

from amflow.book.values import LARGEST_MINOR, a_birthday, a_date, a_moment, a_time, an_instant
from amflow.errors import Unusable
from amflow.locale import _


def told(path: Path, what: str) -> Unusable:
    """That a field of a record cannot be read."""
    hint = _("amflow book backups lists the copies; amflow book salvage FILE brings out the rest")
    return Unusable(_("{path} is damaged: {what}").format(path=path, what=what), hint)


def fields(connection: Connection) -> list[str]:
    """What of the book cannot be read, a line each."""
    return no_json(connection) + no_dates(connection) + no_amounts(connection)


JSON = {"customer": ("profile", "profile_on"), "product": ("aspects",)}
"""The columns that hold a JSON object, by table."""


def is_none(column: str) -> str:
    """The condition that the column holds no JSON object."""
    return f"iif(json_valid({column}), json_type({column}), '') <> 'object'"


def no_json(connection: Connection) -> list[str]:
    """Rows whose fields of one's own cannot be read."""
    return [
        _("{row}: {column} is not JSON").format(row=f"{table} {row_id}", column=column)
        for table, columns in JSON.items()
        for column in columns
        for (row_id,) in map(tuple, connection.execute(f"SELECT id FROM {table} WHERE {is_none(column)} LIMIT 20"))
    ]


_WRITTEN = {
    a_date: "{0} IS NOT date({0}, '+0 days')",
    a_time: "{0} <> '' AND {0} IS NOT strftime('%H:%M', {0}, '+0 days')",
    a_moment: "{0} <> '' AND {0} IS NOT strftime('%Y-%m-%dT%H:%M', {0}, '+0 days')",
    an_instant: "{0} IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', {0}, '+0 days')",
    a_birthday: "{0} <> '' AND {0} IS NOT date({0}, '+0 days')",
}
"""What the schema holds a column of a day or a time to, and the rows (SQL) of which that has to be asked at all."""


def no_dates(connection: Connection, most: int = 20) -> list[str]:
    """Days and times that are none, at most so many of a column: what is worked out from them cannot be."""
    from amflow.book.schema.tables import validators

    found = []
    for table, columns in validators(tuple(_WRITTEN)).items():
        for column, written in columns.items():
            sql = f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL AND {_WRITTEN[written].format(column)}"
            wrong = (row[0] for row in connection.execute(sql) if not _is(written, row[1]))
            found += [
                _("{row}: {column} is no day or time").format(row=f"{table} {number}", column=column)
                for number in islice(wrong, most)
            ]
    return found


def no_amounts(connection: Connection) -> list[str]:
    """Amounts and quantities that are beyond any: a sum of a few of them cannot be reckoned."""
    columns = connection.execute(
        "SELECT tables.name, columns.name FROM pragma_table_list AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE tables.schema = 'main' AND tables.type = 'table'"
        " AND (columns.name LIKE '%\\_minor' ESCAPE '\\' OR columns.name LIKE '%\\_e4' ESCAPE '\\')"
    )
    return [
        _("{row}: {column} is no amount").format(row=f"{table} {row[0]}", column=column)
        for table, column in columns
        for row in connection.execute(
            f"SELECT id FROM {table} WHERE {column} NOT BETWEEN ? AND ? LIMIT 20", (-_BEYOND, _BEYOND)
        )
    ]


_BEYOND = 100 * LARGEST_MINOR


def _is(written: Callable[[str], str], text: str) -> bool:
    try:
        written(text)
    except ValueError:
        return False
    return True
