"""One's own goals: the list, the page about one, what changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.dates import format as date_format
from amflow.locale import N_, _
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, in_columns, named

if TYPE_CHECKING:
    from amflow.prep.goals.records import Goal

COLUMNS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("due_on", N_("due"), "dim"),
    ListColumn("title", N_("goal"), "title"),
    ListColumn("state", N_("state"), say=lambda goal: _state(goal)),
    ListColumn("done_on", N_("ended"), "dim"),
    ListColumn("why", N_("why"), "dim"),
)


def listing(found: Sequence["Goal"]) -> ListView:
    """Goals, the first due in front."""
    return ListView("goals", COLUMNS, found, empty=_("no goals: amflow goal add TEXT --due DATE"), give="title")


def page(one: "Goal") -> ItemView:
    """One goal."""
    lines = [
        (_("due"), date_format.day(one.due_on)),
        (_("state"), _state(one)),
        (_("ended"), one.done_on),
        (_("why"), one.why),
    ]
    return ItemView("goal", in_columns(COLUMNS, one), lines, title=named(one.title, one.ref))


def changed(one: "Goal", word: str) -> ChangeView:
    """A goal that was set, reached or given up."""
    once = f"amflow goal done {one.ref}" if one.state == "open" else ""
    then = [(_("due"), date_format.day(one.due_on)), (_("once reached"), once)]
    return ChangeView("goal", in_columns(COLUMNS, one), f"{one.title} ({one.ref}) {word}", then)


def _state(one: "Goal") -> str:
    words = {"open": _("late") if one.late else _("open"), "done": _("reached"), "dropped": _("given up")}
    return words[one.state]
