"""Bringing customers and leads in."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from amflow.book import derived_columns, values
from amflow.book.change import dated
from amflow.book.store import Row
from amflow.customers import changes as customer_changes
from amflow.errors import Refused
from amflow.files.import_.cells import MOST_KNOWN, Reject, RowRead
from amflow.files.import_.writer import Job, Later, RowWriter, new, said
from amflow.locale import _

PLAIN = (
    "name", "kind", "salutation", "phone", "email", "address", "role", "tier", "intent", "source", "signal", "segment",
    "impression", "birthday", "assets", "currency", "no_contact", "no_call", "quiet_from", "quiet_until", "language",
    "added_on", "line", "stop",
)  # fmt: skip
"""The fields that are one column each. `status` is not here: a record that is there changes it by its own commands."""

BETWEEN = ("organisation", "referrer")
"""The fields that name another customer, who may stand further down in the same file."""


class Customers(RowWriter):
    """A customer is known by its key, else by name and phone together."""

    table = "customer"

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Remember who of those that are named is in the file: a customer may name one that comes later."""
        self._moved: set[int] = set()
        self._values: dict[tuple[str, str], str] = {}
        self._names: Counter[str] = Counter()
        self._keys: set[str] = set()
        between = [field for field in BETWEEN if field in self.rules]
        if between:
            named = {row.given[field] for row in rows() for field in between if row.given.get(field)}
            folded = {values.folded(name) for name in named}
            for row in rows():
                name = values.folded(row.given.get("name") or "")
                if name in folded:
                    self._names[name] += 1
                if row.key in named:
                    self._keys.add(row.key)
        self._waiting = Counter(self._names)

    def passed(self, row: RowRead) -> None:
        """The row was taken or refused."""
        self._keys.discard(row.key)
        if self._waiting and row.given.get("name"):
            self._waiting[values.folded(row.given["name"])] -= 1

    def alike(self, row: RowRead) -> list[Row]:
        """Customers of this name and phone. A key that is new takes over only one that it cannot mistake: with a phone,
        or an organisation."""
        name, phone = row.given.get("name", ""), row.given.get("phone", "")
        found = self.book.all(
            "SELECT * FROM customer WHERE name_key = ? AND phone_key = ? AND status <> 'removed' LIMIT 9",
            values.folded(name),
            values.digits(phone),
        )
        if not row.key:
            return found
        return [one for one in found if one["phone_key"] or one["kind"] == "organisation"]

    def add(self, row: RowRead) -> int:
        """Add the customer: today, unless the file says when. Raises Reject, Usage."""
        row = self.with_fresh(row)
        told = {**self._told(row), **self._references(row)}
        told["added_on"] = told.get("added_on") or self.today
        customer_changes.prepare(self.desk, told, None)
        if not (row.key or row.given.get("anyway")):
            # A key of another program tells namesakes apart; without one they are no accident only where the row says so.
            try:
                self.refuse_same(row, told)
            except Refused as refusal:
                raise said(refusal, "anyway") from refusal
        told["profile"] = self._profile(row, "{}")
        told = dated(told, "{}", "{}", self.today)
        return self.put_new(row, {**self.come(row, told), **self.keyed(row)})

    def refuse_same(self, row: RowRead, fields: dict[str, Any]) -> None:
        """Raises Refused for somebody who seems to be in the book already."""
        customer_changes.refuse_same(self.book, fields["name"], fields.get("phone", ""))

    def put_new(self, row: RowRead, fields: dict[str, Any]) -> int:
        """Write somebody new and give the number."""
        return customer_changes.add(self.desk, self.change, fields)

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the customer up to date."""
        if found["status"] == "removed":
            raise Reject(_("c{id} was removed from the book").format(id=found["id"]))
        told = self._told(row)
        if told.get("added_on", "") is None:
            del told["added_on"]
        told["profile"] = self._profile(row, found["profile"])
        changes = new(found, {**told, **self._references(row), **self.keyed(row)})
        customer_changes.prepare(self.desk, changes, found)
        if "added_on" in changes:
            self._moved.add(found["id"])
        if "profile" in changes:
            changes = dated(changes, found["profile"], found["profile_on"], self.today)
        return bool(changes) and customer_changes.write(self.desk, self.change, found, self.come(row, changes))

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """Somebody whom another row names."""
        return customer_changes.add(
            job.desk, job.change, derived_columns.of_customer({"name": name, "kind": kind, **key})
        )

    def finish(self) -> None:
        """Bring the kept columns up to date where the day of their coming has changed."""
        derived_columns.after_many(self.book, self.change, self._moved)

    def _told(self, row: RowRead) -> dict[str, Any]:
        told = self.columns(row, *PLAIN)
        if told.get("name") == "":
            del told["name"]
        if told.get("kind") == "":
            del told["kind"]
        if told.get("assets_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        return derived_columns.of_customer(told)

    def _profile(self, row: RowRead, before: str) -> str:
        from json import dumps, loads

        mine = {rule.field.key for rule in self.job.map.profile}
        told = {**{key: value for key, value in row.given.items() if key in mine}, **row.profile}
        if not told:
            return before
        told = {key: value and self._kept(key, value) for key, value in told.items()}
        was = loads(before)
        kept = {key: value for key, value in {**was, **told}.items() if value}
        return before if kept == was else dumps(kept, ensure_ascii=False)

    def _kept(self, key: str, value: str) -> str:
        """What a field of the file keeps of that value. The same few come again and again: each is worked out once. Raises
        Usage."""
        known = self._values.get((key, value))
        if known is None:
            known = customer_changes.field_value(self.desk.playbook, key, value)
            if len(self._values) < MOST_KNOWN:
                self._values[key, value] = known
        return known

    def _references(self, row: RowRead) -> dict[str, int | None]:
        """Who the row names, by column. Raises Reject for one who is nowhere, Later for one who is still to come."""
        named = {field: row.given[field] for field in BETWEEN if field in row.given}
        for field, name in named.items():
            if name:
                self._there(row, field, name)
        return {self.rules[field].field.column: self.number(field, name) for field, name in named.items()}

    def _there(self, row: RowRead, field: str, name: str) -> None:
        rule = self.rules[field]
        column, by_key = rule.column or field, rule.by == "key"
        folded = values.folded(name)
        if name == row.key if by_key else folded == values.folded(row.given.get("name", "")):
            raise customer_changes.not_their_own(row.given.get("name") or name)
        if not by_key and self._names[folded] > 1:
            raise Reject(
                _("{column}: the file has {n} called “{name}”").format(column=column, n=self._names[folded], name=name)
            )
        if name in self._keys if by_key else self._waiting[folded] > 0:
            raise Later
        self.sure(field, name)
