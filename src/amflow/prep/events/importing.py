"""Bringing events in: a list of share issues or launches as a table, a team's calendar as ICS."""

from pathlib import Path
from typing import Any

from amflow.book.store import Row
from amflow.files.forms.detect import FoundForm
from amflow.files.import_.cells import RowRead
from amflow.files.import_.column_map import FieldRule, Map, of_headings
from amflow.files.import_.fields import UID, RecordKind, a_field, aliases
from amflow.files.import_.plain_writer import PlainWriter
from amflow.files.import_.run import Request
from amflow.prep.events import records as events

OF_CALENDAR = (("title", "title"), ("on_date", "due_on"), ("until_on", "until_on"), ("note", "why"))
"""The fields of an event, and the columns in which a calendar file has them."""


EVENT = RecordKind(
    "event",
    "event",
    "events",
    ("title",),
    (
        UID,
        a_field(
            "title",
            headings=(
                *("标题", "名称", "事项", "活动", "活动名称", "新股", "股票名称", "新股名称", "证券简称", "股票简称"),
                *("event", "name", "subject", "summary", "share"),
            ),
        ),
        a_field(
            "kind",
            "word",
            ("类型", "类别", "type"),
            words=aliases(
                "share-issue=share issue=新股=新股申购=ipo",
                "launch=product launch=上市=新品=新品上市=产品发售=发售",
                "campaign=活动=营销活动=促销",
                "meeting=会议",
                "training=培训",
                "closed=holiday=放假=休假=休息",
                "other=其他",
            ),
        ),
        a_field(
            "on_date",
            "date",
            (
                "日期",
                "申购日期",
                "申购日",
                "网上申购日",
                "发行日期",
                "开始日期",
                "起始日",
                "上市日期",
                "date",
                "day",
                "start",
                "from",
            ),
        ),
        a_field("until_on", "date", ("截止日期", "结束日期", "截止日", "until", "end", "to")),
        a_field("note", "long", ("备注", "说明", "内容", "notes", "remark", "description")),
    ),
    must=("title", "on_date"),
    spare=("until_on",),
)


class Events(PlainWriter):
    """An event is known by its key or uid, else by its day and title."""

    kind = EVENT
    same = ("on_date", "title")

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; an event stays of the kind it was where the cell is blank."""
        told = super().told(row, found)
        if found is not None and told.get("kind") == "":
            del told["kind"]
        return told

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> None:
        """Raises Usage."""
        events.prepare(fields, found)

    def put(self, fields: dict[str, Any], found: Row | None, ready: None) -> int:
        """Write the event."""
        return events.write(self.change, fields, found)


def request(file: Path, kind: str, the_map: Path | None, dry_run: bool, rejects: Path | None) -> Request:
    """The order to bring events in from a file; `kind` is that of events whose file does not say it."""

    def mapped(found: FoundForm) -> Map:
        if found.kind and found.kind.name == "task" and found.map is not None:
            rules = [FieldRule(field, column=column) for key, column in OF_CALENDAR if (field := EVENT.field(key))]
            read = found.map._replace(kind=EVENT, rules=tuple(rules))
        else:
            read = of_headings(EVENT, found.table)
        field = EVENT.field("kind")
        if kind and field and not any(rule.field.key == "kind" for rule in read.rules):
            read = read._replace(rules=(*read.rules, FieldRule(field, always=kind)))
        return read

    return Request(file, "event" if the_map else "", the_map, (), dry_run, rejects, ask=None if the_map else mapped)
