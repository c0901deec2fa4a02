"""What the writers of all kinds share: which record a row is, what is new about it, whom it names.

A writer reads what its row says and gives it to its family's rules of writing: what a command refuses is refused here, with
the same words, and what follows from a command follows from a row. The writers stand beside those rules, in each family's
`importing.py`; this file knows of them by their names in the registry.
"""

import re
from array import array
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from amflow import registry
from amflow.book import phones, values
from amflow.book.store import Book, Change, Row
from amflow.errors import AmflowError
from amflow.files.import_ import kept
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.column_map import FieldRule, Map
from amflow.files.import_.fields import BESIDE, REFERENCES, RecordKind
from amflow.locale import _
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"

COMING = 0
"""The number of somebody who is still to be created for the row: no record has it."""


def writer_of(kind: str) -> "type[RowWriter]":
    """The class that writes the rows of this kind, as the registry names it: nothing of it is loaded but what is needed."""
    found: type[RowWriter] = registry.named(registry.importing()[kind])
    return found


def said(error: AmflowError, past: str = "") -> Reject:
    """A refusal of the rules as the reason why a row is not taken; `past` is the column that would let it in."""
    words = _("; ").join([error.message, *error.lines])
    return Reject(_("{why} (a column “{name}” lets it in)").format(why=words, name=past) if past else words)


class Later(Exception):
    """The row names another row of the file that is not in the book yet: it is to be tried again after the others."""


class Job(NamedTuple):
    """What a writer works with."""

    desk: "Desk"
    change: Change
    map: Map
    first: Callable[[str, int], int]
    """Told a key and a line, says the line in which that key stood first."""
    take: bool = False
    """Whether the file wins where a person has changed something since the last one."""


class RowWriter:
    """Puts rows of one kind into the book, each once."""

    kind: ClassVar[RecordKind]
    steps: ClassVar[tuple[str, ...]] = ()
    """The column of a step that a person takes (a deal is won), and those that go with it: a file from before it says nothing
    of them."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.table, self.plain, self.whose = self.kind.table, self.kind.plain, self.kind.whose
        self.desk = job.desk
        self.book = job.desk.book
        self.change = job.change
        self.today = job.desk.today.isoformat()
        self.currency = job.desk.settings.currency
        """That of amounts which name none."""
        self.rules = {rule.field.key: rule for rule in job.map.rules}
        self._naming = [(rule.field.key, rule.field.column) for rule in job.map.rules if rule.field.type in REFERENCES]
        """The fields that name somebody, with their columns."""
        self.created = 0
        """How many customers and products were made because a row named them."""
        self.whole = True
        """Whether every row of the file is seen: with `--where`, what is missing says nothing."""
        self.left = kept.Kept(self.kind)
        """What a person changed since, and the file does not take back."""
        self.notes: list[str] = []
        """What a person should know of what was written beside the rows."""
        self._seen = array("l")
        """The line that each record was in, by its number: of a million of them a dict would fill the memory."""
        self._adding = False
        self._by_uid = self._of_another = False
        self._ids: dict[tuple[str, ...], int] = {}
        self._mail = ""
        """Of somebody whose row names their firm: it may say which one is meant."""
        self._beside: tuple[str, ...] = ()
        """Phone, mail and organisation of the customer whom the row at hand names."""
        self._contacts: dict[str, dict[str, list[int]]] = {}
        """Who has a mail or phone, once a file names people by them."""

    @cached_property
    def firms(self) -> Any:
        """Those of the book, by the names that they have elsewhere."""
        return writer_of("customer").firms_of(self.book)

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Look at all rows before the first is written."""

    def write(self, row: RowRead) -> str:
        """Put the row into the book: added, updated or unchanged. Raises Reject, Later; nothing is written then."""
        if "customer" in self.rules:
            self._beside = tuple(row.given.get(field.key) or "" for field in BESIDE)
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

    # For each kind

    def right(self, row: RowRead) -> None:
        """Refuse what no record may be, there or not. Raises Reject."""
        rule = self.rules.get("name")
        if rule and not (row.given.get("name") or row.fresh.get("name")):
            raise Reject(_("{name} is blank").format(name=rule.column or "name"))

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

    def sure(self, field: str, name: str) -> None:
        """Refuse what the field names, where the map wants that: asked before anything is written. Raises Reject."""
        rule = self.rules[field]
        if self._known(rule, name) is None and rule.unknown == "refuse":
            column = rule.column or rule.field.key
            raise Reject(_("{column}: the book has no “{name}”").format(column=column, name=name))

    def reference(self, field: str, name: str, kind: str = "") -> int | None:
        """The customer or product that the field names, made where the map wants that, of that kind where it is said; None for
        one to be left out."""
        rule = self.rules[field]
        rule = rule._replace(kind=kind) if kind else rule
        found = self._known(rule, name)
        if found is None and rule.unknown == "create":
            self.created += 1
            found = self._ids[self._place(rule, name)] = self._create(rule, name)
        return found

    def number(self, field: str, name: str) -> int | None:
        """The number of whom the field names: `COMING` for one to be created once the row is known to be right, None for
        nobody. Raises Reject."""
        found = self.there(field, name) if name else None
        return COMING if found is None and name and self.rules[field].unknown == "create" else found

    def come(self, row: RowRead, fields: dict[str, Any]) -> dict[str, Any]:
        """The columns of a row that is right, with those created whom it names and nobody has yet."""
        for field, column in self._naming:
            if fields.get(column) == COMING:
                fields[column] = self.reference(field, row.given[field], row.given.get(f"{field} kind", ""))
        return fields

    def _place(self, rule: FieldRule, name: str) -> tuple[str, ...]:
        if rule.field.type == "product" or rule.by == "key":
            return rule.field.type, rule.by, name if rule.by == "key" else values.folded(name)
        return (
            rule.field.key,
            rule.by,
            self._mail.rpartition("@")[2] if rule.field.key == "organisation" else "",
            values.folded_name(name),
            *(self._beside if rule.field.key == "customer" else ()),
        )

    def there(self, field: str, name: str) -> int | None:
        """The number of the customer or product that the field names, where the book has it. Raises Reject for several."""
        return self._known(self.rules[field], name)

    def _known(self, rule: FieldRule, name: str) -> int | None:
        place = self._place(rule, name)
        if place in self._ids:
            return self._ids[place]
        table = rule.field.type
        ids = self._by_key(table, name) if rule.by == "key" else self._by_name(table, name)
        if rule.by in ("email", "phone"):
            ids = self._by_contact(rule.by, name)
        if table == "customer" and rule.by == "name" and ids:
            ids = self._meant(rule, ids)
        if len(ids) > 1:
            column = rule.column or rule.field.key
            raise Reject(_("{column}: the book has {n} called “{name}”").format(column=column, n=len(ids), name=name))
        if not ids:
            return None
        self._ids[place] = ids[0]
        return ids[0]

    def _by_key(self, table: str, key: str) -> list[int]:
        source, asked = self.job.map.source, f"SELECT id FROM {table} WHERE external_key = ? AND external_source"
        # A program that counts its contacts and companies apart has a list for each: `hubspot`, `hubspot-companies`.
        rows = self.book.all(f"{asked} = ?", key, source) or self.book.all(f"{asked} GLOB ?", key, f"{source}-*")
        return [row["id"] for row in rows]

    def _by_contact(self, by: str, text: str) -> list[int]:
        """The customers with this mail, or with one of these phones however it is spelt."""
        if by not in self._contacts:
            known: dict[str, list[int]] = {}
            self._contacts[by] = known
            column = "email" if by == "email" else "phone"
            for row in self.book.each(
                f"SELECT id, {column} FROM customer WHERE {column} <> '' AND status <> 'removed'"
            ):
                for one in _spelt_once(by, row[column]):
                    known.setdefault(one, []).append(row["id"])
        found = [number for one in _spelt_once(by, text) for number in self._contacts[by].get(one, [])]
        return list(dict.fromkeys(found))

    def _by_name(self, table: str, name: str) -> list[int]:
        there = " AND status <> 'removed'" if table == "customer" else ""
        key = values.folded_name(name) if table == "customer" else values.folded(name)
        rows = self.book.all(f"SELECT id FROM {table} WHERE name_key = ?{there} LIMIT 99", key)
        if not rows and table == "customer" and (spelt := self.firms.meant(name, self._mail)):
            return spelt if len(spelt) == 1 else []
        if not rows and table == "customer" and re.fullmatch(r"c[1-9]\d{0,9}", name):
            rows = self.book.all("SELECT id FROM customer WHERE id = ? AND status <> 'removed'", int(name[1:]))
        return [row["id"] for row in rows]

    def _meant(self, rule: FieldRule, ids: list[int]) -> list[int]:
        """Which of the customers of one name the row means. Raises Reject where what stands beside says that it is none."""
        if rule.field.key == "customer" and any(self._beside):
            meant = writer_of("customer").told_apart(self.job, ids, self._beside)
            if not meant and rule.unknown == "refuse":
                raise Reject(
                    _("{column}: in the book they have another phone").format(column=rule.column or "customer")
                )
            return meant
        if rule.field.key == "organisation" and len(ids) > 1:
            rows = self.book.among(ids, "SELECT id FROM customer WHERE kind = 'organisation' AND id IN ({marks})")
            return [row["id"] for row in rows] or ids
        return ids

    def _create(self, rule: FieldRule, name: str) -> int:
        key = {"external_source": self.job.map.source, "external_key": name} if rule.by == "key" else {}
        key = {rule.by: name} if rule.by in ("email", "phone") else key
        if rule.field.key == "customer" and rule.by == "name":
            key |= {what: said for what, said in zip(("phone", "email"), self._beside, strict=False) if said}
        return writer_of(rule.field.type).named(self.job, name, rule.kind, key)

    @classmethod
    def told_apart(cls, job: Job, ids: list[int], beside: tuple[str, ...]) -> list[int]:
        """Those of several namesakes whom a phone, a mail and an organisation can mean."""
        raise NotImplementedError

    @classmethod
    def firms_of(cls, book: Book) -> Any:
        """What finds the firms of the book by the names that they have elsewhere."""
        raise NotImplementedError

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """Make a record because another row names it, and give its number; `kind` is that of a customer."""
        raise NotImplementedError


def _spelt_once(by: str, text: str) -> list[str]:
    """Mails and phones as they are compared."""
    if by == "email":
        return [values.folded(text)]
    return phones.e164(text).split() or [digits for digits in [values.digits(text)] if digits]


def new(found: Row, said: dict[str, Any]) -> dict[str, Any]:
    """What of that is not in the record yet."""
    return {name: value for name, value in said.items() if found[name] != value}
