"""What a file does not take back: columns that a person changed after the last file that wrote them, as the journal knows it."""

from collections.abc import Iterator
from typing import Any

from amflow import registry
from amflow.book.money import Money
from amflow.book.store import Book, Row
from amflow.files.import_.fields import RecordKind, title
from amflow.locale import _, listed, ngettext

MOST_NAMED = 5
"""So many records are named."""


def by_hand(book: Book, table: str, row_id: int) -> dict[str, set[Any]]:
    """The columns that commands changed after the last import wrote them, each with what it was before. What a command put
    there with a new record counts for nothing: a file completes it."""
    from json import loads

    found: dict[str, set[Any]] = {}
    filed: set[str] = set()
    for line in book.all(
        "SELECT journal.before, journal.after, change.command FROM journal JOIN change ON change.id = journal.change_id"
        " WHERE journal.table_name = ? AND journal.row_id = ? AND journal.before IS NOT NULL"
        " AND journal.after IS NOT NULL AND change.kind = 'do' AND change.undone_by IS NULL ORDER BY journal.id DESC",
        table,
        row_id,
    ):
        before = loads(line["before"])
        if line["command"] == "import":
            filed |= before.keys()
        else:
            for column in before.keys() - filed:
                found.setdefault(column, set()).add(before[column])
    return found


class Kept:
    """Collects what was left as the book has it, to be told in the end."""

    def __init__(self, kind: RecordKind) -> None:
        self._kind = kind
        self._lines: list[str] = []
        self._more = 0

    def tell(self, found: Row, theirs: dict[str, Any], named: dict[str, str]) -> None:
        """Remember that of the record those columns were left; `theirs` is what the file says, `named` whom it names."""
        if len(self._lines) == MOST_NAMED:
            self._more += 1
            return
        fields = [field for field in self._kind.fields if field.column in theirs]
        fields += [field for field in self._kind.fields if not field.column and field.key in theirs]
        parts = [
            _("{field} {mine} (file: {theirs})").format(
                field=title(field),
                mine=_shown(found, column, found[column]),
                theirs=named.get(field.key) or _shown(found, column, theirs[column]),
            )
            for field in fields[:MOST_NAMED]
            for column in [field.column or field.key]
        ]
        if "profile" in theirs:
            parts.append(_("what is kept beside"))
        letter = registry.letter_of(self._kind.table)
        self._lines.append(f"{letter}{found['id']}: {listed(parts)}")

    def notes(self) -> Iterator[str]:
        """What a person should know of it."""
        if self._lines:
            more = [ngettext("and {n} more", "and {n} more", self._more).format(n=self._more)] if self._more else []
            yield _("changed by you since, and left as it is: {records} (--take lets the file win)").format(
                records=_("; ").join(self._lines + more)
            )


def _shown(found: Row, column: str, value: Any) -> str:
    """A value in words."""
    if value is None or value == "":
        return _("blank")
    if column.endswith("_minor"):
        return Money(value, found["currency"]).plain() if found["currency"] else str(value)
    return f"c{value}" if column.endswith("_id") else str(value)
