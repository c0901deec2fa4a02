"""Moving deals: begun, a stage on when its conditions are met, won or lost, their documents noted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow.agenda import due_rules, plan_ledger
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Ended
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.book import derived_columns, lately, values
from amflow.book.money import amount
from amflow.convert.deals import gates, pipelines, stage_requirements
from amflow.convert.deals.records import MADE, DealLine, get, line, must_be_open, stage_of
from amflow.convert.office import approvals
from amflow.convert.products import records as products
from amflow.convert.products import suitability
from amflow.customers import records as customers
from amflow.errors import Refused
from amflow.locale import _
from amflow.playbooks.titles import known_key
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline, Stage


SAME = ("customer_id", "product_id", "title", "amount_minor", "pipeline", "stage", "opened_on")
"""What is the same in a deal that was written down twice."""

Given = dict[str, str | None]
"""What a person said of a deal, as typed; None or empty where nothing was said."""


class DealStep(NamedTuple):
    """What happened to a deal."""

    deal: DealLine
    before: str
    """The title of the stage it was in."""
    intent_cleared: bool = False
    dropped: tuple[str, ...] = ()
    """References of its open tasks that were left out with it."""
    left: tuple[str, ...] = ()
    """References of its tasks that are still open."""
    hand_over: str = ""
    """The command that hands it to the department of its new stage."""
    lacking: tuple[str, ...] = ()
    """What was still asked for when it was won by force: papers, a review."""
    kept: tuple[str, ...] = ()
    """The orders and holdings that its sale made and that stay, though it is open again."""
    settled: tuple[Ended, ...] = ()
    """What a rule made due with its customer, and the won deal is."""


def add(desk: "Desk", customer: str, given: Given, *, anyway: bool = False) -> DealLine:
    """Begin a deal. `given`: title, amount, pipeline, stage, product, expected, why. Raises NotFound, Ambiguous, Usage;
    Refused for a product that does not suit and for a stage behind others that ask for something, without a reason; Twice,
    unless `anyway`."""
    row = customers.find(desk.book, customer) if customer else None
    # A deal that is called as a product is about it.
    product = given.get("product")
    goods = products.find(desk.book, product) if product else products.called(desk.book, given.get("title") or "")
    pipeline = pipelines.of_deal(desk, given.get("pipeline") or "", given.get("title") or "", goods, row)
    stage = known_key(given.get("stage") or "", pipeline.stages, _("stage")) or pipeline.stages[0].key
    row = pipelines.whose(desk, row, pipeline) if row else None
    today = desk.today.isoformat()
    fields: dict[str, Any] = {
        "title": values.line(given.get("title") or str(pipeline.title), _("the title")),
        "customer_id": row["id"] if row else None,
        "product_id": goods["id"] if goods is not None else None,
        "pipeline": pipeline.key,
        "stage": stage,
        "currency": desk.settings.currency,
        "opened_on": today,
        "stage_on": today,
        "quiet_since": today,
        **terms(desk, given, desk.settings.currency),
    }
    why = _reason(given.get("why") or "")
    gates.may_begin(pipeline, stage, why)
    reason = suitability.require(desk, fields["customer_id"], fields["product_id"], why)
    if not anyway:
        lately.once(desk.book, "deal", "d", fields, SAME)
    with desk.book.change("deal add") as change:
        deal_id = begin(desk, change, fields, reason, why)
        derived_columns.after_deal(desk.book, change, deal_id)
        change.summary = f"{fields['title']} (d{deal_id})"
    return line(desk, get(desk, f"d{deal_id}"))


def begin(
    desk: "Desk", change: "Change", fields: dict[str, Any], reason: suitability.Reason | None, why: str = ""
) -> int:
    """Write a new deal that is right, the reason to keep, and the stage it is in since it was begun; gives its number."""
    deal_id = change.insert("deal", **fields)
    suitability.keep(desk, change, reason, deal_id=deal_id)
    entered = fields["opened_on"] or fields["stage_on"]
    change.insert("deal_stage", deal_id=deal_id, stage=fields["stage"], entered_on=entered, why=why)
    return deal_id


def terms(desk: "Desk", given: Given, currency: str) -> dict[str, Any]:
    """The amount, in the deal's own currency, and the expected day, where they were given; an empty text takes them out.
    Raises Usage."""
    fields: dict[str, Any] = {}
    if (worth := given.get("amount")) is not None:
        fields["amount_minor"] = amount(worth, currency) if worth else None
    if (expected := given.get("expected")) is not None:
        fields["expected_on"] = desk.day(expected).isoformat() if expected else None
    return fields


def advance(desk: "Desk", text: str, to: str, *, force: bool, why: str) -> DealStep:
    """Move a deal to its next stage, or to the one named. Raises Refused and names what is missing; `force` needs a
    reason, which is kept, and so does a way back, which makes what was decided there or later void."""
    row = get(desk, text)
    must_be_open(row)
    pipeline, stage = desk.playbook.pipeline(row["pipeline"]), stage_of(desk, row)
    if pipeline is None or stage is None:
        raise Refused(
            _("the playbook {name} does not know stage {stage} of {pipeline}").format(
                name=desk.playbook.name, stage=row["stage"], pipeline=row["pipeline"]
            ),
            _("amflow playbook list shows others; amflow deal win and lose work in any"),
        )
    reason = _reason(why)
    target = _target(pipeline, stage, to, f"d{row['id']}")
    gates.may_move(desk, row, pipeline, target, force=force, reason=reason)
    title = next(str(one.title) for one in pipeline.stages if one.key == target)
    with desk.book.change("deal advance", f"{row['title']} (d{row['id']}) → {title}") as change:
        today = desk.today.isoformat()
        change.update("deal", row["id"], stage=target, stage_on=today)
        change.insert("deal_stage", deal_id=row["id"], stage=target, entered_on=today, why=reason)
        derived_columns.after_deal(desk.book, change, row["id"])
        answered = moved_to(desk, change, row, pipeline, target)
    moved = line(desk, get(desk, text))
    return DealStep(moved, str(stage.title), hand_over=approvals.next_command(desk, moved), settled=answered)


def moved_to(desk: "Desk", change: "Change", row: Any, pipeline: "Pipeline", target: str) -> tuple[Ended, ...]:
    """What follows from a move to another stage: a way back makes what was decided there or later void, a way forward answers
    what was asked of the departments on it, and a planned line about the deal is done. What was answered."""
    keys = [stage.key for stage in pipeline.stages]
    before, after = keys.index(row["stage"]) if row["stage"] in keys else 0, keys.index(target)
    if after < before:
        approvals.void(desk, change, row, pipeline, target)
    _plan_done(desk, change, row)
    return approvals.passed(desk, change, row, pipeline.stages[:after])


def goes_back(desk: "Desk", text: str, to: str) -> bool:
    """Whether moving the deal to that stage is a way back, which needs a reason. Raises NotFound."""
    row = get(desk, text)
    pipeline, stage = desk.playbook.pipeline(row["pipeline"]), stage_of(desk, row)
    if not to or pipeline is None or stage is None:
        return False
    target = known_key(to, pipeline.stages, _("stage"))
    return _index(pipeline, target) < _index(pipeline, stage.key)


def _reason(why: str) -> str:
    return values.line(why, _("the reason")) if why else ""


def _target(pipeline: "Pipeline", stage: "Stage", to: str, ref: str) -> str:
    if to:
        target = known_key(to, pipeline.stages, _("stage"))
        if target == stage.key:
            raise Refused(_("it is in “{stage}” already"), _("name another stage with --stage"), stage=stage.title)
        return target
    place = _index(pipeline, stage.key)
    if place + 1 >= len(pipeline.stages):
        raise Refused(
            _("“{stage}” is the last stage"),
            _("amflow deal win {ref}, or amflow deal lose {ref}"),
            stage=stage.title,
            ref=ref,
        )
    return pipeline.stages[place + 1].key


def _index(pipeline: "Pipeline", key: str) -> int:
    return next(place for place, stage in enumerate(pipeline.stages) if stage.key == key)


def open_tasks(desk: "Desk", text: str) -> list[str]:
    """References of the open tasks about a deal that is open. Raises NotFound, Refused."""
    row = get(desk, text)
    must_be_open(row)
    return [f"t{task['id']}" for task in tasks.of_deal(desk, row["id"])]


def close(
    desk: "Desk",
    text: str,
    state: str,
    *,
    why: str = "",
    amount_text: str = "",
    force: bool = False,
    drop_tasks: bool = False,
    also: "Callable[[Change], None] | None" = None,
    **fields: Any,
) -> DealStep:
    """Win or lose a deal, in any stage; winning asks for what the stages up to the end ask for (`gates`). `drop_tasks`
    leaves its open tasks out with it, series and all; `also` writes in the same change what else follows, `fields` are
    columns that it has from then on. Raises Refused, Usage."""
    row = get(desk, text)
    must_be_open(row)
    stage = stage_of(desk, row)
    fields |= terms(desk, {"amount": amount_text or None}, row["currency"] or desk.settings.currency)
    gates.price_stands(desk, row, fields)
    reason = _reason(why)
    lacking = gates.may_win(desk, {**dict(row), **fields}, force=force, reason=reason) if state == "won" else ()
    with desk.book.change("deal win" if state == "won" else "deal lose", f"{row['title']} (d{row['id']})") as change:
        settled = _passed(desk, change, row) if state == "won" else ()
        cleared = end(desk, change, row, state, desk.today.isoformat(), reason, **fields)
        settled += _settle(desk, change, row) if state == "won" else ()
        if also is not None:
            also(change)
        waiting = tasks.of_deal(desk, row["id"])
        for task in waiting if drop_tasks else ():
            task_changes.drop(desk, change, task, _("the deal was lost"), ends=True)
    named = tuple(f"t{task['id']}" for task in waiting)
    return DealStep(
        line(desk, get(desk, text)),
        str(stage.title) if stage else row["stage"],
        cleared,
        named if drop_tasks else (),
        () if drop_tasks else named,
        lacking=lacking,
        settled=settled,
    )


def end(desk: "Desk", change: "Change", row: Any, state: str, day: str, reason: str = "", **fields: Any) -> bool:
    """Write that a deal that may be is won or lost on that day, and what follows; whether an intent was cleared."""
    lost_why = reason if state == "lost" else ""
    fields["papers_owed"] = stage_requirements.owed(desk, {**dict(row), **fields, "state": state})
    change.update("deal", row["id"], state=state, closed_on=day, lost_why=lost_why, **fields)
    change.insert("deal_stage", deal_id=row["id"], stage=state, entered_on=day, why=reason)
    cleared = ended(desk, change, row, state, day)
    derive(desk, change, row, None)
    return cleared


def _settle(desk: "Desk", change: "Change", row: Any) -> tuple[Ended, ...]:
    """What the rules ask for with the customer and a deal of this pipeline, won, is: the card that was to be offered."""
    rules = [rule for rule in desk.playbook.rules if rule.won == row["pipeline"]]
    if not rules or row["customer_id"] is None:
        return ()
    settle = plan_ledger.settle_due
    return tuple(
        settle(desk, change, row["customer_id"], lambda one: due_rules.begun(desk, one, desk.today), rules=rules)
    )


def ended(desk: "Desk", change: "Change", row: Any, state: str, day: str) -> bool:
    """What follows from a deal that was won or lost on that day: nobody reviews it any more, a planned line about it is
    done, who bought is a customer. Whether an intent was cleared by it."""
    cleared = has_bought(desk, change, row["customer_id"], day, row["id"]) if state == "won" else False
    _plan_done(desk, change, row)
    if state == "won":
        _passed(desk, change, row)
    approvals.end_all(desk, change, row["id"], errands=state == "lost")
    return cleared


def _passed(desk: "Desk", change: "Change", row: Any) -> tuple[Ended, ...]:
    pipeline = desk.playbook.pipeline(row["pipeline"])
    return approvals.passed(desk, change, row, pipeline.stages if pipeline else ())


def has_bought(desk: "Desk", change: "Change", customer_id: int | None, day: str, deal_id: int | None = None) -> bool:
    """Who bought on that day is a lead no longer, and an intent that was carried out is one no longer: from here the tier's
    cadence counts. One that may have been noted after that day is another one, and stays. Whether an intent was cleared."""
    customer = desk.book.get("customer", customer_id) if customer_id else None
    if customer is None:
        return False
    became = {}
    if customer["status"] in ("lead", "dropped"):
        became = {"status": "customer", "converted_on": day}
    cleared = bool(customer["intent"]) and not _still_wanted(desk, customer["id"], day, deal_id)
    change.update("customer", customer["id"], **became, **({"intent": ""} if cleared else {}))
    return cleared


def _still_wanted(desk: "Desk", customer_id: int, day: str, deal_id: int | None) -> bool:
    """Whether the intent may be about something else: another open deal, or a talk after that day."""
    others = desk.book.number(
        "SELECT count(*) FROM deal WHERE customer_id = ? AND state = 'open' AND id IS NOT ?", customer_id, deal_id
    )
    if others or day >= desk.today.isoformat():
        return bool(others)
    noted = desk.book.one(
        "SELECT max(held_on) AS day FROM touch WHERE customer_id = ? AND intent <> '' AND held_on <= ?",
        customer_id,
        desk.today.isoformat(),
    )
    return noted is None or not noted["day"] or noted["day"] > day


def reopen(desk: "Desk", text: str, why: str, also: "Callable[[Change], None]") -> DealStep:
    """Take a won or lost deal up again, in the stage it was closed in; `also` writes in the same change what else follows.
    Raises Refused."""
    row = get(desk, text)
    if row["state"] == "open":
        raise Refused(_("{ref} is open"), _("amflow deal advance, win or lose go on with it"), ref=f"d{row['id']}")
    today, reason = desk.today.isoformat(), _reason(why)
    with desk.book.change("deal reopen", f"{row['title']} (d{row['id']})") as change:
        change.update("deal", row["id"], state="open", closed_on=None, lost_why="", papers_owed="", stage_on=today)
        change.insert("deal_stage", deal_id=row["id"], stage=row["stage"], entered_on=today, why=reason)
        derived_columns.after_deal(desk.book, change, row["id"])
        also(change)
        derive(desk, change, row, None)
    kept = tuple(one["ref"] for one in desk.book.all(MADE, row["id"]))
    return DealStep(line(desk, get(desk, text)), _("won") if row["state"] == "won" else _("lost"), kept=kept)


def derive(desk: "Desk", change: "Change", row: Any, other: int | None) -> None:
    for customer_id in {row["customer_id"], other} - {None}:
        derived_columns.after_touch_or_deal(desk.book, change, customer_id)


def _plan_done(desk: "Desk", change: "Change", row: Any) -> None:
    """A deal that was moved is a planned line about it done."""
    plan_ledger.mark_plan_lines(desk, change, "done", deal_id=row["id"], rule="")


# done, skip and move: of what was planned for it; the deal itself goes on by its own commands


def _planned(act: Act, one: FoundItem, state: str) -> Acted:
    row = customers.deal_of(act.desk.book, one.ref)
    if not plan_ledger.mark_plan_lines(act.desk, act.change, state, deal_id=row["id"]):
        hint = _("amflow deal advance, win or lose move the deal itself")
        still = line(act.desk, get(act.desk, one.ref))
        raise Refused(_("nothing is planned for {ref}"), still.next if still.state == "won" else hint, ref=one.ref)
    return Acted(one.ref, row["title"], state)


def _move(act: Act, one: FoundItem) -> Acted:
    """It is to be gone on with on that day: a task about it, and until then it is not quiet."""
    row = get(act.desk, one.ref)
    must_be_open(row)
    plan_ledger.mark_plan_lines(act.desk, act.change, "moved", deal_id=row["id"], rule="")
    return task_changes.instead(act, one, row["title"], deal_id=row["id"], customer_id=row["customer_id"])


ACTIONS = Actions(
    lambda _desk, _text: None,
    lambda act, one: _planned(act, one, "done"),
    lambda act, one: _planned(act, one, "skipped"),
    _move,
)
