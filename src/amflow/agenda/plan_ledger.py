"""What was done with what was due, and what becomes of the planned line that stands for it: plan against actual is kept by
the commands that do the work, never by hand.

A line belongs to its day, and with the day its outcome is fixed: done means done by that day. What is done, moved or left
out later leaves it as moved; what is moved or left out before the day has come takes it out of that day's plan.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.agenda import contact_cadence, due_items, due_rules
from amflow.agenda.items import Ended, Item
from amflow.book import planned
from amflow.book.values import day_or_none
from amflow.customers import contact_preferences
from amflow.locale import _

if TYPE_CHECKING:
    from amflow.book.store import Change
    from amflow.desk import Desk
    from amflow.playbooks.model import Rule


LINES = (
    f"SELECT plan_line.*, {planned.TITLE} AS title, customer.id AS whose, coalesce(customer.name, '') AS customer,"
    " customer.impression, customer.phone"
    f" FROM plan_line LEFT JOIN customer ON customer.id = {planned.CUSTOMER}"
)
"""Lines with the title of the record that they are about, for `title`, and with their customer."""


def ref(desk: "Desk", row: Any) -> str:
    """The reference of what a line is about, which every screen shows."""
    if row["ref"]:
        return str(row["ref"])
    if row["task_id"] or row["deal_id"]:
        return f"t{row['task_id']}" if row["task_id"] else f"d{row['deal_id']}"
    if row["rule"]:
        return due_items.ref_of(desk, row["rule"], row["customer_id"], date.fromisoformat(row["for_date"]))
    return f"c{row['customer_id']}" if row["customer_id"] else ""


def title(desk: "Desk", row: Any) -> str:
    """What a line of `LINES` is called, as things stand now."""
    if row["title"]:
        return str(row["title"])
    if row["kind"] == "queue":
        return _("messages to send")
    if row["kind"] == "lead":
        # By the phone one rings them; told of, it says nothing.
        return row["impression"] or _("new lead")
    rule = next((one for one in desk.playbook.rules if one.key == row["rule"]), None)
    return str(rule.title) if rule else {"visit": _("visit"), "call": _("call")}.get(row["kind"], _("talk"))


def lead_title(row: Any) -> str:
    """What a talk with the lead of the row is called: what one remembers them by."""
    return row["impression"] or row["phone"] or _("talk")


DONE_BY = {"lead": "call", "campaign": "call"}
"""Sorts of talks that are told apart by whom they are with: their calls are none of the other calls."""


def item(desk: "Desk", row: Any, known: Item | None = None) -> Item:
    """A line of `LINES` as an item; what is still `known` to be due has the words that it was proposed with."""
    task = desk.book.get("task", row["task_id"]) if row["task_id"] else None
    about = task or (desk.book.get("deal", row["deal_id"]) if row["deal_id"] else None)
    customer_id = row["customer_id"] or (about["customer_id"] if about is not None else None)
    customer = desk.book.get("customer", customer_id) if customer_id else None
    return Item(
        ref(desk, row),
        "plan",
        "plan",
        known.title if known else title(desk, row),
        contact_preferences.beside(known.reason if known else "", customer, desk.clock),
        customer_id,
        customer["name"] if customer is not None else "",
        customer["tier"] if customer is not None else "",
        date.fromisoformat(row["on_date"]),
        task["due_time"] if task is not None and task["due_on"] == row["on_date"] else "",
        row["minutes"],
        state=row["state"],
        task_id=row["task_id"],
        deal_id=row["deal_id"],
        rule=row["rule"],
        for_date=day_or_none(row["for_date"]),
        # The way that it is done says whether it takes a way.
        command=f"amflow log-{DONE_BY.get(row['kind'], row['kind'])} c{customer_id}"
        if customer_id and row["kind"] in ("visit", "call", "message", *DONE_BY)
        else "",
    )


def mark_plan_lines(desk: "Desk", change: "Change", state: str, **which: Any) -> int:
    """Mark the still planned lines that these columns pick, on whatever day they stand; say how many. `state` is done,
    moved or skipped.

    What is done today counts for today even where today had given it up for a later day.
    """
    where = " AND ".join(f"{name} = ?" for name in which)
    today = desk.today.isoformat()
    rows = desk.book.all(
        f"SELECT id, on_date FROM plan_line WHERE {where}"
        " AND (state = 'planned' OR (state IN ('moved', 'skipped') AND on_date = ? AND ? = 'done'))",
        *which.values(),
        today,
        state,
    )
    _mark(change, rows, state, desk.today)
    return len(rows)


def move_plan_lines(desk: "Desk", change: "Change", to: date, at: str, **which: Any) -> None:
    """Move the lines that these columns pick to another moment: on the day itself a line stays, for that hour or for none of
    its own, and one that had left it comes back; on other days it is marked as moved."""
    where = " AND ".join(f"{name} = ?" for name in which)
    rows = desk.book.all(
        f"SELECT id FROM plan_line WHERE {where} AND on_date = ? AND state IN ('planned', 'moved', 'dropped')",
        *which.values(),
        to.isoformat(),
    )
    others = desk.book.all(
        f"SELECT id, on_date FROM plan_line WHERE {where} AND on_date <> ? AND state = 'planned'",
        *which.values(),
        to.isoformat(),
    )
    _mark(change, others, "moved", desk.today)
    for row in rows:
        change.update("plan_line", row["id"], state="planned", at_time=at)


def mark_plan_lines_of_talk(
    desk: "Desk", change: "Change", customer_id: int, kind: str, held_on: date, *, rules: bool = True
) -> None:
    """Mark the lines for a talk of that kind with this customer: those up to the day of the talk, and the talks planned for
    later days, which it makes needless (what a rule makes due on a later day stays), but for a talk that was known before they
    were planned, as an old list brings it. A line about a task is the task's, a
    greeting is no talk, a visit of the cycle is done by going there; `rules` says whether the talk was what a rule asks for."""
    talks = ["", contact_cadence.RULE]
    row = desk.book.get("customer", customer_id)
    visits_alone = kind in ("call", "message") and row is not None and contact_cadence.in_cycle(desk, row["tier"])
    others = [rule.key for rule in desk.playbook.rules if rule.score or rule.kind not in ("call", "visit")]
    rows = desk.book.all(
        "SELECT id, on_date, rule, date(created_at) AS made FROM plan_line WHERE customer_id = ? AND state = 'planned'"
        " AND task_id IS NULL AND ref = '' AND (kind <> 'visit' OR NOT ?)",
        customer_id,
        visits_alone,
    )
    day = held_on.isoformat()
    ended = [
        row
        for row in rows
        if (row["rule"] in talks and min(row["on_date"], row["made"]) <= day)
        or (rules and row["rule"] not in others and row["on_date"] <= day)
    ]
    _mark(change, ended, "done", held_on)


def is_talk(then: "Desk", item: Item) -> bool:
    """Whether doing it means talking to its customer, whatever about."""
    if item.task_id:
        task = then.book.get("task", item.task_id)
        return task is not None and bool(task["due_time"] or task["kind"] in ("call", "visit"))
    if item.deal_id and not item.rule:
        return True
    return any(rule.key == item.rule and rule.kind in ("call", "visit") for rule in then.playbook.rules)


def _mark(change: "Change", rows: list[Any], state: str, day: date) -> None:
    """Mark lines for what happened on that day. Done before its day it counts for its own plan, unless it does for that of
    the day on which it was done."""
    days = [date.fromisoformat(row["on_date"]) for row in rows]
    ahead = "done" if state == "done" and day not in days else "dropped"
    for row, of_line in zip(rows, days, strict=True):
        change.update("plan_line", row["id"], state=ahead if of_line > day else state if of_line == day else "moved")


def mark_due(
    desk: "Desk",
    change: "Change",
    rule: str,
    customer_id: int,
    for_date: date,
    state: str,
    *,
    until: date | None = None,
    at: str = "",
    why: str = "",
    touch_id: int | None = None,
) -> None:
    """Keep that what a rule made due is done, skipped or moved, in place of what was kept of it before; `at` is the hour of
    `until`. Its planned lines go with it."""
    given = {
        "state": state,
        "on_date": desk.today.isoformat(),
        "until_on": until.isoformat() if until else None,
        "until_time": at,
        "why": why,
        "touch_id": touch_id,
    }
    key = (rule, customer_id, for_date.isoformat())
    row = desk.book.one("SELECT id FROM settled WHERE rule = ? AND customer_id = ? AND for_date = ?", *key)
    if row is None:
        change.insert("settled", rule=rule, customer_id=customer_id, for_date=key[2], **given)
    else:
        change.update("settled", row["id"], **given)
    if until is not None:
        move_plan_lines(desk, change, until, at, customer_id=customer_id, rule=rule)
    else:
        mark_plan_lines(desk, change, state, customer_id=customer_id, rule=rule)


def settle_due(
    desk: "Desk",
    change: "Change",
    customer_id: int,
    asks_for: "Callable[[due_rules.Due], bool]",
    *,
    touch_id: int | None = None,
    rules: "Iterable[Rule] | None" = None,
) -> list[Ended]:
    """Whatever the rules make due for the customer and this act was, is done; gives it, for the answer says what was
    settled. `rules` are those that can be meant, all of them by themselves."""
    found = [one for one in due_rules.of_customer(desk, customer_id, rules) if asks_for(one)]
    for one in found:
        mark_due(desk, change, one.rule.key, customer_id, one.for_date, "done", touch_id=touch_id)
    return [Ended(one.ref, str(one.rule.title)) for one in found]


def settle_by_score(
    desk: "Desk", change: "Change", whose: "Sequence[int]", day: date, touch_id: int | None = None, case: str = ""
) -> list[Ended]:
    """The checks of satisfaction that were due on that day: a score is what they ask for, of the first of these and of those
    for whom it counts besides. How content somebody is with what became of a complaint may be said before the day on which it
    would be asked: of a `case` by whoever of the firm says it, else by themselves, where they are asked about one case alone.
    Each case is rated for itself: what is asked about others of that day stays. To be asked before the score is kept."""
    asking = [rule for rule in desk.playbook.rules if rule.score]

    def answers(one: "due_rules.Due") -> bool:
        if one.rule.on != "case.resolved":
            return due_rules.begun(desk, one, day)
        about = one.about.split()
        return one.for_date <= day and (case in about if case else one.customer_id == whose[0] and len(about) == 1)

    ended: list[Ended] = []
    for number in dict.fromkeys(whose):
        for one in due_rules.of_customer(desk, number, asking):
            if answers(one):
                rest = case and one.about not in ("", case)
                if not rest:
                    mark_due(desk, change, one.rule.key, number, one.for_date, "done", touch_id=touch_id)
                ended.append(Ended(case if rest else one.ref, str(one.rule.title)))
    return ended
