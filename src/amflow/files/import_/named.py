"""Whom a row names beside the record that it is: the customer of a deal, the firm of a person, the product of a holding.
Found by name, key, mail or phone, made where the map wants that, and told where the book has none."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from shlex import quote
from typing import TYPE_CHECKING, Any, ClassVar

from amflow import registry
from amflow.book import phones, values
from amflow.book.change import Change
from amflow.book.store import Book
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.column_map import FieldRule, Map
from amflow.files.import_.fields import REFERENCES, RecordKind, called
from amflow.files.import_.kept import few
from amflow.locale import _, listed, ngettext
from amflow.records import NamedTuple

if TYPE_CHECKING:
    from amflow.desk import Desk

COMING = 0
"""The number of somebody who is still to be created for the row: no record has it."""


def writer_of(kind: str) -> type[Any]:
    """The class that writes the rows of this kind, as the registry names it: nothing of it is loaded but what is needed."""
    found: type[Any] = registry.named(registry.importing()[kind])
    return found


class Job(NamedTuple):
    """What a writer works with."""

    desk: "Desk"
    change: Change
    map: Map
    first: Callable[[str, int], int]
    """Told a key and a line, says the line in which that key stood first."""
    take: bool = False
    """Whether the file wins where a person has changed something since the last one."""


class Naming:
    """Finds and makes whom the rows of one file name."""

    kind: ClassVar[RecordKind]

    def __init__(self, job: Job) -> None:
        self.job = job
        self.book = job.desk.book
        self.rules = {rule.field.key: rule for rule in job.map.rules}
        self._naming = [(rule.field.key, rule.field.column) for rule in job.map.rules if rule.field.type in REFERENCES]
        """The fields that name somebody, with their columns."""
        self.made: dict[str, list[str]] = {}
        """Which customers and products were made because a row named them, by what they are."""
        self.lacking: dict[str, None] = {}
        """The products that refused rows name and the book does not have."""
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

    def called(self, field: str) -> str:
        """What a person knows the field by: its column in the file, else its title."""
        rule = self.rules.get(field)
        return (rule.column if rule else "") or called(self.kind, field)

    def sure(self, field: str, name: str) -> None:
        """Refuse what the field names, where the map wants that: asked before anything is written. Raises Reject."""
        rule = self.rules[field]
        if self._known(rule, name) is None and rule.if_unknown == "refuse":
            if rule.field.type == "product" and rule.by == "name":
                self.lacking[name] = None
            raise Reject(_("{column}: the book has no “{name}”").format(column=self.called(field), name=name))

    def reference(self, field: str, name: str, kind: str = "") -> int | None:
        """The customer or product that the field names, made where the map wants that, of that kind where it is said; None for
        one to be left out."""
        rule = self.rules[field]
        rule = rule._replace(kind=kind) if kind else rule
        found = self._known(rule, name)
        if found is None and rule.if_unknown == "create":
            self.made.setdefault(rule.made_as if rule.field.type == "customer" else "product", []).append(name)
            found = self._ids[self._place(rule, name)] = self._create(rule, name)
        return found

    def number(self, field: str, name: str) -> int | None:
        """The number of whom the field names: `COMING` for one to be created once the row is known to be right, None for
        nobody. Raises Reject."""
        found = self.there(field, name) if name else None
        return COMING if found is None and name and self.rules[field].if_unknown == "create" else found

    def come(self, row: RowRead, fields: dict[str, Any]) -> dict[str, Any]:
        """The columns of a row that is right, with those created whom it names and nobody has yet."""
        for field, column in self._naming:
            if fields.get(column) == COMING:
                fields[column] = self.reference(field, row.given[field], row.given.get(f"{field} kind", ""))
        return fields

    @property
    def created(self) -> int:
        """How many customers and products were made because a row named them."""
        return sum(map(len, self.made.values()))

    @property
    def adding(self) -> str:
        """The command that adds the first of the products that are lacking."""
        return f"amflow product add {quote(next(iter(self.lacking)))}" if self.lacking else ""

    def beside(self) -> Iterator[str]:
        """What a person should know of whom rows name."""
        for kind, named in self.made.items():
            words = {
                "organisation": ngettext(
                    "{n} organisation was made, because a row names it: {names}",
                    "{n} organisations were made, because rows name them: {names}",
                    len(named),
                ),
                "person": ngettext(
                    "{n} person was made, because a row names them: {names}",
                    "{n} people were made, because rows name them: {names}",
                    len(named),
                ),
                "product": ngettext(
                    "{n} product was made, because a row names it: {names}",
                    "{n} products were made, because rows name them: {names}",
                    len(named),
                ),
            }
            yield words[kind].format(n=len(named), names=few(named))
        if self.lacking:
            sentence = _("not in the catalogue: {names}; {command} adds one, then the refused rows can be taken")
            yield sentence.format(names=listed(list(self.lacking)), command=self.adding)

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
            column = self.called(rule.field.key)
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
            meant: list[int] = writer_of("customer").told_apart(self.job, ids, self._beside)
            if not meant and rule.if_unknown == "refuse":
                raise Reject(_("{column}: in the book they have another phone").format(column=self.called("customer")))
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
        number: int = writer_of(rule.field.type).named(self.job, name, rule.made_as, key)
        return number

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
