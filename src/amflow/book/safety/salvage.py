"""Bringing out of a damaged book what can still be read, into a new one.

Row by row, table by table: where a page cannot be read, the rows beyond it are reached by their numbers. A row whose
parent was lost keeps its own content and loses the link, where it may; otherwise it is counted as lost too.
"""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow import done
from amflow.book import attachments, change, migrations, strangers
from amflow.book.engine import Key, bounded, connect, errors, part
from amflow.book.engine import row as row_class
from amflow.book.safety.restore_export import tables
from amflow.book.search import index, pinyin
from amflow.book.sqlite_errors import damaged, is_of_disk, newer, not_a_book, told
from amflow.book.unreadable import JSON, is_none
from amflow.errors import Refused, Unusable
from amflow.locale import _
from amflow.outfiles import led_to, put
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Saved(NamedTuple):
    """What was brought out of a table."""

    table: str
    rows: int
    lost: int
    """Rows that are known to be missing: gaps between numbers that the table had, and rows without their parents."""


def salvage(path: Path, target: Path, key: Key | None = None) -> tuple[list[Saved], attachments.Carried]:
    """Bring what can be read of the book at `path`, and of the files beside it, into a new book at `target`; one line a table
    that had rows.

    The damaged file is only read. Raises Refused where the target is there already, Unusable where nothing can be read.
    """
    target = led_to(target)
    if target.exists():
        raise Refused(_("{path} is there already").format(path=target), _("name a new file; nothing was overwritten"))
    if path.exists() and not path.is_file():
        # A pipe would be waited for.
        raise not_a_book(path)
    done.begun()
    with part(target) as made, attachments.beside(target) as place:
        saved, lost = _saved(path, made, key)
        if not any(one.rows for one in saved):
            raise Unusable(
                _("nothing can be read of {path}").format(path=path), _("amflow book backups lists the copies")
            )
        files = attachments.copy_into(place, path, key)
        put(made, target, str(target))
    found = [
        one._replace(rows=one.rows - lost.get(one.table, 0), lost=one.lost + lost.get(one.table, 0))
        for one in saved
        if one.rows or one.lost
    ]
    return found, files


def _saved(path: Path, made: Path, key: Key | None) -> tuple[list[Saved], dict[str, int]]:
    """What was brought into the new file, a line a table, and how many of its rows had lost their parents."""
    old, new = _opened(path, key), connect(made, key, isolation_level=None)
    new.row_factory = row_class(new)
    try:
        version = _version(old, path)
        new.execute("PRAGMA synchronous = OFF")
        new.execute("BEGIN")
        for step in migrations.STEPS[:version]:
            step(new)
        saved = [_bring(old, new, table) for table in tables(new)]
        lost = _drop_orphans(new)
        migrations.grow(new, version)
        for table, columns in JSON.items():
            for column in columns:
                new.execute(f"UPDATE {table} SET {column} = '{{}}' WHERE {is_none(column)}")
        _pass_over(new, lost)
        index.rebuild(new)
        pinyin.fill(new, pinyin.missing(new))
        new.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        new.execute("COMMIT")
        return saved, lost
    except errors() as error:
        known = told(error, made) if is_of_disk(error) else None
        raise known or error from error
    finally:
        old.close()
        new.close()


def _opened(path: Path, key: Key | None) -> sqlite3.Connection:
    connection = connect(f"{path.absolute().as_uri()}?mode=ro", key, uri=True, isolation_level=None)
    connection.row_factory = row_class(connection)
    # A text whose bytes were damaged is brought out as far as it is text.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    # An index may be the damaged part: the tables alone are read.
    connection.execute("PRAGMA cell_size_check = ON")
    bounded(connection, path)
    return connection


def _version(old: sqlite3.Connection, path: Path) -> int:
    try:
        if old.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
            raise not_a_book(path)
        version: int = old.execute("PRAGMA user_version").fetchone()[0]
        old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except errors("DatabaseError") as error:
        raise damaged(path) from error
    if not 1 <= version <= len(migrations.STEPS):
        raise newer(path, version)
    return version


def _bring(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> Saved:
    known = strangers.is_table(old, table)
    there = {row[1] for row in old.execute("SELECT * FROM pragma_table_info(?)", (table,))} if known else set()
    columns = [row[1] for row in new.execute("SELECT * FROM pragma_table_info(?)", (table,)) if row[1] in there]
    if "id" not in columns:
        # The whole table is not there any more.
        return Saved(table, 0, _noted(old, table))
    # What the step itself has put in is in the old book too.
    new.execute(f"DELETE FROM {table}")
    marks = ", ".join("?" * len(columns))
    into = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    rows = highest = 0
    for row in _readable(old, table, columns):
        try:
            rows += new.execute(into, tuple(row)).rowcount
        except errors(also=OverflowError) as error:
            if not new.in_transaction or is_of_disk(error):
                raise
            # Its columns are not what they may be: it is no row of ours any more.
            continue
        highest = max(highest, row["id"])
    last = _last(old, table, highest)
    gone = _taken_out(new, table) if table != "journal" else 0
    return Saved(table, rows, max(0, last - rows - gone))


def _noted(old: sqlite3.Connection, table: str) -> int:
    """How many rows the journal knows of a table that is missing, as far as it can be read."""
    sql = (
        "SELECT count(*) FROM (SELECT after IS NULL AS gone, max(id) FROM journal WHERE table_name = ? GROUP BY row_id)"
        " WHERE NOT gone"
    )
    try:
        return int(old.execute(sql, (table,)).fetchone()[0])
    except errors("DatabaseError"):
        return 0


def _readable(old: sqlite3.Connection, table: str, columns: list[str]) -> "Iterator[Any]":
    """Every row that can be read, in the order of their numbers; a damaged page is stepped over."""
    sql = f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED WHERE id > ? AND id <= ? ORDER BY id"
    last = _last(old, table, 0)
    spans = [(0, last)]
    while spans:
        low, high = spans.pop()
        place = low
        try:
            for row in old.execute(sql, (low, high)):
                place = row["id"]
                yield row
        except errors("DatabaseError"):
            # From both sides of what cannot be read, half by half; a single number that cannot be is given up.
            if high - place <= 1:
                continue
            middle = (place + high) // 2
            spans += [(middle, high), (place, middle)]


def _last(old: sqlite3.Connection, table: str, known: int) -> int:
    """The highest number of the table, or so far as it can be felt."""
    try:
        found = old.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    except errors("DatabaseError"):
        found = _felt(old, table)
    return max(found or 0, known)


def _felt(old: sqlite3.Connection, table: str) -> int:
    step, highest = 1 << 20, 0
    # The end of the table is damaged: numbers are tried until nothing answers any more.
    while step:
        try:
            row = old.execute(f"SELECT id FROM {table} WHERE id > ? ORDER BY id LIMIT 1", (highest + step,)).fetchone()
        except errors("DatabaseError"):
            row = None
        if row:
            highest = row[0]
        else:
            step //= 2
    return highest + (1 << 12)


def _taken_out(new: sqlite3.Connection, table: str) -> int:
    """Numbers that the table does not have because their rows were taken out, as the journal says."""
    found: int = new.execute(
        "SELECT count(DISTINCT row_id) FROM journal WHERE table_name = ? AND after IS NULL"
        f" AND row_id NOT IN (SELECT id FROM {table})",
        (table,),
    ).fetchone()[0]
    return found


def _pass_over(new: sqlite3.Connection, lost: dict[str, int]) -> None:
    """Let go of the journal's lines that cannot be read; a command of which one is lost cannot be taken back any more."""
    known = change.journal_columns(new)
    unread: list[tuple[int, int]] = []
    for line in new.execute("SELECT * FROM journal"):
        try:
            change.sides_of(line, known)
        except Unusable:
            unread.append((line["id"], line["change_id"]))
    for line_id, change_id in unread:
        new.execute("DELETE FROM journal WHERE id = ?", (line_id,))
        # A change that names itself as what took it back: undo passes over it.
        new.execute("UPDATE change SET undone_by = id WHERE id = ? AND undone_by IS NULL", (change_id,))
    if unread:
        lost["journal"] = lost.get("journal", 0) + len(unread)


def _drop_orphans(new: sqlite3.Connection) -> dict[str, int]:
    """Let go of links to rows that were lost: the link where it may be empty, else the row; how many rows by table."""
    lost: dict[str, int] = {}
    while True:
        broken = new.execute("PRAGMA foreign_key_check").fetchall()
        if not broken:
            return lost
        for table, row_id, _parent, number in [tuple(row) for row in broken]:
            key = next(
                row for row in new.execute("SELECT * FROM pragma_foreign_key_list(?)", (table,)) if row["id"] == number
            )
            must = new.execute("SELECT * FROM pragma_table_info(?) WHERE name = ?", (table, key["from"])).fetchone()
            if must["notnull"]:
                lost[table] = lost.get(table, 0) + new.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,)).rowcount
            else:
                new.execute(f"UPDATE {table} SET {key['from']} = NULL WHERE id = ?", (row_id,))
