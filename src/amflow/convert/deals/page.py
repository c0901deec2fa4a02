"""The page about one deal: its way through the stages, its documents, who has it, what is negotiated."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.book.money import Money, money_of
from amflow.book.values import day_or_none
from amflow.convert.deals import chances, stage_requirements, worth
from amflow.convert.deals import records as deals
from amflow.convert.office import credit, negotiation, papers
from amflow.convert.waiting import records as waiting
from amflow.locale import _
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.desk import Desk


class StageLine(NamedTuple):
    """A step in a deal's history."""

    entered_on: date
    stage: str
    why: str


class RecordOfDeal(NamedTuple):
    """An order or a holding that belongs to a deal."""

    ref: str
    name: str
    amount: Money | None
    on_date: date
    until: date | None
    """When it came or is promised; when it matures."""


class DealPage(NamedTuple):
    """A deal with its history, its documents, what others owe and what is negotiated."""

    deal: deals.DealLine
    product: str
    lost_why: str
    stages: list[StageLine]
    papers: list[papers.PaperLine]
    waiting: list[waiting.WaitingLine]
    terms: list[negotiation.Term]
    """Without their bottom lines."""
    made: list["RecordOfDeal"]
    suggested: Money | None
    """The limit by its credit sheet."""
    own: Money | None
    """The manager's own figure beside it."""
    approved: Money | None
    conditions: tuple[str, ...]
    """Of its approvals, and how each is met."""
    warnings: tuple[str, ...]
    behind: tuple[str, ...]
    """What the stages before its own asked for and is not there."""


def page(desk: "Desk", text: str) -> DealPage:
    """Everything about the deal that a reference names. Raises NotFound."""
    row = deals.get(desk, text)
    product = desk.book.get("product", row["product_id"]) if row["product_id"] else None
    sheet = stage_requirements.sheet_of(desk, row["id"])
    decided = waiting.of_deal(desk, row["id"])
    pipeline = desk.playbook.pipeline(row["pipeline"]) if row["state"] == "open" else None
    behind = stage_requirements.left_behind(desk, row, pipeline) if pipeline else []
    deal = deals.line(desk, row)
    if pipeline and (unsaid := stage_requirements.left_behind(desk, row, pipeline, unsaid=True)):
        deal = deal._replace(next=stage_requirements.commands(unsaid))
    given = next((one.amount for one in decided if one.state == "approved" and one.amount), None)
    return DealPage(
        deal,
        product["name"] if product is not None else "",
        row["lost_why"],
        _history(desk, row),
        papers.of_deal(desk, row),
        decided,
        negotiation.of_deal(desk, row["id"]),
        _made(desk, row["id"]),
        money_of(sheet, "suggested_minor") if sheet else None,
        money_of(sheet, "own_minor") if sheet else None,
        given,
        tuple(_conditions(desk, row["id"])),
        credit.warnings(desk, row),
        tuple(lack.words for lack in behind),
    )


class Explained(NamedTuple):
    """Why an open deal comes where it comes."""

    deal: deals.DealLine
    moves: tuple[str, ...]
    """What would let it come earlier or later, in words."""


def explained(desk: "Desk", text: str) -> Explained:
    """Why the deal comes where it comes, and what would move it. Raises NotFound, Refused for one that is closed."""
    row = deals.get(desk, text)
    deals.must_be_open(row)
    deal = deals.line(desk, row)
    return Explained(deal, tuple(_moves(desk, row, deal)))


def _moves(desk: "Desk", row: Any, deal: deals.DealLine) -> Iterator[str]:
    one = deal.worth
    if one is None:
        return
    pipeline = desk.playbook.pipeline(row["pipeline"])
    keys = [stage.key for stage in pipeline.stages] if pipeline else []
    if pipeline and row["stage"] in keys[:-1]:
        after = pipeline.stages[keys.index(row["stage"]) + 1]
        soon = chances.known(desk).of(row["pipeline"], after.key, 0).soon
        yield _("in the stage {stage} {n}% are won within {days} days").format(
            stage=after.title, n=round(100 * soon), days=chances.SOON_DAYS
        )
    if one.amount_from != "deal":
        yield _("its own amount: amflow deal edit {ref} --amount AMOUNT").format(ref=deal.ref)
    if one.stands != "planned":
        weight = worth.weight(desk, "planned")
        yield _("once something is planned for it, it counts {n}%: amflow config worth_planned").format(n=weight)
    if one.stands == "":
        yield _("gone quiet it counts {n}%: amflow config worth_quiet").format(n=worth.weight(desk, "quiet"))


def _made(desk: "Desk", deal_id: int) -> list[RecordOfDeal]:
    return [
        filled(RecordOfDeal, row, amount=money_of(row, "amount_minor"), until=day_or_none(row["until"]))
        for row in desk.book.all(deals.MADE, deal_id)
    ]


def _conditions(desk: "Desk", deal_id: int) -> Iterator[str]:
    for one in stage_requirements.conditions(desk, deal_id):
        how = _("not met yet") if one["met"] is None else one["met"]
        yield _("{what}: {why}").format(what=one["conditions"], why=how)


def _history(desk: "Desk", row: Any) -> list[StageLine]:
    pipeline = desk.playbook.pipeline(row["pipeline"])
    names = {"won": _("won"), "lost": _("lost")}
    if pipeline:
        names |= titles_by_key(pipeline.stages)
    rows = desk.book.all("SELECT stage, entered_on, why FROM deal_stage WHERE deal_id = ? ORDER BY id", row["id"])
    return [filled(StageLine, step, stage=names.get(step["stage"], step["stage"])) for step in rows]
