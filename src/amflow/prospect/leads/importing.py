"""Bringing customers in, and those of them who are leads: found as `lead add` finds them, introduced as it writes it down."""

from collections.abc import Iterator
from typing import Any

from amflow.book.store import Row
from amflow.customers import changes as customer_changes
from amflow.customers.identity.merge import is_stub
from amflow.customers.importing import Customers
from amflow.files.import_.cells import RowRead
from amflow.files.import_.kept import few
from amflow.files.import_.named import Job
from amflow.locale import ngettext
from amflow.prospect.leads import records as leads


class CustomersAndLeads(Customers):
    """A row whose `status` is lead is a lead, from the day on which it was added."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._decided: list[str] = []
        """The firms of which there was only a name, and the file says that they are leads."""

    def refuse_same(self, row: RowRead, fields: dict[str, Any]) -> None:
        """Raises Refused; a lead may not even sound like somebody who is there."""
        if _is_lead(row):
            customer_changes.refuse_same(self.book, fields, heard=True)
        else:
            super().refuse_same(row, fields)

    def put_new(self, row: RowRead, fields: dict[str, Any]) -> int:
        """Write somebody new; a lead with who brought them."""
        if not _is_lead(row):
            return super().put_new(row, fields)
        fields = leads.with_source(self.desk, fields)
        return leads.write_lead(self.desk, self.change, {**fields, "lead_on": fields["added_on"]})

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the customer up to date. What a firm is that was only named by a row of people was never said: the list of firms
        that comes after it says it."""
        decides = _is_lead(row) and found["status"] == "customer" and not found["lead_on"] and self._was_named(found)
        new = super().update(row, found)
        if not decides:
            return new
        now = self.book.get("customer", found["id"]) or found
        self.change.update("customer", found["id"], status="lead", lead_on=now["added_on"])
        self._decided.append(f"{found['name']} (c{found['id']})")
        return True

    def _was_named(self, found: Row) -> bool:
        """Whether there is nothing of it but the name that a row of a file gave."""
        return is_stub(self.book, found["id"]) and bool(
            self.book.one(
                "SELECT 1 FROM journal JOIN change ON change.id = journal.change_id WHERE journal.table_name = 'customer'"
                " AND journal.row_id = ? AND journal.before IS NULL AND change.command = 'import'",
                found["id"],
            )
        )

    def sentences(self) -> Iterator[str]:
        """Everything that a person should know of what was written."""
        yield from super().sentences()
        if self._decided:
            yield ngettext(
                "{n} organisation of which there was only the name is a lead: {names}",
                "{n} organisations of which there were only the names are leads: {names}",
                len(self._decided),
            ).format(n=len(self._decided), names=few(self._decided))


def _is_lead(row: RowRead) -> bool:
    return row.given.get("status") == "lead"
