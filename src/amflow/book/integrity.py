"""Whether the book is sound: the file, what points where, the journal against the rows, and what is kept because it follows.

`problems` finds, `mend` makes anew what follows from the rows; nothing that a person wrote is ever changed here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from amflow.book import derived_columns, migrations, unreadable
from amflow.book.change import ERASE, UNNOTED, journal_columns, sides_of
from amflow.book.engine import close_to_others, errors
from amflow.book.store import Book
from amflow.book.transaction import writing
from amflow.errors import Unusable
from amflow.locale import _, ngettext

FOLLOWS = {
    "customer": {"last_touch_on", "quiet_since", "client_since", "behind"},
    "deal": {"quiet_since", "counted_in"},
}
"""Columns that are held to other rows from which they follow, and not to the journal: `mend` and migrations fill them in."""


def _follow(table: str) -> set[str]:
    """All of them, with those that follow from columns of the same row."""
    beside = derived_columns.FROM_ROW.get(table)
    return FOLLOWS.get(table, set()) | set(beside[1].split() if beside else ())


def problems(book: Book) -> list[str]:
    """What is wrong with the book: the file, rows that point nowhere, what the journal tells otherwise; empty when all
    is well. All of it is asked of one moment of the book: others may write meanwhile."""
    with book.moment():
        return beside_rows(book) or beside_journal(book)


def beside_rows(book: Book) -> list[str]:
    """What is wrong with the file, and rows that point nowhere; empty when all is well."""
    found = _of_file(book)
    if found:
        # Where pages are damaged every other question may stop on them.
        return found
    from amflow.book import attachments
    from amflow.book.search import index

    found += [_("{what} is missing").format(what=what) for what in migrations.lacking(book.raw)]
    if found:
        return found
    found += unreadable.fields(book.raw)
    found += [
        _("{table} {id} points to a {parent} that is not there").format(table=row[0], id=row[1], parent=row[2])
        for row in book.raw.execute("PRAGMA foreign_key_check")
    ]
    if found:
        return found
    if _is_unclean(book):
        found.append(_("somebody was erased, and traces may be left in the book's file: amflow book check --fix"))
    found += attachments.problems(book)
    wrong = index.differences(book.raw)
    if wrong:
        found.append(_("{n} records are not found as they are: amflow book check --fix").format(n=wrong))
    found += [not_counted(len(rows), table) for table, sql in derived_columns.WRONG.items() if (rows := book.all(sql))]
    kept = Counter(table for table, _id, _columns in derived_columns.beside(book))
    found += [not_counted(number, table) for table, number in kept.items()]
    return found


def not_counted(number: int, table: str) -> str:
    """The sentence on rows whose kept columns are not what they should be."""
    return ngettext(
        "{n} row of {table} is not counted as it is: amflow book check --fix",
        "{n} rows of {table} are not counted as they are: amflow book check --fix",
        number,
    ).format(n=number, table=table)


def _of_file(book: Book) -> list[str]:
    """What SQLite says of the file, with the table that it is about."""
    try:
        return [_named(book, row[0]) for row in book.raw.execute("PRAGMA integrity_check") if row[0] != "ok"]
    except errors("DatabaseError"):
        # It stops at the first page that it can make nothing of: table by table it goes further.
        return [said for row in book.all("PRAGMA table_list") if (said := _of_table(book, row["name"]))]


def _of_table(book: Book, table: str) -> str:
    try:
        said = [row[0] for row in book.raw.execute(f"PRAGMA integrity_check({table})")]
    except errors("DatabaseError") as error:
        return _("{table}: a part of it cannot be read ({why})").format(table=table, why=error)
    return "" if said == ["ok"] else f"{table}: {said[0]}"


def _named(book: Book, said: str) -> str:
    """SQLite's complaint, with the table or index that the damaged page belongs to."""
    tree = re.search(r"[Tt]ree (\d+)", said)
    row = book.one("SELECT name FROM sqlite_schema WHERE rootpage = ?", int(tree.group(1))) if tree else None
    return f"{row['name']}: {said}" if row else said


def beside_journal(book: Book, most: int = 20) -> list[str]:
    """Rows that are not what the journal makes of them, replayed from its first line; at most so many are named."""
    found: list[str] = []
    for table, row_id, folded in _replayed(book, found, most):
        if len(found) >= most:
            break
        if folded == "unread":
            continue
        row = book.one(f"SELECT * FROM {table} WHERE id = ?", row_id)
        now = None if row is None else _grown(table, dict(row))
        name = f"{table} {row_id}"
        if folded == "broken":
            found.append(_("{row}: a line of the journal does not fit the one before it").format(row=name))
        elif folded is None:
            if now is not None:
                found.append(_("{row} is there, and the journal says that it was taken out").format(row=name))
        elif now is None:
            found.append(_("{row} is missing, and the journal does not say that it was taken out").format(row=name))
        else:
            wrong = [
                column
                for column, value in folded.items()
                if column in now and now[column] != value and column not in _follow(table)
            ]
            if wrong:
                found.append(
                    _("{row} is not what the journal says: {columns}").format(row=name, columns=", ".join(wrong))
                )
    return found + _unnoted(book)


def _replayed(book: Book, damaged: list[str], most: int) -> Iterator[tuple[str, int, Any]]:
    """Every row that the journal knows, with what it should be now: its columns, None where it is gone, `broken`, or
    `unread` where one of its lines is damaged; the first of those lines are told to `damaged`."""
    known = journal_columns(book.raw)
    key: tuple[str, int] | None = None
    state: Any = None
    for line in book.each("SELECT id, table_name, row_id, before, after FROM journal ORDER BY table_name, row_id, id"):
        sides = None
        try:
            sides = sides_of(line, known)
        except Unusable as error:
            if len(damaged) < most:
                damaged.append(error.message)
            if line["table_name"] not in known:
                continue
        if (line["table_name"], line["row_id"]) != key:
            if key:
                yield *key, state
            key, state = (line["table_name"], line["row_id"]), "new"
        if sides is None:
            state = "unread"
        else:
            before, after = (_grown(line["table_name"], side) for side in sides)
            state = _next(line["table_name"], state, before, after)
    if key:
        yield *key, state


def _grown(table: str, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """The row as the steps of migrations left it: a customer's line was once a field of the file."""
    if row is None or table != "customer" or not row.get("profile"):
        return row
    from json import loads

    try:
        fields = dict(loads(row["profile"]))
    except (TypeError, ValueError, RecursionError):
        return row
    line = fields.pop("line", None)
    if isinstance(line, str) and "name" in row:
        # A whole row; a line of the journal that changes the file alone says nothing of the column.
        row = {**row, "line": row.get("line") or line}
    return {**row, "profile": fields}


def _next(table: str, state: Any, before: Any, after: Any) -> Any:
    if state in ("broken", "unread"):
        return state
    if before is None:
        return "broken" if isinstance(state, dict) else after
    if isinstance(state, dict):
        follows = _follow(table)
        if any(name in state and state[name] != value for name, value in before.items() if name not in follows):
            return "broken"
    elif state is None:
        return "broken"
    # A line that begins with a change: what came before it was erased with somebody else's history.
    return None if after is None else (state if isinstance(state, dict) else before) | after


def _unnoted(book: Book) -> list[str]:
    """Rows that no line of the journal tells of; what an erasure left behind is meant to be so."""
    from amflow.book.access_log import HEAD
    from amflow.book.encryption.copies import MARK
    from amflow.book.erasure.erase import KEPT, UNCLEAN
    from amflow.book.safety.restore_export import tables

    erased = book.one("SELECT 1 FROM change WHERE command = ? LIMIT 1", ERASE)
    found = []
    for table in tables(book.raw):
        if table in UNNOTED or (erased and table in KEPT):
            continue
        number = book.number(
            f"SELECT count(*) FROM {table} WHERE NOT EXISTS"
            f" (SELECT 1 FROM journal WHERE table_name = '{table}' AND row_id = {table}.id)"
            + (f" AND name NOT IN ('{HEAD}', '{MARK}', '{UNCLEAN}')" if table == "about" else "")
        )
        if number:
            found.append(
                ngettext(
                    "{n} row of {table} is not in the journal", "{n} rows of {table} are not in the journal", number
                ).format(n=number, table=table)
            )
    return found


def names_unread(book: Book) -> int:
    """How many names of the book have no readings yet: those of a book older than they are."""
    from amflow.book.search import pinyin

    return len(pinyin.missing(book.raw))


def mend(book: Book) -> int:
    """Make anew what follows from the rows: what finds them, what is kept with them, readings, numbers as the world
    writes them; and close the file to others. Says how many names were read."""
    from amflow.book.erasure.erase import clean
    from amflow.book.search import index, pinyin

    close_to_others(book.path)
    connection = book.raw
    with writing(connection, "book check --fix"):
        index.rebuild(connection)
        derived_columns.count_stages_anew(connection)
        read = pinyin.fill(connection, pinyin.missing(connection))
    beside = list(derived_columns.beside(book))
    if beside or any(book.one(sql) for sql in derived_columns.WRONG.values()):
        with book.change("book check") as change:
            for table, row_id, columns in beside:
                change.update(table, row_id, **columns)
            derived_columns.count_anew(book, change)
    # An erasure for which the disk had no room left pages that are nobody's.
    if book.number("PRAGMA freelist_count") or _is_unclean(book):
        clean(book)
        book.forget()
    return read


def _is_unclean(book: Book) -> bool:
    from amflow.book.erasure.erase import UNCLEAN

    return book.about(UNCLEAN) is not None
