"""What the writers of all kinds share: which record a row is, what is new about it, whom it names.

A writer reads what its row says and gives it to its family's rules of writing: what a command refuses is refused here, with
the same words, and what follows from a command follows from a row. The writers stand beside those rules, in each family's
`importing.py`; this file knows of them by their names in the registry.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from amflow.book.store import Row
from amflow.errors import AmflowError
from amflow.files.import_ import kept
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.fields import BESIDE, RecordKind
from amflow.files.import_.named import Job, Naming
from amflow.locale import _

ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"


def said(error: AmflowError, past: str = "") -> Reject:
    """A refusal of the rules as the reason why a row is not taken; `past` is the column that would let it in."""
    words = _("; ").join([error.message, *error.lines])
    return Reject(_("{why} (a column “{name}” lets it in)").format(why=words, name=past) if past else words)


class Later(Exception):
    """The row names another row of the file that is not in the book yet: it is to be tried again after the others."""


class RowWriter(Naming):
    """Puts rows of one kind into the book, each once."""

    kind: ClassVar[RecordKind]
    steps: ClassVar[tuple[str, ...]] = ()
    """The column of a step that a person takes (a deal is won), and those that go with it: a file from before it says nothing
    of them."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self.table, self.plain, self.whose = self.kind.table, self.kind.plain, self.kind.whose
        self.desk = job.desk
        self.change = job.change
        self.today = job.desk.today.isoformat()
        self.currency = job.desk.settings.currency
        """That of amounts which name none."""
        self.whole = True
        """Whether every row of the file is seen: with `--where`, what is missing says nothing."""
        words = kept.ColumnsInWords(self.kind, job.desk.playbook)
        self.left = kept.Kept(words)
        """What a person changed since, and the file does not take back."""
        self.replaced = kept.Replaced(words)
        """What stood in the book, and is now as the file has it."""
        self.notes: list[str] = []
        """What a person should know of what was written beside the rows."""
        self._seen = array("l")
        """The line that each record was in, by its number: of a million of them a dict would fill the memory."""
        self._adding = False
        self._by_uid = self._of_another = False

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Look at all rows before the first is written."""

    def write(self, row: RowRead) -> str:
        """Put the row into the book: added, updated or unchanged. Raises Reject, Later; nothing is written then."""
        self._about(row)
        self.right(row)
        # Also where the earlier row was refused: else what this file does would hang on how often it is imported.
        first = self.job.first(row.key, row.line) if row.key else row.line
        if first != row.line:
            raise Reject(_("the same record as line {line}").format(line=first))
        self._by_uid = False
        found = self._found(row)
        self._adding = found is None
        # Whoever has a number in another list keeps it: a card has its own for everybody.
        listed = found is not None and row.key and found["external_key"]
        self._of_another = bool(listed and found and not self.is_same_list(found, self.job.map.source))
        if found is None:
            self._mark(self.add(row), row.line)
            return ADDED
        seen = self._seen[found["id"]] if found["id"] < len(self._seen) else 0
        if seen:
            raise Reject(_("the same record as line {line}").format(line=seen))
        done = UPDATED if self.update(row, found) else UNCHANGED
        self._mark(found["id"], row.line)
        return done

    def _mark(self, row_id: int, line: int) -> None:
        if row_id >= len(self._seen):
            self._seen.frombytes(bytes(self._seen.itemsize * (row_id + 1024 - len(self._seen))))
        self._seen[row_id] = line

    def was_seen(self, row_id: int) -> bool:
        """Whether a row of the file was this record already."""
        return row_id < len(self._seen) and bool(self._seen[row_id])

    def passed(self, row: RowRead) -> None:
        """The row was taken or refused: nobody needs to wait for it any more."""

    def finish(self) -> None:
        """What is left to do when all rows are written."""

    def sentences(self) -> Iterator[str]:
        """Everything that a person should know of what was written."""
        yield from self.beside()
        yield from self.notes
        yield from self.replaced.notes()
        yield from self.left.notes()
        if self.firms.note:
            yield self.firms.note

    # For each kind

    def right(self, row: RowRead) -> None:
        """Refuse what no record may be, there or not. Raises Reject."""
        if wrong := list(self.faults(row)):
            raise Reject(_("; ").join(wrong))

    def faults(self, row: RowRead) -> Iterator[str]:
        """Everything for which the row is refused whatever the book has; of a cell that cannot be read that was said."""
        if "name" in self.rules and not self.has(row, "name"):
            yield _("{name} is blank").format(name=self.called("name"))

    def further_faults(self, row: RowRead) -> list[str]:
        """What else is wrong with a row that is refused for what stands in its cells."""
        self._about(row)
        return list(dict.fromkeys((*self.faults(row), *self.unknown(row))))

    def _about(self, row: RowRead) -> None:
        """Remember what stands beside whom the row names."""
        if "customer" in self.rules:
            self._beside = tuple(row.given.get(field.key) or "" for field in BESIDE)

    @staticmethod
    def has(row: RowRead, *fields: str) -> bool:
        """Whether the row says one of the fields, legibly or not."""
        return any(row.given.get(field) or row.fresh.get(field) or field in row.wrong for field in fields)

    def unknown(self, row: RowRead) -> Iterator[str]:
        """Whom the row names and the book does not have, where the row is refused for it."""
        for field in self.whose:
            if row.given.get(field):
                try:
                    self.sure(field, row.given[field])
                except Reject as reject:
                    yield str(reject)

    def alike(self, row: RowRead) -> list[Row]:
        """The records that the row may be, where it has no key or nothing has that key yet."""
        raise NotImplementedError

    def add(self, row: RowRead) -> int:
        """Add the row's record and give its number."""
        raise NotImplementedError

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the record up to date; say whether anything was new."""
        raise NotImplementedError

    # Shared

    def _found(self, row: RowRead) -> Row | None:
        if row.given.get("uid"):
            found = self.book.one(f"SELECT * FROM {self.table} WHERE uid = ?", row.given["uid"])
            if found is not None:
                return found
        if self.job.map.loose and row.key:
            found = self.book.one(f"SELECT * FROM {self.table} WHERE uid = ?", row.key.removesuffix("@amflow"))
            if found is not None:
                self._by_uid = True
                return found
        found = self.of_key(row) if row.key else None
        if found is not None:
            return found
        source = self.job.map.source
        alike = [
            one for one in self.alike(row) if not (row.key and one["external_key"] and self.is_same_list(one, source))
        ]
        if len(alike) > 1:
            raise Reject(_("the book has {n} of this name: it cannot be told which one is meant").format(n=len(alike)))
        return alike[0] if alike else None

    def is_same_list(self, found: Row, source: str) -> bool:
        """Whether a record has its key in the list of that name: beside another one it is known by what it is."""
        return True

    def of_key(self, row: RowRead) -> Row | None:
        """The record that has the row's key in its list. Raises Reject."""
        return self.having_key(self.job.map.source, row.key)

    def having_key(self, source: str, key: str) -> Row | None:
        """The record that has the key in the list of that name."""
        return self.book.one(f"SELECT * FROM {self.table} WHERE external_source = ? AND external_key = ?", source, key)

    def keyed(self, row: RowRead) -> dict[str, Any]:
        """The columns that find the record again; a new one takes the uid that its row brings."""
        kept = {"uid": row.given["uid"]} if self._adding and row.given.get("uid") else {}
        if self._by_uid or not row.key or self._of_another:
            return kept
        return kept | {"external_source": self.job.map.source, "external_key": row.key}

    def not_taken_back(self, row: RowRead, found: Row, changes: dict[str, Any]) -> set[str]:
        """The columns that are left as they are, because a person changed them after the last file that wrote them. What we
        let out ourselves comes back with the person's own changes, and a calendar is where appointments move: of those only
        what the book had before is an old file's word. A row that gives its reason is heard."""
        why = self.kind.field("why")
        if self.job.take or not changes or (why and not why.column and row.given.get("why")):
            return set()
        known = kept.by_hand(self.book, self.table, found["id"])
        ours = self.job.map.loose or bool(row.given.get("uid"))
        held = {name for name in changes if name in known and (not ours or changes[name] in known[name])}
        held -= self.onward(found, changes)
        if held & {*self.steps[:1]}:
            held |= changes.keys() & {*self.steps}
        if held:
            named = {field: row.given[field] for field in self.whose if row.given.get(field)}
            self.left.tell(found, {name: changes[name] for name in held}, named)
        return held

    def is_literal(self, row: RowRead) -> bool:
        """Whether the row stands for the whole record: what we let out ourselves, or a calendar."""
        return bool(row.given.get("uid")) or (self.job.map.loose and self.table != "customer")

    def fresh(self, row: RowRead, found: Row, told: dict[str, Any]) -> dict[str, Any]:
        """What of that is not in the record yet."""
        return new(found, told if self.is_literal(row) else kept.without_known(found, told))

    def joined(self, row: RowRead, found: Row, changes: dict[str, Any]) -> set[str]:
        """Let nothing of what people wrote be lost, and say in which columns the file's words stand behind. Raises Reject."""
        return set() if self.is_literal(row) else kept.join(found, changes)

    def onward(self, found: Row, changes: dict[str, Any]) -> set[str]:
        """Columns in which the file goes on from where the person was: nothing is taken back by it."""
        return set()

    def columns(self, row: RowRead, *fields: str) -> dict[str, Any]:
        """What the row says for those fields, by column; what it leaves open is not in it."""
        kept = {}
        for name in fields:
            if name in row.given:
                rule = self.rules[name]
                value = row.given[name]
                empty = (
                    None
                    if rule.field.type in ("date", "money", "quantity", "count")
                    else 0
                    if rule.field.type == "flag"
                    else ""
                )
                kept[rule.field.column] = empty if value == "" else value
        return kept

    def with_fresh(self, row: RowRead) -> RowRead:
        """The row of a new record: what is said for new ones is part of it."""
        return row._replace(given={**row.fresh, **row.given}) if row.fresh else row


def new(found: Row, said: dict[str, Any]) -> dict[str, Any]:
    """What of that is not in the record yet."""
    return {name: value for name, value in said.items() if found[name] != value}
