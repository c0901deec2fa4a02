"""Bringing customers in, and those of them who are leads: found as `lead add` finds them, introduced as it writes it down."""

from typing import Any

from amflow.customers import changes as customer_changes
from amflow.customers.importing import Customers
from amflow.files.import_.cells import RowRead
from amflow.prospect.leads import records as leads


class CustomersAndLeads(Customers):
    """A row whose `status` is lead is a lead, from the day on which it was added."""

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


def _is_lead(row: RowRead) -> bool:
    return row.given.get("status") == "lead"
