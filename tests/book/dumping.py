"""Everything in a book's file, as lines to compare."""

import sqlite3


def lines(connection: sqlite3.Connection) -> list[str]:
    """The schema and every row of every table; the index of words keeps no texts and is seen through its own tables."""
    schema = connection.execute("SELECT name, type, sql FROM sqlite_schema ORDER BY name").fetchall()
    tables = [name for name, kind, sql in schema if kind == "table" and not str(sql).startswith("CREATE VIRTUAL")]
    rows = [(name, *row) for name in tables for row in connection.execute(f"SELECT * FROM {name}")]
    return [repr(line) for line in [*schema, *rows]]
