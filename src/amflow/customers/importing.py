"""Bringing customers and leads in."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from amflow.book import derived_columns, values
from amflow.book.change import dated
from amflow.book.store import Row
from amflow.files.import_ import derived_columns as import_derived_columns
from amflow.files.import_.cells import Reject, RowRead
from amflow.files.import_.writer import Later, RowWriter, new
from amflow.locale import _

PLAIN = (
    "name", "kind", "salutation", "phone", "email", "address", "role", "tier", "intent", "source", "signal", "segment",
    "impression", "birthday", "assets", "currency", "no_contact", "no_call", "quiet_from", "quiet_until", "language",
    "added_on",
    "impression", "birthday", "assets", "currency", "no_contact", "added_on", "line", "stop",
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
        """Add the customer: today, unless the file says when; a lead counts from the same day."""
        row = self.with_fresh(row)
        references = self._references(row)
        said = self._said(row)
        said.setdefault("added_on", self.job.today)
        said["added_on"] = said["added_on"] or self.job.today
        said["quiet_since"] = said["added_on"]
        status = row.given.get("status") or "customer"
        if status == "lead":
            said["lead_on"] = said["added_on"]
        profile = self._profile(row, "{}")
        file = dated({"profile": profile}, "{}", "{}", self.job.today)
        return self.change.insert("customer", **said, **references, status=status, **file, **self.keyed(row))

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the customer up to date."""
        if found["status"] == "removed":
            raise Reject(_("c{id} was removed from the book").format(id=found["id"]))
        references = self._references(row)
        said = self._said(row)
        if said.get("added_on", "") is None:
            del said["added_on"]
        said |= {"profile": self._profile(row, found["profile"]), **references, **self.keyed(row)}
        changes = new(found, said)
        if "added_on" in changes:
            self._moved.add(found["id"])
        if "profile" in changes:
            changes = dated(changes, found["profile"], found["profile_on"], self.job.today)
        if "tier" in changes:
            self._moved_tier(found, changes["tier"])
        return bool(changes) and self.change.update("customer", found["id"], **changes)

    def _moved_tier(self, found: Row, to: str) -> None:
        """Keep the move in the history of tiers. Who had none, or gets none, has not moved up."""
        ranks = {tier.key: tier.rank for tier in self.job.playbook.tiers}
        self.change.insert(
            "tier_change",
            customer_id=found["id"],
            from_tier=found["tier"],
            to_tier=to,
            raised=int(0 < ranks.get(found["tier"], 0) < ranks.get(to, 0)),
            on_date=self.job.today,
        )

    def finish(self) -> None:
        """Bring the kept columns up to date where the day of their coming has changed."""
        import_derived_columns.customers(self.book, self.change, self._moved)

    def _said(self, row: RowRead) -> dict[str, Any]:
        said = self.columns(row, *PLAIN)
        if said.get("name") == "":
            del said["name"]
        if said.get("kind") == "":
            del said["kind"]
        if said.get("assets_minor") is not None:
            said["currency"] = said.get("currency") or self.job.currency
        return derived_columns.of_customer(said)

    def _profile(self, row: RowRead, before: str) -> str:
        from json import dumps, loads

        mine = {rule.field.key for rule in self.job.map.profile}
        said = {**{key: value for key, value in row.given.items() if key in mine}, **row.profile}
        if not said:
            return before
        was = loads(before)
        kept = {key: value for key, value in {**was, **said}.items() if value}
        return before if kept == was else dumps(kept, ensure_ascii=False)

    def _references(self, row: RowRead) -> dict[str, int | None]:
        """Who the row names, by column. Raises Reject for one who is nowhere, Later for one who is still to come."""
        named = {field: row.given[field] for field in BETWEEN if field in row.given}
        for field, name in named.items():
            if name:
                self._there(row, field, name)
        return {
            self.rules[field].field.column: self.reference(field, name) if name else None
            for field, name in named.items()
        }

    def _there(self, row: RowRead, field: str, name: str) -> None:
        rule = self.rules[field]
        column, by_key = rule.column or field, rule.by == "key"
        folded = values.folded(name)
        if name == row.key if by_key else folded == values.folded(row.given.get("name", "")):
            raise Reject(_("{name} is the row itself").format(name=column))
        if not by_key and self._names[folded] > 1:
            raise Reject(
                _("{column}: the file has {n} called “{name}”").format(column=column, n=self._names[folded], name=name)
            )
        if name in self._keys if by_key else self._waiting[folded] > 0:
            raise Later
        self.sure(field, name)
