"""How notes are shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from amflow.locale import N_, _
from amflow.render.views import ChangeView, Column, ItemView, ListView
from amflow.routine.notes import KINDS, Note

if TYPE_CHECKING:
    from amflow.render.screen import Screen

COLUMNS = (
    Column("ref", "ref"),
    Column("on_date", "when"),
    Column("kind", "kind"),
    Column("customer_ref", "ref"),
    Column("customer", "customer"),
    Column("text", "note"),
    Column("important", "important"),
)

ON_SCREEN = (
    Column("ref", N_("ref"), "ref"),
    Column("on_date", N_("when"), "dim"),
    Column("kind", N_("kind"), get=lambda note: _(KINDS.get(note.kind, note.kind))),
    Column("customer", N_("customer")),
    Column("important", "!", "soon", get=lambda note: "!" if note.important else ""),
    Column("text", N_("note"), get=lambda note: note.text.replace("\n", " ")),
)


class Notes(ListView):
    """Notes; on a terminal their kinds in the language in use, each text in one line."""

    def draw(self, screen: "Screen") -> None:
        """A table, or the sentence that says there are none."""
        ListView(self.what, ON_SCREEN, self.items, empty=self.empty, give=self.give).draw(screen)


def listing(notes: Sequence[Note]) -> ListView:
    """Notes, the newest first."""
    return Notes("note-list", COLUMNS, notes, empty=_("no notes yet: amflow note add TEXT"), give="text")


def changed(note: Note, done: str) -> ChangeView:
    """A note that was written or taken out."""
    first = note.text.partition("\n")[0]
    about = [(_("customer"), f"{note.customer} ({note.customer_ref})")] if note.customer else []
    return ChangeView("note", _item(note), done.format(ref=note.ref), [(_(KINDS[note.kind]), first), *about])


def _item(note: Note) -> dict[str, Any]:
    return {column.key: column.value(note) for column in COLUMNS}


def page(note: Note) -> ItemView:
    """One note in full."""
    fields = [(_("kind"), _(KINDS[note.kind])), (_("when"), note.on_date), (_("customer"), note.customer)]
    return ItemView("note", _item(note), fields, title=[note.ref], foot=note.text.splitlines())
