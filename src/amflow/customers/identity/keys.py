"""Whose key of another program it is: by itself, under the name that its list had before, or without the zeros in front that
a spreadsheet took away."""

from amflow.book import values
from amflow.book.store import Book, Row
from amflow.customers.identity import same
from amflow.locale import _

LONGEST = 20
"""Signs of a number that somebody is known by."""


def of_number(book: Book, source: str, key: str) -> list[Row]:
    """Those who have the same number in the list, but for zeros in front: 00012345, 12345."""
    bare = key.lstrip("0")
    if not bare.isascii() or not bare.isdigit() or len(key) > LONGEST:
        return []
    spelt = [bare.zfill(length) for length in range(len(bare), LONGEST + 1) if length != len(key)]
    marks = ", ".join("?" * len(spelt))
    return book.all(
        f"SELECT * FROM customer WHERE external_source = ? AND external_key IN ({marks}) AND status <> 'removed'",
        source,
        *spelt,
    )


def agrees(row: Row, who: same.Described) -> bool:
    """Whether something else says as well that this is the one."""
    named = row["name_key"] == values.folded_name(who.name)
    return named or same.same_phone(row, who.phone) or same.same_mail(row, who.email)


def doubt(row: Row, key: str) -> str:
    """Why a row with this number is not taken, where somebody of another name has it but for the zeros."""
    words = _("{key} may be {other} without its zeros, the number of {name} (c{id})")
    return words.format(key=key, other=row["external_key"], name=row["name"], id=row["id"])


def fuller(key: str, other: str) -> str:
    """Of two spellings of a number the one that still has its zeros."""
    return other if len(other) > len(key) and other.lstrip("0") == key.lstrip("0") else key


def is_of_a_firm(row: Row, who: same.Described) -> bool:
    """Whether an organisation has the key, and whoever is described is none: companies and contacts are counted apart."""
    return bool(row["kind"] == "organisation" != who.kind and row["name_key"] != values.folded_name(who.name))


def of_firm(row: Row, key: str) -> str:
    """Why such a row is not taken."""
    words = _(
        "{key} is the number of {name} (c{id}), an organisation: import those first, they get a list of their own"
    )
    return words.format(key=key, name=row["name"], id=row["id"])
