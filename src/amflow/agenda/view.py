"""An item of the agenda in the columns that every screen has; what `done`, `skip` and `move` did; an item of the checklist."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.dates import format as date_format
from amflow.dates.workdays import Provisional
from amflow.locale import N_, NP_, _, ngettext
from amflow.playbooks.vocabulary import STEPS
from amflow.refs import parse
from amflow.shell.screen import NARROW, WIDE, Span
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, hidden, in_columns

if TYPE_CHECKING:
    from rich.text import Text

    from amflow.agenda.actions import Acted
    from amflow.agenda.checklist import CheckMark
    from amflow.agenda.items import Item
    from amflow.playbooks.model import ChecklistItem
    from amflow.shell.screen import Screen


def acted(found: Sequence["Acted"], word: str) -> ChangeView:
    """What became of several references."""
    items = [_acted(one) for one in found]
    if len(found) == 1:
        one = found[0]
        return ChangeView("item", items[0], _said(one.shown, word + _until(one)), _beside(found))
    # Each keeps its own hour: only the day is the same for all.
    done = _said(ngettext("{n} thing", "{n} things", len(found)), word + _until(found[0]._replace(at="")))
    return ChangeView(
        "item",
        items,
        done,
        [*((one.ref if parse(one.ref) else "", one.title) for one in found), *_beside(found)],
    )


def _until(one: "Acted") -> str:
    return f" → {date_format.day(one.until)} {one.at}".rstrip() if one.until else ""


def _acted(one: "Acted") -> dict[str, Any]:
    item: dict[str, Any] = {"ref": one.ref, "title": one.title, "state": one.state, "until": one.until}
    item["provisional"] = isinstance(one.until, Provisional)
    item["until_time"] = one.at
    item["next"] = {"ref": one.next.ref, "due_on": one.next.due_on} if one.next else None
    return item


def _beside(found: Sequence["Acted"]) -> list[tuple[str, str]]:
    """The tasks that come next in their series, and what else is said."""
    follows = [(_("next"), f"{one.next.ref}  {date_format.day(one.next.due_on)}") for one in found if one.next]
    return [*follows, *(line for one in found for line in one.told)]


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


ITEMS = (*hidden("ref", "due_on", "due_time", "title", "customer", "reason", "provisional"),)
"""What JSON and the tabs have of an item on the page of a record."""

ITEM = hidden(
    "step", "ref", "kind", "due_on", "due_at", "customer", "customer_ref", "title", "reason", "amount", "minutes", "late",
    "state", "command",
)  # fmt: skip
"""The fields of an item in JSON and in a pipe."""


def item_fields(item: "Item") -> dict[str, Any]:
    """An item as JSON carries it; `provisional` where its day was counted over holidays not decided yet."""
    return in_columns(ITEM, item) | {"provisional": item.provisional}


BEFORE = 60
"""The cells of a wide screen that stand before an item's words at the most."""


class ItemList(ListView):
    """What is due with somebody, on their page: in the columns of the day."""

    def __init__(self, what: str, found: "Sequence[Item]") -> None:
        super().__init__(what, ITEMS, found)

    def draw(self, screen: "Screen") -> None:
        """A line an item; whose it is only where it is another's."""
        draw(screen, [cells(screen, one._replace(customer_id=None)) for one in self.items], indent=2)


def draw(screen: "Screen", lines: "Sequence[Sequence[Any] | Text]", indent: int, *, page: bool = True) -> None:
    """Items, and headings between them: when, reference, name, and what and why stand in the same columns in all of them. On
    a wide screen as many lines as a reason takes; on a narrow one too, where the page is one to leaf through."""
    screen.table(lines, indent=indent, wrap=screen.width >= WIDE or (page and screen.width < NARROW))


def rows_of(screen: "Screen", item: "Item") -> int:
    """How many lines an item takes."""
    if screen.width < WIDE:
        return 1
    words: Text = cells(screen, item)[-1]
    return -(-words.cell_len // (screen.width - BEFORE))


def cells(screen: "Screen", item: "Item") -> list[Any]:
    """When, the reference, the name, and what and why; where there is no name the words begin in its column."""
    done = {"done": Span("✓ ", "good"), "skipped": Span("– ", "dim")}.get(item.state) if item.kind == "check" else None
    title = Span(item.title, "dim" if item.kind == "check" and item.state != "open" else "")
    amount = f" {item.amount}" if item.amount else ""
    name = named(screen, item.customer, item.customer_ref if item.customer_ref != item.ref else "")
    what: list[Span | str] = [*([done] if done else []), title, amount]
    return row(screen, _when(screen, item), item.ref, name if item.customer else None, what, item.reason)


def row(
    screen: "Screen", when: Span, ref: str, name: "Text | None", what: "Sequence[Span | str]", why: str
) -> list[Any]:
    """A line in the columns of the day. Only the day or the sign is red: that a thing is late is said once."""
    said = screen.text(*what)
    said += screen.text(Span(f"{'  ' if said else ''}{why}" if why else "", "dim"))
    if screen.width < NARROW:
        words = [part for part in (screen.text(when), name, said) if part]
        return [Span(ref, "ref"), screen.text("  ").join(words)]
    return [when, Span(ref, "ref"), name, said]


def named(screen: "Screen", name: str, ref: str) -> "Text":
    """A customer in the column of names: a long name gives way, not the reference that is typed."""
    end = screen.text(Span(f" {ref}" if ref else "", "dim"))
    words = screen.text(Span(name, "title"))
    most = min(screen.width // 4, 26) if screen.width >= NARROW else screen.width // 2
    words.truncate(most - end.cell_len, overflow="ellipsis")
    return words + end


def _when(screen: "Screen", item: "Item") -> Span:
    style = "late" if item.late and item.state == "open" else "dim"
    if item.due_time and (item.kind == "check" or item.due_on == screen.today):
        return Span(item.due_time, style)
    if item.due_on is None or item.kind in ("check", "rhythm", "talk", "lead"):
        return Span("!" if item.late else "", style)
    if item.kind == "deal":
        # A deal can be late by being quiet; the day shown is the one it is expected on.
        style = "late" if item.due_on < screen.today else "dim"
    if item.due_on == screen.today:
        return Span(_("today"), "late" if item.late else "")
    return Span(date_format.column(item.due_on, screen.today, narrow=screen.width < NARROW), style)
