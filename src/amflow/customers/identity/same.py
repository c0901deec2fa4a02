"""Who in the book somebody is or may be: one notion for files, for every command that adds somebody, and for pairs.

By mail, then by phone however it is spelt, then by name with organisation. The name counts in all of them, for a family
shares a phone, an office a line and a firm a mail; it may be spelt otherwise only where what it is compared with says the same.
Two-sign names defeat every measure of likeness (王伟 and 王玮 are as alike as 王伟 and 李伟), so that it counts only for
longer ones.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from amflow.book import phones, values
from amflow.book.store import Book, Row
from amflow.customers.identity import firms
from amflow.customers.matching import with_phone
from amflow.customers.records import told_of
from amflow.errors import Refused
from amflow.locale import N_, _
from amflow.records import NamedTuple

MOST = 99
"""More namesakes than so many are not looked at."""

SHOWN = 6
"""So many of those who may be meant are told."""

LEGAL = (
    "有限责任公司|股份有限公司|有限公司|股份公司|集团公司|总公司|分公司|公司|集团|控股|股份|（.*?）|\\(.*?\\)|"
    r"\b(?:co\.?|ltd\.?|inc\.?|llc|corp\.?|corporation|company|gmbh|limited|group|plc|ag|s\.?a\.?)\b|[\s.,，。·&-]"
)
"""What a firm's name carries beside the name itself."""

NEAR = 0.86
"""From so much likeness on two names are near; 中国银行 and 中国农业银行 have 0.80 and are two banks."""

LONG_ENOUGH = 5

AT_ONCE = 500
"""With so many names that begin alike one name is compared."""

WORDS = {
    "phone": N_("same phone"), "email": N_("same mail"), "name": N_("same name"), "sound": N_("sounds the same"),
    "pinyin": N_("same pinyin and organisation"), "firm": N_("same name without its legal form"),
    "near": N_("nearly the same name"), "place": N_("names that begin alike, mails of one domain"),
}  # fmt: skip
"""The evidence, in words."""

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
    maybe: list[Row]
    """The records that are or may be this one, the surest first: who has the phone and a name like it, or the very name and
    no other phone."""
    namesakes: tuple[Row, ...] = ()
    """Of somebody who is nobody for sure: whoever has the very name."""


def look_for(book: Book, who: Described, *, heard: bool = False) -> Found:
    """Whom the book has already. A name that was `heard`, as a lead's is, may be anybody's that sounds like it."""
    # Words where a number would stand tell nobody apart, and are kept as none.
    who = who if values.digits(who.phone) else who._replace(phone="")
    named = _named(book, who.name)
    sure = named and (_having(named, who) or [one for one in named if _is_by_name(one, who)])
    if sure:
        return Found(sure, sure)
    phone = _with_phone(book, who.phone)
    sure = _spelt_otherwise(book, who, phone)
    doubtful = [*named, *(_sounding(book, who) if heard else ())]
    maybe = [one for one in phone if _is_alike(one, who)]
    maybe += [one for one in doubtful if not (who.phone and one["phone_key"])]
    return Found(sure, list({row["id"]: row for row in (*maybe, *sure)}.values()), () if sure else tuple(named))


def refuse(book: Book, who: Described, maybe: list[Row]) -> None:
    """Say no to somebody who seems to be there already: namesakes are possible, but never by accident. Raises Refused."""
    if maybe:
        raise Refused(
            already(who.name),
            _("use {ref}; or add --anyway for a namesake").format(ref=f"c{maybe[0]['id']}"),
            tuple(candidates(book, who, maybe)),
        )


def already(name: str) -> str:
    """That somebody of this name seems to be in the book."""
    return _("{name} seems to be in the book already").format(name=name)


def candidates(book: Book, who: Described, maybe: list[Row]) -> list[str]:
    """Those who may be meant, a line each, with what speaks for it."""
    rows = maybe[:SHOWN]
    lines = told_of(book, [row["id"] for row in rows])
    return [f"{line}  {_(WORDS[_evidence(row, who)])}" for line, row in zip(lines, rows, strict=True)]


def _evidence(row: Row, who: Described) -> str:
    """The strongest of what speaks for the record being this one, as a word of WORDS."""
    key = values.folded_name(who.name)
    if same_phone(row, who.phone):
        return "phone"
    if same_mail(row, who.email):
        return "email"
    if row["name_key"] == key:
        return "name"
    return "sound" if _sounds(row["name_key"]) & _sounds(key) else "near"


def same_phone(row: Row | dict[str, Any], phone: str) -> bool:
    """Whether the record has this number, or one of these numbers, however it is spelt."""
    digits = values.digits(phone)
    if not digits or not row["phone_key"]:
        return False
    return row["phone_key"] == digits or bool({*phones.e164(phone).split()} & {*row["phone_e164"].split()})


def has_phone(row: Row, phone: str) -> bool:
    """The same of somebody of that very name, of whom a number that is kept beside the first says enough."""
    if same_phone(row, phone):
        return True
    if not phone or '"phone' not in row["profile"]:
        return False
    from json import loads

    kept = loads(row["profile"])
    beside = " / ".join(filter(None, (kept.get(key) for key in ("phone2", "phone3"))))
    shared = {*phones.e164(phone).split()} & {*phones.e164(beside).split()}
    return bool(shared) or phones.joined(beside, phone) == beside


def told_apart(book: Book, numbers: list[int], phone: str, email: str, organisation: str) -> list[int]:
    """Those of several namesakes whom a phone, a mail, an organisation beside the name can mean."""
    rows = list(book.among(numbers, "SELECT * FROM customer WHERE id IN ({marks})"))
    if phone:
        rows = [one for one in rows if has_phone(one, phone)] or [one for one in rows if not one["phone_key"]]
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


def _sounding(book: Book, who: Described) -> Iterator[Row]:
    """Those whose name is read the same way, 王伟 and 王玮, or is nearly the same."""
    key, kind = values.folded_name(who.name), who.kind or "person"
    for sound in _readings(key):
        yield from book.all(
            "SELECT customer.* FROM reading JOIN customer ON customer.name_key = reading.name_key"
            f" WHERE reading.key = ? AND whole = 2 AND reading.name_key <> ? AND {_THERE} LIMIT {SHOWN}",
            sound,
            key,
        )
    for number, _word in near_to(book, {"id": 0, "name_key": key, "kind": kind}, [AT_ONCE]):
        row = book.get("customer", number)
        if row is not None and row["status"] != "removed":
            yield row


def _having(rows: list[Row], who: Described) -> list[Row]:
    """Those who have the mail, the phone, or both where more than one has either."""
    mail = [one for one in rows if same_mail(one, who.email)]
    phone = [one for one in rows if has_phone(one, who.phone)]
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
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key) if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", plain)
    return {*_readings(plain), " ".join(sorted(words))}


def _readings(key: str) -> list[str]:
    """The whole of a folded name in pinyin, in each way that it is read."""
    from amflow.book.search.pinyin import readings

    return [said for said, rank in readings(key).items() if rank == 2]


def near_to(book: Book, row: Any, budget: list[int]) -> Iterator[tuple[int, str]]:
    """Whose name is nearly this one, among those that begin alike."""
    name, kind = row["name_key"], row["kind"]
    key, begin = bare_name(name, kind), name[:2]
    others = book.all(
        "SELECT id, name_key FROM customer WHERE name_key >= ? AND name_key < ? AND id <> ? AND kind = ?"
        " AND name_key <> ? AND length(name_key) >= ? LIMIT ?",
        begin, begin + "\U0010ffff", row["id"], kind, name, min(len(key), LONG_ENOUGH), max(min(AT_ONCE, budget[0]), 0),
    )  # fmt: skip
    budget[0] -= len(others)
    for other in others:
        word = likeness(key, bare_name(other["name_key"], kind), kind)
        if not word and kind == "organisation" and _share_a_place(book, row, other):
            word = "place"
        if word:
            yield other["id"], word


def _share_a_place(book: Book, row: Any, other: Row) -> bool:
    """Whether two firms whose names begin alike have mails of the same domain."""
    alike = firms.begins_alike(row["name_key"], other["name_key"])
    return alike and bool(firms.domains(book, row["id"]) & firms.domains(book, other["id"]))


def bare_name(name: str, kind: str) -> str:
    """The name itself: a firm's without its legal form, a person's without spaces and dots."""
    bare = re.sub(LEGAL, "", name) if kind == "organisation" else re.sub(r"[\s.,·-]", "", name)
    return bare or name


def likeness(one: str, other: str, kind: str) -> str:
    """In which way two bare names of this kind are alike, as a word of WORDS; empty where they are not."""
    if one == other:
        return "firm" if kind == "organisation" else "near"
    if min(len(one), len(other)) < LONG_ENOUGH or abs(len(one) - len(other)) > 2:
        return ""
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        # 建材市场1号店 and 2号店 are two; a figure is never a slip of the pen.
        return ""
    from difflib import SequenceMatcher

    match = SequenceMatcher(None, one, other)
    near = match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR
    return "near" if near else ""
