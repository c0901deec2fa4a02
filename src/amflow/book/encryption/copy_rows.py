"""One book into another file, row by row: plain to encrypted and back, which SQLite's own copying cannot do."""

import sqlite3

AT_ONCE = 2_000

OF_SQLITE = ("sqlite_stat1", "sqlite_sequence")


def transfer(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Let the empty target hold everything that the source holds: rows, indexes, views, search, numbers of version.

    The source must not change meanwhile. Nothing is put on the disk safely: whoever calls settles the file.
    """
    target.execute("PRAGMA synchronous = OFF")
    target.execute("BEGIN")
    parts = source.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid").fetchall()
    parts = [tuple(part) for part in parts]
    kinds = {row[1]: row[2] for row in source.execute("PRAGMA main.table_list").fetchall()}
    tables = [part for part in parts if part[0] == "table"]
    # What a search keeps is made with it, and filled like any other table.
    for _kind, name, sql in tables:
        if sql and kinds.get(name) != "shadow" and not name.startswith("sqlite_"):
            target.execute(sql)
    if any(name == "sqlite_stat1" for _kind, name, _sql in tables):
        target.execute("ANALYZE sqlite_schema")
    for _kind, name, _sql in tables:
        if kinds.get(name) in ("virtual", "view") or (name.startswith("sqlite_") and name not in OF_SQLITE):
            continue
        _fill(source, target, name)
    for kind, name, sql in parts:
        if sql and kind in ("index", "view") and not name.startswith("sqlite_"):
            target.execute(sql)
    for number in ("application_id", "user_version"):
        target.execute(f"PRAGMA {number} = {source.execute(f'PRAGMA {number}').fetchone()[0]}")
    target.execute("COMMIT")


def _fill(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    target.execute(f'DELETE FROM "{table}"')
    columns = source.execute(f'SELECT * FROM pragma_table_info("{table}")').fetchall()
    into = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})'
    cursor = source.execute(f'SELECT * FROM "{table}"')
    while rows := cursor.fetchmany(AT_ONCE):
        target.executemany(into, [tuple(row) for row in rows])


def same(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether both are sound and hold the same number of rows in every table: asked before the first is let go of."""
    if other.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        return False
    names = [
        row[0] for row in one.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    ]
    counts = [f'SELECT count(*) FROM "{name}"' for name in names if not name.startswith("sqlite_")]
    return all(one.execute(sql).fetchone()[0] == other.execute(sql).fetchone()[0] for sql in counts)
