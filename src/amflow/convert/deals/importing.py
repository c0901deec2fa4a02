"""Bringing deals in: their state and stage, the history that follows from their dates, whom they are with."""

from typing import Any

from amflow.book import derived_columns, values
from amflow.book.store import Row
from amflow.files.import_ import derived_columns as import_derived_columns
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.writer import Job, RowWriter, new
from amflow.locale import _
from amflow.playbooks.model import Pipeline

CLOSED = ("won", "lost")


class Deals(RowWriter):
    """A deal is known by its key, else by title, customer and the day it was begun."""

    table = "deal"

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._touched: set[int] = set()
        self._titles: dict[str, str] = {}

    def alike(self, row: RowRead) -> list[Row]:
        """Deals of the same title, customer and beginning; a deal with a key is never taken for another."""
        if row.key:
            return []
        row = self.with_fresh(row)
        for field in ("customer", "product"):
            if row.given.get(field):
                self.sure(field, row.given[field])
        rule = self.rules.get("customer")
        customer = self._known(rule, row.given["customer"]) if rule and row.given.get("customer") else None
        if customer is None and row.given.get("customer") and rule and rule.unknown == "create":
            return []
        return self.book.all(
            "SELECT * FROM deal WHERE customer_id IS ? AND title = ? AND opened_on IS ? LIMIT 9",
            customer,
            self._title(row),
            row.given.get("opened_on") or None,
        )

    def add(self, row: RowRead) -> int:
        """Add the deal and its history: the stage it entered when it was begun, and how it was closed."""
        row = self.with_fresh(row)
        said = self._said(row, None)
        said["stage_on"] = said["closed_on"] or said["opened_on"] or self.job.today
        said |= {"title": self._title(row), "quiet_since": said["stage_on"], **self._references(row)}
        deal_id = self.change.insert("deal", **said, **self.keyed(row))
        self._enter(deal_id, said["stage"], said["opened_on"] or said["stage_on"])
        if said["state"] in CLOSED:
            self._enter(deal_id, said["state"], said["closed_on"])
        self._touch(said.get("customer_id"))
        return deal_id

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the deal up to date, and its history with it."""
        said = self._said(row, found)
        if row.given.get("title"):
            said["title"] = row.given["title"]
        said["stage_on"] = self._stage_on(said, found)
        said |= {**self._references(row), **self.keyed(row)}
        changes = new(found, said)
        if not changes:
            return False
        if said["state"] in CLOSED and "stage_on" in changes:
            changes["quiet_since"] = said["stage_on"]
        self.change.update("deal", found["id"], **changes)
        self._follow(found, said)
        self._touch(found["customer_id"])
        self._touch(said.get("customer_id", found["customer_id"]))
        if said["state"] == "open":
            derived_columns.after_deal(self.book, self.change, found["id"])
        return True

    def finish(self) -> None:
        """Bring the kept columns of the customers up to date."""
        import_derived_columns.customers(self.book, self.change, self._touched)

    # What the row says

    def _said(self, row: RowRead, found: Row | None) -> dict[str, Any]:
        """The deal as it is after the row: what the row leaves open stays as it was. Raises Reject."""
        said = self.columns(row, "amount", "currency", "opened_on", "expected_on", "closed_on", "lost_why")
        for column in ("opened_on", "closed_on"):
            said.setdefault(column, found[column] if found else None)
        if said.get("amount_minor") is not None:
            said["currency"] = said.get("currency") or self.job.currency
        pipeline = self._pipeline(row, found)
        said["pipeline"] = pipeline.key
        said["stage"] = self._stage(row, found, pipeline)
        said["state"] = row.given.get("state") or (found["state"] if found else "open")
        self._closing(row, said)
        return said

    def _pipeline(self, row: RowRead, found: Row | None) -> Pipeline:
        playbook = self.job.playbook
        key = row.given.get("pipeline") or (found["pipeline"] if found else playbook.pipelines[0].key)
        pipeline = playbook.pipeline(key)
        if pipeline is None:
            raise Reject(_("the playbook has no pipeline “{name}”").format(name=key))
        return pipeline

    def _stage(self, row: RowRead, found: Row | None, pipeline: Pipeline) -> str:
        text = row.given.get("stage")
        if not text:
            return str(found["stage"]) if found else pipeline.stages[0].key
        wanted = values.folded(text)
        for stage in pipeline.stages:
            if wanted in (stage.key, values.folded(stage.title.en), values.folded(stage.title.zh)):
                return stage.key
        rule = self.rules["stage"]
        listed = ", ".join(stage.key for stage in pipeline.stages)
        raise Reject(
            _("{name}: {why}").format(
                name=rule.column or "stage",
                why=_("“{text}” is not one of: {choices}").format(text=text, choices=listed),
            )
        )

    def _closing(self, row: RowRead, said: dict[str, Any]) -> None:
        if said["state"] == "open":
            if row.given.get("closed_on"):
                raise Reject(_("an open deal, but closed on {date}").format(date=said["closed_on"]))
            said["closed_on"] = None
        elif not said["closed_on"]:
            won = said["state"] == "won"
            raise Reject(_("won, but without the day") if won else _("lost, but without the day"))
        elif said["opened_on"] and said["closed_on"] < said["opened_on"]:
            raise Reject(
                _("closed on {closed}, before it was opened on {opened}").format(
                    closed=said["closed_on"], opened=said["opened_on"]
                )
            )

    def _references(self, row: RowRead) -> dict[str, int | None]:
        named = {field: row.given[field] for field in ("customer", "product") if field in row.given}
        for field, name in named.items():
            if name:
                self.sure(field, name)
        return {
            self.rules[field].field.column: self.reference(field, name) if name else None
            for field, name in named.items()
        }

    def _title(self, row: RowRead) -> str:
        """The title, or the product's name, or the customer's. Raises Reject."""
        title = row.given.get("title") or row.given.get("product") or row.given.get("customer")
        if not title:
            raise Reject(
                _("{name} is blank").format(name=self.rules["title"].column if "title" in self.rules else "title")
            )
        return str(title)

    # Its history

    def _stage_on(self, said: dict[str, Any], found: Row) -> str:
        """When it entered the stage it is in: a day of the file where one says so, else the day of the import."""
        if said["closed_on"]:
            return str(said["closed_on"])
        begun = said["opened_on"] if said["opened_on"] != found["opened_on"] else None
        if said["stage"] == found["stage"] and found["state"] == "open":
            follows = found["stage_on"] == found["opened_on"] or (begun and found["stage_on"] < begun)
            return str(begun) if begun and follows else str(found["stage_on"])
        return str(begun or self.job.today)

    def _follow(self, found: Row, said: dict[str, Any]) -> None:
        """Let the history say the same: a changed day moves its step, a new stage or end is a new step."""
        deal_id = found["id"]
        steps = self.book.all("SELECT id, stage, entered_on FROM deal_stage WHERE deal_id = ? ORDER BY id", deal_id)
        if said["opened_on"] and said["opened_on"] != found["opened_on"] and steps:
            first = steps[0]
            if first["stage"] not in CLOSED and first["entered_on"] in (found["opened_on"], found["stage_on"]):
                self.change.update("deal_stage", first["id"], entered_on=said["opened_on"])
        ends = [step for step in steps if step["stage"] in CLOSED]
        if said["state"] == "open":
            if found["state"] in CLOSED or said["stage"] != found["stage"]:
                self._enter(deal_id, said["stage"], said["stage_on"])
        elif found["state"] == said["state"] and ends:
            self.change.update("deal_stage", ends[-1]["id"], entered_on=said["closed_on"])
        else:
            self._enter(deal_id, said["state"], said["closed_on"])

    def _enter(self, deal_id: int, stage: str, day: str) -> None:
        self.change.insert("deal_stage", deal_id=deal_id, stage=stage, entered_on=day)

    def _touch(self, customer_id: int | None) -> None:
        if customer_id:
            self._touched.add(customer_id)
