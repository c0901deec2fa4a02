"""Events of the calendar and one's own goals: the lists, the page about one, what changed."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.locale import N_, _
from amflow.shell.screen import Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from amflow.prep.events.records import Event
    from amflow.prep.goals.records import Goal

EVENTS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("on_date", N_("when"), "dim"),
    ListColumn("until_on", N_("until"), "dim"),
    ListColumn("kind", N_("kind"), say=lambda event: event.kind_title),
    ListColumn("title", N_("what"), "title"),
    ListColumn("note", N_("remark"), "dim", say=lambda event: event.note.replace("\n", " ")),
)

GOALS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("due_on", N_("due"), "dim"),
    ListColumn("title", N_("goal"), "title"),
    ListColumn("state", N_("state"), say=lambda goal: _state(goal)),
    ListColumn("done_on", N_("ended"), "dim"),
    ListColumn("why", N_("why"), "dim"),
)


def events(found: Sequence["Event"], empty: str) -> ListView:
    """Events, the first in front."""
    give = "note" if any(one.note for one in found) else "title"
    return ListView("events", EVENTS, found, empty=empty, give=give)


def event(one: "Event") -> ItemView:
    """One event."""
    fields = [(_("kind"), one.kind_title), (_("when"), _days(one.on_date, one.until_on)), (_("remark"), one.note)]
    return ItemView("event", _event(one), fields, title=[Span(one.title, "title"), Span(f"  {one.ref}", "ref")])


def event_changed(one: "Event", word: str) -> ChangeView:
    """An event that was written, changed or taken out: with its days as they were understood."""
    then = [(_("when"), _days(one.on_date, one.until_on)), (_("kind"), one.kind_title)]
    return ChangeView("event", _event(one), f"{one.title} ({one.ref}) {word}", then)


def goals(found: Sequence["Goal"]) -> ListView:
    """Goals, the first due in front."""
    return ListView("goals", GOALS, found, empty=_("no goals: amflow goal add TEXT --by DATE"), give="title")


def goal(one: "Goal") -> ItemView:
    """One goal."""
    fields = [
        (_("due"), date_format.day(one.due_on)),
        (_("state"), _state(one)),
        (_("ended"), one.done_on),
        (_("why"), one.why),
    ]
    return ItemView("goal", _goal(one), fields, title=[Span(one.title, "title"), Span(f"  {one.ref}", "ref")])


def goal_changed(one: "Goal", word: str) -> ChangeView:
    """A goal that was set, reached or given up."""
    then = [(_("due"), date_format.day(one.due_on))]
    if one.state == "open":
        then.append((_("once reached"), f"amflow goal done {one.ref}"))
    return ChangeView("goal", _goal(one), f"{one.title} ({one.ref}) {word}", then)


def _state(one: "Goal") -> str:
    words = {"open": _("late") if one.late else _("open"), "done": _("reached"), "dropped": _("given up")}
    return words[one.state]


def _days(first: date, last: date | None) -> str:
    return date_format.between(first, last) if last and last > first else date_format.day(first)


def _event(one: "Event") -> dict[str, Any]:
    return {column.key: column.value(one) for column in EVENTS}


def _goal(one: "Goal") -> dict[str, Any]:
    return {column.key: column.value(one) for column in GOALS}
