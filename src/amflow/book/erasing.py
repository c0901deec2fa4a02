"""Taking one person out of the book for good: their rows, what the journal remembers of them, and the bytes on the disk.

What is about others, or is a sum without a name, stays; what stays is told with the reason.
"""

import sqlite3
from typing import TYPE_CHECKING, Any

from amflow.book import attachments, copies, lookup
from amflow.book.change import new_uid
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Book

KEPT: dict[str, dict[str, str | None]] = {
    "deal": {"customer_id": None, "title": "—", "lost_why": "", "external_source": None, "external_key": None},
    "deal_stage": {"why": ""},
    "orders": {"customer_id": None, "name": "—", "external_source": None, "external_key": None},
    "reception": {"customer_id": None, "note": "", "touch_id": None},
}
"""Tables whose rows stay as sums without the person, with what is written over what could tell who it was."""


class Erased(NamedTuple):
    """What was taken out, by table, what was kept and why, and where the name still stands in others' records."""

    ref: str
    rows: dict[str, int]
    journal: int
    kept: list[tuple[str, int, str]]
    mentions: list[str]
    copies: list[str]
    """Files beside the book that are older copies of it: the person is still in them."""


Key = tuple[str, int]
_Link = tuple[str, str, str, bool]
"""A foreign key: its table, its column, the table it points to, and whether it may be empty."""


def erase(book: "Book", connection: sqlite3.Connection, customer_id: int, now: str) -> Erased:
    """Take the customer out of everything. It cannot be undone."""
    row = book.get("customer", customer_id)
    assert row is not None
    links = _links(book)
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        gone, kept = _reach(book, links, customer_id)
        for table, numbers in kept.items():
            _overwrite(connection, table, numbers)
        _let_go(connection, links, gone)
        for table, numbers in gone.items():
            _each(connection, f"DELETE FROM {table} WHERE id = ?", numbers)
        # What finds the rows knows them too: made anew from those that stay.
        lookup.rebuild(connection)
        connection.execute("DELETE FROM reading WHERE name_key NOT IN (SELECT name_key FROM customer)")
        _black_out(connection, row["name"])
        lines = _forget(connection, links, gone, kept, row["name"])
        connection.execute(
            "INSERT INTO change (uid, at, command, summary) VALUES (?, ?, 'customer erase', ?)",
            (new_uid(), now, f"c{customer_id}"),
        )
        # A change that names itself as what took it back: undo passes over it.
        connection.execute("UPDATE change SET undone_by = id WHERE id = last_insert_rowid()")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    clean(connection)
    attachments.sweep(book)
    why = _("a sum of yours, without the person")
    return Erased(
        f"c{customer_id}",
        {table: len(numbers) for table, numbers in gone.items() if numbers},
        lines,
        [(table, len(numbers), why) for table, numbers in kept.items() if numbers],
        _mentions(book, row["name"]),
        [str(copy.path) for copy in copies.listing(book.path)],
    )


def clean(connection: sqlite3.Connection) -> None:
    """Write the file anew, so that nothing that was taken out is left in its bytes or beside it."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


SECRET = ("deal_bottom",)
"""Tables that no export holds, their history included: the line that is not crossed in a negotiation is one's own."""


def of_person(book: "Book", customer_id: int) -> dict[str, list[int]]:
    """The numbers of all rows that are about the customer, by table, without those that are one's own secret."""
    gone, kept = _reach(book, _links(book), customer_id)
    found = {**gone}
    for table, numbers in kept.items():
        found[table] = [*found.get(table, []), *numbers]
    return {table: numbers for table, numbers in found.items() if table not in SECRET}


def _links(book: "Book") -> list[_Link]:
    """Every foreign key of the book's tables: a table that comes later is found by itself."""
    found = []
    for row in book.all("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"):
        table = row["name"]
        if table in ("change", "journal"):
            continue
        free = {one["name"]: not one["notnull"] for one in book.all("SELECT * FROM pragma_table_info(?)", table)}
        found += [
            (table, key["from"], key["table"], free[key["from"]])
            for key in book.all("SELECT * FROM pragma_foreign_key_list(?)", table)
        ]
    return found


def _reach(book: "Book", links: list[_Link], customer_id: int) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """What goes with the customer, and what stays as a sum: whatever points to them or to one of their rows.

    Other customers stay, with the link to this one cut; so does what is about another customer.
    """
    gone: dict[str, list[int]] = {"customer": [customer_id]}
    kept: dict[str, list[int]] = {}
    seen: set[Key] = {("customer", customer_id)}
    fresh: list[Key] = list(seen)
    while fresh:
        parent, number = fresh.pop()
        for table, column, target, _free in links:
            if target != parent or table == "customer":
                continue
            for row in book.all(f"SELECT * FROM {table} WHERE {column} = ?", number):
                key = (table, row["id"])
                other = row["customer_id"] if "customer_id" in row.keys() else None  # noqa: SIM118
                if key in seen or (parent != "customer" and other not in (None, customer_id)):
                    continue
                seen.add(key)
                (kept if table in KEPT else gone).setdefault(table, []).append(row["id"])
                fresh.append(key)
    return gone, kept


def _black_out(connection: sqlite3.Connection, name: str) -> None:
    """What was handed in stays as it was, without the name: the figures are of the period, the person is gone."""
    from json import dumps

    if len(name) < 2:
        return
    # Quotes in a name are written out in a document, and once more where the journal holds the document.
    in_document = dumps(name, ensure_ascii=False)[1:-1]
    in_journal = dumps(in_document, ensure_ascii=False)[1:-1]
    connection.execute(
        "UPDATE final_summary SET document = replace(document, ?1, '—') WHERE instr(document, ?1)", (in_document,)
    )
    for side in ("before", "after"):
        connection.execute(
            f"UPDATE journal SET {side} = replace({side}, ?1, '—') WHERE table_name = 'final_summary' AND instr({side}, ?1)",
            (in_journal,),
        )


def _each(connection: sqlite3.Connection, sql: str, numbers: list[int]) -> None:
    connection.executemany(sql, [(number,) for number in numbers])


def _overwrite(connection: sqlite3.Connection, table: str, numbers: list[int]) -> None:
    pairs = ", ".join(f"{name} = ?" for name in KEPT[table])
    connection.executemany(
        f"UPDATE {table} SET {pairs} WHERE id = ?",
        [(*KEPT[table].values(), number) for number in numbers],
    )


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
    name: str,
) -> int:
    """Take out what the journal knows of these rows and of rows of theirs that are gone already; give how many lines."""
    before: int = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    touched: set[int] = set()

    def drop(where: str, *values: Any) -> None:
        touched.update(row[0] for row in connection.execute(f"SELECT change_id FROM journal WHERE {where}", values))
        connection.execute(f"DELETE FROM journal WHERE {where}", values)

    for numbers in (gone, kept):
        for table, ids in numbers.items():
            for number in ids:
                drop("table_name = ? AND row_id = ?", table, number)
    for table, number in _undone(connection, links, gone, kept):
        drop("table_name = ? AND row_id = ?", table, number)
    customer = gone["customer"][0]
    for table, column, parent, free in links:
        if parent == "customer" and (not free or table in KEPT or column == "customer_id"):
            for side in ("before", "after"):
                drop(f"table_name = ? AND json_extract({side}, '$.{column}') = ?", table, customer)
    for number in touched:
        connection.execute("UPDATE change SET summary = '' WHERE id = ?", (number,))
    connection.execute("UPDATE change SET summary = '' WHERE instr(summary, ?)", (name,))
    after: int = connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    return before - after


def _undone(
    connection: sqlite3.Connection, links: list[_Link], gone: dict[str, list[int]], kept: dict[str, list[int]]
) -> list[Key]:
    """Rows that only the journal remembers and that cannot be without one of these: papers, reviews and their words."""
    fresh = [(table, number) for rows in (gone, kept) for table, numbers in rows.items() for number in numbers]
    seen = set(fresh)
    found: list[Key] = []
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


def _mentions(book: "Book", name: str) -> list[str]:
    """Where the name still stands in rows of others: a namesake, or somebody who spoke of them."""
    found = []
    letters = {
        "customer": "c",
        "task": "t",
        "deal": "d",
        "holding": "h",
        "orders": "o",
        "waiting": "w",
        "referral": "f",
        "campaign": "g",
        "cases": "x",
    }
    for row in book.all("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"):
        table = row["name"]
        if table.startswith("sqlite_") or table in ("change", "journal", "reading", "number"):
            continue
        texts = [one["name"] for one in book.all("SELECT * FROM pragma_table_info(?)", table) if one["type"] == "TEXT"]
        if not texts or len(name) < 2:
            continue
        clause = " OR ".join(f"instr({column}, ?)" for column in texts)
        for one in book.all(f"SELECT id FROM {table} WHERE {clause} LIMIT 50", *[name] * len(texts)):
            letter = letters.get(table)
            found.append(f"{letter}{one['id']}" if letter else f"{table} {one['id']}")
    return found
