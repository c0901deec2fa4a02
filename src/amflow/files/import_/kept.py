"""What a file takes nothing of: columns that a person changed after the last file that wrote them, as the journal knows it,
and what people wrote in their own words. And what it does replace, which is told as well."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from amflow import registry
from amflow.book import phones
from amflow.book.money import Money
from amflow.book.store import Book, Row
from amflow.book.values import LONGEST_TEXT, folded
from amflow.files.import_ import words
from amflow.files.import_.cells import Reject
from amflow.files.import_.column_map import titles_of
from amflow.files.import_.fields import RecordKind, title
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


class ColumnsInWords:
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

    def __init__(self, shown: ColumnsInWords) -> None:
        self._shown = shown
        self._lines: list[str] = []
        self._more = 0

    def tell(self, found: Row, theirs: dict[str, Any], named: dict[str, str]) -> None:
        """Remember that of the record those columns were left; `theirs` is what the file says, `named` whom it names."""
        if len(self._lines) == MOST_NAMED:
            self._more += 1
            return
        kind, value = self._shown.kind, self._shown.value
        fields = [field for field in kind.fields if field.column in theirs]
        fields += [field for field in kind.fields if not field.column and field.key in theirs]
        parts = [
            _("{field} {mine} (file: {theirs})").format(
                field=title(field),
                mine=value(found, column, found[column]),
                theirs=named.get(field.key) or value(found, column, theirs[column]),
            )
            for field in fields[:MOST_NAMED]
            for column in [field.column or field.key]
        ]
        if "profile" in theirs:
            parts.append(_("what is kept beside"))
        letter = registry.letter_of(kind.table)
        self._lines.append(f"{letter}{found['id']}: {listed(parts)}")

    def notes(self) -> Iterator[str]:
        """What a person should know of it."""
        if self._lines:
            yield _("changed by you since, and left as it is: {records} (--take lets the file win)").format(
                records=few(self._lines, self._more)
            )


class Replaced:
    """Counts the values that stood in the book and gave way to those of the file, with the first of each field."""

    def __init__(self, shown: ColumnsInWords) -> None:
        self._shown = shown
        self._counts: dict[str, int] = {}
        self._first: dict[str, str] = {}
        self._joined: dict[str, int] = {}
        self._whose: dict[str, str] = {}

    def tell(self, found: Row, changes: dict[str, Any], joined: set[str], named: dict[str, Any]) -> None:
        """Remember what of the record is another now, and what was `joined` with what it has; `named` is whom the row
        names."""
        for key in joined:
            self._joined[key] = self._joined.get(key, 0) + 1
            self._whose.setdefault(key, self._shown.whose(found))
        for column, now in changes.items():
            other = found[column] and found[column] != now and not _is_spelling(found, column, changes)
            if other and column in self._shown.fields and column not in joined:
                self._count(found, column, found[column], now, named)
        if "profile" in changes and found["profile"] != "{}":
            from json import loads

            was, now = loads(found["profile"]), loads(changes["profile"])
            for key, value in was.items():
                if now.get(key) != value and key not in joined:
                    self._count(found, key, value, now.get(key), {})

    def _count(self, found: Row, column: str, was: Any, now: Any, named: dict[str, Any]) -> None:
        self._counts[column] = self._counts.get(column, 0) + 1
        if column not in self._first:
            field, value = self._shown.fields.get(column), self._shown.value
            theirs = named.get(field.key) if field and column.endswith("_id") else ""
            self._first[column] = _("{who} {was} → {now}").format(
                who=self._shown.whose(found), was=value(found, column, was), now=theirs or value(found, column, now)
            )

    def notes(self) -> Iterator[str]:
        """A sentence for each field."""
        for column, count in self._counts.items():
            yield ngettext(
                "{field}: {n} replaced ({example})", "{field}: {n} replaced, such as {example}", count
            ).format(field=self._shown.title(column), n=count, example=self._first[column])
        for column, count in self._joined.items():
            yield ngettext(
                "{field}: {n} put beside what the book has, nothing of which is lost ({who})",
                "{field}: {n} put beside what the book has, nothing of which is lost, such as {who}",
                count,
            ).format(field=self._shown.title(column), n=count, who=self._whose[column])


def _is_spelling(found: Row, column: str, changes: dict[str, Any]) -> bool:
    """Whether it is the same number or the same text, only spelt otherwise."""
    if column == "phone":
        # What is no number anywhere has its figures; one more beside the others is something new.
        same = "phone_e164" not in changes if found["phone_e164"] else "phone_key" not in changes
        return same and len(phones.parts(changes["phone"])) <= len(phones.parts(found["phone"]))
    return isinstance(changes[column], str) and folded(str(found[column])) == folded(changes[column])


def without_spellings(found: Row, changes: dict[str, Any]) -> dict[str, Any]:
    """What is new but for another spelling of a name, phone or mail: else two lists take turns in it for ever."""
    same = [
        name
        for name in ("name", "phone", "email")
        if changes.get(name) and found[name] and _is_spelling(found, name, changes)
    ]
    if "phone" in same:
        same.append("phone_key")
    return {name: value for name, value in changes.items() if name not in same} if same else changes


WORDS = ("impression", "note")
"""The columns of what people write in their own words."""


def without_known(found: Row, told: dict[str, Any]) -> dict[str, Any]:
    """What is told, but for words that the record has already."""
    known = [name for name in WORDS if told.get(name) and _same(told[name]) in _same(found[name])]
    return {name: value for name, value in told.items() if name not in known} if known else told


def join(found: Row, changes: dict[str, Any]) -> set[str]:
    """Put words behind those that the record has, and say in which columns. Raises Reject for more than a column takes."""
    joined = {
        name for name in WORDS if changes.get(name) and found[name] and _same(found[name]) not in _same(changes[name])
    }
    for name in joined:
        changes[name] = f"{found[name]}\n{changes[name]}"
        if len(changes[name]) > LONGEST_TEXT:
            raise Reject(_("longer than {n} characters").format(n=LONGEST_TEXT))
    return joined


def _same(text: str) -> str:
    return " ".join(text.split())
