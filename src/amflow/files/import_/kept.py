"""What a file does not take back: columns that a person changed after the last file that wrote them, as the journal knows it.
And what it does replace, which is told as well."""

from collections.abc import Iterator
from typing import Any

from amflow import registry
from amflow.book.store import Book, Row
from amflow.files.import_.fields import title
from amflow.files.import_.shown import MOST_NAMED, Shown, few
from amflow.locale import _, listed, ngettext


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

    def __init__(self, shown: Shown) -> None:
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

    def __init__(self, shown: Shown) -> None:
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
            if column in self._shown.fields and found[column] and found[column] != now and column not in joined:
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
