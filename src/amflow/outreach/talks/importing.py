"""Bringing talks in that were had, with everything that follows from a talk: what is asked of the book once for all of them
is asked once, and the rules are those of `log-visit`, `log-call`, `log-message`."""

from datetime import date
from typing import Any

from amflow.agenda import due_rules, plan_ledger
from amflow.book import derived_columns
from amflow.book.store import Row
from amflow.customers import circle
from amflow.files.import_.cells import RowRead
from amflow.files.import_.fields import BESIDE, UID, WHOSE, RecordKind, a_field, aliases
from amflow.files.import_.named import Job
from amflow.files.import_.plain_writer import PlainWriter
from amflow.locale import _
from amflow.outreach import points
from amflow.outreach.talks import changes as talks
from amflow.outreach.talks import ending, present

TOUCH = RecordKind(
    "touch",
    "touch",
    "touches",
    ("customer",),
    (
        UID,
        WHOSE,
        *BESIDE,
        a_field(
            "kind",
            "word",
            ("方式", "类型", "联系方式", "type"),
            words=aliases(
                "visit=拜访=面谈=上门=meeting", "call=电话=致电=phone", "message=消息=短信=微信=邮件", "reception=接待"
            ),
        ),
        a_field("held_on", "date", ("日期", "联系日期", "拜访日期", "date", "day")),
        a_field("held_at", "time", ("时间", "time")),
        a_field("minutes", "count", ("时长", "分钟", "duration")),
        a_field("note", "long", ("内容", "记录", "备注", "沟通内容", "notes", "remark", "text")),
        a_field("outcome", "word", ("结果",), known="outcomes"),
        a_field("reached", "flag", ("接通",)),
        a_field("companions", headings=("陪同", "同行")),
        a_field("present", headings=("在场", "在场人员", "参加人员"), column=""),
    ),
    must=("customer", "held_on"),
    asked=("kind",),
)


class Touches(PlainWriter):
    """A talk ends the appointment it was and the plan's line for it, each as it is written; the callbacks that the file
    answers are settled at the end, with what counts from a customer's last talk."""

    kind = TOUCH
    same = ("customer_id", "kind", "held_on", "held_at", "note")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._touched: set[int] = set()
        self._first = 0
        """The first talk that is new."""
        ask = self.book.each
        self._busy = {row["id"] for row in ask("SELECT DISTINCT customer_id AS id FROM task WHERE state = 'open'")}
        self._planned = {
            row["id"] for row in ask("SELECT DISTINCT customer_id AS id FROM plan_line WHERE state = 'planned'")
        }
        self._firms = {
            row["id"]: row["organisation_id"]
            for row in ask(
                "SELECT customer.id, customer.organisation_id FROM customer JOIN customer AS firm"
                " ON firm.id = customer.organisation_id WHERE customer.kind = 'person' AND firm.kind = 'organisation'"
            )
        }
        self._deals: dict[int, tuple[int, str]] = {}
        """The only open deal of each customer who has one, and the day it was begun."""
        for row in ask(
            "SELECT customer_id, id, opened_on FROM deal WHERE state = 'open' AND customer_id IS NOT NULL"
            " GROUP BY customer_id HAVING count(*) = 1"
        ):
            self._deals[row["customer_id"]] = (row["id"], row["opened_on"] or "")

    def told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """What the row says; whether they were reached follows from kind and outcome, where it does not say it."""
        told = super().told(row, found)
        if found is None:
            told = {"kind": "visit", "held_at": "", "note": "", **told}
            if row.given.get("present"):
                told["present"] = row.given["present"]
            told.setdefault("reached", int(talks.is_reached(self.desk, told["kind"], told.get("outcome", ""))))
        return told

    def prepare(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> None:
        """Raises Usage for a talk that is still to come."""
        day = fields.get("held_on") or (found["held_on"] if found else "")
        if day >= self.today:
            at = fields["held_at"] if "held_at" in fields else found["held_at"] if found else ""
            talks.must_be_over(self.desk, date.fromisoformat(day), at)

    def put(self, fields: dict[str, Any], found: Row | None, ready: None) -> int:
        """Write the talk; one that is new also ends what it was."""
        if found is not None:
            others = self.book.all("SELECT customer_id AS id FROM touch_with WHERE touch_id = ?", found["id"])
            self._touched |= {found["customer_id"], fields.get("customer_id", found["customer_id"])}
            self._touched |= {one["id"] for one in others}
            return super().put(fields, found, ready)
        customer_id, reached = fields["customer_id"], fields["reached"]
        self._touched.add(customer_id)
        deal_id, begun = self._deals.get(customer_id, (None, ""))
        if deal_id is not None and begun <= fields["held_on"]:
            fields["deal_id"] = deal_id
        also = self._present(customer_id, fields)
        self._touched |= also
        whom = {customer_id, *also}
        day = date.fromisoformat(fields["held_on"])
        rows: list[Row] = []
        if reached and whom & self._busy:
            kind = fields["kind"]
            rows = ending.chosen(
                ending.candidates(self.desk, sorted(whom), kind, day), kind, day, fields.get("deal_id")
            )
            if kind == "visit" and not fields.get("companions"):
                fields["companions"] = next((row["companions"] for row in rows if row["companions"]), "")
        number = self.change.insert("touch", **fields)
        self._first = self._first or number
        circle.keep_with(self.change, number, sorted(also))
        ending.end_tasks(self.desk, self.change, rows)
        for one in whom & self._planned if reached else ():
            plan_ledger.mark_plan_lines_of_talk(self.desk, self.change, one, fields["kind"], day)
        return number

    def _present(self, customer_id: int, fields: dict[str, Any]) -> set[int]:
        """Whom the talk counts for besides: the firm, and its people whom the row names."""
        names = _(", ").join(filter(None, (fields.pop("present", ""), fields.get("companions"))))
        also = {self._firms[customer_id]} if customer_id in self._firms else set()
        row = self.book.get("customer", customer_id) if names else None
        if row is not None and (also or row["kind"] == "organisation"):
            there = present.party(self.desk, row, names)
            fields["companions"] = there.colleagues
            also |= set(there.people)
        elif names:
            fields["companions"] = names
        return also

    def finish(self) -> None:
        """Settle the callbacks that the talks were, and bring the kept columns of customers and deals up to date."""
        if self._first:
            self._settle()
            points.forget(self.desk)
        derived_columns.after_many(self.book, self.change, self._touched)

    def _settle(self) -> None:
        """Each callback that was due is settled by the first of the talks that answers it."""
        for one in due_rules.of_customer(self.desk, None):
            if one.customer_id not in self._touched:
                continue
            for row in self.book.all(
                "SELECT id, kind, held_on FROM touch WHERE (customer_id = ?1 OR id IN (SELECT touch_id FROM touch_with"
                " WHERE customer_id = ?1)) AND id >= ?2 AND reached = 1 ORDER BY id",
                one.customer_id,
                self._first,
            ):
                if ending.answers(self.desk, one, row["kind"], date.fromisoformat(row["held_on"])):
                    plan_ledger.mark_due(
                        self.desk, self.change, one.rule.key, one.customer_id, one.for_date, "done", touch_id=row["id"]
                    )
                    break
