"""Who in the book somebody is: one notion for files, for `customer add` and for whatever else might write a person down twice.

By mail, then by phone however it is spelt, then by name with organisation. The name counts in all of them, for a family
shares a phone, an office a line and a firm a mail; it may be spelt otherwise only where what it is compared with says the same.
"""

import re
import unicodedata
from typing import Any

from amflow.book import phones, values
from amflow.book.store import Book, Row
from amflow.customers.identity.duplicates import bare_name, likeness
from amflow.customers.matching import with_phone
from amflow.records import NamedTuple

MOST = 99
"""More namesakes than so many are not looked at."""

_THERE = "status <> 'removed'"


class Described(NamedTuple):
    """Somebody as a row or a command describes them; empty is what it does not say."""

    name: str
    phone: str = ""
    email: str = ""
    kind: str = ""
    organisation_id: int | None = None
    """None where no organisation is named, 0 for one that the book does not have."""


class Found(NamedTuple):
    """What the book has of somebody."""

    sure: list[Row]
    """The records that are this one beyond doubt; several where nothing tells them apart."""
    maybe: Row | None
    """A record that is or may be this one: who has the phone and a name like it, or the very name and no other phone."""


def look_for(book: Book, who: Described) -> Found:
    """Whom the book has already."""
    named = _named(book, who.name)
    sure = named and (_having(named, who) or [one for one in named if _is_by_name(one, who)])
    if sure:
        return Found(sure, sure[0])
    phone = _with_phone(book, who.phone)
    sure = _spelt_otherwise(book, who, phone)
    doubtful = (one for one in named if not (who.phone and one["phone_key"]))
    alike = (one for one in phone if _is_alike(one, who))
    return Found(sure, next(iter([*alike, *doubtful, *sure]), None))


def same_phone(row: Row | dict[str, Any], phone: str) -> bool:
    """Whether the record has this number, or one of these numbers, however it is spelt."""
    digits = values.digits(phone)
    if not digits or not row["phone_key"]:
        return False
    return row["phone_key"] == digits or bool({*phones.e164(phone).split()} & {*row["phone_e164"].split()})


def told_apart(book: Book, numbers: list[int], phone: str, email: str, organisation: str) -> list[int]:
    """Those of several namesakes whom a phone, a mail, an organisation beside the name can mean."""
    rows = list(book.among(numbers, "SELECT * FROM customer WHERE id IN ({marks})"))
    if phone:
        rows = [one for one in rows if same_phone(one, phone)] or [one for one in rows if not one["phone_key"]]
    if email:
        rows = [one for one in rows if same_mail(one, email)] or rows
    if organisation and len(rows) > 1:
        firms = {row["id"] for row in _named(book, organisation)}
        rows = [one for one in rows if one["organisation_id"] in firms] or rows
    return [row["id"] for row in rows]


def _named(book: Book, name: str) -> list[Row]:
    key = values.folded_name(name)
    return book.all(f"SELECT * FROM customer WHERE name_key = ? AND {_THERE} LIMIT ?", key, MOST)


def same_mail(row: Row | dict[str, Any], email: str) -> bool:
    """Whether the record has this mail."""
    return bool(email) and values.folded(row["email"]) == values.folded(email)


def _having(rows: list[Row], who: Described) -> list[Row]:
    """Those who have the mail, the phone, or both where more than one has either."""
    mail = [one for one in rows if same_mail(one, who.email)]
    phone = [one for one in rows if same_phone(one, who.phone)]
    both = [one for one in mail if one in phone]
    return both or mail or phone


def _is_by_name(row: Row, who: Described) -> bool:
    """Whether somebody of the same name is this one: nobody of another phone, nobody of another organisation."""
    if who.phone and row["phone_key"]:
        return False
    if who.kind == row["kind"] == "organisation":
        return True
    firm = row["organisation_id"]
    if firm and who.organisation_id is not None:
        return bool(firm == who.organisation_id)
    return not who.phone and not row["phone_key"]


def _with_phone(book: Book, phone: str) -> list[Row]:
    digits = values.digits(phone)
    if not digits:
        return []
    # The digits as well: what the same change wrote a moment ago is not in the index of numbers yet.
    rows = book.all(f"SELECT * FROM customer WHERE phone_key = ? AND {_THERE} LIMIT ?", digits, MOST)
    known = {row["id"] for row in rows}
    others = [book.get("customer", number) for number in with_phone(book, phone) if number not in known]
    return rows + [row for row in others if row is not None and same_phone(row, phone)]


def _spelt_otherwise(book: Book, who: Described, phone: list[Row]) -> list[Row]:
    """Those who have the mail or the mobile phone, and a name that is said the same way (王小明, 王晓明; Doe, Jane); or both,
    and nearly the same name. A firm's line tells nobody from a colleague."""
    mail: list[Row] = []
    if phone and not phones.is_mobile(who.phone):
        phone = []
    if who.email:
        mail = book.all(f"SELECT * FROM customer WHERE email = ? COLLATE NOCASE AND {_THERE} LIMIT ?", who.email, MOST)
    both = {row["id"] for row in phone} & {row["id"] for row in mail}
    found = {row["id"]: row for row in (*mail, *phone) if who.kind in ("", row["kind"])}
    key = values.folded_name(who.name)
    mailed = {row["id"] for row in mail}
    return [
        row
        for row in found.values()
        if _is_near(row, key, both=row["id"] in both) or (row["id"] in mailed and _by_mail_alone(row, key))
    ]


def _by_mail_alone(row: Row, key: str) -> bool:
    """Whether one of the two is called by the mail, because nobody knew the name."""
    return values.folded_name(row["email"]) in (row["name_key"], key)


def _is_near(row: Row, key: str, *, both: bool) -> bool:
    if _sounds(row["name_key"]) & _sounds(key):
        return True
    kind = row["kind"]
    return both and bool(likeness(bare_name(row["name_key"], kind), bare_name(key, kind), kind))


def _is_alike(row: Row, who: Described) -> bool:
    """Whether one of the same phone has nearly the name, or a part of it; others share a line or a household."""
    key = values.folded_name(who.name)
    if who.kind not in ("", row["kind"]):
        return False
    one, other = set(row["name_key"].split()), set(key.split())
    return one <= other or other <= one or _is_near(row, key, both=True)


def _sounds(key: str) -> set[str]:
    """How a folded name is said: its pinyin, or its letters without accents; and its words in any order."""
    from amflow.book.search.pinyin import readings

    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key) if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", plain)
    return {said for said, rank in readings(plain).items() if rank == 2} | {" ".join(sorted(words))}
