"""Taking one person out of the book for good: their rows, what the journal remembers of them, and the bytes on the disk.

What is about others, or is a sum without a name, stays; what stays is told with the reason.
"""

import sqlite3
from typing import Any

from amflow import compiled, registry, tempfiles
from amflow.book import attachments, derived_columns, engine
from amflow.book.change import ERASE, ERASED, Change
from amflow.book.erasure import redact, traces
from amflow.book.safety import backups
from amflow.book.search import index
from amflow.book.sqlite_errors import failures, told, why
from amflow.book.store import Book
from amflow.book.transaction import writing
from amflow.book.values import new_uid
from amflow.errors import Unusable
from amflow.locale import _
from amflow.records import NamedTuple

KEPT = ("deal", "deal_stage", "orders", "delivery", "reception")
"""Tables whose rows stay as sums without the person: what was typed there is written over."""


COUNTED = ("touch", "message", "cases", "score", "holding", "campaign_entry")
"""Tables that figures count, and whose rows go with the person: a talk is who spoke to whom."""


_NAMED = 20
"""So many references to where the person still stands are in the history."""


class Erased(NamedTuple):
    """What was taken out, by table, what was kept and why, and where the name still stands in others' records."""

    ref: str
    rows: dict[str, int]
    journal: int
    kept: list[tuple[str, int, str]]
    mentions: list[str]
    covered: list[str]
    """Where it was blacked out in others' records."""
    copies: list[str]
    """Files beside the book that are older copies of it, in which the person still is or may be."""
    copies_before: str
    """The day (`YYYY-MM-DD`) before which all of these were made, or empty."""
    unopened: list[str]
    """Copies and files beside the book that it has no key for: nobody can say whether the person is in them."""
    pages: list[str]
    """Pages that are open in an editor now, which may be about them."""
    unclean: str
    """Why the file could not be written anew afterwards, or empty: pages that were freed are still in it."""


_Link = tuple[str, str, str, bool]
"""A foreign key: its table, its column, the table it points to, and whether it may be empty."""


def erase(book: Book, customer_id: int, everywhere: bool = False) -> Erased:
    """Take a person out for good, journal and bytes included: what no undo may bring back; `everywhere`: out of what was
    written about others too, where that names them. Raises Unusable."""
    try:
        return _erase(book, book.raw, customer_id, everywhere)
    except engine.errors() as error:
        raise told(error, book.path) or error from error


def named_elsewhere(book: Book, customer_id: int) -> list[str]:
    """Others' records that name the person today: what only `everywhere` takes out."""
    links = _links(book)
    gone, kept = _reach(book, links, customer_id)
    known = redact.Known()
    _learn(book, known, gone, kept)
    for line in book.all("SELECT before, after FROM journal WHERE table_name = 'customer' AND row_id = ?", customer_id):
        _learn_line(book.raw, known, "customer", customer_id, *line)
    own = {(table, number) for rows in (gone, kept) for table, numbers in rows.items() for number in numbers}
    return redact.mentions(book.raw, known, own | set(_undone(book.raw, links, gone, kept)))


def _erase(book: Book, connection: sqlite3.Connection, customer_id: int, everywhere: bool) -> Erased:
    known = redact.Known()
    uid = next(str(row["uid"]) for row in book.all("SELECT uid FROM customer WHERE id = ?", customer_id))
    links = _links(book)
    connection.execute("PRAGMA secure_delete = ON")
    with writing(connection, f"{ERASE} c{customer_id}"):
        connection.execute("PRAGMA defer_foreign_keys = ON")
        gone, kept = _reach(book, links, customer_id)
        found = {table: len(numbers) for table, numbers in gone.items() if numbers}
        # Who became part of them is in the history alone, and is them.
        gone["customer"] += _merged(connection, customer_id)
        _learn(book, known, gone, kept)
        for table, numbers in kept.items():
            _overwrite(connection, table, numbers)
        # First: a row that goes may not be without its customer, even for a moment.
        for table, numbers in gone.items():
            _each(connection, f"DELETE FROM {table} WHERE id = ?", numbers)
        _let_go(connection, links, gone)
        lines = _forget(connection, links, gone, kept, known)
        covered = redact.cover_others(connection, known) if everywhere else []
        lines += redact.forget_former(connection, known)
        redact.black_out(connection, known)
        # What finds the rows knows them too: made anew from those that stay.
        index.rebuild(connection)
        connection.execute("DELETE FROM reading WHERE name_key NOT IN (SELECT name_key FROM customer)")
        # A change that names itself as what took it back: undo passes over it. So it is with those of which nothing is left.
        connection.execute(
            "UPDATE change SET undone_by = id WHERE kind = 'do' AND undone_by IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM journal WHERE change_id = change.id)"
        )
        change = Change(connection, ERASE, "", "do", book.now())
        derived_columns.count_anew(book, change)
        for table, numbers in gone.items():
            change.taken(ERASED, table, max(numbers))
        change.finish()
        mentions = redact.mentions(connection, known)
        # The history has it too, for whoever is cut off before it is said.
        summary = _("c{n}, still named in {refs}").format(n=customer_id, refs=" ".join(mentions[:_NAMED]))
        connection.execute(
            "UPDATE change SET undone_by = id, summary = ? WHERE id = ?",
            (summary if mentions else f"c{customer_id}", change.id),
        )
        _must_be_cleaned(connection, book.now())
    unclean = _clean_after(book)
    # What was looked at, or cut off, may be about them.
    tempfiles.forget_shown()
    pages = tempfiles.forget_kept()
    for left in backups.half_made(book.path):
        backups.forget(left)
    copies = traces.of(book, uid, known)
    sum_kept = _("a sum of yours, without the person")
    return Erased(
        f"c{customer_id}",
        found,
        lines,
        [(table, len(numbers), sum_kept) for table, numbers in kept.items() if numbers],
        mentions,
        covered,
        copies.holding,
        copies.before,
        copies.unopened,
        [str(page) for page in pages],
        unclean,
    )


def _clean_after(book: Book) -> str:
    """Write the file anew; why not, where that fails: they are gone all the same, and what is to be told of it is told."""
    try:
        clean(book)
    except failures() as error:
        return why(error, book.path)
    book.forget()
    return ""


UNCLEAN = "unclean"
"""The name under which the book knows that somebody was erased, and that its file was not written anew since."""


def _must_be_cleaned(connection: sqlite3.Connection, now: str) -> None:
    connection.execute("DELETE FROM about WHERE name = ?", (UNCLEAN,))
    connection.execute(
        "INSERT INTO about (uid, created_at, updated_at, name, value) VALUES (?, ?, ?, ?, '1')",
        (new_uid(), now, now, UNCLEAN),
    )


def clean(book: Book) -> None:
    """Write the file anew, so that nothing that was taken out is left in its bytes or beside it, and let go of the attached
    files that are nobody's. Raises SQLite's errors, OSError, and Unusable where another program still reads the former file."""
    connection = book.raw
    compiled.forget(book.path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise Unusable(_("another program is reading the book"), _("let it end, then amflow book check --fix"))
    attachments.sweep(book)
    with writing(connection):
        connection.execute("DELETE FROM about WHERE name = ?", (UNCLEAN,))


SECRET = ("deal_bottom",)
"""Tables that no export holds, their history included: the line that is not crossed in a negotiation is one's own."""


def of_person(book: Book, customer_id: int) -> dict[str, list[int]]:
    """The numbers of all rows that are about the customer, by table, without those that are one's own secret."""
    gone, kept = _reach(book, _links(book), customer_id)
    found = {**gone}
    for table, numbers in kept.items():
        found[table] = [*found.get(table, []), *numbers]
    return {table: numbers for table, numbers in found.items() if table not in SECRET}


def _links(book: Book) -> list[_Link]:
    """Every foreign key of the book's tables: a table that comes later is found by itself."""
    found = []
    for table in engine.tables(book.raw):
        if table in ("change", "journal"):
            continue
        free = {one["name"]: not one["notnull"] for one in book.all("SELECT * FROM pragma_table_info(?)", table)}
        found += [
            (table, key["from"], key["table"], free[key["from"]])
            for key in book.all("SELECT * FROM pragma_foreign_key_list(?)", table)
        ]
    return found


def _reach(book: Book, links: list[_Link], customer_id: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """What goes with the customer, and what stays as a sum: whatever points to them or to one of their rows.

    Other customers stay, with the link to this one cut; so does what is about another customer.
    """
    gone: dict[str, list[int]] = {"customer": [customer_id]}
    kept: dict[str, list[int]] = {}
    seen: set[redact.Key] = {("customer", customer_id)}
    fresh: list[redact.Key] = list(seen)
    while fresh:
        parent, number = fresh.pop()
        for table, column, target, free in links:
            # What was said for a firm is about who said it.
            if target != parent or table == "customer" or column == "firm_id":
                continue
            for row in book.all(f"SELECT * FROM {table} WHERE {column} = ?", number):
                key = (table, row["id"])
                other = row["customer_id"] if "customer_id" in row.keys() else None
                # What cannot be without the row goes with it, whoever it is about: that others were at a talk.
                if key in seen or (parent != "customer" and free and other not in (None, customer_id)):
                    continue
                seen.add(key)
                (kept if table in KEPT else gone).setdefault(table, []).append(row["id"])
                fresh.append(key)
    # By a text, for a target may be of a line or a tier as well.
    targets = [row["id"] for row in book.all(f"SELECT id FROM target WHERE {_OF_CUSTOMER}", str(customer_id))]
    return gone | ({"target": targets} if targets else {}), kept


_OF_CUSTOMER = "scope = 'customer' AND part = ?"
"""Which targets are a customer's."""


def _merged(connection: sqlite3.Connection, customer_id: int) -> list[int]:
    """Who was made part of the customer, and of those again: their rows are gone, the history has them all the same."""
    found, fresh = list[int](), [customer_id]
    while fresh:
        number = fresh.pop()
        sql = (
            "SELECT journal.row_id FROM change JOIN journal ON journal.change_id = change.id"
            " WHERE change.command = 'customer merge' AND ifnull(change.undone_by, change.id) = change.id"
            " AND journal.table_name = 'customer' AND journal.after IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM customer WHERE id = journal.row_id)"
            # The line of the history may have been emptied; then what came over with them tells.
            " AND (change.summary LIKE '%(c' || ?1 || ')' OR EXISTS (SELECT 1 FROM journal AS moved"
            " WHERE moved.change_id = change.id AND json_extract(moved.before, '$.customer_id') = journal.row_id"
            " AND json_extract(moved.after, '$.customer_id') = ?1))"
        )
        more = [row[0] for row in connection.execute(sql, (number,)) if row[0] not in (*found, customer_id)]
        found += more
        fresh += more
    return found


def _learn(book: Book, known: redact.Known, gone: dict[str, list[int]], kept: dict[str, list[int]]) -> None:
    for rows in (gone, kept):
        for table, numbers in rows.items():
            for number in numbers:
                known.refers(table, number)
                if row := book.get(table, number):
                    known.add(table, dict(row))


def _learn_line(
    connection: sqlite3.Connection,
    known: redact.Known,
    table: str,
    number: int,
    before: str | None,
    after: str | None,
) -> None:
    """What a line of the journal knew of the person."""
    from json import loads

    for side in (before, after):
        row = loads(side) if side else None
        if isinstance(row, dict):
            known.add(table, row)
    # A number that was given anew is somebody else's now.
    if (
        registry.letter_of(table)
        and not connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone()
    ):
        known.refers(table, number)


def _each(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> None:
    connection.executemany(sql, [(number,) for number in numbers])


def _overwrite(connection: sqlite3.Connection, table: str, numbers: list[int]) -> None:
    """Empty what was typed in those rows, and where they came from; a title that must be there is a dash."""
    from amflow.book.schema.tables import TABLES

    fields = TABLES[table].model_fields
    names = [*redact.typed_columns(table), *(name for name in ("external_source",) if name in fields)]
    pairs = ", ".join(f"{name} = ?" for name in names)
    values = ["—" if fields[name].is_required() else fields[name].default for name in names]
    connection.executemany(f"UPDATE {table} SET {pairs} WHERE id = ?", [(*values, number) for number in numbers])


def _let_go(connection: sqlite3.Connection, links: list[_Link], gone: dict[str, list[int]]) -> None:
    """Cut the links of what stays to what goes, in the rows and in what the journal could bring back."""
    for table, column, parent, free in links:
        if not free or not gone.get(parent):
            continue
        _each(connection, f"UPDATE {table} SET {column} = NULL WHERE {column} = ?", gone[parent])
        for side in ("before", "after"):
            connection.executemany(
                f"UPDATE journal SET {side} = json_set({side}, '$.{column}', NULL)"
                f" WHERE table_name = ? AND json_extract({side}, '$.{column}') = ?",
                [(table, number) for number in gone[parent]],
            )


def _forget(
    connection: sqlite3.Connection,
    links: list[_Link],
    gone: dict[str, list[int]],
    kept: dict[str, list[int]],
    known: redact.Known,
) -> int:
    """Take out what the journal knows of these rows and of rows of theirs that are gone already; give how many lines.
    What it knew of the person is told to `known`."""
    before: int = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    touched: set[int] = set()

    def drop(where: str, *values: Any) -> None:
        for line in connection.execute(
            f"SELECT change_id, table_name, row_id, before, after FROM journal WHERE {where}", values
        ):
            touched.add(line[0])
            _learn_line(connection, known, *tuple(line)[1:])
        connection.execute(f"DELETE FROM journal WHERE {where}", values)

    for numbers in (gone, kept):
        for table, ids in numbers.items():
            for number in ids:
                drop("table_name = ? AND row_id = ?", table, number)
    for table, number in _undone(connection, links, gone, kept):
        drop("table_name = ? AND row_id = ?", table, number)
    for side in ("before", "after"):
        for customer in gone["customer"]:
            for table, column, parent, free in links:
                if parent == "customer" and (not free or table in KEPT or column == "customer_id"):
                    drop(f"table_name = ? AND json_extract({side}, '$.{column}') = ?", table, customer)
            whose = _OF_CUSTOMER.replace("part", f"json_extract({side}, '$.part')").replace(
                "scope", f"json_extract({side}, '$.scope')"
            )
            drop(f"table_name = 'target' AND {whose}", str(customer))
    for number in touched:
        connection.execute("UPDATE change SET summary = '' WHERE id = ?", (number,))
    redact.forget_summaries(connection, known)
    after: int = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    return before - after


def _undone(
    connection: sqlite3.Connection, links: list[_Link], gone: dict[str, list[int]], kept: dict[str, list[int]]
) -> list[redact.Key]:
    """Rows that only the journal remembers and that cannot be without one of these: papers, reviews and their words."""
    fresh = [(table, number) for rows in (gone, kept) for table, numbers in rows.items() for number in numbers]
    seen = set(fresh)
    found: list[redact.Key] = []
    while fresh:
        parent, number = fresh.pop()
        for table, column, target, free in links:
            # What belongs to a deal is about its customer, even where it could be about a customer alone.
            if target != parent or parent == "customer" or (free and table != "waiting"):
                continue
            for side in ("before", "after"):
                for row in connection.execute(
                    f"SELECT DISTINCT row_id FROM journal WHERE table_name = ? AND json_extract({side}, '$.{column}') = ?",
                    (table, number),
                ):
                    key = (table, row[0])
                    if key not in seen:
                        seen.add(key)
                        found.append(key)
                        fresh.append(key)
    return found
