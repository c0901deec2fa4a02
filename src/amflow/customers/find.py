"""Whom a text means: name, pinyin, initials, phone tail, mail, a part of any; with the organisation in front of it.

The closest kind of answer wins: whole before beginning before inside. Each is a question to an index; only a part from the
middle of a name reads all names.
"""

import re

from amflow.book import values
from amflow.book.store import Book, placeholders

MOST = 50
"""More candidates than so many are not gathered."""

SHORTEST_TAIL = 4

_LAST = "\U0010ffff"
_THERE = "customer.status <> 'removed'"
_READ = f"SELECT customer.id FROM reading JOIN customer ON customer.name_key = reading.name_key WHERE {_THERE} AND "


def matches(book: Book, text: str) -> list[int]:
    """The numbers of the customers that the text may mean, by the closest kind of answer; none where nobody is meant."""
    key = values.folded(values.harmless(text))
    if not key:
        return []
    return _exactly(book, key) or _by_beginning(book, key) or _inside(book, key) or _with_organisation(book, key)


def _exactly(book: Book, key: str) -> list[int]:
    found = _ids(book, f"SELECT id FROM customer WHERE name_key = ? AND {_THERE}", key)
    if found:
        return found
    if "@" in key:
        return _ids(book, f"SELECT id FROM customer WHERE email = ? COLLATE NOCASE AND {_THERE}", key)
    if _is_phone(key):
        return _by_phone(book, key, whole=True) or _by_phone(book, key, whole=False)
    spelt = _spelt(key)
    if spelt is None:
        return _in_other_script(book, key)
    return _ids(book, f"{_READ} reading.key = ? AND whole = 2", spelt) or _ids(
        book, f"{_READ} reading.key = ? AND whole = 1", spelt
    )


def _in_other_script(book: Book, key: str) -> list[int]:
    """張敏 finds 张敏, and the other way round."""
    from amflow.book.search.pinyin import simplified

    simple = simplified(key)
    named = _ids(book, f"SELECT id FROM customer WHERE name_key = ? AND {_THERE}", simple) if simple != key else []
    return named or _ids(book, f"{_READ} reading.key = ?", simple)


def _by_beginning(book: Book, key: str) -> list[int]:
    found = _ids(book, f"SELECT id FROM customer WHERE name_key >= ? AND name_key < ? AND {_THERE}", key, key + _LAST)
    if "@" in key:
        return found or _ids(book, f"SELECT id FROM customer WHERE instr(lower(email), ?) AND {_THERE}", key)
    spelt = _spelt(key)
    if spelt and len(spelt) > 1 and not found:
        found = _ids(book, f"{_READ} reading.key >= ? AND reading.key < ? AND whole = 2", spelt, spelt + "~")
        found = found or _ids(book, f"{_READ} reading.key >= ? AND reading.key < ? AND whole = 1", spelt, spelt + "~")
    return found


def _inside(book: Book, key: str) -> list[int]:
    spelt = _spelt(key)
    if spelt and (found := _ids(book, f"{_READ} reading.key = ? AND whole = 0", spelt)):
        return found
    found = _ids(book, f"SELECT id FROM customer WHERE instr(name_key, ?) AND {_THERE}", key)
    if not found and spelt and len(spelt) > 1:
        found = _ids(book, f"{_READ} reading.key >= ? AND reading.key < ? AND whole = 0", spelt, spelt + "~")
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
