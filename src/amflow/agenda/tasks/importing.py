"""Bringing tasks in: rows of a table, appointments of a calendar."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from amflow.agenda.tasks import changes as task_changes
from amflow.book.store import Row
from amflow.files.forms.ics import MOST_TIMES
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.fields import BESIDE, UID, WHOSE, RecordKind, a_field, aliases
from amflow.files.import_.plain_writer import PlainWriter
from amflow.locale import _, ngettext

LAST_DAY = "9999-12-31"
NEAR = 6
"""A date that was moved in its calendar by so many days at most is the same; beyond it an old one went, a new one came."""


def _series(key: str) -> str:
    """What the dates of one entry of a calendar share: `a/2026-12-01/+1`, the second day of one of them, is one of `a`."""
    return re.sub(r"(?:/\d{4}-\d\d-\d\d)?(?:/\+\d+)?$", "", key)


def _is_end(row: RowRead) -> bool:
    return set(row.given) == {"series"}


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


TASK = RecordKind(
    "task",
    "task",
    "tasks",
    ("title",),
    (
        UID,
        a_field("title", headings=("标题", "事项", "任务", "待办", "task", "subject", "summary")),
        WHOSE,
        *BESIDE,
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
    must=("title",),
)


class Tasks(PlainWriter):
    """Things to do; a done one without a day was done on the day it was due, or today."""

    kind = TASK
    same = ("customer_id", "title", "due_on", "due_time")

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Let what was moved in its calendar take the dates along that are still to come: each goes on under the name of
        the date next to it, and those without one are dropped in the end."""
        self._gone: list[Row] = []
        if "series" not in self.rules or not self.whole:
            return
        named: dict[str, dict[str, str]] = {}
        told: set[str] = set()
        for row in rows():
            told.add(row.key)
            if row.given.get("series"):
                days = named.setdefault(row.given["series"], {})
                if row.given.get("due_on"):
                    days[row.key] = row.given["due_on"]
        for series, days in named.items():
            fresh = {key: day for key, day in days.items() if not self._has(key)}
            # Of one with more dates than are taken nobody knows what comes behind the last.
            last = max(days.values()) if len(days) >= MOST_TIMES else LAST_DAY
            for old in self._ahead(series, last):
                if old["external_key"] in told:
                    continue
                near = next((key for key, day in fresh.items() if _apart(day, old["due_on"]) <= NEAR), None)
                if near is None:
                    self._gone.append(old)
                else:
                    del fresh[near]
                    self.change.update(self.table, old["id"], external_key=near)

    def write(self, row: RowRead) -> str:
        """Put the row into the book; one that only says that nothing is left of a series is none."""
        return "" if _is_end(row) else super().write(row)

    def finish(self) -> None:
        """Drop the dates of a series that its calendar has no more."""
        for row in self._gone:
            task_changes.drop(self.desk, self.change, row, _("no longer in the calendar"), ends=True)
        if self._gone:
            self.notes.append(
                ngettext(
                    "{n} date is no longer in the calendar: dropped",
                    "{n} dates are no longer in the calendar: dropped",
                    len(self._gone),
                )
            )

    def _ahead(self, series: str, last: str) -> list[Row]:
        """The open dates of a series from today on, the first one first."""
        rows = self.book.all(
            "SELECT * FROM task WHERE external_source = ? AND external_key >= ? AND external_key < ?"
            " AND state = 'open' AND due_on BETWEEN ? AND ? ORDER BY due_on, id",
            self.job.map.source,
            series,
            series + "\U0010ffff",
            self.today,
            last,
        )
        return [row for row in rows if _series(row["external_key"]) == series]

    def _has(self, key: str) -> bool:
        source = self.job.map.source
        return (
            self.book.one("SELECT id FROM task WHERE external_source = ? AND external_key = ?", source, key) is not None
        )

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
