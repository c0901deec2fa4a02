"""Bringing tasks in: rows of a table, appointments of a calendar."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from amflow.agenda.tasks import changes as task_changes
from amflow.book import values
from amflow.book.store import Row
from amflow.files.forms.ics import MOST_TIMES
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.column_map import FieldRule, kind_of
from amflow.files.import_.fields import BESIDE, UID, WHOSE, RecordKind, a_field, aliases
from amflow.files.import_.named import writer_of
from amflow.files.import_.plain_writer import PlainWriter
from amflow.files.import_.writer import UNCHANGED, RowWriter
from amflow.locale import _, listed, ngettext

_OF_EVENT = ("title", "kind", "on_date", "until_on", "note")
_AWAY = r"\b(?:leave|holidays?|vacation|pto|time off|day off|urlaub)\b|休假|年假|放假|度假|请假"
"""What says that one is away."""
_WITH = r"(?:\bwith|\bw/|与|和|跟|拜访|约见)\s*(\S.*)"
_NAMED = 5
LAST_DAY = "9999-12-31"
NEAR = 6
"""A date that was moved in its calendar by so many days at most is the same; beyond it an old one went, a new one came."""


def _series(key: str) -> str:
    """What the dates of one entry of a calendar share: `a/2026-12-01/+1`, the second day of one of them, is one of `a`."""
    return re.sub(r"(?:/\d{4}-\d\d-\d\d)?(?:/\+\d+)?$", "", key)


def _is_end(row: RowRead) -> bool:
    return set(row.given) == {"series"}


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)


TASK = RecordKind(
    "task",
    "task",
    "tasks",
    ("title",),
    (
        UID,
        a_field(
            "title",
            headings=(
                *("标题", "事项", "任务", "待办", "下一步", "下一步计划", "跟进事项"),
                *("task", "subject", "summary", "next step", "next action", "follow up", "follow-up"),
            ),
        ),
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
    steps = ("state", "done_on", "why")
    same = ("customer_id", "title", "due_on", "due_time")

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Let what was moved in its calendar take the dates along that are still to come: each goes on under the name of
        the date next to it, and those without one are dropped in the end."""
        self._gone: list[Row] = []
        self._twins = 0
        self._clashes: list[str] = []
        self._lasting: list[str] = []
        self._events: RowWriter | None = None
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
        if _is_end(row):
            return ""
        if row.given.get("until_on"):
            return self._goes_on(row)
        if self._is_twin(row):
            self._twins += 1
            return UNCHANGED
        return super().write(row)

    def _goes_on(self, row: RowRead) -> str:
        """What fills whole days is an event."""
        if self._events is None:
            kind = kind_of("event")
            rules = tuple(FieldRule(field, column=field.key) for field in kind.fields if field.key in _OF_EVENT)
            the_map = self.job.map._replace(kind=kind, rules=rules)
            self._events = writer_of("event")(self.job._replace(map=the_map))
            self._events.begin(lambda: ())
        said = row.given
        away = re.search(_AWAY, said["title"], re.IGNORECASE)
        fields = {
            "title": said["title"],
            "kind": "closed" if away else "other",
            "on_date": said["due_on"],
            "until_on": said["until_on"],
            "note": said.get("why", ""),
        }
        self._lasting.append(said["title"])
        return self._events.write(RowRead(row.line, fields, {}, {}, row.key))

    def _is_twin(self, row: RowRead) -> bool:
        """Whether the same meeting stands in another calendar: of that title, or with that customer, at that minute."""
        said = row.given
        if not (self.job.map.loose and row.key and said.get("due_time")) or self._has(row.key):
            return False
        others = self.book.all(
            "SELECT title, customer_id FROM task WHERE due_on = ? AND due_time = ? AND external_source = ?"
            " AND state <> 'dropped'",
            said["due_on"],
            said["due_time"],
            self.job.map.source,
        )
        whose = self._with(row)
        return any(
            values.folded(one["title"]) == values.folded(said["title"]) or (whose and one["customer_id"] == whose)
            for one in others
        )

    def _with(self, row: RowRead) -> int | None:
        """The customer whom an appointment is with: by a mail that it names, else by a whole name behind “with” that only one
        has."""
        for mail in (row.given.get("mails") or "").split():
            found = self._by_contact("email", mail)
            if len(found) == 1:
                return found[0]
        named = re.search(_WITH, row.given.get("title") or "", re.IGNORECASE)
        if not named:
            return None
        words = named[1].split()
        texts = [" ".join(words[:count]) for count in range(min(len(words), 6), 1, -1)]
        texts += [words[0][:count] for count in range(min(len(words[0]), 6), 1, -1) if not words[0].isascii()]
        for text in texts:
            rows = self._by_name("customer", text.strip(" ,.;:()"))
            if rows:
                return rows[0] if len(rows) == 1 else None
        return None

    def finish(self) -> None:
        """Drop the dates of a series that its calendar has no more; say what was taken otherwise than it stands there."""
        if self._twins:
            self.notes.append(
                ngettext(
                    "{n} appointment stands in another calendar already: one is kept",
                    "{n} appointments stand in another calendar already: one of each is kept",
                    self._twins,
                ).format(n=self._twins)
            )
        if self._lasting:
            named = listed(self._lasting[:_NAMED]) + "…" * (len(self._lasting) > _NAMED)
            self.notes.append(
                _("whole days, several of them: an event, and no task: {names} (your days off stand in {file})").format(
                    names=named, file=self.desk.settings.days_file
                )
            )
        if self._clashes:
            named = _("; ").join(self._clashes[:_NAMED]) + "…" * (len(self._clashes) > _NAMED)
            self.notes.append(_("two appointments at one hour: {pairs}").format(pairs=named))
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

    def _clash(self, fields: dict[str, Any], found: Row | None) -> None:
        """Note another appointment of the same time: nobody is at two places."""
        now = {**(dict(found) if found is not None else {}), **fields}
        begin = _minute(now["due_time"])
        for other in self.book.all(
            "SELECT id, title, due_time, minutes FROM task WHERE due_on = ? AND due_time <> '' AND state = 'open'",
            now["due_on"],
        ):
            start = _minute(other["due_time"])
            end, last = begin + (now.get("minutes") or 1), start + (other["minutes"] or 1)
            if other["id"] != now.get("id") and begin < last and start < end:
                self._clashes.append(
                    f"{now['due_on']} {now['due_time']} {now['title']}, t{other['id']} {other['title']}"
                )
                return

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
        if self.job.map.loose and not told.get("customer_id") and not (found and found["customer_id"]):
            told |= {"customer_id": whose} if (whose := self._with(row)) else {}
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
        if self.job.map.loose and fields.get("due_time"):
            self._clash(fields, found)
        return task_changes.write(self.desk, self.change, fields, found)
