"""Whoever has the very name of somebody in the book and another phone: with a new number, or another of that name.

Nothing tells it for sure, for names repeat. It is the same one where the file and the book have the name once, and the row is
the record but for the phone; of an organisation the name says enough, unless it stands at another address.
"""

from collections.abc import Callable, Iterable
from typing import Any

from amflow.book import values
from amflow.book.store import Row
from amflow.files.import_.cells import RowRead

_PHONE = {"phone", "phone_key", "phone_e164"}


class Namesakes:
    """Tells those whose phone has changed from those who are others."""

    def __init__(self, rows: Callable[[], Iterable[RowRead]]) -> None:
        """`rows` gives those of the file: they are read once more, when the first such name comes."""
        self._rows = rows
        self._several: set[str] | None = None
        self.forget()

    def forget(self) -> None:
        """Another row comes: nobody has its name yet."""
        self.others: list[Row] = []
        """Who else has the name of the row, where they may be somebody else."""
        self.same: Row | None = None
        """Who the row is, with another phone than the book has."""

    def look(self, row: RowRead, there: list[Row], told: dict[str, Any], kind: str) -> list[Row]:
        """The one of those who are `there` that the row is; `told` is what it says, by column. Else they are remembered."""
        alone = len(there) == 1 and not self._stands_twice(row.given.get("name") or "")
        self.same = there[0] if alone and self._is(there[0], told, kind) else None
        self.others = [] if self.same is not None else there
        return [] if self.same is None else [self.same]

    @staticmethod
    def _is(found: Row, told: dict[str, Any], kind: str) -> bool:
        other = {name for name in told.keys() - _PHONE if told[name] != found[name]}
        if kind == found["kind"] == "organisation":
            elsewhere = "address" in other and told["address"] and found["address"]
            return not elsewhere and "organisation_id" not in other
        telling = any(told.get(name) for name in ("address", "birthday", "organisation_id"))
        return telling and not other and kind in ("", found["kind"])

    def _stands_twice(self, name: str) -> bool:
        if self._several is None:
            once: set[str] = set()
            self._several = set()
            for row in self._rows():
                key = values.folded_name(row.given.get("name") or "")
                (self._several if key in once else once).add(key)
        return values.folded_name(name) in self._several
