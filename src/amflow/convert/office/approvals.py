"""Reviews and approvals of a deal (`W14`): handed to whom, what they asked, our answer, the decision, told to the customer."""

from typing import TYPE_CHECKING, Any

from amflow.agenda.items import Ended
from amflow.book import derived_columns, values
from amflow.book.money import amount
from amflow.convert.deals import records as deals
from amflow.convert.deals import stage_requirements
from amflow.convert.office import negotiation
from amflow.convert.waiting import records as waiting
from amflow.dates.format import short
from amflow.errors import Ambiguous, Refused, Usage
from amflow.locale import _, listed
from amflow.playbooks.titles import as_typed, known_key
from amflow.playbooks.vocabulary import TALKS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.model import Pipeline, Stage


class Handed(NamedTuple):
    """What became of a review, and of its deal."""

    waiting: waiting.WaitingLine
    deal: deals.DealLine
    warnings: tuple[str, ...] = ()
    """What of the deal's credit sheet whoever decides must know."""


def review(desk: "Desk", text: str, by: str, *, asked: str = "", promised: str = "") -> Handed:
    """Hand the deal to somebody, or note what they ask while they have it. Raises NotFound, Refused, Usage."""
    deal = deals.get(desk, text)
    deals.must_be_open(deal)
    whom = _by(desk, deal, by)
    day = waiting.ahead(desk, promised)
    question = values.line(asked, _("the question")) if asked else ""
    open_one = _open(desk, deal["id"], whom)
    if open_one and not question and not day:
        raise Refused(
            _("{ref} is with {whom} since {when}"),
            _('amflow deal review {ref} --asked "…" notes a question; approve or decline ends it'),
            ref=f"d{deal['id']}",
            whom=waiting.name_of(desk, whom),
            when=short(waiting.line(desk, open_one[0]).asked_on, desk.today),
        )
    if not open_one and (stage := _asking_stage(desk, deal, _stage(desk, deal, whom), whom)):
        _must_be_there(desk, deal, stage)
    with desk.book.change("deal review", f"{deal['title']} (d{deal['id']}) → {waiting.name_of(desk, whom)}") as change:
        number = open_one[0]["id"] if open_one else _begin(desk, change, deal, whom, day)
        derived_columns.after_deal(desk.book, change, deal["id"])
        if day:
            change.update("waiting", number, promised_on=day)
        if question:
            today = desk.today.isoformat()
            change.insert("waiting_word", waiting_id=number, kind="question", on_date=today, words=question)
    return _handed(desk, text, number)


def _begin(desk: "Desk", change: "Change", deal: Any, whom: str, day: str | None) -> int:
    return change.insert(
        "waiting",
        kind="review",
        deal_id=deal["id"],
        whom=whom,
        title=deal["title"],
        stage=_stage(desk, deal, whom),
        asked_on=desk.today.isoformat(),
        promised_on=day,
    )


def answer(desk: "Desk", text: str, words: str, by: str = "") -> Handed:
    """Answer the first question that waits; where none does, say how the condition of an approval is met. Raises NotFound,
    Ambiguous, Refused, Usage."""
    deal = deals.get(desk, text)
    said = values.line(words, _("the answer"))
    asking = desk.book.all(
        "SELECT word.id, word.waiting_id, waiting.whom FROM waiting_word AS word"
        " JOIN waiting ON waiting.id = word.waiting_id WHERE waiting.deal_id = ? AND waiting.state = 'open'"
        " AND word.kind = 'question' AND word.answered_on IS NULL ORDER BY word.id",
        deal["id"],
    )
    asking = _of(desk, asking, by) or _of(desk, stage_requirements.unmet_conditions(desk, deal["id"]), by)
    if not asking:
        raise Refused(
            _("nobody has a question about {ref}").format(ref=f"d{deal['id']}"),
            _('amflow deal review {ref} --by WHOM --asked "…" notes one').format(ref=f"d{deal['id']}"),
        )
    _one_of(desk, deal, list(dict.fromkeys(one["whom"] for one in asking)))
    one, given = asking[0], {"answer": said, "answered_on": desk.today.isoformat()}
    with desk.book.change("waiting answer", f"{deal['title']} (d{deal['id']})") as change:
        if "conditions" not in one.keys():
            change.update("waiting_word", one["id"], **given)
            return _handed(desk, text, one["waiting_id"])
        on = {"waiting_id": one["id"], "kind": "question", "on_date": desk.today.isoformat()}
        change.insert("waiting_word", **on, words=one["conditions"], **given)
    return _handed(desk, text, one["id"])


def _of(desk: "Desk", rows: list[Any], by: str) -> list[Any]:
    """Those of this department or colleague; all of them where nobody is named."""
    wanted = values.folded(waiting.whom(desk, by)) if by else ""
    return [row for row in rows if not by or values.folded(row["whom"]) == wanted]


class Decision(NamedTuple):
    """How a review ends; texts as typed."""

    state: str
    """approved or declined."""
    by: str = ""
    words: str = ""
    conditions: str = ""
    amount: str = ""


def decide(desk: "Desk", text: str, said: Decision) -> Handed:
    """A review ends with a decision. Without anybody who has the deal, the one named (or the stage's department) decides
    at once. Raises NotFound, Ambiguous, Refused, Usage."""
    deal = deals.get(desk, text)
    deals.must_be_open(deal)
    with_whom = _open(desk, deal["id"], waiting.whom(desk, said.by) if said.by else "")
    _one_of(desk, deal, [one["whom"] for one in with_whom])
    if not with_whom:
        _not_twice(desk, deal, said)
    whom = with_whom[0]["whom"] if with_whom else _by(desk, deal, said.by)
    stage = _asking_stage(desk, deal, with_whom[0]["stage"] if with_whom else _stage(desk, deal, whom), whom)
    if said.state == "approved" and stage:
        _must_be_there(desk, deal, stage)
    worth = _approved(desk, deal, stage, said) if said.state == "approved" else None
    fields: dict[str, Any] = {
        "state": said.state,
        "ended_on": desk.today.isoformat(),
        "answer": values.line(said.words, _("the reason")) if said.words else "",
        "conditions": values.line(said.conditions, _("the conditions")) if said.conditions else "",
        "amount_minor": worth,
    }
    with desk.book.change("deal approve" if said.state == "approved" else "deal decline") as change:
        number = with_whom[0]["id"] if with_whom else _begin(desk, change, deal, whom, None)
        # Asked again under the lock: two windows may decide at the same time.
        waiting.must_be_open(waiting.get(desk, f"w{number}"))
        change.update("waiting", number, **fields)
        derived_columns.after_deal(desk.book, change, deal["id"])
        if worth is not None and stage and "approval" in stage.needs and negotiation.price_agreed(desk, deal) is None:
            change.update("deal", deal["id"], amount_minor=worth)
        change.summary = f"{deal['title']} (d{deal['id']})"
    return _handed(desk, text, number)


def _asking_stage(desk: "Desk", deal: Any, key: str, whom: str) -> "Stage | None":
    """The stage that asks for this decision, where one does."""
    pipeline = desk.playbook.pipeline(deal["pipeline"])
    stage = pipeline.stage(key) if pipeline else None
    decides = stage and stage.department == whom and set(stage_requirements.DECISIONS) & set(stage.needs)
    return stage if decides else None


def _must_be_there(desk: "Desk", deal: Any, stage: "Stage") -> None:
    """What is handed in and approved must exist: the papers of that stage, and what the stages before it ask for. Raises
    Refused."""
    pipeline = desk.playbook.pipeline(deal["pipeline"])
    keys = [one.key for one in pipeline.stages] if pipeline else []
    lacking = []
    if pipeline and deal["stage"] in keys and keys.index(deal["stage"]) < keys.index(stage.key):
        lacking = stage_requirements.lacking(desk, deal, pipeline, stage.key)
    elif pipeline:
        lacking = stage_requirements.left_behind(desk, {**dict(deal), "stage": stage.key}, pipeline, unsaid=True)
    own = tuple(need for need in stage.needs if need not in stage_requirements.DECISIONS)
    lacking += stage_requirements.missing(desk, deal, stage._replace(needs=own))
    if lacking:
        words = dict.fromkeys(lack.words for lack in lacking)
        raise Refused(
            _("what “{stage}” decides about is not there yet").format(stage=stage.title),
            stage_requirements.commands(lacking),
            tuple(_("missing: {what}").format(what=one) for one in words),
        )


def _approved(desk: "Desk", deal: Any, stage: "Stage | None", said: Decision) -> int | None:
    """How much is approved: as said; else, where a limit is asked for on the way, the manager's own figure."""
    if said.amount:
        return amount(said.amount, deal["currency"] or desk.settings.currency)
    sheet = stage_requirements.sheet_of(desk, deal["id"]) if stage and "approval" in stage.needs else None
    return sheet["own_minor"] if sheet is not None else None


def _not_twice(desk: "Desk", deal: Any, said: Decision) -> None:
    """Who has decided already decides again only when asked again. Raises Refused, Usage."""
    whom = _by(desk, deal, said.by)
    last = desk.book.one(
        f"{waiting.COLUMNS} WHERE waiting.deal_id = ? AND waiting.kind = 'review' AND waiting.whom = ?"
        " AND waiting.state IN ('approved', 'declined') ORDER BY waiting.id DESC LIMIT 1",
        deal["id"],
        whom,
    )
    if last is not None:
        one = waiting.line(desk, last)
        words = _("{whom} approved {ref} on {when} already")
        if one.state == "declined":
            words = _("{whom} declined {ref} on {when} already")
        raise Refused(
            words.format(whom=one.whom, ref=one.deal_ref, when=short(one.ended_on or one.asked_on, desk.today)),
            _("amflow deal review {ref} --by {whom} hands it in again").format(
                ref=one.deal_ref, whom=as_typed(one.whom)
            ),
        )


def told(desk: "Desk", text: str, *, by: str = "", words: str = "") -> Handed:
    """The customer was told of the decision; where it is said by what, a touch in the same change, which does nothing else
    that is due with them. Raises NotFound, Refused, Usage."""
    deal = deals.get(desk, text)
    ref = f"d{deal['id']}"
    rows = desk.book.all(
        f"{waiting.COLUMNS} WHERE waiting.deal_id = ? AND waiting.state IN ('approved', 'declined')"
        " AND waiting.told_on IS NULL ORDER BY waiting.id",
        deal["id"],
    )
    if not rows:
        raise Refused(
            _("there is no decision about {ref} to be told"),
            _('amflow deal approve {ref}, or amflow deal decline {ref} --why "the reason"'),
            ref=ref,
        )
    if deal["customer_id"] is None:
        raise Refused(_("{ref} has no customer yet"), _("amflow deal edit {ref} --for CUSTOMER"), ref=ref)
    kind = known_key(by, TALKS, _("kind"))
    if words and not kind:
        raise Usage(_("how was it said?"), _("add --talk call, visit or message: it is logged with these words"))
    ready = None
    if kind:
        from amflow.outreach.talks import changes as talks

        note = words or "; ".join(_decision_words(waiting.line(desk, row)) for row in rows)
        talk = talks.TouchInput(kind, f"c{deal['customer_id']}", note, deal=ref)
        ready = talks.prepare(desk, talk)._replace(about=ref)
    with desk.book.change("deal told", f"{deal['title']} (d{deal['id']})") as change:
        touch_id = talks.write(desk, change, ready).id if ready is not None else None
        for row in rows:
            change.update("waiting", row["id"], told_on=desk.today.isoformat(), touch_id=touch_id)
    return _handed(desk, text, rows[-1]["id"])


def _decision_words(one: waiting.WaitingLine) -> str:
    """The decision as the touch's note says it."""
    words = _("told: approved by {whom}") if one.state == "approved" else _("told: declined by {whom}")
    more = [str(part) for part in (one.amount, one.conditions) if part]
    return " · ".join([words.format(whom=one.whom), *more])


def void_of_paper(desk: "Desk", change: "Change", deal: Any, paper: str) -> None:
    """The paper is another one now, or is there no more: what was approved of the old one must be approved anew."""
    pipeline = desk.playbook.pipeline(deal["pipeline"])
    stages = pipeline.stages if pipeline else ()
    about = [stage.key for stage in stages if paper in stage_requirements.papers_of(desk, deal, (stage,))]
    rows = desk.book.all("SELECT id, stage, whom FROM waiting WHERE deal_id = ? AND state = 'approved'", deal["id"])
    decided = [row for row in rows if row["stage"] in about and _asking_stage(desk, deal, row["stage"], row["whom"])]
    waiting.void(desk, change, decided)


def void_approved(desk: "Desk", change: "Change", deal_id: int) -> None:
    """What was approved was of another product: it must be approved anew."""
    waiting.void(
        desk, change, desk.book.all("SELECT id FROM waiting WHERE deal_id = ? AND state = 'approved'", deal_id)
    )


def there(desk: "Desk", deal_id: int) -> bool:
    """Whether papers, a credit sheet or a decision of the deal are there."""
    tables = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE deal_id = ?1" for table in ("deal_paper", "credit_sheet", "waiting")
    )
    return bool(desk.book.number(f"SELECT EXISTS ({tables})", deal_id))


def page(desk: "Desk", text: str) -> waiting.WaitingPage:
    """Everything about something owed; of a review also what is a warning to whoever decides. Raises NotFound."""
    found = waiting.page(desk, text)
    if found.waiting.kind != "review":
        return found
    from amflow.convert.office import credit

    return found._replace(warnings=credit.warnings(desk, deals.get(desk, found.waiting.deal_ref)))


def void(desk: "Desk", change: "Change", deal: Any, pipeline: "Pipeline", target: str) -> None:
    """The deal goes back to a stage: what was decided there or later must be decided anew."""
    keys = [stage.key for stage in pipeline.stages]
    behind = keys[keys.index(target) :]
    rows = desk.book.all(
        "SELECT id, stage FROM waiting WHERE deal_id = ? AND kind = 'review' AND state IN ('open', 'approved', 'declined')",
        deal["id"],
    )
    waiting.void(desk, change, [row for row in rows if row["stage"] in behind])


def end_all(desk: "Desk", change: "Change", deal_id: int, *, errands: bool) -> None:
    """The deal is closed: nobody reviews it any more; of one that was lost no errand is owed either."""
    rows = desk.book.all("SELECT id, kind FROM waiting WHERE deal_id = ? AND state = 'open'", deal_id)
    waiting.void(desk, change, [row for row in rows if errands or row["kind"] == "review"])


def passed(desk: "Desk", change: "Change", deal: Any, stages: "Iterable[Stage]") -> tuple[Ended, ...]:
    """The deal has left these stages behind: what was asked of the department of one as that stage itself is answered."""
    names = {(stage.department, str(title)) for stage in stages if stage.department for title in stage.title}
    rows = desk.book.all(
        "SELECT id, whom, title, state, kind FROM waiting WHERE deal_id = ? AND state = 'open' AND kind = 'errand'",
        deal["id"],
    )
    answered = [row for row in rows if (row["whom"], row["title"]) in names]
    for row in answered:
        waiting.end(desk, change, row, "answered", "")
    return tuple(Ended(f"w{row['id']}", row["title"]) for row in answered)


def _by(desk: "Desk", deal: Any, by: str) -> str:
    """Who is meant: as named, else the department of the deal's stage. Raises Usage."""
    stage = deals.stage_of(desk, deal)
    if not by and not (stage and stage.department):
        raise Usage(
            _("by whom?"),
            _("add --by: a department ({choices}), or a name"),
            choices=listed([str(one.title) for one in desk.playbook.departments[:8]]),
        )
    return waiting.whom(desk, by) if by else str(stage.department if stage else "")


def _stage(desk: "Desk", deal: Any, whom: str) -> str:
    """The stage that the review belongs to: the one behind whose decision of theirs is void, else the present one, or the
    next one that is this department's, or the last one that was."""
    pipeline = desk.playbook.pipeline(deal["pipeline"])
    keys = [stage.key for stage in pipeline.stages] if pipeline else []
    if pipeline is None or deal["stage"] not in keys:
        return str(deal["stage"])
    place = keys.index(deal["stage"])
    behind = [stage.key for stage in pipeline.stages[:place] if _asking_stage(desk, deal, stage.key, whom)]
    if void := [key for key in behind if stage_requirements.is_void(desk, deal["id"], whom, key)]:
        return void[-1]
    theirs = [stage for stage in pipeline.stages[place:] if whom in (stage.department, *stage.others)]
    if not theirs or theirs[0].key == deal["stage"]:
        return str(deal["stage"]) if theirs or not behind else behind[-1]
    # Of those to come the first that asks for a decision, not one in which they only help.
    return next((stage for stage in theirs if set(stage.needs) & set(stage_requirements.DECISIONS)), theirs[0]).key


def _open(desk: "Desk", deal_id: int, whom: str) -> list[Any]:
    rows = desk.book.all(
        f"{waiting.COLUMNS} WHERE waiting.deal_id = ? AND waiting.state = 'open' AND waiting.kind = 'review'"
        " ORDER BY waiting.id",
        deal_id,
    )
    return [row for row in rows if not whom or values.folded(row["whom"]) == values.folded(whom)]


def _one_of(desk: "Desk", deal: Any, whom: list[str]) -> None:
    if len(whom) > 1:
        raise Ambiguous(
            _("{ref} is with more than one").format(ref=f"d{deal['id']}"),
            _("say which: --by {whom}").format(whom=as_typed(waiting.name_of(desk, whom[0]))),
            tuple(f"{key}  {waiting.name_of(desk, key)}" for key in whom),
        )


def _handed(desk: "Desk", text: str, number: int) -> Handed:
    from amflow.convert.office import credit

    deal = deals.get(desk, text)
    warnings = credit.warnings(desk, deal)
    return Handed(waiting.line(desk, waiting.get(desk, f"w{number}")), deals.line(desk, deal), warnings)


def next_command(desk: "Desk", deal: deals.DealLine) -> str:
    """The command that hands the deal to the department of its stage, where nobody there has had it yet."""
    pipeline = desk.playbook.pipeline(deal.pipeline)
    stage = pipeline.stage(deal.stage) if pipeline else None
    if deal.state != "open" or stage is None or not stage.department:
        return ""
    known = desk.book.one(
        "SELECT 1 FROM waiting WHERE deal_id = ? AND whom = ? AND state <> 'void'", deal.id, stage.department
    )
    # A review that the stage asks for is missing, and what brings it is said there.
    if known is not None or set(stage_requirements.DECISIONS) & set(stage.needs):
        return ""
    whom = as_typed(waiting.name_of(desk, stage.department))
    words = _('amflow waiting add {whom} "{stage}" --deal {ref} --promised fri')
    return words.format(ref=deal.ref, whom=whom, stage=stage.title)
