"""What others inside the firm owe (C14): who, since when, until when, chased when; errands and reviews alike (`w7`)."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda import actions
from amflow.book import values
from amflow.book.behind import counts_in
from amflow.book.money import Money, money_of
from amflow.book.store import conditions, placeholders
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import N_, _, ngettext
from amflow.playbooks.titles import state_key, titles_by_key, whole_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amflow.agenda.items import Item
    from amflow.book.store import Change
    from amflow.desk import Desk

PATIENCE = 7
"""After so many days without a word an errand that nobody promised a day for is late."""

COLUMNS = f"""
SELECT waiting.*, coalesce(deal.title, '') AS deal, coalesce(deal.pipeline, '') AS pipeline,
    coalesce(deal.currency, '') AS currency, customer.id AS about_id, coalesce(customer.name, '') AS customer,
    coalesce({counts_in("tier")}, '') AS tier,
    (SELECT max(on_date) FROM waiting_word WHERE waiting_id = waiting.id AND kind = 'chase') AS chased_on,
    (SELECT count(*) FROM waiting_word WHERE waiting_id = waiting.id AND kind = 'chase') AS chases,
    (SELECT words FROM waiting_word WHERE waiting_id = waiting.id AND kind = 'question' AND answered_on IS NULL
        ORDER BY id LIMIT 1) AS question
FROM waiting LEFT JOIN deal ON deal.id = waiting.deal_id
LEFT JOIN customer ON customer.id = coalesce(deal.customer_id, waiting.customer_id)
"""


class WaitingLine(NamedTuple):
    """Something that somebody inside owes, or owed."""

    id: int
    kind: str
    """errand or review."""
    whom: str
    """The department's name, or the colleague's."""
    title: str
    state: str
    """open, answered, approved, declined, void or dropped."""
    asked_on: date
    promised_on: date | None
    chased_on: date | None
    chases: int
    ended_on: date | None
    answer: str
    conditions: str
    question: str
    """What they have asked and nobody has answered yet."""
    told_on: date | None
    deal_id: int | None
    deal: str
    customer_id: int | None
    customer: str
    tier: str
    late: int
    """By how many days it is overdue; 0 where it is not."""
    amount: Money | None
    """How much was approved."""

    @property
    def ref(self) -> str:
        """`w7`."""
        return f"w{self.id}"

    @property
    def deal_ref(self) -> str:
        """`d3`, or empty."""
        return f"d{self.deal_id}" if self.deal_id else ""


class WordLine(NamedTuple):
    """What was said on the way."""

    on_date: date
    kind: str
    words: str
    answer: str
    answered_on: date | None
    promised_on: date | None


class WaitingPage(NamedTuple):
    """Something owed, with everything that was said about it."""

    waiting: WaitingLine
    words: list[WordLine]
    warnings: tuple[str, ...] = ()
    """What whoever decides a review must know of the deal."""


def get(desk: "Desk", text: str) -> Any:
    """What a reference names. Raises NotFound."""
    number = refs.of_table(text, "w")
    row = desk.book.one(f"{COLUMNS} WHERE waiting.id = ?", number) if number else None
    if row is None:
        raise NotFound(_("nothing is waited for as {ref}"), _("amflow waiting lists it"), ref=text)
    return row


def line(desk: "Desk", row: Any) -> WaitingLine:
    """A row as a line."""
    return filled(
        WaitingLine,
        row,
        whom=name_of(desk, row["whom"]),
        customer_id=row["about_id"],
        question=row["question"] or "",
        late=_late(desk, row),
        amount=money_of(row, "amount_minor"),
    )


def _late(desk: "Desk", row: Any) -> int:
    if row["state"] != "open":
        return 0
    if row["promised_on"]:
        return max((desk.today - date.fromisoformat(row["promised_on"])).days, 0)
    last = date.fromisoformat(row["chased_on"] or row["asked_on"])
    return max((desk.today - last).days - PATIENCE, 0)


def name_of(desk: "Desk", whom: str) -> str:
    """The department's name, or whoever it is as typed."""
    return titles_by_key(desk.playbook.departments).get(whom, whom)


_OFFICE = r"(部门?|岗|处|科|组|室| (department|dept|desk|team))$"


def whom(desk: "Desk", text: str) -> str:
    """The key of the department that is meant, by key or name, with or without the word for a department (`法务`, 法务部);
    anybody else as typed. Raises Usage."""
    typed = values.line(text, _("whom"))
    bare = re.sub(_OFFICE, "", values.folded(typed))
    named = [
        one.key
        for one in desk.playbook.departments
        if bare in {re.sub(_OFFICE, "", values.folded(title)) for title in one.title}
    ]
    return whole_key(typed, desk.playbook.departments) or (named[0] if len(named) == 1 else typed)


class WaitingInput(NamedTuple):
    """What a person says of something owed; texts as typed."""

    whom: str
    title: str
    promised: str = ""
    deal: str = ""
    customer: str = ""


def add(desk: "Desk", given: WaitingInput, command: str = "waiting add") -> WaitingLine:
    """Note that somebody was asked for something. Raises NotFound, Ambiguous, Usage."""
    from amflow.customers import records as customers

    fields: dict[str, Any] = {"whom": whom(desk, given.whom), "title": values.line(given.title, _("what is owed"))}
    if given.deal:
        fields["deal_id"] = customers.deal_of(desk.book, given.deal)["id"]
    elif given.customer:
        fields["customer_id"] = customers.find(desk.book, given.customer)["id"]
    fields["promised_on"] = ahead(desk, given.promised)
    with desk.book.change(command) as change:
        number = change.insert("waiting", asked_on=desk.today.isoformat(), **fields)
        change.summary = f"{fields['title']} (w{number})"
    return line(desk, get(desk, f"w{number}"))


def ahead(desk: "Desk", words: str) -> str | None:
    """The day that was promised, as the book keeps it; None without words. Raises Usage for one that is over."""
    if not words:
        return None
    promised = desk.day(words)
    if promised < desk.today:
        raise Usage(_("{when} is over"), _("a promise is for a day ahead"), when=short(promised, desk.today))
    return promised.isoformat()


def chase(desk: "Desk", text: str, *, promised: str = "", words: str = "") -> WaitingLine:
    """They were asked again, and perhaps promised another day. Raises NotFound, Refused, Usage."""
    from amflow.agenda import plan_ledger

    row = get(desk, text)
    must_be_open(row)
    day = ahead(desk, promised)
    said = values.line(words, _("the words")) if words else ""
    with desk.book.change("waiting chase", f"{row['title']} (w{row['id']})") as change:
        plan_ledger.mark_plan_lines(desk, change, "done", ref=f"w{row['id']}")
        change.insert(
            "waiting_word",
            waiting_id=row["id"],
            kind="chase",
            on_date=desk.today.isoformat(),
            words=said,
            promised_on=day,
        )
        if day:
            change.update("waiting", row["id"], promised_on=day)
    return line(desk, get(desk, text))


def answered(desk: "Desk", text: str, answer: str = "") -> WaitingLine:
    """What was owed has come. Raises NotFound, Refused, Usage."""
    row = get(desk, text)
    with desk.book.change("waiting answer", f"{row['title']} (w{row['id']})") as change:
        end(desk, change, row, "answered", answer)
    return line(desk, get(desk, text))


def drop(desk: "Desk", text: str, why: str) -> WaitingLine:
    """It is not waited for any more. Raises NotFound, Refused, Usage."""
    row = get(desk, text)
    with desk.book.change("waiting drop", f"{row['title']} (w{row['id']})") as change:
        end(desk, change, row, "dropped", why)
    return line(desk, get(desk, text))


def end(desk: "Desk", change: "Change", row: Any, state: str, words: str = "") -> None:
    """It ends, as part of a change: an errand answered, or either dropped. Raises Refused: a review ends with a decision."""
    from amflow.agenda import plan_ledger

    must_be_open(row)
    if row["kind"] == "review" and state == "answered":
        raise Refused(
            _("{ref} is a review: it ends with a decision").format(ref=f"w{row['id']}"),
            _('amflow deal approve {ref}, or amflow deal decline {ref} --why "the reason"').format(
                ref=f"d{row['deal_id']}"
            ),
        )
    said = values.line(words, _("the answer")) if words else ""
    change.update("waiting", row["id"], state=state, ended_on=desk.today.isoformat(), answer=said)
    plan_ledger.mark_plan_lines(desk, change, "skipped" if state == "dropped" else "done", ref=f"w{row['id']}")


def void(desk: "Desk", change: "Change", rows: "Iterable[Any]") -> None:
    """These hold no more, as part of a change."""
    for row in rows:
        change.update("waiting", row["id"], state="void", ended_on=desk.today.isoformat())


def put_off(desk: "Desk", change: "Change", row: Any, day: date) -> None:
    """They promise another day, as part of a change. Raises Refused."""
    must_be_open(row)
    change.update("waiting", row["id"], promised_on=day.isoformat())


def must_be_open(row: Any) -> None:
    """Raises Refused when it is waited for no more."""
    if row["state"] != "open":
        raise Refused(
            _("{ref} is waited for no more"), _("amflow show {ref} says what became of it"), ref=f"w{row['id']}"
        )


LISTED = {"open": N_("waiting"), "ended": N_("has ended")}
"""What a list may be of."""


def listing(
    desk: "Desk", *, state: str = "open", whom_text: str = "", limit: int = 50
) -> tuple[list[WaitingLine], int]:
    """What others owe, the most overdue in front, then by the day promised; or what has ended, the latest in front; and
    how many. Raises Usage for no such state."""
    states = {"open": ("open",), "ended": ("answered", "approved", "declined", "void", "dropped")}
    state = state_key(state, LISTED, _("state"))
    where, bound = conditions(
        (f"waiting.state IN ({placeholders(states[state])})", states[state]),
        ("waiting.whom = ?", whom(desk, whom_text) if whom_text else None),
    )
    order = "waiting.promised_on IS NULL, waiting.promised_on, waiting.id"
    if state == "ended":
        order = "waiting.ended_on DESC, waiting.id DESC"
    rows = desk.book.all(f"{COLUMNS} WHERE {where} ORDER BY {order} LIMIT ?", *bound, limit)
    lines = [line(desk, row) for row in rows]
    lines.sort(key=lambda one: -one.late)
    return lines, desk.book.number(f"SELECT count(*) FROM waiting WHERE {where}", *bound)


def overdue(desk: "Desk", limit: int) -> tuple[list[WaitingLine], int]:
    """What should be there by now: promised for a day that is over, or asked long ago without a word; and how many."""
    promised = "state = 'open' AND promised_on < ?1"
    silent = (
        "state = 'open' AND promised_on IS NULL AND asked_on < ?2 AND NOT EXISTS"
        " (SELECT 1 FROM waiting_word WHERE waiting_id = waiting.id AND kind = 'chase' AND on_date >= ?2)"
    )
    patient = date.fromordinal(desk.today.toordinal() - PATIENCE).isoformat()
    bound = (desk.today.isoformat(), patient)
    total = desk.book.number(f"SELECT count(*) FROM waiting WHERE ({promised}) OR ({silent})", *bound)
    if not total:
        return [], 0
    rows = desk.book.all(
        # The few that are shown are chosen before anything else of them is read.
        f"{COLUMNS} WHERE waiting.id IN (SELECT id FROM (SELECT id FROM waiting WHERE {promised}"
        " ORDER BY promised_on, id LIMIT ?3)"
        f" UNION ALL SELECT id FROM (SELECT id FROM waiting WHERE {silent} ORDER BY asked_on, id LIMIT ?3))"
        " ORDER BY coalesce(waiting.promised_on, waiting.asked_on), waiting.id LIMIT ?3",
        *bound,
        limit,
    )
    return [line(desk, row) for row in rows], total


def of_deal(desk: "Desk", deal_id: int) -> list[WaitingLine]:
    """Everything that was or is waited for in a deal, the latest in front."""
    return [
        line(desk, row)
        for row in desk.book.all(f"{COLUMNS} WHERE waiting.deal_id = ? ORDER BY waiting.id DESC", deal_id)
    ]


def page(desk: "Desk", text: str) -> WaitingPage:
    """Everything about it. Raises NotFound."""
    row = get(desk, text)
    words = desk.book.all("SELECT * FROM waiting_word WHERE waiting_id = ? ORDER BY id", row["id"])
    return WaitingPage(line(desk, row), [filled(WordLine, one) for one in words])


def item(desk: "Desk", one: WaitingLine) -> "Item":
    """It as an item of conversion: who, since when, by how much it is late."""
    from amflow.agenda.items import Item

    facts = [ngettext("{n} day late", "{n} days late", one.late)] if one.promised_on and one.late else []
    if one.late and not one.promised_on:
        facts.append(_("no word since"))
    facts.append(_("asked {when}").format(when=short(one.asked_on, desk.today)))
    if one.chased_on:
        facts.append(_("chased {when}").format(when=short(one.chased_on, desk.today)))
    return Item(
        one.ref,
        "convert",
        "waiting",
        _("{whom}: {what}").format(whom=one.whom, what=one.title),
        " · ".join(facts),
        one.customer_id,
        one.customer,
        one.tier,
        one.promised_on,
        minutes=5,
        late=one.late > 0,
        deal_id=one.deal_id,
        command=f"amflow waiting chase {one.ref}",
    )


def to_be_told(desk: "Desk", deal_id: int, stage: str) -> bool:
    """Whether a decision of that stage is there of which the customer does not know yet."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM waiting WHERE deal_id = ? AND state IN ('approved', 'declined') AND told_on IS NULL"
        " AND stage = ?)"
    )
    return bool(desk.book.number(sql, deal_id, stage))


def standing(desk: "Desk", deal_id: int) -> str:
    """Who has the deal inside the house, and since when: what is asked of us first, then a decision to tell, then who is
    waited for; empty where nobody has it."""
    row = desk.book.one(
        f"{COLUMNS} WHERE waiting.deal_id = ? AND (waiting.state = 'open' OR (waiting.state IN ('approved', 'declined')"
        " AND waiting.told_on IS NULL AND waiting.stage = deal.stage))"
        " ORDER BY question IS NULL, waiting.state = 'open', waiting.id LIMIT 1",
        deal_id,
    )
    if row is None:
        return ""
    one = line(desk, row)
    if one.question:
        return _("{whom} asks: {question}").format(whom=one.whom, question=one.question)
    if one.state == "open":
        words = _("waiting for {whom} since {when}").format(whom=one.whom, when=short(one.asked_on, desk.today))
        late = ngettext("{n} day late", "{n} days late", one.late)
        return _("{words}, {late}").format(words=words, late=late) if one.promised_on and one.late else words
    if one.state == "approved":
        return _("approved by {whom}, tell the customer").format(whom=one.whom)
    return _("declined by {whom}, tell the customer").format(whom=one.whom)


def _done(act: actions.Act, one: actions.FoundItem, state: str = "answered") -> actions.Acted:
    end(act.desk, act.change, one.record, state, act.why)
    return actions.Acted(one.ref, one.record["title"], "done" if state == "answered" else "skipped")


def _move(act: actions.Act, one: actions.FoundItem) -> actions.Acted:
    put_off(act.desk, act.change, one.record, act.day)
    return actions.Acted(one.ref, one.record["title"], "moved", act.day)


ACTIONS = actions.Actions(get, _done, lambda act, one: _done(act, one, "dropped"), _move)
