"""Remarks about the market, competitors, products, customers, and one's own training (`W03`, `W11`, `W16`, `W18`)."""

from datetime import date
from typing import NamedTuple

from amflow.book import values
from amflow.book.store import Book, Change, Row
from amflow.errors import NotFound, Usage
from amflow.locale import N_, _
from amflow.routine import refs

KINDS = {
    "market": N_("market"),
    "competitor": N_("competitor"),
    "product": N_("product"),
    "bulletin": N_("bulletin"),
    "training": N_("training"),
    "suggestion": N_("suggestion"),
    "customer": N_("customer"),
}
"""What a note may be about, and its title."""


class Note(NamedTuple):
    """A note; `customer` is a name, or empty."""

    id: int
    on_date: date
    kind: str
    text: str
    customer_id: int | None
    customer: str
    important: bool = False

    @property
    def ref(self) -> str:
        """`n5`."""
        return f"n{self.id}"

    @property
    def customer_ref(self) -> str:
        """`c12`, or empty."""
        return f"c{self.customer_id}" if self.customer_id else ""


_COLUMNS = (
    "SELECT note.id, note.on_date, note.kind, note.text, note.customer_id, note.important,"
    " coalesce(customer.name, '') AS customer"
    " FROM note LEFT JOIN customer ON customer.id = note.customer_id"
)


def kind_of(text: str) -> str:
    """The kind that the text names, by its key. Raises Usage with the nearest."""
    wanted = values.folded(text)
    if wanted in KINDS:
        return wanted
    from difflib import get_close_matches

    near = get_close_matches(wanted, KINDS, 1)
    hint = _("did you mean {name}?").format(name=near[0]) + " " if near else ""
    raise Usage(
        _("there is no kind of note “{text}”").format(text=text),
        hint + _("one of: {choices}").format(choices=", ".join(KINDS)),
    )


def checked(text: str) -> str:
    """The text of a note, harmless. Raises Usage when nothing is left."""
    kept = values.words(text, _("the note"))
    if not kept:
        raise Usage(_("{what} is empty").format(what=_("the note")), _('amflow note add "…"'))
    return kept


def add(change: Change, text: str, kind: str, today: date, customer: Row | None, *, important: bool = False) -> int:
    """Write a note on this day and give its number. An important one is due to be passed on to customers."""
    customer_id = customer["id"] if customer is not None else None
    return change.insert(
        "note", kind=kind, on_date=today.isoformat(), text=text, customer_id=customer_id, important=int(important)
    )


def one(book: Book, ref: str) -> Note:
    """The note with this reference. Raises NotFound, Usage."""
    number = refs.of_table(ref, "n")
    if number is None:
        raise Usage(_("“{text}” is not a note").format(text=ref), _("a note is n5; amflow note list shows them"))
    row = book.one(f"{_COLUMNS} WHERE note.id = ?", number)
    if row is None:
        raise NotFound(_("there is no note {ref}").format(ref=f"n{number}"), _("amflow note list shows them"))
    return _note(row)


def listing(book: Book, *, kind: str = "", customer_id: int | None = None, limit: int = 20) -> list[Note]:
    """The last notes, of a kind, of a customer; the newest first."""
    clauses, bound = ["1"], []
    if kind:
        clauses.append("note.kind = ?")
        bound.append(kind)
    if customer_id is not None:
        clauses.append("note.customer_id = ?")
        bound.append(str(customer_id))
    rows = book.all(
        f"{_COLUMNS} WHERE {' AND '.join(clauses)} ORDER BY note.on_date DESC, note.id DESC LIMIT ?", *bound, limit
    )
    return [_note(row) for row in rows]


def _note(row: Row) -> Note:
    return Note(
        row["id"],
        date.fromisoformat(row["on_date"]),
        row["kind"],
        row["text"],
        row["customer_id"],
        row["customer"],
        bool(row["important"]),
    )
