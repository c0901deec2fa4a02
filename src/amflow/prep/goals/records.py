"""One's own goals, each with a day by which it shall be reached: development is a part of the post (`W03`, `W06`, `W15`)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from amflow import refs
from amflow.agenda.actions import Act, Acted, Actions, FoundItem
from amflow.agenda.items import Item
from amflow.book import values
from amflow.dates.format import short
from amflow.errors import NotFound, Refused, Usage
from amflow.locale import N_, _
from amflow.playbooks.titles import state_key
from amflow.records import NamedTuple, filled

if TYPE_CHECKING:
    from amflow.book.store import Book, Change, Row
    from amflow.desk import Desk

AHEAD_DAYS = 7
"""So many days before its day a goal is shown in the morning."""

MOST = 10


class Goal(NamedTuple):
    """A goal of one's own."""

    id: int
    title: str
    due_on: date
    state: str
    """open, done or dropped."""
    done_on: date | None
    why: str
    late: bool

    @property
    def ref(self) -> str:
        """`a3`."""
        return f"a{self.id}"


def add(desk: "Desk", title: str, by: str) -> Goal:
    """Set oneself a goal. Raises Usage."""
    kept = values.line(title, _("the goal"))
    due = _day(desk, by)
    with desk.book.change("goal add") as change:
        number = change.insert("goal", title=kept, due_on=due.isoformat())
        change.summary = f"{kept} (a{number})"
    return one(desk, f"a{number}")


def edit(desk: "Desk", ref: str, title: str, by: str) -> Goal:
    """Word a goal anew, or set it another day. Raises NotFound, Usage."""
    goal = one(desk, ref)
    kept: dict[str, Any] = {}
    if title:
        kept["title"] = values.line(title, _("the goal"))
    if by:
        kept["due_on"] = _day(desk, by).isoformat()
    if not kept:
        raise Usage(_("nothing to change was named"), _("a new text, or --due DATE"))
    with desk.book.change("goal edit", f"{kept.get('title', goal.title)} ({goal.ref})") as change:
        change.update("goal", goal.id, **kept)
    return one(desk, ref)


def _day(desk: "Desk", by: str) -> date:
    from amflow.dates import range_words

    # “By next month” means by its end.
    whole = range_words.whole(by, desk.today)
    due = whole.end if whole else desk.day(by)
    if due < desk.today:
        raise Usage(_("{when} is over"), _("a goal lies ahead: --due 2027-03-31"), when=short(due, desk.today))
    return due


def finish(desk: "Desk", ref: str, state: str, why: str = "") -> Goal:
    """A goal is reached, or given up. Raises NotFound, Refused, Usage."""
    goal = one(desk, ref)
    with desk.book.change("goal done" if state == "done" else "goal drop", f"{goal.title} ({goal.ref})") as change:
        end(desk, change, goal, state, why)
    return one(desk, ref)


def end(desk: "Desk", change: "Change", goal: Goal, state: str, why: str = "") -> None:
    """Note it, as part of a change. Raises Refused where it has ended already."""
    if goal.state != "open" and goal.done_on:
        word = _("reached") if goal.state == "done" else _("given up")
        raise Refused(
            _("{ref} was {word} on {day}").format(ref=goal.ref, word=word, day=goal.done_on.isoformat()),
            _("amflow goal reopen {ref} takes it up again").format(ref=goal.ref),
        )
    from amflow.agenda import plan_ledger

    reason = values.line(why, _("the reason")) if why else ""
    change.update("goal", goal.id, state=state, done_on=desk.today.isoformat(), why=reason)
    plan_ledger.mark_plan_lines(desk, change, "done" if state == "done" else "skipped", ref=goal.ref)


def reopen(desk: "Desk", ref: str) -> Goal:
    """Take a goal up again. Raises NotFound, Refused, Usage."""
    goal = one(desk, ref)
    if goal.state == "open":
        raise Refused(_("{ref} is open"), _("amflow goal list shows them"), ref=goal.ref)
    with desk.book.change("goal reopen", f"{goal.title} ({goal.ref})") as change:
        change.update("goal", goal.id, state="open", done_on=None, why="")
    return one(desk, ref)


def one(desk: "Desk", ref: str) -> Goal:
    """The goal with this reference. Raises NotFound, Usage."""
    number = refs.of_table(ref, "a")
    if number is None:
        raise Usage(_("“{text}” is not a goal"), _("a goal is a3; amflow goal list shows them"), text=ref)
    row = desk.book.get("goal", number)
    if row is None:
        raise NotFound(_("there is no goal {ref}"), _("amflow goal list shows them"), ref=f"a{number}")
    return _goal(row, desk.today)


LISTED = {"open": N_("open"), "done": N_("reached"), "dropped": N_("given up"), "all": N_("all")}
"""What a list may be of."""


def listing(book: "Book", today: date, state: str) -> list[Goal]:
    """The goals in that state, the first due in front; `all` is every one. Raises Usage."""
    state = state_key(state, LISTED, _("state"))
    clause, bound = ("WHERE state = ?", [state]) if state != "all" else ("", [])
    return [_goal(row, today) for row in book.all(f"SELECT * FROM goal {clause} ORDER BY due_on, id", *bound)]


def near(desk: "Desk") -> list[Goal]:
    """The open goals whose day is near, or over."""
    until = desk.today + timedelta(days=AHEAD_DAYS)
    rows = desk.book.all(
        "SELECT * FROM goal WHERE state = 'open' AND due_on <= ? ORDER BY due_on, id LIMIT ?", until.isoformat(), MOST
    )
    return [_goal(row, desk.today) for row in rows]


def item(desk: "Desk", goal: Goal) -> Item:
    """A goal as something to think of in the morning."""
    reason = _("own goal, {when}").format(when=desk.ago(goal.due_on))
    done = f"amflow done {goal.ref}"
    return Item(goal.ref, "prep", "goal", goal.title, reason, due_on=goal.due_on, late=goal.late, command=done)


def _goal(row: "Row", today: date) -> Goal:
    return filled(Goal, row, late=row["state"] == "open" and row["due_on"] < today.isoformat())


# done, skip, move


def _done(act: Act, found: FoundItem) -> Acted:
    end(act.desk, act.change, found.record, "done")
    return Acted(found.ref, found.record.title, "done")


def _skip(act: Act, found: FoundItem) -> Acted:
    end(act.desk, act.change, found.record, "dropped", act.why)
    return Acted(found.ref, found.record.title, "skipped")


def _move(act: Act, found: FoundItem) -> Acted:
    act.change.update("goal", found.record.id, due_on=act.day.isoformat())
    return Acted(found.ref, found.record.title, "moved", act.day)


ACTIONS = Actions(one, _done, _skip, _move)
