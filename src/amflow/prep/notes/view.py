"""How notes are shown."""

from collections.abc import Sequence

from amflow.locale import N_, _, ngettext
from amflow.prep.notes.records import KINDS, Note
from amflow.shell.screen import Screen
from amflow.shell.views import ChangeView, ItemView, ListColumn, ListView, in_columns

COLUMNS = (
    ListColumn("ref", "ref"),
    ListColumn("on_date", "when"),
    ListColumn("kind", "kind"),
    ListColumn("customer_ref", "ref"),
    ListColumn("customer", "customer"),
    ListColumn("text", "note"),
    ListColumn("minutes", "minutes"),
    ListColumn("link", "link"),
    ListColumn("important", "important"),
)

ON_SCREEN = (
    ListColumn("ref", N_("ref"), "ref"),
    ListColumn("on_date", N_("when"), "dim"),
    ListColumn("kind", N_("kind"), get=lambda note: _(KINDS.get(note.kind, note.kind))),
    ListColumn("customer", N_("customer")),
    ListColumn("important", "!", "soon", get=lambda note: "!" if note.important else ""),
    ListColumn("text", N_("note"), get=lambda note: note.text.replace("\n", " ")),
    ListColumn("hours", N_("hours"), "right", say=lambda note: _hours(note)),
)


class Notes(ListView):
    """Notes; on a terminal their kinds in the language in use, each text in one line."""

    def draw(self, screen: Screen) -> None:
        """A table, or the sentence that says there are none."""
        ListView(self.what, ON_SCREEN, self.items, empty=self.empty, give=self.give).draw(screen)


def listing(notes: Sequence[Note], empty: str = "") -> ListView:
    """Notes, the newest first; `empty` is said where there are none of those that were asked for."""
    return Notes("notes", COLUMNS, notes, empty=empty or _("no notes yet: amflow note add TEXT"), give="text")


def changed(note: Note, done: str) -> ChangeView:
    """A note that was written or taken out."""
    then = [
        (_(KINDS.get(note.kind, note.kind)), note.text.partition("\n")[0]),
        (_("customer"), f"{note.customer} ({note.customer_ref})" if note.customer else ""),
        (_("hours"), _hours(note)),
        (_("link"), note.link),
    ]
    return ChangeView("note", in_columns(COLUMNS, note), done.format(ref=note.ref), then)


def _hours(note: Note) -> str:
    return "" if note.hours is None else f"{note.hours:g}"


def kept(found: Sequence[Note]) -> ChangeView:
    """Headlines that were kept as notes."""
    if len(found) == 1:
        return changed(found[0], _("kept as note {ref}"))
    lines = [(note.ref, note.text.partition("\n")[0]) for note in found]
    done = ngettext("{n} headline kept", "{n} headlines kept", len(found))
    return ChangeView("note", [in_columns(COLUMNS, note) for note in found], done, lines)


def page(note: Note) -> ItemView:
    """One note in full."""
    fields = [
        (_("kind"), _(KINDS.get(note.kind, note.kind))),
        (_("when"), note.on_date),
        (_("customer"), f"{note.customer} {note.customer_ref}".strip()),
        (_("hours"), _hours(note)),
        (_("link"), note.link),
    ]
    return ItemView("note", in_columns(COLUMNS, note), fields, title=[note.ref], foot=note.text.splitlines())
