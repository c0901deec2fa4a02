"""What a file has that no book has: tables, views, indexes and triggers that amflow never made.

They would do somebody else's will whenever the book is asked or written: a view without an end, a column that is reckoned
anew for each row. So every file is looked at before anything else is asked of it, by the words that SQLite made it of.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from amflow.book import migrations
from amflow.locale import _

if TYPE_CHECKING:
    from sqlite3 import Connection

    Words = dict[bytes, tuple[bytes, bytes]]

NEWEST = "0bb9b5a3dc08960b9785574c0e6d168d"
"""The digest of what every book of the newest version is made of: so an opening need not make one to compare with."""

MOST_NAMED = 5

_UNSEEN = b" \t\n\r\f\"'`"
"""What one SQLite writes otherwise than another, and is no difference."""

_PLAIN_INDEX = re.compile(rb"createindex\w+\([\w,]+\)")
"""An index of columns alone, bare: an older version or a person made it, and it answers nothing wrong."""

_OF_SQLITE = (
    b"createtablesqlite_stat1(tbl,idx,stat)",
    b"createtablesqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    b"createtablesqlite_sequence(name,seq)",
)


def said(path: Path, found: list[str]) -> str:
    """The sentence on a file that has them."""
    return _("{path} holds what amflow never makes: {what}").format(path=path, what=", ".join(found[:MOST_NAMED]))


def of(connection: "Connection") -> list[str]:
    """What it has of somebody else's, named as in the list of the file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    there = _words(connection)
    if version == len(migrations.STEPS) and digest(there) == NEWEST:
        return []
    old = version < len(migrations.STEPS)
    ours = _made(migrations.STEPS[:version], old)
    names = {name for _kind, name in ours.values()}
    pieces = {piece for bare in ours for piece in _pieces(bare)}
    return [
        _("{what} (not as amflow makes it)").format(what=_named(kind, name)) if name in names else _named(kind, name)
        for bare, (kind, name) in there.items()
        # The views of an older version are taken out, unread, before its steps are taken.
        if bare not in ours
        and not (old and migrations.is_dropped(bare))
        # A table of ours that has lost columns is damaged, and nobody else's.
        and not (bare.startswith(b"createtable") and pieces.issuperset(_pieces(bare)))
    ]


def _pieces(bare: bytes) -> list[bytes]:
    return re.split(rb"[,()]", bare)


def is_table(connection: "Connection", name: str) -> bool:
    """Whether the file has rows by this name, and no view that reckons them."""
    return any(bare.startswith(f"createtable{name}(".encode()) for bare in _words(connection))


def digest(there: "Words") -> str:
    """What stands for all of it."""
    # The same as hashlib's, which loads a library of its own at each start.
    from _blake2 import blake2b

    return str(blake2b(b"\n".join(sorted(there)), digest_size=16).hexdigest())


def _words(connection: "Connection") -> "Words":
    """What the file is made of: the bare words, and what it calls them. Plain indexes and what SQLite's planner keeps for
    itself are left out."""
    sql = "SELECT CAST(sql AS BLOB), CAST(type AS BLOB), CAST(name AS BLOB) FROM sqlite_schema WHERE sql IS NOT NULL"
    found = {}
    for words, kind, name in map(tuple, connection.execute(sql)):
        bare = words.translate(None, _UNSEEN).lower()
        if bare not in _OF_SQLITE and not _PLAIN_INDEX.fullmatch(bare):
            found[bare] = (kind, name)
    return found


def _named(kind: bytes, name: bytes) -> str:
    from amflow.book.values import harmless

    return " ".join(harmless(word.decode("utf-8", "replace"))[:60] for word in (kind, name))


@cache
def _made(steps: "tuple[migrations.Step, ...]", old: bool) -> "Words":
    ours = migrations.made(steps, old)
    try:
        return _words(ours)
    finally:
        ours.close()
