"""Tasks: the list, the page about one, what changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from amflow.agenda.tasks.records import STATES
from amflow.dates import format as date_format
from amflow.dates import periods
from amflow.locale import N_, _
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns, named

if TYPE_CHECKING:
    from amflow.agenda.items import Item
    from amflow.dates.periods import Period


TASKS = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("due_on", N_("due"), "dim"),
    *hidden("due_at"),
    ListColumn("due_time", N_("at"), "dim"),
    ListColumn("customer", N_("customer"), "title"),
    *hidden("customer_ref"),
    ListColumn("title", N_("what")),
    ListColumn("reason", N_("why"), "dim"),
    *hidden("minutes", "state", "provisional", "repeats"),
)


def listing(items: Sequence["Item"], due: "Period | None" = None) -> ListView:
    """A list of tasks; `due` are the days that were asked for in words, said as they were understood."""
    head, asked = [], {}
    if due:
        head = [periods.shown(due)]
        asked = {"due_from": due.start, "due_to": due.end}
    empty = _("nothing to do: amflow task add TITLE --due fri")
    return ListView("tasks", TASKS, items, empty=empty, give="title", head=head, extra=asked)


def page(item: "Item", series: str = "") -> ItemView:
    """One task; `series` says how often it comes back."""
    fields = [
        (_("customer"), f"{item.customer} {item.customer_ref}".strip()),
        (_("due"), f"{date_format.day(item.due_on)} {item.due_time}".strip() if item.due_on else ""),
        (_("comes back"), series),
        (_("minutes"), item.minutes),
        (_("state"), _(STATES[item.state])),
        (_("why"), item.reason),
    ]
    return ItemView("task", in_columns(TASKS, item), fields, title=named(item.title, item.ref))


def when_due(item: "Item") -> str:
    """Its day and its hour."""
    return f"{date_format.day(item.due_on)} {item.due_time}".strip() if item.due_on else _("no day")


def changed(item: "Item", word: str, series: str = "") -> ChangeView:
    """A task that was added or changed: with the day as it was understood."""
    whose = f" · {item.customer}" if item.customer else ""
    then = [(_("due"), when_due(item)), (_("comes back"), series)]
    return ChangeView("task", in_columns(TASKS, item), f"{item.title} ({item.ref}) {word}{whose}", then)
