"""Writes the rows of records that one call of their family writes: prepared, then put into the book."""

from collections.abc import Iterator
from typing import Any, ClassVar

from amflow.book.store import Row
from amflow.files.import_.cells import RowRead
from amflow.files.import_.named import COMING
from amflow.files.import_.writer import RowWriter
from amflow.locale import _


class PlainWriter(RowWriter):
    """A record is known by its key or uid, else by everything that tells two of its kind apart (`same`)."""

    same: ClassVar[tuple[str, ...]]
    """The columns that tell records without a key apart."""

    def faults(self, row: RowRead) -> Iterator[str]:
        """What the row lacks of what it needs, and whom it names that is not there."""
        for field in self.kind.must:
            if not self.has(row, field):
                yield _("{name} is blank").format(name=self.called(field))
        yield from self.unknown(row)

    def alike(self, row: RowRead) -> list[Row]:
        """Records that say the same in what tells them apart."""
        row = self.with_fresh(row)
        told = self.told(row, None)
        if any(told.get(self.rules[field].field.column) == COMING for field in self.whose if field in self.rules):
            return []
        return self.said_alike(told)

    def said_alike(self, told: dict[str, Any]) -> list[Row]:
        """Records of which the book says this in what tells them apart."""
        clauses = " AND ".join(f"{column} IS ?" for column in self.same)
        return self.book.all(
            f"SELECT * FROM {self.table} WHERE {clauses} LIMIT 9", *(told.get(column) for column in self.same)
        )

    def add(self, row: RowRead) -> int:
        """Add the record: held to the rules first, so that nobody is created for one that is refused."""
        row = self.with_fresh(row)
        told = self.told(row, None)
        ready = self.prepare(row, told, None)
        return self.put({**self.come(row, told), **self.keyed(row)}, None, ready)

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring it up to date."""
        changes = self.fresh(row, found, {**self.told(row, found), **self.keyed(row)})
        for left in self.not_taken_back(row, found, changes):
            del changes[left]
        joined = self.joined(row, found, changes)
        if changes:
            ready = self.prepare(row, changes, found)
            self.put(self.come(row, changes), found, ready)
            self.replaced.tell(found, changes, joined, row.given)
        return bool(changes)

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says, by column; of a new record with what it must have besides. Raises Reject."""
        told = self.columns(row, *self.plain)
        for field in self.whose:
            if field in row.given:
                told[self.rules[field].field.column] = self.number(field, row.given[field])
        money = [column for column in told if column.endswith(("_minor", "price_e4")) and told[column] is not None]
        if money and not told.get("currency"):
            told["currency"] = self.currency
        return told

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> Any:
        """Hold what is new of the record to its family's rules; what this gives is handed to `put`. Raises Reject, Usage,
        Refused."""

    def put(self, fields: dict[str, Any], found: Row | None, ready: Any) -> int:
        """Write the record as its family writes it, and give its number."""
        if found is None:
            return self.change.insert(self.table, **fields)
        self.change.update(self.table, found["id"], **fields)
        return int(found["id"])
