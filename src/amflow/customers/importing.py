"""Bringing customers and leads in: who a row is, and what is written of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from amflow.book import derived_columns, values
from amflow.book.change import dated
from amflow.book.store import Book, Row
from amflow.customers import changes as customer_changes
from amflow.customers.identity import firms, keys, same
from amflow.customers.identity.known_firms import KnownFirms
from amflow.customers.identity.merge import is_stub
from amflow.customers.identity.merged import MergedAway
from amflow.customers.identity.namesakes import Namesakes
from amflow.customers.identity.several_numbers import Numbers
from amflow.customers.importing_fields import CUSTOMER
from amflow.customers.importing_notes import CustomerNotes
from amflow.errors import Refused
from amflow.files.import_ import kept
from amflow.files.import_.cells import MOST_KNOWN, Reject, RowRead
from amflow.files.import_.column_map import FieldRule
from amflow.files.import_.named import COMING, Job
from amflow.files.import_.writer import ADDED, UNCHANGED, UPDATED, Later, RowWriter, said
from amflow.locale import _

_TOLD = ("name", "organisation_id")
"""Columns of which it is said who has another now."""
_OF_PEOPLE = {"organisation", "role", "birthday", "salutation"}
"""Columns that a list of organisations does not have."""


class Customers(RowWriter):
    """A customer is known by its key, else by name and phone together."""

    kind = CUSTOMER

    def begin(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """Remember who of those that are named is in the file: a customer may name one that comes later."""
        self._moved: set[int] = set()
        self._noted = CustomerNotes()
        self._maybe: list[Row] = []
        """Who the row at hand may be, when it is nobody for sure."""
        self._namesakes = Namesakes(rows)
        self._merged = MergedAway(self.book)
        self._gone: dict[str, list[Row]] = {}
        """Those who were taken out of the book, by name."""
        for gone in self.book.all("SELECT * FROM customer WHERE status = 'removed'"):
            self._gone.setdefault(gone["name_key"], []).append(gone)
        whole = self.rules.get("name")
        # Where a file does not say what its customers are, a name may: `Rohr GmbH` is no person.
        self._names_tell = "kind" not in self.rules and whole is not None and not any(whole.parts)
        # In some trades they are all organisations, unless the file says what only people have.
        of_people = self.job.map.signature or self.job.map.loose or {*self.rules} & _OF_PEOPLE
        self._are_firms = self._names_tell and not of_people and self.desk.playbook.customers == "organisations"
        if self._names_tell and (kind := self.kind.field("kind")):
            self.rules["kind"] = FieldRule(kind)
        self._values: dict[tuple[str, str], str] = {}
        self._names: Counter[str] = Counter()
        self._keys: set[str] = set()
        between = [field for field in self.whose if field in self.rules]
        if between:
            named = {row.given[field] for row in rows() for field in between if row.given.get(field)}
            folded = {values.folded_name(name) for name in named}
            for row in rows():
                name = values.folded_name(row.given.get("name") or "")
                if name in folded:
                    self._names[name] += 1
                if row.key in named:
                    self._keys.add(row.key)
        self._waiting = Counter(self._names)

    def write(self, row: RowRead) -> str:
        """Put the row into the book; a customer whose name is a firm's is an organisation, unless the file says otherwise."""
        row = self._without_no_firm(row)
        name = row.given.get("name") or ""
        mail = row.given.get("email") or ""
        if not name and mail and not row.given.get("organisation"):
            # As other programs show whoever has nothing else.
            row = row._replace(fresh={"name": mail, **row.fresh})
        self._mail = mail
        gone = self._removed(row) if self._gone else None
        if gone is not None and not self.job.take:
            self._noted.left.append(f"{gone['name']} (c{gone['id']})")
            return UNCHANGED
        if gone is not None:
            came = "lead" if gone["lead_on"] and not gone["converted_on"] else "customer"
            self.change.update("customer", gone["id"], status=came)
        if self._merged.survivors and self._merged_away(row):
            self._noted.parts += 1
            return UNCHANGED
        if self.job.map.signature and not name and row.given.get("organisation"):
            return self._firm_alone(row)
        named = self._names_tell and not row.given.get("organisation") and firms.is_firm(name)
        firm = named or self._are_firms
        done = super().write(row._replace(fresh={"kind": "organisation", **row.fresh}) if firm else row)
        self._noted.cards += done == ADDED and self.job.map.loose
        if not name and self._adding:
            self._noted.by_mail.append(mail)
        if firm and self._adding:
            (self._noted.firms if named else self._noted.of_trade).append(name)
        if self._namesakes.same is not None and done == UPDATED:
            self._noted.rung.append(f"{self._namesakes.same['name']} (c{self._namesakes.same['id']})")
        return done

    def _without_no_firm(self, row: RowRead) -> RowRead:
        """The row without a firm that is none: a word for how somebody lives is their occupation."""
        word = row.given.get("organisation") or ""
        if not firms.is_no_firm(word):
            return row
        self._noted.no_firms.append(word)
        given = {field: value for field, value in row.given.items() if field != "organisation"}
        if any(field.key == "profession" for field in self.desk.playbook.fields):
            return row._replace(given=given, profile={"profession": word, **row.profile})
        if not given.get("role") and (role := self.kind.field("role")):
            self.rules.setdefault("role", FieldRule(role))
            given["role"] = word
        return row._replace(given=given)

    def _removed(self, row: RowRead) -> Row | None:
        """Whom the row describes of those who were taken out of the book: by uid, key, or name with nothing against it."""
        who, uid, name = self._described(row), row.given.get("uid"), values.folded_name(row.given.get("name") or "")
        lists = (self.job.map.source, self.job.map.formerly)
        for gone in self._gone.get(name, ()) if name else ():
            phone = same.same_phone(gone, who.phone) or not (who.phone and gone["phone_key"])
            mail = same.same_mail(gone, who.email) or not (who.email and gone["email"])
            if (phone and mail) or gone["uid"] == uid:
                return gone
        if not row.key:
            return None
        keyed = [found for one in lists if one and (found := self.having_key(one, row.key)) is not None]
        return keyed[0] if keyed and keyed[0]["status"] == "removed" else None

    def _merged_away(self, row: RowRead) -> bool:
        """Whether it is a part of a record that two were merged into."""
        lists = list(filter(None, (self.job.map.source, self.job.map.formerly))) or [""]
        uid, who = row.given.get("uid") or "", self._described(row)
        return any(self._merged.into(who, uid, (source, row.key)) for source in lists)

    def passed(self, row: RowRead) -> None:
        """The row was taken or refused."""
        self._keys.discard(row.key)
        if self._waiting and row.given.get("name"):
            self._waiting[values.folded_name(row.given["name"])] -= 1

    def faults(self, row: RowRead) -> Iterator[str]:
        """Who has neither name nor mail is nobody, but for another program's contact that stands for its firm."""
        firm = row.given.get("organisation")
        if not (self.job.map.signature if firm else row.given.get("email")):
            yield from super().faults(row)

    def alike(self, row: RowRead) -> list[Row]:
        """The customers that the row is (`identity.same`). A key that is new takes over only one that it cannot mistake:
        with a phone or mail, or an organisation."""
        who, firm = self._described(row), row.given.get("organisation")
        number = self.there("organisation", firm) or COMING if firm else None
        found = same.look_for(self.book, who._replace(organisation_id=number))
        self._maybe = found.maybe
        sure = found.sure
        if not sure and who.kind == "organisation":
            sure = self._spelt_otherwise(who)
        self._namesakes.forget()
        if not row.key and found.namesakes and who.phone and not sure and not row.given.get("anyway"):
            there, sure_firm = found.namesakes, not self._are_firms or firms.is_firm(who.name)
            told = {**self._told(row), "profile": self._profile(row, there[0]["profile"])}
            told |= {} if number is None else {"organisation_id": number}
            sure = self._namesakes.look(
                row, [one for one in there if not self.was_seen(one["id"])], told, who.kind * sure_firm
            )
        return [one for one in sure if not row.key or one["phone_key"] or one["email"] or one["kind"] == "organisation"]

    def _spelt_otherwise(self, who: same.Described) -> list[Row]:
        """The firm that the row's name is another spelling of, where the file has not named it as well."""
        rows = [self.book.get("customer", number) for number in self.firms.meant(who.name, who.email, who.phone)]
        return [
            row
            for row in rows
            if row is not None
            and not self.was_seen(row["id"])
            and not (who.phone and row["phone_key"] and not same.same_phone(row, who.phone))
        ]

    def is_same_list(self, found: Row, source: str) -> bool:
        """Companies and contacts of one program have lists of their own, of which a name was the other's before."""
        lists = (source, self.job.map.formerly)
        return (
            found["external_source"] in lists
            or str(found["external_source"]).partition("-")[0] == source.partition("-")[0]
        )

    def of_key(self, row: RowRead) -> Row | None:
        """Whoever has the row's key: in its list, in the one that was called otherwise, or but for lost zeros."""
        the_map, who = self.job.map, self._described(row)
        found = self.having_key(the_map.source, row.key)
        if found is None and the_map.formerly:
            found = self.having_key(the_map.formerly, row.key)
            found = found if found is not None and found["kind"] == who.kind else None
        elif found is not None and the_map.signature and keys.is_of_a_firm(found, who):
            raise Reject(keys.of_firm(found, row.key))
        if found is not None:
            return found
        spelt = keys.of_number(self.book, the_map.source, row.key)
        sure = [one for one in spelt if keys.agrees(one, who)]
        if spelt and len(sure) != 1 and not row.given.get("anyway"):
            raise said(Refused(keys.doubt(spelt[0], row.key), "anyway"), "anyway")
        return sure[0] if len(sure) == 1 else None

    @staticmethod
    def _described(row: RowRead) -> same.Described:
        """Whom the row describes, but for the organisation."""
        told = {**row.fresh, **row.given}
        name, phone, email, kind = (told.get(field) or "" for field in ("name", "phone", "email", "kind"))
        return same.Described(name, phone, email, kind)

    def _firm_alone(self, row: RowRead) -> str:
        """Another program's contact that has no name stands for its firm: what the firm has not yet is filled in."""
        before, number = self.created, self.reference("organisation", row.given["organisation"])
        found = self.book.get("customer", number) if number else None
        if found is None:
            raise Reject(_("{name} is blank").format(name=self.called("name")))
        blank = [field for field in ("phone", "email", "address") if row.given.get(field) and not found[field]]
        told = derived_columns.of_customer(self.columns(row, *blank))
        changed = bool(told) and customer_changes.write(self.desk, self.change, found, told)
        self._noted.alone += 1
        added = self.created > before
        if added:
            self.made["organisation"].pop()
        return ADDED if added else UPDATED if changed else UNCHANGED

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
        number = self.put_new(row, {**self.come(row, told), **self.keyed(row)})
        self._noted.namesakes += [(told["name"], number, one["id"]) for one in self._namesakes.others[:1]]
        return number

    def refuse_same(self, row: RowRead, fields: dict[str, Any]) -> None:
        """Raises Refused for somebody who seems to be in the book already."""
        same.refuse(self.book, customer_changes.described(fields), self._maybe)

    def put_new(self, row: RowRead, fields: dict[str, Any]) -> int:
        """Write somebody new and give the number."""
        return customer_changes.add(self.desk, self.change, fields)

    def update(self, row: RowRead, found: Row) -> bool:
        """Bring the customer up to date."""
        if found["status"] == "removed":
            raise Reject(_("c{id} was removed from the book").format(id=found["id"]))
        numbers = Numbers(found, literal=self.is_literal(row))
        row = numbers.new(row)
        told = self._told(row)
        if told.get("added_on", "") is None:
            del told["added_on"]
        if found["kind"] == "organisation" and firms.alike(found["name_key"], told.get("name_key", "")):
            # The fuller of two spellings stays.
            longer = max(found["name"], told["name"], key=lambda name: len(firms.apart(values.folded_name(name))[1]))
            told |= derived_columns.of_customer({"name": longer})
        told["profile"] = self._profile(row, found["profile"])
        key = self.keyed(row)
        if "external_source" in key and key["external_source"] == found["external_source"]:
            key["external_key"] = keys.fuller(row.key, found["external_key"])
        changes = self.fresh(row, found, {**told, **self._references(row), **key})
        if not self.is_literal(row):
            changes = kept.without_spellings(found, changes)
        self._firm_changed(row, found, changes)
        for left in self.not_taken_back(row, found, changes):
            del changes[left]
        joined = self.joined(row, found, changes) | numbers.join(changes)
        customer_changes.prepare(self.desk, changes, found)
        self._noted.assets(found, changes)
        if "name_key" in changes and not row.key:
            self._noted.renamed.append(f"{found['name']} → {changes['name']} (c{found['id']})")
        if "added_on" in changes:
            self._moved.add(found["id"])
        if "profile" in changes:
            changes = dated(changes, found["profile"], found["profile_on"], self.today)
        if not changes:
            return False
        self.replaced.tell(found, {name: changes[name] for name in changes if name not in _TOLD}, joined, row.given)
        return customer_changes.write(self.desk, self.change, found, self.come(row, changes))

    def not_taken_back(self, row: RowRead, found: Row, changes: dict[str, Any]) -> set[str]:
        """The same of every field of the customer's file by itself: what was changed by hand stays in it."""
        held = super().not_taken_back(row, found, changes)
        if "profile" in held:
            from json import dumps, loads

            mine, theirs = loads(found["profile"]), loads(changes["profile"])
            before = [loads(text) for text in kept.by_hand(self.book, self.table, found["id"])["profile"]]
            changed = {key for key in theirs if any(old.get(key) != mine.get(key) for old in before)}
            both = {**theirs, **{key: mine.get(key) for key in changed}}
            changes["profile"] = dumps({key: value for key, value in both.items() if value}, ensure_ascii=False)
            held -= {"profile"} if loads(changes["profile"]) != mine else set()
        return held

    def _firm_changed(self, row: RowRead, found: Row, changes: dict[str, Any]) -> None:
        """Let nobody go from a firm that is known to one of which there is only a name that begins alike; say who goes."""
        number = found["organisation_id"]
        firm = self.book.get("customer", number) if number and "organisation_id" in changes else None
        if firm is None or not row.given.get("organisation"):
            return
        who, theirs = f"{found['name']} (c{found['id']})", row.given["organisation"]
        other = changes["organisation_id"]
        if firms.begins_alike(firm["name_key"], values.folded_name(theirs)) and (
            other == COMING or is_stub(self.book, other)
        ):
            del changes["organisation_id"]
            self._noted.stay.append(f"{who}: {firm['name']}, not {theirs}")
        elif not self.job.take and "organisation_id" in kept.by_hand(self.book, self.table, found["id"]):
            return
        else:
            self._noted.went.append(f"{who}: {firm['name']} → {theirs}")

    @classmethod
    def firms_of(cls, book: Book) -> KnownFirms:
        """What finds the firms of the book by the names that they have elsewhere."""
        return KnownFirms(book)

    @classmethod
    def told_apart(cls, job: Job, ids: list[int], beside: tuple[str, ...]) -> list[int]:
        """Those of several namesakes whom a phone, a mail and an organisation can mean."""
        return same.told_apart(job.desk.book, ids, *beside)

    @classmethod
    def named(cls, job: Job, name: str, kind: str, key: dict[str, str]) -> int:
        """Somebody whom another row names."""
        return customer_changes.add(
            job.desk, job.change, derived_columns.of_customer({"name": name, "kind": kind, **key})
        )

    def finish(self) -> None:
        """Bring the kept columns up to date where the day of their coming has changed."""
        derived_columns.after_many(self.book, self.change, self._moved)
        self.notes += self._noted.sentences()

    def _told(self, row: RowRead) -> dict[str, Any]:
        told = self.columns(row, *self.plain)
        if told.get("name") == "":
            del told["name"]
        if told.get("kind") == "":
            del told["kind"]
        if told.get("assets_minor") is not None:
            told["currency"] = told.get("currency") or self.currency
        return derived_columns.of_customer(told)

    def _profile(self, row: RowRead, before: str) -> str:
        mine = {rule.field.key for rule in self.job.map.profile}
        told = {**{key: value for key, value in row.given.items() if key in mine}, **row.profile}
        if not told:
            return before
        from json import dumps, loads

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
        named = {field: row.given[field] for field in self.whose if field in row.given}
        for field, name in named.items():
            if name:
                self._there(row, field, name)
        return {self.rules[field].field.column: self.number(field, name) for field, name in named.items()}

    def _there(self, row: RowRead, field: str, name: str) -> None:
        rule = self.rules[field]
        column, by_key = self.called(field), rule.by == "key"
        folded = values.folded_name(name)
        if name == row.key if by_key else folded == values.folded_name(row.given.get("name", "")):
            raise customer_changes.not_their_own(row.given.get("name") or name)
        if not by_key and self._names[folded] > 1:
            raise Reject(
                _("{column}: the file has {n} called “{name}”").format(column=column, n=self._names[folded], name=name)
            )
        if name in self._keys if by_key else self._waiting[folded] > 0:
            raise Later
        self.sure(field, name)
