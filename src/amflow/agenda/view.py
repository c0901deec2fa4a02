"""What `done`, `skip` and `move` did; an item of the checklist; and the page of whatever `show` names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional
from amflow.locale import N_, NP_, _, ngettext
from amflow.playbooks.vocabulary import STEPS
from amflow.refs import parse
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns

if TYPE_CHECKING:
    from amflow.agenda.actions import Acted
    from amflow.agenda.checklist import CheckMark
    from amflow.agenda.items import Item
    from amflow.playbooks.model import ChecklistItem


def acted(found: Sequence["Acted"], word: str) -> ChangeView:
    """What became of several references."""
    items = [_acted(one) for one in found]
    if len(found) == 1:
        one = found[0]
        return ChangeView("item", items[0], _said(one.shown, word + _until(one)), _follows(found))
    # Each keeps its own hour: only the day is the same for all.
    done = _said(ngettext("{n} thing", "{n} things", len(found)), word + _until(found[0]._replace(at="")))
    return ChangeView(
        "item", items, done, [*((one.ref if parse(one.ref) else "", one.title) for one in found), *_follows(found)]
    )


def _until(one: "Acted") -> str:
    return f" → {date_format.day(one.until)} {one.at}".rstrip() if one.until else ""


def _acted(one: "Acted") -> dict[str, Any]:
    item: dict[str, Any] = {"ref": one.ref, "title": one.title, "state": one.state, "until": one.until}
    item["provisional"] = isinstance(one.until, Provisional)
    item["until_time"] = one.at
    item["next"] = {"ref": one.next.ref, "due_on": one.next.due_on} if one.next else None
    return item


def _follows(found: Sequence["Acted"]) -> list[tuple[str, str]]:
    """The tasks that come next in their series."""
    return [(_("next"), f"{one.next.ref}  {date_format.day(one.next.due_on)}") for one in found if one.next]


def _said(what: str, why: str) -> str:
    return _("{what}: {why}").format(what=what, why=why)


CHECK_TIMES = (
    ListColumn("on_date", NP_("of the calendar", "day")),
    ListColumn("state", N_("state"), say=lambda mark: {"done": _("done"), "skipped": _("skipped")}[mark.state]),
    ListColumn("at_time", N_("at")),
    ListColumn("late", N_("how late"), "late", data=lambda mark: mark.late_minutes > 0),
    ListColumn("why", N_("why"), "dim"),
)


def check(ref: str, one: "ChecklistItem", marks: "Sequence[CheckMark]") -> ItemView:
    """An item of the checklist, and when it was done in the last weeks."""
    item = {"ref": ref, "key": one.key, "step": one.step, "title": str(one.title), "at": one.at, "see": one.see}
    where = f"amflow {one.see}" if one.see else ""
    fields = [(_("step"), _(STEPS[one.step])), (_("at"), one.at), (_("see"), where)]
    times = ListView("times", CHECK_TIMES, marks)
    return ItemView("check", item, fields, title=[str(one.title)], lists=[(_("The last weeks"), times)])


ITEM = hidden(
    "step", "ref", "kind", "due_on", "due_at", "customer", "customer_ref", "title", "reason", "amount", "minutes", "late",
    "state", "command",
)  # fmt: skip
"""The fields of an item in JSON and in a pipe."""


def item_fields(item: "Item") -> dict[str, Any]:
    """An item as JSON carries it; `provisional` where its day was counted over holidays not decided yet."""
    return in_columns(ITEM, item) | {"provisional": item.provisional}
