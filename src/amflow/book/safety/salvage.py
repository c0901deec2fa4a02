"""Bringing out of a damaged book what can still be read, into a new one.

Row by row, table by table: where a page cannot be read, the rows beyond it are reached by their numbers, and those that no
page leads to any more on their own pages, as far as the journal knows them. A row whose parent was lost keeps its own content and
loses the link, where it may; otherwise it is counted as lost too.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from amflow import done
from amflow.book import access_log, attachments, change, engine, migrations, strangers
from amflow.book.engine import Key, bounded, connect, errors, part
from amflow.book.engine import row as row_class
from amflow.book.safety import pages
from amflow.book.safety.restore_export import tables
from amflow.book.search import index, pinyin
from amflow.book.sqlite_errors import is_of_disk, newer, not_a_book, told
from amflow.book.unreadable import JSON, is_none
from amflow.errors import Refused, Unusable
from amflow.locale import _
from amflow.outfiles import SIDES, led_to, put
from amflow.records import NamedTuple


class Saved(NamedTuple):
    """What was brought out of a table."""

    table: str
    rows: int
    lost: int
    """Rows that are known to be missing: those that the journal knows, gaps between numbers where nothing was erased, and rows
    without their parents."""


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
    with part(target) as made, _whole(path, target, key) as whole:
        saved, lost = _saved(whole, path, made, key)
        if not any(one.rows for one in saved):
            raise _nothing_of(path)
        with attachments.beside(target, path, key) as files:
            put(made, target, str(target))
    found = [
        one._replace(rows=one.rows - lost.get(one.table, 0), lost=one.lost + lost.get(one.table, 0))
        for one in saved
        if one.rows or one.lost
    ]
    return found, files


@contextmanager
def _whole(path: Path, target: Path, key: Key | None) -> Iterator[Path]:
    """The file as long as it says that it is, where it is shorter as a copy beside the target: SQLite reads nothing of one that a
    sync or a full disk cut off."""
    size, number = pages.header(path)
    if key is not None:
        # How long it should be is encrypted too.
        size, number = engine.PAGE, 2 * path.stat().st_size // engine.PAGE + 1
    if path.stat().st_size >= size * number or (key is not None and _is_whole(path, key)):
        yield path
        return
    with part(target) as longer:
        for end in ("", "-wal"):
            side = path.with_name(path.name + end)
            if side.is_file():
                shutil.copyfile(side, longer.with_name(longer.name + end))
        os.truncate(longer, size * number)
        try:
            yield longer
        finally:
            for end in SIDES:
                longer.with_name(longer.name + end).unlink(missing_ok=True)


def _is_whole(path: Path, key: Key) -> bool:
    try:
        with closing(_opened(path, key)) as old:
            old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except errors("DatabaseError"):
        return False
    return True


def _saved(whole: Path, path: Path, made: Path, key: Key | None) -> tuple[list[Saved], dict[str, int]]:
    """What was brought into the new file, a line a table, and how many of its rows had lost their parents."""
    old, new = _opened(whole, key), connect(made, key, isolation_level=None)
    new.row_factory = row_class(new)
    try:
        version = _version(old, path)
        new.execute("PRAGMA synchronous = OFF")
        new.execute("BEGIN")
        for step in migrations.STEPS[:version]:
            step(new)
        last = {table: _bring(old, new, table) for table in tables(new)}
        if key is None:
            _bring_unreached(whole, old, new)
        saved = [Saved(table, _count(new, table), _missing(new, table, number)) for table, number in last.items()]
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
    except errors("DatabaseError") as error:
        raise _nothing_of(path) from error
    if not 1 <= version <= len(migrations.STEPS):
        raise newer(path, version)
    return version


def _nothing_of(path: Path) -> Unusable:
    return Unusable(_("nothing can be read of {path}").format(path=path), _("amflow book backups lists the copies"))


def _bring(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Bring what SQLite can reach of the table; gives the highest number that it had, as far as that is known."""
    # What the step itself has put in is in the old book too.
    new.execute(f"DELETE FROM {table}")
    try:
        known = strangers.is_table(old, table)
        there = {row[1] for row in old.execute("SELECT * FROM pragma_table_info(?)", (table,))} if known else set()
    except errors("DatabaseError"):
        # The list of the tables is what is damaged.
        there = set()
    columns = [row[1] for row in new.execute("SELECT * FROM pragma_table_info(?)", (table,)) if row[1] in there]
    if "id" not in columns:
        # The whole table is not there any more.
        return 0
    marks = ", ".join("?" * len(columns))
    into = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    highest = 0
    for row in _readable(old, table, columns):
        try:
            new.execute(into, tuple(row))
        except errors(also=OverflowError) as error:
            if not new.in_transaction or is_of_disk(error):
                raise
            # Its columns are not what they may be: it is no row of ours any more.
            continue
        highest = max(highest, row["id"])
    try:
        return max(old.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0, highest)
    except errors("DatabaseError"):
        return highest


def _count(new: sqlite3.Connection, table: str) -> int:
    return int(new.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _of_kind(row: list[Any], names: list[str]) -> str:
    """The table of a row that no journal knows, by what it looks like; empty where it is another."""
    if len(row) == 6 and row[2] in names and isinstance(row[3], int):
        return "journal"
    if len(row) in (6, 7) and row[5] in ("do", "undo", "redo"):
        return "change"
    return "access" if len(row) == 11 and row[4] in ("open", "close", "check", *access_log.LOOKS) else ""


def _bring_unreached(whole: Path, old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Bring the rows that stand on pages of which SQLite does not know any more whose they are: first those that are known by
    what they look like, then by the journal those whose it says they are."""
    names = tables(new)
    try:
        roots = [row[0] for row in old.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")]
    except errors("DatabaseError"):
        roots = []
        for table, rows in pages.tables(whole).items():
            for number, row in rows if table in names else ():
                _insert(new, table, number, row)
    for number, row in pages.lost_rows(whole, roots):
        if table := _of_kind(row, names):
            _insert(new, table, number, row)
    there = _there(new)
    for number, row in pages.lost_rows(whole, roots):
        uid = row[1] if len(row) > 1 and isinstance(row[1], str) else ""
        table, known = there.get(uid, ("", 0))
        if known == number and table in names:
            _insert(new, table, number, row)
        elif not roots and not table and uid:
            # What no line tells of either goes where it alone fits.
            _guess(new, names, number, row)


def _guess(new: sqlite3.Connection, names: list[str], number: int, row: list[Any]) -> None:
    took = []
    for table in names:
        if table in (*change.UNNOTED, "about") or len(_columns(new, table)) != len(row):
            continue
        new.execute("SAVEPOINT guess")
        took += [table] if _insert(new, table, number, row) else []
        new.execute("ROLLBACK TO guess")
        new.execute("RELEASE guess")
    if len(took) == 1:
        _insert(new, took[0], number, row)


def _there(new: sqlite3.Connection) -> dict[str, tuple[str, int]]:
    """The rows that should be there, by their uid: what the journal says was made and not taken out since."""
    sql = (
        "SELECT json_extract(after, '$.uid'), table_name, row_id FROM journal AS made WHERE json_valid(after)"
        " AND json_extract(after, '$.uid') IS NOT NULL"
    )
    gone = {tuple(row) for row in new.execute(_STANDS.format("after IS NULL"))}
    return {row[0]: (row[1], row[2]) for row in new.execute(sql) if (row[1], row[2]) not in gone}


_STANDS = (
    "SELECT table_name, row_id FROM (SELECT table_name, row_id, after, max(id) FROM journal GROUP BY table_name, row_id)"
    " WHERE {}"
)
"""The rows of which the last line of the journal says that."""


def _columns(new: sqlite3.Connection, table: str) -> list[str]:
    return [one[1] for one in new.execute("SELECT * FROM pragma_table_info(?)", (table,))]


def _insert(new: sqlite3.Connection, table: str, number: int, row: list[Any]) -> bool:
    """Bring the row into the table; gives whether it was taken."""
    columns = _columns(new, table)[: len(row)]
    marks = ", ".join("?" * len(columns))
    into = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    try:
        return new.execute(into, (number, *row[1 : len(columns)])).rowcount > 0
    except errors(also=OverflowError) as error:
        if not new.in_transaction or is_of_disk(error):
            raise
        return False


def _missing(new: sqlite3.Connection, table: str, last: int) -> int:
    """How many rows of the table are known to be missing."""
    noted: int = new.execute(
        f"SELECT count(*) FROM ({_STANDS.format('after IS NOT NULL')}) WHERE table_name = ?"
        f" AND row_id NOT IN (SELECT id FROM {table})",
        (table,),
    ).fetchone()[0]
    if new.execute("SELECT 1 FROM change WHERE command = ? LIMIT 1", (change.ERASE,)).fetchone():
        # Numbers of those who were erased are in no journal.
        return noted
    taken_out: int = new.execute(
        f"SELECT count(*) FROM ({_STANDS.format('after IS NULL')}) WHERE table_name = ?"
        f" AND row_id NOT IN (SELECT id FROM {table})",
        (table,),
    ).fetchone()[0]
    return max(noted, last - _count(new, table) - taken_out)


def _readable(old: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[Any]:
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
            if not must["notnull"]:
                # It may be without this one only where it has another.
                with suppress(*errors("IntegrityError")):
                    new.execute(f"UPDATE {table} SET {key['from']} = NULL WHERE id = ?", (row_id,))
                    continue
            lost[table] = lost.get(table, 0) + new.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,)).rowcount
