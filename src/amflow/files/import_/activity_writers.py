"""Bringing in what belongs to customers and products: touches, tasks, holdings, orders, prices."""

from typing import Any, ClassVar

from amflow.book.store import Row
from amflow.files.import_ import derived_columns
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.writer import Job, RowWriter, new
from amflow.locale import _


class Things(RowWriter):
    """A record is known by its key or uid, else by everything that tells two of its kind apart (`same`)."""

    plain: ClassVar[tuple[str, ...]]
    """The fields that are one column each."""
    whose: ClassVar[tuple[str, ...]] = ("customer",)
    """The fields that name a customer or a product."""
    same: ClassVar[tuple[str, ...]]
    """The columns that tell records without a key apart."""
    must: ClassVar[tuple[str, ...]] = ()
    """The fields that no record may do without."""

    def right(self, row: RowRead) -> None:
        """Refuse a row without what it needs, or that names somebody who is not there. Raises Reject."""
        for field in self.must:
            if not (row.given.get(field) or row.fresh.get(field)):
                rule = self.rules.get(field)
                raise Reject(_("{name} is blank").format(name=(rule.column if rule else "") or field))
        for field in self.whose:
            if row.given.get(field):
                self.sure(field, row.given[field])

    def alike(self, row: RowRead) -> list[Row]:
        """Records that say the same in what tells them apart."""
        row = self.with_fresh(row)
        for field in self.whose:
            if row.given.get(field) and self._known(self.rules[field], row.given[field]) is None:
                return []
        said = self._said(row, None)
        clauses = " AND ".join(f"{column} IS ?" for column in self.same)
        return self.book.all(
            f"SELECT * FROM {self.table} WHERE {clauses} LIMIT 9", *(said.get(column) for column in self.same)
        )

    def add(self, row: RowRead) -> int:
        """Add the record."""
        said = self._said(self.with_fresh(row), None)
        return self.change.insert(self.table, **said, **self.keyed(row))

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring it up to date."""
        changes = new(found, {**self._said(row, found), **self.keyed(row)})
        return bool(changes) and self.change.update(self.table, found["id"], **changes)

    def _said(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says, by column; of a new record with what it must have besides. Raises Reject."""
        said = self.columns(row, *self.plain)
        for field in self.whose:
            if field in row.given:
                name = row.given[field]
                said[self.rules[field].field.column] = self.reference(field, name) if name else None
        money = [column for column in said if column.endswith(("_minor", "price_e4")) and said[column] is not None]
        if money and not said.get("currency"):
            said["currency"] = self.job.currency
        return said


class Touches(Things):
    """Talks that were had. What counts from the last one is brought up to date at the end."""

    table = "touch"
    plain = ("kind", "held_on", "held_at", "minutes", "note", "outcome", "reached", "companions")
    same = ("customer_id", "kind", "held_on", "held_at", "note")
    must = ("customer", "held_on")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._touched: set[int] = set()
        self._reached = {outcome.key: outcome.reached for outcome in job.playbook.outcomes}

    def _said(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        said = super()._said(row, found)
        if (said.get("held_on") or "") > self.job.today:
            raise Reject(_("{date} lies ahead: that is a task").format(date=said["held_on"]))
        if found is None:
            said = {"kind": "visit", "held_at": "", "note": "", **said}
            # A message sent is no contact until somebody answers it.
            said.setdefault("reached", int(self._reached.get(said.get("outcome", ""), said["kind"] != "message")))
        for customer in (said.get("customer_id"), found["customer_id"] if found else None):
            if customer:
                self._touched.add(customer)
        return said

    def finish(self) -> None:
        """Bring the kept columns of customers and deals up to date."""
        derived_columns.customers(self.book, self.change, self._touched)


class Tasks(Things):
    """Things to do; a done one without a day was done on the day it was due, or today."""

    table = "task"
    plain = ("title", "kind", "due_on", "due_time", "minutes", "promised", "state", "done_on", "why")
    same = ("customer_id", "title", "due_on", "due_time")
    must = ("title",)

    def _said(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        said = super()._said(row, found)
        if found is None:
            said = {"state": "open", "kind": "todo", "due_time": "", **said}
        state = said.get("state", "")
        if state == "open":
            said["done_on"] = None
        elif state and not (said.get("done_on") or (found and found["done_on"])):
            said["done_on"] = min(said.get("due_on") or self.job.today, self.job.today)
        if said.get("due_time") and not (said.get("due_on") or (found and found["due_on"])):
            raise Reject(_("an hour, but no day"))
        return said


class Goods(Things):
    """What has a name, which is by itself that of its product."""

    whose = ("customer", "product")

    def right(self, row: RowRead) -> None:
        """Refuse what has neither name nor product. Raises Reject."""
        super().right(row)
        if not (row.given.get("name") or row.given.get("product") or row.fresh.get("name")):
            raise Reject(_("{name} is blank").format(name=self.job.map.kind.needs[0]))

    def _said(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        said = super()._said(row, found)
        if not said.get("name"):
            said.pop("name", None)
            if found is None:
                said["name"] = row.given["product"]
        begin, end = self.order
        first, last = (said.get(column) or (found[column] if found else None) for column in (begin, end))
        if first and last and last < first:
            raise Reject(_("{last} lies before {first}").format(first=first, last=last))
        return said

    order: ClassVar[tuple[str, str]]
    """Two days of which the second does not lie before the first."""


class Holdings(Goods):
    """What customers have bought and still have."""

    table = "holding"
    plain = (
        "name", "quantity", "amount", "cost", "currency", "bought_on", "matures_on", "take_profit", "stop_loss",
        "sold_on", "sold",
    )  # fmt: skip
    same = ("customer_id", "product_id", "name", "bought_on")
    must = ("customer",)
    order = ("bought_on", "matures_on")


class Orders(Goods):
    """What customers ordered."""

    table = "orders"
    plain = (
        "name", "quantity", "amount", "currency", "ordered_on", "promised_on", "delivered_on", "cancelled_on", "why",
    )  # fmt: skip
    same = ("customer_id", "product_id", "name", "ordered_on")
    must = ("customer", "ordered_on")
    order = ("ordered_on", "delivered_on")


class Prices(Things):
    """What products were worth on a day: one price a day."""

    table = "price"
    plain = ("on_date", "price", "currency")
    whose = ("product",)
    same = ("product_id", "on_date")
    must = ("product", "on_date", "price")
