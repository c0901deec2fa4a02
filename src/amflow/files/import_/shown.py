"""Values of the book as a person is told of them beside the rows of a file: titles of words, amounts with their currency."""

import re
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.book.money import Money
from amflow.book.store import Row
from amflow.files.import_ import words
from amflow.files.import_.column_map import titles_of
from amflow.files.import_.fields import RecordKind
from amflow.locale import _, listed, ngettext

if TYPE_CHECKING:
    from amflow.files.import_.fields import ImportField
    from amflow.playbooks.model import Playbook

MOST_NAMED = 5
"""So many are named of each."""
_LONGEST = 40


def few(names: list[str], more: int = 0) -> str:
    """The first of them, and how many more there are."""
    more += max(0, len(names) - MOST_NAMED)
    rest = [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
    told = names[:MOST_NAMED] + rest
    return _("; ").join(told) if any(re.search("[,，、(]", name) for name in told) else listed(told)


class Shown:
    """Says what stands in the columns of one kind of record."""

    def __init__(self, kind: RecordKind, playbook: "Playbook") -> None:
        self.kind = kind
        self._playbook = playbook
        self.fields = {field.column: field for field in kind.fields if field.column}

    def whose(self, found: Row) -> str:
        """The record, as a person knows it."""
        ref = f"{registry.letter_of(self.kind.table)}{found['id']}"
        named = next((str(found[column]) for column in ("name", "title") if column in self.fields), "")
        return f"{named} {ref}" if named else ref

    def title(self, key: str) -> str:
        """What a column is called, or a field of the customer's file."""
        key = self.fields[key].key if key in self.fields else key
        return titles_of(self.kind, self._playbook).get(key, key)

    def value(self, found: Row, column: str, value: Any) -> str:
        """A value in words."""
        field = self.fields.get(column)
        if value is None or value == "":
            return _("blank")
        if field is None:
            return str(value)
        if field.type == "money":
            return Money(value, found["currency"]).plain() if found["currency"] else str(value)
        if field.type in registry.importing() and column.endswith("_id"):
            return f"{registry.letter_of(field.type)}{value}"
        if field.type in ("quantity", "price"):
            return f"{value / 10_000:.4f}".rstrip("0").rstrip(".")
        if field.type == "flag":
            return _("yes") if value else _("no")
        if field.type == "word":
            return self._word(found, field, str(value))
        text = " ".join(str(value).split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _word(self, found: Row, field: "ImportField", value: str) -> str:
        lines = {found["pipeline"]} if field.key == "stage" else set()
        return words.choices(field, self.kind, self._playbook, lines)[1].get(value, value)
