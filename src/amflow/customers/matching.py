"""Whom a text means: a name, pinyin, initials, a phone, a mail, a part of any, a form of address (王总, Mrs Weber).

What names somebody whole means them alone. Anything less means everybody whom it fits: a beginning is no better than a
part, for a visit must not land on whoever happens to begin with the word. Each is a question to an index; only a part from
the middle of a name reads all names.
"""

import re

from amflow.book import values
from amflow.book.store import Book, Row, placeholders
from amflow.records import NamedTuple

MOST = 50
"""More candidates than so many are not gathered."""

SHORTEST_TAIL = 4

_LAST = "\U0010ffff"
_THERE = "customer.status <> 'removed'"
_READ = f"SELECT customer.id FROM reading JOIN customer ON customer.name_key = reading.name_key WHERE {_THERE} AND "

_CHINESE = "[\u3400-\u9fff]"

CALLED = {
    "ms": "女士 小姐 太太 夫人 大姐 姐姐 姐 阿姨 姨 大妈 大娘 嫂子 嫂 奶奶 老板娘",
    "mr": "先生 大哥 哥哥 哥 叔叔 大叔 叔 伯伯 大伯 伯 大爷 爷爷",
    "": "总经理 总监 总 董事长 董 经理 主任 老师 处长 科长 局长 院长 校长 行长 所长 部长 厂长 店长 队长 书记 主管 会计"
    " 工程师 工 医生 大夫 教授 律师 老板 师傅 秘书",
}
"""How one is addressed behind the surname, by the salutation that it says; in the last row what is, or may be, a role."""

COURTESY = {
    "mr": "mr",
    "sir": "mr",
    "mrs": "ms",
    "ms": "ms",
    "miss": "ms",
    "madam": "ms",
    "dr": "",
    "prof": "",
    "professor": "",
}
"""How one is addressed in front of the surname, with the salutation that it says."""


FAMILIAR = f"[老小阿]({_CHINESE}{{1,2}})"
"""How one is addressed whom one knows well: a neighbour, a colleague."""


class Meant(NamedTuple):
    """The numbers of those whom a text may mean."""

    numbers: list[int]
    addressed: bool = False
    """Whether it is a form of address: then it is worth saying who that is."""
    whole: bool = False
    """Whether it is a whole name, phone or mail."""


def matches(book: Book, text: str) -> list[int]:
    """The numbers of the customers that the text may mean; none where nobody is meant."""
    return meant(book, text).numbers


def meant(book: Book, text: str) -> Meant:
    """Whom the text may mean."""
    plain = values.harmless(text)
    key = values.folded_name(plain)
    if not key:
        return Meant([])
    if whole := _whole(book, key):
        return Meant(whole, whole=True)
    parts = _by_beginning(book, key) + _inside(book, key)
    called = _addressed(book, key)
    found = list(dict.fromkeys([*parts, *called]))[:MOST]
    return Meant(found, bool(called)) if found else Meant(_with_organisation(book, values.folded(plain)))


def _whole(book: Book, key: str) -> list[int]:
    """Those of whom it is the whole name in any spelling, the mail or the phone, or the end of it."""
    found = _ids(book, f"SELECT id FROM customer WHERE name_key = ? AND {_THERE}", key)
    if found:
        return found
    if "@" in key:
        return _ids(book, f"SELECT id FROM customer WHERE email = ? COLLATE NOCASE AND {_THERE}", key)
    if _is_phone(key):
        return _by_phone(book, key, whole=True) or _by_phone(book, key, whole=False)
    spelt = _spelt(key)
    return _ids(book, f"{_READ} reading.key = ? AND whole = 2", spelt) if spelt else []


def _by_beginning(book: Book, key: str) -> list[int]:
    found = _ids(book, f"SELECT id FROM customer WHERE name_key >= ? AND name_key < ? AND {_THERE}", key, key + _LAST)
    if "@" in key:
        return found or _ids(book, f"SELECT id FROM customer WHERE instr(lower(email), ?) AND {_THERE}", key)
    if spelt := _spelt(key):
        found += _ids(book, f"{_READ} reading.key = ? AND whole = 1", spelt)
        for rank in (2, 1) if len(spelt) > 1 else ():
            found += _ids(book, f"{_READ} reading.key >= ? AND reading.key < ? AND whole = {rank}", spelt, spelt + "~")
    return found


def _inside(book: Book, key: str) -> list[int]:
    found = _ids(book, f"SELECT id FROM customer WHERE instr(name_key, ?) AND {_THERE}", key)
    spelt = _spelt(key)
    if spelt is None:
        return found
    found += _ids(book, f"{_READ} reading.key = ? AND whole = 0", spelt)
    if len(spelt) > 1:
        found += _ids(book, f"{_READ} reading.key >= ? AND reading.key < ? AND whole = 0", spelt, spelt + "~")
    return found


def _addressed(book: Book, key: str) -> list[int]:
    """Those who are spoken to like that: 王总, 陈大姐, 老李, Mr Smith. Where somebody has that role, only those."""
    first, _space, rest = key.partition(" ")
    courtesy = first.rstrip(".")
    if rest and courtesy in COURTESY:
        return [
            row["id"] for row in _surnamed_in_latin(book, rest) if row["salutation"] in _possible(COURTESY[courtesy])
        ]
    called = _taken_apart(key)
    if called is None:
        return []
    family, salutation, role = called
    rows = [row for row in _surnamed(book, family) if row["salutation"] in _possible(salutation)]
    having = [row for row in rows if role and role in row["role"]]
    return [row["id"] for row in having or rows]


def _possible(salutation: str) -> tuple[str, ...]:
    """The salutations that somebody may have in the book who is spoken to like that."""
    return ("", salutation) if salutation else ("", "ms", "mr")


def _taken_apart(key: str) -> tuple[str, str, str] | None:
    """The surname, the salutation and the role in a Chinese form of address; None for anything else."""
    forms = [(form, said) for said, words in CALLED.items() for form in words.split()]
    for form, said in sorted(forms, key=lambda pair: -len(pair[0])):
        family = key.removesuffix(form)
        if family and family != key and re.fullmatch(f"{_CHINESE}{{1,4}}", family):
            return family, said, "" if said else form
    alone = re.fullmatch(FAMILIAR, key)
    return (alone[1], "", "") if alone else None


_PERSON = f"SELECT id, name, name_key, salutation, role FROM customer WHERE kind = 'person' AND {_THERE} AND "


def _surnamed(book: Book, family: str) -> list[Row]:
    """The people with that surname, or whose names begin with these signs."""
    from amflow.book.search.pinyin import surname

    rows = book.all(f"{_PERSON} name_key >= ? AND name_key < ?", family, family + _LAST)
    return [row for row in rows if len(family) > len(surname(row["name"])) or len(surname(row["name"])) == len(family)]


def _surnamed_in_latin(book: Book, family: str) -> list[Row]:
    """The people whose last word it is, and Chinese people whose surname is spelt like that."""
    from amflow.book.search.pinyin import spelled

    rows = book.all(f"{_PERSON} instr(name_key, ?)", family)
    found = [row for row in rows if f" {row['name_key']}".endswith(f" {family}")]
    spelt = _spelt(family)
    keys = (
        book.all("SELECT DISTINCT name_key FROM reading WHERE key >= ? AND key < ? AND whole = 2", spelt, spelt + "~")
        if spelt
        else []
    )
    for name in (row["name_key"] for row in keys if re.match(_CHINESE, row["name_key"])):
        known = {
            row["key"]: row["whole"] for row in book.all("SELECT key, whole FROM reading WHERE name_key = ?", name)
        }
        if _spelt(spelled(name, known).casefold()) == spelt:
            found += book.all(f"{_PERSON} name_key = ?", name)
    return found


def _with_organisation(book: Book, key: str) -> list[int]:
    """`东方机械 张敏`: somebody of that name who belongs to that organisation, as their main or a further one."""
    first, _space, rest = key.partition(" ")
    if not rest:
        return []
    firms, people = matches(book, first), matches(book, rest)
    if not firms or not people:
        return []
    return _ids(
        book,
        f"SELECT id FROM customer WHERE id IN ({placeholders(people)}) AND (organisation_id IN ({placeholders(firms)})"
        f" OR id IN (SELECT person_id FROM position WHERE organisation_id IN ({placeholders(firms)})))",
        *people,
        *firms,
        *firms,
    )


def with_phone(book: Book, phone: str) -> list[int]:
    """Who has this number, or one of these numbers, whole: written in whatever way."""
    return _by_phone(book, values.folded(values.harmless(phone)), whole=True)


def _by_phone(book: Book, key: str, *, whole: bool) -> list[int]:
    from amflow.book.phones import backwards

    backs = backwards(key, "") if whole else [values.digits(key)[::-1]]
    asked = "back = ?1" if whole else "back >= ?1 AND back < ?1 || ':'"
    for back in backs:
        found = _ids(
            book,
            "SELECT DISTINCT customer_id AS id FROM number JOIN customer ON customer.id = number.customer_id"
            f" WHERE {asked} AND {_THERE}",
            back,
        )
        if found:
            return found
    return []


def _is_phone(key: str) -> bool:
    return len(values.digits(key)) >= SHORTEST_TAIL and not re.search(r"[^\d\s()+\-./]", key)


def _spelt(key: str) -> str | None:
    """The text as readings are kept, where it is one that a Latin keyboard types."""
    if re.search(r"[^a-z0-9üA-Z\s'’·.:\-]", key) or not re.search("[a-zü]", key):
        return None
    from amflow.book.search.pinyin import typed

    return typed(key)


def _ids(book: Book, sql: str, *bound: str | int) -> list[int]:
    return list(dict.fromkeys(row["id"] for row in book.all(f"{sql} LIMIT {MOST}", *bound)))
