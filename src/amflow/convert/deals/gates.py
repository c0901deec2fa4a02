"""What holds a deal back: what its stages still ask for before it is moved on or won, and the price that was agreed."""

from typing import TYPE_CHECKING, Any

from amflow.convert.deals import records as deals
from amflow.convert.deals import stage_requirements
from amflow.convert.office import approvals, negotiation
from amflow.convert.waiting import records as waiting
from amflow.customers import circle
from amflow.customers.completeness.contradictions import Doubt
from amflow.errors import Refused, Usage
from amflow.locale import _, listed
from amflow.playbooks.titles import as_typed, known_key

if TYPE_CHECKING:
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline


def may_move(desk: "Desk", row: Any, pipeline: "Pipeline", target: str, *, force: bool, reason: str) -> None:
    """Raises Refused where a stage that the deal would leave asks for something that is not there, unless forced, and Usage
    for a way back or a forced one without a reason."""
    keys = [stage.key for stage in pipeline.stages]
    stage = pipeline.stage(row["stage"])
    if stage is None:
        return
    if keys.index(target) < keys.index(stage.key) and not reason:
        raise Usage(_("a way back needs a reason"), _('add --why "the reason"'))
    words = _("{ref} cannot leave “{stage}” yet").format(ref=f"d{row['id']}", stage=stage.title)
    _allow(words, stage_requirements.lacking(desk, row, pipeline, target), force=force, reason=reason)


def may_begin(pipeline: "Pipeline", key: str, reason: str) -> None:
    """Raises Refused for a deal that begins behind stages that ask for something, without a reason."""
    before = stage_requirements.until(pipeline, key)[:-1]
    if any(stage.needs for stage in before) and not reason:
        title = next(str(stage.title) for stage in pipeline.stages if stage.key == key)
        raise Refused(
            _("a deal that begins in “{stage}” leaves out what the stages before it ask for"),
            _("begin it in the first stage; or add --why …: its history keeps it"),
            stage=title,
        )


FORCED = '--force --why "…"'
"""What is typed where a step is taken although something is missing."""


def may_win(desk: "Desk", row: Any, *, force: bool, reason: str, forced: str = FORCED) -> tuple[str, ...]:
    """What a deal that is won from its stage leaves behind that is not there: all that moving it on stage by stage would have
    asked for, a customer, an approval of the amount. Raises Refused for it unless forced, and Usage for a forced one without
    a reason. `row` is the deal as it would be won, `forced` how that is typed."""
    pipeline, ref = desk.playbook.pipeline(row["pipeline"]), f"d{row['id']}"
    if row["customer_id"] is None and not force:
        raise nobody_to_win(ref)
    lacking = [] if row["customer_id"] else [stage_requirements.no_customer(ref)]
    if pipeline and pipeline.stage(row["stage"]):
        lacking += stage_requirements.lacking(desk, row, pipeline)
        lacking += stage_requirements.beyond_approval(desk, row, pipeline)
    return _allow(_("{ref} cannot be won yet").format(ref=ref), lacking, force=force, reason=reason, forced=forced)


def within_approval(desk: "Desk", row: Any) -> None:
    """Raises Refused for more than was approved in any stage; `row` is the deal as it would be."""
    pipeline = desk.playbook.pipeline(row["pipeline"])
    ended = {**row, "stage": pipeline.stages[-1].key} if pipeline else row
    beyond = stage_requirements.beyond_approval(desk, ended, pipeline) if pipeline else []
    if beyond:
        raise Refused(beyond[0].words, stage_requirements.commands(beyond))


def may_become(desk: "Desk", row: Any, fields: dict[str, Any]) -> None:
    """Raises Refused for another customer than the one whose papers were received and decided on (`W14`), for a product that
    others decide on in a pipeline where nobody does, and for more than was approved of a deal that is won."""
    whose = fields.get("customer_id", row["customer_id"])
    moved = row["customer_id"] and whose != row["customer_id"]
    if (
        moved
        and not (whose and circle.together(desk.book, row["customer_id"], whose))
        and approvals.there(desk, row["id"])
    ):
        raise Refused(
            _("{ref} has papers and decisions of its customer"),
            _("amflow deal add begins one for somebody else"),
            ref=f"d{row['id']}",
        )
    if product := fields.get("product_id"):
        right_way(desk, row, desk.book.get("product", product))
    if row["state"] == "won" and "amount_minor" in fields:
        within_approval(desk, {**dict(row), **fields})


def passed_over(desk: "Desk", row: Any) -> tuple[str, ...]:
    """What the stages ask for of a deal that was opened and won in one go, and is not noted: it is sold already, in a talk,
    and what is missing is said and not refused (`W11`). Which deals others decide is no such deal."""
    pipeline = desk.playbook.pipeline(row["pipeline"])
    lacking = stage_requirements.lacking(desk, row, pipeline) if pipeline and pipeline.stage(row["stage"]) else []
    return tuple(dict.fromkeys(lack.words for lack in lacking))


def _allow(
    refusal: str, lacking: list[stage_requirements.Lack], *, force: bool, reason: str, forced: str = FORCED
) -> tuple[str, ...]:
    """What is lacking, in words, where the step is taken all the same. Raises Refused, Usage."""
    words = tuple(dict.fromkeys(lack.words for lack in lacking))
    if lacking and not force:
        raise Refused(
            refusal,
            _("{commands}; or all the same, with the reason: {forced}").format(
                commands=stage_requirements.commands(lacking), forced=forced
            ),
            tuple(_("missing: {what}").format(what=one) for one in words),
        )
    if lacking and not reason:
        raise Usage(_("--force needs a reason"), _('add --why "the reason"'))
    return words


def nobody_to_win(ref: str) -> Refused:
    """The refusal of a deal that is won without a customer."""
    return Refused(_("{ref} has no customer yet"), _("amflow deal edit {ref} --for CUSTOMER"), ref=ref)


BY_OTHERS = ("review", "approval", "credit", "limit")
"""What a stage needs that others decide: such a deal is not opened and won in one go."""


def decided_by_others(pipeline: "Pipeline") -> bool:
    """Whether others decide on the way of its deals."""
    return any(need in BY_OTHERS for stage in pipeline.stages for need in stage.needs)


def not_declined(desk: "Desk", row: Any) -> None:
    """Raises Refused for a deal that was declined and not handed in again: what a talk says does not take it over that."""
    found = desk.book.one(
        f"SELECT whom FROM waiting WHERE state = 'declined' AND id IN ({stage_requirements.LAST}) LIMIT 1", row["id"]
    )
    if found is not None:
        raise Refused(
            _("{ref} was declined by {whom}").format(ref=f"d{row['id']}", whom=waiting.name_of(desk, found["whom"])),
            f"amflow deal win d{row['id']} {FORCED}",
        )


def right_way(desk: "Desk", row: Any, product: Any) -> None:
    """Raises Refused for a deal of a pipeline in which nobody decides what others decide of that product (`W14`). Both are
    rows."""
    sale = desk.playbook.sale(product["service"]) if product is not None else None
    pipeline = desk.playbook.pipeline(sale.pipeline) if sale is not None else None
    if pipeline is not None and pipeline.key != row["pipeline"] and decided_by_others(pipeline):
        raise Refused(
            _("“{pipeline}” is decided by others on its way: its deal is begun first"),
            f"amflow deal add {as_typed(product['name'])} --product p{product['id']} --pipeline {pipeline.key}",
            pipeline=pipeline.title,
        )


def price_stands(desk: "Desk", row: Any, fields: dict[str, Any]) -> None:
    """Raises Refused for another amount than the price that was agreed: it is the deal's until another one is (`W17`)."""
    agreed = negotiation.price_agreed(desk, row) if "amount_minor" in fields else None
    if agreed is not None and fields["amount_minor"] != agreed.minor:
        raise Refused(
            _("the price agreed is {amount}"),
            _("amflow deal terms {ref} price --agreed … notes another one"),
            amount=agreed,
            ref=f"d{row['id']}",
        )


MOST = 100
"""So many deals are told of at most: nobody mends more at once."""


def doubts(desk: "Desk", tier: str) -> list[Doubt]:
    """The deals that stand where they could not have come: won without papers that have not followed, open in a stage before
    which something is missing that nobody gave a reason for."""
    key = known_key(tier, desk.playbook.tiers, _("tier"))
    first = {pipeline.key: pipeline.stages[0].key for pipeline in desk.playbook.pipelines}
    found: list[Doubt] = []
    for row in desk.book.each(
        "SELECT deal.*, customer.name FROM deal JOIN customer ON customer.id = deal.customer_id WHERE"
        f" (deal.state = 'open' OR ({deals.OWING})) {'AND tier = ?' if key else ''}"
        " ORDER BY deal.id",
        *([key] if key else []),
    ):
        won, pipeline = row["state"] == "won", desk.playbook.pipeline(row["pipeline"])
        if won:
            lacking = stage_requirements.of_papers(desk, row, row["papers_owed"].split())
        elif pipeline is None or row["stage"] == first[pipeline.key]:
            continue
        else:
            lacking = stage_requirements.left_behind(desk, row, pipeline, unsaid=True)
        if lacking:
            words = _("{deal} was won without: {what}") if won else _("{deal} came to its stage without: {what}")
            told = words.format(deal=f"d{row['id']}", what=listed([lack.words for lack in lacking]))
            what, command = "deal-owed" if won else "deal-behind", stage_requirements.commands(lacking)
            found.append(Doubt(row["customer_id"], row["name"], what, told, command))
        if len(found) == MOST:
            break
    return found
