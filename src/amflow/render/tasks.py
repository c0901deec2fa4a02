"""Tasks: the list, the page about one, what changed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.calendars import shown
from amflow.locale import N_, _
from amflow.render.screen import Span
from amflow.render.views import ChangeView, Column, ItemView, ListView

if TYPE_CHECKING:
    from amflow.routine.items import Item

TASKS = (
    Column("ref", N_("ref"), "ref"),
    Column("due_on", N_("due"), "dim"),
    Column("due_at", N_("at"), hide=True),
    Column("due_time", N_("at"), "dim"),
    Column("customer", N_("customer"), "title"),
    Column("customer_ref", N_("customer's reference"), hide=True),
    Column("title", N_("what")),
    Column("reason", N_("why"), "dim"),
    Column("minutes", N_("minutes"), hide=True),
    Column("state", N_("state"), hide=True),
)


def listing(items: Sequence["Item"]) -> ListView:
    """A list of tasks."""
    return ListView("tasks", TASKS, items, empty=_("nothing to do: amflow task add TITLE --due fri"), give="title")


def page(item: "Item") -> ItemView:
    """One task."""
    fields = [
        (_("customer"), f"{item.customer} {item.customer_ref}".strip()),
        (_("due"), f"{shown.day(item.due_on)} {item.due_time}".strip() if item.due_on else ""),
        (_("minutes"), item.minutes),
        (_("state"), _states()[item.state]),
        (_("why"), item.reason),
    ]
    return ItemView("task", _fields(item), fields, title=[Span(item.title, "title"), Span(f"  {item.ref}", "ref")])


def changed(item: "Item", word: str) -> ChangeView:
    """A task that was added or changed: with the day as it was understood."""
    when = f"{shown.day(item.due_on)} {item.due_time}".strip() if item.due_on else _("no day")
    whose = f" · {item.customer}" if item.customer else ""
    return ChangeView("task", _fields(item), f"{item.title} ({item.ref}) {word}{whose}", [(_("due"), when)])


def _states() -> dict[str, str]:
    return {"open": _("open"), "done": _("done"), "dropped": _("dropped")}


def _fields(item: "Item") -> dict[str, Any]:
    return {column.key: column.value(item) for column in TASKS}
