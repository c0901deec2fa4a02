"""One command's writing: rows in, changed and out, and in the journal what each of them was and became.

A line of the journal that is read back may be damaged, or written by somebody who means harm: what it names must be there,
and its values must be such as a row has, before any of it becomes part of a statement.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any

from amflow import registry
from amflow.book import behind
from amflow.book.engine import errors, tables
from amflow.book.search.index import SOURCES, Lookup
from amflow.book.values import folded_name, new_uid
from amflow.errors import NotFound, Unusable
from amflow.locale import _
from amflow.records import NamedTuple

REMOVED, ERASED = "removed", "erased"
"""Under what the book keeps, beside a table, the highest number that was taken out of it: what is erased is never taken back."""

Row = sqlite3.Row
Values = dict[str, Any]


class ChangeLine(NamedTuple):
    """A command in the history: its number, when (UTC), what it was, how many rows, and whether it was taken back."""

    id: int
    at: str
    command: str
    summary: str
    rows: int
    undone: bool


def dated(
    values: dict[str, Any], profile: str, profile_on: str, today: str, again: Iterable[str] = ()
) -> dict[str, Any]:
    """The values of a customer with the day on which each field of the file was written: one that says what it said
    keeps its day, unless it is among those that were said `again`: what is confirmed is as good as new. A field that was
    written before the book kept these days has none. Whoever says the days keeps them."""
    fresh = set(again)
    if "profile_on" in values or (values["profile"] == profile and not fresh):
        return values
    from json import dumps, loads

    was, days = loads(profile), loads(profile_on)
    now = {
        key: today if key in fresh or was.get(key) != value else days.get(key)
        for key, value in loads(values["profile"]).items()
    }
    now = {key: day for key, day in now.items() if day}
    return {**values, "profile_on": dumps(now, ensure_ascii=False)}


class Change:
    """One command's writing, inside its transaction. Handed out by `Book.change`; ends with the `with`."""

    def __init__(self, connection: sqlite3.Connection, command: str, owner: str, kind: str, now: str) -> None:
        self.summary = ""
        """What the history shows for it; set by the command once it knows."""
        self._connection = connection
        self._command = command
        self._owner = owner
        self._now = now
        self._lookup = Lookup(connection)
        self._columns: dict[str, set[str]] = {}
        self._inserts: dict[tuple[str, tuple[str, ...]], str] = {}
        self._journal: list[tuple[str, int, Values | None, Values | None]] = []
        self.circles: set[int] = set()
        """Customers of whom something was written that says who speaks for their firm."""
        self.id = connection.execute(
            "INSERT INTO change (uid, at, command, kind) VALUES (?, ?, ?, ?)", (new_uid(), self._now, command, kind)
        ).lastrowid

    def insert(self, table: str, **values: Any) -> int:
        """Add a row and give its number. What the table gives by itself (uid, times) is filled in."""
        now = self._now
        if table in behind.AT_ITS_TIME and "firm_id" not in values:
            at_work = self._connection.execute(behind.WORKS_AT, (values["customer_id"],)).fetchone()
            values["firm_id"] = at_work and at_work[0]
        if table == "customer" and "profile" in values:
            values = dated(values, "{}", "{}", now[:10])
        if registry.letter_of(table) and "id" not in values and (number := self._number_behind(table)):
            values["id"] = number
        row = {"uid": new_uid(), "created_at": now, "updated_at": now, "owner": self._owner, **values}
        key = (table, tuple(row))
        sql = self._inserts.get(key)
        if sql is None:
            marks = ", ".join("?" * len(row))
            given = "*" if table in SOURCES else "id"
            sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) RETURNING {given}"
            self._inserts[key] = sql
        (written,) = self._connection.execute(sql, tuple(row.values())).fetchall()
        row_id: int = written["id"]
        self._note(table, row_id, None, {"id": row_id, **row})
        self._lookup.wrote(table, None, written)
        self.circles |= behind.concerned(table, row_id, {}, values)
        return row_id

    def update(self, table: str, row_id: int, **values: Any) -> bool:
        """Set those columns of the row; say whether any of them was different before. Raises NotFound."""
        before = self._row(table, row_id)
        if table == "customer" and "profile" in values:
            values = dated(values, before["profile"], before["profile_on"], self._now[:10])
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return False
        if "updated_at" in before:
            changed["updated_at"] = self._now
        self._write(table, row_id, changed)
        self._note(table, row_id, {name: before[name] for name in changed}, changed)
        if table in SOURCES:
            self._lookup.wrote(table, before, before | changed)
        self.circles |= behind.concerned(table, row_id, before, changed)
        return True

    def delete(self, table: str, row_id: int) -> None:
        """Take the row out for good; of a touch whom it was with, too. Its number is given to nothing else. Raises NotFound."""
        self._delete(table, row_id)
        self.taken(REMOVED, table, row_id)

    def taken(self, how: str, table: str, number: int) -> None:
        """Remember the highest number that was given to what is not there any more: papers and heads go on naming it."""
        if not registry.letter_of(table) or number <= self._highest(table):
            return
        name = f"{how} {table}"
        row = self._connection.execute("SELECT id, value FROM about WHERE name = ?", (name,)).fetchone()
        if row is None:
            self.insert("about", name=name, value=str(number))
        elif int(row["value"]) < number:
            self.update("about", row["id"], value=str(number))

    def _number_behind(self, table: str) -> int | None:
        """The number of a new row behind those that were taken out; None where it follows from the rows."""
        names = (f"{REMOVED} {table}", f"{ERASED} {table}")
        row = self._connection.execute(
            "SELECT max(CAST(value AS INTEGER)) FROM about WHERE name IN (?, ?)", names
        ).fetchone()
        return row[0] + 1 if row[0] and row[0] > self._highest(table) else None

    def _highest(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])

    def _delete(self, table: str, row_id: int) -> None:
        before = self._row(table, row_id)
        if table == "touch":
            for row in self._connection.execute("SELECT id FROM touch_with WHERE touch_id = ?", (row_id,)).fetchall():
                self.delete("touch_with", row[0])
        self._connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        self._note(table, row_id, before, None)
        self._lookup.wrote(table, before, None)
        self.circles |= behind.concerned(table, row_id, before, {})

    def _keep_behind(self) -> None:
        for start in range(0, len(ids := sorted(self.circles)), 400):
            some = ids[start : start + 400]
            sql = behind.WRONG.format(marks=", ".join("?" * len(some)))
            for row in self._connection.execute(sql, (*some, *some)).fetchall():
                self.update("customer", row[0], behind=1 - row[1])

    def _row(self, table: str, row_id: int) -> Values:
        row = self._connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if row is None:
            raise NotFound(
                _("there is no row {id} in {table}").format(id=row_id, table=table),
                _("amflow book check looks for damage"),
            )
        return dict(row)

    @property
    def empty(self) -> bool:
        """Whether nothing was changed."""
        return not self._journal and not self._flushed

    _flushed = 0

    def _write(self, table: str, row_id: int, values: Values) -> None:
        pairs = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(f"UPDATE {table} SET {pairs} WHERE id = ?", (*values.values(), row_id))

    def _note(self, table: str, row_id: int, before: Values | None, after: Values | None) -> None:
        self._journal.append((table, row_id, before, after))
        if len(self._journal) >= 1000:
            self.flush()

    def flush(self) -> None:
        """Write what the journal has gathered; the transaction stays open."""
        from json import JSONEncoder

        written = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        self._connection.executemany(
            "INSERT INTO journal (change_id, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    self.id,
                    table,
                    row_id,
                    None if before is None else written(before),
                    None if after is None else written(after),
                )
                for table, row_id, before, after in self._journal
            ],
        )
        self._flushed += len(self._journal)
        self._journal.clear()

    def finish(self) -> None:
        """Write what follows from the rows, the rest of the journal and what finds the rows; names that were never written
        before get readings."""
        if self.circles:
            self._keep_behind()
        self.flush()
        self._lookup.flush()
        self._lookup.read_out()

    def put_back(self, line: Row) -> None:
        """Undo one line of the journal, as a change of its own. Raises Unusable where the line is damaged, NotFound."""
        self._columns = self._columns or journal_columns(self._connection)
        before, after = sides_of(line, self._columns)
        try:
            self._put_back(line["table_name"], line["row_id"], before, after)
        except errors("IntegrityError", also=OverflowError) as error:
            raise damaged_line(line, str(error)) from error
        except ValueError as error:
            # A day that is none, a text that is none in UTF-8.
            raise damaged_line(line, _("it is not a row")) from error

    def _put_back(self, table: str, row_id: int, before: Values | None, after: Values | None) -> None:
        if before is None:
            self._delete(table, row_id)
        elif after is None:
            marks = ", ".join("?" * len(before))
            self._connection.execute(
                f"INSERT INTO {table} ({', '.join(before)}) VALUES ({marks})",
                tuple(before.values()),
            )
            self._note(table, row_id, None, before)
            # Asked anew: a line of an older version of the book does not have all columns.
            self._lookup.wrote(table, None, self._row(table, row_id))
        else:
            # Not `update`: the row's old `updated_at` comes back with the rest.
            was = self._row(table, row_id)
            self._write(table, row_id, before)
            self._note(table, row_id, after, before)
            self._lookup.wrote(table, was, self._row(table, row_id))


UNNOTED = ("change", "journal", "reading", "number", "stage_ended", "access")
"""Tables that are in no journal: the journal itself, what follows from the rows, and who looked at them."""

_OF_A_ROW = {type(None), bool, int, float, str}


def journal_columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The tables that a line can be about, with their columns."""
    return {
        table: {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        for table in tables(connection)
        if table not in UNNOTED
    }


def sides_of(line: Any, known: dict[str, set[str]]) -> tuple[Values | None, Values | None]:
    """What the line's row was and became; `known` is of `columns`. Raises Unusable where that cannot be read."""
    there = known.get(line["table_name"])
    if there is None:
        raise damaged_line(line, _("there is no table {name}").format(name=line["table_name"]))
    before, after = (_side(line, line[side], there) for side in ("before", "after"))
    if before is None and after is None:
        raise damaged_line(line, _("it holds nothing"))
    return before, after


def _side(line: Any, text: str | None, there: set[str]) -> Values | None:
    if text is None:
        return None
    from json import loads

    try:
        row = loads(text)
    except (ValueError, RecursionError) as error:
        raise damaged_line(line, _("it is not JSON")) from error
    if not isinstance(row, dict) or not row or any(type(value) not in _OF_A_ROW for value in row.values()):
        raise damaged_line(line, _("it is not a row"))
    if not row.keys() <= there:
        strange = ", ".join(sorted(row.keys() - there))
        raise damaged_line(line, _("{table} has no column {name}").format(table=line["table_name"], name=strange))
    if line["table_name"] == "customer" and isinstance(row.get("name"), str):
        # Lines that are older than the way in which names are folded today.
        row["name_key"] = folded_name(row["name"])
    return row


def damaged_line(line: Any, why: str) -> Unusable:
    """That the line cannot be used, and why."""
    return Unusable(
        _("line {n} of the journal is damaged: {why}").format(n=line["id"], why=why),
        _("amflow book check names all of them, amflow book backups the copies"),
        untouched=True,
    )
