"""Somebody with several phones or mails: a file that knows one of them takes none of the others away."""

from typing import Any

from amflow.book import derived_columns, phones, values
from amflow.book.store import Row
from amflow.files.import_.cells import RowRead

_PHONES, _MAILS = ("phone", "phone2", "phone3"), ("email", "email2")


class Numbers:
    """The phones and mails that somebody has, in the columns and in what is kept beside."""

    def __init__(self, found: Row, *, literal: bool) -> None:
        """`literal`: the row stands for the whole record, what it leaves out included."""
        from json import loads

        beside: dict[str, str] = {} if found["profile"] == "{}" else loads(found["profile"])
        self._at = {
            key: found[key] if key in ("phone", "email") else beside.get(key, "") for key in (*_PHONES, *_MAILS)
        }
        self._joined: set[str] = set()
        self._literal = literal

    def new(self, row: RowRead) -> RowRead:
        """The row without numbers that say nothing new of somebody who has several; what is new of those that are kept beside
        stands before what they have there."""
        given, profile = self._new(row.given), self._new(row.profile)
        if given is row.given and profile is row.profile and not profile.keys() & self._at.keys():
            return row
        profile = dict(profile)
        self._joined |= self._join(profile)
        return row._replace(given=given, profile=profile)

    def join(self, changes: dict[str, Any]) -> set[str]:
        """Let what is new stand before what somebody with several has there, and say in which fields."""
        joined = self._join(changes)
        if "phone" in joined:
            changes |= derived_columns.of_customer({"phone": changes["phone"]})
        return joined | (self._joined if "profile" in changes else set())

    def _join(self, told: dict[str, Any]) -> set[str]:
        joined = {key for key in self._at.keys() & told.keys() if told[key] and self._at[key] and self._several(key)}
        for key in joined:
            told[key] = _joined(key, told[key], self._at[key])
        return joined

    def _new(self, told: dict[str, Any]) -> dict[str, Any]:
        known = [key for key in self._at.keys() & told.keys() if told[key] and self._knows(key, told[key])]
        return {key: value for key, value in told.items() if key not in known} if known else told

    def _knows(self, key: str, text: str) -> bool:
        return self._several(key) and _joined(key, self._all(key), text) == self._all(key)

    def _all(self, key: str) -> str:
        """What they have of the kind, in one text."""
        text = ""
        for one in _PHONES if key in _PHONES else _MAILS:
            text = _joined(key, text, self._at[one])
        return text

    def _several(self, key: str) -> bool:
        if self._literal:
            return False
        texts = [self._at[one] for one in (_PHONES if key in _PHONES else _MAILS) if self._at[one]]
        if len(texts) != 1:
            return len(texts) > 1
        # Of nearly all: one number, in figures alone.
        return len(phones.parts(texts[0])) > 1 if key in _PHONES else texts[0].count("@") > 1


def _joined(key: str, one: str, other: str) -> str:
    """The phones or mails of both, none twice."""
    if key in _PHONES:
        return phones.joined(one, other)
    known = values.folded(one)
    return "; ".join(filter(None, [one, *(mail for mail in _mails(other) if values.folded(mail) not in known)]))


def _mails(text: str) -> list[str]:
    import re

    return [mail for mail in re.split(r"[\s;；,，、|/]+", text) if mail]
