"""Who may be in the book already when a name is typed: the same phone, the same or nearly the same name, the same pinyin.

A namesake is possible, and never put in by accident: who seems to be there is shown first.
"""

from amflow.book import values
from amflow.book.store import Book
from amflow.customers import find
from amflow.customers import records as customers
from amflow.customers.identity import duplicates
from amflow.errors import Refused
from amflow.locale import _
from amflow.records import NamedTuple

SHOWN = 6


class Alike(NamedTuple):
    """Somebody in the book, and what makes them look like the one who was typed."""

    line: customers.CustomerLine
    evidence: str

    @property
    def words(self) -> str:
        """The candidate in a line."""
        line = self.line
        facts = (line.ref, line.name, customers.masked(line.phone), line.organisation, self.evidence)
        return "  ".join(fact for fact in facts if fact)


def found(book: Book, name: str, phone: str) -> list[Alike]:
    """Who may be meant, the surest first. Two whose phones are both known and differ are two, whatever their names."""
    key, digits = values.folded(name), values.digits(phone)
    seen: dict[int, str] = {}
    # The digits as well: what the same command wrote a moment ago is not in the index of numbers yet.
    written = _ids(book, "SELECT id FROM customer WHERE phone_key = ?", digits) if digits else []
    for number in [*written, *(find.with_phone(book, phone) if digits else ())]:
        seen.setdefault(number, _("same phone"))
    named = [(number, _("same name")) for number in _ids(book, "SELECT id FROM customer WHERE name_key = ?", key)]
    named += [(number, _("sounds the same")) for number in _sounding(book, key)]
    near = duplicates.near_to(book, {"id": 0, "name_key": key, "kind": "person"}, [duplicates.AT_ONCE])
    named += [(number, _(duplicates.WORDS[word])) for number, word in near]
    rows = {number: book.get("customer", number) for number in [*seen, *(number for number, _word in named)]}
    for number, word in named:
        row = rows[number]
        if row is not None and not (digits and row["phone_key"] and number not in seen):
            seen.setdefault(number, word)
    lines = duplicates.lines_of(book, set(seen))
    return [Alike(lines[number], word) for number, word in seen.items() if lines[number].status != "removed"]


def _sounding(book: Book, key: str) -> list[int]:
    """Whose name is read the same way: 王伟 and 王玮."""
    rows = book.all("SELECT key FROM reading WHERE name_key = ? AND whole = 2", key)
    sounds = [row["key"] for row in rows]
    if not sounds:
        from amflow.book.search.pinyin import readings

        sounds = [sound for sound, whole in readings(key).items() if whole == 2]
    return [
        number
        for sound in sounds
        for number in _ids(
            book,
            "SELECT customer.id FROM reading JOIN customer ON customer.name_key = reading.name_key"
            " WHERE reading.key = ? AND whole = 2 AND reading.name_key <> ?",
            sound,
            key,
        )
    ]


def _ids(book: Book, sql: str, *bound: str) -> list[int]:
    return [row["id"] for row in book.all(f"{sql} LIMIT {SHOWN}", *bound)]


def refuse(book: Book, name: str, phone: str) -> None:
    """Say no to a name that seems to be there already. Raises Refused with the candidates."""
    same = found(book, name, phone)
    if same:
        raise refusal(name, same)


def refusal(name: str, same: list[Alike]) -> Refused:
    """The refusal, with the candidates."""
    return Refused(
        _("{name} seems to be in the book already").format(name=name),
        _("use {ref}; or add --anyway for a namesake").format(ref=same[0].line.ref),
        tuple(one.words for one in same[:SHOWN]),
    )
