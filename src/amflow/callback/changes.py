"""A callback made: the playbook's questions asked, their answers and the score filed, the thing it was about settled
(`W11`: use, satisfaction, problem, new need, introduction)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs, registry
from amflow.agenda import by_ref, contact_cadence, due_items, due_rules, plan_ledger
from amflow.agenda.items import Ended
from amflow.agenda.rule_events import EVENTS
from amflow.agenda.tasks import changes as task_changes
from amflow.agenda.tasks import records as tasks
from amflow.asking import NO
from amflow.book.store import Row
from amflow.callback.cases import records as cases
from amflow.callback.satisfaction import records as satisfaction
from amflow.customers import circle, scores
from amflow.customers import records as customers
from amflow.customers.needs import answer_values
from amflow.customers.needs import records as needs
from amflow.errors import Ambiguous, Refused, Usage
from amflow.locale import _
from amflow.outreach.talks import changes as talks
from amflow.playbooks.titles import known_key
from amflow.playbooks.vocabulary import TALKS
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.agenda.items import Following
    from amflow.book.store import Change
    from amflow.desk import Desk

SATISFIED = "satisfied"
"""The question whose choices 5 … 1 are the score."""
NPS = "nps"
"""The question, where a playbook has it, whose number from 0 to 10 is whether they would recommend us."""
PROBLEM = "open-problem"
NEED = "changed"
RECOMMEND = "recommend"

NOTHING = (
    "none",
    "nothing",
    "no problem",
    "nope",
    "-",
    "没问题",
    "没有问题",
    "没有了",
    "暂无",
    "无问题",
    "没变化",
    "没有变化",
    "不变",
)
"""What people write where there is nothing to tell, beside the words for no."""


class CallbackSubject(NamedTuple):
    """What a callback is about: a promise, something due by a rule or the cadence, or the customer alone."""

    ref: str
    title: str
    customer: Row
    kind: str
    """The kind of talk that was meant."""
    task: Any = None
    derived: by_ref.Derived | None = None
    case: Row | None = None
    """The case whose solution is asked about."""
    alone: bool = True
    """Whether nothing else that was solved on its day is still to be asked about."""


class CallbackInput(NamedTuple):
    """What came of it; texts as typed, answers as the book keeps them."""

    answers: dict[str, str]
    note: str = ""
    outcome: str = ""
    nps: str = ""
    by: str = ""
    next: str = ""
    at: str = ""


class Called(NamedTuple):
    """What a callback changed."""

    subject: CallbackSubject
    touch: talks.Ready
    """The talk as it was written."""
    answers: list[needs.Answered]
    csat: int | None
    nps: int | None
    before: int | None
    problem: str
    """The problem that was named; empty for none."""
    need: str
    """What they need that is new."""
    settled: list[Ended]
    follows: "list[Following]"
    next_id: int | None
    """The task that the next step became."""
    case_id: int | None
    """The case whose solution was asked about."""
    ended_with: str
    """The outcome's title; empty where nobody said how it ended."""

    @property
    def delighted(self) -> bool:
        """Whether they are very satisfied, or would recommend us."""
        recommends = any(one.question.key == RECOMMEND and one.value == "yes" for one in self.answers)
        content = self.csat is None or self.csat >= satisfaction.SATISFIED
        liking = self.csat == satisfaction.VERY_SATISFIED or (self.nps or 0) >= satisfaction.PROMOTER or recommends
        return liking and content and not self.problem


def subject_of(desk: "Desk", text: str) -> CallbackSubject:
    """What the reference or name means. Raises NotFound, Ambiguous, Refused, Usage."""
    ref = refs.parse(text)
    family = registry.of_any(ref.letter) if ref else registry.OF_NOUN["customer"]
    if family is None or not family.calls:
        raise Usage(_("“{text}” is nobody to call back"), _("a task t45, what is due r31fk, or a customer"), text=text)
    found: CallbackSubject = registry.named(family.calls)(desk, text)
    return found


def about_nothing(desk: "Desk", text: str) -> CallbackSubject:
    """The customer alone. Raises NotFound, Ambiguous."""
    customer = customers.find(desk.book, text)
    return CallbackSubject(f"c{customer['id']}", "", customer, "call")


def about_due(desk: "Desk", text: str) -> CallbackSubject:
    """What a rule or the cadence makes due. Raises NotFound; Ambiguous also where it asks about several cases."""
    what = by_ref.find(desk, text)
    kind = what.kind if what.kind in ("call", "visit") else "call"
    solved = _solved(desk, what.customer["id"], what.for_date) if what.rule in _after_cases(desk) else []
    if len(solved) > 1:
        raise Ambiguous(
            _("{ref} asks about several cases").format(ref=text),
            _("each for itself: amflow callback do {ref}").format(ref=f"x{solved[0]['id']}"),
            tuple(f"x{one['id']}  {one['title']}" for one in solved),
        )
    return CallbackSubject(what.ref, what.title, what.customer, kind, derived=what, case=next(iter(solved), None))


def about_case(desk: "Desk", text: str) -> CallbackSubject:
    """Whether a case is really solved. Raises NotFound; Refused while it is open."""
    case = cases.get(desk.book, text)
    customer = desk.book.get("customer", case["customer_id"])
    if case["state"] != "resolved":
        raise Refused(
            _("{ref} is open: whether it is solved is asked afterwards").format(ref=text),
            _("amflow case resolve {ref}, then amflow callback do {ref}").format(ref=text),
        )
    assert customer is not None
    day = date.fromisoformat(case["resolved_on"])
    rules = [rule for rule in desk.playbook.rules if rule.key in _after_cases(desk)]
    due = next((one for one in due_rules.of_customer(desk, customer["id"], rules) if text in one.about.split()), None)
    derived = by_ref.find(desk, due.ref) if due is not None else None
    alone = [one["id"] for one in _solved(desk, customer["id"], day)] == [case["id"]]
    return CallbackSubject(f"x{case['id']}", case["title"], customer, "call", derived=derived, case=case, alone=alone)


def _after_cases(desk: "Desk") -> set[str]:
    return {rule.key for rule in desk.playbook.rules if rule.on == "case.resolved"}


def _solved(desk: "Desk", customer_id: int, day: date) -> list[Row]:
    """The cases of somebody that were solved on that day and that nobody has rated since."""
    event = EVENTS["case.resolved"]
    sql = f"SELECT cases.id, cases.title FROM {event.source} WHERE {event.where} AND {event.whose} = ? AND {event.date} = ?"
    return desk.book.all(f"{sql} ORDER BY cases.resolved_at, cases.id", customer_id, day.isoformat())


def about_promise(desk: "Desk", text: str) -> CallbackSubject:
    """A task that is open, with a customer. Raises NotFound, Refused."""
    row = tasks.get(desk.book, text)
    tasks.must_be_open(row)
    customer = desk.book.get("customer", row["customer_id"]) if row["customer_id"] else None
    if customer is None:
        raise Refused(
            _("{ref} is about nobody: {title}").format(ref=text, title=row["title"]),
            _("amflow done {ref}, or name the customer").format(ref=text),
        )
    kind = row["kind"] if row["kind"] in ("call", "visit") else "call"
    return CallbackSubject(f"t{row['id']}", row["title"], customer, kind, task=row)


def done(desk: "Desk", what: CallbackSubject, said: CallbackInput) -> Called:
    """Write the callback down: the talk, the answers, the score; settle what it was about. Raises Usage, NotFound."""
    by = known_key(said.by, TALKS, _("talk"))
    csat = _score(said.answers)
    nps = scores.read(said.nps or said.answers.get(NPS, ""), "nps")
    problem, need = _told(desk, said.answers, PROBLEM), _told(desk, said.answers, NEED)
    outcome = said.outcome or _outcome(desk, csat, problem)
    given = talks.TouchInput(
        by or what.kind,
        f"c{what.customer['id']}",
        said.note,
        outcome,
        at=said.at,
        next=said.next,
    )
    ready = talks.prepare(desk, given)
    if what.task is not None:
        ready = ready._replace(ends=())
    if said.answers or csat is not None or nps is not None:
        _must_be_reached(desk, ready)
        ready = ready._replace(reached=True)
    before = scores.latest(desk, what.customer["id"])
    case = what.case if ready.reached else None
    with desk.book.change("callback do") as change:
        written = talks.write(desk, change, ready)
        if ready.reached:
            number = what.customer["id"]
            needs.file_answers(desk, change, number, "callback", said.answers, on=ready.held_on, touch_id=written.id)
            _settle(desk, change, what, written)
            about = f"x{case['id']}" if case else ""
            if csat is not None or nps is not None:
                whose = (number, *circle.also(desk.book, what.customer))
                written.ended.extend(plan_ledger.settle_by_score(desk, change, whose, ready.held_on, written.id, about))
            scores.keep(
                change,
                number,
                ready.held_on,
                csat=csat,
                nps=nps,
                touch_id=written.id,
                case_id=case["id"] if case else None,
            )
        change.summary = f"{what.ref} {what.title} · {what.customer['name']} (c{what.customer['id']})".replace(
            "  ", " "
        )
    return Called(
        what,
        ready,
        _answered(desk, said.answers, ready.held_on),
        csat,
        nps,
        before,
        problem,
        need,
        written.ended,
        written.follows,
        written.next_id,
        case["id"] if case else None,
        talks.outcome_title(desk, ready.outcome),
    )


def _must_be_reached(desk: "Desk", ready: talks.Ready) -> None:
    """Who was not reached has answered nothing. Raises Usage."""
    known = next((one for one in desk.playbook.outcomes if one.key == ready.outcome), None)
    if known is not None and not known.reached:
        raise Usage(
            _("“{outcome}” is nobody reached: then there are no answers").format(outcome=known.title),
            _("leave out the answers, or the outcome"),
        )


def unreached(desk: "Desk", outcome: str) -> bool:
    """Whether the outcome says that nobody was reached. Raises Usage for one that the playbook does not know."""
    key = known_key(outcome, desk.playbook.outcomes, _("outcome"))
    return any(one.key == key and not one.reached for one in desk.playbook.outcomes)


def _settle(desk: "Desk", change: "Change", what: CallbackSubject, written: talks.WrittenTouch) -> None:
    """What the talk has not brought to an end by itself: a promise that is no call, a rule that asked for a message, or
    one whose day is still to come."""
    named = [one.ref for one in written.ended]
    if what.task is not None and what.ref not in named:
        after = task_changes.finish(desk, change, what.task)
        written.follows.extend([after] if after else [])
        written.ended.append(Ended(what.ref, what.title))
    due = what.derived
    if due is None or due.rule == contact_cadence.RULE or not what.alone:
        return
    if due_items.ref_of(desk, due.rule, due.customer["id"], due.for_date) not in named:
        plan_ledger.mark_due(desk, change, due.rule, what.customer["id"], due.for_date, "done", touch_id=written.id)
        written.ended.append(Ended(what.ref, what.title))


def _score(found: dict[str, str]) -> int | None:
    value = found.get(SATISFIED, "")
    return int(value) if value in ("1", "2", "3", "4", "5") else None


def _told(desk: "Desk", found: dict[str, str], key: str) -> str:
    """What was told on a question that may as well be answered with no; empty for no."""
    from amflow.book.values import folded

    value = found.get(key, "")
    bare = folded(value).rstrip("。.!！")
    question = needs.questions(desk, "callback").get(key)
    if not bare or bare in NO or bare in NOTHING or question is None:
        return ""
    return str(question.title) if question.type == "yes-no" else value


def _outcome(desk: "Desk", csat: int | None, problem: str) -> str:
    """How the talk ended, where nobody says: with a problem, or satisfied; as far as the playbook has the words."""
    known = {one.key for one in desk.playbook.outcomes}
    if problem and "problem" in known:
        return "problem"
    return "satisfied" if csat is not None and csat >= satisfaction.SATISFIED and "satisfied" in known else ""


def _answered(desk: "Desk", found: dict[str, str], day: date) -> list[needs.Answered]:
    return [
        needs.Answered(question, found[question.key], answer_values.said(desk, question, found[question.key]), day)
        for question in needs.questions(desk, "callback").values()
        if question.key in found
    ]
