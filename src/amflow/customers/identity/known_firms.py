"""Which firm of the book a name means: spelt with another legal form or none, or as one was that became part of another."""

from amflow.book import values
from amflow.book.store import Book
from amflow.customers.identity.firms import alike, apart, domain, domains
from amflow.customers.identity.merged import MergedAway
from amflow.customers.identity.same import MOST
from amflow.locale import _, listed

_NAMED = 5


class KnownFirms:
    """Looks firms up, and remembers which names were taken for whose."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._merged: MergedAway | None = None
        self._taken: dict[str, str] = {}

    def meant(self, name: str, mail: str = "", phone: str = "") -> list[int]:
        """The firm that the name, which none in the book has, is another spelling of; several only where their mails and
        phones do not say which one, and none where nobody is called alike."""
        key = values.folded_name(name)
        self._merged = self._merged or MergedAway(self._book)
        number = self._merged.firm(key)
        found = [number] if number else self._which([*self._spelt(key)], mail, phone)
        if len(found) == 1:
            row = self._book.get("customer", found[0])
            if row is not None:
                self._taken.setdefault(name, f"{row['name']} (c{row['id']})")
        return found

    def _spelt(self, key: str) -> list[int]:
        bare, _forms = apart(key)
        rows = self._book.all(
            "SELECT id, name_key FROM customer WHERE name_key >= ? AND name_key < ? AND kind = 'organisation'"
            " AND status <> 'removed' LIMIT ?",
            bare,
            bare + "\U0010ffff",
            MOST,
        )
        return [row["id"] for row in rows if row["name_key"] != key and alike(row["name_key"], key)]

    def _which(self, numbers: list[int], mail: str, phone: str) -> list[int]:
        """Of several those whose people have mails of the same place, or who have the phone."""
        if len(numbers) < 2:
            return numbers
        place, digits = domain(mail), values.digits(phone)
        told = [
            number
            for number in numbers
            if (place and place in domains(self._book, number))
            or (digits and self._book.one("SELECT 1 FROM customer WHERE id = ? AND phone_key = ?", number, digits))
        ]
        return told or numbers

    @property
    def note(self) -> str:
        """Which names were taken for firms that are called otherwise; empty where none was."""
        pairs = [f"{name} → {firm}" for name, firm in self._taken.items()]
        more = "…" if len(pairs) > _NAMED else ""
        words = _("firms that the book spells otherwise: {pairs}")
        return words.format(pairs=listed(pairs[:_NAMED]) + more) if pairs else ""
