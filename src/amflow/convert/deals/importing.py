"""Bringing deals in: their state and stage, the history that follows from their dates, whom they are with."""

from collections.abc import Iterator
from typing import Any

from amflow.book import derived_columns
from amflow.book.store import Row
from amflow.book.values import folded
from amflow.convert.deals import changes as deal_changes
from amflow.convert.deals import gates, pipelines, stage_requirements
from amflow.convert.products import suitability
from amflow.errors import Refused, Usage
from amflow.files.import_.cells import Reject, RowRead, told_of
from amflow.files.import_.fields import BESIDE, CURRENCY, UID, WHAT, WHOSE, WHY, RecordKind, a_field, aliases
from amflow.files.import_.named import COMING, Job
from amflow.files.import_.writer import RowWriter, new, said
from amflow.locale import _, listed, ngettext
from amflow.playbooks.model import Pipeline
from amflow.playbooks.titles import known_key

CLOSED = ("won", "lost")


DEAL = RecordKind(
    "deal",
    "deal",
    "deals",
    ("title", "product", "customer"),
    (
        UID,
        a_field("title", headings=("标题", "商机", "商机名称")),
        WHOSE,
        *BESIDE,
        WHAT,
        a_field("pipeline", "word", ("流程",), column="", known="pipelines"),
        a_field("stage", "word", ("阶段",), column=""),
        a_field("state", "word", ("状态",), words=aliases("open=进行中", "won=赢单=成交", "lost=输单=丢单")),
        a_field("amount", "money", ("金额",), column="amount_minor"),
        CURRENCY,
        a_field("opened_on", "date", ("开始日期",)),
        a_field("expected_on", "date", ("预计成交日期",)),
        a_field("closed_on", "date", ("成交日期", "结束日期")),
        a_field("lost_why", "long", ("丢单原因",)),
        WHY,
    ),
    spare=("expected_on",),
)


class Deals(RowWriter):
    """A deal is known by its key, else by title, customer and the day it was begun."""

    kind = DEAL
    steps = ("state", "stage", "closed_on", "lost_why", "expected_on", "amount_minor", "currency")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._touched: set[int] = set()
        self._titles: dict[str, str] = {}
        self._behind: list[str] = []

    def faults(self, row: RowRead) -> Iterator[str]:
        """Whom the row names and the book does not have."""
        yield from self.unknown(row)

    def alike(self, row: RowRead) -> list[Row]:
        """Deals of the same title, customer and beginning; a deal with a key is never taken for another."""
        if row.key:
            return []
        row = self.with_fresh(row)
        rule = self.rules.get("customer")
        customer = self._known(rule, row.given["customer"]) if rule and row.given.get("customer") else None
        if customer is None and row.given.get("customer") and rule and rule.if_unknown == "create":
            return []
        customer = self._whose({"customer_id": customer}, self._pipeline(row, None)).get("customer_id")
        return self.book.all(
            "SELECT * FROM deal WHERE customer_id IS ? AND title = ? AND opened_on IS ? LIMIT 9",
            customer,
            self._title(row),
            row.given.get("opened_on") or None,
        )

    def add(self, row: RowRead) -> int:
        """Add the deal and its history: the stage it entered when it was begun, and how it was closed. Raises Reject."""
        row = self.with_fresh(row)
        told = self._told(row, None)
        told["stage_on"] = told["closed_on"] or told["opened_on"] or self.today
        told |= {"title": self._title(row), "quiet_since": told["stage_on"]}
        told.setdefault("currency", self.currency)
        reason = self._suits(row, told, None)
        if told["state"] == "won" and told.get("customer_id") is None and not self._why(row):
            raise said(gates.nobody_to_win(told["title"]), "why")
        told = self.come(row, told)
        fields = {**told, **self.keyed(row)}
        deal_id = deal_changes.begin(self.desk, self.change, fields, self._of(reason, told), self._why(row))
        if told["state"] == "open":
            self._stands(deal_id, self._why(row))
        if told["state"] in CLOSED:
            self._end(deal_id, told, self._why(row))
        self._touch(told.get("customer_id"))
        return deal_id

    def _stands(self, deal_id: int, why: str) -> None:
        """Remember a new deal in a stage behind others whose papers and decisions are not in the book: it is taken, and stands
        with what is missing."""
        deal = self.book.get("deal", deal_id)
        assert deal is not None
        pipeline = self.desk.playbook.pipeline(deal["pipeline"])
        if pipeline and not why and stage_requirements.left_behind(self.desk, deal, pipeline):
            self._behind.append(deal["title"])

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the deal up to date, and its history with it. Raises Reject."""
        told = self._told(row, found)
        if row.given.get("title"):
            told["title"] = row.given["title"]
        told |= self.keyed(row)
        told |= {name: found[name] for name in self.not_taken_back(row, found, new(found, told))}
        told["stage_on"] = self._stage_on(told, found)
        changes = new(found, told)
        if not changes:
            return False
        reason = self._suits(row, changes, found)
        self._may(row, told, found)
        if told["state"] in CLOSED and "stage_on" in changes:
            changes["quiet_since"] = told["stage_on"]
        changes = self.come(row, changes)
        if "state" in changes:
            changes["papers_owed"] = stage_requirements.owed(self.desk, {**dict(found), **changes})
        self.change.update("deal", found["id"], **changes)
        suitability.keep(self.desk, self.change, self._of(reason, changes), deal_id=found["id"])
        self._follow(found, told, self._why(row))
        self.replaced.tell(found, changes, set(), row.given)
        self._touch(found["customer_id"])
        self._touch(changes.get("customer_id"))
        if told["state"] == "open":
            derived_columns.after_deal(self.book, self.change, found["id"])
        return True

    def onward(self, found: Row, changes: dict[str, Any]) -> set[str]:
        """A later stage of the same open deal."""
        pipeline = self.desk.playbook.pipeline(found["pipeline"])
        if found["state"] != "open" or "stage" not in changes or pipeline is None or "pipeline" in changes:
            return set()
        order = {stage.key: place for place, stage in enumerate(pipeline.stages)}
        return {"stage"} if order[changes["stage"]] > order.get(found["stage"], -1) else set()

    def finish(self) -> None:
        """Bring the kept columns of the customers up to date."""
        derived_columns.after_many(self.book, self.change, self._touched)
        if self._behind:
            self.notes.append(
                ngettext(
                    "{n} open deal is in a stage whose papers or decisions are not in the book ({titles}): its page says what"
                    " is missing, and advance and win ask for it",
                    "{n} open deals are in stages whose papers or decisions are not in the book ({titles}): their pages say"
                    " what is missing, and advance and win ask for it",
                    len(self._behind),
                ).format(titles=listed(self._behind[:3]) + "…" * (len(self._behind) > 3))
            )

    # The rules

    def _why(self, row: RowRead) -> str:
        return str(row.given.get("why", ""))

    def _suits(self, row: RowRead, fields: dict[str, Any], found: Row | None) -> suitability.Reason | None:
        """The reason to keep, where the product does not suit the customer. Raises Reject."""
        if found is not None and not {"customer_id", "product_id"} & fields.keys():
            return None
        now = {**(dict(found) if found is not None else {}), **fields}
        whose, what = now.get("customer_id"), now.get("product_id")
        try:
            if whose != COMING:
                return suitability.require(self.desk, whose, what, self._why(row))
            product = self.book.get("product", what) if what else None
            # Somebody who is only created for this row has told nobody yet what they can bear.
            customer = {"id": COMING, "name": row.given["customer"], "profile": "{}"}
            return suitability.require_of(self.desk, customer, product, self._why(row)) if product is not None else None
        except Refused as refusal:
            raise said(refusal, "why") from refusal

    @staticmethod
    def _of(reason: suitability.Reason | None, fields: dict[str, Any]) -> suitability.Reason | None:
        """The reason, with the number of the customer who was created meanwhile."""
        return reason._replace(customer_id=fields["customer_id"]) if reason and reason.customer_id == COMING else reason

    def _may(self, row: RowRead, told: dict[str, Any], found: Row) -> None:
        """Refuse a step that the command refuses: `why` is what its `--force --why` are. A deal that was won is history: the
        file says that it was, and nobody is asked for its papers. Raises Reject."""
        why, pipeline = self._why(row), self.desk.playbook.pipeline(told["pipeline"])
        try:
            if (
                told["state"] == "won" != found["state"]
                and told.get("customer_id", found["customer_id"]) is None
                and not why
            ):
                raise gates.nobody_to_win(f"d{found['id']}")
            moved = told["stage"] != found["stage"] and told["pipeline"] == found["pipeline"]
            if moved and pipeline and told["state"] == found["state"] == "open":
                gates.may_move(self.desk, found, pipeline, told["stage"], force=bool(why), reason=why)
        except (Refused, Usage) as refusal:
            raise said(refusal, "why") from refusal

    # What the row says

    def _told(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """The deal as it is after the row: what the row leaves open stays as it was. Raises Reject."""
        told = self.columns(row, "amount", "currency", "opened_on", "expected_on", "closed_on", "lost_why")
        for column in ("opened_on", "closed_on"):
            told.setdefault(column, found[column] if found else None)
        if told.get("amount_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        pipeline = self._pipeline(row, found)
        told["pipeline"] = pipeline.key
        told["stage"] = self._stage(row, found, pipeline)
        told["state"] = row.given.get("state") or (found["state"] if found else "open")
        self._closing(row, told)
        for field in ("customer", "product"):
            if field in row.given:
                told[self.rules[field].field.column] = self.number(field, row.given[field])
        named = found is None or told.get("customer_id") != found["customer_id"]
        return told | (self._whose(told, pipeline) if named else {})

    def _whose(self, told: dict[str, Any], pipeline: Pipeline) -> dict[str, Any]:
        """Whose the deal is that somebody speaks of; nothing where nobody is named who is there."""
        row = self.book.get("customer", told.get("customer_id") or 0)
        return {"customer_id": pipelines.whose(self.desk, row, pipeline)["id"]} if row is not None else {}

    def _pipeline(self, row: RowRead, found: Row | None) -> Pipeline:
        playbook = self.desk.playbook
        key = row.given.get("pipeline") or (found["pipeline"] if found else "")
        if not key:
            number = self.number("product", row.given["product"]) if row.given.get("product") else None
            product = self.book.get("product", number) if number else None
            # A file of another program has no such word: where nothing says it, the first takes them, as a map can say otherwise.
            told = pipelines.told(self.desk, row.given.get("title") or "", product, None)
            key = (told or playbook.pipelines[0]).key
        pipeline = playbook.pipeline(key)
        if pipeline is None:
            raise Reject(_("the playbook has no pipeline “{name}”").format(name=key))
        return pipeline

    def _stage(self, row: RowRead, found: Row | None, pipeline: Pipeline) -> str:
        text = row.given.get("stage")
        if not text:
            return str(found["stage"]) if found else pipeline.stages[0].key
        for stage in pipeline.stages:
            if folded(text) in (folded(stage.title.en), folded(stage.title.zh)):
                return stage.key
        try:
            return known_key(text, pipeline.stages, _("stage"))
        except Usage as refusal:
            if self.rules["stage"].unknown == "leave out":
                # A stage of another pipeline than the one the deal is in.
                return str(found["stage"]) if found else pipeline.stages[0].key
            raise told_of(self.called("stage"), refusal, hint=True) from refusal

    def _closing(self, row: RowRead, told: dict[str, Any]) -> None:
        if told["state"] == "open":
            if row.given.get("closed_on") and "expected_on" not in self.rules:
                # Other programs have one day for both: of an open deal it is the day on which it should be closed.
                told["expected_on"] = told["closed_on"]
            elif row.given.get("closed_on"):
                raise Reject(_("an open deal, but closed on {date}").format(date=told["closed_on"]))
            told["closed_on"] = None
        elif not told["closed_on"]:
            won = told["state"] == "won"
            raise Reject(_("won, but without the day") if won else _("lost, but without the day"))
        elif told["opened_on"] and told["closed_on"] < told["opened_on"]:
            raise Reject(
                _("closed on {closed}, before it was opened on {opened}").format(
                    closed=told["closed_on"], opened=told["opened_on"]
                )
            )
        elif told["closed_on"] > self.today:
            raise Reject(_("{when} is still to come").format(when=told["closed_on"]))

    def _title(self, row: RowRead) -> str:
        """The title, or the product's name, or the customer's. Raises Reject."""
        title = row.given.get("title") or row.given.get("product") or row.given.get("customer")
        if not title:
            raise Reject(
                _("{name} is blank").format(name=self.rules["title"].column if "title" in self.rules else "title")
            )
        return str(title)

    # Its history

    def _stage_on(self, told: dict[str, Any], found: Row) -> str:
        """When it entered the stage it is in: a day of the file where one says so, else the day of the import."""
        if all(told[name] == found[name] for name in ("state", "stage", "opened_on", "closed_on")):
            return str(found["stage_on"])
        if told["closed_on"]:
            return str(told["closed_on"])
        begun = told["opened_on"] if told["opened_on"] != found["opened_on"] else None
        if told["stage"] == found["stage"] and found["state"] == "open":
            follows = found["stage_on"] == found["opened_on"] or (begun and found["stage_on"] < begun)
            return str(begun) if begun and follows else str(found["stage_on"])
        return str(begun or self.today)

    def _follow(self, found: Row, told: dict[str, Any], why: str) -> None:
        """Let the history say the same, and let follow what follows: a changed day moves its step, a new stage or end is a
        new step."""
        deal_id = found["id"]
        steps = self.book.all("SELECT id, stage, entered_on FROM deal_stage WHERE deal_id = ? ORDER BY id", deal_id)
        if told["opened_on"] and told["opened_on"] != found["opened_on"] and steps:
            first = steps[0]
            if first["stage"] not in CLOSED and first["entered_on"] in (found["opened_on"], found["stage_on"]):
                self.change.update("deal_stage", first["id"], entered_on=told["opened_on"])
        ends = [step for step in steps if step["stage"] in CLOSED]
        if told["state"] == "open":
            if found["state"] in CLOSED or told["stage"] != found["stage"]:
                self._enter(deal_id, told["stage"], told["stage_on"], why)
            pipeline = self.desk.playbook.pipeline(told["pipeline"])
            if told["stage"] != found["stage"] and pipeline:
                deal_changes.moved_to(self.desk, self.change, found, pipeline, told["stage"])
        elif found["state"] == told["state"] and ends:
            self.change.update("deal_stage", ends[-1]["id"], entered_on=told["closed_on"])
        else:
            self._end(deal_id, {"lost_why": found["lost_why"], **told}, why)

    def _end(self, deal_id: int, told: dict[str, Any], why: str) -> None:
        """It is won or lost since that day."""
        lost = told["state"] == "lost"
        self._enter(deal_id, told["state"], told["closed_on"], (told.get("lost_why") or "") if lost else why)
        deal = self.book.get("deal", deal_id)
        deal_changes.ended(self.desk, self.change, deal, told["state"], told["closed_on"])

    def _enter(self, deal_id: int, stage: str, day: str, why: str) -> None:
        self.change.insert("deal_stage", deal_id=deal_id, stage=stage, entered_on=day, why=why)

    def _touch(self, customer_id: int | None) -> None:
        if customer_id:
            self._touched.add(customer_id)
