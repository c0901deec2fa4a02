"""Bringing tasks in: rows of a table, appointments of a calendar."""

from typing import Any

from amflow.agenda.tasks import changes as task_changes
from amflow.book.store import Row
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.writer import PlainWriter
from amflow.locale import _


class Tasks(PlainWriter):
    """Things to do; a done one without a day was done on the day it was due, or today."""

    table = "task"
    plain = ("title", "kind", "due_on", "due_time", "minutes", "promised", "state", "done_on", "why")
    same = ("customer_id", "title", "due_on", "due_time")
    must = ("title",)

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says, with the day on which it ended. Raises Reject for an hour without a day."""
        told = super().told(row, found)
        if found is None:
            told = {"state": "open", "kind": "todo", "due_time": "", **told}
        state = told.get("state", "")
        if state == "open":
            told["done_on"] = None
        elif state and not (told.get("done_on") or (found and found["done_on"])):
            told["done_on"] = min(told.get("due_on") or self.today, self.today)
        if (told.get("done_on") or "") > self.today:
            raise Reject(_("{when} is still to come").format(when=told["done_on"]))
        if told.get("due_time") and not (told.get("due_on") or (found and found["due_on"])):
            raise Reject(_("an hour, but no day"))
        return told

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> None:
        """Raises Usage, Refused."""
        task_changes.prepare(self.desk, fields, found)

    def put(self, fields: dict[str, Any], found: Row | None, ready: None) -> int:
        """Write the task; a day that a file says was not counted over holidays."""
        if found is not None and "due_on" in fields:
            fields["due_counted"] = ""
        return task_changes.write(self.desk, self.change, fields, found)
