"""A whole book from its rows: built beside the book, brought up to date, looked over, then put in its place at once."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from amflow.book import engine, migrations
from amflow.book.engine import connect, errors, part
from amflow.book.search import index, pinyin
from amflow.book.store import Book
from amflow.errors import Refused, Unusable
from amflow.locale import _

DERIVED = ("reading", "number", "stage_ended")
"""Tables that follow from the others: they are made anew, not carried."""

OWN = ("about", "change", "journal", "access")
"""Tables that a book has rows in before anybody has written into it."""


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold the book's rows, those that others point to first; not what SQLite keeps for a search."""
    names = [name for name in engine.tables(connection) if name not in DERIVED]
    order = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").fetchall()
    return sorted(names, key=[row[0] for row in order].index)


def must_be_empty(book: Book) -> None:
    """Raises Refused when somebody has written into the book."""
    for table in tables(book.raw):
        if table not in OWN and book.one(f"SELECT 1 FROM {table} LIMIT 1"):
            raise Refused(
                _("{path} holds records: a whole book goes into an empty one").format(path=book.path),
                _("name another file with --book"),
                untouched=True,
            )


def restore(book: Book, version: int, rows: Iterable[tuple[str, dict[str, Any]]]) -> int:
    """Let this empty book be a whole other one: rows as (table, columns), of that version of the book; gives how many.

    The one other way to write: there is nothing to take back, and the rows bring their own journal. Raises Refused
    when the book holds records, Unusable when the rows are no book; then nothing is changed.
    """
    must_be_empty(book)
    with part(book.path) as made:
        built = connect(made, book.key, isolation_level=None)
        try:
            count = _build(built, book.path, version, rows)
            built.backup(book.raw)
        finally:
            built.close()
            book.forget()
    return count


def _build(built: sqlite3.Connection, path: Path, version: int, rows: Iterable[tuple[str, dict[str, Any]]]) -> int:
    if not 1 <= version <= len(migrations.STEPS):
        raise Unusable(
            _("the file is of a newer amflow (version {n} of the book)").format(n=version), _("update amflow")
        )
    built.execute("PRAGMA journal_mode = OFF")
    built.execute("BEGIN")
    for step in migrations.STEPS[:version]:
        step(built)
    columns: dict[str, set[str]] = {}
    count = 0
    for number, (table, row) in enumerate(rows, 1):
        if table not in columns:
            columns[table] = {line[1] for line in built.execute("SELECT * FROM pragma_table_info(?)", (table,))}
            # What the step itself has put in is in the file too.
            if columns[table]:
                built.execute(f"DELETE FROM {table}")
        _insert(built, table, columns[table], row, number)
        count = number
    migrations.grow(built, version)
    index.rebuild(built)
    pinyin.fill(built, pinyin.missing(built))
    built.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
    built.execute("COMMIT")
    lost = built.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise Unusable(
            _("{table} {id} points to a {parent} that is not there").format(table=lost[0], id=lost[1], parent=lost[2]),
            _("take another copy"),
            untouched=True,
        )
    return count


def _insert(built: sqlite3.Connection, table: str, columns: set[str], row: dict[str, Any], number: int) -> None:
    unknown = [name for name in row if name not in columns]
    if not columns or unknown:
        raise Unusable(
            _("row {n}: a book has no {name}").format(n=number, name=", ".join(unknown) or table),
            _("take another copy"),
            untouched=True,
        )
    marks = ", ".join("?" * len(row))
    try:
        built.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    except errors(also=OverflowError) as error:
        raise Unusable(
            _("row {n} of {table} does not fit: {why}").format(n=number, table=table, why=error),
            untouched=True,
        ) from error
