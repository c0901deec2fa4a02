"""Bringing tasks in: rows of a table, appointments of a calendar."""

from typing import Any

from amflow.agenda.tasks import changes as task_changes
from amflow.book.store import Row
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.fields import UID, WHOSE, RecordKind, a_field, aliases
from amflow.files.import_.writer import PlainWriter
from amflow.locale import _

TASK = RecordKind(
    "task",
    "task",
    "tasks",
    ("title",),
    (
        UID,
        a_field("title", headings=("标题", "事项", "任务", "待办", "task", "subject", "summary")),
        WHOSE,
        a_field(
            "kind",
            "word",
            ("类型", "type"),
            words=aliases("todo=待办", "visit=拜访=meeting", "call=电话=phone", "message=消息"),
        ),
        a_field("due_on", "date", ("日期", "到期日", "截止日期", "date", "due", "due date")),
        a_field("due_time", "time", ("时间", "time")),
        a_field("minutes", "count", ("时长", "分钟", "duration")),
        a_field("promised", "flag", ("已承诺",)),
        a_field(
            "state", "word", ("状态",), words=aliases("open=未完成=进行中", "done=完成=已完成", "dropped=取消=已取消")
        ),
        a_field("done_on", "date", ("完成日期",)),
        a_field("why", "long", ("原因",)),
    ),
)


class Tasks(PlainWriter):
    """Things to do; a done one without a day was done on the day it was due, or today."""

    kind = TASK
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
