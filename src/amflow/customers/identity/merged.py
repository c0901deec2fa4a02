"""Who was merged into whom, as the journal knows it: a file of before is not to bring them back."""

import re
from typing import Any

from amflow.book import phones, values
from amflow.book.store import Book
from amflow.customers.identity import firms, same


class MergedAway:
    """Those who became part of somebody else and are in the book no more."""

    def __init__(self, book: Book) -> None:
        from json import loads

        self._book = book
        self._known: dict[tuple[str, ...], int] = {}
        self._named: dict[str, list[dict[str, Any]]] = {}
        self._into: dict[int, int] = {}
        self._firms: dict[str, int] = {}
        for line in book.all(
            "SELECT journal.row_id, journal.before, change.summary FROM change"
            " JOIN journal ON journal.change_id = change.id"
            " WHERE change.command = 'customer merge' AND ifnull(change.undone_by, change.id) = change.id"
            " AND journal.table_name = 'customer' AND journal.after IS NULL AND journal.before IS NOT NULL"
            " ORDER BY journal.id"
        ):
            kept, before = re.search(r"\(c(\d+)\)$", line["summary"]), loads(line["before"])
            # Whoever is back with their uid is somebody of their own; erased people have no more name.
            if kept and before.get("name_key") and not book.one("SELECT 1 FROM customer WHERE uid = ?", before["uid"]):
                self._into[line["row_id"]] = int(kept[1])
                self._known[(before["uid"],)] = line["row_id"]
                if before["external_key"]:
                    self._known[before["external_source"], before["external_key"]] = line["row_id"]
                self._named.setdefault(before["name_key"], []).append(before)
                if before["kind"] == "organisation":
                    self._firms[before["name_key"]] = line["row_id"]
        self.survivors = {self._last(number) for number in self._into}

    def into(self, who: same.Described, uid: str, key: tuple[str, str]) -> int | None:
        """Of whom this one is part now: by uid, by source and key, by name with phone or mail; None for anybody else."""
        known = self._known.get((uid,)) or self._known.get(key)
        if known is None:
            named = self._named.get(values.folded_name(who.name), [])
            known = next((before["id"] for before in named if self._is_described(who, before)), None)
        kept = None if known is None else self._book.get("customer", self._last(known))
        return None if kept is None else int(kept["id"])

    def firm(self, key: str) -> int | None:
        """The firm that one of this folded name became part of: what it was called is another name of the one that stays."""
        number = self._firms.get(key)
        if number is None:
            number = next((number for name, number in self._firms.items() if firms.alike(name, key)), None)
        kept = None if number is None else self._book.get("customer", self._last(number))
        return None if kept is None or kept["status"] == "removed" else int(kept["id"])

    def _is_described(self, who: same.Described, before: dict[str, Any]) -> bool:
        phone, mail = same.same_phone(before, who.phone), same.same_mail(before, who.email)
        row = self._book.get("customer", self._last(before["id"]))
        if row is None or row["name_key"] != before["name_key"]:
            return phone or mail or not (who.phone or who.email or before["phone_key"] or before["email"])
        # Of one name: what both had says that it is the one who stayed.
        first = row["phone"].partition(" / ")[0]
        mine = {"phone_key": values.digits(first), "phone_e164": phones.e164(first)}
        return (phone or mail) and not (same.same_phone(mine, who.phone) or same.same_mail(row, who.email))

    def _last(self, number: int) -> int:
        """The one who is left of a chain of merges."""
        seen: set[int] = set()
        while number in self._into and number not in seen:
            seen.add(number)
            number = self._into[number]
        return number
